"""The folder of releases: staging, committing, listing and opening, so that no reader ever sees half a release.

    outputs/releases/.lock               held by the one process that publishes
    outputs/releases/.staging-<version>  a release being written; what a killed run leaves is removed by the next
    outputs/releases/<version>/          a whole release, never touched again
    outputs/releases/latest.json         version, path and digest of the newest release; moved last, forward only

What a release contains does not belong here.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.publish.versions import is_version, next_version, order

LATEST = "latest.json"
_STAGING = ".staging-"
_CURE = "name a version instead of `latest`; the next release that is published writes the file anew"


class ReleaseError(RuntimeError):
    """A release cannot be found, read or made; the message says which and what to do."""


@dataclass(frozen=True)
class Release:
    """One published release: where it is, and what its manifest says."""

    version: str
    path: Path
    latest: bool

    @cached_property
    def manifest(self) -> dict[str, Any]:
        return _read_json(self.path / "manifest.json", f"see what is wrong with `summit-facts verify {self.version}`")

    def table(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.path / f"{name}.parquet")


def releases(out: Path) -> list[Release]:
    """All releases below the outputs folder, oldest first; where `latest.json` is damaged, none is marked as latest."""
    latest = _undamaged_latest(out / "releases")
    return [Release(version, out / "releases" / version, version == latest) for version in _versions(out / "releases")]


def check_latest(out: Path) -> None:
    """Raise ReleaseError where `latest.json` does not name a release that is there."""
    version = _latest(out / "releases")
    known = _versions(out / "releases")
    if known and version not in known:
        missing = "is missing" if version is None else f"names {version}, which is not there"
        raise ReleaseError(f"{out / 'releases' / LATEST} {missing}; {_CURE}")


def open_release(out: Path, version: str = "latest") -> Release:
    """One release by its version, or the latest. Raises ReleaseError where there is none."""
    known = releases(out)
    for release in known:
        if release.version == version or (version == "latest" and release.latest):
            return release
    if not known:
        raise ReleaseError(f"there is no release in {out / 'releases'}; make one with `summit-facts build`")
    if version == "latest":
        check_latest(out)
    newest = ", ".join(release.version for release in reversed(known[-3:]))
    raise ReleaseError(f"there is no release {version} in {out / 'releases'}; the newest are {newest}")


@contextmanager
def staged(out: Path, day: date) -> Iterator[tuple[str, Path]]:
    """A new version and an empty folder to write it into; leaving the block without an exception publishes it.

    The block must write `manifest.json`, whose `digest` goes into `latest.json`. Other publishers wait meanwhile.
    """
    folder = out / "releases"
    folder.mkdir(parents=True, exist_ok=True)
    _sync(out)
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for dead in folder.glob(f"{_STAGING}*"):
            _remove(dead)
        version = next_version({*_versions(folder), *filter(None, [_undamaged_latest(folder)])}, day)
        staging = folder / f"{_STAGING}{version}"
        staging.mkdir()
        try:
            yield version, staging
            _sync_tree(staging)
            digest = json.loads((staging / "manifest.json").read_bytes())["digest"]
            staging.rename(folder / version)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        _sync(folder)
        _move_latest(folder, {"version": version, "path": version, "digest": digest})


def _versions(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted((path.name for path in folder.iterdir() if path.is_dir() and is_version(path.name)), key=order)


def _latest(folder: Path) -> str | None:
    """The version that `latest.json` names, None where there is no such file. Raises ReleaseError for a damaged one."""
    if not (folder / LATEST).exists():
        return None
    latest = _read_json(folder / LATEST, _CURE)
    version = latest.get("version")
    if not isinstance(version, str) or not is_version(version) or latest.get("path") != version:
        raise ReleaseError(f"{folder / LATEST} is damaged: it names no version; {_CURE}")
    return version


def _undamaged_latest(folder: Path) -> str | None:
    with suppress(ReleaseError):
        return _latest(folder)
    return None


def _move_latest(folder: Path, latest: dict[str, str]) -> None:
    new = folder / f"{_STAGING}{LATEST}"
    new.write_text(json.dumps(latest, indent=2) + "\n", encoding="utf-8")
    _sync(new)
    new.replace(folder / LATEST)
    _sync(folder)


def _read_json(path: Path, cure: str) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{path} is damaged: it cannot be read ({error}); {cure}") from error
    if not isinstance(content, dict):
        raise ReleaseError(f"{path} is damaged: it is not a JSON object; {cure}")
    return content


def _sync_tree(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
