"""Positions: which titles and offices people hold, as titles, appositions and clauses state them.

A statement of `holds_position` has the person as subject and the title, verbatim from the article, as object; only the
office of a `counterpart` is put together, from his own country and the title of the person he is the counterpart of.
"""

import re

from pipelines.extract.arguments import Ref, party_refs
from pipelines.extract.clauses import helpers, in_turn
from pipelines.extract.frames import rules
from pipelines.extract.lexicon import lexicon, singular
from pipelines.extract.parse import Clause, Hit, Phrase, Sentence
from pipelines.extract.statements import Reader

_PERSONS = frozenset(("person", "name", "pronoun"))
_LINKS = frozenset(("to", "at", "with", "for"))
"""Prepositions that go on with an office: `ambassador to Chile`, `economist at the bank`."""


def may_hold_office(s: Sentence) -> bool:
    """Whether a tagged sentence can say with a verb that somebody is something."""
    return any(_may_hold(s, match.start()) for match in _VERB.finditer(s.tags))


_VERB = re.compile("[ABFEGZ]")
_NOBODY = frozenset("i we you it they this that these those there everyone everybody anyone".split())


def _may_hold(s: Sentence, main: int) -> bool:
    """Whether the verb at a token can say what its subject, or its object, holds or is."""
    verbs, tags = rules().positions, s.tags
    lemma = "be" if tags[main] == "A" else lexicon().verbs.get(s.lower[main], ("", ""))[0]
    if lemma in verbs["heading"]:
        return "W" in tags[:main] or "h" in tags[:main]
    serving = lemma in verbs["serving"] or (lemma in verbs["taking_over"] and s.lower[main + 1 : main + 2] in _TAKEN)
    if lemma not in verbs["choosing"] and lemma not in verbs["being"] and not serving:
        return False
    first, classes = helpers(s, main)
    if "n" in classes or "M" in classes or ("t" in classes and "At" not in classes):
        return False
    if "as" not in s.lower[main:] and (serving or (lemma in verbs["choosing"] and "A" not in classes)):
        return False
    if lemma in verbs["choosing"] or (tags[main] == "A" and _OFFICE_IS.match(tags, main) and _office_before(s, main)):
        return True
    before = s.payload.get(first - 1)
    if isinstance(before, Hit) and not before.entity_id.startswith("person:") and "P" not in tags[: first - 1]:
        return False
    began = tags[main] == "G" and "A" not in classes  # `Ada Quispe began serving as governor`
    if not (began or _HOLDER_BEFORE.search(tags, 0, first)) or (
        tags[first - 1] == "X" and s.lower[first - 1] in _NOBODY
    ):
        return False
    office = any(_is_office(low) for low in s.lower[main + 1 :])
    return office or (lemma in verbs["being"] and _NAME_BEFORE.search(tags, 0, first) is not None)


def _office_before(s: Sentence, main: int) -> bool:
    """Whether an office stands before a form of be: `the chair of the bank is A B`."""
    return any(_is_office(low) for low in s.lower[:main])


_OFFICE_IS = re.compile("A(?:PP|N?N?P[PH]*P)")


def _is_office(low: str) -> bool:
    known = lexicon()
    return (low in known.titles or low in known.occupations or low in known.title_heads) and singular(low) == low


_HOLDER_BEFORE = re.compile('(?:^|[PXWh,;)"q&-]|P[^FZMAVBX]*[oI,(][^FZMAVBX]*[NQ])[RT]*$')
_NAME_BEFORE = re.compile("P[PH]*P[^NX]*$")


def read_titles(reader: Reader, s: Sentence) -> None:
    """Adds the `holds_position` statements of the titles and offices beside names."""
    reader.s = s
    for phrase in s.every:
        if phrase.kind == "person" and phrase.entity_id:
            beside_name(reader, s, phrase)
        elif phrase.plural and phrase.kind == "group" and phrase.of is not None:
            one_each(reader, s, phrase)


def read_positions(reader: Reader, s: Sentence) -> None:
    """Adds the `holds_position` statements of the clauses of a sentence."""
    for clause in s.clauses:
        in_clause(reader, s, clause)


def one_each(reader: Reader, s: Sentence, offices: Phrase) -> None:
    """`the presidents of Peru, A B, and of Chile, C D`: each of them is president of the country before him."""
    title = singular(offices.head)
    pairs = in_turn(s, offices) if title in lexicon().titles else []
    for country, person in pairs if len(pairs) > 1 else ():
        for ref in party_refs(reader.article, s, person):
            if ref.kind != "person" or ref.entity_id is None:
                continue
            office = f"{title} of {country.name}"
            reader.article.holds(ref.entity_id, title)
            span = (offices.start, person.end)
            reader.add("holds_position", ref, "one-each", 0.9, span, object=office, status="done")


def beside_name(reader: Reader, s: Sentence, p: Phrase) -> None:
    """Titles before a name, and offices behind it: `Foreign Minister A B`, `A B, the foreign minister of Chile,`."""
    article, entity_id = reader.article, p.entity_id
    assert entity_id is not None
    subject = Ref(entity_id, article.entities[entity_id].name, "person")
    for title, start, end in p.titles:
        if title.isupper() and s.tags[p.after : p.after + 1] == ":":  # `SECRETARY BLINKEN: Thank you.`
            continue
        if title.lower().endswith("counterpart"):
            counterpart(reader, s, p, subject, start)
            continue
        article.holds(entity_id, _plain(title))
        span = (min(start, p.start), max(end, p.end))
        if title.lower() in lexicon().occupations or _private(title) or title.lower() in _COURTESY:
            continue  # `farmer A B` holds no position
        for one in _offices(_plain(title)):
            reader.add("holds_position", subject, "title-before-name", 0.95, span, object=one, status="done")
    for role in p.apposition.each() if p.apposition is not None else ():
        article.holds(entity_id, role.name)
        if (role.head in lexicon().occupations and role.of is None) or _private(role.head):
            continue  # `A B, a journalist,` holds no position, `A B, chief engineer of the line,` does
        span = (p.start, role.end)
        reader.add("holds_position", subject, "apposition", 0.92, span, object=_plain(role.name), status="done")


def _private(title: str) -> bool:
    """Whether somebody is called by what is no office: `Lima resident`, `the owner of a shop`."""
    return title.split()[-1].lower() in rules().positions["private"]


_COURTESY = frozenset(("prince", "princess", "sheikh"))
"""What somebody is by birth, alone before a name."""


def _offices(title: str) -> list[str]:
    """The offices of `party leader and prime minister`, each of which has a head of its own; else the title alone."""
    heads = lexicon().title_heads
    parts = re.split(r" and ", title)
    own = all(part.split(" of ")[0].split()[-1].lower() in heads for part in parts)
    if len(parts) == 2 and own:
        return parts
    words = title.split()  # `union chairman President`: a small head, then a title of its own
    cut = next((k for k in range(1, len(words)) if words[k - 1] in heads and words[k][0].isupper()), 0)
    rest = " ".join(words[cut:])
    return [" ".join(words[:cut]), rest] if cut and rest.lower() in lexicon().titles else [title]


def counterpart(reader: Reader, s: Sentence, p: Phrase, subject: Ref, start: int) -> None:
    """`Chilean Foreign Minister A and his Peruvian counterpart B`: B is Peruvian Foreign Minister."""
    first = next(k for k in range(p.first, p.last) if s.starts[k] >= start)
    country = s.payload.get(first)
    model = next((q for q in reversed(s.every) if q.kind == "person" and q.titles and q.end <= start), None)
    if not isinstance(country, Hit) or model is None:
        return
    words = [
        s.words[k] for k in range(model.first, model.last) if model.titles[0][1] <= s.starts[k] < model.titles[0][2]
    ]
    own = [
        k
        for k in range(model.first, model.last)
        if isinstance(s.payload.get(k), Hit) and s.starts[k] < model.titles[0][2]
    ]
    if not own or s.starts[own[0]] != model.titles[0][1] or len(words) < 2 or "'s" in words:
        return
    title = f"{s.words[first]} {' '.join(words[1:])}"
    reader.article.holds(p.entity_id or "", title)
    reader.add("holds_position", subject, "counterpart", 0.85, (model.titles[0][1], p.end), object=title, status="done")


def in_clause(reader: Reader, s: Sentence, c: Clause) -> None:
    """`A is foreign minister`, `A, who served as president`, `A was elected chair`, `B appointed A as envoy`."""
    verbs = rules().positions
    if c.status != "done" or c.form not in ("finite", "gerund", "participle"):
        return
    if c.relative and c.verb in verbs["heading"]:
        heading(reader, s, c)
        return
    holder: Phrase | None = c.subject
    if c.verb == "be" and holder is not None and holder.kind == "role" and not holder.plural:
        named_as(reader, s, c, holder)
        return
    if c.verb in verbs["being"] and not c.passive:
        office = c.object
    elif (c.verb in verbs["serving"] or _takes_over(s, c)) and not c.passive:
        office = next((p for w, p in c.preps if w == "as"), None)
    elif c.verb in verbs["choosing"] and c.passive:
        office = c.object or next((p for w, p in c.preps if w == "as"), None)
    elif c.verb in verbs["choosing"] and c.form == "finite":
        holder, office = c.object, next((p for w, p in c.preps if w == "as"), None)
    else:
        return
    if holder is None or office is None or holder.kind not in _PERSONS or holder.items:
        return
    if c.form == "participle" and holder.kind == "pronoun":
        return
    if s.lower[holder.first - 1 : holder.first] in _CONDITIONS or s.lower[c.first - 1 : c.first] in _CONDITIONS:
        return
    if holder.kind == "name" and len(holder.name.split()) < 2 and holder.name.lower() not in reader.article.surnames:
        return
    refs = [ref for ref in party_refs(reader.article, s, holder) if ref.kind == "person" and ref.entity_id]
    if len(refs) != 1:
        return
    for role in office.each():
        if role.kind != "role" or role.plural or role.first < c.first or role.head == "counterpart":
            continue
        if _private(role.head):
            continue
        end = _office_end(s, c, role)
        title = _plain(" ".join(reader.article.text[role.start : end].split()))
        if role.det in ("a", "an", "no", "any") and " " not in title:
            continue  # `he was a candidate` says no position
        if (
            s.lower[role.first + 1] in _RANKS
            and role.det == "the"
            and s.tags[role.after : role.after + 1] in tuple("tWI.")
        ):
            continue  # `the first president to resign`, `the only candidate`
        reader.article.holds(refs[0].entity_id or "", role.name)
        span = (min(holder.start, s.starts[c.first]), max(end, s.ends[c.main]))
        reader.add("holds_position", refs[0], "position-in-clause", 0.88, span, object=title, status="done")


def _takes_over(s: Sentence, c: Clause) -> bool:
    """`A takes over from B as chair`."""
    return c.verb in rules().positions["taking_over"] and s.lower[c.main + 1 : c.main + 2] in _TAKEN


def _plain(title: str) -> str:
    """A title without what is only said in praise of its holder: `well-respected envoy`."""
    words = title.split()
    while len(words) > 1 and words[0].lower() in lexicon().epithets:
        del words[0]
    return " ".join(words)


def named_as(reader: Reader, s: Sentence, c: Clause, office: Phrase) -> None:
    """`The chair of the bank is A B`: the office first, then who holds it."""
    person = c.object
    if person is None or person.kind not in ("person", "name") or person.items or " " not in person.name:
        return
    telling = office.det in ("the", "its", "their", "our") or office.possessor is not None
    if not telling or c.subject is None or c.subject.after != c.first or office.name.lower() == office.head:
        return
    for ref in party_refs(reader.article, s, person):
        if ref.kind == "person" and ref.entity_id is not None:
            reader.article.holds(ref.entity_id, office.name)
            span = (office.start, person.end)
            reader.add("holds_position", ref, "position-in-clause", 0.85, span, object=office.name, status="done")


def heading(reader: Reader, s: Sentence, c: Clause) -> None:
    """`A, who chairs the Alliance of Andean States`: A is chair of it."""
    holder, body = c.subject, c.object
    if holder is None or body is None or c.passive or holder.kind not in _PERSONS or holder.items or body.items:
        return
    now = s.lower[c.main] in (f"{c.verb}s", c.verb)
    if not now or body.kind not in _HEADED or body.name.islower():
        return
    refs = [ref for ref in party_refs(reader.article, s, holder) if ref.kind == "person" and ref.entity_id]
    if len(refs) == 1:
        the = "the " if s.lower[body.first] == "the" else ""
        title, span = f"{rules().positions['heading'][c.verb]} of {the}{body.name}", (holder.start, body.end)
        reader.add("holds_position", refs[0], "position-in-clause", 0.85, span, object=title, status="done")


_HEADED = ("organisation", "institution", "group", "event")
_TAKEN = (["over"], ["office"])
"""What one takes who is something from then on: `took over as chair`, `took office as president`."""
_RANKS = frozenset("first second third last only next same youngest oldest".split())
_CONDITIONS = (["if"], ["unless"], ["whether"], ["until"], ["should"], ["before"])


def _office_end(s: Sentence, c: Clause, role: Phrase) -> int:
    """Where an office ends, with whom or what it is for: `ambassador to Chile`, `economist at the Andean Bank`."""
    j = role.after
    if s.lower[j : j + 1] and s.lower[j] in _LINKS:
        inner = s.at.get(j + 1)
        if inner is not None and s.tags[inner.last - 1] == "P":
            return inner.end
    return role.end
