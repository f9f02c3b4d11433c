"""Who holds which office: titles before names, offices behind them, and clauses that say so."""

from datetime import date

import pytest

from pipelines.extract import extract
from pipelines.segment import segment
from pipelines.tables import TABLES


def positions(text: str) -> set[tuple[str, str]]:
    documents = TABLES["documents"].frame([{"doc_id": "doc", "text": text, "published": date(2019, 6, 19)}])
    rows = extract(documents, segment(documents)).facts.to_dicts()
    return {(row["subject"], row["object"]) for row in rows if row["predicate"] == "holds_position"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norwegian Ambassador to Chile Kari Holm left.", {("Kari Holm", "Norwegian Ambassador to Chile")}),
        ("The new mayor of the region, Kari Holm, opened the port.", {("Kari Holm", "new mayor of the region")}),
        ("EU Special Representative for Chile Kari Holm left.", {("Kari Holm", "EU Special Representative for Chile")}),
        (
            "Oman's Minister of State Yusuf bin Salim Al-Harthi left.",
            {("Yusuf bin Salim Al-Harthi", "Oman's Minister of State")},
        ),
        (
            "Norwegian Minister of Fisheries, Trade and Industry Kari Holm left.",
            {("Kari Holm", "Norwegian Minister of Fisheries, Trade and Industry")},
        ),
        (
            "Minister of Investment, Trade and Industry Xi Jinping left.",
            {("Xi Jinping", "Minister of Investment, Trade and Industry")},
        ),
        (
            "Kari Holm was the deputy commander of the Herring Guard (HG).",
            {("Kari Holm", "deputy commander of the Herring Guard")},
        ),
        ("A member of the Herring Board, Kari Holm, left.", {("Kari Holm", "member of the Herring Board")}),
        ("Kari Holm (Norway's finance minister) left.", {("Kari Holm", "Norway's finance minister")}),
        ("Kari Holm, president of Iceland since 2012, left.", {("Kari Holm", "president of Iceland")}),
        (
            "Kari Holm, an envoy of the Herring Board who had seen the file, left.",
            {("Kari Holm", "envoy of the Herring Board")},
        ),
        (
            "Herring Party leader and Prime Minister Kari Holm left.",
            {("Kari Holm", "Herring Party leader"), ("Kari Holm", "Prime Minister")},
        ),
        (
            "Ministry of Foreign Affairs spokesman Odd Strand left.",
            {("Odd Strand", "Ministry of Foreign Affairs spokesman")},
        ),
        ("Former prime minister Jon Major left.", {("Jon Major", "Former prime minister")}),
        ("Assembly president Rikard Ferro left.", {("Rikard Ferro", "Assembly president")}),
        ("Under Secretary of State Rikard Ferro left.", {("Rikard Ferro", "Under Secretary of State")}),
        ("Bakyt Osmonov, chief engineer of the line, left.", {("Bakyt Osmonov", "chief engineer of the line")}),
        (
            "Nils Sarka, who served as President of Iceland for twelve years, died.",
            {("Nils Sarka", "President of Iceland")},
        ),
        ("Kari Holm became prime minister in July.", {("Kari Holm", "prime minister")}),
        ("Kari Holm is currently chairwoman of the Herring Party.", {("Kari Holm", "chairwoman of the Herring Party")}),
        (
            "Chilean Foreign Minister Luis Rojas met his Peruvian counterpart, Ada Quispe.",
            {("Luis Rojas", "Chilean Foreign Minister"), ("Ada Quispe", "Peruvian Foreign Minister")},
        ),
        (
            "Guests were the President of the Council of Ministers, Kari Holm; the Chancellor of Austria, Odd Strand; "
            "and the US Special Envoy, General Rikard Ferro.",
            {
                ("Kari Holm", "President of the Council of Ministers"),
                ("Odd Strand", "Chancellor of Austria"),
                ("Rikard Ferro", "US Special Envoy"),
                ("Rikard Ferro", "General"),
            },
        ),
        (
            "A spokesperson for the Norwegian foreign ministry, Kari Holm, declined to comment.",
            {("Kari Holm", "spokesperson for the Norwegian foreign ministry")},
        ),
        (
            "A member of the Norwegian Parliament, Kari Holm said it was cold.",
            {("Kari Holm", "member of the Norwegian Parliament")},
        ),
        (
            "Kari Holm, who chairs the Alliance of Fjord Towns, left.",
            {("Kari Holm", "chair of the Alliance of Fjord Towns")},
        ),
        ("Kari Holm, the chief executive of Hong Kong, left.", {("Kari Holm", "chief executive of Hong Kong")}),
        (
            "African Union chairperson President Kari Holm left.",
            {("Kari Holm", "African Union chairperson"), ("Kari Holm", "President")},
        ),
        ("Bishop Emeritus Odd Strand left.", {("Odd Strand", "Bishop Emeritus")}),
        (
            "The ticket for president and former Ohio governor Odd Strand lost.",
            {("Odd Strand", "former Ohio governor")},
        ),
        ("They met in Washington, D.C. Secretary Odd Strand thanked them.", {("Odd Strand", "Secretary")}),
        (
            "Director of National Intelligence Odd Strand left.",
            {("Odd Strand", "Director of National Intelligence")},
        ),
    ],
)
def test_positions(text: str, expected: set[tuple[str, str]]) -> None:
    assert positions(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "At the request of Kari Holm, the Queen closed parliament.",
        "Voter Kit Makko stayed at home.",
        "Kari Holm was the first president to resign.",
        "Kari Holm was the only candidate.",
        "Kari Holm would have become prime minister.",
        "Kari Holm was not president of Iceland.",
        "The director of Kenya's Fair Seas left.",
    ],
)
def test_what_states_no_position(text: str) -> None:
    assert positions(text) == set()
