"""Every format that can be read gives the same article."""

import gzip
import json
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from pipelines.ingest import IngestOptions, ingest
from pipelines.tables import TABLES

TEXT = (
    "Ministers of five lake states met in Hochfeld on Tuesday and agreed to limit fishing for three years. "
    "They will meet again in the spring, said the chair of the lake council."
)
RECORD = {
    "text": TEXT,
    "title": "Lake states limit fishing",
    "date": "2031-05-06",
    "publisher": "Alpine Post",
    "url": "https://post.example/lake",
    "byline": "Ada Brenn",
}
HTML = f"""<!doctype html><html><head><title>Lake states limit fishing</title>
<meta property="article:published_time" content="2031-05-06T08:00:00Z"><meta name="author" content="Ada Brenn">
<meta property="og:site_name" content="Alpine Post"></head>
<body><nav><a href="/">Home</a><a href="/news">News</a></nav><article><h1>Lake states limit fishing</h1>
<p>{TEXT}</p><p>The council was founded in 2019 and has its seat in the town. It publishes a report every year.</p>
</article>
<footer>Imprint</footer></body></html>"""


def _one(corpus: Path) -> dict[str, object]:
    found = ingest(corpus)
    assert found.rejections.height == 0
    assert found.documents.height == 1
    assert found.documents.schema == TABLES["documents"].schema
    return found.documents.row(0, named=True)


def _lines(path: Path, *records: object) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.JSONL.gz", "a.jsonl.zst", "a.parquet"])
def test_records_give_text_and_fields(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    lines = _lines(path, RECORD)
    if name.endswith(".gz"):
        lines = gzip.compress(lines)
    elif name.endswith(".zst"):
        lines = pa.compress(lines, codec="zstd", asbytes=True)
    if name.endswith(".parquet"):
        pl.DataFrame([RECORD]).with_columns(pl.col("date").str.to_date()).write_parquet(path)
    else:
        path.write_bytes(lines)

    article = _one(tmp_path)
    assert article["source_path"] == f"{name}#1"
    assert article["text"] == TEXT
    assert (article["title"], article["title_source"]) == ("Lake states limit fishing", "record")
    assert (article["author"], article["author_source"]) == ("Ada Brenn", "record")
    assert (article["publisher"], article["publisher_source"]) == ("Alpine Post", "record")
    assert (article["published"], article["published_source"]) == (date(2031, 5, 6), "record")
    assert article["url"] == "https://post.example/lake"
    assert article["language"] == "en"
    assert article["characters"] == len(TEXT)


@pytest.mark.parametrize("name", ["a.txt", "b.md", "c.TXT"])
def test_a_text_file_is_one_article(tmp_path: Path, name: str) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / name).write_text(TEXT)
    article = _one(tmp_path)
    assert (article["source_path"], article["text"]) == (f"below/{name}", TEXT)


@pytest.mark.parametrize("name", ["a.html", "a.htm"])
def test_of_a_page_the_main_text_and_its_metadata_are_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(HTML)
    article = _one(tmp_path)
    assert TEXT in str(article["text"])
    assert "Imprint" not in str(article["text"])
    assert (article["title"], article["title_source"]) == ("Lake states limit fishing", "html metadata")
    assert (article["author"], article["publisher"]) == ("Ada Brenn", "Alpine Post")
    assert (article["published"], article["published_source"]) == (date(2031, 5, 6), "html metadata")


def test_a_page_is_decoded_as_it_declares(tmp_path: Path) -> None:
    page = HTML.replace("<head>", '<head><meta charset="iso-8859-2">').replace("Hochfeld", "Łódź")
    (tmp_path / "a.html").write_bytes(page.encode("iso-8859-2"))
    assert "met in Łódź on Tuesday" in str(_one(tmp_path)["text"])


def test_a_single_file_is_a_corpus(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(TEXT)
    (tmp_path / "two.txt").write_text(TEXT + " More.")
    assert _one(tmp_path / "one.txt")["source_path"] == "one.txt"


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.txt").write_text("Hidden. " + TEXT)
    (tmp_path / ".hidden.txt").write_text("Hidden too. " + TEXT)
    (tmp_path / "a.txt").write_text(TEXT)
    assert _one(tmp_path)["source_path"] == "a.txt"


def test_compressed_files_of_several_members_are_read_whole(tmp_path: Path) -> None:
    first, second = _lines(tmp_path, RECORD), _lines(tmp_path, {**RECORD, "text": TEXT + " It rained."})
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(first) + gzip.compress(second))
    frames = [pa.compress(part, codec="zstd", asbytes=True) for part in (first, second)]
    (tmp_path / "b.jsonl.zst").write_bytes(b"".join(frames))
    found = ingest(tmp_path).documents.sort("source_path")
    assert found["source_paths"].to_list() == [["a.jsonl.gz#1", "b.jsonl.zst#1"], ["a.jsonl.gz#2", "b.jsonl.zst#2"]]


def test_same_bytes_are_one_document_with_all_its_paths(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.md"):
        (tmp_path / name).write_text(TEXT)
    (tmp_path / "d.jsonl").write_bytes(_lines(tmp_path, RECORD, {**RECORD, "text": TEXT.upper()}, RECORD))
    found = ingest(tmp_path).documents.sort("source_path")
    assert found["source_paths"].to_list() == [["a.txt", "b.txt", "c.md"], ["d.jsonl#1", "d.jsonl#3"], ["d.jsonl#2"]]
    assert found["source_path"].to_list() == ["a.txt", "d.jsonl#1", "d.jsonl#2"]
    assert found["cluster_id"].n_unique() == 1, "the same words are one source, whatever their case and file"
    assert found["doc_id"].n_unique() == 3


def test_paths_are_sorted_as_text(tmp_path: Path) -> None:
    others = ({**RECORD, "text": f"{TEXT} Vote {n}."} for n in range(8))
    (tmp_path / "a.jsonl").write_bytes(_lines(tmp_path, next(others), RECORD, *others, RECORD))
    paths = ingest(tmp_path).documents.filter(pl.col("source_paths").list.len() == 2)
    assert paths.select("source_path", "source_paths").rows() == [("a.jsonl#10", ["a.jsonl#10", "a.jsonl#2"])]


def test_ids_do_not_depend_on_where_the_file_lies(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{folder}.txt").write_text(TEXT)
    assert _one(tmp_path / "x")["doc_id"] == _one(tmp_path / "y")["doc_id"]


def test_blank_lines_and_line_ends_of_records_do_not_count(tmp_path: Path) -> None:
    line = json.dumps(RECORD).encode()
    (tmp_path / "a.jsonl").write_bytes(b"\xef\xbb\xbf" + line + b"\r\n\r\n  \n" + line)
    article = _one(tmp_path)
    assert article["source_paths"] == ["a.jsonl#1", "a.jsonl#4"]


def test_a_line_longer_than_allowed_is_passed_over_without_being_kept(tmp_path: Path) -> None:
    long = json.dumps({**RECORD, "text": TEXT + "x" * 3_000_000}).encode()
    (tmp_path / "a.jsonl").write_bytes(long + b"\n" + json.dumps(RECORD).encode() + b"\n" + long)
    found = ingest(tmp_path, IngestOptions(max_bytes=1_000_000))
    assert found.documents["source_path"].to_list() == ["a.jsonl#2"]
    assert found.rejections.sort("line").select("line", "reason").rows() == [(1, "too_large"), (3, "too_large")]
