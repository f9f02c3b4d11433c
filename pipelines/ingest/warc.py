"""WARC, the format of web crawls: one article, or one refusal, for each HTTP response.

Requests, metadata and revisits, which hold no page, are passed over. The address is that of the record; title, author,
publisher and date are those of the page. The day on which it was fetched is no date of publication: a page may be years
old by then, and "on Tuesday" would become a wrong day. Needs the extra `crawl`.
"""

import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.ingest.decode import Undecodable, decode
from pipelines.ingest.readers import Read, Refusal, declared_charset, first_line, has_words, page, too_large

_HTML = ("text/html", "application/xhtml+xml")


class _Broken(ValueError):
    """The body of a response is not what its headers say."""


def read_warc(name: str, path: Path, max_bytes: int) -> Iterator[Read]:
    """Every response of the file, in order, known by the number of its record, from 1.

    The SHA-256 of an article is that of its address and the page as it was stored.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError:
        yield Refusal(name, None, "extra_missing", "WARC needs the extra `crawl`: pip install 'summit-facts[crawl]'.")
        return
    number = responses = 0
    try:
        with path.open("rb") as stream:
            for number, record in enumerate(ArchiveIterator(stream, auto_decode="none", fsspec_args=False), start=1):
                if record.record_type == WarcRecordType.response:
                    responses += 1
                    yield _read_response(name, number, record, max_bytes)
    except OSError as error:
        detail = f"Nothing after this record could be read ({first_line(error)}); fetch the file again."
        yield Refusal(name, number + 1, "unreadable", detail)
        return
    if responses == 0:
        yield Refusal(name, None, "empty", "The file holds no response; remove it.")


def _read_response(name: str, number: int, record: Any, max_bytes: int) -> Read:
    url = record.headers.get("WARC-Target-URI", "").strip("<>")
    http = record.http_headers
    if http is None or http.status_code is None:
        return Refusal(name, number, "no_page", "The record is no HTTP response; take it out.", url)
    if http.status_code != 200:
        return Refusal(name, number, "no_page", f"The server answered {http.status_code}; fetch the page again.", url)
    if record.http_content_type not in _HTML:
        kind = record.http_content_type or "of no known type"
        return Refusal(name, number, "no_page", f"The response is {kind}; only HTML is read from a crawl.", url)
    if record.content_length > max_bytes:
        return too_large(name, number, "record", record.content_length, max_bytes, url)
    stored = record.reader.read()
    if len(stored) < record.content_length:
        detail = f"The record ends after {len(stored):,} of {record.content_length:,} bytes; fetch the file again."
        return Refusal(name, number, "unreadable", detail, url)
    try:
        body = _body(stored, http.get("Transfer-Encoding", ""), http.get("Content-Encoding", ""), max_bytes)
        if len(body) > max_bytes:
            return too_large(name, number, "page", len(body), max_bytes, url)
        html = decode(body, record.http_charset or declared_charset(body))
    except _Broken as error:
        return Refusal(name, number, "unreadable", f"{error}; fetch the page again.", url)
    except Undecodable as error:
        return Refusal(name, number, error.reason, str(error), url)
    if not has_words(html):
        return Refusal(name, number, "empty", "The page holds no letter and no digit; take it out.", url)
    return page(name, number, html, hashlib.sha256(f"{url}\n".encode() + stored).hexdigest(), url or None)


def _body(stored: bytes, transfer: str, content: str, max_bytes: int) -> bytes:
    """The page as it was sent, without the encodings on the way; of one that is larger, a byte more than `max_bytes`.

    Many crawlers store pages decoded and leave the headers as they were, so what does not look encoded is left alone.
    """
    if transfer.lower() == "chunked" and stored[:1].strip(b"0123456789abcdefABCDEF") == b"":
        stored = _joined(stored)
    match content.lower():
        case "gzip" | "x-gzip" if stored.startswith(b"\x1f\x8b"):
            return _inflated(stored, 31, max_bytes)
        case "deflate" if not stored.lstrip().startswith(b"<"):
            return _inflated(stored, 15 if stored[:1] == b"x" else -15, max_bytes)
        case "br" | "zstd" as encoding if not stored.lstrip().startswith(b"<"):
            raise _Broken(f"The page is stored in the encoding {encoding}, which is not read")
    return stored


def _inflated(data: bytes, window: int, max_bytes: int) -> bytes:
    stream = zlib.decompressobj(window)
    try:
        page = stream.decompress(data, max_bytes + 1)
    except zlib.error as error:
        raise _Broken(f"The page cannot be decompressed ({error})") from error
    if not stream.eof and len(page) <= max_bytes:
        raise _Broken("The compressed page is cut off")
    return page


def _joined(data: bytes) -> bytes:
    """The content of a body that was sent in chunks, each after a line with its length."""
    parts: list[bytes] = []
    at = 0
    while True:
        line, found, _ = data[at : at + 100].partition(b"\r\n")
        try:
            size = int(line.split(b";")[0], 16)
        except ValueError:
            found = b""
        if not found:
            raise _Broken(f"Byte {at} of the page does not begin a chunk")
        if size == 0:
            return b"".join(parts)
        at += len(line) + 2
        parts.append(data[at : at + size])
        if len(parts[-1]) < size:
            raise _Broken("The last chunk of the page is cut off")
        at += size + 2
