"""Everything that Dagster is to know: assets, checks and automation, put together.

They are declared in the modules of these names; running the job from Python is in `run`.
"""

import dagster as dg

from pipelines import assets, automation, checks
from pipelines.compute import Compute
from pipelines.notify import Webhook
from pipelines.storage import Project, TableStore

_PROJECT = Project.configure_at_launch()
_TABLES = TableStore(project=_PROJECT)

defs = dg.Definitions(
    assets=[
        assets.ingest,
        assets.segment,
        assets.extract,
        assets.reconcile,
        assets.views,
        assets.measure,
        assets.publish,
    ],
    asset_checks=[checks.validate_tables],
    jobs=[automation.release_job],
    schedules=[automation.daily_release],
    sensors=[automation.new_articles, automation.tell_release, automation.tell_failure],
    resources={
        "project": _PROJECT,
        "compute": Compute.configure_at_launch(),
        "tables": _TABLES,
        "io_manager": _TABLES,
        "webhook": Webhook(),
    },
    executor=dg.in_process_executor,
)
