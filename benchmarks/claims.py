"""How many of the gold claims a release has, with the right status and the right articles behind them.

    python benchmarks/claims.py RELEASE_DIR [--gold ../shared/gold] [--misses]

A claim of the release answers a gold claim when one of its facts agrees with it, as the gold's own `score.py` judges
facts. It is right when its status and its set of articles are the gold's. Two things are as everywhere in that gold:
what an article states in optional rows of `facts.jsonl` alone counts neither for nor against, so that it may be in the
set or not, and the status is that of the set; and a claim about several parties together is met by right claims about
each of them. `to the letter` counts claims with exactly the gold's articles and status.
"""

import runpy
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from gold import GOLD, arguments, articles, rows

_STATUS = {"single": "single_source"}


class Score(NamedTuple):
    """Shares of the gold claims, and contested claims of the release that gold does not know as contested."""

    found: float
    right: float
    to_the_letter: float
    contested: int
    """Contested questions of which every answer is right."""
    questions: int
    """Contested questions of the gold: answers that share the predicate and a name of the subject."""
    false_contested: int
    rows: list[tuple[dict[str, Any], str]]
    """Each gold claim with `right`, `wrong status`, `wrong articles` or `missing`."""


def score(release: Path, gold: Path = GOLD) -> Score:
    """The score of a release's folder of Parquet files against `claims.jsonl` in a folder with `score.py`."""
    judge = runpy.run_path(str(gold / "score.py"))
    names = articles(release)
    claims = {claim["claim_id"]: claim for claim in pl.read_parquet(release / "claims.parquet").to_dicts()}
    facts = judge["load_predictions"](release)
    stated = rows(gold / "facts.jsonl")
    behind_claim = {claim_id: {names[doc] for doc in claim["doc_ids"]} for claim_id, claim in claims.items()}
    to_the_letter = 0
    judged: list[tuple[dict[str, Any], str]] = []
    known_as_contested: set[str] = set()
    for want in rows(gold / "claims.jsonl"):
        status = _STATUS.get(want["status"], want["status"])
        behind = [fact for fact in stated if _states(fact, want)]
        required = {fact["doc"] for fact in behind if not fact["optional"]} & {*want["docs"]}
        allowed = {fact["doc"] for fact in behind} | {*want["docs"]}
        members = {m for fact in behind for m in fact["qualifiers"].get("members", ()) if fact["doc"] in want["docs"]}
        verdicts = []
        for answer in (None, *([name] for name in sorted(members))):
            agreeing = {
                f["claim_id"] for f in facts if f["predicate"] == want["predicate"] and judge["agrees"](want, f, answer)
            }
            if status == "contested":
                known_as_contested |= agreeing
            if answer is None:
                exactly = [c for c in agreeing if behind_claim[c] == {*want["docs"]}]
                to_the_letter += any(claims[c]["status"] == status for c in exactly)
            fitting = [c for c in agreeing if required <= behind_claim[c] <= allowed]
            if any(claims[c]["status"] == _expected(status, behind_claim[c], {*want["docs"]}) for c in fitting):
                verdicts.append("right")
            else:
                verdicts.append("wrong status" if fitting else "wrong articles" if agreeing else "missing")
        whole, *each = verdicts
        judged.append((want, "right" if each and set(each) == {"right"} else whole))
    contested = {claim_id for claim_id, claim in claims.items() if claim["status"] == "contested"}
    questions = _questions(judged)
    verdicts = [verdict for _, verdict in judged]
    return Score(
        found=1 - verdicts.count("missing") / len(judged),
        right=verdicts.count("right") / len(judged),
        to_the_letter=to_the_letter / len(judged),
        contested=sum(set(verdicts) == {"right"} for verdicts in questions),
        questions=len(questions),
        false_contested=len(contested - known_as_contested),
        rows=judged,
    )


def _states(fact: dict[str, Any], claim: dict[str, Any]) -> bool:
    """Whether a gold fact is one of those that a gold claim brings together."""

    def meet(side: str) -> bool:
        return fact[side] is claim[side] is None or bool({*(fact[side] or ())} & {*(claim[side] or ())})

    same = all(fact[column] == claim[column] for column in ("predicate", "value"))
    dates = fact["date"] or "", claim["date"] or ""
    same &= all(dates) == any(dates) and (dates[0].startswith(dates[1]) or dates[1].startswith(dates[0]))
    return same and meet("subject") and meet("object")


def _questions(rows: list[tuple[dict[str, Any], str]]) -> list[list[str]]:
    """The verdicts on the answers to each contested question."""
    questions: list[tuple[str, set[str], list[str]]] = []
    for want, verdict in rows:
        if want["status"] == "contested":
            for predicate, names, verdicts in questions:
                if predicate == want["predicate"] and names & {*want["subject"]}:
                    names.update(want["subject"])
                    verdicts.append(verdict)
                    break
            else:
                questions.append((want["predicate"], {*want["subject"]}, [verdict]))
    return [verdicts for _, _, verdicts in questions]


def _expected(status: str, articles: set[str], wanted: set[str]) -> str:
    """The status of a claim with these articles, where those that are wanted have another."""
    if status == "contested" or articles == wanted:
        return status
    return "corroborated" if len(articles) > 1 else "single_source"


def main() -> None:
    options = arguments(__doc__, "list every gold claim that is not right")
    result = score(options.release, options.gold)
    counts = Counter((want["predicate"], verdict) for want, verdict in result.rows)
    verdicts = ("right", "wrong status", "wrong articles", "missing")
    print(f"{'predicate':18}" + "".join(f"{verdict:>16}" for verdict in verdicts))
    for predicate in sorted({predicate for predicate, _ in counts}):
        print(f"{predicate:18}" + "".join(f"{counts[predicate, verdict]:16}" for verdict in verdicts))
    print(f"found {result.found:.3f}, right {result.right:.3f}, to the letter {result.to_the_letter:.3f}")
    print(f"contested questions {result.contested} of {result.questions}, falsely contested {result.false_contested}")
    if options.misses:
        for want, verdict in result.rows:
            if verdict != "right":
                answer = want["value"] or want["date"] or (want["object"] or [""])[0]
                print(f"{verdict:16}{want['predicate']:18}{want['subject'][0][:60]} | {str(answer)[:60]}")


if __name__ == "__main__":
    main()
