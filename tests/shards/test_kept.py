"""What is made of rows is made once, and anew where the rows, the code or the disk are not what they were."""

from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl
import pytest

from pipelines.shards import kept as module
from pipelines.shards.kept import kept

IDS = [f"doc-{number:04x}" for number in range(40)]


class Lengths:
    """Counts the articles whose texts are measured, and not looked up."""

    def __init__(self, folder: Path | None) -> None:
        self.folder, self.measured = folder, 0

    def __call__(self, texts: Mapping[str, str], *depends_on: str) -> tuple[int, dict[str, int]]:
        """How many were measured, and the length of each."""
        self.measured = 0
        frames = {"documents": pl.DataFrame({"doc_id": list(texts), "text": list(texts.values())})}
        parts = kept(self.make, frames, self.folder, ("pipelines.ids", *depends_on), articles=4)
        lengths = dict(pl.concat(part["lengths"] for part in parts).iter_rows())
        return self.measured, lengths

    def make(self, frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        self.measured += len(frames["documents"])
        return {"lengths": frames["documents"].select("doc_id", pl.col("text").str.len_chars())}


@pytest.fixture
def lengths(tmp_path: Path) -> Lengths:
    lengths = Lengths(tmp_path)
    assert lengths(texts())[0] == len(IDS)
    return lengths


def texts(**changed: str) -> dict[str, str]:
    return {doc_id: changed.get(doc_id, "a" * number) for number, doc_id in enumerate(IDS)}


def test_the_same_rows_are_looked_up_in_whatever_order(lengths: Lengths) -> None:
    whole = Lengths(None)(texts())[1]
    assert lengths(texts()) == lengths(dict(reversed(texts().items()))) == (0, whole)


def test_a_change_is_made_with_its_shard_alone(lengths: Lengths) -> None:
    changed = texts(**{IDS[7]: "other words"})
    assert lengths(changed) == (4, Lengths(None)(changed)[1])
    assert lengths(texts())[0] == 0


def test_what_else_it_depends_on_is_part_of_the_key(lengths: Lengths, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lengths(texts(), "a template")[0] == len(IDS)
    assert lengths(texts(), "a template")[0] == 0
    monkeypatch.setattr(module, "code_digest", lambda package: "another")
    assert lengths(texts())[0] == len(IDS)


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-9])


def of_other_rows(file: Path) -> None:
    pl.read_parquet(file).with_columns(text=pl.lit(7, pl.UInt32)).write_parquet(file)


@pytest.mark.parametrize("damage", [cut_off, of_other_rows, Path.unlink])
def test_what_is_damaged_is_made_anew(lengths: Lengths, damage: Callable[[Path], None]) -> None:
    whole = lengths(texts())[1]
    damage(next(lengths.folder.glob("*/lengths.parquet")))  # type: ignore[union-attr]
    made, found = lengths(texts())
    assert 0 < made < len(IDS) and found == whole
    assert lengths(texts()) == (0, whole)
