"""What starts a release without a person: a daily schedule and a sensor on the corpus, both off until switched on."""

import hashlib
import json
from pathlib import Path

import dagster as dg

from pipelines.storage import Project, article_files

EXCLUSIVE = "summit-facts/release"
"""Tag of runs of the job. Dagster starts one with the value `one-at-a-time` after the other, as `dagster.yaml` says.

Runs from the command line have another value: Dagster does not notice when one is killed, and would wait for ever.
"""

release_job = dg.define_asset_job(
    "release",
    selection=dg.AssetSelection.all(),
    description="Articles in, a validated, versioned release out. Nothing is published if a critical check fails.",
    tags={EXCLUSIVE: "one-at-a-time"},
)

daily_release = dg.ScheduleDefinition(
    name="daily_release",
    job=release_job,
    cron_schedule="0 5 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="A release every day at 05:00 UTC.",
)


@dg.sensor(
    name="new_articles",
    job=release_job,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="A release once articles were added, changed or removed, and the folder has been still for one tick.",
)
def new_articles(context: dg.SensorEvaluationContext, project: Project) -> dg.SensorResult | dg.SkipReason:
    """The cursor holds two states of the corpus: `seen` at the last tick, and `released`."""
    corpus = project.corpus_path
    if not corpus.exists():
        return dg.SkipReason(f"There is no corpus at {corpus}.")
    state = corpus_state(corpus)
    cursor = json.loads(context.cursor) if context.cursor else {}
    if state == cursor.get("released"):
        return dg.SkipReason("No article is new or changed.")
    if state != cursor.get("seen"):
        cursor["seen"] = state
        return dg.SensorResult(
            skip_reason="Articles are new or changed; waiting until the folder is still.", cursor=json.dumps(cursor)
        )
    return dg.SensorResult(run_requests=[dg.RunRequest()], cursor=json.dumps({"seen": state, "released": state}))


def corpus_state(corpus: Path) -> str:
    """A digest over path, size and modification time of every file of the corpus; hidden files do not count."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(article_files(corpus)):
        status = path.stat()
        digest.update(f"{path}\x00{status.st_size}\x00{status.st_mtime_ns}\x00".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
