"""Pictures of a release as SVG that stands in the page: no script, no font, no colour of its own beside the page's.

Every picture says in words what it shows (`title`), for people who do not see it. Frames come from the release.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import isfinite

import polars as pl
from markupsafe import Markup, escape

from pipelines.plain import plain

STATUSES = ("corroborated", "single_source", "contested")


def agreement(claims: pl.DataFrame) -> Markup:
    """A bar for each predicate: how many of its claims are corroborated, single-source and contested."""
    counts = claims.group_by("predicate", "status").len()
    by = {(predicate, status): n for predicate, status, n in counts.iter_rows()}
    totals = counts.group_by("predicate").agg(pl.sum("len")).sort(["len", "predicate"], descending=[True, False])
    longest = max(totals.get_column("len"), default=1)
    bars = (
        _bar(predicate, [(status, by.get((predicate, status), 0)) for status in STATUSES], total, longest)
        for predicate, total in totals.iter_rows()
    )
    return Markup(f'<ul class="bars">{"".join(bars)}</ul>')


def _bar(label: str, parts: Sequence[tuple[str, int]], total: int, longest: int) -> str:
    """One line of bars as wide as the page; parts are (CSS class, number)."""
    given = [(kind, n) for kind, n in parts if n]
    starts = accumulate((n for _, n in given), initial=0)
    drawn = "".join(
        f'<rect class="{kind}" x="{100 * start / longest:.2f}%" width="{100 * n / longest:.2f}%" height="100%">'
        f"<title>{_words(label)}, {kind.replace('_', ' ')}: {n:,}</title></rect>"
        for (kind, n), start in zip(given, starts, strict=False)
    )
    said = ", ".join(f"{n:,} {kind.replace('_', ' ')}" for kind, n in given)
    return (
        f'<li><code>{_words(label)}</code><svg class="bar" role="img" aria-label="{said}">{drawn}</svg>'
        f'<span class="number">{total:,}</span></li>'
    )


def facts_per_article(facts: pl.DataFrame, documents: pl.DataFrame, most: int = 40) -> Markup:
    """A grid of predicates by articles, darker where an article has more facts; of the articles with most facts."""
    counts = facts.group_by("doc_id", "predicate").len()
    totals = counts.group_by("doc_id").agg(pl.sum("len")).sort(["len", "doc_id"], descending=[True, False]).head(most)
    names = dict(documents.select("doc_id", pl.coalesce("title", "source_path")).iter_rows())
    predicates = counts.get_column("predicate").unique().sort().to_list()
    by = {(doc, predicate): n for doc, predicate, n in counts.iter_rows()}
    highest = max(by.values(), default=1)
    cell, top, left = 22, 110, 300
    parts = []
    for column, predicate in enumerate(predicates):
        x = left + column * cell + cell / 2
        parts.append(f'<text transform="translate({x:g},{top - 8}) rotate(-60)">{_words(predicate)}</text>')
    for row, doc in enumerate(totals.get_column("doc_id")):
        y = top + row * cell
        parts.append(f'<text class="end" x="{left - 8}" y="{y + 15}">{_words(names[doc], 36)}</text>')
        for column, predicate in enumerate(predicates):
            n = by.get((doc, predicate), 0)
            if n:
                strength = 0.25 + 0.75 * n / highest
                parts.append(
                    f'<rect class="facts" fill-opacity="{strength:.2f}" x="{left + column * cell + 1}" y="{y + 1}" '
                    f'width="{cell - 2}" height="{cell - 2}"><title>{_words(predicate)}: {n}</title></rect>'
                )
    size = left + len(predicates) * cell + 40, top + totals.height * cell + 6
    return _svg("Facts per article and predicate", *size, parts)


@dataclass(frozen=True)
class Answer:
    """One answer to a contested question: a number, and who gives it."""

    value: float
    label: str


def contested_values(answers: Sequence[Answer]) -> Markup:
    """The numbers that sources give to one question, lowest first, each on a line of its own, as wide as the page.

    All lines are one axis, which starts at zero only if near; each shows its number among the others.
    """
    ordered = sorted(answers, key=lambda answer: (answer.value, answer.label))
    low, high = ordered[0].value, ordered[-1].value
    if not (isfinite(low) and isfinite(high)):
        return Markup("")
    spread = (high - low) or abs(high) or 1.0
    places = [4 + 92 * (answer.value - low) / spread for answer in ordered]
    others = "".join(f'<circle class="other" cx="{place:.1f}%" cy="8" r="4"/>' for place in dict.fromkeys(places))
    lines = (
        f'<li><span>{_words(answer.label)}</span><svg class="spot" aria-hidden="true">'
        f'<line class="axis" x1="0" x2="100%" y1="8" y2="8"/>{others}'
        f'<circle class="contested" cx="{place:.1f}%" cy="8" r="6"/></svg></li>'
        for answer, place in zip(ordered, places, strict=True)
    )
    return Markup(f'<ul class="spots">{"".join(lines)}</ul>')


def _svg(title: str, width: float, height: float, parts: Sequence[str]) -> Markup:
    return Markup(
        f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{_words(title)}" '
        f'class="chart"><title>{_words(title)}</title>{"".join(parts)}</svg>'
    )


def _words(text: str, most: int = 200) -> Markup:
    text = plain(text)
    return escape(text if len(text) <= most else f"{text[: most - 1].rstrip()}…")
