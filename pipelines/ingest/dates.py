"""Publication dates as records, metadata lines and datelines write them.

Dates inside the running text belong to the literals of extraction.
"""

import re
from datetime import date, datetime
from typing import NamedTuple

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )"

MONTH_DAY = rf"(?:(?:{_MONTH}) \d{{1,2}}(?:st|nd|rd|th)?\b|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTH}))"
"""A day and a month in English, either first; for patterns that ignore case."""

FULL_DATE = rf"(?:{WEEKDAY}?{MONTH_DAY},? (?:of )?\d{{4}}\b|\b\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d))"
"""A day, a month and a year, in words or as ISO 8601."""

NUMERIC_DATE = r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
"""A day, a month and a year in figures, in whichever order."""

_PARTS = re.compile(
    rf"(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>\d{{4}})\b)?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month2>{_MONTH})(?:,? (?:of )?(?P<year2>\d{{4}})\b)?"
    r"|\b(?P<iso_year>\d{4})[-/.](?P<iso_month>\d{1,2})[-/.](?P<iso_day>\d{1,2})(?!\d)",
    re.IGNORECASE,
)
_YEARS = range(1600, 2200)


class DayMonth(NamedTuple):
    """A day of a year that is not given."""

    month: int
    day: int


def find_dates(text: str) -> list[date | DayMonth]:
    """Every date in the text, in order; those without a year as DayMonth; impossible ones are left out."""
    found: list[date | DayMonth] = []
    for match in _PARTS.finditer(text):
        part = match.groupdict()
        year = part["year"] or part["year2"] or part["iso_year"]
        name = part["month"] or part["month2"]
        month = _MONTHS.index(name[:3].lower()) + 1 if name else int(part["iso_month"])
        day = int(part["day"] or part["day2"] or part["iso_day"])
        try:
            if year is None:
                date(2024, month, day)
                found.append(DayMonth(month, day))
            elif int(year) in _YEARS:
                found.append(date(int(year), month, day))
        except ValueError:
            continue
    return found


def first_date(text: str) -> date | None:
    """The first date of the text that has a day, a month and a year."""
    return next((found for found in find_dates(text) if isinstance(found, date)), None)


_COMPACT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?\s*")
_NUMERIC = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b")


def record_date(value: object) -> date | None:
    """The date that a field of a record gives: a date, a datetime, or text that holds one; None if it is not certain.

    Days and months in figures alone (`06/18/2025`) count where only one order is possible.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    if found := first_date(value):
        return found
    if compact := _COMPACT.fullmatch(value):
        return _date(*map(int, compact.groups()))
    if numeric := _NUMERIC.match(value):
        first, second, year = map(int, numeric.groups())
        readings = {_date(year, first, second), _date(year, second, first)} - {None}
        return readings.pop() if len(readings) == 1 else None
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None
