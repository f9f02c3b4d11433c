"""Judging a set of tables by all expectations.

What is expected belongs to the package `expectations`, Great Expectations to `suites`, and what was found to `outcome`.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import polars as pl

from expectations import EXPECTATIONS, Expectation
from expectations.structure import schema_rows
from pipelines.digest import tables_digest
from pipelines.tables import TABLES
from pipelines.validate.outcome import Result, Validation
from pipelines.validate.suites import HOLDS, Batch, Verdict, judge
from pipelines.validate.trace import articles_behind


def validate(
    tables: Mapping[str, pl.DataFrame],
    docs_dir: Path | None = None,
    expectations: Sequence[Expectation] = EXPECTATIONS,
) -> Validation:
    """Judge the tables of the registry, articles' texts included; write Data Docs to `docs_dir` where it is given.

    An expectation that cannot be judged has failed. Raises ValueError where a table is missing.
    """
    if missing := [name for name in TABLES if name not in tables]:
        raise ValueError(f"no table {', '.join(missing)} to validate; a table without rows must be there, too")
    errors: dict[tuple[str, str], str] = {}
    batches: list[Batch] = []
    judged: dict[tuple[str, str], tuple[Batch, pl.DataFrame]] = {}
    for name, table in TABLES.items():
        for of, frame in (("rows", tables[name]), ("columns", schema_rows(table, tables[name]))):
            suite = [e for e in expectations if (e.table, e.of) == (name, of)]
            if not suite:
                continue
            marked = _marked(frame, suite, tables, errors)
            found = {e.name: e.found(tables) for e in suite if e.found is not None}
            batch = Batch(name if of == "rows" else f"{name}_columns", marked, suite, found)
            batches.append(batch)
            judged |= {(name, e.name): (batch, frame) for e in suite}
    verdicts = judge(batches, docs_dir)
    results = []
    for expectation in expectations:
        batch, frame = judged[expectation.table, expectation.name]
        verdict = verdicts[batch.name, expectation.name]
        error = errors.get((expectation.table, expectation.name))
        result = _result(expectation, frame, verdict, error, batch.found.get(expectation.name))
        results.append(_with_articles(result, expectation, tables, verdict.rows))
    return Validation(tables_digest(tables), tuple(results))


def _marked(
    frame: pl.DataFrame,
    suite: Sequence[Expectation],
    tables: Mapping[str, pl.DataFrame],
    errors: dict[tuple[str, str], str],
) -> pl.DataFrame:
    """The key, the columns that Great Expectations reads, and for each row-wise expectation its column of marks.

    Expectations that raise get no column, and their message in `errors`.
    """
    read = {TABLES[suite[0].table].key, *(column for e in suite for column in e.arguments_columns)}
    columns = [column for column in frame.iter_columns() if column.name in read]
    for expectation in suite:
        if expectation.holds is None:
            continue
        try:
            key = TABLES[expectation.table].key
            failing = pl.format("{} {}", pl.lit(key), pl.col(key).cast(pl.String).fill_null("nothing"))
            mark = pl.when(expectation.flags(tables)).then(pl.lit(HOLDS)).otherwise(failing).cast(pl.Categorical)
            columns.append(tables[expectation.table].select(mark.alias(expectation.name)).to_series())
        except Exception as error:
            errors[expectation.table, expectation.name] = f"{type(error).__name__}: {error}"
    return pl.DataFrame(columns)


def _with_articles(
    result: Result, expectation: Expectation, tables: Mapping[str, pl.DataFrame], rows: Sequence[int]
) -> Result:
    """The result whose failing rows say which articles they come from, as far as broken tables tell."""
    if result.success or expectation.of != "rows" or not rows:
        return result
    with suppress(pl.exceptions.PolarsError):
        articles = articles_behind(result.table, tables[result.table][rows], tables)
        return replace(result, rows=result.rows.with_columns(articles))
    return result


def _result(
    expectation: Expectation, frame: pl.DataFrame, verdict: Verdict, error: str | None, found: str | None
) -> Result:
    """The verdict with its failing rows: the key, where there is one, and the columns that tell why."""
    names = dict.fromkeys((TABLES[expectation.table].key, *expectation.shown))
    rows = frame.select(name for name in names if name in frame.columns)[verdict.rows]
    return Result(
        table=expectation.table,
        name=expectation.name,
        description=expectation.description,
        severity=expectation.severity,
        success=verdict.success and error is None,
        checked=verdict.checked,
        failed=verdict.failed,
        error=error or verdict.error,
        found=found,
        rows=rows,
    )
