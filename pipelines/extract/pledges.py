"""Pledges: who promises what, in verbs, in nouns, and to whom it falls where several do.

Their words are in `frames.yaml` under `constructions`, `pledge`.
"""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pipelines.extract.arguments import quantities_in
from pipelines.extract.clauses import ASKING, FAILING, PLANNING
from pipelines.extract.constructions import POSSESSIVE, end_of, parties_of, start_of, text_of
from pipelines.extract.frames import rules
from pipelines.extract.lexicon import singular
from pipelines.extract.parse import Clause, Hit, Phrase, Sentence
from pipelines.extract.quantities import Quantity

if TYPE_CHECKING:
    from pipelines.extract.statements import Reader


def read_pledges(reader: "Reader", s: Sentence) -> None:
    """Adds what the sentence says that somebody pledges."""
    words = rules().constructions["pledge"]
    for c in s.clauses:
        _pledge(reader, s, c, words)
    for p in s.every:
        if (head := singular(p.head)) in words["nouns"]:
            _pledge_named(reader, s, p, words)
        if head in words["plans"] or head in words["nouns"]:
            _planned(reader, s, p, words)
    _sums_from(reader, s, words)


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
    under_way = s.tags[c.main] == "G" and c.form == "finite"  # `is providing`
    giving = giving or (under_way and c.verb in words["given"])
    lending = lending and (c.verb != "set" or particle == ["up"])
    lending = lending and (c.form == "finite" or _undertaken(s, c, words))
    if c.verb in words["cutting"] and c.status == "planned" and (c.form == "finite" or _undertaken(s, c, words)):
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
    if not stated and c.verb in words["raising"]:
        _raised(reader, s, c, words)
    if stated:
        _among_them(reader, s, c, words)
        _others_too(reader, s, c, words)
    elif promising:
        _promise(reader, s, c, words)
        _promised_that(reader, s, c, words)


def _promised_that(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`The minister promised that his government would protect the reefs`."""
    if s.tags[c.main + 1 : c.main + 2] != "h" or c.form != "finite" or c.status != "done":
        return
    d = next((d for d in s.clauses if d.main > c.main), None)
    if d is None or d.subject is None or d.subject.first != c.main + 2 or d.status != "planned" or d.passive:
        return
    if d.verb in words["lending"] or d.verb in words["giving"] or d.verb == "be":
        return
    end = end_of(reader, s, d)
    own = d.subject.kind == "pronoun" or d.subject.det in POSSESSIVE
    for ref in parties_of(reader, s, c.subject if own else d.subject):
        span, text = (start_of(s, c), end), text_of(reader, s.starts[d.main], end)
        reader.add(
            "pledged", ref, "pledge", words["confidence"], span, object=text, status="planned",
            **_measured(_promised_sum(s, d, end, words)),
        )  # fmt: skip


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
    return governor.verb in words["undertaking"] or deal


def _cut(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`Norway will cut its emissions by 80 percent by 2035`."""
    what = c.object
    found = next(((k, q) for k, q in quantities_in(s, c.main, c.end) if s.lower[k - 1] == "by"), None)
    if what is None or found is None or found[1].kind != "percent":
        return
    k, q = found
    for ref in parties_of(reader, s, c.subject):
        end = max(s.ends[k], min(end_of(reader, s, c), s.ends[c.end - 1]))
        text = text_of(reader, s.starts[c.main], end)
        span = (start_of(s, c), end)
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
    if done is not None and done.kind in ("country", "organisation", "person", "group") and done.after in s.at:
        done = s.at[done.after]  # `offered Kenya a loan of $5 million`
    if done is None:
        done = next((p for _, p in c.preps if p.first == c.main + 2 and s.tags[p.first] == "Q"), None)
    if done is not None and done.name == "available":  # `make available $5 million`
        done = s.at.get(done.after)
    return [*(done.each() if done is not None else ()), *_further_objects(s, c)]


def _promise(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """What is promised without a figure: `to plant mangroves`, `support for the port`, `itself to elections`."""
    inner = next((d for d in s.clauses if d.main > c.main and d.governor is c and _promised(s, d, c)), None)
    to = next(
        (p for w, p in c.preps if w == "to" and c.verb == "commit" and (" " in p.name or c.object is not None)), None
    )
    itself = c.object is not None and c.object.name.lower().endswith(("self", "selves"))
    to = to if to is not None and (not to.det or itself) else None
    if c.verb == "commit" and c.object is not None and not itself and to is None:
        return  # `committed a crime to win the vote`
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
        start, end = s.starts[inner.main], end_of(reader, s, inner)
        start = min(start, s.starts[doing]) if doing is not None else start  # `committed to working to save reefs`
        start = s.starts[inner.first] if s.tags[inner.first] == "n" else start  # `undertook not to build ports`
    elif to is not None or what is not None:
        given = to or what
        assert given is not None
        last = c.end - 1 if any(d.main > c.main for d in s.clauses) else len(s.tags) - 1
        start, end = given.start, max(given.end, min(end_of(reader, s, c), s.ends[last]))
    else:
        return
    quantity = _promised_sum(s, inner, end, words) if inner is not None else None
    if to is not None and (found := next((q for _, q in quantities_in(s, to.first, to.last)), None)) is not None:
        quantity = (found, None) if found.kind in ("money", "percent") else None  # `itself to a 40 percent cut`
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
    for ref in parties_of(reader, s, c.subject):
        for n, (begin, stop) in enumerate(parts):
            span, text = (start_of(s, c), stop), text_of(reader, begin, stop)
            sum_ = quantity if n == 0 and quantity is not None and quantity[0].end <= stop else None
            reader.add(
                "pledged", ref, "pledge", words["confidence"], span, object=text, status="planned", **_measured(sum_)
            )


def _promised_sum(s: Sentence, c: Clause, end: int, words: dict[str, Any]) -> tuple[Quantity, str | None] | None:
    """How much is promised by a verb, with what is counted: `to train 3,000 nurses`, `to cut tolls by 40 percent`."""
    counting = c.verb in words["counting"] or c.verb in words["giving"]
    for item in c.object.each() if c.object is not None else ():
        q = _quantity_of(s, item)
        if q is not None and q.kind != "money" and counting and item.det not in _KNOWN:
            return q, q.unit or _counted(s, item)
    for k, q in quantities_in(s, c.main, len(s.tags)):
        if (
            q.end <= end
            and q.kind in ("money", "percent")
            and not any(d.main < k for d in s.clauses if d.main > c.main)
        ):
            return q, q.unit
    return None


_KNOWN = frozenset(("the", "these", "those", "its", "their"))
"""Before a number they tell of things that are there already."""


def _measured(found: tuple[Quantity, str | None] | None) -> dict[str, Any]:
    return {} if found is None else {"quantity": found[0], **({"unit": found[1]} if found[1] else {})}


_SOON = 6
"""Words after `agreed` within which it is said what to do."""


def _joined(s: Sentence, d: Clause, promise: Clause) -> bool:
    """Whether a verb goes on with what is promised: the cut of `promised to replant forests and cut fees`."""
    bare = s.tags[d.main] == "B" and s.tags[d.first - 1] in "&," and s.tags[d.first : d.main] in ("", "t")
    return bare and d.subject is promise.subject


def _renewed(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`Norway reaffirmed its commitment to protecting the reefs`."""
    what = c.object
    if c.verb not in words["renewing"] or c.status != "done" or what is None or what.head not in words["renewed"]:
        return
    k = what.last
    doing = k + 1 < len(s.tags) and (s.tags[k + 1] == "B" or s.lower[k + 1].endswith("ing"))
    if what.det not in POSSESSIVE or s.tags[k] != "t" or not doing:
        return
    end = end_of(reader, s, c)
    for ref in parties_of(reader, s, c.subject):
        span, text = (start_of(s, c), end), text_of(reader, s.starts[k + 1], end)
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
        for ref in parties_of(reader, s, giver):
            span, text = (start_of(s, c), sums[1].end), text_of(reader, q.start, q.end)
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
    for ref in parties_of(reader, s, giver):
        text = text_of(reader, c.subject.start, c.subject.end)
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
            for ref in parties_of(reader, s, giver):
                span, text = (start_of(s, c), giver.end), text_of(reader, sum_.start, sum_.end)
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
        for ref in parties_of(reader, s, giver):
            span, text = (quantity.start, giver.end), text_of(reader, quantity.start, quantity.end)
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
    if giver is None and p.det in ("its", "their") and clause is not None and clause.subject is not p:
        giver = clause.subject if clause.form == "finite" and not clause.passive else None
        giver = clause.object if clause.object not in (None, p) else giver  # `thanked Norway for its pledge`
    for ref in parties_of(reader, s, giver):
        span, text = (min(p.start, giver.start if giver else p.start), p.end), text_of(reader, p.start, p.end)
        reader.add(
            "pledged", ref, "pledge", words["confidence"], span, object=text, quantity=quantity, status="planned"
        )


def _planned(reader: "Reader", s: Sentence, p: Phrase, words: dict[str, Any]) -> None:
    """`announced plans to build …`, `set a target of cutting …`, `the commitment by Norway to provide $4 million`."""
    by = s.at.get(p.after + 1) if s.lower[p.after : p.after + 1] == ["by"] else None
    behind = by.after if by is not None else p.after
    doing = next((d for d in s.clauses if d.first in (behind, behind + 1) and d.main <= behind + 3), None)
    what = p.of if p.of is not None and p.head in words["plans"] and not p.plural else None
    if doing is not None and doing.first == behind + 1 and s.tags[behind] not in ("o", "t"):
        doing = None
    if doing is not None and doing.form not in ("infinitive", "gerund"):
        doing = None
    clause = next((c for c in s.clauses if p in (c.subject, c.object) or any(q is p for _, q in c.preps)), None)
    if clause is None:  # `set itself a target`
        clause = next((c for c in s.clauses if c.object is not None and c.object.after == p.first), None)
    done = clause.object if clause is not None and clause.verb in words["telling"] else None
    told = done is not None and (done is p or done.name.lower().endswith(("self", "selves")))
    binding = singular(p.head) not in ("plan", "intention")
    giver = by or (p.possessor if binding else None)
    start = min(p.start, giver.start) if giver is not None else p.start
    if giver is None and told and clause is not None and not clause.passive and p.det not in POSSESSIVE:
        giver, start = clause.subject, start_of(s, clause)
    if giver is None or (clause is not None and (clause.status != "done" or clause.verb in ASKING | FAILING)):
        return
    found: tuple[Quantity, str | None] | None
    if doing is not None:
        begin, end = s.starts[doing.main], end_of(reader, s, doing)
        later = next((d for d in s.clauses if d.main > doing.main and d.form == "finite"), None)
        if later is not None and (later.subject in (None, p, doing.object) or later.subject.first < doing.main):
            end = min(end, s.ends[later.first - 1])  # `the promise to build a port was welcomed`
        found = _promised_sum(s, doing, end, words)
        if found is None and giver is not (clause.subject if clause is not None else None):
            return  # `Norway's commitment to saving reefs` tells what it believes in
    else:
        sums = quantities_in(s, what.first, what.last) if what is not None else []
        found = next(((q, q.unit) for _, q in sums if q.kind in ("money", "percent")), None)
        if found is None:
            return
        begin, end = p.start, max(p.end, min(end_of(reader, s, clause), s.ends[clause.end - 1]) if clause else p.end)
    for ref in parties_of(reader, s, giver):
        text = text_of(reader, begin, end)
        reader.add(
            "pledged", ref, "pledge", words["confidence"], (min(start, begin), end), object=text, status="planned",
            **_measured(found),
        )  # fmt: skip


def _others_too(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`Germany pledged 300 million euros, Britain up to 160 million pounds`: the verb is said once."""
    later = next((d.main for d in s.clauses if d.main > c.main and d.form == "finite"), len(s.tags))
    for k, money in quantities_in(s, c.main + 2, later):
        j = k
        while s.tags[j - 1] == "R" or s.lower[j - 1] in _BEFORE_MONEY:
            j -= 1
        p = next((p for p in s.every if p.last == j and p.first > c.main and not p.items), None)
        hit = s.payload.get(j - 1)
        if p is None and isinstance(hit, Hit) and hit.kind != "demonym":  # `Kuwait $300 million`
            p = Phrase(j - 1, j, "country", reader.article.entity(hit.entity_id, "", "").name, hit.entity_id)
            p.start, p.end = hit.start, hit.end
        if money.kind != "money" or p is None or p.kind not in _GIVERS or p.first < 2:
            continue
        if s.tags[p.first - 1 - (s.tags[p.first - 1] == "D")] not in ",&;":
            continue
        for ref in parties_of(reader, s, p):
            span, text = (p.start, s.ends[k]), text_of(reader, s.starts[k], s.ends[k])
            reader.add(
                "pledged", ref, "pledge", words["confidence"], span, object=text, quantity=money, status="planned"
            )


_GIVERS = frozenset(("country", "organisation", "institution"))
_BEFORE_MONEY = frozenset("up to about some around at more than over almost nearly another a further".split())


def _raised(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`Germany will double its contribution to 2 billion euros`: what it then amounts to, else what comes on top."""
    what = c.object
    if c.verb not in words["raising"] or c.status != "planned" or what is None:
        return
    if what.head not in words["support"] and not (what.kind == "measure" and _undertaken(s, c, words)):
        return
    sums = [(k, q) for k, q in quantities_in(s, what.first, min(c.end + 4, len(s.tags))) if q.kind == "money"]
    if what.det not in (*POSSESSIVE, "") or (not sums and (what.det == "" or c.form != "finite")):
        return
    if not sums:  # `will double its aid by 2025`
        end = min(end_of(reader, s, c), s.ends[c.end - 1])
        for ref in parties_of(reader, s, c.subject):
            text = text_of(reader, s.starts[c.main], end)
            reader.add(
                "pledged", ref, "pledge", words["confidence"], (start_of(s, c), end), object=text, status="planned"
            )
        return
    k, q = next(((k, q) for k, q in sums if "to" in s.lower[k - 3 : k]), sums[0])
    for ref in parties_of(reader, s, c.subject):
        span, text = (start_of(s, c), max(what.end, s.ends[k])), text_of(reader, what.start, max(what.end, s.ends[k]))
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
    i = c.end - (s.tags[c.end - 1] == ",")
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
        (ref for word, p in c.preps if word in ("to", "for") for ref in parties_of(reader, s, p) if ref.entity_id), None
    )
    start, giver = item.start, c.subject
    k = item.first + (s.tags[item.first] == "D")  # `Chile pledged $2 million, the Netherlands $3 million`
    named = s.payload.get(k)
    if isinstance(named, Hit) and k < item.last and named.kind != "demonym" and s.tags[k + 1] == "Q":
        start = s.starts[k + 1]
        party = Phrase(k, k + 1, "country", reader.article.entity(named.entity_id, "", "").name, named.entity_id)
        if first:  # `promised Kenya $5 million`
            beneficiary = next(iter(parties_of(reader, s, party)), None)
        else:  # `pledged $5 million, France $3 million`
            giver = party
    stop = item.end
    for word, p in c.preps:
        if word in ("for", "in", "to") and p.start > item.end:
            stop = max(stop, p.end)
    begin = start_of(s, c) if giver is c.subject else item.start
    if c.verb in words["befalling"] and first:
        start = s.starts[c.main]  # `train 3,000 nurses`: the nurses are not what is given
    for ref in parties_of(reader, s, giver):
        reader.add(
            "pledged",
            ref,
            "pledge",
            words["confidence"],
            (begin, max(stop, s.ends[c.main])),
            object=text_of(reader, start, stop if q.kind == "money" else item.end),
            quantity=q,
            unit=q.unit or _counted(s, item),
            status="done" if c.verb in words["given"] and c.status == "done" and s.tags[c.main] != "G" else "planned",
            beneficiary_id=beneficiary.entity_id if beneficiary else None,
        )


def _counted(s: Sentence, p: Phrase) -> str:
    return " ".join(w for k, w in enumerate(s.words[p.first : p.last], p.first) if s.tags[k] in "NP")
