"""Constructions: polls, designations, projects, priorities, frequencies, partnerships and acts that a noun names.

Their words are in `frames.yaml` under `constructions`; verbs with plain arguments are frames, enumerations are lists,
and pledges have a module of their own.
"""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipelines.extract.arguments import Ref, party_refs, place_ref, quantities_in, series_of, thing_refs, times_of
from pipelines.extract.clauses import ASKING, FAILING, PLANNING
from pipelines.extract.frames import rules
from pipelines.extract.lexicon import lexicon
from pipelines.extract.names import NAMED_KINDS, strip_ordinal
from pipelines.extract.parse import Clause, Hit, Phrase, Sentence
from pipelines.extract.times import Time

if TYPE_CHECKING:
    from pipelines.extract.statements import Reader


def read_constructions(reader: "Reader", s: Sentence) -> None:
    """Adds what the constructions of the sentence state."""
    words = rules().constructions
    for c in s.clauses:
        _designation(reader, s, c, words["designate"])
        _project(reader, s, c, words["project"])
        _recurrence(reader, s, c, words["recurs"])
        _partnership(reader, s, c, words["partnership"])
        _strategic_partners(reader, s, c, words["partnership"])
        _finished(reader, s, c, words["project"])
        _proposal_realised(reader, s, c, words["proposal"])
        _priority(reader, s, c, words["priority"])
    for p in s.every:
        _partners(reader, s, p, words["partnership"])
        _under_construction(reader, s, p, words["project"])
        _act(reader, s, p, words["act"])
    _poll(reader, s, words["poll"])


POSSESSIVE = frozenset(("its", "their", "his", "her"))
_QUOTES = frozenset("\"'“”‘’")


def text_of(reader: "Reader", start: int, end: int) -> str:
    """The text between two offsets, without the marks around it."""
    text = " ".join(reader.article.text[start:end].split()).strip(" ,.;")
    quoted = text[:1] in _QUOTES and text[-1:] in _QUOTES
    return text[1:-1].strip(" ,.;") if quoted and len(text) > 2 else text


def parties_of(reader: "Reader", s: Sentence, p: Phrase | None) -> list[Ref]:
    """The parties that a phrase names; several without names of their own are one."""
    if p is None:
        return []
    if p.items and any(x.det in POSSESSIVE for x in p.items):  # `the union and its members`: they are no party
        kept = [x for x in p.items if x.det not in POSSESSIVE or x.kind == "person"]
        return [ref for x in kept for ref in parties_of(reader, s, x)]
    refs = [ref for ref in party_refs(reader.article, s, p) if ref.kind != "place"]
    if len(refs) > 1 and p.items and all(ref.entity_id is None for ref in refs):  # `donors and private foundations`
        return [Ref(None, text_of(reader, p.start, p.end), "group")]
    if len(refs) > 1 and not p.items:
        return [Ref(None, text_of(reader, p.start, p.end), "group")]
    return refs


def start_of(s: Sentence, c: Clause) -> int:
    """Where a clause starts, its subject included."""
    subject = c.subject
    return min(subject.start, s.starts[c.first]) if subject is not None else s.starts[c.first]


def end_of(reader: "Reader", s: Sentence, c: Clause) -> int:
    """The end of what the clause says: before `, adding …` and the like, without the full stop."""
    text = reader.article.folded
    end = s.end
    for d in s.clauses:
        if d.main > c.main and d.form == "gerund" and s.tags[d.first - 1] == ",":
            end = min(end, s.ends[d.first - 2])
            break
    later = (
        d
        for d in s.clauses
        if d.main > c.main and d.form == "finite" and (s.tags[d.main] in "FZ" or "M" in s.tags[d.first : d.main])
    )
    joined = next((d for d in later if s.tags[d.first - 1] == "&" or s.lower[d.first - 1] == "but"), None)
    if joined is not None:  # `promised to replant forests and left`
        end = min(end, s.ends[joined.first - 2])
    for k in range(c.main + 1, len(s.tags) - 1):
        if s.tags[k] == "," and s.words[k + 1] in _QUOTES:
            end = min(end, s.ends[k - 1])  # `…," the document says`
            break
        if s.tags[k] == "," and (s.tags[k + 1 : k + 3] == "IW" or s.lower[k + 1] in _NEW_MATTER):
            end = min(end, s.ends[k - 1])  # `, under which …`
            break
    while end > s.starts[c.main] and text[end - 1] in " .,;\"'":
        end -= 1
    return end


_NEW_MATTER = frozenset(("which", "who", "following", "provided"))
"""Words that after a comma begin something else than what is said."""


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
        text = text_of(reader, s.starts[start], end)
        reader.add("poll_share", pollster, "poll", words["confidence"], span, quantity=q, object=text, status="done")


def _pollster(reader: "Reader", s: Sentence, poll: int, words: dict[str, Any]) -> Ref | None:
    """Who asked: `a Gallup poll`, `a survey carried out in May by the institute`, `according to the pollster Datos`."""
    if s.lower[poll] in words["pollsters"]:
        named = s.words[poll + 1 : poll + 2] if s.tags[poll + 1 : poll + 2] == "P" else []
        return Ref(None, named[0], "organisation") if named else None
    by = next((j for j in range(poll + 1, min(poll + 9, len(s.tags))) if s.lower[j] == "by"), None)
    if by is not None and by + 1 in s.at and not set(s.tags[poll:by]) & set("ZMAV,"):
        who = s.at[by + 1]
        named_party = next(iter(parties_of(reader, s, who)), None) if who.kind != "name" else None
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
    while asked > k and s.tags[start : start + 1] == "I" and start + 1 in s.at:
        start = s.at[start + 1].after  # `68 percent of respondents in seven countries had …`
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
    if s.lower[begin] == "as" or (c.verb not in words["formal"] and set(words["times"]).isdisjoint(s.lower[begin:])):
        return  # `that he declared as free`, `named his view as liberal`
    role = next((k + 1 for k in range(begin, len(s.tags) - 1) if s.lower[k] == "as"), None)
    if role is not None and s.lower[role] in ("his", "her"):
        return  # `named A B as his deputy`
    end = s.ends[-2] if s.tags[-1] == "." else s.ends[-1]
    joined = next((d for d in s.clauses if d.main > c.main and d.form == "finite" and s.tags[d.first - 1] == "&"), None)
    if joined is not None:  # `… and agreed to set up a fund` is another statement
        end = s.ends[joined.first - 2]
    text = text_of(reader, s.starts[begin], end)
    for ref in parties_of(reader, s, c.subject)[:1]:
        reader.add(
            "designated", ref, "designate", words["confidence"], (start_of(s, c), end), object=text, status=c.status
        )


def _project(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    p = c.subject
    if p is not None and p.head in words["works"] and p.of is not None:
        p = p.of  # `construction of the port began`
    if p is not None and p.head == "work" and s.lower[p.after : p.after + 1] == ["on"]:
        p = s.at.get(p.after + 1)  # `work on the port began`
    if p is None and c.verb == "be":  # `the port, which Peru is building, is ready`
        p = _before_aside(s, c)
    if p is None or p.items or not (p.kind == "project" or p.head in words["nouns"]):
        return
    after = reader.article.folded[s.ends[c.main] : s.end]
    state = next((w for w in words["states"] if -1 < after.find(w) <= _NEAR), None) if c.verb == "be" else None
    if c.verb not in words["verbs"] and state is None:
        return
    if not any(s.tags[k] == "P" for k in range(p.first, p.last)):
        return
    end = end_of(reader, s, c)
    nxt = next((d for d in s.clauses if d.main > c.main and d.form == "finite"), None)
    if nxt is not None:
        end = min(end, s.ends[c.end - 1])
    if state is not None:
        end = s.ends[c.main] + after.find(state) + len(state)
    comma = s.tags.find(",", c.main)
    if (c.relative or s.tags[c.first - 1] == ",") and comma > 0:  # `the railway, which opened in 2021, carries …`
        end = min(end, s.ends[comma - 1])
    reader.add(
        "project_status",
        Ref(None, p.name, "project"),
        "project",
        words["confidence"],
        (p.start, end),
        object=text_of(reader, s.starts[c.first], end),
        status=c.status,
    )


_NEAR = 24
"""Characters within which a state follows its verb."""


def _before_aside(s: Sentence, c: Clause) -> Phrase | None:
    """What stands before a relative clause in commas that ends where the clause starts."""
    opening = next((k for k in range(c.first - 2, 0, -1) if s.tags[k] == "," and s.tags[k + 1] in "Wh"), None)
    if opening is None or s.tags[c.first - 1] != ",":
        return None
    return next((p for p in s.phrases if p.after == opening), None)


def _finished(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`Peru inaugurated the Arica Port in May`: what is done to it, by somebody."""
    p = c.object
    if p is None or p.items or c.passive or c.form != "finite" or c.verb not in words["finishing"]:
        return
    named = any(s.tags[k] == "P" for k in range(p.first, p.last)) and (p.kind == "project" or p.head in words["nouns"])
    if named and c.status in ("done", "planned"):
        end = max(p.end, min(end_of(reader, s, c), s.ends[c.end - 1]))
        text = text_of(reader, s.starts[c.first], end)
        span = (s.starts[c.first], end)
        subject = Ref(None, p.name, "project")
        reader.add("project_status", subject, "project", words["confidence"], span, object=text, status=c.status)


def _under_construction(reader: "Reader", s: Sentence, p: Phrase, words: dict[str, Any]) -> None:
    """`The Arica Port, under construction since 2015, …`."""
    j = p.after + 1
    named = (p.kind == "project" or p.head in words["nouns"]) and not p.items
    if named and s.tags[p.after : j] == "," and s.lower[j : j + 2] == ["under", "construction"]:
        span = (p.start, s.ends[j + 1])
        subject, text = Ref(None, p.name, "project"), text_of(reader, s.starts[j], s.ends[j + 1])
        reader.add("project_status", subject, "project", words["confidence"], span, object=text, status="done")


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
                    object=text_of(reader, s.starts[k], s.ends[k]),
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
    for ref in parties_of(reader, s, whose)[:1] or named:
        span = (what.start, max(is_.end, whose.end if whose else 0))
        text = text_of(reader, what.start, what.end if "," in s.tags[what.after : c.first] else s.ends[c.first - 1])
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
        left, right = (parties_of(reader, s, item)[:1] for item in c.subject.items)
        if left and right:
            span = (start_of(s, c), max(p.end, s.ends[c.main]))
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
    for ref in parties_of(reader, s, c.subject):
        for partner in partners:
            if ref.kind in _PARTNERS:
                reader.add(
                    "partnership_with",
                    ref,
                    "partnership",
                    words["confidence"],
                    (start_of(s, c), max(p.end, other.end)),
                    object=partner,
                    value_text=p.each()[0].name,
                    status=c.status,
                )


def _strategic_partners(reader: "Reader", s: Sentence, c: Clause, words: dict[str, Any]) -> None:
    """`A and B became strategic partners`, `A is B's strategic partner`, `ties between A and B were upgraded to …`."""
    subject, what = c.subject, c.object
    if subject is None or c.status in ("denied", "proposed") or c.form != "finite":
        return
    between = s.at.get(subject.after + 1) if s.lower[subject.after : subject.after + 1] == ["between"] else None
    if c.passive and c.verb in words["upgrading"] and (both := subject.parties or between) is not None:
        what = next((p for w, p in c.preps if w == "to" and p.head in words["nouns"]), None)
        sides = both.each()
    elif what is not None and c.verb in words["being"] and what.head in words["partners"]:
        other = what.possessor or what.of
        sides = subject.each() if what.plural else (subject, other) if other is not None else ()
    else:
        return
    if what is None or len(sides) != 2 or not any(q in what.name.lower() for q in words["qualities"]):
        return
    left, right = (parties_of(reader, s, side)[:1] for side in sides)
    if left and right and left[0].kind in _PARTNERS and right[0].kind in _PARTNERS:
        span = (subject.start, max(what.end, s.ends[c.main]))
        reader.add(
            "partnership_with", left[0], "partnership", words["confidence"], span, object=right[0],
            value_text=what.name, status=c.status,
        )  # fmt: skip


_PARTNERS = ("country", "organisation", "group", "person")


def _partners(reader: "Reader", s: Sentence, p: Phrase, words: dict[str, Any]) -> None:
    """`the partnership between A and B has grown`."""
    if p.parties is None:
        return
    clause = next((c for c in s.clauses if c.subject is p and c.form == "finite" and c.status == "done"), None)
    named = any(noun in p.name.lower() for noun in words["nouns"])
    named = named and any(quality in p.name.lower() for quality in words["qualities"])
    of_a_text = any(q.kind == "agreement" and q.start <= p.start and q.end >= p.end for q in s.every)
    if not (named and of_a_text) and (clause is None or p.head not in words["nouns"]):
        return
    sides = [p.possessor] if p.possessor is not None else []
    pairs = [parties_of(reader, s, side)[:1] for side in [*sides, *p.parties.each()]]
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
        done = parties_of(reader, s, p.of)[:1]
    agents, times = [], []
    j, end = p.after, p.end
    while s.tags[j : j + 1] == "I" and j + 1 < len(s.tags):
        if s.tags[j + 1] == "T" and s.lower[j] in ("on", "in"):
            times, end = times_of(s, [j + 1]), s.ends[j + 1]
            j += 2
        elif (q := s.at.get(j + 1)) is not None and s.lower[j] in ("by", "in", "at"):
            agents += parties_of(reader, s, q) if s.lower[j] == "by" else []
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
