"""`dictionary.json`: what every table, column and predicate means, for programs; the card says the same to people."""

from typing import Any

from pipelines.predicates import Predicate, load_predicates
from pipelines.tables import PUBLISHED, Column, Table


def dictionary() -> dict[str, Any]:
    """The data dictionary as JSON."""
    return {
        "tables": {table.name: _table(table) for table in PUBLISHED},
        "predicates": {predicate.name: _predicate(predicate) for predicate in load_predicates().values()},
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "meaning": table.meaning,
        "key": table.key,
        "columns": {column.name: _column(column) for column in table.columns},
    }


def _column(column: Column) -> dict[str, Any]:
    told = {
        "type": str(column.dtype),
        "meaning": column.meaning,
        "nullable": column.nullable,
        "unit": column.unit,
        "values": column.values and list(column.values),
        "references": column.references,
    }
    return {key: value for key, value in told.items() if value is not None}


def _predicate(predicate: Predicate) -> dict[str, Any]:
    return {
        "meaning": predicate.meaning,
        "subject": list(predicate.domain),
        "answer": list(predicate.range),
        "has_one_answer": predicate.functional,
        "question": predicate.question,
        "example": predicate.example,
    }
