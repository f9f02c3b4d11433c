"""What shapes of durations, windows, offsets and recurrences say: "two years", "the next two years", "two years ago".

Dates and times of day are in `time_dates.py`, calendar arithmetic in `periods.py`.
"""

from datetime import date, timedelta

from pipelines.extract import periods
from pipelines.extract.periods import Period
from pipelines.extract.time_context import (
    OPEN_UNITS,
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
)
from pipelines.extract.time_dates import read_unit
from pipelines.extract.time_shapes import Hit

READERS: dict[str, Reader] = {}
_reader = register(READERS)


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
        yield from open_value(hit, _duration(amount, unit), "DURATION")
        return
    then = context.then(unit)
    if amount is None or amount != int(amount) or (deictic and context.anchor is None):
        yield from open_value(hit, "PAST_REF" if back else "FUTURE_REF")
        return
    count = int(-amount if back else amount)
    years = {"year": 1, "decade": 10, "century": 100}.get(unit)
    if not deictic and then and years:
        yield from one_date(hit, Period("year", then.year + count * years), True)
        return
    start = context.anchor if deictic else then.first if then else None
    moment = periods.shift(start, unit, count) if start else None
    if moment is None or unit in ("hour", "minute", "second"):
        yield Reading(hit.first, hit.last, "DATE", OPEN_UNITS.get(unit, "XXXX-XX-XXTXX"), relative=True)
        return
    fine = {"decade": "year", "century": "year", "fortnight": "week"}.get(unit, unit)
    if fine == "week" and not deictic:
        fine = "day"
    yield from one_date(hit, periods.covering(fine, moment), True)


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
    yield Reading(hit.first + article(hit), hit.last, "DURATION", _duration(amount, unit))


@_reader
def _read_long_duration(hit: Hit, context: Context) -> Readings:
    """ "One year and six months"; with "ago", a day before the publication."""
    (_, larger), (_, smaller) = sorted(hit.of("unit") + hit.of("units"))[:2]
    lengths = [_amount(hit), _amount(hit, "m")]
    values = [_duration(amount, unit) for amount, unit in zip(lengths, (larger, smaller), strict=True)]
    if not hit.says("ago", "later", "earlier"):
        yield from open_value(hit, values[0] + values[1].removeprefix("PT" if "T" in values[0] else "P"), "DURATION")
        return
    moment, sign = context.anchor if hit.says("ago") else None, -1
    if not hit.says("ago") and (then := context.then("day")):
        moment, sign = then.first, 1 if hit.says("later") else -1
    for amount, unit in zip(lengths, (larger, smaller), strict=True):
        moment = periods.shift(moment, unit, sign * int(amount)) if moment and amount else None
    if moment:
        yield from one_date(hit, periods.covering("month" if smaller == "month" else "day", moment), True)
    else:
        yield from open_value(hit, "FUTURE_REF" if hit.says("later") else "PAST_REF")


@_reader
def _read_window(hit: Hit, context: Context) -> Readings:
    """ "the next two years", "the last six months", "the first nine months of 2024", "the first week of May"."""
    unit = hit.one("unit", "units")
    amount = 1 if hit.label("n") is None else _amount(hit)
    days, relative = None, hit.one("year") is None
    if amount is not None and amount == int(amount) and unit in ("day", "week", "month", "quarter", "year", "decade"):
        count, whole = int(amount), containing(hit, context)
        if whole and unit in ("day", "week", "month", "quarter"):
            days = _within(hit, whole, unit, count)
        elif context.anchor and whole is None:
            step = direction(hit.texts)
            moment = periods.shift(context.anchor, unit, step * count)
            if step and moment:
                days = (min(moment, context.anchor), max(moment, context.anchor))
    yield Reading(hit.first, hit.last, "DURATION", _duration(amount, unit), days=days, relative=relative and bool(days))


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
def _read_window_or_unit(hit: Hit, context: Context) -> Readings:
    """ "Over the next year" from now on, but "the next year" after another; "the past year" up to now."""
    unit = hit.one("unit")
    before, long = hit.before(), unit in ("decade", "century")
    within = before in ("over", "within", "for") or (context.anchor and before in ("in", "during", "of"))
    if hit.says("past") or (hit.after() != "of" and (long or (within and unit != "day"))):
        yield from _read_window(hit, context)
        return
    yield from read_unit(hit, context)


@_reader
def _read_vague_window(hit: Hit, context: Context) -> Readings:
    yield from open_value(hit, _duration(None, hit.one("units")), "DURATION")


@_reader
def _read_units(hit: Hit, context: Context) -> Readings:
    """ "for years", "in days": durations of unknown length."""
    at, unit = hit.of("units")[-1]
    if hit.document.tokens[at].islower() and unit not in ("second", "quarter", "weekend", "hour"):
        yield from open_value(hit, _duration(None, unit), "DURATION")


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
    yield from open_value(hit, value, "SET")


@_reader
def _read_frequency(hit: Hit, context: Context) -> Readings:
    at, value = hit.of("frequency")[0]
    if hit.document.tokens[at].islower() or (hit.before() in ("", ".") and hit.after().islower()):
        yield from open_value(hit, value, "SET")


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
