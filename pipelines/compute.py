"""Where a run of Dagster reads articles: in its own process or in several, shard by shard."""

from collections.abc import Mapping

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
    ) -> dict[str, pl.DataFrame]:
        """The tables that a stage makes; the run's log says how far it is, and its output how much was kept."""
        from pipelines.shards.stage import Progress, run_stage

        told = -1

        def tell(progress: Progress) -> None:
            nonlocal told
            tenth = 10 * progress.done // progress.shards
            if tenth > told:
                told = tenth
                shards = f"{progress.done:,} of {progress.shards:,} shards"
                context.log.info(f"{stage}: {shards} are done, {progress.kept:,} of them in an earlier run")

        return run_stage(
            stage,
            tables,
            project.outputs_path / "cache",
            lambda tasks: engine_for(self.engine, self.workers, tasks),
            on_progress=tell,
        )
