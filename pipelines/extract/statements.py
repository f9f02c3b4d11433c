"""From parsed sentences to statements: verb frames, facts inside noun phrases, quantities.

Positions, speech, lists and constructions are read in modules of their own. A statement is a row of `facts` without
ids; `Reader.add` is the only place that makes one.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pipelines.extract import measures
from pipelines.extract.arguments import (
    Ref,
    companions,
    dateline_place,
    included,
    known,
    named_among,
    party_refs,
    place_ref,
    series_of,
    thing_refs,
    times_of,
)
from pipelines.extract.attendance import read_attendance
from pipelines.extract.constructions import read_constructions
from pipelines.extract.events import all_days, learn_days_of_talks, name_events, read_events
from pipelines.extract.frames import Frame, Pattern, Rules, Slot
from pipelines.extract.lexicon import lexicon, singular
from pipelines.extract.lists import read_lists
from pipelines.extract.membership import read_members
from pipelines.extract.names import NAMED_KINDS, PARTY_KINDS, Article
from pipelines.extract.parse import Clause, Hit, Phrase, Sentence
from pipelines.extract.participation import event_meant, read_participation
from pipelines.extract.pledges import read_pledges
from pipelines.extract.quantities import Quantity
from pipelines.extract.signatories import read_signatories
from pipelines.extract.sums import read_sums
from pipelines.extract.times import Time
from pipelines.predicates import load_predicates
from pipelines.registry import Registry

Row = dict[str, Any]
_STATEMENT = ("predicate", "subject", "object", "value", "unit", "date_start", "date_end", "period_start")


class Reader:
    """Reads the sentences of one article, in order, into `rows`."""

    def __init__(self, article: Article, rules: Rules) -> None:
        self.article = article
        self.rules = rules
        self.words = rules.constructions["events"]
        self.predicates = load_predicates()
        self.rows: list[Row] = []
        self.stated: set[tuple[Any, ...]] = set()
        self.last_direct: Ref | None = None
        """The speaker that the last sentence quoted."""
        self.read_until = 0
        """Where the last sentence ended."""
        self.quoting: Ref | None = None
        """The speaker of a quotation that the last sentence left open."""
        self.spoke: str | None = None
        """The person who speaks in this sentence; empty if it is one without a name."""
        self.named_before: set[str] = set()
        """The people whom the sentence before names."""
        self.named_last: str | None = None
        """The person whom this sentence names last."""
        self.waiting: list[Sentence] = []
        """The sentences so far of an open quotation whose speaker has not been named."""
        self.fallback: Ref | None = None
        """Whose that quotation is if nobody is named behind it."""
        self.subject: Ref | None = None
        """The person that the last sentence was about."""
        self.measured: Ref | None = None
        """The measure that was told last, for `the figure`."""
        self.years: dict[str, tuple[Ref, Time, tuple[int, int], str, str]] = {}
        """The years in the names of events (`the 2014 summit`), for those of which no date is told."""
        self.before: Sentence | None = None
        """The last sentence, for `this proposal`."""
        self.s: Sentence = None  # type: ignore[assignment]

    def read_names(self, sentence: Sentence) -> None:
        """Whom and what the phrases of a sentence mention, and which groups they tell the members of."""
        self.s = sentence
        for phrase in sentence.every:
            if phrase.members or phrase.items:
                self.groups(phrase)
            if phrase.kind in ("person", "name"):
                self.mentions(phrase)

    def read(self, sentence: Sentence, readers: frozenset[str]) -> None:
        """What a sentence states, as far as these readers know."""
        self.article.events_before, self.article.events_now = self.article.events_now, set()
        if self.article.folded[sentence.end - 1] == "?":
            return  # a question states nothing
        told: list[Clause] = []
        if "events" in readers:
            name_events(self, sentence)
            told = read_events(self, sentence)
        if "frames" in readers:
            self.frames(sentence, told)
        for name, read in _READERS.items():
            if name in readers:
                read(self, sentence)

    def frames(self, sentence: Sentence, told: list[Clause]) -> None:
        """What the verbs of a sentence state, those of the clauses that are read in full already apart."""
        for clause in sentence.clauses:
            if any(clause is c for c in told):
                continue
            if clause.verb in self.rules.phrasal:
                clause = self.phrasal(sentence, clause)
            for frame in self.rules.by_verb.get(clause.verb, ()):
                self.frame(frame, clause)

    def phrasal(self, s: Sentence, c: Clause) -> Clause:
        """The clause with its verb and particles as one verb: `put forward` as `propose`, `play host to` as `host`."""
        for first in (c.main + 1, c.main + 2):
            for words, verb in self.rules.phrasal[c.verb].items():
                last = first + len(words)
                if tuple(s.lower[first:last]) == words:
                    behind = s.at.get(last) if s.tags[last - 1] in "It" else None
                    times = [
                        k for k in range(last, min(last + 2, len(s.tags))) if s.tags[k] == "T" and k not in c.times
                    ]
                    return replace(c, verb=verb, object=behind or c.object, times=[*c.times, *times])
            if s.tags[first : first + 1] != "R":
                break  # `is already under way`
        return c

    # rows -------------------------------------------------------------------------------------------------------

    def add(
        self, predicate: str, subject: Ref, rule: str, confidence: float, span: tuple[int, int], **values: Any
    ) -> None:
        """One statement; `object` may be a Ref or text, `time` a Time, `quantity` a Quantity."""
        row: Row = {
            "segment_id": self.s.segment_id,
            "predicate": predicate,
            "subject_id": subject.entity_id,
            "subject": subject.name,
            "rule_id": rule,
            "confidence": confidence,
            "evidence_start": span[0],
            "evidence_end": span[1],
        }
        obj = values.pop("object", None)
        if not self.fits(predicate, subject, obj):
            return
        if isinstance(obj, Ref):
            row |= {"object_id": obj.entity_id, "object": obj.name}
        elif obj is not None:
            row["object"] = obj
        time: Time | None = values.pop("time", None)
        if time is not None:
            row |= {"date_start": time.first, "date_end": time.last, "date_precision": time.precision}
        period: Time | None = values.pop("period", None)
        if period is not None:
            row |= {"period_start": period.first, "period_end": period.last}
        quantity: Quantity | None = values.pop("quantity", None)
        if quantity is not None:
            row |= {
                "value": quantity.value,
                "unit": quantity.unit,
                "value_text": self.article.text[quantity.start : quantity.end],
                "approx": quantity.approx,
                "alt_value": quantity.alt_value,
                "alt_unit": quantity.alt_unit,
            }
        row |= values
        if not (row.get("unit") or "unit")[0].isalpha():
            return  # `There were 120 in favour.`: a number is no thing that is counted
        first, published = row.get("date_start"), self.article.published
        if row.get("status") == "done" and first is not None and published is not None and first > published:
            row["status"] = "planned"
        stated = tuple(row.get(k) for k in _STATEMENT)
        if stated not in self.stated:  # an article that repeats itself states one fact, where it does so first
            self.stated.add(stated)
            self.rows.append(row)

    def fits(self, predicate: str, subject: Ref, obj: Ref | str | None) -> bool:
        """Whether subject and object are of a type that the predicate is about; a wrong pair is worse than none."""
        rule, entities = self.predicates[predicate], self.article.entities
        if subject.entity_id is not None and entities[subject.entity_id].type not in rule.domain:
            return False
        return not isinstance(obj, Ref) or obj.entity_id is None or entities[obj.entity_id].type in rule.range

    def around(self, *tokens: int) -> tuple[int, int]:
        """Offsets from the first to the last of the given token positions."""
        return self.s.starts[min(tokens)], self.s.ends[max(tokens)]

    # mentions and groups --------------------------------------------------------------------------------

    def mentions(self, p: Phrase) -> None:
        if p.kind == "person" and p.entity_id:
            self.article.mention(self.s, p.entity_id, p.start, p.end, "title" if p.titles else "capitals")
            for word in (word for title, *_ in p.titles for word in title.lower().split()):
                if word in lexicon().pronouns:
                    self.article.pronouns[p.entity_id] = lexicon().pronouns[word]
            if p.first == 0 and self.s.tags[p.after : p.after + 1] == ":":
                return  # the label of a turn
            self.named_last = p.entity_id
            if self.article.turn is not None:
                self.article.turn.add(p.entity_id)
        elif p.kind == "name" and _personal(p.name):
            self.article.last_name = p.name

    def groups(self, p: Phrase) -> None:
        """Members that the article lists for a group, and the number that a group and its host make together."""
        article = self.article
        if p.members and all(m.entity_id for m in p.members):
            ids = tuple(m.entity_id for m in p.members if m.entity_id)
            for k in range(p.first, p.last):
                hit = self.s.payload.get(k)
                if isinstance(hit, Hit) and article.registry.entries[hit.entity_id].type in ("group", "place"):
                    article.groups.setdefault(hit.entity_id, ids)
            article.groups.setdefault(f"#{len(ids)}", ids)
        if p.items:
            found: list[str] = []
            for ref in party_refs(article, self.s, p):
                if ref.entity_id and ref.kind == "country" and ref.entity_id not in found:
                    found.append(ref.entity_id)
            if len(found) > 2:
                article.groups.setdefault(f"#{len(found)}", tuple(found))
            elif len(found) == 2 and len(p.items) == 2:  # `the two sides`, where it is about the same two throughout
                article.pairs.add(frozenset(found))
                article.groups["#2"] = tuple(found) if len(article.pairs) == 1 else ()

    # events -----------------------------------------------------------------------------------------------------

    def held_at(self, subject: Ref, place: Ref, span: tuple[int, int], rule: str, status: str = "done") -> None:
        if subject.entity_id:
            self.article.places.setdefault(subject.entity_id, set()).update(place.name.lower().split())
        self.add("held_at", subject, rule, 0.93, span, object=place, place_id=place.entity_id, status=status)

    def held_on(self, subject: Ref, time: Time, span: tuple[int, int], rule: str, status: str = "done") -> None:
        self.add("held_on", subject, rule, 0.92, span, time=time, status=status)

    # verb frames ------------------------------------------------------------------------------------------------

    def frame(self, frame: Frame, c: Clause) -> None:
        noun = None
        if frame.nouns:
            noun = self.nominal(frame, c)
            if noun is None:
                return
        if c.status == "proposed":
            return  # what may, could or should be, or is asked for, is no fact
        if c.form == "gerund" and self.s.tags[c.first - 1] in "Io" and self.s.lower[c.first - 1] in _WISHING:
            done = [d.verb for d in self.s.clauses if d.form == "finite" and d.main < c.first]
            if done[-1:] not in (["join"], ["succeed"]):  # `Chile joined Peru in signing the treaty`
                return  # `their role in reaching a truce`, `hopes of signing a treaty`
        for pattern in frame.patterns:
            if c.verb not in pattern.verbs or (pattern.voice and (pattern.voice == "passive") != c.passive):
                continue
            if (pattern.tense and c.status != pattern.tense) or (pattern.bare and not _bare(c)):
                continue
            if pattern.alone is not None and pattern.alone != self.alone(c):
                continue
            self.pattern(frame, pattern, c, noun)

    def alone(self, c: Clause) -> bool:
        """Whether one does what the verb says with nobody else: `Peru held the summit`, not `held talks with Chile`."""
        what = c.object
        talking = what is not None and (what.parties is not None or what.head in self.words["conversations"])
        talking = talking and what is not None and what.det != "its"  # `The council held its summer meeting`
        actor = next((p for w, p in c.preps if w == "by"), None) if c.passive else c.subject
        several = actor is not None and (actor.items or actor.plural)
        return not talking and not several and all(word != "with" for word, _ in c.preps)

    def nominal(self, frame: Frame, c: Clause) -> Phrase | None:
        """The `X` of `announced the establishment of X`."""
        agreed_on = next((p for w, p in c.preps if w == "on"), None) if c.object is None else None
        for p in (c.object, c.subject if c.passive else None, agreed_on):
            if p is not None and singular(p.each()[0].head) in frame.nouns and p.each()[0].of is not None:
                return p.each()[0].of
            if p is not None and p.head in frame.nouns and p.of is not None:
                return p.of
        return None

    def argument(self, slot: Slot, c: Clause, noun: Phrase | None) -> Iterator[tuple[Phrase, Clause]]:
        for role in slot.roles:
            if role == "noun":
                if noun is not None:
                    yield noun, c
                    yield from ((p, c) for p in self.counted_in(c, noun))
            elif role == "within":
                into = next((p for w, p in c.preps if w == "into"), None)
                for host in (noun, c.subject if c.passive else c.object, into):
                    for item in host.each() if host is not None else ():
                        if item.parties is not None:
                            yield item.parties, c
            elif role == "sidelines":
                yield from ((p, c) for _, p in c.preps if p.head in _SIDELINES and p.of is not None)
            elif role == "visited":
                yield from ((q, c) for q in self.visited(c))
            elif role == "closed":
                yield from ((q, c) for q in self.closed(c))
            elif role == "agent":
                agent = next((p for w, p in c.preps if w == "by" and not self.visiting(p)), None)
                agent = agent if c.passive else c.subject
                if agent is not None:
                    yield agent, c
                    yield from ((p, c) for p in (*companions(self.s, c), *named_among(self.s, c, agent)))
            elif role == "patient":
                patient = c.subject if c.passive else c.object
                if patient is not None:
                    yield patient, c
                    after = patient.after
                    yield from ((p, c) for p in self.counted_in(c, patient))
                    yield from ((p, c) for p in included(self.s, c, patient))
                    if self.s.tags[after : after + 1] == ":" and (listed := self.s.at.get(after + 1)) is not None:
                        yield listed, c  # `signed two texts: a treaty and a charter`
            else:
                for word, p in c.preps:
                    if word == role and not (word in ("between", "among") and self.inside_another(c, p)):
                        yield p, c

    def counted_in(self, c: Clause, patient: Phrase) -> Iterator[Phrase]:
        """The treaty of `two texts, including a treaty`, `signed nine documents on Friday, among them a treaty`."""
        s = self.s
        for word, p in c.preps:
            near = p.first in (patient.after + 1, patient.after + 2) or (patient.plural and p.kind == patient.kind)
            if word == "including" and near:
                yield p
        if patient.plural and "them" in s.lower:
            for k in range(patient.after, len(s.tags) - 2):
                listed = s.at.get(k + 2) if s.lower[k : k + 2] in (["among", "them"], ["amongst", "them"]) else None
                if listed is not None:
                    yield listed

    def visiting(self, p: Phrase) -> bool:
        """Whether a phrase behind `by` tells whose visit it is: `signed during a visit by A to B`."""
        return self.s.lower[p.first - 2] in self.words["visits"]

    def visited(self, c: Clause) -> Iterator[Phrase]:
        """The Lima of `signed during a visit to Lima`, `during a visit by A to Lima`."""
        visit = next((p for w, p in c.preps if w == "during" and p.head in self.words["visits"]), None)
        if visit is not None:
            yield from (p for w, p in c.preps if w == "to" and visit.after <= p.first)

    def closed(self, c: Clause) -> Iterator[Phrase]:
        """The event of `closed the summit by adopting a charter`, `wrapped up the summit, adopting a charter`."""
        by = c.governor if c.form == "gerund" and self.s.tags[c.first - 1] in ",I" else None
        if by is not None and by.verb in self.words["closing"] and by.status == c.status:
            yield from (p for p in (by.object, by.subject) if p is not None and p.kind == "event")

    def inside_another(self, c: Clause, p: Phrase) -> bool:
        """Whether a preposition belongs to the phrase before it: `signed on the bridge between A and B`."""
        return any(q.after == p.first - 1 and q.kind in ("thing", "institution", "measure") for _, q in c.preps)

    def pattern(self, frame: Frame, pattern: Pattern, c: Clause, noun: Phrase | None) -> None:
        s = self.s
        if pattern.subject.roles == ("context",):
            event = self.article.main_event()
            if event is not None and c.form == "finite":
                subject = Ref(event.entity_id, event.name, "event")
                self.objects(frame, pattern, c, noun, None, subject, (c.main,))
            return
        for phrase, _ in self.argument(pattern.subject, c, noun):
            if pattern.predicate == "held_on" and self.opened(phrase) is not None:
                continue  # the day of the ceremony alone
            if phrase.kind == "pronoun" and phrase is c.subject and not c.passive and _does_something(c):
                continue  # `It opened a line to Peru`
            subjects = [*self.refs(phrase, pattern.subject.kinds)]
            if not subjects and pattern.predicate in ("attended_by", "hosted_by") and phrase.kind == "event":
                subjects = [meant] if (meant := event_meant(self.article, s, phrase)) is not None else []
            for subject in subjects:
                if not load_predicates()[pattern.predicate].of_one_occurrence:
                    subject = series_of(self.article, phrase, subject)
                role = pattern.object.roles[0]
                base = (phrase.first, min(phrase.after, len(s.tags)) - 1, c.main)
                if role == "time":
                    day = "day" in pattern.object.kinds
                    there = [] if phrase.kind == "event" else [p for w, p in c.preps if w in ("at", "during")]
                    there += [p.of for p in there if p.of is not None and p.head in _AT_AN_EVENT]
                    own = [k for k in self.when(c) if not self.of_other_event(k, phrase, *there)]
                    times = [t for t in times_of(s, own) if not day or t.precision in ("day", "interval")]
                    if (
                        times and times[0].precision == "year"
                    ):  # `for the first time since 2006, they signed on Friday …`
                        times.sort(key=lambda t: t.precision not in ("day", "interval"))
                    if times:
                        k = next(k for k in own if s.payload[k].start == times[0].start)
                        self.dated(frame, pattern, c, subject, times[0], self.around(*base, k))
                elif role in ("value", "percent", "count"):
                    measures.read_frame(self, frame, pattern, c, phrase, subject)
                else:
                    self.objects(frame, pattern, c, noun, phrase, subject, base)

    def dated(self, frame: Frame, pattern: Pattern, c: Clause, subject: Ref, time: Time, span: tuple[int, int]) -> None:
        if pattern.predicate == "held_on":
            if time.precision == "year" and c.verb in (*self.words["opening"], *self.words["closing"]):
                return  # a series that began in 1993
            opened = self.article.told.get(subject.entity_id or "")
            if (
                opened is not None
                and opened[0] in self.words["opening"]
                and c.verb in self.words["closing"]
                and subject.entity_id is not None
            ):
                time = self.until(subject.entity_id, opened[1], time)
            if subject.entity_id and time.precision == "day":
                self.article.told[subject.entity_id] = (c.verb, time, self.s.segment_id, span)
            if c.verb in self.words["closing"]:
                learn_days_of_talks(self.article, self.s, c, subject)
            whole = all_days(self.article, subject, c.verb, time)
            if whole is None:
                return
            time = whole
        status = frame.status.get(c.verb, c.status) if c.status == "done" else c.status
        self.add(pattern.predicate, subject, frame.id, frame.confidence, span, time=time, status=status)

    def until(self, event_id: str, first: Time, last: Time) -> Time:
        """The days from the one on which an event opened, stated before, to the one on which it closes."""
        if first.first is None or last.first is None or not 0 < (last.first - first.first).days <= 30:
            return last
        self.rows = [
            r
            for r in self.rows
            if r["predicate"] != "held_on" or r["subject_id"] != event_id or r["date_end"] != first.first
        ]
        return replace(last, first=first.first, last=last.first, precision="interval")

    def objects(
        self,
        frame: Frame,
        pattern: Pattern,
        c: Clause,
        noun: Phrase | None,
        phrase: Phrase | None,
        subject: Ref,
        base: tuple[int, ...],
    ) -> None:
        status = frame.status.get(c.verb, c.status) if c.status == "done" else c.status
        here = "place" in pattern.object.kinds and "here" in self.s.lower[c.main : c.end + 1]
        if here and (ref := dateline_place(self.article)) is not None:
            span = self.around(*base, self.s.lower.index("here", c.main))
            if pattern.predicate == "held_at":
                self.held_at(subject, ref, span, frame.id, c.status)
            else:
                self.add(pattern.predicate, subject, frame.id, frame.confidence, span, object=ref, status=c.status)
        arguments = list(self.argument(pattern.object, c, noun))
        if pattern.predicate == "held_at" and not arguments and "city" not in pattern.object.kinds:
            arguments = _where_they_came(c) or self.where(c)
        for other, _ in arguments:
            if other is phrase or (pattern.predicate == "held_at" and self.of_other_event(other.first - 1, phrase)):
                continue
            span = self.around(*base, other.first, min(other.after, len(self.s.tags)) - 1)
            for ref in self.refs(other, pattern.object.kinds):
                if pattern.predicate == "attended_by" and ref.entity_id is None and " " not in ref.name:
                    continue  # `leaders`, `delegates`: nobody knows whose
                if pattern.predicate == "held_at":
                    self.held_at(subject, ref, span, frame.id, status)
                else:
                    self.add(pattern.predicate, subject, frame.id, frame.confidence, span, object=ref, status=status)

    def where(self, c: Clause) -> list[tuple[Phrase, Clause]]:
        """The Quito of `left for Quito, where he will attend the summit`."""
        k = c.subject.first - 1 if c.subject is not None else 0
        if k < 1 or self.s.lower[k] != "where":
            return []
        return [(p, c) for p in self.s.every if p.kind == "place" and p.after in (k, k - 1) and p.first < k]

    def when(self, c: Clause) -> list[int]:
        """The times of a clause; else those of the one that it explains: `ended the summit on Friday by signing …`."""
        if c.times or c.status not in ("done", "planned"):
            return sorted(c.times)
        k = c.subject.first - 1 if c.subject is not None else -1
        if k > 0 and self.s.lower[k] == "when":  # `on Monday, when the two signed …`
            k -= 1 + (self.s.tags[k - 1] == ",")
            return [k] if self.s.tags[k] == "T" else []
        if c.status == "planned":
            return []
        met = (d for d in self.s.clauses if d.subject is c.subject and d.main < c.main and d.verb in _COMING)
        joined = self.s.tags[c.first - 1 : c.first] in (",", "&")
        if c.subject is not None and joined and (meeting := next(met, None)) is not None and meeting.status == "done":
            return sorted(
                meeting.times
            )  # `Ministers, meeting in Lima on Friday, adopted …`, `met on Friday and signed`
        if c.form in ("gerund", "infinitive") and c.governor is not None:
            return sorted(c.governor.times)
        return []

    def of_other_event(self, k: int, *own: Phrase | None) -> bool:
        """Whether the preposition or time at token k belongs to an event before it: `the first summit in Xi'an`.

        No such event is one of `own`: the subject, or where it was done (`adopted at the summit on Friday`).
        """
        return any(
            p.kind == "event" and p.after in (k, k - 1) and p.first < k and not any(p is q for q in own)
            for p in self.s.every
        )

    def refs(self, phrase: Phrase, wanted: frozenset[str]) -> Iterator[Ref]:
        """The phrase as what a slot wants."""
        gathered = "agreement" in wanted and phrase.of is not None and phrase.head in lexicon().gathering
        gathered = gathered and phrase.of is not None and " " in phrase.of.name
        if phrase.of is not None and (phrase.head in _AT_AN_EVENT or gathered):
            phrase = phrase.of
        if "country" in wanted and (home := self.country_of(phrase)) is not None:
            yield home
            return
        if "event" in wanted and (opened := self.opened(phrase)) is not None:
            yield opened
            return
        if (body := self.bodies(phrase)) is not None and body[1] in wanted:
            yield Ref(body[0], self.article.entities[body[0]].name, body[1])
            return
        if "event" in wanted and phrase.kind == "pronoun" and phrase.name.lower() == "it" and self.article.it is None:
            yield from self.only_event()
        if "agreement" in wanted and (text := self.document(phrase)) is not None:
            yield text
            return
        for kind in NAMED_KINDS:
            if kind in wanted:
                yield from thing_refs(self.article, self.s, phrase, kind)
        if phrase.kind == "place" and phrase.entity_id and ("city" in wanted or {"place", "person"} <= wanted):
            yield known(self.article, phrase.entity_id)
            return
        if "place" in wanted and "person" not in wanted:
            ref = place_ref(self.article, phrase)
            if ref is not None:
                yield ref
                return
        if "plan" in wanted:
            yield from self.plans(phrase)
            return
        if "series" in wanted:
            known_series = phrase.entity_id in self.article.registry.entries
            lasting = phrase.kind == "event" and (known_series or "institution" in lexicon().heads.get(phrase.head, ()))
            if lasting and self.s.tags[phrase.last - 1] == "P" and "O" not in self.s.tags[phrase.first : phrase.last]:
                yield from thing_refs(self.article, self.s, phrase, "event")  # `launched the Andean Water Dialogue`
            return
        if "scheme" in wanted:
            yield from self.schemes(phrase)
            return
        if "coined" in wanted:
            yield from self.coined(phrase)
            return
        if "measure" in wanted and (name := measures.name_of(self, phrase)):
            yield Ref(None, name, "measure")
        if "thing" in wanted and phrase.kind == "thing" and not phrase.items and phrase.head[:1].isalpha():
            yield Ref(None, phrase.name, "measure")
        if "counted" in wanted and (name := self.counted(phrase)):
            yield Ref(None, name, "measure")
        parties = wanted & {"country", "person", "organisation", "group", "role"}
        if parties:
            for ref in party_refs(self.article, self.s, phrase):
                if phrase.kind == "name" and " " not in ref.name and ref.name.lower() not in self.article.surnames:
                    continue
                if (ref.kind in wanted or (phrase.kind == "group" and "group" in wanted)) and ref.kind != "place":
                    yield ref

    def country_of(self, p: Phrase) -> Ref | None:
        """The Kenya of `Kenyan President X, whose country co-hosted the event`."""
        s, k = self.s, p.first - 1
        if p.name.lower() not in ("country", "nation") or k < 2 or s.lower[k] != "whose":
            return None
        whose = next((q for q in reversed(s.every) if q.after in (k, k - 1) and q.kind == "person"), None)
        tokens = range(whose.first, whose.last) if whose is not None else ()
        hits = [hit.entity_id for j in tokens if isinstance(hit := s.payload.get(j), Hit)]
        countries = [e for e in hits if self.article.registry.entries[e].type == "country"]
        return known(self.article, countries[0]) if countries else None

    def opened(self, p: Phrase) -> Ref | None:
        """The summit of `the opening ceremony of the summit`; of the event that the article is about, if of none."""
        if p.kind != "event" or p.head != "ceremony" or p.items:
            return None
        if p.of is not None:
            return next(thing_refs(self.article, self.s, p.of, "event"), None) if p.of.kind == "event" else None
        main = self.article.main_event() if p.det == "the" and p.name.lower() in self.words["ceremonies"] else None
        return Ref(main.entity_id, main.name, "event") if main is not None else None

    def plans(self, phrase: Phrase) -> Iterator[Ref]:
        """Named plans that are adopted as an agreement is: `the Andean Water Strategy`, `Vision 2040`."""
        for p in phrase.each():
            words = p.name.split()
            named = p.det in ("the", "its", "their", "") and len(words) > 1 and words[0][:1].isupper()
            if p.kind in _PLAN_KINDS and named and any(w in PLANS for w in words[1:]):
                yield Ref(None, self.article.text[p.start : p.end], "agreement")

    def schemes(self, phrase: Phrase) -> Iterator[Ref]:
        """What a plan without a name is called that several adopt: `a rebuilding plan`, `a plan for the ports`."""
        s = self.s
        for p in phrase.each():
            if p.head not in lexicon().schemes or p.plural or p.det in ("its", "his", "her", "no"):
                continue
            what = s.at.get(p.after + 1) if s.lower[p.after : p.after + 1] in (["for"], ["on"]) else None
            what = what if what is not None and s.tags[what.first] != "T" else None
            end = what.end if what is not None else p.end
            if what is not None or " " in p.name:
                yield Ref(None, " ".join(self.article.text[p.start : end].split()), "agreement")

    def coined(self, phrase: Phrase) -> Iterator[Ref]:
        """What a name of several capitals stands for that no noun tells the kind of: `an Ocean Accelerator`."""
        for p in phrase.each():
            own = self.s.tags[p.last - 3 : p.last] in ("DPP", "PPP", "OPP") and p.entity_id is None
            if p.kind == "name" and own and p.det in ("a", "an", "the") and p.head not in self.words["laws"]:
                yield Ref(None, p.name, "institution")

    def document(self, p: Phrase) -> Ref | None:
        """What `the document` or `the text` that is signed stands for: the only agreement named so far."""
        if p.det not in ("the", "this", "that") or p.name.lower() not in ("document", "text"):
            return None
        named = {n.entity_id for n in self.article.named if n.kind == "agreement"}
        if len(named) != 1:
            return None
        (entity_id,) = named
        return Ref(entity_id, self.article.entities[entity_id].name, "agreement")

    def bodies(self, p: Phrase) -> tuple[str, str] | None:
        """What `the bloc` or `that body` stands for: the organisation that the sentence before is about.

        Else the only one of the article whose name ends in that word: `the organization` and one called so.
        """
        if p.det not in ("the", "that", "this") or p.name.lower() != p.head or p.head not in BODIES:
            return None
        body, entities = self.article.body, self.article.entities
        if body is not None:
            return body if body[0] in entities else None
        ending = f" {p.head}".replace("isation", "ization")
        called = [
            (e.entity_id, e.type)
            for e in entities.values()
            if e.type in ("organisation", "group", "institution")
            and e.name.lower().replace("isation", "ization").endswith(ending)
        ]
        return called[0] if len(called) == 1 else self.bloc() if p.head in ("bloc", "grouping") else None

    def bloc(self) -> tuple[str, str] | None:
        """The organisation with members that the article names most often: who is called `the bloc` in it."""
        registry, counts = self.article.registry, Counter(m[0] for m in self.article.mentions)
        blocs = {e: n for e, n in counts.items() if e in registry.entries and _is_bloc(registry, e)}
        most = [e for e, n in blocs.items() if n == max(blocs.values())]
        if len(most) != 1 or most[0] not in self.article.entities:
            return None
        return most[0], self.article.entities[most[0]].type

    def only_event(self) -> Iterator[Ref]:
        """What `it` stands for, said to take place, where a single event has been named."""
        events = {n.entity_id for n in self.article.named if n.kind == "event"}
        happening = any(
            c.subject is not None and c.subject.name.lower() == "it" and (c.verb in _HAPPENING or c.passive)
            for c in self.s.clauses
        )
        if len(events) == 1 and happening:
            (entity_id,) = events
            yield Ref(entity_id, self.article.entities[entity_id].name, "event")

    def led(self, s: Sentence, p: Phrase) -> str | None:
        """The organisation of `leaders of the African Union`, `African Union leaders`."""
        if p.kind != "group" or p.items:
            return None
        if p.of is not None:
            return p.of.entity_id if p.of.kind == "organisation" else None
        found = [h.entity_id for k in range(p.first, p.last) if isinstance(h := s.payload.get(k), Hit)]
        bodies = [e for e in found if self.article.registry.entries[e].type in ("organisation", "group")]
        return bodies[0] if len(bodies) == len(found) == 1 else None

    def counted(self, p: Phrase) -> str | None:
        if p.plural and p.kind == "measure":
            words = [w for k, w in enumerate(self.s.words[p.first : p.last], p.first) if self.s.tags[k] not in "DQRIO"]
            return " ".join(words) or None
        return None

    # transcripts and surnames ------------------------------------------------------------------------------------

    def new_turn(self) -> None:
        """Forgets whom the sentences so far were about: in a transcript, `he` is somebody of the same turn."""
        article = self.article
        article.last_person = article.last_name = article.last_group = article.it = article.its = article.body = None
        article.unnamed.clear()
        article.unnamed_last = ""
        article.turn = set()
        self.last_direct = self.quoting = self.fallback = self.subject = self.before = None
        self.waiting = []

    def pass_over(self) -> None:
        """A sentence that states nothing and speaks of nobody: what it is about is not `it` in the next."""
        article = self.article
        article.it = article.its = self.last_direct = self.subject = self.before = None
        article.unnamed_last = ""
        self.named_before = set()
        article.since_group += 1
        article.events_before, article.events_now = article.events_now, set()
        if self.named_last is not None:
            article.last_person, self.named_last = self.named_last, None

    def settle_years(self) -> None:
        """Dates the events by the year in their name of which the article tells no other date."""
        dated = {row["subject_id"] or row["subject"] for row in self.rows if row["predicate"] == "held_on"}
        for key, (event, time, span, segment_id, status) in self.years.items():
            if key not in dated:
                self.add("held_on", event, "event-year", 0.85, span, time=time, status=status, segment_id=segment_id)

    def settle_names(self) -> None:
        """Gives what is said of a surname to the person whom the article names in full, before or behind."""
        full = self.article.full_names()
        if not full:
            return
        entities = self.article.entities
        kept: list[Row] = []
        self.stated.clear()
        for row in self.rows:
            for role in ("subject", "object", "speaker", "beneficiary", "place"):
                other = full.get(row.get(f"{role}_id") or "")
                if other is not None:
                    row[f"{role}_id"] = other
                    if role in ("subject", "object"):
                        row[role] = entities[other].name
            stated = tuple(row.get(k) for k in _STATEMENT)
            if stated not in self.stated:
                self.stated.add(stated)
                kept.append(row)
        self.rows = kept

    # what later sentences refer to -----------------------------------------------------------------------------

    def remember_pronoun(self, s: Sentence, main: Phrase | None) -> None:
        """Learns which pronoun stands for a person: the one named alone in the sentence before `he` or `she`."""
        people = {p.entity_id for p in s.every if p.kind == "person" and p.entity_id}
        pronoun = main.name.lower() if main is not None and main.kind == "pronoun" else ""
        if pronoun in ("he", "she") and len(self.named_before) == 1 and main is not None and main.first == 0:
            self.article.pronouns.setdefault(next(iter(self.named_before)), pronoun)
        self.named_before = people

    def remember_holder(self, s: Sentence, office: Phrase) -> None:
        """Keeps who `the minister` is for `he`; where nobody can tell, `he` is nobody named before."""
        if office.plural or office.items or office.name.lower() != office.head:
            return
        who = next((ref for ref in party_refs(self.article, s, office)), None)
        known = who is not None and who.kind == "person" and who.entity_id is not None
        self.article.last_person = who.entity_id if who is not None and known else None
        self.article.last_name, self.article.unnamed_last = None, ""

    def speak_of(self, people: Phrase) -> None:
        """Keeps whom `they` stands for."""
        self.article.last_group = " ".join(self.article.text[people.start : people.end].split())
        self.article.since_group = 0

    def remember(self, s: Sentence) -> None:
        """Keeps whom and what the sentence was about, for `he`, `they`, `it` and `its`."""
        self.before = s
        self.article.since_group += not any(
            c.subject is not None and c.subject.name.lower() == "they" for c in s.clauses
        )
        main = next((c.subject for c in s.clauses if c.form == "finite" and c.subject is not None), None)
        self.remember_pronoun(s, main)
        if self.spoke is None and (main is None or main.kind != "pronoun"):
            self.article.unnamed_last = ""
        if main is not None and main.kind != "pronoun" and not (main.det == "its" and main.kind == "measure"):
            self.article.its = main.name if main.kind in ("country", "organisation") else None
        if main is not None and main.kind != "pronoun" and not self.bodies(main):
            bodily = main.kind in ("organisation", "group", "institution") and main.entity_id is not None
            self.article.body = (str(main.entity_id), main.kind) if bodily else None
            self.article.owner = main.entity_id if bodily else self.led(s, main) or self.article.owner
        if main is not None and main.kind in NAMED_KINDS:
            ref = next(thing_refs(self.article, s, main, main.kind), None)
            self.article.it = (ref.entity_id, main.kind) if ref is not None and ref.entity_id else None
        elif main is not None and main.kind != "pronoun":
            self.article.it = None
        if self.named_last is not None:
            self.article.last_person, self.named_last = self.named_last, None
        for c in s.clauses:
            if c.form == "finite" and c.subject is not None and c.subject.kind == "person" and c.subject.entity_id:
                embedded = main is not None and main.kind == "person" and s.tags[c.subject.first - 1] == "W"
                if c.subject is main or not embedded:  # not the B of `A gave way, after which B took office`
                    self.article.last_person = c.subject.entity_id
            if c.form == "finite" and c.subject is not None and c.subject.kind == "role" and c.subject.det == "the":
                self.remember_holder(s, c.subject)
            if c.form == "finite" and c.subject is not None and _people(c.subject):
                self.speak_of(c.subject)
            agent = next((p for w, p in c.preps if w == "by" and c.passive), None)
            if agent is not None and agent.kind == "group" and agent.of is not None:
                self.speak_of(agent)
        if self.spoke is not None:
            self.article.last_person, self.article.last_name = self.spoke or None, None
            self.spoke = None


_READERS = {
    "measures": measures.read_measures,
    "sums": read_sums,
    "lists": read_lists,
    "pledges": read_pledges,
    "constructions": read_constructions,
    "attendance": read_attendance,
    "participation": read_participation,
    "members": read_members,
    "signatories": read_signatories,
}


def _is_bloc(registry: Registry, entity_id: str) -> bool:
    """Whether it is an organisation of countries that the registry knows."""
    return registry.entries[entity_id].type == "organisation" and bool(registry.countries(entity_id))


def _people(p: Phrase) -> bool:
    """Whether a phrase names people together, or countries or bodies, and not things: `HIV and malaria`."""
    return p.kind == "group" or (bool(p.items) and all(x.kind in PARTY_KINDS or x.kind == "name" for x in p.items))


def _personal(name: str) -> bool:
    """Whether a name of two to four words may be a person's: `Ada Quispe`, not `broadcaster TVN`."""
    words = name.split()
    return 2 <= len(words) <= 4 and words[0][0].isupper() and not any(word.isupper() for word in words[1:])


BODIES = frozenset("organization organisation bloc grouping group body alliance union".split())
_WISHING = frozenset(("in", "of", "for", "about", "towards", "toward", "without", "against", "from", "with"))
"""Prepositions after which a gerund names an act that need not have been done."""
_PLAN_KINDS = frozenset(("concept", "name", "organisation", "institution", "thing"))
PLANS = frozenset("Strategy Vision Agenda Roadmap Framework Plan Initiative Guidelines Principles".split())
"""What a plan is called that leaders adopt."""
_SIDELINES = frozenset(("sidelines", "margins", "fringes"))
_AT_AN_EVENT = _SIDELINES | frozenset(("end", "close", "closing", "conclusion", "opening", "start", "beginning"))
"""What an event has that stands for it: `on the sidelines of the summit`."""


def _where_they_came(c: Clause) -> list[tuple[Phrase, Clause]]:
    """The Quito of `gathered in Quito to attend the summit`."""
    come = c.governor
    if c.form != "infinitive" or come is None or come.verb not in _COMING:
        return []
    return [(p, come) for w, p in come.preps if w in ("in", "at")]


def _bare(c: Clause) -> bool:
    """Whether the verb says nothing of what was attended: `X attended`, `Y took part`."""
    alone = c.object is None or (c.verb == "take" and c.object.name == "part")
    if c.verb == "take" and c.object is None:
        return False
    return alone and not any(w in ("in", "at", "to", "for") and p.name != "person" for w, p in c.preps)


def _does_something(c: Clause) -> bool:
    return c.object is not None and c.object.kind not in ("event", "pronoun") and c.object.name not in ("place", "way")


_HAPPENING = frozenset("open begin start kick close end conclude finish wrap last run".split())
_COMING = frozenset("arrive gather meet convene assemble converge host receive welcome be".split())
