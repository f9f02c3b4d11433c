"""Engines run every task once, in whatever order, and survive the death of a worker."""

from pathlib import Path

import pytest
from pool_tasks import always_killed, killed_once, refused

from pipelines.shards.engines import EngineError, InProcess, Pool, engine_for


def test_a_killed_worker_is_replaced_and_its_work_done(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(3)]
    for path in paths[1:]:
        path.touch()
    assert sorted(Pool(2).map(killed_once, paths)) == paths


def test_workers_that_always_die_end_the_run_with_a_reason(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"killed 3 times, with 1 shards to do\. If memory ran out"):
        list(Pool(1).map(always_killed, [tmp_path]))


@pytest.mark.parametrize("engine", [InProcess(), Pool(1)])
def test_what_a_task_raises_is_raised(engine: InProcess | Pool, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        list(engine.map(refused, [tmp_path]))


def test_auto_takes_a_pool_where_it_is_worth_its_start() -> None:
    assert engine_for("auto", 4, 3) == InProcess()
    assert engine_for("auto", 4, 100) == Pool(4)
    assert engine_for("auto", 1, 100) == InProcess()
    assert engine_for("in_process", 4, 100) == InProcess()
    assert engine_for("pool", 4, 2) == Pool(2)
    with pytest.raises(EngineError, match="give a number from 1"):
        engine_for("pool", 0, 2)
