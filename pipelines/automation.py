"""What happens without a person: a daily schedule, a sensor on the corpus, and telling others of what came of runs.

Schedule and sensor are off until switched on in the UI, or by the environment, which also says how often they look:
$SUMMIT_FACTS_SCHEDULE (cron, in UTC) and $SUMMIT_FACTS_WATCH (seconds).
"""

import hashlib
import json
import os
from pathlib import Path

import dagster as dg

from pipelines.assets import IngestConfig, ReleaseConfig
from pipelines.checks import GateConfig
from pipelines.compute import Compute
from pipelines.notify import WEBHOOK_VARIABLE, Webhook
from pipelines.plain import plain
from pipelines.storage import CORPUS_TAG, OUTPUTS_TAG, Project, article_files

EXCLUSIVE = "summit-facts/release"
"""Tag of runs of the job. Dagster starts one with the value `one-at-a-time` after the other, as `dagster.yaml` says.

Runs from the command line have another value: Dagster does not notice when one is killed, and would wait for ever.
"""

_SCHEDULE, _WATCH = os.environ.get("SUMMIT_FACTS_SCHEDULE"), os.environ.get("SUMMIT_FACTS_WATCH")

_SETTINGS = {
    "resources": {
        name: {"config": settings.model_dump(exclude_none=True)}
        for name, settings in (("project", Project()), ("compute", Compute()))
    },
    "ops": {
        step: {"config": settings.model_dump()}
        for step, settings in (("ingest", IngestConfig()), ("validate", GateConfig()), ("publish", ReleaseConfig()))
    },
}
"""Every setting of a run, with its default: what the launchpad shows before anything is typed."""

release_job = dg.define_asset_job(
    "release",
    selection=dg.AssetSelection.all(),
    config=_SETTINGS,
    description="Articles in, a validated, versioned release out. Nothing is published if a critical check fails.",
    tags={EXCLUSIVE: "one-at-a-time"},
)

daily_release = dg.ScheduleDefinition(
    name="daily_release",
    job=release_job,
    cron_schedule=_SCHEDULE or "0 5 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING if _SCHEDULE else dg.DefaultScheduleStatus.STOPPED,
    description="A run at 05:00 UTC every day, or as $SUMMIT_FACTS_SCHEDULE says; it publishes if anything changed.",
)


@dg.sensor(
    name="new_articles",
    job=release_job,
    minimum_interval_seconds=int(_WATCH or 60),
    default_status=dg.DefaultSensorStatus.RUNNING if _WATCH else dg.DefaultSensorStatus.STOPPED,
    description="A run once articles were added, changed or removed, and the folder has been still for one tick.",
)
def new_articles(context: dg.SensorEvaluationContext, project: Project) -> dg.SensorResult | dg.SkipReason:
    """The cursor holds two states of the corpus: `seen` at the last tick, and `released`.

    States are compared with each other and never with the clock, so that one that is put forward or back starts no run
    too many and misses none.
    """
    corpus = project.corpus_path
    if not corpus.exists():
        return dg.SkipReason(f"There is no corpus at {corpus}.")
    try:
        files, state = corpus_state(corpus)
    except FileNotFoundError:
        return dg.SkipReason("A file went away while the corpus was looked through; waiting until the folder is still.")
    if not files:
        return dg.SkipReason(f"{corpus} holds no file.")
    cursor = json.loads(context.cursor) if context.cursor else {}
    if state == cursor.get("released"):
        return dg.SkipReason(f"No article is new, changed or removed; there are {files:,} files.")
    if state != cursor.get("seen"):
        return dg.SensorResult(
            skip_reason=f"Articles are new, changed or removed; waiting until the {files:,} files are still.",
            cursor=json.dumps(cursor | {"seen": state}),
        )
    return dg.SensorResult(run_requests=[dg.RunRequest()], cursor=json.dumps({"seen": state, "released": state}))


def corpus_state(corpus: Path) -> tuple[int, str]:
    """The number of files of the corpus, and a digest over the path, size and times of each; hidden ones do not count.

    The time of the last change to a file's record is among them: no program can set it, so that a file replaced by one
    as long and as old is noticed. Raises OSError where a folder or file cannot be read.
    """
    digest, files = hashlib.blake2b(digest_size=16), 0
    for path in sorted(article_files(corpus)):
        status = path.stat()
        line = f"{path}\x00{status.st_size}\x00{status.st_mtime_ns}\x00{status.st_ctime_ns}\x00"
        digest.update(line.encode("utf-8", "surrogateescape"))
        files += 1
    return files, digest.hexdigest()


_TOLD = bool(os.environ.get(WEBHOOK_VARIABLE))
_STATUS = dg.DefaultSensorStatus.RUNNING if _TOLD else dg.DefaultSensorStatus.STOPPED


@dg.run_failure_sensor(
    name="tell_failure",
    monitored_jobs=[release_job],
    default_status=_STATUS,
    description=f"Posts to ${WEBHOOK_VARIABLE} that a run failed, and why. On where that is set.",
)
def tell_failure(context: dg.RunFailureSensorContext, webhook: Webhook) -> None:
    run = context.dagster_run
    failed = next(iter(context.get_step_failure_events()), None)
    data = failed.step_failure_data if failed else None
    said = data.user_failure_data.description if data and data.user_failure_data else None
    why = said or (data.error.message if data and data.error else context.failure_event.message) or ""
    step = f" in {failed.step_key}" if failed else ""
    webhook.send("run_failed", f"A run of Summit Facts failed{step}: {plain(why)}", _run_of(run))


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    name="tell_release",
    monitored_jobs=[release_job],
    default_status=_STATUS,
    description=f"Posts to ${WEBHOOK_VARIABLE} that a release was published. On where that is set.",
)
def tell_release(context: dg.RunStatusSensorContext, webhook: Webhook) -> dg.SkipReason | None:
    run = context.dagster_run
    made = context.instance.get_records_for_run(run.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
    found = [
        e.asset_materialization.metadata for e in (r.event_log_entry for r in made.records) if e.asset_materialization
    ]
    released = next((data for data in found if "version" in data), None)
    if released is None or not released["published"].value:
        return dg.SkipReason("The run published nothing.")
    details = {name: released[name].value for name in ("version", "digest", "articles", "facts", "claims")}
    address = str(released["release"].value)
    text = f"Release {details['version']} of Summit Facts is published: {address}"
    webhook.send("released", text, _run_of(run) | details | {"release": address})
    return None


def _run_of(run: dg.DagsterRun) -> dict[str, str | None]:
    return {"run_id": run.run_id, "corpus": run.tags.get(CORPUS_TAG), "outputs": run.tags.get(OUTPUTS_TAG)}
