"""Lists in running text: what a concept stands for, what a mechanism gives priority to.

Which words announce a list and what it then states is in `frames.yaml` under `lists`; here a trigger is tied to what it
is about, and its items are told apart.
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from pipelines.extract.arguments import Ref, party_refs, split_list, thing_refs
from pipelines.extract.attendance import AUDIENCE
from pipelines.extract.clauses import ASKING
from pipelines.extract.frames import rules
from pipelines.extract.names import NAMED_KINDS, PARTY_KINDS
from pipelines.extract.parse import Clause, Hit, Phrase, Sentence

if TYPE_CHECKING:
    from pipelines.extract.statements import Reader

_END_OF_LIST = re.compile(
    r",? (?:that|which|who|while|whereas|he|she|for the|in order|by|in the|at the|during|to strive|to promote|to make|"
    r"so as|together with)\b|\.(?:\s|$)|\"|;|, principles|"
    r", (?:priorities|issues|topics|matters) (?:for|of|on|that)\b|"
    r", as (?:the|an?)\b|"
    r", (?:guided|based|promoting|reinforcing|while|and to|according to)\b|"
    r", (?:[\w.'-]+ ){0,9}(?:said|added|says|told|noted|stressed)\b|, (?:is|are|was|were|has|have|had|will|would)\b"
)
_END_OF_PARTS = re.compile(r"\.(?:\s|$)|\"|[;,] (?:and )?(?:agreed|stressed|noted|said|expressed)\b")
_ANOTHER_VERB = re.compile(",&[BFMA]|&[FMA]|,F|,?IG|I(?:D|P)?T")
_ANOTHER_PREPOSITION = re.compile(",?IG|I(?:D|P)?T")
_TO_DO = re.compile(r"\b(?:efforts|ways|how) to $")
"""What follows a list of what is talked about or worked on: `and signed a pact`, `in May`."""
_WITH_WHOM = re.compile(r",? (?:with|at) (?=[A-Z]|his |her |their |the (?!aim|goal|help))")
_LEADING = re.compile(r"^(?:and )?(?:\(?[a-z\d]\) )?(?:(?:efforts to|ways to|how to|the) )?")
_FURTHER = re.compile(r", (?:including|such as|with|through|as well as)\b")
_CLAUSE_LIKE = re.compile(r"\b(?:is|are|was|were|will|would|has|have|had|said|says)\b")
_NOT_ITEMS = (
    "or ", "not ", "what ", "how ", "whether ", "recogni", "in collaboration", "in cooperation", "including ",
    "support of", "the theme of", "terms of", "line with", "accordance with", "to ", "through ", "among ", "those",
    "year", "coming ", "recent ", "future", "detail", "depth",
)  # fmt: skip
_NESTED = re.compile(r"([^,;]*\bof [\w-]+(?:, [\w-]+)+, and [^,;]+), ([^;]+ and [^;]+)")
"""A list in the first item of another: `the repair of road, rail, and sea links, cheaper visas and open skies`."""
_WHERE = ("country:", "place:")
_PREDICATE = re.compile(r", (?:is|are|was|were|has|have|had|will|would)$")
_EXPECTED = frozenset(("expected", "set", "scheduled", "due"))
_POSSESSIVE = frozenset(("their", "its", "our"))
_WORK = frozenset("work discussions talks deliberations agenda activities negotiations consultations".split())
_RESTING = frozenset("rest base build found ground stand have contain embody include follow".split())
_CHIEF = frozenset("priority key main following focal principal top core central".split())
_COVERING = frozenset(("cover", "encompass"))
_NEAR = 8
"""Words that may stand between a verb and the list's trigger."""
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
    cues: frozenset[str]
    """The longest word of each trigger, without one of which no sentence holds one."""
    about_party: re.Pattern[str]
    after: frozenset[str]
    """Verbs one of which must stand shortly before the trigger: the list is then about the party that acts."""
    about_event: bool
    until: re.Pattern[str] | None
    """What must close the list."""
    single: bool
    confidence: float


@cache
def _list_rules() -> tuple[ListRule, ...]:
    compiled = []
    for entry in rules().lists:
        words = _alternatives(entry["triggers"])
        party = entry["triggers"] if entry.get("after") else entry["about_party"]
        fillers = "|".join(map(re.escape, sorted(entry["fillers"], key=len, reverse=True)))
        compiled.append(
            ListRule(
                entry["predicate"],
                re.compile(
                    rf"{_opens_with(entry['triggers'])}(?:\b|(?<=\w)(?=:))({words}),?:?\s+(?:(?:{fillers}),?\s+){{0,3}}",
                    re.IGNORECASE,
                ),
                frozenset(entry["nouns"]),
                frozenset(entry["nouns"]) | _longest_words(party),
                _longest_words(entry["triggers"]),
                re.compile(_alternatives(party), re.IGNORECASE),
                frozenset(entry.get("after", ())),
                entry.get("about") == "event",
                re.compile(_alternatives(entry["until"])) if entry.get("until") else None,
                entry["single"],
                entry["confidence"],
            )
        )
    return tuple(compiled)


def _longest_words(triggers: list[str]) -> frozenset[str]:
    return frozenset(max(t.split(), key=len).rstrip(",:") or ":" for t in triggers)


def _opens_with(triggers: list[str]) -> str:
    """What sees at a glance that no trigger starts at a letter, which no search that ignores case does by itself."""
    letters = {letter for trigger in triggers for letter in (trigger[0].lower(), trigger[0].upper())}
    return f"(?-i:(?=[{re.escape(''.join(sorted(letters)))}]))"


def _alternatives(triggers: list[str]) -> str:
    """One pattern for all triggers, the longest first; `…` stands for up to four words."""
    return "|".join(
        re.escape(t).replace(r"\ …\ ", r"(?:\ [\w-]+){0,4}\ ").replace(r"\ …", r"(?:\ [\w-]+){0,4}")
        for t in sorted(triggers, key=len, reverse=True)
    )


def announces_list(s: Sentence, text: str) -> bool:
    """Whether a tagged sentence of the text holds words that announce a list, and items behind them."""
    return any(
        _items(rule, s, text, match.start(), match.end())
        for rule in _hinted(s)
        for match in rule.trigger.finditer(text, s.start, s.end)
    )


def _hinted(s: Sentence) -> list[ListRule]:
    words = {*s.lower, *(word for k in s.payload for word in s.lower[k].split())}
    return [r for r in _list_rules() if not r.hints.isdisjoint(words) and not r.cues.isdisjoint(words)]


def read_lists(reader: "Reader", s: Sentence) -> None:
    """Adds a statement for each item of each list of the sentence."""
    text = reader.article.folded
    told: list[tuple[int, int]] = []
    for rule in _hinted(s):
        for match in rule.trigger.finditer(text, s.start, s.end):
            if any(start <= match.start() < end for start, end in told):
                continue  # `will promote: (1) cooperation in mines and ports; …`
            items = _items(rule, s, text, match.start(), match.end())
            subject = _subject(reader, s, rule, match) if items else None
            if subject is None:
                continue
            told.append((items[0][0], items[-1][1]))
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


def _items(rule: ListRule, s: Sentence, text: str, opening: int, start: int) -> list[tuple[int, int]]:
    """The offsets of the items of the list at `start`, whose trigger is at `opening`; none if it is no list."""
    stop = _END_OF_LIST.search(text, start, s.end)
    end = stop.start() if stop else s.end
    if stop and stop.group() == ";":  # `discussed trade; ways to save reefs; and sport`
        whole = _END_OF_PARTS.search(text, start, s.end)
        parts = whole.start() if whole else s.end
        end = parts if text.count(";", start, parts) > 1 else end
    if rule.until is not None:
        closing = rule.until.search(text, start, s.end)
        if closing is None or closing.start() > end + 1:
            return []
        end = closing.start() - 1
    if text.startswith("of ", opening):  # `the spirit of A, B and C is …`
        end = min([end, *(s.starts[k] - 1 for k in range(len(s.tags)) if s.tags[k] in "ZFMA" and s.starts[k] > start)])
    if rule.after:  # `cooperation in A and B, and promote trade`, `discussed A and B and signed a pact`
        another = _ANOTHER_PREPOSITION if _TO_DO.search(text, opening, start) else _ANOTHER_VERB
        joined = (s.starts[m.start()] for m in another.finditer(s.tags) if s.starts[m.start()] > start)
        end = min(end, next(joined, end))
        whom = _WITH_WHOM.search(text, start, end)
        end = whom.start() if whom else end
    if stop and text.startswith(":", opening) and _PREDICATE.match(stop.group()):
        return []  # `Cooperation: the bureau, with others, is working …`
    inner = _NESTED.match(text, start, end)
    items = [inner[1], *split_list(inner[2])] if inner else split_list(text[start:end])
    if ";" in text[start:end]:
        items = [_FURTHER.split(_LEADING.sub("", item))[0] for item in items]
        items = [item if len(item.split()) <= _LONGEST_ITEM else item.partition(", ")[0] for item in items]
    lands = {h.start: h.end for h in s.payload.values() if isinstance(h, Hit) and h.entity_id.startswith(_WHERE)}
    numbers = {s.starts[k] for k in range(len(s.tags)) if s.tags[k] in "QT"}
    if (len(items) < 2 and not (rule.single and items)) or _CLAUSE_LIKE.search(text[start:end]):
        return []
    if rule.after and rule.single and _elliptic(items):
        items = [text[start:end].strip(" ,.")]  # `particular attention to legal and social questions`
    elliptic = _elliptic(items) and ";" not in text[start:end]
    if rule.after and (elliptic or any(s.tags[k] == "X" and start <= s.starts[k] < end for k in range(len(s.tags)))):
        return []
    verbal = any(
        s.tags[k] in "MA" or (s.tags[k] == "F" and s.tags[k + 1 : k + 2] not in tuple("NG"))
        for k in range(len(s.tags))
        if start <= s.starts[k] < end
    )
    if any(item[:1].isdigit() or ":" in item for item in items):
        return []  # `the deal covers 301 shops, two depots and an office`, `rests on three principles: trust, care …`
    if verbal or any(len(item.split()) > _LONGEST_ITEM or _is_no_item(item) for item in items):
        return []
    spans = []
    for item in items:
        found = text.find(item, start, end)
        if found < 0:
            return []
        start = found + len(item)
        land = lands.get(found) or lands.get(found + len("the "))
        if found in numbers or land == start or (land is not None and len(items) <= _SHARING):
            return []  # `Peru and Chile`, `Peru's stance and trade`; in a longer list one item may begin so
        spans.append((found, start))
    return spans


def _is_no_item(item: str) -> bool:
    return item.startswith(_NOT_ITEMS) and not _NOT_DOING.match(item)


_NOT_DOING = re.compile(r"not [a-z]+ing ")
"""What one is not to do is a principle: `not polluting the river`."""


def _elliptic(items: list[str]) -> bool:
    """Whether items lack the noun that they share with the last: `economic, political and social conditions`."""
    doing = [item.split()[0].endswith("ing") and " " in item for item in items]
    if doing[0] and not any(doing[1:]) and len(items) <= _SHARING:
        return True  # `exploiting research and novelties`
    return any(_ADJECTIVE.fullmatch(item) or _VERB_ALONE.fullmatch(item) for item in items[:-1]) and " " in items[-1]


_SHARING = 3
"""The most items that share a verb or a country; in a longer list that is said of the one item alone."""
_ADJECTIVE = re.compile(
    r"(?:[\w-]+ ){0,2}\w+(?:[^i]onal|ical|ural|ocial|lobal|ateral|omic|atic|ific|egic|etic|tive|tary|tarian|mental)"
)
_VERB_ALONE = re.compile(r"\w+ing")


def _subject(reader: "Reader", s: Sentence, rule: ListRule, match: re.Match[str]) -> tuple[Ref, int] | None:
    """What the list is about, with the offset where it is named: the nearest noun of the rule before the trigger, else
    the party that acts."""
    trigger, offset = match.group(1).lower(), match.start()
    if rule.about_event:
        return _where_done(reader, s, rule, match) if rule.after else _event_before(reader, s, offset)
    if rule.after:
        return _who_acts(reader, s, rule, offset + 1)
    best: Phrase | None = None
    for p in s.every:
        end = s.ends[p.last - 1] if trigger == "of" and s.words[p.last - 1][0].isupper() else p.end
        if end <= match.end(1) and p.head.rpartition(" ")[2] in rule.nouns:
            best = p if end == p.end else _without_of(reader, s, p)
    if best is not None and not (best.det in _POSSESSIVE and best.start >= offset):
        gap = reader.article.folded[best.end : offset]
        between = [k for k in range(len(s.tags)) if best.end <= s.starts[k] < offset]
        verb = any(s.tags[k] in "FZ" and s.lower[k] not in _EXPECTED for k in between)
        verb = verb or (any(s.tags[k] in "AV" for k in between) and best.kind != "event")
        stated = best.kind == "event" and trigger == ":"  # `the summit: …` tells anything
        whose = _resting(s, best) if trigger != "of" and not gap.strip(" ,") else None
        if trigger.partition(" ")[0] == best.head:  # `the Accord's principles include …`
            whose = best.possessor or best.of
        rests = _about(reader, s, whose) if whose is not None else None
        if rests is not None and whose is not None:
            return rests, whose.start
        near = len(gap) <= 60 and not verb and not stated and not (trigger == "of" and gap.strip())
        several = (
            best.plural
            and best.head != "talks"
            and best.start < offset
            and trigger not in ("such as", "namely", "cover", "covered", "covering", "encompassing", ":")
        )
        if near and not several:
            named = thing_refs(reader.article, s, best, best.kind) if best.kind in NAMED_KINDS else iter(())
            ref = next(named, None)
            if ref is None and best.name.lower() == "talks":
                return _event_before(reader, s, best.start) or (Ref(None, best.name, best.kind), best.start)
            return ref or Ref(None, best.name, best.kind), best.start
    if not rule.about_party.fullmatch(trigger):
        return None
    noun = next((p for p in reversed(s.every) if p.start <= offset < s.ends[p.last - 1]), None)
    if noun is not None and not rule.nouns:
        return _of_areas(reader, s, noun)
    clauses = (
        s.clauses if trigger.startswith("with") else s.clauses[::-1]
    )  # `…, with a focus on` is about the main clause
    made = _made_of(s, offset) if trigger.startswith("with") else None
    proposed = _about(reader, s, made) if made is not None else None
    if made is not None and proposed is not None:
        return proposed, made.start
    for c in clauses:
        if s.starts[c.main] <= match.end() and c.form == "finite" and c.subject is not None:
            ref = _about(reader, s, c.subject)
            return (ref, c.subject.start) if ref is not None else None
    return None


def _made_of(s: Sentence, offset: int) -> Phrase | None:
    """The fund of `suggested expanding the Andean Fund, with a focus on …`: the list is about it, not the speaker."""
    for c in s.clauses:
        proposed = c.form == "gerund" and c.governor is not None and s.starts[c.main] < offset
        if proposed and c.object is not None and c.object.kind == "institution":
            return c.object
    return None


def _acting(s: Sentence, rule: ListRule, until: int) -> Clause | None:
    """The verb of the rule that stands shortly before the offset, if it is the nearest one."""
    for c in reversed(s.clauses):
        if s.starts[c.main] >= until:
            continue
        between = sum(s.starts[c.main] < start < until for start in s.starts)
        if c.verb not in rule.after or between > _NEAR or c.status == "denied":
            return None
        asked = c.governor is not None and c.governor.verb in _ASKING
        return None if asked or (c.subject is not None and c.subject.name.lower() in ("we", "i", "you")) else c
    return None


_ASKING = ASKING - {"want", "wish", "hope", "need"}


def _who_acts(reader: "Reader", s: Sentence, rule: ListRule, offset: int) -> tuple[Ref, int] | None:
    """The party that is to `strengthen cooperation in A, B and C`: of the verb, else of what it is joined to."""
    c = _acting(s, rule, offset)
    who = c
    while who is not None and (who.subject is None or (who.form != "finite" and who.subject.kind in NAMED_KINDS)):
        who = who.governor
    who = who or c
    subject = who.subject if who is not None else None
    ref = _about(reader, s, subject) if subject is not None else None
    if ref is None and subject is not None and subject.head in rule.nouns:
        ref = Ref(None, subject.name, "concept")
    return (ref, subject.start) if ref is not None and subject is not None else None


def _event_before(reader: "Reader", s: Sentence, offset: int) -> tuple[Ref, int] | None:
    """The event that is named last before an offset, else the one that the article is about."""
    named = next((p for p in reversed(s.every) if p.kind == "event" and p.start < offset), None)
    ref = _about(reader, s, named) if named is not None else None
    if ref is not None and named is not None:
        return ref, named.start
    main = reader.article.main_event()
    return (Ref(main.entity_id, main.name, "event"), offset) if main is not None else None


def _where_done(reader: "Reader", s: Sentence, rule: ListRule, match: re.Match[str]) -> tuple[Ref, int] | None:
    """The event where A, B and C are talked about: the one that `discussed` them, else the one that it is all about."""
    c = _acting(s, rule, match.start() + 1)
    subject = c.subject if c is not None and c.status in ("done", "planned") and not c.passive else None
    if c is None or subject is None:
        return None
    if subject.kind in ("event", "institution"):
        ref = _about(reader, s, subject)
        return (ref, subject.start) if ref is not None else None
    at = next((p for w, p in c.preps if w in ("at", "during") and p.kind == "event"), None)
    told = _about(reader, s, at) if at is not None else None
    main = reader.article.main_event()
    several = bool(subject.items) or subject.plural or subject.kind in ("group", "pronoun", "country", "organisation")
    named_here = main is not None and main.position >= s.start
    if told is None and main is not None and c.form == "finite" and several and not named_here:
        told = Ref(main.entity_id, main.name, "event")
    return (told, min(subject.start, s.starts[c.first])) if told is not None else None


def _resting(s: Sentence, p: Phrase) -> Phrase | None:
    """The named thing that rests on, or has, principles without a name: `three principles: A, B and C`."""
    if not p.plural or p.of is not None or any(char.isupper() for char in p.name):
        return None
    for c in s.clauses:
        if (p is c.object or any(p is q for _, q in c.preps)) and c.subject is not None and c.verb in _RESTING:
            return c.subject if c.subject.kind in NAMED_KINDS else None
    return None


def _of_areas(reader: "Reader", s: Sentence, areas: Phrase) -> tuple[Ref, int] | None:
    """`the three pillars of the summit: …`, `Peru's priorities are …`, `the pact covers three areas, among them …`,
    `the pacts encompass a range of fields, including …`."""
    whose = areas.possessor or areas.of
    named = _about(reader, s, whose) if whose is not None else None
    if named is not None:
        return named, areas.start
    among = areas.first > 0 and s.lower[areas.first - 1] == "among"
    if whose is not None and (among or any(c.subject is areas for c in s.clauses)):
        return Ref(None, whose.name, "concept"), areas.start  # `the priorities of the Chilean chairmanship are …`
    covered = [
        c for c in s.clauses if c.verb in _COVERING and c.object is not None and areas in (c.object, c.object.of)
    ]
    if not covered and not any(s.tags[k] == "Q" or s.lower[k] in _CHIEF for k in range(areas.first, areas.last)):
        return None
    for c in covered or s.clauses:
        chosen = (
            bool(covered)
            or (c.object is not None and areas in (c.object, c.object.of))
            or any(areas is q and w in ("on", "around", "under", "upon", "across") for w, q in c.preps)
        )
        if chosen and c.subject is not None and c.status != "denied":
            ref = _about(reader, s, c.subject)
            return (ref, c.subject.start) if ref is not None else None
    return None


def _without_of(reader: "Reader", s: Sentence, p: Phrase) -> Phrase:
    """The `Lagoon Spirit` of `the Lagoon Spirit of trust and equality`."""
    first = p.first + (s.tags[p.first] == "D")
    end = s.ends[p.last - 1]
    return replace(p, name=reader.article.text[s.starts[first] : end], end=end, after=p.last, of=None)


def _about(reader: "Reader", s: Sentence, p: Phrase) -> Ref | None:
    """What a list is about that the phrase is said to have: a party, something named, or whose work or talks it is."""
    if p.head in _WORK:
        whose = p.possessor or p.of
        if whose is not None:
            return _about(reader, s, whose)
        main = reader.article.main_event() if p.det == "the" else None
        return Ref(main.entity_id, main.name, "event") if main is not None else None
    if p.kind in NAMED_KINDS and p.kind != "institution":
        return next(thing_refs(reader.article, s, p, p.kind), None)
    if p.kind == "institution" and reader.bodies(p) and reader.article.body is not None:
        entity = reader.article.entities[reader.article.body[0]]
        return Ref(entity.entity_id, entity.name, entity.type)
    if p.kind == "institution" and (named := next(thing_refs(reader.article, s, p, p.kind), None)) is not None:
        return named
    if p.kind not in PARTY_KINDS | {"pronoun", "institution"} and p.head not in AUDIENCE:
        return None
    refs = list(party_refs(reader.article, s, p))
    if len(refs) == 1:
        return refs[0]
    words = " ".join(reader.article.text[p.start : p.end].split())
    return Ref(None, words, "group") if words and p.kind != "pronoun" else None
