"""Lists in running text: what a concept stands for, what a mechanism gives priority to.

Which words announce a list and what it then states is in `frames.yaml` under `lists`; here a trigger is tied to what it
is about, and its items are told apart.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pipelines.extract.arguments import Ref, party_refs, split_list, thing_refs
from pipelines.extract.frames import rules
from pipelines.extract.names import NAMED_KINDS, PARTY_KINDS
from pipelines.extract.parse import Hit, Phrase, Sentence

if TYPE_CHECKING:
    from pipelines.extract.statements import Reader

_END_OF_LIST = re.compile(
    r",? (?:that|which|who|while|whereas|he|she|for the|in order|by|in the|at the|during|to strive|to promote|to make|"
    r"so as|together with|as well as)\b|\.(?:\s|$)|\"|;|, principles|"
    r", (?:guided|based|promoting|reinforcing|while|and to)\b|"
    r", (?:\w+ )?(?:said|added)\b|, (?:is|are|was|were|has|have|had|will|would)\b"
)
_CLAUSE_LIKE = re.compile(r"\b(?:is|are|was|were|will|would|has|have|had|said|says)\b")
_NOT_ITEMS = ("or ", "not ", "what ", "how ", "whether ", "recogni")
_EXPECTED = frozenset(("expected", "set", "scheduled", "due"))
_POSSESSIVE = frozenset(("their", "its", "our"))
_LONGEST_ITEM = 14
"""Words; longer ones are clauses, not items."""


@dataclass(frozen=True, slots=True)
class ListRule:
    """One kind of list: what announces it, what it may be about, and what it states."""

    predicate: str
    trigger: re.Pattern[str]
    nouns: frozenset[str]
    hints: frozenset[str]
    """Words without one of which no sentence holds such a list: the nouns, and the longest of each party trigger."""
    about_party: re.Pattern[str]
    single: bool
    confidence: float


@cache
def _list_rules() -> tuple[ListRule, ...]:
    compiled = []
    for entry in rules().lists:
        words = _alternatives(entry["triggers"])
        fillers = "|".join(map(re.escape, sorted(entry["fillers"], key=len, reverse=True)))
        compiled.append(
            ListRule(
                entry["predicate"],
                re.compile(rf"(?:\b|(?<=\w)(?=:))({words}),?:?\s+(?:(?:{fillers}),?\s+){{0,3}}", re.IGNORECASE),
                frozenset(entry["nouns"]),
                frozenset(entry["nouns"]) | {max(t.split(), key=len) for t in entry["about_party"]},
                re.compile(_alternatives(entry["about_party"]), re.IGNORECASE),
                entry["single"],
                entry["confidence"],
            )
        )
    return tuple(compiled)


def _alternatives(triggers: list[str]) -> str:
    """One pattern for all triggers, the longest first; `…` stands for up to three words."""
    return "|".join(
        re.escape(t).replace(r"\ …\ ", r"(?:\ \w+){0,3}\ ") for t in sorted(triggers, key=len, reverse=True)
    )


def read_lists(reader: "Reader", s: Sentence) -> None:
    """Adds a statement for each item of each list of the sentence."""
    text = reader.article.folded
    words = {*s.lower, *(s.lower[k].rpartition(" ")[2] for k in s.payload)}
    for rule in _list_rules():
        if rule.hints.isdisjoint(words):
            continue
        for match in rule.trigger.finditer(text, s.start, s.end):
            items = _items(rule, s, text, match.end())
            subject = _subject(reader, s, rule, match) if items else None
            if subject is None:
                continue
            ref, begin = subject
            for start, end in items:
                reader.add(
                    rule.predicate,
                    ref,
                    "list",
                    rule.confidence,
                    (min(begin, match.start()), end),
                    object=reader.article.text[start:end],
                    status="done",
                )


def _items(rule: ListRule, s: Sentence, text: str, start: int) -> list[tuple[int, int]]:
    stop = _END_OF_LIST.search(text, start, s.end)
    end = stop.start() if stop else s.end
    items = split_list(text[start:end])
    named = any(
        isinstance(h, Hit) and h.entity_id.startswith("country:") and start <= h.start < end for h in s.payload.values()
    )
    if (len(items) < 2 and not (rule.single and items)) or named or _CLAUSE_LIKE.search(text[start:end]):
        return []
    verbal = any(s.tags[k] in "FMA" and start <= s.starts[k] < end for k in range(len(s.tags)))
    if verbal or any(len(item.split()) > _LONGEST_ITEM or item.startswith(_NOT_ITEMS) for item in items):
        return []
    spans = []
    for item in items:
        found = text.find(item, start, end)
        if found < 0:
            return []
        start = found + len(item)
        spans.append((found, start))
    return spans


def _subject(reader: "Reader", s: Sentence, rule: ListRule, match: re.Match[str]) -> tuple[Ref, int] | None:
    """What the list is about, with the offset where it is named: the nearest noun of the rule before the trigger, else
    the party that acts."""
    trigger, offset = match.group(1).lower(), match.start()
    best: Phrase | None = None
    for p in s.every:
        if p.end <= match.end(1) and p.head.rpartition(" ")[2] in rule.nouns:
            best = p
    if best is not None and not (best.det in _POSSESSIVE and best.start >= offset):
        gap = reader.article.folded[best.end : offset]
        between = [k for k in range(len(s.tags)) if best.end <= s.starts[k] < offset]
        verb = any(s.tags[k] in "FZ" and s.lower[k] not in _EXPECTED for k in between)
        verb = verb or (any(s.tags[k] in "AV" for k in between) and best.kind != "event")
        stated = best.kind == "event" and trigger == ":"  # `the summit: …` tells anything
        near = len(gap) <= 60 and not verb and not stated and not (trigger == "of" and gap.strip())
        if near and not (best.plural and trigger not in ("such as", "namely", ":")):
            named = thing_refs(reader.article, s, best, best.kind) if best.kind in NAMED_KINDS else iter(())
            ref = next(named, None)
            return ref or Ref(None, best.name, best.kind), best.start
    if not rule.about_party.fullmatch(trigger):
        return None
    clauses = (
        s.clauses if trigger.startswith("with") else s.clauses[::-1]
    )  # `…, with a focus on` is about the main clause
    for c in clauses:
        if s.starts[c.main] <= match.end() and c.form == "finite" and c.subject is not None:
            subject = c.subject
            if subject.kind not in PARTY_KINDS | {"pronoun", "institution"}:
                return None
            refs = list(party_refs(reader.article, s, subject))
            if len(refs) == 1:
                return refs[0], subject.start
            words = " ".join(reader.article.text[subject.start : subject.end].split())
            return (Ref(None, words, "group"), subject.start) if words and subject.kind != "pronoun" else None
    return None
