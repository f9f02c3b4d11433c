"""The vocabulary of units: dimensions from `quantities.yaml`, currencies from CLDR and ISO 4217.

Reading amounts in a text belongs to `quantities`. The vocabulary is built once a process.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

import pycountry
from babel import Locale
from babel.numbers import get_currency_name

from pipelines.extract.numerals import KNOWLEDGE, PATH
from pipelines.knowledge import KnowledgeError


@dataclass(frozen=True, slots=True)
class Unit:
    """`code` is ISO 4217 for money, else the unit's name; `name` is the long name in the singular."""

    code: str
    name: str
    kind: Literal["money", "percent", "dimension"]
    doubtful: bool = False  # the form is also an ordinary word
    plural_only: bool = False  # the singular is a unit behind "one" or a hyphen only
    factor: float = 1.0  # what the number before it is multiplied by ("MUSD", "bcm")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    words: dict[str, Unit]
    """Full names, lower case, without dots: "square metres", "us dollars"."""
    symbols: dict[str, Unit]
    """Abbreviations and signs behind a number; case counts: "km", "%", "USD", "€"."""
    signs: dict[str, Unit]
    """What may stand before a number: signs with their letters in capitals ("HK$"), codes and abbreviations ("RMB")."""
    per: dict[str, str]
    """What a rate may be per, by the word as written: "share", "annum" -> "year"."""
    longest: dict[str, int]
    """Words in the longest name that starts with a word."""


def fold(word: str) -> str:
    """Lower case without accents, dots and apostrophes: how names are looked up."""
    if word.isascii():
        return word.lower().replace(".", "").replace("'", "")
    decomposed = unicodedata.normalize("NFKD", word)
    return re.sub(r"[.'’ʻ]", "", "".join(c for c in decomposed if not unicodedata.combining(c))).lower()


def plural(name: str) -> str:
    if name.endswith(("s", "x", "ch", "sh")):
        return name + "es"
    return name[:-1] + "ies" if re.search(r"[^aeiou]y$", name) else name + "s"


def _phrase(name: str) -> str:
    return " ".join(fold(word) for word in re.split(r"[ -]", name))


_SIGNS_BEFORE = [
    sign
    for group in KNOWLEDGE["dimensions"].values()
    for entry in group["units"].values()
    if entry.get("before")
    for sign in entry["symbols"]
]


@cache
def vocabulary() -> Vocabulary:
    """Every unit by its forms; built once."""
    words: dict[str, Unit] = {}
    symbols: dict[str, Unit] = {}
    for unit, forms, signs in _dimensions():
        for form in forms:
            words.setdefault(_phrase(form), unit)
            words.setdefault(_phrase(plural(form)), unit)
        symbols |= dict.fromkeys(signs, unit)
    for code, entry in KNOWLEDGE["percentages"]["shares"].items():
        unit = Unit(code, entry["name"], "percent")
        words |= {_phrase(form): unit for form in entry["forms"] if form[0].isalpha()}
        symbols |= {form: unit for form in entry["forms"] if not form[0].isalpha()}
    for name, forms in KNOWLEDGE["subunits"]["names"].items():
        unit = Unit(name, name, "dimension")
        for form in (name, *forms):
            (words if form.isalpha() and len(form) > 1 else symbols)[form] = unit
    money, before = _currencies()
    before |= {sign: symbols[sign] for sign in _SIGNS_BEFORE}
    words = {**money, **words}
    nouns = KNOWLEDGE["per"]["nouns"]
    per = {_phrase(form): noun for word, noun in nouns.items() for form in (word, plural(word))}
    per |= {form: unit.name for form, unit in words.items() if unit.kind == "dimension" and not unit.plural_only}
    per |= {sign: unit.name for sign, unit in symbols.items() if unit.kind == "dimension" and sign.isalpha()}
    longest: dict[str, int] = {}
    for form in words:
        first = form.partition(" ")[0]
        longest[first] = max(longest.get(first, 0), form.count(" ") + 1)
    return Vocabulary(words, {**symbols, **before}, before, per, longest)


def _dimensions() -> Iterator[tuple[Unit, list[str], list[str]]]:
    """Every dimension with its words and symbols, metric prefixes and powers worked out."""
    prefixes: dict[str, Any] = KNOWLEDGE["prefixes"]
    for group in KNOWLEDGE["dimensions"].values():
        for key, entry in group["units"].items():
            name, forms, signs = entry.get("name", key), entry["words"], entry.get("symbols", [])
            powers = entry.get("powers", False)
            unit = Unit(name, name, "dimension", False, entry.get("plural_only", False), float(entry.get("factor", 1)))
            yield from _powers(unit, forms, signs, powers)
            for prefix in entry.get("prefixes", []):
                letters = prefixes[prefix] if isinstance(prefixes[prefix], list) else [prefixes[prefix]]
                prefixed = replace(unit, code=prefix + name, name=prefix + name)
                symbols = [letter + sign for letter in letters for sign in signs]
                yield from _powers(prefixed, [prefix + form for form in forms], symbols, powers)


def _powers(
    unit: Unit, forms: list[str], signs: list[str], powers: bool
) -> Iterator[tuple[Unit, list[str], list[str]]]:
    yield unit, forms, signs
    for word, short, marks in (("square", "sq", "2²"), ("cubic", "cu", "3³")) if powers else ():
        name = f"{word} {unit.name}"
        shortened = [f"{short} {sign}" for sign in signs]
        long = [f"{lead} {form}" for form in forms for lead in (word, short)]
        yield replace(unit, code=name, name=name), long + shortened, [sign + mark for sign in signs for mark in marks]


def _currencies() -> tuple[dict[str, Unit], dict[str, Unit]]:
    """Currencies by name, and by the signs and codes that stand before or behind a number."""
    knowledge = KNOWLEDGE["currencies"]
    left_out, own = set(knowledge["left_out"]), knowledge["long_names"]
    current = {currency.alpha_3 for currency in pycountry.currencies}
    names = {code: name for code, name in Locale("en").currencies.items() if code not in left_out}
    doubtful_names = {form for name in knowledge["doubtful_names"] for form in (name, plural(name))}
    doubtful_codes = set(knowledge["doubtful_codes"]) | (set(names) - current - set(knowledge["known_past"]))

    def unit(code: str, *, doubtful: bool = False, factor: float = 1.0) -> Unit:
        if code not in names and code not in own:
            raise KnowledgeError(f"{PATH}: currencies: {code!r} is no currency code of ISO 4217; correct it")
        return Unit(code, own.get(code) or _bare(names[code]).lower(), "money", doubtful, factor=factor)

    words: dict[str, Unit] = {}
    for code, forms in knowledge["names"].items():
        for form in forms:
            found = unit(code, doubtful=form in doubtful_names)
            words |= {_phrase(form): found, _phrase(plural(form)): found}
    for code in sorted(names, key=lambda code: (code not in current, "(" in names[code], code)):
        bare = _bare(names[code])
        for form in (bare, plural(bare), _bare(get_currency_name(code, count=2, locale="en"))):
            words.setdefault(_phrase(form), unit(code, doubtful=form.lower() in doubtful_names))
    never = {form for word in knowledge["never_alone"] for form in (word, plural(word))}
    for form, code in _last_words(words, current).items():
        if form not in never:
            words.setdefault(form, unit(code, doubtful=form in doubtful_names))

    codes = {code: unit(code, doubtful=code in doubtful_codes) for code in names}
    millions = {"M" + code: unit(code, factor=1e6) for code, found in codes.items() if not found.doubtful}
    lower = {form: unit("CNY" if form == "rmb" else form.upper()) for form in knowledge["lower_case"]}
    letters = {form: unit(code) for form, code in knowledge["prefixes"].items()}
    signs = {sign.upper(): unit(code) for sign, code in knowledge["signs"].items()}
    return words, {**millions, **codes, **lower, **letters, **signs}


def _bare(name: str) -> str:
    """A currency's name without the years or the purpose in brackets."""
    return re.sub(r" *\(.*", "", name)


def _last_words(words: dict[str, Unit], current: set[str]) -> dict[str, str]:
    """Last words of names that only one currency in use has ("tenge"), or only one of the past ("markka")."""
    by_last: dict[str, dict[str, Unit]] = {}
    for form, unit in words.items():
        head, _, last = form.rpartition(" ")
        if head and len(last) > 2:
            by_last.setdefault(last, {})[unit.code] = unit
    alone: dict[str, str] = {}
    for last, units in by_last.items():
        living = [code for code in units if code in current]
        if len(living) == 1:
            alone[last] = living[0]
        elif not living and len({unit.name for unit in units.values()}) == 1:
            alone[last] = next(iter(units))
    return alone
