from collections.abc import Callable

import polars as pl
import pytest
from frames import small_tables

from expectations import Expectation, structure
from expectations.structure import schema_rows
from pipelines.tables import TABLES, Table

Tables = dict[str, pl.DataFrame]


@pytest.fixture
def tables() -> Tables:
    return small_tables()


def _expectation(table: str, name: str) -> Expectation:
    return next(e for e in structure(TABLES[table]) if e.name == name)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_everything_the_registry_says_has_an_expectation(table: Table) -> None:
    names = {e.name for e in structure(table)}
    assert {"columns_as_declared", "required_values", "no_empty_strings"} < names
    assert {f"{table.key}_unique", f"sorted_by_{table.key}"} < names
    for column in table.columns:
        assert (f"{column.name}_in_set" in names) == bool(column.values)
        if column.references:
            assert f"{column.name}_in_{column.references.split('.')[0]}" in names
    assert all(e.severity == "critical" for e in structure(table))


@pytest.mark.parametrize("table", TABLES)
def test_valid_tables_hold(tables: Tables, table: str) -> None:
    for expectation in structure(TABLES[table]):
        if expectation.holds is not None:
            assert expectation.flags(tables).all(), expectation.name


def _set(column: str, row: int, value: object) -> Callable[[pl.DataFrame], pl.DataFrame]:
    def change(frame: pl.DataFrame) -> pl.DataFrame:
        new = pl.lit(value, dtype=frame.schema[column])
        return frame.with_columns(pl.when(pl.int_range(pl.len()) == row).then(new).otherwise(column).alias(column))

    return change


@pytest.mark.parametrize(
    ("table", "name", "change", "failing"),
    [
        ("facts", "sorted_by_fact_id", lambda frame: frame[[1, 0, 2]], [1]),
        ("facts", "required_values", _set("evidence", 1, None), [1]),
        ("facts", "required_values", _set("evidence_start", 2, None), [2]),
        ("facts", "no_empty_strings", _set("value_text", 0, ""), [0]),
        ("documents", "no_empty_strings", _set("source_paths", 1, ["a", ""]), [1]),
        ("facts", "doc_id_in_documents", _set("doc_id", 1, "doc-gone"), [1]),
        ("facts", "subject_id_in_entities", _set("subject_id", 2, "measure:gone"), [2]),
        ("claims", "doc_ids_in_documents", _set("doc_ids", 0, ["doc-gone"]), [0]),
    ],
)
def test_broken_rows_are_found(
    tables: Tables, table: str, name: str, change: Callable[[pl.DataFrame], pl.DataFrame], failing: list[int]
) -> None:
    tables[table] = change(tables[table])
    assert _expectation(table, name).flags(tables).not_().arg_true().to_list() == failing


def test_what_may_be_missing_needs_no_reference(tables: Tables) -> None:
    tables["facts"] = tables["facts"].with_columns(subject_id=pl.lit(None, pl.String))
    tables["claims"] = tables["claims"].with_columns(doc_ids=pl.lit([], pl.List(pl.String)))
    assert _expectation("facts", "subject_id_in_entities").flags(tables).all()
    assert _expectation("claims", "doc_ids_in_documents").flags(tables).all()


@pytest.mark.parametrize(
    ("change", "differing"),
    [
        (lambda frame: frame, []),
        (lambda frame: frame.drop("record"), ["record String"]),
        (lambda frame: frame.with_columns(extra=pl.lit(1)), ["nothing"]),
        (lambda frame: frame.with_columns(pl.col("line").cast(pl.Int64)), ["line Int32"]),
        (lambda frame: frame.select("stage", pl.exclude("stage")), ["rejection_id String", "stage String"]),
    ],
)
def test_columns_are_compared_one_by_one(
    tables: Tables, change: Callable[[pl.DataFrame], pl.DataFrame], differing: list[str]
) -> None:
    rows = schema_rows(TABLES["rejections"], change(tables["rejections"]))
    assert rows.filter(pl.col("declared") != pl.col("found"))["declared"].to_list() == differing
