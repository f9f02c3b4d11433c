"""Dates and times: values, days covered, offsets, what leans on what, and what must not be read as a time."""

from datetime import date
from time import process_time

import pytest

from pipelines.extract import periods
from pipelines.extract.periods import Period
from pipelines.extract.time_shapes import KNOWLEDGE, grammar
from pipelines.extract.times import READERS, Time, find_times, timex
from pipelines.knowledge import KnowledgeError, load_yaml

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


def test_every_rule_has_a_reader_and_every_reader_a_rule() -> None:
    assert {rule["read"] for rule in load_yaml(KNOWLEDGE)["rules"].values()} == set(READERS)


@pytest.mark.parametrize(
    ("text", "value", "first", "last", "precision"),
    [
        ("June 17, 2025", "2025-06-17", "2025-06-17", "2025-06-17", "day"),
        ("17 June 2025", "2025-06-17", "2025-06-17", "2025-06-17", "day"),
        ("the 17th of June 2025", "2025-06-17", "2025-06-17", "2025-06-17", "day"),
        ("Tuesday, June 17", "2025-06-17", "2025-06-17", "2025-06-17", "day"),
        ("2025-06-17", "2025-06-17", "2025-06-17", "2025-06-17", "day"),
        ("17/06/2025", "2025-06-17", "2025-06-17", "2025-06-17", "day"),
        ("06/17/2025", "2025-06-17", "2025-06-17", "2025-06-17", "day"),
        ("17-Jun-2025", "2025-06-17", "2025-06-17", "2025-06-17", "day"),
        ("the first Friday of July 2024", "2024-07-05", "2024-07-05", "2024-07-05", "day"),
        ("June 2022", "2022-06", "2022-06-01", "2022-06-30", "month"),
        ("Sept. 2021", "2021-09", "2021-09-01", "2021-09-30", "month"),
        ("mid-June", "2025-06", "2025-06-01", "2025-06-30", "month"),
        ("in 2024", "2024", "2024-01-01", "2024-12-31", "year"),
        ("early 2023", "2023", "2023-01-01", "2023-12-31", "year"),
        ("the first quarter of 2024", "2024-Q1", "2024-01-01", "2024-03-31", "quarter"),
        ("Q3 2024", "2024-Q3", "2024-07-01", "2024-09-30", "quarter"),
        ("last year's fourth quarter", "2024-Q4", "2024-10-01", "2024-12-31", "quarter"),
        ("the first half of 2025", "2025-H1", "2025-01-01", "2025-06-30", "interval"),
        ("the 1990s", "199", "1990-01-01", "1999-12-31", "interval"),
        ("the 20th century", "19", "1901-01-01", "2000-12-31", "interval"),
        ("last week", "2025-W24", "2025-06-09", "2025-06-15", "interval"),
        ("over the weekend", "2025-W24-WE", "2025-06-14", "2025-06-15", "interval"),
        ("the week of June 16", "2025-W25", "2025-06-16", "2025-06-22", "interval"),
        ("the first nine months of 2024", "P9M", "2024-01-01", "2024-09-30", "interval"),
        ("the last week of May 2023", "P1W", "2023-05-25", "2023-05-31", "interval"),
        ("over the next two years", "P2Y", "2025-06-18", "2027-06-18", "interval"),
        ("over the past year", "P1Y", "2024-06-18", "2025-06-18", "interval"),
        ("yesterday", "2025-06-17", "2025-06-17", "2025-06-17", "day"),
        ("this year", "2025", "2025-01-01", "2025-12-31", "year"),
        ("two years ago", "2023", "2023-01-01", "2023-12-31", "year"),
        ("June 17 at 5:30 p.m.", "2025-06-17", "2025-06-17", "2025-06-17", "day"),
    ],
)
def test_days_covered(text: str, value: str, first: str, last: str, precision: str) -> None:
    time = find_times(text, ANCHOR)[0]
    assert (time.value, str(time.first), str(time.last), time.precision) == (value, first, last, precision)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("for two years", "DURATION", "P2Y"),
        ("a five-year plan", "DURATION", "P5Y"),
        ("over 2,000 years", "DURATION", "P2000Y"),
        ("two and a half years", "DURATION", "P2.5Y"),
        ("one year and six months", "DURATION", "P1Y6M"),
        ("two to three weeks", "DURATION", "P2W"),
        ("several decades", "DURATION", "PXDE"),
        ("half a century", "DURATION", "P50Y"),
        ("a 48-hour truce", "DURATION", "PT48H"),
        ("every two years", "SET", "P2Y"),
        ("every other month", "SET", "P2M"),
        ("each Tuesday", "SET", "XXXX-WXX-2"),
        ("annually", "SET", "XXXX"),
        ("on Friday evening", "TIME", "2025-06-13TEV"),
        ("at 5:30 p.m.", "TIME", "2025-06-18T17:30"),
        ("in fiscal year 2024", "DATE", "FY2024"),
        ("in the winter of 2022", "DATE", "2022-WI"),
        ("in 202 BC", "DATE", "BC0202"),
    ],
)
def test_types_and_values(text: str, kind: str, value: str) -> None:
    time = only(text)
    assert (time.type, time.value) == (kind, value)


@pytest.mark.parametrize(
    ("text", "surface", "first", "last"),
    [
        ("from May 18 to 19, 2023", "May 18 to 19, 2023", "2023-05-18", "2023-05-19"),
        ("on May 18-19, 2023", "May 18-19, 2023", "2023-05-18", "2023-05-19"),
        ("from 2013 to 2024", "2013 to 2024", "2013-01-01", "2024-12-31"),
        ("between June 16 and 18", "June 16 and 18", "2025-06-16", "2025-06-18"),
        ("in 2006-2010", "2006-2010", "2006-01-01", "2010-12-31"),
        ("in 2014-18", "2014-18", "2014-01-01", "2018-12-31"),
        ("from April to June 2022", "April to June 2022", "2022-04-01", "2022-06-30"),
        ("from 30 December to 2 January 2024", "30 December to 2 January 2024", "2023-12-30", "2024-01-02"),
        ("between Monday and Wednesday", "Monday and Wednesday", "2025-06-16", "2025-06-18"),
    ],
)
def test_intervals_are_one_time_with_two_parts(text: str, surface: str, first: str, last: str) -> None:
    time = only(text)
    assert text[time.start : time.end] == surface
    assert (str(time.first), str(time.last), time.precision) == (first, last, "interval")
    parts = timex(text, ANCHOR)
    assert tuple(parts) == time.parts
    assert (parts[0].first, parts[-1].last) == (time.first, time.last)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("They declared 2025 and 2026 the “Years of Friendship”.", ["2025", "2026"]),
        ("They met on June 16 and 17.", ["2025-06-16", "2025-06-17"]),
        ("On June 16, 17 and 18 they met.", ["2025-06-16", "2025-06-17", "2025-06-18"]),
        ("On June 16 and 17 ministers met.", ["2025-06-16"]),
    ],
)
def test_lists_are_no_intervals(text: str, values: list[str]) -> None:
    assert [value for _, value in read(text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "1500 people, 2000 soldiers and $2024 were there",
        "May they march on, said April Jones",
        "the second summit came second",
        "the end of the war and the first phase",
        "call 202-555-2019 or see /2021/report",
        "three quarters of the seats, a quarter of the votes",
        "on 06/07/2525",
        "the Year of the Dragon on USA Today",
        "an hourglass, a decader, minutely",
        "",
        "\n\n \t",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "anchor", "value"),
    [
        ("They signed it on Tuesday.", ANCHOR, "2025-06-17"),
        ("They signed it on Wednesday.", ANCHOR, "2025-06-18"),
        ("They will sign it on Tuesday.", ANCHOR, "2025-06-24"),
        ("They meet next Monday.", ANCHOR, "2025-06-23"),
        ("They met last Monday.", ANCHOR, "2025-06-16"),
        ("They signed it in December.", date(2025, 2, 3), "2024-12"),
        ("They will sign it in December.", date(2025, 2, 3), "2025-12"),
        ("They met in September.", ANCHOR, "2024-09"),
        ("The deadline is July 1.", ANCHOR, "2025-07-01"),
        ("It was agreed to meet on January 10.", date(2024, 12, 20), "2025-01-10"),
        ("It was agreed by December 20.", date(2025, 1, 10), "2024-12-20"),
        ("It was to end in August.", ANCHOR, "2025-08"),
        ("They met on Monday, June 17.", ANCHOR, "2024-06-17"),
        ("It was born on February 29.", ANCHOR, "2024-02-29"),
        ("He left last May.", ANCHOR, "2025-05"),
        ("He left last August.", ANCHOR, "2024-08"),
    ],
)
def test_partial_dates_lean_on_the_publication_date_and_the_tense(text: str, anchor: date, value: str) -> None:
    time = only(text, anchor)
    assert (time.value, time.relative) == (value, True)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("They met on May 3, 2019. The next day they parted.", ["2019-05-03", "2019-05-04"]),
        ("They met on May 3, 2019. A week later they parted.", ["2019-05-03", "2019-05-10"]),
        ("They met on May 3, 2019, and on the same day signed.", ["2019-05-03", "2019-05-03"]),
        ("Talks began in 2019. The following year they failed.", ["2019", "2020"]),
        ("Talks began on May 3, 2019. On the 5th, they failed.", ["2019-05-03", "2019-05-05"]),
        ("Talks began in June 2019 and ended in August of that year.", ["2019-06", "2019-08"]),
    ],
)
def test_later_dates_lean_on_earlier_ones(text: str, values: list[str]) -> None:
    assert [value for _, value in read(text)] == values


def test_without_an_anchor_relative_dates_stay_open() -> None:
    times = find_times("On Tuesday, and last year, and on June 17, and two years ago.")
    assert [t.value for t in times] == ["XXXX-WXX-2", "XXXX", "XXXX-06-17", "PAST_REF"]
    assert all(t.first is None and t.last is None and t.precision is None for t in times)


def test_without_an_anchor_a_year_comes_from_the_date_before() -> None:
    assert read("It opened on May 18, 2023 and closed on June 2.", None) == [
        ("May 18, 2023", "2023-05-18"),
        ("June 2", "2023-06-02"),
    ]


NARRATIVE = """In 1811 the two kingdoms were at war. By March 1812 they had sued for peace, and in July 1812 envoys met.
Talks dragged on through December 1812. In January, both sides agreed; on 12 February they signed.
The next day the guns fell silent. The border was drawn in 1813, and in 1815 it was drawn again."""


def test_a_narrative_goes_on_from_date_to_date_whatever_its_publication() -> None:
    values = [value for _, value in read(NARRATIVE, date(2009, 12, 19))]
    assert values[4:8] == ["1813-01", "1813-02-12", "1813-02-13", "1813"]


def test_news_with_history_in_it_stays_news() -> None:
    text = (
        "Leaders met in Astana on Tuesday. The treaty goes back to 1992, 1996 and 2001, was renewed in 2006 and 2011, "
        "and was amended in March 2014, May 2016 and June 2018. On June 17, it was replaced."
    )
    assert read(text)[-1] == ("June 17", "2025-06-17")


def test_offsets_are_code_points() -> None:
    text = "Рабочий визит 🇰🇿 – le 5 – on June 17, 2025, “next month”\u00a0and\u200b in\u00a02024"
    assert [surface for surface, _ in read(text)] == ["June 17, 2025", "next month", "2024"]


def test_dates_across_a_blank_line_are_apart() -> None:
    assert read("in June\n\n2024 was hot") == [("June", "2025-06"), ("2024", "2024")]


def test_nothing_depends_on_what_was_read_before() -> None:
    first = find_times("They met on June 17.", ANCHOR)
    find_times(NARRATIVE, ANCHOR)
    assert find_times("They met on June 17.", ANCHOR) == first


@pytest.mark.parametrize("unit", ["1", "1 ", "1-", "and ", "June ", "June 1, ", "two ", "the last ", "2024-", "17,000"])
def test_reading_is_linear(unit: str) -> None:
    def seconds(count: int) -> float:
        start = process_time()
        find_times(unit * count, ANCHOR)
        return process_time() - start

    seconds(100)
    assert seconds(20_000) < 10 * seconds(5_000) + 0.2


def test_a_wrong_pattern_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    knowledge = load_yaml(KNOWLEDGE)

    def broken(pattern: str) -> str:
        rule = knowledge["rules"]["frequency"] | {"pattern": pattern}
        monkeypatch.setattr(
            "pipelines.extract.time_shapes.load_yaml",
            lambda _: knowledge | {"rules": knowledge["rules"] | {"frequency": rule}},
        )
        with pytest.raises(KnowledgeError) as error:
            grammar.__wrapped__()
        return str(error.value)

    assert "frequency uses <nonsense>" in broken("<nonsense>")
    assert "frequency repeats without end" in broken("day*")
    assert "frequency opens a bracket" in broken("(day")


@pytest.mark.parametrize(
    ("period", "value", "first", "last"),
    [
        (Period("day", 2024, 2, 29), "2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        (Period("month", 2024, 2), "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        (Period("week", 2020, 53), "2020-W53", date(2020, 12, 28), date(2021, 1, 3)),
        (Period("century", 1900), "19", date(1901, 1, 1), date(2000, 12, 31)),
        (Period("year", -480), "BC0480", None, None),
        (Period("season", 2024, 3), "2024-WI", None, None),
    ],
)
def test_periods(period: Period, value: str, first: date | None, last: date | None) -> None:
    assert (period.value, period.first, period.last) == (value, first, last)


def test_impossible_days_and_far_shifts_are_none() -> None:
    assert periods.day(2025, 6, 31) is None
    assert periods.day(2025, 13, 1) is None
    assert periods.shift(date(9999, 12, 1), "month", 2) is None
    assert periods.shift(date(2024, 1, 31), "month", 1) == date(2024, 2, 29)
    assert [t.first for t in find_times("on June 31, 2025, some 9000 years ago and 3000 centuries later", ANCHOR)] == [
        None,
        None,
    ]
