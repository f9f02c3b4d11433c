"""Chromium without a head, which remembers what pages did that they must not do."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

HOSTILE = (
    "</script><script>window.hostile = 1</script><img src=http://x.invalid/y onerror='window.hostile = 1'> "
    "\u202ejavascript:alert(1)\u2066 =cmd|'/c calc'!A1 ![x](http://x.invalid/y) [x](javascript:alert(1))"
)
"""Words that run, or fetch something, wherever they are taken for more than words."""

_SYSTEM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser; skips the test where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright, which is not installed")
    with playwright.sync_playwright() as started:
        found = [*filter(None, map(shutil.which, _SYSTEM)), started.chromium.executable_path]
        there = next((path for path in found if Path(path).is_file()), None)
        if there is None:
            pytest.skip("needs Chromium: install it, or let `playwright install chromium` do so")
        browser = started.chromium.launch(executable_path=there, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visit:
    """A page, and what it did: scripts that ran though they must not, errors, and addresses that it asked for."""

    page: Any
    wrong: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def elsewhere(self) -> list[str]:
        """Addresses on other machines."""
        return [url for url in self.asked if urlsplit(url).hostname not in ("127.0.0.1", "localhost", None)]


@contextmanager
def visit(browser: Any, **options: Any) -> Iterator[Visit]:
    """An empty page of its own; requests to other machines are noted and go nowhere."""
    context = browser.new_context(**options)
    context.set_default_timeout(60_000)
    page = context.new_page()
    visited = Visit(page)
    page.on("dialog", lambda dialog: (visited.wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: visited.wrong.append(f"error: {error}"))
    page.on("console", lambda said: visited.wrong.append(f"console: {said.text}") if said.type == "error" else None)
    page.on("request", lambda request: visited.asked.append(request.url))
    context.route(
        lambda url: urlsplit(url).hostname not in ("127.0.0.1", "localhost", None), lambda route: route.abort()
    )
    try:
        yield visited
    finally:
        context.close()
