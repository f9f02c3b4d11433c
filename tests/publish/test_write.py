import csv
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
from frames import small_tables

from pipelines.publish import write
from pipelines.publish.write import has_schema, schema_version, write_csv, write_parquet
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


@pytest.mark.parametrize("name", TABLES)
def test_parquet_has_types_that_all_readers_know(name: str, tmp_path: Path) -> None:
    write_parquet(small_tables()[name], TABLES[name], tmp_path / "table.parquet")
    assert has_schema(tmp_path / "table.parquet", TABLES[name])
    assert [field.type for field in pq.read_table(tmp_path / "table.parquet").schema] == TABLES[name].arrow_schema.types


def test_parquet_has_statistics_and_zstd(tmp_path: Path) -> None:
    write_parquet(small_tables()["facts"], TABLES["facts"], tmp_path / "facts.parquet")
    group = pq.ParquetFile(tmp_path / "facts.parquet").metadata.row_group(0)
    for number in range(group.num_columns):
        assert group.column(number).compression == "ZSTD"
        assert group.column(number).is_stats_set


def test_a_cell_that_must_have_a_value_is_not_left_empty(tmp_path: Path) -> None:
    facts = small_tables()["facts"].with_columns(predicate=pl.lit(None, pl.String))
    with pytest.raises(pl.exceptions.PolarsError, match="null"):
        write_parquet(facts, TABLES["facts"], tmp_path / "facts.parquet")


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


def test_parquet_bytes_do_not_depend_on_the_number_of_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more rows than a group has, so that threads could come in each other's way."""
    few = small_tables()["facts"]
    facts = pl.concat([few] * (60_000 // few.height)).with_row_index("n")
    facts = TABLES["facts"].conform(facts.with_columns(fact_id=pl.format("fact-{}", "n"), value=pl.col("n") / 7))
    facts.write_ipc(tmp_path / "facts.arrow")
    program = """
import sys
from pathlib import Path
import polars as pl
from pipelines.publish.write import write_parquet
from pipelines.tables import TABLES
write_parquet(pl.read_ipc(sys.argv[1]), TABLES["facts"], Path(sys.argv[2]))
"""
    written = []
    for threads in ("1", "2", "7"):
        monkeypatch.setenv("POLARS_MAX_THREADS", threads)
        path = tmp_path / f"{threads}.parquet"
        subprocess.run([sys.executable, "-c", program, tmp_path / "facts.arrow", path], check=True)
        written.append(path.read_bytes())
    assert pq.ParquetFile(tmp_path / "1.parquet").num_row_groups > 1
    assert written[0] == written[1] == written[2]


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
