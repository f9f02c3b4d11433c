"""Whole articles, from text to claims."""

import runpy
from pathlib import Path

import polars as pl
import pytest

from pipelines.extract import extract
from pipelines.ingest import ingest
from pipelines.reconcile import Reconciled, reconcile
from pipelines.segment import segment

ROOT = Path(__file__).parents[2]
BENCHMARK = ROOT / "benchmarks" / "claims.py"


@pytest.fixture(scope="module")
def release(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tables that the benchmark reads."""
    documents = ingest(shared / "articles").documents
    result = reconcile(documents, *extract(documents, segment(documents)))
    folder = tmp_path_factory.mktemp("release")
    for name, frame in {"documents": documents, **result._asdict()}.items():
        frame.write_parquet(folder / f"{name}.parquet")
    return folder


@pytest.fixture(scope="module")
def result(release: Path) -> Reconciled:
    return Reconciled(*(pl.read_parquet(release / f"{name}.parquet") for name in Reconciled._fields))


def test_the_trade_of_2024_is_contested_between_three_articles_and_one(result: Reconciled) -> None:
    contested = result.claims.filter(status="contested", predicate="amount").sort("value")
    assert contested.select("value", "unit", "n_documents", "period_start").rows() == [
        (94.8e9, "USD", 3, contested["period_start"][0]),
        (674.15e9, "CNY", 1, contested["period_start"][0]),
    ]
    assert contested["question_id"].n_unique() == 1 and contested["period_start"][0].year == 2024


def test_no_two_countries_people_or_editions_are_merged(result: Reconciled) -> None:
    by_type = {t: set(result.entities.filter(type=t)["name"]) for t in ("country", "person", "event")}
    assert {"China", "Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan"} <= by_type["country"]
    assert {"Xi Jinping", "Wang Yi", "Cui Zheng", "Sun Weidong"} <= by_type["person"]
    assert len([name for name in by_type["event"] if "Central Asia Summit" in name]) >= 3


def test_claims_of_gold_are_found_with_status_and_articles(release: Path, shared: Path) -> None:
    score = runpy.run_path(str(BENCHMARK))["score"](release, shared / "gold")
    assert score.found >= 0.9
    assert score.right >= 0.9
    assert score.contested == score.questions == 2 and score.false_contested == 0
    amounts = [verdict for want, verdict in score.rows if want["predicate"] == "amount"]
    assert amounts and set(amounts) == {"right"}


def _founded(folder: Path) -> dict[str, tuple[int, str]]:
    """The number of independent articles and the status of the claim that each fact of a corpus supports."""
    documents = ingest(folder).documents
    result = reconcile(documents, *extract(documents, segment(documents)))
    claims = result.facts.select("fact_id", "claim_id").join(result.claims, on="claim_id")
    rows = claims.select("fact_id", "n_independent", "status").iter_rows()
    return {fact_id: (independent, status) for fact_id, independent, status in rows}


_CONFERENCE = {
    "founded.txt": "The Andean-Nordic Conference was established in May 2016, when ministers met in Oslo.",
    "realised.txt": "In 2014, Peru proposed the establishment of an Andean-Nordic mechanism. In 2015, the nine "
    "countries proposed elevating the mechanism to the level of ministers. This proposal was realized at the inaugural "
    "Andean-Nordic Conference in 2018 in Lima.",
}


def test_a_mechanism_that_came_true_as_a_series_of_events_answers_since_when_the_series_is(tmp_path: Path) -> None:
    for name, text in _CONFERENCE.items():
        (tmp_path / name).write_text(f"Reef states look back\n\n2019-06-18\n\n{text}\n", encoding="utf-8")
    documents = ingest(tmp_path).documents
    claims = reconcile(documents, *extract(documents, segment(documents))).claims.filter(predicate="established_on")
    answers = claims.sort("date_start").select("subject", pl.col("date_start").dt.year(), "modality", "status")
    assert answers.rows() == [
        ("Andean-Nordic mechanism", 2014, "proposed", "single_source"),
        ("Andean-Nordic Conference", 2016, "done", "contested"),
        ("Andean-Nordic Conference", 2018, "done", "contested"),
    ]


def test_a_reprint_changes_no_status_and_no_number_of_independent_articles(tmp_path: Path) -> None:
    originals = ("meridian-wire-summit.txt", "steppe-courier-treaty.txt", "harbour-gazette-trade.txt")
    texts = {name: (ROOT / "seeds" / "articles" / name).read_text(encoding="utf-8") for name in originals}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = _founded(tmp_path)
    assert before and any(status == "corroborated" for _, status in before.values())
    for name, text in texts.items():
        (tmp_path / f"again-{name}").write_text(text + "\n", encoding="utf-8")
        (tmp_path / f"reprint-{name}").write_text(
            f"River Mirror | World\n\n{text}\nRiver Mirror, 2031\n", encoding="utf-8"
        )
    after = _founded(tmp_path)
    assert len(after) > len(before)
    assert {fact_id: after[fact_id] for fact_id in before} == before
