"""What a plain number counts: the noun phrase behind it, where that can be told without a parser.

A phrase ends at its first plural noun, so it is short and safe; where a verb or a full stop comes first there is none.
"""

import re
from dataclasses import dataclass

from pipelines.extract.numerals import GAP, KNOWLEDGE

_COUNTED = KNOWLEDGE["counted"]
_IRREGULAR: dict[str, str] = _COUNTED["irregular"]
_IRREGULAR_ENDS: dict[str, str] = _COUNTED["irregular_ends"]
_SUPERLATIVES: dict[str, str] = _COUNTED["superlatives"]
_NOT_PLURAL = frozenset(_COUNTED["not_plural"])
_ATTRIBUTIVE = frozenset(_COUNTED["attributive"])
_ADJECTIVES = frozenset(_COUNTED["adjectives"])
_ADJECTIVE_ENDS = tuple(_COUNTED["adjective_ends"])
_STOP = frozenset(_COUNTED["stop"])
_LONGEST: int = _COUNTED["longest"]

_LETTER = r"[^\W\d_]"
_WORD = re.compile(
    rf"(,?{GAP}|[ ]?[-‐‑][ ]?)"
    rf"((?:{_LETTER}\.){{2,4}}|{_LETTER}(?:{_LETTER}|[’'‐‑-](?={_LETTER})){{0,30}})(?![\d_])(['’](?=\s))?"
)
_OF_THE = re.compile(
    rf"{GAP}of{GAP}(?:the|its|their|our|his|her|these|those|all|{_LETTER}+['’]s){GAP}"
    rf"(?:(?:two|three|four|five|six|seven|eight|nine|ten|[0-9]{{1,3}})(?:{GAP}|(?=-)))?"
)
_OF = re.compile(rf"{GAP}of(?={GAP})")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A counted noun phrase: its place (code points, end exclusive), and its name in the singular."""

    start: int
    end: int
    name: str


def noun_phrase(
    text: str, pos: int, *, one: bool = False, loose: bool = False, definite: bool = False
) -> Phrase | None:
    """The phrase that a number ending at `pos` counts.

    `one`: the number is one, so that the noun is singular; `loose`: a fraction or a vague number, which needs "of";
    `definite`: "the" stands before it, so that a participle behind it is rather a verb ("the two pledged aid").
    """
    of_the = _OF_THE.match(text, pos)
    if of_the:
        pos, one = of_the.end() - 1, False
        if text[pos].isalnum():
            pos += 1
    elif loose:
        of = _OF.match(text, pos)
        if of is None:
            return None
        pos = of.end()
    words: list[str] = []
    start = 0
    while len(words) < _LONGEST:
        match = _WORD.match(text, pos)
        if match is None:
            return None
        gap, word, end = match[1], match[2], match.end(2)
        low = word.lower().replace("’", "'").replace(".", "")
        if _is_stop(word, low) or (gap[0] == "," and not (loose and words)):
            return None
        hyphen = gap.strip(" ,") != "" and "\n" not in gap
        if hyphen and (words or _is_adjective(low)):
            return None
        start = start or match.start(2)
        pos = end = match.end()
        if match[3] or low.endswith("'s"):
            words.append(low.removesuffix("'s"))
            continue
        words.append(low)
        if not one and _is_plural(word):
            return _completed(text, start, end, words)
        if hyphen or (one and not _is_adjective(low)):
            return Phrase(start, end, _name(words))
        if definite and len(words) == 1 and low.endswith("ed"):
            return None
    return None


def _is_stop(word: str, low: str) -> bool:
    """Whether a phrase ends before the word; "US" and "U.S." are no pronouns."""
    if len(word) > 1 and (word.isupper() or "." in word):
        return False
    return not _STOP.isdisjoint((low, low.partition("'")[0], low.partition("-")[0]))


def _completed(text: str, start: int, end: int, words: list[str]) -> Phrase:
    """The phrase up to a plural, or to a second one where the first only describes it ("human rights groups")."""
    match = _WORD.match(text, end)
    if match and words[-1] in _ATTRIBUTIVE and match[1].strip() == "" and _is_plural(match[2]):
        return Phrase(start, match.end(2), _name([*words, match[2].lower()]))
    return Phrase(start, end, _name(words))


def is_plural_ahead(text: str, pos: int) -> bool:
    """Whether the very next word is a plural noun."""
    match = _WORD.match(text, pos)
    return match is not None and match[1][0] != "," and _is_plural(match[2])


def _is_plural(word: str) -> bool:
    """Whether a word has the form of a plural noun; an acronym ("ISIS") has not."""
    low = word.lower()
    if low in _IRREGULAR:
        return True
    if len(low) < 3 or word.isupper() or low in _NOT_PLURAL:
        return False
    return low.endswith(tuple(_IRREGULAR_ENDS)) or (low.endswith("s") and not low.endswith(("ss", "us", "'s")))


def _is_adjective(word: str) -> bool:
    return word in _ADJECTIVES or word in _SUPERLATIVES or word.endswith(_ADJECTIVE_ENDS)


def _name(words: list[str]) -> str:
    kept = [_SUPERLATIVES.get(word, word) for word in words[:-1] if word != "most"]
    return " ".join([*kept, singular(words[-1])])


def singular(noun: str) -> str:
    """The singular of a plural noun: "countries" -> "country"; other words stay."""
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    for end, single in _IRREGULAR_ENDS.items():
        if noun.endswith(end):
            return noun.removesuffix(end) + single
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us")) else noun
