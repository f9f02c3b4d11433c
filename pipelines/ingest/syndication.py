"""Syndication: which articles are copies of one another, and so count as one source.

Copies are told by the sentences that they share, whatever stands around them, so that shortened ones are found; and by
runs of words (MinHash), so that edited ones are, in which hardly a sentence is left as it was. What articles mean does
not count here: two reports of one event, each in its own words, are two sources. A paragraph copied into an article
that is otherwise another one is seen where its facts are counted (`reconcile/sources.py`).
"""

import zlib
from collections.abc import Iterable, Iterator
from functools import cache, reduce

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

_BATCH = 2_000
"""Texts whose words are looked up at once."""

_BEFORE_NAME = r"([\w,;:)”\"’–—-]) "
_NAME = r"\x01[A-Z]\w+|\d[\d.,]*\d|\d"
"""A word in capitals within a sentence, behind what `_BEFORE_NAME` marks, or a figure."""

_Hashes = NDArray[np.uint64]
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

    MinHash proposes them, and they are compared name by name, and then run by run. Names go first: they are few, and
    tell apart the releases of one form, of which there are more the longer a corpus is.
    """
    rows = texts["row"].to_list()
    runs = [own for some in texts.iter_slices(_BATCH) for own in _runs(some["text"])]
    pairs = _candidates(runs)
    asked = sorted({n for pair in pairs for n in pair})
    named = (own for some in texts[asked].iter_slices(_BATCH) for own in _names(some["text"]))
    names = dict(zip(asked, named, strict=True))
    distinct = cache(lambda n: np.unique(runs[n]))
    for one, other in pairs:
        if _similarity(names[one], names[other]) < _SAME_NAMES:
            continue
        if _similarity(distinct(one), distinct(other)) >= _EDITED:
            yield rows[one], rows[other]


def _runs(texts: pl.Series) -> list[_Hashes]:
    """The runs of words of each text, in order, as hashes that are the same on every machine."""
    lists = texts.str.extract_all(r"\w+")
    code = _codes(lists.explode(empty_as_null=False))
    hashes = _mixed(np.concatenate([code[shift:], np.zeros(shift, dtype=np.uint64)]) for shift in range(_RUN))
    return [hashes[start : max(start, end - _RUN + 1)] for start, end in _slices(lists)]


def _names(texts: pl.Series) -> list[_Hashes]:
    """The names and figures of each text, once each."""
    lists = texts.str.replace_all(_BEFORE_NAME, "${1}\x01").str.extract_all(_NAME)
    code = _codes(lists.explode(empty_as_null=False))
    return [np.unique(code[start:end]) for start, end in _slices(lists)]


def _codes(words: pl.Series) -> _Hashes:
    """A hash of each word, in whatever case."""
    known = words.unique()
    codes = pl.Series([zlib.crc32(word.lower().encode()) for word in known], dtype=pl.UInt64)
    coded = pl.DataFrame({"word": known, "code": codes})
    return words.to_frame("word").join(coded, on="word", maintain_order="left")["code"].to_numpy()


def _slices(lists: pl.Series) -> Iterator[_Link]:
    """Where the items of each list start and end once they are exploded."""
    ends = lists.list.len().cum_sum().to_list()
    return zip([0, *ends][:-1], ends, strict=True)


def _candidates(runs: list[_Hashes]) -> list[_Link]:
    """Pairs of texts that share a band of the MinHash signature of their runs, sorted."""
    long = [n for n, own in enumerate(runs) if len(own) >= _FEWEST]
    signatures = np.zeros((len(long), _BANDS * _ROWS), dtype=np.uint32)
    for at in range(0, len(long), _BATCH):
        part = [runs[n] for n in long[at : at + _BATCH]]
        offsets = np.cumsum([0, *map(len, part)], dtype=np.uint64)
        made = RMinHash.digest_matrix_from_flat_token_hashes(np.concatenate(part), offsets, _BANDS * _ROWS, 1)
        signatures[at : at + len(part)] = made.to_rows()
    found = [np.empty((0, 2), dtype=np.int64)]
    for band in np.split(signatures.astype(np.uint64), _BANDS, axis=1):
        key = _mixed(band.T)
        order = np.argsort(key, kind="stable")
        for ahead in range(1, _WINDOW + 1):
            same = key[order[ahead:]] == key[order[:-ahead]]
            found.append(np.sort(np.stack([order[:-ahead][same], order[ahead:][same]], axis=1), axis=1))
    return [(long[one], long[other]) for one, other in np.unique(np.concatenate(found), axis=0)]


def _mixed(columns: Iterable[_Hashes]) -> _Hashes:
    """One hash of the values that stand beside each other, in their order."""
    return reduce(lambda hashes, column: hashes * np.uint64(0x9E3779B97F4A7C15) + column, columns)


def _similarity(one: _Hashes, other: _Hashes) -> float:
    """The Jaccard similarity of two sorted sets; two empty ones are alike."""
    if not len(one) or not len(other):
        return float(len(one) == len(other))
    at = np.minimum(np.searchsorted(one, other), len(one) - 1)
    shared = int(np.count_nonzero(one[at] == other))
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
