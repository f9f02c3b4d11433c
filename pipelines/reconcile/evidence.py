"""Whether two names that no key brings together are one thing: what speaks for it, and what contradicts it.

The evidence on a pair is added up with the weights of `reconcile.yaml`, in bits, as in the model of Fellegi and Sunter:
a pair that reaches `merge` is one thing, one that reaches `review` is left to a curator. Contradictions and the
judgements of curators cannot be outweighed. How things are drawn from the tables belongs to `profiles.py`.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from hashlib import blake2b
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from pipelines.reconcile.judgements import Judgement
from pipelines.reconcile.keys import common, editions
from pipelines.reconcile.rules import load_rules

_BLOCK = 40
"""What more things than these share says nothing, and leads to no comparison."""

_WIDE = 12
"""A thing of articles on more events than these is tied to none of them."""

_ALIKE = 0.8
"""Share of letters from which on two names of people with one title are left to a curator."""

Words = frozenset[str]


@dataclass(frozen=True, eq=False, slots=True)
class Thing:
    """What is known of an entity, or of a name of common words ("the treaty") in the one article `doc_id`.

    A subject that is no entity has no `type`, and a key as its `entity_id`.
    """

    entity_id: str
    name: str
    type: str | None
    kind: str
    doc_id: str | None = None
    registry: bool = False
    marks: str = ""
    keys: Words = frozenset()
    """Keys of its names, other names included."""
    names: frozenset[Words] = frozenset()
    """Telling words of each name; but for events, which are many of a kind, without parties and common words."""
    sides: Words = frozenset()
    """Words of parties and regions in the names."""
    code: str | None = None
    parties: Words = frozenset()
    dates: frozenset[tuple[date, date, bool]] = frozenset()
    """First day, last day, and whether they are exact (a day or an interval, not a month or a year)."""
    places: Words = frozenset()
    place_words: frozenset[Words] = frozenset()
    events: Words = frozenset()
    """Events at which it came about."""
    context: Words = frozenset()
    """Events that its articles name."""
    docs: Words = frozenset()
    titles: Words = frozenset()
    answers: frozenset[tuple[str, Words]] = frozenset()
    """Predicates and telling words of what is said of it in words."""

    @property
    def key(self) -> tuple[str, str]:
        return self.entity_id, self.doc_id or ""


class Decision(NamedTuple):
    """A name that is (`merged`), may be (`review`) or must not be (`apart`) another thing, and why.

    With a `doc_id` it holds in that article only.
    """

    entity_id: str
    doc_id: str | None
    into: str
    decision: str
    score: float | None
    reason: str


class Weighed(NamedTuple):
    """The evidence on a pair: its sum in bits, each piece in words, what contradicts that they are one, and what leaves
    it open, however much speaks for it."""

    score: float
    said: list[str]
    against: list[str]
    doubt: str | None = None


def weigh(one: Thing, other: Thing) -> Weighed:
    """The evidence on two things, in any order; in words where it is enough for a review."""
    said = [*_said(one, other)]
    rules = load_rules().evidence
    score = sum(rules.weights[what][0] for what in said)
    if score < rules.review:
        return Weighed(score, [], [])
    told = [f"{rules.weights[what][1]} ({rules.weights[what][0]:+g})" for what in said]
    doubt = "only one has an ordinal or a year" if _may_be_edition(one, other) else None
    return Weighed(score, told, [*_against(one, other)], doubt)


def decide(things: Sequence[Thing], judgements: Sequence[Judgement], rank: Mapping[str, Any]) -> list[Decision]:
    """What is one and what may be, sorted; the order of the things makes no difference.

    Of entities that are one, the first by `rank` stays. Pairs with most evidence go first, and a pair is joined only
    where nothing speaks against any two of all that it would bring together. A name of common words goes where one
    thing alone fits.
    """
    rules = load_rules().evidence
    ordered = sorted(things, key=lambda thing: thing.key)
    judged = _judged(ordered, judgements)
    clusters = _Clusters([thing for thing in ordered if thing.doc_id is None], rank)
    decisions = []
    for (one, other), judgement in judged.items():
        if judgement.same:
            clusters.join(one, other, None, judgement.reason)
        else:
            decisions.append(Decision(one.entity_id, None, other.entity_id, "apart", None, judgement.reason))

    likely = []
    for pair in _pairs(ordered):
        if pair not in judged and not _ruled_out(*pair):
            weighed = weigh(*pair)
            if weighed.score >= rules.review and not weighed.against:
                likely.append((pair, weighed))
    likely.sort(key=lambda item: (-item[1].score, item[0][0].key, item[0][1].key))
    unsure: list[tuple[Thing, Thing, float, str]] = []
    loose: dict[Thing, dict[str, Weighed]] = defaultdict(dict)
    for (one, other), weighed in likely:
        if one.doc_id or other.doc_id:
            continue
        reason = "; ".join(weighed.said)
        clash = clusters.clash(one, other, judged)
        if weighed.score >= rules.merge and clash is None:
            clusters.join(one, other, weighed.score, reason)
        else:
            unsure.append((one, other, weighed.score, reason if clash is None else f"{reason}; but {clash}"))
    for (one, other), weighed in likely:
        if bool(one.doc_id) != bool(other.doc_id):
            bare, thing = (one, other) if one.doc_id else (other, one)
            loose[bare].setdefault(clusters.first(thing).entity_id, weighed)

    decisions += clusters.merged()
    for one, other, score, reason in unsure:
        first, second = clusters.first(one), clusters.first(other)
        if first != second:
            decisions.append(Decision(second.entity_id, None, first.entity_id, "review", score, reason))
    for bare, fitting in loose.items():
        sure = [into for into, weighed in fitting.items() if weighed.score >= rules.merge and not weighed.doubt]
        for into, weighed in fitting.items():
            score, reason = weighed.score, "; ".join(weighed.said)
            if sure == [into]:
                decisions.append(Decision(bare.entity_id, bare.doc_id, into, "merged", score, reason))
            elif not sure or into in sure:
                but = f"; but {weighed.doubt or f'{len(sure)} things fit'}" if sure or weighed.doubt else ""
                decisions.append(Decision(bare.entity_id, bare.doc_id, into, "review", score, reason + but))
    best: dict[tuple[str, str, str, str], Decision] = {}
    for made in decisions:
        best.setdefault((made.entity_id, made.doc_id or "", made.into, made.decision), made)
    return [best[key] for key in sorted(best)]


Judged = dict[tuple[Thing, Thing], Judgement]


class _Clusters:
    """Which things are one so far, and by what."""

    def __init__(self, things: Sequence[Thing], rank: Mapping[str, Any]) -> None:
        self._members = {thing: [thing] for thing in things}
        self._root = {thing: thing for thing in things}
        self._rank = rank
        self._links: dict[Thing, tuple[float | None, str]] = {}

    def first(self, thing: Thing) -> Thing:
        """The one whose id and name stay."""
        return min(self._members[self._root[thing]], key=lambda member: (self._rank[member.entity_id], member.key))

    def clash(self, one: Thing, other: Thing, judged: Judged) -> str | None:
        """What speaks against joining all that is one with either, if anything does."""
        for a in self._members[self._root[one]]:
            for b in self._members[self._root[other]]:
                judgement = judged.get((a, b) if a.key < b.key else (b, a))
                if judgement is not None and not judgement.same:
                    return judgement.reason
                if a != b and (against := next(_against(a, b), None)):
                    return f"of {a.name!r} and {b.name!r}, {against}"
        return None

    def join(self, one: Thing, other: Thing, score: float | None, reason: str) -> None:
        if self._root[one] == self._root[other]:
            return
        first, second = self.first(one), self.first(other)
        if (self._rank[second.entity_id], second.key) < (self._rank[first.entity_id], first.key):
            one, other, second = other, one, first
        self._links[second] = score, f"{reason}: {one.name!r} and {other.name!r}"
        root, gone = self._root[one], self._root[other]
        for member in self._members.pop(gone):
            self._root[member] = root
            self._members[root].append(member)

    def merged(self) -> Iterator[Decision]:
        for thing, (score, reason) in self._links.items():
            yield Decision(thing.entity_id, None, self.first(thing).entity_id, "merged", score, reason)


def _judged(things: Sequence[Thing], judgements: Sequence[Judgement]) -> Judged:
    """The judgement on each pair that there is one on; things are sorted."""
    by_key: dict[tuple[str | None, str], list[Thing]] = {(j.type, key): [] for j in judgements for key in j.keys}
    for thing in things:
        if thing.doc_id is None:
            for key in thing.keys:
                if (named := by_key.get((thing.type, key))) is not None:
                    named.append(thing)
    found: Judged = {}
    for judgement in judgements:
        named = [thing for key in judgement.keys for thing in by_key[judgement.type, key]]
        for one, other in combinations(sorted({*named}, key=lambda thing: thing.key), 2):
            found[one, other] = judgement
    return found


def _pairs(things: Sequence[Thing]) -> Iterator[tuple[Thing, Thing]]:
    """The pairs that share a block, each once; of two names of common words at most one is in it.

    Things are sorted. Of a block no more is held than a hash and the numbers of its things.
    """
    numbers, blocks = array("I"), array("Q")
    for number, thing in enumerate(things):
        for block in {*_blocks(thing)}:
            numbers.append(number)
            blocks.append(int.from_bytes(blake2b(repr(block).encode(), digest_size=8).digest()))
    bare = pl.Series([thing.doc_id is not None for thing in things], dtype=pl.Boolean)
    one = pl.Series(np.array(numbers))
    rows = pl.DataFrame({"block": np.array(blocks), "one": one, "bare": bare.gather(one)})
    whole = rows.filter(~pl.col("bare")).filter(pl.len().over("block") <= _BLOCK).drop("bare")
    pairs = (
        whole.join(rows.rename({"one": "other"}), on="block")
        .filter((pl.col("one") < pl.col("other")) | pl.col("bare"))
        .select(pl.min_horizontal("one", "other"), other=pl.max_horizontal("one", "other"))
        .unique()
    )
    return ((things[one], things[other]) for one, other in pairs.iter_rows())


def _blocks(thing: Thing) -> Iterator[tuple[object, ...]]:
    if thing.type == "person":
        for key in filter(_is_full, thing.keys):
            yield "letters", key.replace(" ", "")
            yield "order", " ".join(sorted(key.split()))
        for title in thing.titles if any(map(_is_full, thing.keys)) else ():
            yield "title", title, thing.code
        return
    context = sorted(thing.context) if len(thing.context) <= _WIDE else []
    for predicate in {predicate for predicate, _ in thing.answers}:
        for event in context:
            yield "answers", predicate, event
    if thing.type is None:
        return
    kind = thing.type, thing.kind
    for words in thing.names:
        for word in words:
            yield *kind, "word", word
    if len(thing.parties) > 1:
        yield *kind, "parties", tuple(sorted(thing.parties))
    if thing.type == "event":
        for doc in thing.docs if thing.doc_id or thing.marks or thing.places else ():
            yield "article", doc
    elif not any(thing.names) or thing.doc_id:
        for event in context:
            yield *kind, "context", event


def _said(one: Thing, other: Thing) -> Iterator[str]:
    """What is known of both that bears on whether they are one, as names of weights."""
    if one.type == other.type == "person":
        yield _letters(one, other)
        if one.titles & other.titles:
            yield "title"
        return
    if named := _named(one, other):
        yield named
    if one.type == other.type == "event":
        if _after_place(one, other) or _after_place(other, one):
            yield "named_after_place"
        elif _same_edition(one, other):
            yield "same_edition"
    if one.parties and other.parties:
        if one.parties == other.parties:
            yield ("party", "two_parties", "parties")[min(len(one.parties), 3) - 1]
        elif not one.parties & other.parties:
            yield "other_party"
    if any(a[2] and b[2] and a[0] <= b[1] and b[0] <= a[1] for a in one.dates for b in other.dates):
        yield "date"
    if one.events & other.events:
        yield "event"
    elif one.places & other.places:
        yield "place"
    if one.context & other.context and max(len(one.context), len(other.context)) <= _WIDE:
        yield "context"
    if (shared := _shared_answers(one, other)) > 1:
        yield "many_answers" if shared > 4 else "answers" if shared > 2 else "two_answers"
        if one.kind != other.kind:
            yield "other_kind"


def _ruled_out(one: Thing, other: Thing) -> bool:
    """Whether a glance tells what `_against` would: most pairs of a block are two of a series."""
    if one.type == "person" or one.doc_id or other.doc_id:
        return False
    return (one.type == other.type == "event" and one.marks != other.marks) or not one.docs.isdisjoint(other.docs)


def _against(one: Thing, other: Thing) -> Iterator[str]:
    """What cannot be outweighed."""
    if one.registry and other.registry:
        yield "both are in the registry"
    if one.type == other.type == "event" and not (
        _after_place(one, other) or _after_place(other, one) or _may_be_edition(one, other)
    ):
        if one.marks != other.marks:
            yield "their ordinals or years differ"
        if not any(a <= b or b <= a for a in one.names for b in other.names) and not _same_edition(one, other):
            yield "either name has words that the other lacks"
    if one.code and other.code and one.code != other.code:
        yield "they belong to two countries"
    if one.sides and other.sides and not (one.sides <= other.sides or other.sides <= one.sides):
        yield "their names hold different parties"
    if one.type != "person" and not (one.doc_id or other.doc_id) and one.docs & other.docs:
        yield "one article names both"
    parties, others = one.parties, other.parties
    if min(len(parties), len(others)) > 1 and not (parties <= others or others <= parties):
        yield "their parties differ"
    if one.dates and other.dates and not any(a[0] <= b[1] and b[0] <= a[1] for a in one.dates for b in other.dates):
        yield "their dates differ"


def _letters(one: Thing, other: Thing) -> str:
    """How alike the names of two people are, letter by letter."""
    pairs = [(a, b) for a in one.keys for b in other.keys if _is_full(a) and _is_full(b)]
    if any(a.replace(" ", "") == b.replace(" ", "") for a, b in pairs):
        return "letters"
    if any(sorted(a.split()) == sorted(b.split()) for a, b in pairs):
        return "name_order"
    return "spelling" if any(_alike(a, b) for a, b in pairs) else "other_spelling"


def _alike(one: str, other: str) -> bool:
    """Whether two names share most letters in their order; most pairs are told by bounds that are quickly had."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return all(share() >= _ALIKE for share in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio))


def _is_full(name: str) -> bool:
    """Whether a person's name is of several words: a surname alone says who it is in its article only."""
    return " " in name


def _named(one: Thing, other: Thing) -> str | None:
    """How alike the two most alike names are; None where one has no telling words, or they neither agree nor differ."""
    pairs = [(a, b) for a in one.names for b in other.names if a and b]
    same = [a for a, b in pairs if a == b]
    if same:
        return "words" if max(map(len, same)) > 1 else "word"
    if any((a < b or b < a) and len(a & b) > 1 for a, b in pairs):
        return "more_words"
    if any(2 * len(a & b) >= min(len(a), len(b)) for a, b in pairs):
        return "some_words"
    return "other_words" if pairs and not any(a & b for a, b in pairs) else None


def _after_place(short: Thing, long: Thing) -> bool:
    """Whether a name such as "the Suva summit" says no more than the place of an event of its article."""
    return (
        short.doc_id is not None
        and short.kind == long.kind
        and bool(short.docs & long.docs)
        and any(own <= place for words in short.names if (own := words - common()) for place in long.place_words)
    )


def _same_edition(one: Thing, other: Thing) -> bool:
    """Whether one is a name such as "the second edition", and the other a second edition that its article names."""
    bare, thing = (one, other) if one.doc_id else (other, one)
    return (
        bool(one.marks)
        and one.marks == other.marks
        and bare.doc_id is not None
        and bool(bare.docs & thing.docs)
        and any(words - editions() <= name for words in bare.names for name in thing.names)
    )


def _may_be_edition(one: Thing, other: Thing) -> bool:
    """Whether one is a name such as "the next summit", and the other an edition that its article names.

    The name of a series is none of its editions, unless its article gives it a day.
    """
    bare, thing = (one, other) if one.doc_id else (other, one)
    return (
        one.type == other.type == "event"
        and bare.doc_id is not None
        and not bare.marks
        and bool(thing.marks)
        and bool(bare.docs & thing.docs)
        and any(words - common() <= name for words in bare.names for name in thing.names)
        and (bare.names.isdisjoint(thing.names) or any(exact for _, _, exact in bare.dates))
    )


def _shared_answers(one: Thing, other: Thing) -> int:
    """How many answers of either say the same as one of the other."""
    return min(
        sum(any(_contain(a, b) for b in those.answers) for a in these.answers)
        for these, those in ((one, other), (other, one))
    )


def _contain(one: tuple[str, Words], other: tuple[str, Words]) -> bool:
    """Whether two answers to one predicate say the same, one perhaps with more words."""
    return one[0] == other[0] and bool(one[1]) and bool(other[1]) and (one[1] <= other[1] or other[1] <= one[1])
