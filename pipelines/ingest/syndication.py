"""Syndication: which articles are copies of one another, and so count as one source.

Copies are told by the sentences that they share, whatever stands around them, so that shortened ones are found; and by
runs of words (MinHash), so that edited ones are, in which hardly a sentence is left as it was. What articles mean does
not count here: two reports of one event, each in its own words, are two sources. A paragraph copied into an article
that is otherwise another one is seen where its facts are counted (`reconcile/sources.py`).
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.ids import content_id
from pipelines.ingest import fingerprints
from pipelines.ingest.fingerprints import Hashes

_COPIED = 0.5
"""Share of the shorter article's letters and figures that copies have in common."""

_SURELY_COPIED = 0.8
"""The same, as long as notices that a site or a company puts below all its articles may be among them."""

_NOTICE = 20
"""A sentence of more articles than these, sure copies counted once, is such a notice."""

_WINDOW = 8
"""How many of the next articles with a sentence each is compared with; longer rows of copies are linked as chains."""

_EDITED = 0.5
"""Jaccard similarity of the runs of words of an article and an edited copy of it."""

_SAME_NAMES = 0.8
"""The same of their names and figures: releases in one form, about other people or days, are no copies."""

_Pairs = NDArray[np.int64]
"""Two numbers a row."""
_Link = tuple[int, int]


def cluster_ids(documents: pl.DataFrame, kept_below: Path | None = None) -> pl.Series:
    """The `cluster_id` of each row, from doc_id, published and text; copies, and copies of copies, share one.

    It is named after the cluster's first article, by date and then by doc_id, so that copies of later days do not
    change it. Beside the texts no more is held of an article than 16 bytes a sentence and 256 for its signature. What
    is read of articles is kept below a folder, where it is given.
    """
    ordered = documents.select("doc_id", "published", "text").sort("published", "doc_id", nulls_last=True)
    ids = pl.Series([content_id("cluster", doc_id) for doc_id in ordered["doc_id"]], dtype=pl.String)
    named = ordered.select("doc_id", cluster_id=ids.gather(_clusters(ordered.select("doc_id", "text"), kept_below)))
    return documents.select("doc_id").join(named, on="doc_id", how="left", maintain_order="left")["cluster_id"]


def _clusters(documents: pl.DataFrame, kept_below: Path | None) -> pl.Series:
    """For each document the number of the first one of its cluster."""
    rows = documents.select("doc_id").with_row_index("row")
    parts = [
        [rows.join(part[name], on="doc_id").drop("doc_id") for name in ("whole", "sentences")]
        for part in fingerprints.passages(documents, kept_below)
    ]
    whole, every = (pl.concat(some).sort("row") for some in zip(*parts, strict=True))
    sentences = _repeated(whole, every)
    surely = _firsts(len(rows), _sharing(whole, sentences, _SURELY_COPIED))
    articles = sentences.select("passage", article=surely.gather(sentences["row"])).unique()
    in_many = articles.group_by("passage").len().filter(pl.col("len") > _NOTICE)
    notices = sentences.join(in_many, on="passage", how="semi")
    told = whole.join(
        notices.group_by("row").agg(without=-pl.col("characters").sum()), on="row", how="left", maintain_order="left"
    ).select("row", "passage", pl.sum_horizontal("characters", "without"))
    copies = [*_sharing(told, sentences.join(in_many, on="passage", how="anti"), _COPIED)]
    linked = _firsts(len(rows), copies).to_numpy()
    notices = rows.join(notices, on="row").select("doc_id", "passage")
    proposed = _candidates(rows, fingerprints.bands(documents, notices, kept_below))
    edited = _edited(documents, notices, proposed[linked[proposed[:, 0]] != linked[proposed[:, 1]]], kept_below)
    return _firsts(len(rows), chain(copies, edited))


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


def _edited(documents: pl.DataFrame, notices: pl.DataFrame, pairs: _Pairs, kept_below: Path | None) -> Iterator[_Link]:
    """Those of the pairs of texts of which one is the other with words changed here and there.

    MinHash proposes them, and they are compared name by name, and then run by run. Names go first: they are few, and
    tell apart the releases of one form, of which there are more the longer a corpus is.
    """
    ids = documents["doc_id"].to_list()
    names = fingerprints.names(documents[np.unique(pairs)], notices, kept_below)
    alike = [_similarity(names[ids[one]], names[ids[other]]) >= _SAME_NAMES for one, other in pairs.tolist()]
    pairs = pairs[np.array(alike, dtype=bool)]
    for start in range(0, len(pairs), fingerprints.BATCH):
        some = pairs[start : start + fingerprints.BATCH]
        runs = fingerprints.runs(documents[np.unique(some)], notices)
        for one, other in some.tolist():
            if _similarity(runs[ids[one]], runs[ids[other]]) >= _EDITED:
                yield one, other


def _candidates(rows: pl.DataFrame, parts: Iterable[pl.DataFrame]) -> _Pairs:
    """Pairs of texts that share a band of the MinHash signature of their runs, sorted."""
    told = pl.concat(rows.join(part, on="doc_id").drop("doc_id") for part in parts).sort("row")
    row, bands = told["row"].to_numpy().astype(np.uint64), told["bands"].to_numpy()
    found = np.empty(0, dtype=np.uint64)
    for band in np.ascontiguousarray(bands.T):
        order = np.argsort(band, kind="stable")
        key, of_key, pairs = band[order], row[order], [found]
        for ahead in range(1, _WINDOW + 1):
            same = key[ahead:] == key[:-ahead]
            one, other = of_key[:-ahead][same], of_key[ahead:][same]
            pairs.append(np.minimum(one, other) << np.uint64(32) | np.maximum(one, other))
        found = np.unique(np.concatenate(pairs))
    return np.stack([found >> np.uint64(32), found & np.uint64(0xFFFFFFFF)], axis=1).astype(np.int64)


def _similarity(one: Hashes, other: Hashes) -> float:
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
