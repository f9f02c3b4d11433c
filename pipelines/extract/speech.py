"""Speech: who says what, quoted or reported.

A statement of `said` has the speaker as subject and the words, verbatim from the article, as object.
"""

import re
from dataclasses import dataclass
from functools import cache

from pipelines.extract.arguments import Ref, party_refs
from pipelines.extract.frames import rules
from pipelines.extract.lexicon import singular
from pipelines.extract.names import Article
from pipelines.extract.parse import Clause, Phrase, Sentence
from pipelines.extract.statements import Reader, Row

SPEAKERS = frozenset(("person", "country", "organisation", "group", "role", "name", "demonym", "pronoun", "place"))
_TALKERS = SPEAKERS | {"institution"}
_SHORT = 20
"""Characters of a quotation below which it is no statement of its own."""
_ADDED = re.compile(
    r",?\"?\s+(?:also\s+|further\s+)?(?:adding|noting|stressing|arguing|saying|emphasi[sz]ing|warning|explaining|"
    r"insisting|underlining|observing|remarking|cautioning|"
    r"underscoring|highlighting|claiming|pointing out|affirming|reiterating|declaring|stating|and added|but added|"
    r"and said|while noting|while stressing),?\s+(?:that\s+)?"
    r"|,?\"?\s+(?:and|but|while)\s+(?:also\s+|further\s+)?(?:told|noted|stressed|argued|emphasi[sz]ed|warned|explained|"
    r"insisted|underlined|announced|recalled|pointed out|underscored|highlighted|claimed|declared|stated|reiterated|"
    r"affirmed|promised|pledged|vowed|predicted|concluded|complained|acknowledged|admitted|cautioned|confirmed)\s+that\s+"
    r"|,?\"?\s+(?:and|but|while)\s+(?:also\s+|further\s+)?(?=(?:urged|(?:called|appealed)\s+(?:for|on|upon|to)|"
    r"demanded|recommended|advocated|encouraged|implored)\s)"
)
_TRAILING_CUE = re.compile(
    r",\s+(?:he|she|they|it|the [a-z]+|(?:[A-Z][\w.'-]*\s+){0,4}[A-Z][\w.'-]*)\s+"
    r"(?:said|added|noted|stressed|explained|told)\b.*$",
    re.DOTALL,
)


_CONTEXT = re.compile(
    r",\s+(?:just |only |barely )?(?:an?|one|two|three|four|five|six|seven|ten|\d+) (?:hour|day|week|month|year)s? "
    r"(?:after|before) [^\"]*$"
)
"""What a reporter adds to what was said: `…, two days after the talks had failed`."""


@dataclass(frozen=True, slots=True)
class Cues:
    """The words of speech in `frames.yaml`: verbs that take a clause, those of them that need `that`, verbs that take
    what is asked for; verbs that say what something is; verbs that take a feeling with `that`, and those feelings;
    nouns that speak though no party."""

    clause: frozenset[str]
    needs_that: frozenset[str]
    action: frozenset[str]
    describing: frozenset[str]
    voicing: frozenset[str]
    feelings: frozenset[str]
    speakers: frozenset[str]


@cache
def _cues() -> Cues:
    return Cues(**{key: frozenset(rules().speech[key]) for key in Cues.__dataclass_fields__})


_TURN = re.compile(r"(?:\n|\A)(?:[A-Z][A-Z.'’-]*\d? ){0,5}[A-Z][A-Z'’-]+(?: \([A-Za-z ]+\))?: ")
"""The label of a turn in a transcript: `QUESTION:`, `MR BREKKE:`, `FOREIGN MINISTER LIND:`."""


def turns_of(text: str) -> list[int]:
    """Where the turns of a transcript start, the last first; one label alone, as of a dateline, makes no transcript."""
    starts = [m.start() + (text[m.start()] == "\n") for m in _TURN.finditer(text)]
    return starts[::-1] if len(starts) > 1 else []


def read_speech(reader: Reader, s: Sentence) -> None:
    """Adds the `said` statements of a sentence to the reader."""
    text, rows = reader.article.folded, len(reader.rows)
    between = reader.article.text[reader.read_until : s.start]
    adjacent = not between.strip()
    follows = adjacent and "\n" not in between
    previous, reader.last_direct = reader.last_direct, None
    before, reader.subject = reader.subject if adjacent else None, None
    reader.read_until = s.end
    according(reader, s)
    inside = _goes_on(reader, s, follows)
    close = text.find('"', s.start + (text[s.start] == '"'), s.end)
    if inside and (close < 0 or s.end - close < 3):
        _go_on(reader, s, close)
        return
    if inside and reader.quoting is not None and close - s.start > _SHORT:
        _emit(reader, s, reader.quoting, s.start, close, (s.start, s.end), direct=True)
    done = read_cues(reader, s, rows, inside and text[s.start] != '"')
    if not done and not inside and text[s.start] == '"' and close >= s.end - 2 and (previous or before):
        _emit(reader, s, previous or before, s.start, s.end, (s.start, s.end), direct=True)  # type: ignore[arg-type]
    if not done:
        colon_quote(reader, s)
    _drop_carriers(reader, rows)
    said = [r for r in reader.rows[rows:] if r["predicate"] == "said"]
    quoted = [r for r in said if r["mode"] == "direct"]
    if said and (said[-1]["subject_id"] or "").startswith("person:"):
        reader.spoke = said[-1]["subject_id"]
    if quoted:
        reader.last_direct = _speaker(quoted[0])
        _settle_waiting(reader, s, reader.last_direct)
    open_now = (text.count('"', s.start, s.end) + (inside and text[s.start] != '"')) % 2 == 1
    reader.waiting = []
    reader.quoting = _speaker(said[-1]) if said and open_now else None
    if open_now and not said and text[s.start] == '"':
        reader.waiting, reader.fallback = [s], previous or before
    _unnamed(reader, s)
    subject = next((c.subject for c in s.clauses if c.form == "finite" and c.subject is not None), None)
    if subject is not None and subject.kind in ("person", "pronoun"):
        reader.subject = speaker_of(reader.article, s, subject)


def _drop_carriers(reader: Reader, first: int) -> None:
    """Leaves one statement of `According to the paper, X said …`: the words are those of X, not of the paper."""
    said = [r for r in reader.rows[first:] if r["predicate"] == "said"]
    people = [r for r in said if (r["subject_id"] or "").startswith("person:")]
    for outer in said:
        if outer not in people and any(
            inner["object"] in outer["object"] and inner["subject"] in outer["object"] for inner in people
        ):
            reader.rows.remove(outer)


def _unnamed(reader: Reader, s: Sentence) -> None:
    """Remembers a person without a name who speaks or acts: `the official` is he, and `he` is nobody named before."""
    for c in s.clauses:
        p = _subject_of(s, c) if c.form == "finite" else None
        if p is not None and p.kind == "role" and not p.plural and p.det in ("a", "an", "one") and p.name:
            reader.article.unnamed[p.head] = p.name
            if c.verb in _cues().clause:
                reader.spoke = ""


def _speaker(row: Row) -> Ref:
    return Ref(row["subject_id"], row["subject"], "person")


def read_cues(reader: Reader, s: Sentence, row: int, inside: bool) -> list[tuple[int, int]]:
    """Adds what the verbs of speech outside quotation marks state; the spans of what was said.

    `inside`: the sentence begins inside a quotation; `row`: the first row of this sentence.
    """
    cues, text = _cues(), reader.article.folded
    done: list[tuple[int, int]] = []
    for c in s.clauses:
        if (c.form != "gerund" and c.status not in ("done", "planned")) or c.form == "participle" or c.passive:
            continue
        if c.form == "infinitive" and c.verb not in _TO_SAY:
            continue  # `sought to add seats`, `a test to show it flies`
        if (text.count('"', s.start, s.starts[c.main]) + inside) % 2:
            continue  # what somebody says in somebody's words
        if c.form == "finite" and c.verb not in cues.clause and _after_quote(s, c):
            found = trailing(reader, s, c, inside)
        elif c.form == "gerund" and c.verb == "say" and s.lower[c.first - 1] == "as":
            found = quoted_as(reader, s, c)
        elif c.form == "gerund" and c.verb in cues.clause:
            found = participial(reader, s, c, reader.rows[row:])
        elif (
            (c.verb in cues.voicing and (heard := voiced(reader, s, c)))
            or (c.verb in cues.describing and (heard := described(reader, s, c)))
            or (c.verb in _PERSUADING and (heard := action(reader, s, c)))
        ):
            found = heard
        elif c.verb in cues.clause:
            found = around(reader, s, c, inside) or trailing(reader, s, c, inside) or leading(reader, s, c)
        elif c.verb in cues.action:
            found = action(reader, s, c)
        else:
            continue
        if found is not None and not any(a <= found[0] and found[1] <= b for a, b in done):
            done.append(found)
    return done


_TO_SAY = frozenset("say tell announce warn stress explain argue claim urge call declare clarify".split())
"""Verbs that speak as infinitives, too: `went on to say`."""


# quotations of several sentences ----------------------------------------------------------------------------------


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
            _emit(reader, s, speaker, s.start, end, (s.start, s.end), direct=True)
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
        _emit(reader, waiting, speaker, waiting.start, waiting.end, (waiting.start, waiting.end), direct=True)
    reader.s, reader.waiting = s, []


# cues -------------------------------------------------------------------------------------------------------------


def _after_quote(s: Sentence, c: Clause) -> bool:
    """`"…," shrugged X`: whatever the verb, a person right after a closing quotation is its speaker."""
    after = s.at.get(c.main + 1)
    return (
        c.first == c.main
        and c.main > 2
        and s.tags[c.main - 1] == '"'
        and after is not None
        and after.kind in ("person", "name")
    )


def speaker_of(article: Article, s: Sentence, p: Phrase | None) -> Ref | None:
    """The speaker, if the phrase can be one."""
    if p is None:
        return None
    if p.kind not in SPEAKERS and not any(x.kind in SPEAKERS for x in p.each()):
        return _body(article, s, p)
    if p.kind == "place" and p.entity_id:
        entry = article.registry.entries.get(p.entity_id)
        if entry is None or not entry.capital_of:
            return None
    if not p.items and _officials(article, p):
        return Ref(None, p.name, "group")
    if p.kind == "place" and not p.items and p.entity_id not in article.registry.capitals.values():
        return Ref(None, " ".join(article.text[p.start : p.end].split()), "organisation")  # `the White House`
    refs = list(party_refs(article, s, p))
    if not refs:
        return _body(article, s, p)
    if len(refs) > 1:
        return Ref(None, " ".join(article.text[p.start : p.end].split()), "group")
    return refs[0]


def _officials(article: Article, p: Phrase) -> bool:
    """Whether the phrase is about people who do not speak for their country: `Israeli officials`, `a Saudi source`."""
    if (
        p.kind not in ("group", "role")
        or singular(p.head) not in _NO_GOVERNMENT
        or (p.det == "the" and p.name.lower() == p.head)
    ):
        return False
    return p.of is None or p.plural or p.det in ("a", "an", "one")


_NO_GOVERNMENT = frozenset(
    "official source diplomat lawmaker legislator adviser advisor analyst expert aide investigator negotiator "
    "commander general soldier force troop journalist activist scholar critic observer".split()
)


_INSIDERS = _NO_GOVERNMENT | {"person", "people", "ally", "associate", "insider"}


def _body(article: Article, s: Sentence, p: Phrase) -> Ref | None:
    """A body without a name of its own (`the commission`), which may be one named before, or what speaks for people."""
    if p.kind == "pronoun" or not p.name or p.items:
        return None
    if p.head in ("close", "familiar") and p.last - p.first > 1 and singular(s.lower[p.last - 2]) in _INSIDERS:
        end = s.ends[p.last - 2]  # `a source close to the talks`
        return Ref(None, " ".join(article.text[p.start : end].split()), "group")
    if singular(p.head) in _cues().speakers or p.kind == "thing":
        behind = s.at.get(p.after + 1) if s.lower[p.after : p.after + 1] in _FROM else None
        for source in (p.possessor, behind, p.of):  # `her statement`, `a report by the bank`
            if source is not None and source.kind in _TALKERS and singular(p.head) in _DOCUMENTS:
                return speaker_of(article, s, source)
    if p.kind not in ("organisation", "institution") and not {p.head, singular(p.head)} & _cues().speakers:
        return None
    if p.det in ("the", "this") and " " not in p.name:
        named = [
            e
            for e in article.entities.values()
            if e.type in ("organisation", "institution") and e.name.lower().split()[-1] == p.name.lower()
        ]
        if len(named) == 1:
            return Ref(named[0].entity_id, named[0].name, named[0].type)
    return Ref(None, p.name, "organisation")


def _may_speak(p: Phrase) -> bool:
    nouns = _cues().speakers
    return any(x.kind in _TALKERS or singular(x.head) in nouns for x in p.each())


def _subject_of(s: Sentence, c: Clause) -> Phrase | None:
    """The subject; before an insertion in commas if there is one: `A diplomat, speaking in Quito, said …`."""
    close = c.first - 1
    if c.subject is None and c.form == "finite" and s.tags[close : close + 1] not in tuple("&,"):
        return _behind_relative(s, c)
    named = next((p for p in s.phrases if p.after == close), None)
    if named is not None and s.tags[close] == "," == s.tags[named.first - 1 : named.first] and _is_full_name(named):
        return named  # `the bank's envoy for the coast, A B, said …`
    if close < 2 or s.tags[close] != "," or (c.subject is not None and c.subject.after == c.first):
        return c.subject
    comma = s.tags.rfind(",", 0, close)
    while comma > 0:
        host = next((p for p in s.phrases if p.after == comma), None)
        if host is not None and s.tags[comma + 1] in "GIREFW" and _may_speak(host):
            return host if host.first == 0 or s.tags[host.first - 1] not in "Iot" else c.subject
        comma = s.tags.rfind(",", 0, comma)
    return c.subject


def _is_full_name(p: Phrase) -> bool:
    return p.kind in ("person", "name") and not p.items and not p.det and " " in p.name


def _behind_relative(s: Sentence, c: Clause) -> Phrase | None:
    """The subject of a verb that follows a relative clause: `an aide who asked not to be named said …`."""
    host = next((d for d in reversed(s.clauses) if d.relative and d.form == "finite" and d.main < c.first), None)
    if host is None or host.subject is None or set(s.tags[host.first : c.first]) & set(',;:"&'):
        return None
    return host.subject if _may_speak(host.subject) else None


def _emit(
    reader: Reader,
    s: Sentence,
    speaker: Ref,
    start: int,
    end: int,
    evidence: tuple[int, int],
    direct: bool = False,
    status: str = "done",
) -> tuple[int, int] | None:
    text = reader.article.folded
    markup = text.find("((", start, end)
    if markup > 0:
        end = markup  # the original of a translation, as Wikinews gives it
    while start < end and text[start] in " ,:;\"'–-":
        start += 1
    while end > start and text[end - 1] in " ,:;\"'.–-":
        end -= 1
    if text.count('"', start, end) % 2 and text[end : end + 1] == '"':
        end += 1
    content = reader.article.text[start:end]
    if len(content.split()) < 2:
        return None
    quoted = text.count('"', s.start, start) % 2 == 1 and '"' not in text[start:end]
    reader.add(
        "said",
        speaker,
        "speech",
        0.9,
        evidence,
        object=content,
        status=status,
        mode="direct" if direct or quoted else "indirect",
        speaker_id=speaker.entity_id,
    )
    return start, end


def leading(reader: Reader, s: Sentence, c: Clause) -> tuple[int, int] | None:
    """`X said (that) …`, `X told reporters that …`, `X said: "…"`."""
    i = _words_at(s, c)
    if i is None:
        return None
    subject = _subject_of(s, c)
    if c.relative and subject is not None and singular(subject.head) in _DOCUMENTS:
        issued = next((d for d in s.clauses if d.object is subject and not d.passive), None)
        subject = issued.subject if issued is not None else subject  # `X issued a statement which said …`
    speaker = speaker_of(reader.article, s, subject)
    last = _said_before(reader, s, c)
    if last is not None and (speaker is None or s.tags[c.first - 2] == ","):
        speaker, subject = _speaker(last), None  # `X said the quota was gone, and warned that …`
    if speaker is None or (subject is not None and s.lower[subject.first - 1 : subject.first] in _IF):
        return None
    start = s.starts[i]
    first = subject.start if subject is not None and subject.start < start else s.starts[c.first]
    end = _content_end(reader, s, start)
    evidence = (min(first, s.starts[c.first]), _evidence_end(s, end))
    text = reader.article.folded
    if text.startswith(': "', end):  # `X said the vote was fair: "Nobody cheated."`
        close = text.find('"', end + 3, s.end)
        _emit(reader, s, speaker, end + 2, close if close > 0 else s.end, evidence, direct=True)
    whole = None
    for part, until in _and_that(reader.article.folded, start, end):
        found = _emit(reader, s, speaker, part, until, evidence, status="denied" if c.verb == "deny" else "done")
        whole = whole or found
    return (whole[0], end) if whole is not None else None


_AND_THAT = re.compile(r",? (?:and|but) (?:also )?that (?=\w+ \w+ )")


def _and_that(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of `that …, and that …`, each a statement, outside quotation marks."""
    cuts = [m for m in _AND_THAT.finditer(text, start, end) if text.count('"', start, m.start()) % 2 == 0]
    return list(zip([start, *(m.end() for m in cuts)], [*(m.start() for m in cuts), end], strict=True))


def _words_at(s: Sentence, c: Clause) -> int | None:
    """The token where the words begin that a verb of speech introduces, if it does."""
    n = len(s.tags)
    i = c.main + 1
    if c.verb in ("add", "continue") and s.tags[i : i + 1] == "t":
        return None  # `this adds to the pressure that …`
    if c.verb in ("tell", "assure") and i in s.at:
        whom, i = s.at[i], s.at[i].after
        name = next((k for k in range(whom.first, whom.last) if s.starts[k] == whom.start), whom.first)
        if whom.kind == "name" and name == whom.first and whom.last - name > 2 and s.words[name].isupper():
            name += 1
        if name > whom.first and s.tags[name - 1] == "P" and not whom.titles and s.tags[i : i + 1] in tuple("FZMAV"):
            return name  # `told NPR Ada Quispe had left`
    while (
        i < n and s.lower[i] != "there" and (s.tags[i] in "RT" or (s.tags[i] == "I" and s.tags[i + 1 : i + 2] == "T"))
    ):
        i += 1
    if c.verb == "point" and s.lower[i : i + 1] == ["out"]:
        i += 1
    k = _past_addressee(s, i)
    if (
        c.verb in ("say", "state", "announce")
        and (that := s.tags.find("h", k, k + 5)) > k
        and not set(s.tags[k:that]) - set("DNRTQ")
    ):
        k = that  # `said a day earlier that`
    elif (
        s.tags[k : k + 2] == "FI"
        and s.tags[i] == "I"
        and (that := s.tags.find("h", k, k + 8)) > k
        and not set(s.tags[k + 1 : that]) - set("IDNPRTQ")
    ):
        k = that  # `said in a video posted by the crew that`
    if (
        s.tags[k : k + 2] == ",I"
        and (aside := s.at.get(k + 2)) is not None
        and s.tags[aside.after : aside.after + 1] == ","
    ):
        k = aside.after  # `read, in part, "…"`
    if (
        k < n
        and s.tags[k] == ","
        and (s.tags[k + 1 : k + 2] in ("h", '"') or (k > c.main + 1 and _clause_at(s, k + 1)))
    ):
        k += 1
        if s.tags[k] not in 'h"':
            return k
    if k < n and s.tags[k] == "h":
        relative = s.tags[k + 1 : k + 2] in tuple("MAVZFdB")  # `agreed on a line that would …`
        return k + 1 if k + 1 < n and not relative else None
    if (
        s.tags[k : k + 1] == "-"
        and (close := s.tags.find("-", k + 1)) > 0
        and s.tags[close + 1 : close + 2] in ("h", '"')
    ):
        return close + 1 + (s.tags[close + 1] == "h")  # `said – as the paper has it – "…"`
    if k < n and s.tags[k] in ':"' and (s.tags[k] == ":" or k == i or s.tags[k - 1] in ":,"):
        return k
    if i >= n:
        return None
    if c.verb in _cues().needs_that:
        return i if _plain_clause_at(s, i) else None
    if _clause_at(s, i) or (c.verb == "say" and s.tags[i] in "DNPXG" and _has_clause_after(s, i)):
        return i
    if s.lower[i] in _CONDITIONS and _clause_at(s, i + 1) and s.tags.find(",", i) > 0:
        return i
    return None


_ANEW = re.compile(r"; (?!that |and |or |but |he |she |it |they |this |these |in addition)")
"""A semicolon behind which the reporter may go on in his own words."""


def _content_end(reader: Reader, s: Sentence, start: int) -> int:
    """Where the words that start at an offset end: before another cue, or with the quotation that they are."""
    text = reader.article.folded
    added = _ADDED.search(text, start, s.end)
    cut = added or _TRAILING_CUE.search(text, start, s.end) or _CONTEXT.search(text, start, s.end)
    end = cut.start() if cut is not None else s.end
    for m in _ANEW.finditer(text, start, end):
        if text.count('"', start, m.start()) % 2 == 0 and text.count('"', s.start, start) % 2 == 0:
            end = m.start()  # `said the vote was fair; observers had come from ten countries`
            break
    colon = text.find(': "', start + 2, end)
    if colon > 0:
        return colon
    close = text.find('"', start + 1, end) if text[start] == '"' else -1
    if close > 0 and text[close - 1] in ",.!?" and text.find('"', close + 1, end) < 0:
        return close + 1  # `said "We are late," and left`
    return end


def voiced(reader: Reader, s: Sentence, c: Clause) -> tuple[int, int] | None:
    """`X expressed hope that …`, `X made it clear that …`."""
    feelings = _cues().feelings
    that = s.tags.find("h", c.main, c.main + 7)
    if that < 0 or s.lower[that - 1] not in feelings or that + 1 >= len(s.tags):
        return None
    subject = _subject_of(s, c)
    speaker = speaker_of(reader.article, s, subject)
    if speaker is None or subject is None or subject.first > c.first:
        return None
    start = s.starts[that + 1]
    end = _content_end(reader, s, start)
    return _emit(reader, s, speaker, start, end, (min(subject.start, s.starts[c.first]), _evidence_end(s, end)))


def described(reader: Reader, s: Sentence, c: Clause) -> tuple[int, int] | None:
    """`X described the deal as …`, `X called the deal "…"`: what somebody says that something is."""
    text, thing = reader.article.folded, c.object
    if c.form not in ("finite", "gerund") or c.status != "done" or thing is None or thing.first > c.main + 2:
        return None
    behind = s.lower[thing.after : thing.after + 1]
    quote = text.find('"', s.starts[c.main], s.end)
    if c.verb == "call" or c.verb == "label":
        if quote < 0 or (
            s.tags[thing.after : thing.after + 1] not in ('"', "D", "q")
            and not text[thing.start : thing.end].count('"')
        ):
            return None
    elif behind != ["as"] and not (quote > 0 and "as" in s.lower[thing.after :]):
        return None
    subject = _subject_of(s, c)
    speaker = speaker_of(reader.article, s, subject)
    if speaker is None or subject is None or s.tags[subject.first - 1] in "Wh":
        return None
    if "what" in s.lower[max(0, c.first - 6) : c.first]:
        return None  # `what X called "…"`
    start = s.starts[thing.first]
    end = _content_end(reader, s, start)
    further = _FURTHER.search(text, max(start, text.rfind('"', start, end)), end)
    if further is not None:
        end = further.start()
    return _emit(reader, s, speaker, start, end, (min(subject.start, s.starts[c.first]), _evidence_end(s, end)))


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
    end = _content_end(reader, s, s.starts[i])
    return _emit(reader, s, speaker, s.starts[i], end, (phrase.start, _evidence_end(s, end)))


def participial(reader: Reader, s: Sentence, c: Clause, said: list[Row]) -> tuple[int, int] | None:
    """`…, adding that …` and `Reaffirming that …, X said …`: the speaker is who speaks in the sentence already, else
    its subject. `said`: what the sentence has stated so far."""
    n, text = len(s.tags), reader.article.folded
    i = c.main + 1
    while i < n and s.tags[i] in "RT":
        i += 1
    if s.tags[i : i + 2] in (',"', ':"'):
        i += 1
    if i + 1 >= n:
        return None
    if s.tags[i] == "h":
        i += 1
    elif s.tags[i] != '"' and (c.verb not in _QUOTING or not _clause_at(s, i)):
        return None
    earlier = [d for d in s.clauses if d.main < c.main and d.form == "finite"]
    main = None if earlier else _main_after(s, c)
    beside = next((p for p in s.every if p.after == c.first and s.lower[p.first - 1 : p.first] == ["with"]), None)
    if beside is not None:
        earlier, main = [], None  # `…, with some papers claiming that …`
    speaking = [d for d in earlier if d.verb in _cues().clause or d.verb in _cues().action]
    subject = main.subject if main is not None else speaking[-1].subject if speaking else c.subject
    subject = beside or subject
    agent = next((p for w, p in c.governor.preps if w == "by"), None) if c.governor and c.governor.passive else None
    if agent is not None and agent.kind in ("person", "name"):
        subject = agent  # `the vote, described by X as a mandate, saying …`
    elif earlier and not speaking and subject is not None and subject.kind not in SPEAKERS:
        subject = earlier[-1].subject  # `X released a statement saying …`
    last = next((r for r in reversed(said) if r["predicate"] == "said"), None)
    speaker = (
        _speaker(last)
        if last is not None and main is None and beside is None
        else speaker_of(reader.article, s, subject)
    )
    if speaker is None or (subject is None and main is not None):
        return None
    start = s.starts[i]
    end = _content_end(reader, s, start) if main is None or subject is None else s.starts[subject.first]
    added = _ADDED.search(text, start, end)
    if added is not None:
        end = added.start()
    if main is not None and text[start] == '"' and (close := text.find('"', start + 1, end)) > 0:
        end = close + 1
    first = min(subject.start, s.starts[c.main]) if subject is not None else s.start
    last_offset = max(_evidence_end(s, end), subject.end if subject is not None else 0)
    return _emit(reader, s, speaker, start, end, (first, last_offset))


def _main_after(s: Sentence, c: Clause) -> Clause | None:
    """The clause that a participle in front belongs to: its subject stands behind a comma, its verb mostly speaks."""
    later = [d for d in s.clauses if d.form == "finite" and d.main > c.main and d.subject is not None]
    behind = [d for d in later if d.subject is not None and s.tags[d.subject.first - 1] == ","]
    speaking = [d for d in behind if d.verb in _cues().clause or d.verb in _cues().action]
    return next(iter(speaking or behind or later), None)


_QUOTING = frozenset("add say state note write tell warn claim argue insist explain announce declare conclude".split())
"""Participles that may introduce words without `that`."""


def _evidence_end(s: Sentence, end: int) -> int:
    return max(end, s.starts[0] + 1) if end < s.end else s.end


_CONDITIONS = frozenset("if when while although though unless because since".split())
_IF = (["if"], ["when"], ["whether"], ["unless"], ["as"])


def _has_clause_after(s: Sentence, i: int) -> bool:
    return len(s.tags) - i > 6 and any(t in "FZMAVB" for t in s.tags[i:])


def _past_addressee(s: Sentence, i: int) -> int:
    """The token behind `to reporters`, `in Berlin`, `of Boseman`, which may stand between the verb and the words."""
    while s.tags[i : i + 1] and s.tags[i] in "RTIto" and s.lower[i] != "there":
        if s.tags[i] in "RT":
            i += 1
        elif i + 1 in s.at:
            i = s.at[i + 1].after
        elif s.tags[i + 1 : i + 2] == "T":
            i += 2
        else:
            break
    return i


def _clause_at(s: Sentence, i: int) -> bool:
    """Whether a clause without `that` starts at token i: a subject, perhaps after an opening phrase, and its verb."""
    n = len(s.tags)
    while i < n and s.tags[i] == "I" and (i + 1 in s.at or s.tags[i + 1 : i + 2] == "T"):
        i = s.at[i + 1].after if i + 1 in s.at else i + 2
        i += s.tags[i : i + 1] == ","
    if s.lower[i : i + 1] == ["there"]:
        return s.tags[i + 1 : i + 2] in ("A", "M", "V")
    phrase = s.at.get(i)
    if phrase is None:
        return False
    j = phrase.after
    while j < n:
        if s.tags[j] in "FZMAVBd":
            return True
        if s.tags[j] == "I" and j + 1 in s.at:
            j = s.at[j + 1].after
        elif s.tags[j] in 'RTnq"Wh' or s.tags[j : j + 2] in (",W", ",T"):
            j += 1
        elif j in s.at:
            j = s.at[j].after
        else:
            return False
    return False


def _plain_clause_at(s: Sentence, i: int) -> bool:
    """Whether a pronoun and its verb, or a phrase and `is`, `will` or `has`, start at token i."""
    phrase = s.at.get(i)
    if phrase is None:
        return False
    j = phrase.after
    while s.tags[j : j + 1] in ("R", "T", "n"):
        j += 1
    if phrase.kind == "pronoun":
        return s.lower[i] in _NOMINATIVE and s.tags[j : j + 1] in tuple("FZMAVBd")
    if s.tags[j : j + 1] == "F":
        return s.tags[j + 1 : j + 2] not in ("", "I", ".", ",", "T") and phrase.kind != "thing"
    return s.tags[j : j + 1] in ("M", "A", "V", "Z", "d") and s.tags[j + 1 : j + 2] != "G"


_NOMINATIVE = frozenset("he she it they we i there".split())


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
    if s.tags[begin - 1] != "," or '"' in s.tags[:begin] or _has_clause(s, s.start, begin):
        return None
    goes_on = s.tags[tail + 1] in "FZMAVd"
    if not goes_on and not _clause_at(s, tail + 1):
        return None
    speaker = speaker_of(reader.article, s, subject)
    if speaker is None:
        return None
    start = s.start if goes_on else s.starts[tail + 1]
    return _emit(reader, s, speaker, start, s.end, (s.start, s.end))


def trailing(reader: Reader, s: Sentence, c: Clause, inside: bool) -> tuple[int, int] | None:
    """`…, X said` and `…, said X`, with what follows ignored or read as a second statement."""
    text = reader.article.folded
    n = len(s.tags)
    after = c.main + 1
    while after < n and s.tags[after] in "RT":
        after += 1
    if c.verb in ("tell", "assure") and c.subject is not None:
        while after < n and (after in s.at or s.lower[after] in ("more", "than", "some")):
            after = s.at[after].after if after in s.at else after + 1
    inverted = s.at.get(after)
    if inverted is not None and (
        (inverted.kind == "pronoun" and s.tags[c.first - 1 : c.first] != '"')
        or (inverted.after < n and s.tags[inverted.after] in "FZMAVd")
    ):
        inverted = None  # `…, said Argentina could not`
    begin = c.first
    speaker_phrase: Phrase | None
    told = inverted is not None and (inverted.kind in SPEAKERS or (c.verb == "read" and _may_speak(inverted)))
    if inverted is not None and told and begin > 0 and s.tags[begin - 1] in ',"q-.':
        speaker_phrase = inverted
        tail = inverted.after
    elif (subject := _subject_of(s, c)) is not None and subject.after <= c.first and subject.first > 0:
        speaker_phrase = subject
        begin = subject.first
        if s.tags[begin - 1] not in ',"-':
            return None
        tail = after
        if (
            tail < n
            and s.tags[tail] not in ',."-)I&;:'
            and s.lower[tail] not in ("while", "as", "in", "on", "during", "at", "to")
        ):
            return None
        if tail < n and (s.tags[tail] == "h" or (s.tags[tail] == "I" and s.lower[tail] not in _AFTER_CUE)):
            return None
    else:
        return None
    if tail < n and s.tags[tail] == "h":
        return None
    content_end = s.starts[begin] if begin < n else s.end
    left = _content_start(text, s, c, begin, inside)
    if left is None or content_end - left < 12:
        return None
    if '"' not in text[left:content_end] and not _complete(s, left, begin):
        return None
    ahead = tail < n and s.tags[tail] in ",:" and s.tags[tail + 1 : tail + 2] == '"'
    if ahead and s.tags[0] == "G" and s.clauses[0].main == 0:
        return None  # `Saying "…", X went on: "…"`
    unsaid = '"' not in text[left:content_end] or (text[left] != '"' and not _has_clause(s, left, begin))
    if ahead and not inside and unsaid:
        return None  # `Asked about it, X replied: "…"`
    speaker = speaker_of(reader.article, s, speaker_phrase)
    if speaker is None:
        return None
    quote = inside and text.count('"', left, content_end) == 1
    span = (left, max(s.ends[min(tail, n) - 1], s.ends[c.main]))
    found = _emit(reader, s, speaker, left, content_end, span, direct=quote)
    if tail + 1 < n and s.tags[tail] in ",." and text[s.starts[tail + 1]] == '"':
        _emit(reader, s, speaker, s.starts[tail + 1], s.end, (s.starts[begin], s.end))
    return found


_AFTER_CUE = frozenset("in on at during while after when to as following from before".split())


def _content_start(text: str, s: Sentence, c: Clause, begin: int, inside: bool) -> int | None:
    earlier = [
        d for d in s.clauses if d.main < begin and d.verb in ("say", "add") and d is not c and d.form == "finite"
    ]
    if earlier and earlier[-1].subject is not None and earlier[-1].subject.after <= earlier[-1].first:
        return None
    end = s.starts[begin] if begin < len(s.tags) else s.end
    head = text[s.start : end].rstrip(" ,")
    opening = head.rfind('"', 0, -1) if head.endswith('"') else -1
    if opening > 0 and not inside and head[:opening].rstrip()[-1:] in (":", ","):
        return s.start + opening  # `X said the vote was fair: "It was slow," he said`
    return s.start


def _complete(s: Sentence, left: int, begin: int) -> bool:
    """Whether what stands before a cue can be said by itself: not `When asked about it,` nor `The costs were,`."""
    tokens = [k for k in range(begin) if s.starts[k] >= left]
    if not _has_clause(s, left, begin) or s.tags[tokens[-1] - (s.tags[tokens[-1]] == ",")] in "AM":
        return False
    if s.lower[tokens[0]] not in _OPENING:
        return True
    return any(s.tags[k] == "," and _clause_at(s, k + 1) for k in tokens[:-1])


_OPENING = frozenset("when while after before as asked although though since once following".split())


def _has_clause(s: Sentence, left: int, begin: int) -> bool:
    return any(t in "FZMAV" for k, t in enumerate(s.tags[:begin]) if s.starts[k] >= left)


def action(reader: Reader, s: Sentence, c: Clause) -> tuple[int, int] | None:
    """`X urged Y to …`, `X called for …`, `X suggested …ing …`."""
    if (c.form != "finite" and c.form != "gerund") or c.status != "done":
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
    if c.verb in _PERSUADING and (i not in s.at or s.tags[s.at[i].after : s.at[i].after + 2] != "tB"):
        return None
    if s.lower[c.first - 1] == "which":
        return None
    if i >= n or s.tags[i] not in 'DNPQGXhnO"':
        return None
    if s.tags[i] == "h":
        i += 1
    subject = _subject_of(s, c)
    speaker = speaker_of(reader.article, s, subject)
    last = _said_before(reader, s, c)
    if last is not None and (subject is None or subject.after < c.first):
        speaker = _speaker(last)  # `X said that Peru was late and urged it to …`
    elif subject is None:
        return None
    if speaker is None or i >= n:
        return None
    text = reader.article.folded
    start, end = s.starts[i], _own_verb_at(s, c, i)
    anew = _ANEW.search(text, start, end)
    if anew is not None and text.count('"', start, anew.start()) % 2 == 0:
        end = anew.start()
    added = _ADDED.search(text, start, end)
    if added is not None:
        end = added.start()
    later = re.compile(r",?\s+(?:and\s+)?(?:urging|calling (?:for|on)|advocating for|advocating)\s+").search(
        text, start, end
    )
    if later is not None:
        _emit(reader, s, speaker, later.end(), end, (s.starts[c.main], end))
        end = later.start()
    first = s.starts[c.first] if subject is None or last is not None else min(subject.start, s.starts[c.first])
    return _emit(reader, s, speaker, start, end, (first, _evidence_end(s, end)))


def _said_before(reader: Reader, s: Sentence, c: Clause) -> Row | None:
    """The statement of this sentence that `and` joins the cue to: `X said …, and warned …`."""
    last = reader.rows[-1] if reader.rows and s.tags[c.first - 1] == "&" else None
    return last if last and (last["predicate"], last["segment_id"]) == ("said", s.segment_id) else None


def _own_verb_at(s: Sentence, c: Clause, i: int) -> int:
    """Where what is asked for ends: before a verb that goes on about who asks, as in `urged Peru to wait and left`."""
    for d in s.clauses:
        if d.main <= i or d.form != "finite":
            continue
        between = (k for k in range(d.first - 1, i, -1) if s.tags[k] not in "RITQND" or s.lower[k] == "but")
        joined = next(between, i)
        both = s.tags[joined] == "&" or s.lower[joined] == "but"
        return s.starts[joined] if both and d.subject in (c.subject, None) else s.end
    return s.end


_PERSUADING = frozenset(("encourage", "ask", "press", "implore"))
"""Verbs that speak where somebody is to do something: `encouraged Peru to open its ports`."""


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
    speaker = speaker_of(reader.article, s, _subject_of(s, clause)) if clause is not None else None
    told = s.lower[colon - 1] in _DOCUMENTS
    if speaker is not None and (speaker.kind == "person" or (told and s.tags[colon] == ":")):
        _emit(
            reader,
            s,
            speaker,
            s.starts[colon + 1],
            s.end,
            (s.start, s.end),
            direct='"' in text[s.ends[colon + 1] : s.end],
        )


def according(reader: Reader, s: Sentence) -> None:
    """`According to X, …` and `…, according to X`."""
    for k, word in enumerate(s.lower[:-1]):
        if word != "according" or s.lower[k + 1] != "to":
            continue
        phrase = _source(s, k + 2)
        if phrase is not None and phrase.items and s.tags[phrase.items[0].after : phrase.items[0].after + 1] == ",":
            enclosed = s.tags[phrase.after : phrase.after + 1] in ",." and "&" in s.tags[k : phrase.after]
            phrase = phrase if enclosed else phrase.items[0]  # `according to X, boats and crews are here`
        speaker = speaker_of(reader.article, s, phrase)
        if speaker is None or phrase is None:
            continue
        if k == 0:
            comma = s.tags.find(",", phrase.after - (s.tags[phrase.after - 1] == ","), phrase.after + 9)
            start = s.ends[comma] if comma >= 0 else phrase.end
            _emit(reader, s, speaker, start, s.end, (s.start, s.end))
        elif _has_clause(s, s.start, k):
            _emit(reader, s, speaker, s.start, s.starts[k], (s.start, phrase.end))


def _source(s: Sentence, i: int) -> Phrase | None:
    """Whom `according to` names: the phrase at token i, or whose it is: `the bank's data`, `a note posted by X`."""
    phrase = s.at.get(i)
    if phrase is None or phrase.kind in _TALKERS:
        return phrase
    if phrase.possessor is not None and phrase.possessor.kind in SPEAKERS:
        return phrase.possessor
    for j in range(phrase.after, min(phrase.after + 8, len(s.tags) - 1)):
        if s.tags[j] in ",.;":
            break
        source = s.at.get(j + 1)
        made = s.lower[j] == "from" or (s.lower[j] == "by" and s.lower[j - 1] not in _SEEN)
        if made and source is not None and source.kind in _TALKERS:
            return source
    return phrase.of if phrase.of is not None and phrase.of.kind in _TALKERS else phrase


_SEEN = frozenset("seen obtained reviewed viewed read cited quoted carried reported consulted".split())
"""What a paper does with what others wrote: `a draft seen by the agency`."""
_FROM = (["from"], ["by"])
_DOCUMENTS = frozenset(
    "statement report letter message post tweet memo note opinion ruling website paper study survey data figure "
    "communique release announcement estimate article book speech".split()
)
"""What somebody says something in."""
