"""What the views say of rows of our own, and of the bundled articles."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from reconcile_rows import entity, fact, tables
from view_rows import (
    CENTRE,
    ENTITIES,
    FIJI,
    FORUM,
    MOANA,
    RAVEL,
    SAMOA,
    SUMMIT,
    SUVA,
    TONGA,
    TREATY,
    reconciled_tables,
    titled,
    view_rows,
)

from pipelines.reconcile import reconcile
from pipelines.tables import TABLES
from pipelines.views import Views, build_views


@pytest.fixture(scope="module")
def views() -> Views:
    return build_views(**reconciled_tables())


def row(frame: pl.DataFrame, **where: Any) -> dict[str, Any]:
    (found,) = frame.filter(**where).rows(named=True)
    return found


def test_every_view_has_rows_and_the_columns_of_the_registry(views: Views) -> None:
    for name, frame in views._asdict().items():
        assert frame.height > 0, name
        assert frame.schema == TABLES[name].schema, name


def test_an_event_has_when_where_and_who(views: Views) -> None:
    summit = row(views.events, name="second Reef Summit")
    assert (summit["date_start"], summit["date_precision"], summit["modality"]) == (date(2025, 6, 17), "day", "done")
    assert (summit["place"], summit["country_code"], summit["hosts"]) == ("Apia", "WS", ["Samoa"])
    assert summit["parties"] == ["Fiji", "Tonga"]
    assert summit["party_ids"] == ["country:FJ", "country:TO"]
    assert summit["people"] == ["Ana Ravel"]
    assert (summit["n_documents"], summit["n_independent"], summit["contested"]) == (2, 2, [])
    assert (summit["first_reported"], summit["last_reported"]) == (date(2025, 6, 18), date(2025, 6, 20))


def test_a_series_named_alike_is_an_event_a_year_and_places_stay_with_their_year(views: Views) -> None:
    forums = views.events.filter(name="Coral Forum").sort("date_start")
    assert forums.select("event_id", "place").rows() == [
        ("event:coral-forum@2024", "Suva"),
        ("event:coral-forum@2025", None),
    ]


def test_what_is_contested_is_in_no_cell_and_its_claims_are_named(views: Views) -> None:
    treaty = row(views.agreements, name="Reef Treaty")
    assert (treaty["date_start"], treaty["contested"]) == (None, ["signed_on"])
    claims = reconciled_tables()["claims"].filter(pl.col("claim_id").is_in(treaty["claim_ids"]))
    answers = claims.filter(predicate="signed_on")["date_start"].sort().to_list()
    assert answers == [date(2025, 6, 17), date(2025, 6, 18)]
    dated = views.timeline.filter(name="Reef Treaty").select("date_start", "status").rows()
    assert dated == [(date(2025, 6, 17), "contested"), (date(2025, 6, 18), "contested")]


def test_an_agreement_tells_parties_from_people_and_places_from_events(views: Views) -> None:
    treaty = row(views.agreements, name="Reef Treaty")
    assert (treaty["parties"], treaty["people"]) == (["Fiji", "Tonga"], ["Ana Ravel"])
    assert (treaty["place"], treaty["at_event"]) == (None, "second Reef Summit")


def test_an_institution_has_founders_members_and_frequency() -> None:
    done = [fact("b", "established_by", CENTRE, object=SAMOA), fact("b", "member", CENTRE, object=TONGA)]
    intended = fact("a", "established_by", CENTRE, object=FIJI, status="announced")
    (found,) = view_rows(*done, intended, fact("b", "recurs", CENTRE, object="yearly")).institutions.rows(named=True)
    assert (found["modality"], found["founders"], found["members"]) == ("done", ["Samoa"], ["Tonga"])
    assert found["frequency"] == "yearly"


def test_contested_figures_stand_side_by_side_in_the_unit_that_the_articles_give(views: Views) -> None:
    trade = row(views.figures, period_start=date(2024, 1, 1))
    assert (trade["status"], trade["value"], trade["unit"]) == ("contested", None, None)
    assert sorted(zip(trade["values"], trade["units"], trade["supports"], strict=True)) == [
        (100.0, "USD", 1),
        (120.0, "USD", 1),
    ]
    assert trade["spread"] == pytest.approx(1 / 6)


def test_an_agreed_figure_is_its_answer(views: Views) -> None:
    area = row(views.figures, measure="reef area")
    assert (area["value"], area["unit"], area["approx"], area["status"]) == (
        7.0,
        "hectares",
        "more_than",
        "single_source",
    )
    assert (area["values"], area["spread"]) == ([7.0], None)


def test_numbers_without_a_common_unit_keep_their_own() -> None:
    dollars = fact("a", "amount", "fund of the Reef Bank", value=5.0, unit="USD", approx="exact")
    francs = fact("b", "amount", "fund of the Reef Bank", value=9.0, unit="XPF", approx="exact")
    (fund,) = view_rows(dollars, francs).figures.rows(named=True)
    assert sorted(zip(fund["values"], fund["units"], strict=True)) == [(5.0, "USD"), (9.0, "XPF")]
    assert fund["spread"] is None


def test_a_pledge_names_its_beneficiary(views: Views) -> None:
    pledge = row(views.pledges, party="Fiji")
    assert (pledge["value"], pledge["unit"], pledge["beneficiaries"]) == (5e6, "USD", ["Tonga"])


def test_words_quoted_once_are_direct(views: Views) -> None:
    quote = row(views.quotes, speaker="Ana Ravel")
    assert (quote["quote"], quote["mode"], quote["status"]) == ("the reef is ours to keep", "direct", "corroborated")


def test_a_title_with_and_without_its_country_is_one_position(views: Views) -> None:
    held = row(views.positions, person="Ana Ravel")
    assert (held["organisation_id"], held["status"], held["n_documents"]) == ("country:WS", "corroborated", 3)
    assert (held["first_seen"], held["last_seen"]) == (date(2024, 3, 2), date(2025, 6, 20))


def test_a_country_that_a_title_only_mentions_is_not_whose_office_it_is(views: Views) -> None:
    titles = views.positions.filter(person="Tui Moana").select("title", "organisation_id").sort("title").rows()
    assert titles == [("president", None), ("researcher for Samoa studies", None)]


@pytest.mark.parametrize(
    ("title", "body", "organisation", "organisation_id"),
    [
        ("director of the Reef Institute of Samoa", (SAMOA, "Samoa"), "Reef Institute of Samoa", None),
        ("Fellow at the Centre for Tides and Harbours", None, "Centre for Tides and Harbours", None),
        ("spokeswoman of Samoa's fisheries ministry", (SAMOA, "Samoa"), "Samoa's fisheries ministry", None),
        ("foreign minister of Samoa", (SAMOA, "Samoa"), "Samoa", "country:WS"),
        ("Secretary of State", None, None, None),
        ("expert in reef policy", None, None, None),
    ],
)
def test_a_body_that_a_title_names_is_its_organisation_even_if_nothing_else_is_known_of_it(
    title: str, body: Any, organisation: str | None, organisation_id: str | None
) -> None:
    stated, mention = titled("a", MOANA, title, *(body or ()))
    frames = tables([stated], ENTITIES)
    if mention:
        frames["mentions"] = pl.concat([frames["mentions"], TABLES["mentions"].frame([mention])])
    (held,) = build_views(frames["documents"], *reconcile(**frames)[:4]).positions.rows(named=True)
    assert (held["organisation"], held["organisation_id"]) == (organisation, organisation_id)


def test_the_same_title_at_two_bodies_is_two_positions() -> None:
    titles = ("director of the Reef Institute", "director of the Tide Laboratory", "director of the Reef Institute")
    stated = [titled(doc, MOANA, title)[0] for doc, title in zip("abc", titles, strict=True)]
    held = view_rows(*stated).positions
    assert held.sort("organisation").select("organisation", "n_documents").rows() == [
        ("Reef Institute", 2),
        ("Tide Laboratory", 1),
    ]
    assert held["position_id"].is_unique().all()


def test_a_poll_tells_whom_it_asked_and_what() -> None:
    asked = entity("Tide Survey", "organisation")
    poll = fact("a", "poll_share", asked, object="ferries matter", value=61.0, unit="percent")
    (share,) = view_rows(poll).figures.rows(named=True)
    assert (share["measure"], share["proposition"]) == ("share of those asked by Tide Survey", "ferries matter")
    assert share["measure_id"] == asked["entity_id"]


def test_the_date_of_a_proposal_is_not_that_of_the_institution() -> None:
    proposed = [
        fact("a", "established_by", CENTRE, object=SAMOA, status="proposed"),
        fact("a", "established_on", CENTRE, on="2020", status="proposed"),
    ]
    (centre,) = view_rows(*proposed).institutions.rows(named=True)
    assert (centre["modality"], centre["date_start"], centre["founders"]) == ("proposed", None, ["Samoa"])


def test_the_timeline_is_in_order_of_time_and_has_places(views: Views) -> None:
    assert views.timeline["date_start"].is_sorted()
    assert row(views.timeline, name="second Reef Summit")["place"] == "Apia"


@pytest.mark.parametrize(
    "facts",
    [
        [fact("a", "held_on", entity("next summit"), on="2027")],
        [fact("a", "held_on", entity("the meeting"), on="2025-06-17")],
        [fact("a", "attended_by", SUMMIT, object=FIJI)],
        [fact("a", "held_at", SUMMIT, object=SUVA, status="denied")],
        [fact("a", "signed_by", entity("24 agreements", "agreement"), object=FIJI)],
        [fact("a", "signed_by", entity("Reef and River cooperation documents", "agreement"), object=FIJI)],
        [fact("a", "established_by", entity("close harbour partnerships", "institution"), object=FIJI)],
        [fact("a", "member", SUVA, object=FIJI)],
        [fact("a", "signed_by", TREATY, object="two sides")],
        [fact("a", "established_on", SUMMIT, on="2022")],
        [fact("a", "said", "leaders", object="all is well", mode="indirect")],
        [fact("a", "amount", "total trade", value=3.0, unit="USD", approx="exact")],
    ],
)  # fmt: skip
def test_what_no_one_would_cite_has_no_row(facts: list[dict[str, Any]]) -> None:
    assert {name: frame.height for name, frame in view_rows(*facts)._asdict().items() if frame.height} == {}


@pytest.mark.parametrize("name", ["Reef Islands Accords", "headquarters of the Reef Bank", "Fund for Reef Schools"])
def test_a_name_in_the_plural_may_be_of_one_thing(name: str) -> None:
    views = view_rows(fact("a", "established_by", entity(name, "institution"), object=FIJI))
    assert views.institutions["name"].to_list() == [name]


def test_of_what_is_done_intentions_are_left_out() -> None:
    views = view_rows(
        fact("a", "held_at", SUMMIT, object=SUVA),
        fact("a", "attended_by", SUMMIT, object=FIJI),
        fact("b", "attended_by", SUMMIT, object=RAVEL, status="planned"),
    )
    (summit,) = views.events.rows(named=True)
    assert (summit["modality"], summit["parties"], summit["people"]) == ("done", ["Fiji"], [])
    (planned,) = view_rows(
        fact("a", "held_at", SUMMIT, object=SUVA, status="planned"),
        fact("b", "attended_by", SUMMIT, object=RAVEL, status="announced"),
    ).events.rows(named=True)
    assert (planned["modality"], planned["people"]) == ("announced", ["Ana Ravel"])


def test_an_undated_meeting_of_a_series_is_an_event_of_its_article() -> None:
    (forum,) = view_rows(fact("a", "held_at", FORUM, object=SUVA)).events.rows(named=True)
    assert (forum["event_id"], forum["place"]) == ("event:coral-forum@a", "Suva")


def test_the_order_of_rows_makes_no_difference(views: Views) -> None:
    shuffled = {
        name: frame.sample(fraction=1, shuffle=True, seed=seed)
        for seed, (name, frame) in enumerate(reconciled_tables().items())
    }
    again = build_views(**shuffled)
    for name, frame in views._asdict().items():
        assert frame.equals(again._asdict()[name]), name
