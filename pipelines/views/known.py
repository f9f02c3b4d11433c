"""What views are made of: claims about things that their names tell apart, and the steps from claims to cells.

Which claims make up a row of a table belongs to the module of that table.
"""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from pipelines.reconcile.keys import is_bare, marks, name_key
from pipelines.tables import DATE_PRECISIONS

SETTLED = (pl.col("status") != "contested") | pl.col("accepted_by").is_not_null()
"""Whether a claim can stand in a cell: no source contests it, or a curator has accepted it."""

_IS_PERSON = pl.col("object_type").eq_missing("person")
EXACT_FIRST = ("exact", "about", "more_than", "less_than")
_OF_FACTS = [
    "claim_id", "predicate", "segment_id", "object", "beneficiary_id", "mode", "evidence_start", "evidence_end",
    "alt_value", "alt_unit",
]  # fmt: skip
"""What views need of a fact."""


class Known(NamedTuple):
    """The tables, with `claims` reduced to those fit for a view."""

    claims: pl.DataFrame
    """With `subject_type`, `subject_origin`, `object_type` and `object_country`, and `numbered`: whether the subject's
    name has an ordinal or a year."""
    documents: pl.DataFrame
    entities: pl.DataFrame
    mentions: pl.LazyFrame
    facts: pl.DataFrame


def known(
    documents: pl.LazyFrame, entities: pl.DataFrame, mentions: pl.LazyFrame, facts: pl.LazyFrame, claims: pl.DataFrame
) -> Known:
    """The tables, without claims that a view cannot show, and the columns that none needs.

    These are denials, and claims whose subject has a name of common words alone, which says nothing outside its
    article. Measures without a name ("contracts signed") stay, each for its article.
    """
    articles = documents.select("doc_id", "cluster_id", "published").collect()
    key = name_key(pl.col("subject"), pl.col("subject_type"), {})
    can_tell = pl.col("subject_type").is_null() | (pl.col("subject_type") == "event")
    of_copies = pl.col("scope").is_in(articles["cluster_id"].unique().implode()).fill_null(False)
    types = entities.select("entity_id", "type", "country_code", "origin")
    fit = (
        claims.join(
            types.select(subject_id="entity_id", subject_type="type", subject_origin="origin"),
            on="subject_id",
            how="left",
        )
        .join(
            types.select(object_id="entity_id", object_type="type", object_country="country_code"),
            on="object_id",
            how="left",
        )
        .filter(pl.col("modality").ne_missing("denied"))
        .with_columns(key=key)
        .filter(~of_copies | (can_tell & ~is_bare(pl.col("key"))))
        .with_columns(numbered=marks(pl.col("key")) != "")
        .drop("key")
        .sort("claim_id")
    )
    return Known(fit, articles, entities, mentions, facts.select(_OF_FACTS).collect())


def settle(claims: pl.DataFrame, by: Sequence[str], predicates: Sequence[str]) -> pl.DataFrame:
    """The claims of these predicates that say no less than their row, with the `row_modality`.

    It is `done` where a claim is, else what most independent articles say. Of what is done, claims that only intend
    are left out.
    """
    chosen = claims.filter(pl.col("predicate").is_in(predicates))
    rows = (
        chosen.drop_nulls("modality")
        .group_by(*by, "modality")
        .agg(pl.col("n_independent").sum())
        .sort(pl.col("modality") == "done", "n_independent", "modality", descending=[True, True, False])
        .unique(by, keep="first", maintain_order=True)
        .select(*by, row_modality="modality")
    )
    is_done = pl.col("modality").fill_null("done") == "done"
    return (
        chosen.join(rows, on=by, how="left", nulls_equal=True)
        .with_columns(pl.col("row_modality").fill_null("done"))
        .filter(is_done | (pl.col("row_modality") != "done"))
    )


def rows(claims: pl.DataFrame, by: Sequence[str], documents: pl.DataFrame) -> pl.DataFrame:
    """One row a group of settled claims: modality, contested predicates, claim_ids, and the sources behind them."""
    contested = pl.col("predicate").filter(pl.col("status") == "contested")
    summed = claims.group_by(by).agg(
        modality=pl.col("row_modality").first(),
        subject=pl.col("subject").sort_by("n_independent", "subject", descending=[True, False]).first(),
        contested=contested.unique().sort(),
        claim_ids=pl.col("claim_id").unique().sort(),
    )
    return summed.join(sources(claims, by, documents), on=by, how="left", nulls_equal=True)


def sources(claims: pl.DataFrame, by: Sequence[str], documents: pl.DataFrame) -> pl.DataFrame:
    """The articles behind each group of claims: how many, how many without copies, the first and last of them."""
    return (
        claims.select(*by, doc_id="doc_ids")
        .explode("doc_id")
        .join(documents.select("doc_id", "cluster_id", "published"), on="doc_id")
        .group_by(by)
        .agg(
            n_documents=pl.col("doc_id").n_unique(),
            n_independent=pl.col("cluster_id").n_unique(),
            first_reported=pl.col("published").min(),
            last_reported=pl.col("published").max(),
        )
    )


def best(claims: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The one claim of each group: an accepted one, else that of most independent articles, then the most exact."""
    ranks = {
        "date_precision": ("day", "interval", *DATE_PRECISIONS),
        "approx": EXACT_FIRST,
    }
    exactness = [
        pl.col(column).replace_strict({v: n for n, v in reversed([*enumerate(order)])}, default=9, return_dtype=pl.Int8)
        for column, order in ranks.items()
    ]
    order = [
        pl.col("accepted_by").is_null(),
        -pl.col("n_independent").cast(pl.Int64),
        *exactness,
        pl.col("object_id").is_null(),
        pl.col("claim_id"),
    ]
    return claims.sort(order).unique(by, keep="first", maintain_order=True)


def when(claims: pl.DataFrame, by: Sequence[str], predicate: str) -> pl.DataFrame:
    """The date of each group that gives one, where it is not contested; that of a proposal is no date of the thing."""
    dated = _agreed(claims, predicate).filter(pl.col("modality").ne_missing("proposed"))
    return best(dated, by).select(*by, "date_start", "date_end", "date_precision")


def where(claims: pl.DataFrame, by: Sequence[str], predicate: str) -> pl.DataFrame:
    """The place of each group that gives one, where it is not contested."""
    places = _agreed(claims, predicate).filter(pl.col("object_type").ne_missing("event"))
    return best(places, by).select(*by, place_id="object_id", place="object", country_code="object_country")


def parties(claims: pl.DataFrame, by: Sequence[str], predicate: str, ids: str, names: str) -> pl.DataFrame:
    """The known things other than people that answer the predicate, in the order of their names."""
    return things(_agreed(claims, predicate).filter(~_IS_PERSON), by, ids, names)


def people(claims: pl.DataFrame, by: Sequence[str], predicate: str) -> pl.DataFrame:
    return things(_agreed(claims, predicate).filter(_IS_PERSON), by, "person_ids", "people")


def things(claims: pl.DataFrame, by: Sequence[str], ids: str, names: str) -> pl.DataFrame:
    """The known things that claims have for an object, once each, in the order of their names."""
    found = claims.drop_nulls("object_id").select(*by, "object_id", "object").unique([*by, "object_id"])
    return found.sort("object", "object_id").group_by(by, maintain_order=True).agg(
        pl.col("object_id").alias(ids), pl.col("object").alias(names)
    )  # fmt: skip


def one_thing() -> pl.Expr:
    """Whether the subject's name means one thing: "strategic partnerships" are many, and so are "24 agreements".

    Names with a capital at their head ("Marshall Islands Accords") and those of the registry stay.
    """
    before = pl.col("subject").str.replace(_AFTER_HEAD, "")
    head = before.str.extract(r"(?:^|[\s-])(\p{Ll}\p{L}*)$")
    many = head.str.contains(r"(?:men|[^sui]s)$") & ~head.is_in(["headquarters", "series"])
    is_count = pl.col("subject").str.contains(r"^\d{1,3} ")
    return ~is_count & (~many.fill_null(False) | (pl.col("subject_origin") == "registry"))


_AFTER_HEAD = r"\s(?:of|on|for|between|with|to|in|at|from|among|by|against|under)\s.*$"


def side_by_side(first: pl.DataFrame, by: Sequence[str], *others: pl.DataFrame) -> pl.DataFrame:
    """The first frame with the columns of the others; lists that a row lacks are empty."""
    for other in others:
        first = first.join(other, on=by, how="left", nulls_equal=True)
    return first.with_columns(
        pl.col(name).fill_null([]) for name, dtype in first.schema.items() if isinstance(dtype, pl.List)
    )


def second_amounts(facts: pl.DataFrame) -> pl.DataFrame:
    """claim_id, and the amount in a second currency that most of its facts give."""
    return (
        facts.drop_nulls("alt_value")
        .group_by("claim_id", "alt_value", "alt_unit")
        .agg(n=pl.len())
        .sort("claim_id", "n", "alt_unit", "alt_value", descending=[False, True, False, False])
        .unique("claim_id", keep="first", maintain_order=True)
        .drop("n")
    )


def _agreed(claims: pl.DataFrame, predicate: str) -> pl.DataFrame:
    return claims.filter(pl.col("predicate") == predicate, SETTLED)
