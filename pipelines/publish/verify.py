"""Is a release whole, unchanged, and true to itself? Reads a release folder and lists what is wrong with it.

Bytes first: where a checksum does not hold, the content is not looked at. Then what the expectations promise of the
tables is checked again on what readers get, as far as polars can judge it.
"""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from expectations import EXPECTATIONS
from pipelines.publish.checksums import CHECKSUMS, SIGNATURE, checksum_list, checksums, parse_checksums
from pipelines.publish.release import release_digest
from pipelines.publish.signature import wrong_signature
from pipelines.publish.write import has_schema, schema_version, write_csv
from pipelines.tables import CHANGES, TABLES

Frames = Mapping[str, pl.DataFrame]

OF_ARTICLE_TEXTS = frozenset(
    {
        ("documents", "characters_counted"),
        ("segments", "text_is_verbatim"),
        ("mentions", "surface_is_verbatim"),
        ("facts", "evidence_is_verbatim"),
    }
)
"""Expectations that compare with `documents.text`, which a release of evidence leaves empty."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a release: where, and what."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def verify(release: Path, allowed_signers: Path | None = None) -> list[Problem]:
    """Everything that is wrong with the release folder; an empty list for a sound one. Never raises for bad content.

    With a file of allowed signers, as `ssh-keygen` reads it, the release must be signed by one of them; without, a
    signature that is there must still be one over these checksums. Raises ReleaseError where that cannot be checked.
    """
    found = checksums(release)
    return (
        list(_files(release, found))
        or list(_signature(release, allowed_signers))
        or list(_manifest(release, found))
        or list(_content(release))
    )


def _files(release: Path, found: Mapping[str, str]) -> Iterator[Problem]:
    """Missing, added and changed files, and a list of checksums that is not as it was written."""
    if not (release / CHECKSUMS).is_file():
        yield Problem(CHECKSUMS, "is missing: without it nothing can be verified")
        return
    content = (release / CHECKSUMS).read_bytes()
    if content == checksum_list(found):
        return
    listed = parse_checksums(content)
    for file in sorted(listed.keys() | found.keys()):
        if file not in found:
            yield Problem(file, f"is in {CHECKSUMS}, but missing")
        elif file not in listed:
            yield Problem(file, f"is not in {CHECKSUMS}")
        elif listed[file] != found[file]:
            yield Problem(file, f"has another SHA-256 than {CHECKSUMS} says: the file or the list was changed")
    if listed == found:
        yield Problem(CHECKSUMS, "is not in the form in which it was published")


def _signature(release: Path, allowed_signers: Path | None) -> Iterator[Problem]:
    if wrong := wrong_signature(release, allowed_signers):
        yield Problem(SIGNATURE, wrong)


def _manifest(release: Path, found: Mapping[str, str]) -> Iterator[Problem]:
    """Whether the manifest speaks of the files that are there, in this program's columns."""
    try:
        manifest = json.loads((release / "manifest.json").read_bytes())
        contents: dict[str, Any] = manifest["tables"]
        for name, table in TABLES.items():
            yield from _files_of(name, contents[name], found)
            if contents[name]["schema_version"] != schema_version(table):
                code = manifest["code"]["revision"] or manifest["code"]["version"]
                yield Problem(f"{name}.parquet", f"has columns of another version; verify it with the code of {code}")
        yield from _files_of(CHANGES.name, manifest["changes"], found)
        if manifest["digest"] != release_digest(contents):
            yield Problem("manifest.json", "has a digest that is not that of its tables")
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield Problem("manifest.json", f"cannot be read: {error!r}")


def _files_of(name: str, content: Mapping[str, Any], found: Mapping[str, str]) -> Iterator[Problem]:
    """Whether the files of a table are those that the manifest names; a table need not be there as CSV."""
    for form in ("parquet", "csv"):
        file = f"{name}.{form}"
        if form in content and content[form]["sha256"] != found.get(file):
            yield Problem(file, "has another SHA-256 than manifest.json says")
        if form not in content and (form == "parquet" or file in found):
            yield Problem(file, "is there, but not in manifest.json" if file in found else "is not in manifest.json")


def _content(release: Path) -> Iterator[Problem]:
    frames: dict[str, pl.DataFrame] = {}
    for name, table in {**TABLES, CHANGES.name: CHANGES}.items():
        file = release / f"{name}.parquet"
        try:
            if not has_schema(file, table):
                yield Problem(file.name, "its columns are not those of the registry")
                continue
            frames[name] = pl.read_parquet(file)
        except (OSError, ValueError, pl.exceptions.PolarsError) as error:
            yield Problem(file.name, f"cannot be read: {error}")
    yield from _csv(release, frames)
    if len(frames) == len(TABLES) + 1:
        yield from _keys(frames)
        yield from _expectations(frames)
        yield from _words(frames)


def _csv(release: Path, frames: Frames) -> Iterator[Problem]:
    """A CSV that is not, byte for byte, what its Parquet file gives when it is written as CSV again."""
    for name, frame in frames.items():
        if not (release / f"{name}.csv").is_file():
            continue
        written = io.BytesIO()
        write_csv(frame, written)
        if written.getbuffer() != (release / f"{name}.csv").read_bytes():
            yield Problem(f"{name}.csv", f"does not say what {name}.parquet says")


def _keys(frames: Frames) -> Iterator[Problem]:
    for name, table in TABLES.items():
        keys = frames[name].get_column(table.key)
        yield from _problem(name, f"{table.key} is not unique", frames[name].filter(keys.is_duplicated()))


def _expectations(frames: Frames) -> Iterator[Problem]:
    """The critical expectations that polars can judge; those of article texts only where these are published."""
    texts_given = frames["documents"].get_column("text").null_count() == 0
    for expectation in EXPECTATIONS:
        judged = texts_given or (expectation.table, expectation.name) not in OF_ARTICLE_TEXTS
        if expectation.severity == "critical" and expectation.holds is not None and judged:
            failing = frames[expectation.table].filter(~expectation.flags(frames))
            yield from _problem(expectation.table, f"not so: {expectation.description}", failing)


def _words(frames: Frames) -> Iterator[Problem]:
    """Evidence and names stand at their offsets in the published sentences, and every fact has its sentence."""
    segments = frames["segments"].select("segment_id", "start", "end", sentence="text")
    length = pl.col("end") - pl.col("start")
    other = segments.filter(pl.col("sentence").str.len_chars() != length)
    yield from _problem("segments", "text is not as long as its offsets say", other)
    for table, key, text, start, end in (
        ("facts", "fact_id", "evidence", "evidence_start", "evidence_end"),
        ("mentions", "mention_id", "surface", "start", "end"),
    ):
        rows = frames[table].select(key, "segment_id", words=text, at=start, length=pl.col(end) - pl.col(start))
        rows = rows.join(segments, on="segment_id")
        if table == "facts":
            yield from _problem(table, "its sentence is not published", rows.filter(pl.col("sentence").is_null()))
        written = pl.col("sentence").str.slice(pl.col("at") - pl.col("start"), pl.col("length"))
        moved = rows.filter(written != pl.col("words"))
        yield from _problem(table, f"{text} is not what stands at its offsets in the sentence", moved)


def _problem(table: str, what: str, rows: pl.DataFrame) -> Iterator[Problem]:
    if rows.height:
        yield Problem(f"{table}.parquet", f"{what} ({rows.height:,} rows, such as {rows.item(0, 0)})")
