"""Speech: who says what, quoted or reported.

A statement of `said` has the speaker as subject and the words, verbatim from the article, as object.
"""

import re
from functools import cache

from pipelines.extract.arguments import Ref, party_refs
from pipelines.extract.frames import rules
from pipelines.extract.names import Article
from pipelines.extract.parse import Clause, Phrase, Sentence
from pipelines.extract.statements import Reader

SPEAKERS = frozenset(("person", "country", "organisation", "group", "role", "name", "demonym", "pronoun", "place"))
_ADDED = re.compile(
    r",?\"?\s+(?:also\s+|further\s+)?(?:adding|noting|stressing|arguing|saying|emphasi[sz]ing|warning|explaining|insisting|underlining|"
    r"underscoring|highlighting|claiming|pointing out|affirming|reiterating|declaring|stating|and added|but added|"
    r"and said|while noting|while stressing),?\s+(?:that\s+)?"
)
_TRAILING_CUE = re.compile(
    r",\s+(?:he|she|they|it|the [a-z]+)\s+(?:said|added|noted|stressed|explained|told)\b.*$", re.DOTALL
)


def read_speech(reader: Reader, s: Sentence) -> None:
    """Adds the `said` statements of a sentence to the reader."""
    clauses, actions, needs_that = _cues()
    according(reader, s)
    done: list[tuple[int, int]] = []
    rows = len(reader.rows)
    if continued(reader, s):
        reader.read_until = s.end
        return
    text = reader.article.folded
    previous, reader.last_direct = reader.last_direct, None
    for c in s.clauses:
        if (c.form != "gerund" and c.status not in ("done", "planned")) or c.form == "participle" or c.passive:
            continue
        if c.form == "finite" and c.verb not in clauses and _after_quote(s, c):
            found = trailing(reader, s, c)
        elif c.form == "gerund" and c.verb in clauses:
            found = participial(reader, s, c)
        elif c.verb in clauses:
            found = trailing(reader, s, c) or leading(reader, s, c, needs_that)
        elif c.verb in actions:
            found = action(reader, s, c)
        else:
            continue
        if found is not None and not any(a <= found[0] and found[1] <= b for a, b in done):
            done.append(found)
    if not done and text[s.start] == '"' and text[s.end - 1] == '"' and previous is not None:
        _emit(reader, s, previous, s.start, s.end, (s.start, s.end), direct=True)
        reader.last_direct = previous
    if not done:
        colon_quote(reader, s)
    said = [r for r in reader.rows[rows:] if r["predicate"] == "said" and r["mode"] == "direct"]
    if said:
        reader.last_direct = Ref(said[-1]["subject_id"], said[-1]["subject"], "person")
    _left_open(reader, s, rows)
    reader.read_until = s.end


def continued(reader: Reader, s: Sentence) -> bool:
    """Whether the sentence goes on with a quotation that an earlier one opened; it is its speaker's then."""
    speaker = reader.quoting
    if speaker is None:
        return False
    text = reader.article.folded
    if "\n" in reader.article.text[reader.read_until : s.start] and text[s.start] != '"':
        reader.quoting = None  # nobody closed it, and a new paragraph does not go on with it
        return False
    close = text.find('"', s.start, s.end)
    if text[s.start] == '"':  # a paragraph that opens the quotation anew
        close = text.find('"', s.start + 1, s.end)
    if (close if close >= 0 else s.end) - s.start > 20:
        _emit(reader, s, speaker, s.start, close if close >= 0 else s.end, (s.start, s.end), direct=True)
    if close >= 0:
        reader.quoting = None
    return close < 0 or s.end - close < 3


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


def _left_open(reader: Reader, s: Sentence, row: int) -> None:
    """Remembers the speaker of a direct quotation that the sentence does not close."""
    said = [r for r in reader.rows[row:] if r["predicate"] == "said"]
    if said and reader.article.folded.count('"', s.start, s.end) % 2:
        reader.quoting = Ref(said[-1]["subject_id"], said[-1]["subject"], "person")


@cache
def _cues() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The verbs of speech: those that take a clause, those that take what is asked for, those that need `that`."""
    words = rules().speech
    return frozenset(words["clause"]), frozenset(words["action"]), frozenset(words["needs_that"])


def speaker_of(article: Article, s: Sentence, p: Phrase | None) -> Ref | None:
    """The speaker, if the phrase can be one."""
    if p is None:
        return None
    if p.kind not in SPEAKERS and not any(x.kind in SPEAKERS for x in p.each()):
        return None
    if p.kind == "place" and p.entity_id:
        entry = article.registry.entries.get(p.entity_id)
        if entry is None or not entry.capital_of:
            return None
    refs = list(party_refs(article, s, p))
    if not refs:
        return None
    if len(refs) > 1:
        return Ref(None, " ".join(article.text[p.start : p.end].split()), "group")
    return refs[0]


def _emit(
    reader: Reader, s: Sentence, speaker: Ref, start: int, end: int, evidence: tuple[int, int], direct: bool = False
) -> tuple[int, int] | None:
    text = reader.article.folded
    while start < end and text[start] in " ,:;\"'–-":
        start += 1
    while end > start and text[end - 1] in " ,:;\"'.–-":
        end -= 1
    if text.count('"', start, end) % 2 and text[end : end + 1] == '"':
        end += 1
    content = reader.article.text[start:end]
    if len(content.split()) < 2:
        return None
    before = text[evidence[0] : start].rstrip()
    quoted = before.endswith('"') or text[start : start + 1] == '"'
    closing = text[end : end + 3]
    direct = direct or (quoted and ('"' in closing or '"' not in text[start : s.end]))
    reader.add(
        "said",
        speaker,
        "speech",
        0.9,
        evidence,
        object=content,
        status="done",
        mode="direct" if direct else "indirect",
        speaker_id=speaker.entity_id,
    )
    return start, end


def leading(reader: Reader, s: Sentence, c: Clause, needs_that: frozenset[str]) -> tuple[int, int] | None:
    """`X said (that) …`, `X told reporters that …`, `X said: "…"`."""
    text = reader.article.folded
    i = c.main + 1
    n = len(s.tags)
    if c.verb in ("tell", "assure") and i in s.at:
        i = s.at[i].after
    while (
        i < n and s.lower[i] != "there" and (s.tags[i] in "RT" or (s.tags[i] == "I" and s.tags[i + 1 : i + 2] == "T"))
    ):
        i += 1
    that = False
    k = _past_addressee(s, i)
    if k < n and s.tags[k] == "," and s.tags[k + 1 : k + 2] in ("h", '"'):
        k += 1
    if k < n and (s.tags[k] in "h" or s.lower[k] == "that"):
        that, i = True, k + 1
    elif k < n and s.tags[k] in ':"':
        if s.tags[k] == ":" or k == i or s.tags[k - 1] in ":,":
            that, i = True, k
    elif c.verb in needs_that:
        return None
    if i >= n:
        return None
    if not that and not (_clause_at(s, i) or (c.verb == "say" and s.tags[i] in "DNPX" and _has_clause_after(s, i))):
        return None
    speaker = speaker_of(reader.article, s, c.subject)
    if speaker is None or (c.subject is not None and s.lower[c.subject.first - 1 : c.subject.first] in _IF):
        return None
    start = s.starts[i]
    end = s.end
    added = _ADDED.search(text, start, end)
    if added is not None:
        end = added.start()
    else:
        cut = _TRAILING_CUE.search(text, start, end)
        if cut is not None:
            end = cut.start()
    first = c.subject.start if c.subject is not None and c.subject.start < start else s.starts[c.first]
    return _emit(reader, s, speaker, start, end, (min(first, s.starts[c.first]), _evidence_end(s, end)))


def participial(reader: Reader, s: Sentence, c: Clause) -> tuple[int, int] | None:
    """`…, adding that …` and `Reaffirming that …, X said …`: the speaker is the subject of the sentence."""
    i = c.main + 1
    if s.tags[i : i + 1] == "," and s.tags[i + 1 : i + 2] == '"':
        i += 1
    if i >= len(s.tags) or s.tags[i] not in 'h"' or (s.tags[i] == '"' and c.verb not in ("add", "say")):
        return None
    main = next((d for d in s.clauses if d.form == "finite" and d.main > c.main), None) if c.governor is None else None
    clause_cues, actions, _ = _cues()
    cues = [
        d for d in s.clauses if d.main < c.main and d.form == "finite" and (d.verb in clause_cues or d.verb in actions)
    ]
    subject = main.subject if main is not None else cues[-1].subject if cues else c.subject
    speaker = speaker_of(reader.article, s, subject)
    if speaker is None or subject is None or i + 1 >= len(s.tags):
        return None
    end = s.end if main is None else subject.start
    added = _ADDED.search(reader.article.folded, s.starts[i], end)
    if added is not None:
        end = added.start()
    first = min(subject.start, s.starts[c.main])
    return _emit(reader, s, speaker, s.starts[i + 1], end, (first, max(_evidence_end(s, end), subject.end)))


def _evidence_end(s: Sentence, end: int) -> int:
    return max(end, s.starts[0] + 1) if end < s.end else s.end


_IF = (["if"], ["when"], ["whether"], ["unless"], ["as"])


def _has_clause_after(s: Sentence, i: int) -> bool:
    return len(s.tags) - i > 6 and any(t in "FZMAVB" for t in s.tags[i:])


def _past_addressee(s: Sentence, i: int) -> int:
    """The token behind `to reporters`, `in Berlin`, `of Boseman`, which may stand between the verb and the words."""
    while s.tags[i : i + 1] and s.tags[i] in "RTIt" and s.lower[i] != "there":
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


def trailing(reader: Reader, s: Sentence, c: Clause) -> tuple[int, int] | None:
    """`…, X said` and `…, said X`, with what follows ignored or read as a second statement."""
    text = reader.article.folded
    n = len(s.tags)
    after = c.main + 1
    while after < n and s.tags[after] in "RT":
        after += 1
    if c.verb in ("tell", "assure") and c.subject is not None and after in s.at:
        after = s.at[after].after
    inverted = s.at.get(after)
    if inverted is not None and (
        (inverted.kind == "pronoun" and s.tags[c.first - 1 : c.first] != '"')
        or (inverted.after < n and s.tags[inverted.after] in "FZMAVd")
    ):
        inverted = None  # `…, said Argentina could not`
    begin = c.first
    speaker_phrase: Phrase | None
    if inverted is not None and inverted.kind in SPEAKERS and begin > 0 and s.tags[begin - 1] in ',"q-.':
        speaker_phrase = inverted
        tail = inverted.after
    elif c.subject is not None and c.subject.after <= c.first and c.subject.first > 0:
        speaker_phrase = c.subject
        begin = c.subject.first
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
    left = _content_start(s, c, begin)
    if left is None or content_end - left < 12:
        return None
    if not _has_clause(s, left, begin) and '"' not in text[left:content_end]:
        return None
    if tail < n and s.tags[tail] in ",:" and s.tags[tail + 1 : tail + 2] == '"' and not _has_clause(s, left, begin):
        return None
    speaker = speaker_of(reader.article, s, speaker_phrase)
    if speaker is None:
        return None
    found = _emit(reader, s, speaker, left, content_end, (left, max(s.ends[min(tail, n) - 1], s.ends[c.main])))
    if tail + 1 < n and s.tags[tail] in ",." and text[s.starts[tail + 1]] == '"':
        _emit(reader, s, speaker, s.starts[tail + 1], s.end, (s.starts[begin], s.end))
    return found


_AFTER_CUE = frozenset("in on at during while after when to as following from before".split())


def _content_start(s: Sentence, c: Clause, begin: int) -> int | None:
    earlier = [
        d for d in s.clauses if d.main < begin and d.verb in ("say", "add") and d is not c and d.form == "finite"
    ]
    if earlier and earlier[-1].subject is not None and earlier[-1].subject.after <= earlier[-1].first:
        return None
    return s.start


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
    if i >= n or s.tags[i] not in 'DNPQGXhnO"':
        return None
    if s.tags[i] == "h":
        i += 1
    subject = c.subject
    speaker = speaker_of(reader.article, s, subject)
    if speaker is None or subject is None or i >= n:
        return None
    text = reader.article.folded
    start, end = s.starts[i], s.end
    added = _ADDED.search(text, start, end)
    if added is not None:
        end = added.start()
    later = re.compile(r",?\s+(?:and\s+)?(?:urging|calling (?:for|on)|advocating for|advocating)\s+").search(
        text, start, end
    )
    if later is not None:
        _emit(reader, s, speaker, later.end(), end, (s.starts[c.main], end))
        end = later.start()
    return _emit(reader, s, speaker, start, end, (min(subject.start, s.starts[c.first]), _evidence_end(s, end)))


def colon_quote(reader: Reader, s: Sentence) -> None:
    """`X did the sums aloud: "…"`: a quotation after a colon is its sentence's subject's."""
    text = reader.article.folded
    colon = next((k for k in range(1, len(s.tags) - 1) if s.tags[k] == ":" and s.tags[k + 1] == '"'), None)
    if colon is None:
        return
    clause = next((c for c in s.clauses if c.form == "finite" and c.main < colon), None)
    speaker = speaker_of(reader.article, s, clause.subject) if clause is not None else None
    if speaker is not None and speaker.kind == "person":
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
        phrase = s.at.get(k + 2)
        speaker = speaker_of(reader.article, s, phrase)
        if speaker is None or phrase is None or (speaker.kind == "role" and speaker.entity_id is None):
            continue
        if k == 0:
            start = s.ends[phrase.after] if phrase.after < len(s.tags) and s.tags[phrase.after] == "," else phrase.end
            _emit(reader, s, speaker, start, s.end, (s.start, s.end))
        elif _has_clause(s, s.start, k):
            _emit(reader, s, speaker, s.start, s.starts[k], (s.start, phrase.end))
