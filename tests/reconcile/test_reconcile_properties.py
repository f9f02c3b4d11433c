"""What holds for any facts: order, copies and other articles change what they must and nothing else."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from reconcile_rows import country, entity, fact, place, tables

from pipelines.reconcile import Reconciled, claims, reconcile, sources

EVENTS = [
    entity(name) for name in ("second Reef Summit", "2nd reef summit", "Third Reef Summit", "Reef Summit", "summit")
]
PARTIES = [country("FJ"), country("WS"), country("TO")]
PLACES = [place("Suva", "FJ"), place("Apia", "WS"), country("FJ")]
TREATIES = [
    entity(name, "agreement")
    for name in ("Treaty of Lasting Friendship", "treaty on everlasting friendship", "Treaty on Tides", "treaty")
]
SPIRIT = entity("Reef Spirit", "concept")
RAVEL = entity("Ana Ravel", "person", country_code="FJ")
MEASURES = ["Fiji's trade with Samoa", "Samoa-Fiji trade", "Fijian exports to Samoa", "trade"]
DAYS = ["2023", "2023-05", "2023-05-18", "2023-05-18/2023-05-19", "2023-05-20", "2024-05-20"]
ENTITIES = [*EVENTS, *PARTIES, *PLACES, *TREATIES, SPIRIT, RAVEL]
PRINCIPLES = ["trust", "mutual trust", "mutual trust and support", "support", "helping one another", "open seas"]
DOCS = ["a", "b", "c", "d"]

statuses = st.sampled_from(["done", "done", "planned", "denied"])
docs = st.sampled_from(DOCS)
facts_of_events = st.one_of(
    st.builds(lambda d, e, on, s: fact(d, "held_on", e, on=on, status=s), docs, st.sampled_from(EVENTS),
              st.sampled_from(DAYS), statuses),
    st.builds(lambda d, e, o, s: fact(d, "held_at", e, object=o, status=s), docs, st.sampled_from(EVENTS),
              st.sampled_from([*PLACES, "Suva, Fiji"]), statuses),
    st.builds(lambda d, e, o: fact(d, "attended_by", e, object=o), docs, st.sampled_from(EVENTS),
              st.sampled_from(PARTIES)),
)  # fmt: skip
facts_of_measures = st.builds(
    lambda d, m, v, a, alt: fact(d, "amount", m, value=v, unit="USD", approx=a, year=2024, **alt),
    docs, st.sampled_from(MEASURES), st.sampled_from([94.8, 94.9, 96.3, 100.0]),
    st.sampled_from(["exact", "about", "more_than", None]),
    st.sampled_from([{}, {"alt_value": 674.15, "alt_unit": "CNY"}]),
)  # fmt: skip
facts_in_words = st.one_of(
    st.builds(lambda d, t, o, s: fact(d, "signed_by", t, object=o, status=s), docs, st.sampled_from(TREATIES),
              st.sampled_from([*PARTIES, RAVEL, "leaders"]), statuses),
    st.builds(lambda d, t, on: fact(d, "signed_on", t, on=on), docs, st.sampled_from(TREATIES), st.sampled_from(DAYS)),
    st.builds(lambda d, c, o: fact(d, "has_principle", c, object=o), docs, st.sampled_from([SPIRIT, "spirit"]),
              st.sampled_from(PRINCIPLES)),
    st.builds(lambda d, o: fact(d, "holds_position", RAVEL, object=o), docs,
              st.sampled_from(["president", "president of Fiji", "vice president"])),
)  # fmt: skip
corpora = st.lists(st.one_of(facts_of_events, facts_of_measures, facts_in_words), min_size=6, max_size=40)


def frames(
    facts: list[dict[str, Any]], clusters: dict[str, str] | None = None, like: str = "a"
) -> dict[str, pl.DataFrame]:
    """Frames of these facts; `z` is an article of the same day as the one it is `like`."""
    published = {"a": "2023-05-20", "b": "2023-05-21", "c": "2024-05-21", "d": "2024-05-22"}
    if any(f["doc_id"] == "z" for f in facts):
        published["z"] = published[like]
    return tables(list({f["fact_id"]: f for f in facts}.values()), ENTITIES, published, clusters)


def again(facts: list[dict[str, Any]], doc: str = "a") -> list[dict[str, Any]]:
    """What an article states, stated by article `z`."""
    return [f | {"doc_id": "z", "fact_id": f"{f['fact_id']}-z"} for f in facts if f["doc_id"] == doc]


def standing(result: Reconciled) -> dict[str, tuple[Any, ...]]:
    """What the claim of each fact says, and how well it is founded."""
    said = ["subject", "object", "value", "date_start", "date_end", "approx", "modality", "status", "n_independent"]
    joined = result.facts.select("fact_id", "claim_id").join(result.claims, on="claim_id")
    return {row[0]: row[1:] for row in joined.select("fact_id", *said).iter_rows()}


@settings(max_examples=8)
@given(corpora, docs, st.integers(0, 99))
def test_what_holds_of_any_facts(facts: list[dict[str, Any]], doc: str, seed: int) -> None:
    """One test, for what the facts come to unchanged is what each of the changes is compared with."""
    whole = reconcile(**frames(facts))
    every_fact_supports_one_claim_and_status_follows_from_the_sources(whole)
    shuffled_rows_give_identical_frames(facts, whole, seed)
    so_do_tables_that_are_read_late_and_facts_that_are_compared_in_parts(facts, whole)
    a_copy_of_an_article_changes_no_status_and_no_independent_count(facts, whole)
    removing_an_article_removes_exactly_its_facts(facts, whole, doc)
    an_agreeing_article_contests_nothing_that_was_corroborated_and_changes_no_id(facts, whole, doc)


def every_fact_supports_one_claim_and_status_follows_from_the_sources(whole: Reconciled) -> None:
    assert set(whole.facts["claim_id"]) == set(whole.claims["claim_id"])
    for claim in whole.claims.iter_rows(named=True):
        assert 1 <= claim["n_independent"] <= claim["n_documents"] == len(claim["doc_ids"]) <= claim["n_facts"]
        if claim["status"] != "contested":
            assert (claim["status"] == "corroborated") == (claim["n_independent"] > 1)
    contested = whole.claims.filter(status="contested").explode("doc_ids").group_by("question_id")
    assert (contested.agg(pl.col("doc_ids").n_unique())["doc_ids"] > 1).all()
    assert (contested.agg(pl.col("claim_id").n_unique())["claim_id"] > 1).all()


def shuffled_rows_give_identical_frames(facts: list[dict[str, Any]], whole: Reconciled, seed: int) -> None:
    shuffled = {name: frame.sample(fraction=1, shuffle=True, seed=seed) for name, frame in frames(facts).items()}
    for one, other in zip(whole, reconcile(**shuffled), strict=True):
        assert_frame_equal(one, other)


def so_do_tables_that_are_read_late_and_facts_that_are_compared_in_parts(
    facts: list[dict[str, Any]], whole: Reconciled
) -> None:
    late = frames(facts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(claims, "_FACTS", 3)
        patch.setattr(sources, "_BATCH", 2)
        in_parts = reconcile(late["documents"].lazy(), late["entities"], late["mentions"].lazy(), late["facts"])
    for one, other in zip(whole, in_parts, strict=True):
        assert_frame_equal(one, other)


def a_copy_of_an_article_changes_no_status_and_no_independent_count(
    facts: list[dict[str, Any]], whole: Reconciled
) -> None:
    before = standing(whole)
    after = standing(reconcile(**frames(facts + again(facts), clusters={"z": "a"})))
    assert {fact_id: after[fact_id] for fact_id in before} == before


def removing_an_article_removes_exactly_its_facts(facts: list[dict[str, Any]], whole: Reconciled, doc: str) -> None:
    kept = reconcile(**frames([f for f in facts if f["doc_id"] != doc])).facts
    assert kept["fact_id"].to_list() == whole.facts.filter(pl.col("doc_id") != doc)["fact_id"].to_list()


def an_agreeing_article_contests_nothing_that_was_corroborated_and_changes_no_id(
    facts: list[dict[str, Any]], whole: Reconciled, doc: str
) -> None:
    found = reconcile(**frames(facts + again(facts, doc), like=doc))
    after = standing(found)
    corroborated = [fact_id for fact_id, claim in standing(whole).items() if "corroborated" in claim]
    assert all("contested" not in after[fact_id] for fact_id in corroborated)
    assert found.entities["entity_id"].equals(whole.entities["entity_id"])
