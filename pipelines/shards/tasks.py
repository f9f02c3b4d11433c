"""What is done to one shard: a folder with its input in, an entry of the store out; only paths are handed around.

A task is a module-level function of one path, so that any engine can run it in any process.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipelines.digest import tables_digest
from pipelines.shards.code import code_digest
from pipelines.shards.store import ShardStore

Tables = Mapping[str, pl.DataFrame]


class Stage(NamedTuple):
    """A stage that reads article by article."""

    package: str
    reads: Mapping[str, Sequence[str]]
    """Its input: the columns that it needs of each table."""
    run: Callable[[Tables], dict[str, pl.DataFrame]]
    join: Callable[[str, Sequence[pl.DataFrame]], pl.DataFrame]
    """One of its tables from what came of each shard, in their order."""


def _segment(tables: Tables) -> dict[str, pl.DataFrame]:
    from pipelines.segment import segment

    return {"segments": segment(tables["documents"])}


def _extract(tables: Tables) -> dict[str, pl.DataFrame]:
    from pipelines.extract import extract

    return extract(tables["documents"], tables["segments"])._asdict()


def _stacked(name: str, parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    from pipelines.tables import TABLES

    return TABLES[name].conform(pl.concat(parts))


def _united(name: str, parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    from pipelines.extract import unite_entities

    return unite_entities(parts) if name == "entities" else _stacked(name, parts)


STAGES = {
    "segment": Stage(
        "pipelines.segment",
        {"documents": ("doc_id", "text", "title", "author")},
        _segment,
        _stacked,
    ),
    "extract": Stage(
        "pipelines.extract",
        {
            "documents": ("doc_id", "text", "published", "dateline_place"),
            "segments": ("doc_id", "segment_id", "kind", "start", "end", "text"),
        },
        _extract,
        _united,
    ),
}


def shard_key(stage: str, tables: Tables) -> str:
    """A name for what comes of a shard, from all that it depends on: input, rules, code and libraries."""
    whole = f"{stage} {code_digest(STAGES[stage].package)} {tables_digest(tables)}"
    return hashlib.blake2b(whole.encode(), digest_size=16).hexdigest()


def run_shard(task: Path) -> Path:
    """Run a stage on the tables in the folder `<cache>/<stage>/<tasks>/<key>`; the path of the entry that it made."""
    stage, key = task.parents[1].name, task.name
    tables = {file.stem: pl.read_parquet(file) for file in sorted(task.glob("*.parquet"))}
    store = ShardStore(task.parents[1])
    if not store.has(key):  # a worker that died after its work was done
        store.write(key, STAGES[stage].run(tables))
    return store.path(key)
