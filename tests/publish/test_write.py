import csv
import json
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
from frames import small_tables

from pipelines.publish import write
from pipelines.publish.write import schema_version, write_csv, write_parquet
from pipelines.tables import TABLES


@pytest.mark.parametrize("name", TABLES)
def test_parquet_reads_back_with_meanings(name: str, tmp_path: Path) -> None:
    table, frame, path = TABLES[name], small_tables()[name], tmp_path / "table.parquet"
    write_parquet(frame, table, path)
    assert pl.read_parquet(path).equals(frame)
    schema = pq.read_schema(path)
    assert [field.metadata[b"meaning"].decode() for field in schema] == [c.meaning for c in table.columns]
    assert [field.nullable for field in schema] == [c.nullable for c in table.columns]
    assert schema.metadata[b"meaning"].decode() == table.meaning
    assert schema.metadata[b"schema_version"].decode() == schema_version(table)


def test_parquet_has_statistics_page_index_and_zstd(tmp_path: Path) -> None:
    write_parquet(small_tables()["facts"], TABLES["facts"], tmp_path / "facts.parquet")
    group = pq.ParquetFile(tmp_path / "facts.parquet").metadata.row_group(0)
    for number in range(group.num_columns):
        column = group.column(number)
        assert (column.compression, column.has_offset_index, column.has_column_index) == ("ZSTD", True, True)
        assert column.is_stats_set
    assert [sorting.column_index for sorting in group.sorting_columns] == [0]


def test_a_damaged_page_of_parquet_is_noticed_by_its_checksum(tmp_path: Path) -> None:
    path = tmp_path / "facts.parquet"
    write_parquet(small_tables()["facts"], TABLES["facts"], path)
    column = pq.ParquetFile(path).metadata.row_group(0).column(0)
    content = bytearray(path.read_bytes())
    content[column.data_page_offset + column.total_compressed_size // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(OSError, match="CRC"):
        pq.ParquetFile(path, page_checksum_verification=True).read()


def test_parquet_of_no_rows(tmp_path: Path) -> None:
    empty = TABLES["rejections"].empty()
    write_parquet(empty, TABLES["rejections"], tmp_path / "rejections.parquet")
    assert pl.read_parquet(tmp_path / "rejections.parquet").equals(empty)


def test_parquet_bytes_do_not_depend_on_memory_layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "ROW_GROUP_ROWS", 4)
    table, frame = TABLES["segments"], small_tables()["segments"]
    in_pieces = pl.concat([frame.head(5), frame.tail(-5)], rechunk=False)
    write_parquet(frame, table, tmp_path / "one.parquet")
    write_parquet(in_pieces, table, tmp_path / "pieces.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "pieces.parquet").read_bytes()
    assert pq.ParquetFile(tmp_path / "one.parquet").num_row_groups == 3


def test_schema_version_changes_with_the_columns_alone() -> None:
    import dataclasses

    table = TABLES["claims"]
    assert schema_version(table) == schema_version(dataclasses.replace(table))
    renamed = dataclasses.replace(table.columns[0], meaning="Something else.")
    assert schema_version(table) != schema_version(dataclasses.replace(table, columns=(renamed, *table.columns[1:])))


def test_csv_is_faithful(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "text": ['says "no", twice', "two\r\nlines", "lone\rreturn", "=1+1", " blank ", None, "\u202eÖ"],
            "number": [94800000000.0, 0.1, 1e-9, 1e22, -3.5, None, 3.0],
            "day": [date(2025, 6, 17), None, date(1066, 10, 14), None, None, None, None],
            "names": [["a", 'b"c,d'], [], ["é\n"], None, [], [], []],
        }
    )
    write_csv(frame, tmp_path / "table.csv")
    raw = (tmp_path / "table.csv").read_bytes().decode()
    assert raw.startswith("text,number,day,names\r\n") and raw.endswith("\r\n")
    with (tmp_path / "table.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, strict=True))
    assert [row["text"] or None for row in rows] == frame["text"].to_list()
    assert [row["number"] for row in rows] == [
        "94800000000", "0.1", "0.000000001", "10000000000000000000000", "-3.5", "", "3",
    ]  # fmt: skip
    assert [row["day"] for row in rows][:3] == ["2025-06-17", "", "1066-10-14"]
    assert [json.loads(row["names"]) if row["names"] else None for row in rows] == frame["names"].to_list()
