import json
import re
from pathlib import Path

import polars as pl
import pytest
from frames import small_tables

from expectations import EXPECTATIONS, Expectation
from pipelines.validate import Result, Validation, tables_digest, validate, write_failures

Tables = dict[str, pl.DataFrame]


def _named(*names: str) -> list[Expectation]:
    return [e for e in EXPECTATIONS if e.name in names]


def _result(validation: Validation, table: str, name: str) -> Result:
    return next(r for r in validation.results if (r.table, r.name) == (table, name))


@pytest.fixture
def tables() -> Tables:
    return small_tables()


@pytest.fixture
def valid(tables: Tables) -> Tables:
    return tables | {"rejections": tables["rejections"].clear()}


def test_valid_tables_pass(valid: Tables) -> None:
    """Every expectation is judged in one of the runs of test_definitions."""
    chosen = _named("any_article", "fact_id_unique", "columns_as_declared", "reason_is_a_code", "few_rejections")
    validation = validate(valid, expectations=chosen)
    assert [str(r) for r in validation.results if not r.success or r.failed] == []
    assert [(r.table, r.name) for r in validation.results] == [(e.table, e.name) for e in chosen]
    assert validation.ok
    assert validation.digest == tables_digest(valid)


def test_every_expectation_can_be_judged_on_tables_without_rows(valid: Tables) -> None:
    """What says itself which rows hold needs no Great Expectations for that."""
    empty = {name: frame.clear() for name, frame in valid.items()}
    of_rows = [e for e in EXPECTATIONS if e.holds is not None]
    assert [e.name for e in of_rows if e.flags(empty).to_list()] == []
    alone = [e for e in EXPECTATIONS if e.holds is None and e.of == "rows"]
    validation = validate(empty, expectations=[*alone, *(e for e in of_rows if e.found is not None)])
    assert [(r.table, r.name) for r in validation.failures] == [("documents", "any_article")]
    assert [r for r in validation.results if r.error] == []


@pytest.mark.parametrize(
    ("table", "name", "broken"),
    [
        ("documents", "columns_as_declared", pl.col("characters").cast(pl.Int64)),
        ("documents", "sha256_is_one", pl.lit("no hash").alias("sha256")),
        ("documents", "title_source_in_set", pl.lit("rumour").alias("title_source")),
        ("segments", "segment_id_unique", pl.col("segment_id").first()),
        ("segments", "paragraph_is_a_number", pl.lit(-1, pl.Int32).alias("paragraph")),
        ("entities", "country_code_is_iso", pl.lit("ZZ").alias("country_code")),
        ("facts", "confidence_is_a_share", pl.lit(1.5).alias("confidence")),
        ("facts", "alt_unit_is_money", pl.lit("dollars").alias("alt_unit")),
        ("rejections", "reason_is_a_code", pl.lit("It was empty").alias("reason")),
    ],
)
def test_great_expectations_finds_what_it_judges_alone(tables: Tables, table: str, name: str, broken: pl.Expr) -> None:
    tables[table] = tables[table].with_columns(broken)
    validation = validate(tables, expectations=[e for e in _named(name) if e.table == table])
    result = _result(validation, table, name)
    assert result.blocks
    assert result.error is None
    assert 0 < result.failed == result.rows.height <= result.checked


def test_a_failure_shows_key_columns_and_count(valid: Tables) -> None:
    valid["facts"] = valid["facts"].with_columns(
        evidence=pl.when(pl.int_range(pl.len()) == 1).then(pl.lit("other | words")).otherwise("evidence")
    )
    result = _result(validate(valid, expectations=_named("evidence_is_verbatim")), "facts", "evidence_is_verbatim")
    assert (result.success, result.checked, result.failed) == (False, 3, 1)
    assert result.examples[0]["fact_id"] == valid["facts"]["fact_id"][1]
    assert "facts: evidence_is_verbatim fails for 1 of 3 rows, e.g. fact_id 'fact-" in str(result)
    assert "other | words" in str(result)


def test_a_warning_does_not_block(tables: Tables) -> None:
    validation = validate(tables, expectations=_named("few_rejections"))
    assert [r.name for r in validation.warnings] == ["few_rejections"]
    assert validation.ok
    assert str(validation.warnings[0]).startswith("rejections: few_rejections fails: 1 of 4 refused (25%), 3 read. At")


def test_mostly_tolerates_a_share() -> None:
    rows = pl.DataFrame({"rejection_id": ["a", "b", "c", "d"]})
    tables = small_tables() | {"rejections": rows}
    half = Expectation("rejections", "half", "Half hold.", holds=pl.col("rejection_id") > "b", mostly=0.5)
    more = Expectation("rejections", "more", "Most hold.", holds=pl.col("rejection_id") > "b", mostly=0.6)
    validation = validate(tables, expectations=[half, more])
    assert [(r.success, r.failed) for r in validation.results] == [(True, 2), (False, 2)]


def _raises(_: object) -> pl.Series:
    raise ZeroDivisionError("told so")


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ({"holds": _raises}, "ZeroDivisionError: told so"),
        ({"holds": pl.col("no_such_column") > 1}, "no_such_column"),
        ({"holds": lambda tables: pl.Series([True])}, "TypeError"),
        ({"type": "ExpectColumnValuesToBeUnique", "arguments": {"column": "no_such_column"}}, "no_such_column"),
        ({"type": "ExpectNoSuchThing", "arguments": {"column": "fact_id"}}, "ExpectNoSuchThing"),
        ({"arguments": {"column": "fact_id", "no_such_argument": 1}}, "no_such_argument"),
    ],
)
def test_an_expectation_that_raises_is_a_failure(tables: Tables, broken: dict[str, object], message: str) -> None:
    raising = Expectation("facts", "raising", "It cannot be judged.", **broken)  # type: ignore[arg-type]
    validation = validate(tables, expectations=[raising])
    (result,) = validation.failures
    assert message in str(result.error)
    assert "could not be judged" in str(result)


def test_a_missing_table_is_an_error(tables: Tables) -> None:
    del tables["claims"]
    with pytest.raises(ValueError, match="claims"):
        validate(tables)


def test_nothing_judged_is_not_ok(tables: Tables) -> None:
    assert not validate(tables, expectations=[]).ok


def test_failing_rows_are_written_with_key_and_expectation(tables: Tables, tmp_path: Path) -> None:
    tables["facts"] = tables["facts"].with_columns(evidence=pl.lit('some "other"\nwords'))
    tables["mentions"] = tables["mentions"].drop("surface")
    chosen = [e for e in _named("evidence_is_verbatim", "columns_as_declared") if e.table in ("facts", "mentions")]
    validation = validate(tables, expectations=chosen)
    files = write_failures(validation, tmp_path / "run")
    assert [path.name for path in files] == ["failing_rows.csv", "failures.txt"]
    rows = pl.read_csv(files[0])
    facts = rows.filter(pl.col("expectation") == "evidence_is_verbatim")
    assert facts["key"].to_list() == tables["facts"]["fact_id"].to_list()
    assert json.loads(facts["row"][0])["evidence"] == 'some "other"\nwords'
    columns = rows.filter(pl.col("table") == "mentions")
    assert json.loads(columns["row"][0]) == {"declared": "surface String", "found": "method String"}
    assert "critical: facts: evidence_is_verbatim fails for 3 of 3 rows" in files[1].read_text()


def test_nothing_is_written_where_nothing_failed(valid: Tables, tmp_path: Path) -> None:
    assert write_failures(validate(valid, expectations=_named("any_article")), tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_validation_survives_the_disk(tables: Tables, tmp_path: Path) -> None:
    tables["facts"] = tables["facts"].with_columns(period_start=pl.lit(None, pl.Date))
    validation = validate(tables, expectations=_named("period_in_order", "doc_ids_in_documents", "few_rejections"))
    path = tmp_path / "run" / "validation.json"
    validation.save(path)
    loaded = Validation.load(path)
    assert loaded == validation
    assert [r.examples for r in loaded.results] == [r.examples for r in validation.results]
    assert not loaded.ok


@pytest.mark.parametrize("content", ["", "{}", '{"digest": "x", "results": [{"table": "facts"}]}', "[1]"])
def test_a_file_that_is_no_validation_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "validation.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=r"validation\.json is not a validation"):
        Validation.load(path)


def test_data_docs_tell_warnings_from_failures(tables: Tables, tmp_path: Path) -> None:
    validate(tables, tmp_path, _named("few_rejections", "reason_is_a_code"))
    assert '<td class="text-warning">passed, with warnings</td>' in (tmp_path / "index.html").read_text()
    (page,) = (tmp_path / "validations" / "rejections").rglob("*.html")
    text = page.read_text()
    assert "1 of 4 refused (25%), 3 read" in text
    assert text.count('<i class="text-warning warns"') == 2
    assert not re.search("text-danger|Failed|None|__none__", text)


def test_data_docs_stand_alone_and_name_the_failing_rows(valid: Tables, tmp_path: Path) -> None:
    valid["facts"] = valid["facts"].with_columns(evidence=pl.lit("<script>alert(1)</script>"))
    docs = tmp_path / "docs"
    validate(valid, docs, _named("evidence_is_verbatim", "surface_is_verbatim", "reason_is_a_code"))
    index = (docs / "index.html").read_text()
    for table, state in (("facts", "failed"), ("mentions", "passed"), ("rejections", "passed")):
        (page,) = (docs / "validations" / table).rglob("*.html")
        assert re.search(rf'href="{page.relative_to(docs)}">{table}</a>.*?{state}</td>', index)
    text = next((docs / "validations" / "facts").rglob("*.html")).read_text()
    assert "The evidence is what the article has at its offsets" in text
    assert f"fact_id {valid['facts']['fact_id'][0]}" in text
    for path in docs.rglob("*.html"):
        assert not re.search(r"https?://|<script|<img|src=", path.read_text()), path
    assert not (docs / "static").exists()
