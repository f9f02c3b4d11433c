"""publish: tables that passed validation become an immutable, versioned release in `outputs/releases/<version>/`."""

from pipelines.publish.changes import apply_changes, change_counts, diff
from pipelines.publish.release import PublishText, publish, read_tables, unchanged
from pipelines.publish.run import Run
from pipelines.publish.store import Release, ReleaseError, check_latest, open_release, releases
from pipelines.publish.verify import Problem, verify

__all__ = [
    "Problem",
    "PublishText",
    "Release",
    "ReleaseError",
    "Run",
    "apply_changes",
    "change_counts",
    "check_latest",
    "diff",
    "open_release",
    "publish",
    "read_tables",
    "releases",
    "unchanged",
    "verify",
]
