"""How news articles are laid out around their text: datelines, bylines, metadata lines, headlines.

Each reader takes one line and gives what it says, or None. Which field of an article wins is decided in metadata.py;
which kind a stretch has is decided by the segment stage.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pipelines.ingest.dates import FULL_DATE, MONTH_DAY, WEEKDAY, DayMonth, find_dates, first_date
from pipelines.knowledge import load_yaml
from pipelines.registry import load_registry

_KNOWLEDGE = load_yaml(Path(__file__).with_name("furniture.yaml"))


def _alternatives(phrases: list[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=lambda p: (-len(p), p)))


_LABELS: dict[str, str | None] = _KNOWLEDGE["labels"]
_AGENCY = rf"(?i:{_alternatives(_KNOWLEDGE['agencies'])})"

_UPPER = r"[A-Z][A-Z’'.\-]*[A-Z](?:[ /][A-Z][A-Z’'.\-]*[A-Z]){0,3}"
_CAPITALISED = r"(?:(?:al|el)-)?[A-Z][\w’'\-]*(?:\.(?:[A-Z]\.?)*)?"
_NO_PLACE = rf"(?!(?:{'|'.join(_KNOWLEDGE['no_places'])})\b)"
_TITLE = rf"{_NO_PLACE}{_CAPITALISED}(?:[ /](?:{_CAPITALISED}|de|del|of|la|es|upon|sur|am)){{0,4}}"
_REGION = rf", {_CAPITALISED}(?: {_CAPITALISED}){{0,2}}"
_DAY = rf"(?i:{WEEKDAY}?(?:{FULL_DATE}|{MONTH_DAY}))"
_DASH = r"(?:--+|[—–]|-(?=\s))"
_STARTS = r"(?=\s*[\"'“‘«]?[A-Z0-9])"
_BY_DATE = r"(?<=[\d.] [(/\[])[A-Z][\w .&’'/\-]{1,30}"
_DATELINES = [
    re.compile(pattern)
    for pattern in (
        # ASTANA, June 17 (Xinhua) --   BEIJING, June 18, 2025 /PRNewswire/ --   New Delhi [India], June 17 (ANI):
        rf"(?P<place>{_TITLE}(?:{_REGION})?)(?: ?\[[A-Z][\w ]+\])?[,.]? (?P<day>{_DAY}),?[.:]? ?"
        rf"[(/\[](?P<agency>{_AGENCY}|{_BY_DATE})(?:/{_AGENCY})*[)/\]] ?(?:{_DASH}|[.:])?(?=\s)",
        # Jakarta (ANTARA) -   WASHINGTON (AP) —   NEW YORK--(BUSINESS WIRE)--
        rf"(?P<place>{_TITLE}(?:{_REGION})?) ?(?:--)?[(/\[](?P<agency>{_AGENCY})(?:/{_AGENCY})*[)/\]]"
        rf" ?(?:--+|(?:{_DASH}|[.:])(?=\s)|-(?=[A-Z]))",
        # ASTANA, June 17 --   Astana, 17 June 2025:   Manila, Philippines (17 June 2025) —   Astana – May 3 –
        rf"(?P<place>{_TITLE}(?:{_REGION})?)(?:[,.] | ?{_DASH} |[,.]? \()(?P<day>{_DAY})\)? ?(?:{_DASH}|:)(?=\s)",
        # KUALA LUMPUR, Malaysia —   ASTANA (Some Agency) —   ASTANA. KAZINFORM –   BAKU, Azerbaijan, June 17.
        rf"(?P<place>{_UPPER}{_REGION}) ?{_DASH}(?=\s){_STARTS}",
        rf"(?P<place>{_UPPER})(?:\. (?P<agency>{_AGENCY})| \([A-Z][\w .]{{1,30}}\)) ?{_DASH}(?=\s){_STARTS}",
        rf"(?P<place>{_UPPER}(?:{_REGION})?), (?P<day>{_DAY})\.(?=\s){_STARTS}",
        # Evansville, Indiana, United States -
        rf"(?P<place>{_TITLE}{_REGION}(?:{_REGION})?) {_DASH}(?=\s){_STARTS}",
        # ISLAMABAD:   WHITE HOUSE —   (only where the place is known, since labels of speakers look alike)
        rf"(?P<known>{_UPPER})(?: ?{_DASH}|:)(?=\s){_STARTS}",
        # Thursday, May 7, 2015 Leaders …
        rf"(?P<day>(?i:{WEEKDAY}{MONTH_DAY},? \d{{4}}))(?= [A-Z])",
    )
]
_LONGEST_DATELINE = 120


@dataclass(frozen=True)
class Dateline:
    """The prefix of a paragraph that says where, when or by whom it was filed; `end` is its length."""

    end: int
    place: str | None
    agency: str | None
    day: date | DayMonth | None


def read_dateline(line: str) -> Dateline | None:
    """The dateline that the line begins with."""
    if not line[:1].isupper():
        return None
    head = line[:_LONGEST_DATELINE]
    for pattern in _DATELINES:
        match = pattern.match(head)
        if match is None:
            continue
        part = {"place": None, "known": None, "agency": None, "day": None} | match.groupdict()
        if part["known"] and not is_place(part["known"]):
            continue
        days = find_dates(part["day"]) if part["day"] else []
        place = part["place"] or part["known"]
        if place and place.count(".") == 1:
            place = place.removesuffix(".")
        return Dateline(match.end(), place, part["agency"], days[0] if days else None)
    return None


def is_place(name: str) -> bool:
    """Whether the registry knows a place or country of this name, in whatever case."""
    return name.upper() in _known_places()


@cache
def _known_places() -> frozenset[str]:
    """Places and countries in capital letters."""
    registry = load_registry()
    names = (
        surface
        for entity_id, surfaces in registry.surfaces.items()
        if registry.entry(entity_id).type in ("place", "country")
        for surface in surfaces
    )
    return frozenset(name.upper() for name in (*names, *_KNOWLEDGE["places"]))


_DATE_LINE = re.compile(rf"(?:{FULL_DATE})(?:,? (?:at )?\d{{1,2}}:\d\d.{{0,20}})?", re.IGNORECASE)


def read_date_line(line: str) -> date | None:
    """The date of a line that holds nothing else (a time of day is allowed)."""
    return first_date(line) if len(line) < 60 and _DATE_LINE.fullmatch(line.strip(" \t|.()[]")) else None


_NAME = r"[A-ZÀ-ÞĀ-Ž][\w’'.\-]*(?: (?:[A-ZÀ-ÞĀ-Ž][\w’'.\-]*|d[aei]|van|von|bin|al-\w+|de la|and|,)){0,5}"
_BYLINE = re.compile(rf"\(?(?P<opener>(?i:{_alternatives(_KNOWLEDGE['byline_openers'])}))(?: ?: ?| )(?P<names>{_NAME})")
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


_METADATA = re.compile(
    rf"\W{{0,3}}(?P<label>{_alternatives(list(_LABELS))})"
    rf"(?:\s*[:|]\s*(?P<value>\S.*)?|\s+(?P<dated>{FULL_DATE}.*)|\s+in [^.:]{{2,60}}?, (?P<issue>{FULL_DATE}))",
    re.IGNORECASE | re.DOTALL,
)
_PUBLISHER_VERB = re.compile(r"(?:^|\d\s+)(?P<name>[A-Z][\w.’'& ]{1,40}?) (?:published|reported|released)\b")


def read_metadata(line: str) -> dict[str, str] | None:
    """The fields that a metadata line gives, as written (`published`, `title`, `publisher`, …); {} if none of ours.

    Cells between `|` are read one by one, as in `Source: Xinhua| 2025-06-17 23:05:30|Editor: huaxia`.
    """
    cells = [cell.strip() for cell in line.split("|")] if len(line) < 200 else [line]
    read = [_read_cell(cell) for cell in cells]
    if all(fields is None for fields in read):
        return None
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
    fields = {field: value} if field and value else {}
    if publisher := _PUBLISHER_VERB.search(value):
        fields["publisher"] = publisher["name"].strip()
    return fields


_WORD = re.compile(r"[^\W\d_]{3,}")


def is_headline(line: str, following: list[str]) -> bool:
    """Whether a first line is the article's title rather than its first sentence, judged by the lines after it."""
    if len(line) > 200 or len(line.split()) < 2 or not following or line[-1] in ",;:—–-|":
        return False
    if re.match(r"[^:]{1,60}: ", line) and line.split(":")[0].isupper():
        return False
    if line[-1] not in '.”"':
        return any(len(other) > len(line) for other in following)
    return len(line) <= 140 and len(following[0]) > len(line) and _restates(following[0], line)


def _restates(lead: str, headline: str) -> bool:
    """Whether at least half of the headline's words, cut to their stems, come back in the lead."""
    stems = {word.casefold()[:4] for word in _WORD.findall(headline)}
    return len(stems & {word.casefold()[:4] for word in _WORD.findall(lead)}) * 2 >= len(stems)
