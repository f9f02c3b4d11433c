"""From files to articles as they are stored: one article, or one refusal, for each file, line or row.

What the fields mean is read in metadata.py; here they are only taken out of their format.
"""

import codecs
import hashlib
import json
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.ingest.decode import MARKS, Undecodable, decode

_CHUNK = 1 << 20
_EXCERPT = 200
_FIELDS = ("text", "title", "date", "publisher", "url", "author", "byline")
_WIDE_MARKS = tuple(mark for mark, encoding in MARKS if encoding != "utf-8")
_CURE = "give articles as .txt, .md, .html, .jsonl (also .gz, .zst), .parquet or .warc (also .gz)"


@dataclass(frozen=True)
class Article:
    """One article as stored: its text, the hash of its bytes, and the fields that its record or page gives."""

    file: str
    line: int | None
    sha256: str
    text: str
    fields: dict[str, Any]
    fields_source: str = "record"

    @property
    def source_path(self) -> str:
        return self.file if self.line is None else f"{self.file}#{self.line}"


@dataclass(frozen=True)
class Refusal:
    """One thing that cannot be read; `reason` is a code, `detail` says why and what would cure it."""

    file: str
    line: int | None
    reason: str
    detail: str
    record: str | None = None


Read = Article | Refusal


def read_files(files: list[tuple[str, Path]], max_bytes: int) -> Iterator[Read]:
    """Everything that the files hold, in order; files come with the name that they are to be known by."""
    for name, path in files:
        reader = next((read for suffix, read in _READERS.items() if path.name.lower().endswith(suffix)), None)
        if reader is None:
            yield Refusal(name, None, "unknown_format", f"The file name's ending is not known; {_CURE}.")
            continue
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                yield Refusal(name, None, "unreadable", "This is no regular file; replace it by the file itself.")
                continue
            yield from reader(name, path, max_bytes)
        except (OSError, pa.ArrowException) as error:
            yield Refusal(name, None, "unreadable", f"{first_line(error)}; check that the file is whole and readable.")


def first_line(error: Exception) -> str:
    """What went wrong, in one line without a full stop."""
    message = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return message.strip().split("\n")[0].rstrip(".")


def _excerpt(text: str) -> str:
    return text[:_EXCERPT].encode("utf-8", "backslashreplace").decode()


def too_large(name: str, line: int | None, what: str, size: int, max_bytes: int, start: str | None = None) -> Refusal:
    """The refusal of a `what` of `size` bytes, which starts so."""
    detail = f"The {what} has more than {max_bytes:,} bytes ({size:,}); split it, or raise `--max-bytes`."
    return Refusal(name, line, "too_large", detail, start)


def _single(
    name: str, path: Path, max_bytes: int, declared: Callable[[bytes], str | None]
) -> tuple[str, str] | Refusal:
    """Text and sha256 of a file that holds one article."""
    with path.open("rb") as stream:
        data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        return too_large(name, None, "file", path.stat().st_size, max_bytes)
    try:
        text = decode(data, declared(data))
    except Undecodable as error:
        return Refusal(name, None, error.reason, str(error))
    if not has_words(text):
        return Refusal(name, None, "empty", "The file holds no letter and no digit; remove it.")
    return text, hashlib.sha256(data).hexdigest()


def has_words(text: str) -> bool:
    """Whether there is anything to read."""
    return any(character.isalnum() for character in text)


def _read_text(name: str, path: Path, max_bytes: int) -> Iterator[Read]:
    read = _single(name, path, max_bytes, lambda _: None)
    yield read if isinstance(read, Refusal) else Article(name, None, read[1], read[0], {})


_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


def declared_charset(data: bytes) -> str | None:
    """The encoding that a page names in its head."""
    match = _CHARSET.search(data[:4096])
    return match[1].decode() if match else None


def _read_html(name: str, path: Path, max_bytes: int) -> Iterator[Read]:
    read = _single(name, path, max_bytes, declared_charset)
    yield read if isinstance(read, Refusal) else page(name, None, *read)


def page(name: str, number: int | None, html: str, sha256: str, url: str | None = None) -> Read:
    """The main text of a page and what it says of itself; `url` is where it was fetched, if that is known."""
    from trafilatura import bare_extraction  # slow to import, and few corpora hold pages

    read = bare_extraction(
        html,
        with_metadata=True,
        include_comments=False,
        # without these two, dates are guessed from the text and depend on the day of the run
        date_extraction_params={"extensive_search": False, "original_date": True, "max_date": "2199-12-31"},
    )
    found = read if isinstance(read, dict) or read is None else read.as_dict()
    if not found or not has_words(found["text"] or ""):
        detail = "No main text was found in the page; save the article's own page, or its text as .txt."
        return Refusal(name, number, "unreadable", detail, _excerpt(html))
    fields = {
        "title": found["title"],
        "author": found["author"],
        "publisher": found["sitename"],
        "date": found["date"],
        "url": url or found["url"],
    }
    return Article(name, number, sha256, found["text"], fields, "html metadata")


def _read_warc(name: str, path: Path, max_bytes: int) -> Iterator[Read]:
    from pipelines.ingest.warc import read_warc  # of an extra

    return read_warc(name, path, max_bytes)


def _read_json_lines(name: str, path: Path, max_bytes: int) -> Iterator[Read]:
    compression = {".gz": "gzip", ".zst": "zstd"}.get(path.suffix.lower())
    number = records = 0
    with path.open("rb") as raw:
        stream: Any = pa.CompressedInputStream(pa.PythonFile(raw), compression) if compression else raw
        try:
            for number, line in enumerate(_lines(stream, max_bytes), start=1):
                if isinstance(line, int):
                    yield too_large(name, number, "line", line, max_bytes)
                elif number == 1 and line.startswith(_WIDE_MARKS):
                    yield Refusal(name, None, "undecodable", "JSON lines must be UTF-8; save the file as UTF-8.")
                    return
                elif line := line.removeprefix(codecs.BOM_UTF8) if number == 1 else line:
                    yield _read_json_line(name, number, line)
                else:
                    continue
                records += 1
        except (OSError, pa.ArrowException) as error:
            detail = f"Nothing after this line could be read ({first_line(error)}); fetch the file again."
            yield Refusal(name, number + 1, "unreadable", detail)
            return
    if records == 0:
        yield Refusal(name, None, "empty", "The file holds no record; remove it.")


def _lines(stream: IO[bytes], max_bytes: int) -> Iterator[bytes | int]:
    """Lines without the white space around them; of a line of more than max_bytes only the size is given."""
    parts: list[bytes] = []
    size = 0
    while chunk := stream.read(_CHUNK):
        *whole, rest = chunk.split(b"\n")
        for piece in whole:
            size += len(piece)
            yield size if size > max_bytes else b"".join([*parts, piece]).strip()
            parts, size = [], 0
        size += len(rest)
        parts = [] if size > max_bytes else [*parts, rest]
    if size:
        yield size if size > max_bytes else b"".join(parts).strip()


class _DuplicateKey(ValueError):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _DuplicateKey(next(key for key in keys if keys.count(key) > 1))
    return found


_HALF = re.compile("[\ud800-\udfff]")
_parse = json.JSONDecoder(object_pairs_hook=_object).decode


def _read_json_line(name: str, number: int, line: bytes) -> Read:
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        detail = f"Byte {error.start} of the line is not UTF-8, which JSON lines must be; save the file as UTF-8."
        return Refusal(name, number, "undecodable", detail, _excerpt(line.decode(errors="backslashreplace")))
    try:
        record = _parse(text)
    except _DuplicateKey as error:
        detail = f"The key {str(error)!r} is there twice; keep one of the two."
        return Refusal(name, number, "duplicate_keys", detail, _excerpt(text))
    except (ValueError, RecursionError) as error:
        detail = f"This is no JSON ({first_line(error)}); write one JSON object a line."
        return Refusal(name, number, "broken_json", detail, _excerpt(text))
    if not isinstance(record, dict):
        detail = f"The line is a {type(record).__name__}; write one JSON object a line, with the key `text`."
        return Refusal(name, number, "broken_json", detail, _excerpt(text))
    return _article(name, number, record, hashlib.sha256(line).hexdigest(), _excerpt(text))


def _read_parquet(name: str, path: Path, max_bytes: int) -> Iterator[Read]:
    with pq.ParquetFile(path) as file:
        columns = [column for column in _FIELDS if column in file.schema_arrow.names]
        if "text" not in columns:
            detail = f"There is no column `text` ({', '.join(file.schema_arrow.names[:10])}); name the column so."
            yield Refusal(name, None, "no_text", detail)
            return
        number = 0
        for batch in file.iter_batches(batch_size=1000, columns=columns):
            for record in batch.to_pylist():
                number += 1
                canonical = json.dumps(
                    {key: value for key, value in record.items() if value is not None},
                    sort_keys=True, ensure_ascii=False, default=str,
                ).encode("utf-8", "backslashreplace")  # fmt: skip
                if len(canonical) > max_bytes:
                    yield too_large(name, number, "row", len(canonical), max_bytes)
                else:
                    sha256 = hashlib.sha256(canonical).hexdigest()
                    yield _article(name, number, record, sha256, _excerpt(canonical.decode()))
        if number == 0:
            yield Refusal(name, None, "empty", "The file holds no row; remove it.")


def _article(name: str, number: int, record: dict[str, Any], sha256: str, excerpt: str) -> Read:
    text = record.get("text")
    if not isinstance(text, str):
        keys = ", ".join(key for key in list(record)[:8] if record[key] is not None)
        detail = f"`text` is missing or no string (there is: {keys}); give the article's text under this name."
        return Refusal(name, number, "no_text", detail, excerpt)
    if not has_words(text):
        return Refusal(name, number, "empty", "`text` holds no letter and no digit; remove the record.", excerpt)
    if "\x00" in text:
        return Refusal(name, number, "binary", f"Character {text.index(chr(0))} of `text` is NUL; remove it.", excerpt)
    if _HALF.search(text):
        return Refusal(name, number, "undecodable", "`text` holds half a character (a lone surrogate).", excerpt)
    fields = {key: record.get(key) for key in ("title", "date", "publisher", "url")}
    fields["author"] = record.get("author") or record.get("byline")
    return Article(name, number, sha256, text, fields)


_READERS: dict[str, Callable[[str, Path, int], Iterator[Read]]] = {
    ".txt": _read_text,
    ".md": _read_text,
    ".html": _read_html,
    ".htm": _read_html,
    ".jsonl": _read_json_lines,
    ".ndjson": _read_json_lines,
    ".jsonl.gz": _read_json_lines,
    ".jsonl.zst": _read_json_lines,
    ".ndjson.gz": _read_json_lines,
    ".ndjson.zst": _read_json_lines,
    ".parquet": _read_parquet,
    ".warc": _read_warc,
    ".warc.gz": _read_warc,
}
