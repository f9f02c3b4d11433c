"""What fails is set aside with all that depends on it; what cannot be, and too much of it, is refused."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from expectations import EXPECTATIONS
from pipelines.extract import extract
from pipelines.ingest import ingest
from pipelines.rebuild import rebuild
from pipelines.segment import segment
from pipelines.tables import TABLES
from pipelines.validate import Quarantined, QuarantineError, Read, Result, Validation, quarantine, tables_digest

ARTICLES = {
    "a.txt": "Lima, 5 June 2018\n\nThe ninth Andean Summit was held in Quito on 4 June 2018. Peru and Ecuador signed "
    "the Quito Accord on Monday. Trade between Peru and Ecuador reached 3 billion dollars in 2017.",
    "b.txt": "Lima, 6 June 2018\n\nThe ninth Andean Summit was held in Quito on 4 June 2018. Trade between Peru and "
    "Ecuador reached 2 billion dollars in 2017, the ministry said.",
    "c.txt": "Lima, 7 June 2018\n\nColombia pledged 40 million dollars to Peru, President Ana Rey of Peru said.",
}


def judge(tables: Mapping[str, pl.DataFrame]) -> Validation:
    """By the expectations that polars can judge, which is quick."""
    results = []
    for e in EXPECTATIONS:
        if e.holds is not None:
            rows = tables[e.table].filter(~e.flags(tables))
            results.append(
                Result(e.table, e.name, e.description, e.severity, rows.is_empty(), 0, rows.height, rows=rows)
            )
    return Validation(tables_digest(tables), tuple(results))


class Corpus:
    """What was read of the articles, and the later stages on it."""

    def __init__(self, folder: Path) -> None:
        (folder / "corpus").mkdir()
        for name, text in ARTICLES.items():
            (folder / "corpus" / name).write_text(text, encoding="utf-8")
        self.corrections = folder / "corrections.yaml"
        self.corrections.write_text("[]")
        documents = ingest(folder / "corpus").documents
        segments = segment(documents)
        self.read = Read(documents, segments, *extract(documents, segments))

    def remake(self, read: Read) -> dict[str, pl.DataFrame]:
        return rebuild(read, self.corrections, self.corrections.with_name("no-gold.jsonl"))

    def tables(self, read: Read) -> dict[str, pl.DataFrame]:
        given = {"documents": read.documents, "segments": read.segments, "rejections": TABLES["rejections"].empty()}
        return {**self.remake(read), **given}

    def quarantine(self, read: Read, most: float = 1, tables: dict[str, pl.DataFrame] | None = None) -> Quarantined:
        tables = tables or self.tables(read)
        return quarantine(read, tables, judge(tables), self.remake, judge, most)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return Corpus(tmp_path_factory.mktemp("pile"))


def first(frame: pl.DataFrame, where: pl.Expr, **changed: pl.Expr) -> pl.DataFrame:
    """The frame with changed values in the first row for which it holds."""
    where = where & pl.repeat(True, pl.len())
    here = where & (where.cum_sum() == 1)
    assert frame.filter(where).height
    return frame.with_columns(pl.when(here).then(value).otherwise(name).alias(name) for name, value in changed.items())


WRONG = pl.lit("words that nobody wrote")


@pytest.mark.parametrize(
    ("table", "where", "changed", "reason", "articles"),
    [
        ("facts", pl.col("predicate") == "held_on", {"evidence": WRONG}, "evidence_is_verbatim", 3),
        ("facts", pl.col("predicate") == "amount", {"value": pl.lit(None)}, "answers_something", 3),
        ("mentions", pl.col("surface") == "Colombia", {"surface": WRONG}, "surface_is_verbatim", 3),
        ("entities", pl.col("name") == "Quito Accord", {"name": pl.lit(" Quito Accord")}, "name_is_trimmed", 3),
        ("segments", pl.col("text").str.contains("Colombia"), {"text": WRONG}, "text_is_verbatim", 2),
        ("documents", pl.col("source_path") == "b.txt", {"characters": pl.lit(7)}, "characters_counted", 2),
    ],
)
def test_what_fails_is_set_aside_with_all_that_depends_on_it(
    corpus: Corpus, table: str, where: pl.Expr, changed: dict[str, pl.Expr], reason: str, articles: int
) -> None:
    broken = corpus.read._replace(**{table: first(getattr(corpus.read, table), where, **changed)})
    assert not judge(corpus.tables(broken)).ok
    made = corpus.quarantine(broken)
    assert judge(made.tables).ok and made.validation.digest == tables_digest(made.tables)
    assert made.tables["documents"].height == articles == len(ARTICLES) - made.articles
    assert made.facts == broken.facts.height - made.tables["facts"].height
    aside = made.tables["rejections"]
    assert aside["stage"].unique().to_list() == ["validate"] and reason in aside["reason"].to_list()
    assert set(aside["source_path"]) <= set(ARTICLES)
    assert aside.filter(aside["rejection_id"].is_duplicated()).is_empty()


def test_a_view_that_fails_takes_its_facts_with_it(corpus: Corpus) -> None:
    tables = corpus.tables(corpus.read)
    tables["events"] = tables["events"].with_columns(n_documents=pl.lit(9, pl.Int32))
    made = corpus.quarantine(corpus.read, tables=tables)
    assert tables["events"].height and made.tables["events"].is_empty()
    assert made.facts == made.tables["rejections"].height > 0
    assert set(made.tables["facts"]["predicate"]) == set(tables["facts"]["predicate"]) - {"held_on", "held_at"}


def test_one_of_two_contested_answers_leaves_one_that_is_not_contested(corpus: Corpus) -> None:
    amounts = corpus.tables(corpus.read)["claims"].filter(predicate="amount")
    assert amounts["status"].to_list() == ["contested"] * 2
    broken = first(corpus.read.facts, pl.col("predicate") == "amount", evidence=WRONG)
    left = corpus.quarantine(corpus.read._replace(facts=broken)).tables["claims"].filter(predicate="amount")
    assert left["status"].to_list() == ["single_source"]


def test_more_than_the_share_is_not_set_aside(corpus: Corpus) -> None:
    broken = corpus.read._replace(facts=corpus.read.facts.with_columns(evidence=WRONG))
    with pytest.raises(QuarantineError, match=r"facts would have to be set aside, which is more than 20%"):
        corpus.quarantine(broken, most=0.2)
    one = first(corpus.read.documents, pl.lit(True), characters=pl.lit(7))
    with pytest.raises(QuarantineError, match="1 of 3 articles"):
        corpus.quarantine(corpus.read._replace(documents=one), most=0.3)


def test_what_is_no_failure_of_rows_is_not_set_aside(corpus: Corpus) -> None:
    tables = corpus.tables(corpus.read)
    failed = Result("facts", "columns_as_declared", "As declared.", "critical", False, 3, 0)
    with pytest.raises(QuarantineError, match="facts: columns_as_declared is no failure of single rows"):
        quarantine(corpus.read, tables, Validation("", (failed,)), corpus.remake, judge, 1)
    known = pl.DataFrame({"quality": 1, "predicate": ["all"]})
    regression = Result("quality", "f1_not_fallen", "Not lower.", "critical", False, 3, 1, rows=known)
    with pytest.raises(QuarantineError, match="f1_not_fallen"):
        quarantine(corpus.read, tables, Validation("", (regression,)), corpus.remake, judge, 1)


def test_what_fails_again_and_again_is_given_up_on(corpus: Corpus) -> None:
    def remake(read: Read) -> dict[str, pl.DataFrame]:
        tables = corpus.remake(read)
        return tables | {"facts": first(tables["facts"], pl.lit(True), evidence=WRONG)}

    tables = {**corpus.tables(corpus.read), **remake(corpus.read)}
    with pytest.raises(QuarantineError, match=r"3 times fails still \(facts: evidence_is_verbatim"):
        quarantine(corpus.read, tables, judge(tables), remake, judge, 1)
