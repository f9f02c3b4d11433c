"""The ways of attributing words: a cue before, after or inside them, what is asked for, felt, described or quoted.

Each reader takes one clause, adds the statements that it finds, and returns the offsets of the words, else None.
"""

import re
from dataclasses import replace

from pipelines.extract.arguments import Ref
from pipelines.extract.lexicon import singular
from pipelines.extract.parse import Clause, Phrase, Sentence
from pipelines.extract.speech_rules import chained, cues
from pipelines.extract.speech_speakers import SPEAKERS, may_speak, source_at, speaker_in, speaker_of, subject_of
from pipelines.extract.speech_words import (
    ANEW,
    and_that,
    clause_at,
    complete,
    content_end,
    content_start,
    emit,
    evidence_end,
    has_clause,
    insertion_end,
    of_teller,
    own_verb_at,
    words_at,
)
from pipelines.extract.statements import Reader, Row


def after_quote(s: Sentence, c: Clause) -> bool:
    """`"…," shrugged X`: whatever the verb, a person right after a closing quotation is its speaker."""
    after = s.at.get(c.main + 1)
    return (
        c.first == c.main
        and c.main > 2
        and (s.tags[c.main - 1] == '"' or s.tags[c.main - 2 : c.main] == '",')
        and after is not None
        and after.kind in ("person", "name")
    )


def leading(reader: Reader, s: Sentence, c: Clause) -> tuple[int, int] | None:
    """`X said (that) …`, `X told reporters that …`, `X said: "…"`."""
    i = words_at(s, c)
    if i is None or (c.verb in cues().addressing and {s.lower[i], s.lower[i - 1]} & _ASKED):
        return None
    if c.verb == "ask" and s.tags[i] not in '":' and s.tags[i - 1] != "h":
        return None  # `asked me what I did`
    subject = subject_of(s, c)
    if c.relative and subject is not None and singular(subject.head) in cues().documents:
        issued = next((d for d in s.clauses if d.object is subject and not d.passive), None)
        subject = issued.subject if issued is not None else subject  # `X issued a statement which said …`
    speaker = speaker_of(reader.article, s, subject)
    last = _said_before(reader, s, c)
    if last is not None and (speaker is None or s.tags[c.first - 2] == ","):
        speaker, subject = speaker_in(last), None  # `X said the quota was gone, and warned that …`
    if speaker is None or (subject is not None and s.lower[subject.first - 1 : subject.first] in _IF):
        return None
    start = s.starts[i]
    first = subject.start if subject is not None and subject.start < start else s.starts[c.first]
    end = min(content_end(reader, s, start), insertion_end(s, c))
    evidence = (min(first, s.starts[c.first]), evidence_end(s, end))
    text = reader.article.folded
    if text.startswith(': "', end):  # `X said the vote was fair: "Nobody cheated."`
        close = text.find('"', end + 3, s.end)
        emit(reader, s, speaker, end + 2, close if close > 0 else s.end, evidence, direct=True)
    whole = None
    for part, until in and_that(reader.article.folded, start, end):
        found = emit(reader, s, speaker, part, until, evidence, status="denied" if c.verb == "deny" else "done")
        whole = whole or found
    return (whole[0], end) if whole is not None else None


def voiced(reader: Reader, s: Sentence, c: Clause) -> tuple[int, int] | None:
    """`X expressed hope that …`, `X made it clear that …`."""
    feelings = cues().feelings
    that = s.tags.find("h", c.main, c.main + 7)
    if that < 0 or s.lower[that - 1] not in feelings or that + 1 >= len(s.tags):
        return None
    subject = subject_of(s, c)
    speaker = speaker_of(reader.article, s, subject)
    if speaker is None or subject is None or subject.first > c.first:
        return None
    start = s.starts[that + 1]
    end = content_end(reader, s, start)
    return emit(reader, s, speaker, start, end, (min(subject.start, s.starts[c.first]), evidence_end(s, end)))


def described(reader: Reader, s: Sentence, c: Clause) -> tuple[int, int] | None:
    """`X described the deal as …`, `X called the deal "…"`: what somebody says that something is."""
    text, thing = reader.article.folded, c.object
    if c.form not in ("finite", "gerund") or c.status != "done" or thing is None or thing.first > c.main + 2:
        return None
    if thing.name.lower().endswith(("self", "selves")):
        return None  # `a party which describes itself as centrist`
    behind = s.lower[thing.after : thing.after + 1]
    quote = text.find('"', s.starts[c.main], s.end)
    if c.verb == "call" or c.verb == "label":
        if not _called(s, c, thing) and (
            quote < 0
            or (
                s.tags[thing.after : thing.after + 1] not in ('"', "D", "q")
                and not text[thing.start : thing.end].count('"')
            )
        ):
            return None
    elif behind != ["as"] and _AS_QUOTED.search(text, thing.end, s.end) is None:
        return None
    subject = subject_of(s, c)
    speaker = speaker_of(reader.article, s, subject)
    if speaker is None or subject is None or s.tags[subject.first - 1] in "Wh":
        return None
    if "what" in s.lower[max(0, c.first - 6) : c.first]:
        return None  # `what X called "…"`
    start = s.starts[thing.first]
    end = min(content_end(reader, s, start), own_verb_at(s, c, thing.after))
    other = next((d.subject for d in s.clauses if d.main > thing.after and d.subject is not None), None)
    if other is not None and other.first > thing.after and s.tags[other.first - 1] == "&" and not other.items:
        end = min(end, s.starts[other.first - 1])  # `called it a farce and Peru said …`
    if c.relative and (comma := s.tags.find(",", thing.after)) > 0:
        end = min(end, s.starts[comma])
    further = _FURTHER.search(text, max(start, text.rfind('"', start, end)), end)
    if further is not None:
        end = further.start()
    if c.verb not in ("call", "label") and " as " not in text[start:end]:
        return None
    return emit(reader, s, speaker, start, end, (min(subject.start, s.starts[c.first]), evidence_end(s, end)))


def _called(s: Sentence, c: Clause, thing: Phrase) -> bool:
    """`called the deal a disgrace`, `called it unlikely that …`."""
    if c.verb != "call":
        return False
    if thing.name.lower() == "it":
        return "h" in s.tags[thing.after + 1 : thing.after + 4]
    return s.lower[thing.after : thing.after + 1] in (["a"], ["an"], ["the"]) and thing.after in s.at


_AS_QUOTED = re.compile(r'\bas (?:[\w-]+ ){0,4}"')
_FURTHER = re.compile(r",? (?:when|while|after|before|because|and said|who|which)\b")


def quoted_as(reader: Reader, s: Sentence, c: Clause) -> tuple[int, int] | None:
    """`The agency quoted X as saying …`, `X was quoted as saying …`."""
    i = c.main + 1 + (s.tags[c.main + 1 : c.main + 2] == "h")
    source = next((d for d in reversed(s.clauses) if d.main < c.main and d.verb in ("quote", "cite")), None)
    if source is None or i >= len(s.tags):
        return None
    phrase = source.subject if source.passive else source.object
    speaker = speaker_of(reader.article, s, phrase)
    if speaker is None or phrase is None:
        return None
    if s.tags[i] == "." or s.lower[i] == "by":  # `"…," X was quoted as saying`, `"…," the agency quoted X as saying`
        subject = phrase if source.passive else source.subject
        before = subject is not None and s.tags[subject.first - 1 : subject.first] in (",", '"')
        if subject is None or not before or not complete(s, s.start, subject.first):
            return None
        return emit(reader, s, speaker, s.start, subject.start, (s.start, s.ends[c.main]))
    end = content_end(reader, s, s.starts[i])
    return emit(reader, s, speaker, s.starts[i], end, (phrase.start, evidence_end(s, end)))


def participial(reader: Reader, s: Sentence, c: Clause, said: list[Row]) -> tuple[int, int] | None:
    """`…, adding that …` and `Reaffirming that …, X said …`: the speaker is who speaks in the sentence already, else
    its subject. `said`: what the sentence has stated so far."""
    n, text = len(s.tags), reader.article.folded
    i = c.main + 1
    if c.verb in cues().addressing and i in s.at:
        i = s.at[i].after
    while i < n and s.tags[i] in "RT" and s.lower[i] != "there":
        i += 1
    opening = s.tags.find(',"', i, i + 10)
    if s.tags[i : i + 2] in (',"', ':"'):
        i += 1
    elif s.tags[i : i + 1] == "I" and opening > 0 and not set(s.tags[i:opening]) & set("FZMAVh"):
        i = opening + 1  # `saying in the morning before the vote, "…"`
    if i + 1 >= n:
        return None
    if s.tags[i] == "h":
        i += 1
    elif s.tags[i] != '"' and (c.verb not in cues().quoting or not clause_at(s, i)):
        return None
    earlier = [d for d in s.clauses if d.main < c.main and d.form == "finite"]
    main = None if earlier else _main_after(s, c)
    beside = next((p for p in s.every if p.after == c.first and _speaks_beside(s, p)), None)
    if beside is not None:
        earlier, main = [], None  # `…, with some papers claiming that …`
    speaking = [d for d in earlier if d.verb in cues().clause or d.verb in cues().action]
    subject = c.subject
    if main is not None:
        subject = main.subject
    elif speaking:
        subject = subject_of(s, speaking[-1])
    elif c.governor is not None and c.governor.subject is subject and not c.governor.passive:
        subject = subject_of(s, c.governor)
    subject = beside or subject
    agent = next((p for w, p in c.governor.preps if w == "by"), None) if c.governor and c.governor.passive else None
    if agent is not None and agent.kind in ("person", "name"):
        subject = agent  # `the vote, described by X as a mandate, saying …`
    elif (
        earlier
        and not speaking
        and subject is not None
        and (subject.kind not in SPEAKERS or _complement(s, c, subject))
    ):
        subject = earlier[-1].subject  # `X released a statement saying …`, `… in Lima saying …`
    elif subject is None and not earlier and s.tags[c.first - 1 : c.first] == "," and (lead := s.at.get(0)) is not None:
        subject = lead  # `X has yet to answer, saying …`
    last = next((r for r in reversed(said) if r["predicate"] == "said"), None)
    if last is not None and ";" in text[last["evidence_end"] : s.starts[c.first]]:
        last = None
    speaker = (
        speaker_in(last)
        if last is not None and main is None and beside is None
        else speaker_of(reader.article, s, subject)
    )
    if speaker is None or (subject is None and main is not None):
        return None
    start = s.starts[i]
    end = content_end(reader, s, start) if main is None or subject is None else s.starts[subject.first]
    added = chained().search(text, start, end)
    if added is not None:
        end = added.start()
    if main is not None and text[start] == '"' and (close := text.find('"', start + 1, end)) > 0:
        end = close + 1
    first = min(subject.start, s.starts[c.main]) if subject is not None else s.start
    last_offset = max(evidence_end(s, end), subject.end if subject is not None else 0)
    return emit(reader, s, speaker, start, end, (first, last_offset))


def _complement(s: Sentence, c: Clause, p: Phrase) -> bool:
    """Whether a phrase right before a participle belongs to a preposition."""
    return p.after == c.first and p.first > 0 and s.tags[p.first - 1] in "It" and s.lower[p.first - 1] != "with"


def _speaks_beside(s: Sentence, p: Phrase) -> bool:
    """Whether a participle right behind a phrase is its own: `with some papers claiming …`, `heard X telling Y …`."""
    before = s.lower[p.first - 1 : p.first]
    seen = s.tags[p.first - 1 : p.first] in ("F", "Z") or before == ["up"]
    return before == ["with"] or (p.kind in ("person", "name") and seen)


def _main_after(s: Sentence, c: Clause) -> Clause | None:
    """The clause that a participle in front belongs to: its subject stands behind a comma, its verb mostly speaks."""
    later = [d for d in s.clauses if d.form == "finite" and d.main > c.main and d.subject is not None]
    behind = [d for d in later if d.subject is not None and s.tags[d.subject.first - 1] == ","]
    speaking = [d for d in behind if d.verb in cues().clause or d.verb in cues().action]
    return next(iter(speaking or behind or (later if s.tags[c.first - 1 : c.first] != "I" else ())), None)


_ASKED = frozenset(("what", "how", "who", "whom", "which", "why"))
"""Words that open what is told without saying it: `told us what to do`."""
_IF = (["if"], ["when"], ["whether"], ["unless"], ["as"])


def around(reader: Reader, s: Sentence, c: Clause, inside: bool) -> tuple[int, int] | None:
    """`The bridge, X said, would open in May`: the cue stands inside the words."""
    n = len(s.tags)
    tail = c.main + 1
    while tail < n and s.tags[tail] in "RT":
        tail += 1
    subject = c.subject
    if (
        inside
        or tail + 1 >= n
        or s.tags[tail] != ","
        or subject is None
        or subject.after != c.first
        or subject.first < 2
    ):
        return None
    begin = subject.first
    if s.tags[begin - 1] != "," or '"' in s.tags[:begin] or has_clause(s, s.start, begin):
        return None
    goes_on = s.tags[tail + 1] in "FZMAVd"
    if not goes_on and not clause_at(s, tail + 1):
        return None
    speaker = speaker_of(reader.article, s, subject)
    if speaker is None:
        return None
    start = s.start if goes_on else s.starts[tail + 1]
    return emit(reader, s, speaker, start, s.end, (s.start, s.end))


def trailing(reader: Reader, s: Sentence, c: Clause, inside: bool) -> tuple[int, int] | None:
    """`…, X said` and `…, said X`, with what follows ignored or read as a second statement."""
    if c.status == "planned":
        return None  # `…, Peru will continue to …`
    text = reader.article.folded
    n = len(s.tags)
    after = c.main + 1
    while after < n and s.tags[after] in "RT":
        after += 1
    if c.verb == "point" and s.lower[after : after + 1] == ["out"]:
        after += 1
    subject = subject_of(s, c)
    told = subject is not None and (subject.after >= c.first - 1 or subject.first > 0)
    if (c.verb in cues().addressing or c.verb == "ask") and told:
        while after < n and (after in s.at or s.lower[after] in ("more", "than", "some")):
            after = s.at[after].after if after in s.at else after + 1
        while after < n and s.tags[after] in "RT":
            after += 1
    inverted = s.at.get(after)
    named = s.at.get(inverted.after) if inverted is not None and inverted.det in ("a", "an") else None
    if named is not None and named.kind == "person" and not named.det:
        inverted = named  # `"…," said a weary X`
    if inverted is not None and subject is not None and s.tags[c.first - 1] == "," and clause_at(s, after):
        inverted = None  # `X, whose country hosts it, said Y, the bloc's agency, was late`
    if inverted is not None and (
        (inverted.kind == "pronoun" and s.tags[c.first - 1 : c.first] != '"')
        or (inverted.after < n and s.tags[inverted.after] in "FZMAVd")
    ):
        inverted = None  # `…, said Argentina could not`
    begin = c.first
    speaker_phrase: Phrase | None
    speaks = inverted is not None and (
        inverted.kind in SPEAKERS
        or (c.verb == "read" and may_speak(inverted))
        or (
            s.tags[begin - 1] == '"'
            and inverted.kind in ("thing", "agreement")
            and speaker_of(reader.article, s, inverted) is not None
        )
    )
    if inverted is not None and speaks and begin > 0 and s.tags[begin - 1] in ',"q-.':
        speaker_phrase = inverted
        tail = inverted.after if s.tags[begin - 1] != '"' else _cue_end(s, inverted.after)
    elif subject is not None and subject.after <= c.first and subject.first > 0:
        speaker_phrase = subject
        begin = subject.first
        dressed = next((p for p in s.phrases if p.after == begin and p.det in ("a", "an")), None)
        if dressed is not None and subject.kind == "person":
            begin = dressed.first  # `"…," a weary X said`
        if s.tags[begin - 1] not in ',"-':
            return None
        tail = after if s.tags[begin - 1] != '"' else _cue_end(s, after)
        told_to = s.tags[tail : tail + 1] == "t" and s.tags[tail + 1 : tail + 2] != "B"
        if tail < n and s.tags[tail] not in _CUE_ENDS and s.lower[tail] not in _AFTER_CUE and not told_to:
            return None
    else:
        return None
    if tail < n and s.tags[tail] == "h":
        return None
    content_end = s.starts[begin] if begin < n else s.end
    left = content_start(text, s, c, begin, inside)
    if left is None or content_end - left < 12:
        return None
    if text[left] != '"' and not inside and not complete(s, left, begin, closing=tail >= n - 1):
        return None
    ahead = s.tags[tail : tail + 1] == '"' or s.tags[tail : tail + 2] in (',"', ':"')
    if ahead and s.tags[0] == "G" and s.clauses[0].main == 0:
        return None  # `Saying "…", X went on: "…"`
    unsaid = '"' not in text[left:content_end] or (text[left] != '"' and not has_clause(s, left, begin))
    resumed = tail + 1 + (s.tags[tail : tail + 1] != '"')
    goes_on = resumed < n and s.words[resumed][0].islower()
    if ahead and not inside and unsaid and not (goes_on and complete(s, left, begin)):
        return None  # `Asked about it, X replied: "…"`
    speaker = speaker_of(reader.article, s, speaker_phrase)
    if speaker is None:
        return None
    quote = inside and text.count('"', left, content_end) == 1
    span = (left, max(s.ends[min(tail, n) - 1], s.ends[c.main]))
    found = emit(reader, s, speaker, left, content_end, span, direct=quote)
    if (
        tail + 1 < n and s.tags[tail] in ('"', "q") and text[left] == text[s.starts[tail]] == '"'
    ):  # `"We are late" said X "and lost"`
        emit(reader, s, speaker, s.starts[tail], s.end, (s.starts[begin], s.end))
    elif tail + 1 < n and s.tags[tail] in ",.;" and text[s.starts[tail + 1]] == '"':
        emit(reader, s, speaker, s.starts[tail + 1], s.end, (s.starts[begin], s.end))
    return found


_AFTER_CUE = frozenset("in on at during while after when as following from before".split())
_CUE_ENDS = ',."q-)&;:'


def _cue_end(s: Sentence, i: int) -> int:
    """The token behind what a cue adds to a quotation before it: `"…," she told a briefing in Quito of the talks`."""
    for k in range(i, len(s.tags)):
        if s.tags[k] in _CUE_ENDS:
            return k
        if s.tags[k] in "hAMFZV":
            return i
    return i


def action(reader: Reader, s: Sentence, c: Clause) -> tuple[int, int] | None:
    """`X urged Y to …`, `X called for …`, `X suggested …ing …`."""
    using = c.form == "infinitive" and c.governor is not None and c.governor.verb == "use" and c.status == "planned"
    if not using and ((c.form != "finite" and c.form != "gerund") or c.status != "done"):
        return None
    i = c.main + 1
    n = len(s.tags)
    while i < n and s.tags[i] in "RT":
        i += 1
    if i >= n:
        return None
    if c.verb in ("call", "appeal", "advocate"):
        if s.lower[i] not in ("for", "on", "upon", "to") and c.verb != "advocate":
            return None
        if s.tags[i] in "It":
            i += 1
    if c.verb == "urge" and s.lower[i] == "for":
        i += 1
    if c.verb in cues().accusing and (not _blamed(s, i) or s.tags[c.first - 1] == "I"):
        return None
    if c.verb in cues().persuading and (i not in s.at or s.tags[s.at[i].after : s.at[i].after + 2] != "tB"):
        return None
    if i >= n or s.tags[i] not in 'DNPQGXhnO"':
        return None
    if s.tags[i] == "h":
        i += 1
    subject = subject_of(s, c)
    if subject is not None and c.form == "gerund" and _complement(s, c, subject):
        return None  # `a motion at the assembly calling on Peru to …`
    if s.lower[c.first - 1] == "which" and (subject is None or singular(subject.head) not in cues().speakers):
        return None
    speaker = speaker_of(reader.article, s, subject)
    last = _said_before(reader, s, c)
    if last is not None and (subject is None or subject.after < c.first):
        speaker = speaker_in(last)  # `X said that Peru was late and urged it to …`
    elif subject is None:
        return None
    if speaker is None or i >= n:
        return None
    text = reader.article.folded
    start, end = s.starts[i], min(own_verb_at(s, c, i), insertion_end(s, c), content_end(reader, s, s.starts[i]))
    anew = ANEW.search(text, start, end)
    if anew is not None and text.count('"', start, anew.start()) % 2 == 0:
        end = anew.start()
    added = chained().search(text, start, end)
    if added is not None:
        end = added.start()
    later = re.compile(r",?\s+(?:and\s+)?(?:urging|calling (?:for|on)|advocating for|advocating)\s+").search(
        text, start, end
    )
    if later is not None:
        emit(reader, s, speaker, later.end(), end, (s.starts[c.main], end))
        end = later.start()
    first = s.starts[c.first] if subject is None or last is not None else min(subject.start, s.starts[c.first])
    return emit(reader, s, speaker, start, end, (first, evidence_end(s, end)))


def _blamed(s: Sentence, i: int) -> bool:
    """Whether it is told of or for what whoever stands at token i is to blame."""
    whom = s.at.get(i)
    return whom is not None and (whom.of is not None or s.lower[whom.after : whom.after + 1] in (["of"], ["for"]))


def nominal(reader: Reader, s: Sentence, c: Clause, said: list[Row]) -> tuple[int, int] | None:
    """`X stressed the need for …`, `X voiced support for …`, `X condemned the attack`: what a noun says is said.

    Without its verb what somebody condemns, welcomes or thanks for says nothing, so the verb is among the words.
    `said`: what the sentence has stated so far.
    """
    thing, judging = c.object, c.verb in cues().judging
    if thing is None or c.passive or c.status != "done" or s.lower[c.first - 1] == "which":
        return None
    apart = s.tags[c.main + 1 : thing.first].strip("R") or thing.kind == "pronoun" or clause_at(s, thing.first)
    greeted = c.verb == "welcome" or not judging
    if apart or (greeted and any(x.kind in SPEAKERS or x.kind == "event" for x in thing.each())):
        return None
    subject, spoke = subject_of(s, c), [r for r in said if r["predicate"] == "said"]
    if c.form == "gerund" and spoke and s.tags[c.first - 1] in ",&I":
        speaker: Ref | None = speaker_in(spoke[-1])
    elif c.form == "finite" and subject is not None:
        last = _said_before(reader, s, c) if subject.after < c.first - 1 else None
        speaker = speaker_in(last) if last is not None else speaker_of(reader.article, s, subject)
    else:
        return None
    if speaker is None:
        return None
    told = s.tags[thing.after : thing.after + 1] in tuple("Itoh") and s.lower[thing.after] not in ("but", "while")
    if not judging and any(x.kind in SPEAKERS for x in thing.each()):
        return None  # `acknowledged his cousin, X, as king`
    bare = thing.last == thing.after and thing.of is None and not told
    via = s.lower[thing.after : thing.after + 1] == ["via"]
    if judging and (bare or via) and thing.possessor is None and thing.last - thing.first < _TELLING:
        return None  # `welcomed the plan`, `criticised the move on Monday`
    if judging and any(x.kind in SPEAKERS for x in thing.each()) and s.tags[thing.after : thing.after + 1] != "I":
        return None  # `congratulated the mayor, saying …`
    if bare and not judging and thing.det in ("a", "an", "this", "that", "the", "no"):
        return None  # `expressed a similar view, saying that …`
    behind = s.at.get(thing.after + 1)
    guest = c.verb == "welcome" and s.tags[thing.after : thing.after + 1] == "," and behind is not None
    if s.tags[thing.after : thing.after + 1] == ":" or (guest and behind is not None and behind.kind == "person"):
        return None  # `reaffirmed three principles: …`, `welcomed a guest, the king`
    hoped = not judging and s.tags[thing.after : thing.after + 1] == "h" and s.lower[thing.after - 1] in cues().feelings
    start = s.starts[c.main if judging else thing.after + 1 if hoped else thing.first]
    later = [d for d in s.clauses if d.first > thing.first and d.form == "gerund" and _speaks(d)]
    with_others = (d.subject.first for d in later if d.subject is not None and d.subject.after == d.first)
    end = min(
        content_end(reader, s, start),
        own_verb_at(s, c, thing.first),
        next((s.ends[d.first - 2] for d in later if s.tags[d.first - 1] in ",&"), s.end),
        next((s.starts[k - 1] for k in with_others if s.lower[k - 1] == "with"), s.end),
    )
    first = (
        s.starts[c.first] if subject is None or subject.after < c.first - 1 else min(subject.start, s.starts[c.first])
    )
    return emit(reader, s, speaker, start, end, (first, evidence_end(s, end)))


_TELLING = 4
"""Words that what is judged must have at least, if nothing else tells of it."""


def _speaks(c: Clause) -> bool:
    verbs = cues()
    return any(c.verb in of for of in (verbs.clause, verbs.action, verbs.weighing, verbs.judging, verbs.voicing))


def _said_before(reader: Reader, s: Sentence, c: Clause) -> Row | None:
    """The statement of this sentence that `and` joins the cue to: `X said …, and warned …`."""
    joined = s.tags[c.first - 1] == "&" or s.lower[c.first - 1] == "but"
    last = reader.rows[-1] if reader.rows and joined else None
    return last if last and (last["predicate"], last["segment_id"]) == ("said", s.segment_id) else None


def colon_quote(reader: Reader, s: Sentence) -> None:
    """`X did the sums aloud: "…"`, `X defended the deal, "…"`: the words are those of the subject of the sentence."""
    text = reader.article.folded
    colon = next((k for k in range(1, len(s.tags) - 1) if s.tags[k] in ":," and s.tags[k + 1] == '"'), None)
    if colon is None or text.count('"', s.start, s.starts[colon]) % 2:
        return
    words = text[s.ends[colon + 1] : s.end].split()
    if s.tags[colon] == "," and (len(words) < 5 or not words[0][0].isupper()):
        return
    clause = next((c for c in s.clauses if c.form == "finite" and c.main < colon), None)
    named = s.at.get(0)
    if clause is not None:
        named = subject_of(s, clause)
    elif named is None or named.after != colon or s.tags[colon] != ":":
        return  # `Foreign Minister X: "…"`
    speaker = speaker_of(reader.article, s, named)
    told = s.lower[colon - 1] in cues().documents
    body = clause is not None and clause.verb in cues().announcing and len(words) > 5 and words[0][0].isupper()
    if speaker is not None and (speaker.kind == "person" or ((told or body) and s.tags[colon] == ":")):
        emit(
            reader,
            s,
            speaker,
            s.starts[colon + 1],
            s.end,
            (s.start, s.end),
            direct='"' in text[s.ends[colon + 1] : s.end],
        )


def according(reader: Reader, s: Sentence) -> None:
    """`According to X, …`, `…, according to X`, `In the view of X, …`."""
    for k, word in enumerate(s.lower[:-1]):
        if word == "according" and s.lower[k + 1] == "to":
            phrase = source_at(s, k + 2)
        elif word == "in" and k == 0 and (view := s.at.get(1)) is not None and view.head in cues().views:
            phrase = view.of or view.possessor
            if view.det in ("his", "her"):
                phrase = replace(view, kind="pronoun", name="he" if view.det == "his" else "she")
        else:
            continue
        if phrase is not None and phrase.items and s.tags[phrase.items[0].after : phrase.items[0].after + 1] == ",":
            enclosed = s.tags[phrase.after : phrase.after + 1] in ",." and "&" in s.tags[k : phrase.after]
            phrase = phrase if enclosed else phrase.items[0]  # `according to X, boats and crews are here`
        speaker = speaker_of(reader.article, s, phrase)
        if speaker is None or phrase is None:
            continue
        if k == 0:
            comma = s.tags.find(",", phrase.after - (s.tags[phrase.after - 1] == ","), phrase.after + 9)
            if s.tags[comma + 1 : comma + 2] == "W":
                comma = s.tags.find(",", comma + 1)
            start = s.ends[comma] if comma >= 0 else phrase.end
            emit(reader, s, speaker, start, s.end, (s.start, s.end))
        elif s.tags[k - 1 : k] == "&" or s.tags[k - 2 : k] == "&,":  # `it was late, and according to X it was cold`
            comma = s.tags.find(",", phrase.after, phrase.after + 12)
            start = comma + 1 if comma > 0 and s.tags[k - 1] == "," else phrase.after
            if clause_at(s, start):
                emit(reader, s, speaker, s.starts[start], s.end, (s.starts[k], s.end))
        elif any(c.subject is not None and c.subject.first < k - 1 <= c.main + 1 and _told(s, c) for c in s.clauses):
            continue  # `The port is open, X said, according to his office`
        elif complete(s, s.start, k):
            open_verb = s.tags[k - 2 : k] in ("F,", "B,", "G,") and s.tags[phrase.after : phrase.after + 1] == ","
            if open_verb and s.tags[phrase.after + 1] in "DNPQ":  # `X led, according to Y, the march`
                emit(reader, s, speaker, s.start, s.end, (s.start, s.end))
                continue
            beside = next((m for m in range(k, 0, -1) if s.tags[m - 1] == "," and s.lower[m] == "while"), -1) + 1
            start = s.starts[beside] if clause_at(s, beside) else s.start
            emit(reader, s, speaker, start, s.starts[k], (start, phrase.end))
        elif s.tags[k - 1] == s.tags[phrase.after : phrase.after + 1] == "," and s.tags[phrase.after + 1] in "FZMAVd":
            emit(reader, s, speaker, s.start, s.end, (s.start, s.end))  # `The road, according to X, is shut`


def _told(s: Sentence, c: Clause) -> bool:
    """Whether a clause is a cue behind the words: `…, X said`."""
    return (
        c.verb in cues().clause
        and c.subject is not None
        and s.tags[c.subject.first - 1 : c.subject.first] in (",", '"')
    )


def as_said(reader: Reader, s: Sentence, c: Clause) -> tuple[int, int] | None:
    """`As X said, …` and `…, as X put it`."""
    subject = subject_of(s, c)
    if subject is None or subject.after > c.first or s.lower[subject.first - 1 : subject.first] != ["as"]:
        return None
    n, tail, mark = len(s.tags), c.main + 1, subject.first - 1
    while tail < n and (s.tags[tail] in "RT" or s.lower[tail] in ("it", "out") or s.tags[tail : tail + 2] == "IT"):
        tail += 1
    speaker = speaker_of(reader.article, s, subject)
    if speaker is None or tail >= n:
        return None
    if mark == 0 and s.tags[tail] == "," and clause_at(s, tail + 1):
        start = s.starts[tail + 1]
        end = content_end(reader, s, start)
        if of_teller(reader, start, end):
            return None  # `As he noted, my late father, X, was here`
        return emit(reader, s, speaker, start, end, (s.start, evidence_end(s, end)))
    if mark > 3 and s.tags[mark - 1] == "," and s.tags[tail] == "." and complete(s, s.start, mark):
        return emit(reader, s, speaker, s.start, s.starts[mark], (s.start, s.end))
    return None


def announced(reader: Reader, s: Sentence) -> None:
    """`Peru's announcement that …`, `the ministry's claim that …`: a noun of speech, and whose it is."""
    text = reader.article.folded
    if text[s.end - 1] == "?":
        return
    for p in s.phrases:
        that, source = p.after, p.possessor
        if source is None or singular(p.head) not in cues().nouns or s.tags[that : that + 1] != "h":
            continue
        speaker = speaker_of(reader.article, s, source)
        outside = text.count('"', s.start, p.start) % 2 == 0
        if speaker is not None and outside and clause_at(s, that + 1):
            start = s.starts[that + 1]
            end = content_end(reader, s, start)
            emit(reader, s, speaker, start, end, (p.start, evidence_end(s, end)))
