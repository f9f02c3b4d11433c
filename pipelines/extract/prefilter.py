"""What to read in which sentence, told from words and word classes before phrases and clauses are looked for.

A reader has triggers: sets of words, one of each of which a sentence must hold before it can state anything that the
reader knows. Most sentences trigger none; they are parsed only where they name people or things, or where a sentence
that is read speaks of them. Words come from `frames.yaml` and `lexicon.yaml`, so that a new word needs no change here;
a new reader needs its triggers in `_Triggers`. Tests read the examples of every rule with and without this module.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, reduce
from operator import or_
from typing import Any

import polars as pl

from pipelines.extract.attendance import AUDIENCE
from pipelines.extract.frames import Rules, rules
from pipelines.extract.lexicon import ORDINALS, Lexicon, lexicon, plural
from pipelines.extract.lists import announces_list
from pipelines.extract.parse import Hit, Sentence
from pipelines.extract.participation import TURNOUT
from pipelines.extract.positions import may_hold_office
from pipelines.extract.speech import may_speak
from pipelines.extract.statements import BODIES, PLANS
from pipelines.extract.times import Time
from pipelines.registry import load_registry

Readers = frozenset[str]
"""Names of the readers that a sentence is for, or `NAMES_ALONE`."""
READERS: Readers = frozenset(
    "speech positions events frames measures sums lists pledges constructions attendance participation members "
    "signatories".split()
)
NAMES_ALONE: Readers = frozenset(("names",))
"""Phrases teach who somebody is, and nobody asks for the clauses."""

_MARKED = range(21)
QUANTITY, PERCENT, MONEY, TIME, FREQUENCY, COUNTRY, PERSON, BODY, EVENT, THING, PROJECT, ACRONYM, QUOTE, COLON, \
    RELATIVE, LISTED, ENUMERATED, NAMES, PLACE, PLACES, DIMENSION = (1 << n for n in _MARKED)  # fmt: skip
"""What a sentence can hold beside words: literals, registry names by type, marks, a country behind a mark or a comma,
two capitalised words in a row, several places."""
_OF_TYPE = {
    "country": COUNTRY | PLACE, "place": PLACE, "person": PERSON, "organisation": BODY, "group": BODY, "event": EVENT,
    "agreement": THING, "institution": THING | BODY, "concept": THING, "project": PROJECT,
}  # fmt: skip
_OF_KIND = {"percent": PERCENT, "money": MONEY, "dimension": DIMENSION}
_MARKS = {'"': QUOTE, ":": COLON, "W": RELATIVE, "h": RELATIVE, "PP": NAMES}
_BEHIND_MARK = re.compile("([(:,-])[IG]?[^,:;.()-]{0,3}$")
_THREE_CAPITALS = re.compile("[A-Z]{3}")
_VERBAL = re.compile("[AVBFEGZ]")


class _Triggers:
    """The triggers of each reader, and the bits of the words in them.

    A trigger is a tuple of masks; a sentence that meets at least one bit of each mask triggers the reader.
    """

    def __init__(self, known: Lexicon, ours: Rules) -> None:
        self.words: dict[str, int] = {}
        """Bits of words in whatever class."""
        self.verbs: dict[str, int] = {}
        """Bits of verb forms, where they are verbs."""
        self._lemmas: dict[str, list[str]] = {}
        for form, (lemma, _) in known.verbs.items():
            self._lemmas.setdefault(lemma, []).append(form)
        self._lemmas["be"] = [word for word, tag in known.tags.items() if tag == "A"]
        self._bits: dict[tuple[bool, frozenset[str]], int] = {}
        self.heads = {kind: self._heads(known, kind) for kind in {k for kinds in known.heads.values() for k in kinds}}
        self.body = self.heads["organisation"] | self.heads["group"] | self.heads["institution"] | BODY | ACRONYM
        self.body |= self.any_of(known.portfolios)
        self.title = self.any_of(t for t in known.title_heads | known.honorifics | known.titles if " " not in t)
        self.thing = self.heads["agreement"] | self.heads["institution"] | self.heads["concept"] | THING
        self.event = self.heads["event"] | self.any_of(["editions"]) | EVENT
        self.another = self.any_of([*ours.constructions["events"]["another"], *ORDINALS[1:12]])
        self.one = self.any_of(["a", "an", "one"])
        self.it = self.any_of(["it"])
        self.its = self.any_of(["its"])
        triggers = {
            "speech": self._speech(ours),
            "positions": self._positions(ours),
            "events": self._events(ours),
            "frames": self._frames(ours),
            "measures": self._measures(ours),
            "sums": self._sums(ours),
            "lists": self._lists(ours),
            "pledges": self._pledges(ours),
            "constructions": self._constructions(ours),
            "attendance": self._attendance(ours),
            "participation": self._participation(ours),
            "members": self._members(ours),
            "signatories": self._signatories(ours),
        }
        self.anchored: dict[int, list[tuple[str, tuple[int, ...]]]] = {}
        """Reader and other masks of the triggers whose first mask has a bit, by bit."""
        for reader, masks in ((reader, masks) for reader, found in triggers.items() for masks in sorted(set(found))):
            for bit in _bits(masks[0]):
                self.anchored.setdefault(bit, []).append((reader, masks[1:]))
        self.anchors = reduce(or_, self.anchored)
        self.he = self.any_of(["he", "she", "him", "her"])
        self.they = self.any_of(["they"])
        self.named_bodies = self.any_of(BODIES)
        self.member = self.any_of(["member", "members"]) | self.verb("join enter")

    # bits -------------------------------------------------------------------------------------------------------

    def any_of(self, words: Iterable[str]) -> int:
        """A bit that any of the words meets."""
        return self._bit(self.words, frozenset(words))

    def verb(self, lemmas: str | Iterable[str]) -> int:
        """A bit that any form of the verbs meets."""
        lemmas = lemmas.split() if isinstance(lemmas, str) else lemmas
        return self._bit(self.verbs, frozenset(form for lemma in lemmas for form in self._lemmas.get(lemma, ())))

    def _bit(self, of: dict[str, int], words: frozenset[str]) -> int:
        bit = self._bits.setdefault((of is self.verbs, words), 1 << len(_MARKED) + len(self._bits))
        for word in words:
            of[word] = of.get(word, 0) | bit
        return bit

    def _heads(self, known: Lexicon, kind: str) -> int:
        named = (head for head, its in known.named_heads.items() if its == kind)
        return self.any_of((*named, *(head.split()[-1] for head, kinds in known.heads.items() if kind in kinds)))

    def _wording(self, wording: str) -> Iterator[int]:
        """A bit for each of its words, the longest first; `…` stands for others."""
        words = wording.replace("…", " ").replace(":", " ").split()
        return (self.any_of([word]) for word in sorted(set(words), key=lambda word: (-len(word), word)))

    # triggers ---------------------------------------------------------------------------------------------------

    def _speech(self, ours: Rules) -> Iterator[tuple[int, ...]]:
        words = ours.speech
        yield (QUOTE | self.any_of(["according"]),)
        yield self.any_of(words["views"]), self.any_of(["in"])
        yield self.any_of(words["nouns"]), self.any_of(["that"])
        yield self.verb("put"), self.any_of(["as"])
        of_speech = ("clause", "action", "describing", "voicing", "persuading", "accusing", "weighing", "judging")
        yield (self.verb({verb for key in of_speech for verb in words[key]}),)

    def _positions(self, ours: Rules) -> Iterator[tuple[int, ...]]:
        verbs = ours.positions
        yield (
            self.title | NAMES,
            self.verb({verb for key in ("being", "serving", "choosing", "taking_over") for verb in verbs[key]}),
        )
        yield RELATIVE, self.verb(verbs["heading"]), self.body

    def _events(self, ours: Rules) -> Iterator[tuple[int, ...]]:
        words = ours.constructions["events"]
        yield (self.event,)
        yield (self.any_of(words["hosts"]),)
        yield (self.verb(words["meeting"]),)
        yield self.verb(words["gathering"]), self.heads["group"]
        yield self.verb("visit"), TIME, PLACE | NAMES
        yield self.verb(words["paying_visits"]), self.any_of(words["visits"]), TIME
        yield self.another, self.verb(words["holding"])

    def _frames(self, ours: Rules) -> Iterator[tuple[int, ...]]:
        kinds = {
            "event": self.event,
            "agreement": self.thing | self.any_of(["document", "text"]),
            "institution": self.thing | self.body,
            "concept": self.thing,
            "plan": self.any_of(plan.lower() for plan in PLANS),
            "measure": self.heads["measure"],
            "counted": self.heads["measure"],
            "coined": NAMES,
            "scheme": self.any_of(lexicon().schemes),
            "series": self.event,
            "group": self.body,
            "organisation": self.body,
        }
        of_role = {"value": QUANTITY, "percent": QUANTITY, "count": QUANTITY, "time": TIME}
        for frame in ours.frames:
            nouns = self.any_of(form for noun in frame.nouns for form in (noun, plural(noun)))
            for pattern in frame.patterns:
                verbs = self.verb(pattern.verbs)
                subject = reduce(or_, (kinds.get(kind, -1) for kind in pattern.subject.kinds), 0)
                if not {"agent", "patient"}.isdisjoint(pattern.subject.roles):
                    subject |= self.it | self.another
                literal = [of_role[role] for role in pattern.object.roles if role in of_role]
                for verb, of in ours.phrasal.items():
                    for words in (words for words, meant in of.items() if meant in pattern.verbs):
                        yield self.any_of([max(words, key=len)]), self.verb([verb]), subject or -1, *literal
                if frame.nouns:
                    yield verbs, nouns, *literal
                elif pattern.subject.roles == ("context",) and pattern.bare and "take" in pattern.verbs:
                    yield (self.verb(pattern.verbs - {"take"}),)
                    yield self.verb("take"), self.any_of(["part"])
                elif pattern.subject.roles == ("context",):
                    yield (verbs,)
                else:
                    yield verbs, subject, *literal

    def _measures(self, ours: Rules) -> Iterator[tuple[int, ...]]:
        words, change = ours.constructions["measure"], ours.constructions["change"]
        yield PERCENT, self.verb(words["sharing"])
        yield MONEY, self.verb({*words["flows"], *words["moving"], *words["provided"]})
        yield MONEY, self.heads["measure"]
        yield QUANTITY, self.any_of(["there"]), self.verb("be")
        yield QUANTITY, self.verb({*words["tallied"], *words["tallying"], *words["turning_up"]})
        yield QUANTITY, self.verb({*words["drawing"], *words["attracting"], *words["stationing"]})
        yield QUANTITY, self.verb(words["sheltering"])
        yield DIMENSION, self.verb(words["producing"]), PROJECT | self.any_of(ours.constructions["project"]["nouns"])
        yield QUANTITY, self.verb(words["operating"]) | self.any_of(["active"])
        yield QUANTITY, self.verb(words["yielding"])
        yield PERCENT, self.verb("spend")
        yield QUANTITY, self.any_of(["home"])
        yield QUANTITY, self.any_of(words["people"]), self.verb(words["befalling"])
        yield DIMENSION, self.any_of([*words["extents"], *ours.constructions["project"]["nouns"]])
        having = self.any_of(["has", "have", "had", "counts", "comprises"])
        yield QUANTITY, having, self.any_of([*words["members"], "population"])
        yield PERCENT, self.any_of([*change["up"], *change["down"], "more", "less"])

    def _sums(self, ours: Rules) -> Iterator[tuple[int, ...]]:
        yield (MONEY,)
        yield PERCENT, self.any_of(ours.constructions["measure"]["levies"])

    def _lists(self, ours: Rules) -> Iterator[tuple[int, ...]]:
        for entry in ours.lists:
            party = entry["triggers"] if entry.get("after") else entry["about_party"]
            about = self.any_of([*entry["nouns"], *(max(t.split(), key=len).rstrip(",:") for t in party)])
            trigger = self.any_of(max(words.split(), key=len).rstrip(",:") for words in entry["triggers"])
            yield about, trigger | (COLON if ":" in entry["triggers"] else 0)

    def _pledges(self, ours: Rules) -> Iterator[tuple[int, ...]]:
        pledge = ours.constructions["pledge"]
        giving = ("lending", "giving", "phrasal", "raising", "cutting", "equipping")
        yield (self.verb({*pledge["promising"], *pledge["agreeing"]}),)
        plans = self.any_of(form for noun in pledge["plans"] for form in (noun, plural(noun)))
        yield plans, self.verb(pledge["telling"])
        yield self.verb(pledge["raising"]), self.any_of(pledge["support"])
        yield self.verb(pledge["renewing"]), self.any_of(pledge["renewed"])
        yield MONEY, self.any_of(form for noun in pledge["nouns"] for form in (noun, plural(noun)))
        yield QUANTITY, self.verb({verb for key in giving for verb in pledge[key]})

    def _constructions(self, ours: Rules) -> Iterator[tuple[int, ...]]:
        words = ours.constructions
        project = words["project"]
        yield PERCENT, self.any_of([*words["poll"]["nouns"], *words["poll"]["pollsters"]])
        yield self.verb(words["designate"]["verbs"]), TIME | self.any_of(["as"])
        yield self.any_of(words["priority"]["nouns"]), self.verb(words["priority"]["verbs"])
        built = PROJECT | self.any_of(project["nouns"])
        yield built, self.verb(project["verbs"])
        yield built, self.verb("be"), self.any_of(state.split()[-1] for state in project["states"])
        yield (FREQUENCY,)
        between = self.any_of([*words["partnership"]["qualities"], "between", "with", "among"])
        yield self.any_of(words["partnership"]["nouns"]), between
        qualities = self.any_of(words["partnership"]["qualities"])
        yield self.any_of(words["partnership"]["partners"]), qualities, self.verb(words["partnership"]["being"])
        yield built, self.any_of(["construction"])
        yield (self.any_of(noun for nouns in words["act"]["named"].values() for noun in nouns),)
        yield self.any_of(words["proposal"]["called"]), self.verb(words["proposal"]["verbs"])

    def _attendance(self, ours: Rules) -> Iterator[tuple[int, ...]]:
        words = ours.constructions["presence"]
        yield (self.event | self.any_of(TURNOUT),)
        yield self.verb("lead head"), self.any_of(["delegation", "delegations"])
        yield self.verb("tell address greet welcome"), self.any_of([*AUDIENCE, *words["hosted"]])
        yield self.verb("include"), self.any_of(AUDIENCE)
        yield (self.verb("send represent"),)
        yield self.verb("host"), self.any_of(words["hosted"])
        yield self.verb("speak"), self.any_of(["also"])
        yield self.verb("make"), self.any_of(words["trips"]), self.any_of(["among", "amongst", "including"])
        yield self.verb(words["coming"]), self.any_of(["among", "amongst", "including"])
        yield self.verb("be invite"), self.any_of(["guest", "guests"])
        for wording in (*words["wordings"], *words["before"]):
            yield tuple(self._wording(wording))

    def _participation(self, ours: Rules) -> Iterator[tuple[int, ...]]:
        words = ours.constructions["participation"]
        yield (self.event,)
        yield self.any_of(words["venues"]), self.event
        yield self.verb(words["inverted"]), self.any_of(["also"]), self.title
        yield self.verb("take be"), self.any_of(["part", "present"]), self.title
        yield self.verb(words["confirming"]), self.any_of(TURNOUT)
        yield self.verb(words["accepting"]), self.any_of(["invitation", "invitations"])
        yield self.any_of(words["speeches"]), self.any_of(words["opening"])

    def _signatories(self, ours: Rules) -> Iterator[tuple[int, ...]]:
        words = ours.constructions["signatory"]
        yield (self.any_of(words["nouns"]),)
        yield self.verb(words["signing"]), self.any_of(["for", "behalf"]) | self.verb("join")
        yield self.any_of(words["acts"]), self.verb(words["closing"])
        yield self.any_of(["following"]), self.any_of(words["texts"]), self.verb(words["stating"])

    def _members(self, ours: Rules) -> Iterator[tuple[int, ...]]:
        words = ours.constructions["membership"]
        yield (LISTED,)
        yield ENUMERATED, QUANTITY | self.any_of(["including", "namely", "comprising"])
        named, member = COUNTRY | BODY | ACRONYM, self.any_of(["member", "members"])
        for wording in words["wordings"]:
            if wording[0].isalpha():
                yield *self._wording(wording), named, self.body
        yield PLACES, self.any_of(words["bodies"]), self.one
        yield PLACES, self.any_of(words["unions"])
        yield PLACES, self.any_of(words["panels"]), self.any_of(w.split()[0] for w in words["wordings"])
        yield PLACES, self.verb(words["founding"]), self.body
        yield member, named, self.any_of(["include", "are"]) | COLON
        yield member, PLACES, self.body
        yield member, COUNTRY, BODY | ACRONYM
        named |= self.body
        yield member, named, self.verb("be become")
        yield self.verb(words["joining"]), named
        yield self.verb(words["admitting"]), named, member | self.verb("admit")

    def readers(self, met: int) -> Readers:
        """The readers that a sentence which meets these bits is for."""
        found: set[str] = set()
        for bit in _bits(met & self.anchors):
            for reader, others in self.anchored[bit]:
                if reader not in found:
                    for other in others:
                        if not met & other:
                            break
                    else:
                        found.add(reader)
        return frozenset(found)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit


@cache
def _triggers() -> _Triggers:
    return _Triggers(lexicon(), rules())


def _met(s: Sentence, text: str) -> int:
    """What a tagged sentence holds, as bits; `text` is the folded text of its article."""
    ours, entries = _triggers(), load_registry().entries
    words, verbs, met = ours.words.get, ours.verbs.get, 0
    for bits in filter(None, map(words, s.lower)):
        met |= bits
    for match in _VERBAL.finditer(s.tags):
        met |= verbs(s.lower[match.start()], 0)
    for mark, bit in _MARKS.items():
        if mark in s.tags:
            met |= bit
    for k, item in s.payload.items():
        if isinstance(item, Hit):
            bit = _OF_TYPE.get(entries[item.entity_id].type, 0)
            behind = _BEHIND_MARK.search(s.tags, 0, k) if bit & COUNTRY else None
            met |= bit | (PLACES if bit & met & PLACE else 0)
            met |= (ENUMERATED if behind[1] == "," else LISTED) if behind is not None else 0
        elif isinstance(item, Time):
            met |= TIME | (FREQUENCY if item.type == "SET" else 0)
        elif item.kind != "ordinal":
            met |= QUANTITY | _OF_KIND.get(item.kind, 0)
        if " " in (token := s.lower[k]):
            for word in token.split():
                met |= words(word.rstrip("."), 0)
    return met | (ACRONYM if _THREE_CAPITALS.search(text, s.start, s.end) else 0)


# which sentences are parsed -----------------------------------------------------------------------------------------

_COORDINATED = re.compile("P[S)q]?,?&[DRNQOq]*P")
_APPOSED = re.compile("PP[,(-]R*D|PP-R*P")
_FINITE = re.compile("[FZMAVB]")


def what_to_read(sentences: Sequence[Sentence], text: str) -> list[Readers | None]:
    """The readers that each tagged sentence of an article is for; None for what need not be parsed.

    `text` is the folded text of the article. A sentence without readers is parsed for what it is about.
    """
    met = [_met(s, text) for s in sentences]
    readers: list[Readers | None] = []
    for k, (s, bits) in enumerate(zip(sentences, met, strict=True)):
        wanted = _triggers().readers(bits)
        if text[s.end - 1] == "?":
            wanted &= _OF_QUESTIONS
        if "speech" in wanted and not may_speak(s):
            wanted -= {"speech"}
        if "positions" in wanted and not may_hold_office(s):
            wanted -= {"positions"}
        if "lists" in wanted and not announces_list(s, text):
            wanted -= {"lists"}
        if k + 1 < len(sentences) and text[sentences[k + 1].start] == '"':
            wanted |= {"speech"}  # whom it is about may speak there
        if not wanted and _tells_subject(s, bits):
            readers.append(wanted)
        else:
            readers.append(wanted or (NAMES_ALONE if _teaches_names(s, bits) else None))
    _mark_antecedents(sentences, met, readers)
    return readers


_OF_QUESTIONS: Readers = frozenset(("speech", "positions"))


def _tells_subject(s: Sentence, met: int) -> bool:
    """Whether the subject of a sentence may be something with a name of its own, or somebody named before."""
    ours = _triggers()
    return bool(met & ours.he or (met & ours.thing and _opens_with_thing(s)))


def _tells_of_somebody(s: Sentence) -> bool:
    """Whether a title behind `a` or `one` stands before a verb: `a senior official said`."""
    ours, verb = _triggers(), max(map(s.tags.rfind, "FZMAVB"))
    for match in _INDEFINITE.finditer(s.tags, 0, max(verb, 0)):
        words = s.lower[match.start() : match.end()]
        if ours.words.get(words[0], 0) & ours.one and any(ours.words.get(word, 0) & ours.title for word in words):
            return True
    return False


_INDEFINITE = re.compile("[DQ][DNPROQSHq]+")


def _teaches_names(s: Sentence, met: int) -> bool:
    """Whether the phrases of a sentence can teach who somebody is."""
    titled = met & PERSON or (met & _triggers().title and "P" in s.tags)
    return bool(titled or _COORDINATED.search(s.tags) or _APPOSED.search(s.tags))


def _opens_with_thing(s: Sentence) -> bool:
    """Whether something that has a name of its own stands where the subject of the first clause does."""
    words, entries = _triggers().words, load_registry().entries
    verb = next((m.start() for m in _FINITE.finditer(s.tags) if not _NO_SUBJECT.fullmatch(s.tags, 0, m.start())), 0)
    hits = (item for k, item in s.payload.items() if k < verb and isinstance(item, Hit))
    return any(_OF_TYPE.get(entries[hit.entity_id].type, 0) & THING for hit in hits) or any(
        words.get(word, 0) & _triggers().thing for token in s.lower[:verb] for word in token.split()
    )


_NO_SUBJECT = re.compile("[^NPXDQO]*")


def _mark_antecedents(sentences: Sequence[Sentence], met: list[int], readers: list[Readers | None]) -> None:
    """Marks for parsing what the pronouns of a sentence that is read may stand for."""
    ours = _triggers()
    it, they, he, body, role = 0, 0, 0, 0, 0  # how many sentences more may tell what the word stands for
    for k in range(len(sentences) - 1, -1, -1):
        s, bits, wanted = sentences[k], met[k], readers[k]
        verb = _FINITE.search(s.tags)
        before = s.tags[: verb.start()] if verb is not None else ""
        asked = it > 0
        if it:
            it = it - 1 if "X" in before or not _NOUN.search(before) else 0
        if they and ("&" in before or bits & (ours.heads["group"] | BODY | QUANTITY)):
            asked, they = True, they - 1
        if he and bits & (PERSON | NAMES | ours.title):
            asked, he = True, he - bool(bits & (PERSON | NAMES))
        if body and bits & ours.body:
            asked, body = True, body - 1
        if role and bits & ours.title and bits & ours.one and _tells_of_somebody(s):
            asked, role = True, role - 1
        if asked and wanted in (None, NAMES_ALONE):
            readers[k] = wanted = frozenset()
        if wanted is None or wanted == NAMES_ALONE:
            continue
        he = 2 if bits & ours.he else he
        if wanted:
            it = 3 if bits & (ours.it | ours.its | ours.named_bodies) and wanted & _OF_SUBJECTS else it
            they = 2 if bits & ours.they else they
            role = 2 if bits & ours.title else role
            body = 2 if bits & (ours.named_bodies | ours.member) else body


_NOUN = re.compile("[NPQ]")
_OF_SUBJECTS: Readers = READERS - {"speech", "positions"}
"""Readers to whom `it` is what the sentence before was about."""


# which sentences are cut into words ------------------------------------------------------------------------------

_KINDS = frozenset(("event", "agreement", "institution", "measure", "concept"))

_VERBS = tuple(
    "lending giving verbs sharing flows provided phrasal raising joining admitting cutting equipping tallied tallying "
    "turning_up moving operating yielding befalling given putting telling drawing sheltering stationing producing "
    "attracting".split()
)
"""Where constructions keep verbs that need a noun or a number beside them."""

_LISTED = (" (", ":", " –", " -", ", including", ", namely")
"""What stands between a group and its members."""


@cache
def _words() -> tuple[list[str], list[str], list[str]]:
    """Words that are enough (speech, titles, what announces a list, quotation marks), verbs, and nouns for those."""
    known, all_rules = lexicon(), rules()
    pledge = all_rules.constructions["pledge"]
    promising = {*pledge["promising"], *pledge["agreeing"]}
    said = ("clause", "action", "accusing", "weighing", "judging")
    speech = {*promising, *(verb for key in said for verb in all_rules.speech[key])}
    constructions = all_rules.constructions.values()
    verbs = {*all_rules.by_verb, *all_rules.phrasal, *all_rules.positions["heading"]} | {
        v for c in constructions for key in _VERBS for v in c.get(key, ())
    }
    nouns = {head for head, kinds in known.heads.items() if _KINDS.intersection(kinds)}
    nouns |= {head for head, kind in known.named_heads.items() if kind in _KINDS}
    nouns |= {noun for entry in (*all_rules.lists, *constructions) for noun in entry.get("nouns", ())}
    nouns |= {noun for named in all_rules.constructions["act"]["named"].values() for noun in named}
    nouns |= {
        "home to",
        "price tag",
        *pledge["plans"],
        *pledge["support"],
        *all_rules.constructions["signatory"]["texts"],
    }
    nouns |= {wording for c in constructions for wording in c.get("wordings", ())}
    spoken = {form for form, (lemma, _) in known.verbs.items() if lemma in speech}
    acted = {form for form, (lemma, _) in known.verbs.items() if lemma in verbs}
    acted |= {word for word, tag in known.tags.items() if tag in "AV"}
    announced = {trigger.split(" … ")[0] for entry in all_rules.lists for trigger in entry["triggers"]} - {"of", ":"}
    acted |= {w.split()[0] for w in all_rules.constructions["membership"]["wordings"] if w[0].isalpha()}
    alone = {v for f in all_rules.frames for p in f.patterns if p.bare for v in p.verbs} - {"take"} | {"meet"}
    announced |= {form for form, (lemma, _) in known.verbs.items() if lemma in alone} | {"took part", "taking part"}
    announced |= _of_participation(all_rules.constructions["participation"], known)
    announced |= {*all_rules.constructions["measure"]["levies"], "signed for", "signed on behalf"}
    announced |= {*all_rules.constructions["partnership"]["nouns"], *all_rules.constructions["project"]["nouns"]}
    titles = {title for title in known.title_heads | known.honorifics if len(title) > 1}
    groups = {f"{head}{mark}" for head, kinds in known.heads.items() if "group" in kinds for mark in _LISTED}
    felt = {f"{noun} that" for key in ("feelings", "nouns") for noun in all_rules.speech[key]}
    felt |= {f"in {whose} {view}" for whose in ("his", "her", "the") for view in all_rules.speech["views"]}
    felt |= {"according to", "as saying"}
    enough = {f" {word}" for word in spoken | titles | announced | groups | felt} | {'"', "“", "”"}
    return sorted(enough), sorted(f" {verb}" for verb in acted), sorted(nouns)


def _of_participation(words: dict[str, Any], known: Lexicon) -> set[str]:
    """`at the summit`, `sidelines of the summit`, `opening remarks`: beside them any verb tells of somebody there."""
    events = [head for head, kinds in known.heads.items() if "event" in kinds]
    at = {f"{where} {head}" for where in ("at the", "during the", "sidelines of the", "at a") for head in events}
    speeches = {f"{first} {speech}" for first in words["opening"] for speech in words["speeches"]}
    return (
        at
        | speeches
        | {"invitation", "their attendance", "their participation", "made the trip", "as guests", "as a guest"}
    )


def worth_parsing(text: pl.Expr) -> pl.Expr:
    """Whether a sentence holds speech, a title, or a verb of a rule beside a noun of a rule or a number."""
    enough, verbs, nouns = _words()

    def holds(words: list[str]) -> pl.Expr:
        return pl.concat_str(pl.lit(" "), text).str.contains_any(words, ascii_case_insensitive=True)

    return holds(enough) | (holds(verbs) & (holds(nouns) | text.str.contains(r"\d|percent|million|billion|trillion")))
