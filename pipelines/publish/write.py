"""One table as Parquet (canonical) and as CSV: bytes that depend on the rows and the registry alone.

Which rows are published, and where the files go, does not belong here.
"""

from pathlib import Path
from typing import IO

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.ids import content_id
from pipelines.tables import Table

ROW_GROUP_ROWS = 20_000
"""Rows of a row group: small enough to be fetched one by one over HTTP, large enough to compress."""

_BUFFER = 1 << 20
"""Bytes that go to the disk at once; without a buffer every page header is a write of its own."""


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

    Raises pa.ArrowInvalid where a column that must have values has none.
    """
    schema = parquet_schema(table)
    with (
        pa.output_stream(str(path), compression=None, buffer_size=_BUFFER) as file,
        pq.ParquetWriter(
            file,
            schema,
            version="2.6",
            data_page_version="1.0",
            compression="zstd",
            compression_level=9,
            write_statistics=True,
            write_page_index=True,
            write_page_checksum=True,
            sorting_columns=pq.SortingColumn.from_ordering(schema, [(table.key, "ascending")]),
            store_schema=True,
        ) as writer,
    ):
        for rows in frame.iter_slices(ROW_GROUP_ROWS):
            arrow = rows.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(table.arrow_schema)
            writer.write_table(arrow.replace_schema_metadata(schema.metadata), row_group_size=ROW_GROUP_ROWS)


def has_schema(path: Path, table: Table) -> bool:
    """Whether the Parquet file has the table's columns, types and meanings. Raises pa.ArrowInvalid for other files."""
    found, expected = pq.read_schema(path), parquet_schema(table)
    return (
        found.equals(expected)
        and found.metadata == expected.metadata
        and [field.metadata for field in found] == [field.metadata for field in expected]
    )


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
