"""positions: who holds which title, and where the title names it, of which country or organisation."""

import polars as pl

from pipelines.extract.lexicon import lexicon
from pipelines.ids import content_id
from pipelines.reconcile.keys import text_key
from pipelines.views.known import Known, side_by_side, sources

_BY = ["person_id", "role", "organisation_id", "named"]
_BODIES = ("country", "organisation", "institution", "group")


def positions(found: Known) -> pl.DataFrame:
    """Titles of people, with and without the country or organisation, as one row a person and office."""
    held = found.claims.filter(pl.col("predicate") == "holds_position", pl.col("subject_type") == "person")
    held = held.drop_nulls("object").rename({"subject_id": "person_id", "subject": "person", "object": "title"})
    offices = _with_body_of_same_role(_offices(held, _bodies(found, held)))
    top = offices.sort("n_independent", pl.col("title").str.len_chars(), "title", descending=[True, True, False])
    titles = top.group_by(_BY).agg(
        pl.col("person", "title").first(),
        contested=(pl.col("status") == "contested").any(),
        claim_ids=pl.col("claim_id").sort(),
    )
    names = found.entities.select(organisation_id="entity_id", organisation="name")
    made = side_by_side(titles, _BY, sources(offices, _BY, found.documents)).join(
        names, on="organisation_id", how="left"
    )
    ids = [content_id("position", *row, *([named] if named else [])) for *row, named in made.select(_BY).iter_rows()]
    return made.rename({"first_reported": "first_seen", "last_reported": "last_seen"}).with_columns(
        pl.Series("position_id", ids, dtype=pl.String),
        organisation=pl.coalesce("organisation", "named"),
        status=pl.when("contested").then(pl.lit("contested"))
        .when(pl.col("n_independent") > 1).then(pl.lit("corroborated")).otherwise(pl.lit("single_source")),
    )  # fmt: skip


def _offices(held: pl.DataFrame, bodies: pl.DataFrame) -> pl.DataFrame:
    """The titles with their `role` and whose office it is: a known thing, or a body that is `named` at their end.

    "Director of the Reef Institute of Samoa" is of that institute, and not of Samoa; "Secretary of State" names none.
    """
    title, ending = pl.col("title"), pl.col("ending")
    head = (
        ending.str.replace(r"\s(?:of|for|on|in|at|to|under)\s.*$", "").str.extract(r"([\p{L}-]+)$").str.to_lowercase()
    )
    is_body = head.is_in(_body_nouns())
    of_country = pl.col("organisation_id").is_null() | pl.col("organisation_id").str.starts_with("country:")
    said = pl.when(is_body & of_country)
    return (
        held.join(bodies, on="claim_id", how="left")
        .with_columns(ending=title.str.extract(_ENDING, 2), before=title.str.extract(_ENDING, 1))
        .with_columns(
            named=said.then("ending"),
            rest=said.then("before").otherwise("rest"),
            organisation_id=said.then(None).otherwise("organisation_id"),
        )
        .with_columns(role=text_key(pl.coalesce("rest", "title")))
        .drop("ending", "before")
    )


_ENDING = r"^(.*?)\s+(?:of|at)(?: the)?\s+(\p{Lu}.*)$"
"""What a title is of: "director", and "Reef Institute of Samoa"."""


def _body_nouns() -> list[str]:
    return sorted(noun for noun, kinds in lexicon().heads.items() if {"organisation", "institution"} & {*kinds})


def _bodies(found: Known, held: pl.DataFrame) -> pl.DataFrame:
    """claim_id, the one country or organisation with which its titles begin or end, and the `rest` of the title.

    "Samoan president", "Samoa's president" and "president of Samoa" are those of Samoa; a "researcher on Samoa" and an
    "expert at the Samoa desk" are not.
    """
    bodies = found.entities.filter(pl.col("type").is_in(_BODIES)).select("entity_id")
    titles = found.facts.filter(pl.col("predicate") == "holds_position").select(
        "claim_id", "segment_id", "evidence_start", "evidence_end", "object"
    )
    named = (
        found.mentions.select("segment_id", "entity_id", "start", "end", "surface")
        .join(bodies.lazy(), on="entity_id")
        .join(titles.lazy(), on="segment_id")
        .filter(pl.col("start") >= pl.col("evidence_start"), pl.col("end") <= pl.col("evidence_end"))
        .select("claim_id", "object", "surface", organisation_id="entity_id")
        .unique()
        .collect()
    )
    title, surface = pl.col("object"), pl.col("surface")
    before = title.str.strip_prefix(surface).str.replace(r"^['’]s?\b", "")
    first = title.str.starts_with(surface) & before.str.contains(r"^\s+\p{L}")
    after = title.str.strip_suffix(surface)
    last = title.str.ends_with(surface) & after.str.contains(r"\b(of|at)( the)? $")
    rest = pl.when(first).then(before).when(last).then(after.str.replace(r"\s+(of|at)( the)? $", ""))
    return (
        named.with_columns(rest=rest.str.strip_chars(), length=surface.str.len_chars())
        .drop_nulls("rest")
        .sort("length", "organisation_id", "rest", descending=[True, False, False])
        .unique("claim_id", keep="first", maintain_order=True)
        .join(held.select("claim_id"), on="claim_id", how="semi")
        .select("claim_id", "organisation_id", "rest")
    )


def _with_body_of_same_role(offices: pl.DataFrame) -> pl.DataFrame:
    """A title without a body is that of the one body for which the person has the same title."""
    sole = (
        offices.filter(pl.any_horizontal(pl.col("organisation_id", "named").is_not_null()))
        .select("person_id", "role", sole="organisation_id", sole_named="named")
        .unique()
        .filter(pl.len().over("person_id", "role") == 1)
    )
    has_none = pl.all_horizontal(pl.col("organisation_id", "named").is_null())
    return (
        offices.join(sole, on=["person_id", "role"], how="left")
        .with_columns(
            organisation_id=pl.when(has_none).then("sole").otherwise("organisation_id"),
            named=pl.when(has_none).then("sole_named").otherwise("named"),
        )
        .drop("sole", "sole_named")
    )
