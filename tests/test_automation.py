"""Runs queue whoever starts them, and a release that is late is told of."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
import yaml
from dagster._core.definitions import freshness_evaluator
from dagster._core.definitions.freshness import FreshnessState
from dagster._core.loader import LoadingContextForTest
from dagster._core.remote_origin import (
    ManagedGrpcPythonEnvCodeLocationOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.test_utils import create_run_for_test
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from dagster._daemon.freshness import FreshnessDaemon
from dagster._daemon.run_coordinator import QueuedRunCoordinatorDaemon
from dagster._time import get_current_timestamp

from pipelines.automation import EXCLUSIVE, corpus_state, daily_release, new_articles
from pipelines.definitions import defs
from pipelines.storage import ROOT, Project

HOUR = 3600
_LOCATION = ManagedGrpcPythonEnvCodeLocationOrigin(LoadableTargetOrigin(module_name="pipelines.definitions"))
ORIGIN = RemoteJobOrigin(RemoteRepositoryOrigin(_LOCATION, "__repository__"), "release")


def freshness(instance: dg.DagsterInstance, asset: str, hours: float) -> FreshnessState:
    """What Dagster's daemon finds so many hours from now."""
    node = defs.resolve_asset_graph().get(dg.AssetKey(asset))
    later = get_current_timestamp() + hours * HOUR
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(freshness_evaluator, "get_current_timestamp", lambda: later)
        found = FreshnessDaemon()._compute_asset_freshness_state(LoadingContextForTest(instance), node)
        return asyncio.run(found)


def test_a_release_that_is_late_is_told_of() -> None:
    """A day after the last one it is not late yet, after a missed day it is due, and after two it has failed."""
    with dg.DagsterInstance.ephemeral() as instance:
        assert freshness(instance, "release", 0) == FreshnessState.UNKNOWN
        instance.report_runless_asset_event(dg.AssetMaterialization("documents"))
        assert freshness(instance, "release", 100) == FreshnessState.UNKNOWN
        instance.report_runless_asset_event(dg.AssetMaterialization("release"))
        found = [freshness(instance, "release", hours) for hours in (0, 25, 27, 49, 51, 1000)]
        assert found == [FreshnessState.PASS] * 2 + [FreshnessState.WARN] * 2 + [FreshnessState.FAIL] * 2
        instance.report_runless_asset_event(dg.AssetMaterialization("release"))
        assert freshness(instance, "release", 1) == FreshnessState.PASS
        assert freshness(instance, "documents", 1000) == FreshnessState.NOT_APPLICABLE


@pytest.mark.parametrize("settings", ["dagster.yaml", "deploy/dagster.yaml"])
def test_the_daemon_looks_for_late_releases(settings: str) -> None:
    assert yaml.safe_load((ROOT / settings).read_text())["freshness"] == {"enabled": True}


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    """One with the project's settings."""
    shutil.copy(ROOT / "dagster.yaml", tmp_path)
    settings = yaml.safe_load((tmp_path / "dagster.yaml").read_text())
    settings["storage"]["sqlite"]["base_dir"] = str(tmp_path / "state")
    (tmp_path / "dagster.yaml").write_text(yaml.safe_dump(settings))
    with dg.DagsterInstance.from_config(str(tmp_path)) as instance:
        yield instance


def tags_of_ui() -> dict[str, str]:
    return dict(defs.resolve_job_def("release").tags)


def tags_of_schedule() -> dict[str, str]:
    with dg.build_schedule_context() as context:
        (request,) = daily_release.evaluate_tick(context).run_requests or ()
    return tags_of_ui() | dict(request.tags)


def tags_of_sensor(corpus: Path) -> dict[str, str]:
    corpus.mkdir()
    (corpus / "quito.txt").write_text("The ninth Andean Summit was held in Quito.")
    _, state = corpus_state(corpus)
    cursor = f'{{"seen": "{state}"}}'
    result = new_articles(dg.build_sensor_context(cursor=cursor, resources={"project": Project(corpus=str(corpus))}))
    assert isinstance(result, dg.SensorResult) and result.run_requests
    return tags_of_ui() | dict(result.run_requests[0].tags)


def test_runs_of_the_ui_the_schedule_and_the_sensor_start_one_after_the_other(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    daemon = QueuedRunCoordinatorDaemon(interval_seconds=1)

    def started() -> list[str]:
        """The runs that the daemon takes from the queue now."""
        runs = daemon._get_runs_to_dequeue(instance, instance.get_concurrency_config(), None)
        for run in runs:
            instance.report_dagster_event(
                dg.DagsterEvent(dg.DagsterEventType.RUN_STARTING.value, run.job_name), run.run_id
            )
        return [run.run_id for run in runs]

    def put(status: dg.DagsterRunStatus, tags: dict[str, str]) -> str:
        return create_run_for_test(instance, "release", status=status, tags=tags, remote_job_origin=ORIGIN).run_id

    queued = [
        put(dg.DagsterRunStatus.QUEUED, tags)
        for tags in (tags_of_ui(), tags_of_schedule(), tags_of_sensor(tmp_path / "corpus"))
    ]
    put(dg.DagsterRunStatus.STARTED, {EXCLUSIVE: "command-line"})
    in_order = []
    for run_id in queued:
        assert started() == [run_id]
        assert started() == []
        in_order.append(run_id)
        run = instance.get_run_by_id(run_id)
        assert run is not None
        instance.report_run_failed(run)
    assert started() == [] and in_order == queued
