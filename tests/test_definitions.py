"""What Dagster knows, and that a run publishes what it validated and nothing else."""

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
import polars as pl
import pytest
from frames import small_tables

import expectations.predicates
import pipelines.extract
import pipelines.ingest
import pipelines.reconcile
import pipelines.segment
import pipelines.validate.gate
from expectations import EXPECTATIONS
from pipelines.automation import new_articles
from pipelines.definitions import defs
from pipelines.publish import releases
from pipelines.run import STAGES, ReleaseRun, Step, run_release
from pipelines.storage import Project
from pipelines.tables import TABLES

Tables = dict[str, pl.DataFrame]


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Tables:
    """The tables that the stages give, for the test to break."""
    tables = small_tables()

    def give(*names: str) -> SimpleNamespace:
        return SimpleNamespace(**{name: tables[name] for name in names})

    monkeypatch.setattr(pipelines.ingest, "ingest", lambda corpus: give("documents", "rejections"))
    monkeypatch.setattr(pipelines.segment, "segment", lambda documents: tables["segments"])
    monkeypatch.setattr(pipelines.extract, "extract", lambda *frames: give("entities", "mentions", "facts"))
    monkeypatch.setattr(
        pipelines.reconcile, "reconcile", lambda *frames: give("entities", "mentions", "facts", "claims")
    )
    return tables


@pytest.fixture
def instance() -> dg.DagsterInstance:
    return dg.DagsterInstance.ephemeral()


def _run(out: Path, instance: dg.DagsterInstance, **options: Any) -> ReleaseRun:
    return run_release(out / "corpus", out, instance=instance, **options)


def _release_alone(out: Path, instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    return defs.resolve_job_def("release").execute_in_process(
        run_config={"resources": {"project": {"config": {"outputs": str(out)}}}},
        instance=instance,
        raise_on_error=False,
        asset_selection=[dg.AssetKey("release")],
    )


def test_assets_are_the_tables_grouped_by_stage() -> None:
    groups: dict[str, list[str]] = {}
    for spec in defs.resolve_all_asset_specs():
        groups.setdefault(spec.group_name or "", []).append(spec.key.to_user_string())
    assert {group: sorted(keys) for group, keys in groups.items()} == {
        "ingest": ["documents", "rejections"],
        "segment": ["segments"],
        "extract": ["extracted/entities", "extracted/facts", "extracted/mentions"],
        "reconcile": ["claims", "entities", "facts", "mentions"],
        "publish": ["release"],
    }


def test_every_asset_says_what_it_is_and_what_its_columns_mean() -> None:
    for spec in defs.resolve_all_asset_specs():
        assert spec.description
        if spec.key.path != ["release"]:
            table = TABLES[spec.key.path[-1]]
            columns = spec.metadata["dagster/column_schema"].columns
            assert [column.name for column in columns] == table.names
            assert all(column.description for column in columns)


def test_every_expectation_is_a_check() -> None:
    (checks,) = defs.asset_checks or ()
    assert isinstance(checks, dg.AssetChecksDefinition)
    specs = {(spec.asset_key.to_user_string(), spec.name) for spec in checks.check_specs}
    assert specs == {(e.table, e.name) for e in EXPECTATIONS}


def test_names_of_checks_are_kept() -> None:
    """A check that is renamed loses its history in Dagster; if that is meant, write the new name into the file."""
    names = sorted(f"{e.table}.{e.name} {e.severity}" for e in EXPECTATIONS)
    assert names == (Path(__file__).parent / "expectations" / "names.txt").read_text().splitlines()


def test_a_run_has_one_step_a_stage() -> None:
    job = defs.resolve_job_def("release")
    assert {node.name for node in job.graph.nodes} == set(STAGES)
    assert job.tags["summit-facts/release"] == "one-at-a-time"


def test_automation_is_off_until_switched_on() -> None:
    schedule = defs.resolve_schedule_def("daily_release")
    sensor = defs.resolve_sensor_def("new_articles")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 5 * * *", "UTC")
    assert schedule.default_status is dg.DefaultScheduleStatus.STOPPED
    assert sensor.default_status is dg.DefaultSensorStatus.STOPPED
    assert schedule.job_name == sensor.job_name == "release"


def test_valid_tables_become_a_release(tables: Tables, instance: dg.DagsterInstance, tmp_path: Path) -> None:
    steps: list[Step] = []
    run = _run(tmp_path, instance, on_step=steps.append)
    assert run.error is None
    assert run.release is not None
    assert [(step.stage, step.state) for step in steps] == [
        (stage, state) for stage in STAGES for state in ("started", "done")
    ]
    assert {name: run.rows[name] for name in TABLES} == {name: frame.height for name, frame in tables.items()}
    assert run.release.table("claims").equals(tables["claims"])
    assert run.release.manifest["run_id"] == run.run_id
    assert set(run.release.manifest["inputs"]) == set(tables["documents"]["source_path"])
    assert (run.release.path / "data_docs" / "index.html").is_file()
    record = instance.get_run_record_by_id(run.run_id)
    assert record is not None
    assert record.dagster_run.is_success


def test_whole_texts_are_published_on_request(tables: Tables, instance: dg.DagsterInstance, tmp_path: Path) -> None:
    run = _run(tmp_path, instance, publish_text="full")
    assert run.release is not None
    assert run.release.table("documents")["text"].equals(tables["documents"]["text"])


def test_a_broken_table_blocks(tables: Tables, instance: dg.DagsterInstance, tmp_path: Path) -> None:
    first = _run(tmp_path, instance)
    tables["facts"] = tables["facts"].with_columns(evidence=pl.lit("words | that nobody wrote"))
    run = _run(tmp_path, instance)
    assert run.release is None
    assert run.error is not None
    for part in ("facts: evidence_is_verbatim", "3 of 3 rows", tables["facts"]["fact_id"][0], str(run.folder)):
        assert part in run.error
    assert run.validation is not None
    assert [r.name for r in run.validation.failures] == ["evidence_is_verbatim"]
    failing = pl.read_csv(run.folder / "failing_rows.csv").filter(pl.col("severity") == "critical")
    assert failing["key"].to_list() == tables["facts"]["fact_id"].to_list()
    assert [release.path for release in releases(tmp_path)] == [first.release.path if first.release else None]


@pytest.mark.parametrize("table", ["documents", "segments", "rejections"])
def test_tables_of_every_stage_can_block(
    table: str, tables: Tables, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    tables[table] = tables[table].reverse().vstack(tables[table])
    run = _run(tmp_path, instance)
    assert run.release is None
    assert f"{table}: {TABLES[table].key}_unique fails" in str(run.error)


def test_an_expectation_that_raises_blocks(
    tables: Tables, instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise KeyError("no predicates today")

    monkeypatch.setattr(expectations.predicates, "load_predicates", broken)
    run = _run(tmp_path, instance)
    assert run.release is None
    assert "facts: predicate_is_known could not be judged (KeyError: 'no predicates today')" in str(run.error)


def test_a_validation_that_dies_blocks(
    tables: Tables, instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(pipelines.validate.gate, "judge", dies)
    run = _run(tmp_path, instance)
    assert run.release is None
    assert run.error == "MemoryError"
    assert not _release_alone(tmp_path, instance).success


def test_checks_are_recorded_with_counts_and_examples(
    tables: Tables, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    tables["facts"] = tables["facts"].with_columns(evidence=pl.lit("[a|b](http://x.example) ![](http://y.example)"))
    run = _run(tmp_path, instance)
    events = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    results = {
        (e.asset_key.to_user_string(), e.check_name): e
        for e in (entry.dagster_event.event_specific_data for entry in events if entry.dagster_event)
    }
    assert set(results) == {(e.table, e.name) for e in EXPECTATIONS}
    failed = results["facts", "evidence_is_verbatim"]
    assert not failed.passed
    assert failed.severity == dg.AssetCheckSeverity.ERROR
    assert failed.metadata["rows failed"].value == 3
    assert r"\[a\|b\]\(http\:\/\/x\.example\) \!\[\]" in failed.metadata["examples"].value
    assert failed.description == "3 of 3 rows fail."
    warned = results["rejections", "few_rejections"]
    assert (warned.passed, warned.severity) == (False, dg.AssetCheckSeverity.WARN)


def test_release_alone_publishes_what_was_validated(
    tables: Tables, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    _run(tmp_path, instance)
    assert _release_alone(tmp_path, instance).success
    assert len(releases(tmp_path)) == 2


def test_tables_changed_after_validation_are_refused(
    tables: Tables, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    run = _run(tmp_path, instance)
    path = run.folder / "tables" / "facts.parquet"
    pl.read_parquet(path).with_columns(value=pl.col("value") + 1).write_parquet(path)
    result = _release_alone(tmp_path, instance)
    assert not result.success
    assert "never validated" in str(result.failure_data_for_node("publish"))
    assert len(releases(tmp_path)) == 1


def test_tables_that_failed_validation_are_refused_later(
    tables: Tables, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    tables["facts"] = tables["facts"].with_columns(confidence=pl.lit(7.0))
    assert not _run(tmp_path, instance).success
    assert not _release_alone(tmp_path, instance).success
    assert releases(tmp_path) == []


def test_one_stage_can_be_launched_alone(tables: Tables, instance: dg.DagsterInstance, tmp_path: Path) -> None:
    def launch(*keys: str) -> dg.ExecuteInProcessResult:
        return defs.resolve_job_def("release").execute_in_process(
            run_config={"resources": {"project": {"config": {"outputs": str(tmp_path)}}}},
            instance=instance,
            raise_on_error=False,
            asset_selection=[dg.AssetKey(key.split("/")) for key in keys],
        )

    assert not launch("segments").success
    assert launch("documents", "rejections").success
    assert launch("segments").success
    assert launch("extracted/entities", "extracted/mentions", "extracted/facts").success
    assert not _release_alone(tmp_path, instance).success
    assert launch("entities", "mentions", "facts", "claims").success


def test_a_corpus_that_is_not_there_says_so(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    run = _run(tmp_path, instance)
    assert run.error == f"{tmp_path / 'corpus'} does not exist; give a file or a folder of articles"
    assert (run.rows, run.validation, run.release) == ({}, None, None)


def test_the_sensor_waits_until_files_have_settled(tmp_path: Path) -> None:
    def tick(cursor: str | None) -> tuple[int, str | None]:
        context = dg.build_sensor_context(cursor=cursor, resources={"project": Project(corpus=str(tmp_path))})
        result = new_articles(context)
        if isinstance(result, dg.SkipReason):
            return 0, cursor
        assert isinstance(result, dg.SensorResult)
        return len(result.run_requests or ()), result.cursor

    article = tmp_path / "a.txt"
    article.write_text("one")
    runs, cursor = tick(None)
    assert runs == 0
    article.write_text("one two")
    runs, cursor = tick(cursor)
    assert runs == 0
    runs, cursor = tick(cursor)
    assert runs == 1
    assert tick(cursor) == (0, cursor)

    (tmp_path / ".a.txt.swp").write_text("hidden")
    assert tick(cursor) == (0, cursor)

    os.utime(article, (1, 1))
    runs, cursor = tick(cursor)
    runs, cursor = tick(cursor)
    assert runs == 1
    article.unlink()
    runs, cursor = tick(cursor)
    runs, cursor = tick(cursor)
    assert runs == 1


def test_the_sensor_says_that_there_is_no_corpus(tmp_path: Path) -> None:
    context = dg.build_sensor_context(resources={"project": Project(corpus=str(tmp_path / "gone"))})
    result = new_articles(context)
    assert isinstance(result, dg.SkipReason)
    assert str(tmp_path / "gone") in str(result.skip_message)
