"""The file of corrections: one entry a correction, each with the line where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.ids import content_id
from pipelines.knowledge import KnowledgeError, line_of, load_yaml
from pipelines.rule_files import CorrectionFile, problems, refuse


@dataclass(frozen=True)
class Correction:
    """One entry. `where` is file and line, for messages."""

    where: str
    target: str
    action: str
    source: tuple[str, ...]
    expect: Mapping[str, Any]
    value: Any
    reason: str
    who: str
    date: date

    @property
    def correction_id(self) -> str:
        return content_id("correction", self.action, self.target, *sorted(self.source))

    @property
    def table(self) -> str:
        return {"fact-": "facts", "claim": "claims"}.get(self.target[:5], "entities")


def load_corrections(path: Path) -> list[Correction]:
    """The corrections in the order of the file.

    Raises KnowledgeError, with file and line, for an entry that has not the right shape, or corrects a thing twice.
    """
    refuse(problems(path, CorrectionFile))
    found: dict[str, Correction] = {}
    for number, entry in enumerate(load_yaml(path)):
        where = f"{path}, line {line_of(path, [number])}"
        one = Correction(where, **({"value": None} | entry | {"source": tuple(entry["source"])}))
        if one.correction_id in found:
            raise KnowledgeError(f"{where}: {one.target} is corrected twice; keep one of the two")
        found[one.correction_id] = one
    return [*found.values()]
