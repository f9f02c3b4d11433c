"""How well dates and times are read, on corpora annotated with TIMEX3, beside dateparser on the same texts.

    python benchmarks/times.py PATH [PATH …] [--peers]

A PATH holds JSON lines, either articles (`text`, `dct`, `gold` with start, end, value) or single expressions (`text`,
`anchor`, `value`). Scores are those of TempEval-3: strict wants the same span, relaxed an overlapping one, value an
overlapping one with the same value; all are F1 in percent over the whole file.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.extract.times import timex

Span = tuple[int, int, str]
"""Start, end, value."""
Finder = Callable[[str, date], list[Span]]


@dataclass
class _Counts:
    gold: int = 0
    found: int = 0
    strict: int = 0
    relaxed: int = 0
    value: int = 0

    def add(self, gold: list[Span], found: list[Span]) -> None:
        """Match every gold span with the first free one that overlaps it, the same span before others."""
        self.gold += len(gold)
        self.found += len(found)
        free = sorted(found)
        for start, end, value in sorted(gold):
            overlapping = [span for span in free if span[0] < end and start < span[1]]
            if not overlapping:
                continue
            best = min(overlapping, key=lambda span: span[:2] != (start, end))
            free.remove(best)
            self.relaxed += 1
            self.strict += best[:2] == (start, end)
            self.value += best[2] == value

    def f1(self, right: int) -> float:
        return 200 * right / (self.gold + self.found) if self.gold + self.found else 0.0


def ours(text: str, anchor: date) -> list[Span]:
    return [(t.start, t.end, t.value) for t in timex(text, anchor)]


def dateparser_search(text: str, anchor: date) -> list[Span]:
    """dateparser.search finds strings; each is looked up in the text from the end of the one before."""
    import datetime

    from dateparser.search import search_dates

    settings = {"RELATIVE_BASE": datetime.datetime(anchor.year, anchor.month, anchor.day)}
    spans, position = [], 0
    for surface, moment in search_dates(text, languages=["en"], settings=settings) or []:
        start = text.find(surface, position)
        if start >= 0:
            position = start + len(surface)
            spans.append((start, position, moment.date().isoformat()))
    return spans


def score(path: Path, find: Finder = ours) -> dict[str, float]:
    """F1 in percent (`strict`, `relaxed`, `value`), counts, and the seconds that finding took."""
    counts, seconds, characters = _Counts(), 0.0, 0
    for row in _rows(path):
        anchor = date.fromisoformat((row.get("dct") or row["anchor"])[:10])
        text = row["text"]
        if "gold" in row:
            gold = [(g["start"], g["end"], g["value"]) for g in row["gold"]]
        else:
            gold = [(0, len(text), row["value"])]
        start = time.perf_counter()
        found = find(text, anchor)
        seconds += time.perf_counter() - start
        characters += len(text)
        counts.add(gold, found)
    return {
        "strict": counts.f1(counts.strict),
        "relaxed": counts.f1(counts.relaxed),
        "value": counts.f1(counts.value),
        "gold": counts.gold,
        "found": counts.found,
        "seconds": seconds,
        "megabytes_per_second": characters / 1e6 / seconds if seconds else 0.0,
    }


def _rows(path: Path) -> Iterable[dict]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--peers", action="store_true", help="run dateparser.search as well")
    options = parser.parse_args()
    finders: dict[str, Finder] = {"ours": ours}
    if options.peers:
        finders["dateparser"] = dateparser_search
    timex("warm up", None)
    print(f"{'dataset':28} {'system':12}  strict relaxed   value   gold  found    MB/s")
    for path in options.paths:
        for name, find in finders.items():
            s = score(path, find)
            print(
                f"{path.stem:28} {name:12} {s['strict']:7.1f} {s['relaxed']:7.1f} {s['value']:7.1f} "
                f"{s['gold']:6.0f} {s['found']:6.0f} {s['megabytes_per_second']:7.2f}"
            )


if __name__ == "__main__":
    main()
