"""The page for curators: what it tells them to write is merged into a copy of the project, and the copy is run."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.knowledge import load_yaml
from pipelines.rules_check import check

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "adding-a-fact.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package and the registry, to which nothing has been added yet."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "pipelines", folder / "pipelines", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "seeds" / "registry", folder / "seeds" / "registry")
    return folder


def merged(old: Any, new: Any) -> Any:
    """As the page says: a list grows at its end, an entry with an `id` that exists grows, all else is new."""
    if isinstance(old, dict):
        return old | {key: merged(old[key], value) if key in old else value for key, value in new.items()}
    by_id = {item["id"]: i for i, item in enumerate(old) if isinstance(item, dict) and "id" in item}
    grown = list(old)
    for item in new:
        place = by_id.get(item["id"]) if isinstance(item, dict) and "id" in item else None
        if place is None:
            grown.append(item)
        else:
            grown[place] = merged(grown[place], {key: value for key, value in item.items() if key != "id"})
    return grown


def apply(folder: Path, block: int) -> None:
    name, text = BLOCKS[block]
    content = merged(load_yaml(folder / name), yaml.safe_load(text))
    (folder / name).write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def run(folder: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """The command line of the copy."""
    code = "import sys; from pipelines.cli import app; sys.argv[0] = 'summit-facts'; app()"
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "120"}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder, env=environment, input=given, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_what_the_page_adds_works(copy: Path) -> None:
    apply(copy, 0)
    (told,) = re.findall(r"^```text\n(.*)\n```$", TEXT, re.MULTILINE)
    assert {problem.message for problem in check(copy)} == {told}
    for block in range(1, len(BLOCKS)):
        apply(copy, block)
    checked = run(copy, "rules", "check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "All rule files are sound." in checked.stdout

    (command,) = re.findall(r"^echo .*$", TEXT, re.MULTILINE)
    _, given, _, _, *arguments = shlex.split(command)
    annotated = run(copy, *arguments, given=given)
    facts = json.loads(annotated.stdout)["facts"]
    assert [(f["subject"], f["object"]) for f in facts if f["predicate"] == "withdrew_from"] == [
        ("Iceland", "Bergen Accord")
    ]


def test_the_project_does_not_have_it_already() -> None:
    assert "withdrew_from" not in load_yaml(ROOT / "pipelines" / "extract" / "predicates.yaml")
    verbs = load_yaml(ROOT / "pipelines" / "extract" / "lexicon.yaml")["verbs"]
    assert not {"countersign", "exit"} & set(verbs)


def test_the_page_is_short() -> None:
    assert len(BLOCKS) == 5
    assert TEXT.count("\n") < 150
