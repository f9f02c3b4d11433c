"""A corpus that is read file by file gives the rows that it gives as a whole."""

import json
import os
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.extract import extract
from pipelines.ingest import CorpusError, ingest
from pipelines.segment import segment
from pipelines.shards import corpus as sharded
from pipelines.shards.corpus import read_corpus
from pipelines.shards.engines import InProcess, Pool
from pipelines.shards.stage import Progress
from pipelines.tables import TABLES

SEEDS = Path(__file__).parents[2] / "seeds" / "articles"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled articles in files of three formats, some in several of them, and what cannot be read."""
    folder = tmp_path_factory.mktemp("corpus")
    rows = ingest(SEEDS).documents.select("text", "title", date=pl.col("published").cast(pl.String)).to_dicts()
    lines = [json.dumps(row) for row in rows]
    third = len(rows) // 3
    (folder / "a.jsonl").write_text("\n".join([*lines[:third], *lines[:2], "{broken"]))
    (folder / "b.jsonl").write_text("\n".join(lines[third - 2 : 2 * third]))
    pl.DataFrame(rows[2 * third :]).write_parquet(folder / "c.parquet")
    (folder / "d.txt").write_text("Las delegaciones se reunieron en la ciudad para hablar del comercio y del agua.")
    (folder / "e.doc").write_bytes(b"no format that is known")
    (folder / "link").symlink_to(SEEDS)
    return folder


@pytest.fixture(scope="module")
def whole(corpus: Path) -> dict[str, pl.DataFrame]:
    found = ingest(corpus)
    segments = segment(found.documents)
    read = extract(found.documents, segments)._asdict()
    return {"documents": found.documents, "rejections": found.rejections, "segments": segments, **read}


def assert_same(found: dict[str, pl.DataFrame], whole: dict[str, pl.DataFrame]) -> None:
    assert found.keys() == whole.keys()
    assert found["documents"]["cluster_id"].is_null().all(), "copies are told apart of all articles together"
    for name, frame in whole.items():
        assert_frame_equal(found[name].drop("cluster_id", strict=False), frame.drop("cluster_id", strict=False))


@pytest.mark.parametrize("batch", [1, 7, 256])
def test_files_give_the_rows_of_the_whole_however_many_articles_are_held(
    corpus: Path, whole: dict[str, pl.DataFrame], batch: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharded, "BATCH", batch)
    assert {"language_not_english", "broken_json", "unknown_format"} <= {*whole["rejections"]["reason"]}
    assert (whole["documents"]["source_paths"].list.len() > 1).sum() == 4
    assert_same(dict(read_corpus(corpus, tmp_path, lambda files: InProcess()).load()), whole)


def test_a_pool_gives_them_too(corpus: Path, whole: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    assert_same(dict(read_corpus(corpus, tmp_path, lambda files: Pool(2)).load()), whole)


def test_an_article_is_in_the_tables_of_one_file(corpus: Path, tmp_path: Path) -> None:
    tables = [tables for _, tables in read_corpus(corpus, tmp_path, lambda files: InProcess()).tables()]
    for name in ("documents", "facts"):
        ids = pl.concat(pl.collect_all([table[name].select(pl.col("doc_id").unique()) for table in tables]))
        assert ids["doc_id"].is_unique().all()


def test_only_what_is_new_is_read(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = tmp_path / "corpus"
    files.mkdir()
    for name in ("a.jsonl", "b.jsonl", "c.parquet"):
        os.link(corpus / name, files / name)
    told: list[Progress] = []

    def read() -> Progress:
        read_corpus(files, tmp_path / "cache", lambda files: InProcess(), on_progress=told.append)
        return told[-1]

    assert read() == Progress(3, 0, 3)
    assert read() == Progress(3, 3, 3)
    (files / "new.txt").write_text("The Delta Summit was held in Tigre on 3 May 2019.")
    assert read() == Progress(4, 3, 4)
    digest = sharded.code_digest
    monkeypatch.setattr(sharded, "code_digest", lambda package: digest(package) + "!" * ("extract" in package))
    assert read() == Progress(4, 0, 4)
    entries = {stage: len([*(tmp_path / "cache" / stage).iterdir()]) for stage in ("ingest", "read")}
    assert entries == {"ingest": 4, "read": 8}, "new rules of extraction read no file anew"
    assert not [path for path in (tmp_path / "cache").rglob("*") if path.name.startswith(".")]


def test_no_file_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="does not exist"):
        read_corpus(tmp_path / "absent", tmp_path / "cache", lambda files: InProcess())


def test_the_command_writes_the_tables_file_by_file(
    corpus: Path, whole: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    for _ in range(2):  # what is there is replaced
        run = CliRunner().invoke(app, ["extract", str(corpus), "--out", str(tmp_path), "--engine", "in_process"])
        assert run.exit_code == 0, run.output
    assert f"{whole['facts'].height} facts" in run.output
    for name in ("documents", "rejections", "segments", "mentions", "facts"):
        files = sorted((tmp_path / "extracted" / name).iterdir())
        assert len(files) == 5 + (name == "rejections")
        found = TABLES[name].conform(pl.concat(map(pl.read_parquet, files)))
        assert_frame_equal(found.drop("cluster_id", strict=False), whole[name].drop("cluster_id", strict=False))
    names = pl.read_parquet(tmp_path / "extracted" / "entities" / "*.parquet")
    assert {*names["entity_id"]} == {*whole["entities"]["entity_id"]}


def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["extract", str(tmp_path / "absent"), "--out", str(tmp_path)])
    assert run.exit_code == 1
    assert "error: " in run.output and "does not exist" in run.output
