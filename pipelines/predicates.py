"""The predicates, as `extract/predicates.yaml` states them: domain, range, functional or not, tolerance, templates.

What a predicate means is written there; how it is found in text (`frames.yaml`) and how answers are compared
(`reconcile`) does not belong here.
"""

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.knowledge import KnowledgeError, load_yaml
from pipelines.tables import ENTITY_TYPES

PATH = Path(__file__).parent / "extract" / "predicates.yaml"
RANGES = (*ENTITY_TYPES, "date", "value", "text")
"""What can answer a predicate."""

_TEXTS = ("meaning", "question", "sentence", "example", "counter_example")
_REQUIRED = {*_TEXTS, "domain", "range", "functional"}
_OPTIONAL = {"per_object", "tolerance"}


@dataclass(frozen=True)
class Predicate:
    """One kind of statement. `tolerance` is relative, and None where no value answers."""

    name: str
    meaning: str
    domain: tuple[str, ...]
    range: tuple[str, ...]
    functional: bool
    question: str
    sentence: str
    example: str
    counter_example: str
    per_object: bool = False
    tolerance: float | None = None

    @property
    def of_one_occurrence(self) -> bool:
        """Whether it speaks of an event that took place once, never of a series."""
        return self.domain == ("event",)


Predicates = Mapping[str, Predicate]


def where(predicates: Predicates, holds: Callable[[Predicate], bool]) -> pl.Expr:
    """Whether a row's `predicate` is one of those for which `holds`."""
    return pl.col("predicate").is_in([p.name for p in predicates.values() if holds(p)])


@cache
def load_predicates(path: Path = PATH) -> dict[str, Predicate]:
    """Every predicate by name, in the order of the file; cached.

    Raises KnowledgeError, naming file and entry, for a missing or unknown key, a type of entity that does not exist,
    a tolerance without values or values without a tolerance, and a template without its placeholders.
    """
    content = load_yaml(path)
    if not isinstance(content, dict) or not content:
        raise KnowledgeError(f"{path}: has no predicates; write `name:` and its keys below")
    return {str(name): _predicate(f"{path}: {name}", str(name), body) for name, body in content.items()}


def _predicate(where: str, name: str, body: Any) -> Predicate:
    if not isinstance(body, dict):
        raise KnowledgeError(f"{where}: needs the keys {', '.join(sorted(_REQUIRED))}")
    if missing := sorted(_REQUIRED - body.keys()):
        raise KnowledgeError(f"{where}: lacks {', '.join(missing)}")
    if unknown := sorted(body.keys() - _REQUIRED - _OPTIONAL):
        raise KnowledgeError(
            f"{where}: unknown key {', '.join(unknown)}; use {', '.join(sorted(_REQUIRED | _OPTIONAL))}"
        )
    for key in _TEXTS:
        if not isinstance(body[key], str) or not body[key].strip():
            raise KnowledgeError(f"{where}: {key} must be a text")
    for key in ("functional", "per_object"):
        if not isinstance(body.get(key, False), bool):
            raise KnowledgeError(f"{where}: {key} must be true or false")
    domain = _choices(f"{where}: domain", body["domain"], ENTITY_TYPES)
    range_ = _choices(f"{where}: range", body["range"], RANGES)
    per_object = body.get("per_object", False)
    _placeholders(f"{where}: question", body["question"], {"subject", *(["object"] if per_object else [])})
    _placeholders(f"{where}: sentence", body["sentence"], {"subject", "object", *(["value"] if per_object else [])})
    return Predicate(
        name=name,
        domain=domain,
        range=range_,
        functional=body["functional"],
        per_object=per_object,
        tolerance=_tolerance(where, body.get("tolerance"), "value" in range_),
        **{key: body[key].strip() for key in _TEXTS},
    )


def _choices(where: str, values: Any, known: tuple[str, ...]) -> tuple[str, ...]:
    if not isinstance(values, list) or not values:
        raise KnowledgeError(f"{where} must be a list")
    for value in values:
        if value not in known:
            raise KnowledgeError(f"{where}: {value!r} is not known; use {', '.join(known)}")
    if len(set(values)) != len(values):
        raise KnowledgeError(f"{where}: an item is there twice")
    return tuple(values)


def _tolerance(where: str, value: Any, values_answer: bool) -> float | None:
    if not values_answer:
        if value is not None:
            raise KnowledgeError(f"{where}: tolerance is for predicates that a value answers; remove it")
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1:
        raise KnowledgeError(f"{where}: tolerance must be a share between 0 and 1, such as 0.005")
    return float(value)


def _placeholders(where: str, template: str, expected: set[str]) -> None:
    try:
        found = {field for _, field, _, _ in string.Formatter().parse(template) if field is not None}
    except ValueError as error:
        raise KnowledgeError(f"{where}: {error}") from error
    if found != expected:
        raise KnowledgeError(f"{where}: must have {', '.join(f'{{{e}}}' for e in sorted(expected))} and no other")
