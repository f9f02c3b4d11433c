"""Dates, times of day, durations and recurrences in a text, with their TIMEX3 values and the days that they cover.

This is the door: `find_times` for facts, `timex` for corpora. Words and shapes are in `times.yaml`, finding them in
`time_shapes.py`, reading them in `time_dates.py` and `time_lengths.py`, calendar arithmetic in `periods.py`. What
happened on a date is for `frames.py`.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from pipelines.extract import periods, time_dates, time_lengths
from pipelines.extract.time_context import MONTHS, Context, Reader, Reading
from pipelines.extract.time_shapes import KNOWLEDGE, Document, Hit
from pipelines.knowledge import KnowledgeError

READERS: dict[str, Reader] = time_dates.READERS | time_lengths.READERS
"""The readers that rules in times.yaml can name."""


@dataclass(frozen=True, slots=True)
class Time:
    """One expression of time: where it is in the text (code points, end exclusive) and what it says.

    `type` is DATE, TIME, DURATION or SET; `value` is TIMEX3, with X for what is not known ("XXXX-06-17"), or two values
    joined by "/" for an interval, whose `parts` are its two ends. `first` and `last` are the days that it covers, both
    None unless resolved; `precision` is day, month, quarter, year or interval. `relative` says that the publication
    date or an earlier date was needed.
    """

    start: int
    end: int
    type: str
    value: str
    first: date | None = None
    last: date | None = None
    precision: str | None = None
    relative: bool = False
    parts: tuple["Time", ...] = ()


def find_times(text: str, anchor: date | None = None) -> list[Time]:
    """Every expression of time, in order, intervals as one. Give whole articles: later dates lean on earlier ones.

    `anchor` is the publication date. Without it, and in historical narratives (texts whose dates are mostly far from
    it), "June 17" and "the next day" are resolved against dates mentioned before, and "last year" stays open. A year
    outside 1000 to 9000 is no publication date.
    """
    document = Document(text)
    return [_time(reading, document.offsets) for reading in _join_intervals(document, _read(document, anchor))]


def timex(text: str, anchor: date | None = None) -> list[Time]:
    """The same as `find_times`, with the two ends of an interval apart, as TIMEX3 corpora annotate them."""
    return ends_apart(find_times(text, anchor))


def ends_apart(times: list[Time]) -> list[Time]:
    """Times with the two ends of each interval in its place."""
    return [part for time in times for part in time.parts or (time,)]


def _time(reading: Reading, offsets: list[int]) -> Time:
    first, last, precision = None, None, None
    if reading.days:
        (first, last), precision = reading.days, "interval"
    elif reading.period:
        first, last, precision = reading.period.first, reading.period.last, reading.period.precision
    return Time(
        offsets[reading.first],
        offsets[reading.last],
        reading.type,
        reading.value,
        first,
        last,
        precision,
        reading.relative,
        tuple(_time(part, offsets) for part in reading.parts),
    )


def _read(document: Document, anchor: date | None) -> list[Reading]:
    hits = list(document.hits())
    if anchor and not 1000 <= anchor.year <= 9000:
        anchor = None
    context = Context(anchor, anchor is not None and _is_narrative(hits, anchor))
    readings: list[Reading] = []
    for i, hit in enumerate(hits):
        context.borrowed = _borrowed_year(hit, hits[i + 1]) if i + 1 < len(hits) else None
        strong = hit.before() in ("in", "") and document.sentence(hit.first, hit.first, reach=4)[0] >= hit.first - 3
        if hit.rule.reader not in READERS:
            raise KnowledgeError(f"{KNOWLEDGE}: {hit.rule.name} wants the reader {hit.rule.reader!r}, which is unknown")
        for reading in READERS[hit.rule.reader](hit, context):
            readings.append(_on_day(document, readings, reading))
            context.note(reading, strong)
    return readings


def _borrowed_year(hit: Hit, following: Hit) -> int | None:
    """The year of "June 2" in "June 2 to July 3, 2024"."""
    if following.first - hit.last > 5 or hit.of("year"):
        return None
    year, month, next_month = following.one("year"), hit.one(*MONTHS), following.one(*MONTHS)
    if year is None or month is None or next_month is None:
        return None
    if not _JOINED.fullmatch(hit.document.between(hit.last, following.first)):
        return None
    return int(year) - (month > next_month)


_JOINED = re.compile(r"-|–|—|/|,|to(?: the)?|,? ?and|or|through|until|till")


def _on_day(document: Document, readings: list[Reading], reading: Reading) -> Reading:
    """Give the clock time before a date that day: "at 5:00 am on October 3, 1935"."""
    if readings and reading.period and reading.period.unit == "day" and reading.type == "DATE":
        clock = readings[-1]
        gap = document.between(clock.last, min(reading.first, clock.last + 8))
        if clock.type == "TIME" and clock.value[-3] == ":" and clock.last + 8 > reading.first and _ON.fullmatch(gap):
            value = f"{reading.period.value}{clock.value[clock.value.index('T') :]}"
            readings[-1] = replace(clock, value=value, period=reading.period, relative=reading.relative)
    return reading


_ON = re.compile(r"[,(]? ?(?:\w+ time)? ?(?:on)?")


def _is_narrative(hits: list[Hit], anchor: date) -> bool:
    """Whether a text tells of times far from its publication, from its first dates on.

    News has its own days, weekdays above all, early in the text; every one of them speaks against a narrative.
    """
    signals = [signal for hit in hits if (signal := _signal(hit, anchor))]
    near_days = max(0.0, signals.count("near day") - signals.count("day") / 8)
    near = signals.count("near") + 3 * (signals.count("weekday") + near_days)
    dates = [signal for signal in signals if signal != "day"]
    return dates[:3] == ["far"] * 3 and dates.count("far") > 1.5 * near + 4


def _signal(hit: Hit, anchor: date) -> str | None:
    """What an expression says about the distance of its text from the anchor: far, near, weekday, day or near day.

    A day without a year is near if it could be within ten days; by chance every eighteenth is.
    """
    match hit.rule.reader:
        case "before_christ":
            return "far"
        case "weekday":
            return "weekday"
        case "near_day":
            return "near"
        case "unit" if hit.texts[0] in ("this", "last", "next"):
            return "near"
        case "days" | "month" | "year":
            year, month, day = hit.one("year"), hit.one(*MONTHS), hit.one("day", "nth")
            if year is not None:
                return "near" if abs(year - anchor.year) <= 1 else "far"
            if month and day and (period := periods.day(anchor.year, month, day)) and period.first:
                return "near day" if abs((period.first - anchor).days) <= 10 else "day"
    return None


_RANGE = re.compile(r"[-–—]|to|until|till|through")


def _join_intervals(document: Document, readings: list[Reading]) -> list[Reading]:
    """Readings in which "X to Y" and "between X and Y" are one."""
    joined: list[Reading] = []
    for reading in readings:
        if joined and (whole := _interval(document, joined[-1], reading)):
            joined[-1] = whole
        else:
            joined.append(reading)
    return joined


def _interval(document: Document, left: Reading, right: Reading) -> Reading | None:
    if not (left.period and right.period and left.type == right.type == "DATE") or left.parts:
        return None
    if right.first - left.last > 5:
        return None
    gap, before = document.between(left.last, right.first), document.between(max(0, left.first - 2), left.first)
    if not _RANGE.fullmatch(gap) and (gap, before) != ("and", "between"):
        return None
    if left.period.unit != right.period.unit and before not in ("from", "between"):
        return None
    parts = left, right
    first, last = left.period.first, right.period.last
    if first and last and last < first and right.relative and right.period.month:
        period = replace(right.period, year=first.year + 1)
        right, last = replace(right, period=period, value=period.value), period.last
    if first is None or last is None or last < first:
        return None
    return replace(
        left,
        last=right.last,
        value=f"{left.value}/{right.value}",
        days=(first, last),
        relative=left.relative or right.relative,
        parts=parts,
    )
