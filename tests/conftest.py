"""What every test may need: the shared articles and gold, and made-up examples that are the same in every run."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")

ROOT = Path(__file__).parents[1]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nobody hears the last words of a worker: DuckDB's, about what it no longer frees there."""
    if hasattr(config, "workerinput"):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real articles, gold and corpora beside the repository."""
    folder = ROOT.parent / "shared"
    if not (folder / "articles").is_dir():
        pytest.skip("needs the shared articles and gold in ../shared, which are not part of the repository")
    return folder
