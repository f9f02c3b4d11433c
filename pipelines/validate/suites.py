"""Great Expectations: the one module that imports it, which takes seconds, and only once something is to be judged.

A batch is a polars frame with the expectations on it; each becomes one suite, one run and one page of the Data Docs.
What is expected, and what a verdict means for publication, does not belong here.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import polars.selectors as cs

from expectations.expectation import Expectation, Key
from pipelines.validate.docs import Line, State, stand_alone

if TYPE_CHECKING:
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult
    from great_expectations.data_context import EphemeralDataContext
    from great_expectations.expectations.expectation import Expectation as GxExpectation
    from pandas import DataFrame

HOLDS = "holds"
"""Mark of a row that holds; the mark of one that does not has a space in it."""

_SITE = "summit_facts"
_RUN = "release"
_COUNTS = {"result_format": "BASIC", "partial_unexpected_count": 10}
_ROWS = {"result_format": "COMPLETE", "partial_unexpected_count": 0, "return_unexpected_index_query": False}
"""Only for what has failing rows: every metric more costs a pass over the frame, and each expectation has some."""


@dataclass(frozen=True)
class Batch:
    """Rows to be judged, and what is expected of them.

    An expectation that says itself which rows hold is judged by a column of its name: HOLDS where the row does, else
    the row's key, for the report. Where this column is missing the expectation fails.
    """

    name: str
    rows: pl.DataFrame
    expectations: Sequence[Expectation]


@dataclass(frozen=True)
class Verdict:
    """What Great Expectations says of one expectation."""

    success: bool
    checked: int = 0
    failed: int = 0
    rows: Sequence[int] = ()
    """Numbers of the failing rows, from 0."""
    error: str | None = None


def judge(
    batches: Sequence[Batch], found: Mapping[Key, str] | None = None, docs_dir: Path | None = None
) -> dict[Key, Verdict]:
    """Judge every expectation of every batch; write the Data Docs where a folder is given.

    `found` says in words what was found, for the report, which counts the failing rows of the others. What cannot be
    judged is a verdict with an error, never an exception.
    """
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    frames = context.data_sources.add_pandas("tables").add_dataframe_asset("table")
    data = frames.add_batch_definition_whole_dataframe("run")
    verdicts: dict[Key, Verdict] = {}
    for batch in batches:
        try:
            verdicts |= _run(context, data, batch)
            unjudged = "Great Expectations reported nothing"
        except Exception as error:
            unjudged = f"{type(error).__name__}: {error}"
        for expectation in batch.expectations:
            verdicts.setdefault(expectation.key, Verdict(False, error=unjudged))
    if docs_dir is not None:
        _build_docs(context, docs_dir)
        stand_alone(docs_dir, {batch.name: list(_lines(batch, verdicts, found or {})) for batch in batches})
    return verdicts


def _lines(batch: Batch, verdicts: Mapping[Key, Verdict], found: Mapping[Key, str]) -> Iterator[Line]:
    for expectation in batch.expectations:
        success = verdicts[expectation.key].success
        state: State = "holds" if success else "fails" if expectation.severity == "critical" else "warns"
        yield Line(expectation.description, state, found.get(expectation.key))


def _run(context: "EphemeralDataContext", data: "BatchDefinition[None]", batch: Batch) -> dict[Key, Verdict]:
    import great_expectations as gx
    from great_expectations.core.run_identifier import RunIdentifier

    suite = context.suites.add(gx.ExpectationSuite(batch.name, expectations=[*map(_declare, batch.expectations)]))
    run = context.validation_definitions.add(gx.ValidationDefinition(name=batch.name, data=data, suite=suite))
    frame = _frame(batch)
    parameters = {"dataframe": frame}
    judged = run.run(batch_parameters=parameters, result_format=_COUNTS, run_id=RunIdentifier(run_name=_RUN))
    verdicts = dict(map(_verdict, judged.results))
    if failing := [e for e in batch.expectations if e.key in verdicts and verdicts[e.key].failed]:
        suite = gx.ExpectationSuite(batch.name, expectations=[*map(_declare, failing)])
        judged = data.get_batch(parameters).validate(suite, result_format=_ROWS)
        verdicts |= dict(map(_verdict, judged.results))
    return verdicts


def _frame(batch: Batch) -> "DataFrame":
    """The rows for pandas: marks as its categories, hashed and compared once each, the rest as Arrow has it."""
    marks = batch.rows.select(cs.categorical())
    rest = batch.rows.drop(marks.columns).to_pandas(use_pyarrow_extension_array=True)
    return rest.assign(**{mark.name: mark.to_pandas() for mark in marks.iter_columns()})


def _declare(expectation: Expectation) -> "GxExpectation":
    import great_expectations.expectations as gxe

    marked = {"column": expectation.name, "value_set": [HOLDS]}
    arguments = expectation.arguments if expectation.holds is None else marked
    return getattr(gxe, expectation.type)(
        **arguments,
        **({} if expectation.mostly == 1 else {"mostly": expectation.mostly}),
        severity=expectation.severity,
        description=expectation.description,
        meta={"table": expectation.table, "name": expectation.name},
    )


def _verdict(result: "ExpectationValidationResult") -> tuple[Key, Verdict]:
    assert result.expectation_config is not None and result.expectation_config.meta is not None
    meta = result.expectation_config.meta
    return (meta["table"], meta["name"]), _judged(result)


def _judged(result: "ExpectationValidationResult") -> Verdict:
    if error := _error(result.exception_info):
        return Verdict(False, error=error)
    found = result.result
    if "element_count" not in found:
        return Verdict(bool(result.success), checked=int(found["observed_value"]))
    rows = found.get("unexpected_index_list") or []
    return Verdict(bool(result.success), int(found["element_count"]), int(found["unexpected_count"]), rows)


def _error(info: Any) -> str | None:
    """The message of the exception, which comes bare or keyed by the metric that raised it."""
    infos = [info] if "raised_exception" in info else list(info.values())
    return next((str(i["exception_message"]) for i in infos if i["raised_exception"]), None)


def _build_docs(context: "EphemeralDataContext", folder: Path) -> None:
    for name in context.get_site_names():
        context.delete_data_docs_site(name)
    site: Any = {
        "class_name": "SiteBuilder",
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.resolve())},
        "site_section_builders": {"expectations": "none", "profiling": "none"},
    }
    context.add_data_docs_site(site_name=_SITE, site_config=site)
    context.build_data_docs(site_names=[_SITE], build_index=False)
