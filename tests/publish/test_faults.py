"""Faults at some of the steps of a publication; `benchmarks/faults.py` tries every one."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("moto", reason="needs moto, the S3 API on loopback")

from faulty import SYSTEM_FAULTS, Bucket, Folder, fill, no_small_disk, no_strace, race
from s3_server import FAULTS, S3Server, s3_server

from pipelines.publish import open_store


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


@pytest.fixture
def strace() -> None:
    if reason := no_strace():
        pytest.skip(reason)


@pytest.mark.usefixtures("strace")
def test_faults_of_the_system(tmp_path: Path) -> None:
    """One call of each kind gets a fault, and the calls after the data, where most can go wrong, all of them."""
    folder = Folder(tmp_path)
    points = folder.points()
    assert {point.call for point in points} >= {"write", "fsync", "rename", "mkdir"}
    each_kind = {point.call: point for point in points}.values()
    tried = 0
    for number, point in enumerate(dict.fromkeys([points[0], *each_kind, *points[-5:]])):
        struck, wrong = folder.inject(point, SYSTEM_FAULTS[number % len(SYSTEM_FAULTS)])
        assert wrong == [], str(point)
        tried += struck
    assert tried >= 8


def test_faults_of_the_store(server: S3Server) -> None:
    """Each fault strikes once, at a request of the commit or at one before it."""
    bucket = Bucket(server)
    calls = bucket.calls()
    commit = [at for at, call in enumerate(calls) if re.match(r"PUT .*/(manifest|latest)\.json", call)]
    assert len(commit) == 2
    tried = 0
    places = [*commit, *commit, *commit, 2, *(at for at, call in enumerate(calls) if call.startswith("PUT"))]
    for fault, at in zip(FAULTS, places, strict=False):
        struck, wrong = bucket.inject(fault, at)
        assert wrong == [], calls[at]
        tried += struck
    assert tried >= 5


def test_a_full_disk(tmp_path: Path) -> None:
    if reason := no_small_disk(tmp_path):
        pytest.skip(reason)
    for options, expected in (("size=16k", "failed"), ("size=96k", "failed"), ("size=64m,nr_inodes=12", "failed")):
        assert fill(tmp_path, options) == (expected, []), options


def test_publishers_at_once(tmp_path: Path, server: S3Server) -> None:
    assert race(tmp_path / "outputs", publishers=3, rounds=2) == (6, [])
    assert race("s3://releases/at-once", publishers=3, rounds=1, settings=server.settings) == (3, [])


def test_gc_removes_what_a_killed_publication_left_and_nothing_else(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.fresh()
    left = folder.out / "releases" / ".staging-2026.11.23"
    left.mkdir()
    (left / "facts.parquet").write_bytes(b"PAR1")
    (folder.out / "releases" / ".staging-latest.json").write_text("{")
    assert open_store(folder.out).remove_stale() == [".staging-2026.11.23", ".staging-latest.json"]
    assert {path.name for path in (folder.out / "releases").iterdir()} == {".lock", "2026.11.22", "latest.json"}
    assert folder.fresh().look() == []
    assert open_store(tmp_path / "nothing").remove_stale() == []
    assert not (tmp_path / "nothing").exists()
