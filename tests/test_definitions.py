"""What Dagster knows, and that a run publishes what it validated and nothing else."""

import os
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
import polars as pl
import pytest
from dagster import AssetCheckEvaluation
from frames import small_tables

import expectations.predicates
import pipelines.checks
import pipelines.correct
import pipelines.extract
import pipelines.ingest
import pipelines.segment
import pipelines.validate.gate
import pipelines.views
from expectations import EXPECTATIONS, Expectation
from pipelines import storage
from pipelines.automation import corpus_state, new_articles
from pipelines.correct import Corrected
from pipelines.definitions import defs
from pipelines.extract import Extracted
from pipelines.publish import open_release, releases, verify
from pipelines.reconcile import Reconciled
from pipelines.run import ReleaseRun, Step, instance_for, run_release
from pipelines.storage import Project
from pipelines.tables import TABLES
from pipelines.validate import tables_digest, validate_once
from pipelines.views import Views

Tables = dict[str, pl.DataFrame]
STAGES = ("ingest", "segment", "extract", "reconcile", "score", "views", "validate", "publish")


def named(*names: str) -> list[Expectation]:
    return [e for e in EXPECTATIONS if e.name in names]


class Chain:
    """The job on stages that give `tables`, which the test may break, with outputs and an instance of its own.

    Judging by every expectation takes most of the time of a run: give those that the test is about.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.corpus = out / "corpus"
        self.corpus.mkdir(exist_ok=True)
        (self.corpus / "a.txt").touch()
        self.tables = small_tables()
        self.instance = dg.DagsterInstance.ephemeral()

    def run(self, judged_by: Sequence[Expectation] = EXPECTATIONS, **options: Any) -> ReleaseRun:
        def give(*names: str) -> SimpleNamespace:
            return SimpleNamespace(**{name: self.tables[name] for name in names})

        def ingest(corpus: Path, options: pipelines.ingest.IngestOptions, on_file: object) -> SimpleNamespace:
            self.ingest_options = options
            return give("documents", "rejections")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pipelines.ingest, "ingest", ingest)
            patch.setattr(pipelines.segment, "segment", lambda documents: self.tables["segments"])
            patch.setattr(pipelines.extract, "extract", lambda *frames: self.extracted())
            patch.setattr(pipelines.correct, "correct", lambda *given: self.reconciled())
            patch.setattr(pipelines.views, "build_views", lambda *frames: self.views())
            patch.setattr(pipelines.checks, "validate_once", partial(validate_once, expectations=judged_by))
            return run_release(self.corpus, options.pop("out", self.out), instance=self.instance, **options)

    def extracted(self) -> Extracted:
        return Extracted(**{name: self.tables[name] for name in Extracted._fields})

    def reconciled(self) -> Corrected:
        found = Reconciled(**{name: self.tables[name] for name in Reconciled._fields})
        return Corrected(found, self.tables["corrections"])

    def views(self) -> Views:
        return Views(**{name: self.tables[name] for name in Views._fields})

    def launch(self, *keys: str) -> dg.ExecuteInProcessResult:
        """Launch some of the assets alone, on what earlier runs have left."""
        return defs.resolve_job_def("release").execute_in_process(
            run_config={
                "resources": {"project": {"config": {"outputs": str(self.out)}}},
                "ops": {"publish": {"config": {"publish_unchanged": True}}} if "release" in keys else {},
            },
            instance=self.instance,
            raise_on_error=False,
            asset_selection=[dg.AssetKey(key.split("/")) for key in keys],
        )

    def break_facts(self) -> None:
        hostile = pl.lit("[a|b](http://x.example) ![](http://y.example)")
        self.tables["facts"] = self.tables["facts"].with_columns(evidence=hostile)


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    return Chain(tmp_path)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Chain, ReleaseRun, list[Step]]:
    """A chain that has published a release, the run, and the steps that it told of."""
    chain, steps = Chain(tmp_path_factory.mktemp("published")), list[Step]()
    return chain, chain.run(on_step=steps.append), steps


@pytest.fixture(scope="module")
def blocked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Chain, ReleaseRun]:
    """A chain whose facts are not what the articles say, and its run."""
    chain = Chain(tmp_path_factory.mktemp("blocked"))
    chain.break_facts()
    return chain, chain.run(named("evidence_is_verbatim", "few_rejections"))


def test_assets_are_the_tables_grouped_by_stage() -> None:
    groups: dict[str, list[str]] = {}
    for spec in defs.resolve_all_asset_specs():
        groups.setdefault(spec.group_name or "", []).append(spec.key.to_user_string())
    assert {group: sorted(keys) for group, keys in groups.items()} == {
        "ingest": ["documents", "rejections"],
        "segment": ["segments"],
        "extract": ["extracted/entities", "extracted/facts", "extracted/mentions"],
        "reconcile": ["claims", "corrections", "entities", "facts", "mentions", "merges"],
        "views": sorted(Views._fields),
        "score": ["quality"],
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
    assert specs == {(e.table, e.name) for e in EXPECTATIONS} | {("quality", "f1_not_fallen")}


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


def test_valid_tables_become_a_release(published: tuple[Chain, ReleaseRun, list[Step]]) -> None:
    chain, run, _ = published
    assert run.error is None
    assert chain.ingest_options == pipelines.ingest.IngestOptions(cache=chain.out / "cache")
    assert run.release is not None
    assert {name: run.rows[name] for name in TABLES} == {name: frame.height for name, frame in chain.tables.items()}
    assert run.release.table("claims").equals(chain.tables["claims"])
    assert run.release.manifest["run_id"] == run.run_id
    assert set(run.release.manifest["inputs"]) == set(chain.tables["documents"]["source_path"])
    assert (run.release.path / "data_docs" / "index.html").is_file()
    record = chain.instance.get_run_record_by_id(run.run_id)
    assert record is not None
    assert record.dagster_run.is_success
    assert record.dagster_run.tags["summit-facts/release"] == "command-line"
    assert record.dagster_run.tags["summit-facts/corpus"] == str(chain.corpus)
    assert record.dagster_run.tags["summit-facts/outputs"] == str(chain.out)
    assert record.dagster_run.tags[".dagster/repository"] == "__repository__@pipelines.definitions"


def test_a_run_judges_the_tables_by_every_expectation(published: tuple[Chain, ReleaseRun, list[Step]]) -> None:
    chain, run, _ = published
    assert run.validation is not None and run.validation.ok
    judged = [(r.table, r.name) for r in run.validation.results]
    assert judged == [*((e.table, e.name) for e in EXPECTATIONS), ("quality", "f1_not_fallen")]
    failing = [(r.name, r.success, r.failed, r.error) for r in run.validation.results if not r.success or r.failed]
    assert failing == [("few_rejections", False, 1, None)]
    assert run.validation.digest == tables_digest(chain.tables)
    assert set(recorded(chain, run)) == set(judged)


def test_a_rebuild_without_change_publishes_nothing_and_says_so(
    published: tuple[Chain, ReleaseRun, list[Step]],
) -> None:
    chain, first, _ = published
    before = [release.version for release in releases(chain.out)]
    again = chain.run(named("any_article"))
    assert again.success and again.unchanged and not first.unchanged
    assert again.release is not None and again.release.version == before[-1]
    assert [release.version for release in releases(chain.out)] == before
    event = chain.instance.get_latest_materialization_event(dg.AssetKey("release"))
    assert event and event.asset_materialization
    said = event.asset_materialization.metadata
    assert said["published"].value is False
    assert said["changes"].value == f"Nothing has changed, and nothing was published: {before[-1]} says all of it."


def test_a_run_tells_its_stages(published: tuple[Chain, ReleaseRun, list[Step]]) -> None:
    _, _, steps = published
    assert [(s.stage, s.state) for s in steps] == [(stage, state) for stage in STAGES for state in ("started", "done")]
    made = {step.stage: set(step.rows) for step in steps if step.state == "done"}
    assert made["ingest"] == {"documents", "rejections"}
    assert made["extract"] == {"extracted/entities", "extracted/mentions", "extracted/facts"}


def test_what_old_runs_left_is_removed_but_for_the_newest(chain: Chain) -> None:
    for number in range(storage.RUNS_KEPT + 5):
        (chain.out / "runs" / f"{number:02}" / "tables").mkdir(parents=True)
        if number < storage.RUNS_KEPT:
            os.utime(chain.out / "runs" / f"{number:02}", (number, number))
    run = chain.run(named("any_article"))
    left = sorted(path.name for path in (chain.out / "runs").iterdir())
    assert left == sorted([*(f"{number:02}" for number in range(6, storage.RUNS_KEPT + 5)), run.run_id])


def test_options_reach_their_stages(chain: Chain) -> None:
    run = chain.run(named("any_article"), publish_text="full", max_bytes=5)
    assert chain.ingest_options.max_bytes == 5
    assert run.release is not None
    assert run.release.table("documents")["text"].equals(chain.tables["documents"]["text"])


def test_a_broken_table_blocks(blocked: tuple[Chain, ReleaseRun]) -> None:
    chain, run = blocked
    ids = chain.tables["facts"]["fact_id"].to_list()
    assert run.release is None
    assert run.error is not None
    for part in ("facts: evidence_is_verbatim", "3 of 3 rows", ids[0], str(run.folder)):
        assert part in run.error
    assert run.validation is not None
    assert [r.name for r in run.validation.failures] == ["evidence_is_verbatim"]
    failing = pl.read_csv(run.folder / "failing_rows.csv").filter(pl.col("severity") == "critical")
    assert failing["key"].to_list() == ids
    assert releases(chain.out) == []


def test_the_last_release_stays_the_latest(published: tuple[Chain, ReleaseRun, list[Step]]) -> None:
    chain, run, _ = published
    later = Chain(chain.out)
    later.break_facts()
    assert not later.run(named("evidence_is_verbatim")).success
    assert run.release is not None
    assert open_release(chain.out).version == run.release.version


def recorded(chain: Chain, run: ReleaseRun) -> dict[tuple[str, str], AssetCheckEvaluation]:
    """The outcomes of checks that Dagster has kept, by table and name."""
    events = chain.instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    return {
        (e.asset_key.to_user_string(), e.check_name): e
        for e in (entry.dagster_event.event_specific_data for entry in events if entry.dagster_event)
        if isinstance(e, AssetCheckEvaluation)
    }


def test_checks_are_recorded_with_counts_and_examples(blocked: tuple[Chain, ReleaseRun]) -> None:
    results = recorded(*blocked)
    failed = results["facts", "evidence_is_verbatim"]
    assert (failed.passed, failed.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert failed.description == "3 of 3 rows fail."
    assert failed.metadata["rows failed"].value == 3
    assert "articles" in str(failed.metadata["examples"].value)
    assert r"north wind\.txt" in str(failed.metadata["examples"].value)
    shown = str(failed.metadata["examples"].value).replace("\u2060", "")
    assert r"\[a\|b\]\(http\:\/\/x\.example\) \!\[\]" in shown
    assert "http\u2060" in str(failed.metadata["examples"].value)
    warned = results["rejections", "few_rejections"]
    assert (warned.passed, warned.severity) == (False, dg.AssetCheckSeverity.WARN)


def test_what_fails_is_set_aside_where_that_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest is published, sound, and the checks say what failed without holding it back."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("The ninth Andean Summit was held in Quito on 4 June 2018.")
    (corpus / "b.txt").write_text("The tenth Andean Summit was held in Lima on 5 June 2019.")
    real = pipelines.extract.extract

    def broken(*frames: pl.DataFrame) -> pipelines.extract.Extracted:
        found = real(*frames)
        wrong = pl.when(pl.col("object") == "Quito").then(pl.lit("words")).otherwise("evidence")
        return found._replace(facts=found.facts.with_columns(evidence=wrong))

    monkeypatch.setattr(pipelines.extract, "extract", broken)
    only = named("evidence_is_verbatim", "any_article")
    monkeypatch.setattr(pipelines.checks, "validate_once", partial(validate_once, expectations=only))
    instance = dg.DagsterInstance.ephemeral()
    run = run_release(corpus, tmp_path, instance=instance, on_invalid="quarantine", quarantine_limit=0.5)
    assert run.release is not None, run.error
    assert verify(run.release.path) == []
    aside = run.release.table("rejections")
    assert aside.select("stage", "source_path", "reason").rows() == [("validate", "a.txt", "evidence_is_verbatim")]
    facts = run.release.table("facts")
    assert "Quito" not in facts["object"].to_list() and "Lima" in facts["object"].to_list()


def test_tables_of_every_stage_can_block(chain: Chain) -> None:
    for table in TABLES:
        chain.tables[table] = chain.tables[table].reverse().vstack(chain.tables[table])
    run = chain.run(named(*(f"{table.key}_unique" for table in TABLES.values())))
    assert run.release is None
    with_rows = [table for table in TABLES.values() if chain.tables[table.name].height]
    assert {table.stage for table in with_rows} == {"ingest", "segment", "reconcile", "views"}
    for table in with_rows:
        assert f"{table.name}: {table.key}_unique fails" in str(run.error)


def test_an_expectation_that_raises_blocks(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise KeyError("no predicates today")

    monkeypatch.setattr(expectations.predicates, "load_predicates", broken)
    run = chain.run(named("predicate_is_known"))
    assert run.release is None
    assert "facts: predicate_is_known could not be judged (KeyError: 'no predicates today')" in str(run.error)


def test_a_validation_that_dies_blocks(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(pipelines.validate.gate, "judge", dies)
    run = chain.run()
    assert run.release is None
    assert run.error == "MemoryError"
    assert not chain.launch("release").success
    assert releases(chain.out) == []


def test_release_alone_publishes_what_was_validated_and_nothing_else(
    published: tuple[Chain, ReleaseRun, list[Step]],
) -> None:
    chain, _, _ = published
    before = len(releases(chain.out))
    assert chain.launch("release").success
    assert len(releases(chain.out)) == before + 1

    event = chain.instance.get_latest_materialization_event(dg.AssetKey("facts"))
    assert event and event.asset_materialization
    path = Path(str(event.asset_materialization.metadata["table"].value))
    validated = path.read_bytes()
    pl.read_parquet(path).with_columns(value=pl.col("value") + 1).write_parquet(path)
    result = chain.launch("release")
    path.write_bytes(validated)
    assert not result.success
    assert "never validated" in str(result.failure_data_for_node("publish"))
    assert len(releases(chain.out)) == before + 1


def test_tables_that_failed_validation_are_refused_later(blocked: tuple[Chain, ReleaseRun]) -> None:
    chain, _ = blocked
    assert not chain.launch("release").success
    assert releases(chain.out) == []


def test_stages_can_be_launched_one_by_one(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = chain.tables
    monkeypatch.setattr(pipelines.checks, "validate_once", partial(validate_once, expectations=named("any_article")))
    monkeypatch.setattr(pipelines.ingest, "ingest", lambda *_, on_file: SimpleNamespace(**tables))
    monkeypatch.setattr(pipelines.segment, "segment", lambda documents: tables["segments"])
    monkeypatch.setattr(pipelines.extract, "extract", lambda *frames: chain.extracted())
    monkeypatch.setattr(pipelines.correct, "correct", lambda *given: chain.reconciled())
    early = chain.launch("segments")
    assert "There is no table documents yet" in str(early.failure_data_for_node("segment"))
    assert chain.launch("documents", "rejections").success
    assert chain.launch("segments").success
    assert chain.launch("extracted/entities", "extracted/mentions", "extracted/facts").success
    assert not chain.launch("release").success
    assert chain.launch("entities", "mentions", "facts", "claims", "corrections", "merges").success
    assert not chain.launch("release").success
    assert chain.launch("quality", *Views._fields).success
    assert chain.launch("release").success


@pytest.mark.parametrize(("corpus", "message"), [("gone", "does not exist; give"), ("empty", "holds no file; put")])
def test_a_corpus_that_is_not_there_or_empty_starts_no_run(chain: Chain, corpus: str, message: str) -> None:
    (chain.out / "empty" / ".hidden").mkdir(parents=True)
    (chain.out / "empty" / ".hidden" / "a.txt").touch()
    with pytest.raises(FileNotFoundError, match=f"{corpus} {message}"):
        run_release(chain.out / corpus, chain.out, instance=chain.instance)
    assert chain.instance.get_runs_count() == 0


def test_corrections_that_are_not_there_start_no_run(chain: Chain) -> None:
    with pytest.raises(FileNotFoundError, match=r"gone\.yaml is no file; give the file of corrections"):
        run_release(
            storage.ROOT / "seeds" / "articles", chain.out, instance=chain.instance, corrections=chain.out / "gone.yaml"
        )
    assert chain.instance.get_runs_count() == 0


def test_only_runs_of_the_project_show_in_its_ui(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Started in the project, and published to its outputs."""
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    monkeypatch.setattr("pipelines.run.ROOT", tmp_path)
    monkeypatch.setattr("pipelines.storage.ROOT", tmp_path)
    (tmp_path / "dagster.yaml").touch()
    (tmp_path / "sub").mkdir()
    for folder, out, recorded in (
        (tmp_path, Path("outputs"), True),
        (tmp_path / "sub", Path("../outputs"), True),
        (tmp_path, Path("elsewhere"), False),
        (tmp_path.parent, tmp_path / "outputs", False),
    ):
        monkeypatch.chdir(folder)
        with instance_for(out) as instance:
            assert instance.is_persistent == recorded, (folder, out)


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
    (tmp_path / "b.txt").write_text("another")
    runs, cursor = tick(None)
    assert runs == 0
    article.write_text("one two")
    runs, cursor = tick(cursor)
    assert runs == 0
    runs, cursor = tick(cursor)
    assert runs == 1
    assert tick(cursor) == (0, cursor)

    (tmp_path / ".a.txt.swp").write_text("hidden")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "b.txt").write_text("hidden")
    assert tick(cursor) == (0, cursor)

    os.utime(article, (1, 1))
    runs, cursor = tick(cursor)
    runs, cursor = tick(cursor)
    assert runs == 1
    article.unlink()
    runs, cursor = tick(cursor)
    runs, cursor = tick(cursor)
    assert runs == 1


def test_the_sensor_notices_a_file_replaced_by_one_as_long_and_as_old(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("one")
    os.utime(article, ns=(10**18, 10**18))
    before = corpus_state(tmp_path)
    (tmp_path / ".new").write_text("two")
    os.utime(tmp_path / ".new", ns=(10**18, 10**18))
    (tmp_path / ".new").rename(article)
    assert corpus_state(tmp_path)[1] != before[1]


def test_the_sensor_does_not_take_a_folder_that_it_cannot_read_for_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("one")

    def scandir(path: object) -> None:
        raise OSError(5, "Input/output error", str(path))

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(OSError, match="Input/output"):
        corpus_state(tmp_path)


def test_the_sensor_waits_while_files_go_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone.txt"
    monkeypatch.setattr("pipelines.automation.article_files", lambda corpus: iter([gone]))
    context = dg.build_sensor_context(cursor="{}", resources={"project": Project(corpus=str(tmp_path))})
    assert "went away" in str(new_articles(context).skip_message)
    (tmp_path / "empty").mkdir()
    monkeypatch.undo()
    context = dg.build_sensor_context(cursor="{}", resources={"project": Project(corpus=str(tmp_path / "empty"))})
    assert "holds no file" in str(new_articles(context).skip_message)


def test_the_sensor_says_that_there_is_no_corpus(tmp_path: Path) -> None:
    context = dg.build_sensor_context(resources={"project": Project(corpus=str(tmp_path / "gone"))})
    result = new_articles(context)
    assert isinstance(result, dg.SkipReason)
    assert str(tmp_path / "gone") in str(result.skip_message)


def test_releases_go_to_a_bucket_and_what_runs_leave_stays_here(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("obstore")
    s3_server = pytest.importorskip("s3_server").s3_server
    corrections = storage.ROOT / "seeds" / "corrections.yaml"
    monkeypatch.setattr(storage, "ROOT", chain.out)
    with s3_server():
        run = chain.run(out="s3://releases/job", corrections=corrections)
        assert run.release is not None, run.error
        assert run.release.address == f"s3://releases/job/releases/{run.release.version}"
        assert run.release.manifest["run_id"] == run.run_id
    record = chain.instance.get_run_record_by_id(run.run_id)
    assert record and record.dagster_run.tags["summit-facts/outputs"] == "s3://releases/job"
    assert run.folder == chain.out / "outputs" / "runs" / run.run_id and (run.folder / "tables").is_dir()


def test_outputs_are_taken_from_the_environment() -> None:
    code = "from pipelines.storage import Project; print(Project().releases_below)"
    environment = os.environ | {"SUMMIT_FACTS_OUTPUTS": "s3://bucket/prefix"}
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout == "s3://bucket/prefix\n"
