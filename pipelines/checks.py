"""Every expectation as a Dagster asset check on its table; one run of Great Expectations feeds them all.

A critical one that fails fails the step, and `release` waits for the step. Only tables that no other stage reads have
checks that Dagster calls blocking: a blocking check holds back every asset downstream, so that one on `documents` would
have to be judged before there are facts. What is expected belongs to `expectations`, how it is judged to `validate`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg

from expectations import EXPECTATIONS
from pipelines.assets import KEYS
from pipelines.metadata import escaped, markdown_rows
from pipelines.storage import VALIDATION, Project, TableStore
from pipelines.validate import Result, validate, write_failures

READ_BY_STAGES = ("documents", "segments", "entities", "mentions", "facts", "claims")
"""Tables whose checks cannot be blocking in Dagster's sense."""

CHECKS = [
    dg.AssetCheckSpec(
        expectation.name,
        asset=KEYS[expectation.table],
        description=expectation.description,
        blocking=expectation.severity == "critical" and expectation.table not in READ_BY_STAGES,
        metadata={"severity": expectation.severity},
    )
    for expectation in EXPECTATIONS
]


@dg.multi_asset_check(name="validate", specs=CHECKS, can_subset=True)
def validate_tables(
    context: dg.AssetCheckExecutionContext, project: Project, tables: dg.ResourceParam[TableStore]
) -> Iterator[dg.AssetCheckResult]:
    """Judge all tables together; keep the outcome, the report and the failing rows in the folder of the run."""
    run_id = context.run.run_id
    frames = tables.load_all(KEYS, run_id, context.instance)
    if missing := KEYS.keys() - frames.keys():
        context.log.warning(
            f"Nothing is checked yet: expectations span tables, and {', '.join(sorted(missing))} were never made. "
            "Materialise them, or launch the job `release`."
        )
        return
    folder = project.run_folder(run_id)
    validation = validate(frames, folder / "data_docs")
    validation.save(folder / VALIDATION)
    files = write_failures(validation, folder)
    for result in (*validation.failures, *validation.warnings):
        (context.log.error if result.blocks else context.log.warning)(str(result))
    if files:
        context.log.info(f"All failing rows are in {folder}")
    for result in validation.results:
        if dg.AssetCheckKey(KEYS[result.table], result.name) in context.selected_asset_check_keys:
            yield _check(result, files)
    if not validation.ok:
        raise dg.Failure(
            "Nothing is published. " + "\n".join(map(str, validation.failures)) + f"\nAll failing rows are in {folder}",
            allow_retries=False,
        )


def _check(result: Result, files: list[Path]) -> dg.AssetCheckResult:
    metadata: dict[str, Any] = {"rows checked": result.checked, "rows failed": result.failed}
    if result.examples:
        metadata["examples"] = markdown_rows(result.examples)
    if not result.success:
        metadata |= {path.name: dg.MetadataValue.path(path) for path in files}
    return dg.AssetCheckResult(
        passed=result.success,
        asset_key=KEYS[result.table],
        check_name=result.name,
        severity=dg.AssetCheckSeverity.ERROR if result.severity == "critical" else dg.AssetCheckSeverity.WARN,
        description=None if result.success else _why(result),
        metadata=metadata,
    )


def _why(result: Result) -> str:
    """Why a check failed, without the words of articles: Dagster shows it as markdown."""
    if result.error is not None:
        return f"It could not be judged: {escaped(result.error)}"
    if result.found is not None:
        return f"{escaped(result.found)}."
    return f"{result.failed:,} of {result.checked:,} rows fail." if result.failed else "It fails."
