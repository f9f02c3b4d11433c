"""Reading one number, in digits or in words, at a known place of a text.

Units, signs, ranges and what is counted belong to `amounts`, `counted` and `quantities`; the number words are in
`quantities.yaml`. Every pattern is possessive or bounded, so reading takes time linear in the text whatever it holds.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.knowledge import load_yaml

PATH = Path(__file__).with_name("quantities.yaml")
KNOWLEDGE: dict[str, Any] = load_yaml(PATH)
"""The word lists of all modules that read quantities."""
GAP = r"(?:[ \t\u00a0\u2009\u202f]{1,3}|\r?\n(?=[a-z]))"
"""White space inside one expression: blanks, or the end of a line that goes on in lower case."""

_MAX_TOKENS = 16
_MAX_DIGITS = 15

_DIGITS = re.compile(r"\.?[0-9]++(?:[.,][0-9]++){0,8}+")
_PLAIN = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?")
_DECIMAL = re.compile(r"[0-9]*\.[0-9]+")
_EUROPEAN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]+,[0-9]{1,2}")
_LISTED = re.compile(r"[0-9],$")
_SPACED = re.compile(r"(?:(?:[\u00a0\u2009\u202f ][0-9]{3}){1,5}(?:\.[0-9]+)?|, 000)(?![0-9]|[,. \u00a0-][0-9])")
_FRACTION = re.compile(r"(?:[ -]([0-9]{1,3}))?/([0-9]{1,3})(?![0-9/])")
_VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_EXPONENT = re.compile(r"(?:e([+-]?[0-9]{1,2})|\s?[x×*]\s?10\^?([+-]?[0-9]{1,2}))(?![\w^])")
_DENOMINATORS = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 32, 64, 100})
_WORD = re.compile(r"[A-Za-z]+")
_NEXT_WORD = re.compile(rf"(?:{GAP}|[ ]?[-‐‑][ ]?)([A-Za-z]+)")
_AND_TENS = re.compile(rf"{GAP}and{GAP}([0-9]{{1,2}})(?![\w.,]*[0-9])")
_NEXT_DIGITS = re.compile(rf"{GAP}(?=[0-9])")
_ARTICLE_BEFORE = re.compile(r"(?:^|(?<=\W))[Aa] $")
_PERIODS = re.compile(r"\b(?:first|last|past|next|previous|consecutive|all|these|those|coming) $", re.IGNORECASE)
_LINKS = {"and": "and", "a": "a", "an": "a", "of": "of", "point": "point"}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as written: its place (code points, end exclusive) and what its form says about it."""

    start: int
    end: int
    value: float
    plain: bool = False  # digits alone, without separators: may be a year, a day or a label
    words: bool = False
    ordinal: bool = False
    vague: bool = False  # "dozens", "tens of thousands": a lower bound
    part: bool = False  # a fraction: may stand before "of a" and a unit
    weak: bool = False  # "half", "quarter": a number only if a unit follows
    scale: float = 1.0  # the scale words that it ends in


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    value: float
    end: int


def _lexicon() -> dict[str, tuple[str, float]]:
    """Kind and value of each number word."""
    numerals = KNOWLEDGE["numerals"]
    lexicon: dict[str, tuple[str, float]] = {}
    for word, value in numerals["ordinals"].items():
        lexicon[word] = ("ordinal", float(value))
        if value >= 3:
            lexicon[word + "s"] = ("denominators", float(value))
    for kind in ("ones", "teens", "tens"):
        lexicon |= {word: (kind, float(value)) for word, value in numerals[kind].items()}
    lexicon |= {word: ("part", float(value)) for word, value in numerals["parts"].items()}
    for word, value in _SCALES.items():
        lexicon[word] = ("hundred" if value == 100 else "scale", value)
    lexicon |= {word: ("vague", float(value)) for word, value in numerals["vague"].items()}
    return lexicon | {word: (kind, 0.0) for word, kind in _LINKS.items()}


_SCALES: dict[str, float] = {word: float(value) for word, value in KNOWLEDGE["scales"]["words"].items()}
_LEXICON = _lexicon()
_FACTORS = _SCALES | {word: float(value) for word, value in KNOWLEDGE["numerals"]["vague"].items() if word != "tens"}

WORDS: list[str] = sorted(word for word in _LEXICON if word not in _LINKS)
"""The words that a spelled-out number may start with, lower case."""


_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]00")
_MILLION = re.compile(rf"{GAP}mill")
"""`30.000 million` is what a translation makes of thirty thousand million; nobody writes 30 so."""


def read(text: str, start: int) -> Numeral | None:
    """The longest number that starts at `start`; None for an address or a long row of digits.

    An "a" before the number belongs to it ("a dozen"), so the number may start two places earlier.
    """
    first = text[start]
    if first in _VULGAR:
        return _scaled(text, Numeral(start, start + 1, unicodedata.numeric(first), part=True))
    return _read_digits(text, start) if first in ".0123456789" else _read_words(text, start)


def _read_digits(text: str, start: int) -> Numeral | None:
    match = _DIGITS.match(text, start)
    if match is None:
        return None
    raw, end = match[0], match.end()
    plain = _PLAIN.fullmatch(raw) is not None
    if len(raw) > (_MAX_DIGITS if plain else 2 * _MAX_DIGITS):
        return None
    if _THOUSANDS.fullmatch(raw) and _MILLION.match(text, end):
        value = float(raw.replace(".", ""))
    elif plain or _DECIMAL.fullmatch(raw):
        value = float(raw)
    elif _GROUPED.fullmatch(raw):
        value = float(raw.replace(",", ""))
    elif _EUROPEAN.fullmatch(raw) and not _LISTED.search(text, max(0, start - 2), start):
        value = float(raw.replace(".", "").replace(",", "."))
    elif "." not in raw:  # a list without blanks
        raw = raw.split(",", 1)[0]
        return Numeral(start, start + len(raw), float(raw), plain=True)
    else:
        return None
    numeral = Numeral(start, end, value)
    if plain and len(raw) <= 3 and (spaced := _SPACED.match(text, end)):
        numeral = Numeral(start, spaced.end(), float(re.sub(r"[^0-9.]", "", text[start : spaced.end()])))
    elif plain and (fraction := _written_fraction(text, raw, end)):
        numeral = replace(fraction, start=start)
    elif text[end : end + 1] in _VULGAR and end < len(text):
        numeral = Numeral(start, end + 1, value + unicodedata.numeric(text[end]))
    elif exponent := _EXPONENT.match(text, end):
        numeral = Numeral(start, exponent.end(), value * 10.0 ** int(exponent[1] or exponent[2]))
    else:
        numeral = replace(numeral, plain=plain)
    return _scaled(text, numeral)


def _written_fraction(text: str, raw: str, end: int) -> Numeral | None:
    """ "3/4", "10 1/2": a proper fraction behind or in place of the digits `raw`."""
    match = _FRACTION.match(text, end)
    if match is None:
        return None
    whole, upper, lower = (raw, match[1], match[2]) if match[1] else ("0", raw, match[2])
    if int(lower) not in _DENOMINATORS or not 0 < int(upper) < int(lower):
        return None
    return Numeral(0, match.end(), float(whole) + int(upper) / int(lower), part=whole == "0")


def _scaled(text: str, numeral: Numeral) -> Numeral:
    """The number with the scale words behind it, and with lesser parts ("1 billion 500 million")."""
    value, end, scale = numeral.value, numeral.end, 1.0
    for _ in range(3):
        match = _NEXT_WORD.match(text, end)
        if match is None or (factor := _FACTORS.get(match[1].lower())) is None:
            break
        value, end, scale = float(Decimal(repr(value)) * Decimal(factor)), match.end(), scale * factor
    if scale == 1.0:
        return numeral
    tail = _tokens(text, end)
    if part := _and_fraction(tail, 0):
        value, end = value + part[0] * scale, tail[part[1] - 1].end
    elif (gap := _NEXT_DIGITS.match(text, end)) and scale >= 1000:
        lesser = _read_digits(text, gap.end())
        if lesser and 1 < lesser.scale < scale and lesser.value < scale:
            value, end = value + lesser.value, lesser.end
    elif scale == 100 and (tens := _AND_TENS.match(text, end)) and not _tokens(text, tens.end()):
        value, end = value + float(tens[1]), tens.end()
    return Numeral(numeral.start, end, value, scale=scale)


def _tokens(text: str, pos: int, *, first: bool = False) -> list[_Token]:
    tokens: list[_Token] = []
    while len(tokens) < _MAX_TOKENS:
        match = (_WORD if first and not tokens else _NEXT_WORD).match(text, pos)
        known = _LEXICON.get(match[match.lastindex or 0].lower()) if match else None
        if match is None or known is None:
            break
        pos = match.end()
        tokens.append(_Token(*known, pos))
    return tokens


def _kind(tokens: list[_Token], i: int) -> str:
    return tokens[i].kind if i < len(tokens) else ""


def _read_words(text: str, start: int) -> Numeral | None:
    tokens = _tokens(text, start, first=True)
    if not tokens:
        return None
    lead = start - 2 if _ARTICLE_BEFORE.search(text, max(0, start - 3), start) else start
    kind = tokens[0].kind
    if kind == "vague":
        return _vague(text, tokens, start)
    if kind == "part":
        return _leading_part(text, tokens, start, lead)
    if kind == "ordinal":
        if lead < start and tokens[0].value > 2 and _is_of(text, tokens[0].end):
            return _of_scale(text, Numeral(lead, tokens[0].end, 1 / tokens[0].value, words=True, part=True))
        return Numeral(start, tokens[0].end, tokens[0].value, words=True, ordinal=True)
    if kind in ("denominators", *_LINKS.values()) or _is_year(tokens):
        return None
    if kind not in ("hundred", "scale"):
        return _cardinal(text, tokens, start)
    alone = lead == start and _kind(tokens, 1) not in ("hundred", "scale", "of")
    if alone and text[tokens[0].end : tokens[0].end + 1] != "-":
        return None
    return _cardinal(text, tokens, lead)


def _cardinal(text: str, tokens: list[_Token], start: int) -> Numeral | None:
    value, i, scale = _number(tokens, 0)
    if i == 0:
        return None
    if _kind(tokens, i) == "ordinal" and tokens[i].value >= 100 and value < tokens[i].value:
        return Numeral(start, tokens[i].end, value * tokens[i].value, words=True, ordinal=True)
    if (part := _fraction(tokens, i, value)) and not _is_period(text, start, tokens, i):
        return _of_scale(text, Numeral(start, tokens[part[1] - 1].end, part[0], words=True, part=True))
    if _kind(tokens, i) == "ordinal" and _is_compound_ordinal(tokens, i):
        return Numeral(start, tokens[i].end, value + tokens[i].value, words=True, ordinal=True)
    if added := _and_fraction(tokens, i):
        extra, i = added
        value += extra * (scale if scale >= 1000 else 1)
        while scale == 1.0 and _kind(tokens, i) in ("hundred", "scale"):
            value, scale, i = value * tokens[i].value, tokens[i].value, i + 1
    elif _kind(tokens, i) == "point":
        digits, j = "", i + 1
        while _kind(tokens, j) in ("ones", "teens", "tens") and len(digits) < 8:
            small, k = _small(tokens, j)
            digits, j = digits + str(int(small)), k
        if digits:
            value, i = value + float("0." + digits), j
            while _kind(tokens, i) in ("hundred", "scale"):
                value, scale, i = value * tokens[i].value, scale * tokens[i].value, i + 1
    return Numeral(start, tokens[i - 1].end, value, words=True, scale=scale)


def _small(tokens: list[_Token], i: int) -> tuple[float, int]:
    """A number below one hundred, and where it ends; (0, i) where there is none."""
    kind = _kind(tokens, i)
    if kind in ("ones", "teens"):
        return tokens[i].value, i + 1
    if kind == "tens":
        if _kind(tokens, i + 1) == "ones" and tokens[i + 1].value:
            return tokens[i].value + tokens[i + 1].value, i + 2
        return tokens[i].value, i + 1
    return 0.0, i


def _below_thousand(tokens: list[_Token], i: int) -> tuple[float, int]:
    value, j = _small(tokens, i)
    if _kind(tokens, j) != "hundred":
        return value, j
    value, j = (value if j > i else 1.0) * 100, j + 1
    k = j + (_kind(tokens, j) == "and")
    small, end = _small(tokens, k)
    if end > k and _kind(tokens, end) not in ("hundred", "part", "denominators"):
        return value + small, end
    return value, j


def _number(tokens: list[_Token], i: int) -> tuple[float, int, float]:
    """A whole number from token `i` on: value, where it ends, the scale word that it ends in."""
    total, last, scale = 0.0, float("inf"), 1.0
    while True:
        group, j = _below_thousand(tokens, i)
        if j == i:
            if total or _kind(tokens, i) != "scale":
                return total, i, scale
            group = 1.0
        factor, k = 1.0, j
        while _is_factor(tokens, k) and k - j < 3:
            factor, k = factor * tokens[k].value, k + 1
        if factor >= last or group >= last:
            return total, i, scale
        total, i = total + group * factor, k
        if factor == 1.0:
            return total, i, 100.0 if tokens[i - 1].kind == "hundred" else 1.0
        last = scale = factor
        if _kind(tokens, i) == "and" and _continues(tokens, i + 1, last):
            i += 1


def _is_factor(tokens: list[_Token], i: int) -> bool:
    """A scale word, also in the plural ("three dozens")."""
    return _kind(tokens, i) == "scale" or (_kind(tokens, i) == "vague" and tokens[i].value > 10)


def _continues(tokens: list[_Token], i: int, last: float) -> bool:
    """Whether what stands behind "and" still belongs to the number: lesser, and no fraction."""
    group, j = _below_thousand(tokens, i)
    lesser = _kind(tokens, j) != "scale" or tokens[j].value < last
    return j > i and group < last and lesser and _kind(tokens, j) not in ("part", "denominators", "ordinal")


def _fraction(tokens: list[_Token], i: int, value: float) -> tuple[float, int] | None:
    """The fraction that token `i` makes of `value` ("two | thirds"): its value, and where it ends."""
    kind = _kind(tokens, i)
    if kind == "denominators" or (kind == "part" and value in (1.0, 3.0)):
        return value / tokens[i].value, i + 1
    if kind == "ordinal" and value == 1.0 and tokens[i].value > 2:
        return value / tokens[i].value, i + 1
    return None


def _is_period(text: str, start: int, tokens: list[_Token], i: int) -> bool:
    """ "the first three quarters": of a year, and no fraction."""
    return tokens[i].kind == "part" and _PERIODS.search(text, max(0, start - 14), start) is not None


def _and_fraction(tokens: list[_Token], i: int) -> tuple[float, int] | None:
    """ "and a half", "and three quarters" at token `i`: the fraction, and where it ends."""
    if _kind(tokens, i) != "and":
        return None
    if _kind(tokens, i + 1) == "a":
        if _kind(tokens, i + 2) in ("part", "ordinal") and tokens[i + 2].value > 1:
            return 1 / tokens[i + 2].value, i + 3
        return None
    value, k = _small(tokens, i + 1)
    return _fraction(tokens, k, value) if k > i + 1 else None


def _is_compound_ordinal(tokens: list[_Token], i: int) -> bool:
    before, value = tokens[i - 1], tokens[i].value
    if value >= 100:
        return False
    return (before.kind == "tens" and value < 10) or (before.kind in ("hundred", "scale") and value < before.value)


def _is_year(tokens: list[_Token]) -> bool:
    """ "nineteen eighty-four", "twenty twenty-five"."""
    return (
        _kind(tokens, 0) in ("teens", "tens")
        and 16 <= tokens[0].value <= 20
        and _kind(tokens, 1) in ("teens", "tens")
        and _kind(tokens, 2) not in ("hundred", "scale")
    )


def _is_of(text: str, end: int) -> bool:
    match = _NEXT_WORD.match(text, end)
    return match is not None and match[1].lower() == "of"


def _leading_part(text: str, tokens: list[_Token], start: int, lead: int) -> Numeral | None:
    """ "half a million", "a quarter of", "half the"; weak where only a unit behind it makes it a number."""
    part = Numeral(lead, tokens[0].end, 1 / tokens[0].value, words=True, part=True)
    scaled = _of_scale(text, part)
    if scaled.end > part.end:
        return scaled
    half = tokens[0].value == 2
    if lead < start and _is_of(text, part.end):
        return part
    if half and re.match(r" (?:the|of)\b", text[part.end : part.end + 5]) and not _is_qualified(text, start):
        return part
    if half and _kind(tokens, 1) == "a":
        part = replace(part, end=tokens[1].end)
    return replace(part, weak=True)


def _is_qualified(text: str, start: int) -> bool:
    """ "the second half of": a stretch of time or of a game."""
    match = re.search(r"([A-Za-z]+)[ -]$", text[max(0, start - 14) : start])
    return (match is not None and _LEXICON.get(match[1].lower(), ("",))[0] == "ordinal") or (
        match is not None and match[1].lower() in ("last", "latter", "other", "better", "early", "late", "and")
    )


def _of_scale(text: str, part: Numeral) -> Numeral:
    """A fraction with the scale behind it: "two thirds of a million", "half a dozen"."""
    tokens = _tokens(text, part.end)
    i = 0
    while i < 2 and _kind(tokens, i) in ("of", "a"):
        i += 1
    value, scale, j = part.value, 1.0, i
    while _kind(tokens, j) in ("hundred", "scale") and j - i < 3:
        value, scale, j = value * tokens[j].value, scale * tokens[j].value, j + 1
    return Numeral(part.start, tokens[j - 1].end, value, words=True, scale=scale) if j > i else part


def _vague(text: str, tokens: list[_Token], start: int) -> Numeral | None:
    """ "dozens of", "tens of thousands of", "hundreds of millions of": a lower bound."""
    value, end, i = tokens[0].value, tokens[0].end, 1
    while _kind(tokens, i) == "of" and _kind(tokens, i + 1) in ("vague", "scale", "hundred") and i < 6:
        value, end, i = value * tokens[i + 1].value, tokens[i + 1].end, i + 2
    if i == 1 and not _is_of(text, end):
        return None
    return Numeral(start, end, value, words=True, vague=True, scale=value)
