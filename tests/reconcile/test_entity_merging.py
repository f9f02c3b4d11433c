"""Which names become one entity, and that every table follows."""

from typing import Any

import polars as pl
import pytest
from reconcile_rows import country, entity, fact, place, reconciled, tables

from pipelines.reconcile import Reconciled, reconcile

SUVA, APIA = place("Suva", "FJ"), place("Apia", "WS")


def named(*entities: dict[str, Any]) -> Reconciled:
    """Each entity named in an article of its own, as something that a party established."""
    facts = [fact(f"d{i}", "established_by", e, object=country("FJ")) for i, e in enumerate(entities)]
    return reconciled(facts, [*entities, country("FJ")])


def names(result: Reconciled) -> list[str]:
    return sorted(result.entities.filter(pl.col("type") != "country")["name"])


def test_variants_become_one_entity_and_every_table_points_to_it() -> None:
    variants = [entity("Centre for Reefs", "institution"), entity("the Center for Reefs", "institution")]
    result = named(*variants, entity("River Centre", "institution"))
    assert names(result) == ["Centre for Reefs", "River Centre"]
    merged = result.entities.filter(name="Centre for Reefs").row(0, named=True)
    assert merged["aliases"] == ["the Center for Reefs"]
    for table, column in (("facts", "subject_id"), ("mentions", "entity_id"), ("claims", "subject_id")):
        assert set(getattr(result, table)[column]) <= set(result.entities["entity_id"])
    assert len(result.facts.filter(subject_id=merged["entity_id"])) == 2


def test_the_name_that_stays_is_that_of_the_registry_or_else_the_first_that_was_published() -> None:
    first, short = entity("the Reef Centre of Fiji", "institution"), entity("Reef Center of Fiji", "institution")
    facts = [fact("d0", "established_by", first, object=country("FJ"))]
    days = {"d0": "2025-06-17", "d1": "2025-06-18", "d2": "2025-06-19", "d3": "2025-06-16"}

    def stays(*later: str, **more: Any) -> list[str]:
        added = [fact(doc, "established_by", short | more, object=country("FJ")) for doc in later]
        found = reconciled(facts + added, [first, short | more, country("FJ")], days)
        return found.entities.filter(type="institution")["entity_id"].to_list()

    assert stays("d1", "d2") == stays("undated") == [first["entity_id"]]
    assert stays("d3") == stays("d1", origin="registry") == [short["entity_id"]]


def test_of_names_of_one_day_the_shortest_stays() -> None:
    long, short = entity("the Reef Centre of Fiji", "institution"), entity("Reef Center of Fiji", "institution")
    assert names(named(long, long, short)) == ["Reef Center of Fiji"]


def test_the_next_summit_of_one_article_is_not_that_of_another() -> None:
    one, other = (entity("next summit") | {"entity_id": f"event:next-summit-{doc}"} for doc in ("a1", "b2"))
    assert len(names(named(one, other))) == 2


def test_a_name_whose_hyphen_is_torn_apart_gives_way() -> None:
    often, once = entity("Fiji - Samoa Reef Forum", "institution"), entity("Fiji-Samoa Reef Forum", "institution")
    assert names(named(often, often, once)) == ["Fiji-Samoa Reef Forum"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (entity("second Reef Summit"), entity("third Reef Summit")),
        (entity("2023 Reef Summit"), entity("2024 Reef Summit")),
        (entity("Li Wen", "person"), entity("Li Weng", "person")),
        (entity("Ana Davis", "person"), entity("Ana Davi", "person")),
        (entity("Reef Fund", "institution"), entity("Reef Fund", "project")),
        (
            entity("Reef Protection Agency", "organisation", "RPA"),
            entity("Reef Planning Agency", "organisation", "RPA"),
        ),
    ],
)
def test_two_things_stay_two(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert len(names(named(one, other))) == 2


def test_a_discovered_name_joins_the_registry_and_registry_entities_stay_apart() -> None:
    known = entity("Reef Organisation", "organisation", "RO", origin="registry")
    twin = entity("Reef Organisation of Samoa", "organisation", "Reef Body", origin="registry")
    third = entity("River Organisation", "organisation", "Reef Body", origin="registry")
    result = named(known, twin, third, entity("reef organization", "organisation"), entity("Reef Body", "organisation"))
    assert names(result) == ["Reef Body", "Reef Organisation", "Reef Organisation of Samoa", "River Organisation"]
    assert "reef organization" in result.entities.filter(name="Reef Organisation")["aliases"].item()


def test_two_countries_of_one_spelling_stay_two() -> None:
    twin = country("WS") | {"entity_id": "country:XX", "name": "SAMOA", "country_code": "XX"}
    facts = [
        fact(f"d{i}", "member", entity("Reef Group", "group"), object=c) for i, c in enumerate([country("WS"), twin])
    ]
    result = reconciled(facts, [entity("Reef Group", "group"), country("WS"), twin])
    assert result.entities.filter(type="country")["entity_id"].to_list() == ["country:WS", "country:XX"]


def test_an_acronym_joins_the_one_entity_that_has_it_as_another_name() -> None:
    agency = entity("Reef Protection Agency", "organisation", "RPA")
    result = named(agency, entity("RPA", "organisation"), entity("RPA", "organisation"))
    assert names(result) == ["Reef Protection Agency"]
    assert result.entities.filter(type="organisation")["aliases"].to_list() == [["RPA"]]


def test_an_acronym_follows_its_full_name_into_the_registry() -> None:
    known = entity("Reef Protection Agency", "organisation", origin="registry")
    twin = entity("reef protection agency", "organisation", "RPA", entity_id="organisation:twin")
    result = named(known, twin, entity("RPA", "organisation"))
    assert names(result) == ["Reef Protection Agency"]
    assert set(result.facts["subject_id"]) == {known["entity_id"]}


def test_a_mention_that_merged_entities_share_is_kept_once() -> None:
    one, other = entity("Reef Centre", "institution"), entity("Reef Center", "institution")
    frames = tables([fact("d", "established_by", e, object="Fiji") for e in (one, other)], [one, other])
    frames["mentions"] = frames["mentions"].with_columns(start=pl.lit(4, pl.Int32), end=pl.lit(9, pl.Int32))
    assert len(frames["mentions"]) == 2
    assert len(reconcile(**frames).mentions) == 1


SECOND, THIRD, SERIES = entity("second Reef Summit"), entity("third Reef Summit"), entity("Reef Summit")
EDITIONS = [
    fact("a", "held_on", SECOND, on="2023-05-18/2023-05-19"),
    fact("a", "held_at", SECOND, object=SUVA),
    fact("b", "held_on", THIRD, on="2025-06-17"),
]
EVENTS = [SECOND, THIRD, SERIES, SUVA, APIA]


def subject_of(result: Reconciled, doc: str) -> set[str]:
    return set(result.facts.filter(doc_id=doc)["subject_id"])


def test_an_event_without_ordinal_is_the_edition_of_its_dates() -> None:
    facts = [fact("c", "held_on", SERIES, on="2023-05-18"), fact("c", "held_at", SERIES, object=SUVA)]
    result = reconciled([*EDITIONS, *facts], EVENTS)
    assert subject_of(result, "c") == {SECOND["entity_id"]}
    assert SERIES["entity_id"] not in set(result.entities["entity_id"])
    assert result.entities.filter(name="second Reef Summit")["aliases"].item().to_list() == ["Reef Summit"]


@pytest.mark.parametrize(
    "facts",
    [
        [fact("c", "held_on", SERIES, on="2024")],
        [fact("c", "held_on", SERIES, on="2023-05-18"), fact("c", "held_at", SERIES, object=APIA)],
        [fact("c", "held_on", SERIES, on="2023-05-18"), fact("c", "held_on", SERIES, on="2025-06-17")],
        [fact("c", "held_at", SERIES, object=SUVA)],
    ],
    ids=["another year", "another place", "two editions", "no date"],
)
def test_an_event_without_ordinal_stays_the_series_where_that_is_not_certain(facts: list[dict[str, Any]]) -> None:
    assert subject_of(reconciled([*EDITIONS, *facts], EVENTS), "c") == {SERIES["entity_id"]}


def test_an_undated_event_is_the_edition_that_its_article_is_news_of() -> None:
    facts = [fact("c", "attended_by", SERIES, object="Tonga")]
    assert subject_of(reconciled([*EDITIONS, *facts], EVENTS, {"c": "2025-06-19"}), "c") == {THIRD["entity_id"]}
    assert subject_of(reconciled([*EDITIONS, *facts], EVENTS, {"c": "2025-08-19"}), "c") == {SERIES["entity_id"]}


def test_what_is_said_of_the_series_stays_with_the_series() -> None:
    facts = [fact("c", "held_on", SERIES, on="2023-05-18"), fact("c", "recurs", SERIES, object="every two years")]
    result = reconciled([*EDITIONS, *facts], EVENTS)
    assert result.facts.filter(doc_id="c", predicate="recurs")["subject_id"].to_list() == [SERIES["entity_id"]]
    assert result.facts.filter(doc_id="c", predicate="held_on")["subject_id"].to_list() == [SECOND["entity_id"]]


def test_an_edition_is_resolved_as_object_too() -> None:
    treaty = entity("Reef Treaty", "agreement")
    facts = [fact("c", "signed_at", treaty, object=SERIES), fact("c", "held_on", SERIES, on="2025-06-17")]
    result = reconciled([*EDITIONS, *facts], [*EVENTS, treaty])
    assert result.facts.filter(predicate="signed_at")["object_id"].to_list() == [THIRD["entity_id"]]


RAVEL, LOSEFA = entity("Ana Ravel", "person", country_code="FJ", origin="registry"), entity("Losefa Ravel", "person")
SURNAME, FIRST_NAME = entity("Ravel", "person", "RAVEL"), entity("Ana", "person")
PEOPLE = [RAVEL, LOSEFA, SURNAME, FIRST_NAME, THIRD, country("FJ"), country("WS")]


def titled(doc: str, person: dict[str, Any], title: str, **more: Any) -> dict[str, Any]:
    return fact(doc, "holds_position", person, object=title, **more)


def told_of_ravel(*facts: dict[str, Any]) -> Reconciled:
    """Article `a` calls Ana Ravel president, article `b` names her country."""
    known = [titled("a", RAVEL, "President"), fact("b", "hosted_by", THIRD, object=country("FJ"))]
    return reconciled([*known, *facts], PEOPLE)


def test_a_surname_with_a_title_is_the_one_person_of_that_name_and_title() -> None:
    result = told_of_ravel(titled("b", SURNAME, "PRESIDENT"), fact("b", "said", SURNAME, object="The reef is ours."))
    assert subject_of(result, "b") == {RAVEL["entity_id"], THIRD["entity_id"]}
    assert RAVEL["entity_id"] in set(result.mentions.filter(doc_id="b")["entity_id"])
    assert SURNAME["entity_id"] not in set(result.entities["entity_id"])
    assert result.entities.filter(name="Ana Ravel")["aliases"].item().to_list() == ["RAVEL", "Ravel"]
    claim = result.claims.filter(predicate="holds_position").row(0, named=True)
    assert (claim["subject"], claim["status"], claim["n_independent"]) == ("Ana Ravel", "corroborated", 2)


def test_a_surname_is_resolved_article_by_article() -> None:
    elsewhere = [fact("c", "said", SURNAME, object="So is mine."), titled("d", LOSEFA, "director of the Reef Fund")]
    result = told_of_ravel(titled("b", SURNAME, "president"), *elsewhere)
    assert RAVEL["entity_id"] in subject_of(result, "b")
    assert subject_of(result, "c") == {SURNAME["entity_id"]}


@pytest.mark.parametrize(
    "facts",
    [
        [fact("b", "said", SURNAME, object="The reef is ours.")],
        [titled("b", SURNAME, "vice president")],
        [titled("b", SURNAME, "president"), titled("b", SURNAME, "Samoan president")],
        [titled("b", SURNAME, "president", status="denied")],
        [titled("b", SURNAME, "president"), titled("c", LOSEFA, "president")],
        [titled("b", SURNAME, "president"), titled("b", LOSEFA, "director")],
        [titled("c", SURNAME, "president"), fact("c", "hosted_by", THIRD, object=country("WS"))],
        [titled("b", SURNAME, "director"), titled("c", LOSEFA, "director")],
        [titled("b", FIRST_NAME, "president")],
    ],
    ids=[
        "no title",
        "another title",
        "one title more",
        "a title denied",
        "two of that title",
        "a namesake in the article",
        "another country",
        "a person of no known country",
        "a first name",
    ],
)
def test_a_surname_stays_apart_where_that_is_not_certain(facts: list[dict[str, Any]]) -> None:
    alone = facts[0]
    result = told_of_ravel(*facts)
    assert alone["subject_id"] in subject_of(result, alone["doc_id"])
    assert RAVEL["entity_id"] not in subject_of(result, alone["doc_id"])


def test_two_full_names_of_one_surname_and_title_stay_two() -> None:
    result = told_of_ravel(titled("b", LOSEFA, "president"))
    assert {"Ana Ravel", "Losefa Ravel"} <= set(names(result))


def test_a_person_whom_the_registry_knows_by_one_name_stays() -> None:
    known = SURNAME | {"origin": "registry"}
    facts = [titled("a", RAVEL, "president"), titled("b", known, "president"), fact("b", "said", country("FJ"))]
    assert known["entity_id"] in subject_of(reconciled(facts, [RAVEL, known, country("FJ")]), "b")
