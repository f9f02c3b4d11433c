"""Who signed, where no verb takes the agreement and the signer as its arguments.

`Peru is a signatory of the pact`, `A signed for Peru`, `the following statement was released by Peru and Chile`. The
words are in `frames.yaml` under `constructions: signatory`; plain verbs such as sign or adopt are frames.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipelines.extract.arguments import Ref, party_refs, thing_refs
from pipelines.extract.frames import rules
from pipelines.extract.names import PARTY_KINDS
from pipelines.extract.parse import Clause, Phrase, Sentence
from pipelines.ids import slug

if TYPE_CHECKING:
    from pipelines.extract.statements import Reader

_LONGEST_TITLE = 200
"""Characters of a headline that names what follows."""


def read_signatories(reader: "Reader", s: Sentence) -> None:
    """Adds a statement for each party or person that the sentence says has signed."""
    words = rules().constructions["signatory"]
    for c in s.clauses:
        if c.status != "done":
            continue
        if c.verb in words["being"]:
            _being(reader, s, c, words)
        elif c.verb in words["signing"]:
            _for_a_party(reader, s, c)
            _in_company(reader, s, c)
        if c.verb in words["stating"] and c.passive:
            _following(reader, s, c, words)
        if c.verb in words["closing"]:
            _closing_act(reader, s, c, words)
    for p in s.every:
        if p.head in words["nouns"]:
            _listed(reader, s, p)


def _signed(reader: "Reader", s: Sentence, agreement: Ref, who: Phrase, span: tuple[int, int]) -> None:
    confidence = rules().constructions["signatory"]["confidence"]
    for ref in party_refs(reader.article, s, who):
        if ref.kind != "place":
            reader.add("signed_by", agreement, "signatory", confidence, span, object=ref, status="done")


def _only_agreement(reader: "Reader", s: Sentence, until: int) -> Iterator[Ref]:
    """The agreement that the sentence names before a token, else the one of the article, if there is a single one."""
    here = [p for p in s.every if p.kind == "agreement" and p.after <= until and not p.items]
    if here:
        yield from thing_refs(reader.article, s, here[0], "agreement") if len(here) == 1 else ()
        return
    named = {n.entity_id for n in reader.article.named if n.kind == "agreement"}
    if len(named) == 1:
        (entity_id,) = named
        yield Ref(entity_id, reader.article.entities[entity_id].name, "agreement")


def _signed_by_them(reader: "Reader", s: Sentence, noun: Phrase) -> tuple[list[Ref], int]:
    """What the `signatories` of a phrase have signed, and the token behind it; without a name the only agreement."""
    what = noun.of or (s.at.get(noun.after + 1) if s.lower[noun.after : noun.after + 1] == ["to"] else None)
    if what is None:
        return [*_only_agreement(reader, s, noun.first)], noun.after
    return [*thing_refs(reader.article, s, what, "agreement")], max(what.after, noun.after)


def _being(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`Peru is a signatory to the pact`, `Other signatories include Peru and Chile`."""
    for noun, who in ((c.object, c.subject), (c.subject, c.object)):
        if noun is None or who is None or noun.head not in words["nouns"] or noun.det == "no":
            continue
        if any(x.kind not in PARTY_KINDS for x in who.each()) or (noun is c.object and c.verb == "include"):
            continue
        agreements, last = _signed_by_them(reader, s, noun)
        for agreement in agreements:
            _signed(reader, s, agreement, who, reader.around(noun.first, who.first, max(last, who.after) - 1))


def _listed(reader: "Reader", s: Sentence, noun: Phrase) -> None:
    """`signatories to the pact: Peru, Chile and Kenya`."""
    agreements, last = _signed_by_them(reader, s, noun)
    who = s.at.get(last + 1) if s.tags[last : last + 1] == ":" else None
    if who is None or any(x.kind not in PARTY_KINDS for x in who.each()):
        return
    for agreement in agreements:
        _signed(reader, s, agreement, who, (noun.start, who.end))


def _for_a_party(reader: "Reader", s: Sentence, c: Clause) -> None:
    """`A signed for Peru`, `B signed on behalf of Chile`: the agreement that the article is about."""
    if c.object is not None or c.passive or c.subject is None or c.subject.kind not in ("person", "name"):
        return
    behind = [(w, p) for w, p in c.preps if p.first > c.main]
    behalf = next((p.of for w, p in behind if w == "on" and p.of is not None and s.lower[p.first] == "behalf"), None)
    party = behalf or next((p for w, p in behind if w == "for"), None)
    if party is None or party.kind not in ("country", "organisation"):
        return
    for agreement in _only_agreement(reader, s, c.first):
        span = (min(c.subject.start, s.starts[c.main]), party.end)
        _signed(reader, s, agreement, c.subject, span)
        _signed(reader, s, agreement, party, span)


def _in_company(reader: "Reader", s: Sentence, c: Clause) -> None:
    """`A joined B in signing the pact`: B signs it, too."""
    joined = c.governor
    if c.form != "gerund" or joined is None or joined.verb != "join" or joined.status != "done":
        return
    if joined.object is None or c.object is None or joined.object.kind not in ("country", "person", "organisation"):
        return
    for agreement in thing_refs(reader.article, s, c.object, "agreement"):
        _signed(reader, s, agreement, joined.object, (joined.object.start, c.object.end))


def _closing_act(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`The leaders concluded their summit with the signing of the pact`."""
    act = next((p for w, p in c.preps if w in ("with", "by") and p.head in words["acts"]), None)
    who = c.subject
    if act is None or act.of is None or who is None or c.passive or who.kind not in ("group", "country", "person"):
        return
    for agreement in thing_refs(reader.article, s, act.of, "agreement"):
        _signed(reader, s, agreement, who, (min(who.start, act.start), act.end))


def _following(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`The following joint statement was released by the governments of Peru and Chile`."""
    text, who = s.lower[c.first - 1], next((p for w, p in c.preps if w == "by"), None)
    start = next((k for k in range(max(c.first - 3, 0), c.first - 1) if s.lower[k] == "following"), None)
    if start is None or text not in words["texts"] or who is None or any(x.kind not in PARTY_KINDS for x in who.each()):
        return
    parties = [*party_refs(reader.article, s, who)]
    if len(parties) < 2:
        return
    article = reader.article
    title = _headline(article.text, words)
    name = title or f"joint {text}"
    own = None if title else f"agreement:{slug(name)}-{article.doc_id[-6:]}"  # without a title it is no other article's
    entity_id = article.entity_named("agreement", name, name.split()[-1].lower(), s, known=own)
    _signed(reader, s, Ref(entity_id, name, "agreement"), who, (s.starts[start], who.end))


def _headline(text: str, words: dict[str, Any]) -> str | None:
    """The title of the text that an article gives, if its first line is one: `Joint Statement on Reefs`."""
    line = text.lstrip().partition("\n")[0].strip()
    titled = line.lower().startswith(tuple(f"joint {noun}" for noun in words["texts"]))
    return line if titled and len(line) <= _LONGEST_TITLE else None
