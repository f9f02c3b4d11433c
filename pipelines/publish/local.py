"""Releases in a folder, made visible by one rename.

outputs/releases/.lock               held by the one process that publishes
outputs/releases/.staging-<version>  a release being written; what a killed run leaves is removed by the next
outputs/releases/<version>/          a whole release, never touched again
outputs/releases/latest.json         version, path and digest of the newest release; moved last, forward only
outputs/site/                        the catalogue, each file replaced by a rename
"""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.publish.store import (
    LATEST,
    MANIFEST,
    SITE,
    STAGING,
    latest_content,
    latest_version,
    not_marked,
    require_as_written,
)
from pipelines.publish.versions import is_version, next_version, order

_AT_ONCE = 16


@dataclass(frozen=True)
class FolderStore:
    """The folder `releases` below a folder of outputs."""

    outputs: Path

    @property
    def path(self) -> Path:
        return self.outputs / "releases"

    @property
    def address(self) -> str:
        return str(self.path)

    def versions(self) -> list[str]:
        if not self.path.is_dir():
            return []
        return sorted((path.name for path in self.path.iterdir() if self.has(path.name)), key=order)

    def has(self, version: str) -> bool:
        return is_version(version) and (self.path / version).is_dir()

    def latest(self) -> bytes | None:
        try:
            return (self.path / LATEST).read_bytes()
        except FileNotFoundError:
            return None

    def read(self, version: str, file: str) -> bytes:
        return (self.path / version / file).read_bytes()

    @contextmanager
    def folder(self, version: str) -> Iterator[Path]:
        yield self.path / version

    @contextmanager
    def staged(self, day: date) -> Iterator[tuple[str, Path]]:
        """As in the interface; other publishers wait meanwhile."""
        _make_folder(self.path)
        with self._locked():
            self._clear()
            version = next_version({*self.versions(), *filter(None, [latest_version(self)])}, day)
            staging = self.path / f"{STAGING}{version}"
            staging.mkdir()
            try:
                yield version, staging
                _sync_all([*staging.rglob("*"), staging])
                require_as_written(staging)
                digest = json.loads((staging / MANIFEST).read_bytes())["digest"]
                staging.rename(self.path / version)
            except BaseException:
                shutil.rmtree(staging, ignore_errors=True)
                raise
            try:
                _sync(self.path)
                self._move_latest(latest_content(version, digest))
            except OSError as error:
                raise not_marked(version, self, error) from error

    def put_site(self, pages: Callable[[], Mapping[str, bytes]]) -> None:
        """As in the interface; other publishers wait meanwhile."""
        with self._locked():
            for file, content in pages().items():
                path = self.outputs / SITE / file
                _make_folder(path.parent)
                _replace(path, path.with_name(f"{STAGING}{path.name}"), content)

    def remove_stale(self) -> list[str]:
        """As in the interface; waits for a publication that is under way."""
        if not self.path.is_dir():
            return []
        with self._locked():
            return self._clear()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.path / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _clear(self) -> list[str]:
        dead = sorted(self.path.glob(f"{STAGING}*"))
        for path in dead:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        return [path.name for path in dead]

    def _move_latest(self, content: bytes) -> None:
        _replace(self.path / LATEST, self.path / f"{STAGING}{LATEST}", content)


def _make_folder(folder: Path) -> None:
    """The folder and those above it, each lasting; one that is there may be of a run that was killed before it was."""
    if not folder.is_dir():
        _make_folder(folder.absolute().parent)
        folder.mkdir(exist_ok=True)
    with suppress(PermissionError):  # the folder of somebody else
        _sync(folder.absolute().parent)


def _replace(path: Path, new: Path, content: bytes) -> None:
    """Write a file beside another one and put it in its place, lasting."""
    new.write_bytes(content)
    _sync(new)
    new.replace(path)
    _sync(path.parent)


def _sync_all(paths: Iterable[Path]) -> None:
    """Sync many at once, which the journal of a file system then writes in few steps."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(_sync, paths))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
