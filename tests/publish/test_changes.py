"""Changes lead from one release to the next, say why, and stand beside the tables that they are about."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest
from frames import small_tables
from hypothesis import given, settings
from hypothesis import strategies as st
from view_rows import reconciled_tables

from pipelines.publish import Release, apply_changes, diff, read_tables, verify
from pipelines.tables import CHANGES, TABLES
from pipelines.views import build_views

Tables = dict[str, pl.DataFrame]
Publish = Callable[..., Release]

_WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
_VALUES: dict[Any, st.SearchStrategy[Any]] = {
    pl.String: _WORDS,
    pl.Int32: st.integers(-(2**31), 2**31 - 1),
    pl.Float64: st.floats(allow_nan=False, allow_infinity=False),
    pl.Date: st.dates(date(1000, 1, 1), date(2100, 12, 31)),
    pl.List(pl.String): st.lists(_WORDS, max_size=3),
    pl.List(pl.Float64): st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=3),
    pl.List(pl.Int32): st.lists(st.integers(-(2**31), 2**31 - 1), max_size=3),
}


def full_tables() -> Tables:
    """Tables of the registry in which every view has rows."""
    tables = reconciled_tables()
    tables |= build_views(**tables)._asdict()
    return {name: table.conform(tables.get(name, table.empty())) for name, table in TABLES.items()}


FULL = full_tables()


def same(one: Tables, other: Tables) -> list[str]:
    return [name for name in TABLES if not one[name].equals(other[name])]


@st.composite
def edited(draw: st.DrawFn) -> Tables:
    """The full tables with rows that went, cells that changed, and rows that came."""
    tables = dict(FULL)
    for name in draw(st.lists(st.sampled_from([*TABLES]), max_size=4)):
        table, frame = TABLES[name], tables[name]
        rows = {row[table.key]: row for row in frame.rows(named=True)}
        for key in draw(st.lists(st.sampled_from([*rows]), max_size=2, unique=True)) if rows else ():
            if draw(st.booleans()):
                del rows[key]
                continue
            column = draw(st.sampled_from(table.columns))
            if column.name != table.key:
                empty = st.none() if column.nullable else st.nothing()
                rows[key] = rows[key] | {column.name: draw(empty | _VALUES[column.dtype])}
        if draw(st.booleans()):
            new = {c.name: draw(_VALUES[c.dtype]) for c in table.columns}
            rows.setdefault(new[table.key], new)
        tables[name] = table.frame(rows.values())
    return tables


@settings(max_examples=20)
@given(edited(), edited())
def test_changes_lead_from_one_release_to_the_other(old: Tables, new: Tables) -> None:
    changes = diff(old, new)
    assert same(apply_changes(old, changes), new) == []
    assert same(apply_changes(new, diff(new, old)), old) == []
    assert changes.is_empty() == (same(old, new) == [])
    assert changes["change_id"].is_unique().all() and changes.schema == CHANGES.schema


def test_a_change_is_one_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    new = FULL | {"claims": FULL["claims"].with_columns(value=pl.col("value") * 2)}
    changes = diff(FULL, new)
    told = changes.select("table", "op", "field", "cause").unique().rows()
    assert told == [("claims", "update", "value", "rules")]
    assert set(changes.select("old", "new").rows()) >= {("100.0", "200.0"), ("7.0", "14.0")}


def test_what_names_other_articles_changed_with_the_source() -> None:
    gone = "c"
    old = FULL | {
        "documents": FULL["documents"].filter(pl.col("doc_id") != gone),
        "facts": FULL["facts"].filter(pl.col("doc_id") != gone),
    }
    new = FULL | {"entities": FULL["entities"].with_columns(origin=pl.lit("registry"))}
    changes = diff(old, new)
    causes = changes.group_by("table").agg(pl.col("cause").unique().sort()).sort("table").rows()
    assert dict(causes)["documents"] == dict(causes)["facts"] == ["source"]
    assert "rules" in dict(causes)["entities"]
    assert diff(old, new, rules_differ=False)["cause"].unique().to_list() == ["source"]


def test_other_columns_and_tables_changed_with_the_schema() -> None:
    old = {name: frame for name, frame in FULL.items() if name != "timeline"}
    old["claims"] = old["claims"].drop("scope").with_columns(colour=pl.lit("red"))
    changes = diff(old, FULL)
    assert changes["cause"].unique().to_list() == ["schema"]
    assert changes.filter(table="claims")["field"].unique().sort().to_list() == ["colour", "scope"]
    assert same(apply_changes(old, changes), FULL) == []


def test_the_first_release_has_no_changes_and_the_next_has_those_since(publish_small: Publish) -> None:
    first = publish_small()
    assert first.manifest["changes"]["since"] is None
    assert first.table("changes").equals(CHANGES.empty())
    tables = small_tables()
    tables["rejections"] = tables["rejections"].clear()
    second = publish_small(tables)
    assert second.manifest["changes"]["since"]["version"] == first.version
    assert second.manifest["changes"]["counts"] == {"rejections": {"delete": 1}}
    assert same(apply_changes(read_tables(first), second.table("changes")), read_tables(second)) == []
    assert verify(second.path) == []


def test_an_empty_diff_is_published_and_the_digest_does_not_know_what_came_before(publish_small: Publish) -> None:
    tables = small_tables() | {"rejections": small_tables()["rejections"].clear()}
    first, second, third = publish_small(), publish_small(tables), publish_small(tables)
    assert second.table("changes").height > 0
    assert third.table("changes").is_empty() and third.manifest["changes"]["counts"] == {}
    assert second.manifest["digest"] == third.manifest["digest"] != first.manifest["digest"]


def corrections_of(*targets: str, action: str = "drop", corrected: str | None = None) -> pl.DataFrame:
    signed = {"source_paths": ["harbour-gazette.txt"], "n_facts": 1, "reason": "it is so", "who": "Ana Ravel"}
    rows = (
        {"correction_id": f"correction-{target}", "action": action, "target": target, "corrected": corrected}
        | {"outcome": "applied", "original": "{}", "date": date(2026, 11, 21)}
        | signed
        for target in targets
    )
    return TABLES["corrections"].frame(rows)


def test_what_curators_corrected_changed_with_the_corrections(publish_small: Publish) -> None:
    tables = small_tables()
    tables["claims"] = tables["claims"].with_columns(subject=pl.col("subject").str.to_uppercase())
    publish_small()
    uncorrected = publish_small(tables)
    corrected = publish_small(small_tables() | {"corrections": corrections_of("fact-1")})
    for release, cause in ((uncorrected, "source"), (corrected, "corrections")):
        assert release.table("changes").filter(table="claims")["cause"].unique().to_list() == [cause]


def test_of_corrections_and_rules_that_changed_each_has_its_own() -> None:
    fact = FULL["facts"].row(0, named=True)
    asked = FULL["claims"].filter(claim_id=fact["claim_id"])["question_id"].item()
    edited = {
        "facts": FULL["facts"].with_columns(confidence=pl.lit(0.5)),
        "claims": FULL["claims"].with_columns(n_facts=pl.lit(9)),
        "corrections": corrections_of(fact["fact_id"]),
    }
    changes = diff(FULL, FULL | edited)

    def keys(table: str, cause: str) -> set[str]:
        return {*changes.filter(table=table, cause=cause)["key"]}

    assert keys("corrections", "corrections") == {f"correction-{fact['fact_id']}"}
    assert keys("facts", "corrections") == {fact["fact_id"]}
    assert keys("claims", "corrections") == {*FULL["claims"].filter(question_id=asked)["claim_id"]}
    assert keys("claims", "rules") == {*FULL["claims"].filter(pl.col("question_id") != asked)["claim_id"]}
    assert keys("facts", "rules") and not keys("facts", "source")


def test_what_names_a_merged_entity_changed_with_the_corrections() -> None:
    one, other = FULL["facts"].filter(predicate="signed_by")["object_id"].unique().sort()[:2]
    edited = {
        "facts": FULL["facts"].with_columns(pl.col("object_id").replace({one: other}), confidence=pl.lit(0.5)),
        "corrections": corrections_of(one, action="merge", corrected=other),
    }
    changes = diff(FULL, FULL | edited).filter(table="facts")
    refs = [c.name for c in TABLES["facts"].columns if c.references == "entities.entity_id"]
    about = FULL["facts"].filter(pl.any_horizontal(pl.col(refs).is_in([one, other])))
    assert {*changes.filter(cause="corrections")["key"]} == {*about["fact_id"]}
    assert {*changes.filter(cause="rules")["key"]} == {*FULL["facts"]["fact_id"]} - {*about["fact_id"]}


def test_an_article_and_a_correction_that_both_came_have_each_its_own() -> None:
    gone = "c"
    old = FULL | {
        "documents": FULL["documents"].filter(pl.col("doc_id") != gone),
        "facts": FULL["facts"].filter(pl.col("doc_id") != gone),
    }
    fact = old["facts"]["fact_id"][0]
    corrected = FULL["facts"].with_columns(
        value_text=pl.when(pl.col("fact_id") == fact).then(pl.lit("seven")).otherwise("value_text")
    )
    changes = diff(old, FULL | {"facts": corrected, "corrections": corrections_of(fact)}, rules_differ=False)
    of_facts = changes.filter(table="facts")
    assert {*of_facts.filter(cause="corrections")["key"]} == {fact}
    assert {*of_facts.filter(cause="source")["key"]} == {*FULL["facts"].filter(doc_id=gone)["fact_id"]}


def test_a_damaged_release_before_is_no_obstacle(publish_small: Publish) -> None:
    first = publish_small()
    (first.path / "facts.parquet").write_bytes(b"PAR1")
    second = publish_small()
    assert second.manifest["changes"]["since"] is None and verify(second.path) == []
