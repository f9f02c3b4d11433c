"""Cutting a corpus into shards."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ids import content_id
from pipelines.shards.cut import cut

IDS = [content_id("doc", number) for number in range(600)]


def documents(ids: list[str]) -> dict[str, pl.DataFrame]:
    return {"documents": pl.DataFrame({"doc_id": ids}, schema={"doc_id": pl.String})}


def shards(ids: list[str], articles: int = 64) -> list[tuple[str, ...]]:
    return [tuple(shard["documents"]["doc_id"]) for shard in cut(documents(ids), articles)]


@given(st.sets(st.sampled_from(IDS), min_size=1).flatmap(lambda ids: st.permutations(sorted(ids))))
def test_every_article_is_in_one_shard_whatever_the_order(ids: list[str]) -> None:
    found = shards(ids, 16)
    assert [doc_id for shard in found for doc_id in shard] == sorted(ids)
    assert found == shards(sorted(ids), 16)


@given(st.sets(st.sampled_from(IDS[1:]), min_size=1))
def test_one_more_article_changes_one_shard(ids: set[str]) -> None:
    before, after = set(shards(sorted(ids), 16)), set(shards([*ids, IDS[0]], 16))
    assert len(before - after) <= 1
    assert len(after - before) in (1, 2)


@pytest.mark.parametrize("articles", [1, 16, 64, 256])
def test_shards_hold_about_as_many_articles_as_asked(articles: int) -> None:
    ids = [content_id("doc", "size", number) for number in range(20 * articles)]
    assert 10 <= len(shards(ids, articles)) <= 40


def test_rows_of_other_tables_go_with_their_articles() -> None:
    segments = pl.DataFrame({"doc_id": [IDS[5], IDS[2], IDS[5], "doc-unknown"], "start": [9, 3, 1, 7]})
    found = list(cut({**documents(IDS[:50]), "segments": segments}, 4))
    assert len(found) > 5
    rows = {row for shard in found for row in shard["segments"].iter_rows()}
    assert rows == {(IDS[5], 9), (IDS[2], 3), (IDS[5], 1)}
    for shard in found:
        assert set(shard["segments"]["doc_id"]) <= set(shard["documents"]["doc_id"])
        assert shard["segments"].columns == ["doc_id", "start"]


def test_no_articles_are_one_empty_shard() -> None:
    assert shards([]) == [()]
