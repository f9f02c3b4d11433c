"""What `predicates.yaml` says of predicates, as expectations: which there are, and what they relate.

Of a predicate's answer only things are judged here; dates, numbers and text are judged where they are columns.
"""

from collections.abc import Callable
from functools import partial
from typing import Literal

import polars as pl

from expectations.expectation import Expectation, Tables
from pipelines.predicates import load_predicates
from pipelines.tables import ENTITY_TYPES


def predicate_expectations(table: str) -> tuple[Expectation, ...]:
    """The suite's part on predicates, for a table of statements."""
    expect = partial(Expectation, table)
    return (
        expect(
            "predicate_is_known",
            "The predicate is one of predicates.yaml.",
            holds=partial(_known, table),
            columns=("predicate",),
        ),
        expect(
            "subject_fits_predicate",
            "The subject is of a type that the predicate is about (its domain).",
            holds=_fits(table, "subject_id", "domain"),
            columns=("predicate", "subject_id", "subject"),
        ),
        expect(
            "object_fits_predicate",
            "The object, where it is a known thing, is in the predicate's range; anything can stand for a text.",
            holds=_fits(table, "object_id", "range"),
            columns=("predicate", "object_id", "object"),
        ),
    )


def _known(table: str, tables: Tables) -> pl.Series:
    return tables[table].get_column("predicate").is_in(list(load_predicates()))


def _fits(table: str, column: str, side: Literal["domain", "range"]) -> Callable[[Tables], pl.Series]:
    def holds(tables: Tables) -> pl.Series:
        sides = {
            name: predicate.domain if side == "domain" else predicate.range
            for name, predicate in load_predicates().items()
        }
        fitting = pl.DataFrame(
            [
                (name, type_, True)
                for name, types in sides.items()
                for type_ in (ENTITY_TYPES if "text" in types else types)
            ],
            schema={"predicate": pl.String, "type": pl.String, "fits": pl.Boolean},
            orient="row",
        )
        types = tables["entities"].unique("entity_id", keep="first").select(pl.col("entity_id").alias(column), "type")
        return (
            tables[table]
            .select("predicate", column)
            .join(types, on=column, how="left", maintain_order="left")
            .join(fitting, on=["predicate", "type"], how="left", maintain_order="left")
            .select(pl.col(column).is_null() | pl.col("fits"))
            .to_series()
        )

    return holds
