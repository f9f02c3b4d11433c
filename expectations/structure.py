"""What follows from the registry of tables alone: columns, types, required values, keys, value sets, references, order.

What a table means (evidence, sources, dates within reason) belongs to the module named after it.
"""

from collections.abc import Callable

import polars as pl

from expectations.expectation import Expectation, Tables
from pipelines.tables import Column, Table


def structure(table: Table) -> tuple[Expectation, ...]:
    """The structural suite of a table, all of it critical."""
    return (
        Expectation(
            table.name,
            "columns_as_declared",
            f"The columns of {table.name}, their order and their types are those of the registry.",
            type="ExpectColumnPairValuesToBeEqual",
            arguments={"column_A": f"{table.name} declared", "column_B": f"{table.name} found"},
            of="columns",
            columns=("declared", "found"),
        ),
        Expectation(
            table.name,
            f"{table.key}_unique",
            f"No two rows share a {table.key}.",
            type="ExpectColumnValuesToBeUnique",
            arguments={"column": table.key},
        ),
        Expectation(
            table.name,
            f"sorted_by_{table.key}",
            f"Rows are sorted by {table.key}, byte by byte.",
            holds=(pl.col(table.key) >= pl.col(table.key).shift(1)).fill_null(True),
        ),
        Expectation(
            table.name,
            "required_values",
            "Columns that must have a value have one in every row.",
            holds=pl.all_horizontal(pl.col(c.name).is_not_null() for c in table.columns if not c.nullable),
        ),
        *(e for column in table.columns for e in _column(table, column)),
        Expectation(
            table.name,
            "no_empty_strings",
            "Text that is not there is null: CSV cannot tell an empty string from it.",
            holds=_no_empty_strings(table),
            columns=tuple(c.name for c in table.columns if c.dtype == pl.String),
        ),
    )


def schema_rows(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """`declared` and `found`, column by column, as name and type: what `columns_as_declared` compares."""
    declared = [f"{c.name} {c.dtype}" for c in table.columns]
    found = [f"{name} {dtype}" for name, dtype in frame.schema.items()]
    longest = max(len(declared), len(found))
    pad = ["nothing"] * longest
    return pl.DataFrame({"declared": (declared + pad)[:longest], "found": (found + pad)[:longest]})


def _column(table: Table, column: Column) -> list[Expectation]:
    found = []
    if column.values:
        found.append(
            Expectation(
                table.name,
                f"{column.name}_in_set",
                f"{column.name} is one of {', '.join(column.values)}.",
                arguments={"column": column.name, "value_set": list(column.values)},
            )
        )
    if column.references:
        found.append(
            Expectation(
                table.name,
                f"{column.name}_in_{column.references.partition('.')[0]}",
                f"Every {column.name} is a {column.references}.",
                holds=_found_in(table.name, column),
                columns=(column.name,),
            )
        )
    return found


def _found_in(table: str, column: Column) -> Callable[[Tables], pl.Series]:
    target, _, key = str(column.references).partition(".")

    def holds(tables: Tables) -> pl.Series:
        keys = tables[target].get_column(key).implode()
        values = tables[table].select(pl.col(column.name)).with_row_index("row")
        if isinstance(column.dtype, pl.List):
            values = values.explode(column.name, empty_as_null=False)
        missing = values.filter(pl.col(column.name).is_not_null() & ~pl.col(column.name).is_in(keys)).get_column("row")
        rows = pl.int_range(tables[table].height, dtype=pl.UInt32, eager=True)
        return ~rows.is_in(missing.implode())

    return holds


def _no_empty_strings(table: Table) -> pl.Expr:
    texts = [pl.col(c.name) == "" for c in table.columns if c.dtype == pl.String]
    lists = [pl.col(c.name).list.contains("") for c in table.columns if c.dtype == pl.List(pl.String)]
    return ~pl.any_horizontal(e.fill_null(False) for e in (*texts, *lists))
