"""timeline: every date on which something known happened or is to happen, in order of time."""

import polars as pl

from pipelines.views.known import Known


def timeline(found: Known, events: pl.DataFrame, agreements: pl.DataFrame, institutions: pl.DataFrame) -> pl.DataFrame:
    """One row a date that a claim of these views gives, with the place that the row has there."""
    rows = pl.concat([events, agreements, institutions], how="diagonal").select("place_id", "place", "claim_ids")
    shown = rows.explode("claim_ids").rename({"claim_ids": "claim_id"})
    claims = found.claims.drop_nulls("date_start").join(shown, on="claim_id")
    return claims.rename({"subject_id": "entity_id", "subject": "name"}).with_columns(
        timeline_id=pl.format("{} {}", "date_start", "claim_id")
    )
