"""How good it is, in one table: facts against gold, quantities, dates, sentences, kinds of lines, claims, entities.

    python benchmarks/quality.py [SHARED]     # the folder with articles/, gold/ and bench/; ../shared by default

Facts are scored by the scorer that comes with the gold. Peers are run in the same call where they are installed
(quantulum3, recognizers-text, dateparser, pysbd, blingfire), else their published figures are given.
"""

import argparse
import importlib.util
import json
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import claims
import entities
import quantities
import times
from segments import Splitter, golden_right, score_kinds, sentence_f1

from pipelines.extract import extract
from pipelines.ingest import ingest
from pipelines.reconcile import reconcile
from pipelines.segment import segment

ROOT = Path(__file__).parents[1]
FIRST = frozenset(
    "held_at held_on attended_by signed_by signed_on established_by amount change has_principle holds_position "
    "said".split()
)
"""The predicates that were asked for first."""


class Row(NamedTuple):
    """One line of the table."""

    dataset: str
    metric: str
    ours: str
    peers: str = ""


def scorer(shared: Path) -> ModuleType:
    """The scorer that comes with the gold, as a module."""
    spec = importlib.util.spec_from_file_location("score", shared / "gold" / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_tables(corpus: Path, folder: Path) -> None:
    """Runs the chain up to reconciliation, and writes the tables that the scorers read."""
    documents = ingest(corpus).documents
    found = extract(documents, segment(documents))
    made = reconcile(documents, *found)
    for name, frame in {"documents": documents, **made._asdict()}.items():
        frame.write_parquet(folder / f"{name}.parquet")


def fact_scores(corpus: Path, gold: Path, shared: Path) -> dict[str, dict[str, float]]:
    """Hits, misses, spurious, precision, recall and f1 by predicate, for `ALL` and for the `FIRST` predicates."""
    score = scorer(shared)
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        make_tables(corpus, Path(folder))
        predictions = score.load_predictions(Path(folder))
    table = score.table(*score.score(rows, predictions))
    some = [[row for row in part if row["predicate"] in FIRST] for part in score.score(rows, predictions)]
    return table | {"FIRST": score.table(*some)["ALL"]}


def facts(shared: Path) -> Iterator[Row]:
    sets = {
        "shared articles": (shared / "articles", shared / "gold" / "facts.jsonl"),
        "bundled articles": (ROOT / "seeds" / "articles", ROOT / "seeds" / "gold" / "facts.jsonl"),
        "tests/gold": (ROOT / "tests" / "gold" / "articles", ROOT / "tests" / "gold" / "facts.jsonl"),
    }
    for name, (corpus, gold) in sets.items():
        found = fact_scores(corpus, gold, shared)
        for key, what in {"FIRST": "facts, 11 predicates", "ALL": "facts, all predicates"}.items():
            s = found[key]
            yield Row(name, f"{what}: P / R / F1", f"{s['precision']:.3f} / {s['recall']:.3f} / {s['f1']:.3f}")


def literals(bench: Path) -> Iterator[Row]:
    installed = quantities.peers()
    for name in quantities.SETS:
        peers = {system: (f"{a:.1f} / {b:.1f}", "published") for system, (a, b) in quantities.PUBLISHED[name].items()}
        for system, read in installed.items():
            run = quantities.score(bench / name, read)
            peers[system] = (f"{run['value']:.1f} / {run['value_unit']:.1f}", "run")
        s = quantities.score(bench / name)
        told = ", ".join(f"{system} {figures} ({how})" for system, (figures, how) in peers.items())
        yield Row(name.removesuffix(".jsonl"), "value / + unit F1", f"{s['value']:.1f} / {s['value_unit']:.1f}", told)
    for name in ("timex_wikiwars", "timex_timenorm_en"):
        s = times.score(bench / f"{name}.jsonl")
        told = "HeidelTime 85.6 / 92.1 / 82.9 (published, sibling set)" if name == "timex_wikiwars" else ""
        if find_spec("dateparser") is not None and name == "timex_wikiwars":
            run = times.score(bench / f"{name}.jsonl", times.dateparser_search)
            told += f", dateparser {run['strict']:.1f} / {run['relaxed']:.1f} / {run['value']:.1f} (run)"
        yield Row(
            name, "strict / relaxed / value F1", f"{s['strict']:.1f} / {s['relaxed']:.1f} / {s['value']:.1f}", told
        )


def sentences(shared: Path) -> Iterator[Row]:
    golden, news = shared / "bench" / "sent_golden_en48.jsonl", shared / "bench" / "sent_gum_news.jsonl"
    peers = dict(splitters())
    told = ", ".join(f"{name} {golden_right(golden, split)} (run)" for name, split in peers.items())
    yield Row(golden.stem, "texts right of 48", str(golden_right(golden)), told or "pysbd 47, blingfire 36 (published)")
    told = ", ".join(f"{name} {100 * sentence_f1(news, split):.1f} (run)" for name, split in peers.items())
    yield Row(news.stem, "F1", f"{100 * sentence_f1(news):.1f}", told or "blingfire 95.4, pysbd 90.4 (published)")
    kinds = score_kinds(shared / "articles", shared / "gold" / "segments.jsonl")
    yield Row(
        "shared articles",
        "kinds of lines right",
        f"{kinds.right} of {kinds.lines}, {kinds.teasers_in_body} teasers in body",
    )


def splitters() -> Iterator[tuple[str, Splitter]]:
    if find_spec("pysbd") is not None:
        import pysbd

        segmenter = pysbd.Segmenter(language="en", clean=False, char_span=True)
        yield "pysbd", lambda text: [_trim(text, span.start, span.end) for span in segmenter.segment(text)]
    if find_spec("blingfire") is not None:
        import blingfire

        yield "blingfire", lambda text: [_trim(text, a, b) for a, b in blingfire.text_to_sentences_and_offsets(text)[1]]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def agreement(shared: Path) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        make_tables(shared / "articles", Path(folder))
        result = claims.score(Path(folder), shared / "gold")
        names = entities.score(Path(folder), shared / "gold")
    shares = f"{result.found:.2f} / {result.right:.2f} / {result.to_the_letter:.2f}"
    yield Row("shared articles", "gold claims found / right / to the letter", shares)
    yield Row("shared articles", "contested questions found", f"{result.contested} of {result.questions}")
    yield Row("shared articles", "false contested claims", str(result.false_contested))
    b_cubed = f"{names.precision:.3f} / {names.recall:.3f} / {names.f1:.3f}"
    yield Row("shared articles", "entities, B-cubed: P / R / F1", b_cubed)
    yield Row("shared articles", "countries, people, events merged wrongly", str(len(names.wrong)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, nargs="?", default=ROOT.parent / "shared")
    shared = parser.parse_args().shared
    if not (shared / "gold").is_dir():
        sys.exit(f"{shared} has no gold/; give the folder with articles/, gold/ and bench/")
    print("| dataset | metric | ours | peers |\n|---|---|---|---|")
    for part in (facts(shared), literals(shared / "bench"), sentences(shared), agreement(shared)):
        for row in part:
            print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
