"""Dates, times of day, durations and recurrences in a text, with their TIMEX3 values and the days that they cover.

What belongs here: turning a text into class codes, matching the shapes of `times.yaml` over them, and reading each in
the light of the publication date and of what was mentioned before. Words and shapes are in `times.yaml`, calendar
arithmetic is in `periods.py`; what happened on a date is for `frames.py`.

The text is cut into words once, every word is replaced by one character that stands for its class, and one compiled
alternation of all shapes runs over that string, so the cost is linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import accumulate, repeat
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.extract import periods
from pipelines.extract.periods import Period
from pipelines.knowledge import KnowledgeError, load_yaml

_KNOWLEDGE = Path(__file__).with_name("times.yaml")


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
    parts: tuple[Time, ...] = ()


def find_times(text: str, anchor: date | None = None) -> list[Time]:
    """Every expression of time, in order, intervals as one. Give whole articles: later dates lean on earlier ones.

    `anchor` is the publication date. Without it, and in historical narratives (texts whose dates are mostly far from
    it), "June 17" and "the next day" are resolved against dates mentioned before, and "last year" stays open.
    """
    document = _Document(text)
    readings = _read(document, anchor)
    return [reading.time(document.offsets) for reading in _join_intervals(document, readings)]


def timex(text: str, anchor: date | None = None) -> list[Time]:
    """The same as `find_times`, with the two ends of an interval apart, as TIMEX3 corpora annotate them."""
    document = _Document(text)
    return [reading.time(document.offsets) for reading in _read(document, anchor)]


# --- Classes and shapes, from times.yaml -----------------------------------------------------------------------------

_TOKEN = re.compile(r"[^\W\d]\w*|\s+|\d{1,4}(?!\w)|\w+|,\d{3}(?![\d,])|\.\d{1,2}(?!\w)|['’]s(?!\w)|.", re.DOTALL)
_BLANKS = (" ", "\n", "\t", "\xa0", "\u202f", "\u2009", "  ", " \n", "\n ", "\r\n", " \r\n", "   ", "\n  ", "\n    ")
_DASHES = "-–—‐‑−"
_UNKNOWN = "~"
_ALPHABET = "".join(chr(c) for c in range(ord("0"), 0x250) if chr(c).isalnum())
_PIECE = re.compile(
    r"<(?:(?P<label>\w+):)?(?P<name>\w+)>|(?P<word>[a-z]+)|(?P<syntax>\(\?<?[=!]|\{\d,\d\}|[()|?])|(?P<sign>.)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    shape: re.Pattern[str]
    groups: dict[str, str]
    read: Callable[[_Hit, _Context], Iterator[_Reading]]


@dataclass(frozen=True, slots=True)
class _Grammar:
    codes: dict[str, str]
    values: dict[str, dict[str, Any]]
    classes: dict[str, frozenset[str]]
    rules: dict[str, _Rule]
    heads: re.Pattern[str]
    scan: re.Pattern[str]


def _numerals() -> dict[str, dict[str, Any]]:
    """The groups that nobody wants to type: numbers by how they are written."""
    suffix = {1: "st", 2: "nd", 3: "rd"}
    return {
        "digits": {str(n): n for n in range(10_000)} | {f"{n:02d}": n for n in range(10)},
        "day": {str(n): n for n in range(1, 32)} | {f"{n:02d}": n for n in range(1, 10)},
        "two": {f"{n:02d}": n for n in range(100)},
        "year": {str(n): n for n in range(1000, 2101)},
        "nth": {f"{n}{'th' if n // 10 == 1 else suffix.get(n % 10, 'th')}": n for n in range(1, 100)},
        "decade": {f"{n}s": n for n in range(1000, 2100, 10)},
        "short_decade": {f"{n}s": n for n in range(10, 100, 10)},
        "thousands": {f",{n:03d}": n for n in range(1000)},
        "decimals": {f".{n}": n for n in range(10)} | {f".{n:02d}": n for n in range(100)},
        "fiscal_code": {f"fy{n}": n for n in range(1950, 2101)} | {f"fy{n:02d}": 2000 + n for n in range(100)},
        "quarter_code": {f"q{n}": ("quarter", n) for n in range(1, 5)},
        "half_code": {f"h{n}": ("half", n) for n in range(1, 3)},
        "possessive": dict.fromkeys(("'s", "’s")),
        "apostrophe": dict.fromkeys(("'", "’", "‘")),
        "dash": dict.fromkeys(_DASHES),
        "blank": dict.fromkeys(_BLANKS),
        "stop": dict.fromkeys(".!?;"),
    }


_FORMS: dict[str, Callable[[str], tuple[str, ...]]] = {
    "any": lambda word: (word, word.capitalize(), word.upper()),
    "title": lambda word: (word.capitalize(), word.upper()),
    "upper": lambda word: (word.upper(),),
    "lower": lambda word: (word,),
}


@cache
def _grammar() -> _Grammar:
    """The compiled shapes; what is wrong in times.yaml raises KnowledgeError."""
    knowledge = load_yaml(_KNOWLEDGE)
    values = _numerals()
    forms: dict[str, set[str]] = {}
    for name, words in values.items():
        for word in words:
            for form in (word, word.upper()):
                forms.setdefault(form, set()).add(name)
    for name, group in knowledge["groups"].items():
        words = group["words"]
        values[name] = words if isinstance(words, dict) else dict.fromkeys(words)
        for word in values[name]:
            for form in _FORMS[group.get("case", "any")](word):
                forms.setdefault(form, set()).add(name)

    patterns = {**knowledge["phrases"], **{name: rule["pattern"] for name, rule in knowledge["rules"].items()}}
    for pattern in patterns.values():
        for piece in _PIECE.finditer(pattern):
            literal = piece["word"] or piece["sign"]
            if literal and literal not in " -":
                for form in _FORMS["any"](literal):
                    forms.setdefault(form, set()).add(f"={literal}")

    kinds = sorted({tuple(sorted(kind)) for kind in forms.values()})
    if len(kinds) > len(_ALPHABET):
        raise KnowledgeError(f"{_KNOWLEDGE}: too many kinds of words ({len(kinds)}); merge groups or literal words")
    letters = dict(zip(kinds, _ALPHABET, strict=False))
    classes: dict[str, frozenset[str]] = {}
    for kind, letter in letters.items():
        for name in kind:
            classes[name] = classes.get(name, frozenset()) | {letter}

    def compile_pattern(owner: str, groups: dict[str, str] | None) -> str:
        out = []
        for piece in _PIECE.finditer(patterns[owner]):
            label, name, sign = piece["label"], piece["name"], piece["sign"]
            if name:
                if name in knowledge["phrases"]:
                    body = f"(?:{compile_pattern(name, groups)})"
                elif name in classes:
                    body = _charset(classes[name])
                else:
                    raise KnowledgeError(f"{_KNOWLEDGE}: {owner} uses <{name}>, which is neither group nor phrase")
                if label and groups is not None:
                    groups[label] = name
                    body = f"(?P<{label}>{body})"
            elif piece["syntax"]:
                body = "(?:" if piece["syntax"] == "(" else piece["syntax"]
            elif sign and sign in "*+":
                raise KnowledgeError(f"{_KNOWLEDGE}: {owner} repeats without end; write {{0,4}} instead of {sign}")
            else:
                literal = f"={piece['word'] or sign}"
                body = _charset(classes[{"= ": "blank", "=-": "dash"}.get(literal, literal)])
            out.append(body)
        return "".join(out)

    rules, alternatives = {}, []
    for name, rule in knowledge["rules"].items():
        groups: dict[str, str] = {}
        reader = _READERS.get(rule["read"])
        if reader is None:
            known = ", ".join(_READERS)
            raise KnowledgeError(f"{_KNOWLEDGE}: {name} wants the reader {rule['read']!r}; there are {known}")
        rules[name] = _Rule(name, re.compile(compile_pattern(name, groups)), groups, reader)
        alternatives.append(f"(?P<{name}>{compile_pattern(name, None)})")
    codes = {form: letters[tuple(sorted(kind))] for form, kind in forms.items()}
    heads = frozenset[str]().union(*(classes.get(head) or classes[f"={head}"] for head in knowledge["heads"]))
    return _Grammar(codes, values, classes, rules, re.compile(_charset(heads)), re.compile("|".join(alternatives)))


def _charset(letters: frozenset[str]) -> str:
    return f"[{''.join(sorted(letters))}]" if len(letters) > 1 else "".join(letters)


# --- A text as class codes -------------------------------------------------------------------------------------------


class _Document:
    """A text cut into words and blanks, and the class code of each."""

    def __init__(self, text: str) -> None:
        self.grammar = _grammar()
        self.tokens = _TOKEN.findall(text)
        self.codes = "".join(map(self.grammar.codes.get, self.tokens, repeat(_UNKNOWN)))

    @cached_property
    def offsets(self) -> list[int]:
        return [0, *accumulate(map(len, self.tokens))]

    @cached_property
    def stops(self) -> list[int]:
        """Where sentences end, roughly: the numbers of the tokens that are stops or blank lines."""
        stop = self.grammar.classes["stop"]
        return [
            i for i, (code, token) in enumerate(zip(self.codes, self.tokens, strict=True))
            if code in stop or (code == _UNKNOWN and token.isspace())
        ]  # fmt: skip

    def sentence(self, at: int) -> tuple[int, int]:
        """The tokens between the stops around a token."""
        i = bisect_left(self.stops, at)
        return (self.stops[i - 1] + 1 if i else 0), (self.stops[i] if i < len(self.stops) else len(self.tokens))

    def has(self, group: str, first: int, last: int) -> bool:
        return not self.grammar.classes[group].isdisjoint(self.codes[first:last])

    def hits(self) -> Iterator[_Hit]:
        """Matches of the shapes in every run of known words that holds a head."""
        codes, grammar, end = self.codes, self.grammar, 0
        for head in grammar.heads.finditer(codes):
            if head.start() < end:
                continue
            start = codes.rfind(_UNKNOWN, 0, head.start()) + 1
            end = codes.find(_UNKNOWN, head.start())
            end = len(codes) if end < 0 else end
            for match in grammar.scan.finditer(codes, start, end):
                rule = grammar.rules[match.lastgroup]  # type: ignore[index]
                shape = rule.shape.match(codes, match.start(), end)
                assert shape is not None
                yield _Hit(self, rule, shape)


class _Word(NamedTuple):
    at: int
    text: str
    """In lower case."""


class _Hit:
    """One match of a shape: its words by group."""

    def __init__(self, document: _Document, rule: _Rule, match: re.Match[str]) -> None:
        self.document, self.rule, self._match = document, rule, match
        self.first, self.last = match.span()
        self.words = [
            _Word(i, token.lower())
            for i, token in enumerate(document.tokens[self.first : self.last], self.first)
            if not token.isspace()
        ]

    def texts(self) -> list[str]:
        return [word.text for word in self.words]

    def of(self, group: str) -> list[tuple[int, Any]]:
        """Token number and value of every word of a group."""
        letters, values = self.document.grammar.classes[group], self.document.grammar.values[group]
        return [(w.at, values[w.text]) for w in self.words if self.document.codes[w.at] in letters]

    def one(self, group: str) -> Any:
        """The value of the first word of a group; None without one."""
        found = self.of(group)
        return found[0][1] if found else None

    def label(self, name: str) -> tuple[int, int] | None:
        """The tokens of a labelled part."""
        if name not in self.rule.groups or self._match.start(name) < 0:
            return None
        return self._match.span(name)

    def value(self, name: str) -> Any:
        """The value of a labelled word."""
        span = self.label(name)
        return None if span is None else self.document.grammar.values[self.rule.groups[name]][
            self.document.tokens[span[0]].lower()
        ]  # fmt: skip

    def before(self, count: int = 1) -> str:
        """The word before, in lower case (`count` words back); "" at the start of a line or sentence."""
        return self._neighbour(self.first - 1, -1, count)

    def after(self) -> str:
        return self._neighbour(self.last, 1, 1, lower=False)

    def _neighbour(self, i: int, step: int, count: int, lower: bool = True) -> str:
        tokens = self.document.tokens
        while 0 <= i < len(tokens):
            if not tokens[i].isspace():
                count -= 1
                if not count:
                    return tokens[i].lower() if lower else tokens[i]
            elif "\n" in tokens[i]:
                return ""
            i += step
        return ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A `Time` by token numbers, with the period that it names, for the readings that follow."""

    first: int
    last: int
    type: str
    value: str
    period: Period | None = None
    days: tuple[date, date] | None = None
    relative: bool = False
    parts: tuple[_Reading, ...] = ()

    def time(self, offsets: list[int]) -> Time:
        first, last, precision = None, None, None
        if self.days:
            (first, last), precision = self.days, "interval"
        elif self.period:
            first, last, precision = self.period.first, self.period.last, self.period.precision
        parts = tuple(part.time(offsets) for part in self.parts)
        return Time(
            offsets[self.first], offsets[self.last], self.type, self.value, first, last, precision, self.relative, parts
        )  # fmt: skip


class _Context:
    """What earlier dates and the publication date say about later ones."""

    def __init__(self, anchor: date | None, narrative: bool) -> None:
        self.anchor = anchor
        self.narrative = narrative or anchor is None
        self.year: int | None = None
        self.month: Period | None = None
        self.day: Period | None = None
        self.borrowed: int | None = None

    def note(self, period: Period) -> None:
        self.year = period.year
        if period.unit in ("day", "month"):
            self.month = Period("month", period.year, period.index)
        if period.unit == "day":
            self.day = period

    def year_of(self, hit: _Hit, month: int, day: int = 1) -> tuple[int | None, bool]:
        """The year of a month or day that is named without one, and whether a reference was needed."""
        if self.borrowed is not None:
            return self.borrowed, False
        if not self.narrative and self.anchor:
            return _nearest_year(self.anchor, month, day, _tense(hit)), True
        if self.year is None:
            return None, True
        if self.month is not None and self.month.year == self.year:
            gap = month - self.month.index
            if gap < -8:
                return self.year + 1, True
        return self.year, True

    def today(self) -> date | None:
        """The day that "last year" and "two days ago" count from."""
        return None if self.narrative else self.anchor

    def then(self, unit: str) -> Period | None:
        """The latest mention that is fine enough for "the next day", "that year"; else the publication date."""
        if self.day and unit in ("day", "week", "weekend", "hour", "minute"):
            return self.day
        if self.month and unit in ("month", "quarter"):
            return self.month
        if self.year is not None and unit in ("year", "decade", "century", "season"):
            return Period("year", self.year)
        if self.anchor and not self.narrative:
            return periods.covering("day", self.anchor)
        return None


def _tense(hit: _Hit) -> int:
    """1 where the sentence looks ahead, -1 where it looks back, 0 where it does not say."""
    document = hit.document
    first, last = document.sentence(hit.first)
    if document.has("future_cue", first, last):
        return 1
    return -1 if document.has("past_cue", first, last) else 0


def _nearest_year(anchor: date, month: int, day: int, tense: int) -> int:
    """The year that puts a day nearest to the anchor, on the side that the tense tells."""
    months = (month - anchor.month) + (day - anchor.day) / 31
    if tense < 0:
        return anchor.year - (months > 0.2)
    if tense > 0:
        return anchor.year + (months < -1.2)
    if months > 8:
        return anchor.year - 1
    return anchor.year + (months < -8)


# --- Readers: what a shape says --------------------------------------------------------------------------------------

Readings = Iterator[_Reading]
_READERS: dict[str, Callable[[_Hit, _Context], Readings]] = {}


def _reader(function: Callable[[_Hit, _Context], Readings]) -> Callable[[_Hit, _Context], Readings]:
    _READERS[function.__name__.removeprefix("_read_")] = function
    return function


def _date(hit: _Hit, period: Period | None, relative: bool = False, span: tuple[int, int] | None = None) -> Readings:
    if period:
        first, last = span or (hit.first, hit.last)
        yield _Reading(first, last, "DATE", period.value, period, relative=relative)


def _open(hit: _Hit, value: str, kind: str = "DATE") -> Readings:
    """A reading that names no days."""
    yield _Reading(hit.first, hit.last, kind, value)


@_reader
def _read_iso_day(hit: _Hit, context: _Context) -> Readings:
    year, month, day = (int(word.text) for word in hit.words if word.text.isdigit())
    yield from _date(hit, periods.day(year, month, day))


@_reader
def _read_slash_day(hit: _Hit, context: _Context) -> Readings:
    numbers = [int(word.text) for word in hit.words if word.text.isdigit()]
    if numbers[0] > 31:
        yield from _date(hit, periods.day(*numbers))
        return
    one, two, year = numbers
    readings = {period for period in (periods.day(year, two, one), periods.day(year, one, two)) if period}
    if len(readings) == 1:
        yield from _date(hit, readings.pop())


@_reader
def _read_dotted_day(hit: _Hit, context: _Context) -> Readings:
    year = hit.one("year")
    yield from _date(hit, periods.day(year, hit.of("decimals")[-1][1], hit.one("day")))


@_reader
def _read_days(hit: _Hit, context: _Context) -> Readings:
    """ "June 17, 2025", "17 and 18 June", "May 18-19, 2023": one reading for every day."""
    month_at, month = (hit.of("month") or hit.of("month_abbreviation"))[0]
    years = hit.of("year")
    numbers = [(i, n) for i, n in hit.of("day") + hit.of("nth") if not years or i != years[0][0]]
    numbers.sort()
    days = [n for _, n in numbers]
    if days != sorted(set(days)) or (len(days) > 1 and not years and _counts_something(hit)):
        numbers, years = _without_count(hit, numbers, month_at), years
        if not numbers:
            return
    year, relative = (years[0][1], False) if years else _relative_year(hit, context)
    if year is None and not relative:
        year, relative = context.year_of(hit, month, numbers[0][1])
    for k, (at, number) in enumerate(numbers):
        first = hit.first if k == 0 else at
        last = at + 1 if k + 1 < len(numbers) else hit.last
        if len(numbers) > 1 and k + 1 == len(numbers) and not years and month_at < at:
            last = at + 1
        if year is None:
            yield _Reading(first, last, "DATE", f"XXXX-{month:02d}-{number:02d}", relative=True)
        else:
            yield from _date(hit, periods.day(year, month, number), relative, (first, last))


def _counts_something(hit: _Hit) -> bool:
    """Whether the word after is a plural, so that the last number may count it ("June 16 and 17 leaders")."""
    word = hit.after()
    return len(word) > 3 and word.islower() and word.endswith("s")


def _without_count(hit: _Hit, numbers: list[tuple[int, int]], month_at: int) -> list[tuple[int, int]]:
    if numbers and numbers[0][0] > month_at:
        hit.last = numbers[0][0] + 1
        return numbers[:1]
    hit.first = numbers[-1][0]
    return numbers[-1:]


def _relative_year(hit: _Hit, context: _Context) -> tuple[int | None, bool]:
    """The year of "July last year", "August of that year"; (None, False) where no year is spoken of."""
    texts = hit.texts()
    if "year" not in texts:
        return None, False
    period = _related(texts[: texts.index("year")], "year", context)
    return (period.year if period else None), True


_SAME = {"that", "same"}
_BACK = {"last", "past", "previous", "preceding", "prior"}
_AHEAD = {"next", "following", "subsequent", "succeeding", "ensuing", "coming", "upcoming"}


def _related(words: list[str], unit: str, context: _Context) -> Period | None:
    """The unit that "this", "last", "the next", "that same" … point to."""
    told = set(words)
    step = -1 if told & _BACK else 1 if told & _AHEAD else 0
    today, then = context.today(), context.then(unit)
    anaphoric = bool(told & (_SAME | {"previous", "preceding", "prior", "following", "subsequent", "succeeding",
                                      "ensuing"})) or ("the" in told and step > 0)  # fmt: skip
    if today is not None and not anaphoric:
        moment = periods.shift(today, unit, step)
        return periods.covering(unit, moment) if moment else None
    if then is None:
        return None
    if unit == "year":
        return Period("year", then.year + step)
    start = then.first
    moment = periods.shift(start, unit, step) if start else None
    return periods.covering(unit, moment) if moment else None


_BEFORE_MONTH = frozenset(
    ["in", "by", "since", "until", "till", "from", "of", "during", "throughout", "this", "last", "next"]
)
_JOINING = frozenset(["to", "and", "or", "through", "between", "before", "after", "for", "on", "-", "–", "—"])


@_reader
def _read_month(hit: _Hit, context: _Context) -> Readings:
    month = (hit.of("month") or hit.of("month_abbreviation"))[0][1]
    year = hit.one("year")
    relative = False
    if year is None and "year" in hit.texts():
        year, relative = _relative_year(hit, context)
    elif year is None:
        if not _is_month(hit):
            return
        step = {"last": -1, "next": 1, "this": 0}.get(hit.texts()[0])
        today = context.today()
        if step is not None and today:
            year, relative = today.year, True
            if step < 0 and month >= today.month:
                year -= 1
            if step > 0 and month <= today.month:
                year += 1
        else:
            year, relative = context.year_of(hit, month)
    if year is None:
        yield _Reading(hit.first, hit.last, "DATE", f"XXXX-{month:02d}", relative=True)
    else:
        yield from _date(hit, Period("month", year, month), relative)


def _is_month(hit: _Hit) -> bool:
    """Whether a month's name alone is a month, not a person, a verb or a modal."""
    before, after = hit.before(), hit.after()
    if len(hit.words) > 1 or before in _BEFORE_MONTH:
        return True
    if hit.words[0].text in ("may", "march"):
        return before in _JOINING
    return not after[:1].isupper()


@_reader
def _read_quarter(hit: _Hit, context: _Context) -> Readings:
    code = hit.one("quarter_code") or hit.one("half_code")
    if code:
        unit, index = code
    else:
        texts = hit.texts()
        unit = "half" if "half" in texts else "quarter"
        ordinal = hit.one("ordinal_word") or hit.one("nth")
        index = ordinal or (2 if unit == "half" else 4)
    if index > (2 if unit == "half" else 4):
        return
    letter = periods.UNIT_CODES[unit]
    year, relative = hit.one("year"), False
    if year is None:
        year, relative = _relative_year(hit, context)
    if year is None and not relative and hit.one("fiscal_code") is None:
        if unit == "half" or hit.after() == "of":
            return
        today = context.today()
        if today:
            this = (today.month + 2) // 3
            year = today.year - (index > this and not (index == this + 1 and _tense(hit) > 0))
        else:
            year = context.year
        relative = True
    if year is None:
        yield _Reading(hit.first, hit.last, "DATE", f"XXXX-{letter}{index}", relative=True)
    else:
        yield from _date(hit, Period(unit, year, index), relative)


@_reader
def _read_fiscal_year(hit: _Hit, context: _Context) -> Readings:
    """Fiscal years start in different months in different countries, so they name no days."""
    year = hit.one("fiscal_code") or hit.one("year")
    yield from _open(hit, f"FY{year}")


@_reader
def _read_season(hit: _Hit, context: _Context) -> Readings:
    index = hit.one("season")
    index = 2 if index is None else index
    year, relative = hit.one("year"), False
    if year is None and "year" in hit.texts():
        year, relative = _relative_year(hit, context)
    elif year is None:
        relative, today = True, context.today()
        step = -1 if "last" in hit.texts() else 1 if "next" in hit.texts() else 0
        year = (
            today.year + (step if step > 0 or (step and index * 3 + 3 >= today.month) else 0) if today else context.year
        )
    if year is None:
        yield _Reading(hit.first, hit.last, "DATE", f"XXXX-{periods.SEASONS[index]}", relative=relative)
    else:
        yield from _date(hit, Period("season", year, index), relative)


_NOT_AFTER_YEAR = frozenset(
    [
        "people",
        "men",
        "women",
        "children",
        "troops",
        "soldiers",
        "casualties",
        "prisoners",
        "percent",
        "per",
        "km",
        "miles",
    ]
)
_YEAR_CUES = frozenset(
    [
        "in",
        "by",
        "since",
        "until",
        "till",
        "of",
        "during",
        "from",
        "to",
        "between",
        "and",
        "through",
        "throughout",
        "year",
        "years",
        "before",
        "after",
        "early",
        "late",
        "mid",
        "around",
        "circa",
        "about",
        "ca",
        "spring",
        "summer",
        "autumn",
        "fall",
        "winter",
        "for",
        "(",
        "-",
        "–",
        "—",
    ]
)


@_reader
def _read_year(hit: _Hit, context: _Context) -> Readings:
    """ "2024", "the end of 2024", and "2006-10" as two years."""
    years = hit.of("year")
    at, year = years[0]
    second = hit.of("two")
    before, after = hit.before(), hit.after()
    if len(hit.words) == 1 and not _is_year(hit, year, before, after):
        return
    end = None
    if len(years) > 1:
        end = years[1]
    elif second and second[0][0] > at:
        tail = second[0][1]
        if not tail > year % 100:
            return
        end = (second[0][0], year - year % 100 + tail)
    if end is None:
        yield from _date(hit, Period("year", year))
        return
    if end[1] <= year:
        hit.last = at + 1
        yield from _date(hit, Period("year", year))
        return
    yield from _date(hit, Period("year", year), span=(hit.first, at + 1))
    yield from _date(hit, Period("year", end[1]), span=(end[0], end[0] + 1))


def _is_year(hit: _Hit, year: int, before: str, after: str) -> bool:
    if before in ("$", "€", "£", "¥", "#", "no", "+", "us", "usd", ".") or (
        after in ("%", "$", "°", "-") and before != "("
    ):
        return False
    word = after.lower()
    counted = word in _NOT_AFTER_YEAR or (after.islower() and len(word) > 3 and word.endswith("s") and word != "as")
    if before in _YEAR_CUES:
        return not (counted and (year % 50 == 0 or year < 1700))
    if not 1700 <= year <= 2060 or counted:
        return 1900 < year <= 2050 and year % 100 != 0 and word not in _NOT_AFTER_YEAR
    return True


@_reader
def _read_decade(hit: _Hit, context: _Context) -> Readings:
    start = hit.one("decade")
    if start is None:
        start = hit.one("short_decade")
        start = 1900 + (start if start is not None else hit.one("decade_word"))
    yield from _date(hit, Period("decade", start))


@_reader
def _read_century(hit: _Hit, context: _Context) -> Readings:
    number = hit.one("nth") or hit.one("ordinal_word")
    if "twenty" in hit.texts():
        number += 20
    start = -((number - 1) * 100) if {"bc", "bce", "b"} & set(hit.texts()) else (number - 1) * 100
    yield _Reading(hit.first, hit.last, "DATE", ("BC" if start < 0 else "") + f"{number - 1:02d}",
                   Period("century", start) if start > 0 else None)  # fmt: skip


@_reader
def _read_before_christ(hit: _Hit, context: _Context) -> Readings:
    yield from _date(hit, Period("year", -hit.one("digits")))


@_reader
def _read_weekday(hit: _Hit, context: _Context) -> Readings:
    number = hit.one("weekday")
    words = set(hit.texts())
    part = hit.one("day_part")
    kind, suffix = ("TIME", f"T{part}") if part else ("DATE", "")
    start = context.today() or (context.day.first if context.day else None)
    if start is None:
        yield _Reading(hit.first, hit.last, kind, f"XXXX-WXX-{number}{suffix}", relative=True)
        return
    ahead = bool(words & _AHEAD) or (context.today() is not None and not words & _BACK and _tense(hit) > 0)
    back = (start.isoweekday() - number) % 7
    if ahead:
        moment = start + timedelta(days=(number - start.isoweekday()) % 7 or 7)
    else:
        moment = start - timedelta(days=back or (7 if words & _BACK else 0))
        if context.narrative and not words & _BACK:
            moment = start + timedelta(days=(number - start.isoweekday()) % 7)
    period = periods.covering("day", moment)
    yield _Reading(hit.first, hit.last, kind, period.value + suffix, period, relative=True)


@_reader
def _read_near_day(hit: _Hit, context: _Context) -> Readings:
    today = context.today()
    part = hit.one("day_part") or ("NI" if "tonight" in hit.texts() else None)
    kind, suffix = ("TIME", f"T{part}") if part else ("DATE", "")
    if hit.before() in ("usa",):
        return
    if today is None:
        yield _Reading(hit.first, hit.last, kind, "XXXX-XX-XX" + suffix, relative=True)
        return
    period = periods.covering("day", today + timedelta(days=hit.one("near_day") or 0))
    yield _Reading(hit.first, hit.last, kind, period.value + suffix, period, relative=True)


_OPEN_UNITS = {"day": "XXXX-XX-XX", "week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX", "quarter": "XXXX-QX",
               "year": "XXXX", "decade": "XXX", "century": "XX"}  # fmt: skip


@_reader
def _read_unit(hit: _Hit, context: _Context) -> Readings:
    """ "last month", "the following day", "the end of this year"."""
    unit = hit.one("unit")
    if unit not in _OPEN_UNITS or (unit == "quarter" and hit.after() == "of"):
        return
    period = _related(hit.texts(), unit, context)
    if period is None:
        yield _Reading(hit.first, hit.last, "DATE", _OPEN_UNITS[unit], relative=True)
    else:
        yield from _date(hit, period, True)


@_reader
def _read_offset(hit: _Hit, context: _Context) -> Readings:
    """ "two years ago", "a week later", "three days before"."""
    unit = hit.one("unit") or hit.one("units")
    amount = _amount(hit, "n")
    words = hit.texts()
    back = bool({"ago", "earlier", "before", "previously", "prior"} & set(words))
    today = context.today()
    deictic = "ago" in words or "now" in words
    if amount is None or amount != int(amount) or (deictic and today is None):
        yield from _open(hit, "PAST_REF" if back else "FUTURE_REF")
        return
    then = context.then(unit)
    count = int(-amount if back else amount)
    start = today if deictic else (then.first if then else None)
    if not deictic and then and then.first is None and unit in ("year", "decade", "century"):
        size = {"year": 1, "decade": 10, "century": 100}[unit]
        yield from _date(hit, Period("year", then.year + count * size), True)
        return
    moment = periods.shift(start, unit, count) if start else None
    if moment is None or unit in ("hour", "minute", "second"):
        yield _Reading(hit.first, hit.last, "DATE", _OPEN_UNITS.get(unit, "XXXX-XX-XXTXX"), relative=True)
        return
    fine = {"decade": "year", "century": "year", "fortnight": "week"}.get(unit, unit)
    if fine == "week" and not deictic and then and then.unit == "day":
        fine = "day"
    yield from _date(hit, periods.covering(fine, moment), True)


@_reader
def _read_duration(hit: _Hit, context: _Context) -> Readings:
    """ "two years", "five-year", "half a century"."""
    unit = hit.one("unit") or hit.one("units")
    if unit == "quarter" and hit.after() == "of":
        return
    amount = _amount(hit, "n")
    if "half" in hit.texts() and hit.label("n") is None:
        amount = 0.5
    yield from _open(hit, _duration(amount, unit), "DURATION")


@_reader
def _read_window(hit: _Hit, context: _Context) -> Readings:
    """ "the next two years", "the last six months", "the first nine months of 2024"."""
    unit = hit.one("unit") or hit.one("units")
    amount = _amount(hit, "n")
    value = _duration(amount, unit)
    words = set(hit.texts())
    year = hit.one("year")
    relative = year is None
    if year is None and "year" in words:
        year, _ = _relative_year(hit, context)
    days: tuple[date, date] | None = None
    if amount is not None and amount == int(amount) and unit in ("day", "week", "month", "quarter", "year", "decade"):
        count, today = int(amount), context.today()
        if year is not None and year > 0 and unit in ("day", "week", "month", "quarter"):
            start, end = date(year, 1, 1), date(year, 12, 31)
            if "first" in words and (moment := periods.shift(start, unit, count)):
                days = (start, moment - timedelta(days=1))
            elif words & {"last", "final"} and (moment := periods.shift(end + timedelta(days=1), unit, -count)):
                days = (moment, end)
        elif today and words & {"last", "past", "previous"} and (moment := periods.shift(today, unit, -count)):
            days = (moment, today)
        elif today and words & _AHEAD and (moment := periods.shift(today, unit, count)):
            days = (today, moment)
    yield _Reading(hit.first, hit.last, "DURATION", value, days=days, relative=relative and days is not None)


@_reader
def _read_units(hit: _Hit, context: _Context) -> Readings:
    """ "for years", "in days": durations of unknown length."""
    at, unit = hit.of("units")[-1]
    if hit.document.tokens[at].islower() and unit in ("day", "week", "month", "year", "decade", "century"):
        yield from _open(hit, _duration(None, unit), "DURATION")


@_reader
def _read_every(hit: _Hit, context: _Context) -> Readings:
    weekday = hit.one("weekday") or hit.one("weekdays")
    if weekday:
        yield from _open(hit, f"XXXX-WXX-{weekday}", "SET")
        return
    month = hit.one("month")
    if month:
        yield from _open(hit, f"XXXX-{month:02d}", "SET")
        return
    unit = hit.one("unit") or hit.one("units")
    amount = _amount(hit, "n") if hit.label("n") else 1
    ordinal = hit.one("ordinal_word")
    if "other" in hit.texts():
        amount = 2
    elif ordinal and not hit.label("n"):
        amount = ordinal
    yield from _open(hit, _duration(amount, unit), "SET")


@_reader
def _read_frequency(hit: _Hit, context: _Context) -> Readings:
    at, value = hit.of("frequency")[0]
    if hit.document.tokens[at].islower():
        yield from _open(hit, value, "SET")


@_reader
def _read_reference(hit: _Hit, context: _Context) -> Readings:
    value = hit.one("reference")
    yield from _open(hit, value)


@_reader
def _read_past(hit: _Hit, context: _Context) -> Readings:
    yield from _open(hit, "PAST_REF")


@_reader
def _read_present(hit: _Hit, context: _Context) -> Readings:
    yield from _open(hit, "PRESENT_REF")


@_reader
def _read_coming(hit: _Hit, context: _Context) -> Readings:
    yield from _open(hit, "FUTURE_REF")


@_reader
def _read_clock(hit: _Hit, context: _Context) -> Readings:
    numbers = [int(word.text) for word in hit.words if word.text.isdigit()]
    words = "".join(hit.texts())
    hour = numbers[0]
    if hour > 24 or (len(numbers) > 1 and numbers[1] > 59):
        return
    if re.search(r"p\.?m", words) and hour < 12:
        hour += 12
    elif re.search(r"a\.?m", words) and hour == 12:
        hour = 0
    clock = f"T{hour:02d}" + "".join(f":{n:02d}" for n in numbers[1:])
    today = context.day or (periods.covering("day", context.anchor) if context.today() and context.anchor else None)
    yield _Reading(hit.first, hit.last, "TIME", (today.value if today else "XXXX-XX-XX") + clock, today, relative=True)


@_reader
def _read_part_of_day(hit: _Hit, context: _Context) -> Readings:
    """ "that morning", "the night of 20 June"."""
    part = hit.one("day_part")
    today = context.today()
    words = set(hit.texts())
    period: Period | None
    if hit.of("month") or hit.of("month_abbreviation"):
        month = (hit.of("month") or hit.of("month_abbreviation"))[0][1]
        year, day = hit.one("year"), hit.one("day") or hit.one("nth")
        relative = year is None
        if year is None:
            year, _ = context.year_of(hit, month, day)
        period = periods.day(year, month, day) if year is not None else None
    else:
        relative = True
        period = context.day if context.narrative or words & {"that", "same"} else None
        if period is None and today:
            period = periods.covering("day", today)
        if period and (words & {"next", "following"}) and period.first:
            period = periods.covering("day", period.first + timedelta(days=1))
        if period and (words & {"previous", "last"}) and period.first:
            period = periods.covering("day", period.first - timedelta(days=1))
    yield _Reading(
        hit.first, hit.last, "TIME", f"{period.value if period else 'XXXX-XX-XX'}T{part}", period, relative=relative
    )


@_reader
def _read_holiday(hit: _Hit, context: _Context) -> Readings:
    month_day = hit.one("holiday")
    if {"eve", "day"} & set(hit.texts()) and month_day == "12-25" and "eve" in hit.texts():
        month_day = "12-24"
    if "new" in hit.texts():
        month_day = "12-31" if "eve" in hit.texts() else "01-01"
    year, relative = hit.one("year"), False
    if month_day.startswith("XX"):
        yield from _open(hit, f"{year or 'XXXX'}-{month_day}")
        return
    month, day = map(int, month_day.split("-"))
    if year is None:
        year, relative = context.year_of(hit, month, day)
    if year is None:
        yield _Reading(hit.first, hit.last, "DATE", f"XXXX-{month_day}", relative=True)
    else:
        yield from _date(hit, periods.day(year, month, day), relative)


def _amount(hit: _Hit, label: str) -> float | None:
    """The number in a labelled part ("two", "2,000", "two and a half", "a dozen"); None where it is vague."""
    span = hit.label(label)
    if span is None:
        return None if not {"a", "an"} & set(hit.texts()) else 1
    document, values = hit.document, hit.document.grammar.values
    total, seen = 0.0, False
    for i in range(*span):
        word = document.tokens[i].lower()
        if word in values["digits"] and word not in ("0",):
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
            total, seen = 2, True
        elif word in values["vague_number"]:
            return None
    return total if seen else 1 if {"a", "an"} & {document.tokens[i].lower() for i in range(*span)} else None


def _duration(amount: float | None, unit: str) -> str:
    """The TIMEX3 value of a length of time: P2Y, PT3H, PXM."""
    size = {"decade": 10, "century": 100, "fortnight": 2}.get(unit, 1)
    letter = {"decade": "Y", "century": "Y", "fortnight": "W"}.get(unit) or periods.UNIT_CODES[unit]
    number = "X" if amount is None else f"{amount * size:g}" if amount * size < 1e6 else f"{amount * size:.0f}"
    if amount is None and size == 10:
        return "PXDE"
    if amount is None and size == 100:
        return "PXCE"
    return f"P{'T' if unit in ('hour', 'minute', 'second') else ''}{number}{letter}"


# --- From shapes to times --------------------------------------------------------------------------------------------


def _read(document: _Document, anchor: date | None) -> list[_Reading]:
    hits = list(document.hits())
    context = _Context(anchor, anchor is not None and _is_narrative(hits, anchor))
    readings: list[_Reading] = []
    for i, hit in enumerate(hits):
        context.borrowed = _borrowed_year(hit, hits[i + 1]) if i + 1 < len(hits) else None
        for reading in hit.rule.read(hit, context):
            readings.append(reading)
            if reading.period:
                context.note(reading.period)
    return readings


def _borrowed_year(hit: _Hit, following: _Hit) -> int | None:
    """The year of "June 2" in "June 2 to July 3, 2024"."""
    if following.first - hit.last > 5 or hit.of("year"):
        return None
    year, month = following.one("year"), hit.one("month")
    if year is None or month is None or not following.of("month"):
        return None
    gap = "".join(hit.document.tokens[hit.last : following.first]).strip().lower()
    if gap not in ("-", "–", "—", "to", "and", "or", "through", "until", "till", ",", "to the", ", and"):
        return None
    return year - (month > following.one("month"))


def _is_narrative(hits: list[_Hit], anchor: date) -> bool:
    """Whether a text tells of times far from its publication: most of the years that it names are."""
    years = [year for hit in hits for _, year in hit.of("year")[:1] if hit.rule.read is not _read_offset]
    far = sum(abs(year - anchor.year) > 1 for year in years)
    return len(years) >= 8 and far > 0.75 * len(years)


_RANGE = re.compile(r"\s*(?:[-–—]|to|until|till|through)\s*", re.IGNORECASE)


def _join_intervals(document: _Document, readings: list[_Reading]) -> list[_Reading]:
    """Readings in which "X to Y" and "between X and Y" are one."""
    joined: list[_Reading] = []
    for reading in readings:
        if joined and (whole := _interval(document, joined[-1], reading)):
            joined[-1] = whole
        else:
            joined.append(reading)
    return joined


def _interval(document: _Document, left: _Reading, right: _Reading) -> _Reading | None:
    if not (left.period and right.period and left.type == right.type == "DATE") or left.parts:
        return None
    if right.first - left.last > 4 or left.period.unit != right.period.unit:
        return None
    first, last = left.period.first, right.period.last
    if first is None or last is None or last < first:
        return None
    gap = "".join(document.tokens[left.last : right.first])
    if not _RANGE.fullmatch(gap):
        before = "".join(document.tokens[max(0, left.first - 2) : left.first]).strip().lower()
        if gap.strip().lower() != "and" or before != "between":
            return None
    return replace(
        left, last=right.last, value=f"{left.value}/{right.value}", days=(first, last),
        relative=left.relative or right.relative, parts=(left, right),
    )  # fmt: skip
