"""Releases in an object store that speaks S3."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta

import pytest
from s3_server import S3Server, s3_server
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.publish import Release, ReleaseError, check_latest, open_release, open_store, releases, verify
from pipelines.storage import ROOT, Project

obstore = pytest.importorskip("obstore")

Publish = Callable[..., Release]


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


@pytest.fixture
def out(server: S3Server, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Outputs of one test: a prefix of its own, in a store of whose failures no publisher is patient."""
    monkeypatch.setattr("pipelines.publish.s3.RETRIES", {"max_retries": 1})
    server.heal()
    return f"s3://releases/{request.node.name}"


def keys(out: str) -> list[str]:
    return sorted(found["path"] for found in obstore.list(obstore.store.from_url(f"{out}/releases")).collect())


def test_a_release_is_published_found_and_sound(publish_small: Publish, out: str) -> None:
    with pytest.raises(ReleaseError, match=r"there is no release in s3://.*/releases; make one"):
        open_release(out)
    first, second = publish_small(out=out), publish_small(out=out)
    assert [(each.version, each.latest) for each in releases(out)] == [("2026.11.22", False), ("2026.11.22.1", True)]
    assert open_release(out).address == second.address == f"{out}/releases/2026.11.22.1"
    assert open_release(out, "2026.11.22").table("facts").equals(first.table("facts"))
    assert first.manifest["digest"] == second.manifest["digest"]
    with second.folder() as folder:
        assert verify(folder) == []
        assert {f"2026.11.22.1/{path.name}" for path in folder.iterdir()} < set(keys(out))
    assert not folder.exists()
    assert not [key for key in keys(out) if key.startswith(".")]
    check_latest(out)
    with pytest.raises(ReleaseError, match="is not a folder"):
        _ = second.path


def test_objects_say_what_they_are_and_how_long_they_last(publish_small: Publish, out: str) -> None:
    publish_small(out=out)
    store = obstore.store.from_url(f"{out}/releases")
    told = {key: obstore.get(store, key).attributes for key in ("latest.json", "2026.11.22/facts.parquet")}
    assert told["latest.json"]["Cache-Control"] == "no-cache"
    assert told["2026.11.22/facts.parquet"]["Cache-Control"] == "public, max-age=31536000, immutable"
    assert told["2026.11.22/facts.parquet"]["Content-Type"] == "application/vnd.apache.parquet"


def test_the_manifest_comes_last_and_then_latest(publish_small: Publish, out: str, server: S3Server) -> None:
    server.requests.clear()
    publish_small(out=out)
    put = [call.rpartition("/")[2] for call in server.requests if call.startswith("PUT")]
    assert put[0] == ".staging-2026.11.22"
    assert put[-2:] == ["manifest.json", "latest.json"]


def test_the_catalogue_lies_beside_the_releases(publish_small: Publish, out: str) -> None:
    publish_small(out=out, site=True)
    publish_small(out=out, site=True)
    found = obstore.get(obstore.store.from_url(f"{out}/site"), "index.html")
    page = bytes(found.bytes()).decode()
    assert '"../releases/2026.11.22/site/index.html"' in page and "2026.11.22.1" in page
    assert (found.attributes["Content-Type"], found.attributes["Cache-Control"]) == (
        "text/html; charset=utf-8",
        "no-cache",
    )


def test_latest_goes_forward_only(publish_small: Publish, out: str) -> None:
    with open_store(out).staged(_day(publish_small(out=out))) as (version, folder):
        publish_small(out=out)
        assert open_release(out).version == "2026.11.22.2"
        with open_release(out, "2026.11.22").folder() as published:
            for path in published.rglob("*"):
                (folder / path.relative_to(published)).write_bytes(path.read_bytes())
    assert [release.version for release in releases(out)] == ["2026.11.22", version, "2026.11.22.2"]
    assert open_release(out).version == "2026.11.22.2"


def _day(release: Release) -> date:
    return date.fromisoformat(release.version.replace(".", "-"))


def test_a_release_that_is_not_finished_is_not_there(publish_small: Publish, out: str, server: S3Server) -> None:
    publish_small(out=out)
    before = keys(out)
    server.inject("outage", 20, 0)
    with pytest.raises(ReleaseError, match=r"s3://"):
        publish_small(out=out)
    server.heal()
    assert [release.version for release in releases(out)] == ["2026.11.22"]
    assert set(keys(out)) > set(before)  # nothing could be tidied up
    assert publish_small(out=out).version == "2026.11.22.2"
    with pytest.raises(ReleaseError, match=r"no release 2026\.11\.22\.1 in s3:"):
        open_release(out, "2026.11.22.1")


def test_gc_removes_what_is_stale_and_nothing_else(
    publish_small: Publish, out: str, server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_small(out=out)
    server.inject("outage", 20, 0)
    with suppress(ReleaseError):
        publish_small(out=out)
    server.heal()
    publish_small(out=out)
    store = open_store(out)
    everything = keys(out)
    assert store.remove_stale() == [] and keys(out) == everything  # it may still be under way
    monkeypatch.setattr("pipelines.publish.s3.STALE", timedelta(seconds=-1))
    assert store.remove_stale() == ["2026.11.22.1"]
    assert set(keys(out)) == {key for key in everything if "2026.11.22.1" not in key}
    assert store.remove_stale() == []
    assert [release.version for release in releases(out)] == ["2026.11.22", "2026.11.22.2"]


def test_a_publication_that_counts_as_dead_gives_up(publish_small: Publish, out: str) -> None:
    source = publish_small(out=out)
    with (
        source.folder() as published,
        pytest.raises(ReleaseError, match="counts as dead"),
        open_store(out).staged(_day(source)) as (version, folder),
    ):
        for path in published.iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
        obstore.delete(obstore.store.from_url(f"{out}/releases"), f".staging-{version}")
    assert [release.version for release in releases(out)] == ["2026.11.22"]
    assert not [key for key in keys(out) if key.startswith(version)]


def test_a_damaged_latest_is_written_anew(publish_small: Publish, out: str) -> None:
    publish_small(out=out)
    obstore.put(obstore.store.from_url(f"{out}/releases"), "latest.json", b"{")
    with pytest.raises(ReleaseError, match=r"latest\.json is damaged"):
        open_release(out)
    assert publish_small(out=out).latest


def test_every_command_that_reads_releases_reads_them_there(publish_small: Publish, out: str) -> None:
    fact = publish_small(out=out).table("facts")["fact_id"][0]
    for arguments, said in (
        (["releases"], "2026.11.22"),
        (["verify"], "release 2026.11.22 is sound"),
        (["show", fact], "94.8 billion"),
        (["gc"], "nothing is stale"),
    ):
        told = CliRunner().invoke(app, arguments, env={"SUMMIT_FACTS_OUTPUTS": out, "COLUMNS": "200"})
        assert (told.exit_code, said in told.stdout) == (0, True), told.output
    obstore.put(obstore.store.from_url(f"{out}/releases"), "2026.11.22/claims.csv", b"claim_id\r\n")
    told = CliRunner().invoke(app, ["verify", "--out", out])
    assert told.exit_code == 1 and "claims.csv: has another SHA-256" in told.stderr
    told = CliRunner().invoke(app, ["serve", "--out", out])
    assert told.exit_code == 1 and "only a folder is served" in told.stderr


def test_any_flipped_bit_is_found(publish_small: Publish, out: str) -> None:
    release, store = publish_small(out=out), obstore.store.from_url(f"{out}/releases")
    for file in ("facts.parquet", "facts.csv", "README.md", "manifest.json", "SHA256SUMS"):
        key = f"{release.version}/{file}"
        whole = bytes(obstore.get(store, key).bytes())
        for changed in (whole[:-1], bytes([whole[0] ^ 1]) + whole[1:]):
            obstore.put(store, key, changed)
            with release.folder() as folder:
                assert verify(folder), key
        obstore.put(store, key, whole)


def test_a_bucket_that_is_not_there_is_named(server: S3Server) -> None:
    with pytest.raises(ReleaseError, match=r"s3://nobodys/x/releases"):
        open_release("s3://nobodys/x")
    with pytest.raises(ReleaseError, match="outputs are a folder or s3://bucket/prefix, not gs://"):
        open_release("gs://bucket/prefix")


def test_what_runs_leave_stays_on_this_machine() -> None:
    project = Project(outputs="s3://bucket/prefix")
    assert project.releases_below == "s3://bucket/prefix"
    assert project.run_folder("run-1") == ROOT / "outputs" / "runs" / "run-1"
