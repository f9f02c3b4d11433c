"""Who belongs to what: members that a text lists behind a group, and those that join it.

The wordings are in `frames.yaml` under `constructions: membership`. That a group acts through its members is for
`arguments.py`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from pipelines.extract.arguments import Ref, known, organisation, party_refs
from pipelines.extract.frames import rules
from pipelines.extract.parse import Clause, Hit, Phrase, Sentence
from pipelines.extract.quantities import Quantity

if TYPE_CHECKING:
    from pipelines.extract.statements import Reader

_BODIES = frozenset(("organisation", "institution", "group"))
_MEMBER = frozenset(("member", "members"))


def read_members(reader: "Reader", s: Sentence) -> None:
    """Adds a statement for each member that the sentence gives to a group."""
    bodies = rules().constructions["membership"]["bodies"]
    for i, p in enumerate(s.phrases):
        _listed(reader, s, p)
        if i and (_is_list(p) or len(p.members) > 1):
            _behind_wording(reader, s, s.phrases[max(0, i - _HOSTS) : i], p)
        _called_members(reader, s, p)
        _union_of(reader, s, p)
        if p.det in ("a", "an") and p.head in bodies:
            _defined(reader, s, p)
    for c in s.clauses:
        _joined(reader, s, c)
        _counted_among(reader, s, c)
        _founded(reader, s, c)


def _is_list(p: Phrase) -> bool:
    """Whether it lists countries and organisations, among them perhaps a number of countries (`53 African states`)."""
    if len(p.items) < 2:
        return False
    named = [_can_belong(x) for x in p.items]
    return any(named) and all(fits or (x.kind == "group" and x.plural) for fits, x in zip(named, p.items, strict=True))


def _can_belong(p: Phrase) -> bool:
    """Whether it is a country or a named body, `the Lima Water Secretariat` among them."""
    return p.kind in ("country", "organisation") or (p.kind == "institution" and p.name[:1].isupper())


def _lists(p: Phrase, between: str) -> bool:
    """Whether it is a body, and the words between it and a list say that it has them as members."""
    body = p.kind in _BODIES or p.head in rules().constructions["membership"]["panels"]
    return body and not (p.kind == "group" and "clud" in between) and _wording().fullmatch(between) is not None


def _are_members(s: Sentence, p: Phrase) -> bool:
    """`its members`, `five member states`."""
    return p.head in _MEMBER or (p.plural and "member" in s.lower[p.first : p.last])


def _add(
    reader: "Reader", s: Sentence, body: Ref, members: Sequence[Phrase], span: tuple[int, int], status: str
) -> None:
    words = rules().constructions["membership"]
    for member in members:
        for ref in party_refs(reader.article, s, member):
            if ref.entity_id != body.entity_id:
                reader.add("member", body, "membership", words["confidence"], span, object=ref, status=status)


def _listed(reader: "Reader", s: Sentence, outer: Phrase) -> None:
    """`the five Central Asian countries (A, B, …)`, `all three countries: A, B and C`."""
    for p in (outer, *outer.items, *((outer.of,) if outer.of is not None else ())):
        if not p.members:
            continue
        hit = next((h for k in range(p.first, p.last) if isinstance(h := s.payload.get(k), Hit)), None)
        counts = [q.value for k in range(p.first, p.last) if isinstance(q := s.payload.get(k), Quantity)]
        partly = "including" in s.lower[p.first : p.after] and counts != [len(p.members)]
        if hit is not None and not partly and not _are_members(s, p):
            body = known(reader.article, hit.entity_id)
        elif _are_members(s, p) and (owner := _owner(reader, s, p)) is not None:
            body = owner
        elif _are_members(s, p) and p.possessor is not None:
            continue  # of a body that nothing tells
        elif (
            outer.of is not None
            and p is outer.of
            and counts == [len(p.members)]
            and not _explains(s, outer)
            and (whole := _body(reader, s, outer)) is not None
        ):
            body = whole  # `a committee of five countries - A, B, …`
        elif counts == [len(p.members)] and p.det in ("the", "all", "these", "those"):
            body = Ref(None, p.name, "group")
        else:
            continue
        _add(reader, s, body, p.members, (p.start, max(m.end for m in p.members)), "done")


def _explains(s: Sentence, p: Phrase) -> bool:
    """Whether a phrase says what something named is: `the Andean Council, a bloc of …`, `it is a bloc of …`."""
    return s.tags[p.first - 1 : p.first] == "," or any(c.verb == "be" and c.object is p for c in s.clauses)


def _defined(reader: "Reader", s: Sentence, p: Phrase) -> None:
    """`the Andean Council, a forum for the parliaments of A, B and C`, `the bloc is a club of A, B and C`."""
    inside: Phrase | None = p.of
    if inside is None and s.lower[p.after : p.after + 1] in (["for"], ["of"], ["between"], ["among"]):
        inside = s.at.get(p.after + 1)
    while inside is not None and not inside.items:
        if inside.members:
            break
        inside = inside.of
    listed = (inside.members or inside.items) if inside is not None else ()
    members = [x for x in listed if x.kind in ("country", "place")]
    if len(members) < _A_FEW or len(members) < len(listed) - 1:
        return
    told = next((q for q in s.phrases if q.after == p.first - 1 and s.tags[p.first - 1] == ","), None)
    if told is None:
        told = next((c.subject for c in s.clauses if c.verb == "be" and c.object is p and c.form == "finite"), None)
    body = _body(reader, s, told.each()[0]) if told is not None else None
    if body is not None and told is not None:
        _add(reader, s, body, members, (told.start, max(m.end for m in members)), "done")


def _union_of(reader: "Reader", s: Sentence, p: Phrase) -> None:
    """`the Customs Union of A, B and C`: a body named after its members."""
    unions = rules().constructions["membership"]["unions"]
    named = p.kind in ("organisation", "institution") and p.name[:1].isupper() and p.head in unions
    countries = p.of.items if named and p.of is not None else ()
    if len(countries) >= _A_FEW and all(x.kind == "country" for x in countries):
        body = _body(reader, s, p)
        if body is not None:
            _add(reader, s, body, countries, (p.start, p.end), "done")


def _called_members(reader: "Reader", s: Sentence, p: Phrase) -> None:
    """`Founding bloc members A and B said …`, `A and B, both members of the bloc, …`, `the bloc's newest member, A`."""
    if p.kind in ("country", "group") and all(x.kind == "country" for x in p.each()):
        named = p.each()[0].last - 1
        k = next((k for k in range(p.first, named) if s.lower[k].rpartition(" ")[2] in _MEMBER), None)
        if k is not None and (k + 1 == named or s.lower[k + 1] == "states"):
            j = k if " " in s.lower[k] else k - 1  # names such as `NATO members` are one token
            while s.lower[j] in rules().constructions["membership"]["sorts"]:
                j -= 1
            hit = s.payload.get(j)
            body = known(reader.article, hit.entity_id) if isinstance(hit, Hit) else None
            if body is not None and body.kind in _BODIES:
                _add(reader, s, body, p.each(), (s.starts[j], p.end), "done")
    whole = p.of or p.possessor
    if p.head not in _MEMBER or whole is None or p.det in ("no", "its", "their"):
        return
    comma = p.first - 1 - (s.lower[p.first - 1 : p.first] == ["as"])  # `A, as a member of the bloc, …`
    who = None
    if s.tags[comma : comma + 1] == "," and s.tags[p.after : p.after + 1] in tuple(",.I"):
        who = next((q for q in s.phrases if q.after == comma), None)
    if who is None and p.possessor is not None and s.tags[p.after : p.after + 1] == ",":
        who = s.at.get(p.after + 1)  # `the bloc's newest member, A, …`
        who = who if who is not None and s.tags[who.after : who.after + 1] in tuple(",.") else None
    if who is None or not all(x.kind == "country" for x in who.each()) or (len(who.each()) > 1) != p.plural:
        return
    body = _body(reader, s, whole)
    if body is not None:
        _add(reader, s, body, who.each(), (min(who.start, p.start), max(who.end, p.end)), "done")


def _counted_among(reader: "Reader", s: Sentence, c: Clause) -> None:
    """`the bloc counts A, B and C among its members`, `… was founded in 1990 with A, B and C as members`."""
    of = next((p for w, p in c.preps if w in ("among", "as") and p.head in _MEMBER and p.of is None), None)
    listed = next((p for w, p in c.preps if w == "with" and of is not None and p.after <= of.first), c.object)
    if of is None or of.det not in ("", "its", "the") or listed is None or c.subject is None or not _is_list(listed):
        return
    body = _body(reader, s, c.subject) if c.status == "done" and c.subject.kind in _BODIES else None
    if body is not None:
        _add(reader, s, body, listed.items, (c.subject.start, of.end), "done")


def _founded(reader: "Reader", s: Sentence, c: Clause) -> None:
    """`the bloc was founded in 1960 by A, B and C`, `… with a treaty signed by A, B and C`: they are in it."""
    words = rules().constructions["membership"]
    if c.verb not in words["founding"] or not c.passive or c.status != "done" or c.subject is None:
        return
    body = _body(reader, s, c.subject)
    if body is None or not (body.kind in ("organisation", "group") or c.subject.head in words["bodies"]):
        return
    for d in s.clauses:
        treaty = any(p is d.subject and p.kind == "agreement" for w, p in c.preps if w in ("by", "with", "through"))
        if d is not c and not (treaty and d.verb in words["signing"]):
            continue
        by = next((p for w, p in d.preps if w == "by"), None)
        if by is not None and len(by.items) >= _A_FEW and all(x.kind == "country" for x in by.items):
            _add(reader, s, body, by.items, (c.subject.start, by.end), "done")


_A_FEW = 3
"""The least that a body has as members; a forum of two is talks between them."""


@cache
def _wording() -> re.Pattern[str]:
    """What stands between a body and the list of its members."""
    words = "|".join(re.escape(w) for w in sorted(rules().constructions["membership"]["wordings"], key=len)[::-1])
    return re.compile(
        r"(?: \([A-Z][\w+-]*\))?(?: to [^,.]{1,60})?,? (?:(?:which|that) )?(?:in addition to [^,.]{1,60} )?"
        rf"(?:(?:also|now|currently|will|would|has|have) )*(?:(?:is|are|was|were|be|been|being) )?"
        rf"(?:(?:also|now|currently) )?(?:{words})(?: the)? ?"
    )


_HOSTS = 5
"""Phrases before a list among which is the body whose members it names."""


def _behind_wording(reader: "Reader", s: Sentence, hosts: Sequence[Phrase], members: Phrase) -> None:
    """`the bloc, which comprises A, B and C`, `its members are A and B`, `A, B and C are members of the bloc`."""
    text, begin = reader.article.folded, members.start
    if members.each()[0].det == "its":  # `includes in its membership A, B and C`
        begin = s.starts[members.each()[0].last - 1]
    named = next((p for p in reversed(hosts) if _lists(p, text[p.end : begin])), None)
    before = named or hosts[-1]
    between = text[before.end : begin]
    verb = next((c for c in reversed(s.clauses) if c.main < members.first), None)
    if named is None and verb is not None and verb.subject is not None and verb.form == "finite":
        told = f" {text[s.starts[verb.first] : begin]}"
        joined = text.rfind(" and ", s.ends[verb.main], begin)
        if joined > 0 and not _wording().fullmatch(told):  # `the bloc was founded in 1960, and comprises A and B`
            told = text[joined + len(" and") : begin]
        if verb.status != "denied" and _wording().fullmatch(told):  # `the bloc, founded in 1960, comprises A and B`
            before, between = verb.subject, told
    start = before.start
    if before.head in _MEMBER and re.fullmatch(r"(?: are| include|:)(?: the)? ?", between):
        body = _owner(reader, s, before)
    elif _lists(before, between):
        body = _body(reader, s, before) or _meant(reader, s, before)
    else:
        return
    if body is None:
        return
    _add(reader, s, body, members.items or members.members, (start, members.end), "done")
    for c in s.clauses:  # `Besides A and B, the bloc comprises C`
        for w, p in c.preps:
            if c.subject is before and w in ("besides", "alongside") and p.after < before.first:
                _add(reader, s, body, p.each(), (p.start, members.end), "done")


def _body(reader: "Reader", s: Sentence, p: Phrase) -> Ref | None:
    """The body that a phrase names, not its members; None for `the bloc` and other people."""
    if p.entity_id is not None and p.entity_id in reader.article.registry.entries:
        return known(reader.article, p.entity_id)
    if p.kind in ("organisation", "institution") and not p.name[:1].islower():
        return organisation(reader.article, p)
    told = p.kind == "institution" and p.det in ("a", "an")
    if told or (p.head in rules().constructions["membership"]["panels"] and p.det in ("a", "an", "the")):
        return Ref(None, p.name, "institution")
    return None


def _owner(reader: "Reader", s: Sentence, members: Phrase) -> Ref | None:
    """The body of `its members`, `the bloc's members`, `members of the African Union`, `…, whose members`."""
    if members.of is not None:
        return _body(reader, s, members.of)
    k = members.first - 1
    if k > 0 and s.lower[k] == "whose":
        host = next((p for p in reversed(s.phrases) if p.after in (k, k - 1) and p.first < k), None)
        return _body(reader, s, host) if host is not None else None
    if members.possessor is not None:
        named = _body(reader, s, members.possessor)
        if named is not None:
            return named
    having = next((c.subject for c in s.clauses if c.object is members and c.verb == "have"), None)
    if having is not None and having.kind in _BODIES:
        return _body(reader, s, having)
    if s.lower[members.first - 1 : members.first] in (["has"], ["have"], ["with"]):
        host = next((p for p in reversed(s.phrases) if p.after == members.first - 1), None)
        return _body(reader, s, host) if host is not None else None
    if members.det == "its" or members.possessor is not None or members.first == 0:
        subject = next((c.subject for c in s.clauses if c.form == "finite" and c.main < members.first), None)
        here = _body(reader, s, subject) if subject is not None and subject.kind in _BODIES else None
        return here or _last_body(reader)
    return None


def _last_body(reader: "Reader") -> Ref | None:
    """The organisation last spoken of: `its members`, `X was admitted in 1970`."""
    article = reader.article
    if article.owner in article.registry.entries:
        return known(article, article.owner)
    entity = article.entities.get(article.owner or "")
    return Ref(entity.entity_id, entity.name, entity.type) if entity is not None else None


def _spoken_of(reader: "Reader", s: Sentence, c: Clause) -> Ref | None:
    """The body that the clauses before were about: `the bloc was founded in 1960; X joined in 1970`."""
    for d in reversed(s.clauses):
        if d.main < c.main and d.form == "finite" and d.subject is not None and d.subject.kind in _BODIES:
            return _body(reader, s, d.subject)
    return _last_body(reader)


def _joined(reader: "Reader", s: Sentence, c: Clause) -> None:
    """`X joined the bloc`, `the bloc admitted X as a member`, `X became a member of the bloc`, `X joined in 1970`."""
    words = rules().constructions["membership"]
    if c.status in ("denied", "proposed") or c.subject is None:
        return
    if c.governor is not None and c.form == "infinitive" and c.governor.verb in words["applying"]:
        return
    with_them = c.form == "gerund" and s.lower[c.subject.first - 1 : c.subject.first] == ["with"]
    others: Phrase | None = None
    joining = c.verb in words["joining"] and (c.form != "gerund" or with_them)
    as_member = next((p for w, p in c.preps if w == "as" and p.head in _MEMBER), None)
    member = as_member is not None
    admitting = c.verb in words["admitting"] and (member or (c.passive and c.verb == "admit"))
    what = c.subject if c.passive else c.object
    who = next((p for w, p in c.preps if w == "by"), None) if c.passive else c.subject
    if c.verb in ("be", "become") and what is not None and what.head in _MEMBER and what.of is not None:
        what = what.of
    elif admitting:  # `the bloc admitted X`, `a declaration admitting X as the 11th member of the bloc`
        whose = as_member.of if as_member is not None else None
        whose = whose or next((p for w, p in c.preps if w in ("to", "into")), who)
        if whose is not None and whose.of is not None and whose.head in words["deciding"]:
            whose = whose.of  # `leaders of the bloc admitted X`
        what, who = whose, what
        if who is not None and who.of is not None and who.head in words["lands"]:
            who = who.of  # `the territories of X and Y`
    elif c.verb == "become" and what is not None and what.head in _MEMBER and what.possessor is None:
        what = None
    elif joining and as_member is not None and as_member.of is not None and c.object is not None:
        if any(_can_belong(x) for x in c.object.each()) and who is not None:
            others = c.object  # `A joined B and C as members of the bloc`
        what = as_member.of
    elif not joining or any(w in ("in", "for", "at", "with") for w, _ in c.preps) or s.tags[c.end : c.end + 2] == "IG":
        return  # `joined the United Nations in condemning …`
    if who is None or not all(_can_belong(x) for x in who.each()):
        return
    first = next((d.subject for d in s.clauses if d.form == "finite"), None) if with_them and what is None else None
    start, end = min(who.start, s.starts[c.main]), max(who.end, s.ends[c.main])
    if what is not None and not what.items and (what.kind in _BODIES or what.head in words["bodies"]):
        body = _body(reader, s, what) or _meant(reader, s, what)
        if body is None and admitting and not c.passive and what.name.lower() == what.head:
            host = c.subject if c.subject.head in words["bodies"] else None
            body = (
                _body(reader, s, host) if host is not None else None
            )  # `the bloc welcomed X as a member of the group`
        if body is None and member and admitting and what.name.lower() in words["deciding"]:
            told = _last_body(reader)  # `Leaders admitted X as a member`
            body = told if told is not None and told.kind != "group" else None
        start, end = min(what.start, start), max(what.end, end)
    elif first is not None:
        body = _body(reader, s, first)  # `the bloc comprises A and B, with C joining in 1990`
    elif what is None and c.form == "finite" and (member or c.times):
        body = _spoken_of(reader, s, c)  # `X joined in 1970`
    else:
        return
    if body is None or body.kind == "place":
        return
    _add(reader, s, body, [*who.each(), *(others.each() if others is not None else ())], (start, end), c.status)
    if what is None:
        for other in _others(s, max(c.times, default=len(s.tags))):
            _add(reader, s, body, other.each(), (start, max(end, other.end)), c.status)


def _meant(reader: "Reader", s: Sentence, p: Phrase) -> Ref | None:
    """What `the bloc` stands for: what leads the sentence (`ASEAN leaders`), else what was spoken of."""
    found = reader.bodies(p)
    if found is not None:
        return Ref(found[0], reader.article.entities[found[0]].name, found[1])
    main = next((c.subject for c in s.clauses if c.form == "finite" and c.subject is not None), None)
    led = reader.led(s, main) if main is not None and p.det == "the" and p.name.lower() == p.head else None
    return known(reader.article, led) if led is not None and led in reader.article.registry.entries else None


def _others(s: Sentence, k: int) -> Iterator[Phrase]:
    """The Y and Z of `X joined in 1970, Y in 1973 and Z in 1981`, from the first of the dates on."""
    while s.tags[k + 1 : k + 2] in (",", "&"):
        k += 3 if s.tags[k + 1 : k + 3] == ",&" else 2
        p = s.at.get(k)
        if p is None or any(x.kind not in ("country", "organisation") for x in p.each()):
            return
        if s.tags[p.after : p.after + 2] != "IT":
            return
        yield p
        k = p.after + 1
