"""Fingerprints of articles, by which copies are told: hashes of their sentences, of runs of words, and of names.

Each is of one article, so that what was made in an earlier run is looked up. Which articles are copies of each other is
decided in `syndication`.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rensa import RMinHash

from pipelines.shards.kept import kept

Hashes = NDArray[np.uint64]
Frames = Mapping[str, pl.DataFrame]

BATCH = 2_000
"""Texts that are read at once."""

_LONG = 40
"""Letters and figures from which on a sentence is seldom written twice."""

_RUN = 3
"""Words of a run (shingle)."""

_FEWEST = 20
"""Runs from which on an article can be told to be edited."""

_BANDS, _ROWS = 32, 4
"""Bands of a MinHash signature, and values in each: at a similarity of 0.5, 87 % share a band, at 0.6, 99 %."""

_BEFORE_NAME = r"([\w,;:)”\"’–—-]) "
_NAME = r"\x01[A-Z]\w+|\d[\d.,]*\d|\d"
"""A word in capitals within a sentence, behind what `_BEFORE_NAME` marks, or a figure."""


def passages(documents: pl.DataFrame, kept_below: Path | None) -> Iterator[Frames]:
    """Frames `whole` and `sentences` of some documents (`doc_id` and `text`) after the other.

    They are the `passage`, a hash of letters and figures, and the `characters` that these are, of each article, and of
    its long sentences, once each.
    """
    return _read(_passages, {"documents": documents}, kept_below)


def bands(documents: pl.DataFrame, notices: pl.DataFrame, kept_below: Path | None) -> Iterator[pl.DataFrame]:
    """A hash of each band of the MinHash signature of documents without notices, of some documents after the other.

    Two texts that share runs of words are likely to share one of their `bands`. Texts of few words have none, and no
    row. `notices` has `doc_id` and `passage` of sentences that do not count.
    """
    frames = {"documents": documents, "notices": _sorted(notices)}
    return (part["bands"] for part in _read(_bands, frames, kept_below))


def names(documents: pl.DataFrame, notices: pl.DataFrame, kept_below: Path | None) -> dict[str, Hashes]:
    """The names and figures of each document without notices, once each, by `doc_id`."""
    found: dict[str, Hashes] = {}
    for part in _read(_names, {"documents": documents, "notices": _sorted(notices)}, kept_below):
        named = part["names"].explode("names", empty_as_null=False)["names"].to_numpy()
        ends = np.cumsum(part["names"]["names"].list.len()).tolist()
        of_each = zip(part["names"]["doc_id"], [0, *ends], ends, strict=False)
        found |= {doc_id: named[start:end] for doc_id, start, end in of_each}
    return found


def runs(documents: pl.DataFrame, notices: pl.DataFrame) -> dict[str, Hashes]:
    """The runs of words of each document without notices, once each, by `doc_id`."""
    asked = (_own(some["documents"], notices) for some in _batches({"documents": documents}))
    return {
        doc_id: np.unique(found)
        for own in asked
        for doc_id, found in zip(own["doc_id"], _runs_of(own["text"]), strict=True)
    }


def _sorted(notices: pl.DataFrame) -> pl.DataFrame:
    return notices.select("doc_id", "passage").sort(pl.all())


def _read(
    make: Callable[[Frames], dict[str, pl.DataFrame]], frames: Frames, kept_below: Path | None
) -> Iterator[Frames]:
    """What is made of some documents at a time, or looked up."""
    if kept_below is not None:
        return kept(make, frames, kept_below / make.__name__.strip("_"), ("pipelines.ingest.fingerprints",))
    return map(make, _batches(frames))


def _batches(frames: Frames) -> Iterator[Frames]:
    """The frames of so many documents at a time; of none, one batch."""
    documents = frames["documents"]
    for start in range(0, max(1, len(documents)), BATCH):
        some = documents.slice(start, BATCH)
        yield {name: frame.join(some, on="doc_id", how="semi") for name, frame in frames.items()} | {"documents": some}


def _passages(frames: Frames) -> dict[str, pl.DataFrame]:
    sentences = _hashed(_split(frames["documents"])).filter(pl.col("characters") >= _LONG).unique(maintain_order=True)
    return {"whole": _hashed(frames["documents"]), "sentences": sentences}


def _split(documents: pl.DataFrame) -> pl.DataFrame:
    """`doc_id` and `text` of each sentence of each text."""
    lines = pl.col("text").str.replace_all(r"[.!?]+[\"'”’)\]]*\s+", "\n").str.split("\n")
    return documents.select("doc_id", lines).explode("text")


def _hashed(texts: pl.DataFrame) -> pl.DataFrame:
    bare = texts.with_columns(pl.col("text").str.to_lowercase().str.replace_all(r"[\W_]+", ""))
    return bare.select(
        "doc_id", passage=pl.col("text").hash(), characters=pl.col("text").str.len_chars().cast(pl.Int32)
    )


def _own(documents: pl.DataFrame, notices: pl.DataFrame) -> pl.DataFrame:
    """`doc_id` and `text`, without notices, of the texts that are more than that, in order."""
    split = _split(documents)
    own = _hashed(split).with_columns(split["text"]).join(notices, on=["doc_id", "passage"], how="anti")
    return own.group_by("doc_id", maintain_order=True).agg(pl.col("text").str.join("\n"))


def _runs_of(texts: pl.Series) -> list[Hashes]:
    """The runs of words of each text, in order, as hashes that are the same on every machine."""
    lists = texts.str.extract_all(r"\w+")
    code = _codes(lists.explode(empty_as_null=False))
    padded = np.append(code, np.zeros(_RUN - 1, dtype=np.uint64))
    hashes = _mixed(padded[shift : shift + len(code)] for shift in range(_RUN))
    return [hashes[start : max(start, end - _RUN + 1)] for start, end in _slices(lists)]


def _names(frames: Frames) -> dict[str, pl.DataFrame]:
    own = _own(frames["documents"], frames["notices"])
    words = own["text"].str.replace_all(_BEFORE_NAME, "${1}\x01").str.extract_all(_NAME)
    code = pl.Series(_codes(words.explode(empty_as_null=False)))
    codes = pl.DataFrame(
        {"doc_id": own["doc_id"].repeat_by(words.list.len()).explode(empty_as_null=False), "names": code}
    )
    named = codes.group_by("doc_id").agg(pl.col("names").unique().sort())
    names = own.select("doc_id").join(named, on="doc_id", how="left", maintain_order="left")
    return {"names": names.with_columns(pl.col("names").fill_null([]))}


def _codes(words: pl.Series) -> Hashes:
    """A hash of each word, in whatever case."""
    known = words.unique()
    codes = pl.Series([zlib.crc32(word.lower().encode()) for word in known], dtype=pl.UInt64)
    coded = pl.DataFrame({"word": known, "code": codes})
    return words.to_frame("word").join(coded, on="word", maintain_order="left")["code"].to_numpy()


def _slices(lists: pl.Series) -> Iterator[tuple[int, int]]:
    """Where the items of each list start and end once they are exploded."""
    ends = lists.list.len().cum_sum().to_list()
    return zip([0, *ends][:-1], ends, strict=True)


def _bands(frames: Frames) -> dict[str, pl.DataFrame]:
    own = _own(frames["documents"], frames["notices"])
    of_texts = _runs_of(own["text"])
    long = [n for n, some in enumerate(of_texts) if len(some) >= _FEWEST]
    signatures = np.zeros((len(long), _BANDS * _ROWS), dtype=np.uint64)
    if long:
        offsets = np.cumsum([0, *(len(of_texts[n]) for n in long)], dtype=np.uint64)
        flat = np.concatenate([of_texts[n] for n in long])
        signatures[:] = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, _BANDS * _ROWS, 1).to_rows()
    made = np.stack([_mixed(band.T) for band in np.split(signatures, _BANDS, axis=1)], axis=1)
    return {"bands": own[long].select("doc_id", bands=pl.Series(made, dtype=pl.Array(pl.UInt64, _BANDS)))}


def _mixed(columns: Iterable[Hashes]) -> Hashes:
    """One hash of the values that stand beside each other, in their order."""
    return reduce(lambda hashes, column: hashes * np.uint64(0x9E3779B97F4A7C15) + column, columns)
