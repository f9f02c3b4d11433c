"""Amounts in running text: money, shares, dimensions, counts, plain numbers and ordinals, with exact offsets.

How a number is spelled belongs to `numerals`, its unit to `amounts` and `units`, what it counts to `counted`, which
numbers are no amounts to `labels`; the word lists are in `quantities.yaml`. Dates belong to `times`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from pipelines.extract import labels, numerals
from pipelines.extract.amounts import Amount, amount_ahead, amount_of, anchors
from pipelines.extract.counted import is_plural_ahead, noun_phrase
from pipelines.extract.numerals import GAP, KNOWLEDGE, Numeral
from pipelines.extract.units import Unit, vocabulary

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


_APPROX, _RANGES = KNOWLEDGE["approximators"], KNOWLEDGE["ranges"]
_BEFORE: dict[str, Approx] = {phrase: name for name, phrases in _APPROX["before"].items() for phrase in phrases}
_AFTER: dict[str, Approx] = {phrase: name for name, phrases in _APPROX["after"].items() for phrase in phrases}
_SKIP = frozenset(_APPROX["skip"])
_OVER_AFTER = frozenset(_APPROX["over_after"])
_SPANS = frozenset(KNOWLEDGE["dimensions"]["time"]["units"])
_MOVES, _RANGING = frozenset(_RANGES["moves"]), frozenset(_RANGES["ranging"])
_AGES = frozenset(KNOWLEDGE["ages"]["before"])
_AGE = "year of age"

_DASHES = "-‐‑–—"
_LINK = re.compile(rf"(?:(?:{GAP}|-)(to|and|or)(?:{GAP}|-)|[ ]?[{_DASHES}][ ]?)")
_BY = re.compile(r"(?:by|in) $")
_YUAN_CUES = re.compile(rf"\b(?:{'|'.join(KNOWLEDGE['currencies']['yuan_cues'])})\b")
_YEN_CUES = re.compile(rf"\b(?:{'|'.join(KNOWLEDGE['currencies']['yen_cues'])})\b")
_OUT_OF = re.compile(rf"(?:{GAP}|-)(?:out{GAP}of|in)(?:{GAP}every)?(?:{GAP}|-)")
_MORE = re.compile(rf"\+|(?:[ -])(?:{'|'.join(sorted(_AFTER, key=len, reverse=True))})(?=[ ])")
_SECOND = re.compile(rf"{GAP}?[(\[]|,?{GAP}or{GAP}|,{GAP}(?=[^\w\s])")
_FILLERS = re.compile(
    rf"(?:(?:about|some|around|approximately|roughly|nearly|almost|over|or|an?|the|equivalent|to|of|equal|worth|more|"
    rf"than|at|least|approx\.?|~|≈|=){GAP}?){{0,4}}",
    re.IGNORECASE,
)  # fmt: skip


def find_quantities(text: str) -> list[Quantity]:
    """The amounts of a text, in order, none overlapping. Takes time linear in the text's length."""
    found = list(_find(text))
    if ("¥" in text or "￥" in text) and _YUAN_CUES.search(text) and not _YEN_CUES.search(text):
        yuan = vocabulary().signs["元"]
        found = [_in_yuan(q, yuan) if text[q.start] in "¥￥" else q for q in found]
    return found


def _in_yuan(quantity: Quantity, yuan: Unit) -> Quantity:
    name = f"{yuan.name} per {quantity.per}" if quantity.per else yuan.name
    return replace(quantity, unit=yuan.code, name=name)


def _find(text: str) -> Iterator[Quantity]:
    done = 0
    for start in anchors(text):
        if start < done:
            continue
        passed = labels.pass_over(text, start)
        if passed:
            done = passed
            continue
        if text[start - 1 : start] == "." and start - 1 >= done:
            start -= 1
        numeral = numerals.read(text, start)
        if numeral is None:
            done = labels.token_end(text, start)
            continue
        quantity, done = _quantity(text, numeral, done)
        if quantity is not None:
            yield quantity


def _quantity(text: str, numeral: Numeral, floor: int) -> tuple[Quantity | None, int]:
    """The amount that a number makes, if any, and where to go on."""
    if numeral.ordinal:
        return _ordinal(text, numeral)
    if end := labels.ordinal_end(text, numeral):
        return _ordinal(text, replace(numeral, end=end, ordinal=True))
    if labels.is_name(text, numeral):
        return None, numeral.end
    amount = _with_sign(text, amount_of(text, numeral, floor), floor)
    if amount.unit is None and numeral.weak and not _is_half(text, amount):
        return None, numeral.end
    if amount.unit is None and not numeral.words and text[amount.end : amount.end + 1].isalnum():
        return None, labels.token_end(text, amount.end)
    before = _words_before(text, amount.start)
    if amount.unit is None and (ratio := _ratio(text, amount, before)):
        return ratio, ratio.end
    amount, upper, end = _range(text, amount, before)
    if end == 0:
        return None, amount.end
    if amount.unit is None:
        if labels.is_label(text, amount, before, alone=upper is None):
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
    if other is None or labels.goes_on(text, other):
        return alone
    plain = amount.unit is None and other.unit is None and amount.numeral.plain and other.numeral.plain
    if labels.is_dated(text, amount, before):
        return alone
    if plain and labels.is_year_like(text, amount) and labels.is_year_like(text, other):
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
        if word.endswith(".") and len(word) > 5 and not labels.is_month(word):
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


# --- counts and ordinals ---------------------------------------------------------------------------------------------


def _ordinal(text: str, numeral: Numeral) -> tuple[Quantity | None, int]:
    """The ordinal, unless it is a day of a month."""
    if numeral.value <= 31:
        before = _words_before(text, numeral.start)
        after = text[numeral.end : numeral.end + 14].lower().replace(" of ", " ", 1).split()
        if (before and labels.is_month(before[-1])) or (after and labels.is_month(after[0])):
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
