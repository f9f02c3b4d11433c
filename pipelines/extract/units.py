"""The vocabulary of units: dimensions from `quantities.yaml`, currencies from CLDR and ISO 4217.

Reading amounts in a text belongs to `quantities`. The vocabulary is built once a process.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pycountry
from babel import Locale
from babel.numbers import get_currency_name

from pipelines.extract.numerals import KNOWLEDGE
from pipelines.knowledge import load_yaml


@dataclass(frozen=True, slots=True)
class Unit:
    """`code` is ISO 4217 for money, else the unit's name; `name` is the long name in the singular."""

    code: str
    name: str
    kind: str  # money, percent, dimension
    doubtful: bool = False  # the form is also an ordinary word


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
    longest: int
    """Words in the longest name."""


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


@cache
def vocabulary() -> Vocabulary:
    knowledge: dict[str, Any] = load_yaml(KNOWLEDGE)
    words: dict[str, Unit] = {}
    symbols: dict[str, Unit] = {}
    for name, forms, signs in _dimensions(knowledge):
        unit = Unit(name, name, "dimension")
        for form in forms:
            words.setdefault(_phrase(form), unit)
            words.setdefault(_phrase(plural(form)), unit)
        symbols |= dict.fromkeys(signs, unit)
    for code, entry in knowledge["percentages"]["units"].items():
        unit = Unit(code, entry["name"], "percent")
        for form in entry["forms"]:
            (words if form[0].isalpha() else symbols)[_phrase(form) if form[0].isalpha() else form] = unit
    for name, forms in knowledge["subunits"]["names"].items():
        unit = Unit(name, name, "dimension")
        for form in (name, *forms):
            (words if form.isalpha() and len(form) > 1 else symbols)[form] = unit
    money_words, money_symbols, signs_before = _currencies(knowledge["currencies"])
    words = {**money_words, **words} | {form: unit for form, unit in money_words.items() if not unit.doubtful}
    per = {_phrase(form): noun for word, noun in knowledge["per"]["nouns"].items() for form in (word, plural(word))}
    per |= {form: unit.name for form, unit in words.items() if unit.kind == "dimension" and unit.name != "count"}
    per |= {sign: unit.name for sign, unit in symbols.items() if unit.kind == "dimension" and sign.isalpha()}
    longest = max(form.count(" ") + 1 for form in words)
    return Vocabulary(words, {**symbols, **money_symbols}, signs_before, per, longest)


def _dimensions(knowledge: dict[str, Any]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Name, words and symbols of every dimension, metric prefixes and powers worked out."""
    prefixes: dict[str, Any] = knowledge["prefixes"]
    for group in knowledge["dimensions"].values():
        for name, unit in group["units"].items():
            forms, signs = unit["words"], unit.get("symbols", [])
            yield from _powers(name, forms, signs, unit.get("powers", False))
            for prefix in unit.get("prefixes", []):
                letters = prefixes[prefix] if isinstance(prefixes[prefix], list) else [prefixes[prefix]]
                yield from _powers(
                    prefix + name,
                    [prefix + form for form in forms],
                    [letter + sign for letter in letters for sign in signs],
                    unit.get("powers", False),
                )


def _powers(name: str, forms: list[str], signs: list[str], powers: bool) -> Iterator[tuple[str, list[str], list[str]]]:
    yield name, forms, signs
    for word, short, marks in (("square", "sq", "2²"), ("cubic", "cu", "3³")) if powers else ():
        shortened = [f"{lead} {sign}" for sign in signs for lead in (short, f"{short}.")]
        long = [f"{lead} {form}" for form in forms for lead in (word, short)]
        yield f"{word} {name}", long + shortened, [sign + mark for sign in signs for mark in marks]


def _currencies(knowledge: dict[str, Any]) -> tuple[dict[str, Unit], dict[str, Unit], dict[str, Unit]]:
    """Currencies by name, by what follows a number, by what stands before it."""
    left_out, own = set(knowledge["left_out"]), knowledge["long_names"]
    current = {currency.alpha_3 for currency in pycountry.currencies}
    names = {code: name for code, name in Locale("en").currencies.items() if code not in left_out}
    doubtful_names, doubtful_codes = set(knowledge["doubtful_names"]), set(knowledge["doubtful_codes"])

    def unit(code: str, *, doubtful: bool = False) -> Unit:
        long = own.get(code) or re.sub(r" *\(.*", "", names.get(code, code)).lower()
        return Unit(code, long, "money", doubtful)

    words: dict[str, Unit] = {}
    for code, forms in knowledge["names"].items():
        for form in forms:
            found = unit(code, doubtful=form in doubtful_names)
            words[_phrase(form)] = words[_phrase(plural(form))] = found
    for code in sorted(names, key=lambda code: (code not in current, "(" in names[code], code)):
        bare = re.sub(r" *\(.*", "", names[code])
        for form in (bare, plural(bare), re.sub(r" *\(.*", "", get_currency_name(code, count=2, locale="en"))):
            words.setdefault(_phrase(form), unit(code, doubtful=form.lower() in doubtful_names))
    never = {form for word in knowledge["never_alone"] for form in (word, plural(word))}
    for form, found in _alone(words, current):
        if form in never:
            continue
        words.setdefault(form, unit(found.code, doubtful=form in doubtful_names or form.rstrip("s") in doubtful_names))

    signs = {sign.upper(): unit(code) for sign, code in knowledge["signs"].items()}
    prefixes = {form: unit(code) for form, code in knowledge["prefixes"].items()}
    codes = {code: unit(code, doubtful=code in doubtful_codes) for code in names if len(code) == 3}
    codes |= {form: unit(form.upper() if form != "rmb" else "CNY") for form in knowledge["lower_case"]}
    codes |= {"BTC": unit("BTC"), "RMB": unit("CNY"), "NTD": unit("TWD"), "STG": unit("GBP")}
    millions = {"M" + code: found for code, found in codes.items() if code.isupper() and not found.doubtful}
    before = {**codes, **prefixes, **signs, **millions}
    return words, {**before, **dict(signs.items())}, before


def _alone(words: dict[str, Unit], current: Iterable[str]) -> list[tuple[str, Unit]]:
    """Last words of names that only one currency in use has: "tenge", "baht"; else the past ones ("markka")."""
    in_use, past = set(current), {}
    by_last: dict[str, dict[str, Unit]] = {}
    for form, unit in words.items():
        head, _, last = form.rpartition(" ")
        if head and len(last) > 2:
            by_last.setdefault(last, {})[unit.code] = unit
    for last, units in by_last.items():
        living = [unit for code, unit in units.items() if code in in_use]
        if len(living) == 1:
            past[last] = living[0]
        elif not living and len({unit.name for unit in units.values()}) == 1:
            past[last] = next(iter(units.values()))
    return list(past.items())
