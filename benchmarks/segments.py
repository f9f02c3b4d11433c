"""How well kinds of lines and ends of sentences agree with gold, ours and those of other splitters."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.segment.sentences import Span, sentence_spans
from pipelines.segment.stage import stretches

_ACCEPTED = {"quote": {"body"}, "related_header": {"teaser"}, "title": {"title", "heading"}}
"""Kinds of ours that a kind of the gold stands for, where it is not the same one."""


@dataclass(frozen=True)
class KindScore:
    """Lines with the right kind; `wrong` has article, line number, gold kind, our kind."""

    right: int
    lines: int
    wrong: list[tuple[str, int, str, str | None]]

    @property
    def accuracy(self) -> float:
        return self.right / self.lines

    @property
    def teasers_in_body(self) -> int:
        return sum(gold in ("teaser", "related_header") and ours == "body" for _, _, gold, ours in self.wrong)


def score_kinds(articles: Path, gold: Path) -> KindScore:
    """Gold is JSON lines of doc (file name without its ending), line (from 1) and kind."""
    rows = _rows(gold)
    ours = {doc: kinds_of_lines((articles / f"{doc}.txt").read_text("utf-8")) for doc in {row["doc"] for row in rows}}
    wrong = []
    for row in rows:
        kind = ours[row["doc"]].get(row["line"])
        if kind not in _ACCEPTED.get(row["kind"], {row["kind"]}):
            wrong.append((row["doc"], row["line"], row["kind"], kind))
    return KindScore(len(rows) - len(wrong), len(rows), wrong)


def kinds_of_lines(text: str) -> dict[int, str]:
    """The kind of each line, from 1, that is not blank: that of the stretches which cover most of it."""
    found = stretches(text)
    kinds, start = {}, 0
    for number, line in enumerate(text.split("\n"), start=1):
        end = start + len(line)
        covered: Counter[str] = Counter()
        for _, a, b, kind in found:
            if a < end and b > start:
                covered[kind] += min(b, end) - max(a, start)
        if covered:
            kinds[number] = max(covered, key=lambda kind: (covered[kind], kind))
        start = end + 1
    return kinds


Splitter = Callable[[str], list[Span]]


def golden_right(rules: Path, split: Splitter = sentence_spans) -> int:
    """How many texts are cut exactly as in the gold: JSON lines of text and gold (a list of sentences)."""
    return sum([row["text"][a:b] for a, b in split(row["text"])] == row["gold"] for row in _rows(rules))


def sentence_f1(texts: Path, split: Splitter = sentence_spans) -> float:
    """F1 of whole sentences, 0 to 1: JSON lines of text and gold_sents (a list of start and end)."""
    hits = ours = gold = 0
    for row in _rows(texts):
        found, wanted = set(split(row["text"])), {(start, end) for start, end in row["gold_sents"]}
        hits, ours, gold = hits + len(found & wanted), ours + len(found), gold + len(wanted)
    return 2 * hits / (ours + gold)


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]
