"""Title, author, publisher, place and date, each with where it was read from."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.ingest import ingest
from pipelines.ingest.dates import DayMonth, find_dates, record_date

BODY = (
    "Five lake states agreed on Monday to limit fishing for three years, the chair of the council said after the vote. "
    "The plan will be reviewed every spring."
)


def _read(folder: Path, text: str, name: str = "a.txt", **fields: Any) -> dict[str, Any]:
    path = folder / (name if not fields else "a.jsonl")
    path.write_text(json.dumps({"text": text, **fields}) if fields else text)
    return ingest(path).documents.row(0, named=True)


def _published(article: dict[str, Any]) -> tuple[date | None, str | None]:
    return article["published"], article["published_source"]


@pytest.mark.parametrize(
    ("head", "day", "source"),
    [
        ("date 2031-05-06 ", date(2031, 5, 6), "metadata line"),
        ("Published: May 6, 2031\n", date(2031, 5, 6), "metadata line"),
        ("Published in The Example, May 6th, 2031\n", date(2031, 5, 6), "metadata line"),
        ("Source: Xinhua| 2031-05-06 23:05:30|Editor: huaxia\n", date(2031, 5, 6), "metadata line"),
        ("2031-05-06 13:26Xinhua Editor: Jo Field\n", date(2031, 5, 6), "metadata line"),
        ("Updated: May 8, 2031 | Published: May 6, 2031\n", date(2031, 5, 6), "metadata line"),
        ("Last updated: 06 May 2031, 10:12 AM\n", date(2031, 5, 6), "metadata line"),
        ("Wednesday May 9, 2040\n2031-05-06 08:48 Xinhua\n", date(2031, 5, 6), "metadata line"),
        ("---\ntitle: Lakes\ndate: 2031-05-06\n---\n", date(2031, 5, 6), "metadata line"),
        ("Tuesday, May 6, 2031\n\n", date(2031, 5, 6), "metadata line"),
        ("May 6, 2031, from Alpine Wire\n", date(2031, 5, 6), "metadata line"),
        ("Geneva | Tuesday 6 May 2031\n", date(2031, 5, 6), "metadata line"),
        ("Ada Brenn | 26/05/2031 08:14\n", date(2031, 5, 26), "metadata line"),
        ("Ada Brenn | 05/26/2031 08:14\n", date(2031, 5, 26), "metadata line"),
        ("Ada Brenn | 05/06/2031 08:14\n", None, None),
        ("PRESS RELEASE — 6 May 2031\n", date(2031, 5, 6), "metadata line"),
        ("Leaders meet the press, 6 May 2031\n", None, None),
        ("GENEVA, May 6, 2031 (GLOBE NEWSWIRE) -- ", date(2031, 5, 6), "dateline"),
        ("GENEVA, May 6, 2031 (Alpine News)\n\n", date(2031, 5, 6), "dateline"),
        ("Alpine ban lifted\n\n16/05/2031 at 18h40 - Updated at 19h05\n\n", date(2031, 5, 16), "metadata line"),
        ("Alpine ban lifted\n\nPolitics / 6 of May of 2031 - 07h12\n\n", date(2031, 5, 6), "metadata line"),
        ("On Ice. Lifted at Last\n\nOffice for Ice | May 6, 2031\n\n", date(2031, 5, 6), "metadata line"),
        ("GENEVA, May 6 (Xinhua) -- The ban of May 4, 2031 was lifted. ", date(2031, 5, 6), "dateline"),
        ("GENEVA, Jan. 2 (Xinhua) -- The ban of December 30, 2030 was lifted. ", date(2031, 1, 2), "dateline"),
        ("GENEVA, May 6 (Xinhua) -- ", None, None),
        ("GENEVA, May 6 (Xinhua) -- The ban of May 4, 2031 replaced that of May 5, 2019. ", None, None),
        ("GENEVA, May 6 (Xinhua) -- The ban of 2031 was lifted. ", None, None),
        ("On May 6, 2031, the states met. ", None, None),
        ("Published: yesterday\n", None, None),
        ("Published: February 31, 2031\n", None, None),
        ("", None, None),
    ],
)
def test_the_date_of_publication(tmp_path: Path, head: str, day: date | None, source: str | None) -> None:
    assert _published(_read(tmp_path, head + BODY)) == (day, source)


def test_a_file_name_dates_an_article_that_does_not_date_itself(tmp_path: Path) -> None:
    assert _published(_read(tmp_path, BODY, "lakes-2031-05-06.txt")) == (date(2031, 5, 6), "file name")
    assert _published(_read(tmp_path, BODY, "20310506.txt")) == (None, None)
    assert _published(_read(tmp_path, "date 2031-05-07 " + BODY, "2031-05-06.txt"))[1] == "metadata line"


def test_names_of_copies_that_disagree_date_nothing(tmp_path: Path) -> None:
    for day in ("2031-05-06", "2031-05-07"):
        (tmp_path / f"{day}.txt").write_text(BODY)
    assert ingest(tmp_path).documents["published"].to_list() == [None]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2031-05-06", date(2031, 5, 6)),
        ("2031-05-06T23:39:10+00:00", date(2031, 5, 6)),
        ("Tue, 06 May 2031 12:00:00 GMT", date(2031, 5, 6)),
        ("6 May 2031", date(2031, 5, 6)),
        ("May 6th, 2031", date(2031, 5, 6)),
        ("20310506", date(2031, 5, 6)),
        ("2031/5/6", date(2031, 5, 6)),
        ("25/12/2031", date(2031, 12, 25)),
        ("12/25/2031 08:00", date(2031, 12, 25)),
        ("06/05/2031", None),
        ("05/05/2031", date(2031, 5, 5)),
        ("2031", None),
        ("May 2031", None),
        ("2031-13-40", None),
        ("0001-01-01", None),
        (date(2031, 5, 6), date(2031, 5, 6)),
        (datetime(2031, 5, 6, 23), date(2031, 5, 6)),
        (1938000000, None),
        (None, None),
    ],
)
def test_dates_of_records(value: object, day: date | None) -> None:
    assert record_date(value) == day


def test_dates_in_a_text() -> None:
    text = "From May 6 to 7 May 2031, on 2031-05-08, Sept. 9th and February 30, 2031; in March."
    assert find_dates(text) == [DayMonth(5, 6), date(2031, 5, 7), date(2031, 5, 8), DayMonth(9, 9)]


def test_a_record_goes_before_what_the_text_says(tmp_path: Path) -> None:
    article = _read(
        tmp_path,
        f"Another title\nBy Jo Field\ndate 2031-05-06 {BODY}",
        title=" Lakes \n ",
        date="2031-05-07",
        author=["A", "B"],
    )
    assert (article["title"], article["author"]) == ("Lakes", "A, B")
    assert _published(article) == (date(2031, 5, 7), "record")


def test_an_address_may_hold_the_date(tmp_path: Path) -> None:
    assert _published(_read(tmp_path, BODY, url="https://post.example/2031/05/06/lakes")) == (
        date(2031, 5, 6),
        "record",
    )
    assert _published(_read(tmp_path, BODY, url="https://post.example/20310506/lakes.html"))[0] == date(2031, 5, 6)
    assert _published(_read(tmp_path, BODY, url="https://post.example/99999999/lakes"))[0] is None


@pytest.mark.parametrize(
    ("head", "author", "publisher", "place"),
    [
        ("By Ada Brenn in Hochfeld\n", "Ada Brenn", None, None),
        ("By ADA BRENN and Jo Field | Alpine Post | Updated: 2031-05-06 07:23\n", "ADA BRENN and Jo Field", None, None),
        ("Ada Brenn |\n", "Ada Brenn", None, None),
        ("Source: Xinhua| 2031-05-06 23:05:30|Editor: huaxia\n", None, "Xinhua", None),
        ("Source: Alpine Post\nAuthor: Ada Brenn\n", "Ada Brenn", "Alpine Post", None),
        ("(Xinhua)    09:09, May 06, 2031\n", None, "Xinhua", None),
        ("(AFP)\n", None, "AFP", None),
        ("GENEVA (Reuters) - ", None, "Reuters", "GENEVA"),
        ("date 2031-05-06 RNL published an article on it.\nGENEVA, May 6 (GLOBE NEWSWIRE) -- ", None, "RNL", "GENEVA"),
        ("ISTANBUL\n", None, None, "ISTANBUL"),
        ("Alpine Post, 6 May 2031\n", None, "Alpine Post", None),
        ("The Alpine Post, Geneva, 6 May 2031\n", None, "The Alpine Post", "Geneva"),
        ("Port Amber, 6 May 2031\n", None, None, "Port Amber"),
        ("May 6, 2031, from Alpine Wire\n", None, "Alpine Wire", None),
        ("Geneva | Tuesday 6 May 2031\n", None, None, "Geneva"),
        ("Ada Brenn | 26/05/2031 08:14\n", "Ada Brenn", None, None),
        ("World News | 6 May 2031\n", None, None, None),
        ("Alpwire | 6 May 2031\n", None, "Alpwire", None),
        ("Norland Ministry of Trade | May 6, 2031\n", None, "Norland Ministry of Trade", None),
        ("By Ada Brenn, The Alpine Post, 6 May 2031\n", "Ada Brenn", "The Alpine Post", None),
        ("date 2031-05-06 Alpine Post reports on the vote of the lakes.\n", None, "Alpine Post", None),
        ("date 2031-05-06 Alpine Post reports on Monday that a vote was held.\n", None, None, None),
        ("Alpine Post reports on the vote of the lakes.\n", None, None, None),
        ("By signing the plan, they ended a dispute.\n", None, None, None),
        ("Sources in the council said so.\n", None, None, None),
    ],
)  # fmt: skip
def test_author_publisher_and_place(
    tmp_path: Path, head: str, author: str | None, publisher: str | None, place: str | None
) -> None:
    article = _read(tmp_path, head + BODY)
    assert (article["author"], article["publisher"], article["dateline_place"]) == (author, publisher, place)
    assert (article["author_source"] is None) == (author is None)
    assert (article["publisher_source"] is None) == (publisher is None)


def test_authors_below_the_text(tmp_path: Path) -> None:
    long = "\n".join([BODY] * 12)
    article = _read(tmp_path, f"{long}\nReporting by Ada Brenn in Geneva; Editing by Jo Field\n")
    assert (article["author"], article["author_source"]) == ("Ada Brenn", "byline")


def test_what_stands_by_other_articles_below_the_text_is_not_taken(tmp_path: Path) -> None:
    below = "Related Posts\nBoats are late\nJo Field |\nMay 6, 2031\nMay 7, 2031 10:00\nBy Mia Lund\n"
    article = _read(tmp_path, "\n".join([BODY] * 12) + "\n" + below)
    assert (article["author"], article["published"]) == (None, None)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Lake states limit fishing\n", "Lake states limit fishing"),
        ("Lake states limit fishing\n\nLake states limit fishing\n\n\n", "Lake states limit fishing"),
        ("# Lake states limit fishing\n\n", "Lake states limit fishing"),
        ("Will lake states limit fishing?\n", "Will lake states limit fishing?"),
        ("Five lake states agree to limit fishing.\n", "Five lake states agree to limit fishing."),
        ("World News\nDiplomacy\nFive lake states limit fishing\nBy Jo Field\n", "Five lake states limit fishing"),
        ("By Jo Field\nMay 6, 2031\n", None),
        ("Alpine Post, 6 May 2031\n", None),
        (
            "date 2031-05-06 Alpine Post reports on the vote of the lakes.\n\nFishing to be limited\n\n",
            "Fishing to be limited",
        ),
        ("The sun was out.\n", None),
        ("", None),
    ],
)
def test_the_title_in_the_first_lines(tmp_path: Path, head: str, title: str | None) -> None:
    article = _read(tmp_path, head + BODY + "\n" + BODY)
    assert (article["title"], article["title_source"]) == (title, "first line" if title else None)


def test_what_stands_with_a_date_below_the_text_is_not_taken(tmp_path: Path) -> None:
    article = _read(
        tmp_path, f"GENEVA, May 6, 2031 (Reuters) - {BODY}\nRiver Mirror, 8 May 2031\nJo Field | 9 May 2031\n"
    )
    assert (article["author"], article["publisher"], article["dateline_place"]) == (None, "Reuters", "GENEVA")
    assert _published(article) == (date(2031, 5, 6), "dateline")


def test_the_title_in_a_metadata_line(tmp_path: Path) -> None:
    article = _read(tmp_path, f"title: Lakes\nAnother line\n{BODY}")
    assert (article["title"], article["title_source"]) == ("Lakes", "metadata line")


def test_the_shared_articles(shared: Path) -> None:
    found = ingest(shared / "articles").documents.sort("source_path")
    assert found["published"].to_list() == [None, None, None, date(2025, 6, 18), None]
    assert found["published_source"].to_list() == [None, None, None, "metadata line", None]
    assert found["publisher"].to_list() == [None, None, None, "CGTN", None]
    assert found["dateline_place"].to_list() == [None, None, None, "BEIJING", None]
    assert found["author"].to_list() == ["Song Minh", None, None, None, None]
    assert found["title"].is_null().to_list() == [False, False, True, True, False]


def test_no_english_article_of_the_bulk_corpora_is_refused(shared: Path) -> None:
    found = ingest(shared / "corpus")
    assert found.rejections.height == 0
    assert found.documents.select(pl.col("source_paths").list.len().sum()).item() == 2028 + 295
    assert found.documents["published_source"].unique().to_list() == ["record"]
