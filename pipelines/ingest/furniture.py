"""Lines around the text of an article that say what it is: bylines, metadata lines, date lines, the headline.

Each reader takes one line and gives what it says, or None. Which field of an article wins is decided in metadata.py;
which kind a stretch has is decided by the segment stage. Prefixes of paragraphs are read in datelines.py.
"""

import re
from datetime import date
from functools import reduce
from itertools import pairwise
from pathlib import Path

from pipelines.ingest.datelines import AGENCY, is_place, read_dateline, read_place_line
from pipelines.ingest.dates import FULL_DATE, NUMERIC_DATE, first_date, record_date
from pipelines.knowledge import load_yaml

_KNOWLEDGE = load_yaml(Path(__file__).with_name("furniture.yaml"))
_LABELS: dict[str, str | None] = _KNOWLEDGE["labels"]
_PUBLISHERS = frozenset(_KNOWLEDGE["publishers"])
_NOTICES = frozenset(_KNOWLEDGE["notices"])
_SECTIONS = frozenset(_KNOWLEDGE["sections"])
_EDGE = " \t|.()[]"

LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
"""A line, whichever character ends it."""

STOP = re.compile(r"[.!?…。！？][\"'”’»)\]]*(?:\[\d+\])*$")
"""The end of a line that ends with a sentence."""

_NEXT = re.compile(r"[a-z][.!?][\"”’)]* [\"“‘(]?[A-Z]")


def _any_of(phrases: list[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=lambda p: (-len(p), p)))


def is_prose(line: str) -> bool:
    """Whether a line is running text, by its length and its full stops."""
    return len(line) >= 160 or (len(line) >= 40 and bool(STOP.search(line) or (len(line) >= 80 and _NEXT.search(line))))


_CLOCK = r"\d{1,2}[:.h]\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\b\.?)?"
_ZONE = r"(?:GMT|UTC|[ECMP][SD]T|IST|CES?T|BST|MSK)"
_STAMP = re.compile(
    rf"\s*(?i:{_any_of(list(_LABELS))})[: ] ?(?:{FULL_DATE})(?:,? {_CLOCK})?(?: {_ZONE}\b)?(?=\s+[\"'“‘(\[]?[A-Z0-9])"
)


def split_stamp(line: str) -> int:
    """The length of the date of publication that a line begins with, as in `date 2025-06-18 Leaders met`; 0 if none."""
    match = _STAMP.match(line)
    return match.end() if match else 0


_CHANGED = r"(?:updated|modified|edited|actuali[sz]ed|last)\b"
_DATE_LINE = re.compile(
    rf"(?:{FULL_DATE}|{NUMERIC_DATE})(?:,? (?:at )?{_CLOCK}.{{0,12}}?)?(?:, [A-Z][a-z]+day)?"
    rf"(?: ?[-–|] ?{_CHANGED}.{{0,30}})?",
    re.I,
)


def read_date_line(line: str) -> date | None:
    """The date of a line that holds nothing else (a time of day is allowed)."""
    line = line.strip(_EDGE)
    return record_date(line) if len(line) < 60 and _DATE_LINE.fullmatch(line) else None


_NAME = r"[A-ZÀ-ÞĀ-Ž][\w’'.\-]*(?: (?:[A-ZÀ-ÞĀ-Ž][\w’'.\-]*|d[aei]|van|von|bin|al-\w+|de la|and|,)){0,5}"
_BYLINE = re.compile(rf"\(?(?P<opener>(?i:{_any_of(_KNOWLEDGE['byline_openers'])}))(?: ?: ?| )(?P<names>{_NAME})")
_SIGNED = re.compile(rf"(?P<names>{_NAME}) ?\|")
_SENTENCE = re.compile(r"\w{2}[.!?][\"”’)]*$")


def read_byline(line: str) -> str | None:
    """The author that a byline names, as `By Jane Doe`, `Editor: huaxia` or `Jane Doe |`.

    Of several cells between `|`, the first one counts.
    """
    if len(line) > 250:
        return None
    if signed := _SIGNED.fullmatch(line):
        return signed["names"]
    line = line.partition("|")[0].strip()
    match = _BYLINE.match(line)
    if match is None or (match["opener"].lower() == "by" and (_SENTENCE.search(line) or len(line.split()) > 12)):
        return None
    return match["names"].strip(" ,")


_CREDIT = re.compile(rf"[^\w©]*(?P<agency>{AGENCY})(?:/{AGENCY})*\W*")


def read_credit(line: str) -> str | None:
    """The agency of a line that holds nothing else, as `(Xinhua)`."""
    match = _CREDIT.fullmatch(line) if len(line) < 60 else None
    return match["agency"] if match else None


_METADATA = re.compile(
    rf"\W{{0,3}}(?P<label>{_any_of(list(_LABELS))})"
    rf"(?:\s*[:|]\s*(?P<value>\S.*)?|\s+(?P<dated>{FULL_DATE}.*)|\s+in [^.:]{{2,60}}?, (?P<issue>{FULL_DATE}))",
    re.IGNORECASE | re.DOTALL,
)
_PUBLISHES = re.compile(
    r"(?P<name>[A-Z][\w.’'& ]{1,40}?) (?:(?:published|released|issued|carried|ran) (?:an?|the) (?:\w+ )?"
    r"(?:article|report|commentary|editorial|story|feature|piece)\b"
    rf"|(?:{_any_of(_KNOWLEDGE['announcing'])}) (?:an?|the)\b[^.!?]*\.?$)"
)


def read_metadata(line: str) -> dict[str, str] | None:
    """The fields that a metadata line gives, as written (`published`, `title`, `publisher`, …); {} if none of ours.

    Cells between `|` are read one by one, as in `Source: Xinhua| 2025-06-17 23:05:30|Editor: huaxia`.
    """
    if len(line) > 200:
        return None
    cells = [cell.strip() for cell in line.split("|")]
    read = [_read_cell(cell) for cell in cells]
    if all(fields is None for fields in read):
        return _read_time_stamp(line)
    merged: dict[str, str] = {}
    for cell, fields in zip(cells, read, strict=True):
        if fields is None and len(cells) > 1:
            author = read_byline(cell)
            fields = {"author": author} if author else {"published": cell} if read_date_line(cell) else None
        merged = (fields or {}) | merged
    return merged


def _read_cell(cell: str) -> dict[str, str] | None:
    match = _METADATA.match(cell)
    if match is None:
        return None
    value = (match["value"] or match["dated"] or match["issue"] or "").strip(" \t\"'")
    field = _LABELS[match["label"].lower()]
    return {field: value} if field and value else {}


_TIME = re.compile(rf"(?<!\d){_CLOCK}")
_EDITOR = re.compile(r"[Ee]ditor: ?(?P<name>[A-Z][\w’'\-]*(?: [A-Z][\w’'\-]*){0,3})")
_AGENCY_WORD = re.compile(rf"(?<![A-Za-z])(?P<agency>{AGENCY})(?!\w)")


def _read_time_stamp(line: str) -> dict[str, str] | None:
    """A short line with a date, a time of day and little else, as `2017-09-05 13:26 Xinhua Editor: Jane Doe`."""
    if len(line) > 110 or _SENTENCE.search(line) or first_date(line) is None or not _TIME.search(line):
        return None
    fields = {"stamped": line}
    if agency := _AGENCY_WORD.search(line):
        fields["publisher"] = agency["agency"]
    if editor := _EDITOR.search(line):
        fields["author"] = editor["name"]
    return fields


def find_announcement(lines: list[str]) -> tuple[int, str] | None:
    """Which line is about its own article, and the publisher it names, as `Radio Norland published an article on it.`

    It stands below a metadata line.
    """
    for i, (above, line) in enumerate(pairwise(lines), start=1):
        if (match := _PUBLISHES.match(line)) and read_metadata(above) is not None:
            return i, match["name"]
    return None


_DATED = re.compile(
    rf"(?P<first>{FULL_DATE}|{NUMERIC_DATE})(?:,? {_CLOCK})?(?P<after>\W.+)"
    rf"|(?P<before>.+?\W)(?P<last>{FULL_DATE}|{NUMERIC_DATE})(?:,? {_CLOCK})?",
    re.IGNORECASE,
)
_PARTED = re.compile(r"\s*[|·,;]\s*|\s+[–—-]+\s+")
_FROM = re.compile(rf"(?:from|via|courtesy of) (?P<name>{_NAME})")
_PUBLISHER = re.compile(rf"{_NAME}(?: [a-z]+)?")
_BODY = re.compile(rf"[A-Z][\w.]{{2,}}|{_NAME}(?: (?:of|for)(?: the)? {_NAME})+")
"""A name that is no person's: of one word, or with `of` in it."""
_PERSON = re.compile(r"[A-ZÀ-ÞĀ-Ž][\w’'.\-]*(?: [A-ZÀ-ÞĀ-Ž][\w’'.\-]*){1,3}")


def read_imprint(line: str) -> dict[str, str] | None:
    """A short line of a date and who or where, as `Alpine Post, 6 May 2031` or `Ada Brenn | 25/12/2031`.

    Gives `published`, `publisher`, `author` and `dateline_place`. Places and a date are a dateline, unless a bar parts
    them.
    """
    match = _DATED.fullmatch(line) if len(line) <= 100 else None
    if match is None or not record_date(day := match["first"] or match["last"]):
        return None
    barred = "|" in line
    cells = [
        cell
        for part in _PARTED.split(match["after"] or match["before"])
        if (cell := " ".join(part.strip(_EDGE).split()))
    ]
    read = [_read_who_or_where(cell, barred) for cell in cells]
    known = [fields for fields in read if fields is not None]
    if len(known) < len(read) or not (barred or any("dateline_place" not in fields for fields in known)):
        return None
    return reduce(lambda merged, fields: fields | merged, known, {"published": day})


def _read_who_or_where(cell: str, barred: bool) -> dict[str, str] | None:
    """What stands beside a date; between bars any name that is neither a place nor a publisher is an author."""
    if source := _FROM.fullmatch(cell):
        return {"publisher": source["name"]}
    if author := read_byline(cell):
        return {"author": author}
    if is_place(cell):
        return {"dateline_place": cell}
    last = cell.split()[-1].casefold()
    if cell.casefold() in _NOTICES or last in _SECTIONS:
        return {}
    if last in _PUBLISHERS and _PUBLISHER.fullmatch(cell):
        return {"publisher": cell}
    if barred and _BODY.fullmatch(cell):
        return {"publisher": cell}
    return {"author": cell} if barred and _PERSON.fullmatch(cell) else None


_WORD = re.compile(r"[^\W\d_]{3,}")
_SPEECH = re.compile(r"[A-Z][A-Z .’'\-]{1,40}: ")


def find_headline(lines: list[str]) -> int | None:
    """Which of an article's first lines is its headline.

    The first one above the prose that can be one, unless the lead restates another (below menus and section names, say)
    and not this one; without any, a sentence that opens the article and that the next one restates.
    """
    announcement = find_announcement(lines)
    above = announcement[0] + 1 if announcement else 0
    first = next((i for i, line in enumerate(lines) if i >= above and is_prose(line)), None)
    if first is None:
        return None
    lead = _stems(" ".join(lines[first : first + 3]))
    candidates = [i for i in range(first) if _is_headline(lines[i])]
    if candidates:
        shares = {i: _restated(lines[i], lead) for i in candidates}
        best = max(candidates, key=lambda i: (shares[i], -i))
        hidden = shares[candidates[0]] < 0.25 and shares[best] >= 0.5 and len(lines[best].split()) >= 5
        return best if hidden else candidates[0]
    following = lines[first + 1 : first + 3]
    if first == above and len(lines[first]) <= 140 and following and len(following[0]) > len(lines[first]):
        restated = _restated(lines[first], _stems(" ".join(following)))
        return first if restated >= 0.5 and not read_dateline(lines[first]) else None
    return None


def _is_headline(line: str) -> bool:
    return (
        len(line) <= 200
        and len(line.split()) >= 2
        and line[-1] not in ".,;:—–-|…"
        and not _SPEECH.match(line)
        and not read_credit(line)
        and read_metadata(line) is None
        and not read_byline(line)
        and not read_date_line(line)
        and not read_imprint(line)
        and not read_place_line(line)
    )


def _stems(text: str) -> set[str]:
    return {word.casefold()[:4] for word in _WORD.findall(text)}


def _restated(line: str, stems: set[str]) -> float:
    """Which share of a line's words, cut to their stems, is among the given ones; 0 below three of them."""
    own = _stems(line)
    shared = len(own & stems)
    return shared / len(own) if shared >= 3 else 0.0
