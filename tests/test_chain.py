"""The whole chain: the real job on a pile of articles among which everything is that should not be."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import dagster as dg
import mlcroissant
import polars as pl
import pytest
from cffconvert import Citation
from frictionless import validate as frictionless_report

from pipelines.publish import Release, verify
from pipelines.run import ReleaseRun, run_release
from pipelines.tables import PUBLISHED
from pipelines.validate import tables_digest

ARTICLES = Path(__file__).parents[1] / "seeds" / "articles"
COPY = 'a "copy" of it, it\'s true.txt'
BAD = {
    "picture.txt": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(60),
    "nul.txt": b"The ninth Andean Summit was held in Quito.\x00",
    "line.txt": b"summit " * 3_000_000,
}
ODD = {
    "latin.txt": "The ninth Andean Summit was held in Bogotá on 4 June 2018, José Peña said.".encode("latin-1"),
    "marks.txt": "\u200fThe tenth Andean Sum\u200bmit.\u202b قمة \u202cPeru signed the Lima Accord in 2018.".encode(),
    "undated.txt": b"The eleventh Andean Summit was held in Lima on Tuesday.",
}
READ_AGAIN = """
import sys
from pathlib import Path
from pipelines import extract, ingest, reconcile, segment
from pipelines.validate import tables_digest

documents = ingest.ingest(Path(sys.argv[1])).documents
segments = segment.segment(documents)
made = reconcile.reconcile(documents, *extract.extract(documents, segments))
print(tables_digest({"segments": segments, **made._asdict()}))
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pile") / "corpus"
    shutil.copytree(ARTICLES, folder)
    shutil.copyfile(ARTICLES / "steppe-courier-treaty.txt", folder / COPY)
    for name, content in (BAD | ODD).items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def run(corpus: Path) -> ReleaseRun:
    return run_release(corpus, corpus.parent / "outputs", instance=dg.DagsterInstance.ephemeral())


@pytest.fixture(scope="module")
def release(run: ReleaseRun) -> Release:
    assert run.release is not None, run.error
    return run.release


def test_the_release_is_sound_and_judged_by_every_expectation(run: ReleaseRun, release: Release) -> None:
    assert verify(release.path) == []
    assert run.validation is not None
    assert [str(failure) for failure in run.validation.failures] == []
    assert release.table("facts").height > 200


def test_the_official_validators_accept_it_and_its_records_load(release: Release) -> None:
    report = frictionless_report(str(release.path / "datapackage.json"))
    assert report.flatten(["title", "rowNumber", "fieldName", "note"]) == []
    described = mlcroissant.Dataset(jsonld=str(release.path / "croissant.json"))
    assert not described.metadata.ctx.issues.errors
    loaded = {records.name: sum(1 for _ in described.records(records.id)) for records in described.metadata.record_sets}
    assert loaded == {table.name: release.table(table.name).height for table in PUBLISHED}
    Citation((release.path / "CITATION.cff").read_text(encoding="utf-8")).validate()


def test_what_cannot_be_read_is_told_and_the_run_goes_on(release: Release) -> None:
    told = release.table("rejections").sort("source_path").select("source_path", "line", "reason").rows()
    assert told == [
        ("cuaderno-sur-cumbre.txt", None, "language_not_english"),
        ("evening-digest.jsonl", 2, "broken_json"),
        ("line.txt", None, "too_large"),
        ("nul.txt", None, "binary"),
        ("picture.txt", None, "binary"),
    ]
    read = set(release.table("documents")["source_path"])
    assert set(ODD) < read and not set(BAD) & read


def test_files_with_the_same_bytes_are_one_article_and_one_source(release: Release) -> None:
    documents = release.table("documents")
    paths = [COPY, "steppe-courier-treaty.txt", "treaty - steppe courier.txt"]
    (copied,) = documents.filter(source_path=COPY).rows(named=True)
    assert copied["source_paths"] == paths
    assert {release.manifest["inputs"][path] for path in paths} == {copied["sha256"]}


def test_odd_characters_move_no_evidence_and_what_has_no_date_gets_none(release: Release) -> None:
    documents = release.table("documents").select("doc_id", "source_path")
    facts = release.table("facts").join(documents, on="doc_id")
    (place,) = facts.filter(source_path="latin.txt", predicate="held_at").rows(named=True)
    assert place["subject"] == "ninth Andean Summit" and "Bogotá" in place["evidence"]
    assert "signed_by" in facts.filter(source_path="marks.txt")["predicate"].to_list()
    undated = facts.filter(source_path="undated.txt")
    assert "held_at" in undated["predicate"].to_list() and undated["date_start"].null_count() == undated.height


def test_the_two_figures_of_one_trade_contest_each_other(release: Release) -> None:
    contested = release.table("claims").filter(status="contested").sort("value")
    assert contested.select("value", "unit", "period_start").rows() == [
        (94.8e9, "USD", contested["period_start"][0]),
        (674.15e9, "CNY", contested["period_start"][0]),
    ]
    assert contested["question_id"].n_unique() == 1


def test_the_rows_that_the_readme_shows_are_those_of_the_release(release: Release) -> None:
    readme = (ARTICLES.parents[1] / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^(\| predicate .*)\n\|[-|]+\n((?:\|.*\n)+)", readme, re.MULTILINE)
    assert len(shown) == 2
    for table, (head, rows) in zip(("facts", "claims"), shown, strict=True):
        found = {tuple(map(_cell, row)) for row in release.table(table).select(_cells(head)).rows()}
        assert [row for row in rows.splitlines() if tuple(_cells(row)) not in found] == []


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def _cell(value: object) -> str:
    return "" if value is None else f"{value:.0f}" if isinstance(value, float) else str(value)


def test_other_names_threads_and_hash_seeds_give_the_same_tables(run: ReleaseRun, corpus: Path, tmp_path: Path) -> None:
    for number, path in enumerate(sorted(corpus.iterdir(), reverse=True)):
        folder = tmp_path / "renamed" / str(number % 3)
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / f"{number}{path.suffix}")
    again = subprocess.run(
        [sys.executable, "-c", READ_AGAIN, tmp_path / "renamed"],
        env=os.environ | {"POLARS_MAX_THREADS": "1", "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    names = ("segments", "entities", "mentions", "facts", "claims", "merges")
    tables = {name: pl.read_parquet(run.folder / "tables" / f"{name}.parquet") for name in names}
    assert again.stdout.strip() == tables_digest(tables)
