"""Who speaks: the subject of a verb of speech, and the speaker that a phrase names."""

from dataclasses import replace

from pipelines.extract.arguments import Ref, party_refs
from pipelines.extract.lexicon import lexicon, singular
from pipelines.extract.names import Article
from pipelines.extract.parse import Clause, Hit, Phrase, Sentence
from pipelines.extract.speech_rules import cues
from pipelines.extract.statements import Row

SPEAKERS = frozenset(("person", "country", "organisation", "group", "role", "name", "demonym", "pronoun", "place"))


_TALKERS = SPEAKERS | {"institution"}


def speaker_in(row: Row) -> Ref:
    return Ref(row["subject_id"], row["subject"], "person")


def speaker_of(article: Article, s: Sentence, p: Phrase | None) -> Ref | None:
    """The speaker, if the phrase can be one."""
    if p is None:
        return None
    if p.kind not in SPEAKERS and not any(x.kind in SPEAKERS for x in p.each()):
        return _body(article, s, p)
    if p.kind == "place" and p.entity_id:
        entry = article.registry.entries.get(p.entity_id)
        if entry is None or not entry.capital_of:
            return None
    if p.kind == "role" and p.det == "another":
        return Ref(None, f"another {p.name}", "role")
    if not p.items and _officials(article, p):
        return Ref(None, p.name, "group")
    if p.kind == "role" and (p.name.lower() == "head of state" or (p.head == "head" and p.of and p.of.name == "State")):
        return _head_of_state(article, p)
    if p.kind == "place" and not p.items and p.entity_id not in article.registry.capitals.values():
        return Ref(None, " ".join(article.text[p.start : p.end].split()), "organisation")  # `the White House`
    refs = list(party_refs(article, s, p))
    if p.kind == "role" and not p.items and [ref.kind for ref in refs] == ["country"]:
        return Ref(None, p.name, "role")  # `the Chilean envoy said`: he says it, and not Chile
    if not refs and p.kind == "pronoun" and p.name.lower() == "it" and p.first == 0:
        return _that_body(article)
    if len(refs) < len(p.items) and all(map(may_speak, p.items)):
        return Ref(None, " ".join(article.text[p.start : p.end].split()), "group")
    if not refs:
        return _body(article, s, p)
    if len(refs) > 1:
        return Ref(None, " ".join(article.text[p.start : p.end].split()), "group")
    return refs[0]


def _head_of_state(article: Article, p: Phrase) -> Ref:
    """The one president whom the article names; `the Head of our State` may be another than its guest."""
    holders = article.positions.get("president", [])
    if len(holders) == 1 and p.of is None:
        return Ref(holders[0], article.entities[holders[0]].name, "person")
    return Ref(None, " ".join(article.text[p.start : p.end].split()), "role")


def _that_body(article: Article) -> Ref | None:
    """Who `it` is at the head of a sentence: the body that the sentence before is about."""
    if article.body is None or article.body[0] not in article.entities:
        return None
    return Ref(article.body[0], article.entities[article.body[0]].name, article.body[1])


def _officials(article: Article, p: Phrase) -> bool:
    """Whether the phrase is about people who do not speak for their country: `Israeli officials`, `a Saudi source`."""
    if (
        p.kind not in ("group", "role")
        or singular(p.head) not in cues().individuals
        or (p.det == "the" and p.name.lower() == p.head)
    ):
        return False
    return p.of is None or p.plural or p.det in ("a", "an", "one")


def _body(article: Article, s: Sentence, p: Phrase) -> Ref | None:
    """A body without a name of its own (`the commission`), which may be one named before, or what speaks for people."""
    if p.kind == "pronoun" and p.name.lower() in ("he", "she") and article.unnamed_last:
        return Ref(None, article.unnamed_last, "role")
    if p.kind == "pronoun" or not p.name or p.items:
        return None
    if (several := some_of(s, p)) is not None:
        return Ref(None, several, "group")
    close = p.head in ("close", "familiar") and p.last - p.first > 1
    if close and singular(s.lower[p.last - 2]) in cues().individuals | cues().insiders:
        end = s.ends[p.last - 2]  # `a source close to the talks`
        return Ref(None, " ".join(article.text[p.start : end].split()), "group")
    if singular(p.head) in cues().speakers or p.kind == "thing":
        behind = s.at.get(p.after + 1) if s.lower[p.after : p.after + 1] in _FROM else None
        for source in (p.possessor, behind, p.of):  # `her statement`, `a report by the bank`
            if source is not None and source.kind in _TALKERS and singular(p.head) in cues().documents:
                return speaker_of(article, s, source)
    if p.kind not in ("organisation", "institution") and not {p.head, singular(p.head)} & cues().speakers:
        return None
    if p.det in ("the", "this") and " " not in p.name:
        named = [
            e
            for e in article.entities.values()
            if e.type in ("organisation", "institution") and e.name.lower().split()[-1] == p.name.lower()
        ]
        if len(named) == 1:
            return Ref(named[0].entity_id, named[0].name, named[0].type)
    return Ref(None, p.name, "organisation")


def some_of(s: Sentence, p: Phrase) -> str | None:
    """`one of the victims`, `several of his aides`: people without a name, as they are told."""
    if s.lower[p.first + 1 : p.first + 2] != ["of"] or s.lower[p.first] not in _SOME or p.items:
        return None
    return " ".join(s.words[p.first : p.after]) if _are_people(s.lower[p.after - 1]) else None


def _are_people(noun: str) -> bool:
    one = singular(noun)
    return one in cues().people or one in cues().individuals or one in cues().insiders or one in lexicon().title_heads


def unnamed(s: Sentence, p: Phrase) -> str:
    """The name of one person without a name, as `one of the victims`, `an official`, `another diplomat`; else empty."""
    if s.lower[p.first] == "one" and p.kind != "role":
        return some_of(s, p) or ""
    if p.plural or p.items or p.det not in ("a", "an", "one", "another"):
        return ""
    return p.name if p.kind == "role" or (p.kind == "thing" and _are_people(p.head)) else ""


_SOME = frozenset("one two three four five some several many most another".split())


def may_speak(p: Phrase) -> bool:
    nouns = cues().speakers
    return any(x.kind in _TALKERS or singular(x.head) in nouns for x in p.each())


def subject_of(s: Sentence, c: Clause) -> Phrase | None:
    """The subject; before an insertion in commas if there is one: `A diplomat, speaking in Quito, said …`."""
    if c.subject is not None and c.subject.after == c.first and (both := _with_partner(s, c.subject)) is not None:
        return both
    close = c.first - 1
    if c.relative and c.subject is not None and c.subject.of is not None and s.lower[close] == "who":
        return c.subject if may_speak(c.subject) else c.subject.of  # `the home of X, who said …`
    if close > 2 and s.tags[close] == "-":  # `X – who took office in May – said …`
        dash = s.tags.rfind("-", 0, close)
        host = s.ending.get(dash)
        return host if host is not None and may_speak(host) else c.subject
    if c.subject is None and c.form == "finite" and s.lower[close] == "but":
        spoke = [d.subject for d in s.clauses if d.form == "finite" and d.main < close and d.subject is not None]
        return spoke[-1] if spoke and may_speak(spoke[-1]) else None
    if c.subject is None and c.form == "finite" and s.tags[close : close + 1] not in tuple("&,"):
        return _behind_relative(s, c)
    named = s.ending.get(close)
    if named is not None and s.tags[close] == "," == s.tags[named.first - 1 : named.first] and _is_full_name(named):
        return named  # `the bank's envoy for the coast, A B, said …`
    if (
        close < 2
        or s.tags[close] != ","
        or (c.subject is not None and (c.subject.after == c.first or c.form == "gerund"))
    ):
        return c.subject
    comma = s.tags.rfind(",", 0, close)
    while comma > 0:
        host = s.ending.get(comma - (s.tags[comma - 1] == "R"))
        if host is not None and s.tags[comma + 1] in "GIREFW" and may_speak(host):
            return host if host.first == 0 or s.tags[host.first - 1] not in "Iot" else c.subject
        if host is not None and _is_full_name(host) and s.tags[host.first - 1 : host.first] in ("", '"', ","):
            return host if not set(s.tags[comma:close]) & set('ZMAVXWF;"&') else c.subject  # `X, 34, a baker, said`
        comma = s.tags.rfind(",", 0, comma)
    return c.subject


def _with_partner(s: Sentence, p: Phrase) -> Phrase | None:
    """`X and his allies` for `his allies`, where the parser has not read the two as one."""
    if p.first < 2 or s.tags[p.first - 1] != "&" or p.items:
        return None
    partner = s.ending.get(p.first - 1)
    opens = partner is not None and (partner.first == 0 or s.tags[partner.first - 1] in ',"')
    if partner is None or not opens or partner.items or not (may_speak(partner) and may_speak(p)):
        return None
    return replace(p, first=partner.first, start=partner.start, items=(partner, p), kind="group", titles=())


def _is_full_name(p: Phrase) -> bool:
    return p.kind in ("person", "name") and not p.items and not p.det and " " in p.name


def _behind_relative(s: Sentence, c: Clause) -> Phrase | None:
    """The subject of a verb that follows a relative clause: `an aide who asked not to be named said …`."""
    host = next((d for d in reversed(s.clauses) if d.relative and d.form == "finite" and d.main < c.first), None)
    if host is None or host.subject is None or set(s.tags[host.first : c.first]) & set(',;:"&'):
        return None
    return host.subject if may_speak(host.subject) else None


def source_at(s: Sentence, i: int) -> Phrase | None:
    """Whom `according to` names: the phrase at token i, or whose it is: `the bank's data`, `a note posted by X`."""
    phrase = s.at.get(i) or s.at.get(i + 1)  # `a May 3, 2019 statement`: the date stands before the phrase
    if phrase is None or phrase.kind in _TALKERS:
        return phrase
    if phrase.possessor is not None and phrase.possessor.kind in SPEAKERS:
        return phrase.possessor
    for j in range(phrase.after, min(phrase.after + 8, len(s.tags) - 1)):
        if s.tags[j] in ",.;":
            break
        source = s.at.get(j + 1)
        made = s.lower[j] == "from" or (s.lower[j] == "by" and s.lower[j - 1] not in _SEEN)
        if made and source is not None and source.kind in _TALKERS:
            return source
    if phrase.of is not None and phrase.of.kind in _TALKERS:
        return phrase.of
    named = next((k for k in range(phrase.first, phrase.last) if isinstance(s.payload.get(k), Hit)), None)
    hit = s.payload.get(named) if named is not None else None
    if named is None or not isinstance(hit, Hit) or singular(phrase.head) not in cues().documents:
        return phrase
    return replace(phrase, kind="organisation", entity_id=hit.entity_id, first=named, start=hit.start, end=hit.end)


_SEEN = frozenset("seen obtained reviewed viewed read cited quoted carried reported consulted".split())
"""What a paper does with what others wrote: `a draft seen by the agency`."""


_FROM = (["from"], ["by"])
