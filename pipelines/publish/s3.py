"""Releases in a bucket of an object store that speaks S3, made visible by the put of one object.

    <prefix>/releases/.staging-<version>  the claim of the one publication that makes this version
    <prefix>/releases/<version>/…         the files; the release is there once its manifest.json is, which is put last
    <prefix>/releases/latest.json         moved by compare and swap, forward only
    <prefix>/site/…                       the catalogue, overwritten

Every other object is put only where there is none. A version number that a killed publication claimed is not used
again; `remove_stale` removes what it left, a day later by the clock of the store. Credentials, region and endpoint are
taken from the environment (`AWS_ACCESS_KEY_ID`, `AWS_REGION`, `AWS_ENDPOINT_URL`, …).
"""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pipelines.publish.checksums import files, sha256
from pipelines.publish.media import media_type
from pipelines.publish.store import (
    LATEST,
    MANIFEST,
    SITE,
    STAGING,
    ReleaseError,
    latest_content,
    latest_version,
    not_marked,
    parse_latest,
    require_as_written,
)
from pipelines.publish.versions import is_version, next_version, order

if TYPE_CHECKING:
    from obstore.store import RetryConfig

try:
    import obstore
    from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError
    from obstore.store import S3Store
except ImportError as error:
    raise ReleaseError("releases in an object store need the extra `s3`: pip install 'obstore>=0.12,<1'") from error

STALE = timedelta(days=1)
"""Age from which a publication that is not finished counts as dead."""

RETRIES: "RetryConfig" = {"max_retries": 6, "retry_timeout": timedelta(minutes=3)}

_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_ANEW = "no-cache"
_PUBLICATION = "publication"
"""Attribute of an object: which publication put it."""

_CHUNK = 8 << 20
_AT_ONCE = 16


class BucketStore:
    """The releases below `s3://bucket/prefix`."""

    def __init__(self, url: str) -> None:
        bucket, _, prefix = url.removeprefix("s3://").partition("/")
        above = [*filter(None, prefix.split("/"))]
        below = "/".join([*above, "releases"])
        self._address = f"s3://{bucket}/{below}"
        self._bucket = S3Store(bucket, prefix=below, retry_config=RETRIES)
        self._site = S3Store(bucket, prefix="/".join([*above, SITE]), retry_config=RETRIES)

    @property
    def address(self) -> str:
        return self._address

    def versions(self) -> list[str]:
        with self._told(), ThreadPoolExecutor(_AT_ONCE) as pool:
            begun = [name for name in self._names() if is_version(name)]
            return sorted((v for v, whole in zip(begun, pool.map(self.has, begun), strict=True) if whole), key=order)

    def has(self, version: str) -> bool:
        return is_version(version) and self._head(f"{version}/{MANIFEST}") is not None

    def latest(self) -> bytes | None:
        return self._latest()[0]

    def read(self, version: str, file: str) -> bytes:
        with self._told():
            return bytes(obstore.get(self._bucket, f"{version}/{file}").bytes())

    @contextmanager
    def folder(self, version: str) -> Iterator[Path]:
        with TemporaryDirectory(prefix="summit-facts-") as temporary:
            folder = Path(temporary, version)
            for found in self._objects(f"{version}/"):
                path = folder / PurePosixPath(found["path"]).relative_to(version)
                if not path.resolve().is_relative_to(folder.resolve()):
                    raise ReleaseError(f"{self.address}/{found['path']} is no file of a release")
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as file:
                    file.writelines(self._chunks(found["path"]))
            yield folder

    @contextmanager
    def staged(self, day: date) -> Iterator[tuple[str, Path]]:
        """As in the interface; other publishers take other versions."""
        publication = uuid.uuid4().hex
        version = self._claim(day, publication)
        put = [f"{STAGING}{version}"]
        try:
            with TemporaryDirectory(prefix="summit-facts-") as temporary:
                staging = Path(temporary, version)
                staging.mkdir()
                yield version, staging
                require_as_written(staging)
                manifest = (staging / MANIFEST).read_bytes()
                latest = latest_content(version, json.loads(manifest)["digest"])
                made = [file for file in files(staging) if file != MANIFEST]

                def put_and_read(file: str) -> None:
                    path = f"{version}/{file}"
                    self._create(path, staging / file, publication)
                    put.append(path)
                    self._require_as_put(path, sha256(staging / file))

                _all_at_once(put_and_read, made)
                self._require_claimed(version, publication, made)
        except BaseException:
            with suppress(ReleaseError):
                self._delete(put)
            raise
        self._commit(version, manifest, publication)
        try:
            self._move_latest(version, latest)
        except ReleaseError as error:
            raise not_marked(version, self, error) from error
        with suppress(ReleaseError):
            self._delete(put[:1])

    def put_site(self, pages: Callable[[], Mapping[str, bytes]]) -> None:
        """As in the interface; where a release came meanwhile, its publisher may have been first, so once more."""
        listed = None
        while listed != (listed := self.versions()):
            with self._told():
                for file, content in pages().items():
                    attributes = {"Content-Type": media_type(file), "Cache-Control": _ASK_ANEW}
                    obstore.put(self._site, file, content, attributes=attributes, use_multipart=False)

    def remove_stale(self) -> list[str]:
        """As in the interface; a publication that may still be under way is left alone."""
        found: dict[str, list[Any]] = {}
        for each in self._objects():
            name, _, file = each["path"].partition("/")
            if name.startswith(STAGING) or (file and is_version(name)):
                found.setdefault(name.removeprefix(STAGING), []).append(each)
        now, stale = self._now(), []
        for version, objects in found.items():
            left = objects
            if any(each["path"] == f"{version}/{MANIFEST}" for each in objects):
                left = [each for each in objects if each["path"].startswith(STAGING)]
            if left and now - max(each["last_modified"] for each in left) > STALE:
                # Claims first: a publication whose claim is gone gives up.
                self._delete([each["path"] for each in left if each["path"].startswith(STAGING)])
                self._delete([each["path"] for each in left if not each["path"].startswith(STAGING)])
                stale.append(version)
        return sorted(stale)

    def _claim(self, day: date, publication: str) -> str:
        """The next version that nobody has claimed, claimed."""
        taken = {name.removeprefix(STAGING) for name in self._names()} | {latest_version(self) or ""}
        taken = set(filter(is_version, taken))
        while True:
            version = next_version(taken, day)
            with suppress(_TakenError):
                self._create(f"{STAGING}{version}", b"", publication)
                return version
            taken.add(version)

    def _require_claimed(self, version: str, publication: str, made: list[str]) -> None:
        """Raise ReleaseError where the version is no longer this publication's, or holds what is not of it."""
        there = {each["path"] for each in self._objects(f"{version}/")}
        if there != {f"{version}/{file}" for file in made}:
            raise ReleaseError(f"nothing is published: {self.address}/{version} holds other objects than were put")
        found = self._head(f"{STAGING}{version}")
        if found is None or found[_PUBLICATION] != publication:
            raise ReleaseError(
                f"nothing is published: the publication of {version} took so long that it counts as dead"
            )

    def _require_as_put(self, path: str, checksum: str) -> None:
        digest = hashlib.sha256()
        for chunk in self._chunks(path):
            digest.update(chunk)
        if digest.hexdigest() != checksum:
            raise ReleaseError(f"nothing is published: {self.address}/{path} does not read back as it was put")

    def _commit(self, version: str, manifest: bytes, publication: str) -> None:
        """Put the manifest. Where no answer comes, nobody knows whether it is there: its files stay."""
        try:
            self._create(f"{version}/{MANIFEST}", manifest, publication)
        except ReleaseError as error:
            raise ReleaseError(
                f"the store did not say whether release {version} is published ({error}); `summit-facts releases` "
                "tells, and publishing again is safe"
            ) from error

    def _move_latest(self, version: str, content: bytes) -> None:
        while True:
            there, e_tag = self._latest()
            with suppress(ReleaseError):  # damaged: written anew
                if there is not None and order(parse_latest(there, self)) >= order(version):
                    return
            with suppress(_TakenError):
                self._put(LATEST, content, {"e_tag": e_tag} if there is not None else "create", _ASK_ANEW)
                return

    def _latest(self) -> tuple[bytes | None, str | None]:
        """The content of `latest.json` and its ETag, None where there is none."""
        with self._told():
            try:
                found = obstore.get(self._bucket, LATEST)
            except FileNotFoundError:
                return None, None
            return bytes(found.bytes()), found.meta["e_tag"]

    def _create(self, path: str, content: bytes | Path, publication: str) -> None:
        """Put an object where there is none. Raises _TakenError where there is one of another publication.

        One of this publication is there where the answer to the put was lost, and it was tried again.
        """
        try:
            self._put(path, content, "create", _FOR_EVER, publication)
        except _TakenError:
            found = self._head(path)
            if found is None or found[_PUBLICATION] != publication:
                raise

    def _put(self, path: str, content: bytes | Path, mode: Any, cache: str, publication: str = "") -> None:
        attributes = {"Content-Type": media_type(path), "Cache-Control": cache, _PUBLICATION: publication}
        with self._told():
            try:
                obstore.put(self._bucket, path, content, mode=mode, attributes=attributes, use_multipart=False)
            except (AlreadyExistsError, PreconditionError) as error:
                raise _TakenError(f"{self.address}/{path} is there already") from error

    def _head(self, path: str) -> dict[str, str] | None:
        """The attributes of an object, None where there is none."""
        with self._told():
            try:
                found = obstore.get(self._bucket, path, options={"head": True})
            except FileNotFoundError:
                return None
            return {_PUBLICATION: "", **{str(name): str(value) for name, value in found.attributes.items()}}

    def _chunks(self, path: str) -> Iterator[bytes]:
        with self._told():
            for chunk in obstore.get(self._bucket, path).stream(min_chunk_size=_CHUNK):
                yield bytes(chunk)

    def _names(self) -> list[str]:
        """What there is beside `latest.json`: versions, whole or not, and claims."""
        with self._told():
            found = obstore.list_with_delimiter(self._bucket)
            return [*found["common_prefixes"], *(each["path"] for each in found["objects"])]

    def _objects(self, prefix: str | None = None) -> list[Any]:
        with self._told():
            return list(obstore.list(self._bucket, prefix).collect())

    def _delete(self, paths: list[str]) -> None:
        with self._told():
            if paths:
                obstore.delete(self._bucket, paths)

    def _now(self) -> datetime:
        """The time by the clock of the store."""
        probe = f"{STAGING}clock-{uuid.uuid4().hex}"
        self._put(probe, b"", "create", _ASK_ANEW)
        with self._told():
            now = obstore.head(self._bucket, probe)["last_modified"]
        self._delete([probe])
        return now

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Failures of the store in one line, as ReleaseError."""
        try:
            yield
        except (BaseError, OSError) as error:
            raise ReleaseError(f"{self.address}: {str(error).splitlines()[0]}") from error


def _all_at_once(do: Callable[[str], None], files: list[str]) -> None:
    """Do it with every file; after a failure none is begun any more, and those under way are waited for."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            list(pool.map(do, files))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


class _TakenError(ReleaseError):
    """There is an object already, or another one than expected."""
