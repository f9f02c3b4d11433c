"""The kernel as a whole: evidence holds, articles do not influence each other, hostile texts do no harm."""

from datetime import date

import polars as pl
import pytest

from pipelines.extract import extract
from pipelines.segment import segment
from pipelines.tables import SEGMENT_KINDS, TABLES

WIRE = (
    "Peruvian President Ada Quispe met Chilean President Luis Rojas in Arica on Monday. The two leaders signed the "
    "Lima Accord. “We need rail links,” Quispe said, adding that trade reached $3.2 billion in 2018."
)
BRIEF = "The ninth Andean Summit was held in Quito on 4 June 2018. She praised it. Chile didn't sign the Quito Charter."


def documents(*texts: str, published: date | None = date(2019, 6, 19)) -> pl.DataFrame:
    rows = [{"doc_id": f"doc-{n}", "text": text, "published": published} for n, text in enumerate(texts)]
    return TABLES["documents"].frame(rows)


def facts(*texts: str, published: date | None = date(2019, 6, 19)) -> pl.DataFrame:
    docs = documents(*texts, published=published)
    return extract(docs, segment(docs)).facts


def stated(frame: pl.DataFrame) -> set[tuple[object, ...]]:
    return set(frame.select("predicate", "subject", "object", "value", "date_start", "status").rows())


def test_facts_of_an_agency_report() -> None:
    found = stated(facts(WIRE))
    assert ("holds_position", "Ada Quispe", "Peruvian President", None, None, "done") in found
    assert ("signed_by", "Lima Accord", "Ada Quispe", None, None, "done") in found
    assert ("signed_by", "Lima Accord", "Luis Rojas", None, None, "done") in found
    assert ("said", "Ada Quispe", "We need rail links", None, None, "done") in found
    assert ("said", "Ada Quispe", "trade reached $3.2 billion in 2018", None, None, "done") in found
    assert ("amount", "trade", None, 3.2e9, None, "done") in found
    assert ("held_on", "meeting of Ada Quispe and Luis Rojas", None, None, date(2019, 6, 17), "done") in found


def test_what_was_not_done_is_denied_and_what_will_be_is_planned() -> None:
    plan = (
        "Peru will host the tenth Andean Summit. Chile did not sign the Lima Accord. "
        "Brazil refused to sign the Rio Pact."
    )
    by_subject = {row[1]: row[5] for row in stated(facts(plan))}
    assert by_subject == {"tenth Andean Summit": "planned", "Lima Accord": "denied", "Rio Pact": "denied"}


def test_a_pronoun_without_a_candidate_states_nothing() -> None:
    assert facts("She signed the Lima Accord.").is_empty()
    assert facts("The summit was held in Quito.").is_empty()


def test_a_pronoun_becomes_no_entity() -> None:
    found = documents("Clean water remains a top priority for us. It is a priority of theirs.")
    types = extract(found, segment(found)).entities["type"].to_list()
    assert "pronoun" not in types


def test_evidence_is_in_the_text_at_its_offsets() -> None:
    docs = documents(
        WIRE, "\u200f\u202b" + BRIEF, BRIEF.replace(" ", "\u00a0"), "\ufeff" + WIRE.replace("Quito", "Qui\u0301to")
    )
    found = extract(docs, segment(docs))
    texts = dict(docs.select("doc_id", "text").iter_rows())
    assert found.facts.height > 20
    for row in found.facts.iter_rows(named=True):
        assert texts[row["doc_id"]][row["evidence_start"] : row["evidence_end"]] == row["evidence"]
    for row in found.mentions.iter_rows(named=True):
        assert texts[row["doc_id"]][row["start"] : row["end"]] == row["surface"]


def test_articles_do_not_influence_each_other_and_order_does_not_matter() -> None:
    other = BRIEF.replace("ninth Andean Summit", "Ninth Andean summit").replace("Quito Charter", "Quito charter")
    together = extract(docs := documents(WIRE, BRIEF, WIRE + " " + BRIEF, other), segments := segment(docs))
    backwards = extract(docs.reverse(), segments.reverse())
    assert together.facts.equals(backwards.facts)
    assert together.mentions.equals(backwards.mentions)
    assert together.entities.equals(backwards.entities)
    alone = extract(one := docs.filter(doc_id="doc-1"), segment(one))
    assert alone.facts.equals(together.facts.filter(doc_id="doc-1"))


@pytest.mark.parametrize("kind", [kind for kind in SEGMENT_KINDS if kind != "body"])
def test_only_the_body_states_facts(kind: str) -> None:
    docs = documents(BRIEF)
    found = extract(docs, segment(docs).with_columns(kind=pl.lit(kind)))
    assert found.facts.is_empty() and found.mentions.is_empty()


def test_an_article_that_repeats_itself_states_one_fact() -> None:
    docs = documents(f"{BRIEF}\n\n{BRIEF}")
    found = extract(docs, segment(docs)).facts
    assert stated(found) == stated(facts(BRIEF)) and found.height == facts(BRIEF).height


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("The Andean-Nordic Council was founded in 2019.", False),
        ("The Nordic Council was founded in 1952.", True),
        ("The US-Nordic Council talks were founded on trust.", True),
        ("A pro-Nordic Council rally was held.", True),
    ],
)
def test_the_end_of_a_longer_name_is_no_name(text: str, named: bool) -> None:
    docs = documents(text)
    assert ("Nordic Council" in extract(docs, segment(docs)).mentions["surface"].to_list()) == named


def test_a_name_inside_a_word_is_none() -> None:
    docs = documents("Romania praised Chinatown and TransAfrica.")
    assert extract(docs, segment(docs)).mentions["surface"].to_list() == ["Romania"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "((((" * 500,
        '"' * 999,
        "signed " * 2000,
        "the " * 3000,
        "A, " * 3000 + "and B signed the Lima Accord.",
        "—" * 2000,
    ],
    ids=["empty", "blank", "nul", "brackets", "quotes", "verbs", "articles", "list", "dashes"],
)
def test_hostile_texts_do_no_harm(text: str) -> None:
    docs = documents(text)
    whole = {"paragraph": 0, "sentence": 0, "start": 0, "end": len(text), "text": text}
    segments = TABLES["segments"].frame([{"segment_id": "s", "doc_id": "doc-0", "kind": "body", **whole}])
    assert extract(docs, segments).facts.height < 10_000


def test_without_a_publication_date_last_year_is_open() -> None:
    text = "The first Andean Summit was held in Quito in 2019. Trade with Peru was $5 billion last year."
    (amount,) = facts(text, published=None).filter(predicate="amount").rows(named=True)
    assert amount["period_start"] is None
    (amount,) = facts(text).filter(predicate="amount").rows(named=True)
    assert amount["period_start"] == date(2018, 1, 1)


def test_what_is_still_to_come_is_planned() -> None:
    text = (
        "Chile will host the next Andean Summit in Arica in March 2027. "
        "The tenth Nordic Forum in Oslo on 3 May 2021 is near."
    )
    assert set(facts(text)["status"]) == {"planned"}


def test_the_next_summit_is_another_one_in_every_article() -> None:
    texts = [f"The next summit will be held in {place}." for place in ("Quito", "Lima")]
    assert facts(*texts).filter(predicate="held_at")["subject_id"].n_unique() == 2


def test_here_is_the_place_of_the_dateline() -> None:
    docs = documents("The ninth Andean Summit concluded here on Sunday.").with_columns(dateline_place=pl.lit("QUITO"))
    assert stated(extract(docs, segment(docs)).facts) == {
        ("held_at", "ninth Andean Summit", "Quito", None, None, "done")
    }


def test_its_is_the_party_that_the_sentence_before_is_about() -> None:
    text = "Peru signed the Lima Accord in 2018. Its trade with Chile reached $5 billion in 2018."
    assert facts(text).filter(predicate="amount")["subject"].to_list() == ["Peru's trade with Chile"]
