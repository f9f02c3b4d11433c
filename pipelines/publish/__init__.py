"""publish: tables that passed validation become an immutable, versioned release in `outputs/releases/<version>/`."""

from pipelines.publish.release import PublishText, publish
from pipelines.publish.run import Run
from pipelines.publish.store import Release, ReleaseError, check_latest, open_release, releases
from pipelines.publish.verify import Problem, verify

__all__ = [
    "Problem",
    "PublishText",
    "Release",
    "ReleaseError",
    "Run",
    "check_latest",
    "open_release",
    "publish",
    "releases",
    "verify",
]
