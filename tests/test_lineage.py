"""Every column leads, column by column, to the articles."""

import pytest

from pipelines.lineage import column_lineage
from pipelines.storage import READ
from pipelines.tables import TABLES

FROM_FILES = {"documents", "rejections", "corrections"}
DECIDED = {"correction_id", "original", "accepted_by"}
"""Columns that curators fill."""


def deps(asset: str) -> dict[str, list[tuple[str, str]]]:
    table = asset.removeprefix("extracted/")
    lineage = column_lineage(table, extracted=asset != table)
    found = lineage.deps_by_column if lineage else {}
    return {name: [(dep.asset_key.to_user_string(), dep.column_name) for dep in d] for name, d in found.items()}


ASSETS = [*TABLES, *("/".join(key) for key in READ.values())]


@pytest.mark.parametrize("asset", ASSETS)
def test_sources_are_columns_of_other_tables(asset: str) -> None:
    for found in deps(asset).values():
        for source, column in found:
            assert source in ASSETS and source != asset
            assert column in TABLES[source.removeprefix("extracted/")].names


@pytest.mark.parametrize("asset", [name for name in ASSETS if name not in FROM_FILES])
def test_every_column_leads_to_the_articles(asset: str) -> None:
    for column in deps(asset):
        if column in DECIDED or (asset, column) == ("extracted/facts", "claim_id"):
            continue
        reached, waiting = set(), [(asset, column)]
        while waiting:
            at = waiting.pop()
            if at not in reached:
                reached.add(at)
                waiting += deps(at[0]).get(at[1], [])
        assert {source for source, _ in reached} & {"documents"}, (asset, column)


def test_what_comes_from_files_has_no_lineage() -> None:
    assert all(column_lineage(name) is None for name in FROM_FILES)


def test_evidence_of_a_claim_s_value_is_text() -> None:
    assert deps("claims")["value"] == [("extracted/facts", "value")]
    assert deps("extracted/facts")["value"] == [("segments", "text")]
    assert deps("segments")["text"] == [("documents", "text")]
    assert deps("figures")["value"] == [("claims", "value")]
