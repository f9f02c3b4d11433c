"""pledges: one thing that a party commits itself to a row."""

import polars as pl

from pipelines.views.known import Known, second_amounts, side_by_side, things

_BY = ["claim_id"]


def pledges(found: Known) -> pl.DataFrame:
    claims = found.claims.filter(pl.col("predicate") == "pledged")
    names = found.entities.select(object_id="entity_id", object="name")
    given = found.facts.select("claim_id", object_id="beneficiary_id").join(names, on="object_id")
    return side_by_side(
        claims.rename({"subject_id": "party_id", "subject": "party", "object": "pledge"}),
        _BY,
        second_amounts(found.facts),
        things(given, _BY, "beneficiary_ids", "beneficiaries"),
    )
