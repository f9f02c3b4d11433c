"""Cutting a corpus into shards so that one more article changes one shard and leaves the others as they were.

Where a shard ends is told by the ids of the articles in it, which come from their content: neither the number of
articles nor their order moves the other ends.
"""

from collections.abc import Iterator, Mapping

import polars as pl

ARTICLES = 64
"""How many articles a shard holds on average; a power of two."""


def cut(
    frames: Mapping[str, pl.DataFrame], articles: int = ARTICLES, *, of: str = "documents", by: str = "doc_id"
) -> Iterator[dict[str, pl.DataFrame]]:
    """The frames, which all have the column `by`, shard by shard, in the order of the ids; `of` says which there are.

    A shard ends after an article (or what else `by` names) whose id, a hexadecimal hash, is a multiple of `articles`.
    No articles are one shard.
    """
    ids = frames[of].select(by).unique().sort(by)
    digits = (articles.bit_length() + 3) // 4
    ends = pl.col(by).str.tail(digits).str.to_integer(base=16) % articles == 0
    numbers = ids.with_columns(shard=ends.cum_sum() - ends.cast(pl.Int64))
    parts = {
        name: frame.join(numbers, on=by, how="inner", maintain_order="left")
        .sort("shard", by, maintain_order=True)
        .partition_by("shard", as_dict=True, include_key=False, maintain_order=True)
        for name, frame in frames.items()
    }
    for shard in sorted(parts[of]) or [(0,)]:
        yield {name: parts[name].get(shard, frame.clear()) for name, frame in frames.items()}
