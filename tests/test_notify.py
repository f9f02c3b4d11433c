"""Releases and failed runs are posted to one address, three times at most, and nowhere else."""

import dagster as dg
import pytest
from receiver import receiver

from pipelines.automation import tell_failure, tell_release
from pipelines.notify import Webhook


def send(url: str) -> list[float]:
    waits: list[float] = []
    Webhook(url=url).send("released", "Release 1", {"version": "1"}, waits.append)
    return waits


def test_one_object_is_posted() -> None:
    with receiver() as there:
        assert send(there.url) == []
    assert there.got == [{"event": "released", "text": "Release 1", "version": "1"}]


@pytest.mark.parametrize(("answers", "posts"), [((503,), 2), ((500, 429), 3)])
def test_what_may_pass_is_tried_again(answers: tuple[int, ...], posts: int) -> None:
    with receiver(*answers) as there:
        assert len(send(there.url)) == posts - 1
    assert len(there.got) == posts


@pytest.mark.parametrize(("answers", "posts"), [((404,), 1), ((302,), 1), ((500, 500, 500), 3)])
def test_what_is_refused_is_an_error(answers: tuple[int, ...], posts: int) -> None:
    with receiver(*answers) as there, pytest.raises(OSError, match=f"HTTP Error {answers[0]}"):
        send(there.url)
    assert len(there.got) == posts


def test_nobody_is_told_without_an_address_and_nothing_but_http_is_opened() -> None:
    assert send("") == []
    with pytest.raises(ValueError, match="no http or https address"):
        send("file:///etc/hostname")


@dg.asset(name="release")
def made() -> dg.MaterializeResult:
    counts = {"articles": 3, "facts": 2, "claims": 1}
    told = {
        "version": "2026.11.22",
        "published": True,
        "digest": "sha256:0",
        "release": dg.MetadataValue.path("/out/r"),
    }
    return dg.MaterializeResult(metadata=told | counts)


@dg.asset(name="release")
def same() -> dg.MaterializeResult:
    return dg.MaterializeResult(metadata={"version": "2026.11.22", "published": False})


@dg.asset(name="release")
def failing() -> None:
    raise dg.Failure("Nothing is published.", allow_retries=False)


def ran(asset: dg.AssetsDefinition, instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    job = dg.Definitions(assets=[asset], jobs=[dg.define_asset_job("release")]).resolve_job_def("release")
    return job.execute_in_process(instance=instance, raise_on_error=False, tags={"summit-facts/corpus": "articles"})


def test_a_release_is_told_and_a_run_that_published_nothing_is_not() -> None:
    instance = dg.DagsterInstance.ephemeral()
    with receiver() as there:
        for asset in (made, same):
            result = ran(asset, instance)
            event = next(e for e in result.all_events if e.event_type == dg.DagsterEventType.RUN_SUCCESS)
            context = dg.build_run_status_sensor_context("tell_release", event, instance, result.dagster_run)
            tell_release(context, webhook=Webhook(url=there.url))
    (told,) = there.got
    assert told["event"] == "released" and told["text"] == "Release 2026.11.22 of Summit Facts is published: /out/r"
    assert (told["version"], told["facts"], told["corpus"]) == ("2026.11.22", 2, "articles")


def test_a_failed_run_is_told_with_the_step_and_the_reason() -> None:
    instance = dg.DagsterInstance.ephemeral()
    result = ran(failing, instance)
    event = next(e for e in result.all_events if e.event_type == dg.DagsterEventType.RUN_FAILURE)
    context = dg.build_run_status_sensor_context("tell_failure", event, instance, result.dagster_run)
    with receiver() as there:
        tell_failure(context.for_run_failure(), webhook=Webhook(url=there.url))
    (told,) = there.got
    assert told["event"] == "run_failed"
    assert told["text"] == "A run of Summit Facts failed in release: Nothing is published."
    assert told["run_id"] == result.run_id
