"""Events beside the verb frames: names for those that have none, what stands right behind one, and meetings told by
a verb.

`name_events` runs before anything refers to an event; `read_events` states what needs no frame. Verbs with plain
arguments (held, hosted, attended) are frames, and who was there is for `constructions.py`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from pipelines.extract.arguments import Ref, known, party_refs, place_ref, thing_refs, times_of
from pipelines.extract.clauses import ASKING
from pipelines.extract.frames import rules
from pipelines.extract.lexicon import singular
from pipelines.extract.names import Article, strip_ordinal, told_name
from pipelines.extract.parse import Clause, Hit, Phrase, Sentence
from pipelines.extract.times import Time

if TYPE_CHECKING:
    from pipelines.extract.statements import Reader

_INDEFINITE = frozenset(("a", "an", "their", "its", "his", "her"))
_PARTIES = frozenset(("country", "organisation", "group"))
_PEOPLE = frozenset(("person", "country", "organisation", "role", "name", "pronoun"))
_HOSTS = frozenset(("country", "person", "role"))
_A_FEW = 5
"""At most so many people name the meeting that they held."""
_DAYS = re.compile(r"P(\d+)D")


@cache
def _words() -> dict[str, Any]:
    """The words of `constructions: events`."""
    return rules().constructions["events"]


# names ----------------------------------------------------------------------------------------------------------


def name_events(reader: "Reader", s: Sentence) -> None:
    """Gives an entity to the events of a sentence that have no name of their own."""
    inner = _within_rounds(s)
    for p in s.every:
        told = s.lower[p.last - 1] in (*_words()["another"], "one") or s.tags[p.first : p.last] == "DO"
        if p.kind == "thing" and p.det == "the" and told:
            _another_edition(reader, s, p)
        if p.kind != "event" or p.entity_id or p.items or p.head == "edition" or id(p) in inner:
            continue
        c = _clause_of(s, p)
        name = _of_owner(reader, s, c, p) or (_between(reader, s, c, p) if c is not None else None)
        if name is None and (p.det in _INDEFINITE or p.det == "the" or (p.head == "talks" and not p.det)):
            name = _in_place(reader, s, c, p)
        if name is not None:
            p.entity_id = reader.article.entity_named("event", name, p.head, s, p.start)
            reader.article.entity(p.entity_id, "event", p.name)


def _within_rounds(s: Sentence) -> set[int]:
    """The talks of `the second round of talks`, by identity: they are no event of their own."""
    rounds = (p for p in s.every if p.kind == "event" and p.of is not None and p.head == p.of.head)
    return {id(p.of) for p in rounds if "O" in s.tags[p.first : p.last]}


def _another_edition(reader: "Reader", s: Sentence, p: Phrase) -> None:
    """`The next is to be hosted by Peru`, `The second took place in Lima`: of the event that the text speaks of."""
    c = _clause_of(s, p)
    which = s.lower[p.first + 1]
    if (
        c is None
        or p.last > p.first + 3
        or not (which in _words()["another"] or s.tags[p.first + 1] == "O")
        or (p is not c.subject and p is not c.object)
    ):
        return
    holding = any(
        d.verb in _words()["holding"] and d.subject is c.subject and not (d.verb == "take" and not _takes_place(d))
        for d in s.clauses
    )
    stem = _series_name(reader) if holding else None
    if stem is not None:
        p.kind, p.head, p.name = "event", stem.split()[-1].lower(), f"{which} {stem}"
        p.entity_id = reader.article.entity_named("event", p.name, p.head, s, p.start)


def _takes_place(c: Clause) -> bool:
    return c.object is not None and c.object.name == "place"


def _clause_of(s: Sentence, p: Phrase) -> Clause | None:
    """The clause that has the phrase, or one around it, as an argument."""
    for c in s.clauses:
        for q in (c.subject, c.object, *(q for _, q in c.preps)):
            if q is not None and q.first <= p.first and p.last <= q.after:
                return c
    return None


def _of_owner(reader: "Reader", s: Sentence, c: Clause | None, p: Phrase) -> str | None:
    """`SAARC closed its 16th summit`: the SAARC 16th summit; `the bloc's third summit`: of the bloc last spoken of."""
    article = reader.article
    if p.possessor is not None and p.possessor.kind == "group" and p.possessor.entity_id is None:
        owner = article.entities[article.owner].name if article.owner in article.entities else None
        rest = article.text[s.ends[p.possessor.last] : p.end].strip()
    elif p.det in ("its", "their") and c is not None and p is not c.subject:
        subject = c.subject
        if subject is not None and len(subject.items) > 1 and all(q.kind in _PARTIES for q in subject.items):
            whose = " ".join(article.text[subject.start : subject.end].split())
            unnamed = any(tag == "O" for tag in s.tags[p.first : p.last]) and article.name_thing(p, s) is None
            return f"{p.name} of {whose}" if unnamed else None  # `A and B opened their first summit`
        owned = subject is not None and subject.kind in ("organisation", "group") and subject.entity_id
        owned = owned or (subject is not None and reader.led(s, subject))
        owner = article.entities[owned].name if owned and owned in article.entities else None
        rest = p.name
    else:
        return None
    ordinal = any(tag == "O" for tag in s.tags[p.first : p.last])
    if owner is None or not ordinal or article.name_thing(p, s) is not None:
        return None
    return " ".join(f"{owner} {rest}".split())


def _between(reader: "Reader", s: Sentence, c: Clause, p: Phrase) -> str | None:
    """`A held talks with B`, `A and B had a two-hour meeting`: talks between A and B."""
    if p.head not in _words()["conversations"] or c.passive or (p.of is not None and p.of is not p.parties):
        return None
    if p is c.object and (c.verb not in _words()["conversing"] or p.det not in ("", "a", "an")):
        return None
    if p is not c.object and not _heard_after(c, p):
        return None
    other = _with_whom(c, p)
    names = _names(reader.article, s, (c.subject, other))
    if len(names) != 2 or not (_two_people(reader.article, s, c.subject) or _all_people(c.subject, other)):
        return None
    return f"{p.head} between {names[0]} and {names[1]}"


def _all_people(*phrases: Phrase | None) -> bool:
    return all(q.kind in _PEOPLE for p in phrases for q in _each(p))


def _two_people(article: Article, s: Sentence, p: Phrase | None) -> bool:
    """`the two leaders`, where the article tells who they are."""
    if p is None or p.kind != "group" or p.items:
        return False
    refs = list(party_refs(article, s, p))
    return len(refs) == 2 and all(ref.kind == "person" for ref in refs)


def _heard_after(c: Clause, p: Phrase) -> bool:
    """`X thanked Peru after talks with Y`, `X and Y spoke at their meeting`: whom the clause is about held them."""
    word = next((w for w, q in c.preps if q is p), None)
    own = p.det in ("", "a", "an", "their", "his", "her")
    return word in _words()["heard"] and own and c.form == "finite" and c.status == "done"


def _with_whom(c: Clause, p: Phrase) -> Phrase | None:
    return p.parties or next((q for w, q in c.preps if w == "with" and q.first >= p.last), None)


def _each(p: Phrase | None) -> Sequence[Phrase]:
    return p.each() if p is not None else []


def _names(article: Article, s: Sentence, phrases: tuple[Phrase | None, ...]) -> list[str]:
    return list(dict.fromkeys(ref.name for p in phrases if p is not None for ref in party_refs(article, s, p)))


def _in_place(reader: "Reader", s: Sentence, c: Clause | None, p: Phrase) -> str | None:
    """`a summit in Brussels`, `talks in Berlin`, `the conference at Lancaster House`."""
    preps = c.preps if c is not None else ()
    where = next((q for w, q in preps if w in ("in", "at") and q.start > p.start), None)
    if where is None and c is not None and p.det in _INDEFINITE and c.verb in _words()["gathering_for"]:
        where = next((q for w, q in preps if w in ("in", "at") and place_ref(reader.article, q)), None)
    if p.det == "the" or where is None:
        where = s.at.get(p.after + 1) if s.lower[p.after : p.after + 1] in (["in"], ["at"]) else _told_where(s, p)
    place = place_ref(reader.article, where) if where is not None else None
    if place is None or reader.article.name_thing(p, s) is not None:
        return None
    word = s.lower[where.first - 1] if where is not None else "in"
    return f"{told_name(p.name)} {word} {place.name}"


def _told_where(s: Sentence, p: Phrase) -> Phrase | None:
    """The Lima of `a ceremony hosted by X in Lima`, `the conference, which Peru convened in Lima`."""
    d = next((d for d in s.clauses if p.after <= d.first and (d.subject is p or d.object is p)), None)
    if d is None or not (d.relative or d.form == "participle" or d.object is p):
        return None
    return next((q for w, q in d.preps if w in ("in", "at")), None)


# what a sentence states -----------------------------------------------------------------------------------------


def read_events(reader: "Reader", s: Sentence) -> list[Clause]:
    """States where and when the events of a sentence are, as far as no verb is needed, and what `met` says.

    Returns the clauses that are read in full: their verb states nothing more.
    """
    inner = _within_rounds(s)
    for p in s.every:
        if p.kind == "event" and id(p) not in inner:
            _event_phrase(reader, s, p)
        elif p.first < p.last and s.lower[p.first] == "host" and p.kind in ("country", "person", "role"):
            _host(reader, s, p, p, None)
        elif p.head in _words()["hosts"] and (p.of is not None or p.det == "the") and p.head != "hosts":
            before = next((q for q in reversed(s.phrases) if q.after in (p.first - 1, p.first)), None)
            behind = s.at.get(p.after + 1) if s.tags[p.after : p.after + 1] == "," else None
            if s.tags[p.first - 1 : p.first] == "," and before is not None and before.kind in _HOSTS:
                _host(reader, s, before, p, None)  # `Peru, the host of the summit, …`
            elif behind is not None and behind.kind in _HOSTS and p.of is None:
                _host(reader, s, behind.each()[0], p, None)  # `The host, President X, …`
    for p in s.phrases:
        if s.tags[p.first : p.last] == "DO":
            _elliptical(reader, s, p)
    for c in s.clauses:
        _meeting(reader, s, c)
        _visit(reader, s, c)
        _heard(reader, s, c)
        if c.verb == "be":
            _being(reader, s, c)
        elif c.verb in _words()["seeing"]:
            _seen(reader, s, c)
        if c.verb in _words()["lasting"] and c.subject is not None and c.status in ("done", "planned"):
            _until(reader, s, c, c.subject)
        if c.verb == "be" and c.subject is not None and c.object is not None and c.object.head in _words()["hosts"]:
            who = c.subject.items[-1] if c.relative and c.subject.items else c.subject
            _host(reader, s, who, c.object, c)
    return [c for c in s.clauses if c.verb in ("hold", "take", "follow") and _editions(reader, s, c)]


def _heard(reader: "Reader", s: Sentence, c: Clause) -> None:
    """`X thanked Peru after talks with Y`: both were at the talks that are named after them."""
    if c.subject is None:
        return
    for _, p in c.preps:
        if p.kind == "event" and p.head in _words()["conversations"] and _heard_after(c, p):
            event = next(thing_refs(reader.article, s, p, "event"), None)
            if event is None or not event.name.startswith(f"{p.head} between "):
                continue
            span = (min(c.subject.start, p.start), max(p.end, s.ends[c.main]))
            for who in (c.subject, _with_whom(c, p)):
                for ref in party_refs(reader.article, s, who) if who is not None else ():
                    reader.add("attended_by", event, "heard-after", 0.86, span, object=ref, status="done")


def _being(reader: "Reader", s: Sentence, c: Clause) -> None:
    """`The summit was in Lima on Monday`, `The next summit will be in Lima`."""
    p = c.subject
    if p is None or p.kind != "event" or c.object is not None or c.status in ("denied", "proposed"):
        return
    event = next(thing_refs(reader.article, s, p, "event"), None)
    if event is None:
        return
    first = s.at.get(c.main + 2) if s.lower[c.main + 1 : c.main + 2] in (["in"], ["at"]) else None
    place = place_ref(reader.article, first) if first is not None else None
    if first is not None and place is not None:
        reader.held_at(event, place, (p.start, first.end), "being", c.status)
    told = place is not None or s.tags[c.main + 2 : c.main + 3] == "T"
    for time in times_of(s, sorted(c.times))[:1] if told else ():
        reader.held_on(event, time, (p.start, max(time.end, s.ends[c.main])), "being", c.status)


def _elliptical(reader: "Reader", s: Sentence, p: Phrase) -> None:
    """`The first summit was held in A in 1993, and the second in B in 1995`: an edition of the same series."""
    c = next((c for c in reversed(s.clauses) if c.main < p.first), None)
    place = s.at.get(p.after + 1) if s.lower[p.after : p.after + 1] in (["in"], ["at"]) else None
    first = c.subject if c is not None and c.verb in _words()["holding"] and c.status == "done" else None
    if (
        c is None
        or first is None
        or place is None
        or first.kind != "event"
        or "O" not in s.tags[first.first : first.last]
    ):
        return
    if any(d.subject is p or d.main > p.first for d in s.clauses) or (ref := place_ref(reader.article, place)) is None:
        return
    told = next(thing_refs(reader.article, s, first, "event"), None)
    if told is None or strip_ordinal(told.name) == told.name:
        return
    name = f"{s.words[p.first + 1]} {strip_ordinal(told.name)}"
    entity_id = reader.article.entity_named("event", name, first.head, s, p.start)
    event, span = Ref(entity_id, name, "event"), (first.start, place.end)
    reader.held_at(event, ref, span, "elliptical", c.status)
    k = place.after + 1
    for time in times_of(s, [k]) if s.tags[place.after : k + 1] == "IT" else ():
        reader.held_on(event, time, (first.start, time.end), "elliptical", c.status)


def _seen(reader: "Reader", s: Sentence, c: Clause) -> None:
    """`Saturday also saw the fifth Andean Water Forum`: the day is where the subject stands."""
    k = next((k for k in range(c.first - 1, -1, -1) if s.tags[k] != "R"), None)
    event = c.object if c.subject is None and c.form == "finite" and c.status == "done" else None
    if k is None or event is None or event.kind != "event" or k not in c.times or s.tags[k - 1 : k] in ("I", ","):
        return
    for ref in thing_refs(reader.article, s, event, "event"):
        for time in times_of(s, [k]):
            if time.precision == "day":
                reader.held_on(ref, time, (s.starts[k], event.end), "seen")


def _editions(reader: "Reader", s: Sentence, c: Clause) -> bool:
    """`Earlier summits were held in A in 2013 and in B in 2015`: one event for each place, named after the series."""
    subject = c.subject
    taken = c.passive or _takes_place(c)
    if subject is None or not taken or not subject.plural or subject.items or c.status in ("denied", "proposed"):
        return False
    if subject.kind != "event" and subject.head != "editions":
        return False
    held = list(_places_with_dates(reader, s, c))
    series = _series(reader, s, subject) if len(held) > 1 else None
    if series is None:
        return False
    for p, place, time in held:
        entity_id = reader.article.entity_named("event", f"{series} in {place.name}", "edition", s, p.start)
        event = Ref(entity_id, reader.article.entities[entity_id].name, "event")
        span = (subject.start, max(p.end, s.ends[p.after - 1]))
        reader.held_at(event, place, span, "editions", c.status)
        reader.held_on(event, time, (subject.start, max(span[1], time.end)), "editions", c.status)
    return True


def _places_with_dates(reader: "Reader", s: Sentence, c: Clause) -> Iterator[tuple[Phrase, Ref, Time]]:
    """The pairs of `in A in May 2013, in B (2014) and C (2015)` behind a verb; nothing where anything else is said."""
    places = {
        p.first: p for p in s.every if p.first > c.main and not p.items and p.kind in ("place", "country", "name")
    }
    pending: Phrase | None = None
    k = c.main + 1
    while k < len(s.tags):
        p, time = places.get(k), s.payload.get(k)
        if p is not None and pending is None:
            pending, k = p, p.last
        elif isinstance(time, Time) and pending is not None:
            ref = place_ref(reader.article, pending)
            dates = times_of(s, [k])
            if ref is not None and dates:
                yield pending, ref, dates[0]
            pending, k = None, k + 1
        elif s.tags[k] in "I(),&" or k == c.main + 1:
            k += 1
        else:
            return


def _series(reader: "Reader", s: Sentence, p: Phrase) -> str | None:
    """What the editions of a plural are editions of: `Andean Summit` of `the earlier Andean Summits`, else of what the
    article is about."""
    proper = next((k for k in range(p.first, p.last) if s.tags[k] == "P"), None)
    if proper is not None:
        words = reader.article.text[s.starts[proper] : s.ends[p.last - 1]].split()
        return " ".join([*words[:-1], singular(words[-1])]) if words[-1].lower() == p.head else None
    return _series_name(reader)


def _series_name(reader: "Reader") -> str | None:
    """What the event that the article is about is an edition of."""
    main = reader.article.main_event()
    if main is None:
        return None
    words = strip_ordinal(re.sub(r"\s*\(.*?\)|\b(?:19|20)\d\d\b", "", main.name)).split()
    while len(words) > 1 and words[0].islower() and words[0] != main.head:
        words = words[1:]  # `in-person`, `extraordinary`: of that edition alone
    return " ".join(words)


def _event_phrase(reader: "Reader", s: Sentence, p: Phrase) -> None:
    """`the second summit in Astana on June 17, 2025`, `the first summit (2023)`."""
    subject = next(thing_refs(reader.article, s, p, "event"), None)
    if subject is None:
        return
    _learn_length(reader, s, p, subject)
    status = _status(reader, s, p)
    if p.det != "the" and any(c.verb in ASKING and any(q is p for _, q in c.preps) for c in s.clauses):
        return  # `called for talks in Lima on Monday`
    _own_words(reader, s, p, subject, status)
    _named_after(reader, s, p, subject, status)
    j, first = p.after, p.first
    closed = subject.entity_id in reader.article.lengths and any(
        c.object is p and c.verb in _words()["closing"] for c in s.clauses
    )
    if s.lower[j : j + 1] == ["with"] and (guests := s.at.get(j + 1)) is not None and guests.kind == "group":
        j = guests.after  # `a summit with Andean leaders in Lima`
    if _place_in_commas(reader, s, j):
        j += 1
    while j < len(s.tags) and s.tags[j] in "Io":
        if s.lower[j] in ("in", "at") and (place := s.at.get(j + 1)) is not None:
            ref = place_ref(reader.article, place)
            if ref is None:
                break
            reader.held_at(subject, ref, (s.starts[first], max(place.end, s.ends[j])), "event-in-place", status)
            j = place.after
        elif s.lower[j] in ("in", "at", "on", "from", "of") and s.tags[j + 1 : j + 2] == "T":
            last = j + 3 if s.tags[j + 2 : j + 4] == "&T" else j + 1  # `on September 9 and 10`
            if not closed and (time := times_of(s, [j + 1, last])):
                reader.held_on(subject, time[0], reader.around(first, last), "event-on-date", status)
            j = last + 1
        else:
            break
    if s.tags[p.after - 1 : p.after] == ")":
        span = reader.around(first, p.after - 1)
        inside = range(s.tags.rindex("(", 0, p.after), p.after)
        if time := times_of(s, [*inside]):
            reader.held_on(subject, time[0], span, "event-bracket", status)
        hits = (s.payload.get(k) for k in inside)
        places = [known(reader.article, hit.entity_id) for hit in hits if isinstance(hit, Hit)]
        for where in [ref for ref in places if ref.kind == "place"][:1]:
            reader.held_at(subject, where, span, "event-bracket", status)


def _place_in_commas(reader: "Reader", s: Sentence, j: int) -> bool:
    """Whether a place in commas stands at token j: `during the ninth Andean Summit, in Lima, leaders …`."""
    place = s.at.get(j + 2) if s.tags[j : j + 2] == ",I" and s.lower[j + 1] == "in" else None
    closed = place is not None and s.tags[place.after - 1 : place.after + 1].strip("PN)H")[:1] in tuple(",.")
    return place is not None and closed and place.kind == "place" and place_ref(reader.article, place) is not None


def _own_words(reader: "Reader", s: Sentence, p: Phrase, event: Ref, status: str) -> None:
    """`the annual summit`, `the June 3-5 summit`, `next year's summit`: how often and when, in the name itself."""
    for k in range(p.first, p.last):
        time = s.payload.get(k)
        span = reader.around(p.first, p.last - 1)
        if s.lower[k] in _words()["frequent"] and (k == 0 or s.words[k][0].islower()):  # `Annual` is but a name
            reader.add("recurs", event, "event-frequency", 0.85, span, object=s.words[k], status="done")
        elif isinstance(time, Time) and time.type == "DATE" and time.first is not None and not p.plural:
            told = time.precision != "year" or (time.relative and s.lower[k] in ("next year", "last year"))
            if time.precision == "year" and not time.relative and s.tags[p.last - 1] == "N":  # `2014 Summit` is a name
                reader.years.setdefault(event.entity_id or event.name, (event, time, span, s.segment_id, status))
            if told and not (time.precision == "month" and _long_ago(reader, time)):  # `the 2024 summit` is a name
                reader.held_on(event, time, span, "event-date-in-name", status)


def _named_after(reader: "Reader", s: Sentence, p: Phrase, event: Ref, status: str) -> None:
    """`the Lima summit`: where it was, by the city right before its head."""
    hit = s.payload.get(p.last - 2) if p.last - p.first > 1 else None
    if p.det != "the" or p.head not in _words()["named_after_cities"] or not isinstance(hit, Hit):
        return
    place = known(reader.article, hit.entity_id)
    alone = s.tags[p.last - 3] in "DTQON" and hit.kind != "demonym"
    if place.kind == "place" and alone and reader.article.registry.entries[hit.entity_id].country_code:
        reader.held_at(event, place, reader.around(p.first, p.last - 1), "event-of-city", status)


def _long_ago(reader: "Reader", time: Time) -> bool:
    """Whether a month that the text gives without a year may as well be the next: `the June summit` told in April."""
    published = reader.article.published
    return time.relative and published is not None and time.first is not None and (published - time.first).days > 150


def _host(reader: "Reader", s: Sentence, who: Phrase, named: Phrase, c: Clause | None) -> None:
    """`host President X`, `host nation Peru`, `Peru is host of the summit`: of the event named, else the main one."""
    of = next(thing_refs(reader.article, s, named.of, "event"), None) if named.of is not None else None
    main = reader.article.main_event()
    event = of or (Ref(main.entity_id, main.name, "event") if main is not None and named.of is None else None)
    if event is None or (c is not None and c.status in ("denied", "proposed")):
        return
    span = (min(who.start, s.starts[named.first]), max(who.end, named.end))
    for ref in party_refs(reader.article, s, who):
        if ref.kind in ("country", "person", "organisation"):
            reader.add("hosted_by", event, "host-noun", 0.86, span, object=ref, status=c.status if c else "done")
        if ref.kind == "person":
            reader.add("attended_by", event, "host-noun", 0.85, span, object=ref, status=c.status if c else "done")


def _status(reader: "Reader", s: Sentence, p: Phrase) -> str:
    """Whether the event of a phrase has been: its clause says so, its date, or a word such as `next`."""
    published = reader.article.published
    dates = times_of(s, list(range(p.after, min(p.after + 8, len(s.tags)))))
    ahead = published is not None and any(t.first is not None and t.first > published for t in dates)
    if ahead or set(_words()["ahead"]).intersection(p.name.lower().split()):
        return "planned"
    for c in s.clauses:
        if c.status == "planned" and (p is c.subject or p is c.object) and c.form != "gerund":
            return "planned"
    return "done"


def _meeting(reader: "Reader", s: Sentence, c: Clause) -> None:
    """A meeting without a name: `ministers of A and B met for the third time`, `X met Y in Z on Friday`."""
    subject = c.subject
    several = subject is not None and subject.kind == "group" and subject.of is not None
    meeting = c.verb in _words()["meeting"] or (c.verb in _words()["gathering"] and several and c.object is None)
    if not meeting or subject is None or c.status in ("proposed", "denied"):
        return
    received, other = c.verb == "receive", c.object
    if received and c.passive:  # `A was received by B`
        subject, other = next((p for w, p in c.preps if w == "by"), subject), subject
    elif c.passive:
        return
    if received and (other is None or {subject.kind, other.kind} != {"person"} or c.form != "finite"):
        return
    having_met = c.form == "gerund" and c.first > 0 and s.lower[c.first - 1] in _words()["having_met"]
    if having_met and c.governor is not None and c.governor.form == "finite" and c.governor.status == "done":
        subject = c.governor.subject or subject  # `said when meeting with Y in Lima`
    elif c.form != "finite" and not (c.form == "infinitive" and c.status == "planned"):
        return
    purpose = _met_for(s, c)
    if any(p.kind == "event" and p is not purpose for _, p in c.preps):
        return
    ordinal = next(
        (s.lower[k - 1] for k in range(c.main + 1, min(c.end + 3, len(s.tags)))
         if s.lower[k] == "time" and s.tags[k - 1] == "O"),
        "",
    )  # fmt: skip
    other = other or next((p for w, p in c.preps if w == "with"), None)
    names = _names(reader.article, s, (subject, other))
    sides = [*subject.each(), *_each(other)]
    people = all(p.kind in _PEOPLE for p in sides)
    people = people and (len(names) <= 2 or len({p.kind in _PARTIES for p in sides}) == 1)
    named = next(thing_refs(reader.article, s, purpose, "event"), None) if purpose is not None else None
    if named is not None:
        name = named.name
    elif purpose is not None and purpose.after <= c.end:
        return
    elif subject.kind == "group" and (subject.of is not None or _of_countries(subject)) and other is None:
        name = f"{ordinal} meeting of {reader.article.text[subject.start : subject.end]}".strip()
    elif people and 2 <= len(names) <= _A_FEW:
        name = f"meeting of {', '.join(names[:-1])} and {names[-1]}"
    elif c.status == "planned" and other is None and "again" in s.lower[c.main + 1 : c.main + 3]:
        name = "next meeting"
    else:
        return
    places = [ref for w, p in c.preps if w in ("in", "at") and (ref := place_ref(reader.article, p))]
    places += _where(reader, s, subject)
    earlier = [k for k in range(c.first) if isinstance(s.payload.get(k), Time)]
    times = times_of(s, sorted(c.times)) or times_of(s, earlier[-1:])
    aside = any(p.head in ("sidelines", "margins") for _, p in c.preps)
    if not (ordinal or places or times or aside):
        return
    article = reader.article
    span = reader.around(
        min(subject.first, c.first, *(p.first for p in (other,) if p is not None)), max(c.main, c.end - 1)
    )
    if named is not None and purpose is not None:
        event, span = named, (span[0], max(span[1], purpose.end))
    else:
        head = "meeting" if people else "event"  # later spoken of as the summit, the conference, the talks
        entity_id = article.entity_named("event", " ".join(name.split()), head, s, subject.start)
        article.events_now.add(entity_id)
        event = Ref(entity_id, article.entities[entity_id].name, "event")
    for p in (subject, other) if name != "next meeting" else ():
        for ref in party_refs(article, s, p) if p is not None else ():
            reader.add("attended_by", event, "met", 0.85, span, object=ref, status=c.status)
    for place in places[:1]:
        reader.held_at(event, place, span, "met", c.status)
    for time in times[:1]:
        reader.held_on(event, time, span, "met", c.status)


def _of_countries(p: Phrase) -> bool:
    """`the countries' prime ministers`, `their foreign ministers`: those of whom the text speaks."""
    return p.head in _words()["leaders"] and (p.possessor is not None or p.det == "their")


def _visit(reader: "Reader", s: Sentence, c: Clause) -> None:
    """`X visited Lima on Friday`, `X will pay a state visit to Peru in May`: an event named after who goes where."""
    who, what = c.subject, c.object
    if who is None or what is None or c.passive or c.form != "finite" or c.status in ("proposed", "denied"):
        return
    paying = c.verb in _words()["paying_visits"] and what.head in _words()["visits"]
    if not (c.verb == "visit" or paying) or any(p.kind != "person" for p in who.each()):
        return
    where = next((p for w, p in c.preps if w == "to"), None) if paying else what
    place = place_ref(reader.article, where) if where is not None and not where.items else None
    times = [t for t in times_of(s, reader.when(c)) if t.precision != "year"]
    names = _names(reader.article, s, (who,))
    if where is None or place is None or not times or not names or len(names) > _A_FEW:
        return
    whose = " and ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])
    name = f"{whose}'s visit to {place.name}"
    entity_id = reader.article.entity_named("event", name, "visit", s, who.start)
    event, span = Ref(entity_id, name, "event"), reader.around(who.first, c.main, max(where.after - 1, *c.times))
    reader.held_at(event, place, span, "visit", c.status)
    reader.held_on(event, times[0], span, "visit", c.status)
    for ref in party_refs(reader.article, s, who):
        reader.add("attended_by", event, "visit", 0.85, span, object=ref, status=c.status)


def _met_for(s: Sentence, c: Clause) -> Phrase | None:
    """The summit of `X met Y in Z for the fourth summit`, also behind the comma of a place."""
    for k in range(c.main + 1, len(s.tags)):
        p = s.at.get(k + 1) if s.lower[k] == "for" else None
        if p is not None and p.kind == "event" and p.det == "the":
            return p
        if s.tags[k] in "FZMAB.":
            return None
    return None


def _where(reader: "Reader", s: Sentence, subject: Phrase) -> Iterator[Ref]:
    """The Lima of `Lima, where he met Y`."""
    k = subject.first - 1
    if k > 0 and s.lower[k] == "where":
        place = next((p for p in reversed(s.every) if p.after in (k, k - 1) and p.first < k), None)
        ref = place_ref(reader.article, place) if place is not None else None
        if ref is not None:
            yield ref


# days from lengths ----------------------------------------------------------------------------------------------


def _learn_length(reader: "Reader", s: Sentence, p: Phrase, event: Ref) -> None:
    """Remembers the days of `the two-day summit`, and gives them to the day on which it was said to open or close."""
    for k in range(p.first, p.last):
        time = s.payload.get(k)
        match = _DAYS.fullmatch(time.value) if isinstance(time, Time) and time.type == "DURATION" else None
        if match is None or not event.entity_id or not 1 < int(match[1]) <= 30:
            continue
        known = event.entity_id in reader.article.lengths
        reader.article.lengths[event.entity_id] = int(match[1])
        told = reader.article.told.pop(event.entity_id, None)
        if told is not None and not known:
            verb, day, segment_id, span = told
            days = all_days(reader.article, event, verb, day)
            reader.rows = [r for r in reader.rows if not _same_day(r, event, day)]
            if days is not None:
                reader.add("held_on", event, "event-length", 0.9, span, time=days, status="done", segment_id=segment_id)


def _until(reader: "Reader", s: Sentence, c: Clause, subject: Phrase) -> None:
    """`The summit, which runs until Saturday`: to that day from the one on which it was said to open."""
    if subject.kind != "event":
        return
    k = next(
        (k for k in range(c.last, min(c.last + 3, len(s.tags))) if s.lower[k] in ("until", "through", "till")), None
    )
    last = times_of(s, [k + 1])[:1] if k is not None else []
    event = next(thing_refs(reader.article, s, subject, "event"), None) if last else None
    opened = reader.article.told.get(event.entity_id or "") if event is not None else None
    if k is None or event is None or opened is None or opened[0] not in _words()["opening"] or event.entity_id is None:
        return
    days = reader.until(event.entity_id, opened[1], last[0])
    if days is not last[0]:
        reader.held_on(event, days, (subject.start, s.ends[k + 1]), "event-until", c.status)


def learn_days_of_talks(article: Article, s: Sentence, c: Clause, event: Ref) -> None:
    """Remembers the days of `closed on Friday after three days of talks`."""
    for k in range(c.main + 1, len(s.tags) - 1):
        time = s.payload.get(k)
        match = _DAYS.fullmatch(time.value) if isinstance(time, Time) and time.type == "DURATION" else None
        if match is not None and event.entity_id and s.lower[k - 1] == "after" and s.tags[k + 1] == "o":
            article.lengths.setdefault(event.entity_id, int(match[1]))


def _same_day(row: dict[str, Any], event: Ref, day: Time) -> bool:
    return row["predicate"] == "held_on" and row["subject_id"] == event.entity_id and row["date_end"] == day.first


def all_days(article: Article, event: Ref, verb: str, time: Time) -> Time | None:
    """All days of an event that opens or closes on a day, where its length is known; None for its last day alone."""
    days = article.lengths.get(event.entity_id or "")
    if verb not in (*_words()["opening"], *_words()["closing"]) or time.precision != "day" or time.first is None:
        return time
    if days is None:
        return time if verb in _words()["opening"] else None
    back, on = (days - 1, 0) if verb in _words()["closing"] else (0, days - 1)
    return replace(
        time, first=time.first - timedelta(days=back), last=time.first + timedelta(days=on), precision="interval"
    )
