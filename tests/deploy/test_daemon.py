"""The pipeline as it is deployed: Dagster's daemon on PostgreSQL, a schedule, a sensor, releases on S3, notifications.

It takes minutes, because a cron expression knows no seconds: `make services` runs it.
"""

import os
import shutil
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import dagster as dg
import pytest
from postgres import binaries, postgres
from receiver import receiver
from services import ROOT, copy_project, service

from pipelines.publish import Release, releases, verify

pytestmark = [
    pytest.mark.skipif(
        not os.environ.get("SUMMIT_FACTS_SERVICES"), reason="takes minutes; run it with `make services`"
    ),
    pytest.mark.skipif(binaries() is None, reason="needs PostgreSQL's server (Debian: postgresql)"),
    pytest.mark.skipif(find_spec("dagster_postgres") is None, reason="needs the extra `postgres`"),
    pytest.mark.skipif(find_spec("obstore") is None or find_spec("moto") is None, reason="needs obstore and moto"),
]
ARTICLES = {
    "quito.txt": "The ninth Andean Summit was held in Quito on 4 June 2018.",
    "lima.txt": "The tenth Andean Summit was held in Lima on 5 June 2019.",
}


def sources(release: Release) -> set[str]:
    return set(release.table("documents")["source_path"])


def finished(project: Path, environment: dict[str, str]) -> list[tuple[float, float]]:
    """When the runs that have ended began and ended, as PostgreSQL tells it, in order."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        with dg.DagsterInstance.from_config(str(project / "home")) as instance:
            records = instance.get_run_records()
    return sorted((r.start_time, r.end_time) for r in records if r.start_time and r.end_time)


def test_the_schedule_and_the_sensor_make_releases(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    out, corpus = "s3://releases/served", project / "corpus"
    shutil.copy(ROOT / "deploy" / "dagster.yaml", project / "home")
    (corpus / "quito.txt").write_text(ARTICLES["quito.txt"])
    from s3_server import s3_server

    with postgres() as state, receiver() as told, s3_server():
        environment = state | {
            "DAGSTER_LOGS": str(project / "home" / "logs"),
            "SUMMIT_FACTS_CORPUS": str(corpus),
            "SUMMIT_FACTS_OUTPUTS": out,
            "SUMMIT_FACTS_SCHEDULE": "*/2 * * * *",
            "SUMMIT_FACTS_WATCH": "5",
            "SUMMIT_FACTS_WEBHOOK": told.url,
        }
        start = ("dagster-daemon", "run", "--module-name", "pipelines.definitions")
        with service(*start, project=project, environment=environment) as daemon:
            daemon.wait(lambda: len(releases(out)) == 1)
            (corpus / "lima.txt").write_text(ARTICLES["lima.txt"])
            daemon.wait(lambda: len(releases(out)) == 2)
            daemon.wait(lambda: len(told.got) == 2)
        runs = finished(project, environment)
        assert len(runs) >= 2 and all(ended <= start for (_, ended), (start, _) in pairwise(runs))
        first, second = releases(out)
        assert (sources(first), sources(second)) == ({"quito.txt"}, set(ARTICLES))
        with second.folder() as folder:
            assert verify(folder) == [] and second.latest
        assert [event["event"] for event in told.got] == ["released"] * 2
        assert told.got[1]["version"] == second.version
    said = daemon.log.read_text()
    assert "Completed scheduled launch" in said and "Completed launch of run" in said
    assert not list(project.glob("outputs/releases/*"))
