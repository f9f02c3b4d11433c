import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from frames import small_tables, validation_of
from typer.testing import CliRunner, Result

from pipelines import report
from pipelines.cli import app
from pipelines.publish import Release, Run, open_release, publish
from pipelines.run import ReleaseRun, Step
from pipelines.tables import TABLES
from pipelines.validate import Validation


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

    def run(*arguments: str, columns: int = 120) -> Result:
        return CliRunner(env={"COLUMNS": f"{columns}"}).invoke(app, arguments)

    return run


@pytest.fixture
def job(release: Release, monkeypatch: pytest.MonkeyPatch):
    """Let `build` find a run that came to this, in place of one in Dagster."""

    def job(
        validation: Validation | None, error: str | None = None, verbose: bool = False, unchanged: bool = False
    ) -> None:
        def run_release(
            corpus: Path,
            out: str,
            *,
            publish_text,
            csv,
            publish_unchanged,
            on_invalid,
            f1_tolerance,
            max_bytes,
            corrections,
            engine,
            workers,
            on_step,
            log_level,
        ) -> ReleaseRun:
            assert (publish_unchanged, on_invalid) == ((True, "quarantine") if verbose else (False, "fail"))
            assert (corpus, out, publish_text) == (Path("seeds/articles"), "outputs", "evidence")
            assert csv == ("none" if verbose else "auto")
            assert corrections is None
            assert f1_tolerance == (0.25 if verbose else None)
            assert (engine, workers) == (("pool", 2) if verbose else ("auto", None))
            assert max_bytes == (5 if verbose else None)
            assert log_level == ("INFO" if verbose else "CRITICAL")
            on_step(Step("ingest", "started"))
            on_step(Step("ingest", "done", 0.25, {"documents": 3, "rejections": 1}))
            on_step(Step("extract", "done", 1.0, {"extracted/facts": 3}))
            on_step(Step("validate", "failed" if error else "done", 9.96))
            published = None if error else open_release(out)
            return ReleaseRun("run-2", Path(out) / "runs" / "run-2", {}, validation, published, error, unchanged)

        monkeypatch.setattr("pipelines.run.run_release", run_release)

    return job


def test_diff_tells_rows_and_cells(release: Release, run) -> None:
    assert "says what" in run("diff", release.version, release.version).stdout
    unknown = run("diff", release.version, "--table", "factz")
    assert unknown.exit_code == 2
    assert "there is no table factz; there are documents" in " ".join(unknown.output.replace("│", " ").split())


def test_build_tells_what_happened_and_what_came_out(job, run) -> None:
    tables = small_tables()
    failed = replace(validation_of(tables, success=False).results[0], name="has_published", severity="warning")
    job(Validation("digest", (*validation_of(tables).results, failed)))
    built = run("build")
    assert built.exit_code == 0
    said = [" ".join(line.split()) for line in built.stdout.splitlines()]
    expected = [
        "✓ ingest 3 documents, 1 rejections 0.2 s",
        "✓ extract 3 facts 1.0 s",
        "facts 3 ",
        "amount 3 2 - - 2",
        "1 contested question",
        "How much is lakeside 94.8 billion USD 2025-06-17: Lakeside trade grows",
        "trade? (2024) 2025-06-17: States trade more",
        "96.3 billion USD 2025-06-17: Trade figures | published",
        "1.6 % apart: the numbers",
        "ingest empty 1 empty.txt: The file has no text.",
        "1 of 2 expectations hold",
        "warning: facts: has_published fails",
        "release outputs/releases/2026.11.22",
        "a fact summit-facts show fact-",
    ]
    for beginning in expected:
        assert any(line.startswith(beginning) for line in said), (beginning, said)


def test_build_says_that_nothing_has_changed(job, run) -> None:
    job(validation_of(small_tables()), unchanged=True)
    built = run("build")
    assert built.exit_code == 0
    told = "Nothing has changed since 2026.11.22, and nothing was published (see --publish-unchanged)."
    assert built.stdout.splitlines()[-1] == told


def test_build_that_the_gate_stops_says_which_rows_and_where(job, run) -> None:
    job(validation_of(small_tables(), success=False), error="Nothing is published")
    stopped = run("build")
    assert stopped.exit_code == 1
    assert "✗ validate" in stopped.stdout
    assert stopped.stderr.splitlines()[1:] == [
        "not published: 1 critical expectation failed",
        "  facts: evidence_is_verbatim fails. Evidence is verbatim.",
        "The failing rows are in outputs/runs/run-2",
        "Nothing was published; 2026.11.22 is still the latest release.",
    ]


def test_build_that_published_before_it_failed_does_not_deny_it(job, run, tmp_path: Path) -> None:
    tables = small_tables()
    by_the_run = Run("run-2", datetime(2026, 11, 22, tzinfo=UTC), {})
    published = publish(tables, tmp_path / "outputs", run=by_the_run, validation=validation_of(tables))
    job(None, error=f"release {published.version} is published, whole and for good, but")
    stopped = run("build")
    assert stopped.exit_code == 1
    assert f"release {published.version} is published" in stopped.stderr and "Nothing" not in stopped.stderr


def test_build_that_fails_otherwise_says_why(job, run) -> None:
    job(None, error="Nothing in seeds/articles could be read:\n  a.png: binary: [It] is no text.", verbose=True)
    others = (
        "--csv",
        "none",
        "--publish-unchanged",
        "--on-invalid",
        "quarantine",
        "--engine",
        "pool",
        "--workers",
        "2",
    )
    stopped = run("build", "--verbose", "--max-bytes", "5", "--f1-tolerance", "0.25", *others)
    assert stopped.exit_code == 1
    assert stopped.stderr.splitlines()[1:] == [
        "error: Nothing in seeds/articles could be read:",
        "  a.png: binary: [It] is no text.",
        "Nothing was published; 2026.11.22 is still the latest release.",
    ]


def test_build_refuses_an_unknown_choice(run) -> None:
    refused = run("build", "--publish-text", "all")
    assert refused.exit_code == 2 and "'evidence', 'full'" in refused.stderr


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
        again.version, "2026-11-23", "07:00", "3", "2", "evidence", again.manifest["digest"][7:19], "latest",
    ]  # fmt: skip
    assert lines[3].split() == [release.version, "cannot", "be", "read"]


@pytest.mark.parametrize("columns", [40, 80])
def test_commands_are_never_cut(job, release: Release, run, tmp_path: Path, columns: int) -> None:
    folder = tmp_path / ("a long name of a folder " * 4)
    release.path.parents[1].rename(folder)
    lines = report.how_to_open(open_release(folder)).plain.splitlines()
    assert f"summit-facts verify 2026.11.22 --out '{folder}'" in lines[-1]
    folder.rename(release.path.parents[1])
    job(None)
    lines = report.how_to_open(open_release(Path("outputs"))).plain.splitlines()
    assert set(lines) <= {line.rstrip() for line in run("build", columns=columns).stdout.splitlines()}


def test_a_damaged_latest_is_told_and_in_the_way_of_nothing(release: Release, run, job) -> None:
    latest = release.path.parent / "latest.json"
    whole = latest.read_text()
    latest.write_text("{")
    told = "outputs/releases/latest.json is damaged: "
    listed = run("releases")
    assert (listed.exit_code, "2026.11.22" in listed.stdout) == (0, True)
    assert listed.stderr.startswith(f"warning: {told}")
    assert run("verify", "2026.11.22").exit_code == 0
    assert run("verify").stderr.startswith(f"error: {told}")
    job(None, error="It failed.")
    assert run("build").stderr.splitlines()[0].startswith(f"warning: {told}")
    assert run("build").stderr.endswith("Nothing was published; no release is marked as the latest.\n")
    latest.write_text(whole)
    assert not run("releases").stderr


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
    assert "lakeside trade amounts to 96.3 billion USD." in shown.stdout
    assert "2025-06-17: Trade figures | published" in shown.stdout and "north wind.txt" in shown.stdout
    assert "contested: articles disagree" in shown.stdout
    assert "94.8 billion USD" in shown.stdout and "2025-06-17: States trade more" in shown.stdout
    assert "1 article; 2025-06-17" in shown.stdout and "2 articles, 2 independent; 2025-06-17" in shown.stdout


def published_with(tmp_path: Path, **changed: pl.DataFrame) -> Release:
    tables = small_tables() | changed
    return publish(
        tables,
        tmp_path / "outputs",
        run=Run("run-1", datetime(2026, 11, 22, tzinfo=UTC), {}),
        validation=validation_of(tables),
        clock=lambda: datetime(2026, 11, 22, 12, 30, tzinfo=UTC),
    )


def test_show_tells_copies_from_independent_articles(tmp_path: Path, run) -> None:
    tables = small_tables()
    claims = tables["claims"].with_columns(n_independent=pl.lit(1), last_reported=pl.lit(date(2025, 6, 20)))
    documents = tables["documents"].with_columns(cluster_id=pl.lit("cluster-1"))
    release = published_with(tmp_path, claims=claims, documents=documents)
    shown = run("show", release.table("facts").filter(value=94.8e9)["fact_id"][0], columns=160).stdout
    assert "2 articles, 1 independent; 2025-06-17 to 2025-06-20" in shown
    assert shown.count("copy: ") == 1


def test_what_a_curator_accepted_shows_with_the_reason(tmp_path: Path, run, job) -> None:
    tables = small_tables()
    row = {"correction_id": "correction-1", "action": "accept", "outcome": "applied", "original": "{}", "n_facts": 1}
    signed = {"source_paths": ["a.txt"], "reason": "customs say so", "who": "Ana Ravel", "date": date(2026, 11, 21)}
    accepted = pl.when(pl.col("value") == 96.3e9).then(pl.lit("correction-1")).alias("accepted_by")
    claims = tables["claims"].with_columns(accepted)
    target = claims.drop_nulls("accepted_by")["claim_id"].item()
    corrections = TABLES["corrections"].frame([row | signed | {"target": target}])
    release = published_with(tmp_path, claims=claims, corrections=corrections)
    job(None)
    assert run("build", columns=200).stdout.count("accepted by Ana") == 1
    assert run("show", release.table("facts")["fact_id"][0], columns=200).stdout.count("accepted by Ana Ravel") == 1
    assert "customs say so" in run("show", target, columns=200).stdout


def test_show_tells_who_corrected_a_fact_and_what_was_read(tmp_path: Path, run) -> None:
    tables = small_tables()
    row = {"correction_id": "correction-1", "action": "override", "outcome": "applied", "original": "{}", "n_facts": 1}
    signed = {"source_paths": ["a.txt"], "reason": "an erratum", "who": "Ana Ravel", "date": date(2026, 11, 21)}
    facts = tables["facts"].with_columns(correction_id=pl.lit("correction-1"), original=pl.lit('{"value": 7.5}'))
    corrections = TABLES["corrections"].frame([row | signed | {"target": facts["fact_id"][0]}])
    release = published_with(tmp_path, facts=facts, corrections=corrections)
    shown = run("show", release.table("facts")["fact_id"][0], columns=200).stdout
    assert "by Ana Ravel, 2026-11-21: an erratum; read as value 7.5" in shown


def test_diff_of_a_table_gives_its_cells_alone_each_with_what_happened_to_the_row(
    release: Release, tmp_path: Path, run
) -> None:
    tables = small_tables()
    gone = tables["merges"].with_columns(merge_id=pl.lit("merge-new"))
    newer = published_with(tmp_path, merges=gone, rejections=tables["rejections"].with_columns(detail=pl.lit("Empty.")))
    told = run("diff", release.version, newer.version, "--table", "merges", columns=200).stdout
    assert told.startswith(f"merges from {release.version} to {newer.version}: rows 1 new, 1 gone")
    lines = [line.split() for line in told.splitlines()]
    assert ["gone", "merge-new"] not in [line[:2] for line in lines]
    assert {line[0] for line in lines[3:] if line} == {"new", "gone"}
    assert "rejections" not in told and "cause (cells)" not in told
    assert "rejections" in run("diff", release.version).stdout
    changed = run("diff", release.version, newer.version, "--table", "rejections", columns=200).stdout
    assert any(line.split()[0] == "changed" for line in changed.splitlines() if line)
    few = run("diff", release.version, newer.version, "--table", "merges", "--rows", "3", columns=200).stdout
    assert "cells more; --rows" in few
    assert "says what that of" in run("diff", release.version, newer.version, "--table", "events").stdout


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


def test_why_gives_every_merge_with_its_reason_and_what_waits_for_a_curator(release: Release, run) -> None:
    merge = release.table("merges").row(0, named=True)
    shown = run("why", merge["into_id"])
    assert shown.exit_code == 0 and merge["name"] in shown.stdout and "telling words" in shown.stdout
    assert run("why", "event:nothing").exit_code == 1


def test_gc_says_what_it_removed(run, release: Release) -> None:
    assert run("gc").stdout == "nothing is stale\n"
    (release.path.parent / ".staging-2026.11.23").mkdir()
    assert run("gc").stdout == "removed .staging-2026.11.23\n"
    assert run("verify").exit_code == 0
