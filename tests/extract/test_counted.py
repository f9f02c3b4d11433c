"""Counted noun phrases: short, and none where a verb or a stop comes first."""

import pytest

from pipelines.extract.counted import noun_phrase, singular


@pytest.mark.parametrize(
    ("text", "phrase", "name"),
    [
        ("3,000 training opportunities over two years", "training opportunities", "training opportunity"),
        ("five Central Asian countries signed", "Central Asian countries", "central asian country"),
        ("six of the eight leaders", "leaders", "leader"),
        ("three human rights groups", "human rights groups", "human rights group"),
        ("nine U.S. officials", "U.S. officials", "us official"),
        ("12 of China's provinces", "provinces", "province"),
        ("four businesswomen", "businesswomen", "businesswoman"),
        ("two-state solution", "state", "state"),
    ],
)
def test_phrase(text: str, phrase: str, name: str) -> None:
    found = noun_phrase(text, len(text.replace("-", " ").split()[0]))
    assert found is not None
    assert (text[found.start : found.end], found.name) == (phrase, name)


@pytest.mark.parametrize(
    "text", ["20, leaders said", "33 were killed in towns", "two. Leaders met", "six at the talks", "40"]
)
def test_no_phrase(text: str) -> None:
    assert noun_phrase(text, len(text.split()[0].rstrip(".,"))) is None


def test_a_participle_behind_a_definite_number_is_a_verb() -> None:
    assert noun_phrase("two pledged closer ties", 3, definite=True) is None
    assert noun_phrase("two injured soldiers", 3) is not None


def test_one_counts_a_singular() -> None:
    found = noun_phrase("one final question about taxes", 3, one=True)
    assert found is not None and found.name == "final question"


@pytest.mark.parametrize(
    ("many", "one"), [("countries", "country"), ("people", "people"), ("women", "woman"), ("yemenis", "yemeni"),
                      ("churches", "church"), ("houses", "house"), ("wives", "wife")],
)  # fmt: skip
def test_singular(many: str, one: str) -> None:
    assert singular(many) == one
