"""Judging a set of tables by all expectations.

What is expected belongs to the package `expectations`, Great Expectations to `suites`, and what was found to `outcome`.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import polars as pl

from expectations import EXPECTATIONS, Expectation
from expectations.expectation import Key
from expectations.structure import schema_rows
from pipelines.digest import tables_digest
from pipelines.tables import TABLES
from pipelines.validate.outcome import Result, Validation
from pipelines.validate.suites import HOLDS, Batch, Verdict, judge
from pipelines.validate.trace import articles_behind

COLUMNS = "columns"
"""Name of the suite on the columns of all tables; each of the others is about the rows of the table that it is named
after."""


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
    errors: dict[Key, str] = {}
    batches: list[Batch] = []
    schemas = {name: schema_rows(table, tables[name]) for name, table in TABLES.items()}
    for name in TABLES:
        if suite := [e for e in expectations if (e.table, e.of) == (name, "rows")]:
            batches.append(Batch(name, _marked(tables[name], suite, tables, errors), suite))
    if suite := [e for e in expectations if e.of == "columns"]:
        named = [frame.select(pl.all().name.prefix(f"{name} ")) for name, frame in schemas.items()]
        batches.append(Batch(COLUMNS, pl.concat(named, how="horizontal_extend"), suite))
    found = {e.key: e.found(tables) for e in expectations if e.found is not None}
    verdicts = judge(batches, found, docs_dir)
    results = []
    for expectation in expectations:
        frame = (tables if expectation.of == "rows" else schemas)[expectation.table]
        verdict = verdicts[expectation.key]
        result = _result(expectation, frame, verdict, errors.get(expectation.key), found.get(expectation.key))
        results.append(_with_articles(result, expectation, tables, verdict.rows))
    return Validation(tables_digest(tables), tuple(results))


def _marked(
    frame: pl.DataFrame,
    suite: Sequence[Expectation],
    tables: Mapping[str, pl.DataFrame],
    errors: dict[Key, str],
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
            errors[expectation.key] = f"{type(error).__name__}: {error}"
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
        checked=min(verdict.checked, frame.height),  # lists of columns stand beside longer ones
        failed=verdict.failed,
        error=error or verdict.error,
        found=found,
        rows=rows,
    )
