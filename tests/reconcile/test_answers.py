"""Which answers say the same, which contradict."""

from itertools import permutations
from typing import Any

import pytest
from reconcile_rows import days

from pipelines.reconcile.answers import Answer, Difference, agree, differences, group
from pipelines.reconcile.rules import load_rules

TOLERANCE = 0.005
REACH = load_rules().reach


def number(value: float, approx: str = "exact", unit: str = "USD", **more: Any) -> Answer:
    key = f"{value}|{unit}|{approx}|{more.get('alt_value')}"
    base = {"denied": False, "done": True, "sources": frozenset({f"source of {key}"})}
    return Answer(key=key, kind="value", value=value, unit=unit, approx=approx, **(base | more))


def dated(iso: str, **more: Any) -> Answer:
    start, end, precision = days(iso)
    base = {"denied": False, "done": True, "sources": frozenset({f"source of {iso}"})}
    return Answer(iso, "date", date_start=start, date_end=end, date_precision=precision, **(base | more))


def place(name: str, type_: str = "place", code: str | None = None) -> Answer:
    words = frozenset(name.lower().split())
    return Answer(name, "entity", False, True, frozenset({name}), entity_type=type_, country_code=code, words=words)


def text(words: str) -> Answer:
    return Answer(words, "text", False, True, frozenset({words}), words=frozenset(words.split()))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (number(94.8), number(94.81), True),
        (number(94.8), number(96.3), False),
        (number(94.8), number(94.8, unit="EUR"), None),
        (number(674.15, unit="CNY", alt_value=96.3, alt_unit="USD"), number(96.3), True),
        (number(674.15, unit="CNY", alt_value=96.3, alt_unit="USD"), number(94.8), False),
        (number(674.15, unit="CNY", alt_value=96.3, alt_unit="USD"), number(674.2, unit="CNY"), True),
        (number(100, "more_than"), number(103), True),
        (number(100, "more_than"), number(5000), None),
        (number(100, "more_than"), number(80), False),
        (number(100, "less_than"), number(97), True),
        (number(100, "less_than"), number(120), False),
        (number(100, "more_than"), number(90, "less_than"), False),
        (number(100, "more_than"), number(300, "more_than"), None),
        (number(95, "about"), number(94.8), True),
        (number(95, "about"), number(80), False),
        (number(-8), number(8), False),
        (number(0), number(0, "about"), True),
        (dated("2023"), dated("2023-05-18/2023-05-19"), True),
        (dated("2023-05"), dated("2023-06-01"), False),
        (dated("2023-05"), dated("2023-05-30/2023-06-02"), True),
        (dated("2023-05-18"), dated("2023-05-18/2023-05-19"), True),
        (dated("2023-05-17"), dated("2023-05-18/2023-05-19"), False),
        (dated("2023-05-18/2023-05-20"), dated("2023-05-18/2023-05-19"), True),
        (dated("2023-05-17/2023-05-18"), dated("2023-05-18/2023-05-19"), False),
        (dated("2023-05-18"), dated("2023-05-19"), False),
        (place("Suva", code="FJ"), place("Fiji", "country", "FJ"), True),
        (place("Suva", code="FJ"), place("Samoa", "country", "WS"), False),
        (place("Suva", code="FJ"), place("Nadi", code="FJ"), False),
        (place("Suva"), place("Fiji", "country", "FJ"), None),
        (place("Guinea", "country", "GN"), place("Equatorial Guinea", "country", "GQ"), False),
        (place("Suva", code="FJ"), text("suva fiji"), True),
        (place("Suva", code="FJ"), place("Reef Summit", "event"), None),
        (text("every two year"), text("every two year in turn"), True),
        (text("every two year"), text("every three year"), False),
    ],
)
def test_two_answers(one: Answer, other: Answer, expected: bool | None) -> None:
    assert agree(one, other, TOLERANCE, REACH) is expected
    assert agree(other, one, TOLERANCE, REACH) is expected


def test_what_is_denied_contradicts_the_same_and_nothing_else() -> None:
    denied = dated("2023", denied=True)
    assert agree(denied, dated("2023-05-18"), 0, REACH) is False
    assert agree(denied, dated("2024"), 0, REACH) is None
    assert agree(denied, dated("2023", denied=True), 0, REACH) is True
    assert agree(denied, dated("2024", denied=True), 0, REACH) is None


def groups(answers: list[Answer]) -> set[frozenset[str]]:
    labels = group(answers, TOLERANCE, REACH)
    return {frozenset(a.key for a, label in zip(answers, labels, strict=True) if label == n) for n in set(labels)}


def keys(*parts: list[Answer]) -> set[frozenset[str]]:
    return {frozenset(a.key for a in part) for part in parts}


def test_a_vague_date_joins_the_one_date_in_it_in_whatever_order_they_come() -> None:
    answers = [dated("2023"), dated("2023-05"), dated("2023-05-18"), dated("2023-05-18/2023-05-19")]
    for order in permutations(answers):
        assert groups([*order]) == keys(answers)


def test_a_vague_date_stands_alone_where_two_days_are_in_it() -> None:
    month, one, other = dated("2023-05"), dated("2023-05-18"), dated("2023-05-20")
    assert groups([month, one, other]) == keys([month], [one], [other])


def test_a_long_interval_stands_alone_where_two_short_ones_are_in_it() -> None:
    week, one, other = dated("2023-05-15/2023-05-21"), dated("2023-05-16/2023-05-17"), dated("2023-05-18/2023-05-19")
    assert groups([week, one, other]) == keys([week], [one], [other])


def test_a_country_joins_its_only_place_and_stands_alone_beside_two() -> None:
    country, suva, nadi = place("Fiji", "country", "FJ"), place("Suva", code="FJ"), place("Nadi", code="FJ")
    assert groups([country, suva]) == keys([country, suva])
    assert groups([country, suva, nadi]) == keys([country], [suva], [nadi])


def test_a_number_between_two_joins_neither_and_joins_no_two() -> None:
    about, low, high = number(100, "about"), number(97), number(103)
    assert groups([about, low, high]) == keys([about], [low], [high])


def test_close_numbers_are_one_group_however_many() -> None:
    answers = [number(100 + 0.4 * i) for i in range(10)]
    assert groups(answers) == keys(answers)


def test_numbers_meet_in_the_unit_that_both_give() -> None:
    both = number(674.15, unit="CNY", alt_value=96.3, alt_unit="USD")
    dollars, yuan, others = number(96.3), number(674.1, unit="CNY"), number(94.8)
    assert groups([both, dollars, yuan, others]) == keys([both, dollars, yuan], [others])


def disputed(*answers: Answer, functional: bool = True) -> set[str]:
    return {key for key, found in apart(*answers, functional=functional).items() if found.contested}


def apart(*answers: Answer, functional: bool = True) -> dict[str, Difference]:
    labels = group(answers, TOLERANCE, REACH)
    found = differences(answers, labels, functional, TOLERANCE, REACH)
    return {a.key: found.get(label, Difference()) for a, label in zip(answers, labels, strict=True)}


def test_two_sources_with_two_answers_contest_a_question_that_has_one() -> None:
    one, other = dated("2023-05-18"), dated("2023-05-20")
    assert disputed(one, other) == {one.key, other.key}
    assert disputed(one, other, functional=False) == set()


def test_one_source_does_not_contest_itself() -> None:
    source = frozenset({"a"})
    assert disputed(dated("2023-05-18", sources=source), dated("2023-05-20", sources=source)) == set()


def test_a_vague_answer_between_two_contests_neither() -> None:
    month, one, other = dated("2023-05"), dated("2023-05-18"), dated("2023-05-20")
    assert disputed(month, one, other) == {one.key, other.key}


def test_what_was_planned_does_not_contest_what_was_done_but_other_plans() -> None:
    plan, plan_2 = dated("2023-05-18", done=False), dated("2023-05-19", done=False)
    done = dated("2023-05-20")
    assert disputed(plan, done) == set()
    assert disputed(plan, plan_2, done) == {plan.key, plan_2.key}


def test_a_denial_contests_even_where_several_answers_are_true() -> None:
    said, denied = dated("2023-05-18"), dated("2023-05-18", denied=True, sources=frozenset({"b"}))
    assert disputed(said, denied, functional=False) == {said.key}


A, B = frozenset({"a"}), frozenset({"b"})


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (number(100), number(80), Difference(True, ("numbers",), 0.2)),
        (number(100), number(103, "more_than"), Difference(True, ("bound",), 3 / 103)),
        (number(100), number(700, unit="CNY", alt_value=90, alt_unit="USD"), Difference(True, ("second_amount",), 0.1)),
        (dated("2023-05-18"), dated("2023-06-01/2023-06-02"), Difference(True, ("dates",), None, 14)),
        (dated("2023-05-18"), dated("2023-06"), Difference(True, ("dates",), None, 14)),
        (place("Suva", code="FJ"), place("Nadi", code="FJ"), Difference(True, ("names",))),
        (dated("2023-05-18"), dated("2023-05-18", denied=True), Difference(True, ("denial",))),
        (dated("2023-05-18"), dated("2023-05-20", done=False), Difference(False, ("intended",))),
        (number(100, "more_than"), number(700), Difference(False, ("open_bound",))),
        (number(100), number(700, unit="tons"), Difference(False, ("units",))),
        (number(100, "more_than"), number(103), Difference()),
        (dated("2023-05"), dated("2023-05-18"), Difference()),
    ],
)
def test_what_sets_two_answers_apart(one: Answer, other: Answer, expected: Difference) -> None:
    for pair in ((one, other), (other, one)):
        [found] = {*apart(*(a._replace(sources=s) for a, s in zip(pair, (A, B), strict=True))).values()}
        assert found._replace(spread=None) == expected._replace(spread=None)
        assert found.spread == (expected.spread and pytest.approx(expected.spread))


def test_two_answers_of_one_source_stand_side_by_side() -> None:
    found = apart(dated("2023-05-18", sources=A), dated("2023-05-20", sources=A))
    assert set(found.values()) == {Difference(False, ("one_source",))}


def test_how_far_answers_are_apart_is_that_of_the_contested_ones() -> None:
    planned = number(10, done=False, sources=frozenset({"c"}))
    found = apart(number(100, sources=A), number(80, sources=B), planned)
    assert [(d.contested, d.why, d.spread) for d in found.values()] == [
        (True, ("numbers",), 0.2),
        (True, ("numbers",), 0.2),
        (False, ("intended",), None),
    ]
