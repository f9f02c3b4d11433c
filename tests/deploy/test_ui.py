"""What a maintainer does in Dagster's UI, in a browser. It takes minutes: `make services` runs it."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from services import ROOT, answers, copy_project, free_port, service

from pipelines.publish import releases

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.skipif(
        not os.environ.get("SUMMIT_FACTS_SERVICES"), reason="takes minutes; run it with `make services`"
    ),
    pytest.mark.skipif(find_spec("playwright") is None or CHROMIUM is None, reason="needs playwright and chromium"),
]
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 600_000
"""Milliseconds."""


GOLD = json.dumps(
    {
        "doc": "quito",
        "predicate": "held_at",
        "subject": ["ninth Andean Summit"],
        "object": ["Quito"],
        "value": None,
        "unit": None,
        "date": None,
        "qualifiers": {},
        "evidence": "Quito",
        "optional": False,
    }
)


class Site:
    """Dagster's UI on a copy of the project."""

    def __init__(self, project: Path, address: str) -> None:
        self.project = project
        self.address = address


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    project = copy_project(tmp_path_factory.mktemp("ui"))
    (project / "corpus" / "quito.txt").write_text("The ninth Andean Summit was held in Quito.")
    (project / "broken").mkdir()
    (project / "broken" / "quito.txt").write_text("It rained in Quito, and the ninth Andean Summit was far away.")
    (project / "gold.jsonl").write_text(GOLD)
    shutil.copy(ROOT / "dagster.yaml", project / "home")
    ui, pages = str(free_port()), str(free_port())
    address, settings = f"http://127.0.0.1:{ui}", {"SUMMIT_FACTS_SITE": f"http://127.0.0.1:{pages}"}
    dev = ("dagster", "dev", "--host", "127.0.0.1", "--port", ui, "--module-name", "pipelines.definitions")
    serve = ("summit-facts", "serve", "--out", str(project / "outputs"), "--port", pages)
    with (
        service(*dev, project=project, environment=settings) as dagster,
        service(*serve, project=project, environment={}),
    ):
        dagster.wait(lambda: answers(f"{address}/server_info"))
        yield Site(project, address)


def launch(page, site: Site, **settings: str) -> None:
    """Launch the job with other settings than those that the launchpad shows, and open the run."""
    page.goto(f"{site.address}/locations/pipelines.definitions/jobs/release/playground")
    page.wait_for_selector(".CodeMirror", timeout=PATIENCE)
    page.wait_for_function("document.querySelector('.CodeMirror').CodeMirror.getValue().includes('corpus')")
    for name, value in settings.items():
        shown = page.evaluate(
            """([name, value]) => {
                const editor = document.querySelector('.CodeMirror').CodeMirror;
                editor.setValue(editor.getValue().replace(new RegExp(`${name}: .*`), `${name}: ${value}`));
                return editor.getValue();
            }""",
            [name, value],
        )
        assert f"{name}: {value}" in shown
    page.get_by_text("No errors").wait_for(timeout=PATIENCE)
    with page.expect_response(lambda answer: "LaunchPipelineExecution" in (answer.request.post_data or "")) as launched:
        page.get_by_role("button", name="Launch run").click()
    found = re.search(r'"(?:id|runId)": ?"([0-9a-f-]{36})"', launched.value.text())
    assert found, launched.value.text()
    page.goto(f"{site.address}/runs/{found[1]}")


def test_a_maintainer_launches_a_release_and_finds_out_why_another_fails(site: Site) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.context.set_default_timeout(PATIENCE)

        launch(page, site, corpus="corpus", gold="gold.jsonl", publish_text="full")
        page.get_by_text("Success", exact=True).first.wait_for()
        (release,) = releases(site.project / "outputs")
        assert release.manifest["publish_text"] == "full"
        page.goto(f"{site.address}/assets/release?view=overview")
        page.get_by_text(release.version, exact=True).first.wait_for()
        assert page.get_by_text("There is no release before to compare with.").first.is_visible()
        with page.context.expect_page() as opened:
            page.get_by_role("link", name=f"{release.version}/site/").first.click()
        opened.value.get_by_role("heading", name=f"release {release.version}").wait_for()

        launch(page, site, corpus="broken", gold="gold.jsonl")
        page.get_by_text("Failure", exact=True).first.wait_for()
        page.goto(f"{site.address}/assets/quality?view=checks&checkDetail=f1_not_fallen")
        page.get_by_text("F1 was 1.0000 in the last release, and is 0.0000").first.wait_for()
        page.screenshot(path=site.project / "check.png")
        assert len(releases(site.project / "outputs")) == 1
        browser.close()
