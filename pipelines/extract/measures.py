"""Measures: how large something is, and by how much it changed.

Frames say which verbs state an amount of their subject; here is which of the numbers of a clause they mean, and the
measures that no noun names: what share of a whole something has, how many members, what was invested. Sums that stand
beside a noun are read in `sums.py`.
Their words are in `frames.yaml` under `constructions`, `measure` and `change`.
"""

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from pipelines.extract.arguments import Ref, quantities_in, times_of
from pipelines.extract.frames import Frame, Pattern, rules
from pipelines.extract.lexicon import lexicon
from pipelines.extract.parse import Clause, Phrase, Sentence
from pipelines.extract.quantities import Quantity
from pipelines.extract.times import Time

if TYPE_CHECKING:
    from pipelines.extract.statements import Reader

_OWNERS = frozenset(("country", "organisation", "group", "institution", "agreement", "place", "name", "thing"))
FIGURES = ("count", "number", "dimension")


def read_measures(reader: "Reader", s: Sentence) -> None:
    """Adds the measures of the sentence that no verb frame states."""
    if not any(tag == "Q" for tag in s.tags):
        return
    words = rules().constructions
    for c in s.clauses:
        if c.status in ("done", "planned") and not c.passive:
            _share(reader, s, c, words["measure"])
            _flow(reader, s, c, words["measure"])
            _in_the_same_way(reader, s, c)
        if c.verb == "be" and "there" in s.lower[max(c.first - 1, 0) : c.main + 1]:
            _there_are(reader, s, c, words["measure"])
        _tally(reader, s, c, words["measure"])
        _people(reader, s, c, words["measure"])
        _yielded(reader, s, c, words["measure"])
        _spent(reader, s, c, words["measure"])
        _operating(reader, s, c, words["measure"])
        _hosted(reader, s, c, words["measure"])
        _produced(reader, s, c, words)
        _attracted(reader, s, c, words["measure"])
        _extent(reader, s, c, words["measure"])
    for p in s.every:
        if p.head in words["project"]["nouns"] and s.tags[p.first] in "DQ":
            _sized(reader, s, p, words["measure"])
    _having(reader, s, words["measure"])
    _home(reader, s, words["measure"])
    _up_by(reader, s, words["change"])


def name_of(reader: "Reader", p: Phrase) -> str | None:
    """The name of a measure: `trade between A and B`, `China's cumulative investment in the region`."""
    if p.kind == "measure" or (p.kind == "thing" and p.items and p.items[0].kind == "measure"):
        its = _owner_before(reader.s, p) or reader.article.its if p.det == "its" else None
        return f"{its}'s {p.name}" if p.det == "its" and its else p.name
    return None


def _owner_before(s: Sentence, p: Phrase) -> str | None:
    """Whose a measure with `its` is, where one measure was told before: `Peru's exports rose, while its imports …`."""
    owners = {
        q.possessor.name for q in s.every if q.after <= p.first and q.kind == "measure" and q.possessor is not None
    }
    return owners.pop() if len(owners) == 1 else None


def read_frame(reader: "Reader", frame: Frame, pattern: Pattern, c: Clause, phrase: Phrase, subject: Ref) -> None:
    """The amount or the change that a frame states of its subject."""
    s, role = reader.s, pattern.object.roles[0]
    words = rules().constructions
    if role == "count":
        for _, q in quantities_in(s, phrase.first, phrase.last):
            if q.kind in ("count", "number") and q.value:
                span = reader.around(phrase.first, c.main, phrase.last - 1)
                add_amount(reader, frame.id, frame.confidence, pattern.predicate, subject, q, span, c, unit=phrase.head)
                break
        return
    if phrase.head in _FIGURE and phrase.of is None and phrase.kind == "thing":
        if reader.measured is None or phrase.det not in ("the", "this", "that"):
            return
        subject = reader.measured  # `the figure rose to $5 billion`
    wanted = _percent_changed if role == "percent" else _level
    end = c.end + 2 if c.verb == "be" and s.tags[c.end - 1 : c.end + 1] == "Ao" else c.end  # `was of $3 billion`
    found = next(((k, q) for k, q in quantities_in(s, c.main, end) if wanted(s, k, q, c, phrase, words)), None)
    told = phrase.head in _FIGURE and phrase.of is None
    if found is None or (phrase.kind == "thing" and (c.form != "finite" or (found[0] > c.main + 4 and not told))):
        return
    k, q = found
    said: list[tuple[int, Quantity, int | None]] = [(k, q, None)]
    before = _level_before(s, k, q) if role == "value" else None
    if before is not None:
        said.append((before[0], before[1], before[0]))
    elif role == "value" and word_before(s, k) == "from":  # `grew from $4 billion in 2017 to $5 billion in 2018`
        later = next(((j, r) for j, r in quantities_in(s, k + 1, len(s.tags)) if word_before(s, j) == "to"), None)
        said = [(k, q, k), *([(later[0], later[1], later[0])] if later is not None else ())]
    elif role == "value" and word_before(s, k) == "to":  # `slowed to 3 percent in May from 4 percent in April`
        earlier = next(((j, r) for j, r in quantities_in(s, k + 1, len(s.tags)) if word_before(s, j) == "from"), None)
        if earlier is not None and earlier[1].unit == q.unit and not set(s.tags[k : earlier[0]]) & set(_FINITE):
            said = [(k, q, k), (earlier[0], earlier[1], earlier[0])]
    fallen = role == "percent" and c.verb in words["change"]["falling"]
    subject = _whole_name(reader, subject, phrase, c)
    for k, q, after in said:
        span = reader.around(phrase.first, c.main, k)
        values: dict[str, Any] = {"value": -q.value} if fallen else {}
        if role == "percent" and q.unit == "count":
            values["unit"] = "times"
        elif q.unit is None:
            counted = s.lower[k + 1] if q.kind == "count" and s.tags[k + 1 : k + 2] == "N" else None
            values["unit"] = _counts(phrase, words["measure"]["counts"]) or counted
        add_amount(reader, frame.id, frame.confidence, pattern.predicate, subject, q, span, c, after, **values)


_FIGURE = ("figure", "number")


def _whole_name(reader: "Reader", subject: Ref, p: Phrase, c: Clause) -> Ref:
    """The measure with what stands between it and its verb: `deforestation in the Andes`."""
    s, j = reader.s, p.after
    while s.tags[j : j + 1] != "" and s.tags[j] in "It" and s.lower[j] in _SCOPING and j + 1 in s.at:
        j = s.at[j + 1].after
    first = c.first
    while first > j and s.tags[first - 1] in "RT":
        first -= 1
    if j == p.after or j != first or p.det == "its":
        return subject
    return Ref(None, " ".join(reader.article.text[p.start : s.ends[j - 1]].split()), subject.kind)


_SCOPING = frozenset("in from for with between among by to inside within of".split())
"""Prepositions behind a measure that belong to its name: `trade between Peru and Chile`."""


def _counts(p: Phrase, counts: dict[str, str]) -> str | None:
    """What a bare number counts: people for a population, tourists for a number of tourists."""
    unit = counts.get(p.head)
    return p.of.head if unit == "of" and p.of is not None else unit


def _percent_changed(s: Sentence, k: int, q: Quantity, c: Clause, phrase: Phrase, words: dict[str, Any]) -> bool:
    """`rose by 8 percent`, `fell by $3 billion`, and not `rose to 8 percent`."""
    if q.unit == "count":  # `grew by 2.5 times`
        return phrase.kind == "measure" and s.lower[k].endswith("times") and word_before(s, k) not in _LIMITS
    if q.kind in ("money", "dimension"):
        return word_before(s, k) == "by"
    return q.kind == "percent" and word_before(s, k) not in _LIMITS | {"at", "from", "of"}


_LIMITS = frozenset(("to", "above", "below"))
"""Before what is reached: `fell below 5 percent`."""


def _level(s: Sentence, k: int, q: Quantity, c: Clause, phrase: Phrase, words: dict[str, Any]) -> bool:
    """Whether a number is how large the subject is: money, a share that is reached, the count of what is counted."""
    if word_before(s, k) == "by":
        return False
    if q.kind == "money":
        return True
    if c.verb in words["measure"]["sharing"] or q.unit == "count":
        return False  # a share of something else
    compared = s.lower[k + 1 : k + 2] in (["higher"], ["lower"], ["more"], ["less"], ["up"], ["down"], ["of"])
    if q.kind == "percent":
        reached = c.verb not in words["change"]["verbs"] or word_before(s, k) in _LIMITS
        return phrase.kind == "measure" and reached and not (compared and s.lower[k + 1] != "of")
    reached = word_before(s, k) == "to" and c.verb in words["change"]["verbs"]
    if reached and (s.tags[k + 1 : k + 2] == "N" or q.kind == "dimension"):
        return phrase.kind == "measure"  # `emissions rose to a record 57.1 gigatonnes`
    return q.kind in FIGURES and q.value >= 100 and phrase.head in words["measure"]["counts"] and not compared


_COMPARED = frozenset((("up", "from"), ("down", "from"), ("compared", "with"), ("compared", "to")))


def _level_before(s: Sentence, k: int, q: Quantity) -> tuple[int, Quantity] | None:
    """The level that a number is compared with: `reached $4 billion, down from a record $5 billion in 2016`."""
    compared = next((j for j in range(k + 1, len(s.tags) - 1) if tuple(s.lower[j : j + 2]) in _COMPARED), None)
    if compared is None or set(s.tags[k + 1 : compared]) & set(_FINITE):
        return None
    found = next(iter(quantities_in(s, compared + 2, min(compared + 7, len(s.tags)))), None)
    if found is None or word_before(s, found[0]) != s.lower[compared + 1] or found[1].unit not in (q.unit, None):
        return None
    if found[1].unit is None and s.lower[compared] == "compared":
        return None
    return found[0], replace(found[1], unit=q.unit)


_FINITE = "FZMA"


def word_before(s: Sentence, k: int) -> str:
    """The word before the number at token k, words such as `about` and `more than` aside."""
    j = k - 1
    while j > 0 and (s.tags[j] == "R" or s.lower[j] in APPROXIMATING or s.lower[j] in ("record", "all-time")):
        j -= 1
    return s.lower[j] if j >= 0 else ""


APPROXIMATING = frozenset("about some around nearly almost over than up least a an under roughly close".split())


def add_amount(
    reader: "Reader",
    rule: str,
    confidence: float,
    predicate: str,
    subject: Ref,
    q: Quantity,
    span: tuple[int, int],
    c: Clause | None,
    after: int | None = None,
    **values: Any,
) -> None:
    """One amount or change, with the period of its clause, or the first time after token `after`."""
    period = _period(reader, c, after) if c is not None else None
    status = "done" if c is None or _past(reader, period) else c.status
    reader.add(predicate, subject, rule, confidence, span, quantity=q, period=period, status=status, **values)
    reader.measured = subject


def _period(reader: "Reader", c: Clause, after: int | None = None) -> Time | None:
    """The period that the numbers of a clause are about: the date of the clause, else of its governing clause."""
    s = reader.s
    base = {k for k, t in s.payload.items() if isinstance(t, Time) and _is_base(s, k, t)}
    if after is not None:
        later = times_of(s, [k for k in range(after, len(s.tags)) if isinstance(s.payload.get(k), Time)])
        return later[0] if later else None
    times = times_of(s, sorted(set(c.times) - base))
    if not times:
        near = [k for k in range(c.first, len(s.tags)) if isinstance(s.payload.get(k), Time) and k not in base]
        lead = [k for k in range(c.first) if isinstance(s.payload.get(k), Time) and k not in base]
        times = times_of(s, lead[-1:]) or times_of(s, near[:1])
    return times[0] if times else None


def _is_base(s: Sentence, k: int, t: Time) -> bool:
    """Whether a year or month is only what a figure is compared with: `up 8 percent from 2017`, `than in 2017`."""
    lead = s.lower[k - 1] if k else ""
    if lead == "in" and k > 1:
        lead = s.lower[k - 2]
    compared = lead in ("than", "with", "against")
    return t.precision in ("year", "month") and (compared or (lead == "from" and _behind_percent(s, k)))


def _behind_percent(s: Sentence, k: int) -> bool:
    """Whether a share stands shortly before token k: the 8 percent of `up 8 percent from 2017`."""
    return any(q.kind == "percent" for _, q in quantities_in(s, max(k - 5, 0), k))


def _past(reader: "Reader", period: Time | None) -> bool:
    published = reader.article.published
    return period is not None and period.last is not None and published is not None and period.last < published


# measures that no noun names ------------------------------------------------------------------------------------


def owner_of(reader: "Reader", s: Sentence, p: Phrase | None) -> str | None:
    """Who or what a measure belongs to, as the text names it."""
    if p is None or p.kind not in _OWNERS or not p.name or (p.kind == "thing" and p.det in ("this", "that")):
        return None
    return " ".join(reader.article.text[p.start : p.end].split())


def possessive(owner: str) -> str:
    return f"{owner}'" if owner.endswith("s") else f"{owner}'s"


def _share(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`A accounts for 61 percent of B`: A's share of B."""
    if c.verb not in words["sharing"]:
        return
    last = c.main + 8
    for k, q in quantities_in(s, c.main, len(s.tags)):
        whole = s.at.get(k + 2) or next((p for p in s.every if p.first == k + 2), None)
        if k > last or q.kind != "percent" or s.tags[k + 1 : k + 2] != "o" or whole is None:
            continue
        last = whole.after + 3  # `12 percent of output and 3 percent of trade`
        owner = name_of(reader, c.subject) if c.subject is not None else None
        owner = owner or owner_of(reader, s, c.subject)
        if owner is not None and c.subject is not None and not whole.items:
            span = (c.subject.start, max(whole.end, s.ends[k]))
            subject = Ref(None, f"{possessive(owner)} share of {whole.name}", "measure")
            add_amount(reader, "share", words["confidence"], "amount", subject, q, span, c)


def _there_are(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`there are 1.3 billion people in the free trade area`: as many people in it."""
    p = c.object
    found = quantities_in(s, p.first, p.first + 1) if p is not None and not p.items else []
    if p is None or not found or found[0][1].kind not in FIGURES or found[0][1].value < _MANY or c.status != "done":
        return
    k, q = found[0]
    end = p.after
    while s.tags[end : end + 1] == "I" and s.lower[end] in ("in", "of", "at", "from", "with") and end + 1 in s.at:
        end = s.at[end + 1].after
    name = " ".join(reader.article.text[s.ends[k] : s.ends[end - 1]].split())
    if name and name[0].isalpha():
        span = (s.starts[c.first], s.ends[end - 1])
        unit = q.unit or p.head
        add_amount(
            reader, "there-are", words["confidence"], "amount", Ref(None, name, "measure"), q, span, c, unit=unit
        )


_MANY = 100
"""The least that is worth a measure: `there are three ways` is none."""


def _provided(reader: "Reader", s: Sentence, c: Clause, owner: str, words: dict[str, Any]) -> None:
    """`the fund has provided $22 billion in grants`: grants provided by the fund."""
    perfect = "V" in s.tags[c.first : c.main]
    for k, q in quantities_in(s, c.main, c.main + 5):
        what = s.at.get(k + 2) if s.lower[k + 1 : k + 2] == ["in"] else None
        if q.kind == "money" and what is not None and not what.items and perfect and c.subject is not None:
            subject = Ref(None, f"{what.name} {s.lower[c.main]} by {owner}", "measure")
            add_amount(reader, "flow", words["confidence"], "amount", subject, q, (c.subject.start, what.end), c)
            return


def _moved(reader: "Reader", s: Sentence, c: Clause, owner: str, words: dict[str, Any]) -> None:
    """`A has mobilised $20 million for B since 2016`, `A froze $3 billion of B`: funds mobilised by A for B."""
    settled = c.verb in words["holding_back"] or bool(set(s.lower[c.main : c.end]) & {"since", "so"})
    for k, q in quantities_in(s, c.main, c.end):
        if q.kind != "money" or not settled or c.subject is None:
            continue
        p = s.at.get(k)
        within = s.at.get(k + 2) if s.lower[k + 1 : k + 2] == ["in"] else None
        what = p.of.name if p is not None and p.of is not None else within.name if within is not None else "funds"
        whom = next((f" for {p.name}" for w, p in c.preps if w == "for"), "")
        name = f"{what} {participle_of(c.verb, s.lower[c.main])} by {owner}{whom}"
        span = (c.subject.start, s.ends[k])
        add_amount(reader, "moved", words["confidence"], "amount", Ref(None, name, "measure"), q, span, c)
        return


@cache
def participle_of(verb: str, said: str) -> str:
    """The participle of a verb: `frozen` where the text says froze, `employed` where it says employs."""
    forms = {tag: form for form, (lemma, tag) in lexicon().verbs.items() if lemma == verb}
    return forms.get("E") or forms.get("F") or said


def _flow(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`A has invested $30 billion in B`: A's investment in B."""
    noun = words["flows"].get(c.verb)
    owner = owner_of(reader, s, c.subject)
    if owner is not None and c.verb in words["moving"] and c.status == "done" and c.form == "finite":
        _moved(reader, s, c, owner, words)
    if owner is not None and c.verb in words["provided"] and c.status == "done":
        _provided(reader, s, c, owner, words)
    if noun is None or owner is None or c.status != "done" or c.form != "finite" or c.subject is None:
        return
    for k, q in quantities_in(s, c.main, c.end):
        if q.kind != "money":
            continue
        to = next((f" {w} {p.name}" for w, p in c.preps if w in ("in", "to", "from") and p.kind in _OWNERS), "")
        span = (c.subject.start, max(s.ends[k], s.ends[c.main]))
        subject = Ref(None, f"{possessive(owner)} {noun}{to}", "measure")
        add_amount(reader, "flow", words["confidence"], "amount", subject, q, span, c)
        return


def _in_the_same_way(reader: "Reader", s: Sentence, c: Clause) -> None:
    """`Peru's exports stood at $3 billion and imports at $1.1 billion`: the second measure has no verb of its own."""
    first = c.subject
    if first is None or first.kind != "measure" or first.items:
        return
    for p in s.phrases:
        k = p.after + 1
        joined = p.first > c.main and s.tags[p.first - 1] in "&," and p.kind == "measure" and not p.items
        if not joined or s.lower[p.after : k] not in (["at"], ["to"], ["by"]) or s.tags[k : k + 1] != "Q":
            continue
        q = s.payload.get(k)
        if isinstance(q, Quantity) and q.kind == "money":
            whose = [w for j, w in enumerate(s.words[first.first : first.last - 1], first.first) if s.tags[j] in "PS"]
            name = re.sub(r" ('s?)\b", r"\1", " ".join([*whose, p.name])) if p.last - p.first == 1 else p.name
            span = (first.start, s.ends[k])
            add_amount(reader, "same-way", 0.88, "amount", Ref(None, name, "measure"), q, span, c)


def _tally(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`Over 90 delegations and 1,500 firms took part`, `the two sides signed 28 instruments`: as many of them."""
    drawing = words["drawing"] if c.subject is not None and c.subject.kind == "event" and not c.passive else ()
    counting = words["tallied"] if c.passive else [*words["tallying"], *drawing]
    host = c.subject if c.passive or c.verb in words["turning_up"] else c.object
    if c.verb not in (words["turning_up"] if host is c.subject and not c.passive else counting) or host is None:
        return
    if c.status != "done" or c.form == "infinitive":
        return
    before = [p for p in s.phrases if p.after == host.first - 1 and s.tags[p.first] == "Q" and s.tags[p.after] == "&"]
    for p in (*(x for q in before for x in q.each()), *host.each()):
        if p.head == "total" and p.of is not None:
            p = p.of  # `a total of 17 documents`
        found = next(((k, q) for k, q in quantities_in(s, p.first, p.last) if q.kind in ("count", "number")), None)
        several = (p.plural or p.head == "people") and p.head not in _STATES and s.tags[p.last - 1] != "Q"
        if found is None or found[1].value < _SEVERAL or not several:
            continue
        k, q = found
        name = " ".join(w for j, w in enumerate(s.words[k + 1 : p.last], k + 1) if s.tags[j] not in "R")
        if p.of is not None and p.of.kind == "thing" and p.of.of is None and name:  # `memorandums of understanding`
            name = f"{name} of {p.of.name}"
        if c.verb not in words["drawing"] and name and (host is not c.subject or c.passive):
            name = f"{name} {participle_of(c.verb, s.lower[c.main])}"
        elif name == "people":
            name = f"people who {s.lower[c.main]}"
        if name:
            span = reader.around(p.first, c.main, p.last - 1)
            add_amount(
                reader, "tally", words["confidence"], "amount", Ref(None, name, "measure"), q, span, c, unit=p.head
            )


def _people(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`18 million people will need food aid, up from 9 million`: as many who will."""
    p = c.subject
    if p is None or p.items or p.head not in words["people"] or c.verb not in words["befalling"] or c.form != "finite":
        return
    found = quantities_in(s, p.first, min(p.first + 3, p.last))
    counted = found and found[0][1].kind in ("count", "number") and found[0][1].value >= _CROWD
    if not counted or c.status not in ("done", "planned") or c.passive or c.relative:
        return
    if c.verb == "be" and (c.object is None or c.object.kind != "thing" or c.object.det):
        return  # `thousands of people were in Lima`
    k, q = found[0]
    where = next((x.end for _, x in c.preps if c.object is None and x.first <= c.main + 2), 0)
    end = max(c.object.end if c.object is not None else where, s.ends[c.main])
    whole = reader.article.text
    who = f"{whole[s.ends[k] : s.ends[c.first - 1]]} who {whole[s.starts[c.first] : end]}"
    name = " ".join(who.split())
    before = _level_before(s, c.object.last - 1 if c.object is not None else c.main, q)
    said = [(k, q, None)] if before is None else [(k, q, k), (before[0], before[1], before[0])]
    for at, sum_, after in said:
        span = (p.start, max(end, s.ends[at]))
        subject = Ref(None, name, "measure")
        add_amount(reader, "people", words["confidence"], "amount", subject, sum_, span, c, after, unit=p.head)


_CROWD = 1000
"""The least of whom it is worth telling that they do something."""


def _yielded(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`the talks resulted in more than 40 deals`, `the two sides agreed on 100 projects`: as many of them."""
    behind = words["yielding"].get(c.verb)
    if behind is None or c.status != "done" or c.form == "infinitive":
        return
    for _, p in c.preps:
        found = quantities_in(s, p.first, p.first + 1)
        counted = found and found[0][1].kind in ("count", "number") and found[0][1].value >= _SEVERAL
        if not counted or not p.plural or p.items or word_before(s, p.first) != behind or p.head in _STATES:
            continue
        k, q = found[0]
        name = " ".join(s.words[k + 1 : p.last])
        if c.verb == "agree":
            name = f"{name} agreed on"
        elif c.subject is not None and c.subject.kind == "event" and c.form == "finite":
            name = f"{name} of {c.subject.name}"
        span = reader.around(k, c.main, p.last - 1)
        if s.words[k + 1 : p.last]:
            add_amount(
                reader, "yield", words["confidence"], "amount", Ref(None, name, "measure"), q, span, c, unit=p.head
            )


def _spent(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`Norway spent 1.2 percent of its output on roads`: its spending on roads."""
    owner = owner_of(reader, s, c.subject)
    if c.verb != "spend" or owner is None or c.status != "done" or c.form != "finite" or c.subject is None:
        return
    found = next(((k, q) for k, q in quantities_in(s, c.main, c.main + 4) if q.kind == "percent"), None)
    if found is None or s.tags[found[0] + 1 : found[0] + 2] != "o":
        return
    k, q = found
    on = next((j for j in range(k, min(k + 9, len(s.tags) - 1)) if s.lower[j] == "on" and j + 1 in s.at), None)
    what = s.at[on + 1] if on is not None else None
    name = f"{possessive(owner)} spending" + (f" on {what.name}" if what is not None else "")
    span = (c.subject.start, what.end if what is not None else s.ends[k])
    add_amount(reader, "spent", words["confidence"], "amount", Ref(None, name, "measure"), q, span, c)


def _home(reader: "Reader", s: Sentence, words: dict[str, Any]) -> None:
    """`the union is home to about 90 million people`, `Peru, home to 34 million people,`: as many people in it."""
    if "home" not in s.lower:
        return
    k = s.lower.index("home")
    host = s.ending.get(k - 1) if k and s.tags[k - 1] in ",A" else None
    owner = owner_of(reader, s, host)
    if owner is None or host is None or s.lower[k + 1 : k + 2] != ["to"] or host.kind == "thing":
        return
    found = next(((j, q) for j, q in quantities_in(s, k + 2, k + 7) if word_before(s, j) == "to"), None)
    if found is None or found[1].kind not in FIGURES or found[1].value < _MANY:
        return
    j, q = found
    p = s.at.get(j)
    head = p.head if p is not None and p.plural else "people"
    subject = Ref(None, f"{head} in {owner}", "measure")
    span = (host.start, max(s.ends[j], p.end if p is not None else 0))
    reader.add("amount", subject, "home", words["confidence"], span, quantity=q, unit=q.unit or head, status="done")


def _hosted(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`Kenya is hosting 2 million refugees`, `Peru keeps 3,000 troops in Chile`: as many of them there."""
    p, where = c.object, c.subject
    staying = c.verb in words["stationing"]
    if p is None or p.items or where is None or c.status != "done" or c.passive:
        return
    if not staying and (c.verb not in words["sheltering"] or where.kind not in ("country", "place") or where.items):
        return
    if staying:
        where = next((q for w, q in c.preps if w == "in" and q.kind in ("country", "place") and not q.items), None)
    found = quantities_in(s, p.first, p.first + 1)
    people = p.head in words["people"] or (not staying and s.tags[p.last - 1] == "P" and p.head.endswith("s"))
    if where is None or not found or not people or found[0][1].kind not in FIGURES or found[0][1].value < _CROWD:
        return
    k, q = found[0]
    name = " ".join(reader.article.text[s.ends[k] : p.end].split())
    if name:
        subject = Ref(None, f"{name} in {where.name}", "measure")
        span = (min(where.start, p.start, s.starts[c.main]), max(p.end, where.end))
        add_amount(reader, "hosted", words["confidence"], "amount", subject, q, span, c, unit=p.head)


def _produced(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`the pipeline will carry 30 billion cubic metres of gas a year`: what it is built for."""
    p = c.subject
    built = p is not None and not p.items and (p.kind == "project" or p.head in words["project"]["nouns"])
    if p is None or not built or c.verb not in words["measure"]["producing"] or c.passive:
        return
    found = next(((k, q) for k, q in quantities_in(s, c.main, c.end) if q.kind == "dimension"), None)
    if found is None or c.status not in ("done", "planned") or word_before(s, found[0]) in ("by", "for", "in"):
        return
    k, q = found
    name = " ".join(reader.article.text[p.start : p.end].split())
    span = (p.start, s.ends[k])
    subject = Ref(None, name, "measure")
    add_amount(reader, "produced", words["measure"]["confidence"], "amount", subject, q, span, c)


def _attracted(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`the reef fund has attracted $40 million`: what is in it."""
    p = c.subject
    if p is None or p.items or p.kind != "institution" or c.verb not in words["attracting"] or c.passive:
        return
    found = quantities_in(s, c.main, c.main + 5)
    if (
        c.status == "done"
        and c.form == "finite"
        and found
        and found[0][1].kind == "money"
        and p.head in words["purses"]
    ):
        k, q = found[0]
        name = " ".join(reader.article.text[p.start : p.end].split())
        span = (p.start, s.ends[k])
        add_amount(reader, "attracted", words["confidence"], "amount", Ref(None, name, "measure"), q, span, c)


def _operating(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`Some 450 Chilean companies operate in Peru`: as many companies operating there."""
    p = c.subject
    where = next((q for w, q in c.preps if w == "in" and q.kind in ("country", "place") and not q.items), None)
    active = c.verb == "be" and c.object is not None and c.object.name == "active"
    if p is None or where is None or p.items or c.status != "done" or c.form != "finite":
        return
    found = quantities_in(s, p.first, p.last)
    if not (c.verb in words["operating"] or active) or not found or not p.plural or found[0][1].kind not in FIGURES:
        return
    k, q = found[0]
    name = " ".join(reader.article.text[s.ends[k] : p.end].split())
    if q.value < _SEVERAL or not name:
        return
    doing = "active" if active else f"{c.verb.removesuffix('e')}ing"
    subject = Ref(None, f"{name} {doing} in {where.name}", "measure")
    span = (p.start, where.end)
    add_amount(reader, "operating", words["confidence"], "amount", subject, q, span, c, unit=p.head)


def _extent(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`the pipeline is 1,200 kilometres long`: its length."""
    p, extent = c.subject, c.object
    if c.verb != "be" or p is None or extent is None or c.status != "done" or p.kind not in _OWNERS or p.items:
        return
    what, found = words["extents"].get(s.lower[extent.last - 1]), quantities_in(s, extent.first, extent.last)
    if what is not None and found and found[0][1].kind == "dimension":
        name = " ".join(reader.article.text[p.start : p.end].split())
        span = (p.start, extent.end)
        reader.add(
            "amount", Ref(None, f"{what} of {name}", "measure"), "extent", words["confidence"], span,
            quantity=found[0][1], status="done",
        )  # fmt: skip


def _sized(reader: "Reader", s: Sentence, p: Phrase, words: dict[str, Any]) -> None:
    """`the 1,200-kilometre pipeline`, `a 300-megawatt plant`: its length or capacity."""
    found = quantities_in(s, p.first, p.last)
    if not found or found[0][1].kind != "dimension" or p.items:
        return
    k, q = found[0]
    what = next((what for what, units in words["sizes"].items() if q.unit in units), None)
    if what is None or k > p.first + 1:
        return
    name = " ".join(w for j, w in enumerate(s.words[p.first : p.last], p.first) if j > k and s.tags[j] != "H")
    name = name.removeprefix("long ")
    name = name if s.words[k] in p.name else p.name  # `the 1,200-km line, known as Blue Link`
    j = p.last
    while s.tags[j : j + 1] != "" and s.tags[j] in "It" and s.lower[j] in ("to", "from", "between") and j + 1 in s.at:
        j = s.at[j + 1].after
    if name:
        name = " ".join([name, *reader.article.text[s.ends[p.last - 1] : s.ends[j - 1]].split()])
        subject = Ref(None, f"{what} of {name}", "measure")
        span = (s.starts[p.first], s.ends[j - 1])
        reader.add("amount", subject, "extent", words["confidence"], span, quantity=q, status="done")


_STATES = frozenset("countries nations states members parties sides leaders ministers presidents".split())
"""Those who are parties are told one by one."""
_SEVERAL = 10
"""The least that is worth a tally: `two agreements were signed` is told by what they are."""


def _having(reader: "Reader", s: Sentence, words: dict[str, Any]) -> None:
    """`the league has 22 members`, `Peru has a population of 34 million`."""
    for k, tag in enumerate(s.tags):
        if (tag == "V" and s.lower[k] in ("has", "have", "had")) or s.lower[k] in ("counts", "comprises"):
            start = k + 1
        else:
            continue
        while start < len(s.tags) and (s.tags[start] in "DR" or s.lower[start] in APPROXIMATING):
            start += 1
        found = next(((j, q) for j, q in quantities_in(s, start, start + 4) if q.kind in FIGURES), None)
        owner = _has(reader, s, k)
        if found is None or owner is None:
            continue
        j, q = found
        if s.lower[start : start + 2] == ["population", "of"] and j == start + 2:
            noun, unit, end = "population", "people", j
        elif j == start:
            end = next((e for e in range(j, min(j + 4, len(s.tags))) if s.lower[e] in words["members"]), -1)
            inside = q.unit is not None and s.words[j].split()[-1].lower() in words["members"]
            if end < 0 and not inside:
                continue
            end = max(end, j)
            unit = s.words[j].split()[-1].lower() if inside else s.lower[end]
            noun = "population" if unit in ("people", "inhabitants") else unit
        else:
            continue
        name, begin = owner
        subject = Ref(None, f"{noun} of {name}", "measure")
        span = (begin, s.ends[end])
        reader.add("amount", subject, "having", words["confidence"], span, quantity=q, unit=unit, status="done")


def _has(reader: "Reader", s: Sentence, k: int) -> tuple[str, int] | None:
    """What has something by the verb at token k, with its offset: the phrase before it, an insertion aside."""
    j = k
    while j > 0 and s.tags[j - 1] in "RT":
        j -= 1
    p = next((p for p in reversed(s.phrases) if p.after == j), None)
    if p is not None and p.name.lower() == "it" and reader.article.its:
        return reader.article.its, p.start
    if p is None and j > 0 and s.tags[j - 1] == ",":
        p = next((c.subject for c in reversed(s.clauses) if c.form == "participle" and c.main < j), None)
    named = p is not None and p.kind in ("country", "organisation", "group", "institution", "place", "agreement")
    owner = owner_of(reader, s, p) if named else None
    return (owner, p.start) if owner is not None and p is not None else None


def _up_by(reader: "Reader", s: Sentence, words: dict[str, Any]) -> None:
    """`…, up by 116 percent compared with 2013`: a change of the measure that the sentence is about."""
    for k, q in quantities_in(s, 0, len(s.tags)):
        if q.kind != "percent":
            continue
        j = k - 1
        while j >= 0 and (s.lower[j] in ("by", "about", "some", "nearly", "almost", "of", "over") or s.tags[j] == "R"):
            j -= 1
        if j < 0 or s.lower[j] not in words["up"] + words["down"]:
            j = k + 1  # `a 30 percent increase`, `8 percent more than in 2017`
            more = s.lower[j : j + 2] in (["more", "than"], ["less", "than"])
            if j >= len(s.tags) or not (more or s.lower[j] in words["up"] + words["down"]):
                continue
        if j and s.lower[j - 1] in ("make", "makes", "made", "making"):
            continue
        clause = next((c for c in reversed(s.clauses) if c.main < j and c.subject is not None), None)
        name = name_of(reader, clause.subject) if clause is not None and clause.subject is not None else None
        if name is None and clause is not None and clause.relative and reader.measured is not None:
            name = reader.measured.name  # `was $3 billion, which is 8 percent more than in 2017`
        if name is None or clause is None or clause.subject is None:
            continue
        reader.add(
            "change",
            Ref(None, name, "measure"),
            "up-by",
            words["confidence"],
            reader.around(clause.subject.first, k, min(j, len(s.tags) - 1)),
            quantity=q,
            period=_period(reader, clause),
            status="done",
            **({"value": -q.value} if s.lower[j] in (*words["down"], "less") else {}),
        )
