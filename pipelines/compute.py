"""Where a run of Dagster reads articles: in its own process or in several, shard by shard."""

from collections.abc import Callable, Mapping
from typing import Any

import dagster as dg
import polars as pl
from pydantic import Field

from pipelines.shards.engines import EngineName, engine_for
from pipelines.storage import Project


class Compute(dg.ConfigurableResource):
    """Engine and workers of the stages that read article by article. They change how long a run takes, and no row."""

    engine: EngineName = Field(
        default="auto",
        description="`in_process` reads one shard after the other; `pool` several at once, each in a process of its "
        "own; `auto` takes a pool for some hundreds of articles or more; `ray` runs tasks on the cluster that "
        "RAY_ADDRESS names, which must see the same outputs.",
    )
    workers: int | None = Field(
        default=None, gt=0, description="Processes of a pool; one for each processor if it is not given."
    )

    def run_stage(
        self, context: dg.AssetExecutionContext, project: Project, stage: str, tables: Mapping[str, pl.DataFrame]
    ) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
        """The tables that a stage makes, and how many shards that took; the run's log says how far it is."""
        from pipelines.shards.stage import Progress, run_stage

        told = tenths(context, stage, "shards")
        last = Progress(0, 0, 0)

        def tell(progress: Progress) -> None:
            nonlocal last
            last = progress
            told(progress.done, progress.shards, f", {progress.kept:,} of them in an earlier run")

        made = run_stage(
            stage,
            tables,
            project.outputs_path / "cache",
            lambda tasks: engine_for(self.engine, self.workers, tasks),
            on_progress=tell,
        )
        return made, {"shards": last.shards, "shards of an earlier run": last.kept}


def tenths(context: dg.AssetExecutionContext, stage: str, what: str) -> Callable[..., None]:
    """What tells a run's log how many of all are done, once for each tenth."""
    told = -1

    def tell(done: int, of: int, more: str = "") -> None:
        nonlocal told
        tenth = 10 * done // of
        if tenth > told:
            told = tenth
            context.log.info(f"{stage}: {done:,} of {of:,} {what} are done{more}")

    return tell
