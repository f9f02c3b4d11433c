"""A release grown to any size: copies of its tables that differ as articles do, for measuring what size costs.

In each copy every word but the most frequent ones is another word of about its frequency, in names, sentences and
readable ids alike; every hash, number, day and offset is another one. All of it follows from the number of the copy, so
two runs give the same tables. Columns of few values (predicates, kinds, rules) keep them, and so do entities of the
registry, such as countries: they are the same in all copies.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.tables import TABLES, Column, Table

FREQUENT = 150
"""Words that stay: articles, prepositions, the names in most articles."""

ALIKE = 200
"""Words of neighbouring frequency, of which each may stand for each."""

FEW = 100
"""Distinct values up to which a column is a vocabulary."""

_TOKENS = r"\p{L}+|[^\p{L}]+"
_HASH = re.compile(r"[0-9a-f]{16,64}$")

Frames = Mapping[str, pl.DataFrame]


def grown(tables: Frames, facts: int) -> dict[str, pl.DataFrame]:
    """Tables of about so many facts, sorted by key as a release has them."""
    with_rows = {name: frame for name, frame in tables.items() if frame.height}
    words = _Words(with_rows)
    copies = [_copy(with_rows, words, number) for number in range(-(-facts // tables["facts"].height))]
    return {
        name: table.conform(pl.concat(copy[name] for copy in copies).unique(table.key, keep="first"))
        if name in with_rows
        else table.empty()
        for name, table in TABLES.items()
    }


class _Words:
    """All strings that change from copy to copy: in which columns they are, and of which pieces they are made."""

    def __init__(self, tables: Frames) -> None:
        columns = {
            (name, column.name): _items(frame[column.name])
            for name, frame in tables.items()
            for column in _changing(TABLES[name], frame, pl.String)
        }
        strings = pl.concat([column.alias("string") for column in columns.values()]).drop_nulls().unique().sort()
        known = _of_registry(tables.get("entities"))
        self._known = strings.filter(strings.is_in(known.implode()))
        strings = strings.filter(~strings.is_in(known.implode()))
        hashed = strings.str.contains(_HASH.pattern)
        self._hashed = strings.filter(hashed).to_list()
        spoken = strings.filter(~hashed)
        places = pl.DataFrame({"string": [*spoken, *self._hashed, *self._known]}).with_row_index("place")
        self.places = {
            key: column.to_frame("string").join(places, on="string", how="left", maintain_order="left")["place"]
            for key, column in columns.items()
        }
        """Of the strings of a column: which of `of` stands there."""
        pieces = spoken.str.extract_all(_TOKENS)
        self._at = np.repeat(np.arange(len(spoken)), pieces.list.len().to_numpy())
        counts = Counter(pieces.explode().to_list())
        self._words = sorted((word for word in counts if word.isalpha()), key=lambda word: (-counts[word], word))
        self._others = [word for word in counts if not word.isalpha()]
        numbers = {word: number for number, word in enumerate([*self._words, *self._others])}
        self._pieces = pieces.explode().replace_strict(numbers, return_dtype=pl.UInt32)

    def of(self, number: int) -> pl.Series:
        """All strings as they are in that copy."""
        chosen = np.random.default_rng(number)
        changed = self._words[:FREQUENT]
        for start in range(FREQUENT, len(self._words), ALIKE):
            changed += chosen.permutation(self._words[start : start + ALIKE]).tolist()
        said = pl.Series([*changed, *self._others], dtype=pl.String).gather(self._pieces)
        joined = pl.DataFrame({"at": self._at, "said": said}).group_by("at", maintain_order=True)
        hashed = pl.Series([_hash(each, number) for each in self._hashed], dtype=pl.String)
        return joined.agg(pl.col("said").str.join())["said"].append(hashed).append(self._known)


def _of_registry(entities: pl.DataFrame | None) -> pl.Series:
    """The ids, names and codes of entities that the registry knows."""
    if entities is None:
        return pl.Series(dtype=pl.String)
    known = entities.filter(origin="registry")
    return pl.concat([known["entity_id"], known["name"], known["aliases"].explode(), known["country_code"]]).unique()


def _hash(text: str, number: int) -> str:
    """The text with another hash of the same length at its end."""

    def other(found: re.Match[str]) -> str:
        return hashlib.blake2b(f"{found[0]} {number}".encode(), digest_size=len(found[0]) // 2).hexdigest()

    return _HASH.sub(other, text)


def _changing(table: Table, frame: pl.DataFrame, dtype: object) -> list[Column]:
    """The columns of a type, or of lists of it, whose values are not a vocabulary."""
    of_type = [c for c in table.columns if (c.dtype.inner if isinstance(c.dtype, pl.List) else c.dtype) == dtype]
    return [c for c in of_type if c.name == table.key or c.references or _items(frame[c.name]).n_unique() > FEW]


def _items(column: pl.Series) -> pl.Series:
    if isinstance(column.dtype, pl.List):
        return column.explode(empty_as_null=False, keep_nulls=False)
    return column


def _copy(tables: Frames, words: _Words, number: int) -> dict[str, pl.DataFrame]:
    new = words.of(number)
    chosen = np.random.default_rng(number)
    days, stretch = pl.duration(days=int(chosen.integers(-1000, 1000))), float(chosen.uniform(0.8, 1.2))
    copied = {}
    for name, frame in tables.items():
        table = TABLES[name]
        factors = chosen.uniform(0.5, 2.0, frame.height)
        numbers = [c for c in _changing(table, frame, pl.Float64) if c.dtype == pl.Float64]
        changed = [
            _with_items(frame[c.name], new.gather(words.places[name, c.name]))
            for c in _changing(table, frame, pl.String)
        ]
        copied[name] = frame.with_columns(
            *changed,
            *((pl.col(c.name) * factors).round_sig_figs(3) for c in numbers),
            *(pl.col(c.name) + days for c in table.columns if c.dtype == pl.Date),
            *((pl.col(c.name) * stretch).cast(pl.Int32) for c in table.columns if c.unit == "Unicode code points"),
        )
    return copied


def _with_items(column: pl.Series, items: pl.Series) -> pl.Series:
    """The column with other items in its lists, or other values."""
    if not isinstance(column.dtype, pl.List):
        return items.alias(column.name)
    lists = column.to_arrow(compat_level=pl.CompatLevel.oldest())
    return pl.Series(
        column.name, pa.LargeListArray.from_arrays(lists.offsets, items.to_arrow().cast(pa.large_string()))
    )
