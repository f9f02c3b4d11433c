"""The engine for clusters, on one that it starts on this machine."""

from pathlib import Path

import pytest
from pool_tasks import killed_once, refused

from pipelines.shards.engines import Ray, engine_for

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
