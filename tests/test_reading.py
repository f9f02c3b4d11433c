"""The code of README.md and docs/reading.md runs on a release as it stands there."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from frames import small_tables, validation_of
from view_rows import reconciled_tables

from pipelines.publish import Run, publish
from pipelines.tables import TABLES
from pipelines.views import build_views

PAGE = Path(__file__).parents[1] / "docs" / "reading.md"
_PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = _PYTHON.findall(PAGE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `outputs/releases`, as a reader has it after `make release`."""
    folder, tables = tmp_path_factory.mktemp("reader"), small_tables()
    run = Run("run-1", datetime(2026, 11, 22, tzinfo=UTC), {})
    publish(tables, folder / "outputs", run=run, validation=validation_of(tables))
    return folder


@pytest.fixture(scope="module")
def folder_of_views(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, with rows in every view."""
    folder, tables = tmp_path_factory.mktemp("analyst"), reconciled_tables()
    tables |= build_views(**tables)._asdict()
    tables |= {name: TABLES[name].empty() for name in TABLES.keys() - tables.keys()}
    run = Run("run-1", datetime(2026, 11, 22, tzinfo=UTC), {})
    publish(tables, folder / "outputs", run=run, validation=validation_of(tables), site=False)
    return folder


def run_block(number: int) -> dict[str, Any]:
    return run(BLOCKS[number], f"{PAGE.name}, block {number + 1}")


def run(code: str, name: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(code, name, "exec"), names)
    return names


def test_readme(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = _PYTHON.findall((PAGE.parents[1] / "README.md").read_text(encoding="utf-8"))
    monkeypatch.chdir(folder)
    read = run(code, "README.md")
    assert read["facts"]["value"].to_list() == [94.8e9, 94.8e9, 96.3e9]
    assert len(read["claims"]) == read["amounts"].height == 2


def test_polars_finds_the_contested_claims(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert run_block(0)["contested"].select("value", "n_independent").rows() == [(94.8e9, 2), (96.3e9, 1)]


def test_polars_finds_the_words_behind_a_claim(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    sources = run_block(1)["sources"]
    assert sorted(sources["evidence"]) == ["94.8 billion dollars", "94.8 billion dollars", "96.3 billion dollars"]
    assert "north wind.txt" in sources["source_path"]


def test_polars_finds_the_words_behind_a_row_of_a_view(folder_of_views: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder_of_views)
    behind = run_block(2)["behind"]
    assert behind.select("predicate", "object").rows() == [
        ("signed_at", "second Reef Summit"),
        ("signed_by", "Ana Ravel"),
        ("signed_by", "Fiji"),
        ("signed_by", "Tonga"),
        ("signed_on", None),
        ("signed_on", None),
    ]
    assert behind["evidence"].null_count() == 0


def test_duckdb_finds_contested_figures_and_the_timeline(
    folder_of_views: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder_of_views)
    contested = run_block(3)["contested"].fetchall()
    assert [row[1:] for row in contested] == [(2024, 100.0, "USD", 1, 16.7), (2024, 120.0, "USD", 1, 16.7)]
    dates = run_block(4)["timeline"].fetchall()
    days = [row[0] for row in dates]
    assert days == sorted(days) and (date(2025, 6, 17), "Apia") in {(row[0], row[4]) for row in dates}


def test_duckdb(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert run_block(5)["amounts"].fetchall() == [
        ("lakeside trade", 2024, 94.8e9, "USD", "contested", 2),
        ("lakeside trade", 2024, 96.3e9, "USD", "contested", 1),
    ]


def test_pandas_reads_parquet_and_csv(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert run_block(6)["per_article"]["amount"].to_list() == [1, 1, 1]
    claims = run_block(7)["claims"]
    assert sorted(claims["value"]) == [94.8e9, 96.3e9]
    assert sorted(map(len, claims["doc_ids"])) == [1, 2]


def test_meanings_travel_with_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert run_block(8)["meanings"]["alt_value"].startswith("The same amount in a second currency")


def test_every_block_is_run() -> None:
    assert len(BLOCKS) == 9
