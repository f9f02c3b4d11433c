"""Numerals: what one number is worth, however it is spelled."""

import pytest

from pipelines.extract.numerals import read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234,567", 1234567),
        ("12,34,567.89", 1234567.89),
        ("1.111,11", 1111.11),
        ("5,5", 5.5),
        ("40 000", 40000),
        ("40\u202f000", 40000),
        (".25", 0.25),
        ("10 1/2", 10.5),
        ("2½", 2.5),
        ("1.3x10^6", 1.3e6),
        ("three hundred and five", 305),
        ("fifty - two", 52),
        ("two hundred and two thousand", 202000),
        ("twenty-one trillion three hundred", 21000000000300),
        ("two hundred point zero three", 200.03),
        ("half a dozen", 6),
        ("half a million", 500000),
        ("three quarters of a million", 750000),
        ("one million and a half", 1.5e6),
        ("five and a half million", 5.5e6),
        ("one-third", 1 / 3),
        ("two thirds", 2 / 3),
        ("three dozens", 36),
        ("3 hundred and 21", 321),
        ("1 billion 500 million", 1.5e9),
        ("three lakh crore", 3e12),
    ],
)
def test_value(text: str, value: float) -> None:
    numeral = read(text, 0)
    assert numeral is not None
    assert (numeral.value, numeral.end) == (pytest.approx(value), len(text))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("one hundred and two hundred", "one hundred"),
        ("one million and two million", "one million"),
        ("twenty twenty-two", None),  # a year
        ("five, six", "five"),
        ("22,24,26", "22"),
        ("five and ten", "five"),
        ("three five", "three"),
    ],
)
def test_only_one_number_is_read(text: str, first: str | None) -> None:
    numeral = read(text, 0)
    assert (numeral and text[numeral.start : numeral.end]) == first


@pytest.mark.parametrize(
    ("text", "value"), [("first", 1), ("twenty-first", 21), ("one hundred twenty-fifth", 125), ("two hundredth", 200)]
)
def test_ordinals(text: str, value: float) -> None:
    numeral = read(text, 0)
    assert numeral is not None and numeral.ordinal and numeral.value == value


def test_an_article_belongs_to_the_number() -> None:
    text = "for a dozen eggs"
    numeral = read(text, text.index("dozen"))
    assert numeral is not None and text[numeral.start : numeral.end] == "a dozen"


def test_vague_numbers_are_lower_bounds() -> None:
    numeral = read("tens of thousands of homes", 0)
    assert numeral is not None and numeral.vague and numeral.value == 10_000


@pytest.mark.parametrize("text", ["192.168.1.2", "1" * 40, "quarter", "half"])
def test_no_number_on_its_own(text: str) -> None:
    numeral = read(text, 0)
    assert numeral is None or numeral.weak
