"""Units: every currency and dimension is known under the names that news uses."""

import pycountry
import pytest
from babel.numbers import get_currency_name

from pipelines.extract.units import fold, plural, vocabulary

WORDS, SYMBOLS, SIGNS = vocabulary().words, vocabulary().symbols, vocabulary().signs


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("us dollars", "USD"),
        ("hong kong dollars", "HKD"),
        ("tenge", "KZT"),
        ("baht", "THB"),
        ("hryvnias", "UAH"),
        ("finnish markka", "FIM"),
        ("kuwaiti dinars", "KWD"),
        ("renminbi", "CNY"),
        ("special drawing rights", "XDR"),
        ("costa rican colons", "CRC"),
    ],
)
def test_currency_names(name: str, code: str) -> None:
    assert WORDS[name].code == code


def test_every_currency_in_use_is_known_by_code_and_name() -> None:
    for currency in pycountry.currencies:
        code = currency.alpha_3
        if code not in SIGNS and code[0] in "BCMUX":  # fund codes and metals: BOV, CHE, MXV, USN, XAU
            continue
        name = get_currency_name(code, locale="en").split(" (")[0].replace("-", " ")
        assert (SIGNS[code].code, WORDS[" ".join(map(fold, name.split()))].kind) == (code, "money")


@pytest.mark.parametrize(
    ("symbol", "name"),
    [("km", "kilometre"), ("km²", "square kilometre"), ("MB", "megabyte"), ("mb", "megabit"), ("kWh", "kilowatt hour"),
     ("µg", "microgram"), ("°C", "celsius"), ("%", "percentage")],
)  # fmt: skip
def test_symbols(symbol: str, name: str) -> None:
    assert SYMBOLS[symbol].name == name


@pytest.mark.parametrize(
    ("words", "name"),
    [("square metres", "square metre"), ("cubic feet", "cubic foot"), ("centimeters", "centimetre"), ("sq km",
     "square kilometre"), ("inches", "inch"), ("centuries", "century"), ("years old", "year of age")],
)  # fmt: skip
def test_dimension_names(words: str, name: str) -> None:
    assert WORDS[words].name == name


@pytest.mark.parametrize("word", ["unit", "units", "rights", "gold", "account"])
def test_ordinary_words_are_no_currency(word: str) -> None:
    assert word not in WORDS


def test_codes_that_are_words_are_doubtful() -> None:
    assert all(SIGNS[code].doubtful for code in ("ALL", "TOP", "COP", "TRY"))
    assert not SIGNS["EUR"].doubtful


def test_plural_and_fold() -> None:
    assert [plural(word) for word in ("inch", "currency", "day", "box")] == ["inches", "currencies", "days", "boxes"]
    assert fold("U.S.") == "us" and fold("Colón") == "colon"
