"""`croissant.json`: a release as machine-learning tools load it (Croissant 1.1, JSON-LD), one record set a table.

https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html

Which column refers to which table stands in `datapackage.json`: given here, `mlcroissant` joins a table with the ones
that it refers to while it loads records, and gives wrong rows where there are several.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from pipelines.publish.dataset import Dataset
from pipelines.publish.versions import order
from pipelines.tables import PUBLISHED, Column, Table

_TYPES: dict[object, str] = {
    pl.String: "sc:Text",
    pl.Int32: "sc:Integer",
    pl.Float64: "sc:Float",
    pl.Date: "sc:Date",
}

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(
    dataset: Dataset, version: str, published: str, contents: Mapping[str, Mapping[str, Any]], citation: str
) -> dict[str, Any]:
    """The JSON-LD of a release; `contents` is what the manifest says of each table's files."""
    described: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": dataset.name,
        "description": dataset.description,
        "version": semantic_version(version),
        "datePublished": published,
        "keywords": list(dataset.keywords),
        "creator": [{"@type": "sc:Organization", "name": author} for author in dataset.authors],
        "citeAs": citation,
        "distribution": [_file(table, contents[table.name]["parquet"], dataset, version) for table in PUBLISHED],
        "recordSet": [_record_set(table) for table in PUBLISHED],
    }
    if dataset.url:
        described["url"] = f"{dataset.url}/{version}"
    if dataset.licence:
        described["license"] = f"https://spdx.org/licenses/{dataset.licence}.html"
    return described


def semantic_version(version: str) -> str:
    """A calendar version in three numbers that sort alike: `2026.11.22.1` is `2026.1122.1`."""
    year, month, day, run = order(version)
    return f"{year}.{100 * month + day}.{run}"


def _file(table: Table, file: Mapping[str, Any], dataset: Dataset, version: str) -> dict[str, Any]:
    """A file beside this one, or at its address where the releases are on the web: readers over HTTP need the whole."""
    name = f"{table.name}.parquet"
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "description": table.meaning,
        "contentUrl": f"{dataset.url}/{version}/{name}" if dataset.url else name,
        "contentSize": f"{file['bytes']} B",
        "encodingFormat": "application/x-parquet",
        "sha256": file["sha256"],
    }


def _record_set(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.meaning,
        "key": {"@id": f"{table.name}/{table.key}"},
        "field": [_field(table, column) for column in table.columns],
    }


def _field(table: Table, column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": f"{table.name}/{column.name}",
        "description": column.meaning + (f" In {column.unit}." if column.unit else ""),
        "dataType": _TYPES[column.dtype.inner if isinstance(column.dtype, pl.List) else column.dtype],
        "source": {"fileObject": {"@id": f"{table.name}.parquet"}, "extract": {"column": column.name}},
    }
    if isinstance(column.dtype, pl.List):
        field |= {"isArray": True, "arrayShape": "-1"}
    return field
