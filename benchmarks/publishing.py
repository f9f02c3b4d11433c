"""What does publishing cost beside writing the same tables with polars alone?

    python benchmarks/publishing.py RELEASE [FACTS]

The tables of a release are repeated, under other ids, until there are so many facts (a million). Prints seconds and
bytes of `pl.write_parquet` of all tables, of the release's Parquet files, and of the whole publication, which also
writes CSV, descriptions and checksums, reads all of it back and syncs it. Pages, of which there are so many at most,
are left out.
"""

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pipelines.publish import Run, publish  # noqa: E402
from pipelines.publish.write import write_parquet  # noqa: E402
from pipelines.tables import TABLES, Table  # noqa: E402
from pipelines.validate import Result, Validation, tables_digest  # noqa: E402


def repeated(frame: pl.DataFrame, table: Table, times: int) -> pl.DataFrame:
    """So many copies of the rows, each with ids of its own."""
    if frame.is_empty():
        return frame
    copy = pl.col("_copy").cast(pl.String)
    ids = [c.name for c in table.columns if c.dtype == pl.String and (c.name == table.key or c.references)]
    renamed = [pl.col(name) + "-" + copy for name in ids]
    copies = frame.join(pl.DataFrame({"_copy": range(times)}), how="cross")
    return table.conform(copies.with_columns(renamed))


def main(release: Path, facts: int) -> None:
    tables = {name: pl.read_parquet(release / f"{name}.parquet") for name in TABLES}
    times = -(-facts // tables["facts"].height)
    tables = {name: repeated(frame, TABLES[name], times) for name, frame in tables.items()}
    print(f"{tables['facts'].height:,} facts, {sum(frame.height for frame in tables.values()):,} rows in all")
    for _ in range(2):
        with tempfile.TemporaryDirectory() as work:
            plain = _timed("polars write_parquet", lambda: _plain(tables, Path(work)))
            ours = _timed("our Parquet alone", lambda: _ours(tables, Path(work)))
            _print("ratio", ours, plain)
            whole = _timed("publication without pages", lambda: _publication(tables, Path(work)))
            _print("ratio", whole, plain)


Cost = tuple[float, float, int]
"""Seconds of wall and of processor, and bytes."""


def _timed(what: str, do) -> Cost:
    started, busy = time.monotonic(), time.process_time()
    folder = do()
    seconds, busy = time.monotonic() - started, time.process_time() - busy
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{what:28} {seconds:7.1f} s wall {busy:7.1f} s cpu {size / 1e6:8.1f} MB", flush=True)
    return seconds, busy, size


def _print(what: str, one: Cost, other: Cost) -> None:
    print(
        f"{what:28} {one[0] / other[0]:7.2f}        {one[1] / other[1]:7.2f}       {one[2] / other[2]:8.2f}", flush=True
    )


def _plain(tables: dict[str, pl.DataFrame], work: Path) -> Path:
    (work / "plain").mkdir()
    for name, frame in tables.items():
        frame.write_parquet(work / "plain" / f"{name}.parquet")
    return work / "plain"


def _ours(tables: dict[str, pl.DataFrame], work: Path) -> Path:
    (work / "ours").mkdir()
    for name, frame in tables.items():
        write_parquet(frame, TABLES[name], work / "ours" / f"{name}.parquet")
    return work / "ours"


def _publication(tables: dict[str, pl.DataFrame], work: Path) -> Path:
    validation = Validation(tables_digest(tables), (Result("facts", "any", "Any.", "critical", True, 1, 0),))
    run = Run("benchmark", datetime.now(UTC), {})
    return publish(tables, work / "outputs", run=run, validation=validation, site=False).path


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
