"""What is said: where the words begin that a cue introduces, where they end, and the statement they make."""

import re

from pipelines.extract.arguments import Ref
from pipelines.extract.lexicon import lexicon
from pipelines.extract.parse import Clause, Phrase, Sentence
from pipelines.extract.speech_rules import chained, cues
from pipelines.extract.speech_speakers import subject_of
from pipelines.extract.statements import Reader

_TRAILING_CUE = re.compile(
    r",\s+(?:he|she|they|it|the [a-z]+|(?:[A-Z][\w.'-]*\s+){0,4}[A-Z][\w.'-]*)\s+"
    r"(?:said|added|noted|stressed|explained|told)\b.*$"
    r"|,\s+(?:said|added|noted|stressed|explained)\s+(?:the\s+[a-z]|[A-Z]).*$",
    re.DOTALL,
)


_CONTEXT = re.compile(
    r",\s+(?:just |only |barely )?(?:an?|one|two|three|four|five|six|seven|ten|\d+) (?:hour|day|week|month|year)s? "
    r"(?:after|before) [^\"]*$"
    r"|,\s+(?:at an? (?:\w+[ -]){0,3}(?:summit|meeting|conference|ceremony|rally|forum|dinner|briefing|session)\b|"
    r"in an? (?:\w+[ -]){0,3}(?:statement|interview|speech|address|letter|post|tweet|message|report|briefing|video)\b|"
    r"in (?:remarks|comments|a move|what)\b|(?:hours|days|weeks|months) (?:after|before|ahead)\b)[^\"]*$"
)
"""What a reporter adds to what was said: `…, two days after the talks had failed`."""
_CLOSED_AND = re.compile(r',"\s+(?:and|but|while)\s(?!to\s)')
_OF_THE_TELLER = re.compile(
    r", but that (?:does|did|has|is)(?:n't| not)"
    r"|,? (?:and|but|so) (?:I|we)(?='| [a-z])|,? if I\b|,? I (?:think|believe|guess|quote)\b"
)
"""Where who tells what somebody else said goes on about himself: `X said the port was open, and we are glad`."""


def emit(
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
    if text[start : start + 2] == "– ":
        return None  # `He said that – blaming the ministry for it.`
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


_AND_THAT = re.compile(
    r", (?:and|but) (?:also )?that (?=\w+ \w+ )"
    r"| (?:and|but) (?:also )?that (?=(?:the|an?|it|he|she|they|we|there|this|these|its|his|her|their|our|all|no|some|"
    r"any|both|[A-Z\d][\w.-]*|\w+(?:'s|s)) \w+)"
)


def and_that(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of `that …, and that …`, each a statement, outside quotation marks."""
    cuts = [m for m in _AND_THAT.finditer(text, start, end) if text.count('"', start, m.start()) % 2 == 0]
    return list(zip([start, *(m.end() for m in cuts)], [*(m.start() for m in cuts), end], strict=True))


def words_at(s: Sentence, c: Clause) -> int | None:
    """The token where the words begin that a verb of speech introduces, if it does."""
    n = len(s.tags)
    i = c.main + 1
    if c.verb in ("add", "continue") and s.tags[i : i + 1] == "t":
        return None  # `this adds to the pressure that …`
    addressed = c.verb in cues().addressing and i in s.at
    if addressed:
        whom = s.at[i]
        words = _inside_name(s, whom) or _that_behind(s, whom.after)
        if words is not None:
            return words
        addressed = c.verb not in cues().clause_or_whom
        i = whom.after if addressed else i
    while (
        i < n
        and s.lower[i] not in _NO_ADVERBS
        and s.tags[i : i + 2] != "TS"
        and (s.tags[i] in "RT" or (s.tags[i] == "I" and s.tags[i + 1 : i + 2] == "T"))
    ):
        i += 1
    if c.verb == "point" and s.lower[i : i + 1] == ["out"]:
        i += 1
    matter = i == c.main + 1 and i < n and s.lower[i] in _MATTERS
    if s.tags[i : i + 3] == ",R,":
        i += 2  # `said, however, that …`
    k = _past_addressee(s, i)
    if s.tags[i : i + 1] in tuple("RTIt(h") and not matter:
        words = _that_behind(s, i)
        if words is not None:
            return words
    elif c.verb in ("say", "state", "announce") and s.tags[i : i + 1] in tuple("DNQ"):
        words = _that_behind(s, i)  # `said a day earlier that`
        if words is not None and words < i + 9:
            return words
    if s.tags[k : k + 2] == ",I":
        k = _past_aside(s, k)
    if k < n and s.tags[k] == "," and (s.tags[k + 1 : k + 2] in ("h", '"') or (k > c.main + 1 and clause_at(s, k + 1))):
        k += 1
        if s.tags[k] not in 'h"':
            return k
    if k < n and s.tags[k] == "h":
        relative = s.tags[k + 1 : k + 2] in tuple("MAVZFdB")  # `agreed on a line that would …`
        return k + 1 if k + 1 < n and not relative and not matter else None
    if (
        s.tags[k : k + 1] == "-"
        and (close := s.tags.find("-", k + 1)) > 0
        and s.tags[close + 1 : close + 2] in ("h", '"')
    ):
        return close + 1 + (s.tags[close + 1] == "h")  # `said – as the paper has it – "…"`
    if k < n and s.tags[k] in ':"' and (s.tags[k] == ":" or k == i or s.tags[k - 1] in ":,"):
        return k
    if s.tags[k : k + 1] == '"' and k + 1 < n and s.words[k + 1][0].isupper():
        return k  # `said on the radio "…"`
    if i >= n:
        return None
    if addressed and k > i and clause_at(s, k) and s.tags[k] != "I":
        return k  # `told a crowd in Bergen he would resign`
    if s.lower[i] == "with":
        return None  # `noted with satisfaction the progress made`
    if c.verb in cues().needs_that:
        return i if _plain_clause_at(s, i) else None
    if clause_at(s, i) or (c.verb == "say" and s.tags[i] in "DNPXG" and _has_clause_after(s, i)):
        return i
    if s.lower[i] in _CONDITIONS and clause_at(s, i + 1) and s.tags.find(",", i) > 0:
        return i
    return None


def _past_aside(s: Sentence, comma: int) -> int:
    """The comma that closes an insertion: `read, in part, "…"`, `said, in remarks printed by the daily, "…"`."""
    close = s.tags.find(',"', comma + 1)
    if 0 < close - comma < 12 and not set(s.tags[comma:close]) & set("ZMAVWG"):
        return close
    phrase = s.at.get(comma + 2)
    return phrase.after if phrase is not None and s.tags[phrase.after : phrase.after + 1] == "," else comma


def _inside_name(s: Sentence, whom: Phrase) -> int | None:
    """Where the words begin if they run into whom they are told, as in `told NPR Ada Quispe had left`."""
    name = next((k for k in range(whom.first, whom.last) if s.starts[k] == whom.start), whom.first)
    if whom.kind == "name" and name == whom.first and whom.last - name > 2 and s.words[name].isupper():
        name += 1
    apart = name > whom.first and s.tags[name - 1] == "P" and not whom.titles
    return name if apart and s.tags[whom.after : whom.after + 1] in tuple("FZMAV") else None


def _that_behind(s: Sentence, i: int) -> int | None:
    """The token behind the `that` which follows when, where and to whom something is said, from token i on."""
    n = len(s.tags)
    for k in range(i, min(i + 16, n - 1)):
        tag = s.tags[k]
        if tag == "h" and k > i and s.tags[k - 1] in "It" and s.tags[k + 2 : k + 3] in tuple(",I."):
            continue  # `at that meeting, …`
        if tag == "h":
            relative = s.tags[k + 1] in "MAVZFdB"  # `agreed on a line that would …`
            return None if relative else k + 1
        told = tag in "FE" and s.tags[k + 1] in "IT"  # `in a video posted by the crew`
        if not told and tag not in "RTItoDNPQSXO&(),H'":
            return None
    return None


_MATTERS = frozenset("about against for of".split())
"""Prepositions behind which stands what is spoken of: `warned of a storm that Norway had foreseen`."""


ANEW = re.compile(r"; (?!that |and |or |but |he |she |it |they |this |these |in addition)")
"""A semicolon behind which the reporter may go on in his own words."""


def content_end(reader: Reader, s: Sentence, start: int) -> int:
    """Where the words that start at an offset end: before another cue, or with the quotation that they are."""
    text = reader.article.folded
    even = text.count('"', s.start, s.end) % 2 == 0
    found = chained().finditer(text, start, s.end)
    added = (m for m in found if not even or text.count('"', s.start, m.end()) % 2 == 0)
    cut = next(added, None) or _TRAILING_CUE.search(text, start, s.end) or _CONTEXT.search(text, start, s.end)
    end = min(
        cut.start() if cut is not None else s.end,
        _other_speaker_at(s, start),
        _own_words_at(text, s, start),
        _next_cue_at(text, s, start),
        _reported_at(text, s, start),
        _meanwhile_at(text, s, start),
    )
    for m in ANEW.finditer(text, start, end):
        if text.count('"', start, m.start()) % 2 == 0 and text.count('"', s.start, start) % 2 == 0:
            end = m.start()  # `said the vote was fair; observers had come from ten countries`
            break
    for c in s.clauses:  # `said the vote was fair; he also called for another`
        p = c.subject
        told = p is not None and c.form == "finite" and s.tags[p.first - 1 : p.first] == ";"
        if (
            told
            and p is not None
            and (c.verb in cues().clause or c.verb in cues().action)
            and s.starts[p.first] > start
        ):
            end = min(end, s.starts[p.first - 1])
    colon = text.find(': "', start + 2, end)
    if colon > 0:
        return colon
    goes_on = _CLOSED_AND.search(text, start, end)
    if goes_on is not None and text.count('"', s.start, goes_on.start()) % 2 and text[start] != '"':
        return goes_on.start() + 2  # `said they were "a model for us," and Peru promised …`
    close = text.find('"', start + 1, end) if text[start] == '"' else -1
    if close > 0 and text[close - 1] in ",.!?" and text.find('"', close + 1, end) < 0:
        return close + 1  # `said "We are late," and left`
    return end


def insertion_end(s: Sentence, c: Clause) -> int:
    """Where a relative clause ends because its host goes on: `X, who said it was late, left`."""
    if not c.relative or s.tags[c.first - 2 : c.first] != ",W":
        return s.end
    hosts = (d for d in s.clauses if d.main > c.main and d.form == "finite" and d.subject is c.subject)
    return next((s.starts[d.first - 1] for d in hosts if s.tags[d.first - 1] == ","), s.end)


def _next_cue_at(text: str, s: Sentence, start: int) -> int:
    """Where the speaker goes on with a second verb without `that`: `said he was late, and argued the port was shut`."""
    for c in s.clauses:
        joined = c.first == c.main and s.tags[c.first - 1 : c.first + 1] == "&F" and s.starts[c.first - 1] > start
        told = joined and c.verb in cues().chained and c.subject is not None and clause_at(s, c.main + 1)
        if told and text.count('"', s.start, s.starts[c.first]) % 2 == 0:
            return s.starts[c.first - 1]
    return s.end


def _meanwhile_at(text: str, s: Sentence, start: int) -> int:
    """Where the reporter tells what else happened: `said Peru would pay, as leaders gathered in Quito`."""
    for c in s.clauses:
        p = c.subject
        if c.form != "finite" or c.passive or s.tags[c.main] != "F" or c.first != c.main or p is None or p.first < 2:
            continue
        if p.kind == "pronoun":
            continue
        comma = p.first - 2
        beside = s.tags[comma] == "," and s.lower[comma + 1] == "as" and s.starts[comma] > start
        if beside and text.count('"', s.start, s.starts[comma]) % 2 == 0:
            return s.starts[comma]
    return s.end


def _reported_at(text: str, s: Sentence, start: int) -> int:
    """Where somebody else reports it all: `said it was late, the paper reported`, `…, according to the paper`."""
    source = s.tags.find(",", next((k for k, at in enumerate(s.starts) if at > start), 0))
    while source > 0:
        at, told = s.starts[source], s.lower[source + 1 : source + 3] == ["according", "to"]
        verbs = (c for c in s.clauses if c.form == "finite" and c.verb in cues().clause and c.subject is not None)
        verb = next((c for c in verbs if c.subject is not None and c.subject.first == source + 1), None)
        told = told or (verb is not None and s.tags[verb.main + 1 : verb.main + 2] == ".")
        if told and text.count('"', s.start, at) % 2 == 0:
            return at
        source = s.tags.find(",", source + 1)
    return s.end


def _own_words_at(text: str, s: Sentence, start: int) -> int:
    """Where the teller goes on in his own words; in a quotation, or once it is `we` who are told of, nowhere."""
    own = _OF_THE_TELLER.search(text, start, s.end)
    if own is None or _FIRST_PERSON.search(text, start, own.start()) or text.count('"', s.start, own.start()) % 2:
        return s.end
    return own.start()


def of_teller(reader: Reader, start: int, end: int) -> bool:
    """Whether words without quotation marks are those of who tells: `my late father was here`."""
    text = reader.article.folded
    return '"' not in text[start:end] and re.compile(r"\b(?:I|[Mm]y)\b").search(text, start, end) is not None


_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|us)\b")


def _other_speaker_at(s: Sentence, start: int) -> int:
    """Where somebody else speaks: `said Peru had paid, but Minister Y said it had not`."""
    for c in s.clauses:
        if c.form != "finite" or c.verb not in cues().clause or s.tags[c.main] not in "FZB":
            continue
        p = subject_of(s, c)
        if p is None or p.first < 2:
            continue
        other = p.kind in ("person", "role", "country", "organisation", "group") or p.name.lower() == "others"
        next_to = p.after == c.first or s.tags[p.after] in ",-"
        turning = s.tags[p.first - 2] == "," and s.lower[p.first - 1] in _TURNING
        if other and next_to and turning and s.starts[p.first - 2] > start:
            return s.starts[p.first - 2]
    return s.end


_TURNING = frozenset("but while whereas and".split())


def evidence_end(s: Sentence, end: int) -> int:
    return max(end, s.starts[0] + 1) if end < s.end else s.end


_CONDITIONS = frozenset("if when while although though unless because since".split())


def _has_clause_after(s: Sentence, i: int) -> bool:
    return len(s.tags) - i > 6 and any(t in "FZMAVBq" for t in s.tags[i:])


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


def clause_at(s: Sentence, i: int) -> bool:
    """Whether a clause without `that` starts at token i: a subject, perhaps after an opening phrase, and its verb."""
    n = len(s.tags)
    while i < n and s.tags[i] == "I" and (i + 1 in s.at or s.tags[i + 1 : i + 2] == "T"):
        i = s.at[i + 1].after if i + 1 in s.at else i + 2
        i += s.tags[i : i + 1] == ","
    if s.lower[i : i + 1] == ["there"]:
        return s.tags[i + 1 : i + 2] in ("A", "M", "V")
    first = i
    while i < n and i not in s.at and s.lower[i] in _QUANTIFYING:
        i += 1
    if i > first and s.tags[i : i + 1] in ("F", "Z", "M", "A", "V"):
        return True  # `most had left`
    phrase = s.at.get(i)
    if phrase is None:
        return False
    j = phrase.after
    while j < n:
        if s.tags[j] in "FZMAVBd":
            return True
        if s.tags[j] == "," and (close := _aside_end(s, j)) > 0:
            j = close
            continue
        if s.tags[j] == "I" and j + 1 in s.at:
            j = s.at[j + 1].after
        elif s.tags[j] in 'RTnq"Wh' or s.tags[j : j + 2] == ",T":
            j += 1
        elif j in s.at:
            j = s.at[j].after
        else:
            return False
    return False


_QUANTIFYING = frozenset(
    "about all almost at both even few just least less many more most nearly none not only over some than".split()
)
_NO_ADVERBS = _QUANTIFYING | {"there"}
"""Words behind a verb of speech that belong to what is said."""


def _aside_end(s: Sentence, comma: int) -> int:
    """The token behind the comma that closes an insertion, before a verb: `the port, among other things, is shut`."""
    for k in range(comma + 1, min(comma + 16, len(s.tags) - 1)):
        if s.tags[k] == "," and s.tags[k + 1] in "FZMAV":
            return k + 1
        if s.tags[k] in ';:"' or (s.tags[k] in "FZMAV" and s.tags[comma + 1] != "W"):
            return -1
    return -1


def _plain_clause_at(s: Sentence, i: int) -> bool:
    """Whether a pronoun and its verb, or a phrase and `is`, `will` or `has`, start at token i."""
    if s.lower[i : i + 1] == ["there"]:
        return s.tags[i + 1 : i + 2] in ("A", "M", "V")
    phrase = s.at.get(i)
    if phrase is None:
        return False
    j = phrase.after
    while s.tags[j : j + 1] in ("R", "T", "n"):
        j += 1
    behind = s.at.get(j + 1)
    if s.lower[j : j + 1] in (["by"], ["in"], ["from"], ["on"], ["at"]) and behind is not None:
        j = behind.after  # `announced the tests by a laboratory found lead`
        return s.tags[j : j + 1] in ("M", "A", "V") or (
            s.tags[j : j + 1] == "F" and s.tags[j + 1 : j + 2] in ("D", "P", "Q", "N") and s.lower[j] not in _NAMING
        )
    if phrase.kind == "pronoun":
        return s.lower[i] in _NOMINATIVE and s.tags[j : j + 1] in tuple("FZMAVBd")
    if s.tags[j : j + 1] == "F":
        if phrase.kind == "thing":  # `announced the tests found lead`, but not `announced a plan called Dawn`
            return s.tags[j + 1 : j + 2] in ("D", "P", "Q", "X") and s.lower[j] not in _NAMING
        return s.tags[j + 1 : j + 2] not in ("", "I", ".", ",", "T") and s.lower[j] not in _NAMING
    return s.tags[j : j + 1] in ("M", "A", "V", "Z", "d") and s.tags[j + 1 : j + 2] != "G"


_NAMING = frozenset("called named dubbed titled entitled labelled labeled considered deemed".split())
_NOMINATIVE = frozenset("he she it they we i there".split())


def content_start(text: str, s: Sentence, c: Clause, begin: int, inside: bool) -> int | None:
    earlier = [
        d
        for d in s.clauses
        if d.main < begin
        and d.verb in ("say", "add")
        and d is not c
        and d.form == "finite"
        and text.count('"', s.start, s.starts[d.main]) % 2 == inside
    ]
    if earlier and earlier[-1].subject is not None and earlier[-1].subject.after <= earlier[-1].first:
        return None
    end = s.starts[begin] if begin < len(s.tags) else s.end
    head = text[s.start : end].rstrip(" ,")
    opening = head.rfind('"', 0, -1) if head.endswith('"') else -1
    if opening > 0 and not inside and head[:opening].rstrip()[-1:] in (":", ","):
        return s.start + opening  # `X said the vote was fair: "It was slow," he said`
    return s.start


def complete(s: Sentence, left: int, begin: int, closing: bool = False) -> bool:
    """Whether what stands before a cue can be said by itself: not `When asked about it,` nor `The costs were,`.

    `closing`: the cue ends the sentence, so that words have to stand before it.
    """
    tokens = [k for k in range(begin) if s.starts[k] >= left]
    if not has_clause(s, left, begin) and (not closing or len(tokens) < 7 or s.tags[tokens[0]] in "IGT"):
        return False
    last = tokens[-1] - (s.tags[tokens[-1]] == ",")
    if s.tags[last] in "AM" or s.lower[last] in ("due", "because", "despite", "that"):
        return False
    stated = set(s.tags[tokens[0] : begin]) & set("AMVZ") or any(
        c.form == "finite" and not c.relative and tokens[0] <= c.main < begin for c in s.clauses
    )
    if s.tags[tokens[0]] in "IG" and not stated:
        return False  # `During talks held in Quito, X said`
    if s.lower[tokens[0]] not in _OPENING:
        return True
    return any(s.tags[k] == "," and clause_at(s, k + 1) for k in tokens[:-1])


_OPENING = frozenset("when while after before as asked although though since once following".split())


def has_clause(s: Sentence, left: int, begin: int) -> bool:
    return any(t in "FZMAV" for k, t in enumerate(s.tags[:begin]) if s.starts[k] >= left)


def own_verb_at(s: Sentence, c: Clause, i: int) -> int:
    """Where what is asked for ends: before a verb that goes on about who asks, as in `urged Peru to wait and left`."""
    for d in s.clauses:
        if s.tags[d.main] == "B" and s.tags[c.main] in "FZ":
            continue  # `urged Peru to wait and see`: of another tense than what the speaker does
        adjective = s.lower[d.main] not in lexicon().verbs and s.tags[d.main + 1 : d.main + 2] in ("N", "P")
        if (
            d.main <= i
            or d.form != "finite"
            or adjective
            or (s.tags[i : d.main].count('"') + s.tags[i : d.main].count("q")) % 2
        ):
            continue
        between = (k for k in range(d.first - 1, i, -1) if s.tags[k] not in "RITQND" or s.lower[k] == "but")
        joined = next(between, i)
        both = s.tags[joined] == "&" or s.lower[joined] == "but"
        return s.starts[joined] if both and d.subject in (c.subject, None) else s.end
    return s.end
