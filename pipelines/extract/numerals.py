"""Reading one number, in digits or in words, at a known place of a text.

Units, signs, ranges and what is counted belong to `quantities`; the number words are in `quantities.yaml`.
Every pattern is possessive or bounded, so that reading takes time linear in the text whatever it holds.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.knowledge import load_yaml

KNOWLEDGE = Path(__file__).with_name("quantities.yaml")
GAP = r"(?:[ \t\u00a0\u2009\u202f]{1,3}|\r?\n)"
"""White space inside one expression: blanks or one line end, never an empty line."""

_MAX_TOKENS = 16
_MAX_DIGITS = 18

_DIGITS = re.compile(r"\.?[0-9]++(?:[.,][0-9]++){0,8}+")
_PLAIN = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?")
_DECIMAL = re.compile(r"[0-9]*\.[0-9]+")
_EUROPEAN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]+,[0-9]{1,2}")
_SPACED = re.compile(r"(?:(?:[\u00a0\u2009\u202f ][0-9]{3}){1,5}(?:\.[0-9]+)?|, 000)(?![0-9]|[,. \u00a0-][0-9])")
_FRACTION = re.compile(r"(?:[ -]([0-9]{1,3}))?/([0-9]{1,3})(?![0-9/])")
_VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_EXPONENT = re.compile(r"(?:e([+-]?[0-9]{1,2})|\s?[x×*]\s?10\^?([+-]?[0-9]{1,2}))(?![\w^])")
_DENOMINATORS = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 32, 64, 100})
_LINKS = frozenset({"and", "a", "of", "point"})
_WORD = re.compile(r"[A-Za-z]+")
_NEXT_WORD = re.compile(rf"(?:{GAP}|[ ]?[-‐‑][ ]?)([A-Za-z]+)")
_NEXT_DIGITS = re.compile(rf"{GAP}(?=[0-9])")


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
    scale: float = 1.0  # the scale word that it ends in


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    value: float
    end: int


@cache
def _lexicon() -> tuple[dict[str, tuple[str, float]], dict[str, float]]:
    """Kind and value of each number word, and the scale words."""
    knowledge: dict[str, Any] = load_yaml(KNOWLEDGE)
    numerals, scales = knowledge["numerals"], knowledge["scales"]["words"]
    lexicon: dict[str, tuple[str, float]] = {}
    for word, value in numerals["ordinals"].items():
        lexicon[word] = ("ordinal", float(value))
        if value >= 3:
            lexicon[word + "s"] = ("denominators", float(value))
    for kind in ("ones", "teens", "tens"):
        lexicon |= {word: (kind, float(value)) for word, value in numerals[kind].items()}
    lexicon |= {word: ("part", float(value)) for word, value in numerals["denominators"].items()}
    for word, value in scales.items():
        lexicon[word] = ("hundred" if value == 100 else "scale", float(value))
        lexicon.setdefault(word + "s", ("vague", float(value)))
    lexicon["tens"] = ("vague", 10.0)
    lexicon["dozens"] = ("vague", 12.0)
    lexicon |= {"and": ("and", 0.0), "a": ("a", 0.0), "an": ("a", 0.0), "of": ("of", 0.0), "point": ("point", 0.0)}
    return lexicon, {word: float(value) for word, value in scales.items()}


def words() -> list[str]:
    """The words that a spelled-out number may start with, lower case."""
    return sorted(word for word, (kind, _) in _lexicon()[0].items() if kind not in _LINKS)


def read(text: str, start: int) -> Numeral | None:
    """The longest number that starts at `start`; None for an address or a long row of digits."""
    first = text[start]
    if first in _VULGAR:
        return _scaled(text, Numeral(start, start + 1, unicodedata.numeric(first)))
    return _read_digits(text, start) if first in ".0123456789" else _read_words(text, start)


def _read_digits(text: str, start: int) -> Numeral | None:
    match = _DIGITS.match(text, start)
    if match is None:
        return None
    raw, end = match[0], match.end()
    if len(raw) > _MAX_DIGITS * 2:
        return None
    plain = _PLAIN.fullmatch(raw) is not None
    if plain or _DECIMAL.fullmatch(raw):
        value = float(raw)
    elif _GROUPED.fullmatch(raw):
        value = float(raw.replace(",", ""))
    elif _EUROPEAN.fullmatch(raw):
        value = float(raw.replace(".", "").replace(",", "."))
    elif "," in raw and "." not in raw:  # a list without blanks
        raw = raw.split(",", 1)[0]
        return Numeral(start, start + len(raw), float(raw), plain=True)
    else:
        return None
    if plain and len(raw) > _MAX_DIGITS:
        return None
    if plain and len(raw) <= 3 and (spaced := _SPACED.match(text, end)):
        value = float(re.sub(r"[^0-9.]", "", text[start : spaced.end()]))
        end, plain = spaced.end(), False
    elif plain and (fraction := _FRACTION.match(text, end)):
        whole, upper, lower = (raw, fraction[1], fraction[2]) if fraction[1] else ("0", raw, fraction[2])
        if int(lower) in _DENOMINATORS and 0 < int(upper) < int(lower):
            value, end, plain = float(whole) + int(upper) / int(lower), fraction.end(), False
    elif text[end : end + 1] in _VULGAR and end < len(text):
        value, end, plain = value + unicodedata.numeric(text[end]), end + 1, False
    elif exponent := _EXPONENT.match(text, end):
        value *= 10.0 ** int(exponent[1] or exponent[2])
        end, plain = exponent.end(), False
    return _scaled(text, Numeral(start, end, value, plain=plain))


def _scaled(text: str, numeral: Numeral) -> Numeral:
    """The number with the scale words behind it, and with lesser parts ("1 billion 500 million")."""
    _, scales = _lexicon()
    value, end, scale = numeral.value, numeral.end, 1.0
    for _ in range(3):
        match = _NEXT_WORD.match(text, end)
        if match is None or (factor := scales.get(match[1].lower())) is None:
            break
        value, end, scale = value * factor, match.end(), scale * factor
    if scale == 1.0:
        return numeral
    tail = _tokens(text, end)
    if part := _and_fraction(tail, 0):
        value, end = value + part[0] * scale, tail[part[1] - 1].end
    elif (gap := _NEXT_DIGITS.match(text, end)) and scale >= 1000:
        lesser = _read_digits(text, gap.end())
        if lesser and 1 < lesser.scale < scale and lesser.value < scale:
            value, end = value + lesser.value, lesser.end
    return Numeral(numeral.start, end, value, scale=scale)


def _tokens(text: str, pos: int, *, first: bool = False) -> list[_Token]:
    lexicon, _ = _lexicon()
    tokens: list[_Token] = []
    while len(tokens) < _MAX_TOKENS:
        match = (_WORD if first and not tokens else _NEXT_WORD).match(text, pos)
        if match is None:
            break
        known = lexicon.get(match[match.lastindex or 0].lower())
        if known is None:
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
    lead = start
    if text[max(0, start - 2) : start].lower() == "a " and not text[max(0, start - 3) : start - 2].isalnum():
        lead = start - 2
    return _parse(text, tokens, start, lead)


def _parse(text: str, tokens: list[_Token], start: int, lead: int) -> Numeral | None:
    kind = tokens[0].kind
    if kind == "vague":
        return _vague(text, tokens, start)
    if kind == "part":
        return _leading_part(text, tokens, start, lead)
    if kind == "ordinal":
        if lead < start and tokens[0].value > 2 and _is_of(text, tokens[0].end):
            return _of_scale(text, Numeral(lead, tokens[0].end, 1 / tokens[0].value, words=True))
        return Numeral(start, tokens[0].end, tokens[0].value, words=True, ordinal=True)
    if kind == "denominators":
        return None
    if _is_year(tokens):
        return None
    value, i, scale = _number(tokens, 0)
    if i == 0:
        return None
    begin = lead if kind in ("hundred", "scale") else start
    if part := _fraction(tokens, i, value):
        return _of_scale(text, Numeral(begin, tokens[part[1] - 1].end, part[0], words=True))
    if _kind(tokens, i) == "ordinal" and _is_compound_ordinal(tokens, i):
        return Numeral(begin, tokens[i].end, value + tokens[i].value, words=True, ordinal=True)
    if added := _and_fraction(tokens, i):
        extra, i = added
        if scale > 1:
            value += extra * scale
        else:
            value += extra
            while _kind(tokens, i) in ("hundred", "scale"):
                value, scale, i = value * tokens[i].value, scale * tokens[i].value, i + 1
    elif _kind(tokens, i) == "point":
        digits, j = "", i + 1
        while _kind(tokens, j) in ("ones", "teens", "tens") and len(digits) < 8:
            digits += str(int(_small(tokens, j)[0]))
            j = max(_small(tokens, j)[1], j + 1)
        if digits:
            value, i = value + float("0." + digits), j
    return Numeral(begin, tokens[i - 1].end, value, words=True, scale=scale)


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
    if end > k and _kind(tokens, end) != "hundred":
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
        while _kind(tokens, k) == "scale" and k - j < 3:
            factor, k = factor * tokens[k].value, k + 1
        if factor >= last or group >= last:
            return total, _without_link(tokens, i), scale
        total, i, scale = total + group * factor, k, factor if factor > 1 else scale
        if factor == 1.0:
            return total, i, scale if not total % scale else 1.0
        last = factor
        if _kind(tokens, i) == "and" and _kind(tokens, i + 1) in ("ones", "teens", "tens"):
            if _next_scale(tokens, i + 1) >= last or _is_fraction_ahead(tokens, i + 1):
                return total, i, scale
            i += 1


def _without_link(tokens: list[_Token], i: int) -> int:
    return i - 1 if i and tokens[i - 1].kind == "and" else i


def _next_scale(tokens: list[_Token], i: int) -> float:
    _, j = _below_thousand(tokens, i)
    return tokens[j].value if _kind(tokens, j) == "scale" else 1.0


def _is_fraction_ahead(tokens: list[_Token], i: int) -> bool:
    _, j = _small(tokens, i)
    return _kind(tokens, j) in ("part", "denominators", "ordinal")


def _fraction(tokens: list[_Token], i: int, value: float) -> tuple[float, int] | None:
    """The fraction that token `i` makes of `value` ("two | thirds"): its value, and where it ends."""
    kind = _kind(tokens, i)
    if kind == "denominators" or (kind == "part" and (value == 1.0 or tokens[i].value == 4 or i == 1)):
        return value / tokens[i].value, i + 1
    if kind == "ordinal" and value == 1.0 and tokens[i].value > 2:
        return value / tokens[i].value, i + 1
    return None


def _and_fraction(tokens: list[_Token], i: int) -> tuple[float, int] | None:
    """ "and a half", "and three quarters" at token `i`: the fraction, and where it ends."""
    if _kind(tokens, i) != "and":
        return None
    j = i + 1
    if _kind(tokens, j) == "a":
        j += 1
        if _kind(tokens, j) in ("part", "ordinal") and tokens[j].value != 1:
            return 1 / tokens[j].value, j + 1
        return None
    value, k = _small(tokens, j)
    return _fraction(tokens, k, value) if k > j else None


def _is_compound_ordinal(tokens: list[_Token], i: int) -> bool:
    before, value = tokens[i - 1], tokens[i].value
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
    """ "half a million", "a quarter of", "half of"; a bare "quarter" or "half" that qualifies a noun is no number."""
    part = Numeral(lead, tokens[0].end, 1 / tokens[0].value, words=True)
    scaled = _of_scale(text, part)
    if scaled.end > part.end:
        return scaled
    word = text[start : part.end].lower()
    if word in ("halves", "quarters"):
        return None
    follows = text[part.end : part.end + 4].lower()
    if lead < start and follows.startswith(" of "):
        return part
    return part if word == "half" and follows in (" the", " of ", " an ", " a t", " its", " a m", " a d") else None


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
    value, end, i, scale = tokens[0].value, tokens[0].end, 1, tokens[0].value
    while _kind(tokens, i) == "of" and _kind(tokens, i + 1) in ("vague", "scale", "hundred") and i < 6:
        scale = tokens[i + 1].value
        value, end, i = value * scale, tokens[i + 1].end, i + 2
    if i == 1 and not _is_of(text, end):
        return None
    return Numeral(start, end, value, words=True, vague=True, scale=scale)
