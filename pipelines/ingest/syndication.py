"""Syndication: which articles are copies of one another, and so count as one source.

Copies are told by the sentences that they share, whatever stands around them, so that shortened ones are found; and by
runs of words (MinHash), so that edited ones are, in which hardly a sentence is left as it was. What articles mean does
not count here: two reports of one event, each in its own words, are two sources. A paragraph copied into an article
that is otherwise another one is seen where its facts are counted (`reconcile/sources.py`).
"""

import re
import zlib
from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rensa import RMinHash

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

_EDITED = 0.5
"""Jaccard similarity of the runs of words of an article and an edited copy of it."""

_SAME_NAMES = 0.8
"""The same of their names and figures: releases in one form, about other people or days, are no copies."""

_RUN = 3
"""Words of a run (shingle)."""

_FEWEST = 20
"""Runs from which on an article can be told to be edited."""

_BANDS, _ROWS = 32, 4
"""Bands of a MinHash signature, and values in each: at a similarity of 0.5, 87 % share a band, at 0.6, 99 %."""

_NAME = re.compile(r"(?<=[\w,;:)”\"’–—-] )[A-Z]\w+|\d[\d.,]*\d|\d")
"""A word in capitals within a sentence, or a figure."""

_Runs = NDArray[np.uint64]
_Link = tuple[int, int]


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
    split = rows.with_columns(lines).explode("text")
    sentences = _passages(split).filter(pl.col("characters") >= _LONG).unique()
    surely = _firsts(len(texts), _sharing(whole, sentences, _SURELY_COPIED))
    articles = sentences.with_columns(article=surely.gather(sentences["row"]))
    is_notice = articles.select(pl.col("article").n_unique().over("passage") > _NOTICE).to_series()
    notices = sentences.filter(is_notice)
    told = whole.join(
        notices.group_by("row").agg(without=-pl.col("characters").sum()), on="row", how="left", maintain_order="left"
    ).select("row", "passage", pl.sum_horizontal("characters", "without"))
    own = _passages(split).with_columns(split["text"]).join(notices, on=["row", "passage"], how="anti")
    own = own.group_by("row", maintain_order=True).agg(pl.col("text").str.join("\n"))
    return _firsts(len(texts), [*_sharing(told, sentences.filter(~is_notice), _COPIED), *_edited(own)])


def _passages(rows: pl.DataFrame) -> pl.DataFrame:
    """`row`, `passage`, `characters` of each text: a hash of its letters and figures, and how many they are."""
    bare = rows.with_columns(pl.col("text").str.to_lowercase().str.replace_all(r"[\W_]+", ""))
    return bare.select("row", passage=pl.col("text").hash(), characters=pl.col("text").str.len_chars().cast(pl.Int64))


def _sharing(whole: pl.DataFrame, sentences: pl.DataFrame, share: float) -> list[_Link]:
    """Pairs of texts of `whole` that have this share of the shorter one in common.

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
    return copies.select("row", "other").rows()


def _edited(texts: pl.DataFrame) -> Iterator[_Link]:
    """Pairs of texts of which one is the other with words changed here and there.

    MinHash proposes them, and they are compared run by run, and name by name.
    """
    rows, words = texts["row"].to_list(), texts["text"].to_list()
    runs = _runs(texts["text"])
    names: dict[int, frozenset[str]] = {}
    for pair in sorted(_candidates(runs)):
        if _similarity(runs[pair[0]], runs[pair[1]]) >= _EDITED:
            for n in pair:
                if n not in names:
                    names[n] = frozenset(name.lower() for name in _NAME.findall(words[n]))
            one, other = (names[n] for n in pair)
            if len(one & other) >= _SAME_NAMES * len(one | other):
                yield rows[pair[0]], rows[pair[1]]


def _runs(texts: pl.Series) -> list[_Runs]:
    """The runs of words of each text, as sorted hashes that are the same on every machine."""
    lists = texts.str.to_lowercase().str.extract_all(r"\w+")
    words = lists.explode(empty_as_null=False).to_frame("word")
    known = words["word"].unique()
    codes = pl.Series([zlib.crc32(word.encode()) for word in known], dtype=pl.UInt64)
    code = words.join(pl.DataFrame({"word": known, "code": codes}), on="word", maintain_order="left")["code"].to_numpy()
    hashes = np.zeros(len(code), dtype=np.uint64)
    for shift in range(_RUN):
        hashes[: len(code) - shift] = hashes[: len(code) - shift] * np.uint64(0x9E3779B97F4A7C15) + code[shift:]
    ends = lists.list.len().cum_sum().to_list()
    starts = [0, *ends][:-1]
    return [np.unique(hashes[start : max(start, end - _RUN + 1)]) for start, end in zip(starts, ends, strict=True)]


def _candidates(runs: list[_Runs]) -> set[_Link]:
    """Pairs of texts that share a band of the MinHash signature of their runs."""
    long = [n for n, own in enumerate(runs) if len(own) >= _FEWEST]
    signatures = np.zeros((len(long), _BANDS * _ROWS), dtype=np.uint32)
    for at in range(0, len(long), 10_000):
        part = [runs[n] for n in long[at : at + 10_000]]
        offsets = np.cumsum([0, *map(len, part)], dtype=np.uint64)
        made = RMinHash.digest_matrix_from_flat_token_hashes(np.concatenate(part), offsets, _BANDS * _ROWS, 1)
        signatures[at : at + len(part)] = made.to_rows()
    found: set[_Link] = set()
    for band in np.split(signatures, _BANDS, axis=1):
        order = np.lexsort((*band.T,))
        for ahead in range(1, _WINDOW + 1):
            same = (band[order[ahead:]] == band[order[:-ahead]]).all(axis=1)
            found |= {(long[a], long[b]) if a < b else (long[b], long[a])
                      for a, b in zip(order[:-ahead][same], order[ahead:][same], strict=True)}  # fmt: skip
    return found


def _similarity(one: _Runs, other: _Runs) -> float:
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)


def _firsts(rows: int, links: list[_Link]) -> pl.Series:
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
