"""What shapes of dates and times of day say: one reader for each kind of shape in `times.yaml`.

Lengths, offsets and recurrences are in `time_lengths.py`, calendar arithmetic in `periods.py`.
"""

from datetime import timedelta

from pipelines.extract import periods
from pipelines.extract.periods import Period
from pipelines.extract.time_context import (
    MONTHS,
    OPEN_UNITS,
    RELATIONS,
    Context,
    Reader,
    Reading,
    Readings,
    article,
    containing,
    direction,
    one_date,
    open_value,
    register,
    related,
    related_year,
    tense,
)
from pipelines.extract.time_shapes import Hit

READERS: dict[str, Reader] = {}
_reader = register(READERS)


# --- Days -------------------------------------------------------------------------------------------------------------


@_reader
def _read_iso_day(hit: Hit, context: Context) -> Readings:
    year, month, day = (int(text) for text in hit.texts if text.isdigit())
    yield from one_date(hit, periods.day(year, month, day))


@_reader
def _read_slash_day(hit: Hit, context: Context) -> Readings:
    """Day and month in the order that the calendar allows; nothing where it allows both."""
    one, two, three = (int(text) for text in hit.texts if text.isdigit())
    if one > 31:
        yield from one_date(hit, periods.day(one, two, three))
        return
    readings = {period for period in (periods.day(three, two, one), periods.day(three, one, two)) if period}
    if len(readings) == 1:
        yield from one_date(hit, readings.pop())


@_reader
def _read_dotted_day(hit: Hit, context: Context) -> Readings:
    yield from one_date(hit, periods.day(hit.one("year"), hit.of("decimals")[-1][1], hit.one("day")))


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
    year, relative = (years[0][1], False) if years else related_year(hit, context)
    if year is None and not relative:
        year, relative = context.year_of(hit, month, numbers[0][1])
        if year is not None and relative:
            year = _fitting_year(year, month, numbers[0][1], hit.one("weekday", "weekday_abbreviation"))
    for k, (at, number) in enumerate(numbers):
        the = 2 if hit.document.between(at - 2, at) == "the" else 0
        span = (hit.first if k == 0 else at - the, at + 1 if k + 1 < len(numbers) else last)
        if year is None:
            yield Reading(*span, "DATE", f"XXXX-{month:02d}-{number:02d}", relative=True)
        else:
            yield from one_date(hit, periods.day(year, month, number), relative, span)


def _fitting_year(year: int, month: int, day: int, weekday: int | None) -> int:
    """The year, or one of the next and last few, that has the day, on the weekday if that is told; else the year."""
    for candidate in (year, year - 1, year + 1, year - 2, year + 2, year - 3):
        period = periods.day(candidate, month, day)
        if period and period.first and weekday in (None, period.first.isoweekday()):
            return candidate
    return year


def _month(hit: Hit) -> tuple[int, int]:
    """Token number and number of the month."""
    return next(found[0] for name in MONTHS if (found := hit.of(name)))


def _is_plural(word: str) -> bool:
    """Whether a word after a number may be what it counts ("June 16 and 17 leaders")."""
    return len(word) > 3 and word.islower() and word.endswith("s")


@_reader
def _read_nth_day(hit: Hit, context: Context) -> Readings:
    """ "On the 5th" of the month that was mentioned last."""
    month = related(hit.texts, "month", context) if hit.says("month") else context.month
    if month is None or not (
        hit.says("month") or (hit.before() in ("on", "from", "until", "by", "since") and not hit.after().isalpha())
    ):
        return
    for at, number in hit.of("nth"):
        first = hit.first if at == hit.of("nth")[0][0] else at
        last = hit.last if at == hit.of("nth")[-1][0] else at + 1
        yield from one_date(hit, periods.day(month.year, month.index, number), True, (first, last))


@_reader
def _read_weekday_of_month(hit: Hit, context: Context) -> Readings:
    """ "The first Friday of July"."""
    whole = related(hit.texts, "month", context) if hit.says("month") else containing(hit, context)
    if whole is None or whole.first is None or whole.last is None:
        return
    weekday, nth = hit.one("weekday"), hit.one("ordinal_word")
    if nth:
        moment = whole.first + timedelta(days=(weekday - whole.first.isoweekday()) % 7 + 7 * (nth - 1))
    else:
        moment = whole.last - timedelta(days=(whole.last.isoweekday() - weekday) % 7)
    if moment <= whole.last:
        yield from one_date(hit, periods.covering("day", moment), hit.one("year") is None)


@_reader
def _read_week_of_day(hit: Hit, context: Context) -> Readings:
    """ "The week of June 16"."""
    month, number, year = hit.one(*MONTHS), hit.one("day", "nth"), hit.one("year")
    if year is None:
        year, _ = context.year_of(hit, month, number)
    period = periods.day(year, month, number) if year is not None else None
    if period and period.first:
        yield from one_date(hit, periods.covering("week", period.first), hit.one("year") is None)


@_reader
def _read_weekday(hit: Hit, context: Context) -> Readings:
    """News means the day on or before its publication, unless it looks ahead; a narrative goes on in time.

    News without a publication date leaves it open: the dates that it mentions do not say when it was written.
    """
    number = hit.one("weekday")
    part = hit.one("day_part", "day_parts")
    kind, suffix = ("TIME", f"T{part}") if part else ("DATE", "")
    start = context.anchor or (context.day.first if context.day and context.narrative else None)
    if start is None:
        yield Reading(hit.first, hit.last, kind, f"XXXX-WXX-{number}{suffix}", relative=True)
        return
    ahead, back = (number - start.isoweekday()) % 7, (start.isoweekday() - number) % 7
    step = direction(hit.texts)
    if hit.says("week") and context.anchor:
        moment = start + timedelta(days=number - start.isoweekday() + 7 * step)
    elif step > 0:
        moment = start + timedelta(days=ahead or 7)
    elif step < 0:
        moment = start - timedelta(days=back or 7)
    elif context.anchor is None or (tense(hit) > 0 and not hit.says("earlier")):
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
        yield from open_value(hit, "FUTURE_REF")
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
    other = {"eve": "12-31", "day": "01-01", "july": "07-04"}
    month_day = hit.one("holiday") or other.get(next((text for text in hit.texts if text in other), ""), "XX-XX")
    if month_day == "12-25" and hit.says("eve", "night"):
        month_day = "12-24"
    year, relative = hit.one("year"), False
    if month_day.startswith("XX"):
        yield from open_value(hit, f"{year or 'XXXX'}-{month_day}")
        return
    month, day = map(int, month_day.split("-"))
    if year is None:
        year, relative = context.year_of(hit, month, day)
    if year is None:
        yield Reading(hit.first, hit.last, "DATE", f"XXXX-{month_day}", relative=True)
    else:
        yield from one_date(hit, periods.day(year, month, day), relative)


# --- Months, quarters, years and longer -------------------------------------------------------------------------------

_BEFORE_MONTH = frozenset({"in", "by", "since", "until", "till", "from", "of", "during", "throughout"})
_AFTER_MONTH = frozenset({"and", "or", "to", "of", "when", "that", "last", "this", "for", "but", "at", "after", "as"})
_BESIDE_MONTH = frozenset({"to", "and", "or", "through", "between", "before", "after", "for", "-", "–", "—", "/"})


@_reader
def _read_month(hit: Hit, context: Context) -> Readings:
    month = hit.one(*MONTHS)
    year, relative = hit.one("year"), False
    if hit.says("bc", "bce", "b"):
        year = -hit.of("digits")[-1][1]
    elif year is None and hit.says("year"):
        year, relative = related_year(hit, context)
    elif year is None:
        if not _is_month(hit):
            return
        step = direction(hit.texts)
        if context.anchor and (step or hit.says("this")):
            year, relative = context.anchor.year, True
            year -= step < 0 and month >= context.anchor.month
            year += step > 0 and month < context.anchor.month + hit.says("next")
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
        yield from one_date(hit, Period("month", year, month), relative)


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
        year, relative = related_year(hit, context)
    elif year is None:
        if unit == "half" or hit.after() == "of":
            return
        relative, year = True, context.year
        if context.anchor:
            current = (context.anchor.month + 2) // 3
            year = context.anchor.year - (index > current and tense(hit) <= 0 and index != current + 1)
    if year is None:
        yield Reading(hit.first, hit.last, "DATE", f"XXXX-{periods.UNIT_CODES[unit]}{index}", relative=True)
    else:
        yield from one_date(hit, Period(unit, year, index), relative)


@_reader
def _read_fiscal_year(hit: Hit, context: Context) -> Readings:
    """Fiscal years start in different months in different countries, so they name no days."""
    year = hit.one("fiscal_code", "year")
    if year is None:
        period = related(hit.texts, "year", context)
        year = period.year if period else "XXXX"
    yield from open_value(hit, f"FY{year}")


@_reader
def _read_season(hit: Hit, context: Context) -> Readings:
    index = 2 if hit.says("fall") else hit.one("season")
    year, relative = hit.one("year"), False
    if hit.says("bc", "bce", "b"):
        year = -hit.of("digits")[-1][1]
    elif year is None and hit.says("year"):
        year, relative = related_year(hit, context)
    elif year is None:
        relative, year = True, context.year
        if context.anchor:
            step, current = direction(hit.texts), context.anchor.month // 3 - 1
            year = context.anchor.year + (step > 0 and index <= current) - (step < 0 and index >= current)
    first = hit.first
    if year is None or relative:
        first += article(hit)
    if year is None:
        yield Reading(first, hit.last, "DATE", f"XXXX-{periods.SEASONS[index]}", relative=True)
    else:
        yield from one_date(hit, Period("season", year, index), relative, (first, hit.last))


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
        yield from one_date(hit, Period("year", year))
        return
    end_at, end = ends[0]
    if end < 100:
        if end <= year % 100:
            if 1 <= end <= 12 and hit.words[-1].at - at == 2:
                yield from one_date(hit, Period("month", year, end))
            return
        end += year - year % 100
    if end > year:
        yield from one_date(hit, Period("year", year), span=(hit.first, at + 1))
        yield from one_date(hit, Period("year", end), span=(end_at, end_at + 1))
    else:
        yield from one_date(hit, Period("year", year), span=(hit.first, at + 1))


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
    yield from one_date(hit, Period("year", year))


@_reader
def _read_before_christ(hit: Hit, context: Context) -> Readings:
    numbers = hit.of("digits")
    for k, (at, number) in enumerate(numbers):
        first = hit.first if k == 0 else at
        last = hit.last if k + 1 == len(numbers) else at + 1
        yield from one_date(hit, Period("year", -number), span=(first, last))


@_reader
def _read_anno_domini(hit: Hit, context: Context) -> Readings:
    if year := hit.one("digits"):
        yield from one_date(hit, Period("year", year))


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
    yield from one_date(hit, Period("decade", start))


@_reader
def _read_century(hit: Hit, context: Context) -> Readings:
    number = hit.one("nth", "ordinal_word") + (20 if hit.says("twenty") else 0)
    before_christ = hit.says("bc", "bce", "b")
    value = f"{'BC' if before_christ else ''}{number - 1:02d}"
    period = None if before_christ or number < 2 else Period("century", (number - 1) * 100)
    yield Reading(hit.first, hit.last, "DATE", value, period)


# --- Relative periods -------------------------------------------------------------------------------------------------


@_reader
def read_unit(hit: Hit, context: Context) -> Readings:
    """ "last month", "the following day", "the end of this year", "year-end"."""
    unit = hit.one("unit")
    after = hit.after()
    if unit not in OPEN_UNITS or (unit == "quarter" and after == "of") or after in ("-", "–"):
        return
    if hit.texts[-2:-1] == ["the"] and hit.document.tokens[hit.last - 1].istitle():
        return
    if unit in ("day", "decade", "century") and hit.texts[-2] in ("the", "last") and len(hit.words) <= 2:
        return
    if unit == "quarter" and hit.texts[:-1] in (["the"], ["the", "latest"]):
        period = related(["last"], unit, context)
        yield from one_date(hit, period, True)
        return
    relations = [i for i, text in enumerate(hit.texts) if text in RELATIONS]
    start = relations[0] if relations else len(hit.texts) - 2
    start -= bool(relations) and start > 0 and hit.texts[start - 1] == "the"
    period = related(hit.texts[max(0, start) :], unit, context)
    if period is None:
        yield Reading(hit.first, hit.last, "DATE", OPEN_UNITS[unit], relative=True)
    else:
        yield from one_date(hit, period, True)


@_reader
def _read_some_day(hit: Hit, context: Context) -> Readings:
    """ "The first day" of something: a day that only the story knows."""
    yield from open_value(hit, "XXXX-XX-XX")


@_reader
def _read_then(hit: Hit, context: Context) -> Readings:
    """ "this period", "at the time": a stretch that only the story knows."""
    before = hit.before()
    if hit.texts[0] == "the" and len(hit.words) == 2 and before not in ("at", "of", "by", "from", "since", "in"):
        return
    if hit.texts == ["this", "time"] and not before.isalpha():
        return
    yield from open_value(hit, "PRESENT_REF" if hit.says("this") else "PAST_REF")


@_reader
def _read_to_date(hit: Hit, context: Context) -> Readings:
    if hit.before() == "to":
        yield from open_value(hit, "PRESENT_REF")


@_reader
def _read_reference(hit: Hit, context: Context) -> Readings:
    yield from open_value(hit, hit.one("reference"))


@_reader
def _read_past(hit: Hit, context: Context) -> Readings:
    yield from open_value(hit, "PAST_REF")


@_reader
def _read_present(hit: Hit, context: Context) -> Readings:
    yield from open_value(hit, "PRESENT_REF")


@_reader
def _read_coming(hit: Hit, context: Context) -> Readings:
    """ "In the future", but only "future" of "the future president"."""
    after = hit.after()
    if hit.texts == ["the", "future"] and after.isalpha() and after not in ("and", "or", "but", "for", "in", "is"):
        hit.first += 2
    yield from open_value(hit, "FUTURE_REF")


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
    day = context.day
    if context.anchor and context.day_at < hit.document.sentence(hit.first, hit.last, reach=60)[0]:
        day = periods.covering("day", context.anchor)
    yield Reading(hit.first, hit.last, "TIME", (day.value if day else "XXXX-XX-XX") + clock, day, relative=True)


@_reader
def _read_part_of_day(hit: Hit, context: Context) -> Readings:
    """ "that morning", "the night of 20 June", "at night"."""
    part = "NI" if hit.says("overnight") else hit.one("day_part", "day_parts")
    period: Period | None = None
    relative = False
    month = hit.one(*MONTHS)
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
        step = direction(hit.texts)
        if period and step and period.first:
            period = periods.covering("day", period.first + timedelta(days=step))
    elif hit.document.tokens[hit.words[-1].at].istitle():
        return
    day_value = period.value if period else "XXXX-XX-XX"
    yield Reading(hit.first, hit.last, "TIME", f"{day_value}T{part}", period, relative=relative)
