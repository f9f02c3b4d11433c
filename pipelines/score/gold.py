"""Gold facts: what a careful reader finds in an article, read from JSON lines. Their keys are in seeds/gold/README.md.

How facts are compared with them belongs to `matching`.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from pipelines.knowledge import KnowledgeError


class _Qualifiers(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    members: tuple[str, ...] = ()
    """What a collective ("the six countries") stands for."""


class GoldFact(BaseModel):
    """One statement that is in an article, or, where it is optional, may be read from it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    doc: str
    """Name of the article's file up to its first dot."""
    predicate: str
    subject: tuple[str, ...]
    """Names that are right."""
    object: tuple[str, ...] | None
    value: float | None
    unit: str | None
    date: str | None
    """ISO day, month, year, or `start/end`."""
    qualifiers: _Qualifiers
    evidence: str
    optional: bool


def load_gold(path: Path) -> tuple[GoldFact, ...]:
    """The gold facts of a file, none where there is no such file. Raises KnowledgeError with file and line."""
    if not path.exists():
        return ()
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            found.append(GoldFact.model_validate_json(line))
        except ValidationError as error:
            wrong = error.errors()[0]
            key = ".".join(map(str, wrong["loc"])) or "the line"
            raise KnowledgeError(f"{path}, line {number}: {key}: {wrong['msg']}") from error
    return tuple(found)
