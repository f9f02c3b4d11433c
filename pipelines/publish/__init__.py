"""publish: tables that passed validation become an immutable, versioned release in `outputs/releases/<version>/`."""

from pipelines.publish.catalogue import (
    Outputs,
    Release,
    check_latest,
    is_remote,
    open_release,
    open_store,
    releases,
)
from pipelines.publish.changes import apply_changes, change_counts, diff
from pipelines.publish.release import PublishText, changes_between, publish, read_tables, unchanged
from pipelines.publish.run import Run
from pipelines.publish.store import ReleaseError, Store
from pipelines.publish.verify import Problem, verify
from pipelines.publish.write import Csv

__all__ = [
    "Csv",
    "Outputs",
    "Problem",
    "PublishText",
    "Release",
    "ReleaseError",
    "Run",
    "Store",
    "apply_changes",
    "change_counts",
    "changes_between",
    "check_latest",
    "diff",
    "is_remote",
    "open_release",
    "open_store",
    "publish",
    "read_tables",
    "releases",
    "unchanged",
    "verify",
]
