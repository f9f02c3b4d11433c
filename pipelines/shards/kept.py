"""What a function makes of rows, shard by shard, kept under a key of the rows and of all else that it depends on.

It is for what is made within a stage; `stage` is for whole stages, which engines run.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import polars as pl

from pipelines.digest import tables_digest
from pipelines.shards.code import code_digest
from pipelines.shards.cut import cut
from pipelines.shards.store import ShardStore

Frames = Mapping[str, pl.DataFrame]

ARTICLES = 256
"""How many articles a shard holds on average: what is kept here is soon made, and an entry has its own costs."""


def kept(
    make: Callable[[Frames], dict[str, pl.DataFrame]],
    frames: Frames,
    folder: Path | None,
    depends_on: tuple[str, ...],
    *,
    of: str = "documents",
    by: str = "doc_id",
    articles: int = ARTICLES,
) -> Iterator[dict[str, pl.DataFrame]]:
    """What `make` makes of each shard of the frames, which are cut as `cut` says, in the order of the ids.

    It is looked up in `folder`, and kept there; where that is None, it is made of all frames at once. `depends_on` has
    all that it depends on beside the rows: the package or module whose code it is, and digests of whatever else.
    """
    if folder is None:
        yield make(frames)
        return
    store = ShardStore(folder)
    package, *more = depends_on
    for shard in cut(frames, articles, of=of, by=by):
        parts = [code_digest(package), *more, tables_digest(shard)]
        key = hashlib.blake2b("\x00".join(parts).encode(), digest_size=16).hexdigest()
        if not store.has(key):
            store.write(key, make(shard))
        yield store.read(key)
    store.remove_unused()
