"""institutions: what lasts (institutions, mechanisms, groups, projects, series of events), one a row."""

import polars as pl

from pipelines.views.known import SETTLED, Known, best, one_thing, rows, settle, side_by_side, things, when

_BY = ["subject_id"]
_OTHERS = ("country", "place", "person", "agreement", "measure", "office")
"""Types of things that nobody founds, or that have a table of their own."""


def institutions(found: Known) -> pl.DataFrame:
    """Institutions with a known founder or member, or of which it is known since when or how often they meet."""
    lasting = found.claims.filter(
        ~pl.col("subject_type").is_in(_OTHERS), (pl.col("subject_type") != "event") | ~pl.col("numbered"), one_thing()
    )
    claims = settle(lasting, _BY, ["established_by", "established_on", "member", "recurs"])
    agreed = claims.filter(SETTLED)
    made = side_by_side(
        rows(claims, _BY, found.documents),
        _BY,
        claims.select(*_BY, type="subject_type").unique(),
        things(agreed.filter(pl.col("predicate") == "established_by"), _BY, "founder_ids", "founders"),
        when(claims, _BY, "established_on"),
        things(agreed.filter(pl.col("predicate") == "member"), _BY, "member_ids", "members"),
        best(agreed.filter(pl.col("predicate") == "recurs"), _BY).select(*_BY, frequency="object"),
    )
    says_something = pl.any_horizontal(
        pl.col("founder_ids", "member_ids", "contested").list.len() > 0,
        pl.col("date_start", "frequency").is_not_null(),
    )
    return made.filter(says_something).rename({"subject_id": "institution_id", "subject": "name"})
