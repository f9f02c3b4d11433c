"""Every meaning suite on tables that hold together, and on tables with one thing wrong."""

from collections import Counter
from datetime import date
from typing import Any

import polars as pl
import pytest
from frames import small_tables

from expectations import EXPECTATIONS, MEANING

Tables = dict[str, pl.DataFrame]
BY_NAME = {(e.table, e.name): e for e in MEANING}


def _set(tables: Tables, table: str, row: int, **values: Any) -> None:
    frame = tables[table]
    here = pl.int_range(pl.len()) == row
    tables[table] = frame.with_columns(
        pl.when(here).then(pl.lit(value, dtype=frame.schema[name])).otherwise(name).alias(name)
        for name, value in values.items()
    )


def _failing(tables: Tables, table: str, name: str) -> list[int]:
    return BY_NAME[table, name].flags(tables).not_().arg_true().to_list()


def test_names_are_unique_and_fit_for_checks() -> None:
    assert {key: n for key, n in Counter((e.table, e.name) for e in EXPECTATIONS).items() if n > 1} == {}
    assert [e.name for e in EXPECTATIONS if not e.name.isidentifier()] == []
    assert [e.name for e in EXPECTATIONS if not e.description.endswith(".")] == []


def test_valid_tables_hold() -> None:
    tables = small_tables()
    failing = [e.name for e in MEANING if e.holds is not None and not e.flags(tables).all()]
    assert failing == ["few_rejections"]


@pytest.mark.parametrize(
    ("table", "name", "values"),
    [
        ("documents", "characters_counted", {"characters": 7}),
        ("documents", "source_path_among_paths", {"source_paths": ["z.txt", "a.txt"]}),
        ("documents", "source_path_among_paths", {"source_path": "/etc/motd", "source_paths": ["/etc/motd"]}),
        ("documents", "source_path_among_paths", {"source_path": "../a.txt", "source_paths": ["../a.txt"]}),
        ("documents", "dates_within_reason", {"published": date(2202, 1, 1)}),
        ("documents", "title_has_source", {"title": None}),
        ("documents", "published_has_source", {"published_source": None}),
        ("segments", "text_is_verbatim", {"text": "Other words."}),
        ("segments", "text_is_verbatim", {"start": -3}),
        ("segments", "text_is_verbatim", {"end": 10_000}),
        ("segments", "text_is_verbatim", {"end": 0}),
        ("segments", "text_is_verbatim", {"doc_id": "doc-gone"}),
        ("entities", "country_has_code", {"type": "country", "origin": "registry"}),
        ("entities", "country_is_registered", {"type": "country", "country_code": "FR"}),
        ("entities", "aliases_sorted", {"aliases": ["b", "a"]}),
        ("entities", "aliases_sorted", {"aliases": ["a", "a"]}),
        ("entities", "name_is_trimmed", {"name": " lakeside trade"}),
        ("mentions", "surface_is_verbatim", {"surface": "TRADE"}),
        ("mentions", "inside_its_segment", {"start": 0, "end": 5}),
        ("facts", "evidence_is_verbatim", {"evidence": "94.8 million dollars"}),
        ("facts", "evidence_is_verbatim", {"evidence_end": 10_000}),
        ("facts", "evidence_inside_its_segment", {"evidence_end": 10_000}),
        ("facts", "evidence_inside_its_segment", {"segment_id": "seg-gone"}),
        ("facts", "predicate_is_known", {"predicate": "rumoured"}),
        ("facts", "subject_fits_predicate", {"predicate": "held_on"}),
        ("facts", "object_fits_predicate", {"object_id": "measure:lakeside-trade", "object": "lakeside trade"}),
        ("facts", "answers_something", {"value": None, "unit": None}),
        ("facts", "object_has_name", {"object_id": "measure:lakeside-trade"}),
        ("facts", "value_is_finite", {"value": float("inf")}),
        ("facts", "value_is_finite", {"value": float("nan")}),
        ("facts", "unit_has_value", {"value": None}),
        ("facts", "unit_is_known", {"unit": "XQQ"}),
        ("facts", "unit_is_known", {"unit": "%"}),
        ("facts", "percent_within_reason", {"unit": "percent"}),
        ("facts", "dates_within_reason", {"period_start": date(999, 1, 1)}),
        ("facts", "dates_in_order", {"date_start": date(2024, 2, 1), "date_end": date(2024, 1, 1)}),
        ("facts", "dates_in_order", {"date_start": date(2024, 2, 1)}),
        ("facts", "period_in_order", {"period_end": None}),
        ("facts", "date_has_precision", {"date_start": date(2024, 2, 1)}),
        ("facts", "day_is_one_day", {"date_start": date(2024, 2, 1), "date_precision": "day"}),
        ("facts", "alt_value_has_unit", {"alt_value": 3.0}),
        ("facts", "alt_value_has_unit", {"alt_value": 3.0, "alt_unit": "CNY", "value": None}),
        ("facts", "same_predicate_as_claim", {"predicate": "change"}),
        ("facts", "not_about_itself", {"object_id": "measure:lakeside-trade"}),
        ("claims", "counts_match_facts", {"n_facts": 9}),
        ("claims", "counts_match_facts", {"n_documents": 9}),
        ("claims", "counts_match_facts", {"n_independent": 9}),
        ("claims", "counts_match_facts", {"doc_ids": []}),
        ("claims", "counts_match_facts", {"claim_id": "claim-nobody-makes"}),
        ("claims", "corroborated_by_two", {"status": "corroborated", "n_independent": 1}),
        ("claims", "corroborated_by_two", {"status": "single_source", "n_independent": 2}),
        ("claims", "counts_match_facts", {"first_reported": date(1999, 1, 1)}),
        ("claims", "contested_has_answers", {"question_id": "question-of-its-own"}),
        ("claims", "contested_says_why", {"why": []}),
        ("claims", "contested_says_why", {"why": ["intended"]}),
        ("claims", "contested_says_why", {"why": ["numbers", "mood"]}),
        ("claims", "apart_where_contested", {"status": "single_source"}),
        ("claims", "first_reported_in_order", {"first_reported": date(2999, 1, 1)}),
        ("claims", "answers_something", {"value": None}),
        ("rejections", "line_counts_from_one", {"line": 0}),
    ],
)
def test_one_wrong_value_is_found(table: str, name: str, values: dict[str, Any]) -> None:
    tables = small_tables()
    _set(tables, table, 0, **values)
    assert 0 in _failing(tables, table, name)


@pytest.mark.parametrize("kind", ["title", "teaser", "boilerplate", "heading"])
def test_no_fact_from_anything_but_body(kind: str) -> None:
    tables = small_tables()
    segment = tables["facts"]["segment_id"][1]
    row = tables["segments"]["segment_id"].index_of(segment)
    assert row is not None
    _set(tables, "segments", row, kind=kind)
    assert _failing(tables, "facts", "from_body") == [1]


def test_evidence_in_a_segment_of_another_article_is_found() -> None:
    tables = small_tables()
    other = tables["documents"]["doc_id"].filter(tables["documents"]["doc_id"] != tables["facts"]["doc_id"][0])[0]
    _set(tables, "facts", 0, doc_id=other)
    assert _failing(tables, "facts", "evidence_inside_its_segment") == [0]


def test_offsets_are_code_points() -> None:
    text = "🏔️ Ärzte: 5 km"
    tables = small_tables()
    _set(tables, "documents", 0, text=text, characters=len(text))
    document = tables["documents"]["doc_id"][0]
    start = text.index("5")
    rows = (
        tables["facts"]
        .head(1)
        .with_columns(
            doc_id=pl.lit(document),
            evidence_start=pl.lit(start),
            evidence_end=pl.lit(len(text)),
            evidence=pl.lit("5 km"),
        )
    )
    assert BY_NAME["facts", "evidence_is_verbatim"].flags(tables | {"facts": rows}).all()


@pytest.mark.parametrize(
    "unit", ["USD", "KZT", "percent", "percentage points", "people", "square kilometres", "km²", None]
)
def test_units_that_are_known(unit: str | None) -> None:
    tables = small_tables()
    _set(tables, "facts", 0, unit=unit)
    assert _failing(tables, "facts", "unit_is_known") == []


def test_segments_must_be_in_reading_order() -> None:
    tables = small_tables()
    _set(tables, "segments", 4, sentence=7)
    assert 4 in _failing(tables, "segments", "in_reading_order")
    tables = small_tables()
    document = tables["documents"]["doc_id"][0]
    second = tables["segments"].select(((pl.col("doc_id") == document) & (pl.col("sentence") == 1)).arg_true()).item()
    _set(tables, "segments", second, start=0)
    assert _failing(tables, "segments", "in_reading_order") == [second]


def test_copies_of_an_article_count_once() -> None:
    tables = small_tables()
    tables["documents"] = tables["documents"].with_columns(cluster_id=pl.lit("cluster-one"))
    two = tables["claims"].select((pl.col("n_documents") == 2).arg_true()).item()
    assert _failing(tables, "claims", "counts_match_facts") == [two]


@pytest.mark.parametrize(("independent", "whole", "textless"), [(1, False, True), (2, True, True), (3, False, False)])
def test_copied_sentences_cannot_be_told_without_texts(independent: int, whole: bool, textless: bool) -> None:
    tables = small_tables()
    two = tables["claims"].select((pl.col("n_documents") == 2).arg_true()).item()
    _set(tables, "claims", two, n_independent=independent)
    assert (_failing(tables, "claims", "counts_match_facts") == []) == whole
    tables["documents"] = tables["documents"].with_columns(text=pl.lit(None, pl.String))
    assert (_failing(tables, "claims", "counts_match_facts") == []) == textless


def test_articles_without_segments_or_facts_are_found() -> None:
    tables = small_tables()
    first = tables["documents"]["doc_id"][0]
    tables["segments"] = tables["segments"].filter(pl.col("doc_id") != first)
    tables["facts"] = tables["facts"].filter(pl.col("doc_id") != first)
    assert _failing(tables, "documents", "has_segments") == [0]
    assert _failing(tables, "documents", "has_facts") == [0]


@pytest.mark.parametrize(("refused", "holds"), [(0, True), (1, True), (2, False)])
def test_a_fifth_may_be_refused(refused: int, holds: bool) -> None:
    tables = small_tables()
    documents = pl.concat([tables["documents"], tables["documents"].head(1)])
    rejections = pl.concat([tables["rejections"]] * refused) if refused else tables["rejections"].clear()
    flags = BY_NAME["rejections", "few_rejections"].flags({"documents": documents, "rejections": rejections})
    assert flags.to_list() == [holds] * refused


def test_examples_name_columns_of_the_table() -> None:
    tables = small_tables()
    wrong = [
        (e.table, e.name, set(e.shown) - set(tables[e.table].columns))
        for e in EXPECTATIONS
        if e.of == "rows" and not set(e.shown) <= set(tables[e.table].columns)
    ]
    assert wrong == []
