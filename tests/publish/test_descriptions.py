"""What describes a release to programs is read by the official validators and by the tools that people use."""

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import mlcroissant
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
import yaml
from cffconvert import Citation
from frames import small_tables
from frictionless import Package
from frictionless import validate as frictionless_report
from jsonschema import ValidationError

from pipelines.knowledge import KnowledgeError
from pipelines.publish import Release, write
from pipelines.publish.croissant import semantic_version
from pipelines.publish.dataset import load_dataset
from pipelines.tables import PUBLISHED

Publish = Callable[..., Release]


@pytest.fixture
def release(publish_small: Publish) -> Release:
    return publish_small()


def test_the_data_package_holds_for_parquet_and_csv(release: Release) -> None:
    report = frictionless_report(str(release.path / "datapackage.json"))
    assert report.flatten(["title", "rowNumber", "fieldName", "note"]) == []
    names = [table.name for table in PUBLISHED]
    assert {task.name for task in report.tasks} == {*names, *(f"{name}-csv" for name in names)}


def test_the_data_package_holds_where_large_tables_are_no_csv(
    publish_small: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What refers to a table that is there as Parquet only refers to that."""
    monkeypatch.setattr(write, "SPREADSHEET_ROWS", 2)
    release = publish_small()
    package = Package(str(release.path / "datapackage.json"))
    (to_documents,) = package.get_resource("merges-csv").schema.foreign_keys
    assert to_documents["reference"]["resource"] == "documents"
    to_entities, *_ = package.get_resource("claims-csv").schema.foreign_keys
    assert to_entities["reference"]["resource"] == "entities-csv"
    report = frictionless_report(str(release.path / "datapackage.json"))
    assert report.flatten(["title", "rowNumber", "fieldName", "note"]) == []


def test_the_data_package_knows_what_refers_to_what(release: Release) -> None:
    package = Package(str(release.path / "datapackage.json"))
    keys = {key["fields"][0]: key["reference"] for key in package.get_resource("facts-csv").schema.foreign_keys}
    assert keys["claim_id"] == {"resource": "claims-csv", "fields": ["claim_id"]}
    assert keys["subject_id"] == {"resource": "entities-csv", "fields": ["entity_id"]}


def test_a_fact_of_no_article_is_found_by_the_data_package(release: Release) -> None:
    csv = release.path / "facts.csv"
    doc_id = pl.read_parquet(release.path / "facts.parquet").item(0, "doc_id")
    csv.write_bytes(csv.read_bytes().replace(doc_id.encode(), b"doc-of-nobody"))
    report = frictionless_report(str(release.path / "datapackage.json"))
    assert "foreign-key" in {error for (error,) in report.flatten(["type"])}


def test_croissant_is_valid_and_its_record_sets_load(release: Release) -> None:
    dataset = mlcroissant.Dataset(jsonld=str(release.path / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    for table in PUBLISHED:
        name = table.name
        keys = [record[f"{name}/{table.key}"].decode() for record in dataset.records(name)]
        assert sorted(keys) == release.table(name).get_column(table.key).sort().to_list()


@pytest.mark.parametrize(("version", "semantic"), [("2026.11.22", "2026.1122.0"), ("2026.01.05.12", "2026.105.12")])
def test_versions_in_three_numbers(version: str, semantic: str) -> None:
    assert semantic_version(version) == semantic


def test_the_citation_is_valid(release: Release) -> None:
    text = (release.path / "CITATION.cff").read_text()
    Citation(text).validate()
    assert (yaml.safe_load(text)["version"], yaml.safe_load(text)["date-released"]) == ("2026.11.22", "2026-11-22")
    with pytest.raises(ValidationError, match="authors"):
        Citation(text.replace("authors:", "writers:")).validate()


def test_hugging_face_finds_every_table(release: Release, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    for table in PUBLISHED:
        if release.table(table.name).is_empty():
            continue  # `datasets` refuses a table without rows, and the card does not name it
        loaded = datasets.load_dataset(str(release.path), table.name, cache_dir=str(tmp_path / "cache"), split="train")
        assert (loaded.num_rows, loaded.column_names) == (release.table(table.name).height, table.names)


def test_hugging_face_keeps_releases_of_one_version_apart(
    publish_small: Publish, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    tables = small_tables()
    other = tables | {"facts": tables["facts"].with_columns(value=pl.lit(7.0))}
    for out, expected in (("ours", tables), ("theirs", other)):
        release = publish_small(expected, out=tmp_path / out)
        loaded = datasets.load_dataset(str(release.path), "facts", cache_dir=str(tmp_path / "cache"), split="train")
        assert loaded["value"][:] == expected["facts"]["value"].to_list()


def test_every_reader_of_parquet_sees_the_same_rows(release: Release) -> None:
    for table in PUBLISHED:
        file = release.path / f"{table.name}.parquet"
        expected = release.table(table.name)
        assert pl.from_arrow(pq.read_table(file)).equals(expected)
        assert pl.from_pandas(pd.read_parquet(file, dtype_backend="pyarrow")).equals(expected)
        assert duckdb.sql(f"SELECT * FROM '{file}' ORDER BY {table.key}").pl().equals(expected)


def test_the_dictionary_explains_every_column_and_predicate(release: Release) -> None:
    told = json.loads((release.path / "dictionary.json").read_text())
    assert {name: list(table["columns"]) for name, table in told["tables"].items()} == {
        table.name: table.names for table in PUBLISHED
    }
    assert told["tables"]["facts"]["columns"]["claim_id"]["references"] == "claims.claim_id"
    assert told["predicates"]["held_at"]["subject"] == ["event"]


def test_a_wrong_description_of_the_dataset_is_refused_with_file_and_key(tmp_path: Path) -> None:
    file = tmp_path / "dataset.yaml"
    file.write_text("name: summit facts\ntitle: Facts\ndescription: News.\nauthors: [Us]\n")
    with pytest.raises(KnowledgeError, match=r"dataset\.yaml: name: "):
        load_dataset(file)
