"""What the phrases of one article name: registry entities, people, events, agreements, institutions, and what
`the summit`, `he` or a surname refers to.

One `Article` is built for one article and thrown away; nothing is shared between articles.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from pipelines.extract.lexicon import ORDINALS, lexicon, singular
from pipelines.extract.parse import Hit, Phrase, Sentence
from pipelines.extract.times import Time
from pipelines.ids import slug
from pipelines.registry import Registry

PARTY_KINDS = frozenset({"country", "person", "group", "organisation", "place", "role"})
NAMED_KINDS = ("event", "agreement", "institution", "concept")

_ORDINAL_VALUE = (
    {word: str(n) for n, word in enumerate(ORDINALS[:20], 1)}
    | {"inaugural": "1"}
    | {f"twenty-{word}": str(20 + n) for n, word in enumerate(ORDINALS[:9], 1)}
    | {"thirtieth": "30"}
    | {f"thirty-{word}": str(30 + n) for n, word in enumerate(ORDINALS[:9], 1)}
)


@dataclass(slots=True)
class Entity:
    """An entity as one article names it."""

    entity_id: str
    type: str
    name: str
    aliases: dict[str, None] = field(default_factory=dict)
    country_code: str | None = None
    origin: str = "discovered"


@dataclass(slots=True)
class Named:
    """An event, agreement, institution or concept that the article has named, in order of appearance."""

    entity_id: str
    name: str
    kind: str
    head: str
    ordinal: str | None
    keys: frozenset[str]
    position: int


@dataclass(slots=True)
class Article:
    """The state of reading one article."""

    doc_id: str
    text: str
    folded: str
    published: date | None
    registry: Registry
    dateline: str | None = None
    """The place that the article was sent from, which `here` means."""
    entities: dict[str, Entity] = field(default_factory=dict)
    mentions: list[tuple[str, str, int, int, str]] = field(default_factory=list)
    """(entity_id, segment_id, start, end, method)."""
    surnames: dict[str, list[str]] = field(default_factory=dict)
    named: list[Named] = field(default_factory=list)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Member ids of a group as this article lists them."""
    pairs: set[frozenset[str]] = field(default_factory=set)
    """Every two countries that the article names together."""
    last_person: str | None = None
    pronouns: dict[str, str] = field(default_factory=dict)
    """`he` or `she` by person, as far as the article tells."""
    turn: set[str] | None = None
    """The people named in this turn of a transcript, apart from who speaks."""
    last_name: str | None = None
    """The last name of two or more words that may be a person's."""
    it: tuple[str, str] | None = None
    """What `it` stands for: the subject of the sentence before, with its kind."""
    its: str | None = None
    """The country or organisation that `its` stands for: the subject of the sentence before."""
    body: tuple[str, str] | None = None
    """The organisation or group that the sentence before is about, with its kind: `the bloc`."""
    owner: str | None = None
    """The organisation or group last spoken of, whose `the bloc's 15th summit` and `its members` are."""
    unnamed: dict[str, str] = field(default_factory=dict)
    """The people without a name last spoken of, by what they are: `a senior official`, for `the official`."""
    unnamed_last: str = ""
    """The person without a name whom the last sentence that speaks of somebody is about, for `he`."""
    last_group: str | None = None
    """The people last spoken of together, as written, for `they`."""
    since_group: int = 0
    """Sentences since they were spoken of."""
    places: dict[str, set[str]] = field(default_factory=dict)
    """Words of the places where an event was held, by event."""
    events_before: set[str] = field(default_factory=set)
    """The events that the last sentence named; `events_now` those of this one."""
    events_now: set[str] = field(default_factory=set)
    lengths: dict[str, int] = field(default_factory=dict)
    """How many days an event lasts, by event."""
    told: dict[str, tuple[str, Time, str, tuple[int, int]]] = field(default_factory=dict)
    """The day last given for an event: verb (opened, closed, …), day, segment and offsets of the statement."""
    acronyms: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The series, and its head noun, by the short name that the article gives an event in brackets."""
    positions: dict[str, list[str]] = field(default_factory=dict)
    """The people that a title was given to, by its last words (`minister`, `prime minister`, …), in order."""

    def entity(self, entity_id: str, type_: str, name: str, code: str | None = None) -> Entity:
        """The entity of that id, made on first sight; the surface becomes an alias."""
        found = self.entities.get(entity_id)
        if found is None:
            entry = self.registry.entries.get(entity_id)
            if entry is not None:
                found = Entity(entity_id, entry.type, entry.name, {}, entry.country_code, "registry")
            else:
                found = Entity(entity_id, type_, name, {}, code)
            self.entities[entity_id] = found
        if name and name != found.name:
            found.aliases[name] = None
        return found

    def mention(self, sentence: Sentence, entity_id: str, start: int, end: int, method: str) -> None:
        self.mentions.append((entity_id, sentence.segment_id, start, end, method))

    # people ----------------------------------------------------------------------------------------------------

    def person(self, name: str) -> str:
        """The id of a person by full name or surname; a surname alone resolves to a person named before."""
        if name.isupper() and len(name) > 3:
            name = name.title()
        words = name.split()
        if len(words) == 1:
            known = self.surnames.get(words[0].lower(), [])
            if len(known) == 1:
                return known[0]
        entity_id = f"person:{slug(name)}"
        alias = self.registry.by_surface.get(name) or self.registry.by_surface.get(_INITIALS.sub("", name))
        if alias is not None and alias.entity_id.startswith("person:"):
            entity_id = alias.entity_id
        self.learn_person(entity_id, name)
        return entity_id

    def full_names(self) -> dict[str, str]:
        """The ids of people known by one word, each with the id of the one person whom the article names in full.

        Moves their mentions and aliases to that person.
        """
        people = [e for e in self.entities.values() if e.type == "person"]
        short = [e for e in people if e.origin == "discovered" and " " not in e.name]
        if not short:
            return {}
        named: dict[str, set[str]] = {}
        for p in people:
            words = p.name.split()
            for word in (words[0], words[-1]) if len(words) > 1 else ():
                named.setdefault(slug(word), set()).add(p.entity_id)
        moved = {}
        for e in short:
            longer = named.get(slug(e.name), set())
            if len(longer) == 1:
                moved[e.entity_id] = next(iter(longer))
            elif not longer and (name := self._in_full(e.name)) is not None:
                moved[e.entity_id] = self.person(name)
        for one, other in moved.items():
            gone = self.entities.pop(one)
            for alias in (gone.name, *gone.aliases):
                self.entity(other, "person", alias)
        if moved:
            self.mentions = [(moved.get(m[0], m[0]), *m[1:]) for m in self.mentions]
        return moved

    def _in_full(self, surname: str) -> str | None:
        """A name that the text writes in full in capitals alone, as in a heading: `SECRETARY ADA M. QUISPE`."""
        if f" {surname.upper()}" not in self.text:
            return None
        lex = lexicon()
        found = {}
        for m in re.finditer(rf"\b([A-Z][A-Z'-]+)( [A-Z]\.)? {re.escape(surname.upper())}\b", self.text):
            given = m[1].lower()
            if not {given} & (lex.title_words | lex.honorifics | lex.portfolios | lex.title_heads):
                found[given] = m[0].title()
        return next(iter(found.values())) if len(found) == 1 else None

    def holds(self, entity_id: str, title: str) -> None:
        """Remembers a title, so that `the prime minister` can mean its holder."""
        words = title.lower().split()
        called = {" ".join(words[start:]): None for start in range(len(words))}
        called[title.lower().partition(" of ")[0]] = None  # `the minister` is the minister of mines
        for office in called:
            holders = self.positions.setdefault(office, [])
            if entity_id not in holders:
                holders.append(entity_id)

    def country_of(self, person_id: str) -> str | None:
        """The country whose office a person holds, by the registry, else by the titles that the article gives."""
        entry = self.registry.entries.get(person_id)
        if entry is not None:
            country = f"country:{entry.country_code}"
            return country if country in self.registry.entries else None
        words = {office.split()[0].title() for office, holders in self.positions.items() if person_id in holders}
        found = {alias.entity_id for word in words if (alias := self.registry.by_surface.get(word)) is not None}
        countries = {e for e in found if self.registry.entries[e].type == "country"}
        return countries.pop() if len(countries) == 1 else None

    def learn_person(self, entity_id: str, name: str) -> None:
        self.entity(entity_id, "person", name)
        words = [w for w in re.split(r"[\s]+", name.lower()) if len(w) > 1]
        for word in {words[0], words[-1]} if words else ():
            known = self.surnames.setdefault(word, [])
            if entity_id not in known:
                known.append(entity_id)

    # events, agreements, institutions ---------------------------------------------------------------------------

    def name_thing(self, phrase: Phrase, sentence: Sentence) -> str | None:
        """The entity of a phrase of a named kind, learning it when it says enough to stand alone, else resolving it.

        Returns None when the phrase could mean several things or nothing yet named.
        """
        if phrase.kind == "event" and phrase.name.lower().startswith("this year's "):
            main = self.main_event()
            return main.entity_id if main is not None and _same_head(main.head, phrase.head) else None
        bare = phrase.kind == "event" and not (phrase.det or phrase.plural or phrase.possessor)
        if bare and phrase.name.lower() in self.text:
            return None  # `promoted cultural dialogue`, also where a headline gives it capitals
        keys, ordinal = _keys(phrase.name, phrase.head)
        distinctive = keys - _GENERIC
        name = told_name(phrase.name) if phrase.kind == "event" else phrase.name
        candidates = [n for n in self.named if n.kind == phrase.kind and _same_head(n.head, phrase.head)]
        if phrase.det in ("a", "an", "another", "no", "any", "every", "each") and not (distinctive and ordinal):
            candidates = [n for n in candidates if n.keys == keys]
        compatible = [
            n for n in candidates if (distinctive <= n.keys) and (ordinal is None or n.ordinal in (None, ordinal))
        ]
        if distinctive:
            exact = [
                n
                for n in compatible
                if n.keys >= keys
                and (ordinal == n.ordinal or ordinal is None)
                and not any(word.isdigit() for word in n.keys - keys)
            ]
            if exact and (phrase.det in ("the", "this", "its", "their") or ordinal or exact[-1].keys == keys):
                pick = exact[-1] if ordinal or len({n.entity_id for n in exact}) == 1 else None
                if pick is not None:
                    self._alias(pick.entity_id, phrase.name)
                    return pick.entity_id
            entity_id = self.id_of(phrase.kind, name, keys)
            self.entity(entity_id, phrase.kind, name)
            self.named.append(Named(entity_id, name, phrase.kind, phrase.head, ordinal, keys, phrase.start))
            return entity_id
        if phrase.plural or not phrase.det or phrase.det in _NOBODY_KNOWS_WHICH:
            return None
        if ordinal is not None:
            with_ordinal = [n for n in compatible if n.ordinal == ordinal]
            pick = _only(with_ordinal)
            if pick is None:
                telling = [n for n in candidates if n.keys - _GENERIC]
                telling = [n for n in telling if n.head == phrase.head] or telling
                one = len({frozenset(n.keys - _GENERIC) for n in telling}) == 1
                about = next((n for n in telling if n is self.main_event()), None)
                if one or (about is not None and phrase.head == about.head):
                    # `the third summit` of the one series that the article speaks of, or is about
                    base = telling[0] if one or about is None else about
                    stem = strip_ordinal(base.name)
                    name = f"{phrase.name.split()[0]} {stem}"
                    entity_id = f"{phrase.kind}:{slug(name)}"
                    self.entity(entity_id, phrase.kind, name)
                    self._alias(entity_id, phrase.name)
                    new = Named(entity_id, name, phrase.kind, phrase.head, ordinal, base.keys, sentence.start)
                    self.named.append(new)
                    return entity_id
                return None
            self._alias(pick.entity_id, phrase.name)
            return pick.entity_id
        called = [n for n in compatible if n.head == phrase.head and phrase.head not in _ANY_EVENT]
        compatible = called or compatible  # `the session` is the one called so, not the summit named last
        main = _main(compatible)
        just_named = [
            n
            for n in compatible
            if n.entity_id in self.events_before
            and " " not in phrase.name
            and (main is None or main.keys != n.keys)  # an edition before is only looked back on
        ]
        pick = _only(just_named) or _only(compatible) or main
        if pick is not None:
            self.entity(pick.entity_id, pick.kind, pick.name if pick.head != "event" else phrase.name)
            return pick.entity_id
        told = phrase.kind == "agreement" or (phrase.kind == "institution" and " " in phrase.name)
        if not candidates and told:
            return self.entity_for(phrase, sentence)
        return None

    def series(self, entity_id: str, phrase: Phrase) -> str:
        """The series that a phrase without ordinal means by the name of an edition: what is founded, or recurs."""
        edition = self.entities[entity_id]
        stem = strip_ordinal(edition.name)
        if stem == edition.name or _keys(phrase.name, phrase.head)[1] is not None:
            return entity_id
        series = self.id_of(edition.type, stem, _keys(stem, phrase.head)[0])
        self.entity(series, edition.type, stem)
        return series

    def id_of(self, kind: str, name: str, keys: frozenset[str]) -> str:
        """The id of a discovered thing; `the next summit` is another one in every article."""
        local = kind == "event" and keys - _GENERIC <= _RELATIVE
        return f"{kind}:{slug(name)}-{self.doc_id[-6:]}" if local else f"{kind}:{slug(name)}"

    def main_event(self) -> Named | None:
        """The event that the article is about: the first of those it names, unless others are named as prominently."""
        events = (
            n for n in self.named if n.kind == "event" and n.head != "visit" and not n.name.endswith(" of their own")
        )
        return _main(sorted(events, key=lambda n: n.position))

    def entity_for(self, phrase: Phrase, sentence: Sentence) -> str:
        """A new thing that an indefinite phrase introduces: `a treaty`, `a new platform`."""
        return self.entity_named(phrase.kind, phrase.name, phrase.head, sentence)

    def entity_named(
        self, kind: str, name: str, head: str, sentence: Sentence, position: int | None = None, known: str | None = None
    ) -> str:
        """A thing under exactly this name, learnt for later references.

        `position` is where it is first told, `known` its id if the registry has it.
        """
        keys, ordinal = _keys(name, head)
        entity_id = known or self.id_of(kind, name, keys)
        self.entity(entity_id, kind, name)
        if all(n.entity_id != entity_id for n in self.named):
            at = sentence.start if position is None else position
            self.named.append(Named(entity_id, name, kind, head, ordinal, keys, at))
        return entity_id

    def _alias(self, entity_id: str, name: str) -> None:
        self.entity(entity_id, "", name)


_ANY_EVENT = frozenset(("event", "meeting", "gathering", "talks"))
"""What a summit, a conference and a dialogue may all be called."""
_NOBODY_KNOWS_WHICH = frozenset(("a", "an", "another", "any", "every", "each", "no", "other", "our", "my", "your"))
_RELATIVE = frozenset(("next", "upcoming", "forthcoming", "coming", "previous", "last", "informal", "separate", "year",
    "today", "tomorrow", "yesterday", "tonight", "week", "month"))  # fmt: skip
_UNTELLING = re.compile(
    r"^(?:(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|half|\d+)-(?:day|hour|week|month)s?(?:-long)?|"
    r"(?:day|week|month)-?long|successful|historic|landmark|upcoming|forthcoming|long-awaited|much-anticipated|"
    r"ongoing|recent|latest|just-concluded)\s+)+",
    re.IGNORECASE,
)
"""What is said of an event at the head of its name without being part of it: `the two-day`, `the upcoming`."""
_INITIALS = re.compile(r"(?<= )[A-Z]\. ")
_GENERIC = frozenset(
    "accord action agreement annual back-to-back bilateral brief center centre ceremony closed-door closing communique "
    "conference cooperation cooperative day deal declaration dialogue document edition entire event final first "
    "five forum four gathering high-level historic important in-depth joint key keynote landmark latest "
    "level major mechanism meeting memorandum new one one-on-one opening other pact plan platform private recent "
    "round same separate session several signing six special specialised specialized spirit statement such summit talk "
    "talks this three top top-level treaty two understanding upcoming visit whole".split()
)
_WORDS = re.compile(r"(?:twenty|thirty)-\w+|[^\W\d_]+(?:'[^\W\d_]+)?|\d+(?:st|nd|rd|th)?")
_SMALL = frozenset("the a an of on in at for to and or with between by s".split())


def _keys(name: str, head: str) -> tuple[frozenset[str], str | None]:
    """The words that tell a name from another, and its ordinal."""
    ordinal = None
    keys = set()
    for word in _WORDS.findall(name.lower()):
        if word in _ORDINAL_VALUE:
            ordinal = ordinal or _ORDINAL_VALUE[word]
        elif word[0].isdigit() and word[-1].isalpha():
            ordinal = ordinal or word.rstrip("stndrh")
        elif word not in _SMALL:
            keys.add(singular(word))
    keys.discard(singular(head))
    return frozenset(keys), ordinal


def told_name(name: str) -> str:
    """The name of an event without what is only said of it: `summit` of `two-day summit`."""
    return _UNTELLING.sub("", name)


def strip_ordinal(name: str) -> str:
    """The series of an edition: `Andean Summit` of `third Andean Summit`."""
    words = name.split()
    ordinal = words and (words[0].lower() in _ORDINAL_VALUE or re.fullmatch(r"\d+(?:st|nd|rd|th)", words[0]))
    return " ".join(words[1:]) if ordinal else name


_EVENT_WORDS = frozenset(
    "summit meeting conference event gathering session forum talks assembly congress ceremony retreat symposium".split()
)


def _same_head(a: str, b: str) -> bool:
    a, b = singular(a), singular(b)
    return (
        a == b
        or (a in _EVENT_WORDS and b == "edition")
        or {a, b} <= {"center", "centre"}
        or (a == "event" and b in _EVENT_WORDS)
        or (a in _EVENT_WORDS and b in ("event", "gathering", "meeting", "session"))
    )


def _only(named: list[Named]) -> Named | None:
    return named[-1] if len({n.entity_id for n in named}) == 1 else None


def _main(named: list[Named]) -> Named | None:
    """The one that the article opens with, when it is named at least twice as often as any other."""
    counts: dict[str, int] = {}
    for n in named:
        counts[n.entity_id] = counts.get(n.entity_id, 0) + 1
    if not counts:
        return None
    first = named[0]
    return first if counts[first.entity_id] == max(counts.values()) else None


def hits(article: Article, found: list[tuple[int, int, str]]) -> list[Hit]:
    """Registry hits from `(start, end, surface)` spans, those that do not fit their surroundings dropped."""
    out = []
    for start, end, surface in found:
        alias = article.registry.by_surface[surface]
        if article.registry.fits(alias, article.text, start, end):
            out.append(Hit(start, end, alias.entity_id, alias.kind))
    return out


def kind_of_head(head: str, capitalised: bool) -> str | None:
    """The kind that a head noun gives to a phrase; organisations need a capital letter."""
    kinds = lexicon().heads.get(head)
    if not kinds:
        return lexicon().named_heads.get(head) if capitalised else None
    if kinds[0] in ("event", "agreement"):
        return kinds[0]
    if "organisation" in kinds and (capitalised or kinds == ("organisation",)):
        return "organisation" if "institution" not in kinds or not capitalised else "institution"
    return kinds[0]
