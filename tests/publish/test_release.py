import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from frames import ARTICLES, small_tables, validation_of

from pipelines.publish import Csv, Release, ReleaseError, open_release, releases, unchanged, verify, write
from pipelines.publish.checksums import checksum_list, checksums
from pipelines.tables import TABLES
from pipelines.validate import Result, Validation

Publish = Callable[..., Release]


def files(release: Release) -> set[str]:
    return {path.relative_to(release.path).as_posix() for path in release.path.rglob("*") if path.is_file()}


def test_a_release_is_whole_and_sound(publish_small: Publish, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    (docs / "static").mkdir(parents=True)
    (docs / "index.html").write_text("<p>report</p>")
    (docs / "static" / "style.css").write_text("p {}")
    release = publish_small(data_docs=docs)
    assert (release.version, release.latest) == ("2026.11.22", True)
    tables = {f"{name}.{form}" for name in (*TABLES, "changes") for form in ("parquet", "csv")}
    descriptions = {"README.md", "CITATION.cff", "datapackage.json", "croissant.json", "dictionary.json"}
    other = {"manifest.json", "SHA256SUMS", "data_docs/index.html", "data_docs/static/style.css"}
    assert {file for file in files(release) if not file.startswith("site/")} == tables | descriptions | other
    assert verify(release.path) == []
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=release.path, check=True)


def test_manifest_says_what_was_made_from_what(publish_small: Publish) -> None:
    release = publish_small()
    manifest = release.manifest
    assert manifest["version"] == release.version
    assert manifest["run_id"] == "run-1"
    assert manifest["started"] == manifest["finished"] == "2026-11-22T12:00:00+00:00"
    assert manifest["inputs"] == {"harbour-gazette.txt": "0" * 64}
    assert {name: content["rows"] for name, content in manifest["tables"].items()} == {
        name: frame.height for name, frame in small_tables().items()
    }
    assert manifest["tables"]["facts"]["csv"]["bytes"] == (release.path / "facts.csv").stat().st_size
    assert manifest["validation"]["expectations"] == manifest["validation"]["hold"] == 1
    assert manifest["code"]["version"] and manifest["stack"]["polars"] == pl.__version__
    latest = json.loads((release.path.parent / "latest.json").read_text())
    assert latest == {"version": release.version, "path": release.version, "digest": manifest["digest"]}


def test_manifest_names_warnings_without_the_rows_that_failed(publish_small: Publish) -> None:
    tables = small_tables()
    held = validation_of(tables)
    rows = pl.DataFrame({"doc_id": ["doc-0"], "text": ["It rained all week."]})
    warning = Result("documents", "has_published", "Nine of ten are dated.", "warning", False, 3, 1, rows=rows)
    told = publish_small(tables, validation=Validation(held.digest, (*held.results, warning))).manifest["validation"]
    assert (told["expectations"], told["hold"]) == (2, 1)
    (told_warning,) = told["warnings"]
    assert (told_warning["name"], told_warning["checked"], told_warning["failed"]) == ("has_published", 3, 1)
    assert "rained" not in str(told)


def test_same_tables_give_the_same_bytes(publish_small: Publish) -> None:
    first = publish_small()
    shuffled = {name: frame.sample(fraction=1, shuffle=True, seed=1) for name, frame in small_tables().items()}
    second = publish_small(dict(reversed(shuffled.items())))
    assert second.version == "2026.11.22.1"
    for name in (*(f"{t}.parquet" for t in TABLES), *(f"{t}.csv" for t in TABLES), "README.md"):
        assert (first.path / name).read_bytes() == (second.path / name).read_bytes(), name
    assert first.manifest["digest"] == second.manifest["digest"]


def test_other_tables_have_another_digest(publish_small: Publish) -> None:
    tables = small_tables()
    tables["rejections"] = TABLES["rejections"].empty()
    assert publish_small().manifest["digest"] != publish_small(tables).manifest["digest"]


def test_evidence_is_quoted_and_articles_are_not_copied(publish_small: Publish) -> None:
    release = publish_small()
    assert release.table("documents")["text"].null_count() == 3
    given = release.table("segments").drop_nulls("text")["text"].to_list()
    assert sorted(given) == sorted(sentences[0] for _, sentences in ARTICLES.values())
    everything = b"".join(path.read_bytes() for path in release.path.glob("*.csv"))
    assert b"It rained all week" not in everything


def test_full_text_where_the_licence_allows_it(publish_small: Publish) -> None:
    release = publish_small(publish_text="full")
    assert release.table("documents")["text"].equals(small_tables()["documents"]["text"])
    assert release.table("segments").equals(small_tables()["segments"])
    assert verify(release.path) == []
    assert "whole articles" in (release.path / "README.md").read_text()


def test_card_explains_every_table_column_and_predicate(publish_small: Publish) -> None:
    card = (publish_small().path / "README.md").read_text()
    for table in TABLES.values():
        assert f"### {table.name}\n\n{table.meaning}" in card
        for column in table.columns:
            assert f"| `{column.name}` |" in card and column.meaning.replace("|", "\\|") in card
    assert "| `held_at` | Where an event takes place." in card
    assert "2026.11.22" not in card  # what depends on the run is in manifest.json alone


def test_nothing_is_published_without_a_passed_validation(publish_small: Publish, tmp_path: Path) -> None:
    tables = small_tables()
    with pytest.raises(ReleaseError, match="did not pass validation\n  facts: evidence_is_verbatim fails"):
        publish_small(tables, validation=validation_of(tables, success=False))
    others = tables | {"facts": tables["facts"].head(1)}
    with pytest.raises(ReleaseError, match="not the tables that were validated"):
        publish_small(others, validation=validation_of(tables))
    assert releases(tmp_path / "outputs") == []


def test_no_table_may_be_missing(publish_small: Publish) -> None:
    tables = small_tables()
    del tables["claims"]
    with pytest.raises(ReleaseError, match="no table claims"):
        publish_small(tables)


@pytest.mark.parametrize("spoil", [pl.DataFrame.reverse, lambda frame: frame.head(-1)], ids=["moved", "lost"])
def test_what_does_not_read_back_is_not_published(
    publish_small: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable
) -> None:
    first = publish_small()
    monkeypatch.setattr(
        "pipelines.publish.release.write_parquet", lambda frame, *where: write.write_parquet(spoil(frame), *where)
    )
    with pytest.raises(ReleaseError, match=r"\w+\.parquet does not read back"):
        publish_small()
    assert [release.version for release in releases(tmp_path / "outputs")] == [first.version]
    assert not list(first.path.parent.glob(".staging-*"))


def test_open_release_finds_by_version_and_latest(publish_small: Publish, tmp_path: Path) -> None:
    out = tmp_path / "outputs"
    with pytest.raises(ReleaseError, match=r"there is no release in .*summit-facts build"):
        open_release(out)
    publish_small()
    publish_small()
    assert open_release(out).version == "2026.11.22.1"
    assert open_release(out, "2026.11.22").latest is False
    with pytest.raises(ReleaseError, match=r"no release 2020\.01\.01 .* newest are 2026\.11\.22\.1, 2026\.11\.22"):
        open_release(out, "2020.01.01")


@pytest.mark.parametrize("csv", ["auto", "all", "none"])
def test_csv_is_left_out_where_no_spreadsheet_could_open_it(
    csv: Csv, publish_small: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "SPREADSHEET_ROWS", 2)
    tables = small_tables()
    release = publish_small(csv=csv)
    small = {"changes", *(name for name, frame in tables.items() if frame.height <= 2)}
    expected = {"auto": small, "all": {*TABLES, "changes"}, "none": set()}[csv]
    assert {path.stem for path in release.path.glob("*.csv")} == expected
    assert {path.stem for path in release.path.glob("*.parquet")} == {*TABLES, "changes"}
    assert verify(release.path) == []
    card = (release.path / "README.md").read_text()
    assert re.findall("`facts`.* as Parquet only", card) == (["`facts` as Parquet only"] if csv == "auto" else [])
    assert ("RFC 4180" in card) == (csv != "none")
    assert unchanged(tables, tmp_path / "outputs", csv=csv) is not None
    assert unchanged(tables, tmp_path / "outputs", csv="all" if csv == "none" else "none") is None


def test_a_csv_that_the_manifest_does_not_know_is_found(publish_small: Publish) -> None:
    release = publish_small(csv="none")
    (release.path / "facts.csv").write_text("fact_id")
    (release.path / "SHA256SUMS").write_bytes(checksum_list(checksums(release.path)))
    assert "facts.csv: is there, but not in manifest.json" in map(str, verify(release.path))
