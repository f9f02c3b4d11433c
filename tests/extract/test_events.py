"""Events without a verb frame of their own: their names, days, hosts, guests, and the members of groups."""

from datetime import date

import polars as pl
import pytest

from pipelines.extract import extract
from pipelines.segment import segment
from pipelines.tables import TABLES

PUBLISHED = date(2019, 6, 20)
"""A Thursday."""


def stated(text: str, *predicates: str) -> set[tuple[str, str, str]]:
    """Predicate, subject and answer of every fact with one of the predicates; days as first/last."""
    documents = TABLES["documents"].frame([{"doc_id": "doc", "text": text, "published": PUBLISHED}])
    facts = extract(documents, segment(documents)).facts.filter(pl.col("predicate").is_in(predicates))
    return {
        (f["predicate"], f["subject"], f["object"] or f"{f['date_start']}/{f['date_end']}") for f in facts.to_dicts()
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Quispe held talks with Luis Rojas in Arica.", "talks between Ada Quispe and Luis Rojas"),
        ("President Ada Quispe met President Luis Rojas in Arica.", "meeting of Ada Quispe and Luis Rojas"),
        ("A summit in Arica was attended by Peru and Chile.", "summit in Arica"),
        ("The conference at Amber House was attended by Peru and Chile.", "conference at Amber House"),
        ("The two-day Andean Water Summit was attended by Peru and Chile.", "Andean Water Summit"),
        ("NATO closed its 40th summit. Peru attended.", "North Atlantic Treaty Organization 40th summit"),
    ],
)  # fmt: skip
def test_an_event_without_a_name_is_known_by_who_where_or_whose(text: str, name: str) -> None:
    assert {subject for _, subject, _ in stated(text, "attended_by")} == {name}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("The two-day Andean Summit closed in Quito on Tuesday.", {"2019-06-17/2019-06-18"}),
        ("The Andean Summit opened in Quito on Tuesday. The three-day summit was long.", {"2019-06-18/2019-06-20"}),
        ("The Andean Summit opened in Quito on Monday. The summit closed on Tuesday.", {"2019-06-17/2019-06-18"}),
        ("The Andean Summit closed in Quito on Tuesday.", set()),
        ("Peru praised the May 6 Andean Summit.", {"2019-05-06/2019-05-06"}),
        ("The Andean Summit began in 1993.", set()),
    ],
)
def test_days_of_an_event_from_its_length_and_its_ends(text: str, days: set[str]) -> None:
    assert {answer for _, _, answer in stated(text, "held_on")} == days


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("The first Andean Summit was held in Lima in 2016. The second took place in Arica in 2018.", "Arica"),
        ("The first Andean Summit was held in Lima in 2016. The second took office in Arica in 2018.", None),
        ("The first Andean Summit was held in Lima in 2016. The second is to be hosted by Oslo in 2020.", "Oslo"),
    ],
)
def test_an_ordinal_alone_is_an_edition_of_the_event_that_the_article_is_about(text: str, place: str | None) -> None:
    second = {answer for _, subject, answer in stated(text, "held_at") if subject == "second Andean Summit"}
    assert second == ({place} if place is not None else set())


def test_who_addresses_the_opening_ceremony_is_at_what_it_opens() -> None:
    text = "The ninth Andean Summit was held in Lima. President Ada Quispe addressed the opening ceremony on Friday."
    assert stated(text, "attended_by", "held_on") == {("attended_by", "ninth Andean Summit", "Ada Quispe")}
    assert stated("President Ada Quispe addressed the opening ceremony.", "attended_by") == set()


def test_the_bloc_is_the_organisation_of_countries_that_the_article_names_most() -> None:
    text = "ASEAN ministers met in Lima on Friday. ASEAN praised the UN. The bloc, founded in 1967, has a flag."
    assert stated(text, "established_on") == {
        ("established_on", "Association of Southeast Asian Nations", "1967-01-01/1967-12-31")
    }
    assert stated("The bloc, founded in 1967, has a flag.", "established_on") == set()


@pytest.mark.parametrize(("dateline", "place"), [("CALAMA", "Calama"), ("Quito", "Quito"), ("PERU", None)])
def test_here_is_the_place_of_the_dateline(dateline: str, place: str | None) -> None:
    text = "The ninth Andean Summit opened here on Friday."
    documents = TABLES["documents"].frame(
        [{"doc_id": "doc", "text": text, "published": PUBLISHED, "dateline_place": dateline}]
    )
    facts = extract(documents, segment(documents)).facts.filter(pl.col("predicate") == "held_at")
    assert facts["object"].to_list() == ([place] if place is not None else [])


def test_those_who_met_for_a_summit_were_at_it() -> None:
    text = "President Ada Quispe met President Luis Rojas on Tuesday in Arica, Chile, for the fourth Andean Summit."
    assert stated(text, "attended_by", "held_on", "held_at") == {
        ("attended_by", "fourth Andean Summit", "Ada Quispe"),
        ("attended_by", "fourth Andean Summit", "Luis Rojas"),
        ("held_on", "fourth Andean Summit", "2019-06-18/2019-06-18"),
        ("held_at", "fourth Andean Summit", "Arica"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "The third Andean Summit (AS2019) opened. Past editions took place in Lima (June 2017) and Quito (May 2018).",
        "Earlier Andean Summits were held in Lima in June 2017 and in Quito in May 2018.",
    ],
)
def test_each_of_several_editions_is_an_event(text: str) -> None:
    assert stated(text, "held_on") == {
        ("held_on", "Andean Summit in Lima", "2017-06-01/2017-06-30"),
        ("held_on", "Andean Summit in Quito", "2018-05-01/2018-05-31"),
    }


def test_a_town_that_nobody_knows_is_in_its_country() -> None:
    text = "The Andean Summit, held in Pisagua, Chile in March 2018, was long."
    assert stated(text, "held_on", "held_at") == {
        ("held_at", "Andean Summit", "Pisagua"),
        ("held_on", "Andean Summit", "2018-03-01/2018-03-31"),
    }


def test_the_meeting_is_the_one_that_the_sentence_before_names() -> None:
    text = (
        "The Andean Summit opened in Quito. Ministers then left for the Pacific Forum. The forum was hosted by Chile. "
        "The Pacific Forum was long. The meeting was chaired by Luis Rojas."
    )
    assert stated(text, "attended_by") == {("attended_by", "Pacific Forum", "Luis Rojas")}


def test_the_summit_is_not_the_edition_before_it() -> None:
    text = (
        "The second Andean Summit opened in Quito. The first Andean Summit was held in Lima. "
        "The summit was attended by Luis Rojas."
    )
    assert ("attended_by", "second Andean Summit", "Luis Rojas") in stated(text, "attended_by")


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("The Andean Summit opened in Quito. Host President Ada Quispe gave a speech.", {"Ada Quispe"}),
        ("Peru is the host of the Andean Summit.", {"Peru"}),
        ("The Andean Summit, which Peru will host in 2021, is near.", {"Peru"}),
        ("Peru is not the host of the Andean Summit.", set()),
    ],
)
def test_hosts(text: str, hosts: set[str]) -> None:
    assert {answer for _, _, answer in stated(text, "hosted_by")} == hosts


OPENED = "The ninth Andean Summit opened in Quito. "


@pytest.mark.parametrize(
    ("text", "guests"),
    [
        (OPENED + "Foreign Minister Luis Rojas led the Chilean delegation.", {"Luis Rojas"}),
        (OPENED + "Foreign Minister Luis Rojas told delegates that trade would grow.", {"Luis Rojas"}),
        (OPENED + "Foreign Minister Luis Rojas represented Chile.", {"Luis Rojas", "Chile"}),
        (OPENED + "Peru and Chile sent their presidents.", {"Peru", "Chile"}),
        (OPENED + "Foreign Minister Luis Rojas was present in the courtroom.", set()),
        (OPENED + "Peru sent its ships.", set()),
        (OPENED + "Peru, represented by Luis Rojas, later bought ships.", set()),
        (OPENED + "Peru sent its foreign minister, Luis Rojas.", {"Luis Rojas", "Peru"}),
        (OPENED + "President Ada Quispe was guest of honour.", {"Ada Quispe"}),
        (OPENED + "President Ada Quispe was invited as a guest.", {"Ada Quispe"}),
        (OPENED + "President Ada Quispe was a guest of the Royal Hotel in Sucre.", set()),
        ("Peru praised the talks between Chile and Bolivia.", {"Chile", "Bolivia"}),
        ("Peru encouraged further talks between Chile and Bolivia.", set()),
    ],
)
def test_guests(text: str, guests: set[str]) -> None:
    assert {answer for _, _, answer in stated(text, "attended_by")} == guests


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("The Andean Community includes Bolivia and Peru.", {"Bolivia", "Peru"}),
        ("The Andean Community has two members: Bolivia and Peru.", {"Bolivia", "Peru"}),
        ("The Andean Community admitted Chile as a member.", {"Chile"}),
        ("The three countries, Bolivia, Chile and Peru, agreed.", {"Bolivia", "Chile", "Peru"}),
        ("African countries including Kenya and Ghana agreed.", set()),
        ("The Andean Community did not admit Chile as a member.", set()),
        ("Besides Peru, the Andean Community comprises Bolivia and Chile.", {"Peru", "Bolivia", "Chile"}),
        ("The Andean Community met. The bloc's two members: Peru and Chile, agreed.", {"Peru", "Chile"}),
        ("Andean Community leaders met. Peru and Chile became full-fledged members in 2012.", {"Peru", "Chile"}),
        (
            "The Andean Community met. Peru was admitted in 1970, Chile in 1973 and Cuba in 1980.",
            {"Peru", "Chile", "Cuba"},
        ),
        ("The Andean Community met. Peru joined in 1970.", {"Peru"}),
        ("The Andean Community met. Peru joined. Chile joined in the fun in 1970.", set()),
    ],
)
def test_members(text: str, members: set[str]) -> None:
    assert {answer for _, _, answer in stated(text, "member")} == members


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("The Amber Spirit of trust, care and thrift is growing.", "Amber Spirit"),
        (
            "Peru praised the Tern Initiative, which rests on three principles: trust, care and thrift.",
            "Tern Initiative",
        ),
        ("The spirit of trust, care and thrift is growing.", None),
    ],
)
def test_whose_principles_they_are(text: str, subject: str | None) -> None:
    wanted = {(subject, "trust"), (subject, "care"), (subject, "thrift")} if subject else set()
    assert {row[1:] for row in stated(text, "has_principle")} == wanted


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("The Andean Community met. The group's work will focus on crab farms and dry docks.", "Andean Community"),
        ("The Andean Summit opened. The talks centred on crab farms and dry docks.", "Andean Summit"),
        ("Peru saw progress in the two areas of the Andean Summit: crab farms and dry docks.", "Andean Summit"),
        ("Peru proposed ten amber actions covering crab farms and dry docks.", "ten amber actions"),
        ("The Andean Pact covers two fields, among them crab farms and dry docks, the envoy said.", "Andean Pact"),
        ("Peru built two crates covering crab farms and dry docks.", None),
        ("The Andean Pact covers two fields, among them crab farms and dry docks.", "Andean Pact"),
        ("The Andean Summit was held in coastal areas, including crab farms and dry docks.", None),
    ],
)
def test_whose_priorities_they_are(text: str, subject: str | None) -> None:
    wanted = {(subject, "crab farms"), (subject, "dry docks")} if subject else set()
    assert {row[1:] for row in stated(text, "has_priority")} == wanted


def test_how_often() -> None:
    assert stated("The annual Andean Summit was held in Quito.", "recurs") == {
        ("recurs", "annual Andean Summit", "annual")
    }
    assert stated("The Andean Community was praised. Its ministers meet every year.", "recurs") == {
        ("recurs", "meeting of ministers", "every year")
    }


def test_he_is_the_one_who_acts_and_not_whom_he_meets() -> None:
    text = "President Ada Quispe thanked him. President Luis Rojas went to Arica, where he met President Eva Mora."
    assert ("held_at", "meeting of Luis Rojas and Eva Mora", "Arica") in stated(text, "held_at")


def test_days_learnt_later_keep_the_evidence_in_its_segment() -> None:
    text = "The Andean Summit opened in Quito on Tuesday. The three-day summit was long."
    documents = TABLES["documents"].frame([{"doc_id": "doc", "text": text, "published": PUBLISHED}])
    segments = segment(documents)
    bounds = {s["segment_id"]: (s["start"], s["end"]) for s in segments.to_dicts()}
    for fact in extract(documents, segments).facts.to_dicts():
        start, end = bounds[fact["segment_id"]]
        assert start <= fact["evidence_start"] < fact["evidence_end"] <= end


def test_a_numbered_summit_in_a_place_is_one_of_the_series_that_the_article_speaks_of() -> None:
    text = (
        "Peru and Chile attended the second Andean Summit in Arica on Tuesday. Foreign ministers from Peru and Chile "
        "met for the third time. From May 18 to 19, 2017, Peru hosted the first summit in Cusco, Peru."
    )
    assert ("held_on", "first Andean Summit", "2017-05-18/2017-05-19") in stated(text, "held_on")


def test_the_summit_mechanism_is_the_series_of_the_summit() -> None:
    text = (
        "The second Andean Summit was held in Lima. Peru hosted the first summit in Arica, where the summit mechanism "
        "was announced to be held every two years."
    )
    assert stated(text, "recurs") == {("recurs", "Andean Summit", "every two years")}


def test_what_is_pledged_behind_a_year_that_no_date_tells_is_pledged_too() -> None:
    text = "Peru announced a $5 million grant for harbours in Chile this year, and 300 training places for teachers."
    documents = TABLES["documents"].frame([{"doc_id": "doc", "text": text}])
    facts = extract(documents, segment(documents)).facts.filter(predicate="pledged")
    assert set(facts["value"]) == {5e6, 300}
