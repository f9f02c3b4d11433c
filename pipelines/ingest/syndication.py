"""Syndication: which articles are copies of one another, and so count as one source.

Copies are told by the sentences that they share, whatever stands around them. What articles mean does not count here:
two reports of one event, each in its own words, are two sources.
"""

import polars as pl

from pipelines.ids import content_id

_COPIED = 0.5
"""Share of the shorter article's letters and figures that copies have in common."""

_SURELY_COPIED = 0.8
"""The same, as long as notices that a site or a company puts below all its articles may be among them."""

_NOTICE = 20
"""A sentence of more articles than these, sure copies counted once, is such a notice."""

_LONG = 40
"""Letters and figures from which on a sentence is seldom written twice."""

_WINDOW = 8
"""How many of the next articles with a sentence each is compared with; longer rows of copies are linked as chains."""


def cluster_ids(documents: pl.DataFrame) -> pl.Series:
    """The `cluster_id` of each row, from doc_id, published and text; copies, and copies of copies, share one.

    It is named after the cluster's first article, by date and then by doc_id, so that copies of later days do not
    change it.
    """
    ordered = documents.select("doc_id", "published", "text").sort("published", "doc_id", nulls_last=True)
    ids = pl.Series([content_id("cluster", doc_id) for doc_id in ordered["doc_id"]], dtype=pl.String)
    named = ordered.select("doc_id", cluster_id=ids.gather(_clusters(ordered["text"])))
    return documents.select("doc_id").join(named, on="doc_id", how="left", maintain_order="left")["cluster_id"]


def _clusters(texts: pl.Series) -> pl.Series:
    """For each text the number of the first one of its cluster."""
    rows = texts.to_frame("text").with_row_index("row")
    lines = pl.col("text").str.replace_all(r"[.!?]+[\"'”’)\]]*\s+", "\n").str.split("\n")
    whole = _passages(rows)
    sentences = _passages(rows.with_columns(lines).explode("text")).filter(pl.col("characters") >= _LONG).unique()
    surely = _linked(whole, sentences, _SURELY_COPIED)
    articles = sentences.with_columns(article=surely.gather(sentences["row"]))
    is_notice = articles.select(pl.col("article").n_unique().over("passage") > _NOTICE).to_series()
    notices = sentences.filter(is_notice).group_by("row").agg(without=-pl.col("characters").sum())
    told = whole.join(notices, on="row", how="left", maintain_order="left").select(
        "row", "passage", pl.sum_horizontal("characters", "without")
    )
    return _linked(told, sentences.filter(~is_notice), _COPIED)


def _passages(rows: pl.DataFrame) -> pl.DataFrame:
    """`row`, `passage`, `characters` of each text: a hash of its letters and figures, and how many they are."""
    bare = rows.with_columns(pl.col("text").str.to_lowercase().str.replace_all(r"[\W_]+", ""))
    return bare.select("row", passage=pl.col("text").hash(), characters=pl.col("text").str.len_chars().cast(pl.Int64))


def _linked(whole: pl.DataFrame, sentences: pl.DataFrame, share: float) -> pl.Series:
    """For each text of `whole` the first one that it is linked to by texts that have this share in common.

    Texts of the same words are linked even if none of their sentences is long.
    """
    passages = pl.concat([whole, sentences]).unique(["row", "passage"]).sort("passage", "row")
    following = [
        passages.with_columns(
            other=pl.when(pl.col("passage") == pl.col("passage").shift(-n)).then(pl.col("row").shift(-n))
        )
        for n in range(1, _WINDOW + 1)
    ]
    pairs = pl.concat(following).drop_nulls("other").group_by("row", "other").agg(pl.col("characters").sum())
    size = whole["characters"]
    shorter = pl.min_horizontal(size.gather(pairs["row"]), size.gather(pairs["other"]))
    copies = pairs.filter(pairs["characters"] >= share * shorter)
    return _firsts(len(whole), copies.select("row", "other").rows())


def _firsts(rows: int, links: list[tuple[int, int]]) -> pl.Series:
    """For each row the first one that links lead to, in whatever order they are given."""
    firsts = list(range(rows))

    def first(row: int) -> int:
        while firsts[row] != row:
            firsts[row] = row = firsts[firsts[row]]
        return row

    for one, other in links:
        one, other = sorted((first(one), first(other)))
        firsts[other] = one
    return pl.Series([first(row) for row in range(rows)], dtype=pl.UInt32)
