"""SHA-256 of the files of a release, and the list of them that `sha256sum --check` reads."""

import hashlib
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CHECKSUMS = "SHA256SUMS"
SIGNATURE = f"{CHECKSUMS}.sig"
"""Detached signature of the list; the list cannot hold its checksum."""


def checksums(folder: Path, known: Mapping[str, str] | None = None) -> dict[str, str]:
    """SHA-256 of every file below the folder but the list of them and its signature, by path, sorted.

    Files whose checksum is `known` are not read.
    """
    known = known or {}
    listed = [file for file in files(folder) if file not in (CHECKSUMS, SIGNATURE)]
    with ThreadPoolExecutor() as pool:
        return dict(zip(listed, pool.map(lambda file: known.get(file) or sha256(folder / file), listed), strict=True))


def files(folder: Path) -> list[str]:
    """Paths of all files below the folder, relative to it, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def checksum_list(sums: Mapping[str, str]) -> bytes:
    """The content of SHA256SUMS."""
    return "".join(f"{checksum}  {file}\n" for file, checksum in sums.items()).encode(errors="surrogateescape")


def parse_checksums(content: bytes) -> dict[str, str]:
    """File to checksum; a line that is not of that form is a file of that name without a checksum."""
    pairs = (line.partition("  ") for line in content.decode(errors="surrogateescape").splitlines())
    return {file or checksum: checksum if file else "" for checksum, _, file in pairs}


def sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def forget(path: Path) -> None:
    """Drop what the system remembers of a synced file, so that the next read comes from the disk."""
    if hasattr(os, "posix_fadvise"):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)
