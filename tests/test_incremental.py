"""A rebuild with what earlier runs kept gives the very release that a full one gives, whatever was kept."""

import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import dagster as dg
import pytest

from pipelines.run import run_release

ARTICLES = Path(__file__).parents[1] / "seeds" / "articles"
NEW = "The fourteenth Andean Summit was held in Cusco on 9 May 2019. Peru pledged 7 million dollars to Bolivia."

Told = tuple[str, dict[str, str]]
"""The digest of a release, and its pages of articles and questions, without its version."""


class Built(NamedTuple):
    """A corpus that changed, the outputs of two runs on it, before and after, and what a full run tells of it."""

    corpus: Path
    outputs: Path
    full: Told


def build(corpus: Path, outputs: Path) -> Told:
    run = run_release(corpus, outputs, instance=dg.DagsterInstance.ephemeral(), publish_unchanged=True)
    assert run.release is not None, run.error
    pages = {
        path.relative_to(run.release.path).as_posix(): path.read_text(encoding="utf-8").replace(run.release.version, "")
        for folder in ("articles", "claims")
        for path in (run.release.path / "site" / folder).iterdir()
    }
    return run.release.manifest["digest"], pages


def entries(outputs: Path) -> list[list[Path]]:
    """All that was kept, stage by stage."""
    stages: dict[Path, list[Path]] = {}
    for sums in sorted((outputs / "cache").rglob("SHA256SUMS")):
        stages.setdefault(sums.parents[1], []).append(sums.parent)
    return list(stages.values())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("incremental")
    corpus = folder / "corpus"
    shutil.copytree(ARTICLES, corpus)
    before = build(corpus, folder / "kept")
    (corpus / "new.txt").write_text(NEW, encoding="utf-8")
    (corpus / "lotus-daily-spirit.txt").unlink()
    changed = corpus / "meridian-wire-summit.txt"
    changed.write_text(changed.read_text(encoding="utf-8") + "\n\nPeru will host the next summit.\n", encoding="utf-8")
    full = build(corpus, folder / "fresh")
    assert full != before
    assert build(corpus, folder / "kept") == full
    return Built(corpus, folder / "kept", full)


def test_something_is_kept_of_every_kind(built: Built) -> None:
    kinds = {some[0].parent.relative_to(built.outputs / "cache").as_posix() for some in entries(built.outputs)}
    assert {"describe", "passages", "segment", "extract", "validate", "pages/documents", "pages/claims"} <= kinds
    assert all(len(some) > 1 for some in entries(built.outputs) if some[0].parent.name in ("segment", "extract"))


def cut_off(kept: list[Path]) -> None:
    for file in (file for entry in kept for file in entry.glob("*.parquet")):
        file.write_bytes(file.read_bytes()[:-9])


def exchange(kept: list[Path]) -> None:
    """Each entry lies whole where another one was."""
    for one, other in pairwise(kept):
        aside = one.rename(one.with_name("aside"))
        other.rename(one)
        aside.rename(other)


@pytest.mark.parametrize("damage", [cut_off, exchange])
def test_what_is_damaged_or_foreign_is_made_anew(
    built: Built, damage: Callable[[list[Path]], None], tmp_path: Path
) -> None:
    shutil.copytree(built.outputs, tmp_path / "outputs")
    for kept in entries(tmp_path / "outputs"):
        damage(kept)
    assert build(built.corpus, tmp_path / "outputs") == built.full
