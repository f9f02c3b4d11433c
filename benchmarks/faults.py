"""Does publishing survive anything? Faults at every step of a publication, and what readers see after each.

    python benchmarks/faults.py [system] [store] [disk] [race] [PART/PARTS]

- `system`: SIGKILL, EIO, ENOSPC at every write, fsync, rename and mkdir (by strace), beside a release and beside none;
- `store`: every kind of fault at every request to an object store (moto, on loopback);
- `disk`: a disk (tmpfs) that is full after so many kilobytes or files, in steps, until a release fits;
- `race`: four publishers at once for 50 rounds, half of them with the clock set back, with a reader meanwhile.

After each fault: no reader sees half a release, nothing published is lost or changed, `latest` has not moved back, the
next publication succeeds. `3/10` tries every tenth place of system and store, from the third. Prints how many faults
struck, and every violation; the exit code is 1 where there is one.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from faulty import SYSTEM_FAULTS, Bucket, Folder, fill, no_small_disk, no_strace, race  # noqa: E402
from s3_server import FAULTS, s3_server  # noqa: E402

PUBLISHERS, ROUNDS = 4, 50
STEP = 8
"""Kilobytes by which the disk grows."""

Tried = Iterator[tuple[str, str, list[str]]]
"""What was tried at which place, and the violations after it."""


Share = tuple[int, int]
"""Which part of the places, from 1, of how many parts."""


def system(work: Path, share: Share) -> Tried:
    if reason := no_strace():
        print(f"system: skipped, {reason}")
        return
    for empty in (False, True):
        folder = Folder(work / str(empty), empty=empty)
        for point in _part(folder.points(), share):
            for fault in SYSTEM_FAULTS:
                struck, wrong = folder.inject(point, fault)
                if struck:
                    yield f"{fault} at {point.call}", str(point), wrong


def store(work: Path, share: Share) -> Tried:
    with s3_server() as server:
        bucket = Bucket(server)
        for at, call in _part(list(enumerate(bucket.calls())), share):
            for fault in FAULTS:
                struck, wrong = bucket.inject(fault, at)
                if struck:
                    yield fault, call, wrong


def _part(places: list[Any], share: Share) -> list[Any]:
    part, parts = share
    return places[part - 1 :: parts]


def disk(work: Path, _: Share) -> Tried:
    if reason := no_small_disk(work):
        print(f"disk: skipped, {reason}")
        return
    for what, options in (("bytes", "size={}k"), ("files", "size=64m,nr_inodes={}")):
        for room in range(STEP if what == "bytes" else 2, 4096, STEP if what == "bytes" else 1):
            ended, wrong = fill(work, options.format(room))
            yield f"full of {what}", options.format(room), wrong
            if ended == "done":
                break


def races(work: Path, _: Share) -> Tried:
    with s3_server() as server:
        places = (("folder", work / "outputs", {}), ("store", "s3://releases/race", server.settings))
        for where, out, settings in places:
            made, wrong = race(out, PUBLISHERS, ROUNDS, settings)
            yield f"{PUBLISHERS} publishers at once into a {where}, {ROUNDS} rounds: {made} releases", where, wrong


SECTIONS: dict[str, Callable[[Path, Share], Tried]] = {"system": system, "store": store, "disk": disk, "race": races}


def main(arguments: list[str]) -> int:
    violations = 0
    shares = [argument for argument in arguments if "/" in argument]
    part, parts = map(int, (shares or ["1/1"])[0].split("/"))
    for name in [argument for argument in arguments if argument not in shares] or SECTIONS:
        started, tried = time.monotonic(), Counter[str]()
        with tempfile.TemporaryDirectory() as work:
            for fault, place, wrong in SECTIONS[name](Path(work), (part, parts)):
                tried[fault] += 1
                violations += len(wrong)
                for each in wrong:
                    print(f"VIOLATION after {fault}, {place}: {each}", flush=True)
        print(f"{name}: {tried.total()} faults struck in {time.monotonic() - started:.0f} s")
        for fault, times in sorted(tried.items()):
            print(f"  {times:5} {fault}")
    print(f"{violations} violations")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
