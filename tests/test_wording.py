from datetime import date

import pytest

from pipelines import wording


@pytest.mark.parametrize(
    ("start", "end", "precision", "words"),
    [
        (date(2025, 6, 17), date(2025, 6, 17), "day", "17 June 2025"),
        (date(2025, 6, 17), None, None, "17 June 2025"),
        (date(2025, 6, 17), date(2025, 6, 19), "interval", "17 to 19 June 2025"),
        (date(2025, 5, 28), date(2025, 6, 2), "interval", "28 May to 2 June 2025"),
        (date(2024, 12, 30), date(2025, 1, 2), "interval", "30 December 2024 to 2 January 2025"),
        (date(2025, 6, 1), date(2025, 6, 30), "month", "June 2025"),
        (date(2025, 4, 1), date(2025, 6, 30), "quarter", "April to June 2025"),
        (date(2024, 11, 1), date(2025, 1, 31), None, "November 2024 to January 2025"),
        (date(2025, 1, 1), date(2025, 12, 31), "year", "2025"),
        (date(2025, 1, 1), date(2025, 12, 31), None, "2025"),
        (date(2020, 1, 1), date(2024, 12, 31), None, "2020 to 2024"),
        (date(2025, 6, 1), date(2025, 6, 12), "interval", "1 to 12 June 2025"),
        (date(1025, 1, 1), date(1025, 1, 1), "day", "1 January 1025"),
        (None, None, None, ""),
    ],
)
def test_days_are_told_as_exactly_as_they_are_known(
    start: date | None, end: date | None, precision: str | None, words: str
) -> None:
    assert wording.days(start, end, precision) == words


@pytest.mark.parametrize(
    ("start", "end", "precision", "words"),
    [
        (date(2025, 6, 17), date(2025, 6, 17), "day", "on 17 June 2025"),
        (date(2025, 6, 17), date(2025, 6, 19), "interval", "from 17 to 19 June 2025"),
        (date(2025, 6, 1), date(2025, 6, 30), "month", "in June 2025"),
        (date(2025, 1, 1), date(2025, 12, 31), "year", "in 2025"),
    ],
)
def test_a_day_in_a_sentence_has_its_preposition(start: date, end: date, precision: str, words: str) -> None:
    fact = {"predicate": "held_on", "subject": "Andean Summit", "object": None, "value": None, "unit": None}
    fact |= {"date_start": start, "date_end": end, "date_precision": precision, "approx": None}
    assert wording.statement(fact) == f"Andean Summit was held {words}."


def test_what_changed_is_told_in_short() -> None:
    counts = {"facts": {"insert": 1200, "update": 3}, "claims": {"insert": 34}}
    assert wording.changed_in_short({"since": {"version": "2026.11.22"}, "counts": counts}) == "+1,234 ±3"
    assert wording.changed_in_short({"since": {"version": "2026.11.22"}, "counts": {}}) == "nothing"
    assert wording.changed_in_short({"since": None, "counts": {}}) == "all is new"
