"""What an engine costs, and whether its bytes stay the same when a worker is killed.

    python benchmarks/engines.py CORPUS... [--articles 4000] [--files 16] [--engines in_process pool:1 pool:2 ray:2]

The articles of the corpora, grown as in `scale.py`, lie in files. Each engine first reads a small file for each of its
workers, which is its start, and then all files, in a folder of its own; CPU seconds are those of this process and all
that descend from it. Then it does so with a worker killed by SIGKILL once a quarter of the files are done. `same bytes`
compares every table of every file with those of the first engine. Wall time says something on a free machine only: the
load at the start stands beside it. Linux only.
"""

import argparse
import multiprocessing
import os
import signal
import tempfile
import threading
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import polars as pl
from scale import grow

from pipelines.ingest import ingest
from pipelines.shards.corpus import read_corpus
from pipelines.shards.engines import engine_for
from pipelines.shards.stage import Progress

_TICKS = os.sysconf("SC_CLK_TCK")
_EVERY = 0.2
"""Seconds between looks at the processes."""


class Processes:
    """This process and all that descend from it: what they have used, and which of them are workers."""

    def __init__(self) -> None:
        self._used: dict[int, float] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Processes":
        self._before = sum(_used(os.getpid()))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def seconds(self) -> float:
        return sum(_used(os.getpid())) - self._before + sum(self._used.values())

    def workers(self) -> list[int]:
        """Those that run tasks: spawned ones of a pool, and those that Ray has named after the task."""
        commands = {pid: _command(pid) for pid in _descendants()}
        return [pid for pid, told in commands.items() if "spawn_main" in told or told.startswith("ray::read_file")]

    def _watch(self) -> None:
        while not self._stop.wait(_EVERY):
            for pid in _descendants():
                self._used[pid] = max(self._used.get(pid, 0), sum(_used(pid)))


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _used(pid: int) -> tuple[float, float]:
    stat = _stat(pid)
    return (int(stat[11]) / _TICKS, int(stat[12]) / _TICKS) if stat else (0, 0)


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def _descendants() -> list[int]:
    children = defaultdict(list)
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (stat := _stat(int(folder.name))):
            children[int(stat[1])].append(int(folder.name))
    found: list[int] = []
    waiting = [os.getpid()]
    while waiting:
        below = children[waiting.pop()]
        found += below
        waiting += below
    return found


def read(corpus: Path, cache: Path, engine: str, kill: bool = False) -> tuple[float, float, dict[str, str]]:
    """CPU and wall seconds of reading the corpus, and the sums of all tables by the key of their file."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as fresh:
        return fresh.submit(_read, corpus, cache, engine, kill).result()


def _read(corpus: Path, cache: Path, engine: str, kill: bool) -> tuple[float, float, dict[str, str]]:
    name, _, workers = engine.partition(":")
    killed: list[int] = []

    def tell(progress: Progress) -> None:
        if kill and not killed and progress.done >= progress.shards / 4:
            killed.append(processes.workers()[0])
            os.kill(killed[0], signal.SIGKILL)

    began = time.perf_counter()
    with Processes() as processes:
        found = read_corpus(corpus, cache, lambda tasks: engine_for(name, int(workers or 1), tasks), on_progress=tell)
        wall = time.perf_counter() - began
        cpu = processes.seconds()
    if kill and not killed:
        raise RuntimeError("no worker was killed")
    entries = [
        cache / stage / key for file in found.files for stage, key in (("ingest", file.key), ("read", file.read_key))
    ]
    return cpu, wall, {entry.name: (entry / "SHA256SUMS").read_text() for entry in entries}


def write(documents: pl.DataFrame, folder: Path, files: int) -> None:
    folder.mkdir()
    records = documents.select("text", "title", date=pl.col("published").cast(pl.String))
    size = -(-len(records) // files)
    for number, at in enumerate(range(0, len(records), size)):
        records.slice(at, size).write_ndjson(folder / f"{number:03}.jsonl")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="+")
    parser.add_argument("--articles", type=int, default=4_000)
    parser.add_argument("--files", type=int, default=16)
    parser.add_argument("--engines", nargs="+", default=["in_process", "pool:1", "pool:2", "ray:2"])
    options = parser.parse_args()
    documents = pl.concat([ingest(corpus).documents for corpus in options.corpora]).unique("doc_id", keep="first")
    documents = grow(documents, options.articles)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        write(documents, work / "corpus", options.files)
        megabytes = documents["text"].str.len_bytes().sum() / 1e6
        print(f"{len(documents):,} articles, {megabytes:.1f} MB in {options.files} files\n")
        print(
            "| engine | load | start, CPU s | then CPU s | start, wall s | then wall s | same bytes |\n"
            + "|---" * 7
            + "|"
        )
        first: dict[str, str] = {}
        for number, engine in enumerate(options.engines):
            workers = int(engine.partition(":")[2] or 1)
            small = work / f"small-{number}"
            write(documents.head(2 * workers), small, workers)
            load = os.getloadavg()[0]
            start_cpu, start_wall, _ = read(small, work / f"start-{number}", engine)
            cpu, wall, sums = read(work / "corpus", work / f"whole-{number}", engine)
            first = first or sums
            print(f"| {engine} | {load:.1f} | {start_cpu:.1f} | {cpu - start_cpu:.1f} | {start_wall:.1f} "
                  f"| {wall - start_wall:.1f} | {sums == first} |", flush=True)  # fmt: skip
            if engine != "in_process":
                cpu, wall, sums = read(work / "corpus", work / f"killed-{number}", engine, kill=True)
                print(f"| {engine}, a worker killed | | | {cpu - start_cpu:.1f} | | {wall - start_wall:.1f} "
                      f"| {sums == first} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
