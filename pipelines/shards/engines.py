"""Where tasks run: in this process, in a pool of processes, or on a cluster. What they do belongs to `tasks`.

An engine maps a function over paths, in whatever order; it knows nothing of tables.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

Task = Callable[[Path], Path]

EngineName = Literal["auto", "in_process", "pool", "ray"]

_ATTEMPTS = 3
"""How often a pool whose workers die is started before the run fails."""

_FOR_A_POOL = 8
"""Tasks from which on `auto` takes a pool: each worker needs some seconds to load its knowledge."""


class EngineError(Exception):
    """Tasks could not be run; the message says why, and what can be done."""


class Engine(Protocol):
    """Runs a task on paths."""

    def map(self, task: Task, paths: Sequence[Path]) -> Iterator[Path]:
        """The result of the task for each path, as each is done; raises what a task raises, and EngineError."""
        ...


@dataclass(frozen=True)
class InProcess:
    """One task after the other, here."""

    def map(self, task: Task, paths: Sequence[Path]) -> Iterator[Path]:
        return map(task, paths)


@dataclass(frozen=True)
class Pool:
    """Processes on this machine. A worker that is killed is replaced, and what it had is done again."""

    workers: int

    def map(self, task: Task, paths: Sequence[Path]) -> Iterator[Path]:
        waiting = set(paths)
        for _ in range(_ATTEMPTS):
            # spawn: a forked copy of a process with threads, as polars has, can hang
            with ProcessPoolExecutor(self.workers, mp_context=multiprocessing.get_context("spawn")) as pool:
                futures = {pool.submit(task, path): path for path in sorted(waiting)}
                try:
                    for future in as_completed(futures):
                        result = future.result()
                        waiting.discard(futures[future])
                        yield result
                except BrokenProcessPool:
                    continue
                except BaseException:
                    pool.shutdown(cancel_futures=True)
                    raise
            return
        raise EngineError(
            f"Workers were killed {_ATTEMPTS} times, with {len(waiting)} shards to do. If memory ran out, take fewer "
            "workers."
        )


@dataclass(frozen=True)
class Ray:
    """Tasks of a Ray cluster, which sees the same files as this process: the one that RAY_ADDRESS names.

    Without that, a cluster on this machine for as long as the map lasts, on the loopback interface.
    """

    workers: int

    def map(self, task: Task, paths: Sequence[Path]) -> Iterator[Path]:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        try:
            import ray
        except ImportError as error:
            raise EngineError("Ray is not installed; install the project with its extra `ray`.") from error
        with self._connected(ray):
            run = ray.remote(task).options(max_retries=_ATTEMPTS)
            waiting = [run.remote(path) for path in paths]
            while waiting:
                (done,), waiting = ray.wait(waiting)
                try:
                    yield ray.get(done)
                except ray.exceptions.RayTaskError as error:
                    raise error.cause from error
                except ray.exceptions.RayError as error:
                    raise EngineError(f"The cluster could not finish a shard: {error}") from error

    def _connected(self, ray: Any) -> AbstractContextManager[Any]:
        """The cluster, until it is left."""
        own = {
            "address": "local",
            "num_cpus": self.workers,
            "_node_ip_address": "127.0.0.1",
            "include_dashboard": False,
        }
        cluster = {"address": "auto"} if "RAY_ADDRESS" in os.environ else own
        try:
            connected: AbstractContextManager[Any] = ray.init(**cluster, log_to_driver=False, logging_level="warning")
        except Exception as error:  # Ray raises it bare
            raise EngineError(f"Ray cannot be reached, or started: {error}") from error
        return connected


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def engine_for(name: EngineName, workers: int | None, tasks: int) -> Engine:
    """The engine of that name; `auto` is a pool where there are processors and tasks enough to be worth its start."""
    if workers is not None and workers < 1:
        raise EngineError(f"There cannot be {workers} workers; give a number from 1, or none for one a processor.")
    several = workers or processors()
    if name == "ray":
        return Ray(several)
    if name == "pool" or (name == "auto" and several > 1 and tasks >= _FOR_A_POOL):
        return Pool(min(several, max(tasks, 1)))
    return InProcess()
