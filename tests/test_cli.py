import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from frames import small_tables, validation_of
from typer.testing import CliRunner, Result

from pipelines.cli import app
from pipelines.publish import Release, Run, publish


@pytest.fixture
def release(tmp_path: Path) -> Release:
    tables = small_tables()
    run = Run("run-1", datetime(2026, 11, 22, tzinfo=UTC), {})
    now = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
    return publish(tables, tmp_path / "outputs", run=run, validation=validation_of(tables), clock=lambda: now)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command in the folder that has `outputs`, on a terminal of 120 columns."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        return CliRunner(env={"COLUMNS": "120"}).invoke(app, arguments)

    return run


def test_help_needs_nothing_heavy() -> None:
    code = (
        "import sys, pipelines.cli; print([m for m in ('polars', 'pyarrow', 'pandas', 'dagster') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_releases_are_listed_newest_first(release: Release, run) -> None:
    tables = small_tables()
    again = publish(
        tables,
        release.path.parents[1],
        run=Run("run-2", datetime(2026, 11, 23, tzinfo=UTC), {}),
        validation=validation_of(tables),
        clock=lambda: datetime(2026, 11, 23, 7, tzinfo=UTC),
    )
    (release.path / "manifest.json").write_text("{")
    lines = run("releases").stdout.splitlines()
    assert lines[2].split() == [
        again.version, "2026-11-23", "07:00", "UTC", "3", "2", "3", again.manifest["digest"][7:19], "latest",
    ]  # fmt: skip
    assert lines[3].split() == [release.version, "cannot", "be", "read"]


def test_verify_tells_sound_from_changed(release: Release, run) -> None:
    sound = run("verify", release.version)
    assert (sound.exit_code, "is sound" in sound.stdout) == (0, True)
    (release.path / "facts.csv").write_text("fact_id\r\n")
    changed = run("verify")
    assert changed.exit_code == 1
    assert "facts.csv: has another SHA-256" in changed.stderr


def test_show_gives_sentence_source_and_the_other_articles(release: Release, run) -> None:
    fact = release.table("facts").filter(pl.col("value") == 96.3e9).row(0, named=True)
    shown = run("show", fact["fact_id"].removeprefix("fact-")[:6])
    assert shown.exit_code == 0
    assert "Officials put the trade of the two states at 96.3 billion dollars in 2024." in shown.stdout
    assert "north wind.txt: Trade figures | published (2025-06-17)" in shown.stdout
    assert "contested: articles disagree" in shown.stdout
    assert "94.8 billion USD" in shown.stdout and "quarry's post.txt" in shown.stdout


def test_show_highlights_the_evidence(release: Release, run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    fact = release.table("facts").row(0, named=True)
    assert f"\x1b[1;30;43m{fact['evidence']}\x1b[0m" in run("show", fact["fact_id"]).stdout


def test_text_of_articles_cannot_rewrite_the_terminal(tmp_path: Path, run) -> None:
    tables = small_tables()
    tables["documents"] = tables["documents"].with_columns(title=pl.lit("[red]\x1b]0;owned\x07 \u202edesrever"))
    run_ = Run("run-1", datetime(2026, 11, 22, tzinfo=UTC), {})
    release = publish(tables, tmp_path / "outputs", run=run_, validation=validation_of(tables))
    shown = run("show", release.table("facts")["fact_id"][0]).stdout
    assert r"[red]\u001b]0;owned\u0007 \u202edesrever" in shown
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["verify", "2020.01.01"],
            "error: there is no release 2020.01.01 in outputs/releases; the newest are 2026.11.22",
        ),
        (
            ["show", "fact-zzz"],
            "error: release 2026.11.22 has no fact fact-zzz; ids are in outputs/releases/2026.11.22/",
        ),
        (["show", "fact-"], "error: 3 facts begin with fact-: fact-"),
        (["releases", "--out", "elsewhere"], "error: there is no release in elsewhere/releases; make one with"),
    ],
)
def test_errors_are_one_line_with_a_cure(release: Release, run, arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.stderr.startswith(message)
    assert len(result.stderr.splitlines()) == 1 and "Traceback" not in result.output
