"""Speech: who says what, quoted or reported.

A statement of `said` has the speaker as subject and the words, verbatim from the article, as object.
"""

import re

from pipelines.extract.arguments import Ref
from pipelines.extract.clauses import WOULD_BE, helpers, is_passive, of_those_present
from pipelines.extract.lexicon import lexicon
from pipelines.extract.parse import Sentence, fold
from pipelines.extract.speech_cues import (
    according,
    action,
    after_quote,
    announced,
    around,
    as_said,
    colon_quote,
    described,
    leading,
    nominal,
    participial,
    quoted_as,
    trailing,
    voiced,
)
from pipelines.extract.speech_rules import cues
from pipelines.extract.speech_speakers import speaker_in, speaker_of, subject_of, unnamed
from pipelines.extract.speech_words import emit
from pipelines.extract.statements import Reader, Row

_NEAR = 3
"""Words behind its verb within which an infinitive speaks: `went on to say`."""
_SHORT = 20
"""Characters of a quotation below which it is no statement of its own."""


_TURN = re.compile(r"(?:\n|\A)(?:[A-Z][A-Z.'’-]*\d? ){0,5}[A-Z][A-Z'’-]+(?: \([A-Za-z ]+\))?: ")
"""The label of a turn in a transcript: `QUESTION:`, `MR BREKKE:`, `FOREIGN MINISTER LIND:`."""


def turns_of(text: str) -> list[int]:
    """Where the turns of a transcript start, the last first; one label alone, as of a dateline, makes no transcript."""
    starts = [m.start() + (text[m.start()] == "\n") for m in _TURN.finditer(text)]
    return starts[::-1] if len(starts) > 1 else []


def may_speak(s: Sentence) -> bool:
    """Whether a tagged sentence can hold speech: by its marks, and by its verbs with what stands beside them."""
    if '"' in s.tags or "according" in s.lower or (s.lower[0] == "in" and not cues().views.isdisjoint(s.lower[1:6])):
        return True
    if "put" in s.lower and "as" in s.lower:
        return True
    if any(s.lower[match.start() - 1] in cues().nouns for match in _THAT.finditer(s.tags)):
        return True
    return any(_is_cue(s, match.start()) for match in _VERB.finditer(s.tags))


_VERB = re.compile("[BFEGZ]")
_THAT = re.compile("[RT]*h")
_MAYBE = WOULD_BE - {"would"}
_A_CLAUSE = re.compile("[FZMAVBG:]")
_PLAINLY_A_CLAUSE = re.compile('X[RTn]*[FZMAVBd]|[NPXQOT)q"][RTn]*[MAVZdF]|R[AMV]|:')


def _is_cue(s: Sentence, main: int) -> bool:
    """Whether the verb at a token can say what its subject says."""
    verbs, tags = cues(), s.tags
    lemma = lexicon().verbs.get(s.lower[main], ("", ""))[0]
    told, behind = lemma in verbs.clause, tags[main + 1 :]
    nominal = lemma in verbs.weighing or lemma in verbs.judging
    if not told and not nominal and lemma not in verbs.action:
        as_what = lemma in verbs.describing and "as" in s.lower[main:]
        feeling = lemma in verbs.voicing and "h" in behind[:7]
        if not (as_what or feeling or lemma in verbs.accusing or (lemma in verbs.persuading and "tB" in behind)):
            return False
    first, classes = helpers(s, main)
    if is_passive(s, main, classes) or of_those_present(s, first):
        return False
    if tags[main] == "G" and "A" not in classes:
        return not told or nominal or lemma in verbs.quoting or _THAT.match(tags, main + 1) is not None
    if "n" in classes or ("t" in classes and "At" not in classes and not _goes_on_to(s, first, lemma)):
        return False
    if "M" in classes and _MAYBE.intersection(s.lower[first:main]):
        return False
    if not told or nominal or "," in tags[:first] or "-" in tags[:first] or "h" in behind[:20]:
        return True
    clause = _PLAINLY_A_CLAUSE if lemma in verbs.needs_that else _A_CLAUSE
    return lemma in verbs.voicing | verbs.describing | verbs.action or clause.search(tags, main + 1) is not None


def _goes_on_to(s: Sentence, first: int, lemma: str) -> bool:
    """Whether an infinitive that starts at a token may speak: `went on to say`, right behind what leads to it."""
    return lemma in cues().to_say and first - max(s.tags.rfind(tag, 0, first) for tag in "BFEGZAV") <= _NEAR


def read_speech(reader: Reader, s: Sentence) -> None:
    """Adds the `said` statements of a sentence to the reader."""
    text, rows = reader.article.folded, len(reader.rows)
    between = reader.article.text[reader.read_until : s.start]
    adjacent = not between.strip()
    follows = adjacent and "\n" not in between
    previous, reader.last_direct = reader.last_direct, None
    before, reader.subject = reader.subject if adjacent else None, None
    reader.read_until = s.end
    if '"' in fold(between):
        reader.quoting, reader.waiting = None, []  # the mark that closes a quotation stands by itself
    according(reader, s)
    announced(reader, s)
    inside = _goes_on(reader, s, follows)
    close = text.find('"', s.start + (text[s.start] == '"'), s.end)
    if inside and (close < 0 or s.end - close < 3):
        _go_on(reader, s, close)
        return
    if inside and reader.quoting is not None and close - s.start > _SHORT:
        emit(reader, s, reader.quoting, s.start, close, (s.start, s.end), direct=True)
    done = read_cues(reader, s, rows, inside and text[s.start] != '"')
    if not done and not inside and text[s.start] == '"' and close >= s.end - 2 and (previous or before):
        emit(reader, s, previous or before, s.start, s.end, (s.start, s.end), direct=True)  # type: ignore[arg-type]
    if not done:
        colon_quote(reader, s)
    _drop_carriers(reader, rows)
    said = [r for r in reader.rows[rows:] if r["predicate"] == "said"]
    quoted = [r for r in said if r["mode"] == "direct"]
    if said and (said[-1]["subject_id"] or "").startswith("person:"):
        reader.spoke = said[-1]["subject_id"]
    if quoted:
        reader.last_direct = speaker_in(quoted[0])
        _settle_waiting(reader, s, reader.last_direct)
    open_now = (text.count('"', s.start, s.end) + (inside and text[s.start] != '"')) % 2 == 1
    reader.waiting = []
    reader.quoting = speaker_in(said[-1]) if said and open_now else None
    if open_now and not said and text[s.start] == '"':
        reader.waiting, reader.fallback = [s], previous or before


def read_subject(reader: Reader, s: Sentence) -> None:
    """Remembers whom the sentence is about: who may speak in a quotation behind it, and people without a name."""
    _unnamed(reader, s)
    for c in s.clauses:
        p = c.subject
        named = c.form == "finite" and p is not None and p.kind == "name" and " " in p.name
        if (
            p is not None
            and named
            and (c.verb in cues().clause or (p.first == 0 and s.lower[p.after : p.after + 2] == [",", "who"]))
        ):
            who = speaker_of(reader.article, s, p)
            reader.spoke = who.entity_id if who is not None and not c.relative else reader.spoke
    subject = next((c.subject for c in s.clauses if c.form == "finite" and c.subject is not None), None)
    spoken_of = subject is not None and subject.kind in ("person", "pronoun")
    reader.subject = speaker_of(reader.article, s, subject) if spoken_of else None


def _drop_carriers(reader: Reader, first: int) -> None:
    """Leaves one statement of `According to the paper, X said …`: the words are those of X, not of the paper."""
    said = [r for r in reader.rows[first:] if r["predicate"] == "said"]
    people = [r for r in said if (r["subject_id"] or "").startswith("person:")]
    for outer in said:
        if outer not in people and any(
            inner["object"] in outer["object"] and inner["subject"] in outer["object"] for inner in people
        ):
            reader.rows.remove(outer)
    for inner in said:  # `X said he believed it was late` is one statement
        if any(_within(inner, outer) for outer in said if outer in reader.rows):
            reader.rows.remove(inner)


def _within(inner: Row, outer: Row) -> bool:
    """Whether a statement repeats the end of a longer one of the same speaker."""
    if inner is outer or (inner["subject_id"], inner["subject"]) != (outer["subject_id"], outer["subject"]):
        return False
    return len(inner["object"]) < len(outer["object"]) and bool(outer["object"].endswith(inner["object"]))


def _unnamed(reader: Reader, s: Sentence) -> None:
    """Remembers a person without a name who speaks or acts: `the official` is he, and `he` is nobody named before."""
    for c in s.clauses:
        p = subject_of(s, c) if c.form == "finite" else None
        name = unnamed(s, p) if p is not None else ""
        if p is not None and name:
            reader.article.unnamed[p.head] = name
            if c.verb in cues().clause or p.kind == "thing":
                reader.spoke, reader.article.unnamed_last = "", name


def read_cues(reader: Reader, s: Sentence, row: int, inside: bool) -> list[tuple[int, int]]:
    """Adds what the verbs of speech outside quotation marks state; the spans of what was said.

    `inside`: the sentence begins inside a quotation; `row`: the first row of this sentence.
    """
    verbs, text = cues(), reader.article.folded
    done: list[tuple[int, int]] = []
    for c in s.clauses:
        if (c.form != "gerund" and c.status not in ("done", "planned")) or c.form == "participle" or c.passive:
            continue
        near = c.governor is not None and (c.first - c.governor.main <= _NEAR or c.governor.verb == "use")
        if c.form == "infinitive" and (c.verb not in verbs.to_say or not near):
            continue  # `sought to add seats`, `a test to show it flies`
        if (text.count('"', s.start, s.starts[c.main]) + inside) % 2:
            continue  # what somebody says in somebody's words
        if c.form == "finite" and c.verb not in verbs.clause and after_quote(s, c):
            found = trailing(reader, s, c, inside)
        elif c.form == "gerund" and c.verb == "say" and s.lower[c.first - 1] == "as":
            found = quoted_as(reader, s, c)
        elif c.form == "gerund" and c.verb in verbs.clause:
            found = participial(reader, s, c, reader.rows[row:])
        elif (
            (c.verb in verbs.voicing and (heard := voiced(reader, s, c)))
            or (c.verb in verbs.describing and (heard := described(reader, s, c)))
            or (c.verb in verbs.persuading and (heard := action(reader, s, c)))
        ):
            found = heard
        elif c.verb in verbs.clause:
            found = around(reader, s, c, inside) or trailing(reader, s, c, inside)
            found = found or as_said(reader, s, c) or leading(reader, s, c)
        elif c.verb == "put" and s.lower[c.main + 1 : c.main + 2] == ["it"]:
            found = as_said(reader, s, c)
        elif c.verb in verbs.action or c.verb in verbs.accusing:
            found = action(reader, s, c) or (trailing(reader, s, c, inside) if c.form == "finite" else None)
        else:
            found = None
        if found is None and (c.verb in verbs.weighing or c.verb in verbs.judging):
            found = nominal(reader, s, c, reader.rows[row:])
        if found is not None and not any(a <= found[0] and found[1] <= b for a, b in done):
            done.append(found)
    return done


def _goes_on(reader: Reader, s: Sentence, follows: bool) -> bool:
    """Whether the sentence begins inside a quotation that an earlier one opened."""
    if not (reader.quoting or reader.waiting):
        return False
    if not follows and reader.article.folded[s.start] != '"':
        reader.quoting, reader.waiting = None, []  # nobody closed it, and a new paragraph does not go on with it
        return False
    return True


def _go_on(reader: Reader, s: Sentence, close: int) -> None:
    """A sentence that is all quotation: its speaker is the one of the quotation, now or as soon as he is named."""
    speaker = reader.quoting
    end = close if close >= 0 else s.end
    if speaker is not None:
        if end - s.start > _SHORT:
            emit(reader, s, speaker, s.start, end, (s.start, s.end), direct=True)
    else:
        reader.waiting.append(s)
    if close < 0:
        return
    if speaker is None and reader.fallback is not None:
        speaker = reader.fallback
        _settle_waiting(reader, s, speaker)
    reader.quoting, reader.waiting, reader.last_direct = None, [], speaker


def _settle_waiting(reader: Reader, s: Sentence, speaker: Ref) -> None:
    """Gives the sentences of a quotation to the speaker who is named behind it."""
    for waiting in reader.waiting:
        reader.s = waiting
        emit(reader, waiting, speaker, waiting.start, waiting.end, (waiting.start, waiting.end), direct=True)
    reader.s, reader.waiting = s, []
