"""One amount: a number with the currency before it or the unit behind it, and what it is per.

Which numbers are amounts at all, ranges, and the words around belong to `quantities`; the vocabulary is in `units`.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from pipelines.extract import numerals
from pipelines.extract.numerals import GAP, KNOWLEDGE, Numeral
from pipelines.extract.units import Unit, fold, vocabulary

_SCALES, _MONEY = KNOWLEDGE["scales"], KNOWLEDGE["currencies"]
_LETTERS: dict[str, float] = {letter: float(value) for letter, value in _SCALES["letters"].items()}
_MONEY_LETTERS: dict[str, float] = {letter: float(value) for letter, value in _SCALES["money"].items()}
_MILLION_BEFORE = frozenset(_SCALES["million_before"])
_SCALE_WORDS: dict[str, float] = {word: float(v) for word, v in _SCALES["words"].items() if v >= 1000}
_SPACED_LETTERS = frozenset(_MONEY["spaced"])
_SIGNS = "₿" + "".join(sorted({sign[-1] for sign in _MONEY["signs"]}))
_SMALL_COINS = frozenset(KNOWLEDGE["subunits"]["hundredths"])

_LETTER = r"[^\W\d_]"
_NAME = re.compile(
    rf"(?:{GAP}|[ ]?[-‐‑–][ ]?)?({_LETTER}[^\W\d_.'’]{{0,30}}(?:[.'’]{_LETTER}{{1,8}}){{0,3}}\.?)(?![\d_])"
)
_SYMBOL = re.compile(
    rf"([ \u00a0\u202f-]?)(ரூ|[{_SIGNS}%％‰°º¢℃℉]|(?:{_LETTER}|µ){{1,5}}(?:[²³$]|[23](?![0-9.,]*\w)|/d(?!\w))?)"
)
_IN_BRACKETS = re.compile(rf" [\[({{<]((?:{_LETTER}){{1,4}}[²³23]?)[\])}}>]")
_LETTERS_BEHIND = re.compile(r"([ \u00a0]?)([A-Za-z]{1,3})(?!\w)")
_PER = re.compile(
    rf"(?:[ ]?/[ ]?|(?:{GAP}|[ ]?-[ ]?)(?:per|an?|each|every)(?:{GAP}|[ ]?-[ ]?))({_LETTER}{{1,20}})(?!\w)"
    rf"(?!{GAP}(?:earlier|ago|before|later|after|old)\b)"
)
_OF_WHAT = re.compile(rf"{GAP}of(?:{GAP}{_LETTER}{{1,20}}){{1,3}}?(?={GAP}(?:per|an?|each|every){GAP}|[ ]?/)")
_OF_A = re.compile(rf"{GAP}of{GAP}an?(?={GAP})")
_OF = re.compile(rf"{GAP}of(?={GAP})")
_CODE_BEFORE = re.compile(rf"(?:(?<=\W)|^)((?:{_LETTER}|\.){{1,8}}\$?)[ \u00a0\u202f]?$")
_SIGN_BEFORE = re.compile(
    rf"(?:(?:(?<=\W)|^)({_LETTER}(?:{_LETTER}|\.){{0,5}})([ \u00a0]?))?(ரூ|[{_SIGNS}])[ \u00a0\u202f]?$"
)
_SIGN_AHEAD = re.compile(rf"[ \u00a0]?(?:({_LETTER}{{1,4}}\.?)[ \u00a0]?)?([{_SIGNS}])?[ \u00a0]?(?=[0-9])")
_DEGREE = re.compile(r"[ \u00a0]?([CcFf])(?!\w)")
_POUND_CUES = re.compile(rf"\b(?:{'|'.join(_MONEY['pound_cues'])})\b", re.IGNORECASE)
_HEAT = re.compile("|".join(KNOWLEDGE["dimensions"]["temperature"]["cues"]), re.IGNORECASE)
_FEET_BEFORE = re.compile(r"(?:ft|feet|foot|['’])\.?,?\s?$")
_NEXT_DIGIT = re.compile(r"[ \u00a0]?[0-9]")
_REST = re.compile(rf"(?:{GAP}and)?{GAP}(?=[0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit; offsets in code points, `value` fully scaled by `scale`."""

    start: int
    end: int
    value: float
    numeral: Numeral
    unit: Unit | None = None
    per: str | None = None
    scale: float = 1.0
    signed: bool = False  # the currency stands before the number


def anchors(text: str) -> list[int]:
    """Where a number may start, in order: runs of digits and vulgar fractions, and number words."""
    return sorted(
        [match.start() for match in _DIGITS.finditer(text)] + [match.start() for match in _WORDS.finditer(" " + text)]
    )


def _any_of(words: list[str]) -> str:
    """A pattern for any of the words, with or without a capital, in which each letter is looked at once."""
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}

    def branch(node: dict[str, Any], *, first: bool = False) -> str:
        ways = [
            (f"[{letter}{letter.upper()}]" if first else letter) + branch(below)
            for letter, below in sorted(node.items())
            if letter
        ]
        joined = ways[0] if len(ways) == 1 and "" not in node else f"(?:{'|'.join(ways)})"
        return joined + ("?" if "" in node else "") if ways else ""

    return branch(tree, first=True)


_DIGITS = re.compile(r"[0-9¼½¾⅐-⅞]+")
_WORDS = re.compile(rf"""[ \n\t\xa0(\["“'‘/$€£‐‑–—-]{_any_of(numerals.WORDS)}\b""")
_NUMBER = re.compile(rf"[0-9¼½¾⅐-⅞]|{_any_of(numerals.WORDS)}\b")


def amount_of(text: str, numeral: Numeral, floor: int) -> Amount:
    """The amount that `numeral` makes with its surroundings; nothing before `floor` is used."""
    sign, start = _sign_before(text, numeral, floor)
    return _with_unit(text, numeral, sign, start)


def amount_ahead(text: str, pos: int, currency: Unit | None = None) -> Amount | None:
    """The amount that starts at `pos`, its sign included; `currency` is understood where it has none."""
    match = _SIGN_AHEAD.match(text, pos)
    sign, start = None, pos
    if match and (match[1] or match[2]):
        letters = (match[1] or "").replace(".", "")
        signs = vocabulary().signs
        sign = signs.get(letters.upper() + match[2]) if match[2] else signs.get(letters)
        if sign is None or sign.doubtful:
            return None
        start = match.end()
    if start >= len(text) or not _NUMBER.match(text, start):
        return None
    numeral = numerals.read(text, start)
    if numeral is None or numeral.ordinal or numeral.vague or numeral.weak:
        return None
    if sign is None and currency and _unit_behind(text, numeral.end, numeral, numeral.scale)[0] is None:
        sign = currency
    return _with_unit(text, numeral, sign, pos)


def attached_code(text: str, start: int) -> bool:
    """Whether the letters right before the digit at `start` are a currency ("USD5")."""
    match = _CODE_BEFORE.search(text, max(0, start - 9), start)
    unit = vocabulary().signs.get(match[1]) if match else None
    return match is not None and unit is not None and len(match[1]) > 1 and not unit.doubtful


def _sign_before(text: str, numeral: Numeral, floor: int) -> tuple[Unit | None, int]:
    """The currency before a number, and where it starts."""
    start = numeral.start
    left = max(floor, start - 12)
    if left >= start:
        return None, start
    signs = vocabulary().signs
    window = text[left:start]
    if match := _SIGN_BEFORE.search(window):
        letters, gap, mark = match[1], match[2], match[3]
        code = letters.replace(".", "") if letters else ""
        full = signs.get(code.upper() + mark)
        if code and full and (not gap or code.lower() in _SPACED_LETTERS):
            return full, left + match.start(1)
        if len(code) == 3 and code.isupper() and code in signs:
            return signs[code], left + match.start(1)
        return signs[mark], left + match.start(3)
    if numeral.words:
        return None, start
    if match := _CODE_BEFORE.search(window):
        unit = signs.get(match[1].rstrip("."))
        if unit and (not unit.doubtful or _is_large(text, numeral, numeral.scale)):
            return unit, left + match.start(1)
    return None, start


def _is_large(text: str, numeral: Numeral, scale: float) -> bool:
    """Whether the number is one that money has: scaled, grouped or with decimals."""
    return scale >= 1000 or numeral.scale >= 1000 or any(c in ",." for c in text[numeral.start : numeral.end])


def _with_unit(text: str, numeral: Numeral, sign: Unit | None, start: int) -> Amount:
    """The number with scale letters, the unit behind it and what it is per."""
    value, end, scale = numeral.value, numeral.end, numeral.scale
    if not numeral.words and scale == 1.0:
        scale, end = _scale_letters(text, end, numeral, sign)
        value *= scale
    unit, after = _unit_behind(text, end, numeral, scale)
    if sign is not None:
        doubled = unit is not None and unit.kind == "money" and text[after - 1] not in _SIGNS
        if unit is not None and doubled and (unit.code == sign.code or (sign.code == "USD" and "dollar" in unit.name)):
            sign, end = unit, after
        unit = sign
    elif unit is not None:
        end = after
    if unit is None:
        return Amount(start, end, value, numeral, scale=scale)
    value, scale = value * unit.factor, scale * unit.factor
    if unit.kind == "money" and scale == 1.0 and (later := _scale_behind(text, end)):
        scale, end = later
        value *= scale
    if unit.code == "pound-mass" and _is_money(text, start, end, scale):
        unit = vocabulary().signs["£"]
    amount = Amount(start, end, value, numeral, unit, None, scale, sign is not None)
    if unit.kind == "money" and scale == 1.0 and not value % 1:
        amount = _with_small_coins(text, amount)
    return _with_per(text, amount)


def _is_money(text: str, start: int, end: int, scale: float) -> bool:
    """Whether plain "pounds" are money: millions are, and so are those that are paid."""
    if not text.endswith(("pounds", "pound"), start, end):
        return False
    return scale >= 1e6 or _POUND_CUES.search(text, max(0, start - 60), end + 30) is not None


def _scale_letters(text: str, end: int, numeral: Numeral, sign: Unit | None) -> tuple[float, int]:
    """The factor of letters right behind digits ("5m", "3 bn"), and where they end."""
    match = _LETTERS_BEHIND.match(text, end)
    if match is None:
        return 1.0, end
    letters = match[2].lower()
    if letters in _LETTERS and not (match[1] and letters in ("k", "cr", "mil")):
        return _LETTERS[letters], match.end()
    if letters not in _MONEY_LETTERS:
        return 1.0, end
    if letters == "b" and not match[1]:
        return _MONEY_LETTERS[letters], match.end()
    behind = None if sign else _unit_behind(text, match.end(), None, 1.0)[0]
    if sign or behind or (match[2] == "M" and not match[1]):
        return _MONEY_LETTERS[letters], match.end()
    following = _NAME.match(text, match.end())
    if letters == "m" and not match[1] and following:
        measured, _ = _unit_behind(text, match.end(), numeral, 1e6)
        if following[1].lower() in _MILLION_BEFORE or (measured and not measured.plural_only):
            return _MONEY_LETTERS[letters], match.end()
    return 1.0, end


def _scale_behind(text: str, end: int) -> tuple[float, int] | None:
    """ "75 USD million": the scale word behind the currency."""
    match = _NAME.match(text, end)
    value = _SCALE_WORDS.get(match[1].lower().rstrip(".")) if match else None
    return (value, match.start(1) + len(match[1].rstrip("."))) if match and value else None


def _unit_behind(text: str, pos: int, numeral: Numeral | None, scale: float) -> tuple[Unit | None, int]:
    """The unit behind a number and where it ends: the longest known name, else an abbreviation or sign.

    Without a numeral, only currencies are looked for.
    """
    unit, end = _named_unit(text, pos, numeral, scale)
    if unit is None:
        unit, end = _symbol(text, pos, numeral, scale)
    if unit is None and numeral is not None and (numeral.part or numeral.vague or scale >= 1000):
        of = _OF_A.match(text, pos) if numeral.part else _OF.match(text, pos)
        if of:
            unit, end = _named_unit(text, of.end(), numeral, scale)
    if unit is None or (numeral is None and unit.kind != "money"):
        return None, pos
    if unit.doubtful and not (scale >= 1000 or (numeral is not None and _is_large(text, numeral, scale))):
        return None, pos
    return unit, end


def _named_unit(text: str, pos: int, numeral: Numeral | None, scale: float) -> tuple[Unit | None, int]:
    known = vocabulary()
    parts: list[str] = []
    ends: list[int] = []
    end, longest = pos, 1
    while len(parts) < longest and (match := _NAME.match(text, end)):
        if match.start(1) == end and (parts or (numeral is not None and numeral.words)):
            break
        word = match[1].rstrip(".")
        parts.append(fold(word))
        longest = known.longest.get(parts[0], 0)
        ends.append(match.start(1) + len(word))
        end = match.end(1) if len(word) < 4 else ends[-1]
    for n in range(len(parts), 0, -1):
        unit = known.words.get(" ".join(parts[:n]))
        if unit is None or (
            unit.doubtful and scale < 1000 and (numeral is None or not _is_large(text, numeral, scale))
        ):
            continue
        if unit.plural_only and not parts[n - 1].endswith("s") and _is_counted(text, pos, numeral):
            continue
        return unit, ends[n - 1]
    return None, pos


def _is_counted(text: str, pos: int, numeral: Numeral | None) -> bool:
    """Whether the word at `pos` follows a number above one, without a hyphen ("three time zones")."""
    return numeral is not None and numeral.value > 1 and "-" not in text[pos : pos + 2]


def _symbol(text: str, pos: int, numeral: Numeral | None, scale: float) -> tuple[Unit | None, int]:
    symbols = vocabulary().symbols
    if text[pos : pos + 1] == " " and (bracketed := _IN_BRACKETS.match(text, pos)):
        unit = symbols.get(bracketed[1])
        return (unit, bracketed.end()) if unit and unit.kind == "dimension" else (None, pos)
    match = _SYMBOL.match(text, pos)
    if match is None:
        return None, pos
    gap, token, end = match[1], match[2], match.end()
    unit = symbols.get(token)
    if token in ("°", "º"):
        named, after = _named_unit(text, end, numeral, scale)
        if named and named.name in ("celsius", "fahrenheit"):
            return named, after
        if letter := _DEGREE.match(text, end):
            return symbols["°" + letter[1]], letter.end()
    if token == "in" and numeral and (not gap or _FEET_BEFORE.search(text, max(0, numeral.start - 12), numeral.start)):
        unit = vocabulary().words["inch"]
    if token in ("C", "F") and not gap and _HEAT.search(text, max(0, pos - 80), end + 30):
        unit = symbols["°" + token]
    if unit is None:
        return None, pos
    if token in _SIGNS and gap and _NEXT_DIGIT.match(text, end) and text[end : end + 1].isdigit():
        return None, pos
    if token[-1].isalpha() and (text[end : end + 1].isalnum() or _is_hyphenated_digit(text, end)):
        return None, pos
    if unit.kind == "dimension" and token.isalpha() and numeral is not None:
        if numeral.words or (len(token) == 1 and gap and token not in "mgltLhWV"):
            return None, pos
        if token == "s" and "." not in text[numeral.start : numeral.end]:
            return None, pos
    return unit, end


def _is_hyphenated_digit(text: str, end: int) -> bool:
    return text[end : end + 1] == "-" and text[end + 1 : end + 2].isdigit()


def _with_small_coins(text: str, amount: Amount) -> Amount:
    """ "13 dollars and 45 cents", "15 dollars 50": the smaller coin belongs to the same amount."""
    match = _REST.match(text, amount.end)
    if match is None or not _NUMBER.match(text, match.end()):
        return amount
    small = numerals.read(text, match.end())
    if small is None or small.ordinal or small.start < match.end() or small.value >= 100 or small.value % 1:
        return amount
    unit, end = _unit_behind(text, small.end, small, 1.0)
    if unit and unit.name in _SMALL_COINS:
        return replace(amount, value=amount.value + small.value / 100, end=end)
    rest = text[small.end : small.end + 2]
    if not amount.signed and unit is None and (not rest.strip() or (rest[0] in ".;!?" and not rest[1:].isdigit())):
        return replace(amount, value=amount.value + small.value / 100, end=small.end)
    return amount


def _with_per(text: str, amount: Amount) -> Amount:
    of = _OF_WHAT.match(text, amount.end)
    for pos in (amount.end, of.end() if of else None):
        match = _PER.match(text, pos) if pos is not None else None
        if match:
            per = vocabulary().per
            noun = per.get(match[1]) or per.get(fold(match[1]))
            return replace(amount, per=noun, end=match.end()) if noun else amount
    return amount
