"""How the time and memory of reconciliation grow with the number of articles.

    python benchmarks/scale.py FOLDER CORPUS... [--articles 2000 6300 20000]

The articles of the corpora are repeated as often as it takes, every time with other names, dates and figures by a
seeded generator: countries change places, words that are always written with a capital become other ones, years move
on, and the digits of figures change, each in the same way throughout an article. What extraction reads in them is kept
in FOLDER for the next call. Each size is reconciled in a process of its own; clusters of copies are timed, too.
"""

import argparse
import math
import multiprocessing
import random
import re
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.extract import extract, unite_entities
from pipelines.ids import content_id
from pipelines.ingest import ingest
from pipelines.ingest.syndication import cluster_ids
from pipelines.reconcile import reconcile
from pipelines.registry import load_registry
from pipelines.segment import segment

_BATCH = 500
_TOKEN = re.compile(r"[A-Z]\w+|\d+(?:[.,]\d+)*")
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]


def grow(documents: pl.DataFrame, articles: int) -> pl.DataFrame:
    """So many documents: those given, and then the same again and again with other names, dates and figures."""
    rounds = [documents.sort("doc_id").head(articles)]
    names = _names(documents["text"])
    entries = load_registry().entries.values()
    countries = sorted(entry.name for entry in entries if entry.type == "country" and " " not in entry.name)
    while (missing := articles - sum(map(len, rounds))) > 0:
        rounds.append(_changed(documents.sort("doc_id").head(missing), len(rounds), names, countries))
    return pl.concat(rounds).with_columns(cluster_ids(pl.concat(rounds)))


def _names(texts: pl.Series) -> frozenset[str]:
    """Words of four letters or more that are never written small: names of people, towns, firms."""
    words = texts.str.extract_all(r"\b\p{L}{4,}\b").explode().drop_nulls().unique()
    small = set(words.filter(words.str.contains(r"^\p{Ll}")))
    return frozenset(word for word in words if word[0].isupper() and word.lower() not in small and not word.isupper())


def _changed(documents: pl.DataFrame, turn: int, names: frozenset[str], countries: list[str]) -> pl.DataFrame:
    rng = random.Random(turn)
    moved = dict(zip(countries, rng.sample(countries, len(countries)), strict=True))
    digits = dict(zip("123456789", rng.sample("123456789", 9), strict=True))
    kept = {"January", "February", "March", "April", "June", "July", "August", "September", "October", "November"}
    kept |= {"December", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
    known: dict[str, str] = {}

    def other(found: re.Match[str]) -> str:
        word = found.group()
        if word not in known:
            if word in moved:
                known[word] = moved[word]
            elif re.fullmatch(r"(?:19|20)\d\d", word):
                known[word] = str(int(word) - turn)
            elif word[0].isdigit():
                known[word] = "".join(digits.get(c, c) for c in word) if len(word) > 2 else word
            elif word in names and word not in kept:
                known[word] = "".join(rng.choices(_SYLLABLES, k=max(2, len(word) // 3))).capitalize()
            else:
                known[word] = word
        return known[word]

    texts = [_TOKEN.sub(other, text) for text in documents["text"]]
    return documents.with_columns(
        doc_id=pl.Series([content_id("doc", turn, doc_id) for doc_id in documents["doc_id"]]),
        text=pl.Series(texts),
        published=pl.col("published").map_elements(lambda day: _years_before(day, turn), return_dtype=pl.Date),
    )


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))


def read(documents: pl.DataFrame, folder: Path) -> None:
    """Extracts the documents, and writes what `reconcile` takes into the folder."""
    parts = []
    for at in range(0, len(documents), _BATCH):
        some = documents.slice(at, _BATCH)
        parts.append(extract(some, segment(some)))
        print(f"\rread {at + len(some):,} of {len(documents):,} articles", end="", flush=True)
    print()
    documents.write_parquet(folder / "documents.parquet")
    unite_entities([part.entities for part in parts]).write_parquet(folder / "entities.parquet")
    for name in ("mentions", "facts"):
        pl.concat([getattr(part, name) for part in parts]).write_parquet(folder / f"{name}.parquet")


def measure(folder: Path, articles: int) -> dict[str, float]:
    """Facts and claims of the first so many articles, CPU seconds of clustering and of reconciling, and peak MB."""
    documents = pl.read_parquet(folder / "documents.parquet").head(articles)
    here = pl.col("doc_id").is_in(documents["doc_id"].implode())
    mentions, facts = (pl.read_parquet(folder / f"{name}.parquet").filter(here) for name in ("mentions", "facts"))
    references = [facts[column] for column in facts.columns if column.endswith(("subject_id", "object_id", "place_id"))]
    used = pl.concat([mentions["entity_id"], *references, facts["speaker_id"], facts["beneficiary_id"]]).unique()
    entities = pl.read_parquet(folder / "entities.parquet").filter(
        (pl.col("origin") == "registry") | pl.col("entity_id").is_in(used.implode())
    )
    start = time.process_time()
    cluster_ids(documents)
    clustered = time.process_time()
    began = time.perf_counter()
    made = reconcile(documents, entities, mentions, facts)
    return {
        "articles": len(documents), "facts": len(facts), "claims": len(made.claims), "merges": len(made.merges),
        "cluster CPU s": clustered - start, "CPU s": time.process_time() - clustered,
        "wall s": time.perf_counter() - began,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("corpora", type=Path, nargs="+")
    parser.add_argument("--articles", type=int, nargs="+", default=[2_000, 6_300, 20_000])
    options = parser.parse_args()
    if not (options.folder / "facts.parquet").exists():
        options.folder.mkdir(parents=True, exist_ok=True)
        documents = pl.concat([ingest(corpus).documents for corpus in options.corpora]).unique("doc_id", keep="first")
        read(grow(documents, max(options.articles)), options.folder)
    rows = []
    for articles in sorted(options.articles):
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            rows.append(pool.submit(measure, options.folder, articles).result())
    print("| " + " | ".join(rows[0]) + " |\n|" + "---|" * len(rows[0]))
    for row in rows:
        print("| " + " | ".join(f"{value:,.1f}" if value % 1 else f"{value:,.0f}" for value in row.values()) + " |")
    first, last = rows[0], rows[-1]
    if first is not last:
        n, m = first["facts"], last["facts"]
        allowed = (m * math.log(m)) / (n * math.log(n))
        print(f"time grows by {last['CPU s'] / first['CPU s']:.1f}, n log n of the facts by {allowed:.1f}")


if __name__ == "__main__":
    main()
