"""What a stage depends on: its modules, those that they import, and the knowledge beside them."""

from pathlib import Path

import pytest

from pipelines.shards import code
from pipelines.shards.code import code_digest

FILES = {
    "pipelines/__init__.py": "",
    "pipelines/read/__init__.py": "from pipelines.read.kernel import read",
    "pipelines/read/kernel.py": "import re\nfrom pipelines import names\n\ndef read(): from pipelines.late import f",
    "pipelines/read/rules.yaml": "verbs: [sign]",
    "pipelines/names.py": "",
    "pipelines/late.py": "",
    "pipelines/print/__init__.py": "from pipelines.read import read",
    "pipelines/print/print.yaml": "colour: blue",
    "seeds/registry/countries.yaml": "- Peru",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    return tmp_path


def digest(project: Path) -> str:
    code_digest.cache_clear()
    return code_digest("pipelines.read", project)


@pytest.mark.parametrize("name", sorted(name for name in FILES if "print" not in name))
def test_what_a_stage_depends_on_changes_its_digest(project: Path, name: str) -> None:
    before = digest(project)
    (project / name).write_text(FILES[name] + "\n# changed")
    assert digest(project) != before


@pytest.mark.parametrize("name", sorted(name for name in FILES if "print" in name))
def test_what_it_does_not_depend_on_does_not(project: Path, name: str) -> None:
    before = digest(project)
    (project / name).write_text("changed = True")
    assert digest(project) == before


def test_a_new_version_of_a_library_changes_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest(project)
    monkeypatch.setattr(code, "stack_versions", lambda: {"polars": "99.0"})
    assert digest(project) != before


def test_extraction_depends_on_its_rules_and_not_on_publishing() -> None:
    files = {file.relative_to(code._ROOT).as_posix() for file in code._closure("pipelines.extract", code._ROOT)}
    assert {"pipelines/extract/speech.py", "pipelines/registry.py", "pipelines/tables.py"} <= files
    assert not any("publish" in file or "views" in file for file in files)
