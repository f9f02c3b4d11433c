"""From phrases to arguments: who the parties are, which place, which quantity, which date.

Everything returned is a `Ref` or a literal; statements are put together in `statements.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipelines.extract.lexicon import lexicon, singular
from pipelines.extract.names import Article
from pipelines.extract.parse import Clause, Hit, Phrase, Sentence
from pipelines.extract.quantities import Quantity
from pipelines.extract.times import Time
from pipelines.ids import slug


@dataclass(frozen=True, slots=True)
class Ref:
    """What stands in a statement's subject or object: an entity, or a name alone."""

    entity_id: str | None
    name: str
    kind: str


def kinds(phrase: Phrase) -> set[str]:
    """The kinds a slot may accept the phrase as."""
    return {p.kind for p in phrase.each()} | {phrase.kind}


def party_refs(article: Article, s: Sentence, phrase: Phrase) -> Iterator[Ref]:
    """The parties that a phrase names, one each; a collective whose members are known gives its members."""
    for item in phrase.each():
        yield from _party(article, s, item)


def _party(article: Article, s: Sentence, p: Phrase) -> Iterator[Ref]:
    registry = article.registry
    if p.members:
        for member in p.members:
            yield from _party(article, s, member)
        return
    if p.kind == "pronoun":
        if p.name.lower() in ("he", "she", "him", "her"):
            pronoun = "he" if p.name.lower() in ("he", "him") else "she"
            person = _person_before(article, s, p)
            if person is None or article.pronouns.get(person, pronoun) != pronoun:
                person = _last_person(article, pronoun)
            if person:
                yield Ref(person, article.entities[person].name, "person")
        elif p.name.lower() == "it":
            speaker = _speaker_before(s, p)  # `Chile announced that it would …`
            if speaker is not None:
                yield from _party(article, s, speaker)
        elif p.name.lower() == "they" and article.last_group and article.since_group < _FORGOTTEN:
            yield Ref(None, article.last_group, "group")
        return
    if p.head in _HOMES and p.name.lower() == p.head and (home := _home(article, s, p)) is not None:
        yield home
        return
    if p.entity_id is not None:
        entry = registry.entries.get(p.entity_id)
        if (
            entry is not None
            and entry.type == "group"
            and s.tags[p.first] == "Q"
            and not article.groups.get(p.entity_id)
        ):
            yield Ref(
                None, " ".join(article.text[s.starts[p.first] : p.end].split()), "group"
            )  # `48 African countries`
        elif entry is not None and entry.type == "place" and entry.capital_of:
            yield known(article, entry.capital_of)
        elif entry is not None and entry.type == "group" and (members := members_of(article, p.entity_id)):
            yield from (known(article, member) for member in members)
        elif entry is not None and entry.type == "place":
            yield Ref(p.entity_id, entry.name, "place")
        else:
            name = article.entities[p.entity_id].name if p.entity_id in article.entities else p.name
            yield known(article, p.entity_id) if entry is not None else Ref(p.entity_id, name, p.kind)
        return
    if p.kind == "name":
        entity_id = article.person(p.name)
        yield Ref(entity_id, article.entities[entity_id].name, "person")
        return
    if p.kind == "group":
        yield from _group(article, s, p)
        return
    if p.kind == "role":
        yield from _role(article, s, p)
        return
    if p.head == "delegation" and p.of is not None:
        yield from party_refs(article, s, p.of)
    elif p.kind in ("organisation", "institution") and p.name[0].isupper():
        yield organisation(article, p)


def _home(article: Article, s: Sentence, p: Phrase) -> Ref | None:
    """The Norway of `his country`, said of its minister, and of `Norway, whose government …`."""
    k = p.first - 1
    if p.det in ("his", "her"):
        pronoun = "he" if p.det == "his" else "she"
        person = _person_before(article, s, p) or _last_person(article, pronoun)
    elif k > 0 and s.lower[k] == "whose":
        host = next((q for q in reversed(s.every) if q.after in (k, k - 1) and q.first < k and not q.items), None)
        if host is not None and host.kind == "country" and host.entity_id is not None:
            return known(article, host.entity_id)
        person = host.entity_id if host is not None and host.kind == "person" else None
    else:
        return None
    country = article.country_of(person) if person is not None else None
    return known(article, country) if country is not None else None


_HOMES = frozenset(("country", "nation", "government"))


_FORGOTTEN = 3
"""Sentences after which `they` is no longer the people spoken of."""


def companions(s: Sentence, c: Clause) -> Iterator[Phrase]:
    """Who acts with the agent of a clause: `together with A and B`, `along with C`, `, alongside D,`.

    Also who is counted in with it: `with the addition of A and B, 90 countries have signed`.
    """
    if c.subject is not None and c.subject.kind == "group" and c.subject.plural:
        yield from (p.of for w, p in c.preps if w == "with" and p.head in _ADDED and p.of is not None)
    who = c.subject
    inserted = [
        p
        for p in s.phrases
        if who is not None
        and who.after < p.first < c.first
        and not set(s.tags[who.after : p.first]) & set("FEG")  # `the talks, organised jointly with A, adopted …`
    ]
    for p in (*inserted, *(p for _, p in c.preps)):
        before = s.lower[max(p.first - 2, 0) : p.first]
        if before[-1:] == ["alongside"] or (before[-1:] == ["with"] and before[0] in ("together", "along", "jointly")):
            yield p
    if c.passive and (by := next((p for w, p in c.preps if w == "by"), None)) is not None:
        yield from _by_others(s, by)
    if "as" in s.lower[c.main :] and (likewise := _as_did(s, c)) is not None:
        yield likewise
    if c.object is None or c.object.kind != "event" or "as" not in s.lower:
        return
    k = next((k for k in range(c.main, len(s.tags) - 3) if s.lower[k : k + 3] == ["as", "well", "as"]), None)
    further = s.at.get(k + 3) if k is not None else None
    if further is not None and c.end <= further.first <= c.end + 5 and further.kind in _GUESTS:
        yield further  # `A attended the summit, as well as B`


def _by_others(s: Sentence, by: Phrase) -> Iterator[Phrase]:
    """The others of `chaired by A and by B`, `signed by A as well as by B`."""
    match = _AND_BY.match(s.tags, by.after)
    other = s.at.get(match.end()) if match is not None and s.lower[match.end() - 1] == "by" else None
    if other is not None and other.kind in (*_GUESTS, "name"):
        yield other


_AND_BY = re.compile(",?&R*I")


def _as_did(s: Sentence, c: Clause) -> Phrase | None:
    """The B of `A attended the summit, as did B`."""
    k = next((k for k in range(c.main, len(s.tags) - 2) if s.lower[k] == "as" and s.tags[k + 1] in "dM"), None)
    other = s.at.get(k + 2) if k is not None else None
    if other is None or other.kind not in _GUESTS or any(c.main < d.main < other.first for d in s.clauses):
        return None
    return other if s.tags[other.after : other.after + 1] in tuple(".,;") else None


_ADDED = frozenset(("addition", "additions"))
_GUESTS = frozenset(("person", "country", "organisation", "group"))


def included(s: Sentence, c: Clause, patient: Phrase) -> Iterator[Phrase]:
    """The pacts of `the six agreements that A and B signed include a pact on X and a memorandum on Y`."""
    following = next((d for d in s.clauses if d.main > c.main), None)
    if patient.kind != "agreement" or not patient.plural or patient.first > c.main or following is None:
        return
    theirs = following.subject is patient or (following.subject is None and following.first == c.last)
    if theirs and following.verb == "include" and following.status == "done" and following.object is not None:
        yield following.object


def named_among(s: Sentence, c: Clause, agent: Phrase) -> Iterator[Phrase]:
    """Whom a group behind `by` is said to be of: `by 40 states including A, as well as B`, `by leaders - A, B`."""
    if not c.passive or agent.kind != "group" or not agent.plural:
        return
    listed = next((p for w, p in c.preps if w == "including" and p.first - agent.after in (1, 2)), None)
    dash = agent.after + (s.tags[agent.after : agent.after + 2] == "S-")  # behind a quotation mark
    if listed is None and s.tags[dash : dash + 1] == "-":
        listed = s.at.get(dash + 1)
        if listed is not None and s.tags[listed.after : listed.after + 1] not in tuple(".-"):
            return  # `by many children - presidents among them`
    if listed is None:
        return
    yield listed
    k = listed.after + (s.tags[listed.after : listed.after + 1] == ",")
    if s.lower[k : k + 3] == ["as", "well", "as"] and (further := s.at.get(k + 3)) is not None:
        yield further


def _last_person(article: Article, pronoun: str | None = None) -> str | None:
    """The person last spoken of; a name alone (`Omar Sy met voters`) is one once somebody refers to it.

    `pronoun`: `he` or `she`, for whom only a person stands who is not known to be the other.
    """
    if article.turn is not None and len(article.turn) > 1:
        return None
    if article.last_person is None and article.last_name:
        article.last_person = article.person(article.last_name)
    last = article.last_person
    if last is None or pronoun is None or article.pronouns.get(last, pronoun) == pronoun:
        return last
    named = (m[0] for m in reversed(article.mentions) if m[0].startswith("person:"))
    return next((person for person in named if article.pronouns.get(person, pronoun) == pronoun), None)


def _person_before(article: Article, s: Sentence, p: Phrase) -> str | None:
    """The person who is the subject of the last clause before a pronoun in its own sentence: `said Ada Quispe` too."""
    for c in reversed(s.clauses):
        q = (
            c.object
            if c.subject is None and c.first == c.main and s.tags[c.first - 1 : c.first] in _OPENS
            else c.subject
        )
        if c.form == "finite" and c.main < p.first and q is not None and q.after <= p.first:
            if q.kind == "person" and q.entity_id:
                return q.entity_id
            if q.kind == "role" and q.det == "the" and not q.plural and not q.items:
                who = [ref for ref in _party(article, s, q) if ref.kind == "person" and ref.entity_id]
                if who:
                    return who[0].entity_id
            if q.kind == "name" and 2 <= len(q.name.split()) <= 4 and q.name[0].isupper():
                return article.person(q.name)
    if s.tags[p.first - 1 : p.first] in tuple("&;") and p.first:  # `We met Ada Quispe, and she said …`
        named = {q.entity_id for q in s.every if q.kind == "person" and q.after <= p.first}
        return named.pop() if len(named) == 1 else None
    return None


_OPENS = ("", ",", '"')


def _speaker_before(s: Sentence, p: Phrase) -> Phrase | None:
    """The country or organisation that is the subject of the clause around the one of a pronoun.

    Behind `Chile's announcement that it would …` it is whose announcement that is.
    """
    if s.tags[p.first - 1 : p.first] == "h":
        told = next((q for q in s.every if q.after == p.first - 1 and q.possessor is not None), None)
        if told is not None and told.possessor is not None and told.possessor.kind in ("country", "organisation"):
            return told.possessor
    for c in s.clauses:
        subject = c.subject
        if subject is None or s.tags[subject.first : p.first].count('"') % 2:
            continue  # `"Peru has paid," it said`
        if subject.after <= p.first and c.form == "finite" and c.main < p.first:
            return subject if subject.kind in ("country", "organisation", "place") else None
    return None


_LARGE = 12


def members_of(article: Article, entity_id: str) -> tuple[str, ...]:
    """The members that the article lists for a group, else those of the registry for a few countries of a region.

    A bloc with a name of its own (`BRICS leaders`) acts as one: who belonged to it that day, the article must say.
    """
    listed = article.groups.get(entity_id)
    if listed:
        return listed
    members = article.registry.countries(entity_id)
    entry = article.registry.entries[entity_id]
    of_region = entry.type == "group" and entry.name.split()[-1].lower() in _MEMBER_HEADS
    return members if of_region and len(members) <= _LARGE else ()


def organisation(article: Article, p: Phrase) -> Ref:
    """A named organisation; one word (`the Lab`) is the one that the article has named in full before."""
    if " " not in p.name and p.det == "the":
        full = [e for e in article.entities.values() if e.type == "organisation" and e.name.endswith(f" {p.name}")]
        if len(full) == 1:
            return Ref(full[0].entity_id, full[0].name, "organisation")
    entity_id = f"organisation:{slug(p.name)}"
    article.entity(entity_id, "organisation", p.name)
    return Ref(entity_id, p.name, "organisation")


def known(article: Article, entity_id: str) -> Ref:
    """A registry entity."""
    entity = article.entity(entity_id, "", "")
    return Ref(entity_id, entity.name, entity.type)


def _hits(s: Sentence, p: Phrase) -> list[Hit]:
    return [hit for k in range(p.first, p.last) if isinstance(hit := s.payload.get(k), Hit)]


def _group(article: Article, s: Sentence, p: Phrase) -> Iterator[Ref]:
    """`leaders of A and B`, `the five Central Asian countries`, `the six countries`, `the two sides`."""
    registry = article.registry
    if p.of is not None and any(
        x.kind in ("country", "group", "organisation", "demonym", "place")
        or (x.kind == "institution" and p.head in _SENT)
        for x in p.of.each()
    ):
        found = list(party_refs(article, s, p.of))
        if found:
            yield from found
            return
    hits = _hits(s, p)
    if hits:
        words = s.lower[p.first : p.last]
        for hit in hits:
            entry = registry.entries[hit.entity_id]
            members = members_of(article, hit.entity_id)
            if entry.type == "place" and entry.capital_of:
                yield known(article, entry.capital_of)
            elif members and p.head in _MEMBER_HEADS:
                for member in members:
                    yield known(article, member)
            elif len(hits) == 1 and (entry.type == "place" or (entry.type == "organisation" and "member" in words)):
                yield Ref(None, p.name, "group")  # `African leaders` are no place, `UN member states` not the UN
            elif entry.type in ("country", "group", "organisation", "place"):
                yield known(article, hit.entity_id)
        return
    if (both := _both(article, p)) is not None:
        yield from both
        return
    count = next(
        (int(q.value) for k in range(p.first, p.last) if isinstance(q := s.payload.get(k), Quantity) and q.value), None
    )
    if count is None:
        count = _COUNTS.get(p.name.split()[0].lower()) if p.name else None
    count = 2 if p.det == "both" else count
    together = article.groups.get(f"#{count}")
    if together and (count != 2 or p.head in _PAIRED):
        yield from (known(article, member) for member in together)
        return
    if p.name:
        yield Ref(None, p.name, "group")


_PAIRED = frozenset("countries sides nations states governments parties".split())
"""What two countries are called together."""


def _both(article: Article, p: Phrase) -> list[Ref] | None:
    """`the two presidents`, `both foreign ministers`: the two people of whom the article has said that they are."""
    words = p.name.lower().split()
    if words[:1] not in (["two"], ["both"]) and p.det != "both":
        return None
    rest = " ".join(words[1:] if words[0] in ("two", "both") else words)
    offices = _LEADING if rest in _LEADERS else (singular(rest),)
    holders = list(dict.fromkeys(h for office in offices for h in article.positions.get(office, ())))
    if len(holders) != 2 or any(h not in article.entities for h in holders):
        return None
    return [Ref(h, article.entities[h].name, "person") for h in holders]


_LEADERS = frozenset(("leaders", "heads of state", "heads of government", "heads of state and government"))
_SENT = frozenset("representatives delegates delegations officials envoys".split())
_COUNTS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "both": 2,
}
_MEMBER_HEADS = frozenset(
    "countries nations states leaders presidents ministers heads members governments republics".split()
)


def _role(article: Article, s: Sentence, p: Phrase) -> Iterator[Ref]:
    """`the scholar`, `the prime minister`, `the president of Kenya`: a person named before, else the country."""
    holders = article.positions.get(" ".join(p.name.lower().split()), [])
    person = holders[0] if len(holders) == 1 else None
    if p.of is not None:
        found = list(party_refs(article, s, p.of))
        if found and p.det not in ("a", "an"):
            yield found[0]
            return
    hits = [h for h in _hits(s, p) if article.registry.entries[h.entity_id].type == "country"]
    if hits and person is None and p.head == "leader" and p.det == "the":
        person = _leader(article, p)
    if person is not None and hits and p.det in ("the", ""):
        yield Ref(person, article.entities[person].name, "person")
        return
    if hits and p.det not in ("a", "an"):
        yield known(article, hits[0].entity_id)
    elif person is not None and p.det in ("the", ""):
        yield Ref(person, article.entities[person].name, "person")
    elif p.det == "the" and p.name.lower() == p.head and p.head in article.unnamed:
        yield Ref(None, article.unnamed[p.head], "role")
    elif p.det == "the" and p.head in _GENERIC_PERSON and (last := _last_person(article)):
        yield Ref(last, article.entities[last].name, "person")
    elif p.name:
        yield Ref(None, p.name, "role")


def _leader(article: Article, p: Phrase) -> str | None:
    """Whom `the Senegalese leader` means: the one person whom the article calls Senegalese president or the like."""
    country = p.name.lower().rsplit(" ", 1)[0]
    found = {holder for office in _LEADING for holder in article.positions.get(f"{country} {office}", ())}
    return next(iter(found)) if len(found) == 1 else None


_LEADING = ("president", "prime minister", "premier", "chancellor", "king", "emir", "sultan", "crown prince")
_GENERIC_PERSON = frozenset("scholar expert analyst official diplomat leader professor researcher economist".split())


def thing_refs(article: Article, s: Sentence, phrase: Phrase, kind: str) -> Iterator[Ref]:
    """The events, agreements, institutions or concepts that a phrase names; a generic list is expanded."""
    for item in phrase.each():
        if item.kind == "pronoun" and item.name.lower() == "it" and article.it is not None and article.it[1] == kind:
            yield Ref(article.it[0], article.entities[article.it[0]].name, kind)
            continue
        if item.kind != kind:
            continue
        if item.entity_id in article.entities and item.entity_id not in article.registry.entries:
            if kind == "event":
                article.events_now.add(item.entity_id)
            yield Ref(item.entity_id, article.entities[item.entity_id].name, kind)
            continue
        if item.plural and (name := _without_parties(article, item)) != item.name:
            yield Ref(None, name, kind)
            continue
        expanded = list(_expanded(article, s, item)) if item.plural and kind == "institution" else []
        if expanded:
            yield from expanded
            continue
        if item.entity_id and item.entity_id in article.registry.entries:
            if kind == "event":
                article.entity_named(kind, item.name, _event_head(item), s, item.start, item.entity_id)
                article.events_now.add(item.entity_id)
            elif kind == "institution":  # `the mechanism` may be it, further on
                article.entity_named(kind, item.name, item.head.split()[-1], s, item.start, item.entity_id)
            yield known(article, item.entity_id)
            continue
        entity_id = article.name_thing(item, s)
        if entity_id is not None:
            article.mention(s, entity_id, item.start, item.end, "head_noun")
            if kind == "event":
                article.events_now.add(entity_id)
            yield Ref(entity_id, article.entities[entity_id].name, kind)
        elif kind == "event":
            continue  # nothing tells which one: `a meeting`, `press conferences`
        elif item.plural:
            yield Ref(None, item.name, kind)
        elif item.det in ("a", "an") and item.name:
            name = _with_purpose(article, s, item)
            entity_id = article.entity_named(kind, name, item.head, s)
            yield Ref(entity_id, article.entities[entity_id].name, kind)


def _event_head(p: Phrase) -> str:
    """The conference of `Tokyo International Conference on Water`, which the registry knows by its whole name."""
    heads = lexicon().heads
    named = (word for word in p.name.lower().split() if "event" in heads.get(word, ()))
    return p.head if "event" in heads.get(p.head, ()) else next(named, p.head)


def series_of(article: Article, phrase: Phrase, ref: Ref) -> Ref:
    """The series of the event that a phrase names, unless the phrase says which edition; other things as they are."""
    if ref.kind != "event" or ref.entity_id is None:
        return ref
    entity_id = article.series(ref.entity_id, phrase)
    return Ref(entity_id, article.entities[entity_id].name, ref.kind)


def _without_parties(article: Article, p: Phrase) -> str:
    """`free trade agreements with A, B and C` are one kind of agreement: its parties are told apart from its name."""
    if p.kind != "agreement" or p.parties is None or len(p.parties.items) < 2:
        return p.name
    name = article.text[p.start : p.parties.start].rsplit(maxsplit=1)[0]
    return " ".join(name.split())


def _with_purpose(article: Article, s: Sentence, p: Phrase) -> str:
    """`struck a deal on Friday to lend Kenya $5 billion`: a deal that is known by what it is to do."""
    j = p.after + 1 + (s.tags[p.after : p.after + 1] == "I")
    what = s.at.get(j + 2)
    timed = p.kind == "agreement" and p.name.lower() == p.head and s.tags[j - 1 : j + 2] == "TtB"
    if not timed or what is None:
        return p.name
    end = s.at[what.after].end if s.tags[what.after : what.after + 1] == "Q" and what.after in s.at else what.end
    return f"{p.name} {' '.join(article.text[s.starts[j] : end].split())}"


_LINK = re.compile(
    r"\s*,?\s*(?:on|for|focusing on|focused on|focussing on|dedicated to|in charge of|covering|"
    r"in the (?:areas|fields) of|in|:|including|namely(?: those on)?|–|-)\s+"
)


def _expanded(article: Article, s: Sentence, p: Phrase) -> Iterator[Ref]:
    """What a plural with a list stands for.

    `three cooperation centres on A, B and C` gives `cooperation centre on A` and so on; `three centres: the A Centre,
    the B Centre and the C Centre` gives those.
    """
    text = article.folded
    head_end = s.ends[p.last - 1]
    match = _LINK.match(text, head_end, s.end)
    only_listed = match is None
    match = match or _LISTING.search(text, head_end, s.end)
    if match is None:
        return
    tail = text[match.end() : s.end]
    tail = re.split(
        r"\.$|\.\s|, (?:as well as|in addition to|who|which|he said|she said|and to)\b|;? as well as", tail
    )[0]
    parts = split_list(tail)
    if len(parts) < 2:
        return
    stem_words = [w for k, w in enumerate(s.words[p.first : p.last], p.first) if s.tags[k] not in "DQ"]
    head = singular(stem_words[-1].lower())
    stem = " ".join([*stem_words[:-1], head])
    listed = [part for part in parts if singular(part.split()[-1].lower()) == head]
    for part in parts:
        if listed:
            if part not in listed:
                continue
            name = re.sub(r"^(?:the|a|an)\s+", "", part, flags=re.IGNORECASE)
        else:
            if only_listed or len(part.split()) > 6 or re.search(r"\b(?:is|are|was|were|will|said|has|have)\b", part):
                return
            name = f"{stem} on {part}"
        entity_id = article.entity_named(p.kind, name, head, s)
        yield Ref(entity_id, article.entities[entity_id].name, p.kind)


_LISTING = re.compile(r",\s+(?:including|namely)\s+|:\s+")


def split_list(text: str) -> list[str]:
    """The items of `A, B and C`.

    An item that holds `and` itself stays whole where commas or semicolons separate the items.
    """
    text = text.strip(" ,.;\"'")
    text = (
        re.sub(r",? as well as ", ", and " if ", " in text else " and ", text)
        if text.count("as well as") == 1
        else text
    )
    if ";" in text:
        parts = re.split(r"\s*;\s*(?:and\s+)?|,? as well as ", text)
    elif "," in text:
        text, _, whole = text.partition(", and ")  # what follows is one, though it hold commas itself
        parts = re.split(r"\s*,\s*", text) + ([f"and {whole}"] if whole else [])
        last = parts[-1]
        if last.startswith("and "):
            parts[-1] = last[4:]
        elif " and " in last:
            head, _, tail = last.partition(" and ")
            parts[-1:] = [head, tail]
    else:
        parts = text.split(" and ") if text.count(" and ") == 1 else [text]
    return [p.strip(" ,.;\"'") for p in parts if p.strip(" ,.;\"'")]


# literals -------------------------------------------------------------------------------------------------------


def times_of(s: Sentence, tokens: list[int]) -> list[Time]:
    """The resolved dates among the tokens; two days in a row (`3 and 4 April`) are one interval."""
    found: list[Time] = []
    last = -9
    for k in tokens:
        t = s.payload.get(k)
        if not isinstance(t, Time) or t.first is None or t.type not in ("DATE", "TIME"):
            continue
        previous = found[-1].last if found else None
        if previous is not None and k == last + 2 and s.tags[k - 1] == "&" and (t.first - previous).days == 1:
            found[-1] = replace(found[-1], last=t.last, precision="interval")
        else:
            found.append(t)
        last = k
    return found


def quantities_in(s: Sentence, first: int, last: int) -> list[tuple[int, Quantity]]:
    """The quantities among the tokens [first, last), in order."""
    return [(k, q) for k, q in s.payload.items() if first <= k < last and isinstance(q, Quantity)]


def place_ref(article: Article, p: Phrase) -> Ref | None:
    """A place with the country of its chain (`Astana, Kazakhstan`), or a country; a day or month is none."""
    if p.name.lower() in _CALENDAR:
        return None
    if p.kind == "country" and p.entity_id:
        return known(article, p.entity_id)
    if p.kind == "name" and p.last - p.first <= 2 and p.name.lower() not in article.surnames and not p.possessor:
        return article_place(article, p.name)
    if (
        p.kind in ("organisation", "institution")
        and "place" in lexicon().heads.get(p.head, ())
        and p.name[:1].isupper()
    ):
        return article_place(article, p.name)
    if p.kind != "place":
        return _city_of(article, p)
    if p.entity_id and p.entity_id in article.registry.entries:
        ref = known(article, p.entity_id)
        article.entity(p.entity_id, "place", article.text[p.start : p.end])
        return ref
    return _city_of(article, p)


_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)
_CITY = frozenset("city capital town resort village island province region".split())


def _city_of(article: Article, p: Phrase) -> Ref | None:
    """`the northwestern Chinese city of Xi'an`, `the Kazakh capital Astana`, `the capital of Kazakhstan`."""
    if p.of is not None and p.head in _CITY | {"headquarters"}:
        inner = p.of
        if inner.kind == "place" and inner.entity_id:
            return place_ref(article, inner)
        if inner.kind == "country" and p.head == "capital" and inner.entity_id:
            capital = article.registry.capitals.get(inner.entity_id)
            return known(article, capital) if capital else known(article, inner.entity_id)
        if inner.kind in ("name", "person") and inner.name:
            return article_place(article, inner.name)
    whose, _, head = p.name.rpartition(" ")
    alias = article.registry.by_surface.get(whose) if head == "capital" else None
    capital = article.registry.capitals.get(alias.entity_id) if alias is not None else None
    if capital is not None:  # `the Kenyan capital`
        return known(article, capital)
    return None


def dateline_place(article: Article) -> Ref | None:
    """What `here` means: the place of the dateline, `MAJURO, Sept. 6 -`, known to the registry or not."""
    name = (article.dateline or "").split(",")[0].strip()
    for surface in (name, name.title()):
        alias = article.registry.by_surface.get(surface)
        if alias is not None:
            place = article.registry.entries[alias.entity_id].type == "place"
            return known(article, alias.entity_id) if place else None
    plain = name.replace(" ", "").replace("-", "").isalpha() and len(name.split()) <= _WORDS_OF_A_PLACE
    return article_place(article, name.title() if name.isupper() else name) if plain else None


_WORDS_OF_A_PLACE = 3


def article_place(article: Article, name: str) -> Ref:
    entity_id = f"place:{slug(name)}"
    article.entity(entity_id, "place", name)
    return Ref(entity_id, name, "place")
