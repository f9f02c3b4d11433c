"""Datelines: the words before the first sentence that say where, when and by whom an article was filed.

Lines around the text that say such things by themselves are read in furniture.py.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pipelines.ingest.dates import FULL_DATE, MONTH_DAY, WEEKDAY, DayMonth, find_dates
from pipelines.knowledge import load_yaml
from pipelines.registry import load_registry

_KNOWLEDGE = load_yaml(Path(__file__).with_name("furniture.yaml"))
_LONGEST = 150

AGENCY = "(?i:" + "|".join(re.escape(name) for name in sorted(_KNOWLEDGE["agencies"], key=lambda n: (-len(n), n))) + ")"
"""Any news agency, as part of a pattern."""

_UPPER = r"[A-Z][A-Z’'.\-]*[A-Z](?:[ /][A-Z][A-Z’'.\-]*[A-Z]){0,3}"
_CAPITALISED = r"(?:(?:al|el)-)?[A-Z][\w’'\-]*(?:\.(?:[A-Z]\.?)*)?"
_NO_PLACE = rf"(?!(?:{'|'.join(_KNOWLEDGE['no_places'])})\b)"
_TITLE = rf"{_NO_PLACE}{_CAPITALISED}(?:[ /](?:{_CAPITALISED}|de|del|of|la|es|upon|sur|am)){{0,4}}"
_REGION = rf", {_CAPITALISED}(?: {_CAPITALISED}){{0,2}}"
_DAY = rf"(?i:{WEEKDAY}?(?:{FULL_DATE}|{MONTH_DAY}))"
_DASH = r"(?:--+|[—–]|-(?=\s))"
_SENTENCE = r"(?=\s+[\"'“‘«]?[A-Z0-9])"
_FILED_BY = r"(?<=[\d.,] [(/\[])[A-Z][\w .&’'/\-]{1,30}"
_BYLINE = r"(?:By [A-Z][\w.’'\- ]{3,60}? (?=[A-Z]{3}))?"
_DATELINES = [
    re.compile(pattern)
    for pattern in (
        # ASTANA, June 17 (Xinhua) --   BEIJING, June 18, 2025 /PRNewswire/ --   New Delhi [India], June 17 (ANI):
        rf"{_BYLINE}(?P<place>{_TITLE}(?:{_REGION})?)(?: ?\[[A-Z][\w ]+\])?[,.]? (?P<day>{_DAY}),?[.:]? ?"
        rf"[(/\[](?P<agency>{AGENCY}|{_FILED_BY})(?:/{AGENCY})*[)/\]] ?(?:{_DASH}|[.:])?(?=\s|$)",
        # Jakarta (ANTARA) -   WASHINGTON (AP) —   NEW YORK--(BUSINESS WIRE)--   By Jane Doe ROME (Reuters) -
        rf"{_BYLINE}(?P<place>{_TITLE}(?:{_REGION})?) ?(?:--)?[(/\[](?P<agency>{AGENCY})(?:/{AGENCY})*[)/\]]"
        rf" ?(?:--+|(?:{_DASH}|[.:_])(?=\s)|-(?=[A-Z]))",
        # (Reuters) -   (MENAFN)   NNA –   [Dabanga] Addis Ababa —
        rf"[(\[](?P<agency>{AGENCY}|[A-Z]\w{{2,12}}(?=[)\]] ?(?:{_DASH}|[A-Z][\w ]+ {_DASH})))[)\]]"
        rf"(?: (?P<place>{_TITLE}) ?{_DASH}| ?(?:{_DASH}|[:_])?){_SENTENCE}",
        rf"(?P<agency>{AGENCY}) ?{_DASH}{_SENTENCE}",
        # ASTANA, June 17 --   Astana, 17 June 2025:   Manila, Philippines (17 June 2025) —   Astana – May 3 –
        rf"(?P<place>{_TITLE}(?:{_REGION})?)(?:[,.] | ?{_DASH} |[,.]? \()(?P<day>{_DAY})\)? ?(?:{_DASH}|:)(?=\s)",
        # Almaty. November 2. Silkroadnews -   BAKU, Azerbaijan, June 17.
        rf"(?P<place>{_TITLE})\. (?P<day>{_DAY})\. (?P<agency>[A-Z]\w+) ?{_DASH}{_SENTENCE}",
        rf"(?P<place>{_UPPER}(?:{_REGION})?), (?P<day>{_DAY})\.{_SENTENCE}",
        # KUALA LUMPUR, Malaysia —   ASTANA (Some Agency) —   ASTANA. KAZINFORM –
        rf"(?P<place>{_UPPER}{_REGION}) ?{_DASH}{_SENTENCE}",
        rf"(?P<place>{_UPPER})(?:\. (?P<agency>{AGENCY})| \([A-Z][\w .]{{1,30}}\)) ?{_DASH}{_SENTENCE}",
        # Evansville, Indiana, United States -
        rf"(?P<place>{_TITLE}{_REGION}(?:{_REGION})?) {_DASH}{_SENTENCE}",
        # ISLAMABAD:   WHITE HOUSE —   (only where the place is known, since labels of speakers look alike)
        rf"(?P<known>{_UPPER})(?: ?{_DASH}|:){_SENTENCE}",
        # June 8, 2013: Leaders …   Thursday, May 7, 2015 Leaders …
        rf"(?P<day>(?i:{WEEKDAY}?{MONTH_DAY},? \d{{4}}))(?::| ?{_DASH}){_SENTENCE}",
        rf"(?P<day>(?i:{WEEKDAY}{MONTH_DAY},? \d{{4}}))(?= [A-Z])",
    )
]
_MARK = re.compile(r"--|[—–:_)\]/]|- |[.\d] ")
_WORD = re.compile(r"(?<![\w’'-])(?!upon\b|del\b|sur\b)[a-z]{3,}")
_PLACE_LINE = re.compile(rf"(?P<place>{_TITLE}(?:{_REGION}){{0,2}})(?:,? (?P<day>{_DAY}))?\.?")


@dataclass(frozen=True)
class Dateline:
    """Where, when and by whom an article was filed; `end` is how many characters of the line say so."""

    end: int
    place: str | None
    agency: str | None
    day: date | DayMonth | None


def read_dateline(line: str) -> Dateline | None:
    """The dateline that a paragraph begins with."""
    head = line[:_LONGEST]
    mark = _MARK.search(head)
    if mark is None or _WORD.search(head, 0, mark.start()):  # spares most lines the patterns
        return None
    for pattern in _DATELINES:
        match = pattern.match(head)
        if match is None:
            continue
        part = {"place": None, "known": None, "agency": None, "day": None} | match.groupdict()
        if part["known"] and not is_place(part["known"]):
            continue
        return _dateline(match.end(), part["place"] or part["known"], part["agency"], part["day"])
    return None


def read_place_line(line: str) -> Dateline | None:
    """The dateline of a line that holds a place, perhaps with a date, and nothing else."""
    if len(line) > 80 or not (match := _PLACE_LINE.fullmatch(line)):
        return None
    if not match["day"] and not any(is_place(part.strip(" .")) for part in line.split(",")):
        return None
    return _dateline(len(line), match["place"], None, match["day"])


def _dateline(end: int, place: str | None, agency: str | None, day: str | None) -> Dateline:
    if place:
        place = place.rstrip("-")
        place = place.removesuffix(".") if place.count(".") == 1 else place
    days = find_dates(day) if day else []
    return Dateline(end, place, agency, days[0] if days else None)


def is_place(name: str) -> bool:
    """Whether the registry knows a place or country of this name, in whatever case."""
    return name.upper() in _known_places()


@cache
def _known_places() -> frozenset[str]:
    """Names of places and countries in capital letters."""
    registry = load_registry()
    names = (
        surface
        for entity_id, surfaces in registry.surfaces.items()
        if registry.entry(entity_id).type in ("place", "country")
        for surface in surfaces
    )
    return frozenset(name.upper() for name in (*names, *_KNOWLEDGE["places"]))
