"""Clauses: each verb of a sentence with voice, status, subject, object, prepositional phrases and times.

Statuses follow the words, not the world: `done`, `planned` (will, plans to), `proposed` (may, would, should, if),
`denied` (not, failed to).
"""

import re
from dataclasses import replace

from pipelines.extract.lexicon import lexicon
from pipelines.extract.parse import Clause, Phrase, Sentence

PLANNING = frozenset(
    "plan agree decide pledge commit promise vow intend aim expect schedule slate seek offer prepare propose consider "
    "try continue strive recommend set".split()
)
ASKING = frozenset("ask urge call invite request encourage want wish hope need suggest demand".split())
FAILING = frozenset("fail refuse decline reject deny cancel postpone suspend".split())
_WILL_BE = frozenset(("will", "shall", "'ll"))
WOULD_BE = frozenset(("may", "might", "could", "should", "would", "can", "must"))
_VERB = re.compile("[BFEGZAV]")
_AUXILIARY = "AVMdnRt"
_NO_WORDS: frozenset[str] = frozenset()


def read_clauses(s: Sentence) -> None:
    """Fills `s.clauses`, left to right."""
    for verb in _VERB.finditer(s.tags):
        main = verb.start()
        if verb[0] not in "AV" or (_copula(s, main) if verb[0] == "A" else _owning(s, main)):
            s.clauses.append(_verb_group(s, main))
    for index, clause in enumerate(s.clauses):
        clause.end = s.clauses[index + 1].first if index + 1 < len(s.clauses) else len(s.tags)
        _right(s, clause)
    for index, clause in enumerate(s.clauses):
        _left(s, clause, s.clauses[:index])
    for clause in s.clauses:
        if clause.subject is None and clause.object is not None and clause.object.name == "place":
            behind = s.at.get(clause.object.after)
            clause.subject = behind if behind is not None and behind.kind == "event" else None
    opening = s.clauses[0] if s.clauses else None
    if opening is not None and opening.form in ("gerund", "participle") and opening.subject is None:
        # `Addressing the summit, X said`, `Founded in 1998, X has …`
        comma = next((k for k in (opening.end - 1, opening.end) if s.tags[k : k + 1] == ","), None)
        behind = s.at.get(comma + 1) if opening.passive and comma is not None else None
        opening.subject = behind or next((c.subject for c in s.clauses if c.form == "finite"), None)


def _copula(s: Sentence, i: int) -> bool:
    j = i + 1
    while j < len(s.tags) and s.tags[j] in "nR":
        j += 1
    if s.tags[j : j + 2] == "tB":  # `are to meet`
        return False
    if _TIMED.match(s.tags, j):  # `was on Friday elected`
        return False
    return j < len(s.tags) and s.tags[j] not in "BFEGZVA"


_TIMED = re.compile("I?T[FE]")


def _owning(s: Sentence, i: int) -> bool:
    """Whether `have` is no helper: `Peru has a partnership with Chile`."""
    return s.tags[i + 1 : i + 2] in tuple("DQPN") and s.lower[i] != "having"


def _verb_group(s: Sentence, main: int) -> Clause:
    lex = lexicon()
    first = main
    while first > 0 and (s.tags[first - 1] in _AUXILIARY or _parts_group(s, first)):
        first -= 1
    while first < main and s.tags[first] == "R":
        first += 1
    classes = s.tags[first:main].replace("R", "").replace("T", "")
    words = {s.lower[i] for i in range(first, main)} if classes else _NO_WORDS
    tag = s.tags[main]
    lemma = "be" if tag == "A" else "have" if tag == "V" else lex.verbs.get(s.lower[main], (s.lower[main],))[0]
    last_helper = next((t for t in reversed(classes) if t in "AVMdt"), "") if classes else ""
    participle = tag in "FE"
    passive = participle and last_helper == "A"
    form = "finite"
    if "At" in classes and passive is False:
        form = "finite"  # `are to meet`
    elif "t" in classes:
        form = "infinitive"
    elif (tag == "G" and last_helper != "A") or (last_helper == "V" and "having" in words):
        form = "gerund"
    elif not classes and (tag == "E" or (participle and not _object_relative(s, first) and _reduced(s, main))):
        passive, form = True, "participle"
    status = "done"
    if "n" in classes:
        status = "denied"
    elif words & _WILL_BE:
        status = "planned"
    elif words & WOULD_BE:
        status = "planned" if "would" in words else "proposed"
    elif "At" in classes:
        status = "planned"
    elif tag == "B" and form == "finite" and not classes and main and s.tags[main - 1] == "&":
        status = "done"
    set_for = lemma in _SCHEDULING and s.lower[main + 1 : main + 2] == ["for"]
    if passive and status == "done" and (set_for or lemma in ("schedule", "slate")):
        status = "planned"
    times = [i for i in range(first, main) if s.tags[i] == "T"]
    return Clause(lemma, first, main, main + 1, passive, status, form, times=times)


def _parts_group(s: Sentence, first: int) -> bool:
    """Whether the token before `first` stands between a helper and its verb, though it is none itself."""
    tags = s.tags[max(first - 3, 0) : first]
    return (
        s.lower[first - 1 : first + 1] == ["so", "far"]
        or s.lower[first - 2 : first] == ["more", "than"]  # `has more than doubled`
        or (tags[-1] == "T" and s.tags[first - 2] in "MVA")  # `will next week become`
        or tags in ("VIT", "MIT", "AIT")  # `had in 2018 announced`
        or (tags[-2:] in ("VI", "MI", "AI") and s.tags[first] == "T")
    )


def _object_relative(s: Sentence, first: int) -> bool:
    """`which A and B signed`: the phrase before the verb is itself preceded by a relative pronoun."""
    while first and s.tags[first - 1] == "R":
        first -= 1
    subject = s.ending.get(first)
    return subject is not None and subject.first > 0 and s.tags[subject.first - 1] in "Wh"


def _reduced(s: Sentence, main: int) -> bool:
    """A participle without a helper: `the summit held in Astana`, `a treaty signed by …`."""
    j = main + 1
    while j < len(s.tags) and s.tags[j] == "R":
        j += 1
    if j >= len(s.tags):
        return False
    if main == 0:
        return s.tags[1] in "IT" and "," in s.tags  # `Founded in 1998, the bloc …`
    before = s.tags[main - 1]
    if s.lower[main] in lexicon().naming and before in "N," and s.tags[j] in 'DPq"':
        return True  # `a fund called the Reef Fund`
    if before not in 'NPT),"q-' and not (before == "R" and main > 1 and s.tags[main - 2] in "NP,"):
        return False
    if before == "," and _all_inserted(s, main):
        return False
    host = s.ending.get(main)
    aside = _ASIDE.match(s.tags, j) if before == "," else None
    if aside is not None and s.lower[aside.end() - 1] == "by" and s.tags[aside.end() : aside.end() + 1] in ("P", "D"):
        return True  # `Peru, represented at the summit by X, said …`
    if host is not None and host.kind in _ANIMATE:
        return s.lower[j] == "by" and s.tags[j + 1 : j + 2] in ("P", "D")
    if s.lower[j] == "by":
        j += 1
        while j < len(s.tags) and (s.tags[j] == "R" or s.lower[j] in _APPROXIMATORS):
            j += 1
        many = s.at.get(j)
        return s.tags[j : j + 1] != "Q" or (many is not None and many.kind == "group")  # not `rose by 30 percent`
    if s.tags[j] == "I" or s.tags[j] == "T":
        return s.lower[main] in lexicon().reduced and (before == "," or not _only_verb(s, main))
    return False


_ASIDE = re.compile("I[DNPSOQHT]+I")
_ANIMATE = frozenset(("person", "group", "country", "role", "name"))


def _all_inserted(s: Sentence, main: int) -> bool:
    """Whether all other verbs stand in commas before it: `The summit, held under X, opened on Monday`."""
    others = [i for i, t in enumerate(s.tags) if t in "FZMAV" and i != main]
    inserted = (s.tags[i - 1 : i + 1] == ",F" and s.lower[i] in lexicon().reduced and i < main for i in others)
    return bool(others) and all(inserted)


def _only_verb(s: Sentence, main: int) -> bool:
    return not any(t in "FZMAV" for i, t in enumerate(s.tags) if i != main)


# what can be told of a verb before phrases are read ----------------------------------------------------------------


def helpers(s: Sentence, main: int) -> tuple[int, str]:
    """Where the group of a verb starts, at least, and the classes of its helping words."""
    first = main
    while first and (s.tags[first - 1] in _AUXILIARY + "T" or s.tags[first - 2 : first + 1] in _BETWEEN):
        first -= 1
    return first, s.tags[first:main].replace("R", "").replace("T", "")


_BETWEEN = ("AIT", "VIT", "MIT")
"""A preposition and a time between a helper and its verb: `was on Friday elected`."""


def is_passive(s: Sentence, main: int, classes: str) -> bool:
    """Whether a verb is a participle with a form of be, or one that is never a past tense, by its helping words."""
    helper = next((tag for tag in reversed(classes) if tag in "AVMdt"), "")
    return s.tags[main] in "FE" and (helper == "A" or (s.tags[main] == "E" and not classes))


def of_those_present(s: Sentence, first: int) -> bool:
    """Whether `I`, `we`, `you` and the like are the subject of the verb group that starts at a token.

    Behind `and` it is the subject of the verb before: `we met and agreed`.
    """
    lead = s.tags[first - 2 : first - 1]
    if lead and s.tags[first - 1] == "&":
        before = max(s.tags.rfind(tag, 0, first) for tag in "BFEGZ")
        return before > 0 and of_those_present(s, helpers(s, before)[0])
    word = s.lower[first - 1].partition("'")[0] if first and s.tags[first - 1] == "X" else ""
    return word in _SPEAKING or (word in _PRESENT and lead not in tuple("Ito"))


_PRESENT = frozenset("i we you this these those everyone everybody anyone".split())
"""Whom a report never names."""
_SPEAKING = frozenset(("i", "we"))
"""Those of them that are never an object: `as I said`, but `one of you said`."""


# arguments to the right -----------------------------------------------------------------------------------------


def _right(s: Sentence, c: Clause) -> None:
    """Object, prepositional phrases and times that follow the verb, up to the next clause."""
    n = len(s.tags)
    i = c.last
    while i < n and i not in s.at and (s.tags[i] in "R" or (s.lower[i] in _PARTICLES and s.tags[i] == "I")):
        i += 1
    c.last = max(c.last, i) if i < n and s.tags[i] in "NPDQOX" else c.last
    if not (c.passive and c.form != "finite"):
        i = _after_approximator(s, i)
        phrase = s.at.get(i)
        if phrase is not None:
            c.object = phrase
            i = phrase.after
    while i < n:
        tag = s.tags[i]
        if c.object is None and i > c.last and _postponed(s, c, i):
            c.object = s.at[i]
            i = c.object.after
        elif tag == "T":
            c.times.append(i)
            i += 1
        elif tag == "&" and s.tags[i - 1 : i] == "T" and s.tags[i + 1 : i + 2] == "T":
            i += 1  # `3 and 4 April`
        elif tag == "I":
            word = s.lower[i]
            j = i + 1
            if word in _OPENING_CLAUSES:
                break
            if j < n and s.tags[j] == "T" and j not in s.at:
                if word not in _NOT_WHEN or (word == "for" and c.verb in _SCHEDULING):
                    c.times.append(j)
                i = j + 1
            elif (phrase := s.at.get(j)) is not None:
                ashore = word == "on" and phrase.kind == "place" and phrase.head in lexicon().islands
                c.preps.append(("in" if ashore else word, phrase))
                i = phrase.after
            elif j < n and s.tags[j] == "G":
                break
            else:
                i = j
        elif tag == "t" and s.tags[i + 1 : i + 2] == "R":  # back to back
            i += 2
        elif tag == "t":
            if (phrase := s.at.get(i + 1)) is not None:
                c.preps.append(("to", phrase))
                i = phrase.after
            else:
                break
        elif tag == "(" and 0 < s.tags.find(")", i) <= i + _LONGEST_BRACKET:
            i = s.tags.find(")", i) + 1
        elif tag in ",R":
            if tag == "," and i + 1 < n and (s.tags[i + 1] in "&WhGFZEX" or _clause_starts(s, i + 1)):
                break
            i += 1
        elif tag in "Oq":
            i += 1
        else:
            break
    c.end = max(i, c.last)


_LONGEST_BRACKET = 6
"""Tokens of what stands in brackets and tells nothing: `on Friday (June 5) in Lima`."""
_OPENING_CLAUSES = frozenset("where because while whereas although though if unless whether".split())
_PARTICLES = frozenset(("off", "up", "out", "down"))


def _postponed(s: Sentence, c: Clause, i: int) -> bool:
    """Whether the object of a verb comes after a time or a place: `signed on Monday in Lima a treaty on water`."""
    phrase = s.at.get(i)
    if phrase is None or c.passive or _clause_starts(s, i):
        return False
    if s.tags[i - 1] in "N," and not any(p.after in (i, i - 1) for _, p in c.preps) and s.tags[i - 2] != "T":
        return False
    told = s.lower[i] in ("a", "an", "the") or (s.tags[i] == "Q" and phrase.kind == "agreement")
    return told and s.tags[i - 1] in "TPN,)" and phrase.kind in ("agreement", "institution", "event")


_APPROXIMATORS = frozenset(
    "at least most more less than up to about some over around nearly almost close as much many roughly only just "
    "under an a another further additional extra".split()
)


def _after_approximator(s: Sentence, i: int) -> int:
    """The quantity's token in `at least $300 billion`, else i."""
    j = i
    while j < len(s.tags) and j - i < 4 and s.lower[j] in _APPROXIMATORS:
        j += 1
    return j if j > i and s.tags[j : j + 1] == "Q" and j in s.at else i


_SCHEDULING = frozenset("schedule slate plan set fix arrange".split())
"""Verbs of which a time behind `for` says when it is to be."""
_NOT_WHEN = frozenset(("by", "until", "since", "before", "after", "for", "over", "through", "within", "than"))
"""Prepositions after which a time is not when something happened."""


def _clause_starts(s: Sentence, i: int) -> bool:
    """Whether a phrase at token i is the subject of a verb that follows it."""
    phrase = s.at.get(i)
    if phrase is None:
        return False
    j = phrase.after
    while j < len(s.tags) and s.tags[j] in "RT":
        j += 1
    return j < len(s.tags) and s.tags[j] in "FZMAVB"


# the subject ----------------------------------------------------------------------------------------------------


def _left(s: Sentence, c: Clause, earlier: list[Clause]) -> None:
    if c.form in ("participle",) and c.passive:
        c.subject = _told_of(s, c, _adjacent(s, c.first), earlier)
        c.relative = True
        return
    if c.form == "gerund" and c.first and s.tags[c.first - 1] not in ",I&":
        host = s.ending.get(c.first)
        before_host = s.lower[host.first - 1] if host is not None and host.first > 0 else ""
        addressee = (
            host is not None
            and host.kind in _ANIMATE
            and before_host != "with"
            and (host.first > 0 and s.tags[host.first - 1] in "It")
        )  # `with the leaders of A attending` is about the leaders
        if host is not None and not addressee:
            c.subject = _measure_before(s, host) or host
            return
    if c.form == "gerund" and c.first and s.tags[c.first - 1] == "," and _takes_place(s, c):
        c.subject = s.ending.get(c.first - 1)  # `the summit, taking place in Lima, …`
        return
    if _inserted_plan(s, c):
        c.subject = _adjacent(s, c.first - (s.lower[c.first - 1] == "next"))  # `the summit, to be held in May`
        c.status = "planned"
        return
    base = next((e for e in reversed(earlier) if s.tags[e.main] == "B"), None)
    if base is not None and s.tags[c.first - 1 : c.main + 1] == ",B":
        c.subject, c.governor, c.status = base.subject, base.governor, base.status  # `will lend $5, train nurses and …`
        return
    if c.form in ("infinitive", "gerund"):
        governor = earlier[-1] if earlier else None
        c.governor = governor
        if governor is None and c.form == "gerund" and s.tags[c.first - 1 : c.first] == ",":
            c.subject = s.ending.get(c.first - 1)  # `Ministers of A, meeting in Lima, adopted …`
        if governor is not None:
            c.subject = _controller(governor, c)
            _inherit_status(s, c, governor)
        return
    subject = _inserted(s, _subject(s, c, earlier), c.first)
    subject = _in_turn(s, _explained(s, subject, c), c)
    c.subject = subject
    if subject is not None and subject.first > 0 and s.lower[subject.first - 1] in _CONDITIONS and c.status == "done":
        c.status = "proposed"
    if (
        c.object is None
        and not c.passive
        and subject is not None
        and subject.first > 1
        and s.tags[subject.first - 1] in "Wh"
    ):
        end = subject.first - 1 - (s.tags[subject.first - 2] == ",")
        c.object = _called(s, s.ending.get(end))  # `the memorandum which A and B signed`
    _fronted(s, c, subject.first if subject is not None else c.first, earlier)


_CONDITIONS = frozenset(("if", "unless", "whether"))


def _told_of(s: Sentence, c: Clause, host: Phrase | None, earlier: list[Clause]) -> Phrase | None:
    """What a participle behind a comma tells of: the summit of `The summit was held in Lima, chaired by X`."""
    where = host is not None and host.kind in _WHEREABOUTS and s.tags[host.first - 1 : host.first] == "I"
    if not where or s.tags[c.first - 1] != ",":
        return host
    told = (e.subject for e in reversed(earlier) if e.form in ("finite", "participle") and e.subject is not None)
    main = next(told, None)
    return main if main is not None and main.kind in ("event", "agreement") else host


_WHEREABOUTS = frozenset(("place", "country"))


def _called(s: Sentence, p: Phrase | None) -> Phrase | None:
    """The name that an apposition explains: `the Ocean Shield, a programme which A launched`."""
    explains = p is not None and p.det in ("a", "an") and s.tags[p.first - 1] == "," and p.kind in _EXPLAINED
    named = s.ending.get(p.first - 1) if p is not None and explains else None
    if (
        p is None
        or named is None
        or named.items
        or s.tags[named.last - 1] != "P"
        or named.kind not in ("thing", "name")
    ):
        return p
    return replace(p, first=named.first, start=named.start, end=named.end, name=named.name, det="the")


def _inserted(s: Sentence, subject: Phrase | None, first: int) -> Phrase | None:
    """The head of `The Declaration, all 113 points of it, was signed`: what stands before an insertion in commas."""
    if subject is None or subject.first < 2 or s.tags[first - 1] != "," or s.tags[subject.first - 1] != ",":
        return subject
    if subject.after == first:
        return subject  # the comma closes its own apposition: `the minister, A, said`
    head = s.ending.get(subject.first - 1)
    return head if head is not None and not subject.items and head.kind != "thing" else subject


def _explained(s: Sentence, subject: Phrase | None, c: Clause) -> Phrase | None:
    """The head of `The Council, a forum for A, B and C, was founded`: what an explanation in commas tells of."""
    if subject is None or subject.after != c.first - 1 or s.tags[c.first - 1] != ",":
        return subject
    since = max((i + 1 for i in range(subject.first) if s.tags[i] in 'FZMAVBEG;W"'), default=0)
    for p in s.phrases:
        told = s.tags[p.after : p.after + 2] == ",D" and s.lower[p.after + 1] in ("a", "an", "both", "all")
        if p.first >= since and p.after < subject.first and told and p.kind in _EXPLAINED:
            return p
    return subject


def _in_turn(s: Sentence, subject: Phrase | None, c: Clause) -> Phrase | None:
    """The people of `The presidents of Chile, A; Peru, B; and Kenya, C, signed`: each behind his country."""
    if subject is None or c.first < 2 or s.tags[c.first - 1] != ",":
        return subject
    before = (p for p in s.phrases if p.after <= c.first)
    offices = next((p for p in before if p.plural and p.kind == "group" and p.of is not None and not p.items), None)
    people = [who for _, who in in_turn(s, offices)] if offices is not None else []
    if offices is None or len(people) < 2 or people[-1].after != c.first - 1:
        return subject
    return replace(people[-1], first=offices.first, start=offices.start, items=tuple(people), plural=True, det="the")


def in_turn(s: Sentence, offices: Phrase) -> list[tuple[Phrase, Phrase]]:
    """Countries and people of `the presidents of Chile, A; Peru, B; and Kenya, C`, `… of Chile, A, and of Peru, B`."""
    found: list[tuple[Phrase, Phrase]] = []
    whose = offices.of
    while whose is not None and whose.kind in ("country", "place") and not whose.items:
        who = s.at.get(whose.after + 1) if s.tags[whose.after : whose.after + 1] == "," else None
        if who is None or who.kind not in ("person", "name") or who.items:
            break
        found.append((whose, who))
        match = _NEXT_OF_SEVERAL.match(s.tags, who.after)
        whose = s.at.get(match.end()) if match is not None else None
    return found


_NEXT_OF_SEVERAL = re.compile(";&?|,?&o|,o")


_EXPLAINED = frozenset(("institution", "organisation", "agreement", "event", "country", "person", "group", "measure"))


def _controller(governor: Clause, c: Clause) -> Phrase | None:
    """Who does what the infinitive says: the object of urge, call, ask; else the subject of the governing verb."""
    if governor.verb in (
        "urge",
        "ask",
        "invite",
        "encourage",
        "call",
        "allow",
        "request",
        "enable",
        "require",
        "tell",
        "send",
    ):
        if governor.verb == "call":
            return next((p for w, p in governor.preps if w in ("on", "upon")), governor.subject)
        return governor.object or governor.subject
    return governor.subject


def _also_done_to(s: Sentence, c: Clause, previous: Clause) -> bool:
    """Whether a participle shares the helper of the one before: `was brokered by Norway and signed in Oslo`."""
    bare = previous.passive and s.tags[c.main - 2] != "," and s.tags[c.main - 1 : c.main + 1] in ("&F", "&E")
    bare = bare and c.object is None
    return bare and (s.lower[c.main] in lexicon().reduced or any(w == "by" for w, _ in c.preps))


def _the_nth_to(s: Sentence, governor: Clause) -> bool:
    """`Singapore is the 18th country to sign`: it has."""
    what = governor.object
    return governor.verb == "be" and what is not None and "O" in s.tags[what.first : what.last]


def _inherit_status(s: Sentence, c: Clause, governor: Clause) -> None:
    if governor.status == "denied" or governor.verb in FAILING:
        c.status = "denied"
    elif c.form == "infinitive" and (governor.verb == "become" or _the_nth_to(s, governor)):
        c.status = governor.status
    elif c.form == "infinitive" and governor.verb in ASKING:
        c.status = "proposed"
    elif c.form == "infinitive" and (governor.verb in PLANNING or governor.verb == "be" or governor.status != "done"):
        c.status = governor.status if governor.status != "done" else "planned"
    elif c.form == "infinitive" and (governor.verb not in _COMING_TO or s.lower[governor.main] == "going"):
        c.status = "planned"
    elif c.form == "gerund" and governor.status != "done":
        c.status = governor.status


_COMING_TO = frozenset("help continue begin start come go gather meet convene assemble".split())
"""Verbs with which an infinitive says what was done: `ministers met to sign the pact`."""


def _adjacent(s: Sentence, first: int) -> Phrase | None:
    """The phrase that ends right before the token, commas, times and adverbs aside."""
    j = first
    while (phrase := s.ending.get(j)) is None:
        if not j or not (s.tags[j - 1] in "RT,q-" or (s.tags[j - 1] in "Io" and s.tags[j : j + 1] == "T")):
            break
        j -= 1
    return phrase


def _interrupted(s: Sentence, c: Clause, earlier: list[Clause]) -> Phrase | None:
    """The head of `X, who is in Dhaka on a visit, on Friday met Y`, `X, meeting in Dhaka, adopted Y`."""
    k = c.first
    while k and (s.tags[k - 1] in "RT" or (s.tags[k - 1] == "I" and s.tags[k] == "T")):
        k -= 1
    if not k or s.tags[k - 1] != ",":
        return None
    openings = sorted(((s.tags.rfind(o, 0, k - 1), o) for o in (",W", ",G", ",F", ",E")), reverse=True)
    for comma, opening in openings:
        inside = [e for e in earlier if comma < e.main < k] if comma > 0 else []
        whole = all(
            e.form != "finite" or e.relative or s.tags[e.first - 1] == "&" or _of_the_insertion(s, e, comma, inside[0])
            for e in inside
        )
        told = (opening == ",W" and whole) or all(e.form != "finite" for e in (earlier if opening == ",G" else inside))
        head = (s.ending.get(comma) or s.ending.get(comma + 1)) if inside and told else None
        if head is not None and s.tags[head.first - 1 : head.first] not in ("I", "t"):
            return head
    return None


def _of_the_insertion(s: Sentence, e: Clause, comma: int, opening: Clause) -> bool:
    """Whether a verb belongs to what a comma opens: `X, whose country hosts it, …`, `X, who said he was late, …`."""
    if s.lower[comma + 1] == "whose":
        return True
    own = e.subject is not None and (e.subject.first > comma or e.subject is opening.subject)
    return s.lower[comma + 1] == "who" and opening.relative and own


def _subject(s: Sentence, c: Clause, earlier: list[Clause]) -> Phrase | None:
    if earlier and (head := _interrupted(s, c, earlier)) is not None:
        return head
    j = c.first
    while j > 0 and s.ending.get(j) is None:
        tag = s.tags[j - 1]
        if tag in 'RTq",' or (tag in "Io" and s.tags[j : j + 1] == "T"):
            j -= 1
        elif tag in "Wh":
            c.relative = True
            k = j - 1
            antecedent = _adjacent(s, k)
            if antecedent is not None:
                if s.lower[j - 1] in ("where", "when"):
                    return None
                return _event_there(s, c, antecedent) or antecedent
            return None
        elif tag == "&":
            previous = next((e for e in reversed(earlier) if e.form == "finite" or e.form == c.form), None)
            if previous is None and earlier and earlier[-1].verb in ("call", "name", "entitle"):
                previous = earlier[-1]  # `the text, called the Lima Principles and adopted by …`
            if previous is not None and previous.relative and s.tags[j - 2 : j - 1] == ",":
                main = next((e for e in reversed(earlier) if e.form == "finite" and not e.relative), None)
                previous = main or previous  # `X praised Y, who was ill, and promised to help`
            if previous is not None:
                if (
                    previous.status in ("planned", "proposed", "denied")
                    and c.form == "finite"
                    and s.tags[c.main] == "B"
                ):
                    c.status = previous.status
                c.governor = previous.governor
                c.passive = c.passive or _also_done_to(s, c, previous)
                return previous.subject
            return None
        else:
            break
    if (whose := _whose(s, c, earlier)) is not None:
        return whose
    phrase = s.ending.get(j)
    if phrase is not None and s.tags[phrase.first - 3 : phrase.first] == ",WV" and s.tags[c.first - 1] == ",":
        return s.ending.get(phrase.first - 3) or phrase  # `Kenya, which has no coast guard, signed`
    head = _told_aside(s, c, phrase, earlier)
    if head is not None:
        return head
    if phrase is None:
        inserted = next((e for e in reversed(earlier) if e.relative and j - 1 <= e.end <= c.first), None)
        if inserted is not None and s.tags[c.first - 1] in ",-":
            return inserted.subject  # `X, who is in Dhaka, met Y`
        if earlier and j == earlier[-1].end and c.first > 0:
            return earlier[-1].subject if s.tags[c.first - 1] in ",&" else None
        return None
    while phrase is not None and phrase.first > 0:
        lead = s.tags[phrase.first - 1]
        word = s.lower[phrase.first - 1]
        if _approximated(s, phrase):
            break
        if (
            (
                lead == "I"
                and word
                not in (
                    "because",
                    "although",
                    "though",
                    "while",
                    "if",
                    "whether",
                    "as",
                    "but",
                    "so",
                    "yet",
                    "after",
                    "before",
                    "since",
                    "until",
                    "than",
                )
            )
            or lead == "t"
            or lead == "o"
        ):
            k = phrase.first - 1
            host = s.ending.get(k)
            if host is None:
                while k > 0 and s.tags[k - 1] == "I":  # `Kenya, along with Norway, …`
                    k -= 1
                if k > 0 and s.tags[k - 1] in ",RT":
                    host = _adjacent(s, k - 1)
                if host is None:
                    previous = earlier[-1] if earlier else None
                    aside = previous is not None and (
                        previous.form == "participle" or _inserted_plan(s, previous) or _met_there(previous)
                    )
                    return previous.subject if previous is not None and aside else None
            phrase = host
        else:
            break
    plan = earlier[-1] if earlier else None
    if phrase is not None and plan is not None and plan.object is phrase and plan.form == "infinitive":
        noun = s.ending.get(plan.first)
        if noun is not None and noun.kind == "thing" and phrase.after == c.first and s.tags[noun.last - 1] == "N":
            return noun  # `The decision to form the bank was taken`
    if phrase is not None and earlier and _is_object(earlier, phrase):
        governor = next(e for e in earlier if e.object is phrase or any(p is phrase for _, p in e.preps))
        if governor.relative or governor.form == "participle" or s.tags[c.first - 1] == ",":
            return governor.subject
    return phrase


def _event_there(s: Sentence, c: Clause, place: Phrase) -> Phrase | None:
    """The summit of `the summit in Lima, which was opened by X`: what a relative clause of an event tells of."""
    eventful = c.verb in _OF_EVENTS and place.kind in _WHEREABOUTS and s.tags[place.first - 1 : place.first] == "I"
    k = place.first - 1
    while eventful and k > 0 and s.tags[k - 1] in ",T":
        k -= 1
    return next((p for p in s.every if eventful and p.kind == "event" and p.after == k), None)


_OF_EVENTS = frozenset("open host hold attend convene chair close begin end conclude bring gather draw start".split())
"""What is done to events, or by them, and not to places: `in Lima, which was opened by X`."""


def _whose(s: Sentence, c: Clause, earlier: list[Clause]) -> Phrase | None:
    """The head of `Ada Quispe and Luis Rojas, whose country will host the next summit, attended`."""
    aside = next((e for e in reversed(earlier) if e.form == "finite"), None)
    owned = aside.subject if aside is not None else None
    if owned is None or s.tags[c.first - 1] != "," or s.lower[owned.first - 1] != "whose":
        return None
    head = s.ending.get(owned.first - 2) if s.tags[owned.first - 2] == "," else None
    return None if head is None or (head.first and s.tags[head.first - 1] in "Ito") else head


def _met_there(c: Clause) -> bool:
    """`Leaders meeting in Lima promised …`: a gerund right behind whom it tells of."""
    return c.form == "gerund" and c.subject is not None and c.subject.after == c.first and c.subject.kind == "group"


def _told_aside(s: Sentence, c: Clause, phrase: Phrase | None, earlier: list[Clause]) -> Phrase | None:
    """The head of `Output, which stood at 3 tons in 2017, will double`: a relative clause in commas before the verb."""
    aside = earlier[-1] if earlier else None
    if phrase is None or aside is None or aside.main > phrase.first or aside.form != "finite":
        return None
    head = aside.subject
    if head is None or s.tags[c.first - 1] != "," or s.tags[head.after : head.after + 2] not in (",W", ",F"):
        return None
    if s.tags[head.after + 1] == "F" and s.tags[head.after + 2] != "I":
        return None  # `Norway, represented by Ada Quispe, signed`
    behind = head.first > 0 and s.tags[head.first - 1] in "Ito"
    return None if behind or _is_object(earlier, head) else head


def _measure_before(s: Sentence, host: Phrase) -> Phrase | None:
    """The trade of `with trade in goods reaching $5 billion`: what a phrase behind a preposition belongs to."""
    whole = s.ending.get(host.first - 1) if host.first > 1 and s.tags[host.first - 1] == "I" else None
    return whole if whole is not None and whole.kind == "measure" else None


def _takes_place(s: Sentence, c: Clause) -> bool:
    return c.verb == "take" and s.lower[c.main + 1 : c.main + 2] == ["place"]


def _inserted_plan(s: Sentence, c: Clause) -> bool:
    """`The summit, to be held in May, …`, `The summit, next to be hosted by Peru, …`, `…, to take place in May, …`."""
    opens = c.first - (s.lower[c.first - 1] == "next")
    return c.form == "infinitive" and (c.passive or _takes_place(s, c)) and opens > 0 and s.tags[opens - 1] == ","


def _approximated(s: Sentence, p: Phrase) -> bool:
    """`Over 90 delegations took part`: a number that a preposition makes rough, and no complement."""
    if s.tags[p.first] != "Q" or s.lower[p.first - 1] not in ("over", "around", "about", "under"):
        return False
    return p.first == 1 or s.tags[p.first - 2] in ",&;h"


def _is_object(earlier: list[Clause], phrase: Phrase) -> bool:
    return any(e.object is phrase or any(p is phrase for _, p in e.preps) for e in earlier)


_BREAKS = ";.Wh"
_TIME_OR_PREPOSITION = re.compile("[TI]")


def _fronted(s: Sentence, c: Clause, until: int, earlier: list[Clause]) -> None:
    """Times and prepositional phrases before the subject: `On June 17, during the second summit, Xi …`."""
    if c.relative:
        return
    start = next((e.main + 1 for e in reversed(earlier) if e.form == "finite" and e.main < until), 0)
    if start < until:
        start = max(start, *(s.tags.rfind(mark, start, until) + 1 for mark in _BREAKS))
    inside = 0
    for match in _TIME_OR_PREPOSITION.finditer(s.tags, start, until) if start < until else ():
        i = match.start()
        if i < inside:
            continue
        if match[0] == "T" and i not in s.at:
            year = c.times and getattr(s.payload.get(i), "precision", "") == "year"  # `10 years after 2014, X met on …`
            if not year and (i == 0 or s.lower[i - 1] not in _NOT_WHEN):
                c.times.append(i)
        elif match[0] == "I" and (phrase := s.at.get(i + 1)) is not None and phrase.after <= until:
            c.preps.append((s.lower[i], phrase))
            inside = phrase.after
    if earlier and until <= earlier[-1].main:
        return
    for i in range(until, c.first):  # between subject and verb: `Xi on Tuesday hailed`
        if s.tags[i] == "T" and not any(p.first <= i < p.last for p in s.phrases):
            c.times.append(i)
