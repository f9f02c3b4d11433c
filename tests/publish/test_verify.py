import json
import random
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from functools import reduce
from pathlib import Path

import polars as pl
import pytest
from frames import small_tables

from expectations import EXPECTATIONS
from pipelines.publish import Release, verify
from pipelines.publish.checksums import CHECKSUMS, checksum_list, checksums, sha256
from pipelines.publish.verify import OF_ARTICLE_TEXTS
from pipelines.tables import TABLES

Publish = Callable[..., Release]


def test_every_flipped_bit_and_every_truncation_is_found(publish_small: Publish, tmp_path: Path) -> None:
    """1,000 changes at random, in tables, descriptions, checksums, pages and signature alike."""
    key, pages = tmp_path / "key", tmp_path / "pages"
    signed = {}
    if shutil.which("ssh-keygen"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
        signed = {"signing_key": key}
    (pages / "static").mkdir(parents=True)
    (pages / "index.html").write_text("<h1>Report</h1>")
    (pages / "static" / "page.css").write_text("h1 { color: black }")
    release = publish_small(data_docs=pages, site=True, **signed)
    contents = {path: path.read_bytes() for path in sorted(release.path.rglob("*")) if path.is_file()}
    chance, unseen = random.Random(7), []
    for number in range(1000):
        path, whole = chance.choice(list(contents.items()))
        at, bit = chance.randrange(len(whole)), chance.randrange(8)
        changed = whole[:at] if number % 3 == 0 else whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :]
        path.write_bytes(changed)
        if not verify(release.path):
            unseen.append((path.name, at, bit))
        path.write_bytes(whole)
    assert unseen == []
    assert verify(release.path) == []


def test_missing_and_added_files_are_named(publish_small: Publish) -> None:
    release = publish_small()
    (release.path / "facts.csv").unlink()
    (release.path / "notes.txt").write_text("mine")
    assert [str(problem) for problem in verify(release.path)] == [
        "facts.csv: is in SHA256SUMS, but missing",
        "notes.txt: is not in SHA256SUMS",
    ]
    (release.path / CHECKSUMS).unlink()
    assert [problem.where for problem in verify(release.path)] == [CHECKSUMS]


def test_a_folder_that_is_no_release(tmp_path: Path) -> None:
    assert verify(tmp_path)
    (tmp_path / "manifest.json").write_text("[]")
    (tmp_path / CHECKSUMS).write_bytes(checksum_list(checksums(tmp_path)))
    assert [problem.where for problem in verify(tmp_path)] == ["manifest.json"]


def test_checksums_made_again_do_not_hide_a_change(publish_small: Publish) -> None:
    release = publish_small()
    (release.path / "claims.csv").write_text("claim_id\r\n")
    (release.path / CHECKSUMS).write_bytes(checksum_list(checksums(release.path)))
    assert [str(problem) for problem in verify(release.path)] == [
        "claims.csv: has another SHA-256 than manifest.json says"
    ]


def test_a_csv_of_other_rows_is_found_though_checksums_were_made_again(publish_small: Publish) -> None:
    release = publish_small()
    csv = release.path / "facts.csv"
    csv.write_bytes(csv.read_bytes().replace(b"94800000000", b"94900000000"))
    manifest = json.loads((release.path / "manifest.json").read_text())
    manifest["tables"]["facts"]["csv"]["sha256"] = sha256(csv)
    (release.path / "manifest.json").write_text(json.dumps(manifest))
    (release.path / CHECKSUMS).write_bytes(checksum_list(checksums(release.path)))
    assert [str(problem) for problem in verify(release.path)] == ["facts.csv: does not say what facts.parquet says"]


def test_a_changed_manifest_is_named(publish_small: Publish) -> None:
    release = publish_small()
    whole = (release.path / "manifest.json").read_text()
    for path, value, found in (
        (("tables", "facts", "schema_version"), "schema-0", "facts.parquet: has columns of another version"),
        (("digest",), "sha256:0", "manifest.json: has a digest that is not that of its tables"),
    ):
        manifest = json.loads(whole)
        *above, key = path
        reduce(dict.__getitem__, above, manifest)[key] = value
        (release.path / "manifest.json").write_text(json.dumps(manifest))
        (release.path / CHECKSUMS).write_bytes(checksum_list(checksums(release.path)))
        assert [str(problem).startswith(found) for problem in verify(release.path)] == [True]


def _set(table: str, **values: object) -> Callable[[dict[str, pl.DataFrame]], None]:
    def change(tables: dict[str, pl.DataFrame]) -> None:
        first = pl.int_range(pl.len()) == 0
        columns = {name: pl.when(first).then(pl.lit(value)).otherwise(name) for name, value in values.items()}
        tables[table] = TABLES[table].conform(tables[table].with_columns(**columns))

    return change


def _copy_first(table: str) -> Callable[[dict[str, pl.DataFrame]], None]:
    def change(tables: dict[str, pl.DataFrame]) -> None:
        tables[table] = TABLES[table].conform(pl.concat([tables[table], tables[table].head(1)]))

    return change


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (_copy_first("facts"), "facts.parquet: fact_id is not unique"),
        (_set("facts", evidence="94.9 billion dollars"), "facts.parquet: evidence is not what stands at its offsets"),
        (_set("facts", evidence_start=0), "facts.parquet: evidence is not what stands at its offsets"),
        (_set("facts", claim_id="claim-0"), "facts.parquet: not so: Every claim_id is a claims.claim_id"),
        (_set("facts", subject_id="nobody"), "facts.parquet: not so: Every subject_id is a entities.entity_id"),
        (_set("facts", value_text=""), "facts.parquet: not so: Text that is not there is null"),
        (_set("mentions", surface="trades"), "mentions.parquet: surface is not what stands at its offsets"),
        (_set("claims", n_facts=7), "claims.parquet: not so: Facts, articles, independent articles and days"),
        (_set("claims", doc_ids=["doc-0"]), "claims.parquet: not so: Every doc_ids is a documents.doc_id"),
        (_set("segments", kind="teaser"), "not so: Facts come from the body"),
        (_set("facts", date_start=date(2, 1, 1)), "not so: date_start and date_end are both there or both not"),
    ],
)
def test_content_that_does_not_hold_together_is_found(
    publish_small: Publish, change: Callable, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.publish.release.write_site", lambda *_: None)  # has no page for such content
    tables = small_tables()
    if found.startswith("not so: Facts come"):
        tables["segments"] = tables["segments"].with_columns(kind=pl.lit("teaser"))
    change(tables)
    problems = [str(problem) for problem in verify(publish_small(tables).path)]
    assert any(found in problem for problem in problems), problems


@pytest.mark.parametrize("publish_text", ["evidence", "full"])
def test_a_moved_segment_is_found(publish_small: Publish, publish_text: str) -> None:
    tables = small_tables()
    tables["segments"] = tables["segments"].with_columns(pl.col("end") + 1)
    assert verify(publish_small(tables, publish_text=publish_text).path)


def test_expectations_of_article_texts_are_those_that_need_them(publish_small: Publish) -> None:
    tables = small_tables()
    without = tables | {"documents": tables["documents"].with_columns(text=pl.lit(None, pl.String))}
    need = {
        (e.table, e.name)
        for e in EXPECTATIONS
        if e.holds is not None and e.severity == "critical" and e.flags(tables).all() and not e.flags(without).all()
    }
    assert need == OF_ARTICLE_TEXTS
