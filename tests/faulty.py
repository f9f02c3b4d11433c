"""Publications that go wrong: what is injected into them, and what must hold after it.

A publication runs in a process of its own. Faults of the system are injected by strace into the k-th call on one path,
faults of an object store by the server in front of it (`faulty_s3`).
"""

import itertools
import multiprocessing
import multiprocessing.connection
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from frames import small_tables, validation_of
from s3_server import S3Server

from pipelines.publish import Outputs, ReleaseError, Run, check_latest, open_store, publish, releases, verify
from pipelines.publish import release as publishing
from pipelines.publish.checksums import checksum_list, checksums
from pipelines.publish.store import latest_version
from pipelines.publish.versions import order

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER, EARLIER = NOON + timedelta(days=1), NOON - timedelta(days=900)

LIMIT = 120
"""Seconds after which a publication counts as hung."""

_ROWS_OF_CSV = 2
"""Of the small tables only those of so many rows are there as CSV: one stands for all, and points are few."""

_PAGES = Path(__file__).parents[1] / "docs"
"""Any folder of files, published as the report of the validation."""

CALLS = "write pwrite64 writev sendfile copy_file_range fsync fdatasync rename renameat renameat2 mkdir mkdirat".split()
SYSTEM_FAULTS = ("KILL", "EIO", "ENOSPC")

os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["faulty"])


def _publish(
    out: Outputs, at: datetime, gate: multiprocessing.connection.Connection, settings: dict, tables: dict
) -> None:
    os.environ.update(settings)
    if settings:
        from pipelines.publish import s3

        s3.RETRIES = {"max_retries": 2, "backoff": {"init_backoff": timedelta(milliseconds=5)}}
    publishing.has_csv = lambda frame, csv: frame.height == _ROWS_OF_CSV
    validation = validation_of(tables)
    gate.send("ready")
    gate.recv()
    try:
        run = Run("run-1", at, {})
        publish(tables, out, run=run, validation=validation, data_docs=_PAGES, site=False, clock=lambda: at)
    except Exception as error:
        gate.send(f"{type(error).__name__}: {error}")
        os._exit(1)
    os._exit(0)


class Publication:
    """A publication of the small tables, in a process that waits until it is let go."""

    def __init__(self, out: Outputs, at: datetime = LATER, settings: dict | None = None) -> None:
        self._gate, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(
            target=_publish, args=(out, at, theirs, settings or {}, small_tables()), daemon=True
        )
        self._process.start()
        theirs.close()
        self.error = ""
        self._gate.recv()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def runs(self) -> bool:
        return self._process.is_alive()

    def go(self) -> None:
        self._gate.send("go")

    def wait(self) -> str:
        """How it ended: `done`, `failed` (and `error` says how), `killed`, or `hung`, after which it is killed."""
        self._process.join(LIMIT)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()
            return "hung"
        if self._process.exitcode == 1 and self._gate.poll():
            self.error = self._gate.recv()
        return {0: "done", 1: "failed", -9: "killed"}.get(self._process.exitcode, f"exit {self._process.exitcode}")

    def run(self) -> str:
        self.go()
        return self.wait()


@dataclass
class Reader:
    """Remembers what it has seen of the releases, and tells where what it sees now must not be."""

    out: Outputs
    seen: dict[str, bytes] = field(default_factory=dict)
    latest: str | None = None

    def look(self, again: int | None = None) -> list[str]:
        """Violations: half a release, one that is lost or changed, a latest that moved back or names nothing.

        Of the releases that were seen before, so many, at random, are read again; all of them without a number.
        """
        wrong = []
        old = list(self.seen)
        read_again = set(old if again is None else random.sample(old, min(again, len(old))))
        store = open_store(self.out)
        latest = latest_version(store)  # read first: what it names must then be there
        found = {release.version: release for release in releases(self.out)}
        wrong += [f"{version} is lost" for version in self.seen if version not in found]
        for version, release in found.items():
            if version in self.seen and version not in read_again:
                continue
            with release.folder() as folder:
                sums = checksum_list(checksums(folder))
                if version not in self.seen:
                    wrong += [f"half a release {version}: {problem}" for problem in verify(folder)]
            if self.seen.setdefault(version, sums) != sums:
                wrong.append(f"{version} has changed")
        if self.latest and (latest is None or order(latest) < order(self.latest)):
            wrong.append(f"latest went back from {self.latest} to {latest}")
        if latest and latest not in found:
            wrong.append(f"latest names {latest}, which is not there")
        self.latest = latest
        return wrong

    def after(self, ended: str, again: Publication) -> list[str]:
        """Violations after a publication that ended so, and after the next one, which must succeed."""
        wrong = [f"the publication {ended}"] if ended == "hung" or ended.startswith("exit") else []
        wrong += self.look()
        before = set(self.seen)
        ended_again = again.run()
        if ended_again != "done":
            return [*wrong, f"the rerun {ended_again}: {again.error}"]
        wrong += self.look()
        if not self.seen.keys() - before or self.latest != max(self.seen, key=order):
            wrong.append("the rerun is not the latest release")
        try:
            check_latest(self.out)
        except ReleaseError as error:
            wrong.append(str(error))
        return wrong


@dataclass(frozen=True)
class Point:
    """The k-th call of a kind on a path, in one publication."""

    call: str
    path: str
    number: int

    def __str__(self) -> str:
        return f"{self.call} {self.number} of {self.path}"


class Folder:
    """Outputs in a folder, with a release or without, as often as they are needed anew."""

    def __init__(self, work: Path, *, empty: bool = False) -> None:
        self.out = work / "outputs"
        self._model = work / "model"
        self._empty = empty
        if not empty:
            assert Publication(self._model, NOON).run() == "done"
        self._seen = Reader(self._model)
        assert self._seen.look() == []

    def fresh(self) -> Reader:
        shutil.rmtree(self.out, ignore_errors=True)
        if not self._empty:
            shutil.copytree(self._model, self.out)
        return Reader(self.out, dict(self._seen.seen), self._seen.latest)

    def points(self) -> list[Point]:
        """Every write, fsync, rename and mkdir of a publication."""
        self.fresh()
        publication = Publication(self.out)
        ended, log = _traced(publication, "-y", "-e", f"trace={','.join(CALLS)}")
        assert ended == "done", publication.error
        counts: dict[tuple[str, str], int] = {}
        for line in log.splitlines():
            called = re.match(r'\d+ +(\w+)\((?:\d+<([^>]+)>|(?:AT_FDCWD[^,]*, )?"([^"]+)")', line)
            path = called and (called[2] or called[3])
            if called and path.startswith(str(self.out.parent)):
                counts[called[1], path] = counts.get((called[1], path), 0) + 1
        return [Point(call, path, k) for (call, path), n in sorted(counts.items()) for k in range(1, n + 1)]

    def inject(self, point: Point, fault: str) -> tuple[bool, list[str]]:
        """Whether the fault struck, and the violations after it."""
        reader = self.fresh()
        publication = Publication(self.out)
        what = "signal=KILL" if fault == "KILL" else f"error={fault}"
        injected = f"inject={point.call}:{what}:when={point.number}"
        ended, log = _traced(publication, "-P", point.path, "-e", f"trace={point.call}", "-e", injected)
        struck = ended == "killed" if fault == "KILL" else "(INJECTED)" in log
        wrong = []
        if struck and ended == "failed":
            left = [path.name for path in (self.out / "releases").glob(".staging-2*")]
            wrong += [f"{name} was left by a publication that could tidy up" for name in left]
        if point.number % 2:  # with and without
            open_store(self.out).remove_stale() if (self.out / "releases").is_dir() else None
        clock = EARLIER if point.number % 3 == 0 else LATER
        return struck, [*wrong, *reader.after(ended, Publication(self.out, clock))]


class Bucket:
    """Outputs in an object store, with a release, as often as they are needed anew."""

    def __init__(self, server: S3Server) -> None:
        self._server = server
        self._made = itertools.count()
        self._model = f"s3://releases/{uuid.uuid4().hex}"
        assert Publication(self._model, NOON, settings=server.settings).run() == "done"
        self._seen = Reader(self._model)
        assert self._seen.look() == []

    def fresh(self) -> Reader:
        """A reader of outputs that hold the model."""
        self.out = f"{self._model}-{next(self._made)}"
        _copy_objects(self._model, self.out)
        return Reader(self.out, dict(self._seen.seen), self._seen.latest)

    def calls(self) -> list[str]:
        """Every request of a publication."""
        self.fresh()
        publication = Publication(self.out, settings=self._server.settings)
        self._server.inject("", -1, 0)
        assert publication.run() == "done", publication.error
        return list(self._server.requests)

    def inject(self, fault: str, at: int) -> tuple[bool, list[str]]:
        """Whether the fault struck, and the violations after it."""
        reader = self.fresh()
        publication = Publication(self.out, settings=self._server.settings)
        self._server.inject(fault, at, publication.pid)
        ended = publication.run()
        self._server.heal()
        if at % 2:
            open_store(self.out).remove_stale()
        clock = EARLIER if at % 3 == 0 else LATER
        wrong = reader.after(ended, Publication(self.out, clock, settings=self._server.settings))
        return self._server.struck, wrong


def _copy_objects(source: str, target: str) -> None:
    import obstore

    here, there = (obstore.store.from_url(url) for url in (source, target))
    for found in obstore.list(here).collect():
        given = obstore.get(here, found["path"])
        obstore.put(there, found["path"], given.bytes(), attributes=given.attributes)


def _traced(publication: Publication, *options: str) -> tuple[str, str]:
    """Run a publication with strace attached to all its threads: how it ended, and the calls."""
    with tempfile.NamedTemporaryFile("r", prefix="summit-facts-strace-") as log:
        command = ["strace", "-f", *options, "-o", log.name, "-p", str(publication.pid)]
        tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        try:
            assert "attached" in tracer.stderr.readline()
            ended = publication.run()
            tracer.wait(LIMIT)
            return ended, log.read()
        finally:
            tracer.kill()
            tracer.communicate()


def no_strace() -> str:
    """Why faults of the system cannot be injected here; nothing where they can."""
    if not shutil.which("strace"):
        return "needs strace, which is not installed"
    command = ["strace", "-e", "inject=mkdir:error=EIO", "true"]
    tried = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"strace may not trace here: {tried.stderr.splitlines()[-1]}" if tried.returncode else ""


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[Callable[[str], None]]:
    """A tmpfs of its own on the folder, and what mounts it with other options; needs root."""
    folder.mkdir(exist_ok=True)

    def remount(options: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)

    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield remount
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def no_small_disk(folder: Path) -> str:
    """Why no small disk can be had here; nothing where it can."""
    try:
        with small_disk(folder / "tried", "size=64k"):
            return ""
    except (OSError, subprocess.CalledProcessError) as error:
        return f"needs root to mount a small tmpfs ({error})"


def fill(work: Path, options: str) -> tuple[str, list[str]]:
    """How a publication onto a disk with those options ended, and the violations after it and after there is room."""
    with small_disk(work / "disk", options) as remount:
        out = work / "disk" / "outputs"
        reader = Reader(out)
        ended = Publication(out, NOON).run()
        wrong = reader.look()
        remount("size=64m,nr_inodes=4096")
        return ended, [*wrong, *reader.after(ended, Publication(out, EARLIER))]


def race(out: Outputs, publishers: int, rounds: int, settings: dict | None = None) -> tuple[int, list[str]]:
    """Publishers at once, round after round, and a reader meanwhile: the number of releases, and violations."""
    reader, wrong = Reader(out), []
    for number in range(rounds):
        at = LATER if number % 2 == 0 else EARLIER
        at_once = [Publication(out, at, settings=settings) for _ in range(publishers)]
        for publication in at_once:
            publication.go()
        while any(publication.runs for publication in at_once):
            wrong += reader.look(again=1)
        for publication in at_once:
            ended = publication.wait()
            if ended != "done":
                wrong.append(f"round {number}: a publication {ended}: {publication.error}")
        wrong += reader.look(again=1)
        if reader.latest != max(reader.seen, key=order):
            wrong.append(f"round {number}: latest is {reader.latest}")
    wrong += reader.look()
    if len(reader.seen) != publishers * rounds:
        wrong.append(f"{len(reader.seen)} releases of {publishers * rounds} publications")
    return len(reader.seen), wrong
