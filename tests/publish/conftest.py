"""A published release of the small tables, and what is needed to publish another one."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from frames import small_tables, validation_of

from pipelines.publish import Release, Run, publish

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def publish_small(tmp_path: Path) -> Callable[..., Release]:
    """Publish the small tables, or others, at noon of 22 November 2026 or another time; without pages."""

    def publish_small(tables: Mapping[str, pl.DataFrame] | None = None, at: datetime = NOON, **options) -> Release:
        tables = small_tables() if tables is None else tables
        run = Run("run-1", NOON, {"harbour-gazette.txt": "0" * 64})
        options = {"validation": validation_of(tables), "site": False} | options
        return publish(tables, options.pop("out", tmp_path / "outputs"), run=run, clock=lambda: at, **options)

    return publish_small
