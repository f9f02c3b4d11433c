"""Corrections on two articles of our own, those of docs/correcting.md; the page's example runs as it stands there."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from expectations import EXPECTATIONS
from pipelines import extract, ingest, segment
from pipelines.correct import Corrected, correct, load_corrections
from pipelines.knowledge import KnowledgeError
from pipelines.rules_check import check
from pipelines.tables import TABLES
from pipelines.views import build_views

PAGE = (Path(__file__).parents[2] / "docs" / "correcting.md").read_text(encoding="utf-8")
HARBOUR, LAGOON = re.findall(r"^```text\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
(EXAMPLE,) = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
OVERRIDE, MERGE, ACCEPT = yaml.safe_load(EXAMPLE)
FACT = OVERRIDE["target"]
SIGNED = {"reason": "it is so", "who": "Mele Tuala", "date": OVERRIDE["date"]}

Read = dict[str, pl.DataFrame]
Apply = Callable[..., Corrected]


def read_articles(folder: Path, **articles: str) -> Read:
    folder.mkdir(exist_ok=True)
    for name, text in articles.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    documents = ingest.ingest(folder).documents
    return {"documents": documents, **extract.extract(documents, segment.segment(documents))._asdict()}


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    return read_articles(tmp_path_factory.mktemp("reef"), harbour=HARBOUR, lagoon=LAGOON)


@pytest.fixture
def apply(read: Read, tmp_path: Path) -> Apply:
    def apply(*entries: dict[str, Any], of: Read = read) -> Corrected:
        path = tmp_path / "corrections.yaml"
        path.write_text(yaml.safe_dump([*entries], sort_keys=False), encoding="utf-8")
        return correct(**of, corrections=load_corrections(path))

    return apply


def entry(target: str, action: str, expect: dict[str, Any], value: Any = None, source: str = "lagoon.txt") -> Any:
    given = {"target": target, "action": action, "source": [source], "expect": expect, **SIGNED}
    return given if value is None else given | {"value": value}


def claims(found: Corrected, **where: Any) -> pl.DataFrame:
    return found.reconciled.claims.filter(**where)


def test_the_example_of_the_page(read: Read, tmp_path: Path) -> None:
    before = correct(**read, corrections=[]).reconciled
    assert before.claims.filter(status="contested")["predicate"].sort().to_list() == ["amount"] * 2 + ["held_at"] * 2

    path = tmp_path / "corrections.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    found = correct(**read, corrections=load_corrections(path))
    (held,) = claims(found, predicate="held_at").rows(named=True)
    assert (held["object_id"], held["status"], held["n_documents"]) == ("place:apia", "corroborated", 2)
    (fact,) = found.reconciled.facts.filter(fact_id=FACT).rows(named=True)
    assert json.loads(fact["original"]) == {"object": "Suva"}
    (treaty,) = found.reconciled.entities.filter(type="agreement").rows(named=True)
    assert (treaty["entity_id"], treaty["aliases"]) == ("agreement:coral-treaty", ["Treaty of the Corals"])
    signed = claims(found, predicate="signed_by").sort("object")
    assert signed.select("object", "status").rows() == [("Fiji", "single_source"), ("Samoa", "corroborated")]

    views = build_views(read["documents"], *found.reconciled[:4])
    (trade,) = views.figures.rows(named=True)
    assert (trade["status"], trade["value"], sorted(trade["values"])) == ("contested", 12e6, [12e6, 15e6])
    assert found.corrections["outcome"].to_list() == ["applied"] * 3

    tables = read | found.reconciled._asdict() | views._asdict() | {"corrections": found.corrections}
    judged = [e for e in EXPECTATIONS if e.holds is not None and e.table in {*views._fields, "claims", "corrections"}]
    assert [(e.table, e.name) for e in judged if not e.flags(tables).all()] == []


def test_no_corrections_change_nothing(apply: Apply) -> None:
    assert apply().corrections.equals(TABLES["corrections"].empty())
    assert apply().reconciled.facts["correction_id"].null_count() == apply().reconciled.facts.height


def test_a_merged_entity_is_among_the_decisions_with_the_reason_of_the_curator(apply: Apply) -> None:
    found = apply(MERGE).reconciled
    (row,) = found.merges.filter(entity_id=MERGE["target"], decision="merged").rows(named=True)
    assert (row["into_id"], row["doc_id"], row["score"]) == (MERGE["value"], None, None)
    assert row["reason"].startswith(MERGE["reason"]) and MERGE["who"] in row["reason"]
    assert row["into_id"] in found.entities["entity_id"]


def test_a_dropped_fact_is_gone_and_listed(apply: Apply) -> None:
    found = apply(entry(FACT, "drop", {"object": "Suva"}))
    assert FACT not in found.reconciled.facts["fact_id"]
    assert claims(found, predicate="held_at")["status"].to_list() == ["single_source"]
    (row,) = found.corrections.rows(named=True)
    assert (row["action"], row["n_facts"], json.loads(row["original"])["object"]) == ("drop", 1, "Suva")


def test_a_place_that_is_overridden_is_the_place_of_the_fact(apply: Apply) -> None:
    found = apply(entry(FACT, "override", {"object": "Suva"}, {"object": "Apia"}))
    assert found.reconciled.facts.filter(fact_id=FACT)["place_id"].to_list() == ["place:apia"]


def test_a_dropped_claim_takes_its_facts_along(apply: Apply) -> None:
    (claim,) = claims(apply(), predicate="amount", value=15e6)["claim_id"]
    found = apply(entry(claim, "drop", {"value": 15_000_000}))
    assert claims(found, predicate="amount").select("value", "status").rows() == [(12e6, "single_source")]
    assert found.reconciled.facts.filter(predicate="amount").height == 1


def test_a_split_entity_is_another_one_in_that_article(apply: Apply) -> None:
    found = apply(entry("event:third-reef-summit", "split", {"name": "third Reef Summit"}, "third Reef Forum of Suva"))
    places = claims(found, predicate="held_at").select("subject", "object", "status").sort("object").rows()
    assert places == [
        ("third Reef Summit", "Apia", "single_source"),
        ("third Reef Forum of Suva", "Suva", "single_source"),
    ]


def test_the_facts_of_a_split_entity_keep_what_they_said_and_the_decision_is_listed(apply: Apply) -> None:
    event = "event:third-reef-summit"
    found = apply(entry(event, "split", {"name": "third Reef Summit"}, "third Reef Forum of Suva"))
    moved = found.reconciled.facts.drop_nulls("correction_id").sort("predicate")
    assert moved["predicate"].to_list() == ["held_at", "held_on"] and moved["doc_id"].n_unique() == 1
    assert moved["correction_id"].unique().to_list() == found.corrections["correction_id"].to_list()
    assert json.loads(moved["original"][0]) == {"subject_id": event, "subject": "third Reef Summit"}
    (row,) = found.reconciled.merges.filter(decision="apart").rows(named=True)
    assert (row["name"], row["into_id"], row["doc_id"]) == ("third Reef Forum of Suva", event, moved["doc_id"][0])
    assert SIGNED["reason"] in row["reason"] and SIGNED["who"] in row["reason"]


@pytest.mark.parametrize("target", [MERGE["value"], MERGE["target"]])
def test_what_was_merged_can_be_split_by_the_id_that_the_release_prints_and_by_the_one_before(
    apply: Apply, target: str
) -> None:
    name = "Coral Treaty" if target == MERGE["value"] else "Treaty of the Corals"
    found = apply(MERGE, entry(target, "split", {"name": name}, "Reef Wall Pact")).reconciled
    treaties = found.entities.filter(type="agreement").select("entity_id", "name", "aliases").rows()
    assert treaties == [
        ("agreement:coral-treaty", "Coral Treaty", []),
        ("agreement:reef-wall-pact", "Reef Wall Pact", ["Treaty of the Corals"]),
    ]
    assert set(found.facts.filter(predicate="signed_by")["subject_id"]) == {row[0] for row in treaties}


def test_the_id_of_what_is_left_after_a_split_stays_and_has_a_name_that_is_left(apply: Apply) -> None:
    whole = entry("agreement:coral-treaty", "split", {"name": "Coral Treaty"}, "Reef Wall Pact", source="harbour.txt")
    found = apply(MERGE, whole).reconciled
    assert found.entities.filter(type="agreement").select("entity_id", "name", "aliases").rows() == [
        ("agreement:coral-treaty", "Treaty of the Corals", []),
        ("agreement:reef-wall-pact", "Reef Wall Pact", ["Coral Treaty"]),
    ]


def test_an_entity_that_is_split_in_all_its_articles_is_gone(apply: Apply) -> None:
    found = apply(entry("agreement:coral-treaty", "split", {"name": "Coral Treaty"}, "Reef Wall Pact", "harbour.txt"))
    assert "agreement:coral-treaty" not in found.reconciled.entities["entity_id"]


def test_a_split_into_a_thing_that_is_known_is_that_thing(apply: Apply) -> None:
    treaty = entry("agreement:treaty-of-the-corals", "split", {"name": "Treaty of the Corals"}, "Coral Treaty")
    found = apply(treaty).reconciled
    assert found.entities.filter(type="agreement")["entity_id"].to_list() == ["agreement:coral-treaty"]


def test_no_name_and_no_id_depends_on_corrections_of_facts(apply: Apply, read: Read) -> None:
    before = apply().reconciled
    held = read["facts"].filter(predicate="held_on")
    for fact in held.rows(named=True):
        source = (
            "lagoon.txt" if fact["doc_id"] == read["facts"].filter(fact_id=FACT)["doc_id"].item() else "harbour.txt"
        )
        said = {"date_start": fact["date_start"], "date_end": fact["date_end"]}
        moved = dict.fromkeys(said, date(2031, 1, 1))
        for changed in (
            entry(fact["fact_id"], "override", said, moved, source),
            entry(fact["fact_id"], "drop", said, source=source),
        ):
            after = apply(changed).reconciled
            assert after.entities.equals(before.entities) and after.merges.equals(before.merges)
            assert after.mentions.equals(before.mentions)


def test_merges_lead_on_and_do_not_lead_back(apply: Apply, tmp_path: Path) -> None:
    more = read_articles(
        tmp_path / "more", harbour=HARBOUR, lagoon=LAGOON, atoll=LAGOON.replace("Treaty of the Corals", "Kelp Pact")
    )
    on = [entry("agreement:kelp-pact", "merge", {"name": "Kelp Pact"}, MERGE["target"], "atoll.txt"), MERGE]
    for entries in (on, on[::-1]):
        treaty = apply(*entries, of=more).reconciled.entities.filter(type="agreement")
        assert treaty["entity_id"].to_list() == ["agreement:coral-treaty"]
        assert treaty["aliases"].to_list() == [["Kelp Pact", "Treaty of the Corals"]]
    with pytest.raises(KnowledgeError, match="would become itself"):
        apply(MERGE, entry(MERGE["value"], "merge", {"name": "Coral Treaty"}, MERGE["target"], "harbour.txt"))


def test_names_that_are_one_by_the_rules_cannot_be_split(apply: Apply) -> None:
    with pytest.raises(KnowledgeError, match=r"line 1: by their names .* give a name that tells them apart"):
        apply(entry("event:third-reef-summit", "split", {"name": "third Reef Summit"}, "3rd Reef Summit"))


def test_an_article_that_is_not_there_is_told_and_nothing_fails(apply: Apply) -> None:
    found = apply(entry("fact-0123456789abcdef", "drop", {"object": "Suva"}, source="gone.txt"))
    (row,) = found.corrections.rows(named=True)
    assert (row["outcome"], row["n_facts"]) == ("no_such_article", 0)


def test_an_article_that_now_says_something_else_fails_with_line_and_change(apply: Apply, tmp_path: Path) -> None:
    changed = read_articles(tmp_path / "new", harbour=HARBOUR, lagoon=LAGOON.replace("Suva", "Labasa"))
    with pytest.raises(KnowledgeError) as error:
        apply(MERGE, OVERRIDE, of=changed)
    assert re.search(r"corrections\.yaml, line \d\d?: lagoon\.txt does not say fact-", str(error.value))
    assert "subject 'third Reef Summit', object 'Labasa'" in str(error.value)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (OVERRIDE | {"expect": {"object": "Nadi"}}, "line 1: object of fact-.* was 'Nadi' .* and is 'Suva' now"),
        (OVERRIDE | {"expect": {"object": "Suva", "colour": 1}}, "'colour', which is no column of facts"),
        (OVERRIDE | {"expect": {"object": "Suva", "value": None}, "value": {"value": "7"}}, "another kind of value"),
        (OVERRIDE | {"value": {"evidence": "x"}}, "'evidence' cannot be corrected; use predicate"),
        (OVERRIDE | {"value": {"value": 3}}, "'value' is corrected, but expect does not say"),
        (OVERRIDE | {"value": None}, "needs a value for each column"),
        (OVERRIDE | {"action": "delete"}, "'delete' is not known; use"),
        (OVERRIDE | {"target": "fact-12"}, "target"),
        (OVERRIDE | {"action": "accept"}, "cannot be the target of accept; give a claim_id"),
        (OVERRIDE | {"action": "drop"}, "takes no value"),
        (ACCEPT | {"target": FACT}, "give a claim_id"),
        (ACCEPT | {"expect": {}}, "expect"),
        (MERGE | {"value": "agreement:gone"}, "no other entity"),
        (MERGE | {"value": "country:FJ"}, "two types"),
        (MERGE | {"expect": {"name": "Kelp Treaty"}}, "was 'Kelp Treaty'"),
        ({k: v for k, v in MERGE.items() if k != "who"}, "who is missing; add it"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(apply: Apply, given: dict[str, Any], message: str) -> None:
    with pytest.raises(KnowledgeError, match=message) as error:
        apply(given)
    assert re.match(r".*corrections\.yaml, line \d+: ", str(error.value))


def test_one_answer_can_be_accepted_and_only_of_a_contested_question(apply: Apply) -> None:
    other = claims(apply(), predicate="amount", value=15e6)["claim_id"].item()
    with pytest.raises(KnowledgeError, match="another answer"):
        apply(ACCEPT, entry(other, "accept", {"value": 15_000_000}))
    held_on = claims(apply(), predicate="held_on")["claim_id"].item()
    with pytest.raises(KnowledgeError, match="is not contested any more"):
        apply(entry(held_on, "accept", {"subject": "third Reef Summit"}))


def test_a_thing_is_corrected_once(apply: Apply) -> None:
    with pytest.raises(KnowledgeError, match=r"line 1\d: .* is corrected twice"):
        apply(OVERRIDE, OVERRIDE | {"reason": "once more"})


def test_the_order_of_entries_makes_no_difference(apply: Apply) -> None:
    one, other = apply(OVERRIDE, MERGE, ACCEPT), apply(ACCEPT, MERGE, OVERRIDE)
    assert one.corrections.equals(other.corrections)
    for name, frame in one.reconciled._asdict().items():
        assert frame.equals(other.reconciled._asdict()[name]), name


def test_the_file_of_the_project_is_sound() -> None:
    path = Path(__file__).parents[2] / "seeds" / "corrections.yaml"
    load_corrections(path)
    assert [problem for problem in check() if problem.path == path] == []
