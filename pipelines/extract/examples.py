"""The examples of the rule files, run: each must state what it `gives`, each counter-example nothing of its kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.extract.frames import FRAMES
from pipelines.extract.kernel import extract
from pipelines.knowledge import load_yaml
from pipelines.tables import TABLES

PUBLISHED = date(2019, 6, 20)
"""The day on which every example was written."""

_OF_CONSTRUCTION = {
    "pledge": "pledged", "poll": "poll_share", "designate": "designated", "project": "project_status",
    "recurs": "recurs", "partnership": "partnership_with", "priority": "has_priority", "presence": "attended_by",
    "participation": "attended_by",
    "act": "signed_by", "measure": "amount", "sum": "amount", "change": "change",
    "membership": "member", "events": "held_on", "signatory": "signed_by", "proposal": "established_on",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """One example of a rule: the text, what it must give (predicate, subject, answer), or what it must not."""

    rule: str
    text: str
    gives: tuple[str, ...]
    forbids: frozenset[str]
    keys: tuple[str | int, ...] = ()
    """Where in the file it stands."""


def examples(path: Path = FRAMES) -> Iterator[Example]:
    """All examples and counter-examples of a file of frames, in its order."""
    for rule, keys, entry, predicates in _entries(load_yaml(path)):
        for i, example in enumerate(entry["examples"]):
            yield Example(rule, example["text"], tuple(example["gives"]), frozenset(), (*keys, "examples", i))
        for i, text in enumerate(entry["counter_examples"]):
            yield Example(rule, text, (), predicates, (*keys, "counter_examples", i))


def _entries(raw: dict[str, Any]) -> Iterator[tuple[str, tuple[str | int, ...], dict[str, Any], frozenset[str]]]:
    for i, frame in enumerate(raw["frames"]):
        yield frame["id"], ("frames", i), frame, frozenset(fact["predicate"] for fact in frame["facts"])
    for i, entry in enumerate(raw["lists"]):
        yield entry["id"], ("lists", i), entry, frozenset((entry["predicate"],))
    for name, entry in raw["constructions"].items():
        yield name, ("constructions", name), entry, frozenset((_OF_CONSTRUCTION[name],))
    yield "speech", ("speech",), raw["speech"], frozenset(("said",))
    yield "positions", ("positions",), raw["positions"], frozenset(("holds_position",))


@cache
def statements(text: str, published: date = PUBLISHED) -> tuple[tuple[str, str], ...]:
    """What a text of one sentence states: predicate, and the statement as `predicate subject answer`."""
    documents = pl.DataFrame(
        {"doc_id": ["doc"], "text": [text], "published": [published], "dateline_place": [None]},
        schema={"doc_id": pl.String, "text": pl.String, "published": pl.Date, "dateline_place": pl.String},
    )
    whole = {"paragraph": 0, "sentence": 0, "start": 0, "end": len(text), "text": text}
    segments = TABLES["segments"].frame([{"segment_id": "segment", "doc_id": "doc", "kind": "body", **whole}])
    facts = extract(documents, segments).facts
    return tuple((row["predicate"], f"{row['predicate']} {row['subject']} {_answer(row)}") for row in facts.to_dicts())


def _answer(row: dict[str, Any]) -> str:
    if row["value"] is not None:
        return f"{row['value']:g} {row['unit']}" if row["value"] < 1e6 else f"{row['value']:.0f} {row['unit']}"
    if row["object"] is not None:
        return str(row["object"])
    form = {"year": "%Y", "month": "%Y-%m"}.get(row["date_precision"], "%Y-%m-%d")
    return str(row["date_start"].strftime(form))


def problem(example: Example) -> str | None:
    """What is wrong with the rules if the example does not hold, else None."""
    found = statements(example.text)
    missing = [given for given in example.gives if given not in {statement for _, statement in found}]
    wrong = [statement for predicate, statement in found if predicate in example.forbids]
    if missing:
        return f"{example.rule}: {example.text!r} does not give {missing[0]!r}; it gives {[s for _, s in found]}"
    if wrong:
        return f"{example.rule}: the counter-example {example.text!r} gives {wrong[0]!r}"
    return None
