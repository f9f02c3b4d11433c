"""Which part of the world an article means by "the region", where a measure is named so.

What the measure is then asked about is decided in `claims.py`; other names of common words stay within their article.
"""

import polars as pl

from pipelines.predicates import Predicates, where
from pipelines.reconcile.keys import name_key
from pipelines.reconcile.rules import load_rules

_CLEAR = 3
"""How many times as often as all others together an article names the region that it means."""


def with_regions(
    facts: pl.DataFrame, entities: pl.DataFrame, mentions: pl.LazyFrame, predicates: Predicates
) -> pl.DataFrame:
    """The facts with "the region" in the names of measures replaced by its name, where the article makes it clear.

    The region is a part of the world, or the countries there, which the article names three times as often as all
    others together. `mentions` name entities of the registry by the id that they were read as.
    """
    phrase = rf"(?i)\b(?:{'|'.join(load_rules().the_region)})\b"
    says_region = where(predicates, lambda p: p.domain[0] == "measure") & pl.col("subject").str.contains(phrase)
    articles = facts.filter(says_region)["doc_id"].unique()
    if articles.is_empty():
        return facts
    named = _regions(entities)
    meant = (
        mentions.filter(pl.col("doc_id").is_in(articles.implode()))
        .group_by("doc_id", "entity_id")
        .agg(n=pl.len())
        .collect()
        .join(named, on="entity_id")
        .with_columns(often=pl.col("n").sum().over("doc_id", "key"), every=pl.col("n").sum().over("doc_id"))
        .filter(pl.col("often") >= _CLEAR * (pl.col("every") - pl.col("often")))
        .sort("doc_id", pl.col("type") == "group", "name")
        .unique("doc_id", keep="first", maintain_order=True)
        .select("doc_id", region="name")
    )
    known = says_region & pl.col("region").is_not_null()
    return (
        facts.join(meant, on="doc_id", how="left", maintain_order="left")
        .with_columns(
            subject=pl.when(known).then(pl.col("subject").str.replace(phrase, pl.col("region"))).otherwise("subject")
        )
        .drop("region")
    )


def _regions(entities: pl.DataFrame) -> pl.DataFrame:
    """Parts of the world and groups of their countries, with a `key` that "Asian countries" and "Asia" share."""
    is_group = (pl.col("type") == "group") & pl.col("name").str.contains(r" (?:countries|nations|states)$")
    is_place = (pl.col("type") == "place") & pl.col("country_code").is_null()
    trade = pl.format("trade with {}", pl.col("name"))
    return entities.filter(is_group | is_place, pl.col("origin") == "registry").select(
        "entity_id", "type", "name", key=name_key(trade, pl.lit("measure"), {})
    )
