"""Dates and times: values, days covered, offsets, and what must not be read as a time."""

from datetime import date

import pytest

from pipelines.extract.time_shapes import KNOWLEDGE
from pipelines.extract.times import Time, find_times, timex
from pipelines.knowledge import load_yaml

ANCHOR = date(2025, 6, 18)  # a Wednesday


def read(text: str, anchor: date | None = ANCHOR) -> list[tuple[str, str]]:
    return [(text[t.start : t.end], t.value) for t in find_times(text, anchor)]


def only(text: str, anchor: date | None = ANCHOR) -> Time:
    times = find_times(text, anchor)
    assert len(times) == 1, times
    return times[0]


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind in ("groups", "rules") for name in load_yaml(KNOWLEDGE)[kind]]
)
def test_every_group_and_rule_keeps_its_example_and_counter_example(kind: str, name: str) -> None:
    entry = load_yaml(KNOWLEDGE)[kind][name]
    example = entry["example"]
    assert str(example["value"]) in [t.value for t in find_times(example["text"], example.get("anchor"))]
    assert find_times(entry["counter_example"], example.get("anchor")) == []


@pytest.mark.parametrize(
    ("text", "value", "first", "last", "precision"),
    [
        ("June 17, 2025", "2025-06-17", (2025, 6, 17), (2025, 6, 17), "day"),
        ("17 June 2025", "2025-06-17", (2025, 6, 17), (2025, 6, 17), "day"),
        ("June 2022", "2022-06", (2022, 6, 1), (2022, 6, 30), "month"),
        ("in 2024", "2024", (2024, 1, 1), (2024, 12, 31), "year"),
        ("the first quarter of 2024", "2024-Q1", (2024, 1, 1), (2024, 3, 31), "quarter"),
        ("the first half of 2025", "2025-H1", (2025, 1, 1), (2025, 6, 30), "interval"),
        ("May 18 to 19, 2023", "2023-05-18/2023-05-19", (2023, 5, 18), (2023, 5, 19), "interval"),
        ("from 2013 to 2024", "2013/2024", (2013, 1, 1), (2024, 12, 31), "interval"),
        ("the 1990s", "199", (1990, 1, 1), (1999, 12, 31), "interval"),
    ],
)
def test_days_covered(
    text: str, value: str, first: tuple[int, int, int], last: tuple[int, int, int], precision: str
) -> None:
    time = only(text)
    assert (time.value, time.first, time.last, time.precision) == (value, date(*first), date(*last), precision)


def test_an_interval_is_one_time_and_its_ends_are_two_in_timex() -> None:
    text = "held between June 16 and 18"
    assert read(text) == [("June 16 and 18", "2025-06-16/2025-06-18")]
    assert [t.value for t in timex(text, ANCHOR)] == ["2025-06-16", "2025-06-18"]
