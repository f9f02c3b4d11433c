"""A stage over all shards: what was made before is taken from the store, the rest is made, and all of it joined."""

import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.shards.cut import ARTICLES, cut
from pipelines.shards.engines import Engine
from pipelines.shards.store import ShardStore
from pipelines.shards.tasks import STAGES, Tables, run_shard, shard_key


@dataclass(frozen=True)
class Progress:
    """How far a stage is: shards that are done, those of them that were there before, and all."""

    done: int
    kept: int
    shards: int


def run_stage(
    stage: str,
    tables: Tables,
    cache: Path,
    engine: Callable[[int], Engine],
    *,
    articles: int = ARTICLES,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> dict[str, pl.DataFrame]:
    """The tables that the stage (`segment` or `extract`) makes of `tables`, sorted by key.

    The same rows come out whatever the cache holds, the engine and the number of `articles` to a shard.
    `engine` is called with the number of shards that are to be made. Raises what the stage raises, and EngineError.
    """
    known = STAGES[stage]
    store = ShardStore(cache / stage)
    tasks = store.folder / f".tasks.{uuid.uuid4().hex}"
    keys: list[str] = []
    missing: list[Path] = []
    for shard in cut({name: tables[name].select(columns) for name, columns in known.reads.items()}, articles):
        key = shard_key(stage, shard)
        keys.append(key)
        if not store.has(key):
            missing.append(_task(tasks / key, shard))
    kept = len(keys) - len(missing)
    on_progress(Progress(kept, kept, len(keys)))
    for done, _ in enumerate(engine(len(missing)).map(run_shard, missing), start=kept + 1):
        on_progress(Progress(done, kept, len(keys)))
    made = [store.read(key) for key in keys]
    shutil.rmtree(tasks, ignore_errors=True)
    store.remove_unused()
    return {name: known.join(name, [tables[name] for tables in made]) for name in made[0]}


def _task(folder: Path, shard: Tables) -> Path:
    """The folder of a task, with its input."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in shard.items():
        frame.write_parquet(folder / f"{name}.parquet")
    return folder
