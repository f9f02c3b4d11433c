"""`datapackage.json`: a release as a Data Package (version 2), with the tables as Parquet and as CSV, and foreign keys.

https://datapackage.org/standard/data-package/
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from pipelines.publish.dataset import Dataset
from pipelines.tables import PUBLISHED, Column, Table

_TYPES: dict[object, str] = {
    pl.String: "string",
    pl.Int32: "integer",
    pl.Float64: "number",
    pl.Date: "date",
}
_FORMATS: dict[str, dict[str, Any]] = {
    "parquet": {"mediatype": "application/vnd.apache.parquet"},
    "csv": {"mediatype": "text/csv", "encoding": "utf-8", "dialect": {"lineTerminator": "\r\n"}},
}


def data_package(
    dataset: Dataset, version: str, created: str, contents: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """The descriptor of a release, as JSON; `contents` is what the manifest says of each table's files.

    Of a CSV, `bytes` and `hash` are given; of a Parquet file only `hash`, because validators read `bytes` of tabular
    text only.
    """
    package: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": dataset.name,
        "title": dataset.title,
        "description": dataset.description,
        "version": version,
        "created": created,
        "keywords": list(dataset.keywords),
        "contributors": [{"title": author, "roles": ["creator"]} for author in dataset.authors],
        "resources": [
            _resource(table, form, contents) for form in _FORMATS for table in PUBLISHED if form in contents[table.name]
        ],
    }
    if dataset.url:
        package["homepage"] = dataset.url
    if dataset.licence:
        package["licenses"] = [{"name": dataset.licence}]
    return package


def _resource(table: Table, form: str, contents: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    file = contents[table.name][form]
    size = {"bytes": file["bytes"]} if form == "csv" else {}
    return {
        "name": _name(table.name, form),
        "type": "table",
        "path": f"{table.name}.{form}",
        "format": form,
        "description": table.meaning,
        **_FORMATS[form],
        **size,
        "hash": f"sha256:{file['sha256']}",
        "schema": {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields": [_field(column, form, unique=column.name == table.key) for column in table.columns],
            "primaryKey": [table.key],
            "foreignKeys": [
                _foreign_key(column, form, contents) for column in table.columns if _is_foreign_key(column)
            ],
            "missingValues": [""],
        },
    }


def _name(table: str, form: str) -> str:
    """Parquet, which is canonical, has the table's own name."""
    return table if form == "parquet" else f"{table}-{form}"


def _field(column: Column, form: str, unique: bool) -> dict[str, Any]:
    constraints: dict[str, Any] = {} if column.nullable else {"required": True}
    if unique:
        constraints["unique"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    unit = {"unit": column.unit} if column.unit else {}
    return {
        "name": column.name,
        "type": _type(column, form),
        "description": column.meaning,
        "constraints": constraints,
        **unit,
    }


def _type(column: Column, form: str) -> str:
    """A list is JSON in CSV; in Parquet it has no type that the standard and its validators agree on.

    Validators read a whole number that may be missing from Parquet by way of pandas, as 3.0.
    """
    if isinstance(column.dtype, pl.List):
        return "any" if form == "parquet" else "array"
    if column.dtype == pl.Int32 and column.nullable and form == "parquet":
        return "number"
    return _TYPES[column.dtype]


def _is_foreign_key(column: Column) -> bool:
    """Items of a list refer to rows as well, which the standard has no words for."""
    return column.references is not None and column.dtype == pl.String


def _foreign_key(column: Column, form: str, contents: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The table that the column refers to, in the same form where it is there in that form."""
    assert column.references is not None
    table, key = column.references.split(".")
    form = form if form in contents[table] else "parquet"
    return {"fields": [column.name], "reference": {"resource": _name(table, form), "fields": [key]}}
