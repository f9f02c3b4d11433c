"""Constructions: pledges, polls, designations, projects, frequencies, partnerships and lists of members.

Their words are in `frames.yaml` under `constructions`; verbs with plain arguments are frames, enumerations are lists.
"""

import re
from typing import TYPE_CHECKING, Any

from pipelines.extract.arguments import Ref, party_refs, quantities_in, thing_refs
from pipelines.extract.frames import rules
from pipelines.extract.parse import Clause, Hit, Phrase, Sentence
from pipelines.extract.quantities import Quantity
from pipelines.extract.times import Time

if TYPE_CHECKING:
    from pipelines.extract.statements import Reader


def read_constructions(reader: "Reader", s: Sentence) -> None:
    """Adds what the constructions of the sentence state."""
    words = rules().constructions
    for c in s.clauses:
        _pledge(reader, s, c, words["pledge"])
        _designation(reader, s, c, words["designate"])
        _project(reader, s, c, words["project"])
        _recurrence(reader, s, c, words["recurs"])
        _partnership(reader, s, c, words["partnership"])
    _poll(reader, s, words["poll"])
    _presence(reader, s, words["presence"])
    _members(reader, s)


_QUOTES = frozenset("\"'“”‘’")


def _text(reader: "Reader", start: int, end: int) -> str:
    text = " ".join(reader.article.text[start:end].split()).strip(" ,.;")
    quoted = text[:1] in _QUOTES and text[-1:] in _QUOTES
    return text[1:-1].strip(" ,.;") if quoted and len(text) > 2 else text


def _parties(reader: "Reader", s: Sentence, p: Phrase | None) -> list[Ref]:
    if p is None:
        return []
    refs = [ref for ref in party_refs(reader.article, s, p) if ref.kind != "place"]
    if len(refs) > 1 and not p.items:
        return [Ref(None, _text(reader, p.start, p.end), "group")]
    return refs


# pledges --------------------------------------------------------------------------------------------------------


def _pledge(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    promising = c.verb in words["promising"] and c.form != "participle" and not c.passive
    giving = c.verb in words["giving"] and c.form != "participle" and not c.passive
    lending = c.verb in words["lending"] and c.status == "planned" and not c.passive and c.form == "finite"
    if not (promising or giving or lending) or c.status == "denied":
        return
    promise = c if promising else _governing_promise(c, words)
    if giving and promise is None and c.verb == "provide" and c.status == "done":
        return
    done = c.object
    stated = False
    for item in [*(done.each() if done is not None else ()), *_further_objects(s, c)]:
        quantity = _quantity_of(s, item)
        if quantity is not None and (quantity.kind == "money" or not lending):
            _add_pledge(reader, s, c, item, quantity, words)
            stated = True
    if stated or not promising:
        return
    inner = next((d for d in s.clauses if d.main > c.main and d.governor is c and _promised(s, d)), None)
    if inner is None or (
        inner.verb in words["giving"]
        and inner.object is not None
        and any(_quantity_of(s, item) for item in inner.object.each())
    ):
        return
    end = _clause_end(reader, s, inner)
    for ref in _parties(reader, s, c.subject):
        reader.add(
            "pledged",
            ref,
            "pledge",
            words["confidence"],
            (_start(s, c), end),
            object=_text(reader, s.starts[inner.main], end),
            status="planned",
        )


def _promised(s: Sentence, c: Clause) -> bool:
    """`to plant …`, `to planting …`."""
    return c.form == "infinitive" or (c.form == "gerund" and s.tags[c.first - 1] == "t")


def _governing_promise(c: Clause, words: dict[str, Any]) -> Clause | None:
    governor = c.governor
    return governor if governor is not None and governor.verb in words["promising"] else None


def _further_objects(s: Sentence, c: Clause) -> list[Phrase]:
    """`a grant for X, and 3,000 places for Y`: objects that follow the complements of the first."""
    found = []
    i = c.end
    while s.tags[i : i + 1] in (",", "&"):
        while s.tags[i : i + 1] in (",", "&"):
            i += 1
        p = s.at.get(i)
        if p is None or (p.after < len(s.tags) and s.tags[p.after] in "FZMAV"):
            break
        found.append(p)
        i = p.after
        while i + 1 < len(s.tags) and s.tags[i] in "It" and i + 1 in s.at:
            i = s.at[i + 1].after
    return found


def _quantity_of(s: Sentence, p: Phrase) -> Quantity | None:
    found = [q for _, q in quantities_in(s, p.first, p.last) if q.kind in ("money", "count", "number", "dimension")]
    if p.of is not None and not found:
        found = [q for _, q in quantities_in(s, p.of.first, p.of.last) if q.kind == "money"]
    money = [q for q in found if q.kind == "money"]
    if money:
        return money[0]
    return found[0] if found and p.plural and p.kind not in ("group", "event", "institution") else None


def _add_pledge(reader: "Reader", s: Sentence, c: Clause, item: Phrase, q: Quantity, words: dict[str, Any]) -> None:
    beneficiary = next(
        (ref for word, p in c.preps if word in ("to", "for") for ref in _parties(reader, s, p) if ref.entity_id), None
    )
    stop = item.end
    for word, p in c.preps:
        if word in ("for", "in", "to") and p.start > item.end:
            stop = max(stop, p.end)
    unit = q.unit or _counted(s, item)
    for ref in _parties(reader, s, c.subject):
        reader.add(
            "pledged",
            ref,
            "pledge",
            words["confidence"],
            (_start(s, c), max(stop, s.ends[c.main])),
            object=_text(reader, item.start, stop if q.kind == "money" else item.end),
            quantity=q,
            unit=unit,
            status="planned",
            beneficiary_id=beneficiary.entity_id if beneficiary else None,
        )


def _counted(s: Sentence, p: Phrase) -> str:
    return " ".join(w for k, w in enumerate(s.words[p.first : p.last], p.first) if s.tags[k] in "NP")


def _start(s: Sentence, c: Clause) -> int:
    subject = c.subject
    return min(subject.start, s.starts[c.first]) if subject is not None else s.starts[c.first]


def _clause_end(reader: "Reader", s: Sentence, c: Clause) -> int:
    """The end of what the clause says: before `, adding …` and the like, without the full stop."""
    text = reader.article.folded
    end = s.end
    for d in s.clauses:
        if d.main > c.main and d.form == "gerund" and s.tags[d.first - 1] == ",":
            end = min(end, s.ends[d.first - 2])
            break
    while end > s.starts[c.main] and text[end - 1] in " .,;\"'":
        end -= 1
    return end


# polls, designations, projects, frequencies ---------------------------------------------------------------------


def _poll(reader: "Reader", s: Sentence, words: dict[str, Any]) -> None:
    """`A CGTN poll found that 90 percent of respondents believe …`."""
    poll = next((k for k, w in enumerate(s.lower) if w in words["nouns"]), None)
    if poll is None:
        return
    host = next((h for k in range(poll - 1, -1, -1) if isinstance(h := s.payload.get(k), Hit)), None)
    if host is not None:
        entity = reader.article.entity(host.entity_id, "", "")
        pollster = Ref(host.entity_id, entity.name, entity.type)
    else:
        phrase = next((p for p in s.every if p.first <= poll < p.last), None)
        if phrase is None:
            return
        name = phrase.name.removesuffix(s.words[poll]).strip()
        pollster = Ref(None, name or phrase.name, "organisation")
    for k, q in quantities_in(s, 0, len(s.tags)):
        near = range(k + 1, min(k + 6, len(s.lower)))
        asked = next(
            (j for j in near if s.lower[j] in words["asked"] or (s.tags[j] == "P" and s.lower[j][-1] == "s")), None
        )
        if q.kind != "percent" or asked is None:
            continue
        verb = next((c for c in s.clauses if c.main > asked), None)
        if verb is None:
            continue
        start = verb.main + 1
        start += s.tags[start : start + 1] == "h"
        if start < len(s.tags):
            end = s.ends[-2] if s.tags[-1] == "." else s.ends[-1]
            reader.add(
                "poll_share",
                pollster,
                "poll",
                words["confidence"],
                (s.starts[min(poll, k)], end),
                quantity=q,
                object=_text(reader, s.starts[start], end),
                status="done",
            )


def _designation(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`designated 2025 and 2026 as the Years of …`."""
    if c.verb not in words["verbs"] or c.passive or c.form != "finite":
        return
    begin = next((k for k in range(c.main + 1, len(s.tags)) if s.tags[k] not in "R"), None)
    marked = any(s.lower[k] == "as" for k in range(c.main + 1, min(c.main + 8, len(s.tags))))
    years = re.match(r"R*T(?:&T)?D[q\"]?[PN]", s.tags[c.main + 1 :])  # `named 2025 and 2026 the "Years of …"`
    if begin is None or not (marked or years):
        return
    end = s.ends[-2] if s.tags[-1] == "." else s.ends[-1]
    joined = next((d for d in s.clauses if d.main > c.main and d.form == "finite" and s.tags[d.first - 1] == "&"), None)
    if joined is not None:  # `… and agreed to set up a fund` is another statement
        end = s.ends[joined.first - 2]
    text = _text(reader, s.starts[begin], end)
    for ref in _parties(reader, s, c.subject)[:1]:
        reader.add(
            "designated", ref, "designate", words["confidence"], (_start(s, c), end), object=text, status=c.status
        )


def _project(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    p = c.subject
    if p is None or p.items or c.verb not in words["verbs"] or p.head not in words["nouns"]:
        return
    if not any(s.tags[k] == "P" for k in range(p.first, p.last)):
        return
    end = _clause_end(reader, s, c)
    nxt = next((d for d in s.clauses if d.main > c.main and d.form == "finite"), None)
    if nxt is not None:
        end = min(end, s.ends[c.end - 1])
    reader.add(
        "project_status",
        Ref(None, p.name, "project"),
        "project",
        words["confidence"],
        (p.start, end),
        object=_text(reader, s.starts[c.first], end),
        status=c.status,
    )


def _recurrence(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`the summit is held every two years`."""
    subject = c.subject
    if subject is None or subject.kind not in ("event", "institution") or c.verb not in words["verbs"]:
        return
    for k in range(c.main, min(c.end + 1, len(s.tags))):
        time = s.payload.get(k)
        if isinstance(time, Time) and time.type == "SET":
            for ref in list(thing_refs(reader.article, s, subject, subject.kind)) or [
                Ref(None, subject.name, subject.kind)
            ]:
                reader.add(
                    "recurs",
                    ref,
                    "recurrence",
                    words["confidence"],
                    (subject.start, s.ends[k]),
                    object=_text(reader, s.starts[k], s.ends[k]),
                    status="done",
                )


def _partnership(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`China has established strategic partnerships … with all five countries`."""
    p = c.object
    if p is None or p.each()[0].head not in words["nouns"]:
        p = next((x for w, x in c.preps if w == "to" and x.head in words["nouns"]), None)  # `raised ties to a …`
    if p is None or not any(q in p.name.lower() for q in words["qualities"]):
        return
    if c.subject is not None and len(c.subject.items) == 2 and p.each()[0].parties is None and c.object is not p:
        left, right = (_parties(reader, s, item)[:1] for item in c.subject.items)
        if left and right:
            span = (_start(s, c), max(p.end, s.ends[c.main]))
            reader.add(
                "partnership_with",
                left[0],
                "partnership",
                words["confidence"],
                span,
                object=right[0],
                value_text=p.name,
                status=c.status,
            )
        return
    other = p.each()[0].parties or next((x for w, x in c.preps if w == "with"), None)
    if other is None:
        other = next(
            (s.at[k + 1] for k in range(c.main, len(s.tags) - 1) if s.lower[k] == "with" and k + 1 in s.at), None
        )
    if other is None:
        return
    for ref in _parties(reader, s, c.subject):
        for partner in party_refs(reader.article, s, other):
            if ref.kind in ("country", "organisation", "group", "person"):
                reader.add(
                    "partnership_with",
                    ref,
                    "partnership",
                    words["confidence"],
                    (_start(s, c), max(p.end, other.end)),
                    object=partner,
                    value_text=p.each()[0].name,
                    status=c.status,
                )


def _presence(reader: "Reader", s: Sentence, words: dict[str, Any]) -> None:
    """`X and Y were among those present`: at the event that the article is about."""
    text = reader.article.folded
    wording = next((w for w in words["wordings"] if text.find(w, s.start, s.end) >= 0), None)
    event = reader.article.main_event() if wording is not None else None
    if wording is None or event is None:
        return
    at = text.find(wording, s.start, s.end)
    clause = next((c for c in reversed(s.clauses) if s.starts[c.first] <= at and c.subject is not None), None)
    if clause is None or clause.subject is None:
        return
    subject = Ref(event.entity_id, event.name, "event")
    for ref in party_refs(reader.article, s, clause.subject):
        if ref.kind != "place":
            span = (clause.subject.start, max(s.ends[clause.main], at + len(wording)))
            reader.add("attended_by", subject, "presence", words["confidence"], span, object=ref, status=clause.status)


def _members(reader: "Reader", s: Sentence) -> None:
    """`the five Central Asian countries (A, B, …)`: members as the article lists them."""
    for p in s.every:
        if not p.members:
            continue
        hit = next((h for k in range(p.first, p.last) if isinstance(h := s.payload.get(k), Hit)), None)
        if hit is None:
            continue
        entity = reader.article.entity(hit.entity_id, "", "")
        end = max(m.end for m in p.members)
        for member in p.members:
            for ref in party_refs(reader.article, s, member):
                reader.add(
                    "member",
                    Ref(hit.entity_id, entity.name, entity.type),
                    "member-list",
                    0.9,
                    (p.start, end),
                    object=ref,
                    status="done",
                )
