"""Every expectation as a Dagster asset check on its table; one run of Great Expectations feeds them all.

A critical one that fails fails the step, and `release` waits for the step. Only tables that no other stage reads have
checks that Dagster calls blocking: a blocking check holds back every asset downstream, so that one on `documents` would
have to be judged before there are facts. What is expected belongs to `expectations`, how it is judged to `validate`.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import dagster as dg
import polars as pl
from pydantic import Field

from expectations import EXPECTATIONS
from pipelines.assets import KEYS
from pipelines.knowledge import KnowledgeError
from pipelines.metadata import escaped, markdown_rows
from pipelines.storage import QUARANTINE, VALIDATION, Project, TableStore
from pipelines.validate import (
    QuarantineError,
    Result,
    Validation,
    quarantine,
    validate_once,
    write_failures,
)
from pipelines.validate.regression import DESCRIPTION, F1_NOT_FALLEN, f1_not_fallen

CRITICAL = " Critical: nothing is published if it fails."
WARNS = " A warning: it is published with the release."

READ_BY_STAGES = ("documents", "segments", "entities", "mentions", "facts", "claims")
"""Tables whose checks cannot be blocking in Dagster's sense."""

CHECKS = [
    dg.AssetCheckSpec(
        expectation.name,
        asset=KEYS[expectation.table],
        description=expectation.description + (CRITICAL if expectation.severity == "critical" else WARNS),
        blocking=expectation.severity == "critical" and expectation.table not in READ_BY_STAGES,
        metadata={"severity": expectation.severity},
    )
    for expectation in EXPECTATIONS
]
CHECKS.append(
    dg.AssetCheckSpec(F1_NOT_FALLEN, asset=KEYS["quality"], description=DESCRIPTION + CRITICAL, blocking=True)
)


class GateConfig(dg.Config):
    """What stands between the tables and a release."""

    on_invalid: Literal["fail", "quarantine"] = Field(
        default="fail",
        description="What happens where critical expectations fail. `fail`: nothing is published. `quarantine`: the "
        "articles, facts and mentions that fail are set aside as rows of `rejections`, all that depends on them is "
        "made anew, and the rest is published.",
    )
    quarantine_limit: float = Field(
        default=0.05,
        ge=0,
        le=1,
        description="Largest share of the articles, and of the facts, that may be set aside; where more fails, nothing "
        "is published.",
    )
    f1_tolerance: float = Field(
        default=0.005,
        ge=0,
        le=1,
        description="How far F1 against gold may fall below that of the last release; where it falls further, nothing "
        "is published. 1 lets everything pass.",
    )


@dg.multi_asset_check(name="validate", specs=CHECKS, can_subset=True)
def validate_tables(
    context: dg.AssetCheckExecutionContext, config: GateConfig, project: Project, tables: dg.ResourceParam[TableStore]
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
    before, corrected = project.last_table("quality"), project.last_table("corrections")

    def judge(made: Mapping[str, pl.DataFrame], docs: Path) -> Validation:
        found = validate_once(made, docs, project.outputs_path / "cache")
        corrections = (corrected, made["corrections"])
        return found.with_result(f1_not_fallen(made["quality"], before, config.f1_tolerance, corrections))

    validation = judge(frames, folder / "data_docs")
    validation.save(folder / VALIDATION)
    files = write_failures(validation, folder)
    for result in (*validation.failures, *validation.warnings):
        (context.log.error if result.blocks else context.log.warning)(str(result))
    if files:
        context.log.info(f"All failing rows are in {folder}")
    words = [*map(str, validation.failures), f"All failing rows are in {folder}"]
    cleared = None
    if not validation.ok and config.on_invalid == "quarantine":
        aside = folder / QUARANTINE
        from pipelines.rebuild import rebuild

        try:
            read = tables.load_read(run_id, context.instance)
            cleared = quarantine(
                read,
                frames,
                validation,
                lambda left: rebuild(left, project.corrections_path, project.gold_path),
                lambda made: judge(made, aside / "data_docs"),
                config.quarantine_limit,
            )
        except (QuarantineError, KnowledgeError) as error:
            words.insert(0, f"Nothing could be set aside: {error}.")
        else:
            project.save_cleared(run_id, cleared.tables, cleared.validation)
            context.log.warning(
                f"{cleared.articles:,} articles and {cleared.facts:,} facts are set aside, and the rest is published "
                f"without them. They are in `rejections`, and all failing rows in {folder}"
            )
    for result in validation.results:
        if dg.AssetCheckKey(KEYS[result.table], result.name) in context.selected_asset_check_keys:
            yield _check(result, files, set_aside=cleared is not None)
    if not validation.ok and cleared is None:
        raise dg.Failure("\n".join(["Nothing is published.", *words]), allow_retries=False)


def _check(result: Result, files: list[Path], set_aside: bool) -> dg.AssetCheckResult:
    """The result as Dagster shows it. What was set aside is a warning, and holds nothing back."""
    critical = result.severity == "critical"
    stops = critical and not set_aside
    metadata: dict[str, Any] = {"rows checked": result.checked, "rows failed": result.failed}
    if result.examples:
        metadata["examples"] = markdown_rows(result.examples)
    if not result.success:
        metadata |= {path.name: dg.MetadataValue.path(path) for path in files}
    return dg.AssetCheckResult(
        passed=result.success,
        asset_key=KEYS[result.table],
        check_name=result.name,
        severity=dg.AssetCheckSeverity.ERROR if stops else dg.AssetCheckSeverity.WARN,
        description=None
        if result.success
        else _why(result) + (" They are set aside." if set_aside and critical else ""),
        metadata=metadata,
    )


def _why(result: Result) -> str:
    """Why a check failed, without the words of articles: Dagster shows it as markdown."""
    if result.error is not None:
        return f"It could not be judged: {escaped(result.error)}"
    if result.found is not None:
        return f"{escaped(result.found)}."
    return f"{result.failed:,} of {result.checked:,} rows fail." if result.failed else "It fails."
