"""Who acts for whom: a head of state or government acts for the country, and "the leaders" are whoever was named.

How names become one belongs to `names.py`; here two entities stay two, and only what they did is one statement.
"""

import polars as pl

from pipelines.predicates import Predicates, where
from pipelines.reconcile.keys import telling, text_key
from pipelines.reconcile.rules import load_rules


def own_words(entities: pl.DataFrame) -> pl.DataFrame:
    """country_code and `own`, the telling words of the names of that country."""
    names = pl.concat_list("name", pl.col("aliases").fill_null([]))
    return (
        entities.filter(pl.col("type") == "country", pl.col("country_code").is_not_null())
        .select("country_code", name=names)
        .explode("name")
        .with_columns(own=telling(text_key(pl.col("name"))))
        .explode("own")
        .drop_nulls("own")
        .group_by("country_code")
        .agg(pl.col("own").unique().sort())
    )


def heads(entities: pl.DataFrame, facts: pl.DataFrame, predicates: Predicates) -> pl.DataFrame:
    """entity_id of people whom articles give the highest offices of their country, and the `country` that they head."""
    countries = entities.filter(type="country").select("country_code", country="entity_id").drop_nulls()
    has_title = where(predicates, lambda p: p.domain == ("person",) and "office" in p.range)
    offices = pl.Series("office", [*load_rules().offices], dtype=pl.String)
    known = offices.to_frame().select(office=telling(text_key(pl.col("office"))).list.join(" "))["office"]
    return (
        facts.filter(has_title, pl.col("status").ne_missing("denied"))
        .select(entity_id="subject_id", title="object")
        .drop_nulls()
        .unique()
        .join(entities.filter(type="person").select("entity_id", "country_code"), on="entity_id")
        .join(countries, on="country_code")
        .join(own_words(entities), on="country_code")
        .with_columns(title=pl.col("title").str.split(" and "))
        .explode("title")
        .with_columns(office=telling(text_key(pl.col("title"))).list.set_difference("own").list.join(" "))
        .filter(pl.col("office").is_in(known.implode()))
        .select("entity_id", "country")
        .unique()
        .sort("entity_id")
    )
