"""figures: one question after a number a row, with its answer or its contested answers."""

import polars as pl

from pipelines.views.known import EXACT_FIRST, SETTLED, Known, best, rows, second_amounts, settle

_BY = ["question_id"]
_IS_POLL = pl.col("predicate") == "poll_share"
_MEASURE = pl.when(_IS_POLL).then(pl.format("share of those asked by {}", "subject")).otherwise("subject")


def figures(found: Known) -> pl.DataFrame:
    """Measures with the number that is agreed on, and all the numbers that sources give."""
    claims = settle(found.claims, _BY, ["amount", "change", "poll_share"]).drop_nulls("value")
    claims = claims.join(second_amounts(found.facts), on="claim_id", how="left")
    told = best(claims, _BY)
    agreed = told.filter(SETTLED)
    return (
        rows(claims, _BY, found.documents)
        .drop("claim_ids", "contested", "subject")
        .join(
            told.select(*_BY, "predicate", "status", "period_start", "period_end", measure_id="subject_id",
                        measure=_MEASURE, proposition=pl.when(_IS_POLL).then("object")),
            on=_BY,
        )
        .join(agreed.select(*_BY, "value", "unit", "approx", "alt_value", "alt_unit"), on=_BY, how="left")
        .join(_numbers(claims), on=_BY)
        .rename({"question_id": "figure_id"})
    )  # fmt: skip


def _numbers(claims: pl.DataFrame) -> pl.DataFrame:
    """Every number that answers a question, in a common unit where the sources give one, and how far they are apart."""
    amounts = pl.concat(
        [
            claims.select(*_BY, "claim_id", "value", "unit", is_first=True),
            claims.drop_nulls("alt_value").select(*_BY, "claim_id", value="alt_value", unit="alt_unit", is_first=False),
        ]
    )
    answers = claims.group_by(_BY).agg(answers=pl.len())
    common = (
        amounts.group_by(*_BY, "unit")
        .agg(pl.col("is_first").sum(), given=pl.col("claim_id").n_unique())
        .join(answers, on=_BY)
        .filter(pl.col("given") == pl.col("answers"))
        .sort("is_first", "unit", descending=[True, False])
        .unique(_BY, keep="first", maintain_order=True)
        .select(*_BY, common="unit", has_common=True)
    )
    shown = (
        amounts.join(common, on=_BY, how="left")
        .filter(pl.when("has_common").then(pl.col("unit").eq_missing(pl.col("common"))).otherwise("is_first"))
        .unique([*_BY, "claim_id"], keep="first", maintain_order=True)
        .join(claims.select("claim_id", "n_independent", "approx"), on="claim_id")
        .sort(-pl.col("n_independent").cast(pl.Int64), pl.col("approx").cast(pl.Enum(EXACT_FIRST)), "claim_id")
    )
    size = pl.col("value").abs().max()
    return shown.group_by(_BY, maintain_order=True).agg(
        claim_ids="claim_id",
        values="value",
        units="unit",
        supports="n_independent",
        spread=pl.when(pl.col("has_common").any() & (pl.len() > 1) & (size > 0)).then(
            (pl.col("value").max() - pl.col("value").min()) / size
        ),
    )
