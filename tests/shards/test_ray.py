"""The engine for clusters, on one that it starts on this machine."""

from pathlib import Path

import pytest
from pool_tasks import killed_once, refused

from pipelines.shards.corpus import read_corpus
from pipelines.shards.engines import EngineError, InProcess, Ray, engine_for

ray = pytest.importorskip("ray", reason="Ray is an extra, and not installed")


def test_a_killed_worker_is_replaced_and_its_work_done(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(4)]
    for path in paths[1:]:
        path.touch()
    assert sorted(Ray(2).map(killed_once, paths)) == paths
    assert not ray.is_initialized()


def test_what_a_task_raises_is_raised(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        list(Ray(1).map(refused, [tmp_path]))


def test_it_is_taken_where_it_is_asked_for() -> None:
    assert engine_for("ray", 3, 1) == Ray(3)
    assert engine_for("auto", 3, 1000) != Ray(3)


def test_files_give_the_same_bytes_as_in_this_process(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"The Delta Summit was held in Tigre on {number + 1} May 2019.")
    sums = []
    for name, engine in (("here", InProcess()), ("ray", Ray(2))):
        read_corpus(tmp_path, tmp_path / f".{name}", lambda files, engine=engine: engine)
        sums.append({file.parent.name: file.read_text() for file in (tmp_path / f".{name}").rglob("SHA256SUMS")})
    assert sums[0] == sums[1]
    assert len(sums[0]) == 6


def test_a_cluster_that_cannot_be_reached_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray, "init", raising)
    with pytest.raises(EngineError, match="Ray cannot be reached, or started: no node there"):
        list(Ray(1).map(refused, [tmp_path]))


def raising(**_: object) -> None:
    raise ConnectionError("no node there")
