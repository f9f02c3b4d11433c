"""What curators have decided about names, as `seeds/judgements.yaml` states it.

What is concluded without them belongs to `evidence.py`; corrections of single facts do not belong here.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from pipelines.knowledge import KnowledgeError, load_yaml
from pipelines.reconcile.keys import name_key
from pipelines.tables import ENTITY_TYPES

PATH = Path(__file__).parents[2] / "seeds" / "judgements.yaml"
_KEYS = {"type", "names", "why", "by", "date"}


class Judgement(NamedTuple):
    """Names of one type of entity that are the same thing, or are not."""

    same: bool
    type: str
    names: tuple[str, ...]
    why: str
    by: str
    date: date

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the names, as entities of the type have them."""
        names = pl.DataFrame({"name": list(self.names)}).select(name_key(pl.col("name"), pl.lit(self.type), {}))
        return tuple(names.to_series())

    @property
    def reason(self) -> str:
        return f"{self.why} ({self.by}, {self.date.isoformat()})"


@cache
def load_judgements(path: Path = PATH) -> tuple[Judgement, ...]:
    """The judgements of a file, none if there is no file; cached.

    Raises KnowledgeError, naming the entry, for a missing or unknown key, a type that does not exist, less than two
    names, and two names that are judged the same and different.
    """
    if not path.exists():
        return ()
    content = load_yaml(path) or {}
    if not isinstance(content, dict) or not content.keys() <= {"same", "different"}:
        raise KnowledgeError(f"{path}: the top must have the keys same and different, and no other")
    found = tuple(
        _judgement(f"{path}: {key}: entry {number}", key == "same", body)
        for key in ("same", "different")
        for number, body in enumerate(content.get(key) or [], start=1)
    )
    together = {(j.type, name, other) for j in found if j.same for name in j.names for other in j.names}
    for judgement in found:
        for name in judgement.names if not judgement.same else ():
            for other in judgement.names:
                if name != other and (judgement.type, name, other) in together:
                    raise KnowledgeError(f"{path}: {name!r} and {other!r} are judged the same and different; keep one")
    return found


def _judgement(where: str, same: bool, body: Any) -> Judgement:
    if not isinstance(body, dict) or body.keys() != _KEYS:
        raise KnowledgeError(f"{where}: must have exactly the keys {', '.join(sorted(_KEYS))}")
    if body["type"] not in ENTITY_TYPES:
        raise KnowledgeError(f"{where}: {body['type']!r} is no type of entity; use one of {', '.join(ENTITY_TYPES)}")
    names = body["names"]
    if not isinstance(names, list) or len(set(map(str, names))) < 2:
        raise KnowledgeError(f"{where}: names must be a list of two names or more")
    for key in ("why", "by"):
        if not isinstance(body[key], str) or not body[key].strip():
            raise KnowledgeError(f"{where}: {key} must be a text")
    if not isinstance(body["date"], date):
        raise KnowledgeError(f"{where}: date must be a day, such as 2026-11-22")
    return Judgement(same, body["type"], tuple(map(str, names)), body["why"].strip(), body["by"].strip(), body["date"])
