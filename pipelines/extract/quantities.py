"""Amounts in running text: money, shares, dimensions, counts, plain numbers and ordinals, with exact offsets.

How one number is spelled belongs to `numerals`, what units there are to `units`, the word lists to `quantities.yaml`.
Dates belong to the date reader: numbers that are part of a date, a label, an address or a score are passed over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from pipelines.extract import numerals
from pipelines.extract.numerals import GAP, KNOWLEDGE, Numeral
from pipelines.extract.units import Unit, Vocabulary, fold, vocabulary
from pipelines.knowledge import load_yaml

Kind = Literal["money", "percent", "dimension", "count", "number", "ordinal"]
Approx = Literal["exact", "about", "more_than", "less_than"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One amount. Offsets are Unicode code points, ends exclusive; values are fully scaled."""

    start: int
    end: int
    value: float
    unit: str | None  # ISO 4217 for money, "percent", "percentage points", a unit's name, or None
    kind: Kind
    name: str | None  # long name in the singular: "dollar", "dollar per share", "training opportunity"
    approx: Approx = "exact"
    upper: float | None = None  # upper end of a range; `value` is the lower
    per: str | None = None  # what a rate is per: "share", "year"
    counted: str | None = None  # noun phrase behind a plain number, as written
    counted_start: int | None = None
    counted_end: int | None = None
    alt_value: float | None = None  # the same amount in a second currency
    alt_unit: str | None = None
    alt_name: str | None = None
    alt_start: int | None = None
    alt_end: int | None = None


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number with the unit that belongs to it, before anything around it is looked at."""

    start: int
    end: int
    value: float
    numeral: Numeral
    unit: Unit | None = None
    per: str | None = None
    scale: float = 1.0
    signed: bool = False  # the currency stands before the number


@dataclass(frozen=True, slots=True)
class _Lists:
    letters: dict[str, float]
    money_letters: dict[str, float]
    million_before: frozenset[str]
    spaced_signs: frozenset[str]
    before: dict[str, Approx]
    skip: frozenset[str]
    after: dict[str, Approx]
    spans: frozenset[str]
    over_after: frozenset[str]
    moves: frozenset[str]
    ranging: frozenset[str]
    irregular: dict[str, str]
    not_plural: frozenset[str]
    stop: frozenset[str]
    drop: frozenset[str]
    longest: int
    per_of: frozenset[str]
    labels: frozenset[str]
    years_before: frozenset[str]
    months: frozenset[str]
    scores: frozenset[str]


@cache
def _lists() -> _Lists:
    k: dict[str, Any] = load_yaml(KNOWLEDGE)
    approx, counted, labels = k["approximators"], k["counted"], k["labels"]
    return _Lists(
        letters={letter: float(value) for letter, value in k["scales"]["letters"].items()},
        money_letters={letter: float(value) for letter, value in k["scales"]["money"].items()},
        million_before=frozenset(k["scales"]["million_before"]),
        spaced_signs=frozenset(k["currencies"]["spaced"]),
        before={phrase: name for name, phrases in approx["before"].items() for phrase in phrases},
        skip=frozenset(approx["skip"]),
        after={phrase: name for name, phrases in approx["after"].items() for phrase in phrases},
        spans=frozenset(k["dimensions"]["time"]["units"]),
        over_after=frozenset(approx["over_after"]),
        moves=frozenset(k["ranges"]["moves"]),
        ranging=frozenset(k["ranges"]["ranging"]),
        irregular=counted["irregular"],
        not_plural=frozenset(counted["not_plural"]),
        stop=frozenset(counted["stop"]),
        drop=frozenset(counted["drop"]),
        longest=counted["longest"],
        per_of=frozenset(k["per"]["of"]),
        labels=frozenset(labels["words"]),
        years_before=frozenset(labels["years_before"]),
        months=frozenset(labels["months"]),
        scores=frozenset(labels["scores"]),
    )


_LETTER = r"[^\W\d_]"
_SIGNS = "$€£¥￥元円₹₽₩₪₫₱₦₴₸₺₼₾₿₡₭₮₲₵฿৳៛ரூ֏"
_WORDS_BEHIND = re.compile(rf"(?:{GAP}|[ ]?[-‐‑–][ ]?)?({_LETTER}[\w.'’]{{0,30}})")
_SYMBOL = re.compile(rf"[ \u00a0\u202f]?((?:[{_SIGNS}%％‰°º¢℃℉]|{_LETTER}|µ)(?:{_LETTER}|[²³$]|[23](?![0-9.,]\w))*+)")
_BRACKETED = re.compile(rf" ?[\[({{<]({_LETTER}{{1,6}}[²³23]?)[\])}}>]")
_LETTERS_BEHIND = re.compile(r"([ \u00a0]?)([A-Za-z]{1,3})(?![\w])")
_PER = re.compile(
    rf"(?:(?P<slash> ?/ ?)|(?:{GAP}|[ ]?-[ ]?)(?P<word>per|a|an|each|every)(?:{GAP}|[ ]?-[ ]?))({_LETTER}{{1,20}})"
)
_OF = re.compile(rf"{GAP}of{GAP}({_LETTER}{{1,20}})")
_CODE_BEFORE = re.compile(rf"(?:(?<=\W)|^)((?:{_LETTER}|\.){{1,8}}\$?)([ \u00a0\u202f]?)$")
_SIGN_BEFORE = re.compile(
    rf"(?:(?:(?<=\W)|^)({_LETTER}(?:{_LETTER}|\.){{0,5}})([ \u00a0]?))?([{_SIGNS}])[ \u00a0\u202f]?$"
)
_SIGN_AHEAD = re.compile(rf"[ \u00a0]?(?:({_LETTER}{{1,4}}\.?)[ \u00a0]?)?([{_SIGNS}])?[ \u00a0]?(?=[0-9])")
_NOT_PLAIN = re.compile(
    r"""[0-9]{1,4}(?:[-/.–][0-9]{1,4}){2,}+(?![0-9])   # 2025-06-17, 17.06.2025, 202-647-6575
    |[0-9]{1,2}[:.h][0-9]{2}(?::[0-9]{2})?\ ?(?:[ap]\.?m\b|(?<=:[0-9]{2})(?![0-9]))   # 10:30, 2.30pm
    |[0-9]{1,2}:[0-9]{2}
    |[0-9]{1,2}\ ?(?:[ap]\.m\.|[ap]m\b|o['’]clock)
    |(?:1[5-9]|20)[0-9]{2}\ ?[-–—/]\ ?(?:(?:1[5-9]|20)[0-9]{2}|[0-9]{2})(?![0-9%])   # 2024-25, 2019/20
    |(?:[0-9]{4}|[0-9]{2})['’]?s\b   # 1980s
    |9/11\b|24/7\b|50[-/]50\b""",
    re.VERBOSE | re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_RANGE = re.compile(rf"(?:{GAP}?[-‐‑–—]{GAP}?|{GAP}(to|and|or){GAP})")
_BRACKET = re.compile(rf"{GAP}?[(\[]{GAP}?|,?{GAP}or{GAP}|,{GAP}(?=[{_SIGNS}])")
_FILLERS = re.compile(
    rf"(?:(?:about|some|around|approximately|roughly|nearly|almost|over|or|an?|the|equivalent|to|of|equal|worth|more|than|at|least|approx\.?|~|≈|=){GAP}?){{0,4}}",
    re.IGNORECASE,
)
_CENTS = re.compile(rf"(?:{GAP}and)?{GAP}(?=[0-9A-Za-z])")
_YEAR = re.compile(r"(?:1[0-9]|20)[0-9]{2}")
_LIST_MARK = re.compile(r"(?:^|\n)[ \t]*[(\[]?$")
_PHRASE = re.compile(rf"({GAP}|[ ]?-[ ]?)({_LETTER}(?:[\w’'-]|\.(?={_LETTER}\.)){{0,30}}\.?)(['’]s?(?!\w))?")
_BLANK = re.compile(r"[ \t]")


@cache
def _anchors() -> re.Pattern[str]:
    """Where a number may start: a digit, a vulgar fraction or a number word."""
    tree: dict[str, Any] = {}
    for word in numerals.words():
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
        if not ways:
            return ""
        joined = ways[0] if len(ways) == 1 and "" not in node else f"(?:{'|'.join(ways)})"
        return joined + ("?" if "" in node else "")

    return re.compile(rf"[0-9¼½¾⅐-⅞]|\b{branch(tree, first=True)}\b")


def find_quantities(text: str) -> list[Quantity]:
    """The amounts of a text, in order, none overlapping. Linear in the text's length."""
    return list(_find(text))


def _find(text: str) -> Iterator[Quantity]:
    done = 0
    for anchor in _anchors().finditer(text):
        start = anchor.start()
        if start < done:
            continue
        passed = _pass_over(text, start)
        if passed:
            done = passed
            continue
        if text[start - 1 : start] == "." and not text[max(0, start - 2) : start - 1].isalnum():
            start -= 1
        numeral = numerals.read(text, start)
        if numeral is None:
            done = _token_end(text, anchor.end())
            continue
        found = _quantity(text, numeral, done)
        if found is None:
            done = numeral.end
            continue
        yield found
        done = max(found.end, found.alt_end or 0)


def _token_end(text: str, pos: int) -> int:
    """Where the run of letters, digits and joining signs ends."""
    return _TOKEN_REST.match(text, pos).end()  # type: ignore[union-attr]


_TOKEN_REST = re.compile(r"(?:\w|[-./:@_,](?=\w))*+")
_DIGITS_REST = re.compile(r"[0-9]*+")


def _pass_over(text: str, start: int) -> int:
    """Where to go on if the digit or word at `start` is part of a name, address, date or time; 0 if it is not."""
    before = text[start - 1] if start else " "
    if before.isalnum() or before in "_@#&=\\’'":
        if before.isalpha() and text[start].isdigit() and _attached_code(text, start):
            return 0
        if before in "'’" and not text[start - 2 : start - 1].isalnum() and text[start].isalpha():
            return 0
        return _token_end(text, start)
    if before in "-‐‑–/." and start > 1 and text[start - 2].isalnum():
        if text[start].isdigit():
            return _token_end(text, start)
        return 0 if before in "–/" else _word_end(text, start)
    if text[start].isdigit():
        match = _NOT_PLAIN.match(text, start)
        if match:
            return match.end()
    return 0


def _word_end(text: str, pos: int) -> int:
    return _WORD_REST.match(text, pos).end()  # type: ignore[union-attr]


_WORD_REST = re.compile(r"\w*+")


def _attached_code(text: str, start: int) -> bool:
    match = _CODE_BEFORE.search(text, max(0, start - 9), start)
    unit = vocabulary().signs.get(match[1]) if match else None
    return unit is not None and match is not None and len(match[1]) > 1 and not unit.doubtful


def _quantity(text: str, numeral: Numeral, floor: int) -> Quantity | None:
    lists, known = _lists(), vocabulary()
    sign, start = _sign_before(text, numeral, floor, known, lists)
    if numeral.ordinal:
        return _ordinal(text, numeral, lists)
    if numeral.plain and sign is None and (match := _ORDINAL.match(text, numeral.end)):
        return _ordinal(text, replace(numeral, end=match.end(), ordinal=True), lists)
    amount = _amount(text, numeral, sign, start, known, lists)
    amount = _with_minus(text, amount)
    before = _words_before(text, amount.start)
    first, upper = _range(text, amount, before, known, lists)
    if first is None:
        return None
    amount = first
    if amount.unit is None and _is_label(text, amount, before, upper, lists):
        return None
    if amount.unit is None:
        return _counted(text, amount, upper, before, lists)
    approx = _approx(text, amount, before, lists)
    found = Quantity(
        amount.start,
        amount.end,
        amount.value,
        amount.unit.code,
        amount.unit.kind,  # type: ignore[arg-type]
        f"{amount.unit.name} per {amount.per}" if amount.per else amount.unit.name,
        approx,
        upper,
        amount.per,
    )
    return _with_alternative(text, found, known, lists) if found.kind == "money" else found


# --- a number and its unit ---------------------------------------------------------------------------------------


def _sign_before(text: str, numeral: Numeral, floor: int, known: Vocabulary, lists: _Lists) -> tuple[Unit | None, int]:
    """The currency before a number, and where it starts."""
    start = numeral.start
    left = max(floor, start - 12)
    if left >= start or (numeral.words and text[start - 1] not in " $€£"):
        return None, start
    window = text[left:start]
    if match := _SIGN_BEFORE.search(window):
        letters, gap, mark = match[1], match[2], match[3]
        if letters:
            code = letters.replace(".", "")
            full = known.signs.get(code.upper() + mark)
            if full and (not gap or code.lower() in lists.spaced_signs):
                return full, left + match.start(1)
            bare = known.signs.get(code)
            if bare and code.isupper() and len(code) == 3:
                return bare, left + match.start(1)
        return known.signs[mark], left + match.start(3)
    if match := _CODE_BEFORE.search(window):
        unit = known.signs.get(match[1].rstrip(".")) or known.signs.get(match[1])
        if unit and (not unit.doubtful or _is_large(text, numeral)):
            return unit, left + match.start(1)
    return None, start


def _is_large(text: str, numeral: Numeral) -> bool:
    return numeral.scale >= 1000 or "," in text[numeral.start : numeral.end] or "." in text[numeral.start : numeral.end]


def _amount(text: str, numeral: Numeral, sign: Unit | None, start: int, known: Vocabulary, lists: _Lists) -> _Amount:
    """The number with scale letters, the unit behind it and what it is per."""
    value, end, scale = numeral.value, numeral.end, numeral.scale
    unit = sign
    if not numeral.words and scale == 1.0:
        factor, end = _scale_letters(text, end, unit, known, lists)
        value, scale = value * factor, factor
    if unit is None:
        unit, end = _unit_behind(text, end, numeral, scale, known)
    else:
        same, after = _unit_behind(text, end, numeral, scale, known)
        if same and same.code == unit.code and same.kind == "money":
            end = after
    if unit and unit.kind == "money" and scale == 1.0 and (later := _scale_behind(text, end)):
        scale, end = later
        value *= scale
    amount = _Amount(start, end, value, numeral, unit, None, scale, sign is not None)
    if unit is None:
        return amount
    if unit.code == "pound-mass" and scale >= 1e6:
        amount = replace(amount, unit=known.signs["£"])
    if unit.kind == "money" and numeral.scale == 1.0:
        amount = _with_cents(text, amount, known)
    return _with_per(text, amount, known, lists)


def _scale_letters(text: str, end: int, unit: Unit | None, known: Vocabulary, lists: _Lists) -> tuple[float, int]:
    """The factor of letters right behind digits ("5m", "3 bn"), and where they end."""
    match = _LETTERS_BEHIND.match(text, end)
    if match is None:
        return 1.0, end
    letters = match[2].lower()
    if letters in lists.letters and not (match[1] and letters in ("k", "cr", "mil")):
        return lists.letters[letters], match.end()
    if letters not in lists.money_letters:
        return 1.0, end
    behind, _ = _unit_behind(text, match.end(), None, 1.0, known)
    money = (unit is not None and unit.kind == "money") or (behind is not None and behind.kind == "money")
    if money or (match[2] in ("M", "B") and not match[1]):
        return lists.money_letters[letters], match.end()
    if letters == "m" and (following := _WORDS_BEHIND.match(text, match.end())):
        return (1e6, match.end()) if following[1].lower() in lists.million_before else (1.0, end)
    return 1.0, end


def _scale_behind(text: str, end: int) -> tuple[float, int] | None:
    """ "75 USD million": the scale word behind the currency."""
    match = _WORDS_BEHIND.match(text, end)
    if match is None:
        return None
    value = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}.get(match[1].lower().rstrip("."))
    return (value, match.start(1) + len(match[1].rstrip("."))) if value else None


def _unit_behind(
    text: str, pos: int, numeral: Numeral | None, scale: float, known: Vocabulary
) -> tuple[Unit | None, int]:
    """The unit behind a number: the longest name that is known, else an abbreviation or sign."""
    parts: list[str] = []
    ends: list[int] = []
    end = pos
    while len(parts) < known.longest and (match := _WORDS_BEHIND.match(text, end)):
        if parts and match.start(1) == end:
            break
        word = match[1].rstrip(".'’")
        parts.append(fold(word))
        end = match.start(1) + len(word)
        ends.append(end)
        end = match.end(1) if match[1].endswith(".") and len(word) < 4 else end
    if parts and text[pos : pos + 1].isalpha() and numeral is not None and numeral.words:
        return None, pos
    for n in range(len(parts), 0, -1):
        unit = known.words.get(" ".join(parts[:n]))
        if unit is None:
            continue
        if unit.doubtful and not (scale >= 1000 or (numeral is not None and _is_large(text, numeral))):
            continue
        return unit, ends[n - 1]
    if match := _BRACKETED.match(text, pos):
        unit = known.symbols.get(match[1])
        if unit and unit.kind == "dimension":
            return unit, match.end()
    match = _SYMBOL.match(text, pos)
    if match is None:
        return None, pos
    token, attached = match[1], match.start(1) == pos
    unit = known.symbols.get(token)
    if unit is None and token[0] in _SIGNS + "%°":
        token = token[0]
        unit = known.symbols.get(token)
    if unit is None or (numeral is None and unit.kind != "money"):
        return None, pos
    if unit.doubtful and not (scale >= 1000 or (numeral is not None and _is_large(text, numeral))):
        return None, pos
    end = match.start(1) + len(token)
    if unit.kind == "dimension" and token.isalpha() and (len(token) == 1 or token.isupper()):
        if (numeral is not None and numeral.words) or (text[end : end + 1].isalnum()):
            return None, pos
        if len(token) == 1 and not attached and token not in "mgltLhsWV":
            return None, pos
        if not attached and re.match(r"\s?[0-9]", text[end : end + 2]) and len(token) == 1 and token != "m":
            return None, pos
    if text[end : end + 1].isalnum() and token[-1:].isalpha():
        return None, pos
    return unit, end


def _with_cents(text: str, amount: _Amount, known: Vocabulary) -> _Amount:
    """ "13 dollars and 45 cents", "15 dollars 50": the smaller coin belongs to the same amount."""
    match = _CENTS.match(text, amount.end)
    if match is None or amount.value % 1 or amount.scale > 1:
        return amount
    if not (text[match.end()].isdigit() or _anchors().match(text, match.end())):
        return amount
    small = numerals.read(text, match.end())
    if small is None or small.ordinal or small.value >= 100 or small.value % 1:
        return amount
    unit, end = _unit_behind(text, small.end, small, 1.0, known)
    if unit and unit.name in ("cent", "penny", "kopeck", "paisa", "fen", "centime"):
        return replace(amount, value=amount.value + small.value / 100, end=end)
    rest = text[small.end : small.end + 2]
    if not amount.signed and unit is None and (not rest or (rest[0] in ".;!?" and not rest[1:].isdigit())):
        return replace(amount, value=amount.value + small.value / 100, end=small.end)
    return amount


def _with_per(text: str, amount: _Amount, known: Vocabulary, lists: _Lists) -> _Amount:
    pos = amount.end
    if (of := _OF.match(text, pos)) and of[1].lower() in lists.per_of:
        pos = of.end()
    match = _PER.match(text, pos)
    if match is None:
        return amount
    noun = known.per.get(match[3]) or known.per.get(fold(match[3]))
    if noun is None:
        return amount
    return replace(amount, per=noun, end=match.end())


def _with_minus(text: str, amount: _Amount) -> _Amount:
    start = amount.start
    if text[max(0, start - 6) : start].lower() in ("minus ", " minus "):
        return replace(amount, start=start - 6, value=-amount.value)
    if start and text[start - 1] in "-−" and not amount.numeral.words:
        before = text[start - 2 : start - 1]
        if not before or before in " (\n\t":
            return replace(amount, start=start - 1, value=-amount.value)
    if start and text[start - 1] == "+" and text[start - 2 : start - 1] in ("", " ", "("):
        return replace(amount, start=start - 1)
    return amount


# --- ranges ------------------------------------------------------------------------------------------------------


def _range(
    text: str, amount: _Amount, before: list[str], known: Vocabulary, lists: _Lists
) -> tuple[_Amount | None, float | None]:
    """The amount with the end of its range. (None, None) for a score, which is no amount at all."""
    match = _RANGE.match(text, amount.end)
    if match is None:
        return amount, None
    link = (match[1] or "-").lower()
    other = _ahead(text, match.end(), amount, known, lists)
    if other is None:
        return amount, None
    bare = amount.unit is None or (amount.signed and amount.scale == 1.0)
    if link == "-" and amount.unit is None and other.unit is None and other.value <= amount.value:
        if amount.numeral.plain and other.numeral.plain:
            return None, None
        return amount, None
    if link == "and" and "between" not in before[-2:]:
        return amount, None
    if link == "or" and not (amount.numeral.words or other.value <= amount.value + 2 or amount.unit):
        return amount, None
    low = amount.value
    if amount.scale == 1.0 and other.scale > 1.0 and low < other.value / other.scale + 1 and low < 1000:
        low *= other.scale
    if other.value <= low:
        return amount, None
    same = amount.unit is None or other.unit is None or amount.unit.code == other.unit.code
    if not same:
        return amount, None
    if link == "to":
        moved = next((word for word in reversed(before[-4:]) if word in lists.moves or word in lists.ranging), None)
        if moved is not None and moved not in lists.ranging:
            unit = amount.unit or other.unit
            moved_low = low if bare else amount.value
            return replace(amount, unit=unit, value=moved_low, per=amount.per or other.per), None
        if _is_date_part(before, lists):
            return None, None
    unit = other.unit or amount.unit
    joined = replace(amount, unit=unit, value=low, end=other.end, per=other.per or amount.per)
    return joined, other.value


def _ahead(text: str, pos: int, first: _Amount, known: Vocabulary, lists: _Lists) -> _Amount | None:
    """The amount that starts at `pos`, its currency sign included."""
    match = _SIGN_AHEAD.match(text, pos)
    sign, start = None, pos
    if match and (match[1] or match[2]):
        letters = (match[1] or "").replace(".", "")
        sign = known.signs.get(letters.upper() + match[2]) if match[2] else known.signs.get(letters)
        if sign is None:
            return None
        start = match.end()
    if start >= len(text) or not (text[start].isdigit() or _anchors().match(text, start)):
        return None
    if text[start].isdigit() and _NOT_PLAIN.match(text, start):
        return None
    numeral = numerals.read(text, start)
    if numeral is None or numeral.ordinal or numeral.vague or _ORDINAL.match(text, numeral.end):
        return None
    if (
        numeral.plain
        and text[numeral.end : numeral.end + 1] == "-"
        and text[numeral.end + 1 : numeral.end + 2].isdigit()
    ):
        return None
    if sign is None and first.signed and first.unit:
        same, _ = _unit_behind(text, numeral.end, numeral, numeral.scale, known)
        if same is None:
            sign = first.unit
    return _amount(text, numeral, sign, pos, known, lists)


# --- what is around ----------------------------------------------------------------------------------------------


def _words_before(text: str, start: int) -> list[str]:
    """The few words before `start`, lower case, in the same clause."""
    window = text[max(0, start - 45) : start]
    cut = max(window.rfind("\n\n"), window.rfind(";"), window.rfind(". "))
    words = window[cut + 1 :].lower().split() if cut >= 0 else window.lower().split()
    if words and start > 45 and cut < 0 and not window[:1].isspace() and not text[start - 46].isspace():
        words = words[1:]
    return words


def _approx(text: str, amount: _Amount, before: list[str], lists: _Lists) -> Approx:
    tail = [word.strip("(\"“‘'[,") for word in before[-6:]]
    for size in (4, 3, 2, 1):
        phrase = lists.after.get(" ".join(_words_after(text, amount.end, size)))
        if phrase:
            return phrase
    if text[amount.end : amount.end + 1] == "+":
        return "more_than"
    while tail:
        for size in (4, 3, 2, 1):
            if size <= len(tail) and (found := lists.before.get(" ".join(tail[-size:]))):
                if tail[-1] == "over" and _is_span(text, amount, tail[:-1], lists):
                    return "exact"
                return found
        last = tail.pop()
        if last[-1:] in "~≈<>≥≤" and last[-1:] in lists.before:
            return lists.before[last[-1]]
        if last not in lists.skip:
            break
    return "more_than" if amount.numeral.vague else "exact"


def _is_span(text: str, amount: _Amount, before: list[str], lists: _Lists) -> bool:
    """ "over three years": during them, unless the words around say that it is more than three."""
    if amount.unit is None or amount.unit.name not in lists.spans or amount.value >= 20:
        return False
    return not (before and before[-1] in lists.over_after) and _words_after(text, amount.end, 1) not in (
        ["ago"],
        ["old"],
    )


def _words_after(text: str, end: int, size: int) -> list[str]:
    return re.split(r"[\s-]+", re.sub(r"[.,;:)].*", "", text[end : end + 30].lower(), flags=re.DOTALL).strip(" -"))[
        :size
    ]


def _is_date_part(before: list[str], lists: _Lists) -> bool:
    return bool(before) and before[-1].rstrip(".,") in lists.months


def _is_label(text: str, amount: _Amount, before: list[str], upper: float | None, lists: _Lists) -> bool:
    """Whether a bare number is a date, a year, a label or a list mark and no amount."""
    numeral = amount.numeral
    last = before[-1].strip("(\"“‘'[") if before else ""
    if not numeral.plain:
        return False
    digits = text[numeral.start : numeral.end]
    if len(digits) > 1 and digits[0] == "0":
        return True
    bare = last.rstrip(".,")
    after = _WORDS_BEHIND.match(text, amount.end)
    following = after[1].lower().rstrip(".") if after else ""
    if numeral.value <= 31:
        if bare in lists.months and not (last.endswith(",") and following and following not in lists.stop):
            return True
        if following in lists.months and (following not in ("may", "march") or _is_day(text, after)):
            return True
        if _day_list(text, amount, lists):
            return True
    if bare in lists.labels and not last.endswith(","):
        return True
    if _LIST_MARK.search(text[max(0, amount.start - 6) : amount.start]) and re.match(
        r"\s?[.)\]]\s", text[amount.end : amount.end + 3]
    ):
        return True
    if text[amount.start - 1 : amount.start] in ("[", "(") and text[amount.end : amount.end + 1] in ("]", ")"):
        return True
    return upper is None and _YEAR.fullmatch(digits) is not None and _is_year(text, amount, bare, following, lists)


def _is_day(text: str, month: re.Match[str] | None) -> bool:
    if month is None or month[1][0].isupper():
        return True
    return re.match(r"\s(?:[0-9]|that\b|this\b|of\b)|[,.;)]|$", text[month.end() : month.end() + 6]) is not None


_DAY_LEFT = re.compile(
    r"\b([A-Za-z]{3,9})\.?\s[0-9]{1,2}(?:st|nd|rd|th)?(?:,\s[0-9]{1,2})?,?\s?(?:-|–|—|to|and|&|or|through|until)\s?$"
)
_DAY_RIGHT = re.compile(r"(?:st|nd|rd|th)?\s?(?:-|–|—|to|and|&|or|,)\s?[0-9]{1,2}(?:st|nd|rd|th)?\s([A-Za-z]{3,9})\b")


def _day_list(text: str, amount: _Amount, lists: _Lists) -> bool:
    left = _DAY_LEFT.search(text[max(0, amount.start - 30) : amount.start])
    if left and left[1].lower() in lists.months:
        return True
    right = _DAY_RIGHT.match(text, amount.numeral.end)
    return right is not None and right[1].lower() in lists.months


def _is_year(text: str, amount: _Amount, last: str, following: str, lists: _Lists) -> bool:
    if last in lists.before or last in ("than", "least", "some"):
        return False
    if amount.value < 1500:
        return last in ("in", "since", "year")
    if last in lists.years_before or amount.value >= 1800:
        return not (following in lists.irregular or following in lists.million_before) or last in ("in", "the", "of")
    return False


# --- counts and ordinals -----------------------------------------------------------------------------------------


def _ordinal(text: str, numeral: Numeral, lists: _Lists) -> Quantity | None:
    before = _words_before(text, numeral.start)
    last = before[-1].rstrip(".,") if before else ""
    after = _WORDS_BEHIND.match(text, numeral.end)
    following = after[1].lower() if after else ""
    if numeral.value <= 31 and (last in lists.months or following in lists.months):
        return None
    if following == "of" and numeral.value <= 31 and after:
        month = _WORDS_BEHIND.match(text, after.end(1))
        if month and month[1].lower() in lists.months:
            return None
    return Quantity(numeral.start, numeral.end, numeral.value, None, "ordinal", None)


def _counted(text: str, amount: _Amount, upper: float | None, before: list[str], lists: _Lists) -> Quantity | None:
    """A number without a unit: with the noun phrase that it counts, if that is plain to see."""
    phrase = _noun_phrase(text, amount, lists)
    numeral = amount.numeral
    if phrase is None and numeral.words and numeral.value == 1.0 and numeral.scale == 1.0:
        return None
    if phrase is None and numeral.plain and before and before[-1][:1].isalpha() and _is_named(text, amount):
        return None
    approx = _approx(text, amount, before, lists)
    if phrase is None:
        return Quantity(amount.start, amount.end, amount.value, None, "number", None, approx, upper)
    start, end, name = phrase
    return Quantity(
        amount.start, amount.end, amount.value, None, "count", name, approx, upper, None, text[start:end], start, end
    )


def _is_named(text: str, amount: _Amount) -> bool:
    """ "Apollo 11": a capital word that is no sentence start stands right before."""
    match = re.search(rf"(?<=[a-z,] )([A-Z]{_LETTER}*) $", text[max(0, amount.start - 20) : amount.start])
    return match is not None


def _noun_phrase(text: str, amount: _Amount, lists: _Lists) -> tuple[int, int, str] | None:
    """Start, end and singular name of what a number counts: up to the first plural, or one word behind "one"."""
    pos = amount.end
    if of := _OF_THE.match(text, pos):
        pos = of.end() - 1
    elif amount.numeral.vague or amount.numeral.value < 1:
        of_bare = _OF_BARE.match(text, pos)
        if of_bare is None:
            return None
        pos = of_bare.end() - 1
    words: list[str] = []
    start = 0
    single = amount.value == 1.0 and of is None
    hyphen = False
    while len(words) < lists.longest:
        match = _PHRASE.match(text, pos)
        if match is None:
            return None
        word = match[2].rstrip(".")
        low = word.lower().replace("’", "'")
        if "-" in match[1]:
            if words:
                return None
            hyphen = True
        if low in lists.stop or (
            not words and low in lists.labels and low not in lists.irregular and not _is_plural(low, lists)
        ):
            return None
        start = start or match.start(2)
        words.append(low.removesuffix("'s"))
        end = match.start(2) + len(word)
        possessive = match[3] is not None or low.endswith(("'s", "s'"))
        if possessive and not single:
            pos = match.end()
            continue
        if _is_plural(low, lists) and not single:
            further = _PHRASE.match(text, match.end(2)) if not match[2].endswith(".") else None
            if (
                further
                and "-" not in further[1]
                and _is_plural(further[2].rstrip(".").lower(), lists)
                and further[2][0].islower()
            ):
                words.append(further[2].rstrip(".").lower())
                end = further.start(2) + len(further[2].rstrip("."))
            return start, end, _singular(words, lists)
        if hyphen or (single and not _is_adjective(low)):
            return start, end, _singular(words, lists)
        if match[2].endswith(".") or (low.endswith(("ed", "ly")) and len(words) > 1):
            return None
        pos = match.end(2)
    return None


_OF_THE = re.compile(
    rf"{GAP}of{GAP}(?:the|its|their|our|his|her|these|those|all|{_LETTER}+['’]s){GAP}(?:(?:two|three|four|five|six|seven|eight|nine|ten){GAP})?",
)
_OF_BARE = re.compile(rf"{GAP}of{GAP}")


def _is_plural(word: str, lists: _Lists) -> bool:
    if word in lists.irregular:
        return True
    return (
        len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "'s")) and word not in lists.not_plural
    )


def _is_adjective(word: str) -> bool:
    return word.endswith(
        ("al", "ive", "ous", "ful", "ic", "able", "ible", "ed", "ing", "ish", "ary", "ant", "ent")
    ) or word in (
        "large",
        "small",
        "new",
        "young",
        "old",
        "big",
        "major",
        "key",
        "single",
        "more",
        "senior",
        "chinese",
        "other",
    )


def _singular(words: list[str], lists: _Lists) -> str:
    kept = [word for word in words[:-1] if word not in lists.drop] or words[:-1]
    kept = [word for word in kept if word not in ("most", "more")] if len(kept) > 1 else kept
    return " ".join([*kept, singular(words[-1])])


def singular(noun: str) -> str:
    """ "countries" -> "country"."""
    irregular = _lists().irregular
    if noun in irregular:
        return irregular[noun]
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us")) else noun


# --- the same amount in a second currency ------------------------------------------------------------------------


def _with_alternative(text: str, found: Quantity, known: Vocabulary, lists: _Lists) -> Quantity:
    match = _BRACKET.match(text, found.end)
    if match is None:
        return found
    pos = _FILLERS.match(text, match.end()).end()  # type: ignore[union-attr]
    first = _Amount(found.start, found.end, found.value, Numeral(0, 0, 0.0))
    other = _ahead(text, pos, first, known, lists)
    if other is None or other.unit is None or other.unit.kind != "money" or other.unit.code == found.unit:
        return found
    return replace(
        found,
        alt_value=other.value,
        alt_unit=other.unit.code,
        alt_name=other.unit.name,
        alt_start=pos,
        alt_end=other.end,
    )
