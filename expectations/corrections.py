"""What is expected of corrections, beyond their structure: they say why, and their targets show them."""

from functools import partial

import polars as pl

from expectations.expectation import Expectation, Tables

_expect = partial(Expectation, "corrections")


def _shown_by_its_target(tables: Tables) -> pl.Series:
    """An override that was applied is named by a fact, an acceptance by a claim; what was dropped is gone."""
    overridden = tables["facts"].drop_nulls("correction_id").get_column("correction_id").implode()
    accepted = tables["claims"].drop_nulls("accepted_by").get_column("accepted_by").implode()
    left = pl.concat([tables["facts"].get_column("fact_id"), tables["claims"].get_column("claim_id")]).implode()
    shown = (
        pl.when(pl.col("action") == "override").then(pl.col("correction_id").is_in(overridden))
        .when(pl.col("action") == "accept").then(pl.col("correction_id").is_in(accepted))
        .when(pl.col("action") == "drop").then(~pl.col("target").is_in(left))
        .otherwise(True)
    )  # fmt: skip
    return tables["corrections"].select((pl.col("outcome") != "applied") | shown).to_series()


CORRECTIONS = (
    _expect(
        "shown_by_its_target",
        "What was corrected names its correction, and what was taken out is not there.",
        holds=_shown_by_its_target,
        columns=("action", "target", "outcome"),
    ),
    _expect(
        "applied",
        "Every correction applies; the article of one that does not may have been renamed or removed.",
        severity="warning",
        holds=pl.col("outcome") == "applied",
        columns=("action", "target", "source_paths"),
    ),
)
