"""How far a stage is, told in the log and the metadata of a run."""

from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from pipelines.compute import Compute, tenths
from pipelines.storage import Project


def test_a_stage_tells_its_shards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = dg.build_asset_context()
    lines: list[str] = []
    monkeypatch.setattr(context.log, "info", lines.append)
    documents = pl.DataFrame(
        {
            "doc_id": [f"doc-{number:016x}" for number in range(1, 4)],
            "text": ["The Delta Summit was held in Tigre on 3 May 2019."] * 3,
            "title": None,
            "author": None,
        },
        schema_overrides={"title": pl.String, "author": pl.String},
    )
    project = Project(outputs=str(tmp_path))
    for kept in (0, 1):
        made, work = Compute(engine="in_process").run_stage(context, project, "segment", {"documents": documents})
        assert made["segments"].height == 3
        assert work == {"shards": 1, "shards of an earlier run": kept}
    assert lines[0] == "segment: 0 of 1 shards are done, 0 of them in an earlier run"
    assert lines[-1] == "segment: 1 of 1 shards are done, 1 of them in an earlier run"


def test_the_log_has_a_line_for_each_tenth() -> None:
    context = dg.build_asset_context()
    lines: list[str] = []
    context.log.info = lines.append  # type: ignore[method-assign]
    tell = tenths(context, "ingest", "files")
    for done in range(1, 1001):
        tell(done, 1000)
    assert len(lines) == 11
    assert lines[-1] == "ingest: 1,000 of 1,000 files are done"
