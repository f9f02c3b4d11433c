"""What is expected of the timeline, beyond its structure."""

import polars as pl

from expectations.expectation import Expectation
from expectations.views import dated, one_claim, reported_in_order

TIMELINE = (
    *one_claim("timeline", predicate="predicate", entity_id="subject_id", name="subject", date_start="date_start",
               date_end="date_end", date_precision="date_precision"),
    *dated("timeline"),
    Expectation(
        "timeline",
        "in_order_of_time",
        "No row is dated before the row above it.",
        holds=(pl.col("date_start") >= pl.col("date_start").shift(1)).fill_null(pl.col("date_start").is_not_null()),
    ),
    reported_in_order("timeline"),
)  # fmt: skip
