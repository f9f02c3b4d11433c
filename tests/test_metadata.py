from typing import Any

import dagster as dg
import polars as pl
import pytest
from frames import small_tables

from pipelines.metadata import column_schema, describe, markdown, markdown_rows
from pipelines.tables import TABLES


def _lines(value: dg.MarkdownMetadataValue) -> list[str]:
    return str(value.md_str).splitlines()


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        ("a | b", r"a \| b"),
        ("![](http://x.example/y.png)", "\\!\\[\\]\\(http\u2060\\:\\/\\/x\\.example\\/y\\.png\\)"),
        ("WWW.x.example a@x.example", "WWW\u2060\\.x\\.example a\u2060\\@x\\.example"),
        ("[click](javascript:alert(1))", r"\[click\]\(javascript\:alert\(1\)\)"),
        ("<img src=x>", r"\<img src\=x\>"),
        ("two\nlines\r\n# here", r"two lines \# here"),
        ("a\u202eb\u200bc", r"a\\u202eb\\u200bc"),
        (94_800_000_000.0, r"94\,800\,000\,000"),
        (0.25, r"0\.25"),
        (1234, r"1\,234"),
        (["a", "b|c"], r"a\, b\|c"),
        ("x" * 500, "x" * 120 + " …"),
    ],
)
def test_cells_are_plain_text(value: Any, cell: str) -> None:
    assert _lines(markdown(pl.DataFrame({"c": [value]}, strict=False)))[2] == f"| {cell} |"


def test_a_table_has_a_head_and_a_line_a_row() -> None:
    lines = _lines(markdown_rows([{"a": 1, "b": None}, {"a": 2, "b": "x"}]))
    assert lines == ["| a | b |", "| --- | --- |", "| 1 |  |", "| 2 | x |"]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_can_be_described_with_and_without_rows(table: str) -> None:
    frame = small_tables()[table]
    for rows in (frame, frame.clear()):
        described = describe(table, rows)
        assert described["dagster/row_count"] == rows.height
        assert isinstance(described["preview"], dg.MarkdownMetadataValue)


def test_what_rows_add_up_to() -> None:
    tables = small_tables()
    assert _lines(describe("facts", tables["facts"])["facts by predicate"])[2:] == ["| amount | 3 |"]
    claims = describe("claims", tables["claims"])
    assert claims["contested questions"] == 1
    assert _lines(claims["contested claims"])[0] == "| predicate | subject | value | unit | n_documents |"
    assert _lines(describe("rejections", tables["rejections"])["rejections by reason"])[2:] == ["| empty | 1 |"]


def test_columns_are_explained() -> None:
    columns = {column.name: column for column in column_schema(TABLES["documents"]).columns}
    assert columns["characters"].description == "Length of the text. In Unicode code points."
    evidence = next(c for c in column_schema(TABLES["facts"], extracted=True).columns if c.name == "evidence")
    assert evidence.description == "The words that the fact was read from, verbatim. From segments: text."
    assert columns["doc_id"].constraints.unique
    assert not columns["doc_id"].constraints.nullable
    assert columns["title"].constraints.nullable
