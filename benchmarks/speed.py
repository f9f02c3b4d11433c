"""How fast the stages are on one core, beside peers that do a part of the work, on the same text in the same run.

    python benchmarks/speed.py CORPUS [--documents N] [--seconds 20]     # a file or folder of articles

Times are CPU seconds of this process, and the peak of memory is that within the stage. `extraction, whole` is segment
and extract together, `annotate` all of segment, extract and every layer of its output. Peers run where they are
installed; those that take minutes for a megabyte read as many articles as they can in some seconds, in the order of
their hashes, and the table says how much that was.
"""

import argparse
import io
import resource
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, TypeVar

import polars as pl

from pipelines.annotate import BATCH, annotate
from pipelines.extract import extract
from pipelines.extract.quantities import find_quantities
from pipelines.extract.times import find_times
from pipelines.ingest import ingest
from pipelines.reconcile import reconcile
from pipelines.segment import segment

T = TypeVar("T")
Read = Callable[[str], object]


class Peer(NamedTuple):
    """Something that does one part of what extraction does."""

    part: str
    module: str | None
    """What has to be installed for it."""
    load: Callable[[], Read]
    """Imports it, and gives what reads one text."""
    slow: bool = False
    """Whether it stops after some seconds."""


def _blingfire() -> Read:
    from blingfire import text_to_sentences_and_offsets, text_to_words

    return lambda text: (text_to_sentences_and_offsets(text), text_to_words(text))


def _spacy() -> Read:
    import spacy

    return spacy.blank("en")


def _quantulum3() -> Read:
    from quantulum3 import parser

    return parser.parse


def _dateparser() -> Read:
    from dateparser.search import search_dates

    return lambda text: search_dates(text, languages=["en"])


def _recognizers_dates() -> Read:
    from recognizers_date_time import recognize_datetime

    # line by line: on some whole articles it runs for many minutes
    return lambda text: [recognize_datetime(line, "en-us") for line in text.splitlines()]


def _recognizers_quantities() -> Read:
    from recognizers_number_with_unit import recognize_currency, recognize_dimension

    return lambda text: (recognize_currency(text, "en-us"), recognize_dimension(text, "en-us"))


PEERS = {
    "str.split": Peer("words", None, lambda: str.split),
    "blingfire": Peer("sentences, words", "blingfire", _blingfire),
    "spaCy, blank": Peer("tokens", "spacy", _spacy),
    "quantulum3": Peer("quantities", "quantulum3", _quantulum3, slow=True),
    "recognizers-text, quantities": Peer(
        "currencies, dimensions", "recognizers_number_with_unit", _recognizers_quantities, slow=True
    ),
    "recognizers-text, dates": Peer("dates", "recognizers_date_time", _recognizers_dates, slow=True),
    "dateparser.search": Peer("dates", "dateparser", _dateparser, slow=True),
}


def _forget_peak() -> None:
    """From here on, the peak of memory is counted anew, where the system can."""
    reset = Path("/proc/self/clear_refs")
    if reset.exists():
        reset.write_text("5")


def _peak() -> float:
    """The most megabytes that this process had at a time."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def _row(*cells: object) -> None:
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


def _seconds(run: Callable[[], T]) -> tuple[T, float]:
    began = time.process_time()
    made = run()
    return made, max(time.process_time() - began, 1e-9)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path)
    options.add_argument("--documents", type=int, help="read only the first N documents")
    options.add_argument("--seconds", type=float, default=20, help="after which a slow peer is stopped (20)")
    chosen = options.parse_args()

    everything, seconds = _seconds(lambda: ingest(chosen.corpus).documents)
    ingesting = everything["text"].str.len_bytes().sum() / 1e6 / seconds
    documents = everything.head(chosen.documents or 10**9)
    texts = documents["text"].to_list()
    megabytes = documents["text"].str.len_bytes().sum() / 1e6
    _, loading = _seconds(lambda: extract(warm := documents.head(1), segment(warm)))
    bodies = 0

    def timed(stage: str, run: Callable[[], T], facts: Callable[[T], int] = lambda made: 0) -> tuple[T, float]:
        _forget_peak()
        made, seconds = _seconds(run)
        stated = f"{facts(made) / seconds:,.0f}" if facts(made) else ""
        _row(stage, f"{seconds:.2f}", f"{megabytes / seconds:.3g}", f"{bodies / seconds:,.0f}" if bodies else "",
             stated, f"{_peak():,.0f}")  # fmt: skip
        return made, seconds

    print(f"{documents.height:,} documents, {megabytes:.1f} MB\n")
    _row("stage", "CPU seconds", "MB/s", "sentences/s", "facts/s", "peak MB")
    print("|---|---|---|---|---|---|")
    _row("ingest, whole corpus", f"{seconds:.2f}", f"{ingesting:.3g}", "", "", f"{_peak():,.0f}")
    _row("loading of knowledge", f"{loading:.2f}", "", "", "", "")
    segments, cutting = timed("segment", lambda: segment(documents))
    bodies = segments.filter(kind="body").height
    found, reading = timed("extract", lambda: extract(documents, segments), lambda found: found.facts.height)
    whole = megabytes / (cutting + reading)
    _row("extraction, whole", f"{cutting + reading:.2f}", f"{whole:.3g}", f"{bodies / (cutting + reading):,.0f}",
         f"{found.facts.height / (cutting + reading):,.0f}", "")  # fmt: skip
    timed("reconcile", lambda: reconcile(documents, *found), lambda _: found.facts.height)
    records = documents.select("text", "title", date=pl.col("published").cast(pl.String)).to_dicts()
    batches = [records[at : at + BATCH] for at in range(0, len(records), BATCH)]
    _, annotating = timed("annotate", lambda: [row for batch in batches for row in annotate(batch)])
    _, dates = timed("dates alone", lambda: [find_times(text) for text in texts])
    _, quantities = timed("quantities alone", lambda: [find_quantities(text) for text in texts])
    ours = (whole, megabytes / annotating)

    print()
    _row("peer", "what it reads", "on MB", "MB/s", "extraction, whole, is", "annotate is", "the same part alone is")
    print("|---|---|---|---|---|---|---|")

    def compared(name: str, part: str, read: Sequence[str], seconds: float) -> None:
        size = sum(len(text.encode()) for text in read) / 1e6
        alone = {"dates": dates, "quantities": quantities, "currencies, dimensions": quantities}.get(part)
        speeds = (*ours, megabytes / alone if alone else None)
        ratios = [f"{speed / (size / seconds):.3g} times as fast" if speed else "" for speed in speeds]
        _row(name, part, f"{size:.2f}", f"{size / seconds:.3g}", *ratios)

    _, writing = _seconds(lambda: documents.select("doc_id", "text").write_parquet(io.BytesIO()))
    compared("polars, write_parquet", "nothing; writes", texts, writing)
    for name, peer in PEERS.items():
        if peer.module is not None and find_spec(peer.module) is None:
            _row(name, peer.part, f"skipped: {peer.module} is not installed", "", "", "", "")
            continue
        read = peer.load()
        read(texts[0][:1000])  # what it loads on first use is not counted, nor is ours
        some: list[str] = []
        began = time.process_time()
        for text in texts:
            read(text)
            some.append(text)
            if peer.slow and time.process_time() - began > chosen.seconds:
                break
        compared(name, peer.part, some, time.process_time() - began)


if __name__ == "__main__":
    main()
