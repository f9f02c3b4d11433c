"""What dates lean on: the publication date, the dates before them, the tense around them, and "last", "next", "that".

The readers in `time_dates.py` and `time_lengths.py` share this; what a single shape says belongs to them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

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
        self.narrative = narrative
        self.year: int | None = None
        """The year that the story has reached."""
        self.mentioned: int | None = None
        """The year that was named last."""
        self.month: Period | None = None
        self.day: Period | None = None
        self.day_at = -1
        """The token where that day was mentioned."""
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
            self.day, self.day_at = period, reading.first

    def year_of(self, hit: Hit, month: int, day: int | None = None) -> tuple[int | None, bool]:
        """The year of a month or day that is named without one, and whether a reference was needed."""
        if self.borrowed is not None:
            return self.borrowed, False
        if self.anchor:
            return nearest_year(self.anchor, month, day, tense(hit)), True
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
Reader = Callable[[Hit, Context], Readings]
"""Yields what a match says: several readings for several days, none where the words mean something else."""

MONTHS = ("month", "month_abbreviation", "month_lower")
"""The groups of month names."""


def register(readers: dict[str, Reader]) -> Callable[[Reader], Reader]:
    """A decorator that enters a reader under its name without `read_`, as rules in times.yaml call it."""

    def enter(reader: Reader) -> Reader:
        readers[reader.__name__.lstrip("_").removeprefix("read_")] = reader
        return reader

    return enter


def one_date(hit: Hit, period: Period | None, relative: bool = False, span: tuple[int, int] | None = None) -> Readings:
    if period:
        first, last = span or (hit.first, hit.last)
        yield Reading(first, last, "DATE", period.value, period, relative=relative)


def open_value(hit: Hit, value: str, kind: str = "DATE") -> Readings:
    """A reading that names no days."""
    yield Reading(hit.first, hit.last, kind, value)


def article(hit: Hit) -> int:
    """2, to skip "the", where it belongs to a noun that follows ("the summer offensive", "the Seven Years War")."""
    after = hit.after()
    describes = after[:1].isupper() or (after.islower() and after not in hit.document.grammar.small)
    return 2 if hit.texts[0] == "the" and describes and not after.endswith("ed") else 0


BACK = frozenset({"last", "past", "previous", "preceding", "prior"})
AHEAD = frozenset({"next", "following", "subsequent", "succeeding", "ensuing", "coming", "upcoming"})
_ANAPHORIC = frozenset(
    {"that", "same", "previous", "preceding", "prior", "following", "subsequent", "succeeding", "ensuing"}
)
RELATIONS = BACK | AHEAD | {"this", "that", "same"}
OPEN_UNITS = {
    "day": "XXXX-XX-XX", "week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX", "quarter": "XXXX-QX",
    "year": "XXXX", "decade": "XXX", "century": "XX",
}  # fmt: skip


def direction(words: list[str]) -> int:
    """-1 for "last" and its like, 1 for "next" and its like, 0 for "this" and "that"."""
    return 1 if not AHEAD.isdisjoint(words) else -1 if not BACK.isdisjoint(words) else 0


def related(words: list[str], unit: str, context: Context) -> Period | None:
    """The unit that "this", "last", "the next", "that same" … point to."""
    step = direction(words)
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


def related_year(hit: Hit, context: Context) -> tuple[int | None, bool]:
    """The year of "July last year", "August of that year"; (None, False) where no year is spoken of."""
    if not hit.says("year"):
        return None, False
    at = hit.texts.index("year")
    period = related(hit.texts[max(0, at - 3) : at], "year", context)
    return (period.year if period else None), True


def containing(hit: Hit, context: Context) -> Period | None:
    """The year or month of which a window is a part: "of 2024", "of last year", "of May"."""
    year, month = hit.one("year"), hit.one(*MONTHS)
    if year is None and hit.texts[-1] == "year" and hit.says("of", "in"):
        year, _ = related_year(hit, context)
    if year is None and month:
        year, _ = context.year_of(hit, month)
    if year is None:
        return None
    return Period("month", year, month) if month else Period("year", year)


def tense(hit: Hit) -> int:
    """1 where the words around look ahead, -1 where they look back, 0 where they do not say; the nearest cue counts."""
    document = hit.document
    first, last = document.sentence(hit.first, hit.last, reach=40)
    cues = document.grammar.cues
    best, tense = 40 + _ASIDE, 0
    for i in (*range(hit.first - 1, first - 1, -1), *range(hit.last, last)):
        word = document.tokens[i]
        distance = hit.first - i if i < hit.first else i - hit.last + 1
        if i >= hit.last and "," in document.tokens[hit.last : i]:
            distance += _ASIDE
        if distance >= best:
            continue
        told = cues.get(word, -1 if len(word) > 4 and word.endswith("ed") else 0)
        if not told:
            continue
        if told < 0 and _ahead_of_it([w for w in document.tokens[max(first, i - 6) : i] if not w.isspace()], cues):
            told = 1
        best, tense = distance, told
    before = [word for word in document.tokens[first : hit.first] if not word.isspace()]
    infinitive = before[-3:-2] == ["to"] and before[-2].islower()
    return 0 if tense < 0 and (infinitive or hit.before() in ("by", "until", "till")) else tense


def _ahead_of_it(before: list[str], cues: Mapping[str, int]) -> bool:
    """Whether a helper before a participle looks ahead: `will be adopted`, `planned to be`; not `the plan adopted`."""
    return any(
        (cues.get(word) == 1 or word == "be") and not (word in ("plan", "plans") and before[k - 1 : k] != ["to"])
        for k, word in enumerate(before)
    )


_ASIDE = 20
"""How much farther off a cue behind a comma is: `will open in September, the minister said`."""


def nearest_year(anchor: date, month: int, day: int | None, tense: int) -> int:
    """The year that puts a month or day nearest to the anchor, on the side that the tense tells; else rather back.

    Nobody writes of a day eleven months ago without its year, so a day soon after the anchor is that day in any tense.
    """
    months = (month - anchor.month) + ((day or 15) - anchor.day) / 31
    if tense > 0:
        return anchor.year + (months < -1.2)
    latest = 4.5 if tense == 0 else 2 if day else 0.5
    return anchor.year - (months > latest) + (months + 12 <= latest)
