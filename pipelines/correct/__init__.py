"""correct: what curators have decided, in `seeds/corrections.yaml`, wins over what was read and reconciled.

Facts and names are corrected before claims are made, so that claims and views follow by themselves. What an entry may
say is in `file.py`, what it does in `apply.py`, to names in `names.py`, and when it no longer applies in `guards.py`.
"""

from pipelines.correct.apply import Corrected, correct
from pipelines.correct.file import Correction, load_corrections

__all__ = ["Corrected", "Correction", "correct", "load_corrections"]
