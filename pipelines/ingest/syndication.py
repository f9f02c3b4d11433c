"""Syndication: which articles are copies of one another, and so count as one source.

Copies are told by the sentences that they share, whatever stands around them, so that shortened ones are found; and by
runs of words (MinHash), so that edited ones are, in which hardly a sentence is left as it was. What articles mean does
not count here: two reports of one event, each in its own words, are two sources. A paragraph copied into an article
that is otherwise another one is seen where its facts are counted (`reconcile/sources.py`).
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from itertools import chain

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
"""Texts that are read at once."""

_BEFORE_NAME = r"([\w,;:)”\"’–—-]) "
_NAME = r"\x01[A-Z]\w+|\d[\d.,]*\d|\d"
"""A word in capitals within a sentence, behind what `_BEFORE_NAME` marks, or a figure."""

_Hashes = NDArray[np.uint64]
_Pairs = NDArray[np.int64]
"""Two numbers a row."""
_Link = tuple[int, int]


def cluster_ids(documents: pl.DataFrame) -> pl.Series:
    """The `cluster_id` of each row, from doc_id, published and text; copies, and copies of copies, share one.

    It is named after the cluster's first article, by date and then by doc_id, so that copies of later days do not
    change it. Beside the texts no more is held of an article than 16 bytes a sentence and 256 for its signature.
    """
    ordered = documents.select("doc_id", "published", "text").sort("published", "doc_id", nulls_last=True)
    ids = pl.Series([content_id("cluster", doc_id) for doc_id in ordered["doc_id"]], dtype=pl.String)
    named = ordered.select("doc_id", cluster_id=ids.gather(_clusters(ordered["text"])))
    return documents.select("doc_id").join(named, on="doc_id", how="left", maintain_order="left")["cluster_id"]


def _clusters(texts: pl.Series) -> pl.Series:
    """For each text the number of the first one of its cluster."""
    rows = texts.to_frame("text").with_row_index("row")
    whole = pl.concat([_passages(some) for some in _batches(rows)])
    sentences = _repeated(whole, pl.concat([_sentences(some) for some in _batches(rows)]))
    surely = _firsts(len(texts), _sharing(whole, sentences, _SURELY_COPIED))
    articles = sentences.select("passage", article=surely.gather(sentences["row"])).unique()
    in_many = articles.group_by("passage").len().filter(pl.col("len") > _NOTICE)
    notices = sentences.join(in_many, on="passage", how="semi")
    told = whole.join(
        notices.group_by("row").agg(without=-pl.col("characters").sum()), on="row", how="left", maintain_order="left"
    ).select("row", "passage", pl.sum_horizontal("characters", "without"))
    copies = [*_sharing(told, sentences.join(in_many, on="passage", how="anti"), _COPIED)]
    edited = _edited(rows, notices, _firsts(len(texts), copies).to_numpy())
    return _firsts(len(texts), chain(copies, edited))


def _batches(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """So many rows at a time; of none, one batch."""
    return (rows.slice(start, _BATCH) for start in range(0, max(1, len(rows)), _BATCH))


def _split(rows: pl.DataFrame) -> pl.DataFrame:
    """`row` and `text` of each sentence of each text."""
    lines = pl.col("text").str.replace_all(r"[.!?]+[\"'”’)\]]*\s+", "\n").str.split("\n")
    return rows.with_columns(lines).explode("text")


def _passages(rows: pl.DataFrame) -> pl.DataFrame:
    """`row`, `passage`, `characters` of each text: a hash of its letters and figures, and how many they are."""
    bare = rows.with_columns(pl.col("text").str.to_lowercase().str.replace_all(r"[\W_]+", ""))
    return bare.select("row", passage=pl.col("text").hash(), characters=pl.col("text").str.len_chars().cast(pl.Int32))


def _sentences(rows: pl.DataFrame) -> pl.DataFrame:
    """The long sentences of each text as passages, once each."""
    return _passages(_split(rows)).filter(pl.col("characters") >= _LONG).unique()


def _repeated(whole: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Those of the sentences that may be in another text, too; they are few."""
    every = pl.concat([whole["passage"], sentences["passage"]]).sort()
    return sentences.filter(pl.col("passage").is_in(every.filter(every == every.shift()).unique().implode()))


def _sharing(whole: pl.DataFrame, sentences: pl.DataFrame, share: float) -> Iterator[_Link]:
    """Pairs of texts of `whole` that have this share of the shorter one in common.

    Texts of the same words are linked even if none of their sentences is long.
    """
    passages = pl.concat([whole, sentences]).unique(["row", "passage"]).sort("passage", "row")
    following = (
        passages.select("row", "characters", other=pl.col("row").shift(-n)).filter(
            passages["passage"] == passages["passage"].shift(-n)
        )
        for n in range(1, _WINDOW + 1)
    )
    pairs = pl.concat(following).group_by("row", "other").agg(pl.col("characters").sum())
    size = whole["characters"]
    shorter = pl.min_horizontal(size.gather(pairs["row"]), size.gather(pairs["other"]))
    yield from pairs.filter(pairs["characters"] >= share * shorter).select("row", "other").iter_rows()


def _edited(rows: pl.DataFrame, notices: pl.DataFrame, firsts: NDArray[np.uint32]) -> Iterator[_Link]:
    """Pairs of texts of which one is the other with words changed here and there, as long as `firsts` links them not.

    MinHash proposes them, and they are compared name by name, and then run by run. Names go first: they are few, and
    tell apart the releases of one form, of which there are more the longer a corpus is.
    """
    pairs = _candidates(rows, notices)
    pairs = pairs[firsts[pairs[:, 0]] != firsts[pairs[:, 1]]]
    names = _of_own(rows, notices, pairs, _names)
    alike = [_similarity(names[one], names[other]) >= _SAME_NAMES for one, other in pairs.tolist()]
    pairs = pairs[np.array(alike, dtype=bool)]
    for start in range(0, len(pairs), _BATCH):
        some = pairs[start : start + _BATCH]
        runs = _of_own(rows, notices, some, lambda texts: map(np.unique, _runs(texts)))
        for one, other in some.tolist():
            if _similarity(runs[one], runs[other]) >= _EDITED:
                yield one, other


def _of_own(
    rows: pl.DataFrame, notices: pl.DataFrame, pairs: _Pairs, read: Callable[[pl.Series], Iterable[_Hashes]]
) -> dict[int, _Hashes]:
    """What is read of the own words of each text of some pairs, by row."""
    asked = (_own(some, notices) for some in _batches(rows[np.unique(pairs)]))
    return {row: found for own in asked for row, found in zip(own["row"], read(own["text"]), strict=True)}


def _own(rows: pl.DataFrame, notices: pl.DataFrame) -> pl.DataFrame:
    """`row` and `text`, without notices, of the texts that are more than that, in order."""
    split = _split(rows)
    own = _passages(split).with_columns(split["text"]).join(notices, on=["row", "passage"], how="anti")
    return own.group_by("row", maintain_order=True).agg(pl.col("text").str.join("\n"))


def _runs(texts: pl.Series) -> list[_Hashes]:
    """The runs of words of each text, in order, as hashes that are the same on every machine."""
    lists = texts.str.extract_all(r"\w+")
    code = _codes(lists.explode(empty_as_null=False))
    padded = np.append(code, np.zeros(_RUN - 1, dtype=np.uint64))
    hashes = _mixed(padded[shift : shift + len(code)] for shift in range(_RUN))
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


def _candidates(rows: pl.DataFrame, notices: pl.DataFrame) -> _Pairs:
    """Pairs of texts that share a band of the MinHash signature of their runs, sorted."""
    row, bands = map(np.concatenate, zip(*(_bands(_own(some, notices)) for some in _batches(rows)), strict=True))
    found = np.empty(0, dtype=np.uint64)
    for key in bands.T:
        order = np.argsort(key, kind="stable")
        for ahead in range(1, _WINDOW + 1):
            same = key[order[ahead:]] == key[order[:-ahead]]
            one, other = row[order[:-ahead][same]], row[order[ahead:][same]]
            found = np.append(found, np.minimum(one, other) << np.uint64(32) | np.maximum(one, other))
        found = np.unique(found)
    return np.stack([found >> np.uint64(32), found & np.uint64(0xFFFFFFFF)], axis=1).astype(np.int64)


def _bands(texts: pl.DataFrame) -> tuple[_Hashes, _Hashes]:
    """The rows of texts that are long enough, and for each a hash of each band of its signature."""
    runs = _runs(texts["text"])
    long = [n for n, own in enumerate(runs) if len(own) >= _FEWEST]
    signatures = np.zeros((len(long), _BANDS * _ROWS), dtype=np.uint64)
    if long:
        offsets = np.cumsum([0, *(len(runs[n]) for n in long)], dtype=np.uint64)
        flat = np.concatenate([runs[n] for n in long])
        signatures[:] = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, _BANDS * _ROWS, 1).to_rows()
    bands = np.stack([_mixed(band.T) for band in np.split(signatures, _BANDS, axis=1)], axis=1)
    return texts["row"].to_numpy()[long].astype(np.uint64), bands


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


def _firsts(rows: int, links: Iterable[_Link]) -> pl.Series:
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
