"""Calendar periods (a day, month, quarter, week, season and so on): TIMEX3 value, first and last day.

Calendar arithmetic belongs here; reading words, and deciding which year "June 17" is in, does not.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

SEASONS = ("SP", "SU", "FA", "WI")
UNIT_CODES = {
    "second": "S", "minute": "M", "hour": "H", "day": "D", "week": "W", "weekend": "WE", "month": "M", "quarter": "Q",
    "half": "H", "year": "Y", "decade": "DE", "century": "CE",
}  # fmt: skip
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
_DAYS = {"day": 1, "week": 7, "fortnight": 14, "weekend": 7}
_PRECISION = {"day": "day", "month": "month", "quarter": "quarter", "year": "year"}


@dataclass(frozen=True, slots=True)
class Period:
    """One stretch of the calendar.

    `index` counts months, quarters, halves, ISO weeks or seasons (0 is spring) within `year`; for a decade or century,
    `year` is its first year as people count it (1990, 1900). Years before Christ are negative, without a year 0.
    """

    unit: str
    year: int
    index: int = 0
    day: int = 0

    @property
    def value(self) -> str:
        """The TIMEX3 value: 2025-06-17, 2025-06, 2025-Q1, 2025-H1, 2025, 2025-W25, 2025-W25-WE, 2025-SU, 199, 19."""
        if self.unit in ("decade", "century"):
            digits = 3 if self.unit == "decade" else 2
            return ("BC" if self.year < 0 else "") + f"{abs(self.year):04d}"[:digits]
        year = f"BC{-self.year:04d}" if self.year < 0 else f"{self.year:04d}"
        match self.unit:
            case "day":
                return f"{year}-{self.index:02d}-{self.day:02d}"
            case "month":
                return f"{year}-{self.index:02d}"
            case "quarter" | "half":
                return f"{year}-{UNIT_CODES[self.unit]}{self.index}"
            case "week":
                return f"{year}-W{self.index:02d}"
            case "weekend":
                return f"{year}-W{self.index:02d}-WE"
            case "season":
                return f"{year}-{SEASONS[self.index]}"
        return year

    @property
    def first(self) -> date | None:
        """The first day; None before Christ, in the far future, and for seasons, which differ from place to place."""
        if not 1 <= self.year <= 9000 or self.unit == "season":
            return None
        match self.unit:
            case "day":
                return date(self.year, self.index, self.day)
            case "week":
                return date.fromisocalendar(self.year, self.index, 1)
            case "weekend":
                return date.fromisocalendar(self.year, self.index, 6)
            case "century":
                return date(self.year + 1, 1, 1)
        return date(self.year, self._month, 1)

    @property
    def last(self) -> date | None:
        """The last day, inclusive."""
        first = self.first
        if first is None or self.unit == "day":
            return first
        if self.unit in ("week", "weekend"):
            return date.fromisocalendar(self.year, self.index, 7)
        year, month = _add_months(first.year, first.month, _MONTHS[self.unit] - 1)
        return date(year, month, calendar.monthrange(year, month)[1])

    @property
    def precision(self) -> str | None:
        """`day`, `month`, `quarter` or `year`, `interval` for anything else with days, None where there are none."""
        return None if self.first is None else _PRECISION.get(self.unit, "interval")

    @property
    def _month(self) -> int:
        match self.unit:
            case "day" | "month":
                return self.index
            case "quarter":
                return 3 * self.index - 2
            case "half":
                return 6 * self.index - 5
        return 1

    @property
    def month(self) -> int | None:
        """The month that it lies in, where it lies in one."""
        return self.index if self.unit in ("day", "month") else None


def day(year: int, month: int, day_of_month: int) -> Period | None:
    """A day, or None where the calendar has none such (31 June)."""
    if not 1 <= month <= 12 or not 1 <= day_of_month <= calendar.monthrange(abs(year), month)[1]:
        return None
    return Period("day", year, month, day_of_month)


def covering(unit: str, moment: date) -> Period:
    """The day, week, weekend (the coming one), month, quarter, half, year, decade, century or season of a date."""
    if unit == "day":
        return Period("day", moment.year, moment.month, moment.day)
    if unit in ("week", "weekend"):
        iso = moment.isocalendar()
        return Period(unit, iso.year, iso.week)
    index = {
        "month": moment.month,
        "quarter": (moment.month + 2) // 3,
        "half": (moment.month + 5) // 6,
        "season": (moment.month // 3 - 1) % 4,
    }.get(unit, 0)
    year = {"decade": moment.year // 10 * 10, "century": (moment.year - 1) // 100 * 100}.get(unit, moment.year)
    return Period(unit, year, index)


def shift(moment: date, unit: str, count: int) -> date | None:
    """A date moved by a number of units; months keep the day where they can. None outside the calendar's years."""
    try:
        if unit in _DAYS:
            return moment + timedelta(days=count * _DAYS[unit])
        if unit not in _MONTHS:
            return moment
        year, month = _add_months(moment.year, moment.month, count * _MONTHS[unit])
        if not 1 <= year <= MAXYEAR:
            return None
        return date(year, month, min(moment.day, calendar.monthrange(year, month)[1]))
    except OverflowError:
        return None


def _add_months(year: int, month: int, months: int) -> tuple[int, int]:
    total = year * 12 + month - 1 + months
    return total // 12, total % 12 + 1
