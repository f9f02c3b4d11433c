"""One table as Parquet (canonical) and as CSV: bytes that depend on the rows and the registry alone.

Which rows are published, and where the files go, does not belong here.
"""

import base64
from pathlib import Path
from typing import IO, Literal

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.ids import content_id
from pipelines.tables import Table

ROW_GROUP_ROWS = 10_000
"""Rows of a row group: small enough to be fetched one by one over HTTP, large enough to compress."""

_PAGE_BYTES = 1 << 15
"""Bytes of a page before compression: few rows are read without unpacking all of a group."""

_ZSTD = 1
"""Level of compression: 3 takes a third longer, and ids, which are most of a table, are not shorter for it."""


def schema_version(table: Table) -> str:
    """Id of the table's columns: it changes exactly when a name, type, unit or meaning does."""
    return content_id("schema", table.name, *(repr(column) for column in table.columns))


def parquet_schema(table: Table) -> pa.Schema:
    """The Arrow schema of the published file: column meanings on the fields, the table's meaning in the footer."""
    return table.arrow_schema.with_metadata(
        {"table": table.name, "meaning": table.meaning, "key": table.key, "schema_version": schema_version(table)}
    )


def write_parquet(frame: pl.DataFrame, table: Table, path: Path) -> None:
    """Write the frame, whose columns are those of the table, sorted by its key.

    Raises pl.exceptions.PolarsError where a column that must have values has none, or the disk is full.
    """
    schema = parquet_schema(table)
    # polars states its own 64-bit types in the footer unless it is told others, and many readers know 32-bit ones only.
    stated = {"ARROW:schema": base64.b64encode(schema.serialize().to_pybytes()).decode()}
    frame.rechunk().write_parquet(
        path,
        compression="zstd",
        compression_level=_ZSTD,
        row_group_size=ROW_GROUP_ROWS,
        data_page_size=_PAGE_BYTES,
        arrow_schema=pa.schema(field.with_type(_as_polars(field.type)) for field in table.arrow_schema),
        metadata={key.decode(): value.decode() for key, value in schema.metadata.items()} | stated,
    )


def _as_polars(dtype: pa.DataType) -> pa.DataType:
    """The type under which polars takes a column of that type."""
    if pa.types.is_list(dtype):
        return pa.large_list(_as_polars(dtype.value_type))
    return pa.large_string() if pa.types.is_string(dtype) else dtype


def has_schema(path: Path, table: Table) -> bool:
    """Whether the Parquet file has the table's columns, types and meanings. Raises pa.ArrowInvalid for other files."""
    found, expected = pq.read_schema(path), parquet_schema(table)
    return (
        found.equals(expected)
        and found.metadata == expected.metadata
        and [field.metadata for field in found] == [field.metadata for field in expected]
    )


SPREADSHEET_ROWS = 1_048_575
"""Rows below the head of a spreadsheet."""

Csv = Literal["auto", "all", "none"]
"""Which tables are there as CSV too: those that a spreadsheet can hold (`auto`), all, or none."""


def has_csv(frame: pl.DataFrame, csv: Csv) -> bool:
    """Whether a table of these rows is there as CSV, too."""
    return csv == "all" or (csv == "auto" and frame.height <= SPREADSHEET_ROWS)


def write_csv(frame: pl.DataFrame, file: Path | IO[bytes]) -> None:
    """Write the frame as RFC 4180: CRLF, ISO dates, plain decimal numbers, lists as JSON, null as nothing."""
    frame.select(
        _as_json(name) if isinstance(dtype, pl.List) else pl.col(name) for name, dtype in frame.schema.items()
    ).write_csv(file, line_terminator="\r\n", date_format="%Y-%m-%d", float_scientific=False)


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Every cell as a text from which its value can be read again: shortest numbers, ISO dates, lists as JSON."""
    return frame.select(
        _as_json(name) if isinstance(dtype, pl.List) else pl.col(name).cast(pl.String)
        for name, dtype in frame.schema.items()
    )


def _as_json(name: str) -> pl.Expr:
    record = pl.struct(pl.col(name).alias("_")).struct.json_encode()
    return pl.when(pl.col(name).is_not_null()).then(record.str.strip_prefix('{"_":').str.strip_suffix("}")).alias(name)
