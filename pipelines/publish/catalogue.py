"""Finding and opening releases, wherever they are."""

import io
import json
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.publish.local import FolderStore
from pipelines.publish.store import CURE, LATEST, MANIFEST, ReleaseError, Store, latest_version, parse_latest

Outputs = str | Path
"""Where releases go: a folder, or `s3://bucket/prefix`."""

_S3 = "s3://"


@dataclass(frozen=True)
class Release:
    """One published release: where it is, and what its manifest says."""

    version: str
    store: Store
    latest: bool

    @property
    def address(self) -> str:
        """Its folder, or its address in an object store."""
        return f"{self.store.address}/{self.version}"

    @property
    def path(self) -> Path:
        """Its folder. Raises ReleaseError for a release in an object store, which has none."""
        if not isinstance(self.store, FolderStore):
            raise ReleaseError(f"{self.address} is not a folder on this machine")
        return self.store.path / self.version

    @cached_property
    def manifest(self) -> dict[str, Any]:
        where, cure = f"{self.address}/{MANIFEST}", f"see what is wrong with `summit-facts verify {self.version}`"
        try:
            content = json.loads(self.store.read(self.version, MANIFEST))
        except (OSError, ValueError) as error:
            raise ReleaseError(f"{where} is damaged: it cannot be read ({error}); {cure}") from error
        if not isinstance(content, dict):
            raise ReleaseError(f"{where} is damaged: it is not a JSON object; {cure}")
        return content

    def table(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(io.BytesIO(self.store.read(self.version, f"{name}.parquet")))

    def folder(self) -> AbstractContextManager[Path]:
        """Its files in a folder: its own, or a copy for as long as the block runs."""
        return self.store.folder(self.version)


def is_remote(out: Outputs) -> bool:
    """Whether the outputs are no folder on this machine."""
    return "://" in str(out)


def open_store(out: Outputs) -> Store:
    """The place of the releases of these outputs. Raises ReleaseError for an address of no known kind."""
    if str(out).startswith(_S3):
        from pipelines.publish.s3 import BucketStore

        return BucketStore(str(out))
    if is_remote(out):
        raise ReleaseError(f"outputs are a folder or {_S3}bucket/prefix, not {out}")
    return FolderStore(Path(out))


def releases(out: Outputs) -> list[Release]:
    """All releases of these outputs, oldest first; where `latest.json` is damaged, none is marked as latest."""
    store = open_store(out)
    latest = latest_version(store)
    return [Release(version, store, version == latest) for version in store.versions()]


def check_latest(out: Outputs) -> None:
    """Raise ReleaseError where `latest.json` does not name a release that is there."""
    store = open_store(out)
    content = store.latest()
    version = None if content is None else parse_latest(content, store)
    if not (version and store.has(version)) and store.versions():
        missing = "is missing" if version is None else f"names {version}, which is not there"
        raise ReleaseError(f"{store.address}/{LATEST} {missing}; {CURE}")


def open_release(out: Outputs, version: str = "latest") -> Release:
    """One release by its version, or the latest. Raises ReleaseError where there is none."""
    store = open_store(out)
    latest = latest_version(store)
    wanted = latest if version == "latest" else version
    if wanted is not None and store.has(wanted):
        return Release(wanted, store, wanted == latest)
    known = store.versions()
    if not known:
        raise ReleaseError(f"there is no release in {store.address}; make one with `summit-facts build`")
    if version == "latest":
        check_latest(out)
    newest = ", ".join(reversed(known[-3:]))
    raise ReleaseError(f"there is no release {version} in {store.address}; the newest are {newest}")
