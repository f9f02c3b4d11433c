"""Terms that the meaning suites share: verbatim text, order, dates within reason, units, predicates.

What is expected of one table alone belongs to the module named after it.
"""

from collections.abc import Callable
from datetime import date
from functools import partial

import polars as pl
import pycountry

from expectations.expectation import Expectation, Tables
from pipelines.tables import KNOWN_UNITS

FIRST_DAY, LAST_DAY = date(1000, 1, 1), date(2100, 12, 31)

CURRENCIES = sorted(c.alpha_3 for c in pycountry.currencies)
"""ISO 4217."""

COUNTRIES = sorted(c.alpha_2 for c in pycountry.countries)
"""ISO 3166-1 alpha-2."""

COUNTED = r"^\p{L}[\p{L}\p{N} .,'’/²³-]*$"
"""A thing that is counted, in words."""


def verbatim(table: str, start: str, end: str, text: str) -> Callable[[Tables], pl.Series]:
    """Rows whose text is what their article has between the two offsets, in Unicode code points."""

    def holds(tables: Tables) -> pl.Series:
        documents = tables["documents"].select("doc_id", article="text").unique("doc_id", keep="first")
        rows = (
            tables[table]
            .select("doc_id", start, end, text)
            .join(documents, on="doc_id", how="left", maintain_order="left")
        )
        inside = (pl.col(start) >= 0) & (pl.col(start) < pl.col(end))
        written = pl.col("article").str.slice(pl.col(start), (pl.col(end) - pl.col(start)).clip(0))
        return rows.select(inside & (written == pl.col(text))).to_series()

    return holds


def inside_segment(table: str, start: str, end: str) -> Callable[[Tables], pl.Series]:
    """Rows whose offsets lie in the segment that they name, which is of the same article."""

    def holds(tables: Tables) -> pl.Series:
        rows = with_segment(tables, table, "doc_id", start, end)
        return rows.select(
            (pl.col("segment.doc_id") == pl.col("doc_id"))
            & (pl.col("segment.start") <= pl.col(start))
            & (pl.col(end) <= pl.col("segment.end"))
        ).to_series()

    return holds


def with_segment(tables: Tables, table: str, *columns: str) -> pl.DataFrame:
    """Columns of the rows of the table, in order, with what tells of their segment as `segment.…`."""
    told = tables["segments"].select("segment_id", pl.col("doc_id", "kind", "start", "end").name.prefix("segment."))
    segments = told.unique("segment_id", keep="first")
    rows = tables[table].select("segment_id", *columns)
    return rows.join(segments, on="segment_id", how="left", maintain_order="left")


def dates_within_reason(table: str, *columns: str) -> Expectation:
    return Expectation(
        table,
        "dates_within_reason",
        f"Dates lie in the years {FIRST_DAY.year} to {LAST_DAY.year}.",
        holds=pl.all_horizontal(pl.col(columns).is_between(FIRST_DAY, LAST_DAY).fill_null(True)),
        columns=columns,
    )


def in_order(table: str, name: str, start: str, end: str) -> Expectation:
    return Expectation(
        table,
        name,
        f"{start} and {end} are both there or both not, and {start} is not after {end}.",
        holds=both_or_neither(start, end) & (pl.col(start) <= pl.col(end)).fill_null(True),
    )


def both_or_neither(one: str, other: str) -> pl.Expr:
    return pl.col(one).is_null() == pl.col(other).is_null()


def unit_is_known() -> pl.Expr:
    """A number without a unit, or one in a currency, a known unit or a counted thing; codes in capitals are money."""
    unit = pl.col("unit")
    counted = unit.str.contains(COUNTED) & ~unit.str.contains(r"^[A-Z]{3}$")
    return unit.is_null() | unit.is_in([*CURRENCIES, *KNOWN_UNITS]) | counted


def statements(table: str) -> tuple[Expectation, ...]:
    """What holds for one statement, be it one article's (`facts`) or across articles (`claims`)."""
    expect = partial(Expectation, table)
    return (
        expect(
            "answers_something",
            "There is an object, a number or a date: a subject alone states nothing.",
            holds=pl.any_horizontal(pl.col("object", "value", "date_start").is_not_null()),
            columns=("predicate", "subject", "object", "value", "date_start"),
        ),
        expect(
            "object_has_name",
            "An object that is a known thing has its name beside its id.",
            holds=pl.col("object_id").is_null() | pl.col("object").is_not_null(),
        ),
        expect(
            "value_is_finite",
            "Numbers are finite.",
            holds=pl.col("value").is_finite().fill_null(True),
        ),
        expect(
            "unit_has_value",
            "A unit stands beside a number.",
            holds=pl.col("unit").is_null() | pl.col("value").is_not_null(),
        ),
        expect(
            "unit_is_known",
            "Units are ISO 4217 currencies, percent, percentage points, or the thing counted.",
            holds=unit_is_known(),
        ),
        expect(
            "percent_within_reason",
            "A percentage lies between -1,000 and 10,000.",
            holds=pl.col("unit").is_in(list(KNOWN_UNITS)).not_().fill_null(True)
            | pl.col("value").is_between(-1_000, 10_000),
            columns=("predicate", "subject", "value", "unit"),
        ),
        dates_within_reason(table, "date_start", "date_end", "period_start", "period_end"),
        in_order(table, "dates_in_order", "date_start", "date_end"),
        in_order(table, "period_in_order", "period_start", "period_end"),
        expect(
            "date_has_precision",
            "A date says how exact it is.",
            holds=both_or_neither("date_start", "date_precision"),
        ),
        expect(
            "day_is_one_day",
            "A date that is exact to the day starts and ends on that day.",
            holds=(pl.col("date_precision") != "day").fill_null(True) | (pl.col("date_start") == pl.col("date_end")),
        ),
    )
