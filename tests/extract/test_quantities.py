"""Quantities: the curated examples, the forms that news uses, hostile input."""

import importlib.util
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.numerals import KNOWLEDGE
from pipelines.extract.quantities import Quantity, find_quantities


def groups(node: Any) -> list[tuple[str, dict[str, Any]]]:
    """Every group of the knowledge file that states examples, by name."""
    found = []
    for name, child in node.items():
        if isinstance(child, dict):
            found += [(name, child)] * ("examples" in child) + groups(child)
    return found


BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "quantities.py"
GROUPS = groups(KNOWLEDGE)
EXAMPLES = [(name, example) for name, group in GROUPS for example in group["examples"]]
COUNTER_EXAMPLES = [(name, example) for name, group in GROUPS for example in group["counter_examples"]]


def shown(quantity: Quantity) -> str:
    ends = [end for end in (quantity.value, quantity.upper) if end is not None]
    return "-".join(f"{end:.15g}" for end in ends) + f" {quantity.name or '-'}"


def read(text: str) -> list[str]:
    return [shown(quantity) for quantity in find_quantities(text)]


def only(text: str) -> Quantity:
    (quantity,) = find_quantities(text)
    return quantity


@pytest.mark.parametrize(("group", "example"), EXAMPLES, ids=lambda value: value if isinstance(value, str) else "")
def test_curated_example(group: str, example: dict[str, str]) -> None:
    found = find_quantities(example["text"])
    assert example["gives"] in [shown(quantity) for quantity in found]
    if "approx" in example:
        assert [q.approx for q in found if shown(q) == example["gives"]] == [example["approx"]]


@pytest.mark.parametrize(
    ("group", "example"), COUNTER_EXAMPLES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_curated_counter_example(group: str, example: dict[str, str]) -> None:
    for quantity in find_quantities(example["text"]):
        assert example["never"] not in (quantity.name or "-", quantity.approx, shown(quantity))


def test_every_group_has_an_example_and_a_counter_example() -> None:
    assert all(group["examples"] and group["counter_examples"] for _, group in GROUPS)
    named = {name for name, _ in GROUPS}
    assert named == {*KNOWLEDGE, *KNOWLEDGE["dimensions"]} - {"dimensions", "prefixes"}


def test_offsets_are_code_points() -> None:
    text = "“𝔘nd” — the fund holds €5.5bn (US$6bn) for 12 states."
    money, states = find_quantities(text)
    assert text[money.start : money.end] == "€5.5bn"
    assert (money.value, money.unit, money.alt_value, money.alt_unit) == (5.5e9, "EUR", 6e9, "USD")
    assert text[money.alt_start : money.alt_end] == "US$6bn"
    assert text[states.counted_start : states.counted_end] == states.counted == "states"


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("USD 5m", 5e6, "USD"),
        ("5m USD", 5e6, "USD"),
        ("A$40 million", 4e7, "AUD"),
        ("HK$2bn", 2e9, "HKD"),
        ("RMB 3 trillion", 3e12, "CNY"),
        ("Rs 2 crore", 2e7, "INR"),
        ("12,34,567.89 rupees", 1234567.89, "INR"),
        ("80 billion Kazakhstani tenge", 8e10, "KZT"),
        ("75 USD million", 7.5e7, "USD"),
        ("a quarter of a million euros", 250000, "EUR"),
        ("£1.2m", 1.2e6, "GBP"),
        ("10 million pounds", 1e7, "GBP"),
        ("half a billion U.S. dollars", 5e8, "USD"),
    ],
)
def test_money(text: str, value: float, unit: str) -> None:
    quantity = only(text)
    assert (quantity.value, quantity.unit, quantity.kind) == (pytest.approx(value), unit, "money")


@pytest.mark.parametrize(
    ("text", "value", "upper", "unit"),
    [
        ("$5-7 million", 5e6, 7e6, "USD"),
        ("between $5 million and $7 million", 5e6, 7e6, "USD"),
        ("5 to 7 percent", 5, 7, "percent"),
        ("between 3 and 5 percent", 3, 5, "percent"),
        ("eight to 10 feet", 8, 10, "foot"),
    ],
)
def test_ranges(text: str, value: float, upper: float, unit: str) -> None:
    quantity = only(text)
    assert (quantity.value, quantity.upper, quantity.unit) == (value, upper, unit)


def test_a_move_is_two_amounts() -> None:
    assert read("Prices rose from 3 percent to 5 percent.") == ["3 percentage", "5 percentage"]


@pytest.mark.parametrize(
    "text",
    [
        "on June 17, 2025",
        "on 17 June 2025",
        "from May 18 to 19, 2023",
        "on 2025-06-17",
        "in 2024",
        "since the 1990s",
        "at 10:30 am",
        "call +1-202-555-0143",
        "the G20, COVID-19 and an A320",
        "they won 3-2",
        "Resolution 1701",
        "https://example.org/a/2024/06/17",
    ],
)
def test_no_quantity(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30 or so Afghans and two or more countries", ["30 afghan", "2 country"]),
        ("more than half of exports", ["0.5 export"]),
        ("one in five people", ["0.2 -"]),
        ("half an hour, or a quarter of a mile", ["0.5 hour", "0.25 mile"]),
        ("50 cents a litre", ["50 cent per litre"]),
        ("500 barrels of crude oil per day", ["500 barrel per day"]),
        ("10 bcm of gas a year", ["10000000000 cubic metre per year"]),
        ("3.5m b/d", ["3500000 barrel per day"]),
        ("12 ft 2 in", ["12 foot", "2 inch"]),
        ("100° Celsius", ["100 celsius"]),
        ("aged 41, at the age of 70", ["41 year of age", "70 year of age"]),
        ("a three-year-old child", ["3 year of age"]),
        ("it grew in 2020 to 101.6 trillion yuan", ["101600000000000 chinese yuan"]),
        ("minus 5 degrees and -3.5%", ["-5 degree", "-3.5 percentage"]),
        ("2000 delegates met in 2000", ["2000 delegate"]),
        ("to mark two important turning points in phase two", ["2 important turning point"]),
        ("the Group of Seven, a group of seven countries", ["7 country"]),
    ],
)
def test_forms(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "approx"),
    [
        ("for over three years", "more_than"),
        ("three over three years", "exact"),
        ("no fewer than 12 states", "more_than"),
        ("as many as 12 states", "less_than"),
        ("nearly a dozen states", "about"),
        ("$1 million or more", "more_than"),
        ("1,000-plus delegates", "more_than"),
        ("some 40%", "about"),
        ("12 states", "exact"),
    ],
)
def test_approximation(text: str, approx: str) -> None:
    assert find_quantities(text)[-1].approx == approx


PIECES = st.sampled_from(
    "5 12 1,000 2024 $ € % ° US$ m bn million and to - – ( ) one two half a of the countries people km per yuan . , "
    "first June x in th '".split()
) | st.text(max_size=2)


@given(st.lists(PIECES, max_size=12), st.sampled_from(["", " "]))
def test_quantities_lie_in_order_inside_the_text(pieces: list[str], joint: str) -> None:
    text = joint.join(pieces)
    last = 0
    for quantity in find_quantities(text):
        assert last <= quantity.start < quantity.end <= len(text)
        assert quantity.upper is None or quantity.upper > quantity.value
        assert (quantity.unit is None) == (quantity.kind in ("count", "number", "ordinal"))
        last = quantity.alt_end or quantity.end


def test_ordinals_are_no_counts() -> None:
    quantity, summit = find_quantities("The 2nd and the thirty-first summit")
    assert (quantity.kind, quantity.value, summit.kind, summit.value) == ("ordinal", 2, "ordinal", 31)


@pytest.mark.parametrize(
    "unit",
    ["1", ",", "1,", "1.", "1-", "1/", "1:", "$", "$1 ", "million ", "hundred and ", "twenty-", "one of the ",
     "tens of ", "half of a ", "5 to ", "1 000 ", "1\n", "5'", "(", "5 yuan (", "5 ", "and ", "1e", "½", "\u00a0"],
)  # fmt: skip
def test_hostile_input_takes_linear_time(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        began = time.process_time()
        find_quantities(text)
        return time.process_time() - began

    seconds(100)
    short, long = seconds(10_000), seconds(40_000)
    assert long < 4 and long < 12 * max(short, 0.01)


@pytest.mark.parametrize(
    ("name", "value", "value_unit"),
    [("quant_currency-model.jsonl", 95, 92), ("quant_dimension-model.jsonl", 95, 92)],
)
def test_accuracy_on_the_public_test_sets(shared: Path, name: str, value: float, value_unit: float) -> None:
    spec = importlib.util.spec_from_file_location("quantities_benchmark", BENCHMARK)
    assert spec is not None and spec.loader is not None
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    result = benchmark.score(shared / "bench" / name)
    assert result["value"] >= value and result["value_unit"] >= value_unit
