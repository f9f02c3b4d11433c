"""What is kept of a shard is believed only if it is whole."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from pipelines.shards.store import ShardStore

TABLES = {"facts": pl.DataFrame({"n": [1, 2]}), "entities": pl.DataFrame({"name": ["Astana"]})}


@pytest.fixture
def store(tmp_path: Path) -> ShardStore:
    store = ShardStore(tmp_path / "extract")
    store.write("key", TABLES)
    return store


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def test_what_was_written_is_read(store: ShardStore) -> None:
    assert store.has("key")
    assert not store.has("other")
    found = store.read("key")
    assert found.keys() == TABLES.keys()
    assert all(found[name].equals(frame) for name, frame in TABLES.items())


@pytest.mark.parametrize("name", ["facts.parquet", "entities.parquet", "SHA256SUMS"])
@pytest.mark.parametrize("damage", [flip, truncate, Path.unlink])
def test_damage_is_noticed_and_mended(store: ShardStore, name: str, damage: Callable[[Path], None]) -> None:
    damage(store.path("key") / name)
    assert not store.has("key")
    store.write("key", TABLES)
    assert store.has("key")
    assert [entry.name for entry in store.folder.iterdir()] == ["key"]


def test_an_entry_that_was_made_for_another_key_is_not_believed(store: ShardStore) -> None:
    store.path("key").rename(store.path("other"))
    assert not store.has("other")


def test_an_entry_of_another_run_is_kept(store: ShardStore) -> None:
    store.write("key", TABLES)
    assert store.has("key")
    assert [entry.name for entry in store.folder.iterdir()] == ["key"]


def test_a_failed_write_leaves_nothing(store: ShardStore) -> None:
    with pytest.raises(AttributeError):
        store.write("new", {"facts": TABLES["facts"], "entities": None})  # type: ignore[dict-item]
    assert [entry.name for entry in store.folder.iterdir()] == ["key"]


def test_only_what_is_unused_for_a_month_is_removed(store: ShardStore) -> None:
    long_ago = time.time() - 31 * 24 * 3600
    for key in ("old", "used", ".old.staging"):
        store.write(key, TABLES)
        os.utime(store.path(key), (long_ago, long_ago))
    assert store.has("used")
    store.remove_unused()
    assert {entry.name for entry in store.folder.iterdir()} == {"key", "used"}
