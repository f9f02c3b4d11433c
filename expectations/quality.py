"""What is expected of the table `quality`, beyond its structure.

Whether quality has fallen since the release before does not belong here: no table tells it.
"""

from functools import partial

import polars as pl

from expectations.expectation import Expectation

_expect = partial(Expectation, "quality")

QUALITY = (
    _expect(
        "found_and_missed_are_all",
        "Every gold fact is found or missed.",
        holds=pl.col("n_found") + pl.col("n_missed") == pl.col("n_gold"),
    ),
    _expect(
        "shares_are_shares",
        "Precision, recall and F1 lie between 0 and 1.",
        holds=pl.all_horizontal(
            pl.col(name).is_between(0, 1).fill_null(True) for name in ("precision", "recall", "f1")
        ),
        columns=("precision", "recall", "f1"),
    ),
)
