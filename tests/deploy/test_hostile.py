"""Hostile words of articles in Dagster's UI, in a browser. It takes a minute or two: `make services` runs it."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from browser import HOSTILE, Visit, chromium, visit
from services import ROOT, answers, copy_project, free_port, service

pytestmark = [
    pytest.mark.skipif(
        not os.environ.get("SUMMIT_FACTS_SERVICES"), reason="takes minutes; run it with `make services`"
    ),
    pytest.mark.skipif(find_spec("playwright") is None, reason="needs playwright"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The UI on a run that is over: to launch one there takes longer than all else, and shows the same pages."""
    project = copy_project(tmp_path_factory.mktemp("hostile"))
    write_articles(project / "corpus")
    shutil.copy(ROOT / "dagster.yaml", project / "home")
    build = [str(Path(sys.executable).with_name("summit-facts")), "build", "corpus", "--publish-text", "full"]
    environment = os.environ | {"PYTHONPATH": str(project), "DAGSTER_HOME": str(project / "home")}
    made = subprocess.run(build, cwd=project, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    port = str(free_port())
    start = ("dagster-webserver", "--host", "127.0.0.1", "--port", port, "--module-name", "pipelines.definitions")
    with service(*start, project=project, environment={}) as server:
        server.wait(lambda: answers(f"http://127.0.0.1:{port}/server_info"))
        yield f"http://127.0.0.1:{port}"


def write_articles(corpus: Path) -> None:
    """Two articles whose names, titles, addresses and words try what they can, and a file that is refused."""
    text = f'The ninth Andean Summit was held in Quito on 17 June 2025. "{HOSTILE}", President Ana Prado said in Quito.'
    record = {"title": HOSTILE, "author": HOSTILE, "publisher": HOSTILE, "url": "javascript:window.hostile = 1"}
    (corpus / "articles.jsonl").write_text(json.dumps({**record, "text": text, "date": "2025-06-20"}))
    name = HOSTILE.replace("/", "\N{DIVISION SLASH}")
    (corpus / f"{name}.txt").write_text(text)
    (corpus / f"{name}.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00")


def test_hostile_words_execute_and_fetch_nothing(address: str) -> None:
    """In the pages of a run and of what it made, also where metadata is opened."""
    with chromium() as browser, visit(browser, viewport={"width": 1440, "height": 1000}) as visited:
        page = visited.page
        page.context.set_default_timeout(300_000)
        page.goto(f"{address}/runs")
        page.get_by_text("Success").first.wait_for()
        require_harmless(visited)
        for asset in ("documents", "extracted/facts", "facts", "quotes", "rejections", "release"):
            page.goto(f"{address}/assets/{asset}?view=overview")
            page.get_by_text("Metadata").first.wait_for()
            if asset in ("documents", "rejections"):
                page.get_by_text("window.hostile").first.wait_for()
            require_harmless(visited)
            shown = page.get_by_role("button", name=re.compile("Show (Markdown|Table)"))
            for number in range(shown.count()):
                shown.nth(number).click()
                dialog = page.get_by_role("dialog").first
                dialog.wait_for()
                require_harmless(visited)
                page.keyboard.press("Escape")
                dialog.wait_for(state="hidden")


def require_harmless(visited: Visit) -> None:
    """Nothing ran, nothing went elsewhere, and nothing that can be clicked would run anything."""
    page = visited.page
    assert page.evaluate("window.hostile ?? null") is None
    assert [said for said in visited.wrong if said.startswith("dialog")] == []
    assert visited.elsewhere == []
    found = page.locator("a[href^='javascript' i], [src*='x.invalid'], [href*='x.invalid']")
    assert found.evaluate_all("found => found.map(it => it.outerHTML)") == []
