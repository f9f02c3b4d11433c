"""When a fact says what a gold fact says, and what that makes of each: found, missed, or said without ground.

Names and texts agree where their words do for the most part, numbers within a thousandth and in one unit, dates as
days, months, years or intervals. A collective is also met by a fact about each of its members.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.score.gold import GoldFact

_STOP = frozenset("the a an of and to in on for s mr mrs ms".split())
_WORDS = re.compile(r"[a-z0-9]+")
_NAMES_AGREE = 0.6
_SPEECH_AGREES = 0.7
_TOLERANCE = 1e-3


@dataclass(frozen=True)
class Said:
    """A fact as it is compared: all the names of its subject, object and speaker, its numbers and dates."""

    fact_id: str
    doc: str
    predicate: str
    subjects: Sequence[str]
    objects: Sequence[str]
    speakers: Sequence[str]
    amounts: Sequence[tuple[float, str]]
    dates: frozenset[str]
    evidence: str


@dataclass
class Outcome:
    """How many gold facts were found and missed, and how many facts agree with none, by predicate."""

    hits: Counter[str] = field(default_factory=Counter)
    misses: Counter[str] = field(default_factory=Counter)
    spurious: Counter[str] = field(default_factory=Counter)


def compare(gold: Iterable[GoldFact], said: Iterable[Said]) -> Outcome:
    """Give each gold fact its fact, required ones first; optional ones count neither for nor against.

    A second fact that says the same is no error.
    """
    asked: Mapping[tuple[str, str], list[GoldFact]] = defaultdict(list)
    pools: Mapping[tuple[str, str], list[Said]] = defaultdict(list)
    for row in gold:
        asked[row.doc, row.predicate].append(row)
    for fact in said:
        pools[fact.doc, fact.predicate].append(fact)
    outcome = Outcome()
    for key in sorted(asked.keys() | pools.keys()):
        _compare(asked[key], pools[key], key[1], outcome)
    return outcome


def _compare(gold: Sequence[GoldFact], pool: Sequence[Said], predicate: str, outcome: Outcome) -> None:
    used = set[str]()
    for row in sorted(gold, key=lambda row: row.optional):
        agreeing = [fact for fact in pool if _agrees(row, fact, row.object)]
        free = next((fact for fact in agreeing if fact.fact_id not in used), None)
        members = [_meets(row, member, pool) for member in row.qualifiers.members]
        if free:
            used.add(free.fact_id)
            found = True
        elif members:
            used |= {fact.fact_id for fact in members if fact}
            found = all(members)
        else:
            found = bool(agreeing) and row.value is not None
        if not row.optional:
            (outcome.hits if found else outcome.misses)[predicate] += 1
    for fact in pool:
        grounded = fact.fact_id in used or any(
            _agrees(row, fact, names) for row in gold for names in (row.object, *_each(row.qualifiers.members))
        )
        outcome.spurious[predicate] += not grounded


def _meets(row: GoldFact, member: str, pool: Sequence[Said]) -> Said | None:
    return next((fact for fact in pool if _agrees(row, fact, (member,))), None)


def _each(names: Iterable[str]) -> Iterable[tuple[str]]:
    return ((name,) for name in names)


def _agrees(row: GoldFact, fact: Said, objects: Sequence[str] | None) -> bool:
    speech = row.predicate == "said"
    if _likest(row.subject, [*fact.subjects, *(fact.speakers if speech else ())]) < _NAMES_AGREE:
        return False
    if row.value is not None:
        return any(
            abs(value - row.value) <= abs(row.value) * _TOLERANCE and _same_unit(row.unit, unit)
            for value, unit in fact.amounts
        )
    if row.date is not None:
        return row.date in fact.dates
    least = _SPEECH_AGREES if speech else _NAMES_AGREE
    return _likest(objects or ("",), fact.objects or (fact.evidence,)) >= least


def _same_unit(gold: str | None, unit: str) -> bool:
    head = (gold or "").lower().split(" ")[-1].rstrip("s")
    return unit.lower().rstrip("s").endswith(head)


def _likest(gold: Iterable[str], names: Sequence[str]) -> float:
    return max((_word_f1(one, other) for one in gold for other in names), default=0.0)


def _word_f1(one: str, other: str) -> float:
    a, b = _words(one), _words(other)
    if not a or not b:
        return float(a == b)
    return 2 * (a & b).total() / (a.total() + b.total())


def _words(text: str) -> Counter[str]:
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return Counter(word for word in _WORDS.findall(folded) if word not in _STOP)
