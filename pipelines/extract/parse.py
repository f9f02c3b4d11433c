"""The shallow parser: one sentence to tokens with word classes, phrases, and clauses with their arguments.

It knows English, not predicates: what a clause states is for `frames.py`, what a phrase names for `names.py`.
Offsets are code points in the article's text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from operator import sub

from pipelines.extract.lexicon import lexicon
from pipelines.extract.quantities import Quantity
from pipelines.extract.times import Time

_PLAIN = {
    "’": "'", "‘": "'", "ʼ": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "—": "–", "―": "–",
    "‐": "-", "‑": "-", "−": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200b": " ", "\n": " ", "\r": " ",
    "\t": " ",
}  # fmt: skip

_TOKEN = re.compile(
    r"""
    \s*+(?:
    [a-z]++(?![\w'-]) | [A-Z][a-z]++(?![\w'.-])       # most words
    | [,.;:()"–]                                      # most marks
    | (?=[A-Z])(?:
        (?:[A-Z]\.){2,}                               # U.S.
        | (?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Lt|Col|Sen|Rep|Gov|Hon|Rev|Messrs|Jr|Sr)\.
        | [A-Z]\.(?=[ ][A-Z])                         # an initial
        | COP\d+
    )
    | [^\W\d_]++(?![\w'-])
    | [^\W\d_]+?(?=n't\b) | n't\b
    | [^\W\d_]+(?:'(?!s\b)[^\W\d_]+)?(?:[-‑](?=[a-z])[^\W\d_]+)*
    | 's\b | '(?=[\s,.)])
    | \d+(?:st|nd|rd|th)\b | [$€£¥]?\d[\d,.]*\d | [$€£¥]?\d
    | \S
    )
    """,
    re.VERBOSE,
)
"""A token with the white space before it.

Sooner or later every alternative fails at a blank, so blanks are passed over first.
"""


def fold(text: str) -> str:
    """The text with quotation marks, dashes and spaces in their plain form, character for character.

    `'We are late,' she said` is folded to `"We are late," she said`.
    """
    if "''" in text:  # two apostrophes for one mark, as agencies type it
        text = _TWO_APOSTROPHES.sub(
            lambda match: '" ' if match.start() and match.string[match.start() - 1] not in " \n(" else ' "', text
        )
    for char, plain in _PLAIN.items():
        if char == "\n":
            text = _SINGLE_QUOTES.sub(_double_quotes, text) if "'" in text else text
        text = text.replace(char, plain)
    return text


_TWO_APOSTROPHES = re.compile("(?<!['’])''(?!')")
_SINGLE_QUOTES = re.compile(r"""(?<![^\s(:])'(?=[^\W\d_]|\[)(?:[^'"\n]|(?<=\w)'(?=\w)){12,}'(?![^\W_])""")


def _double_quotes(match: re.Match[str]) -> str:
    """Words in single quotation marks in double ones, if they are several and in no quotation already."""
    line = match.string.rfind("\n", 0, match.start()) + 1
    if match[0].count(" ") < 2 or match.string.count('"', line, match.start()) % 2:
        return match[0]
    return f'"{match[0][1:-1]}"'


@dataclass(slots=True)
class Hit:
    """A registry name in the text: offsets, entity and how its surface names it (name, demonym, acronym, …)."""

    start: int
    end: int
    entity_id: str
    kind: str


@dataclass(slots=True)
class Phrase:
    """A noun phrase: its tokens [first, last), what it names, and what is attached to it."""

    first: int
    last: int
    kind: str = "thing"
    name: str = ""
    entity_id: str | None = None
    plural: bool = False
    start: int = 0
    end: int = 0
    head: str = ""
    det: str = ""
    items: Sequence["Phrase"] = ()
    """The members of a coordination, in order; empty for a single phrase."""
    of: "Phrase | None" = None
    possessor: "Phrase | None" = None
    parties: "Phrase | None" = None
    """The parties that a name states: `between A and B`, `with A`."""
    titles: Sequence[tuple[str, int, int]] = ()
    """Titles that stand before the name or in apposition: words and offsets."""
    apposition: "Phrase | None" = None
    members: Sequence["Phrase"] = ()
    """What a list in brackets or between dashes names as members."""
    places: Sequence["Phrase"] = ()
    """Places that follow in a chain: the Kazakhstan of `Astana, Kazakhstan`."""
    after: int = 0
    """Token after everything that belongs to the phrase."""

    def each(self) -> Sequence["Phrase"]:
        return self.items or (self,)


@dataclass(slots=True)
class Clause:
    """A verb with its arguments. `status` is done, planned, proposed or denied; `verb` is a lemma."""

    verb: str
    first: int
    main: int
    last: int
    passive: bool
    status: str
    form: str
    subject: Phrase | None = None
    object: Phrase | None = None
    preps: list[tuple[str, Phrase]] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    """Tokens that are times of this clause."""
    governor: "Clause | None" = None
    end: int = 0
    relative: bool = False


@dataclass(slots=True)
class Sentence:
    """Tokens of one sentence as parallel lists, with the phrases and clauses found in it."""

    segment_id: str
    start: int
    end: int
    words: list[str]
    lower: list[str]
    starts: list[int]
    ends: list[int]
    tags: str
    payload: dict[int, Time | Quantity | Hit]
    phrases: list[Phrase] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    every: list[Phrase] = field(default_factory=list)
    """The phrases with those inside them, outermost first."""
    at: dict[int, Phrase] = field(default_factory=dict)
    """Phrase by its first token."""
    ending: dict[int, Phrase] = field(default_factory=dict)
    """Phrase by the token after everything that belongs to it."""

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of the tokens [first, last)."""
        return self.starts[first], self.ends[last - 1]


def tokenise(
    folded: str,
    start: int,
    end: int,
    segment_id: str,
    times: Sequence[Time],
    quantities: Sequence[Quantity],
    hits: Sequence[Hit],
    names: frozenset[str] = frozenset(),
    dated: bool = True,
) -> Sentence:
    """Tokens of `folded[start:end]` with word classes; literals and registry names are one token each.

    `names` are words that the article capitalises inside sentences too: at the start of one they are names.
    `dated` says whether the publication date is known.
    """
    spans: list[tuple[int, int, str, Time | Quantity | Hit]] = [
        *((t.start, t.end, "T", told) for t in times if (told := _as_told(folded, t, dated)) is not None),
        *((q.start, _with_equivalent(folded, q), "O" if q.kind == "ordinal" else "Q", q) for q in quantities),
        *((h.start, h.end, "P", h) for h in hits),
    ]
    spans.sort(key=lambda s: (s[0], -s[1]))
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    payload: dict[int, Time | Quantity | Hit] = {}
    given: list[tuple[int, str]] = []
    position = start
    for s, e, tag, item in spans:
        if s < position or s >= end:
            continue
        _cut(folded, position, s, words, starts, ends)
        payload[len(words)] = item
        given.append((len(words), tag))
        position = min(e, end)
        words.append(folded[s:position])
        starts.append(s)
        ends.append(position)
    _cut(folded, position, end, words, starts, ends)
    lower = [*map(str.lower, words)]
    sentence = Sentence(segment_id, start, end, words, lower, starts, ends, "", payload)
    sentence.tags = _tag(sentence, given, folded, names)
    return sentence


def _cut(folded: str, start: int, end: int, words: list[str], starts: list[int], ends: list[int]) -> None:
    """Adds the tokens of `folded[start:end]`."""
    found = _TOKEN.findall(folded, start, end)
    bare = [*map(str.lstrip, found)]
    reached = [*accumulate(map(len, found), initial=start)][1:]
    words += bare
    starts += map(sub, reached, map(len, bare))
    ends += reached


_SEEN_FROM_TODAY = re.compile(
    r"\b(?:last|this|next|ago|yesterday|today|tomorrow|past|coming|current|previous|recent)\b", re.IGNORECASE
)


def _as_told(folded: str, t: Time, dated: bool) -> Time | None:
    """A time as far as it says when; None if it is none.

    `two years after` leans on an event whose date is not known here, and `last year` says nothing of which year in an
    article without a publication date, whatever years it mentions.
    """
    if t.first is None:
        return t if t.type in ("SET", "DURATION") else None
    text = folded[t.start : t.end]
    if text.endswith((" after", " before")):
        return None
    if dated or not t.relative or not _SEEN_FROM_TODAY.search(text):
        return t
    return replace(t, first=None, last=None)


def _with_equivalent(folded: str, q: Quantity) -> int:
    """The end of a quantity with the bracket that gives it in a second currency."""
    close = folded.find(")", q.end, q.end + 40) if q.alt_value is not None else -1
    return close + 1 if close >= 0 else q.end


def _capital_follows(s: Sentence, i: int) -> bool:
    """Whether the capitalised first word of a sentence opens a name of several words."""
    lex = lexicon()
    if s.lower[i] in lex.verbs or i + 1 >= len(s.words):
        return False
    return s.words[i + 1][0].isupper() and i + 1 not in s.payload


_ELIDED = re.compile(r"(?:d|l|dell|dall|al|el)['’][A-Z]")
"""A name with its particle: `d'Azeglio`."""


class _OwnTags(dict[str, str]):
    """The class of each word as it stands inside a sentence, found once a word; `^` and `/` wait for the neighbours."""

    def __missing__(self, word: str) -> str:
        low, first = word.lower(), word[0]
        tag = lexicon().tags.get(low)
        if not first.isalnum() and first not in "'$€£¥":
            tag = first if first in ',;:()."&' else "/" if first in "-–/" else "."
        elif tag is None and (low in _NO_NAMES or _CONTRACTED.fullmatch(low)):
            tag = "N" if low in _NO_NAMES else "X"
        elif tag is None and (first.isupper() or _ELIDED.match(word)):
            tag = "P"
        elif tag is None:
            tag = _open_class(low)
        elif tag in "DIXR" and first.isupper() and len(word) > 1:
            tag = "^"
        self[word] = tag
        return tag


_OWN_TAGS = _OwnTags()


_NO_NAMES = frozenset(("what", "how", "why"))
"""Words that are no names, even with the capital that they have in a question."""
_CONTRACTED = re.compile("(?:i|we|you|he|she|it|they)'(?:m|ve|re|ll|d)")


def _open_class(low: str) -> str:
    """The class of a word that is in no closed class, by the verb forms that are known and by its ending."""
    lex = lexicon()
    if not low[0].isalpha() and low[0] != "'":
        return "O" if low[-1].isalpha() else "Q"
    if low in lex.verbs:
        return lex.verbs[low][1]
    if low.endswith("ed") and len(low) > 5 and low not in lex.noun_like and not _COMPOUND.match(low):
        return "F"
    adverb = low.endswith("ly") and len(low) > 4 and low not in _NO_ADVERBS and low not in lex.heads
    return "R" if adverb else "N"


_COMPOUND = re.compile(r"(?!(?:co|re|pre|over|under)-)\w+-")
"""`full-fledged`, `long-awaited`: an adjective, where no verb is known."""
_NO_ADVERBS = frozenset("family anomaly monopoly supply reply assembly butterfly homily rally".split())


def _tag(s: Sentence, given: list[tuple[int, str]], folded: str, names: frozenset[str]) -> str:
    tags = [*map(_OWN_TAGS.__getitem__, s.words)]
    for i, tag in given:
        tags[i] = tag
    own = "".join(tags)
    for opening in _OPENING.finditer(own):
        i = opening.end() - 1
        word = s.words[i]
        if i not in s.payload and word[0].isupper():
            closed = lexicon().tags.get(s.lower[i])
            if closed is not None:
                tags[i] = closed
            elif word not in names and not _capital_follows(s, i):
                tags[i] = _open_class(s.lower[i])
    for waiting in _WAITING.finditer(own):
        i = waiting.start()
        if tags[i] == "^":
            numbered = i > 0 and tags[i - 1] == "O" and i + 1 < len(tags) and tags[i + 1] == "P"
            tags[i] = "P" if numbered or _in_name(s, i) else lexicon().tags[s.lower[i]]
        elif tags[i] == "/":
            tags[i] = _dash(s, i, folded)
    if "part" in s.lower:
        for i in range(1, len(tags) - 1):
            if tags[i] == "N" and tags[i + 1] == "P" and s.lower[i] == "part" and s.lower[i - 1] in _TAKING:
                tags[i] = "R"  # `In the work of the summit took part President of Peru A`
    for i, tag in given:
        if tag == "T" and (k := i - 1 - (i > 1 and tags[i - 1] == "I")) > 0 and s.lower[k] in _PART_OF_TIME:
            tags[k] = "R"
    if not lexicon().sides.isdisjoint(s.lower):
        _pass_over_sides(s, tags)
    _disambiguate(s, tags)
    return "".join(tags)


def _pass_over_sides(s: Sentence, tags: list[str]) -> None:
    """Makes adverbs of what a caption says of where somebody stands: `Ada Quispe, second from left, met …`."""
    words = lexicon().caption_words
    for k in (k for k, word in enumerate(s.lower) if word in lexicon().sides):
        first, last = k, k + 1
        while first and s.lower[first - 1] in words:
            first -= 1
        while last < len(tags) and s.lower[last] in words:
            last += 1
        if first > 1 and tags[first - 1] + "".join(tags[last : last + 1]) in (",,", "()"):
            tags[first - 1 : last + 1] = "R" * (last + 2 - first)


_OPENING = re.compile(r'(?:^|["(])[,;:()."/]*+[^,;:()."/]')
"""Up to the first word of the sentence, of a quotation or of what stands in brackets."""
_WAITING = re.compile(r"[\^/]")


def _in_name(s: Sentence, i: int) -> bool:
    """A capitalised small word between two capitalised words is part of a name, as in `Of` or `The Hague`."""
    before = s.words[i - 1][0].isupper() if i else False
    after = i + 1 < len(s.words) and s.words[i + 1][0].isupper()
    return after and (before or s.lower[i] == "the")


def _dash(s: Sentence, i: int, folded: str) -> str:
    """A hyphen inside a name, or a dash."""
    char, begin, end = s.words[i], s.starts[i], s.ends[i]
    tight = folded[begin - 1 : begin] != " " and folded[end : end + 1] != " "
    if tight and char != "/":
        return "H"
    named = all(0 <= j < len(s.words) and isinstance(s.payload.get(j), Hit) for j in (i - 1, i + 1))
    listed = s.words[i + 2 : i + 3] == [","]  # `the bloc - Peru, Chile and Kenya`
    return "H" if named and char != "–" and not listed else "-"


_DOUBTFUL = re.compile("[DOIhBZFEG]|(?<=[tM])N|N(?=[FZG])")


def _disambiguate(s: Sentence, tags: list[str]) -> None:
    """Decides between noun and verb from the neighbours."""
    lex = lexicon()
    n = len(tags)
    for match in _DOUBTFUL.finditer("".join(tags)):
        i = match.start()
        tag = tags[i]
        if tag == "N":
            asked = i > 1 and tags[i - 1] == "t" and tags[i - 2] in "BFEGZT"
            if (asked or (i > 1 and tags[i - 1] == "M" and tags[i - 2] in "NPX)")) and _new_verb(s, tags, i):
                tags[i] = "B"  # `promised to replant`, `will assume`
            elif s.lower[i] == "further" and i + 1 < n and tags[i + 1] in "FZG" and tags[i - 1] in "NPX,&":
                tags[i] = "R"
            elif s.lower[i] == "long" and tags[i - 1] in "AV" and tags[i + 1 : i + 2] in (["F"], ["E"]):
                tags[i] = "R"  # `had long maintained`
            continue
        if tag == "O" and i + 1 < n and tags[i + 1] in "FBZ" and i and tags[i - 1] not in "DS":
            tags[i] = "R"
            continue
        if tag == "D" and s.lower[i] in _FLOATING and i and i + 1 < n and tags[i - 1] + tags[i + 1] in _HELPED:
            tags[i] = "R"  # `have each promised`
            continue
        if tag == "D" and s.lower[i] in _FLOATING and i > 1 and tags[i - 1] in "NP" and tags[i + 1 : i + 2] == ["F"]:
            tags[i] = "R"  # `Peru and Chile both argued`
            continue
        if tag == "D" and s.lower[i] in _STANDALONE:
            j = i + 1
            while j < n and tags[j] == "R":
                j += 1
            if j < n and tags[j] in "ZFMAVd" and s.lower[j] not in lex.noun_like:
                tags[i] = "X"
            continue
        if tag == "I":
            if s.lower[i] == "as" and s.lower[i + 1 : i + 3] == ["well", "as"]:
                tags[i : i + 3] = "&RR"
            elif s.lower[i] == "under" and s.lower[i + 1 : i + 2] == ["secretary"]:
                tags[i] = "P"
            continue
        if tag == "h":
            # after a noun and before a verb it is a relative pronoun; before a noun after a preposition a determiner
            if i and tags[i - 1] in "It" and s.lower[i - 1] != "out" and i + 1 < n and tags[i + 1] in "NP":
                tags[i] = "D"
            continue
        if tag not in "BZFEG":
            continue
        before = _before(tags, i)
        after = tags[i + 1] if i + 1 < n else "."
        low = s.lower[i]
        noun_like = low in lex.noun_like
        if tag == "B":
            helped = before in ("t", "M", "d") or (before == "n" and i > 1)
            helped = helped and s.lower[i - 2 : i - 1] != ["according"]
            listed = before == "," and after in ("Q" if noun_like else "DQ")  # `to plant trees, cut the fees and …`
            last = after in ".,;" and tags[i - 2 : i - 1] in (["N"], ["P"])  # `cooperation in mines and transport.`
            joined = ((before == "&" and not last) or listed) and _joined_to_base(tags, i)
            plural_subject = (
                before in "NXP)"
                and (not noun_like or s.lower[i - 1] in _PEOPLE or after == "X" or (before == "P" and after == "D"))
                and (after in 'DPQNhXtI"Tn' or s.lower[i - 1] in ("they", "we", "i", "you"))
                and i > 0
                and (s.lower[i - 1].endswith("s") or before == "X" or _plural_before(s, tags, i))
            ) or (after in ("D" if noun_like else "DPI") and _TWO_NAMED.search("".join(tags[max(0, i - 16) : i])))
            named = low in _NO_NOUNS and before in "NP" and after in "DPQ"
            named = named or (low == "meet" and before in "NP" and after in "TI")
            if low == "say" and before in "NPX" and s.lower[i - 1].endswith("s"):
                continue  # `…, analysts say.`
            named = named or (
                low == "include" and before == "F" and after == "D"
            )  # `the pacts that they signed include`
            if not (helped or joined or plural_subject or named):
                tags[i] = "N"
        elif tag == "Z":
            if low == "accounts" and s.lower[i + 1 : i + 2] == ["for"]:
                continue
            inserted = before == "," and not noun_like  # `The summit, which …, takes place`
            after_insertion = inserted and ("W" in tags[:i] or ",F" in "".join(tags[:i]))
            verb_like = (before in 'NPX)WhRQ"' or after_insertion) and (
                after in 'DPQXht"TG' or (not noun_like and after in "NBIRO:,")
            )
            verb_like = verb_like or (before in ",&" and not noun_like and after in "DX") or low in ("says", "consists")
            if before in "NPX" and (
                (low == "calls" and s.lower[i + 1 : i + 2] in (["for"], ["on"]))
                or (after in "PX" and i + 2 < n and tags[i + 2] in "ZFMAV")  # `the ministry claims Peru has …`
            ):
                continue
            if low in _FLOWS and (before == "N" or before + after == "Pt"):
                tags[i] = "N"  # `Gas exports to Peru have dropped`
                continue
            if low in _FLOWS and before == "P" and after in "NQ" and _no_other_verb(s, tags, i):
                continue  # `Peru exports goods worth $5 million to Chile.`
            if before in "PR" and isinstance(s.payload.get(i + 1), Hit) and tags[i + 2 : i + 3] == [","]:
                continue  # `the council groups A, B and C`
            behind = before in "NP" or (before == "," and "," in tags[: i - 1])
            alone = noun_like and behind and i > 1 and s.words[i].islower()
            if alone and (after == "N" or tags[i + 1 : i + 3] == [",", "I"]) and _no_other_verb(s, tags, i):
                continue  # `The plan covers, among other fields, …`
            adjective = isinstance(hit := s.payload.get(i - 1), Hit) and hit.kind == "demonym" and noun_like
            if adjective or before in "DSIoOtG" or not verb_like or (noun_like and after in "IoNPG" and before != "X"):
                tags[i] = "N"
        elif tag == "F" and before in "tMd" and lex.verbs.get(low, ("",))[0] == low:
            tags[i] = "B"  # `to set up`, `will cut`
        elif tag == "F":
            adjectival = (
                before == "H"
                or (low in lex.qualifying and tags[i - 1] in "FZG" and after in "NB")
                or (before in "DSIoQO" and after in "NPH" and not (before == "I" and s.lower[i - 1] == "by"))
            )
            noun_behind = (i + 1 < n and s.lower[i + 1] in lex.noun_like) or noun_like
            adjectival = adjectival or (i > 0 and s.lower[i - 1] in _ARTICLES) or (before == "Q" and noun_behind)
            if adjectival or (noun_like and before not in "AVMXPn" and after in "NPS,.&o"):
                tags[i] = "N"
        elif tag == "E":
            if before in "DSo" and after in "NP":
                tags[i] = "N"
        elif tag == "G":
            if (low == "following" and before == "D") or _before_title(s, i):
                tags[i] = "N"  # `the following one`, `talks with visiting Chilean President A`
            elif low in ("including", "regarding", "following", "concerning", "according"):
                tags[i] = "I"
            elif before == "A" or (before == "R" and i > 1 and tags[i - 2] == "A"):
                continue
            elif low == "meeting" and i and s.lower[i - 1] in _HAVING:
                continue  # `said after meeting with the king`
            elif low in ("meeting", "gathering") and _who_meet(s, tags, i):
                continue
            elif before == "^" and after == "D":
                continue  # `Opening the summit, X said …`
            elif (noun_like and not (before in "NPI" and after in "DPTQ") and before + after != ",I") or (
                before in "DSOQ" or (before == "T" and i > 1 and tags[i - 2] == "D")
            ):
                tags[i] = "N"


def _who_meet(s: Sentence, tags: list[str], i: int) -> bool:
    """Whether it tells what the people before it do: `Andean leaders meeting in Lima agreed`."""
    if i < 2 or s.lower[i - 1] not in _PEOPLE or tags[i + 1 : i + 2] not in (["I"], ["T"]) or tags[0] == "D":
        return False
    verbal = [k for k, tag in enumerate(tags) if tag in "FZVAM"]
    return bool(verbal) and verbal[0] > i


def _before_title(s: Sentence, i: int) -> bool:
    """Whether it tells of somebody's office behind it: `visiting Chilean President A`, not `visiting Chile`."""
    hit = s.payload.get(i + 1)
    if s.lower[i] not in ("visiting", "outgoing", "incoming", "acting", "ruling", "sitting"):
        return False
    told = isinstance(hit, Hit) and hit.kind == "demonym"
    return told or s.lower[i + 1 : i + 2] in (["president"], ["prime"], ["foreign"], ["minister"], ["premier"])


def _no_other_verb(s: Sentence, tags: list[str], i: int) -> bool:
    """Whether the word at token i is the only one of the sentence that can be its verb."""
    nouns = lexicon().noun_like
    return not any(tag in "ZFMAV" and s.lower[k] not in nouns for k, tag in enumerate(tags) if k != i)


def _new_verb(s: Sentence, tags: list[str], i: int) -> bool:
    """A word that the lexicon has not as a verb, used as one: `promised to replant forests`."""
    return i + 1 < len(tags) and tags[i + 1] in "DNPQX" and s.words[i].islower() and s.lower[i] not in lexicon().heads


_FLOWS = frozenset(("exports", "imports"))
_FLOATING = frozenset(("each", "all", "both"))
"""Determiners that stand between a helping verb and its verb, too."""
_HELPED = frozenset(helper + verb for helper in "AVM" for verb in "FEBG")
_TAKING = frozenset(("took", "take", "takes", "taken"))
_PART_OF_TIME = frozenset(("late", "early"))
"""Before a time they are adverbs: `agreed a deal late on Wednesday`."""
_ARTICLES = frozenset(("a", "an", "the"))
"""Before a participle they make it an adjective: `an upgraded trade deal`."""
_PEOPLE = frozenset(
    "leaders presidents ministers countries sides parties nations states officials members voters respondents they "
    "we".split()
)
"""Plurals after which a word that is noun and verb (`the two sides call for …`) is a verb."""
_HAVING = frozenset(("when", "while", "after", "upon", "following"))
_TWO_NAMED = re.compile(r"&D?(?:[NP]H?)*P(?:\([NP]+\)|R+)?$")
"""`Peru and Chile`, `President A and her guest, President B (Kenya)`: what ends before a verb in the plural."""
_NO_NOUNS = frozenset(("include", "comprise"))
"""Base forms that are verbs behind any noun: `members of the delegation include A`."""
_STANDALONE = frozenset(("this", "these", "those", "that", "all", "both", "many", "some", "each"))


def _before(tags: list[str], i: int) -> str:
    j = i - 1
    while j > 0 and tags[j] in "R":
        j -= 1
    return tags[j] if j >= 0 else "^"


def _plural_before(s: Sentence, tags: list[str], i: int) -> bool:
    """Whether an adverb stands between the word and a plural: `the members together make up …`."""
    j = i - 1
    while j > 0 and tags[j] == "R":
        j -= 1
    return j < i - 1 and s.lower[j].endswith("s")


def _joined_to_base(tags: list[str], i: int) -> bool:
    """A base form after `and` continues an earlier one (`to deepen and expand`)."""
    far = 26 if tags[i - 2 : i] == [",", "&"] else 14
    return any(tags[j] == "B" for j in range(max(0, i - far), i - 1))


def every(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Every phrase with those inside it, outermost first."""
    found = []
    for p in phrases:
        found.append(p)
        if p.items:
            found += every(p.items)
            continue
        if p.of is not None:
            found += every((p.of,))
        if p.parties is not None:
            found += every((p.parties,))
        if p.possessor is not None:
            found.append(p.possessor)
    return found
