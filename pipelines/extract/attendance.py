"""Who was at an event, where no verb takes the event and the guest as its arguments.

The wordings are in `frames.yaml` under `constructions: presence`; verbs such as attend, join or take part are frames,
and what somebody does at an event is for `participation.py`.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from pipelines.extract.arguments import Ref, companions, party_refs, place_ref, thing_refs
from pipelines.extract.constructions import POSSESSIVE
from pipelines.extract.frames import rules
from pipelines.extract.lexicon import lexicon, singular
from pipelines.extract.parse import Clause, Phrase, Sentence
from pipelines.extract.participation import TURNOUT, event_meant, main_event, some_of_them

if TYPE_CHECKING:
    from pipelines.extract.statements import Reader

_GUESTS = frozenset(("person", "country", "organisation", "group", "role", "name"))
AUDIENCE = frozenset("delegates participants attendees guests speakers".split())
_REAL = frozenset(("done", "planned"))
_GUEST = frozenset(("guest", "guests"))
_HONOUR = frozenset(("honour", "honor"))
_OWN_OR_ONE = POSSESSIVE | {"a", "an"}
_STEAD = frozenset(("place", "stead"))
"""In whose place somebody is sent: `sent his deputy in his place`."""
_SENT = frozenset(("group", "role"))
_LEADING = frozenset(("lead", "head", "co-lead"))
_LED = frozenset(("delegation", "side"))
_SENDERS = frozenset(("government", "country", "nation"))


def read_attendance(reader: "Reader", s: Sentence) -> None:
    """Adds a statement for each party or person that the sentence says was at an event."""
    words = rules().constructions["presence"]
    for p in s.every:
        if p.kind == "event":
            _named_parties(reader, s, p, words)
    for c in s.clauses:
        _turnout(reader, s, c)
        _including(reader, s, c)
        _bare(reader, s, c, words)
        if c.verb == "be":
            _there(reader, s, c)
        elif c.verb == "hold":
            _together(reader, s, c)
    _pictured(reader, s, words)
    _present(reader, s, words)
    _listed(reader, s, words)
    _among_them(reader, s, words)


def _attended(reader: "Reader", event: Ref, s: Sentence, guests: Phrase, span: tuple[int, int], status: str) -> None:
    words = rules().constructions["presence"]
    for ref in party_refs(reader.article, s, guests):
        if ref.kind != "place":
            reader.add("attended_by", event, "presence", words["confidence"], span, object=ref, status=status)


def _named_parties(reader: "Reader", s: Sentence, p: Phrase, words: dict[str, Any]) -> None:
    """`the summit of Peru, Chile and Bolivia`, `talks between Peru and Chile`: who an event is of is at it."""
    parties = p.parties or p.of
    if parties is None or len(parties.items) < 2 or any(x.kind not in ("country", "person") for x in parties.items):
        return
    if p.parties is None and any(x.kind != "country" for x in parties.items):
        return
    under_way = any(p is c.subject and c.form == "finite" and c.verb in words["under_way"] for c in s.clauses)
    under_way = under_way or any(
        p is c.object and c.verb in words["arranging"] and c.status in _REAL for c in s.clauses
    )
    over = s.lower[p.first - 1 : p.first] in ([word] for word in words["over"]) and any(
        c.status == "done" and any(q is p for _, q in c.preps) for c in s.clauses
    )
    if (p.det != "the" and not under_way and not over) or not set(words["unsure"]).isdisjoint(
        s.lower[p.first : p.last]
    ):
        return  # `encouraged talks between A and B`
    for event in thing_refs(reader.article, s, p, "event"):
        ahead = any(c.status != "done" and (p is c.subject or p is c.object) for c in s.clauses)
        _attended(reader, event, s, parties, (p.start, p.end), "planned" if ahead else "done")


def _turnout(reader: "Reader", s: Sentence, c: Clause) -> None:
    """`the summit opened with the participation of A and B`."""
    seen = [("with", c.object)] if c.object is not None and c.verb in ("see", "draw", "attract") else []
    for word, p in c.preps:
        event = main_event(reader.article) if c.subject is None or c.subject.kind != "event" else None
        event = event or (event_meant(reader.article, s, c.subject) if c.subject is not None else None)
        if word == "with" and s.lower[p.after : p.after + 2] == ["in", "attendance"] and event is not None:
            _attended(reader, event, s, p, (min(p.start, s.starts[c.main]), s.ends[p.after + 1]), c.status)
    for word, p in (*c.preps, *seen):
        if word in ("with", "in") and p.head in TURNOUT and p.of is not None:
            for phrase in (c.subject, c.object, *(q for _, q in c.preps)):
                event = next(thing_refs(reader.article, s, phrase, "event"), None) if phrase is not None else None
                if event is not None and phrase is not None:
                    span = (min(phrase.start, s.starts[c.main]), max(p.of.end, s.ends[c.main]))
                    _attended(reader, event, s, p.of, span, c.status)
                    break


def _bare(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`X led the Chilean delegation`, `X told delegates …`, `Y represented Peru`, `X and Y also spoke`: at the event
    that the article is about."""
    guest, what = c.subject, c.object
    event = reader.article.main_event()
    if guest is not None and c.form == "finite" and c.status == "done":
        _speech(reader, s, c, guest, words)
    if event is None or guest is None or c.status == "denied":
        return
    led = c.passive and c.verb in _LEADING and guest.head in _LED and c.status in _REAL
    leader = next((p for w, p in c.preps if w == "by"), None) if led else None
    if leader is not None and event is not None:  # `the delegation of Peru, led by A,`
        _attended(reader, Ref(event.entity_id, event.name, "event"), s, leader, (guest.start, leader.end), c.status)
    invited = c.passive and c.verb == "invite" and any(w == "as" and p.head in _GUEST for w, p in c.preps)
    if c.form != "finite" or (c.passive and not invited):
        return
    sent: Phrase | None = None
    person = all(x.kind in ("person", "pronoun", "name") for x in guest.each())
    elsewhere = any(
        w in ("in", "at", "to", "with", "by", "for", "about") and not (w == "in" and p.head in _STEAD)
        for w, p in c.preps
    )
    if invited:
        fits = all(x.kind in ("person", "pronoun", "name", "country", "organisation") for x in guest.each())
    elif c.verb == "be":  # `X was guest of honour`
        fits = person and what is not None and what.head in _GUEST and (what.of is None or what.of.head in _HONOUR)
    elif c.verb == "send" and what is not None and what.kind == "person":
        sent = what
        stead = s.lower[what.after] == "instead" or any(p.head in _STEAD for _, p in c.preps)
        of_theirs = s.lower[what.first] in POSSESSIVE or (
            guest.kind == "country" and bool(what.titles or what.apposition)
        )
        fits = not elsewhere and (
            stead or (s.tags[what.after] in ",.;" and of_theirs)
        )  # `sent his foreign minister, X`, `Peru sent X, a member of its senate`
    elif c.verb in _LEADING:
        alone = not elsewhere or all(w in ("with", "from") for w, _ in c.preps)
        fits = person and what is not None and singular(what.head) in _LED and alone
    elif c.verb in ("tell", "address", "greet", "welcome"):
        addressed = what is not None and (what.head in AUDIENCE or what.name.lower() in words["audience"])
        fits = person and addressed
    elif c.verb == "send":
        sender = all(x.kind in ("country", "organisation") for x in guest.each())
        fits = sender and what is not None and not elsewhere
        fits = fits and what is not None and (_envoys(s, what) or (what.det in _OWN_OR_ONE and what.kind in _SENT))
    elif c.verb == "host":  # `X hosted his counterparts from A and B`
        received = what.each() if what is not None else []
        fits = bool(received) and all(w in ("with", "on") for w, _ in c.preps)
        fits = fits and all(x.kind == "group" and x.of is not None and x.head in words["hosted"] for x in received)
    elif c.verb == "represent":
        own = what is not None and what.det in POSSESSIVE and singular(what.head) in _SENDERS
        fits = person and what is not None and (what.kind == "country" or own) and not elsewhere
    elif c.verb == "speak":
        fits = person and what is None and not c.preps and "also" in s.lower[guest.after : c.main + 3]
    else:
        return
    if fits:
        last = max(c.main, what.after - 1 if what is not None else 0)
        span = (min(guest.start, s.starts[c.first]), s.ends[last])
        subject = Ref(event.entity_id, event.name, "event")
        if sent is not None:
            _attended(reader, subject, s, sent, span, c.status)
        for word, p in c.preps if c.verb in _LEADING else ():
            if word == "from":  # `led a delegation from the Ministry of Water and the Reef Institute`
                _attended(reader, subject, s, p, (span[0], p.end), c.status)
        if sent is None or guest.kind == "country":
            _attended(reader, subject, s, guest, span, c.status)
        if what is not None and (c.verb == "host" or (c.verb == "represent" and what.kind == "country")):
            _attended(reader, subject, s, what, span, c.status)
        if c.verb == "host":
            for also in companions(s, c):
                _attended(reader, subject, s, also, (span[0], max(span[1], also.end)), c.status)
            for ref in party_refs(reader.article, s, guest):
                if ref.kind in ("person", "country"):
                    reader.add("hosted_by", subject, "presence", words["confidence"], span, object=ref, status=c.status)


def _envoys(s: Sentence, p: Phrase) -> bool:
    """Whether it ends its clause and is no more than `ministers or diplomats`, unlike the diplomats sent home."""
    envoys = rules().constructions["presence"]["envoys"]
    ends = s.tags[p.after : p.after + 1] in tuple(".,;") or s.lower[p.after : p.after + 2] in (
        ["as", "well"],
        ["too", "."],
    )
    return ends and all(x.name in envoys for x in p.each())


def _there(reader: "Reader", s: Sentence, c: Clause) -> None:
    """`X is in Lima for the summit`, `Y, who was in Lima for the talks`, `Z is due in Lima for a summit`."""
    due = c.object is not None and c.object.name in ("due", "present")
    if c.subject is None or (c.object is not None and not due) or c.status not in _REAL or len(c.preps) < 2:
        return
    (word, place), (purpose, where) = c.preps[:2]
    there = word in ("in", "at") and place.first == c.main + 2 + due and place_ref(reader.article, place) is not None
    if there and purpose == "for" and c.subject.kind in ("person", "group", "country"):
        event = event_meant(reader.article, s, where) if where.kind == "event" else None
        if event is not None:
            status, span = "planned" if due else c.status, (c.subject.start, where.end)
            _attended(reader, event, s, c.subject, span, status)
            where_ref = place_ref(reader.article, place) if due else None
            if where_ref is not None:
                reader.held_at(event, where_ref, span, "presence", status)


def _together(reader: "Reader", s: Sentence, c: Clause) -> None:
    """`The Water Ministry and the Reef Agency held their first conference`."""
    hosts, held = c.subject, c.object
    if c.passive or hosts is None or held is None or c.status not in _REAL or held.kind != "event":
        return
    if any(x.kind == "organisation" for x in hosts.items) and all(x.kind in _GUESTS for x in hosts.items):
        for event in thing_refs(reader.article, s, held, "event"):
            _attended(reader, event, s, hosts, (hosts.start, held.end), c.status)


def _including(reader: "Reader", s: Sentence, c: Clause) -> None:
    """`Participants at the summit included the president of Chile, A; the prime minister of Peru, B; and C`."""
    whole, guests = c.subject, c.object
    if c.verb != "include" or whole is None or guests is None or whole.head not in AUDIENCE or c.status == "denied":
        return
    named = next((p for p in s.every if p.kind == "event" and whole.first < p.first < c.main), None)
    event = next(thing_refs(reader.article, s, named, "event"), None) if named is not None else None
    main = reader.article.main_event() if named is None else None
    if main is not None:
        event = Ref(main.entity_id, main.name, "event")
    following: Phrase | None = guests
    while following is not None and event is not None and following.kind in _GUESTS:
        _attended(reader, event, s, following, (whole.start, following.end), c.status)
        following = _next_guests(s, following)


def _among_them(reader: "Reader", s: Sentence, words: dict[str, Any]) -> None:
    """`20 heads of state attended the summit, among them A and B`, `five made the trip, including A and B`."""
    found = some_of_them(s)
    c = next((c for c in reversed(s.clauses) if found is not None and c.main < found.first), None)
    if found is None or c is None or found.kind not in _GUESTS or c.status not in _REAL or c.subject is None:
        return
    trip = c.verb == "make" and c.object is not None and c.object.head in words["trips"]
    if c.verb not in words["coming"] and not trip:
        return
    named = next((p for p in s.every if p.kind == "event" and p.first < found.first), None)
    event = event_meant(reader.article, s, named) if named is not None else None
    alone = c.object is None and all(w in ("including", "among", "from") for w, _ in c.preps)
    astray = any(w == "to" and place_ref(reader.article, p) is None for w, p in c.preps)  # `the trip to the glacier`
    if trip and astray:
        return
    if named is None and c.subject.plural and (trip or alone):
        event = main_event(reader.article)
    if event is not None:
        start = c.subject.start
        _attended(reader, event, s, found, (min(start, found.start), found.end), c.status)


def _speech(reader: "Reader", s: Sentence, c: Clause, guest: Phrase, words: dict[str, Any]) -> None:
    """`In a speech to the summit, X said …`."""
    speech = next((p for w, p in c.preps if w in ("in", "during") and p.head in words["speeches"]), None)
    where = next((p for w, p in c.preps if w in ("to", "at") and p.kind == "event"), None) if speech else None
    if speech is not None and s.tags[speech.after : speech.after + 1] == "t":
        where = s.at.get(speech.after + 1)
    if speech is None or where is None or where.kind != "event" or guest.kind != "person" or where.first < speech.last:
        return
    for event in thing_refs(reader.article, s, where, "event"):
        span = (min(speech.start, guest.start), max(where.end, guest.end))
        _attended(reader, event, s, guest, span, c.status)


def _pictured(reader: "Reader", s: Sentence, words: dict[str, Any]) -> None:
    """`Minister A (left) with Minister B before a meeting in Quito`: whom a caption shows at an event."""
    sides = lexicon().sides
    if s.clauses or not any(s.tags[k] == "R" and s.lower[k] in sides for k in range(1, len(s.tags))):
        return
    event = next((p for p in s.phrases if p.kind == "event"), None)
    before = [p for p in s.phrases if event is not None and p.after <= event.first]
    if event is None or not before or any(p.kind != "person" for p in before):
        return
    if s.lower[before[-1].after] not in words["shown"]:
        return
    for ref in thing_refs(reader.article, s, event, "event"):
        for guests in before:
            _attended(reader, ref, s, guests, (guests.start, event.end), "done")


def _present(reader: "Reader", s: Sentence, words: dict[str, Any]) -> None:
    """`X and Y were among those present`: at the event that the article is about."""
    pattern, hints = _openings(tuple(words["wordings"]))
    text = reader.article.folded
    found = pattern.search(text, s.start, s.end) if any(text.find(h, s.start, s.end) >= 0 for h in hints) else None
    event = reader.article.main_event() if found is not None else None
    if found is None or event is None:
        return
    at, wording = found.start(), found[0].lower().strip()
    clause = next((c for c in reversed(s.clauses) if s.starts[c.first] <= at and c.subject is not None), None)
    if clause is None or clause.subject is None or clause.subject.kind not in _GUESTS:
        return
    behind = next((k for k in range(len(s.tags)) if s.starts[k] >= at + len(wording)), len(s.tags))
    where = s.at.get(behind + 1) if s.lower[behind : behind + 1] in (["in"], ["at"]) else None
    if where is not None and where.kind != "event" and not wording.endswith(("those", "the")):
        return  # `was present in the courtroom`
    span = (clause.subject.start, max(s.ends[clause.main], at + len(wording)))
    _attended(reader, Ref(event.entity_id, event.name, "event"), s, clause.subject, span, clause.status)


@cache
def _openings(wordings: tuple[str, ...]) -> tuple[re.Pattern[str], frozenset[str]]:
    """What stands before a list of guests, and words without one of which no text holds it."""
    words = "|".join(re.escape(w).replace(r"\ …\ ", r"\ (?:[\w-]+\ ){0,6}") for w in sorted(wordings, key=len)[::-1])
    hints = frozenset(max(w.replace("…", "").split(), key=len) for w in wordings)
    return re.compile(rf"\b(?:{words})(?: the)? ?", re.IGNORECASE), hints


def _listed(reader: "Reader", s: Sentence, words: dict[str, Any]) -> None:
    """`Also attending were A and B`, `Participants included A, B and C`, `the Kenyan delegation included A`."""
    pattern, hints = _openings(tuple(words["before"]))
    text = reader.article.folded[s.start : s.end].lower()
    if not any(hint in text for hint in hints):
        return
    event = None
    for match in pattern.finditer(reader.article.folded, s.start, s.end):
        guests = next((p for p in s.phrases if p.start >= match.end() - 1 and s.starts[p.first] <= match.end()), None)
        if guests is None or guests.kind not in _GUESTS:
            continue
        named = next(
            (p for p in s.every if p.kind == "event" and match.start() < p.start and p.end < guests.start), None
        )
        event = next(thing_refs(reader.article, s, named, "event"), None) if named is not None else event
        if event is None and (main := reader.article.main_event()) is not None:
            event = Ref(main.entity_id, main.name, "event")
        while guests is not None and event is not None:
            _attended(reader, event, s, guests, (match.start(), guests.end), "done")
            guests = _next_guests(s, guests)


def _next_guests(s: Sentence, p: Phrase) -> Phrase | None:
    """The guests behind a semicolon: `the president of Chile, A; the prime minister of Peru, B; and C`."""
    k = p.after - (s.tags[p.after - 1] == ",")
    if s.tags[k : k + 1] != ";":
        return None
    following = s.at.get(k + 1 + (s.tags[k + 1 : k + 2] == "&"))
    return following if following is not None and following.kind in _GUESTS else None
