"""How fast the stages are on one core, beside peers that do a part of the work, on the same text in the same run.

    python benchmarks/speed.py CORPUS [--documents N]     # a file or folder of articles

Times are CPU seconds of this process. `annotate` is all of segment, extract and every layer of its output. Peers run
where they are installed, on a sample, since some are slow, and the ratios are to the stages on the whole corpus.
"""

import argparse
import resource
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import polars as pl

from pipelines.annotate import BATCH, annotate
from pipelines.extract import extract
from pipelines.extract.quantities import find_quantities
from pipelines.extract.times import find_times
from pipelines.ingest import ingest
from pipelines.reconcile import reconcile
from pipelines.segment import segment

T = TypeVar("T")
SAMPLE = 40
"""Documents that a peer reads."""


def peers() -> dict[str, Callable[[str], object] | None]:
    """Readers by name, None where not installed; each does one part of what extraction does."""
    found: dict[str, Callable[[str], object] | None] = {
        "str.split": str.split,
        "dateparser.search (dates)": None,
        "quantulum3 (quantities)": None,
    }
    if find_spec("dateparser") is not None:
        from dateparser.search import search_dates

        found["dateparser.search (dates)"] = lambda text: search_dates(text, languages=["en"])
    if find_spec("quantulum3") is not None:
        from quantulum3 import parser

        found["quantulum3 (quantities)"] = parser.parse
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path)
    options.add_argument("--documents", type=int, help="read only the first N documents")
    chosen = options.parse_args()

    started = time.process_time()
    documents = ingest(chosen.corpus).documents.head(chosen.documents or 10**9)
    megabytes = documents["text"].str.len_bytes().sum() / 1e6
    extract(warm := documents.head(1), segment(warm))
    print(f"{documents.height:,} documents, {megabytes:.1f} MB\n")
    print("| stage | CPU seconds | MB/s | rows |\n|---|---|---|---|")
    print(f"| ingest, with loading of knowledge | {time.process_time() - started:.1f} | | {documents.height:,} |")

    def timed(stage: str, run: Callable[[], T], rows: Callable[[T], int]) -> tuple[T, float]:
        began = time.process_time()
        made = run()
        seconds = time.process_time() - began
        print(f"| {stage} | {seconds:.1f} | {megabytes / seconds:.2f} | {rows(made):,} |")
        return made, megabytes / seconds

    segments, _ = timed("segment", lambda: segment(documents), lambda frame: frame.height)
    found, speed = timed("extract", lambda: extract(documents, segments), lambda found: found.facts.height)
    timed("reconcile", lambda: reconcile(documents, *found), lambda made: made.claims.height)
    records = documents.select("text", "title", date=pl.col("published").cast(pl.String)).to_dicts()
    batches = [records[at : at + BATCH] for at in range(0, len(records), BATCH)]
    _, whole = timed("annotate", lambda: [row for batch in batches for row in annotate(batch)], len)
    texts = documents["text"].to_list()
    timed("dates alone", lambda: [find_times(text) for text in texts], lambda lists: sum(map(len, lists)))
    timed("quantities alone", lambda: [find_quantities(text) for text in texts], lambda lists: sum(map(len, lists)))

    sample = documents.with_columns(pl.col("text").str.len_chars().alias("n")).sort("n", "doc_id")["text"]
    sample = sample.gather_every(max(1, documents.height // SAMPLE)).to_list()
    size = sum(len(text.encode()) for text in sample) / 1e6
    print("\n| peer | MB/s | extract is | annotate is |\n|---|---|---|---|")
    for name, read in peers().items():
        if read is None:
            print(f"| {name} | not installed | | |")
            continue
        read(sample[0][:1000])  # what it loads on first use is not counted, nor is ours
        began = time.process_time()
        for text in sample:
            read(text)
        rate = size / max(time.process_time() - began, 1e-9)
        print(f"| {name} | {rate:.4g} | {speed / rate:.3g} times as fast | {whole / rate:.3g} times as fast |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"\npeak memory {peak:.2f} GB")


if __name__ == "__main__":
    main()
