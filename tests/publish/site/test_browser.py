"""The pages in a real browser: what people do there works, and what articles say does nothing."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from browser import HOSTILE, chromium, visit
from frames import small_tables, validation_of
from http_server import serving

from pipelines.publish import Release, Run, publish
from pipelines.tables import TABLES

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MANY = 120
"""Rows of the table that is paged through: more than two pages."""


def hostile_tables() -> dict[str, pl.DataFrame]:
    """The small tables, with rejections to page through, and names that try what they can."""
    tables, said = small_tables(), pl.lit(HOSTILE)
    number = pl.int_range(pl.len())
    tables["documents"] = tables["documents"].with_columns(
        title=pl.when(number == 0).then(said).otherwise("title"),
        publisher=said,
        url=pl.lit("javascript:window.hostile = 1"),
    )
    tables["entities"] = tables["entities"].with_columns(name=said)
    tables["facts"] = tables["facts"].with_columns(subject=said)
    corroborated = pl.when(number == 0).then(pl.lit("corroborated"))
    tables["claims"] = tables["claims"].with_columns(subject=said, status=corroborated.otherwise("status"))
    tables["rejections"] = TABLES["rejections"].frame(
        {
            "rejection_id": f"rejection-{i:04}",
            "stage": "ingest",
            "source_path": f"{i}.txt",
            "reason": "empty",
            "detail": HOSTILE,
        }
        for i in range(MANY)
    )
    return tables


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The second of two releases, whose names are hostile."""
    out = tmp_path_factory.mktemp("browser") / "outputs"
    for tables in (small_tables(), hostile_tables()):
        release = publish(tables, out, run=Run("run-1", NOON, {}), validation=validation_of(tables), clock=lambda: NOON)
    return release


@pytest.fixture(scope="module")
def url(release: Release) -> Iterator[str]:
    with serving(release.path.parents[1]) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


def test_from_the_catalogue_to_a_download_and_to_a_fact_in_its_sentence(
    browser: Any, url: str, release: Release, tmp_path: Path
) -> None:
    with visit(browser, accept_downloads=True) as visited:
        page = visited.page
        page.goto(url)
        page.get_by_role("rowheader").get_by_role("link").first.click()
        assert page.get_by_role("heading", level=1).inner_text().endswith(release.version)
        with page.expect_download() as started:
            page.locator("a[download][href$='/facts.parquet']").click()
        started.value.save_as(tmp_path / "facts.parquet")
        assert pl.read_parquet(tmp_path / "facts.parquet").equals(release.table("facts"))
        page.get_by_role("link", name="facts", exact=True).click()
        assert page.locator("#preview-state").inner_text() == f"All {release.table('facts').height} rows."
        assert page.locator("#preview-pager").is_hidden()
        page.locator("#preview tbody a").first.click()
        fact_id = page.url.partition("#")[2]
        evidence = release.table("facts").row(by_predicate=pl.col("fact_id") == fact_id, named=True)["evidence"]
        assert page.locator(f".sentence:has([id='{fact_id}']) .fact").first.inner_text() in evidence
        outlined = page.locator(".sentence:has(:target)")
        assert outlined.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
        assert outlined.is_visible()
        outlined.locator("li a").first.click()
        assert page.locator(f"article:target blockquote a[href$='#{fact_id}']").is_visible()
        assert (visited.wrong, visited.elsewhere) == ([], [])


def test_a_preview_is_paged_through_by_ranges(browser: Any, url: str) -> None:
    with visit(browser) as visited:
        page = visited.page
        page.goto(f"{url}/latest/site/tables/rejections.html")
        state, on = page.locator("#preview-state"), page.get_by_role("button", name="On →")
        on.wait_for()
        assert state.inner_text() == f"Rows 1 to 20 of {MANY}."
        assert not [url for url in visited.asked if url.endswith(".parquet")]
        for said, first in (
            (f"Rows 21 to 70 of {MANY}.", "rejection-0020"),
            (f"Rows 71 to 120 of {MANY}.", "rejection-0070"),
        ):
            on.click()
            page.wait_for_function("said => document.getElementById('preview-state').textContent === said", arg=said)
            assert first in page.locator("#preview tbody tr").first.inner_text()
        assert on.is_disabled()
        page.get_by_role("button", name="← Back").click()
        page.get_by_role("button", name="← Back").click()
        page.wait_for_function(
            "said => document.getElementById('preview-state').textContent === said", arg=f"Rows 1 to 20 of {MANY}."
        )
        assert "rejection-0000" in page.locator("#preview tbody tr").first.inner_text()
        assert (visited.wrong, visited.elsewhere) == ([], [])


def test_the_first_rows_are_there_from_disk_and_without_javascript(browser: Any, release: Release) -> None:
    with visit(browser, java_script_enabled=False) as visited:
        visited.page.goto((release.path / "site" / "tables" / "facts.html").as_uri())
        assert visited.page.locator("#preview tbody tr").count() == release.table("facts").height
        assert not visited.page.locator("#preview-pager").is_visible()


def paths(release: Release) -> list[str]:
    site = sorted(path.relative_to(release.path).as_posix() for path in (release.path / "site").rglob("*.html"))
    return ["site/", *(f"{release.version}/{path}" for path in site)]


def test_hostile_words_execute_and_fetch_nothing(browser: Any, url: str, release: Release) -> None:
    with visit(browser) as visited:
        for path in paths(release):
            of_table = "/tables/" in path
            visited.page.goto(f"{url}/{path}", wait_until="networkidle" if of_table else "load")
            if of_table and visited.page.locator("#preview-on").is_visible():
                visited.page.locator("#preview-on").click()
                visited.page.get_by_text(re.compile("^Rows 21 to ")).wait_for()
                assert "could not be read" not in visited.page.locator("#preview-state").inner_text(), path
            for link in visited.page.locator("a[href^='javascript' i]").all():
                visited.wrong.append(f"{path}: {link.get_attribute('href')}")
            assert visited.page.evaluate("window.hostile ?? null") is None, path
        assert (visited.wrong, visited.elsewhere) == ([], [])


@pytest.mark.parametrize(
    "options",
    [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 844}}],
    ids=["light", "dark", "phone"],
)
def test_pages_are_accessible(browser: Any, url: str, release: Release, options: dict) -> None:
    """axe-core finds nothing on a page of each kind, and no page is wider than its window."""
    axe = pytest.importorskip("axe_playwright_python.base").AXE_SCRIPT
    kinds = {path.rpartition("/")[0] + (path if path.count("/") == 2 else ""): path for path in paths(release)}
    with visit(browser, bypass_csp=True, **options) as visited:
        for path in kinds.values():
            visited.page.goto(f"{url}/{path}")
            visited.page.evaluate(axe)
            found = visited.page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.nodes[0].html])")
            assert found == [], path
            wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert visited.page.evaluate(wide) <= 0, path


def test_the_way_by_keyboard(browser: Any, url: str) -> None:
    with visit(browser) as visited:
        page: Any = visited.page
        page.goto(f"{url}/latest/site/index.html")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Enter")
        assert page.url.endswith("#content")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")
