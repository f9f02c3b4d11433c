"""A digest of what tables say, so that publication can tell whether it has the very tables that were validated.

Two frames have one digest exactly when they have the same columns and the same rows in the same order. How they lie in
memory, in chunks or views, or whether they went through a Parquet file in between, does not matter.
"""

import hashlib
from collections.abc import Mapping

import polars as pl

_BYTES = 32


def tables_digest(tables: Mapping[str, pl.DataFrame]) -> str:
    """`blake2b:` and 64 hex digits over the tables, whatever the order in which the mapping names them."""
    whole = hashlib.blake2b(digest_size=_BYTES)
    for name in sorted(tables):
        frame = tables[name]
        whole.update(f"\x00{name}\x00{frame.height}\x00".encode())
        for column in frame.iter_columns():
            whole.update(f"{column.name}\x00{column.dtype}\x00".encode())
            _update(whole, column)
    return f"blake2b:{whole.hexdigest()}"


def _update(digest: "hashlib.blake2b", column: pl.Series) -> None:
    """Feed one column: which cells are null, then the values, each of a known length."""
    digest.update(column.is_null().cast(pl.UInt8).to_numpy().tobytes())
    values = column.drop_nulls()
    if isinstance(values.dtype, pl.List):
        digest.update(values.list.len().cast(pl.UInt32).to_numpy().tobytes())
        _update(digest, values.explode(empty_as_null=False))
    elif values.dtype == pl.String:
        digest.update(values.str.len_bytes().cast(pl.UInt32).to_numpy().tobytes())
        digest.update(_utf8(values))
    else:
        digest.update(values.to_physical().to_numpy().tobytes())


def _utf8(values: pl.Series) -> memoryview:
    """All of the strings, one after the other, as Arrow has them in memory."""
    array = values.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, data = array.buffers()
    if not len(array) or data is None:
        return memoryview(b"")
    at = memoryview(offsets).cast("q")
    return memoryview(data)[at[array.offset] : at[array.offset + len(array)]]
