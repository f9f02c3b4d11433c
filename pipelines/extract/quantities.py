"""Amounts in running text: money, shares, dimensions, counts, plain numbers and ordinals, with exact offsets.

How a number is spelled belongs to `numerals`, its unit to `amounts` and `units`, what it counts to `counted`, the word
lists to `quantities.yaml`. Numbers that are part of a date, a label, an address or a score are passed over; dates
belong to `times`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from pipelines.extract import numerals
from pipelines.extract.amounts import Amount, amount_ahead, amount_of, anchors, attached_code
from pipelines.extract.counted import is_plural_ahead, noun_phrase
from pipelines.extract.numerals import GAP, KNOWLEDGE, Numeral

Kind = Literal["money", "percent", "dimension", "count", "number", "ordinal"]
Approx = Literal["exact", "about", "more_than", "less_than"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One amount. Offsets are Unicode code points, ends exclusive; values are fully scaled.

    `value` is the lower end of a range and `upper` its upper end. `unit` is ISO 4217 for money, "percent", "percentage
    points", or a unit's name; `name` is the long name in the singular, with what a rate is `per` ("dollar per share"),
    or what is counted ("training opportunity"). `alt_*` is the same amount in a second currency. Cents and pence are
    dimensions, since they do not tell the currency.
    """

    start: int
    end: int
    value: float
    unit: str | None
    kind: Kind
    name: str | None
    approx: Approx = "exact"
    upper: float | None = None
    per: str | None = None
    counted: str | None = None
    counted_start: int | None = None
    counted_end: int | None = None
    alt_value: float | None = None
    alt_unit: str | None = None
    alt_name: str | None = None
    alt_start: int | None = None
    alt_end: int | None = None


_APPROX, _RANGES, _LABELS = KNOWLEDGE["approximators"], KNOWLEDGE["ranges"], KNOWLEDGE["labels"]
_BEFORE: dict[str, Approx] = {phrase: name for name, phrases in _APPROX["before"].items() for phrase in phrases}
_AFTER: dict[str, Approx] = {phrase: name for name, phrases in _APPROX["after"].items() for phrase in phrases}
_SKIP = frozenset(_APPROX["skip"])
_OVER_AFTER = frozenset(_APPROX["over_after"])
_SPANS = frozenset(KNOWLEDGE["dimensions"]["time"]["units"])
_MOVES, _RANGING = frozenset(_RANGES["moves"]), frozenset(_RANGES["ranging"])
_LABEL_WORDS, _MONTHS = frozenset(_LABELS["words"]), frozenset(_LABELS["months"])
_YEARS_BEFORE = frozenset(_LABELS["years_before"])
_ZONES, _GROUPS = frozenset(_LABELS["zones"]), tuple(_LABELS["groups"])
_AGES = frozenset(KNOWLEDGE["ages"]["before"])
_AGE = "year of age"
_PEOPLE = frozenset(KNOWLEDGE["counted"]["irregular"]) | frozenset(KNOWLEDGE["scales"]["million_before"])

_LETTER = r"[^\W\d_]"
_DASHES = "-‐‑–—"
_PASSED = re.compile(
    r"""(?![0-9]{1,3}(?:\.[0-9]{3}){2,4}(?![0-9.]))[0-9]{1,14}(?:[-/.–][0-9]{1,14}){2,}+(?![0-9])    # 2025-06-17, 17.06.2025, 202-647-6575
    |[0-9]{1,4}(?:[ .-]\(?[0-9]{2,4}\)?){1,4}[ .-][0-9]{4}(?![0-9])|[0-9]{3}\)\s?[0-9]{3}-[0-9]{4}    # telephone
    |[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\ ?[ap]\.?m\b\.?)?    # 10:30
    |[0-9]{1,2}(?:\.[0-9]{2})?\ ?(?:[ap]\.m\.|[ap]m\b|o['’]clock)
    |(?:1[5-9]|20)[0-9]{2}\ ?[-–—/]\ ?(?:(?:1[5-9]|20)[0-9]{2}|[0-9]{2})(?![0-9%])    # 2024-25, 2019/20
    |(?:1[0-9]|20)?[0-9]0['’]?s\b    # 1980s
    |[0-9]{1,4}\+[0-9]{1,4}    # 2+2
    |9/11\b|24/7\b|50[-/]50\b""",
    re.VERBOSE | re.IGNORECASE,
)
_TOKEN_REST = re.compile(r"(?:\w|[-./:@_,](?=\w))*+")
_WORD_REST = re.compile(r"\w*+")
_SHORT_YEAR = re.compile(r"[0-9]{2}(?![\w.,]?[0-9])")
_SUBSECTION = re.compile(r"\([a-z0-9]{1,4}\)|\s(?:U\.?S\.?C|C\.?F\.?R|U\.S\. Code)\b")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:1[0-9]|20)[0-9]{2}")
_NEXT = re.compile(rf"{GAP}({_LETTER}+)")
_LINK = re.compile(rf"(?:(?:{GAP}|-)(to|and|or)(?:{GAP}|-)|[ ]?[{_DASHES}][ ]?)")
_BY = re.compile(r"(?:by|in) $")
_OUT_OF = re.compile(rf"(?:{GAP}|-)(?:out{GAP}of|in)(?:{GAP}every)?(?:{GAP}|-)")
_JOINED = re.compile(r"\w|-(?=\w)")
_MORE = re.compile(rf"\+|(?:[ -])(?:{'|'.join(sorted(_AFTER, key=len, reverse=True))})(?=[ ])")
_LIST_END = re.compile(r"\s?[.)\]]\s")
_LIST_START = re.compile(r"(?:^|\n)[ \t]*[(\[]?$")
_MONTH_DAY = re.compile(
    rf"({_LETTER}{{3,9}})\.?\s[0-9]{{1,2}}(?:st|nd|rd|th)?(?:,\s[0-9]{{1,2}})?,?\s?(?:[{_DASHES}&]|to|and|or|through|until)\s?$"
)
_DAY_MONTH = re.compile(
    rf"(?:st|nd|rd|th)?\s?(?:[{_DASHES}&,]|to|and|or)\s?[0-9]{{1,2}}(?:st|nd|rd|th)?\s({_LETTER}{{3,9}})\b"
)
_DAY_BEHIND = re.compile(r"\s(?:[0-9]|that\b|this\b|of\b)|[,.;)]|$")
_NAME_BEFORE = re.compile(r"(?<=[a-z,] )[A-Z]\w*[ ]$|(?:^|(?<=\W))[A-Z&]{2,6}[ :]{1,2}$")
_MODEL_BEFORE = re.compile(r"(?:^|(?<=\W))[a-z]{1,3}[A-Z]\w*[ ]$")
_CAPITAL_BEFORE = re.compile(r"(?:^|(?<=\W))[A-Z][a-z]+[ ]$")
_RUNNING = re.compile(r"[a-z,][ ]$")
_SECOND = re.compile(rf"{GAP}?[(\[]|,?{GAP}or{GAP}|,{GAP}(?=[^\w\s])")
_FILLERS = re.compile(
    rf"(?:(?:about|some|around|approximately|roughly|nearly|almost|over|or|an?|the|equivalent|to|of|equal|worth|more|"
    rf"than|at|least|approx\.?|~|≈|=){GAP}?){{0,4}}",
    re.IGNORECASE,
)  # fmt: skip


def find_quantities(text: str) -> list[Quantity]:
    """The amounts of a text, in order, none overlapping. Takes time linear in the text's length."""
    return list(_find(text))


def _find(text: str) -> Iterator[Quantity]:
    done = 0
    for start in anchors(text):
        if start < done:
            continue
        passed = _pass_over(text, start)
        if passed:
            done = passed
            continue
        if text[start - 1 : start] == "." and start - 1 >= done:
            start -= 1
        numeral = numerals.read(text, start)
        if numeral is None:
            done = _token_end(text, start)
            continue
        quantity, done = _quantity(text, numeral, done)
        if quantity is not None:
            yield quantity


def _token_end(text: str, pos: int) -> int:
    """Where the run of letters, digits and joining signs ends."""
    match = _TOKEN_REST.match(text, pos)
    return max(match.end() if match else pos, pos + 1)


def _pass_over(text: str, start: int) -> int:
    """Where to go on if what starts at `start` is part of a name, address, date or time; 0 if it may be an amount."""
    before = text[start - 1 : start]
    if text[start].isdigit():
        if before.isalpha() and attached_code(text, start):
            return 0
        joined = start > 1 and text[start - 2].isalnum()
        if before.isalnum() or (before and (before in "_@#&=%?\\" or (joined and before in "-‐‑–/.+'’"))):
            return _token_end(text, start)
        if before in ("'", "’") and _SHORT_YEAR.match(text, start):
            return start + 2
        match = _PASSED.match(text, start)
        return match.end() if match else 0
    if before and before in "-‐‑/" and start > 1 and text[start - 2].isalnum():
        match = _WORD_REST.match(text, start)
        return match.end() if match else 0
    return 0


def _quantity(text: str, numeral: Numeral, floor: int) -> tuple[Quantity | None, int]:
    """The amount that a number makes, if any, and where to go on."""
    if numeral.ordinal:
        return _ordinal(text, numeral)
    if numeral.plain and (match := _ORDINAL.match(text, numeral.end)):
        return _ordinal(text, replace(numeral, end=match.end(), ordinal=True))
    if _is_name(text, numeral):
        return None, numeral.end
    amount = _with_sign(text, amount_of(text, numeral, floor), floor)
    if amount.unit is None and numeral.weak and not _is_half(text, amount):
        return None, numeral.end
    if amount.unit is None and not numeral.words and text[amount.end : amount.end + 1].isalnum():
        return None, _token_end(text, amount.end)
    before = _words_before(text, amount.start)
    if amount.unit is None and (ratio := _ratio(text, amount, before)):
        return ratio, ratio.end
    amount, upper, end = _range(text, amount, before)
    if end == 0:
        return None, amount.end
    if amount.unit is None:
        if _is_label(text, amount, before, upper):
            return None, end
        if _is_age(before) and not is_plural_ahead(text, end):
            return Quantity(amount.start, end, amount.value, _AGE, "dimension", _AGE, upper=upper), end
        return _count(text, amount, upper, before), end
    unit = amount.unit
    if unit.plural_only and amount.value == 1 and before[-1:] == ["at"]:  # "at one point"
        return None, end
    quantity = Quantity(
        amount.start,
        amount.end,
        amount.value,
        unit.code,
        unit.kind,
        f"{unit.name} per {amount.per}" if amount.per else unit.name,
        _approx(text, amount, before),
        upper,
        amount.per,
    )
    if quantity.kind == "money":
        quantity = _with_second_currency(text, quantity)
    return quantity, quantity.alt_end or quantity.end


def _with_sign(text: str, amount: Amount, floor: int) -> Amount:
    """The amount with the minus, if any, that stands before it."""
    start = amount.start
    word = re.search(r"(?:^|(?<=\W))(?:minus|negative) $", text[max(floor, start - 10) : start], re.IGNORECASE)
    if word:
        return replace(amount, start=start - len(word[0]), value=-amount.value)
    if start > floor and text[start - 1] in "-−" and not amount.numeral.words and text[max(0, start - 2)] in " (\n\t-−":
        return replace(amount, start=start - 1, value=-amount.value)
    return amount


def _is_age(before: list[str]) -> bool:
    """Whether "aged", "age of", "aged between" stand before a number."""
    tail = before[:-1] if before[-1:] == ["between"] else before
    return bool(tail) and (tail[-1] in _AGES or " ".join(tail[-2:]) in _AGES)


def _is_half(text: str, amount: Amount) -> bool:
    """ "more than half", "by a half": a share, where no unit follows."""
    if amount.value != 0.5 or text[amount.numeral.end - 2 : amount.numeral.end] in (" a", "an"):
        return False
    bounded = _approx(text, amount, _words_before(text, amount.start)) != "exact"
    ended = text[amount.end : amount.end + 1] in ("", ".", ",", ";", ")")
    if ended and text[amount.start] in "aA":
        return text[max(0, amount.start - 4) : amount.start].lower() != "and "
    return bounded or _BY.search(text, max(0, amount.start - 4), amount.start) is not None


# --- ranges ----------------------------------------------------------------------------------------------------------


def _range(text: str, amount: Amount, before: list[str]) -> tuple[Amount, float | None, int]:
    """The amount, joined with the upper end of its range, that end, and where to go on; 0 for what is no amount."""
    alone = amount, None, amount.end
    match = _LINK.match(text, amount.end)
    if match is None:
        return alone
    link = match[1] or "-"
    other = amount_ahead(text, match.end(), amount.unit if amount.signed else None)
    if other is None or _is_part(text, other):
        return alone
    plain = amount.unit is None and other.unit is None and amount.numeral.plain and other.numeral.plain
    if amount.unit is None and amount.numeral.plain and before and _is_dated(text, amount, before[-1]):
        return alone
    if plain and _is_year_like(text, amount) and _is_year_like(text, other):
        return (replace(amount, end=other.end), None, 0) if link in ("-", "to") or "between" in before[-2:] else alone
    if link == "and" and "between" not in before[-2:]:
        return alone
    low = amount.value
    if amount.scale == 1.0 and other.scale > 1.0 and low < 1000 and low < other.value / other.scale:
        low *= other.scale
    if other.value <= low:
        return (replace(amount, end=other.end), None, 0) if plain and link == "-" else alone
    if link == "or" and amount.unit is None and not amount.numeral.words and other.value > low + 2:
        return alone
    unit = other.unit or amount.unit
    if amount.unit and other.unit and amount.unit.code != other.unit.code:
        return alone
    moved = next((word for word in reversed(before[-4:]) if word in _MOVES or word in _RANGING), None)
    if link == "to" and moved in _MOVES:
        return replace(amount, unit=unit, value=low, per=amount.per or other.per), None, amount.end
    joined = replace(amount, unit=unit, value=low, end=other.end, per=other.per or amount.per)
    return joined, other.value, other.end


def _is_dated(text: str, amount: Amount, last: str) -> bool:
    """Whether the first number is a day or a year on its own ("grew in 2020 to 5 million")."""
    if last.rstrip(".,") in _MONTHS:
        return amount.value <= 31
    return last in ("in", "since", "during", "by", "until") and _is_year_like(text, amount)


def _ratio(text: str, amount: Amount, before: list[str]) -> Quantity | None:
    """ "one in five", "two out of three": one share, not two counts."""
    match = _OUT_OF.match(text, amount.end)
    other = amount_ahead(text, match.end()) if match else None
    if match is None or other is None or other.unit or other.value % 1 or not 0 < amount.value < other.value:
        return None
    usual = other.value in (10, 100, 1000) or (amount.value == 1 and other.value <= 20)
    if "out" not in match[0] and not (usual and amount.numeral.words == other.numeral.words):
        return None
    share = amount.value / other.value
    return Quantity(amount.start, other.end, share, None, "number", None, _approx(text, amount, before))


def _is_part(text: str, other: Amount) -> bool:
    """Whether the second number goes on as a date, an ordinal or an address."""
    if not other.numeral.plain:
        return False
    return bool(_ORDINAL.match(text, other.numeral.end) or _PASSED.match(text, other.numeral.start)) or (
        other.unit is None and _JOINED.match(text, other.end) is not None
    )


def _is_year_like(text: str, amount: Amount) -> bool:
    return 1500 <= amount.value < 2100 and _YEAR.fullmatch(text, amount.numeral.start, amount.numeral.end) is not None


# --- what is around --------------------------------------------------------------------------------------------------


def _words_before(text: str, start: int) -> list[str]:
    """The few words before `start` in the same clause, lower case, without brackets and quotes."""
    window = text[max(0, start - 48) : start]
    cut = max(window.rfind("\n\n"), window.rfind("; "), window.rfind("? "), window.rfind("! "))
    words = window[cut + 1 :].lower().split()
    if cut < 0 and start > 48 and words and not window[0].isspace() and not text[start - 49].isspace():
        del words[0]
    for k in range(len(words) - 1, -1, -1):
        word = words[k] = words[k].strip("()\"“”‘’'[]{}")
        if word.endswith(".") and len(word) > 5 and word.rstrip(".") not in _MONTHS:
            return words[k + 1 :]
    return words


def _approx(text: str, amount: Amount, before: list[str]) -> Approx:
    after = text[amount.end : amount.end + 24]
    if after[:1] == "+":
        return "more_than"
    if after[:1] in (" ", "-"):
        words = after[1:].lower().split()[:3]
        for size in range(len(words), 0, -1):
            if found := _AFTER.get(" ".join(words[:size]).rstrip(".,;)")):
                return found
    tail = before[-6:]
    while tail:
        for size in range(min(4, len(tail)), 0, -1):
            if found := _BEFORE.get(" ".join(tail[-size:])):
                return "exact" if tail[-1] == "over" and _is_span(text, amount, tail) else found
        last = tail.pop()
        if last[-1:] in _BEFORE:
            return _BEFORE[last[-1]]
        if last not in _SKIP:
            break
    return "more_than" if amount.numeral.vague else "exact"


def _is_span(text: str, amount: Amount, before: list[str]) -> bool:
    """ "over three years": during them, unless the words around say that it is more than three."""
    if amount.unit is None or amount.unit.name not in _SPANS or amount.value >= 20:
        return False
    follows = text[amount.end : amount.end + 5].strip().lower()
    return not (len(before) > 1 and before[-2] in _OVER_AFTER) and not follows.startswith(("ago", "old"))


def _is_label(text: str, amount: Amount, before: list[str], upper: float | None) -> bool:
    """Whether a number without a unit is a date, a year, a label or a mark of a list, and no amount."""
    numeral = amount.numeral
    last = before[-1] if before else ""
    bare = re.split(f"[{_DASHES}/]", last.rstrip(".,:"))[-1].replace(".", "")
    labelled = bare in _LABEL_WORDS and not last.endswith(",")
    if numeral.words:
        return labelled and numeral.value <= 20 and not is_plural_ahead(text, amount.end)
    if not numeral.plain:
        return labelled and numeral.scale == 1.0 and "," not in text[numeral.start : numeral.end]
    digits = text[numeral.start : numeral.end]
    if labelled or (len(digits) > 1 and digits[0] == "0"):
        return True
    behind = _NEXT.match(text, amount.end)
    following = behind[1].lower() if behind else ""
    if following in _ZONES and len(digits) == 4:
        return True
    if numeral.value <= 31 and _is_day(text, amount, bare, last, behind):
        return True
    if _is_mark(text, amount) or _SUBSECTION.match(text, amount.end):
        return True
    if _MODEL_BEFORE.search(text, max(0, amount.start - 24), amount.start):
        return True
    if _NAME_BEFORE.search(text, max(0, amount.start - 24), amount.start) and not is_plural_ahead(text, amount.end):
        return True
    return upper is None and _is_year_like(text, amount) and _is_year(text, amount, bare, following)


def _is_day(text: str, amount: Amount, bare: str, last: str, behind: re.Match[str] | None) -> bool:
    if bare in _MONTHS and not (last.endswith(",") and behind and is_plural_ahead(text, amount.end)):
        return True
    month = behind[1] if behind else ""
    if behind and month.lower() in _MONTHS:
        certain = month[0].isupper() or month not in ("may", "march")
        return certain or _DAY_BEHIND.match(text, behind.end()) is not None
    left = _MONTH_DAY.search(text, max(0, amount.start - 30), amount.start)
    right = _DAY_MONTH.match(text, amount.numeral.end)
    return (left is not None and left[1].lower() in _MONTHS) or (right is not None and right[1].lower() in _MONTHS)


def _is_mark(text: str, amount: Amount) -> bool:
    """ "1." or "(1)" at the start of a line, "2 )" and "[3]" anywhere."""
    before, after = text[max(0, amount.start - 6) : amount.start], text[amount.end : amount.end + 3]
    if _LIST_END.match(after) and _LIST_START.search(before):
        return True
    if before[-1:] in ("(", "[") and after[:1] in (")", "]"):
        return True
    return amount.value < 20 and after.lstrip()[:1] == ")" and "(" not in text[max(0, amount.start - 60) : amount.start]


def _is_year(text: str, amount: Amount, bare: str, following: str) -> bool:
    if bare in _BEFORE or bare in ("than", "least"):
        return False
    if bare in _YEARS_BEFORE:
        return True
    if amount.value < 1800:
        return False
    counts = following in _PEOPLE or (amount.value % 100 == 0 and is_plural_ahead(text, amount.end))
    return not counts or bare in ("the", "of")


def _is_name(text: str, numeral: Numeral) -> bool:
    """ "Five Eyes", "Group of Seven": a number word that is part of a name."""
    before = text[max(0, numeral.start - 12) : numeral.start].lower()
    if before.rstrip().endswith(_GROUPS) and numeral.value < 100:
        return True
    if not numeral.words or not text[numeral.start].isupper():
        return False
    follows = _NEXT.match(text, numeral.end)
    if _CAPITAL_BEFORE.search(text, max(0, numeral.start - 24), numeral.start):
        return True
    capital = follows is None or follows[1][0].isupper()
    return capital and _RUNNING.search(text, max(0, numeral.start - 3), numeral.start) is not None


# --- counts and ordinals ---------------------------------------------------------------------------------------------


def _ordinal(text: str, numeral: Numeral) -> tuple[Quantity | None, int]:
    """The ordinal, unless it is a day of a month."""
    if numeral.value <= 31:
        before = _words_before(text, numeral.start)
        after = text[numeral.end : numeral.end + 14].lower().replace(" of ", " ", 1).split()
        if (before and before[-1].rstrip(".,") in _MONTHS) or (after and after[0].rstrip(".,") in _MONTHS):
            return None, numeral.end
    return Quantity(numeral.start, numeral.end, numeral.value, None, "ordinal", None), numeral.end


def _count(text: str, amount: Amount, upper: float | None, before: list[str]) -> Quantity | None:
    """A number without a unit: with the noun phrase that it counts, if that is plain to see."""
    numeral = amount.numeral
    one = amount.value == 1.0 and upper is None
    more = _MORE.match(text, amount.end)
    phrase = noun_phrase(
        text,
        more.end() if more else amount.end,
        one=one,
        loose=numeral.vague or numeral.part,
        definite=before[-1:] == ["the"],
    )
    if phrase is None and one and numeral.words:
        return None
    kind: Kind = "count" if phrase else "number"
    quantity = Quantity(amount.start, amount.end, amount.value, None, kind, None, _approx(text, amount, before), upper)
    if phrase is None:
        return quantity
    return replace(
        quantity,
        name=phrase.name,
        counted=text[phrase.start : phrase.end],
        counted_start=phrase.start,
        counted_end=phrase.end,
    )


# --- the same amount in a second currency ----------------------------------------------------------------------------


def _with_second_currency(text: str, quantity: Quantity) -> Quantity:
    """ "1.5 billion yuan ($209 million)", "1.5 billion yuan, or about $209 million"."""
    match = _SECOND.match(text, quantity.end)
    fillers = _FILLERS.match(text, match.end()) if match else None
    other = amount_ahead(text, fillers.end()) if fillers else None
    if other is None or other.unit is None or other.unit.kind != "money" or other.unit.code == quantity.unit:
        return quantity
    return replace(
        quantity,
        alt_value=other.value,
        alt_unit=other.unit.code,
        alt_name=other.unit.name,
        alt_start=other.start,
        alt_end=other.end,
    )
