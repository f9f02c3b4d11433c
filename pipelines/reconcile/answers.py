"""The answers to one question: which of them say the same, and which cannot both be true.

Only questions with several answers come here, a few rows each; what a question is belongs to `claims.py`.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Literal, NamedTuple

Kind = Literal["value", "date", "entity", "text"]

_COARSE_DATES = ("month", "quarter", "year")
_VAGUENESS = {"about": 1, "more_than": 2, "less_than": 2, "day": 1, "month": 2, "quarter": 3, "year": 4}
"""Exact numbers and intervals are 0. A day may be one of the days of an interval, so it is vaguer."""


_amount = itemgetter(0)


class Answer(NamedTuple):
    """One answer, as one or several sources give it. Dates are first and last day; `approx` null means exact."""

    key: str
    kind: Kind
    denied: bool
    done: bool
    sources: frozenset[str]
    value: float | None = None
    unit: str | None = None
    approx: str | None = None
    alt_value: float | None = None
    alt_unit: str | None = None
    date_start: date | None = None
    date_end: date | None = None
    date_precision: str | None = None
    entity_type: str | None = None
    country_code: str | None = None
    words: frozenset[str] = frozenset()

    @property
    def vagueness(self) -> int:
        """0 for the most exact answers of a kind; a country is vaguer than a place in it."""
        if self.kind == "entity":
            return int(self.entity_type == "country")
        return _VAGUENESS.get((self.approx if self.kind == "value" else self.date_precision) or "", 0)


class Difference(NamedTuple):
    """How a group stands to the other answers: `why`, of `tables.DIFFERENCES`, says what sets them apart.

    `spread` and `days` tell how far the contested answers of the question are apart.
    """

    contested: bool = False
    why: tuple[str, ...] = ()
    spread: float | None = None
    days: int | None = None


def group(answers: Sequence[Answer], tolerance: float, reach: Mapping[str, float]) -> list[int]:
    """The number of the group that each answer belongs to, from 0.

    An answer joins the group that it agrees with, if there is one and only one; the more exact answers go first, so
    that a month joins the day in it, and stands alone where two days are in it. The order of the answers makes no
    difference.
    """
    labels = [0] * len(answers)
    groups = 0
    seen = _Seen(max(tolerance, *reach.values()))
    for i in sorted(range(len(answers)), key=lambda i: _order(answers[i])):
        found = {labels[j] for j in seen.near(answers[i]) if agree(answers[j], answers[i], tolerance, reach)}
        if len(found) == 1:
            labels[i] = found.pop()
        else:
            labels[i] = groups
            groups += 1
        seen.add(i, answers[i])
    return labels


class _Seen:
    """The answers seen so far, so that a number is compared with numbers of its size only."""

    def __init__(self, widest: float) -> None:
        self._widest = widest
        self._others: list[int] = []
        self._amounts: dict[str | None, list[tuple[float, int]]] = {}

    def add(self, i: int, answer: Answer) -> None:
        for unit, value in _amounts(answer):
            insort(self._amounts.setdefault(unit, []), (value, i), key=_amount)
        if answer.kind != "value":
            self._others.append(i)

    def near(self, answer: Answer) -> list[int]:
        """What can say the same as the answer, and perhaps more."""
        if answer.kind != "value":
            return self._others
        found = []
        for unit, value in _amounts(answer):
            low, high = sorted((value * (1 - self._widest), value / (1 - self._widest)))
            amounts = self._amounts.get(unit, [])
            first, last = bisect_left(amounts, low, key=_amount), bisect_right(amounts, high, key=_amount)
            found += [i for _, i in amounts[first:last]]
        return found


def differences(
    answers: Sequence[Answer], labels: Sequence[int], functional: bool, tolerance: float, reach: Mapping[str, float]
) -> dict[int, Difference]:
    """What sets the groups apart that another group contradicts, or stands beside without contradicting it.

    It takes two sources to contest. Answers of a question that has several true ones contradict only what is denied,
    and what was planned does not contradict what was done. Of a contested group, `why` has the first contradictions.
    """
    groups: dict[int, list[Answer]] = {}
    for answer, label in zip(answers, labels, strict=True):
        groups.setdefault(label, []).append(answer)
    sources = {label: frozenset().union(*(m.sources for m in members)) for label, members in groups.items()}
    done = {label: any(m.done for m in members) for label, members in groups.items()}
    against: dict[int, set[str]] = {}
    beside: dict[int, set[str]] = {}
    order = sorted(groups)
    for n, one in enumerate(order):
        for other in order[n + 1 :]:
            if one in against and other in against:
                continue
            denial = groups[one][0].denied != groups[other][0].denied
            if not (functional or denial):
                continue
            why, found = _contradiction(groups[one], groups[other], tolerance, reach), beside
            if why is None:
                why = _room(groups[one][0], groups[other][0])
            elif not denial and done[one] != done[other]:
                why = "intended"
            elif len(sources[one] | sources[other]) < 2:
                why = "one_source"
            else:
                found = against
            if why is not None:
                found.setdefault(one, set()).add(why)
                found.setdefault(other, set()).add(why)
    spread, days = _apart([groups[label] for label in order if label in against and not groups[label][0].denied])
    return {
        label: Difference(True, tuple(sorted(against[label])), spread, days)
        if label in against
        else Difference(False, tuple(sorted(beside[label])))
        for label in {*against, *beside}
    }


def _contradiction(
    one: Sequence[Answer], other: Sequence[Answer], tolerance: float, reach: Mapping[str, float]
) -> str | None:
    """What it is in which two groups cannot both be right; None where they can."""
    for a in one:
        for b in other:
            if agree(a, b, tolerance, reach) is False:
                if a.denied != b.denied:
                    return "denial"
                if a.kind != "value":
                    return "dates" if a.kind == b.kind == "date" else "names"
                if {a.approx, b.approx} - {"exact", None}:
                    return "bound"
                return "numbers" if a.unit == b.unit else "second_amount"
    return None


def _room(one: Answer, other: Answer) -> str | None:
    """Why two numbers do not contradict each other."""
    if one.kind != "value" or other.kind != "value" or one.denied or other.denied:
        return None
    return "open_bound" if {unit for unit, _ in _amounts(one)} & {unit for unit, _ in _amounts(other)} else "units"


def _apart(groups: Sequence[Sequence[Answer]]) -> tuple[float | None, int | None]:
    """How far groups are apart: numbers in a unit that all give, as a share of the largest, and first days in days."""
    starts = [min(a.date_start for a in members if a.date_start) for members in groups if members[0].date_start]
    days = (max(starts) - min(starts)).days if len(starts) > 1 else None
    amounts = [dict(amount for a in reversed(members) for amount in reversed(_amounts(a))) for members in groups]
    common = set.intersection(*map(set, amounts)) if amounts else set()
    unit = min(common, key=lambda unit: (-sum(m[0].unit == unit for m in groups), unit or ""), default="")
    numbers = [given[unit] for given in amounts] if unit in common else []
    size = max(map(abs, numbers), default=0.0)
    return ((max(numbers) - min(numbers)) / size if size and len(numbers) > 1 else None), days


def agree(one: Answer, other: Answer, tolerance: float, reach: Mapping[str, float]) -> bool | None:
    """True where both say the same, False where they cannot both be true, None where neither follows.

    A denied answer contradicts the same answer, and says nothing about any other.
    """
    if one.key == other.key:
        same: bool | None = True
    elif one.kind != other.kind and {one.kind, other.kind} != {"entity", "text"}:
        same = None
    elif one.kind == "value":
        same = _values(one, other, tolerance, reach)
    elif one.kind == "date":
        same = _dates(one, other)
    else:
        same = _names(one, other)
    if one.denied or other.denied:
        return (one.denied == other.denied) if same else None
    return same


def _order(answer: Answer) -> tuple[int, int, str, float, str, bool]:
    days = (answer.date_end - answer.date_start).days if answer.date_start and answer.date_end else 0
    return answer.vagueness, days, answer.unit or "", answer.value or 0.0, answer.key, answer.denied


def _values(one: Answer, other: Answer, tolerance: float, reach: Mapping[str, float]) -> bool | None:
    """In any unit that both give; numbers without a common unit cannot be compared."""
    theirs = dict(_amounts(other))
    compared = [
        _numbers(x, one.approx, theirs[unit], other.approx, tolerance, reach)
        for unit, x in _amounts(one)
        if unit in theirs
    ]
    return True if True in compared else False if False in compared else None


def _amounts(answer: Answer) -> list[tuple[str | None, float]]:
    pairs = [(answer.unit, answer.value), (answer.alt_unit, answer.alt_value)]
    return [(unit, value) for unit, value in pairs if value is not None]


def _numbers(
    x: float, x_approx: str | None, y: float, y_approx: str | None, tolerance: float, reach: Mapping[str, float]
) -> bool | None:
    """Each number stands for a range; ranges that do not meet contradict, and numbers within reach say the same."""
    size = max(abs(x), abs(y))
    (x_low, x_high), (y_low, y_high) = _range(x, x_approx, reach), _range(y, y_approx, reach)
    if max(x_low, y_low) - min(x_high, y_high) > tolerance * size:
        return False
    within = max(tolerance, reach.get(x_approx or "", 0.0), reach.get(y_approx or "", 0.0))
    return True if abs(x - y) <= within * size else None


def _range(x: float, approx: str | None, reach: Mapping[str, float]) -> tuple[float, float]:
    if approx == "more_than":
        return x, float("inf")
    if approx == "less_than":
        return float("-inf"), x
    slack = abs(x) * reach["about"] if approx == "about" else 0.0
    return x - slack, x + slack


def _dates(one: Answer, other: Answer) -> bool:
    """Two exact dates agree when one lies in the other; where one is a month or a year, it is enough that they meet."""
    a, b, c, d = one.date_start, one.date_end, other.date_start, other.date_end
    assert a and b and c and d
    if one.date_precision in _COARSE_DATES or other.date_precision in _COARSE_DATES:
        return a <= d and c <= b
    return (a <= c and d <= b) or (c <= a and b <= d)


def _names(one: Answer, other: Answer) -> bool | None:
    """A place and its country agree, and so does a name with what it is part of ("Astana, Kazakhstan")."""
    types = {one.entity_type, other.entity_type}
    if types == {"country"} or (one.country_code and other.country_code and one.country_code != other.country_code):
        return False
    if types == {"country", "place"} and one.country_code and one.country_code == other.country_code:
        return True
    if one.words and other.words and (one.words <= other.words or other.words <= one.words):
        return True
    return False if one.kind == other.kind and len(types) == 1 else None
