"""Running the job `release` from Python, as the command line does: in this process, seen in Dagster's UI all the same.

What the job consists of belongs to `definitions`, what is printed of it to the command line.
"""

import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import dagster as dg
from dagster._core.definitions.definitions_class import SINGLETON_REPOSITORY_NAME
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.tags import MAX_RETRIES_TAG, REPOSITORY_LABEL_TAG

from pipelines import definitions
from pipelines.automation import EXCLUSIVE
from pipelines.publish import Csv, Outputs, PublishText, Release, is_remote, open_release
from pipelines.shards.engines import EngineName
from pipelines.storage import QUARANTINE, ROOT, VALIDATION, Project, article_files
from pipelines.validate import Validation


@dataclass(frozen=True)
class Step:
    """What happened in one stage of a run."""

    stage: str
    state: Literal["started", "done", "failed"]
    seconds: float | None = None
    """Wall time, once it is done."""
    rows: dict[str, int] = field(default_factory=dict)
    """Rows of the tables that it has made, once it is done; `extracted/…` for those that reconciliation completes."""


@dataclass(frozen=True)
class ReleaseRun:
    """What came of a run."""

    run_id: str
    folder: Path
    """What the run leaves: its tables, and the outcome, report and failing rows of the validation."""
    rows: dict[str, int]
    """Rows of each table that was made."""
    validation: Validation | None
    """The outcome of the validation, where the run came so far; of what is left, where something was set aside."""
    release: Release | None
    """The release that says what the run found: one that it published, or, where nothing had changed, the last one."""
    error: str | None
    """Why the run failed, in words."""
    unchanged: bool = False
    """Whether nothing had changed since the last release, and nothing was published."""

    @property
    def success(self) -> bool:
        return self.release is not None


def run_release(
    corpus: Path,
    out: Outputs,
    *,
    publish_text: PublishText = "evidence",
    csv: Csv = "auto",
    publish_unchanged: bool = False,
    on_invalid: Literal["fail", "quarantine"] = "fail",
    quarantine_limit: float | None = None,
    f1_tolerance: float | None = None,
    max_bytes: int | None = None,
    corrections: Path | None = None,
    engine: EngineName = "auto",
    workers: int | None = None,
    on_step: Callable[[Step], None] = lambda step: None,
    log_level: str = "CRITICAL",
    instance: dg.DagsterInstance | None = None,
) -> ReleaseRun:
    """Run the job on a corpus, and publish below `out`; a run that fails is a result that says why, not an exception.

    Nothing is published where nothing has changed, unless `publish_unchanged` says so.
    With `on_invalid` quarantine, what critical expectations refuse is set aside, up to the share `quarantine_limit`,
    and the rest published. `f1_tolerance` is how far F1 may fall below that of the last release.
    Articles of more than `max_bytes` bytes are refused, and `corrections` is the file of what curators have corrected;
    None leaves them to the default of the job. `engine` and `workers` say where articles are read. `on_step` is called
    as stages start and end; `log_level` is that of Dagster's log on the console. The run is recorded where
    `instance_for` says, unless an instance is given.
    Raises FileNotFoundError, and records no run, where the corpus or the file of corrections is not there.
    """
    _require_articles(corpus)
    if corrections is not None and not corrections.is_file():
        raise FileNotFoundError(f"{corrections} is no file; give the file of corrections, or leave the option out")
    instance = instance or instance_for(out)
    folders = {"corpus": str(corpus.absolute()), "outputs": str(out if is_remote(out) else Path(out).absolute())}
    if corrections is not None:
        folders["corrections"] = str(corrections.absolute())
    project = Project(**folders)
    run_id = str(uuid.uuid4())
    watch = _Watch(on_step)
    instance.add_event_listener(run_id, watch)
    result = definitions.defs.resolve_job_def("release").execute_in_process(
        run_config={
            "resources": {
                "project": {"config": folders},
                "compute": {"config": {"engine": engine} | ({} if workers is None else {"workers": workers})},
            },
            "ops": {
                "ingest": {"config": _given(max_bytes=max_bytes)},
                "validate": {
                    "config": _given(
                        on_invalid=on_invalid, quarantine_limit=quarantine_limit, f1_tolerance=f1_tolerance
                    )
                },
                "publish": {"config": _given(publish_text=publish_text, csv=csv, publish_unchanged=publish_unchanged)},
            },
            "loggers": {"console": {"config": {"log_level": log_level}}},
        },
        instance=instance,
        raise_on_error=False,
        run_id=run_id,
        tags={
            REPOSITORY_LABEL_TAG: f"{SINGLETON_REPOSITORY_NAME}@{definitions.__name__}",
            EXCLUSIVE: "command-line",
            MAX_RETRIES_TAG: "0",
        },
    )
    folder = project.run_folder(run_id)
    records = (folder / QUARANTINE / VALIDATION, folder / VALIDATION)
    record = next((path for path in records if path.exists()), None)
    return ReleaseRun(
        run_id=run_id,
        folder=folder,
        rows=watch.rows,
        validation=Validation.load(record) if record else None,
        release=open_release(out, watch.version) if result.success and watch.version else None,
        error=_reason(result),
        unchanged=result.success and not watch.published,
    )


def _given(**settings: object) -> dict[str, object]:
    """Those that are not left to the default."""
    return {name: value for name, value in settings.items() if value is not None}


def instance_for(out: Outputs) -> dg.DagsterInstance:
    """Where a run that publishes below `out` is recorded: in $DAGSTER_HOME, where it is set.

    Else a run that is started in the project, and publishes to its `outputs`, is recorded as `dagster.yaml` says, which
    is where `make ui` looks; any other would mix its plots and failures with those of the project, and is recorded
    nowhere.
    """
    if os.environ.get("DAGSTER_HOME"):
        return dg.DagsterInstance.get()
    known = Project().releases_below
    same = out == known if is_remote(out) else Path(out).resolve() == Path(known).resolve()
    of_project = same and Path.cwd().is_relative_to(ROOT.resolve())
    if not (of_project and (ROOT / "dagster.yaml").exists()):
        return dg.DagsterInstance.ephemeral(settings={"telemetry": {"enabled": False}})
    state = str(ROOT / ".dagster")
    overrides = {
        "storage": {"sqlite": {"base_dir": state}},
        "local_artifact_storage": {
            "module": "dagster._core.storage.root",
            "class": "LocalArtifactStorage",
            "config": {"base_dir": state},
        },
        "compute_logs": {
            "module": "dagster._core.storage.noop_compute_log_manager",
            "class": "NoOpComputeLogManager",
        },
    }
    return dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(ROOT), overrides=overrides))


def _require_articles(corpus: Path) -> None:
    if not corpus.exists():
        raise FileNotFoundError(f"{corpus} does not exist; give a file or a folder of articles")
    if not any(article_files(corpus)):
        raise FileNotFoundError(
            f"{corpus} holds no file; put articles there (.txt, .md, .html, .jsonl, .parquet, .warc), not hidden, not "
            "behind links to folders"
        )


class _Watch:
    """Listens to a run's events: tells stages from them, and keeps the row counts and the version of the release."""

    def __init__(self, on_step: Callable[[Step], None]) -> None:
        self.rows: dict[str, int] = {}
        self.version: str | None = None
        self.published = False
        self._on_step = on_step
        self._made: dict[str, int] = {}
        self._started = 0.0

    def __call__(self, entry: dg.EventLogEntry) -> None:
        event = entry.dagster_event
        if event is None or event.step_key is None:
            return
        match event.event_type:
            case dg.DagsterEventType.STEP_START:
                self._made, self._started = {}, entry.timestamp
                self._on_step(Step(event.step_key, "started"))
            case dg.DagsterEventType.ASSET_MATERIALIZATION:
                made = event.step_materialization_data.materialization
                name = made.asset_key.to_user_string()
                if "dagster/row_count" in made.metadata:
                    self._made[name] = int(str(made.metadata["dagster/row_count"].value))
                elif "version" in made.metadata:
                    self.version = str(made.metadata["version"].value)
                    self.published = bool(made.metadata["published"].value)
            case dg.DagsterEventType.STEP_SUCCESS | dg.DagsterEventType.STEP_FAILURE as ended:
                self.rows |= self._made
                seconds = entry.timestamp - self._started
                done = ended == dg.DagsterEventType.STEP_SUCCESS
                self._on_step(Step(event.step_key, "done" if done else "failed", seconds, self._made))


def _reason(result: dg.ExecuteInProcessResult) -> str | None:
    """What failed first, in the failure's own words; of an exception, the innermost, built-in ones with their name."""
    for event in result.filter_events(lambda event: event.is_step_failure):
        data = event.step_failure_data
        if data.user_failure_data is not None and data.user_failure_data.description:
            return data.user_failure_data.description
        error = data.error
        while error is not None and error.cause is not None:
            error = error.cause
        if error is not None:
            name, _, words = error.message.strip().partition(": ")
            return words if words and "." in name else error.message.strip()
    return None if result.success else "The run failed; see its log in Dagster."
