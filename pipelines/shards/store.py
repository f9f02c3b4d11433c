"""What came of a shard, as files, under a key of all that it depends on; a file is believed only if its sums hold.

    <folder>/<stage>/<key>/<table>.parquet, SHA256SUMS

An entry becomes visible by one rename, whole. One that is damaged, or lies under another key than it was made for,
counts as absent, and is made anew.
"""

import hashlib
import os
import shutil
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

_SUMS = "SHA256SUMS"
_DAYS = 30
"""An entry that no run used for so long is removed."""


@dataclass(frozen=True)
class ShardStore:
    """The entries of one stage."""

    folder: Path

    def path(self, key: str) -> Path:
        return self.folder / key

    def has(self, key: str) -> bool:
        """Whether the entry is there and whole."""
        entry = self.path(key)
        try:
            whole = (entry / _SUMS).read_bytes() == _sums(entry, key)
        except OSError:
            return False
        if whole:
            os.utime(entry)
        return whole

    def write(self, key: str, tables: Mapping[str, pl.DataFrame]) -> None:
        """Make the entry, or replace a damaged one."""
        with self.making(key) as folder:
            for name, frame in tables.items():
                frame.write_parquet(folder / f"{name}.parquet")

    def read(self, key: str) -> dict[str, pl.DataFrame]:
        return {file.stem: pl.read_parquet(file) for file in sorted(self.path(key).glob("*.parquet"))}

    def remove_unused(self) -> None:
        """Remove what no run has used for a month."""
        oldest = time.time() - _DAYS * 24 * 3600
        for entry in self.folder.glob("*"):
            if entry.stat().st_mtime < oldest:
                shutil.rmtree(entry, ignore_errors=True)

    @contextmanager
    def making(self, key: str) -> Iterator[Path]:
        """A folder for the tables of the entry, which is made, or replaced if it is damaged, once they are written."""
        staging = self.folder / f".{key}.{uuid.uuid4().hex}"
        staging.mkdir(parents=True)
        try:
            yield staging
            (staging / _SUMS).write_bytes(_sums(staging, key))
            if self.path(key).exists() and not self.has(key):
                shutil.rmtree(self.path(key))
            try:
                staging.rename(self.path(key))
            except OSError:
                if not self.has(key):  # else another run made the same entry meanwhile
                    raise
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _sums(folder: Path, key: str) -> bytes:
    """The key, as a comment, and a line for each table: its SHA-256, and the name of its file."""
    lines = [f"# {key}\n"]
    for file in sorted(folder.glob("*.parquet")):
        with file.open("rb") as stream:
            lines.append(f"{hashlib.file_digest(stream, 'sha256').hexdigest()}  {file.name}\n")
    return "".join(lines).encode()
