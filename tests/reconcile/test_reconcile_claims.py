"""What questions the facts answer, and what status their claims have."""

import runpy
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from reconcile_rows import country, entity, fact, place, reconciled, tables

from pipelines.reconcile import reconcile
from pipelines.tables import TABLES

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "reconcile.py"
SUMMIT, TREATY = entity("second Reef Summit"), entity("Reef Treaty", "agreement")
FIJI, SAMOA, TONGA = country("FJ"), country("WS"), country("TO")
SUVA, NADI = place("Suva", "FJ"), place("Nadi", "FJ")
ENTITIES = [SUMMIT, TREATY, FIJI, SAMOA, TONGA, SUVA, NADI]


def claims(*facts: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    result = reconciled([*facts], more.pop("entities", ENTITIES), **more)
    return result.claims.sort("predicate", "value", "date_start", "object", "doc_ids").to_dicts()


def trade(doc: str, value: float, subject: str = "Fiji's trade with Samoa", **more: Any) -> dict[str, Any]:
    return fact(doc, "amount", subject, **{"value": value, "unit": "USD", "approx": "exact", "year": 2024} | more)


def test_two_independent_articles_corroborate_and_copies_do_not() -> None:
    facts = [fact(doc, "signed_by", TREATY, object=FIJI) for doc in "ab"]
    [claim] = claims(*facts)
    assert (claim["status"], claim["n_facts"], claim["n_independent"]) == ("corroborated", 2, 2)
    assert claim["doc_ids"] == ["a", "b"]
    [claim] = claims(*facts, clusters={"a": "same", "b": "same"})
    assert (claim["status"], claim["n_documents"], claim["n_independent"]) == ("single_source", 2, 1)


def test_one_measure_in_several_phrasings_is_one_question_and_two_values_contest_it() -> None:
    found = claims(
        trade("a", 94.8e9),
        trade("b", 94.81e9, "trade between Fiji and Samoa"),
        trade("c", 94.8e9, "the Samoa-Fiji trade", status="planned"),
        trade("d", 674.15e9, "bilateral trade of Samoa and Fiji", unit="CNY", alt_value=96.3e9, alt_unit="USD"),
    )
    assert [(c["value"], c["unit"], c["status"], c["doc_ids"]) for c in found] == [
        (94.8e9, "USD", "contested", ["a", "b", "c"]),
        (674.15e9, "CNY", "contested", ["d"]),
    ]
    assert len({c["question_id"] for c in found}) == 1


def test_a_contested_claim_says_why_and_how_far_apart_the_answers_are() -> None:
    one, other = claims(trade("a", 100.0), trade("b", 700.0, unit="CNY", alt_value=90.0, alt_unit="USD"))
    assert [(c["why"], c["spread"]) for c in (one, other)] == [(["second_amount"], pytest.approx(0.1))] * 2
    dates = [fact(doc, "held_on", SUMMIT, on=on) for doc, on in (("a", "2023-05-18"), ("b", "2023-05-25"))]
    assert [(c["why"], c["days_apart"]) for c in claims(*dates)] == [(["dates"], 7)] * 2


def test_a_measure_without_a_name_is_another_one_in_every_article() -> None:
    turnout = [trade(doc, value, "turnout", unit="percent") for doc, value in (("a", 71.0), ("b", 51.0))]
    assert [(c["status"], c["n_documents"]) for c in claims(*turnout)] == [("single_source", 1)] * 2
    exports = [trade(doc, value, "Fijian exports") for doc, value in (("a", 71.0), ("b", 51.0))]
    assert [c["status"] for c in claims(*exports)] == ["contested"] * 2
    assert len(claims(*exports, clusters={"a": "same", "b": "same"})) == 2


def test_a_number_without_a_period_is_that_of_the_day_and_contests_none_of_another() -> None:
    open_ = {"period_start": None, "period_end": None}
    facts = [trade(doc, value, **open_) for doc, value in (("a", 71.0), ("b", 51.0))]
    weeks_apart = {"a": "2024-03-01", "b": "2024-05-01"}
    assert [c["status"] for c in claims(*facts, published=weeks_apart)] == ["single_source"] * 2
    assert [c["status"] for c in claims(*facts, published=weeks_apart | {"b": "2024-03-02"})] == ["contested"] * 2
    same = [trade(doc, 71.0, **open_) for doc in "ab"]
    assert [c["status"] for c in claims(*same, published=weeks_apart)] == ["corroborated"]


def test_what_was_announced_for_another_day_is_no_conflict_with_what_was_launched_and_says_so() -> None:
    centre = entity("Reef Centre", "institution")
    days = [("a", "2023-05-18", "announced"), ("b", "2023-06-01", "done")]
    facts = [fact(doc, "established_on", centre, on=on, status=status) for doc, on, status in days]
    found = claims(*facts, entities=[centre])
    assert [(c["status"], c["modality"], c["why"]) for c in found] == [
        ("single_source", "announced", ["intended"]),
        ("single_source", "done", ["intended"]),
    ]


def test_a_claim_says_when_it_was_first_and_last_reported() -> None:
    facts = [fact(doc, "held_at", SUMMIT, object=SUVA) for doc in "abc"]
    [claim] = claims(*facts, published={"a": "2023-06-02", "b": "2023-05-19"})
    assert (str(claim["first_reported"]), str(claim["last_reported"])) == ("2023-05-19", "2023-06-02")
    [claim] = claims(*facts)
    assert (claim["first_reported"], claim["last_reported"]) == (None, None)


def test_an_equivalence_that_an_article_gives_lets_two_currencies_agree() -> None:
    [claim] = claims(trade("a", 674.15e9, unit="CNY", alt_value=94.8e9, alt_unit="USD"), trade("b", 94.8e9))
    assert claim["status"] == "corroborated"


def test_other_periods_parties_and_units_are_other_questions() -> None:
    found = claims(
        trade("a", 94.8e9),
        trade("b", 80e9, year=2023),
        trade("c", 5e9, "Fiji's trade with Tonga"),
        trade("d", 5e9, unit="tons"),
    )
    assert {c["status"] for c in found} == {"single_source"} and len(found) == 4


def test_more_than_a_number_supports_a_number_just_above_and_contests_none_further_up() -> None:
    bound = trade("a", 100, unit="projects", approx="more_than")
    [claim] = claims(bound, trade("b", 103, unit="projects"))
    assert (claim["value"], claim["status"], claim["n_independent"]) == (103, "corroborated", 2)
    assert [c["status"] for c in claims(bound, trade("b", 500, unit="projects"))] == ["single_source"] * 2
    assert [c["status"] for c in claims(bound, trade("b", 80, unit="projects"))] == ["contested"] * 2


def test_a_year_agrees_with_days_in_it_and_the_claim_gives_the_days() -> None:
    [claim] = claims(
        fact("a", "held_on", SUMMIT, on="2023"),
        fact("b", "held_on", SUMMIT, on="2023-05-18/2023-05-19"),
        fact("c", "held_on", SUMMIT, on="2023-05"),
    )
    assert (str(claim["date_start"]), str(claim["date_end"])) == ("2023-05-18", "2023-05-19")
    assert (claim["date_precision"], claim["status"], claim["n_independent"]) == ("interval", "corroborated", 3)


def test_two_days_contest() -> None:
    found = claims(fact("a", "held_on", SUMMIT, on="2023-05-18"), fact("b", "held_on", SUMMIT, on="2023-05-20"))
    assert [c["status"] for c in found] == ["contested"] * 2


def test_a_city_its_country_and_both_in_words_agree_and_another_city_contests() -> None:
    same = [
        fact("a", "held_at", SUMMIT, object=SUVA),
        fact("b", "held_at", SUMMIT, object="Suva, Fiji"),
        fact("c", "held_at", SUMMIT, object=FIJI),
    ]
    [claim] = claims(*same)
    assert (claim["object_id"], claim["object"], claim["n_independent"]) == (SUVA["entity_id"], "Suva", 3)
    found = claims(*same[:2], fact("d", "held_at", SUMMIT, object=NADI))
    assert {(c["object"], c["status"]) for c in found} == {("Suva", "contested"), ("Nadi", "contested")}


def test_several_answers_are_true_of_what_is_not_functional() -> None:
    found = claims(*(fact(d, "attended_by", SUMMIT, object=o) for d, o in (("a", FIJI), ("b", SAMOA), ("b", FIJI))))
    assert [(c["object"], c["status"]) for c in found] == [("Fiji", "corroborated"), ("Samoa", "single_source")]


def test_a_denial_contests_the_statement() -> None:
    found = claims(
        fact("a", "signed_by", TREATY, object=FIJI), fact("b", "signed_by", TREATY, object=FIJI, status="denied")
    )
    assert [c["status"] for c in found] == ["contested"] * 2
    assert len({c["question_id"] for c in found}) == 1


def test_a_claim_says_how_exact_its_number_is() -> None:
    loose = [fact("a", "amount", "the Reef projects", value=100, unit="projects", approx="about")]
    assert [c["approx"] for c in claims(*loose)] == ["about"]
    exact = fact("b", "amount", "the Reef projects", value=101, unit="projects", approx="exact")
    assert [(c["value"], c["approx"]) for c in claims(*loose, exact)] == [(101, "exact")]
    assert [c["approx"] for c in claims(fact("a", "held_on", SUMMIT, on="2023-05-18"))] == [None]


@pytest.mark.parametrize(
    ("statuses", "modality"),
    [
        ("done planned planned", "done"),
        ("proposed announced announced", "announced"),
        ("proposed announced", "announced"),
        ("announced planned", "planned"),
        ("proposed", "proposed"),
        ("denied", "denied"),
    ],
)
def test_modality_is_done_where_one_article_says_so_and_else_what_most_say(statuses: str, modality: str) -> None:
    facts = [fact(d, "held_at", SUMMIT, object=SUVA, status=s) for d, s in zip("abc", statuses.split(), strict=False)]
    assert [c["modality"] for c in claims(*facts)] == [modality]


def test_copies_of_an_article_have_one_say_in_the_modality() -> None:
    said = {"a": "planned", "b": "planned", "c": "proposed", "d": "proposed", "e": "proposed"}
    facts = [fact(doc, "held_at", SUMMIT, object=SUVA, status=status) for doc, status in said.items()]
    copies = {"c": "same", "d": "same", "e": "same"}
    assert [c["modality"] for c in claims(*facts, clusters=copies)] == ["planned"]
    assert [c["modality"] for c in claims(*facts)] == ["proposed"]


def test_a_claim_of_facts_without_status_has_no_modality_and_a_denial_keeps_its_own() -> None:
    assert [c["modality"] for c in claims(fact("a", "held_at", SUMMIT, object=SUVA, status=None))] == [None]
    both = (fact(d, "signed_by", TREATY, object=FIJI, status=s) for d, s in (("a", "done"), ("b", "denied")))
    assert sorted(c["modality"] for c in claims(*both)) == ["denied", "done"]


def test_words_of_a_speaker_are_one_claim_whatever_their_case_and_articles() -> None:
    speaker = entity("Ana Ruiz", "person")
    said = [("a", "The quota was kept."), ("b", "the quota was kept"), ("c", "The quota was broken.")]
    found = claims(*(fact(d, "said", speaker, object=o) for d, o in said), entities=[speaker])
    assert sorted((c["status"], *c["doc_ids"]) for c in found) == [("corroborated", "a", "b"), ("single_source", "c")]


def test_the_proposition_of_a_poll_is_part_of_the_question() -> None:
    pollster = entity("Reef Institute", "organisation")
    found = claims(
        *(fact(d, "poll_share", pollster, object=o, value=v, unit="percent")
          for d, o, v in (("a", "ferries are dear", 75), ("b", "reefs matter", 90), ("c", "Reefs matter", 80))),
        entities=[pollster],
    )  # fmt: skip
    assert [(c["value"], c["status"]) for c in found] == [(75, "single_source"), (80, "contested"), (90, "contested")]


@pytest.mark.parametrize("name", ["the agreement", "second joint statement"])
def test_names_of_common_words_are_not_the_same_thing_in_two_articles(name: str) -> None:
    thing = entity(name, "agreement")
    facts = [fact("a", "signed_on", thing, on="2023-05-18"), fact("b", "signed_on", thing, on="2024-05-18")]
    facts += [fact(d, "signed_by", thing, object=FIJI) for d in "ab"]
    assert [c["status"] for c in claims(*facts, entities=[thing, FIJI])] == ["single_source"] * 4


def test_an_event_without_ordinal_is_one_within_a_year_and_contests_nothing() -> None:
    series = entity("Reef Summit")
    facts = [
        fact("a", "held_on", series, on="2023-05-18"),
        fact("a", "held_at", series, object=SUVA),
        fact("b", "held_at", series, object=SUVA),
        fact("c", "held_at", series, object=SUVA),
        fact("d", "held_on", series, on="2023-09-01"),
        fact("d", "held_at", series, object=NADI),
    ]
    found = claims(*facts, entities=[*ENTITIES, series], published={"b": "2023-05-30", "c": "2024-05-30"})
    places = sorted((c["object"], c["status"], *c["doc_ids"]) for c in found if c["predicate"] == "held_at")
    assert places == [
        ("Nadi", "single_source", "d"),
        ("Suva", "corroborated", "a", "b"),
        ("Suva", "single_source", "c"),
    ]
    assert [c["status"] for c in found if c["predicate"] == "held_on"] == ["single_source"] * 2


def test_a_pledge_in_several_words_is_told_by_its_number() -> None:
    facts = [
        fact("a", "pledged", FIJI, object="3,000 places for trainees", value=3000, unit="places"),
        fact("b", "pledged", FIJI, object="to offer 3,000 places", value=3000, unit="places"),
        fact("b", "pledged", FIJI, object="12 million dollars", value=12e6, unit="USD"),
    ]
    assert sorted((c["value"], c["status"]) for c in claims(*facts)) == [
        (3000, "corroborated"),
        (12e6, "single_source"),
    ]


def test_every_fact_has_one_claim_and_every_claim_its_facts() -> None:
    facts = [trade("a", 1e9), trade("a", 2e9), trade("b", 1e9), fact("c", "held_at", SUMMIT, object=SUVA)]
    result = reconciled(facts, ENTITIES)
    assert set(result.facts["claim_id"]) == set(result.claims["claim_id"])
    assert result.claims["claim_id"].is_unique().all()
    counted = result.facts.group_by("claim_id").agg(n=pl.len(), docs=pl.col("doc_id").unique().sort())
    joined = result.claims.join(counted, on="claim_id", validate="1:1")
    assert (joined["n"] == joined["n_facts"]).all() and (joined["docs"] == joined["doc_ids"]).all()


def test_many_made_up_facts_hold_together_in_any_order() -> None:
    frames = runpy.run_path(str(BENCHMARK))["synthetic"](4_000)
    result = reconcile(**frames)
    assert result.facts["fact_id"].to_list() == frames["facts"]["fact_id"].to_list()
    assert result.facts["claim_id"].null_count() == 0
    assert result.claims["claim_id"].is_unique().all() and result.claims["n_facts"].sum() == 4_000
    assert set(result.claims["status"]) == {"corroborated", "single_source", "contested"}
    shuffled = {name: frame.sample(fraction=1, shuffle=True, seed=7) for name, frame in frames.items()}
    assert_frame_equal(reconcile(**shuffled).claims, result.claims)


def test_nothing_in_nothing_out() -> None:
    result = reconcile(**{name: TABLES[name].empty() for name in ("documents", "entities", "mentions", "facts")})
    assert [len(frame) for frame in result] == [0] * 5
    assert result.claims.schema == TABLES["claims"].schema and result.facts.schema == TABLES["facts"].schema


def test_an_unknown_predicate_is_refused_with_its_fact() -> None:
    with pytest.raises(ValueError, match=r"fact-\w+ and 0 more facts have predicate 'sank', which predicates.yaml"):
        reconciled([fact("a", "sank", SUMMIT)], ENTITIES)


def test_a_fact_without_its_article_is_refused() -> None:
    frames = tables([fact("a", "held_at", SUMMIT, object=SUVA)], ENTITIES)
    frames["documents"] = frames["documents"].clear()
    with pytest.raises(ValueError, match="have doc_id 'a', which is no document"):
        reconcile(**frames)


PASSAGE = "the second Reef Summit was opened in Suva on the morning of 18 May by the head of the reef council"


def test_a_passage_copied_into_another_article_is_no_second_source() -> None:
    event = entity("second Reef Summit")
    suva = place("Suva", "FJ")
    copied = [fact(doc, "held_at", event, object=suva, evidence=PASSAGE) for doc in ("a", "b")]
    own = fact("c", "held_at", event, object=suva, evidence="Suva was the host of the second Reef Summit this May")
    assert reconciled(copied, [event, suva]).claims.select("status", "n_independent").row(0) == ("single_source", 1)
    counted = reconciled([*copied, own], [event, suva]).claims
    assert counted.select("status", "n_documents", "n_independent").row(0) == ("corroborated", 3, 2)


def test_a_chain_of_copied_passages_is_one_source() -> None:
    event, suva = entity("second Reef Summit"), place("Suva", "FJ")
    other = PASSAGE.replace("the head of the reef council", "three ministers who had sailed there together")
    rows = [("a", PASSAGE), ("b", PASSAGE.upper()), ("b", other), ("c", other)]
    facts = [fact(doc, "held_at", event, object=suva, evidence=words) for doc, words in rows]
    assert reconciled(facts, [event, suva]).claims["n_independent"].to_list() == [1]


def test_a_list_of_names_that_two_papers_write_alike_is_no_copied_passage() -> None:
    words = "attended by the presidents of Fiji, Samoa, Tonga, Tuvalu, Vanuatu, Kiribati, Nauru and Papua New Guinea"
    facts = [fact(doc, "attended_by", SUMMIT, object=FIJI, evidence=words) for doc in "ab"]
    assert [c["n_independent"] for c in claims(*facts)] == [2]


@pytest.mark.parametrize(
    ("beginnings", "independent"),
    [(("", "It rained. "), 1), (("", "Nobody foresaw it, but "), 2), (("He said so.\n", "She agreed! "), 1)],
)
def test_evidence_is_copied_where_its_whole_sentence_is(beginnings: tuple[str, str], independent: int) -> None:
    sentence = "the second Reef Summit, which had been put off twice because of storms, was held in Suva, reports say."
    facts, texts = [], {}
    for doc, beginning in zip("ab", beginnings, strict=True):
        texts[doc] = f"{beginning}{sentence} All of {doc} goes on."
        start = texts[doc].index("Suva")
        at = {"evidence": "Suva", "evidence_start": start, "evidence_end": start + 4}
        facts.append(fact(doc, "held_at", SUMMIT, object=SUVA, **at))
    frames = tables(facts, ENTITIES)
    frames["documents"] = frames["documents"].with_columns(text=pl.col("doc_id").replace_strict(texts))
    assert reconcile(**frames).claims["n_independent"].to_list() == [independent]


@pytest.mark.parametrize(
    ("one", "other", "claims"),
    [
        ("mutual respect", "practising mutual respect and treating one another as equals", 1),
        ("mutual support", "helping each other when the sea is rough", 1),
        ("healthy reefs", "healthy rivers", 2),
        ("cooperation", "reef cooperation", 1),
        ("trade", "free trade", 1),
        ("trade without tariffs", "trade", 2),
    ],
)
def test_principles_that_contain_each_other_are_one(one: str, other: str, claims: int) -> None:
    spirit = entity("Reef Spirit", "concept")
    facts = [fact("a", "has_principle", spirit, object=one), fact("b", "has_principle", spirit, object=other)]
    assert len(reconciled(facts, [spirit]).claims) == claims


def test_a_word_that_articles_take_further_in_several_ways_stands_alone() -> None:
    spirit = entity("Reef Spirit", "concept")
    texts = {"a": "cooperation", "b": "economic cooperation", "c": "cultural cooperation"}
    facts = [fact(doc, "has_principle", spirit, object=text) for doc, text in texts.items()]
    assert len(reconciled(facts, [spirit]).claims) == 3


def test_two_items_of_one_article_stay_two() -> None:
    spirit = entity("Reef Spirit", "concept")
    texts = [("a", "reef research"), ("b", "reef research on corals"), ("b", "reef research on tides")]
    facts = [fact(doc, "has_principle", spirit, object=text) for doc, text in texts]
    assert sorted(reconciled(facts, [spirit]).claims["n_documents"]) == [1, 2]


RAVEL = entity("Ana Ravel", "person", country_code="FJ")


@pytest.mark.parametrize(
    ("one", "other", "claims"),
    [
        ("president", "President of Fiji", 1),
        ("Fijian President", "commander and president", 1),
        ("vice president", "president", 2),
        ("former president", "president", 2),
        ("minister", "foreign minister", 1),
    ],
)
def test_titles_that_contain_each_other_are_one_unless_a_word_changes_them(one: str, other: str, claims: int) -> None:
    facts = [fact(doc, "holds_position", RAVEL, object=title) for doc, title in (("a", one), ("b", other))]
    assert len(reconciled(facts, [RAVEL, country("FJ")]).claims) == claims


def signatures(*signers: dict[str, Any] | str, title: str = "president") -> pl.DataFrame:
    """Claims on who signed a treaty, each signer in an article of its own, where one article gives Ravel a title."""
    treaty = entity("Reef Treaty", "agreement")
    facts = [fact(f"d{i}", "signed_by", treaty, object=signer) for i, signer in enumerate(signers)]
    facts.append(fact("t", "holds_position", RAVEL, object=title))
    people = [signer for signer in signers if isinstance(signer, dict)]
    return reconciled(facts, [treaty, RAVEL, country("FJ"), *people]).claims.filter(predicate="signed_by")


def test_what_the_president_signed_the_country_signed() -> None:
    assert signatures(RAVEL, country("FJ"))["n_documents"].to_list() == [2]
    assert len(signatures(RAVEL, country("WS"))) == 2
    assert len(signatures(RAVEL, country("FJ"), title="ambassador")) == 2


def test_the_leaders_are_the_only_party_that_is_named() -> None:
    assert signatures("leaders", country("FJ"))["n_documents"].to_list() == [2]
    assert len(signatures("leaders", country("FJ"), country("WS"))) == 3


QUOTE = "Our reefs will need forty years of patient care before the fish return to the southern lagoon of Suva"


@pytest.mark.parametrize(
    ("other", "claims"),
    [
        ("before fish return to the lagoon in the south, the reefs would need years of care and patience, forty", 1),
        ("Our reefs will need fifty years of patient care before the fish return to the southern lagoon of Suva", 2),
        ("Our reefs will need forty years of patient care before the fish return to the southern lagoon of Apia", 2),
        ("the fish will return once the council has been paid", 2),
    ],
)
def test_speech_in_other_words_is_one_unless_a_name_or_number_differs(other: str, claims: int) -> None:
    facts = [fact("a", "said", RAVEL, object=QUOTE), fact("b", "said", RAVEL, object=other)]
    assert len(reconciled(facts, [RAVEL]).claims) == claims


OCEANIA, ARCTIC = place("Oceania", None), place("Arctic", None)


def region_of(*named: dict[str, Any], says: str = "Fiji's trade with the region") -> list[str]:
    """The questions that an article on Fiji's trade with Oceania and one with "the region" and these names ask."""
    facts = [
        fact("a", "amount", "Fiji's trade with Oceania", value=7e9, unit="USD", year=2024),
        fact("b", "amount", says, value=7e9, unit="USD", year=2024),
        *(fact("b", "attended_by", f"forum {n}", object=thing) for n, thing in enumerate(named)),
    ]
    result = reconciled(facts, [*named, country("FJ"), OCEANIA])
    assert set(result.facts.filter(predicate="amount")["subject"]) == {"Fiji's trade with Oceania", says}
    return result.claims.filter(predicate="amount")["subject"].sort().to_list()


def test_the_region_is_the_one_that_the_article_is_about() -> None:
    countries = entity("Oceanian countries", "group", origin="registry")
    assert region_of(OCEANIA) == region_of(countries, OCEANIA) == ["Fiji's trade with Oceania"]
    assert region_of(OCEANIA, says="the region's trade with Fiji") == ["Fiji's trade with Oceania"]


@pytest.mark.parametrize("named", [(), (OCEANIA, ARCTIC), (place("Suva", "FJ"),), (entity("Shoals", "place"),)])
def test_the_region_stays_where_the_article_names_none_or_several(named: tuple[dict[str, Any], ...]) -> None:
    assert region_of(*named) == ["Fiji's trade with Oceania", "Fiji's trade with the region"]
