"""Who took part in an event, told by what somebody does there: speaks, meets others, makes an appearance, has accepted.

Verbs of which the event itself is an argument (attend, open, address) are frames; lists of guests and captions are in
`attendance.py`. The words are in `frames.yaml` under `constructions: participation`.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipelines.extract.arguments import Ref, party_refs, thing_refs, times_of
from pipelines.extract.constructions import POSSESSIVE
from pipelines.extract.frames import rules
from pipelines.extract.lexicon import lexicon
from pipelines.extract.names import Article
from pipelines.extract.parse import Clause, Phrase, Sentence

if TYPE_CHECKING:
    from pipelines.extract.statements import Reader

_DOERS = frozenset(("person", "country", "organisation"))
_PEOPLE = frozenset(("person", "pronoun", "name"))
_SIDES = frozenset(("sidelines", "margins", "fringes"))
TURNOUT = frozenset(("participation", "attendance", "presence"))


def event_meant(article: Article, s: Sentence, p: Phrase) -> Ref | None:
    """The event that a phrase names; `the talks`, `this ceremony` may mean the one that the article is about."""
    event = next(thing_refs(article, s, p, "event"), None)
    if event is None and p.det in ("the", "this") and p.name.lower() in rules().constructions["presence"]["meant"]:
        main = article.main_event()
        closed = main is not None and (" between " in main.name or main.name.startswith("meeting of "))
        if main is not None and not (closed and p.name.lower() != main.head):  # `the ceremony` is no talks of two
            return Ref(main.entity_id, main.name, "event")
        if main is None and p.name.lower() in rules().constructions["participation"]["alone"]:
            entity_id = article.entity_named("event", p.name, p.head, s, p.start)
            return Ref(entity_id, p.name, "event")
    return event


def main_event(article: Article) -> Ref | None:
    """The event that the article is about."""
    main = article.main_event()
    return Ref(main.entity_id, main.name, "event") if main is not None else None


def some_of_them(s: Sentence) -> Phrase | None:
    """The guests of `20 leaders came, among them A and B`, `…, including A and B`."""
    for k in range(1, len(s.tags) - 2):
        if s.lower[k] in ("among", "amongst") and s.lower[k + 1] == "them":
            return s.at.get(k + 2)
        if s.lower[k] == "including" and s.tags[k - 1] == ",":
            return s.at.get(k + 1)
    return None


def read_participation(reader: "Reader", s: Sentence) -> None:
    """Adds a statement for each party or person that is told to do something at an event."""
    words = rules().constructions["participation"]
    for c in s.clauses:
        if c.form == "finite" or (c.form == "gerund" and s.tags[c.first - 1 : c.first] == ","):
            _acting(reader, s, c, words)
            _inverted(reader, s, c, words)
            _accepting(reader, s, c, words)
            _giving_remarks(reader, s, c, words)
    _opening_remarks(reader, s, words)


def _state(reader: "Reader", event: Ref, s: Sentence, who: Phrase, span: tuple[int, int], status: str) -> None:
    """One statement for each party that is named, or that ministers and the like are of."""
    confidence = rules().constructions["participation"]["confidence"]
    for ref in party_refs(reader.article, s, who):
        if (
            ref.kind in _DOERS
            and ref.entity_id is not None
            and (ref.kind != "organisation" or _is_guest(reader, ref, event))
        ):
            reader.add("attended_by", event, "participation", confidence, span, object=ref, status=status)


def _is_guest(reader: "Reader", organisation: Ref, event: Ref) -> bool:
    """Whether it is an organisation that can go to a summit, as a partnership cannot, and the summit is not its own."""
    registry = reader.article.registry
    named = (registry.by_surface.get(word) for word in event.name.split())
    own = any(alias is not None and alias.entity_id == organisation.entity_id for alias in named)
    return organisation.entity_id in registry.entries and not own


def _acting(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`At the summit, X criticised Norway`, `ministers of A and B discussed water at the summit`."""
    who = _speaker_behind(s, c) or c.subject
    if who is None or c.passive or c.status != "done" or c.verb in words["elsewhere"]:
        return
    if c.verb == "be" and not _among_them(c, words):
        return
    for word, p in (*c.preps, *_behind_comma(s, c), *_at_which(s, who)):
        event = _where_it_was(reader, s, c, word, p, words)
        if event is None:
            continue
        span = (min(who.start, p.start, s.starts[c.first]), max(who.end, p.end, s.ends[c.main]))
        if all(p is not q for _, q in c.preps) and word == "at":
            for time in [t for t in times_of(s, sorted(c.times)) if t.precision == "day"][:1]:
                reader.held_on(event, time, span, "participation")
        met = [*_met(c, p, words)]
        listed = some_of_them(s) if any(q.plural for q in met) else None
        for phrase in (
            who,
            *met,
            *_beside(s, c, words),
            *([listed] if listed is not None and listed.first > c.main else []),
        ):
            if _there(phrase):
                _state(reader, event, s, phrase, (min(span[0], phrase.start), max(span[1], phrase.end)), "done")
        return


def _beside(s: Sentence, c: Clause, words: dict[str, Any]) -> Iterator[Phrase]:
    """Whom somebody has with him: `spoke at the summit, flanked by the leaders of A and B`."""
    for d in s.clauses:
        if d.verb in words["beside"] and d.passive and d.form == "participle" and d.main > c.main:
            yield from (p for w, p in d.preps if w == "by")


def _at_which(s: Sentence, who: Phrase) -> Iterator[tuple[str, Phrase]]:
    """The summit of `the summit, at which A presented a plan`."""
    k = who.first - 2
    if k > 0 and s.lower[k + 1] == "which" and s.lower[k] in ("at", "during"):
        yield from ((s.lower[k], p) for p in s.every if p.kind == "event" and p.after in (k, k - 1))


def _behind_comma(s: Sentence, c: Clause) -> Iterator[tuple[str, Phrase]]:
    """The summit of `A and B warned on Friday against moves to close the strait, at a summit in Lima`."""
    end = min((d.first for d in s.clauses if d.main > c.main and d.form == "finite"), default=len(s.tags))
    for k in range(c.main, end - 2) if c.form == "finite" else ():
        p = s.at.get(k + 2) if s.tags[k : k + 2] == ",I" and s.lower[k + 1] == "at" else None
        if p is not None and all(p is not q for _, q in c.preps):
            yield "at", p


def _inverted(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`Also attended the president of Peru, A`, `In the work of the summit took part A, B and C`."""
    if c.subject is not None or c.passive or c.form != "finite" or c.status not in ("done", "planned"):
        return
    here = c.verb in words["inverted"] or (c.verb == "take" and s.lower[c.main + 1 : c.main + 2] == ["part"])
    here = here or (c.verb == "be" and s.lower[c.main + 1 : c.main + 2] == ["present"])
    where = next((p for w, p in c.preps if p.kind == "event" and p.first > c.main), None)
    k = where.after if where is not None else c.main + 1 + (c.verb in ("take", "be"))
    while s.tags[k : k + 1] == "R":
        k += 1
    who = s.at.get(k)
    if not here or who is None or any(x.kind != "person" for x in who.each()):
        return
    named = next((p for p in s.every if p.kind == "event" and p.after <= who.first), None)
    event = event_meant(reader.article, s, named) if named is not None else main_event(reader.article)
    if event is not None:
        start = min(s.starts[c.first], named.start if named is not None else who.start)
        _state(reader, event, s, who, (start, who.end), c.status)


def _speaker_behind(s: Sentence, c: Clause) -> Phrase | None:
    """The X of `"We need unity," said X at the summit`."""
    quoted = c.object is not None and c.object.first == c.main + 1 and s.tags[c.main - 1 : c.main] in tuple('",')
    return (
        c.object
        if quoted and c.object is not None and c.object.kind in _PEOPLE and c.verb in _words_of_speech()
        else None
    )


def _words_of_speech() -> list[str]:
    said: list[str] = rules().speech["quoting"]
    return said


def _among_them(c: Clause, words: dict[str, Any]) -> bool:
    """`was among the leaders at the summit`, `was the only head of state at the summit`, and not `was absent`."""
    if c.object is None:
        return not c.preps or c.preps[0][0] == "among" or c.preps[0][1].kind == "event"
    return c.object.kind in ("role", "group") and c.object.head not in words["absent"]


def _there(p: Phrase) -> bool:
    """Whether a phrase names who can be at an event; of what many do, nobody knows who they are."""
    return all(
        x.kind in _PEOPLE or x.kind in _DOERS or (x.kind in ("group", "role") and (x.of is not None or bool(x.members)))
        for x in p.each()
    )


def _where_it_was(reader: "Reader", s: Sentence, c: Clause, word: str, p: Phrase, words: dict[str, Any]) -> Ref | None:
    """The event of `at the summit`, `on the sidelines of it`, `at the summit venue`, where the verb tells of it."""
    if p.first > c.main and _of_a_thing(s, c, p):
        return None
    if word == "on" and not (p.head in _SIDES and p.of is not None):
        return None
    if word not in ("at", "during", "on"):
        return None
    if p.kind == "place" and p.head in words["venues"]:
        event_before = "event" in lexicon().heads.get(s.lower[p.last - 2], ())
        return main_event(reader.article) if event_before and p.last - p.first > 1 else None
    if p.of is not None and p.head in (*_SIDES, *words["parts"]):
        p = p.of
    if p.kind != "event" or p.items:
        return None
    event = next(reader.refs(p, frozenset(("event",))), None) or event_meant(reader.article, s, p)
    return event if event is not None and _under_way(reader.article, event, p) else None


def _under_way(article: Article, event: Ref, p: Phrase) -> bool:
    """Whether what is told is of an event that goes on: the one that the article is about, or `the` one named here."""
    main = article.main_event()
    return p.det == "the" or (main is not None and main.entity_id == event.entity_id)


def _of_a_thing(s: Sentence, c: Clause, p: Phrase) -> bool:
    """Whether `at` belongs to a noun before it: `recalled the speech of A at the summit`."""
    before = next((q for q in reversed(s.every) if q.after == p.first - 1 and q.first > c.main), None)
    return (
        before is not None
        and before.det in ("the", "his", "her", "their", "its")
        and before.kind == "thing"
        and (c.verb in ("recall", "remember", "cite", "praise", "criticise", "criticize"))
    )


def _met(c: Clause, where: Phrase, words: dict[str, Any]) -> Iterator[Phrase]:
    """Whom somebody meets there, or holds talks with."""
    talks = c.object is not None and c.object.kind == "event"
    if c.verb in words["meeting"]:
        if c.object is not None and c.object is not where:
            yield c.object
    elif not talks and c.verb not in words["talking"]:
        return
    if talks and c.object is not None and c.object.parties is not None:
        yield c.object.parties
    yield from (p for w, p in c.preps if w == "with" and p is not where)


def _accepting(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`X has confirmed her participation`, `Invitations have been accepted by A and by B`."""
    if c.status not in ("done", "planned") or c.form != "finite":
        return
    what = c.subject if c.passive else c.object
    who = next((p for w, p in c.preps if w == "by"), None) if c.passive else c.subject
    if what is None or who is None or not _there(who):
        return
    coming = (
        c.verb in words["confirming"]
        and what.head in TURNOUT
        and (what.det in POSSESSIVE or what.possessor is not None)
    )
    invited = c.verb in words["accepting"] and what.head in ("invitation", "invitations")
    if not (coming or invited):
        return
    named = next((p for p in s.every if p.kind == "event" and p.first >= what.first), None)
    if named is None and any(w in ("in", "at", "to") and p.first >= what.last for w, p in c.preps):
        return  # `confirmed her participation in the race`
    event = event_meant(reader.article, s, named) if named is not None else _just_named(reader.article)
    if event is None:
        return
    span = (min(who.start, what.start), max(who.end, what.end, s.ends[c.main]))
    _state(reader, event, s, who, span, "planned")
    further = who.after + (s.tags[who.after : who.after + 1] == ",")
    if c.passive and s.lower[further : further + 4] == ["as", "well", "as", "by"]:
        other = s.at.get(further + 4)
        if other is not None and _there(other):
            _state(reader, event, s, other, (span[0], other.end), "planned")


def _just_named(article: Article) -> Ref | None:
    """The one event of the sentence before, else the one that the article is about."""
    if len(article.events_before) == 1:
        (entity_id,) = article.events_before
        return Ref(entity_id, article.entities[entity_id].name, "event")
    return main_event(article)


def _giving_remarks(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`X delivered a keynote address`, `Y gave opening remarks`: at the event that the article is about."""
    what, who = c.object, c.subject
    if what is None or who is None or c.passive or c.status not in ("done", "planned"):
        return
    if c.verb not in words["delivering"] or not _is_opening_speech(what, words):
        return
    if any(p.kind == "event" or w in ("to", "in") for w, p in c.preps):
        return  # `at the forum`: a frame reads it
    event = main_event(reader.article)
    if event is not None and all(x.kind in _PEOPLE for x in who.each()):
        _state(reader, event, s, who, (min(who.start, s.starts[c.first]), what.end), c.status)


def _opening_remarks(reader: "Reader", s: Sentence, words: dict[str, Any]) -> None:
    """`In her opening remarks, X urged unity`: at the event that the article is about."""
    for c in s.clauses:
        who = c.subject
        if c.form != "finite" or c.status != "done" or who is None or who.kind != "person":
            continue
        speech = next((p for w, p in c.preps if w in ("in", "during") and _is_opening_speech(p, words)), None)
        if speech is None or any(p.kind == "event" for _, p in c.preps) or speech.of is not None:
            continue
        event = main_event(reader.article)
        if event is not None:
            span = (min(speech.start, who.start), max(who.end, speech.end, s.ends[c.main]))
            _state(reader, event, s, who, span, "done")


def _is_opening_speech(p: Phrase, words: dict[str, Any]) -> bool:
    before = p.name.lower().split()[:-1]
    return p.head in words["speeches"] and not set(words["opening"]).isdisjoint(before)
