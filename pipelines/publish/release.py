"""Publishing: what goes into a release, and the conditions on which it is made.

How a table becomes bytes (`write`), how files become visible (`store`) and what the card says (`card`) do not
belong here.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

import polars as pl

from pipelines.publish.card import dataset_card
from pipelines.publish.catalogue import Outputs, Release, open_release, open_store, releases
from pipelines.publish.changes import change_counts, diff
from pipelines.publish.checksums import CHECKSUMS, checksum_list, checksums, sha256
from pipelines.publish.citation import citation, citation_file
from pipelines.publish.croissant import croissant
from pipelines.publish.datapackage import data_package
from pipelines.publish.dataset import load_dataset
from pipelines.publish.dictionary import dictionary
from pipelines.publish.run import Run, code_version, rules_digest
from pipelines.publish.signature import sign
from pipelines.publish.site import catalogue, write_site
from pipelines.publish.store import ReleaseError, not_listed
from pipelines.publish.write import Csv, has_csv, has_schema, schema_version, write_csv, write_parquet
from pipelines.stack import stack_versions
from pipelines.tables import CHANGES, PUBLISHED, TABLES, Table
from pipelines.validate import Validation, tables_digest

PublishText = Literal["evidence", "full"]
"""`evidence` publishes the sentences that facts were read from, `full` whole articles.

Articles are other people's copyright: a sentence beside the fact that it supports is a quotation, an article is a
copy. `full` is for corpora whose licence allows it.
"""


def publish(
    tables: Mapping[str, pl.DataFrame],
    out: Outputs,
    *,
    run: Run,
    validation: Validation,
    data_docs: Path | None = None,
    publish_text: PublishText = "evidence",
    csv: Csv = "auto",
    signing_key: Path | None = None,
    site: bool = True,
    cache: Path | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Release:
    """Make a release of the tables, `releases/<version>` of the outputs, and move `latest.json` to it, all or nothing.

    `tables` has every table of the registry, `validation` must be of exactly these tables, and `data_docs` is the
    folder of its report. The bytes of the tables depend on `tables` and `publish_text` alone; `changes`, which is no
    part of the digest, on the release before, too. `csv` says which tables are there as CSV, too. SHA256SUMS is signed
    where an SSH key is given. Without `site`, no pages are written; below `cache`, where it is given, they are kept for
    the next release.
    Raises ReleaseError where the tables have not passed validation, or did not reach the disk as they are.
    """
    _require_valid(tables, validation)
    published = _published(tables, publish_text)
    rules = rules_digest()
    day = clock().date()
    with open_store(out).staged(day) as (version, folder):
        changed = _changes(published, _previous(out), rules)
        written = write_tables({**published, CHANGES.name: changed.rows}, csv, folder)
        contents = {name: written[name] for name in TABLES}
        if data_docs is not None:
            shutil.copytree(data_docs, folder / "data_docs")
        _describe(folder, version, clock(), written, publish_text)
        manifest = {
            "dataset": "summit-facts",
            "version": version,
            "run_id": run.run_id,
            "started": run.started.isoformat(timespec="seconds"),
            "finished": clock().isoformat(timespec="seconds"),
            "publish_text": publish_text,
            "digest": release_digest(contents),
            "tables": contents,
            "changes": {"since": changed.since, "counts": change_counts(changed.rows), **written[CHANGES.name]},
            "validation": _summary(validation),
            "code": code_version(),
            "rules": rules,
            "stack": stack_versions(),
            "inputs": dict(sorted(run.inputs.items())),
        }
        (folder / "manifest.json").write_bytes(_json(manifest))
        if site:
            frames = {**published, CHANGES.name: changed.rows}
            write_site(folder / "site", frames, manifest, about(version, day), cache)
        (folder / CHECKSUMS).write_bytes(checksum_list(checksums(folder, _known(written))))
        if signing_key is not None:
            sign(folder, signing_key)
    if site:
        store = open_store(out)
        try:
            store.put_site(lambda: catalogue(_manifests(out), about(version, day)))
        except (OSError, ReleaseError) as error:
            raise not_listed(version, store, error) from error
    return open_release(out, version)


def unchanged(
    tables: Mapping[str, pl.DataFrame], out: Outputs, publish_text: PublishText = "evidence", csv: Csv = "auto"
) -> Release | None:
    """The newest release, if publishing the tables would say the same in all of them; None otherwise."""
    previous = _previous(out)
    if previous is None:
        return None
    try:
        if previous.manifest["publish_text"] != publish_text:
            return None
        old = read_tables(previous)
    except _UNREADABLE:
        return None
    new = _published(tables, publish_text)
    same = old.keys() == new.keys() and all(
        frame.equals(old[name]) and has_csv(frame, csv) == ("csv" in previous.manifest["tables"][name])
        for name, frame in new.items()
    )
    return previous if same else None


_AT_ONCE = 2
"""Tables that are written at a time: each is written by all processors, but not all of the time."""

_COMPARED = 250_000
"""Rows that are read back at a time."""

_UNREADABLE = (OSError, ValueError, KeyError, TypeError, ReleaseError, pl.exceptions.PolarsError)
"""What opening a release that is damaged, or of another version of the program, may raise."""


def _manifests(out: Outputs) -> list[dict[str, Any]]:
    """Those of all releases that can be read, oldest first."""
    found = []
    for release in releases(out):
        with suppress(ReleaseError):
            found.append(release.manifest)
    return found


class _Changes(NamedTuple):
    since: dict[str, str] | None
    """Version and digest of the release that this one was compared with; None for the first."""
    rows: pl.DataFrame


def _previous(out: Outputs) -> Release | None:
    """The newest release that is there, which is the one before the release that is being made."""
    return next(reversed(releases(out)), None)


def _changes(published: Mapping[str, pl.DataFrame], previous: Release | None, rules: str) -> _Changes:
    """What differs from the release before; nothing, where there is none or it cannot be read."""
    if previous is not None:
        try:
            since = {"version": previous.version, "digest": previous.manifest["digest"]}
            same_rules = previous.manifest.get("rules") == rules
            return _Changes(since, diff(read_tables(previous), published, rules_differ=not same_rules))
        except _UNREADABLE:
            return _Changes(None, CHANGES.empty())
    return _Changes(None, CHANGES.empty())


def changes_between(old: Release, new: Release) -> pl.DataFrame:
    """The rows of `changes` that lead from one release to another."""
    same_rules = old.manifest.get("rules") == new.manifest.get("rules")
    return diff(read_tables(old), read_tables(new), rules_differ=not same_rules)


def read_tables(release: Release) -> dict[str, pl.DataFrame]:
    """The tables of a release that this program knows and the release has."""
    return {name: release.table(name) for name in TABLES if name in release.manifest["tables"]}


def about(version: str, day: date) -> dict[str, str]:
    """What the dataset is and how to cite a version of it, for the pages."""
    dataset = load_dataset()
    return {
        "title": dataset.title,
        "description": dataset.description,
        "citation": citation(dataset, version, day),
    }


def _describe(
    folder: Path, version: str, now: datetime, contents: Mapping[str, Any], publish_text: PublishText
) -> None:
    """Write what tells people and programs what the tables are and how to cite them."""
    dataset, day = load_dataset(), now.date()
    card = dataset_card(dataset, contents, publish_text)
    package = data_package(dataset, version, now.isoformat(timespec="seconds"), contents)
    described = croissant(dataset, version, day.isoformat(), contents, citation(dataset, version, day))
    (folder / "README.md").write_text(card, encoding="utf-8")
    (folder / "datapackage.json").write_bytes(_json(package))
    (folder / "croissant.json").write_bytes(_json(described))
    (folder / "dictionary.json").write_bytes(_json(dictionary()))
    (folder / "CITATION.cff").write_text(citation_file(dataset, version, day), encoding="utf-8")


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def release_digest(contents: Mapping[str, Any]) -> str:
    """One digest over the Parquet files of a release: equal for two releases exactly when their tables are."""
    lines = "".join(f"{contents[name]['parquet']['sha256']}  {name}.parquet\n" for name in sorted(contents))
    return f"sha256:{hashlib.sha256(lines.encode()).hexdigest()}"


def _require_valid(tables: Mapping[str, pl.DataFrame], validation: Validation) -> None:
    if not validation.ok:
        reasons = "".join(f"\n  {failure}" for failure in validation.failures)
        raise ReleaseError(f"nothing is published: the tables did not pass validation{reasons}")
    if validation.digest != tables_digest(tables):
        raise ReleaseError("nothing is published: these are not the tables that were validated; validate them first")
    if missing := [name for name in TABLES if name not in tables]:
        raise ReleaseError(f"nothing is published: no table {', '.join(missing)}")


def _summary(validation: Validation) -> dict[str, Any]:
    """How the validation went, without the rows that failed: they may hold text that is not published."""
    return {
        "digest": validation.digest,
        "expectations": len(validation.results),
        "hold": sum(result.success for result in validation.results),
        "warnings": [
            {
                "table": warning.table,
                "name": warning.name,
                "description": warning.description,
                "checked": warning.checked,
                "failed": warning.failed,
                "found": warning.found,
            }
            for warning in validation.warnings
        ],
    }


def _published(tables: Mapping[str, pl.DataFrame], publish_text: PublishText) -> dict[str, pl.DataFrame]:
    """The tables as readers get them: in the registry's columns and order, with no more text than may be given."""
    frames = {name: table.conform(tables[name]) for name, table in TABLES.items()}
    if publish_text == "evidence":
        with_fact = frames["facts"].get_column("segment_id").implode()
        frames["documents"] = frames["documents"].with_columns(text=pl.lit(None, pl.String))
        frames["segments"] = frames["segments"].with_columns(
            text=pl.when(pl.col("segment_id").is_in(with_fact)).then("text")
        )
    return frames


def write_tables(frames: Mapping[str, pl.DataFrame], csv: Csv, folder: Path) -> dict[str, Any]:
    """Write all tables, the largest first, several at a time: what was written, by name."""
    largest = sorted(PUBLISHED, key=lambda table: frames[table.name].height, reverse=True)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        written = pool.map(lambda table: _write_table(frames[table.name], table, csv, folder), largest)
        return {table.name: content for table, content in zip(largest, written, strict=True)}


def _write_table(frame: pl.DataFrame, table: Table, csv: Csv, folder: Path) -> dict[str, Any]:
    """Write one table, read it back, and say what was written."""
    parquet, text = folder / f"{table.name}.parquet", folder / f"{table.name}.csv"
    try:
        write_parquet(frame, table, parquet)
        as_written = has_schema(parquet, table) and _reads_back(frame, parquet)
        if has_csv(frame, csv):
            write_csv(frame, text)
    except pl.exceptions.PolarsError as error:
        raise ReleaseError(f"nothing is published: {table.name} could not be written ({error})") from error
    if not as_written:
        raise ReleaseError(f"nothing is published: {parquet.name} does not read back as it was written; check the disk")
    return {
        "rows": frame.height,
        "schema_version": schema_version(table),
        **{path.suffix[1:]: _file(path) for path in (parquet, text) if path.exists()},
    }


def _reads_back(frame: pl.DataFrame, parquet: Path) -> bool:
    """Whether the file has the rows of the frame, some of which are in memory twice at a time."""
    back = pl.scan_parquet(parquet)
    return back.select(pl.len()).collect().item() == frame.height and all(
        back.slice(start, _COMPARED).collect().equals(frame.slice(start, _COMPARED))
        for start in range(0, frame.height, _COMPARED)
    )


def _known(written: Mapping[str, Any]) -> dict[str, str]:
    """The checksums of the files of tables, by file."""
    return {
        f"{name}.{form}": content[form]["sha256"]
        for name, content in written.items()
        for form in ("parquet", "csv")
        if form in content
    }


def _file(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "sha256": sha256(path)}
