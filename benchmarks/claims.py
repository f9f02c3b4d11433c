"""How many of the gold claims a release has, with the right status and the right articles behind them.

    python benchmarks/claims.py RELEASE_DIR [--gold ../shared/gold] [--misses]

A claim of the release answers a gold claim when one of its facts agrees with it, as the gold's own `score.py` judges
facts. It is right when its status and its set of articles are the gold's.
"""

import argparse
import json
import runpy
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

GOLD = Path(__file__).parents[2] / "shared" / "gold"
_STATUS = {"single": "single_source"}


class Score(NamedTuple):
    """Shares of the gold claims, and contested claims of the release that gold does not know as contested."""

    found: float
    right: float
    false_contested: int
    rows: list[tuple[dict[str, Any], str]]
    """Each gold claim with `right`, `wrong status`, `wrong articles` or `missing`."""


def score(release: Path, gold: Path = GOLD) -> Score:
    """The score of a release's folder of Parquet files against `claims.jsonl` in a folder with `score.py`."""
    judge = runpy.run_path(str(gold / "score.py"))
    wanted = [json.loads(line) for line in (gold / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    documents = pl.read_parquet(release / "documents.parquet")
    stems = {d: Path(path).name.split(".")[0] for d, path in documents.select("doc_id", "source_path").iter_rows()}
    claims = {claim["claim_id"]: claim for claim in pl.read_parquet(release / "claims.parquet").to_dicts()}
    facts = judge["load_predictions"](release)

    rows: list[tuple[dict[str, Any], str]] = []
    known_as_contested: set[str] = set()
    for want in wanted:
        agreeing = {f["claim_id"] for f in facts if f["predicate"] == want["predicate"] and judge["agrees"](want, f)}
        status = _STATUS.get(want["status"], want["status"])
        if status == "contested":
            known_as_contested |= agreeing
        same_articles = [c for c in agreeing if {stems[d] for d in claims[c]["doc_ids"]} == set(want["docs"])]
        if any(claims[c]["status"] == status for c in same_articles):
            verdict = "right"
        else:
            verdict = "wrong status" if same_articles else "wrong articles" if agreeing else "missing"
        rows.append((want, verdict))
    contested = {claim_id for claim_id, claim in claims.items() if claim["status"] == "contested"}
    verdicts = [verdict for _, verdict in rows]
    return Score(
        found=1 - verdicts.count("missing") / len(rows),
        right=verdicts.count("right") / len(rows),
        false_contested=len(contested - known_as_contested),
        rows=rows,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("release", type=Path)
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--misses", action="store_true", help="list every gold claim that is not right")
    options = parser.parse_args()
    result = score(options.release, options.gold)
    counts = Counter((want["predicate"], verdict) for want, verdict in result.rows)
    verdicts = ("right", "wrong status", "wrong articles", "missing")
    print(f"{'predicate':18}" + "".join(f"{verdict:>16}" for verdict in verdicts))
    for predicate in sorted({predicate for predicate, _ in counts}):
        print(f"{predicate:18}" + "".join(f"{counts[predicate, verdict]:16}" for verdict in verdicts))
    print(f"found {result.found:.3f}, right {result.right:.3f}, false contested {result.false_contested}")
    if options.misses:
        for want, verdict in result.rows:
            if verdict != "right":
                answer = want["value"] or want["date"] or (want["object"] or [""])[0]
                print(f"{verdict:16}{want['predicate']:18}{want['subject'][0][:60]} | {str(answer)[:60]}")


if __name__ == "__main__":
    main()
