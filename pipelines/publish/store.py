"""What a place for releases must do: the interface that a folder (`local`) and a bucket (`s3`) implement.

Both promise that no reader ever sees half a release, that a release never changes, and that `latest.json` goes forward
only. What a release contains, and finding one (`catalogue`), do not belong here.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Protocol

from pipelines.publish.checksums import CHECKSUMS, checksum_list, checksums, files, forget
from pipelines.publish.versions import is_version

LATEST = "latest.json"
SITE = "site"
MANIFEST = "manifest.json"
STAGING = ".staging-"
"""How the names of things that are not published begin, beside the releases."""

CURE = "name a version instead of `latest`; the next release that is published writes the file anew"


class ReleaseError(RuntimeError):
    """A release cannot be found, read or made; the message says which and what to do."""


class Store(Protocol):
    """A place for releases, each a version with files. Methods raise ReleaseError or OSError where it fails."""

    @property
    def address(self) -> str:
        """Where the releases are, as tools that read Parquet accept it; a release is at `<address>/<version>`."""

    def versions(self) -> list[str]:
        """All whole releases, oldest first."""

    def has(self, version: str) -> bool:
        """Whether there is a whole release of that version."""

    def latest(self) -> bytes | None:
        """The content of `latest.json`, None where there is none."""

    def read(self, version: str, file: str) -> bytes:
        """A file of a release."""

    def folder(self, version: str) -> AbstractContextManager[Path]:
        """The files of a release in a folder: its own, or a copy for as long as the block runs."""

    def staged(self, day: date) -> AbstractContextManager[tuple[str, Path]]:
        """A new version and an empty folder to write it into; leaving the block without an exception publishes it.

        The block must write `manifest.json`, whose `digest` goes into `latest.json`, and `SHA256SUMS`, by which the
        files are read back before anybody sees them.
        """

    def put_site(self, pages: Callable[[], Mapping[str, bytes]]) -> None:
        """Write files of the catalogue, `site/` beside the releases; what is written last is of all releases.

        `pages` makes them from the releases that are there when it is called.
        """

    def remove_stale(self) -> list[str]:
        """Remove what killed publications left, and nothing that is published; gives the names of what was removed."""


def latest_content(version: str, digest: str) -> bytes:
    """What `latest.json` says of a release."""
    return (json.dumps({"version": version, "path": version, "digest": digest}, indent=2) + "\n").encode()


def parse_latest(content: bytes, store: Store) -> str:
    """The version that `latest.json` names. Raises ReleaseError for a damaged one."""
    where = f"{store.address}/{LATEST} is damaged"
    try:
        latest = json.loads(content)
    except ValueError as error:
        raise ReleaseError(f"{where}: it cannot be read ({error}); {CURE}") from error
    version = latest.get("version") if isinstance(latest, dict) else None
    if not isinstance(version, str) or not is_version(version) or latest.get("path") != version:
        raise ReleaseError(f"{where}: it names no version; {CURE}")
    return version


def latest_version(store: Store) -> str | None:
    """The version that `latest.json` names; None where there is no such file, or a damaged one."""
    content = store.latest()
    try:
        return None if content is None else parse_latest(content, store)
    except ReleaseError:
        return None


def not_marked(version: str, store: Store, error: Exception) -> ReleaseError:
    """For a failure after a release became visible."""
    return ReleaseError(
        f"release {version} is published, whole and for good, but {store.address}/{LATEST} could not be moved to it "
        f"({error}); the next release that is published moves the file on"
    )


def not_listed(version: str, store: Store, error: Exception) -> ReleaseError:
    """For a failure after a release became the latest."""
    return ReleaseError(
        f"release {version} is published, whole and for good, but the catalogue beside {store.address} could not be "
        f"written ({error}); the next release that is published writes it anew"
    )


def require_as_written(staging: Path) -> None:
    """Raise ReleaseError where the disk does not give back what SHA256SUMS says."""
    listed = (staging / CHECKSUMS).read_bytes()
    for file in files(staging):
        forget(staging / file)
    if checksum_list(checksums(staging)) != listed:
        raise ReleaseError("nothing is published: what was written does not read back as it was; check the disk")
