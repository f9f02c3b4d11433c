"""WARC: each HTTP response is an article or a refusal."""

import gzip
import hashlib
import sys
import zlib
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipelines.ingest import IngestOptions, NothingToReadError, ingest
from pipelines.shards.corpus import read_corpus
from pipelines.shards.engines import InProcess

needs_reader = pytest.mark.skipif(find_spec("fastwarc") is None, reason="the extra `crawl` is not installed")


def page(town: str, day: str = "2031-05-06") -> bytes:
    text = (
        f"Ministers of four river states met in {town} on Tuesday and agreed to share their water for ten years. "
        "They will meet again in the autumn, the chair of the river council said after the talks."
    )
    return f"""<!doctype html><html><head><title>River states share water in {town}</title><meta charset="utf-8">
<meta property="article:published_time" content="{day}T08:00:00Z"><meta name="author" content="Ida Kern">
<meta property="og:site_name" content="River Post"><link rel="canonical" href="https://other.example/copy"></head>
<body><nav><a href="/">Home</a></nav><article><h1>River states share water in {town}</h1><p>{text}</p>
<p>The council was founded in 2019 and has its seat in the town. It publishes a report every year.</p></article>
<footer>Imprint</footer></body></html>""".encode()


def record(
    url: str, body: bytes, headers: str = "Content-Type: text/html; charset=utf-8", status: str = "200 OK",
    kind: str = "response", http: bool = True,
) -> bytes:  # fmt: skip
    block = f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() * http + body
    return (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2033-01-02T03:04:05Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{hashlib.md5(block).hexdigest()}>\r\nContent-Type: application/http\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    ).encode() + block + b"\r\n\r\n"  # fmt: skip


def address(number: int) -> str:
    return f"https://post.example/{number}"


INFO = record("", b"software: a test\r\n", kind="warcinfo", http=False)
REQUEST = record(address(1), b"GET / HTTP/1.1\r\n\r\n", kind="request", http=False)


def refused(corpus: Path, **options: int) -> list[tuple[str, int | None, str]]:
    """File, record and reason of what is refused; one article is read besides."""
    found = ingest(corpus, IngestOptions(**options))
    assert found.documents.height == 1
    assert found.rejections["detail"].str.contains(r"fetch|take it out|raise|only HTML|not read|save").all()
    return found.rejections.sort("line").select("source_path", "line", "reason").rows()


@needs_reader
@pytest.mark.parametrize("name", ["crawl.warc", "crawl.WARC.gz"])
def test_a_response_is_an_article(tmp_path: Path, name: str) -> None:
    records = [INFO, REQUEST, record(address(1), page("Lindau")), record(address(2), page("Bregenz"))]
    (tmp_path / name).write_bytes(b"".join(map(gzip.compress, records) if name.endswith("gz") else records))
    found = ingest(tmp_path)
    assert found.rejections.is_empty()
    first, second = found.documents.sort("source_path").to_dicts()
    assert (first["source_path"], second["source_path"]) == (f"{name}#3", f"{name}#4")
    assert "met in Lindau on Tuesday" in first["text"] and "Imprint" not in first["text"]
    assert (first["title"], first["title_source"]) == ("River states share water in Lindau", "html metadata")
    assert (first["author"], first["publisher"]) == ("Ida Kern", "River Post")
    assert (first["url"], second["url"]) == (address(1), address(2)), "where it was fetched, not what the page claims"
    assert (first["published"], first["published_source"]) == (date(2031, 5, 6), "html metadata")


@needs_reader
def test_the_day_of_the_crawl_is_no_date_of_publication(tmp_path: Path) -> None:
    undated = page("Lindau", "")
    (tmp_path / "a.warc").write_bytes(record(address(1), undated) + record("https://p.example/2031/05/07/x", undated))
    days = dict(ingest(tmp_path).documents.select("source_path", "published").iter_rows())
    assert days == {"a.warc#1": None, "a.warc#2": date(2031, 5, 7)}


def chunked(body: bytes) -> bytes:
    parts = [body[at : at + 300] for at in range(0, len(body), 300)]
    return b"".join(f"{len(part):x};x=y\r\n".encode() + part + b"\r\n" for part in parts) + b"0\r\n\r\n"


def deflated(body: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(body) + stream.flush()


@needs_reader
def test_pages_are_read_as_they_were_sent(tmp_path: Path) -> None:
    towns = ["Lindau", "Bregenz", "Konstanz", "Rorschach", "Arbon", "Łódź", "Malmö"]
    html = "Content-Type: text/html"
    records = [
        record(address(0), gzip.compress(page(towns[0])), f"{html}\r\nContent-Encoding: gzip"),
        record(address(1), page(towns[1]), f"{html}\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked"),
        record(address(2), chunked(page(towns[2])), f"{html}\r\nTransfer-Encoding: chunked"),
        record(address(3), deflated(page(towns[3])), f"{html}\r\ncontent-encoding: deflate"),
        record(address(4), chunked(zlib.compress(page(towns[4]))),
               f"{html}\r\nTRANSFER-ENCODING: chunked\r\nContent-Encoding: deflate"),
        record(address(5), page(towns[5]).decode().encode("iso-8859-2"), f"{html}; charset=iso-8859-2"),
        record(address(6), page(towns[6]).decode().encode("cp1252"), "Content-Type: application/xhtml+xml"),
    ]  # fmt: skip
    (tmp_path / "a.warc").write_bytes(b"".join(records))
    found = ingest(tmp_path)
    assert found.rejections.is_empty()
    assert [title.split()[-1] for title in found.documents.sort("source_path")["title"]] == towns


@needs_reader
def test_what_is_no_page_is_refused_with_its_record(tmp_path: Path) -> None:
    html = "Content-Type: text/html"
    records = [
        record(address(1), page("Lindau")),
        record(address(2), b"gone", status="404 Not Found"),
        record(address(3), b"\x89PNG", "Content-Type: image/png"),
        record(address(4), b"no HTTP at all", http=False),
        record(address(5), b"<html><body></body></html>"),
        record(address(6), b"\x1f\x8b but no more", f"{html}\r\nContent-Encoding: gzip"),
        record(address(7), gzip.compress(page("Arbon"))[:-20], f"{html}\r\nContent-Encoding: gzip"),
        record(address(8), chunked(page("Arbon"))[:-20], f"{html}\r\nTransfer-Encoding: chunked"),
        record(address(9), b"\x0b\x02", f"{html}\r\nContent-Encoding: br"),
        record(address(10), gzip.compress(page("Arbon") + b" " * 10_000_000), f"{html}\r\nContent-Encoding: gzip"),
        record(address(11), page("Arbon") + b" " * 10_000_000),
        record(address(12), b"same as before", kind="revisit"),
    ]
    (tmp_path / "a.warc").write_bytes(b"".join(records))
    reasons = ["no_page"] * 3 + ["unreadable"] * 5 + ["too_large"] * 2
    assert refused(tmp_path) == [("a.warc", number, reason) for number, reason in enumerate(reasons, start=2)]
    assert ingest(tmp_path).rejections.sort("line")["record"][0] == address(2)


@needs_reader
@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_what_follows_a_broken_record_is_told(tmp_path: Path, name: str) -> None:
    pack = gzip.compress if name.endswith("gz") else bytes
    good = pack(record(address(1), page("Lindau")))
    for broken in (b"no record " * 20, pack(record(address(2), page("Arbon")))[:-60]):
        (tmp_path / name).write_bytes(good + broken)
        assert refused(tmp_path) == [(name, 2, "unreadable")]


@needs_reader
def test_a_file_without_a_page_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(record(address(1), page("Lindau")))
    (tmp_path / "empty.warc").write_bytes(b"")
    (tmp_path / "info.warc").write_bytes(INFO + REQUEST)
    found = ingest(tmp_path).rejections.sort("source_path").select("source_path", "reason").rows()
    assert found == [("empty.warc", "empty"), ("info.warc", "empty")]


@needs_reader
def test_file_by_file_it_is_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "crawl"
    folder.mkdir()
    for number, towns in enumerate((("Lindau", "Bregenz"), ("Bregenz", "Arbon"))):
        records = [record(address(ord(town[0])), page(town)) for town in towns]
        (folder / f"{number}.warc.gz").write_bytes(b"".join(map(gzip.compress, records)))
    whole = ingest(folder).documents.drop("cluster_id")
    assert whole["source_paths"].list.len().sort().to_list() == [1, 1, 2]
    found = dict(read_corpus(folder, tmp_path / "cache", lambda files: InProcess()).load())["documents"]
    assert found.drop("cluster_id").equals(whole)


def test_without_the_extra_each_file_is_refused_with_the_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(record(address(1), page("Lindau"))))
    with pytest.raises(NothingToReadError, match=r"a\.warc\.gz: extra_missing: .*pip install 'summit-facts\[crawl\]'"):
        ingest(tmp_path)
    (tmp_path / "b.txt").write_text("Ministers of four river states met in the town on Tuesday to talk about water.")
    found = ingest(tmp_path)
    assert found.documents["source_path"].to_list() == ["b.txt"]
    assert found.rejections.select("source_path", "reason").rows() == [("a.warc.gz", "extra_missing")]
