"""What the pages of a release weigh, whether they are accessible, and how soon a large table is there.

    python benchmarks/pages.py OUTPUTS [--pages 40] [--rows 200000]

Reads the newest release below OUTPUTS in Chromium, which must be installed, over HTTP on loopback:
- bytes of all its pages;
- what axe-core finds on the heaviest pages and others drawn by a seed, so many of each kind, in light and dark colours
  and on a phone, and whether one is wider than its window;
- of a table of facts that is grown to so many rows (`grown` says how, and takes minutes): seconds until the first row
  stands, until a page was turned, and until the next was, with the bytes of Parquet that were read for it.
"""

import argparse
import random
import re
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks"), str(ROOT / "tests")]

from axe_playwright_python.base import AXE_SCRIPT  # noqa: E402
from browser import chromium, visit  # noqa: E402
from grown import grown  # noqa: E402
from http_server import serving  # noqa: E402

from pipelines.publish import Release, Run, open_release, publish  # noqa: E402
from pipelines.publish.site import pages  # noqa: E402
from pipelines.tables import TABLES  # noqa: E402
from pipelines.validate import Result, Validation, tables_digest  # noqa: E402

MODES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}},
}
_VIOLATIONS = "async () => (await axe.run()).violations.map(v => `${v.id}: ${v.nodes[0].html}`)"
_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
_VISITS = 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("outputs", type=Path)
    parser.add_argument("--pages", type=int, default=40, help="of each kind, to be looked at by axe-core")
    parser.add_argument("--rows", type=int, default=200_000, help="of the table of facts; 0 leaves that out")
    options = parser.parse_args()
    release = open_release(options.outputs)
    weigh(release)
    with chromium() as browser:
        with serving(options.outputs) as port:
            accessible(browser, f"http://127.0.0.1:{port}/{release.version}/", release, options.pages)
        if options.rows:
            with tempfile.TemporaryDirectory() as folder:
                large = published(release, Path(folder), options.rows)
                with serving(Path(folder)) as port:
                    preview(browser, f"http://127.0.0.1:{port}/{large.version}/site/tables/facts.html", large)


def found_pages(release: Release) -> list[Path]:
    """All pages but those of the validation report, the heaviest first."""
    return sorted((release.path / "site").rglob("*.html"), key=lambda page: page.stat().st_size, reverse=True)


def weigh(release: Release) -> None:
    sizes = [page.stat().st_size / 1e3 for page in found_pages(release)]
    print(
        f"{len(sizes):,} pages, {sum(sizes) / 1e3:.1f} MB; half of them below {statistics.median(sizes):.1f} kB, "
        f"the heaviest {', '.join(f'{size:.0f}' for size in sizes[:3])} kB",
        flush=True,
    )


def accessible(browser: Any, url: str, release: Release, number: int) -> None:
    """Print what axe-core finds, and on how many pages it looked for it."""
    kinds = defaultdict(list)
    for page in found_pages(release):
        kinds[page.parent].append(page.relative_to(release.path).as_posix())
    chosen = [path for of_kind in kinds.values() for path in _drawn(of_kind, number)]
    for mode, shown in MODES.items():
        found = []
        with visit(browser, bypass_csp=True, **shown) as visited:
            for path in chosen:
                visited.page.goto(url + path)
                visited.page.evaluate(AXE_SCRIPT)
                found += [f"{path}: {what}" for what in visited.page.evaluate(_VIOLATIONS)]
                found += [f"{path}: wider than its window"] if visited.page.evaluate(_TOO_WIDE) else []
            found += visited.wrong
        print(f"{mode}: {len(found)} violations on {len(chosen)} pages", *found[:10], sep="\n  ", flush=True)


def _drawn(heaviest_first: list[str], number: int) -> list[str]:
    """A quarter of so many from the start, the others by a seed."""
    first, rest = heaviest_first[: number // 4], heaviest_first[number // 4 :]
    return first + random.Random("pages").sample(rest, min(len(rest), number - len(first)))


def published(release: Release, out: Path, facts: int) -> Release:
    """A release of so many facts, with few pages of single articles and questions."""
    tables = grown({name: release.table(name) for name in TABLES}, facts)
    tables["facts"] = tables["facts"].head(facts)
    validation = Validation(tables_digest(tables), (Result("facts", "any", "Any.", "critical", True, 1, 0),))
    pages.PAGES = 1
    return publish(tables, out, run=Run("benchmark", datetime.now(UTC), {}), validation=validation, csv="none")


def preview(browser: Any, url: str, release: Release) -> None:
    """Print how soon the first rows of facts stand, and later ones do, and how much was read."""
    file = release.path / "facts.parquet"
    rows = pl.scan_parquet(file).select(pl.len()).collect().item()
    print(f"{rows:,} facts, {file.stat().st_size / 1e6:.1f} MB; seconds, and MB of Parquet read so far")
    for _ in range(_VISITS):
        with visit(browser) as visited:
            read: list[int] = []
            visited.page.on("response", lambda got, read=read: read.append(_of_parquet(got)))
            began = time.monotonic()
            visited.page.goto(url)
            visited.page.locator("#preview tbody tr").first.wait_for()
            steps = [f"first row {time.monotonic() - began:.2f} s, {sum(read) / 1e6:.2f} MB"]
            for first in (21, 71):
                began = time.monotonic()
                visited.page.get_by_role("button", name="On →").click()
                visited.page.get_by_text(re.compile(f"^Rows {first} to ")).wait_for()
                steps.append(f"row {first} {time.monotonic() - began:.2f} s, {sum(read) / 1e6:.2f} MB")
            print("; ".join([*steps, *visited.wrong]), flush=True)


def _of_parquet(response: Any) -> int:
    """Bytes of a Parquet file that a response brings."""
    asked_for = response.request.method == "GET" and response.url.endswith(".parquet")
    return int(response.headers.get("content-length", 0)) if asked_for else 0


if __name__ == "__main__":
    main()
