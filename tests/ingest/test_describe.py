"""What is told of articles is the same whether it was kept or not, and is told anew once anything behind it changes."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from pipelines.ingest import IngestOptions, describe, ingest

SEEDS = Path(__file__).parents[2] / "seeds" / "articles"


class Reader:
    """Ingests a copy of the bundled articles, and counts the articles that are described and not looked up."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.corpus, self.cache, self.described = folder / "corpus", folder / "cache", 0
        shutil.copytree(SEEDS, self.corpus)
        (self.corpus / "spanish.txt").write_text("La cumbre se celebró en Quito y los presidentes firmaron un acuerdo.")
        real, real_cut = describe.language_of, describe.cut

        def counted(text: str) -> str:
            self.described += 1
            return real(text)

        monkeypatch.setattr(describe, "language_of", counted)
        monkeypatch.setattr(describe, "cut", lambda frames: real_cut(frames, 2))

    def __call__(self) -> int:
        """How many articles were described, after the tables are found to be those without a cache."""
        self.described = 0
        found, described = ingest(self.corpus, IngestOptions(cache=self.cache)), self.described
        whole = ingest(self.corpus)
        assert_frame_equal(found.documents, whole.documents)
        assert_frame_equal(found.rejections, whole.rejections)
        return described


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    return Reader(tmp_path, monkeypatch)


def test_articles_are_described_once(read: Reader) -> None:
    all_of_them = read()
    assert all_of_them > 10
    assert read() == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda corpus: (corpus / "new.txt").write_text("The ninth Andean Summit was held in Quito on 4 June 2018."),
        lambda corpus: (corpus / "spanish.txt").unlink(),
        lambda corpus: (corpus / "canal-street-pledges.txt").rename(corpus / "2019-02-03-pledges.txt"),
        lambda corpus: shutil.copy(corpus / "canal-street-pledges.txt", corpus / "2019-02-03-again.txt"),
    ],
)
def test_what_changes_is_described_anew_with_its_shard(read: Reader, change: Callable[[Path], object]) -> None:
    all_of_them = read()
    change(read.corpus)
    assert read() < all_of_them


def test_what_is_damaged_is_described_anew(read: Reader) -> None:
    read()
    damaged = next(read.cache.glob("describe/*/documents.parquet"))
    damaged.write_bytes(damaged.read_bytes()[:-9])
    assert read() > 0
    assert read() == 0


def test_other_rules_describe_all_anew(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    all_of_them = read()
    monkeypatch.setattr(describe, "code_digest", lambda package: "another")
    assert read() == all_of_them
