"""Title, author, publisher, place and date of an article, each with where it was read from.

In order of trust: the record or page, metadata lines, the dateline, the byline, the first line, the file name.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import takewhile
from typing import Any

from pipelines.ingest.datelines import Dateline, read_dateline, read_place_line
from pipelines.ingest.dates import DayMonth, find_dates, first_date, record_date
from pipelines.ingest.furniture import (
    LINE,
    find_announcement,
    find_headline,
    is_prose,
    read_byline,
    read_credit,
    read_date_line,
    read_imprint,
    read_metadata,
    split_stamp,
)

_HEAD, _TAIL, _MENU = 12, 4, 40
_MENU_ENTRY = re.compile(r"[^\W\d]+(?: [^\W\d]+)?")
"""A line of one or two words: of a page's menu, which may be long."""
_ISO_IN_NAME = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_ISO_IN_URL = re.compile(r"/(\d{4})[-/]?(\d{2})[-/]?(\d{2})(?=/)")
_OF_ITS_OWN = re.compile(r"\(?\w+ by ", re.IGNORECASE)
"""Bylines at the end of a text that are not those of other articles it links to."""

Found = tuple[str, Any, str]
"""Field, value, source."""


def read_fields(text: str, fields: dict[str, Any], source: str, names: list[str]) -> dict[str, Any]:
    """The columns title, author, publisher, published (with sources), dateline_place and url of an article.

    `fields` are what its record gives, `source` what kind of record that is, `names` the files that hold it.
    """
    found: dict[str, Any] = {"url": _clean(fields.get("url"))}
    for field, value, where in (*_record(fields, source), *_lines(text), *_file_names(names)):
        if field == "dateline_place":
            found.setdefault(field, value)
        elif field not in found:
            found |= {field: value, f"{field}_source": where}
    return found


def _clean(value: Any) -> str | None:
    """A field as text on one line; None if it is neither text nor a list of texts, or says nothing."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = ", ".join(value)
    if not isinstance(value, str):
        return None
    return " ".join(value.replace("\x00", "").encode("utf-8", "ignore").decode().split()) or None


def _record(fields: dict[str, Any], source: str) -> Iterator[Found]:
    for field in ("title", "author", "publisher"):
        if value := _clean(fields.get(field)):
            yield field, value, source
    address = _ISO_IN_URL.search(_clean(fields.get("url")) or "")
    for value in (fields.get("date"), "".join(address.groups()) if address else None):
        if day := record_date(value):
            yield "published", day, source


def _lines(text: str) -> Iterator[Found]:
    head = _first_lines(text)
    tail = _last_lines(text) if len(head) >= _HEAD else []
    metadata = [fields for line in head if (fields := read_metadata(line))]
    metadata += [fields for line in tail if (fields := read_metadata(line)) and "stamped" not in fields]
    for key in ("title", "author", "publisher"):
        for fields in metadata:
            if key in fields:
                yield key, fields[key], "metadata line"
    for key in ("published", "stamped", "updated"):
        for fields in metadata:
            if day := record_date(fields.get(key)):
                yield "published", day, "metadata line"
    if announcement := find_announcement(head[:3]):
        yield "publisher", announcement[1], "metadata line"
    titled = int(bool(head) and not head[0].endswith("."))  # a title may hold a full stop, and end in none
    for line in (*head[:titled], *takewhile(lambda line: not is_prose(line), head[titled:])):
        for field, value in (read_imprint(line) or {}).items():
            yield field, record_date(value) if field == "published" else value, "metadata line"
    for line in head:
        if not read_imprint(line) and (dateline := read_dateline(line) or read_place_line(line)):
            yield from _dateline(dateline, text)
    for line in head:
        if day := read_date_line(line):
            yield "published", day, "metadata line"
    for line in (*head, *filter(_OF_ITS_OWN.match, tail)):
        if author := read_byline(line):
            yield "author", author, "byline"
        if publisher := read_credit(line):
            yield "publisher", publisher, "byline"
    headline = find_headline(head)
    if headline is not None:
        yield "title", head[headline].lstrip("# "), "first line"


def _dateline(dateline: Dateline, text: str) -> Iterator[Found]:
    if dateline.place:
        yield "dateline_place", dateline.place, "dateline"
    if dateline.agency:
        yield "publisher", dateline.agency, "dateline"
    if day := _with_year(dateline.day, text):
        yield "published", day, "dateline"


def _first_lines(text: str) -> list[str]:
    """The first lines that are not blank, the entries of a menu not counted; a line's date stands apart."""
    found: list[str] = []
    entries = 0
    for match in LINE.finditer(text):
        if line := match[0].strip():
            stamp = split_stamp(line)
            found += [line[:stamp], line[stamp:].strip()] if stamp else [line]
            entries += _MENU_ENTRY.fullmatch(line) is not None
            if len(found) - entries >= _HEAD or entries >= _MENU:
                break
    return found


def _last_lines(text: str) -> list[str]:
    return [stripped for line in text[-2000:].splitlines()[1:] if (stripped := line.strip())][-_TAIL:]


def _with_year(day: date | DayMonth | None, text: str) -> date | None:
    """A dateline's day; without a year, the one that dates with a year close to it agree on."""
    if not isinstance(day, DayMonth):
        return day
    near = set()
    for found in find_dates(text):
        if isinstance(found, date):
            for year in (found.year - 1, found.year, found.year + 1):
                candidate = _on(day, year)
                if candidate and abs((candidate - found).days) <= 10:
                    near.add(candidate)
    return near.pop() if len(near) == 1 else None


def _on(day: DayMonth, year: int) -> date | None:
    try:
        return date(year, day.month, day.day)
    except ValueError:
        return None


def _file_names(names: list[str]) -> Iterator[Found]:
    days = {day for name in names for iso in _ISO_IN_NAME.findall(name) if (day := first_date(iso))}
    if len(days) == 1:
        yield "published", days.pop(), "file name"
