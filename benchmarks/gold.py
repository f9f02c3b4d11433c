"""What the scores of a release against hand-made gold share: where the gold is, its rows, and a call's arguments."""

import argparse
import json
from pathlib import Path
from typing import Any

import polars as pl

GOLD = Path(__file__).parents[2] / "shared" / "gold"


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def articles(release: Path) -> dict[str, str]:
    """doc_id of each article of a release's folder, and its name in the gold: the file's, without ending."""
    documents = pl.read_parquet(release / "documents.parquet").select("doc_id", "source_path")
    return {doc_id: Path(path).name.split(".")[0] for doc_id, path in documents.iter_rows()}


def arguments(what: str | None, misses: str) -> argparse.Namespace:
    """`release`, `gold` and `misses` of the command line."""
    parser = argparse.ArgumentParser(description=what, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("release", type=Path)
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--misses", action="store_true", help=misses)
    return parser.parse_args()
