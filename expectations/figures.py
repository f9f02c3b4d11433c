"""What is expected of figures, beyond their structure."""

from functools import partial

import polars as pl

from expectations.expectation import Expectation, Tables
from expectations.terms import both_or_neither, in_order, unit_is_known
from expectations.views import reported_in_order, summed_up

_expect = partial(Expectation, "figures")


def _answered_where_it_may_be(tables: Tables) -> pl.Series:
    accepted = tables["claims"].drop_nulls("accepted_by").get_column("question_id").implode()
    contested, answered = pl.col("status") == "contested", pl.col("value").is_not_null()
    return (
        tables["figures"]
        .select(
            pl.when(contested)
            .then((pl.col("values").list.len() >= 2) & (answered == pl.col("figure_id").is_in(accepted)))
            .otherwise(answered)
        )
        .to_series()
    )


def _value_is_one_of_values(tables: Tables) -> pl.Series:
    value, alt = pl.col("values").list.contains(pl.col("value")), pl.col("values").list.contains(pl.col("alt_value"))
    return tables["figures"].select(pl.col("value").is_null() | value | alt.fill_null(False)).to_series()


FIGURES = (
    *summed_up("figures"),
    _expect(
        "contested_has_several_values",
        "A contested figure has two numbers or more, and an answer only where a curator accepted one; any other has "
        "an answer.",
        holds=_answered_where_it_may_be,
        columns=("measure", "status", "value", "values"),
    ),
    _expect(
        "value_is_one_of_values",
        "The number that is agreed on is one of those that sources give.",
        holds=_value_is_one_of_values,
        columns=("measure", "value", "alt_value", "values"),
    ),
    _expect(
        "values_have_units_and_sources",
        "Every number has its unit, its sources and its claim.",
        holds=pl.all_horizontal(
            pl.col("values").list.len() == pl.col(other).list.len() for other in ("units", "supports", "claim_ids")
        ),
        columns=("measure", "values", "units", "supports"),
    ),
    _expect(
        "spread_is_a_share",
        "The spread of numbers is not negative, and that of numbers of one sign not above 1.",
        holds=(
            (pl.col("spread") >= 0) & ((pl.col("spread") <= 1) | (pl.col("values").list.min() < 0))
        ).fill_null(True),
        columns=("measure", "values", "spread"),
    ),
    _expect(
        "unit_is_known",
        "Units are ISO 4217 currencies, percent, percentage points, or the thing counted.",
        holds=unit_is_known(),
    ),
    _expect("alt_value_has_unit", "A second amount has its currency.", holds=both_or_neither("alt_value", "alt_unit")),
    in_order("figures", "period_in_order", "period_start", "period_end"),
    reported_in_order("figures"),
)  # fmt: skip
