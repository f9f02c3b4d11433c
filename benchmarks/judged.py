"""Precision on news that nobody annotated: facts drawn by a seed, each judged by a person who read its evidence.

    python benchmarks/judged.py [SHARED] [--show]     # the folder with corpus/; ../shared by default

Draws `SIZE` facts of each corpus, finds their judgements in `judged.jsonl` beside this file, and prints the share of
right ones with its 95 % Wilson interval. `--show` prints, as JSON lines, the drawn facts that nobody has judged yet,
with the text around their evidence.

A draw depends on the ids of facts alone, so a change of the rules leaves the judgements of unchanged facts in place.
The judgements name each fact by article and offsets; they do not repeat the text.
"""

import argparse
import hashlib
import json
import math
import sys
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.extract import extract
from pipelines.ingest import ingest
from pipelines.segment import segment

CORPORA = ("state_department.jsonl", "wikinews.jsonl")
SIZE = 100
SEED = "summit-facts-5"
JUDGED = Path(__file__).with_name("judged.jsonl")
CONTEXT = 300
"""Characters shown on each side of a fact's evidence."""


def draw(corpus: Path, size: int = SIZE) -> list[dict[str, Any]]:
    """`size` facts of a corpus in drawn order, each with its article's path, title and date and the text around it."""
    documents = ingest(corpus).documents
    facts = extract(documents, segment(documents)).facts
    order = sorted(facts["fact_id"], key=lambda fact: hashlib.sha256(f"{SEED} {fact}".encode()).digest())[:size]
    chosen = pl.DataFrame({"fact_id": order}).join(facts, on="fact_id", maintain_order="left")
    about = documents.select("doc_id", "source_path", "title", "published", "text")
    rows = chosen.join(about, on="doc_id", maintain_order="left").to_dicts()
    for row in rows:
        text = row.pop("text")
        row["context"] = text[max(row["evidence_start"] - CONTEXT, 0) : row["evidence_end"] + CONTEXT]
    return rows


def wilson(right: int, judged: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % confidence interval of a share (Wilson 1927)."""
    share = right / judged
    middle = share + z * z / (2 * judged)
    spread = z * math.sqrt(share * (1 - share) / judged + z * z / (4 * judged * judged))
    scale = 1 + z * z / judged
    return (middle - spread) / scale, (middle + spread) / scale


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, nargs="?", default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--show", action="store_true", help="print the drawn facts without a judgement")
    options = parser.parse_args()
    if not (options.shared / "corpus").is_dir():
        sys.exit(f"{options.shared} has no corpus/; give the folder that holds it")
    judged = {row["fact_id"]: row for row in map(json.loads, JUDGED.read_text(encoding="utf-8").splitlines())}
    drawn = {corpus: draw(options.shared / "corpus" / corpus) for corpus in CORPORA}
    if options.show:
        for rows in drawn.values():
            for row in rows:
                if row["fact_id"] not in judged:
                    print(json.dumps({k: v for k, v in row.items() if v is not None}, ensure_ascii=False, default=str))
        return
    print("| corpus | drawn | judged | right | precision | 95 % interval |\n|---|---|---|---|---|---|")
    for corpus, rows in (*drawn.items(), ("both", [row for of_one in drawn.values() for row in of_one])):
        verdicts = [judged[row["fact_id"]]["right"] for row in rows if row["fact_id"] in judged]
        if verdicts:
            low, high = wilson(sum(verdicts), len(verdicts))
            told = f"{sum(verdicts)} | {sum(verdicts) / len(verdicts):.3f} | {low:.3f} to {high:.3f}"
        else:
            told = "0 | | "
        print(f"| {corpus} | {len(rows)} | {len(verdicts)} | {told} |")


if __name__ == "__main__":
    main()
