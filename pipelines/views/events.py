"""events: one occurrence a row. Series of events are institutions."""

import polars as pl

from pipelines.views.known import Known, parties, people, rows, settle, side_by_side, when, where

_BY = ["subject_id", "scope"]


def events(found: Known) -> pl.DataFrame:
    """Events that a source dates or places, and who hosts and attends them."""
    named = found.claims.filter(pl.col("subject_type") == "event")
    claims = settle(named, _BY, ["held_on", "held_at", "hosted_by", "attended_by"])
    placed = claims.filter(pl.col("predicate").is_in(["held_on", "held_at"])).select(_BY).unique()
    return (
        side_by_side(
            rows(claims, _BY, found.documents).join(placed, on=_BY, how="semi", nulls_equal=True),
            _BY,
            when(claims, _BY, "held_on"),
            where(claims, _BY, "held_at"),
            parties(claims, _BY, "hosted_by", "host_ids", "hosts"),
            parties(claims, _BY, "attended_by", "party_ids", "parties"),
            people(claims, _BY, "attended_by"),
        )
        .with_columns(event_id=pl.concat_str("subject_id", "scope", separator="@", ignore_nulls=True))
        .rename({"subject_id": "entity_id", "subject": "name"})
    )
