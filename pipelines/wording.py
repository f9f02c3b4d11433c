"""Statements, questions, answers, numbers and sources in plain words, as people read them in a terminal or on a page.

Rows come as dictionaries of a table's columns. Escaping for a medium belongs to that medium.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from pipelines.predicates import load_predicates
from pipelines.tables import DIFFERENCES

_APPROXIMATIONS = {"about": "about ", "more_than": "more than ", "less_than": "less than "}
_MARKS = {"insert": "+", "delete": "−", "update": "±"}
_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def statement(fact: dict[str, Any]) -> str:
    """The statement in plain words."""
    predicate = load_predicates().get(fact["predicate"])
    if predicate is None:
        return f"{fact['subject']}, {fact['predicate']}: {answer(fact)}"
    if predicate.per_object:
        value = answer(fact | {"object": None})
        return predicate.sentence.format(subject=fact["subject"], object=fact["object"], value=value)
    sentence = predicate.sentence
    if fact["date_start"] is not None and not fact["object"]:
        sentence = sentence.replace("on {object}", f"{_preposition(fact)} {{object}}")
    return sentence.format(subject=fact["subject"], object=answer(fact))


def _preposition(fact: dict[str, Any]) -> str:
    """on a day, in a month or year, from one day to another."""
    said = days(fact["date_start"], fact["date_end"], fact["date_precision"])
    return "from" if " to " in said else "on" if len(said.split()) == 3 else "in"


def apart(claims: Sequence[dict[str, Any]]) -> str:
    """How far the answers to one question are apart, and why; empty where nothing sets them apart."""
    first = claims[0]
    why = "; ".join(DIFFERENCES[reason] for reason in sorted({reason for claim in claims for reason in claim["why"]}))
    if first["spread"] is not None:
        return f"{100 * first['spread']:.2g} % apart: {why}"
    if first["days_apart"] is not None:
        return f"{first['days_apart']:,} day{'s' * (first['days_apart'] != 1)} apart: {why}"
    return why


def sources(claim: dict[str, Any]) -> str:
    """How many articles give a claim, how many of them independent of the others, and when they were published."""
    articles = f"{claim['n_documents']:,} article{'s' * (claim['n_documents'] != 1)}"
    if claim["n_documents"] > 1:
        articles += f", {claim['n_independent']:,} independent"
    first, last = claim["first_reported"], claim["last_reported"]
    return f"{articles}; {first if first == last else f'{first} to {last}'}" if first else f"{articles}; undated"


def changed(changes: dict[str, Any]) -> str:
    """What a manifest says of the rows that differ from the release before: those that came, went and changed."""
    if changes["since"] is None:
        return "all is new"
    tables = (
        " ".join([table, *(f"{mark}{counts[op]:,}" for op, mark in _MARKS.items() if op in counts)])
        for table, counts in changes["counts"].items()
    )
    return ", ".join(tables) or "nothing"


def changed_in_short(changes: dict[str, Any]) -> str:
    """The same as `changed` in one number for each kind of change, over all tables."""
    if changes["since"] is None or not changes["counts"]:
        return changed(changes)
    totals = {op: sum(counts.get(op, 0) for counts in changes["counts"].values()) for op in _MARKS}
    return " ".join(f"{mark}{totals[op]:,}" for op, mark in _MARKS.items() if totals[op])


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
    """Days in words, as exactly as they are known: 2025, June 2025, 17 June 2025, 17 to 19 June 2025."""
    if start is None:
        return ""
    end = end or start
    if precision == "year":
        return f"{start.year}"
    if precision == "month":
        return f"{start:%B %Y}"
    first, last = f"{start.day} {start:%B %Y}", f"{end.day} {end:%B %Y}"
    if start.day == 1 and (end + timedelta(days=1)).day == 1:
        first, last = f"{start:%B %Y}", f"{end:%B %Y}"
        if (start.month, end.month) == (1, 12):
            first, last = f"{start.year}", f"{end.year}"
    if first == last:
        return first
    of_last = last.split()
    return f"{' '.join(word for word in first.split() if word not in of_last[-2:] or first.isdigit())} to {last}"


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
