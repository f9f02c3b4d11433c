"""Constructions: pledges, polls, designations, projects, priorities, frequencies and partnerships.

Their words are in `frames.yaml` under `constructions`; verbs with plain arguments are frames, enumerations are lists.
"""

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pipelines.extract.arguments import Ref, party_refs, place_ref, quantities_in, series_of, thing_refs, times_of
from pipelines.extract.clauses import ASKING, FAILING, PLANNING
from pipelines.extract.frames import rules
from pipelines.extract.lexicon import lexicon, singular
from pipelines.extract.names import NAMED_KINDS, strip_ordinal
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
        _proposal_realised(reader, s, c, words["proposal"])
        _priority(reader, s, c, words["priority"])
    for p in s.every:
        if singular(p.head) in words["pledge"]["nouns"]:
            _pledge_named(reader, s, p, words["pledge"])
        _partners(reader, s, p, words["partnership"])
        _act(reader, s, p, words["act"])
    _sums_from(reader, s, words["pledge"])
    _poll(reader, s, words["poll"])


_POSSESSIVE = frozenset(("its", "their", "his", "her"))
_QUOTES = frozenset("\"'“”‘’")


def _text(reader: "Reader", start: int, end: int) -> str:
    text = " ".join(reader.article.text[start:end].split()).strip(" ,.;")
    quoted = text[:1] in _QUOTES and text[-1:] in _QUOTES
    return text[1:-1].strip(" ,.;") if quoted and len(text) > 2 else text


def _parties(reader: "Reader", s: Sentence, p: Phrase | None) -> list[Ref]:
    if p is None:
        return []
    if p.items and any(x.det in _POSSESSIVE for x in p.items):  # `the union and its members`: they are no party
        kept = [x for x in p.items if x.det not in _POSSESSIVE or x.kind == "person"]
        return [ref for x in kept for ref in _parties(reader, s, x)]
    refs = [ref for ref in party_refs(reader.article, s, p) if ref.kind != "place"]
    if len(refs) > 1 and p.items and all(ref.entity_id is None for ref in refs):  # `donors and private foundations`
        return [Ref(None, _text(reader, p.start, p.end), "group")]
    if len(refs) > 1 and not p.items:
        return [Ref(None, _text(reader, p.start, p.end), "group")]
    return refs


# pledges --------------------------------------------------------------------------------------------------------


def _pledge(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    if c.status in ("denied", "proposed") or c.form == "participle" or _of_a_comparison(s, c):
        return
    promising = c.verb in words["promising"]
    if c.passive:
        if promising:
            _pledged_by(reader, s, c, words)
        return
    particle = s.lower[c.main + 1 : c.main + 2]
    giving = c.verb in words["giving"] or (
        c.verb in words["phrasal"] and particle[:1] != [] and particle[0] in words["phrasal"][c.verb]
    )
    lending = c.verb in words["lending"] and c.status == "planned" and c.form in ("finite", "infinitive")
    lending = lending and (c.verb != "set" or particle == ["up"])
    lending = lending and (c.form == "finite" or _undertaken(s, c, words))
    if c.verb in words["cutting"] and c.status == "planned" and c.form == "finite":
        _cut(reader, s, c, words)
        return
    if _provided_with(reader, s, c, words):
        return
    if c.object is not None and s.tags[c.object.after : c.object.after + 1] in ("M", "A", "V"):
        return  # `announced the new $40 notes will be printed`
    if not (promising or giving or lending):
        _raised(reader, s, c, words)
        _renewed(reader, s, c, words)
        if c.verb in words["agreeing"] and c.status == "done" and c.form == "finite":
            _promise(reader, s, c, words)
        return
    if (giving or lending or promising) and _respectively(reader, s, c, words):
        return
    promise = c if promising else _governing_promise(c, words)
    under_way = s.tags[c.main] == "G" and c.form == "finite"  # `is providing`
    if giving and promise is None and c.form == "infinitive" and not _planned_by(c):
        return  # `welcomed the pledge by Oslo to provide …`
    if giving and promise is None and c.verb == "provide" and c.status == "done" and not under_way:
        return
    if giving and "V" in s.tags[c.first : c.main] and set(s.lower[c.main : c.end]) & {"since", "so"}:
        return  # `has allocated 24 billion kroner since 2018`: how much it was
    stated = False
    for n, item in enumerate(_objects(s, c)):
        quantity = _quantity_of(s, item)
        counted = not lending or c.verb in words["counting"]
        if quantity is not None and (quantity.kind == "money" or counted):
            _add_pledge(reader, s, c, item, quantity, words, first=n == 0)
            stated = True
    if stated:
        _among_them(reader, s, c, words)
        _others_too(reader, s, c, words)
    elif promising:
        _promise(reader, s, c, words)


def _of_a_comparison(s: Sentence, c: Clause) -> bool:
    """`As states committed to free seas, Peru …`, `a port in Peru, which aims to …`: it is not they who do."""
    who = c.subject
    if who is None or who.first == 0:
        return False
    before = s.lower[who.first - 1]
    which = c.relative or (c.governor is not None and c.governor.relative)
    if which and before in ("in", "at", "near") and who.kind in ("country", "place") and who.first > 1:
        return s.tags[who.first - 2] in "NP"
    return before in ("as", "like", "of", "among") and who.kind == "group" and not who.det and who.of is None


def _undertaken(s: Sentence, c: Clause, words: dict[str, Any]) -> bool:
    """Whether an infinitive says what is undertaken: `agreed to lend`, `aims to raise`, `struck a deal to lend`."""
    governor = c.governor
    if governor is None or governor.status == "denied":
        return False
    deal = governor.verb in words["dealing"] and governor.object is not None and governor.object.kind == "agreement"
    return governor.verb in ("agree", "decide", "aim", "plan", "intend") or deal


def _cut(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`Norway will cut its emissions by 80 percent by 2035`."""
    what = c.object
    found = next(((k, q) for k, q in quantities_in(s, c.main, c.end) if s.lower[k - 1] == "by"), None)
    if what is None or found is None or found[1].kind != "percent":
        return
    k, q = found
    for ref in _parties(reader, s, c.subject):
        end = max(s.ends[k], min(_clause_end(reader, s, c), s.ends[c.end - 1]))
        text = _text(reader, s.starts[c.main], end)
        span = (_start(s, c), end)
        reader.add("pledged", ref, "pledge", words["confidence"], span, object=text, quantity=q, status="planned")


def _provided_with(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> bool:
    """`Norway will provide the island with 500 laptops`: whom first, then what."""
    whom = c.object
    what = next((p for w, p in c.preps if "with" in (w, s.lower[p.first - 2])), None)  # `with about $5 million`
    if c.verb not in words["equipping"] or c.status != "planned" or whom is None or what is None:
        return False
    if whom.kind not in ("country", "group", "organisation", "pronoun", "place", "institution"):
        return False
    stated = False
    for n, item in enumerate([*what.each(), *_further_objects(s, c)]):
        quantity = _quantity_of(s, item)
        if quantity is not None:
            _add_pledge(reader, s, c, item, quantity, words, first=n == 0)
            stated = True
    return stated


def _objects(s: Sentence, c: Clause) -> list[Phrase]:
    """What is given: the object, what follows it, and the money behind the particle of `put in $5 million`."""
    done = c.object
    if done is not None and done.kind in ("country", "organisation", "person") and done.after in s.at:
        done = s.at[done.after]  # `offered Kenya a loan of $5 million`
    if done is None:
        done = next((p for _, p in c.preps if p.first == c.main + 2 and s.tags[p.first] == "Q"), None)
    return [*(done.each() if done is not None else ()), *_further_objects(s, c)]


def _promise(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """What is promised without a figure: `to plant mangroves`, `support for the port`, `itself to elections`."""
    inner = next((d for d in s.clauses if d.main > c.main and d.governor is c and _promised(s, d, c)), None)
    to = next(
        (p for w, p in c.preps if w == "to" and c.verb == "commit" and (" " in p.name or c.object is not None)), None
    )
    itself = c.object is not None and c.object.name.lower().endswith(("self", "selves"))
    to = to if to is not None and (not to.det or itself) else None
    agreed = c.verb in words["agreeing"]
    what = c.object if c.verb != "commit" and c.object is not None and c.object.kind in _PROMISED else None
    if agreed and (inner is None or inner.verb in words["meeting"] or inner.main > c.main + _SOON):
        return
    if agreed and (c.subject is None or c.subject.kind not in ("country", "group", "organisation")):
        return
    doing = c.main + 2 if s.tags[c.main + 1 : c.main + 2] == "t" and s.lower[c.main + 2].endswith("ing") else None
    if inner is not None:
        told = inner.verb in words["giving"] or inner.verb in words["raising"]
        if told and inner.object is not None and any(_quantity_of(s, x) for x in inner.object.each()):
            return
        start, end = s.starts[inner.main], _clause_end(reader, s, inner)
        start = min(start, s.starts[doing]) if doing is not None else start  # `committed to working to save reefs`
    elif to is not None or what is not None:
        given = to or what
        assert given is not None
        start, end = given.start, max(given.end, min(_clause_end(reader, s, c), s.ends[c.end - 1]))
    else:
        return
    joined = [d for d in s.clauses if inner is not None and d.main > inner.main and _joined(s, d, c)]
    cuts = [
        d for d in joined if s.starts[d.main] < end and s.tags[d.first - 2] != "B"
    ]  # `to replant forests, cut fees and build schools`
    parts = list(
        zip(
            [start, *(s.starts[d.main] for d in cuts)],
            [*(s.ends[d.first - 2 - (s.tags[d.first - 2] == ",")] for d in cuts), end],
            strict=True,
        )
    )
    for ref in _parties(reader, s, c.subject):
        for begin, stop in parts:
            span, text = (_start(s, c), stop), _text(reader, begin, stop)
            reader.add("pledged", ref, "pledge", words["confidence"], span, object=text, status="planned")


_SOON = 6
"""Words after `agreed` within which it is said what to do."""


def _joined(s: Sentence, d: Clause, promise: Clause) -> bool:
    """Whether a verb goes on with what is promised: the cut of `promised to replant forests and cut fees`."""
    bare = s.tags[d.main] == "B" and s.tags[d.first - 1] in "&," and d.first == d.main
    return bare and d.subject is promise.subject


def _renewed(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`Norway reaffirmed its commitment to protecting the reefs`."""
    what = c.object
    if c.verb not in words["renewing"] or c.status != "done" or what is None or what.head not in words["renewed"]:
        return
    k = what.last
    doing = k + 1 < len(s.tags) and (s.tags[k + 1] == "B" or s.lower[k + 1].endswith("ing"))
    if what.det not in _POSSESSIVE or s.tags[k] != "t" or not doing:
        return
    end = _clause_end(reader, s, c)
    for ref in _parties(reader, s, c.subject):
        span, text = (_start(s, c), end), _text(reader, s.starts[k + 1], end)
        reader.add("pledged", ref, "pledge", words["confidence"], span, object=text, status="planned")


def _respectively(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> bool:
    """`Norway and Kenya will give 500,000 and 5 million dollars`: each what stands in his place."""
    givers = c.subject.items if c.subject is not None else ()
    first = next((k for k in range(c.main + 1, len(s.tags)) if s.tags[k] == "Q"), len(s.tags))
    sums = [q for q in (s.payload.get(first), s.payload.get(first + 2)) if isinstance(q, Quantity)]
    apart = s.tags[first : first + 3] == "Q&Q" and first <= c.main + 3
    if not apart or len(givers) != 2 or len(sums) != 2 or sums[1].kind != "money":
        return False
    for giver, q in zip(givers, sums, strict=True):
        for ref in _parties(reader, s, giver):
            span, text = (_start(s, c), sums[1].end), _text(reader, q.start, q.end)
            reader.add(
                "pledged", ref, "pledge", words["confidence"], span, object=text, quantity=q,
                unit=q.unit or sums[1].unit, status="planned",
            )  # fmt: skip
    return True


_PROMISED = frozenset(("thing", "measure", "institution", "agreement", "concept"))


def _pledged_by(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`A total of $4 billion was pledged by donors`."""
    giver = next((p for w, p in c.preps if w == "by"), None)
    quantity = _quantity_of(s, c.subject) if c.subject is not None else None
    if giver is None or c.subject is None or quantity is None:
        return
    span = (c.subject.start, max(giver.end, s.ends[c.main]))
    for ref in _parties(reader, s, giver):
        text = _text(reader, c.subject.start, c.subject.end)
        unit = quantity.unit or _counted(s, c.subject)
        reader.add(
            "pledged",
            ref,
            "pledge",
            words["confidence"],
            span,
            object=text,
            quantity=quantity,
            unit=unit,
            status="planned",
        )


def _among_them(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`Donors pledged $4 billion, including $1 billion from Norway`."""
    for (word, sum_), (origin, giver) in pairwise(c.preps):
        found = quantities_in(s, sum_.first, sum_.last)
        if word == "including" and origin == "from" and giver.first == sum_.after + 1 and found:
            for ref in _parties(reader, s, giver):
                span, text = (_start(s, c), giver.end), _text(reader, sum_.start, sum_.end)
                reader.add(
                    "pledged", ref, "pledge", words["confidence"], span, object=text, quantity=found[0][1],
                    status="planned",
                )  # fmt: skip


def _sums_from(reader: "Reader", s: Sentence, words: dict[str, Any]) -> None:
    """`The pledges included $150 million from Kenya, $100 million from Norway and $94 million from Chile`."""
    if not any(singular(w) in words["nouns"] for w in s.lower):
        return
    found = [
        (q, p)
        for k, q in quantities_in(s, 0, len(s.tags))
        if q.kind == "money" and s.lower[k + 1 : k + 2] == ["from"] and (p := s.at.get(k + 2)) is not None
    ]
    for quantity, giver in found if len(found) > 1 else ():
        for ref in _parties(reader, s, giver):
            span, text = (quantity.start, giver.end), _text(reader, quantity.start, quantity.end)
            reader.add(
                "pledged", ref, "pledge", words["confidence"], span, object=text, quantity=quantity, status="planned"
            )


def _pledge_named(reader: "Reader", s: Sentence, p: Phrase, words: dict[str, Any]) -> None:
    """`Norway's pledge of $40 million`, `a pledge of $40 million by Norway`."""
    quantity = _quantity_of(s, p)
    clause = next((c for c in s.clauses if p in (c.subject, c.object) or any(q is p for _, q in c.preps)), None)
    wished = clause is not None and (clause.status != "done" or clause.verb in ASKING | FAILING)
    if quantity is None or quantity.kind != "money" or wished:
        return
    giver = p.possessor or (s.at.get(p.after + 1) if s.lower[p.after : p.after + 1] in (["by"], ["from"]) else None)
    for ref in _parties(reader, s, giver):
        span, text = (min(p.start, giver.start if giver else p.start), p.end), _text(reader, p.start, p.end)
        reader.add(
            "pledged", ref, "pledge", words["confidence"], span, object=text, quantity=quantity, status="planned"
        )


def _others_too(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`Germany pledged 300 million euros and Britain up to 160 million pounds`: the verb is said once."""
    i = c.end
    while s.tags[i : i + 1] in (",", "&", ";"):
        while s.tags[i : i + 1] in (",", "&", ";"):
            i += 1
        p = s.at.get(i)
        if p is None or p.items or p.kind not in ("country", "organisation", "institution"):
            return
        k = p.after
        while k < len(s.tags) and (s.tags[k] == "R" or s.lower[k] in _BEFORE_MONEY):
            k += 1
        money = s.payload.get(k)
        if not isinstance(money, Quantity) or money.kind != "money":
            return
        for ref in _parties(reader, s, p):
            span, text = (p.start, s.ends[k]), _text(reader, s.starts[k], s.ends[k])
            reader.add(
                "pledged", ref, "pledge", words["confidence"], span, object=text, quantity=money, status="planned"
            )
        i = s.at[k].after if k in s.at else k + 1


_BEFORE_MONEY = frozenset("up to about some around at more than over almost nearly another a".split())


def _raised(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`Germany will double its contribution to 2 billion euros`: what it then amounts to, else what comes on top."""
    what = c.object
    if c.verb not in words["raising"] or c.status != "planned" or what is None or what.head not in words["support"]:
        return
    sums = [(k, q) for k, q in quantities_in(s, what.first, min(c.end + 4, len(s.tags))) if q.kind == "money"]
    if not sums or what.det not in ("its", "their", "his", "her", ""):
        return
    k, q = next(((k, q) for k, q in sums if "to" in s.lower[k - 3 : k]), sums[0])
    for ref in _parties(reader, s, c.subject):
        span, text = (_start(s, c), max(what.end, s.ends[k])), _text(reader, what.start, max(what.end, s.ends[k]))
        reader.add("pledged", ref, "pledge", words["confidence"], span, object=text, quantity=q, status="planned")


def _promised(s: Sentence, c: Clause, promise: Clause) -> bool:
    """`to plant …`, `to planting …`, `planting …`."""
    return c.form == "infinitive" or (c.form == "gerund" and (s.tags[c.first - 1] == "t" or c.first == promise.last))


def _governing_promise(c: Clause, words: dict[str, Any]) -> Clause | None:
    governor = c.governor
    return governor if governor is not None and governor.verb in words["promising"] else None


def _planned_by(c: Clause) -> bool:
    return c.governor is not None and (c.governor.verb in PLANNING or c.governor.verb in ("be", "go"))


def _further_objects(s: Sentence, c: Clause) -> list[Phrase]:
    """`a grant for X, and 3,000 places for Y`: objects that follow the complements of the first."""
    found = []
    i = c.end
    when = s.at.get(i)
    if when is not None and when.each()[0].name in _PERIODS:  # `a grant for X this year, and 3,000 places`, undated
        found, i = list(when.each()[1:]), when.after
    while s.tags[i : i + 1] == "T":
        i += 1
    while s.tags[i : i + 1] in (",", "&"):
        while s.tags[i : i + 1] in (",", "&") or s.lower[i - 1 : i + 1] in (["as", "well"], ["well", "as"]):
            i += 1
        p = s.at.get(i)
        if p is None or (p.after < len(s.tags) and s.tags[p.after] in "FZMAV"):
            break
        found.append(p)
        i = p.after
        while i + 1 < len(s.tags) and s.tags[i] in "It" and i + 1 in s.at:
            i = s.at[i + 1].after
    return found


_PERIODS = frozenset(("year", "month", "week"))


def _quantity_of(s: Sentence, p: Phrase) -> Quantity | None:
    found = [q for _, q in quantities_in(s, p.first, p.last) if q.kind in ("money", "count", "number", "dimension")]
    if p.of is not None and not found:
        found = [q for _, q in quantities_in(s, p.of.first, p.of.last) if q.kind == "money"]
    money = [q for q in found if q.kind == "money"]
    if money:
        return money[0]
    if not found and s.lower[p.after : p.after + 1] == ["worth"]:  # `weapons worth $5 million`
        found = [q for _, q in quantities_in(s, p.after + 1, p.after + 2) if q.kind == "money"]
        return found[0] if found else None
    several = p.plural or p.head in ("people", "children", "women", "men")
    apart = p.kind in ("event", "institution") or (p.kind == "group" and p.head in _STATES)
    return found[0] if found and several and not apart else None


_STATES = frozenset("countries nations states members parties sides governments leaders".split())


def _add_pledge(
    reader: "Reader", s: Sentence, c: Clause, item: Phrase, q: Quantity, words: dict[str, Any], *, first: bool
) -> None:
    beneficiary = next(
        (ref for word, p in c.preps if word in ("to", "for") for ref in _parties(reader, s, p) if ref.entity_id), None
    )
    start, giver = item.start, c.subject
    k = item.first + (s.tags[item.first] == "D")  # `Chile pledged $2 million, the Netherlands $3 million`
    named = s.payload.get(k)
    if isinstance(named, Hit) and k < item.last and named.kind != "demonym" and s.tags[k + 1] == "Q":
        start = s.starts[k + 1]
        party = Phrase(k, k + 1, "country", reader.article.entity(named.entity_id, "", "").name, named.entity_id)
        if first:  # `promised Kenya $5 million`
            beneficiary = next(iter(_parties(reader, s, party)), None)
        else:  # `pledged $5 million, France $3 million`
            giver = party
    stop = item.end
    for word, p in c.preps:
        if word in ("for", "in", "to") and p.start > item.end:
            stop = max(stop, p.end)
    begin = _start(s, c) if giver is c.subject else item.start
    for ref in _parties(reader, s, giver):
        reader.add(
            "pledged",
            ref,
            "pledge",
            words["confidence"],
            (begin, max(stop, s.ends[c.main])),
            object=_text(reader, start, stop if q.kind == "money" else item.end),
            quantity=q,
            unit=q.unit or _counted(s, item),
            status="done" if c.verb in words["given"] and c.status == "done" and s.tags[c.main] != "G" else "planned",
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
    later = (d for d in s.clauses if d.main > c.main and d.form == "finite" and s.tags[d.main] in "FZ")
    joined = next((d for d in later if s.tags[d.first - 1] == "&" or s.lower[d.first - 1] == "but"), None)
    if joined is not None:  # `promised to replant forests and left`
        end = min(end, s.ends[joined.first - 2])
    for k in range(c.main + 1, len(s.tags) - 1):
        if s.tags[k] == "," and s.words[k + 1] in _QUOTES:
            end = min(end, s.ends[k - 1])  # `…," the document says`
            break
        if s.tags[k] == "," and (s.tags[k + 1 : k + 3] == "IW" or s.lower[k + 1] in ("which", "who", "following")):
            end = min(end, s.ends[k - 1])  # `, under which …`
            break
    while end > s.starts[c.main] and text[end - 1] in " .,;\"'":
        end -= 1
    return end


# polls, designations, projects, frequencies ---------------------------------------------------------------------


def _poll(reader: "Reader", s: Sentence, words: dict[str, Any]) -> None:
    """`A CGTN poll found that 90 percent of respondents believe …, while 8 percent disagree`."""
    poll = next((k for k, w in enumerate(s.lower) if w in words["nouns"] or w in words["pollsters"]), None)
    pollster = _pollster(reader, s, poll, words) if poll is not None else None
    if poll is None or pollster is None:
        return
    shares = [(k, q) for k, q in quantities_in(s, 0, len(s.tags)) if q.kind == "percent"]
    views = [(k, q, view) for k, q in shares if (view := _view(s, k, words)) is not None]
    for n, (k, q, start) in enumerate(views):
        stop = views[n + 1][0] if n + 1 < len(views) else len(s.tags)
        end = s.ends[_view_end(s, start, stop) - 1]
        span = (s.starts[min(poll, k)], end)
        text = _text(reader, s.starts[start], end)
        reader.add("poll_share", pollster, "poll", words["confidence"], span, quantity=q, object=text, status="done")


def _pollster(reader: "Reader", s: Sentence, poll: int, words: dict[str, Any]) -> Ref | None:
    """Who asked: `a Gallup poll`, `a survey carried out in May by the institute`, `according to the pollster Datos`."""
    if s.lower[poll] in words["pollsters"]:
        named = s.words[poll + 1 : poll + 2] if s.tags[poll + 1 : poll + 2] == "P" else []
        return Ref(None, named[0], "organisation") if named else None
    by = next((j for j in range(poll + 1, min(poll + 9, len(s.tags))) if s.lower[j] == "by"), None)
    if by is not None and by + 1 in s.at and not set(s.tags[poll:by]) & set("ZMAV,"):
        who = s.at[by + 1]
        named_party = next(iter(_parties(reader, s, who)), None) if who.kind != "name" else None
        name = " ".join(w for w in s.words[who.first : who.last] if w[0].isupper()) or who.name
        return named_party or Ref(None, name, "organisation")
    host = next((h for k in range(poll - 1, -1, -1) if isinstance(h := s.payload.get(k), Hit)), None)
    if host is not None:
        entity = reader.article.entity(host.entity_id, "", "")
        return Ref(host.entity_id, entity.name, entity.type)
    phrase = next((p for p in s.every if p.first <= poll < p.last), None)
    if phrase is None:
        return None
    name = phrase.name.removesuffix(s.words[poll]).strip()
    return Ref(None, name or phrase.name, "organisation")


def _view(s: Sentence, k: int, words: dict[str, Any]) -> int | None:
    """The token at which the view starts that the share at token k holds: `want …` of `64% of Kenyans want …`."""
    near = range(k + 1, min(k + 6, len(s.lower)))
    asked = next((j for j in near if s.lower[j] in words["asked"] or (s.tags[j] == "P" and s.lower[j][-1] == "s")), k)
    start = asked + 1
    while start < len(s.tags) and s.lower[start] in words["questioned"]:
        start += 1
    if start >= len(s.tags):
        return None
    verb = lexicon().verbs.get(s.lower[start], (s.lower[start],))[0]
    if verb not in words["holding"]:
        clause = next((c for c in s.clauses if asked < c.first <= asked + 4), None) if asked > k else None
        return start if verb in words["taking"] else clause.first if clause is not None else None
    start += 1 + (s.lower[start + 1 : start + 2] == ["that"])
    return start if start < len(s.tags) else None


def _view_end(s: Sentence, start: int, stop: int) -> int:
    """The token behind a view: before another share, before its source and before the full stop."""
    end = stop
    for j in range(start + 1, stop):
        sourced = s.tags[j] == "," and s.lower[j + 1 : j + 2] in (["according"], ["while"], ["compared"], ["against"])
        if sourced or s.tags[j] == ";":
            end = j
            break
    while end > start + 1 and (s.tags[end - 1] in ",.&R;" or s.lower[end - 1] in ("while", "but", "about", "over")):
        end -= 1
    return end


def _designation(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`designated 2025 and 2026 as the Years of …`."""
    if c.verb not in words["verbs"] or c.passive or c.form != "finite":
        return
    begin = next((k for k in range(c.main + 1, len(s.tags)) if s.tags[k] not in "R"), None)
    marked = any(s.lower[k] == "as" for k in range(c.main + 1, min(c.main + 8, len(s.tags))))
    years = re.match(r"R*T(?:&T)?(?=D[q\"]?[PN])", s.tags[c.main + 1 :])  # `named 2025 and 2026 the "Years of …"`
    years = years if years is not None and s.lower[c.main + 1 + years.end()] in ("the", "a", "an") else None
    if begin is None or not (marked or years):
        return
    if begin in s.at and s.at[begin].kind == "person":
        return  # `designated A B as envoy` is about his office
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
    if p is not None and p.head in ("construction", "building") and p.of is not None:
        p = p.of  # `construction of the port began`
    if p is None or p.items or not (p.kind == "project" or p.head in words["nouns"]):
        return
    after = reader.article.folded[s.ends[c.main] : s.end]
    state = next((w for w in words["states"] if -1 < after.find(w) <= _NEAR), None) if c.verb == "be" else None
    if c.verb not in words["verbs"] and state is None:
        return
    if not any(s.tags[k] == "P" for k in range(p.first, p.last)):
        return
    end = _clause_end(reader, s, c)
    nxt = next((d for d in s.clauses if d.main > c.main and d.form == "finite"), None)
    if nxt is not None:
        end = min(end, s.ends[c.end - 1])
    if state is not None:
        end = s.ends[c.main] + after.find(state) + len(state)
    comma = s.tags.find(",", c.main)
    if c.relative and comma > 0:  # `the railway, which opened in 2021, carries …`
        end = min(end, s.ends[comma - 1])
    reader.add(
        "project_status",
        Ref(None, p.name, "project"),
        "project",
        words["confidence"],
        (p.start, end),
        object=_text(reader, s.starts[c.first], end),
        status=c.status,
    )


_NEAR = 24
"""Characters within which a state follows its verb."""


def _recurrence(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`the summit is held every two years`."""
    subject = c.subject
    what = c.object
    if what is not None and what.kind == "event" and c.verb in words["arranging"]:
        time = s.payload.get(what.after)
        subject = what if isinstance(time, Time) and time.type == "SET" else subject  # `hold the summit every year`
    held = subject is not None and subject is what
    if subject is None or subject.kind not in ("event", "institution", "group"):
        return
    if c.verb not in words["verbs"] and not held:
        return
    if subject.kind == "group" and (c.verb not in ("meet", "gather", "convene") or what is not None):
        return
    for k in range(c.main, min(c.end + 1, len(s.tags))):
        time = s.payload.get(k)
        if isinstance(time, Time) and time.type == "SET":
            for ref in _series(reader, s, subject):
                reader.add(
                    "recurs",
                    ref,
                    "recurrence",
                    words["confidence"],
                    (subject.start, s.ends[k]),
                    object=_text(reader, s.starts[k], s.ends[k]),
                    status=c.status if held else "done",
                )


def _priority(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`reef repair remains a top priority of the bloc`, `… for Peru`."""
    what, is_ = c.subject, c.object
    if c.verb not in words["verbs"] or what is None or is_ is None or is_.head not in words["nouns"]:
        return
    told = c.form == "finite" and c.status == "done" and what.after <= c.first and what.kind not in _NO_PRIORITY
    if not told or is_.det in ("no", "not") or (what.det in ("this", "that", "it") and " " not in what.name):
        return
    whose = is_.of or is_.possessor or next((p for w, p in c.preps if w in ("for", "of", "within")), None)
    if whose is not None and whose.kind == "thing":
        whose = next((p for w, p in c.preps if w == "within"), None) or whose.parties or whose.of
    named = thing_refs(reader.article, s, whose, whose.kind) if whose and whose.kind in NAMED_KINDS else ()
    for ref in _parties(reader, s, whose)[:1] or named:
        span = (what.start, max(is_.end, whose.end if whose else 0))
        text = _text(reader, what.start, what.end if "," in s.tags[what.after : c.first] else s.ends[c.first - 1])
        reader.add("has_priority", ref, "priority", words["confidence"], span, object=text, status="done")


_NO_PRIORITY = frozenset(("pronoun", "person", "country", "role"))


def _series(reader: "Reader", s: Sentence, p: Phrase) -> list[Ref]:
    """What recurs: the event or mechanism of a phrase, that of `its meetings`, or the meetings of a group."""
    if p.kind == "group":
        return [Ref(None, f"meeting of {p.name}", "event")]
    main = reader.article.main_event()
    if p.kind == "institution" and p.det == "the" and main is not None and p.name.lower() == f"{main.head} mechanism":
        return [series_of(reader.article, p, Ref(main.entity_id, main.name, "event"))]  # `the summit mechanism`
    if p.det == "its" and p.plural and reader.article.it is not None:
        entity_id, kind = reader.article.it
        return [Ref(entity_id, reader.article.entities[entity_id].name, kind)]
    owner = (
        next((c.subject for c in s.clauses if c.object is p), None) if p.det == "its" and p.kind == "event" else None
    )
    if owner is not None and owner.kind == "organisation" and " " not in p.name:
        return [Ref(None, f"{owner.name} {p.name}", "event")]  # `The bloc holds its summit every year`
    named = [series_of(reader.article, p, ref) for ref in thing_refs(reader.article, s, p, p.kind)]
    return named or [Ref(None, p.name, p.kind)]


def _partnership(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`China has established strategic partnerships … with all five countries`."""
    p = c.object
    if p is None or p.each()[0].head not in words["nouns"]:
        p = next((x for w, x in c.preps if w == "to" and x.head in words["nouns"]), None)  # `raised ties to a …`
    if p is None or not any(q in p.name.lower() for q in words["qualities"]):
        return
    apart = p.each()[0].parties is None and all(w != "with" for w, _ in c.preps)
    if c.subject is not None and len(c.subject.items) == 2 and apart:
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
    behind = [s.at[k + 1] for k in range(c.main, len(s.tags) - 1) if s.lower[k] == "with" and k + 1 in s.at]
    given = [p.each()[0].parties, *(x for w, x in c.preps if w == "with"), *behind]
    for other in (x for x in given if x is not None):
        partners = [ref for ref in party_refs(reader.article, s, other) if ref.kind in _PARTNERS]
        if partners:
            break
    else:
        return
    for ref in _parties(reader, s, c.subject):
        for partner in partners:
            if ref.kind in _PARTNERS:
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


_PARTNERS = ("country", "organisation", "group", "person")


def _partners(reader: "Reader", s: Sentence, p: Phrase, words: dict[str, Any]) -> None:
    """`the partnership between A and B has grown`."""
    clause = next((c for c in s.clauses if c.subject is p and c.form == "finite" and c.status == "done"), None)
    if clause is None or p.head not in words["nouns"] or p.parties is None:
        return
    sides = [p.possessor] if p.possessor is not None else []
    pairs = [_parties(reader, s, side)[:1] for side in [*sides, *p.parties.each()]]
    if len(pairs) == 2 and all(pairs):
        (left,), (right,) = pairs
        span, kind = (p.start, p.end), " ".join(s.words[p.first : p.last])
        reader.add(
            "partnership_with",
            left,
            "partnership",
            words["confidence"],
            span,
            object=right,
            value_text=kind,
            status="done",
        )


# acts that a noun names -----------------------------------------------------------------------------------------


def _act(reader: "Reader", s: Sentence, p: Phrase, words: dict[str, Any]) -> None:
    """`the signing of the accord by Peru ended …`, `the summit closed with the adoption of the charter`.

    Only as the subject of what happened, or behind `with`, `after` and the like: elsewhere it may be a wish.
    """
    kind = next((kind for kind, nouns in words["named"].items() if p.head in nouns), None)
    if kind == "agreement" and p.det == "the" and " " not in p.name and p.of is None:
        _act_done(reader, s, p, words)
    if kind is None or (p.of is None and p.possessor is None) or p.items:
        return
    clause = next((c for c in s.clauses if c.subject is p or any(q is p for _, q in c.preps)), None)
    if clause is None or clause.status != "done" or clause.verb in PLANNING | FAILING | ASKING:
        return
    behind = next((w for w, q in clause.preps if q is p), None)
    if behind is not None and behind not in words["behind"]:
        return
    by, on, at = ("signed_by", "signed_on", "signed_at") if kind == "agreement" else _ESTABLISHED
    done = list(thing_refs(reader.article, s, p.of, kind)) if p.of is not None else []
    if not done and p.of is not None and kind == "institution" and p.of.kind in ("organisation", "group"):
        done = _parties(reader, s, p.of)[:1]
    agents, times = [], []
    j, end = p.after, p.end
    while s.tags[j : j + 1] == "I" and j + 1 < len(s.tags):
        if s.tags[j + 1] == "T" and s.lower[j] in ("on", "in"):
            times, end = times_of(s, [j + 1]), s.ends[j + 1]
            j += 2
        elif (q := s.at.get(j + 1)) is not None and s.lower[j] in ("by", "in", "at"):
            agents += _parties(reader, s, q) if s.lower[j] == "by" else []
            j, end = q.after, q.end
        else:
            break
    closing = behind in ("with", "by") and clause.subject is not None
    for thing in done:
        for agent in agents:
            reader.add(by, thing, "act", words["confidence"], (p.start, end), object=agent, status="done")
        if closing and clause.subject is not None and at is not None:
            if clause.object is not None and clause.object.kind == "event":  # `leaders closed the summit with …`
                for agent in party_refs(reader.article, s, clause.subject):
                    span = (clause.subject.start, end)
                    reader.add(by, thing, "act", words["confidence"], span, object=agent, status="done")
            what = clause.object if clause.object is not None and clause.object.kind == "event" else clause.subject
            for event in thing_refs(reader.article, s, what, "event"):
                span = (clause.subject.start, end)
                reader.add(at, thing, "act", words["confidence"], span, object=event, status="done")
                times = times or times_of(s, clause.times)
        for time in times[:1]:
            span = (
                min(p.start, *(s.starts[k] for k in clause.times or [p.first])),
                max(end, *(s.ends[k] for k in clause.times or [p.first])),
            )
            reader.add(on, thing, "act", words["confidence"], span, time=time, status="done")


def _act_done(reader: "Reader", s: Sentence, p: Phrase, words: dict[str, Any]) -> None:
    """`The signing took place in Lima during the Andean Summit`: of the one agreement that the article has named."""
    clause = next(
        (c for c in s.clauses if c.subject is p and c.status == "done" and c.verb in words["happening"]), None
    )
    agreements = {named.entity_id: named.name for named in reader.article.named if named.kind == "agreement"}
    if clause is None or len(agreements) != 1:
        return
    ((entity_id, name),) = agreements.items()
    for word, q in clause.preps:
        place = place_ref(reader.article, q) if word in ("in", "at") else None
        events = thing_refs(reader.article, s, q, "event") if word in ("at", "during") else iter(())
        for where in (*([place] if place is not None else ()), *events):
            span = (p.start, q.end)
            thing = Ref(entity_id, name, "agreement")
            reader.add("signed_at", thing, "act", words["confidence"], span, object=where, status="done")


_ESTABLISHED = ("established_by", "established_on", None)


# proposals that came true ---------------------------------------------------------------------------------------


def _proposal_realised(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`Peru proposed a reef fund. The proposal was realised in 2019`: what was proposed has been there since.

    A mechanism that was to meet at a higher level is from then on the series of meetings that bears its name.
    """
    p = c.subject
    if p is None or p.head not in words["called"] or p.name.lower() != p.head or p.det not in ("the", "this", "that"):
        return
    if c.verb not in words["verbs"] or c.status != "done" or c.passive == (c.verb in words["by_itself"]):
        return
    at = [q for w, q in c.preps if w in ("at", "during") and q.kind == "event"]
    own = [k for k in sorted(c.times) if not reader.of_other_event(k, *at)]
    time = next(iter(times_of(s, own)), None)
    proposed = _proposed(reader, s, c, words)
    if proposed is None or time is None:
        return
    founding, body = proposed
    began = next((series for q in at if (series := _begun(reader, s, q, body, words)) is not None), None)
    if began is None and not founding:
        return
    k = next(k for k in own if s.payload[k].start == time.start)
    span = reader.around(p.first, c.main, k)
    reader.add("established_on", began or body, "proposal", words["confidence"], span, time=time, status="done")


def _proposed(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> tuple[bool, Ref] | None:
    """What the clauses before, of this sentence or the last one, proposed last; and whether to found it."""
    here = [(s, d) for d in s.clauses if d.main < c.main]
    before = reader.before
    for t, d in reversed(([(before, d) for d in before.clauses] if before is not None else []) + here):
        what, founding = d.object, True
        if d.verb in words["proposing"] and d.status == "done":
            if what is not None and what.head in words["founding_nouns"]:
                what = what.of
        elif d.governor is not None and d.governor.verb in words["proposing"] and d.verb in words["raising"]:
            founding = False
        elif d.governor is None or d.governor.verb not in words["proposing"] or d.verb not in words["founding"]:
            continue
        if what is not None:
            for ref in thing_refs(reader.article, t, what, "institution"):
                return founding, ref
    return None


def _begun(reader: "Reader", s: Sentence, p: Phrase, body: Ref, words: dict[str, Any]) -> Ref | None:
    """The series whose first event a phrase names, if its name is that of the body with another head."""
    if set(words["first"]).isdisjoint(s.lower[p.first : p.last]):
        return None
    stem = body.name.lower().rpartition(" ")[0]
    for event in thing_refs(reader.article, s, p, "event"):
        series = series_of(reader.article, replace(p, name=strip_ordinal(p.name)), event)
        if stem and series.name.lower().rpartition(" ")[0] == stem:
            return series
    return None
