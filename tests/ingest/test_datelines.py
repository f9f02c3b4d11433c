"""Datelines of many agencies, and openings that only look like one."""

from datetime import date

import pytest

from pipelines.ingest.datelines import read_dateline, read_place_line
from pipelines.ingest.dates import DayMonth

JUNE_17 = DayMonth(6, 17)
JUNE_18 = date(2025, 6, 18)


@pytest.mark.parametrize(
    ("dateline", "place", "agency", "day"),
    [
        ("BEIJING, June 18, 2025 (GLOBE NEWSWIRE) --", "BEIJING", "GLOBE NEWSWIRE", JUNE_18),
        ("BEIJING, June 18, 2025 /PRNewswire/ --", "BEIJING", "PRNewswire", JUNE_18),
        ("NEW YORK--(BUSINESS WIRE)--", "NEW YORK", "BUSINESS WIRE", None),
        ("ASTANA, June 17 (Xinhua) --", "ASTANA", "Xinhua", JUNE_17),
        ("XI'AN, China, June 17 (Xinhua) --", "XI'AN, China", "Xinhua", JUNE_17),
        ("NEW DELHI (Reuters) -", "NEW DELHI", "Reuters", None),
        ("BRUSSELS/PARIS, June 17 (Reuters) -", "BRUSSELS/PARIS", "Reuters", JUNE_17),
        ("By Jane Doe ROME (Reuters) -", "ROME", "Reuters", None),
        ("WASHINGTON (AP) —", "WASHINGTON", "AP", None),
        ("ST. PETERSBURG, Russia (AP) —", "ST. PETERSBURG, Russia", "AP", None),
        ("Astana (AFP) –", "Astana", "AFP", None),
        ("KATHMANDU, Jun 17 (AFP) -", "KATHMANDU", "AFP", JUNE_17),
        ("MOSCOW, June 17. /TASS/.", "MOSCOW", "TASS", JUNE_17),
        ("MOSCOW. June 17 (Interfax) -", "MOSCOW", "Interfax", JUNE_17),
        ("ASTANA. KAZINFORM –", "ASTANA", "KAZINFORM", None),
        ("DUSHANBE, Tajikistan, June 17.", "DUSHANBE, Tajikistan", None, JUNE_17),
        ("Almaty. June 17. Silkroadnews -", "Almaty", "Silkroadnews", JUNE_17),
        ("New Delhi [India], June 17 (ANI):", "New Delhi", "ANI", JUNE_17),
        ("RIYADH, June 17, (KUNA):", "RIYADH", "KUNA", JUNE_17),
        ("BERLIN, 18th June, 2025 (WAM) —", "BERLIN", "WAM", JUNE_18),
        ("Beijing, Jun 17:", "Beijing", None, JUNE_17),
        ("ISLAMABAD:", "ISLAMABAD", None, None),
        ("WHITE HOUSE —", "WHITE HOUSE", None, None),
        ("MANILA, Philippines —", "MANILA, Philippines", None, None),
        ("Manila, Philippines (18 June 2025) —", "Manila, Philippines", None, JUNE_18),
        ("Astana, Kazakhstan – June 18, 2025 –", "Astana, Kazakhstan", None, JUNE_18),
        ("Washington, D.C., June 17 –", "Washington, D.C.", None, JUNE_17),
        ("Evansville, Indiana, United States -", "Evansville, Indiana, United States", None, None),
        ("(Reuters) -", None, "Reuters", None),
        ("(MENAFN)", None, "MENAFN", None),
        ("[Dabanga] Addis Ababa —", "Addis Ababa", "Dabanga", None),
        ("June 18, 2025:", None, None, JUNE_18),
        ("Wednesday, June 18, 2025", None, None, JUNE_18),
    ],
)
def test_datelines(dateline: str, place: str | None, agency: str | None, day: date | DayMonth | None) -> None:
    found = read_dateline(f"{dateline} Leaders of five states met on Tuesday.")
    assert found is not None
    assert (found.end, found.place, found.agency, found.day) == (len(dateline), place, agency, day)
    two_names = read_dateline(f"{dateline} Port Amber hosts it.")
    assert two_names == found


@pytest.mark.parametrize(
    "line",
    [
        "QUESTION: Will you sign it?",
        "MR PRICE: We will.",
        "On June 17 – the day of the vote – nobody came.",
        "Thursday, May 7, 2015, was a day of mourning.",
        "The Shanghai Cooperation Organization (SCO) – founded in 2001 – met.",
        "The Associated Press (AP) reported on it.",
        "US President Jane Doe — who was late — spoke.",
        "Kazakhstan, Kyrgyzstan and Tajikistan – three of the five – signed.",
        "Jane Doe, the host: Thank you all.",
        "COVID – The virus spread.",
        "",
    ],
)
def test_other_openings(line: str) -> None:
    assert read_dateline(line) is None


def test_a_place_by_itself() -> None:
    for line, place, day in (
        ("ISTANBUL", "ISTANBUL", None),
        ("Astana, June 18, 2025", "Astana", JUNE_18),
        ("Geneva, Switzerland", "Geneva, Switzerland", None),
    ):
        found = read_place_line(line)
        assert found is not None
        assert (found.place, found.day) == (place, day)
    for line in ("Jane Doe, Foreign Minister", "Summit of the rivers", "Hall of Mirrors", "They met in Astana."):
        assert read_place_line(line) is None
