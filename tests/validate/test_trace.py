"""Which facts and articles stand behind a row of any table."""

import polars as pl
import pytest
from frames import ARTICLES, small_tables

from pipelines.tables import TABLES
from pipelines.validate.trace import articles_behind, facts_behind

ALL = sorted(ARTICLES)


@pytest.mark.parametrize("table", [name for name, frame in small_tables().items() if frame.height])
def test_every_row_comes_from_articles(table: str) -> None:
    tables = small_tables()
    articles = articles_behind(table, tables[table], tables)
    assert articles.name == "articles" and len(articles) == tables[table].height
    assert all(paths == sorted(set(paths)) and paths for paths in articles.to_list())


def test_articles_are_those_of_the_row_alone() -> None:
    tables = small_tables()
    claims = tables["claims"].sort("value")
    behind = articles_behind("claims", claims, tables).to_list()
    assert behind == [["harbour-gazette.txt", "quarry's post.txt"], ["north wind.txt"]]
    one = tables["segments"].filter(pl.col("text").str.contains("rained"))
    assert articles_behind("segments", one, tables).to_list() == [["harbour-gazette.txt"]]
    assert articles_behind("entities", tables["entities"], tables).to_list() == [ALL]
    assert articles_behind("figures", tables["figures"], tables).to_list() == [ALL]


def test_facts_are_those_that_a_row_sums_up_or_is_about() -> None:
    tables = small_tables()
    everything = sorted(tables["facts"]["fact_id"])
    for table in ("facts", "claims", "figures", "entities"):
        assert sorted(facts_behind(table, tables[table], tables)["fact_id"].unique()) == everything
    assert facts_behind("merges", tables["merges"], tables).is_empty()
    assert facts_behind("documents", tables["documents"], tables).is_empty()


def test_every_table_can_be_traced_without_rows() -> None:
    tables = {name: table.empty() for name, table in TABLES.items()}
    for name in TABLES:
        assert articles_behind(name, tables[name], tables).is_empty()
