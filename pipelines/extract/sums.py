"""Sums: money and shares that stand beside the noun which they measure, and behind no verb of it.

What something is worth or costs, what it accounts for, what a plan puts it at, and in which kind money was given. Words
are in `frames.yaml` under `constructions`, `sum`; amounts that verbs state are in `measures.py`.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

from pipelines.extract.arguments import Ref, quantities_in
from pipelines.extract.clauses import ASKING, FAILING
from pipelines.extract.frames import rules
from pipelines.extract.lexicon import singular
from pipelines.extract.measures import APPROXIMATING, add_amount, name_of, owner_of, possessive, word_before
from pipelines.extract.parse import Clause, Phrase, Sentence
from pipelines.extract.quantities import Quantity

if TYPE_CHECKING:
    from pipelines.extract.statements import Reader


def read_sums(reader: "Reader", s: Sentence) -> None:
    """Adds the amounts of money of the sentence that no verb states, and what is levied in percent."""
    measure, words = rules().constructions["measure"], rules().constructions["sum"]
    for p in s.every:
        _inside(reader, s, p, measure)
    _cost(reader, s, measure)
    for k, q in quantities_in(s, 1, len(s.tags)):
        if q.kind == "money":
            j = _before(s, k)
            _worth(reader, s, j, k, q, words)
            _accounting(reader, s, j, k, q, words)
            _for_a_sum(reader, s, j, k, q, words)
            _in_kind(reader, s, k, q, words)
            _put_at(reader, s, k, q, words)
            _being(reader, s, k, q, words)
    _of(reader, s, words)


def _before(s: Sentence, k: int) -> int:
    """The token before a number and the words that make it rough: the worth of `worth up to $5 billion`."""
    j = k - 1
    while j > 0 and (s.tags[j] == "R" or s.lower[j] in APPROXIMATING or s.lower[j - 1 : j + 1] == ["up", "to"]):
        j -= 1
    return j


@cache
def _wordings(key: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(wording.split()) for wording in rules().constructions["sum"][key])


def _wording_at(s: Sentence, j: int, key: str) -> int | None:
    """The first token of the wording of the rules that ends at token j."""
    for wording in _wordings(key):
        first = j + 1 - len(wording)
        if first > 0 and tuple(s.lower[first : j + 1]) == wording:
            return first
    return None


def _ending_at(s: Sentence, j: int) -> Phrase | None:
    """The outermost phrase that ends before token j, a comma aside."""
    ends = (j, j - 1) if s.tags[j - 1] == "," else (j,)
    return next((p for p in s.every if p.after in ends and not p.items), None)


def _stated(s: Sentence, p: Phrase) -> tuple[bool, Clause | None]:
    """Whether the sentence states what it says of a phrase, and the clause that it stands in."""
    clause = next((c for c in reversed(s.clauses) if c.main < p.first), None)
    told = clause is None or (clause.status in ("done", "planned") and clause.verb not in ASKING | FAILING)
    return told, clause


def _promises(c: Clause | None) -> bool:
    """Whether a clause says what somebody gives: `pledges.py` reads its sums."""
    words = rules().constructions["pledge"]
    return c is not None and any(c.verb in words[key] for key in ("promising", "giving", "lending"))


def _name(reader: "Reader", s: Sentence, first: int, last: int) -> str:
    """The tokens [first, last) as a name, without the article that they begin with."""
    first += s.tags[first] == "D" and s.lower[first] != "its"
    return " ".join(reader.article.text[s.starts[first] : s.ends[last - 1]].split())


def _worth(reader: "Reader", s: Sentence, j: int, k: int, q: Quantity, words: dict[str, Any]) -> None:
    """`20 agreements worth $5 billion`, `roads in Peru, valued at $3 million`."""
    first = _wording_at(s, j, "valued")
    host = _ending_at(s, first) if first is not None else None
    if first is None or host is None:
        return
    p = host
    if host.kind in ("country", "place") and s.tags[host.first - 1] == "I":
        p = _ending_at(s, host.first - 1) or host  # `roads in Peru`
    if s.tags[first - 1] == "," and p.first > 0 and s.tags[p.first - 1] in "Ito":
        return  # `arms from its depots, valued at $5 million`
    told, clause = _stated(s, p)
    if clause is not None and clause.object is p and clause.verb in rules().constructions["measure"]["flows"]:
        return  # `exported goods worth $3 million`: its exports
    end = k + 1
    if s.lower[end : end + 1] == ["in"] and end + 1 in s.at and s.at[end + 1].kind in ("country", "place"):
        where = s.at[end + 1]  # `roads worth $3 million in Peru and Chile`
        name = f"{_name(reader, s, p.first, host.after)} in {where.name}"
    elif p is host and p.kind == "measure":
        name = name_of(reader, p) or ""
    else:
        name = _name(reader, s, p.first, host.after)
    pledged = p.kind == "thing" and _promises(clause)
    if told and name and p.kind in _VALUED and not pledged:
        span = (p.start, s.ends[k])
        add_amount(reader, "worth", words["confidence"], "amount", Ref(None, name, "measure"), q, span, clause)


_VALUED = frozenset(("measure", "agreement", "thing", "project"))


def _of(reader: "Reader", s: Sentence, words: dict[str, Any]) -> None:
    """`trade of $5 billion`, `loans of about $5 billion`."""
    for p in s.every:
        inner = p.of
        if p.kind != "measure" or inner is None or s.tags[inner.first] != "Q" or inner.last != inner.first + 1:
            continue
        if p.head in words["amounts"] and p.det in ("a", "an"):
            continue  # `with a volume of $5 billion` tells it of something else
        if p.head in ("economy", "market", "economies", "markets"):
            continue  # `an economy of $5 billion`: whose?
        name, q = p.name[: p.name.rfind(" of ")], s.payload.get(inner.first)
        clause = next((c for c in reversed(s.clauses) if c.main < p.first), None)
        told = clause is None or clause.status in (("done", "planned") if clause.verb == "have" else ("done",))
        owner = _possessing(reader, s, p, clause) if p.possessor is None and p.det != "the" else None
        people = p.head == "population" and isinstance(q, Quantity) and q.kind in ("count", "number") and owner
        if isinstance(q, Quantity) and (q.kind == "money" or people) and name and told:
            whole = f"{name} of {owner}" if owner else name
            span, subject = (p.start, s.ends[inner.first]), Ref(None, whole, "measure")
            unit = "people" if people else q.unit
            add_amount(reader, "worth", 0.86, "amount", subject, q, span, clause, unit=unit)


def _possessing(reader: "Reader", s: Sentence, p: Phrase, c: Clause | None) -> str | None:
    """Whose a measure is: `the bloc has a GDP of $5 billion`, `with a GDP of $5 billion, the bloc is rich`."""
    host = c.subject if c is not None and c.verb == "have" and c.object is not None and p in c.object.each() else None
    if host is None:
        k = next((i for i in range(p.first - 1, max(p.first - 9, -1), -1) if s.tags[i] not in "NDO&Qo"), -1)
        if k < 0 or s.lower[k] != "with":
            return None
        host = s.ending.get(k) or s.ending.get(k - 1)
        if k == 0:
            host = next((d.subject for d in s.clauses if d.form == "finite"), None)
    if host is None or host.items or host.kind not in _POSSESSING:
        return None
    return owner_of(reader, s, host)


_POSSESSING = frozenset(("country", "organisation", "group", "institution", "place"))


def _accounting(reader: "Reader", s: Sentence, j: int, k: int, q: Quantity, words: dict[str, Any]) -> None:
    """`with exports accounting for $5 billion of that and imports for $4 billion`, `Peru alone accounting for …`."""
    first = _wording_at(s, j, "accounting")
    if first is None:
        return
    found = [(_ending_at(s, first - (s.tags[first - 1] == "R")), k, q)]
    i = k + 1 + 2 * (s.tags[k + 1 : k + 2] == "o")
    while s.tags[i : i + 1] in (",", "&"):
        i += 1
        p = s.at.get(i)
        n = p.after + 1 if p is not None else 0
        more = s.payload.get(n) if p is not None and s.lower[p.after : n] == ["for"] else None
        if isinstance(more, Quantity) and more.kind == "money":
            found.append((p, n, more))
            i = n + 1
    for p, at, sum_ in found:
        name = _part(reader, s, p)
        if name is not None and p is not None:
            span, subject = (p.start, s.ends[at]), Ref(None, name, "measure")
            clause = next((c for c in reversed(s.clauses) if c.form == "finite" and c.main < at), None)
            add_amount(reader, "accounting", words["confidence"], "amount", subject, sum_, span, clause)


def _part(reader: "Reader", s: Sentence, p: Phrase | None) -> str | None:
    """What accounts for a sum: a measure, or a party's share of the measure that the sentence is about."""
    if p is None or p.items:
        return None
    if p.kind == "measure":
        return name_of(reader, p)
    if p.first > 0 and s.tags[p.first - 1] in "Ito" and s.lower[p.first - 1] != "with":
        host = next((x for x in s.every if x.after == p.first - 1 and x.kind == "measure"), None)
        return _name(reader, s, host.first, p.after) if host is not None else None  # `exports to Peru accounting for …`
    whole = next((c.subject for c in s.clauses if c.subject is not None and c.subject.kind == "measure"), None)
    owner = owner_of(reader, s, p) if p.kind in ("country", "organisation", "group") else None
    return f"{possessive(owner)} share of {whole.name}" if owner is not None and whole is not None else None


def _for_a_sum(reader: "Reader", s: Sentence, j: int, k: int, q: Quantity, words: dict[str, Any]) -> None:
    """`50 contracts for a sum exceeding $8 million`, `a credit line with a volume of $5 billion`, `at a cost of …`."""
    noun = j - (s.lower[j] in words["reaching"])
    if s.lower[noun] not in words["amounts"]:
        return
    i = noun - 1
    while i > 0 and s.tags[i] in "NOR":
        i -= 1
    i -= s.tags[i] == "D"
    if i < 1 or s.lower[i] not in ("for", "with", "at", "to"):
        return
    if s.lower[i] == "at":  # `the brigade is to be deployed at an annual cost of $5 million`
        c = next((c for c in reversed(s.clauses) if c.main < i), None)
        p = (c.subject if c.passive else c.object) if c is not None else None
        name = f"{s.lower[noun]} of {_name(reader, s, p.first, p.after)}" if p is not None else ""
    else:
        p = next((p for p in s.every if p.first < i and (p.last == i or p.after == i) and not p.items), None)
        name = _name(reader, s, p.first, i) if p is not None else ""
    told, clause = _stated(s, p) if p is not None else (False, None)
    if s.lower[i] == "at":
        clause = c
        told = c is not None and c.status in ("done", "planned")
    if p is not None and name and told and p.kind in _VALUED | _RUN:
        span, subject = (p.start, s.ends[k]), Ref(None, name, "measure")
        add_amount(reader, "for-a-sum", words["confidence"], "amount", subject, q, span, clause)


_RUN = frozenset(("institution", "group", "organisation"))


def _in_kind(reader: "Reader", s: Sentence, k: int, q: Quantity, words: dict[str, Any]) -> None:
    """`$5 billion in aid that Peru has provided`, `$6 million in funding provided by Peru`, `$7 billion in trade`."""
    what = s.at.get(k + 2) if s.lower[k + 1 : k + 2] == ["in"] else None
    if what is None or what.items:
        return
    head = next((i for i in range(what.first, what.last) if s.tags[i] != "D"), what.first)
    name = " ".join(s.words[head : what.last])
    given = next((c for c in s.clauses if c.first >= what.last and c.verb in words["given"]), None)
    if given is not None and given.status == "done":
        giver = None
        if given.form == "participle" and given.subject is not None and given.subject.after == what.after:
            giver = next((p for w, p in given.preps if w == "by"), None)
        elif given.form == "finite" and not given.passive and given.subject is not None:
            between = s.tags[what.after : given.subject.first]
            giver = given.subject if between in ("", "h", "W", "D") and given.subject.first >= what.after else None
        owner = owner_of(reader, s, giver)
        if owner is not None and giver is not None and (owner[0].isupper() or giver.det):
            span = (s.starts[k], max(giver.end, s.ends[given.main]))
            subject = Ref(None, f"{name} {s.lower[given.main]} by {owner}", "measure")
            add_amount(reader, "in-kind", words["confidence"], "amount", subject, q, span, given)
            return
    clause = next((c for c in reversed(s.clauses) if c.main < k), None)
    j = _before(s, k)
    pledged = _promises(clause) or (
        s.lower[j] == "of" and singular(s.lower[j - 1]) in rules().constructions["pledge"]["nouns"]
    )
    if what.head in words["flowing"] and not pledged and (clause is None or clause.status == "done"):
        alone = " " not in what.name and what.det == ""
        whose = clause.subject if alone and clause is not None else None
        if alone and (whose is None or whose.items or whose.kind not in _YIELDING):
            return
        name = f"{what.name} of {whose.name}" if whose is not None else what.name
        span, subject = (s.starts[k], what.end), Ref(None, name, "measure")
        add_amount(reader, "in-kind", words["confidence"], "amount", subject, q, span, clause)


_YIELDING = frozenset(("thing", "institution", "organisation", "agreement", "project"))


def _put_at(reader: "Reader", s: Sentence, k: int, q: Quantity, words: dict[str, Any]) -> None:
    """`the plan puts the cost of the port at $5 billion`."""
    for c in s.clauses:
        p = c.object
        if c.verb in words["putting"] and p is not None and not c.passive and c.main < k < c.end + 1:
            name = name_of(reader, p) if c.status == "done" else None
            if name is not None and word_before(s, k) == "at":
                span, subject = (s.starts[c.first], s.ends[k]), Ref(None, name, "measure")
                add_amount(reader, "put-at", words["confidence"], "amount", subject, q, span, c)


def _being(reader: "Reader", s: Sentence, k: int, q: Quantity, words: dict[str, Any]) -> None:
    """`the first instalment will be $5 million`: of a thing that is no measure by its name."""
    c = next((c for c in s.clauses if c.verb == "be" and c.object is not None and c.object.first == k), None)
    p = c.subject if c is not None else None
    if c is None or c.object is None or p is None or p.kind != "thing" or p.items or c.form != "finite":
        return
    if p.head in words["amounts"] or p.head in words["figures"]:
        return  # `that amount was $5 million`
    alone = c.object.last == k + 1 and s.tags[k + 1 : k + 2] in tuple(".,;IT&")
    if alone and c.status in ("done", "planned") and not c.relative and p.head[:1].isalpha():
        span, subject = (p.start, s.ends[k]), Ref(None, p.name, "measure")
        add_amount(reader, "being", words["confidence"], "amount", subject, q, span, c)


def _cost(reader: "Reader", s: Sentence, words: dict[str, Any]) -> None:
    """`the port cost $1.3 billion`, `the deal is worth $2 billion`."""
    for k, q in quantities_in(s, 1, len(s.tags)):
        j = k - 1
        while j > 0 and (s.tags[j] == "R" or s.lower[j] in APPROXIMATING):
            j -= 1
        if s.lower[j - 2 : j + 1] == ["price", "tag", "of"]:  # `carries a price tag of $53 billion`
            j = next((i for i in range(j - 3, max(j - 7, 0), -1) if s.tags[i] in "FZBGE"), j)
            _priced(reader, s, j, k, q, words)
            continue
        verb = s.lower[j]
        valued = verb == "worth" and s.tags[j - 1 : j] == "A"
        if q.kind != "money" or not (valued or verb in ("cost", "costs", "costing")):
            continue
        first = j - 1 if valued else j
        while first > 0 and (s.tags[first - 1] in "AVMdRWht," or s.lower[first - 1] in _FORESEEN):
            first -= 1
        p = next((p for p in s.every if p.first < first <= p.after and not p.items), None)
        while (
            p is not None and p.first > 1 and s.tags[p.first - 1] == "I" and s.lower[p.first - 1] in ("for", "in", "to")
        ):
            host = s.ending.get(p.first - 1)
            if host is None or host.items:
                break
            p = host  # `a plan for the repair of the port that would cost $5 million`
        if p is None or p.items or p.kind in ("pronoun", "country", "person", "group", "name", "measure"):
            continue
        last = first - (s.tags[first - 1] == ",")
        begin = p.first + (s.tags[p.first] == "D")
        owner = " ".join(reader.article.text[s.starts[begin] : s.ends[last - 1]].split()) if begin < last else ""
        status = "planned" if "M" in s.tags[first:j] else "done"
        subject = Ref(None, f"{'value' if valued else 'cost'} of {owner}", "measure")
        span = (p.start, s.ends[k])
        if owner:
            reader.add("amount", subject, "cost", words["confidence"], span, quantity=q, status=status)


_FORESEEN = frozenset(("estimated", "expected", "projected", "reported", "likely"))
"""What stands between something and its cost: `the port is expected to cost $5 million`."""


def _priced(reader: "Reader", s: Sentence, verb: int, k: int, q: Quantity, words: dict[str, Any]) -> None:
    """What carries a price tag, by the verb at a token: its cost."""
    c = next((c for c in s.clauses if c.main == verb), None)
    owner = c.subject if c is not None and c.status == "done" else None
    if q.kind == "money" and owner is not None and owner.name and owner.kind not in ("pronoun", "person", "country"):
        subject, span = Ref(None, f"cost of {owner.name}", "measure"), (owner.start, s.ends[k])
        reader.add("amount", subject, "cost", words["confidence"], span, quantity=q, status="done")


def _inside(reader: "Reader", s: Sentence, p: Phrase, words: dict[str, Any]) -> None:
    """`Peru's 38.8 million euro loan`, `the 24 percent tariff`, `tariffs of up to 35 percent on electric cars`."""
    levy = p.head in words["levies"]
    if p.items or not (levy or (p.kind == "measure" and p.possessor is not None)):
        return
    found = quantities_in(s, p.first, p.last)
    if len(found) == 1 and found[0][1].kind == ("percent" if levy else "money"):
        k, q = found[0]
        begin = next((j for j in range(p.first, p.last) if s.tags[j] != "D"), p.first)
        left = reader.article.text[s.starts[begin] : s.starts[k]] if k > begin else ""
        name = f"{left}{reader.article.text[s.ends[k] : s.ends[p.last - 1]].lstrip(' -')}"
        end = s.ends[p.last - 1]
    elif levy and not found and s.tags[p.last : p.last + 1] == "o":
        near = quantities_in(s, p.last, p.last + 5)
        if not near or near[0][1].kind != "percent" or word_before(s, near[0][0]) not in ("of", "to"):
            return
        k, q = near[0]
        on = s.at.get(k + 2) if s.lower[k + 1 : k + 2] == ["on"] else None
        name = p.head + (f" on {on.name}" if on is not None else "")
        end = on.end if on is not None else s.ends[k]
    else:
        return
    clause = next((c for c in reversed(s.clauses) if c.main < p.first), None)
    if name and (clause is None or clause.status == "done"):
        subject = Ref(None, " ".join(name.split()), "measure")
        add_amount(reader, "inside", words["confidence"], "amount", subject, q, (p.start, max(end, s.ends[k])), clause)
