"""What the shapes of `times.yaml` say: one reader for every kind of shape, in the light of what was mentioned before.

A reader gets a match and the context, and yields readings, or none where the words mean something else. Finding the
matches is for `time_shapes.py`, calendar arithmetic for `periods.py`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.extract import periods
from pipelines.extract.periods import Period
from pipelines.extract.time_shapes import Hit


@dataclass(frozen=True, slots=True)
class Reading:
    """An expression of time by token numbers, [first, last), with the period or days that it names."""

    first: int
    last: int
    type: str
    value: str
    period: Period | None = None
    days: tuple[date, date] | None = None
    relative: bool = False
    parts: tuple["Reading", ...] = ()


class Context:
    """What earlier dates and the publication date say about later ones.

    In a narrative, dates lean on the dates before them; otherwise on the anchor, and only "that year" leans back.
    """

    def __init__(self, anchor: date | None, narrative: bool) -> None:
        self.anchor = None if narrative else anchor
        self.year: int | None = None
        """The year that the story has reached."""
        self.mentioned: int | None = None
        """The year that was named last."""
        self.month: Period | None = None
        self.day: Period | None = None
        self.borrowed: int | None = None
        """The year of the next date, where that is joined to this one ("June 2 to July 3, 2024")."""

    def note(self, reading: Reading, strong: bool = True) -> None:
        """Remember a date; a bare year that is only mentioned in passing (not `strong`) moves the story little."""
        period = reading.period
        if period is None or (reading.relative and period.unit not in ("day", "month")):
            return
        self.mentioned = period.year
        if period.unit in ("day", "month"):
            self.month = Period("month", period.year, period.index)
        passing = not strong and self.year is not None and period.unit not in ("day", "month")
        if passing and self.year is not None and not 0 <= period.year - self.year <= 1:
            return
        self.year = period.year
        if period.unit == "day":
            self.day = period

    def year_of(self, hit: Hit, month: int, day: int | None = None) -> tuple[int | None, bool]:
        """The year of a month or day that is named without one, and whether a reference was needed."""
        if self.borrowed is not None:
            return self.borrowed, False
        if self.anchor:
            return _nearest_year(self.anchor, month, day, _tense(hit)), True
        if self.year is None or self.month is None or self.month.year != self.year:
            return self.year, True
        return self.year + (month - self.month.index < -8), True

    def then(self, unit: str) -> Period | None:
        """The latest mention that is fine enough for "the next day" or "that year"; for months and years of a news
        text without one, the publication date."""
        if unit in ("day", "week", "weekend", "hour", "minute"):
            return self.day
        if unit in ("month", "quarter") and self.month:
            return self.month
        if unit in ("year", "decade", "century") and self.mentioned is not None:
            return Period("year", self.mentioned)
        return periods.covering("day", self.anchor) if self.anchor else None


Readings = Iterator[Reading]
READERS: dict[str, Callable[[Hit, Context], Readings]] = {}


def _reader(function: Callable[[Hit, Context], Readings]) -> Callable[[Hit, Context], Readings]:
    READERS[function.__name__.removeprefix("_read_")] = function
    return function


def _date(hit: Hit, period: Period | None, relative: bool = False, span: tuple[int, int] | None = None) -> Readings:
    if period:
        first, last = span or (hit.first, hit.last)
        yield Reading(first, last, "DATE", period.value, period, relative=relative)


def _open(hit: Hit, value: str, kind: str = "DATE") -> Readings:
    """A reading that names no days."""
    yield Reading(hit.first, hit.last, kind, value)


# --- Days -------------------------------------------------------------------------------------------------------------


@_reader
def _read_iso_day(hit: Hit, context: Context) -> Readings:
    year, month, day = (int(text) for text in hit.texts if text.isdigit())
    yield from _date(hit, periods.day(year, month, day))


@_reader
def _read_slash_day(hit: Hit, context: Context) -> Readings:
    """Day and month in the order that the calendar allows; nothing where it allows both."""
    one, two, three = (int(text) for text in hit.texts if text.isdigit())
    if one > 31:
        yield from _date(hit, periods.day(one, two, three))
        return
    readings = {period for period in (periods.day(three, two, one), periods.day(three, one, two)) if period}
    if len(readings) == 1:
        yield from _date(hit, readings.pop())


@_reader
def _read_dotted_day(hit: Hit, context: Context) -> Readings:
    yield from _date(hit, periods.day(hit.one("year"), hit.of("decimals")[-1][1], hit.one("day")))


@_reader
def _read_days(hit: Hit, context: Context) -> Readings:
    """ "June 17, 2025", "17 and 18 June", "May 18-19, 2023": one reading for every day."""
    month_at, month = _month(hit)
    years = hit.of("year")
    numbers = sorted(
        (at, n) for at, n in hit.of("day") + hit.of("nth") + hit.of("ordinal_word") if not years or at != years[0][0]
    )
    last = hit.last
    if [n for _, n in numbers] != sorted({n for _, n in numbers}) or (
        len(numbers) > 1 and not years and month_at < numbers[0][0] and _is_plural(hit.after())
    ):
        numbers = numbers[:1] if month_at < numbers[0][0] else numbers[-1:]
        if month_at < numbers[0][0]:
            years, last = [], numbers[0][0] + 1
        else:
            hit.first = numbers[0][0]
    year, relative = (years[0][1], False) if years else _related_year(hit, context)
    if year is None and not relative:
        year, relative = context.year_of(hit, month, numbers[0][1])
    for k, (at, number) in enumerate(numbers):
        article = 2 if hit.document.between(at - 2, at) == "the" else 0
        span = (hit.first if k == 0 else at - article, at + 1 if k + 1 < len(numbers) else last)
        if year is None:
            yield Reading(*span, "DATE", f"XXXX-{month:02d}-{number:02d}", relative=True)
        else:
            yield from _date(hit, periods.day(year, month, number), relative, span)


def _month(hit: Hit) -> tuple[int, int]:
    """Token number and number of the month."""
    return next(found[0] for name in _MONTHS if (found := hit.of(name)))


_MONTHS = ("month", "month_abbreviation", "month_lower")


def _is_plural(word: str) -> bool:
    """Whether a word after a number may be what it counts ("June 16 and 17 leaders")."""
    return len(word) > 3 and word.islower() and word.endswith("s")


@_reader
def _read_nth_day(hit: Hit, context: Context) -> Readings:
    """ "On the 5th" of the month that was mentioned last."""
    month = _related(hit.texts, "month", context) if hit.says("month") else context.month
    if month is None or not (
        hit.says("month") or (hit.before() in ("on", "from", "until", "by", "since") and not hit.after().isalpha())
    ):
        return
    for at, number in hit.of("nth"):
        first = hit.first if at == hit.of("nth")[0][0] else at
        last = hit.last if at == hit.of("nth")[-1][0] else at + 1
        yield from _date(hit, periods.day(month.year, month.index, number), True, (first, last))


@_reader
def _read_weekday_of_month(hit: Hit, context: Context) -> Readings:
    """ "The first Friday of July"."""
    whole = _related(hit.texts, "month", context) if hit.says("month") else _whole(hit, context)
    if whole is None or whole.first is None or whole.last is None:
        return
    weekday, nth = hit.one("weekday"), hit.one("ordinal_word")
    if nth:
        moment = whole.first + timedelta(days=(weekday - whole.first.isoweekday()) % 7 + 7 * (nth - 1))
    else:
        moment = whole.last - timedelta(days=(whole.last.isoweekday() - weekday) % 7)
    if moment <= whole.last:
        yield from _date(hit, periods.covering("day", moment), hit.one("year") is None)


@_reader
def _read_week_of_day(hit: Hit, context: Context) -> Readings:
    """ "The week of June 16"."""
    month, number, year = hit.one(*_MONTHS), hit.one("day", "nth"), hit.one("year")
    if year is None:
        year, _ = context.year_of(hit, month, number)
    period = periods.day(year, month, number) if year is not None else None
    if period and period.first:
        yield from _date(hit, periods.covering("week", period.first), hit.one("year") is None)


@_reader
def _read_weekday(hit: Hit, context: Context) -> Readings:
    """News means the day on or before its publication, unless it looks ahead; a narrative goes on in time."""
    number = hit.one("weekday")
    part = hit.one("day_part", "day_parts")
    kind, suffix = ("TIME", f"T{part}") if part else ("DATE", "")
    start = context.anchor or (context.day.first if context.day else None)
    if start is None:
        yield Reading(hit.first, hit.last, kind, f"XXXX-WXX-{number}{suffix}", relative=True)
        return
    ahead, back = (number - start.isoweekday()) % 7, (start.isoweekday() - number) % 7
    step = _step(hit.texts)
    if hit.says("week") and context.anchor:
        moment = start + timedelta(days=number - start.isoweekday() + 7 * step)
    elif step > 0:
        moment = start + timedelta(days=ahead or 7)
    elif step < 0:
        moment = start - timedelta(days=back or 7)
    elif context.anchor is None or (_tense(hit) > 0 and not hit.says("earlier")):
        moment = start + timedelta(days=ahead)
    else:
        moment = start - timedelta(days=back)
    period = periods.covering("day", moment)
    yield Reading(hit.first, hit.last, kind, period.value + suffix, period, relative=True)


@_reader
def _read_near_day(hit: Hit, context: Context) -> Readings:
    if hit.before() == "usa":
        return
    if hit.texts == ["tomorrow"] and hit.before() == "of":
        yield from _open(hit, "FUTURE_REF")
        return
    part = "NI" if hit.says("tonight") else hit.one("day_part")
    kind, suffix = ("TIME", f"T{part}") if part else ("DATE", "")
    if context.anchor is None:
        yield Reading(hit.first, hit.last, kind, "XXXX-XX-XX" + suffix, relative=True)
        return
    days = (hit.one("near_day") or 0) - hit.says("before") + hit.says("after")
    period = periods.covering("day", context.anchor + timedelta(days=days))
    yield Reading(hit.first, hit.last, kind, period.value + suffix, period, relative=True)


@_reader
def _read_holiday(hit: Hit, context: Context) -> Readings:
    month_day = hit.one("holiday") or ("12-31" if hit.says("eve") else "01-01" if hit.says("day") else "XX-XX")
    if month_day == "12-25" and hit.says("eve", "night"):
        month_day = "12-24"
    year, relative = hit.one("year"), False
    if month_day.startswith("XX"):
        yield from _open(hit, f"{year or 'XXXX'}-{month_day}")
        return
    month, day = map(int, month_day.split("-"))
    if year is None:
        year, relative = context.year_of(hit, month, day)
    if year is None:
        yield Reading(hit.first, hit.last, "DATE", f"XXXX-{month_day}", relative=True)
    else:
        yield from _date(hit, periods.day(year, month, day), relative)


# --- Months, quarters, years and longer -------------------------------------------------------------------------------

_BEFORE_MONTH = frozenset({"in", "by", "since", "until", "till", "from", "of", "during", "throughout"})
_AFTER_MONTH = frozenset({"and", "or", "to", "of", "when", "that", "last", "this", "for", "but", "at", "after", "as"})
_BESIDE_MONTH = frozenset({"to", "and", "or", "through", "between", "before", "after", "for", "-", "–", "—", "/"})


@_reader
def _read_month(hit: Hit, context: Context) -> Readings:
    month = hit.one(*_MONTHS)
    year, relative = hit.one("year"), False
    if hit.says("bc", "bce", "b"):
        year = -hit.of("digits")[-1][1]
    elif year is None and hit.says("year"):
        year, relative = _related_year(hit, context)
    elif year is None:
        if not _is_month(hit):
            return
        step = _step(hit.texts)
        if context.anchor and (step or hit.says("this")):
            year, relative = context.anchor.year, True
            year -= step < 0 and month >= context.anchor.month
            year += step > 0 and month <= context.anchor.month
        elif step and context.month:
            then = context.month
            year, relative = then.year, True
            year -= step < 0 and month >= then.index
            year += step > 0 and month <= then.index
        else:
            year, relative = context.year_of(hit, month)
    if year is None:
        yield Reading(hit.first, hit.last, "DATE", f"XXXX-{month:02d}", relative=True)
    else:
        yield from _date(hit, Period("month", year, month), relative)


def _is_month(hit: Hit) -> bool:
    """Whether a month's name alone is a month, not a person, a verb or a modal."""
    before, after = hit.before(), hit.after()
    if len(hit.words) == 1 and hit.of("month_abbreviation"):
        return before in _BEFORE_MONTH and (not after.isalpha() or after in _AFTER_MONTH)
    if len(hit.words) > 1 or before in _BEFORE_MONTH or after in ("-", "–", "/"):
        return True
    if hit.says("may", "march"):
        if before in ("a", "its", "their") or (before == "the" and after not in ("on", "to", "of", "for")):
            return after.islower()
        return before in _BESIDE_MONTH or (not before.isalpha() and not after.isalpha())
    return not after[:1].isupper() or before in ("a", "the", "its")


@_reader
def _read_quarter(hit: Hit, context: Context) -> Readings:
    code = hit.one("quarter_code", "half_code")
    if code:
        unit, index = code
    else:
        unit = "half" if hit.says("half") else "quarter"
        index = hit.one("ordinal_word", "nth") or (2 if unit == "half" else 4)
    if index > (2 if unit == "half" else 4):
        return
    year, relative = hit.one("year"), False
    if year is None and hit.says("year"):
        year, relative = _related_year(hit, context)
    elif year is None:
        if unit == "half" or hit.after() == "of":
            return
        relative, year = True, context.year
        if context.anchor:
            current = (context.anchor.month + 2) // 3
            year = context.anchor.year - (index > current and _tense(hit) <= 0 and index != current + 1)
    if year is None:
        yield Reading(hit.first, hit.last, "DATE", f"XXXX-{periods.UNIT_CODES[unit]}{index}", relative=True)
    else:
        yield from _date(hit, Period(unit, year, index), relative)


@_reader
def _read_fiscal_year(hit: Hit, context: Context) -> Readings:
    """Fiscal years start in different months in different countries, so they name no days."""
    year = hit.one("fiscal_code", "year")
    if year is None:
        period = _related(hit.texts, "year", context)
        year = period.year if period else "XXXX"
    yield from _open(hit, f"FY{year}")


@_reader
def _read_season(hit: Hit, context: Context) -> Readings:
    index = 2 if hit.says("fall") else hit.one("season")
    year, relative = hit.one("year"), False
    if hit.says("bc", "bce", "b"):
        year = -hit.of("digits")[-1][1]
    elif year is None and hit.says("year"):
        year, relative = _related_year(hit, context)
    elif year is None:
        relative, year = True, context.year
        if context.anchor:
            step, current = _step(hit.texts), context.anchor.month // 3 - 1
            year = context.anchor.year + (step > 0 and index <= current) - (step < 0 and index >= current)
    first = hit.first
    if year is None or relative:
        first += _article(hit)
    if year is None:
        yield Reading(first, hit.last, "DATE", f"XXXX-{periods.SEASONS[index]}", relative=True)
    else:
        yield from _date(hit, Period("season", year, index), relative, (first, hit.last))


def _article(hit: Hit) -> int:
    """2, to skip "the", where it belongs to a noun that follows ("the summer offensive", "the Seven Years War")."""
    after = hit.after()
    describes = after[:1].isupper() or (after.islower() and after not in hit.document.grammar.small)
    return 2 if hit.texts[0] == "the" and describes and not after.endswith("ed") else 0


_COUNTED = frozenset({"people", "men", "women", "children", "percent", "per", "troops", "km", "miles", "million"})
_BEFORE_YEAR = frozenset(
    {
        "in", "by", "since", "until", "till", "of", "during", "from", "to", "between", "and", "through", "throughout",
        "before", "after", "for", "spring", "summer", "autumn", "fall", "winter", "(",
    }
)  # fmt: skip


@_reader
def _read_year(hit: Hit, context: Context) -> Readings:
    """ "2024", "the end of 2024", "2006-10" as two years, "2025-06" as a month."""
    at, year = hit.of("year")[0]
    if len(hit.words) == 1 and not _is_year(hit, year):
        return
    ends = [(i, n) for i, n in hit.of("year")[1:] + hit.of("two") if i > at]
    if not ends:
        yield from _date(hit, Period("year", year))
        return
    end_at, end = ends[0]
    if end < 100:
        if end <= year % 100:
            if 1 <= end <= 12 and hit.words[-1].at - at == 2:
                yield from _date(hit, Period("month", year, end))
            return
        end += year - year % 100
    if end > year:
        yield from _date(hit, Period("year", year), span=(hit.first, at + 1))
        yield from _date(hit, Period("year", end), span=(end_at, end_at + 1))
    else:
        yield from _date(hit, Period("year", year), span=(hit.first, at + 1))


def _is_year(hit: Hit, year: int) -> bool:
    """Whether a number of four digits alone is a year, not a count, price or number of something."""
    before, after = hit.before(), hit.after()
    tokens = hit.document.tokens
    if before == "/" or (before in ("-", "–") and hit.first > 1 and tokens[hit.first - 2].isdigit()):
        return False
    if after in ("-", "/") and "".join(tokens[hit.last + 1 : hit.last + 2]).isdigit():
        return False
    if before in ("$", "€", "£", "¥", "#", "no", "+", "us", "usd", ":") or after in ("%", "$", "°"):
        return False
    counted = after in _COUNTED or _is_plural(after)
    if before in _BEFORE_YEAR:
        return not counted or (year >= 1700 and year % 50 != 0)
    if counted or not 1700 <= year <= 2060:
        return 1900 < year <= 2050 and year % 100 != 0 and after not in _COUNTED
    return True


@_reader
def _read_spelled_year(hit: Hit, context: Context) -> Readings:
    numbers = [n for _, n in hit.of("number_word")]
    year = 2000 + sum(numbers[1:]) if hit.says("thousand") else 100 * numbers[0] + sum(numbers[1:])
    yield from _date(hit, Period("year", year))


@_reader
def _read_before_christ(hit: Hit, context: Context) -> Readings:
    numbers = hit.of("digits")
    for k, (at, number) in enumerate(numbers):
        first = hit.first if k == 0 else at
        last = hit.last if k + 1 == len(numbers) else at + 1
        yield from _date(hit, Period("year", -number), span=(first, last))


@_reader
def _read_anno_domini(hit: Hit, context: Context) -> Readings:
    if year := hit.one("digits"):
        yield from _date(hit, Period("year", year))


@_reader
def _read_decade(hit: Hit, context: Context) -> Readings:
    start = hit.one("decade")
    if start is None and hit.of("year"):
        start = hit.one("year")
        if start % 10:
            return
    if start is None:
        short = hit.one("short_decade", "decade_word")
        start = -short if hit.says("bc", "bce", "b") else 1900 + short
        if start >= 2000:
            return
    yield from _date(hit, Period("decade", start))


@_reader
def _read_century(hit: Hit, context: Context) -> Readings:
    number = hit.one("nth", "ordinal_word") + (20 if hit.says("twenty") else 0)
    before_christ = hit.says("bc", "bce", "b")
    value = f"{'BC' if before_christ else ''}{number - 1:02d}"
    period = None if before_christ or number < 2 else Period("century", (number - 1) * 100)
    yield Reading(hit.first, hit.last, "DATE", value, period)


# --- Relative periods -------------------------------------------------------------------------------------------------

_BACK = frozenset({"last", "past", "previous", "preceding", "prior"})
_AHEAD = frozenset({"next", "following", "subsequent", "succeeding", "ensuing", "coming", "upcoming"})
_ANAPHORIC = frozenset(
    {"that", "same", "previous", "preceding", "prior", "following", "subsequent", "succeeding", "ensuing"}
)
_RELATIONS = _BACK | _AHEAD | {"this", "that", "same"}
_OPEN_UNITS = {
    "day": "XXXX-XX-XX", "week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX", "quarter": "XXXX-QX",
    "year": "XXXX", "decade": "XXX", "century": "XX",
}  # fmt: skip


def _step(words: list[str]) -> int:
    """-1 for "last" and its like, 1 for "next" and its like, 0 for "this" and "that"."""
    return 1 if not _AHEAD.isdisjoint(words) else -1 if not _BACK.isdisjoint(words) else 0


def _related(words: list[str], unit: str, context: Context) -> Period | None:
    """The unit that "this", "last", "the next", "that same" … point to."""
    step = _step(words)
    anaphoric = not _ANAPHORIC.isdisjoint(words) or ("the" in words and "next" in words)
    if context.anchor and not anaphoric:
        if unit == "weekend" and "the" in words and context.anchor.isoweekday() < 6:
            step -= 1
        moment = periods.shift(context.anchor, unit, step)
        return periods.covering(unit, moment) if moment else None
    then = context.then(unit)
    if then is None:
        return None
    if unit == "year":
        return Period("year", then.year + step)
    moment = periods.shift(then.first, unit, step) if then.first else None
    return periods.covering(unit, moment) if moment else None


def _related_year(hit: Hit, context: Context) -> tuple[int | None, bool]:
    """The year of "July last year", "August of that year"; (None, False) where no year is spoken of."""
    if not hit.says("year"):
        return None, False
    at = hit.texts.index("year")
    period = _related(hit.texts[max(0, at - 3) : at], "year", context)
    return (period.year if period else None), True


@_reader
def _read_unit(hit: Hit, context: Context) -> Readings:
    """ "last month", "the following day", "the end of this year", "year-end"."""
    unit = hit.one("unit")
    after = hit.after()
    if unit not in _OPEN_UNITS or (unit == "quarter" and after == "of") or after in ("-", "–"):
        return
    if hit.texts[-2:-1] == ["the"] and hit.document.tokens[hit.last - 1].istitle():
        return
    if unit in ("day", "decade", "century") and hit.texts[-2] in ("the", "last") and len(hit.words) <= 2:
        return
    related = [i for i, text in enumerate(hit.texts) if text in _RELATIONS]
    start = related[0] - (related[0] > 0 and hit.texts[related[0] - 1] == "the") if related else len(hit.texts) - 2
    period = _related(hit.texts[max(0, start) :], unit, context)
    if period is None:
        yield Reading(hit.first, hit.last, "DATE", _OPEN_UNITS[unit], relative=True)
    else:
        yield from _date(hit, period, True)


@_reader
def _read_offset(hit: Hit, context: Context) -> Readings:
    """ "two years ago", "a week later", "the day before"."""
    unit = hit.one("unit", "units")
    named = hit.texts[0] == "the"
    amount = 1 if named else _amount(hit)
    back = hit.says("ago", "earlier", "before", "previously")
    deictic = hit.says("ago", "now")
    after = hit.after()
    aside = hit.says("before", "after") and not named and after.isalpha() and (context.anchor or after.endswith("ing"))
    if aside or (hit.texts[-1] == "on" and after != ","):
        hit.last -= 2
        yield from _open(hit, _duration(amount, unit), "DURATION")
        return
    then = context.then(unit)
    if amount is None or amount != int(amount) or (deictic and context.anchor is None):
        yield from _open(hit, "PAST_REF" if back else "FUTURE_REF")
        return
    count = int(-amount if back else amount)
    years = {"year": 1, "decade": 10, "century": 100}.get(unit)
    if not deictic and then and years:
        yield from _date(hit, Period("year", then.year + count * years), True)
        return
    start = context.anchor if deictic else then.first if then else None
    moment = periods.shift(start, unit, count) if start else None
    if moment is None or unit in ("hour", "minute", "second"):
        yield Reading(hit.first, hit.last, "DATE", _OPEN_UNITS.get(unit, "XXXX-XX-XXTXX"), relative=True)
        return
    fine = {"decade": "year", "century": "year", "fortnight": "week"}.get(unit, unit)
    if fine == "week" and not deictic:
        fine = "day"
    yield from _date(hit, periods.covering(fine, moment), True)


@_reader
def _read_some_day(hit: Hit, context: Context) -> Readings:
    """ "The first day" of something: a day that only the story knows."""
    yield from _open(hit, "XXXX-XX-XX")


@_reader
def _read_then(hit: Hit, context: Context) -> Readings:
    """ "this period", "at the time": a stretch that only the story knows."""
    before = hit.before()
    if hit.texts[0] == "the" and len(hit.words) == 2 and before not in ("at", "of", "by", "from", "since", "in"):
        return
    if hit.texts == ["this", "time"] and not before.isalpha():
        return
    yield from _open(hit, "PRESENT_REF" if hit.says("this") else "PAST_REF")


@_reader
def _read_to_date(hit: Hit, context: Context) -> Readings:
    if hit.before() == "to":
        yield from _open(hit, "PRESENT_REF")


@_reader
def _read_reference(hit: Hit, context: Context) -> Readings:
    yield from _open(hit, hit.one("reference"))


@_reader
def _read_past(hit: Hit, context: Context) -> Readings:
    yield from _open(hit, "PAST_REF")


@_reader
def _read_present(hit: Hit, context: Context) -> Readings:
    yield from _open(hit, "PRESENT_REF")


@_reader
def _read_coming(hit: Hit, context: Context) -> Readings:
    """ "In the future", but only "future" of "the future president"."""
    after = hit.after()
    if hit.texts == ["the", "future"] and after.isalpha() and after not in ("and", "or", "but", "for", "in", "is"):
        hit.first += 2
    yield from _open(hit, "FUTURE_REF")


# --- Lengths and recurrences ------------------------------------------------------------------------------------------


@_reader
def _read_duration(hit: Hit, context: Context) -> Readings:
    """ "two years", "five-year", "half a century", "year-long"."""
    unit = hit.one("unit", "units", "short_unit")
    amount = _amount(hit)
    if unit == "quarter" and (hit.after() == "of" or amount is None or amount < 2):
        return
    if amount is None and hit.label("n") is None:
        amount = 0.5 if hit.texts[0] == "half" else None if hit.of("units") else 1
    elif amount == 1 and hit.label("n") is None and hit.says("half"):
        amount = 1.5 if hit.says("and") else 0.5
    elif amount and amount >= 1000 and hit.of("unit") and not hit.of("dash"):
        return
    yield Reading(hit.first + _article(hit), hit.last, "DURATION", _duration(amount, unit))


@_reader
def _read_long_duration(hit: Hit, context: Context) -> Readings:
    """ "One year and six months"; with "ago", a day before the publication."""
    (_, larger), (_, smaller) = sorted(hit.of("unit") + hit.of("units"))[:2]
    lengths = [_amount(hit), _amount(hit, "m")]
    values = [_duration(amount, unit) for amount, unit in zip(lengths, (larger, smaller), strict=True)]
    if not hit.says("ago", "later", "earlier"):
        yield from _open(hit, values[0] + values[1].removeprefix("PT" if "T" in values[0] else "P"), "DURATION")
        return
    moment, sign = context.anchor if hit.says("ago") else None, -1
    if not hit.says("ago") and (then := context.then("day")):
        moment, sign = then.first, 1 if hit.says("later") else -1
    for amount, unit in zip(lengths, (larger, smaller), strict=True):
        moment = periods.shift(moment, unit, sign * int(amount)) if moment and amount else None
    if moment:
        yield from _date(hit, periods.covering("month" if smaller == "month" else "day", moment), True)
    else:
        yield from _open(hit, "FUTURE_REF" if hit.says("later") else "PAST_REF")


@_reader
def _read_window(hit: Hit, context: Context) -> Readings:
    """ "the next two years", "the last six months", "the first nine months of 2024", "the first week of May"."""
    unit = hit.one("unit", "units")
    amount = 1 if hit.label("n") is None else _amount(hit)
    days, relative = None, hit.one("year") is None
    if amount is not None and amount == int(amount) and unit in ("day", "week", "month", "quarter", "year", "decade"):
        count, whole = int(amount), _whole(hit, context)
        if whole and unit in ("day", "week", "month", "quarter"):
            days = _within(hit, whole, unit, count)
        elif context.anchor and whole is None:
            step = _step(hit.texts)
            moment = periods.shift(context.anchor, unit, step * count)
            if step and moment:
                days = (min(moment, context.anchor), max(moment, context.anchor))
    yield Reading(hit.first, hit.last, "DURATION", _duration(amount, unit), days=days, relative=relative and bool(days))


def _whole(hit: Hit, context: Context) -> Period | None:
    """The year or month of which a window is a part: "of 2024", "of last year", "of May"."""
    year, month = hit.one("year"), hit.one(*_MONTHS)
    if year is None and hit.texts[-1] == "year" and hit.says("of", "in"):
        year, _ = _related_year(hit, context)
    if year is None and month:
        year, _ = context.year_of(hit, month)
    if year is None:
        return None
    return Period("month", year, month) if month else Period("year", year)


def _within(hit: Hit, whole: Period, unit: str, count: int) -> tuple[date, date] | None:
    """The first or last so many units of a period; the second, third and fourth week are counted from its start."""
    if whole.first is None or whole.last is None:
        return None
    nth = hit.one("ordinal_word") or 1
    if hit.says("last", "final"):
        moment = periods.shift(whole.last + timedelta(days=1), unit, -count)
        return (moment, whole.last) if moment else None
    first, end = periods.shift(whole.first, unit, nth - 1), periods.shift(whole.first, unit, nth - 1 + count)
    return (first, min(end - timedelta(days=1), whole.last)) if first and end else None


@_reader
def _read_vague_window(hit: Hit, context: Context) -> Readings:
    yield from _open(hit, _duration(None, hit.one("units")), "DURATION")


@_reader
def _read_units(hit: Hit, context: Context) -> Readings:
    """ "for years", "in days": durations of unknown length."""
    at, unit = hit.of("units")[-1]
    if hit.document.tokens[at].islower() and unit not in ("second", "quarter", "weekend", "hour"):
        yield from _open(hit, _duration(None, unit), "DURATION")


@_reader
def _read_every(hit: Hit, context: Context) -> Readings:
    unit = hit.one("unit", "units")
    if weekday := hit.one("weekday", "weekdays"):
        value = f"XXXX-WXX-{weekday}"
    elif unit is None:
        month, season, part = hit.one("month"), hit.one("season"), hit.one("day_part")
        value = (
            f"XXXX-{month:02d}" if month else f"XXXX-XX-XXT{part}" if part else f"XXXX-{periods.SEASONS[season or 0]}"
        )
    elif hit.label("n"):
        value = _duration(_amount(hit), unit)
    elif unit == "day" and hit.says("every", "each") and not hit.says("other"):
        value = "XXXX-XX-XX"
    else:
        value = _duration(2 if hit.says("other") else hit.one("ordinal_word") or 1, unit)
    yield from _open(hit, value, "SET")


@_reader
def _read_frequency(hit: Hit, context: Context) -> Readings:
    at, value = hit.of("frequency")[0]
    if hit.document.tokens[at].islower() or (hit.before() in ("", ".") and hit.after().islower()):
        yield from _open(hit, value, "SET")


def _amount(hit: Hit, label: str = "n") -> float | None:
    """The number in a labelled part ("two", "2,000", "two and a half", "a dozen"); None where it is vague."""
    span = hit.label(label)
    if span is None:
        return 1 if hit.says("a", "an") else None
    document, values = hit.document, hit.document.grammar.values
    total, seen = 0.0, False
    for i in range(*span):
        word = document.tokens[i].lower()
        if word == "/":
            whole, numerator, denominator = (values["digits"][document.tokens[i + k].lower()] for k in (-3, -1, 1))
            return float(whole + numerator / denominator) if denominator else None
        if word in values["digits"]:
            total, seen = total + values["digits"][word], True
        elif word in values["thousands"]:
            total = total * 1000 + values["thousands"][word]
        elif word in values["decimals"]:
            total += float(f"0{word}")
        elif word in values["number_word"]:
            total, seen = total + values["number_word"][word], True
        elif word in values["scale_word"]:
            total, seen = (total or 1) * values["scale_word"][word], True
        elif word == "half":
            total += 0.5
        elif word == "couple":
            return None if span[1] - i > 4 else 2
        elif word in values["vague_number"]:
            return None
    return total if seen else None


def _duration(amount: float | None, unit: str) -> str:
    """The TIMEX3 value of a length of time: P2Y, PT3H, PXM."""
    if amount is None and unit in ("decade", "century"):
        return f"PX{periods.UNIT_CODES[unit]}"
    size, letter = {"decade": (10, "Y"), "century": (100, "Y"), "fortnight": (2, "W")}.get(
        unit, (1, periods.UNIT_CODES.get(unit, ""))
    )
    number = "X" if amount is None else f"{amount * size:.12g}"
    return f"P{'T' if unit in ('hour', 'minute', 'second') else ''}{number}{letter}"


# --- Times of day -----------------------------------------------------------------------------------------------------

_BEFORE_CLOCK = frozenset({"at", "by", "from", "until", "till", "around", "about", "to", "between", "and", "since",
                           "before", "after", "(", "-", "–", "or", "precisely"})  # fmt: skip


@_reader
def _read_clock(hit: Hit, context: Context) -> Readings:
    numbers = [int(text) for text in hit.texts if text.isdigit()]
    letters = [text[0] for text in hit.texts if text in ("am", "pm", "a", "p")]
    if numbers[0] > 24 or any(n > 59 for n in numbers[1:]):
        return
    if not letters and len(hit.texts) < 4 and hit.before() not in _BEFORE_CLOCK:
        return
    hour = numbers[0]
    if letters and letters[0] == "p" and hour < 12:
        hour += 12
    elif letters and letters[0] == "a" and hour == 12:
        hour = 0
    clock = f"T{hour:02d}" + "".join(f":{n:02d}" for n in numbers[1:] or [0])
    day = context.day or (periods.covering("day", context.anchor) if context.anchor else None)
    yield Reading(hit.first, hit.last, "TIME", (day.value if day else "XXXX-XX-XX") + clock, day, relative=True)


@_reader
def _read_part_of_day(hit: Hit, context: Context) -> Readings:
    """ "that morning", "the night of 20 June", "at night"."""
    part = "NI" if hit.says("overnight") else hit.one("day_part", "day_parts")
    period: Period | None = None
    relative = False
    month = hit.one(*_MONTHS)
    if month:
        year, day = hit.one("year"), hit.one("day", "nth")
        if year is None:
            year, relative = context.year_of(hit, month, day)
        period = periods.day(year, month, day) if year is not None else None
    elif hit.says("this", "that", "same", "next", "following", "last", "previous", "the"):
        if hit.document.tokens[hit.words[-1].at].istitle() or (hit.texts[-1] == "dawn" and hit.after() == "of"):
            return
        relative = True
        told = hit.says("that", "same", "following", "previous", "the")
        if told and (context.anchor is None or hit.texts[0] != "the" or len(hit.words) > 2):
            period = context.day
        elif context.anchor and not told:
            period = periods.covering("day", context.anchor)
        step = _step(hit.texts)
        if period and step and period.first:
            period = periods.covering("day", period.first + timedelta(days=step))
    elif hit.document.tokens[hit.words[-1].at].istitle():
        return
    day_value = period.value if period else "XXXX-XX-XX"
    yield Reading(hit.first, hit.last, "TIME", f"{day_value}T{part}", period, relative=relative)


# --- Tense ------------------------------------------------------------------------------------------------------------


def _tense(hit: Hit) -> int:
    """1 where the words around look ahead, -1 where they look back, 0 where they do not say; the nearest cue counts."""
    document = hit.document
    first, last = document.sentence(hit.first, hit.last, reach=40)
    cues = document.grammar.cues
    best, tense = 40, 0
    for i in (*range(hit.first - 1, first - 1, -1), *range(hit.last, last)):
        word = document.tokens[i]
        distance = hit.first - i if i < hit.first else i - hit.last + 1
        if distance >= best:
            continue
        told = cues.get(word, -1 if len(word) > 4 and word.endswith("ed") else 0)
        if not told:
            continue
        if told < 0 and any(cues.get(w) == 1 or w == "be" for w in document.tokens[max(first, i - 6) : i]):
            told = 1
        best, tense = distance, told
    return 0 if tense < 0 and hit.before() in ("by", "until", "till") else tense


def _nearest_year(anchor: date, month: int, day: int | None, tense: int) -> int:
    """The year that puts a month or day nearest to the anchor, on the side that the tense tells; else rather back.

    Nobody writes of a day eleven months ago without its year, so a day soon after the anchor is that day in any tense.
    """
    months = (month - anchor.month) + ((day or 15) - anchor.day) / 31
    if tense > 0:
        return anchor.year + (months < -1.2)
    latest = 4.5 if tense == 0 else 2 if day else 0.5
    return anchor.year - (months > latest) + (months + 12 <= latest)
