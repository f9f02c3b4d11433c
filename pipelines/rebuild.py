"""The stages from reconciliation on in one call, for what is left of a corpus when some of it was set aside.

As Dagster runs them, one by one, they are in `assets`.
"""

from pathlib import Path

import polars as pl

from pipelines.correct import correct, load_corrections
from pipelines.score import load_gold, score
from pipelines.validate import Read
from pipelines.views import build_views


def rebuild(read: Read, corrections: Path, gold: Path) -> dict[str, pl.DataFrame]:
    """All tables of the stages after extraction. Raises KnowledgeError where a correction has lost its target."""
    found, corrected = correct(read.documents, read.entities, read.mentions, read.facts, load_corrections(corrections))
    views = build_views(read.documents, found.entities, found.mentions, found.facts, found.claims)
    quality = score(read.documents, found.entities, found.facts, load_gold(gold))
    return {**found._asdict(), "corrections": corrected, **views._asdict(), "quality": quality}
