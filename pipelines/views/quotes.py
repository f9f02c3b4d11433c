"""quotes: what one speaker says, one a row."""

import polars as pl

from pipelines.views.known import Known, side_by_side

_BY = ["claim_id"]


def quotes(found: Known) -> pl.DataFrame:
    claims = found.claims.filter(pl.col("predicate") == "said").drop_nulls("object")
    direct = found.facts.group_by(_BY).agg(
        mode=pl.when((pl.col("mode") == "direct").any()).then(pl.lit("direct")).otherwise(pl.col("mode").max())
    )
    return side_by_side(
        claims.rename({"subject_id": "speaker_id", "subject": "speaker", "object": "quote"}),
        _BY,
        direct,
    )
