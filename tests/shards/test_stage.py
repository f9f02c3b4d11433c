"""A stage over shards gives the rows that it gives over the whole, whatever was kept, lost or run elsewhere."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.extract import extract
from pipelines.ingest import ingest
from pipelines.segment import segment
from pipelines.shards import tasks
from pipelines.shards.engines import Engine, InProcess, Pool
from pipelines.shards.stage import Progress, run_stage
from pipelines.shards.store import ShardStore

SEEDS = Path(__file__).parents[2] / "seeds" / "articles"
Tables = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def whole() -> Tables:
    documents = ingest(SEEDS).documents
    segments = segment(documents)
    return {"documents": documents, "segments": segments, **extract(documents, segments)._asdict()}


@pytest.fixture(scope="module")
def kept(whole: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with all shards of the bundled articles."""
    cache = tmp_path_factory.mktemp("cache")
    sharded(whole, cache)
    return cache


def sharded(
    tables: Tables,
    cache: Path,
    articles: int = 2,
    engine: Callable[[int], Engine] = lambda shards: InProcess(),
) -> tuple[Tables, Progress]:
    """What comes of extraction, and its progress at the end."""
    progress: list[Progress] = []
    found = run_stage("extract", tables, cache, engine, articles=articles, on_progress=progress.append)
    assert progress[-1].done == progress[-1].shards
    return found, progress[-1]


def assert_same(found: Tables, whole: Tables) -> None:
    assert found.keys() == {"entities", "mentions", "facts"}
    for name, frame in found.items():
        assert_frame_equal(frame, whole[name])


@pytest.mark.parametrize("articles", [1, 8, 1024])
def test_shards_of_any_size_give_the_same_rows(whole: Tables, articles: int, tmp_path: Path) -> None:
    found, progress = sharded(whole, tmp_path, articles)
    assert_same(found, whole)
    assert progress.kept == 0


def test_shuffled_input_finds_what_was_kept(whole: Tables, kept: Path) -> None:
    shuffled = {name: frame.sample(fraction=1, shuffle=True, seed=7) for name, frame in whole.items()}
    shuffled["segments"] = shuffled["segments"].sort("segment_id")
    found, progress = sharded(shuffled, kept)
    assert_same(found, whole)
    assert progress.kept == progress.shards > 4


def test_a_pool_gives_the_same_rows(whole: Tables, tmp_path: Path) -> None:
    found, _ = sharded(whole, tmp_path, 16, lambda shards: Pool(2))
    assert_same(found, whole)


def test_one_more_article_is_read_with_its_shard_alone(whole: Tables, tmp_path: Path) -> None:
    fewer = {**whole, "documents": whole["documents"].slice(1)}
    sharded(fewer, tmp_path)
    found, progress = sharded(whole, tmp_path)
    assert_same(found, whole)
    assert progress.shards - progress.kept in (1, 2)


def test_what_is_damaged_is_made_anew(whole: Tables, tmp_path: Path) -> None:
    _, before = sharded(whole, tmp_path)
    store = ShardStore(tmp_path / "extract")
    for entry, name in zip(sorted(store.folder.iterdir()), ("facts", "mentions"), strict=False):
        (entry / f"{name}.parquet").write_bytes(b"PAR1 half")
    found, progress = sharded(whole, tmp_path)
    assert_same(found, whole)
    assert progress.kept == before.shards - 2


def test_what_other_code_made_is_not_used(whole: Tables, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "code_digest", lambda package: "another")
    _, progress = sharded(whole, kept)
    assert progress.kept == 0


def test_segments_and_texts_of_an_article_are_part_of_its_key(whole: Tables, kept: Path) -> None:
    doc_id = whole["documents"]["doc_id"][0]
    dated = pl.when(pl.col("doc_id") == doc_id).then(pl.date(1999, 1, 1)).otherwise("published")
    _, progress = sharded({**whole, "documents": whole["documents"].with_columns(published=dated)}, kept)
    assert progress.kept == progress.shards - 1


def test_nothing_but_what_is_kept_is_left(kept: Path) -> None:
    assert not [path for path in kept.rglob("*") if path.name.startswith(".")]


def test_segments_come_the_same(whole: Tables, tmp_path: Path) -> None:
    for _ in range(2):
        found = run_stage("segment", whole, tmp_path, lambda shards: InProcess(), articles=4)
        assert_frame_equal(found["segments"], whole["segments"])


def test_no_articles_give_empty_tables(whole: Tables, tmp_path: Path) -> None:
    found, _ = sharded({name: frame.clear() for name, frame in whole.items()}, tmp_path)
    assert_same(found, {name: frame.clear() for name, frame in whole.items()})
