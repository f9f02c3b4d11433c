"""What does publishing cost beside writing the same tables with polars alone?

    python benchmarks/publishing.py RELEASE [FACTS]

The tables of a release are grown to so many facts (a million; `grown` says how), which takes some minutes. Prints
seconds and bytes of
- `pl.write_parquet` of all tables, as polars does it by itself;
- the Parquet files of a release: written, read back and compared, hashed;
- a whole publication without CSV, which also compares the tables with what was validated, describes them, syncs every
  file, and reads all of it from the disk once more;
- a whole publication as it is by default, and one with every table as CSV.

Pages, of which there are so many at most, are left out. What was written before is synced between the steps, so that
none waits for another one's bytes.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from grown import grown  # noqa: E402

from pipelines.publish import Csv, Run, publish  # noqa: E402
from pipelines.publish.release import write_tables  # noqa: E402
from pipelines.tables import CHANGES, TABLES  # noqa: E402
from pipelines.validate import Result, Validation, tables_digest  # noqa: E402

Cost = tuple[float, float, int]
"""Seconds of wall and of processor, and bytes."""


def main(release: Path, facts: int) -> None:
    tables = grown({name: pl.read_parquet(release / f"{name}.parquet") for name in TABLES}, facts)
    print(f"{tables['facts'].height:,} facts, {sum(frame.height for frame in tables.values()):,} rows in all")
    validation = Validation(tables_digest(tables), (Result("facts", "any", "Any.", "critical", True, 1, 0),))

    def plain(folder: Path) -> None:
        for name, frame in tables.items():
            frame.write_parquet(folder / f"{name}.parquet")

    def parquet(folder: Path) -> None:
        write_tables({**tables, CHANGES.name: CHANGES.empty()}, "none", folder)

    def publication(csv: Csv) -> Callable[[Path], None]:
        def do(folder: Path) -> None:
            publish(
                tables, folder, run=Run("benchmark", datetime.now(UTC), {}), validation=validation, csv=csv, site=False
            )

        return do

    for _ in range(2):
        beside = _cost("polars write_parquet", plain)
        _cost("Parquet of a release", parquet, beside)
        _cost("publication without CSV", publication("none"), beside)
        _cost("publication", publication("auto"), beside)
        _cost("publication, all as CSV", publication("all"), beside)


def _cost(what: str, do: Callable[[Path], None], beside: Cost | None = None) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        os.sync()
        started, busy = time.monotonic(), time.process_time()
        do(Path(folder))
        seconds, busy = time.monotonic() - started, time.process_time() - busy
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    cost = seconds, busy, size
    ratios = [f" ({mine / its:5.2f})" if beside else " " * 8 for mine, its in zip(cost, beside or cost, strict=True)]
    print(
        f"{what:24} {seconds:7.1f} s wall{ratios[0]} {busy:7.1f} s cpu{ratios[1]} {size / 1e6:8.1f} MB{ratios[2]}",
        flush=True,
    )
    return cost


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
