"""Statements, questions, answers, numbers and sources in plain words, as people read them in a terminal or on a page.

Rows come as dictionaries of a table's columns. Escaping for a medium belongs to that medium.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pipelines.predicates import load_predicates
from pipelines.tables import DIFFERENCES

_APPROXIMATIONS = {"about": "about ", "more_than": "more than ", "less_than": "less than "}
_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def statement(fact: dict[str, Any]) -> str:
    """The statement in plain words."""
    predicate = load_predicates().get(fact["predicate"])
    if predicate is None:
        return f"{fact['subject']}, {fact['predicate']}: {answer(fact)}"
    if predicate.per_object:
        value = answer(fact | {"object": None})
        return predicate.sentence.format(subject=fact["subject"], object=fact["object"], value=value)
    return predicate.sentence.format(subject=fact["subject"], object=answer(fact))


def apart(claims: Sequence[dict[str, Any]]) -> str:
    """How far the answers to one question are apart, and why; empty where nothing sets them apart."""
    first = claims[0]
    why = "; ".join(DIFFERENCES[reason] for reason in sorted({reason for claim in claims for reason in claim["why"]}))
    if first["spread"] is not None:
        return f"{100 * first['spread']:.2g} % apart: {why}"
    if first["days_apart"] is not None:
        return f"{first['days_apart']:,} day{'s' * (first['days_apart'] != 1)} apart: {why}"
    return why


def changed(changes: dict[str, Any]) -> str:
    """What a manifest says of the rows that differ from the release before: those that came, went and changed."""
    if changes["since"] is None:
        return "all is new"
    marks = (("insert", "+"), ("delete", "−"), ("update", "±"))
    tables = (
        " ".join([table, *(f"{mark}{counts[op]:,}" for op, mark in marks if op in counts)])
        for table, counts in changes["counts"].items()
    )
    return ", ".join(tables) or "nothing"


def question(claim: dict[str, Any]) -> str:
    """The question that the claim answers, in words."""
    predicate = load_predicates().get(claim["predicate"])
    template = predicate.question if predicate else f"{claim['predicate']}: {{subject}}"
    period = days(claim["period_start"], claim["period_end"])
    return template.format(subject=claim["subject"], object=claim["object"]) + (f" ({period})" if period else "")


def answer(stated: dict[str, Any]) -> str:
    """What a fact or claim gives for an answer: a number with its unit, a thing, a text, a date."""
    amount = None
    if stated["value"] is not None:
        amount = f"{_APPROXIMATIONS.get(stated['approx'], '')}{number(stated['value'])} {stated['unit'] or ''}".strip()
    dates = days(stated["date_start"], stated["date_end"], stated["date_precision"])
    return ", ".join(part for part in (stated["object"], amount, dates) if part)


def number(value: float) -> str:
    """A number with its scale: 94.8 billion."""
    for scale, name in _SCALES:
        if abs(value) >= scale:
            return f"{value / scale:,.6g} {name}"
    return f"{value:,.10g}"


def days(start: date | None, end: date | None, precision: str | None = None) -> str:
    """Days as ISO writes them, at the precision that is known: 2025, 2025-06, 2025-06-17, 2025-06-17/2025-06-19."""
    if start is None:
        return ""
    whole_year = end is not None and (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    if precision == "year" or (precision is None and whole_year and end is not None and start.year == end.year):
        return f"{start.year}"
    if precision == "month":
        return f"{start:%Y-%m}"
    return f"{start}" if end in (None, start) else f"{start}/{end}"


def article(document: dict[str, Any]) -> str:
    """`publisher, date: title`, as far as these are known; the file where there is no title."""
    origin = ", ".join(str(part) for part in (document["publisher"], document["published"]) if part)
    return f"{f'{origin}: ' if origin else ''}{document['title'] or document['source_path']}"


def size(content: dict[str, int]) -> str:
    """The size of a file, as a manifest describes it."""
    amount = float(content["bytes"])
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.3g} {unit}" if unit != "B" else f"{amount:.0f} B"
        amount /= 1000
    return f"{amount:.3g} GB"
