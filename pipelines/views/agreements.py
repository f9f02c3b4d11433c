"""agreements: one treaty, declaration or other agreement a row."""

import polars as pl

from pipelines.views.known import (
    SETTLED,
    Known,
    best,
    one_thing,
    parties,
    people,
    rows,
    settle,
    side_by_side,
    when,
    where,
)

_BY = ["subject_id"]


def agreements(found: Known) -> pl.DataFrame:
    """Agreements of which a party, a date or a place is known."""
    named = found.claims.filter(pl.col("subject_type") == "agreement", one_thing())
    claims = settle(named, _BY, ["signed_by", "signed_on", "signed_at"])
    at_event = best(claims.filter(pl.col("object_type") == "event", SETTLED), _BY)
    made = side_by_side(
        rows(claims, _BY, found.documents),
        _BY,
        parties(claims, _BY, "signed_by", "party_ids", "parties"),
        people(claims, _BY, "signed_by"),
        when(claims, _BY, "signed_on"),
        where(claims, _BY, "signed_at"),
        at_event.select(*_BY, at_event_id="object_id", at_event="object"),
    )
    says_something = pl.any_horizontal(
        pl.col("party_ids", "person_ids", "contested").list.len() > 0,
        pl.col("date_start", "place", "at_event_id").is_not_null(),
    )
    return made.filter(says_something).rename({"subject_id": "agreement_id", "subject": "name"})
