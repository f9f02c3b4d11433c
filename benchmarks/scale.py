"""How time and memory of each stage grow with the number of articles.

    python benchmarks/scale.py FOLDER CORPUS... [--articles 2000 20000 200000] [--only read] [--plot docs/scaling.svg]
    python benchmarks/scale.py FOLDER CORPUS... --articles 200000 --grown 20000

The articles of the corpora are repeated as often as it takes, every time with other names, dates and figures by a
seeded generator: countries change places, words that are always written with a capital become other ones, years move
on, and the digits of figures change, each in the same way throughout an article. They lie in FOLDER as files of 2,000.

Each stage runs in a process of its own for each size, and is given in CPU seconds and peak MB; what it makes is kept in
FOLDER, so that a call that was stopped goes on, and an exponent is fitted to the times. `read` is ingest, segment and
extract, file by file; of a larger size it reads the files that a smaller one has not. `join` brings that together table
by table, and `cluster` finds copies; from `join` on, tables of all articles are in memory, not all of them at once.

With `--grown`, nothing is read: what `cluster`, `reconcile` and `views` need is grown from the tables of fewer
articles, which takes minutes instead of hours: texts as above, and what was read from them as `grown` does it.
"""

import argparse
import json
import math
import multiprocessing
import random
import re
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from grown import grown

from pipelines.ids import content_id
from pipelines.ingest import ingest
from pipelines.ingest.syndication import cluster_ids
from pipelines.reconcile import reconcile
from pipelines.registry import load_registry
from pipelines.shards.corpus import read_corpus
from pipelines.shards.engines import InProcess
from pipelines.views import build_views

FILE = 2_000
"""Articles of a file."""
ROWS = 20_000
"""Rows that are written at once."""
_TEXT = 200
"""Characters of the text beside grown facts, in which their places lie no longer where they were."""
_TOKEN = re.compile(r"[A-Z]\w+|\d+(?:[.,]\d+)*")
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]


def grow(documents: pl.DataFrame, articles: int) -> pl.DataFrame:
    """So many documents: those given, and then the same again and again with other names, dates and figures."""
    documents = documents.sort("doc_id")
    change = changer(documents)
    turns = range(math.ceil(articles / len(documents)))
    return pl.concat(change(documents, turn) for turn in turns).head(articles)


def changer(documents: pl.DataFrame) -> Callable[[pl.DataFrame, int], pl.DataFrame]:
    """What gives documents in the form that they have in a turn; in turn 0, they are as they were."""
    names = _names(documents["text"])
    entries = load_registry().entries.values()
    countries = sorted(entry.name for entry in entries if entry.type == "country" and " " not in entry.name)
    return lambda some, turn: _changed(some, turn, names, countries) if turn else some


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


def write_files(corpora: list[Path], folder: Path, files: int) -> None:
    """So many files of articles, as JSON lines; those that are there are left as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [folder / f"{number:04}.jsonl" for number in range(files)]
    if all(file.exists() for file in wanted):
        return
    documents = pl.concat([ingest(corpus).documents for corpus in corpora]).unique("doc_id", keep="first")
    documents = documents.sort("doc_id").head(FILE)
    change = changer(documents)
    for turn, file in enumerate(wanted):
        if not file.exists():
            records = change(documents, turn).select("text", date=pl.col("published").cast(pl.String))
            records.write_ndjson(part := file.with_suffix(".part"))
            part.rename(file)


def read(folder: Path, articles: int) -> dict[str, int]:
    """Read the first so many articles, where they have not been read yet."""
    part = folder / f"corpus-{articles}"
    part.mkdir(parents=True, exist_ok=True)
    for number in range(math.ceil(articles / FILE)):
        link = part / f"{number:04}.jsonl"
        if not link.exists():
            link.hardlink_to(folder / "corpus" / link.name)
    corpus = read_corpus(part, folder / "cache", lambda tasks: InProcess())
    rows = pl.collect_all(tables["facts"].select(pl.len()) for _, tables in corpus.tables())
    return {"facts": sum(frame.item() for frame in rows)}


def join(folder: Path, articles: int) -> dict[str, int]:
    """Bring together what was read, table by table."""
    corpus = read_corpus(folder / f"corpus-{articles}", folder / "cache", lambda tasks: InProcess())
    rows = {}
    for name, frame in corpus.load():
        rows[name] = len(frame)
        _write(folder, articles, name, frame)
        del frame
    return rows


def _write(folder: Path, articles: int, name: str, frame: pl.DataFrame) -> None:
    made = folder / f"tables-{articles}"
    made.mkdir(exist_ok=True)
    frame.write_parquet(made / f"{name}.parquet", row_group_size=ROWS)


def _table(folder: Path, articles: int, name: str) -> pl.LazyFrame:
    return pl.scan_parquet(folder / f"tables-{articles}" / f"{name}.parquet")


def cluster(folder: Path, articles: int) -> dict[str, int]:
    documents = _table(folder, articles, "documents").collect()
    documents = documents.with_columns(cluster_ids(documents))
    _write(folder, articles, "clustered", documents)
    return {"clusters": documents["cluster_id"].n_unique()}


def _reconcile(folder: Path, articles: int) -> dict[str, int]:
    documents, entities, mentions, facts = (
        _table(folder, articles, name) for name in ("clustered", "entities", "mentions", "facts")
    )
    made = reconcile(documents, entities.collect(), mentions, facts)._asdict()
    for name, frame in made.items():
        _write(folder, articles, f"reconciled-{name}", frame)
    return {name: len(made[name]) for name in ("claims", "merges")}


def views(folder: Path, articles: int) -> dict[str, int]:
    documents = _table(folder, articles, "clustered")
    entities, mentions, facts, claims = (
        _table(folder, articles, f"reconciled-{name}") for name in ("entities", "mentions", "facts", "claims")
    )
    made = build_views(documents, entities.collect(), mentions, facts, claims.collect())
    return {"rows": sum(map(len, made))}


STAGES: dict[str, Callable[[Path, int], dict[str, int]]] = {
    "read": read, "join": join, "cluster": cluster, "reconcile": _reconcile, "views": views,
}  # fmt: skip


def grow_documents(folder: Path, known: int, articles: int) -> None:
    """So many articles to find copies among."""
    _write(folder, articles, "documents", grow(_table(folder, known, "documents").head(FILE).collect(), articles))


def grow_tables(folder: Path, known: int, articles: int) -> None:
    """What is read from so many articles, grown from what was read from fewer."""
    clustered = _table(folder, known, "clustered").with_columns(pl.col("text").str.slice(0, _TEXT)).collect()
    named = {name: _table(folder, known, name).collect() for name in ("entities", "mentions", "facts")}
    for name, frame in grown({"documents": clustered, **named}, len(named["facts"]) * articles // known).items():
        _write(folder, articles, "clustered" if name == "documents" else name, frame)


GROWING = {"cluster": grow_documents, "reconcile": grow_tables}
"""What makes the tables that a stage needs, where nothing is read."""


def measure(stage: str, folder: Path, articles: int) -> dict[str, float]:
    """CPU seconds and peak MB of a stage, with what its rows are."""
    began, cpu = time.perf_counter(), time.process_time()
    rows = STAGES[stage](folder, articles)
    return {
        "CPU s": time.process_time() - cpu, "wall s": time.perf_counter() - began,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, **rows,
    }  # fmt: skip


def exponent(sizes: list[int], times: list[float]) -> float:
    """The slope of time over size, both as logarithms, by least squares."""
    x, y = [math.log(size) for size in sizes], [math.log(seconds) for seconds in times]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) ** 2 for a in x)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("corpora", type=Path, nargs="+")
    parser.add_argument("--articles", type=int, nargs="+", default=[2_000, 20_000, 200_000])
    parser.add_argument("--only", choices=STAGES, nargs="+", default=list(STAGES))
    parser.add_argument("--grown", type=int, metavar="ARTICLES", help="grow tables from those of so many articles")
    parser.add_argument("--plot", type=Path, help="draw the figures there, as SVG")
    options = parser.parse_args()
    sizes = sorted(options.articles)
    stages = options.only
    if options.grown:
        stages = [stage for stage in stages if stage not in ("read", "join")]
    else:
        write_files(options.corpora, options.folder / "corpus", math.ceil(sizes[-1] / FILE))
    known = options.folder / "measured.json"
    measured: dict[str, dict[str, float]] = json.loads(known.read_text()) if known.exists() else {}
    for articles in sizes:
        for stage in stages:
            if f"{stage} {articles}" not in measured:
                if options.grown and stage in GROWING:
                    _apart(GROWING[stage], options.folder, options.grown, articles)
                figures = _apart(measure, stage, options.folder, articles)
                measured[f"{stage} {articles}"] = figures
                known.write_text(json.dumps(measured, indent=1))
                print(f"{stage} {articles}: {figures}", flush=True)
    curves = _curves(measured)
    _show(measured, curves)
    if options.plot:
        options.plot.write_text(plot(curves), encoding="utf-8")


def _apart(do: Callable[..., Any], *given: object) -> Any:
    """What a function gives in a process of its own, whose peak is not that of this one."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(do, *given).result()


Curves = dict[str, list[tuple[int, float, float]]]
"""Articles, CPU seconds and peak MB of each stage."""


def _curves(measured: dict[str, dict[str, float]]) -> Curves:
    """The files that `read` has not read again count with the time of the smaller size."""
    curves: Curves = {}
    for stage in STAGES:
        for articles in sorted(int(key.split()[1]) for key in measured if key.split()[0] == stage):
            figures = measured[f"{stage} {articles}"]
            known = curves.setdefault(stage, [])
            before = known[-1][1] if stage == "read" and known else 0
            known.append((articles, figures["CPU s"] + before, figures["peak MB"]))
    return curves


def _show(measured: dict[str, dict[str, float]], curves: Curves) -> None:
    """One row a stage and size, and the exponents."""
    print("\n| stage | articles | CPU s | peak MB | rows |\n|---|---|---|---|---|")
    total: dict[int, float] = {}
    for stage, curve in curves.items():
        for articles, seconds, peak in curve:
            total[articles] = total.get(articles, 0) + seconds
            figures = measured[f"{stage} {articles}"]
            rows = ", ".join(f"{n:,} {name}" for name, n in figures.items() if not name.endswith((" s", " MB")))
            print(f"| {stage} | {articles:,} | {seconds:,.1f} | {peak:,.0f} | {rows} |")
        if len(curve) > 1:
            print(f"| {stage} | exponent | {exponent([c[0] for c in curve], [c[1] for c in curve]):.2f} | | |")
    whole = [size for size in total if all(size in {row[0] for row in curve} for curve in curves.values())]
    if len(whole) > 1:
        print(f"| all | exponent | {exponent(whole, [total[size] for size in whole]):.2f} | | |")


_COLOURS = ("#1b6ca8", "#d1495b", "#2e7d32", "#8e5ea2", "#b8860b")


def plot(curves: Curves) -> str:
    """Two panels, CPU seconds and peak MB over articles, all of them as logarithms."""
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 330" font-family="sans-serif" font-size="12">',
        "<title>CPU seconds and peak memory of each stage, by number of articles</title>",
        '<rect width="760" height="330" fill="white"/>',
    ]
    for panel, title in enumerate(("CPU seconds", "peak MB of what holds all articles")):
        points = {stage: [(row[0], row[1 + panel]) for row in curve] for stage, curve in curves.items()}
        if panel == 1:
            points["read"] = []
        parts += _panel(60 + 370 * panel, title, points)
    for number, stage in enumerate(curves):
        x = 60 + 130 * number
        parts.append(f'<line x1="{x}" y1="312" x2="{x + 20}" y2="312" stroke="{_COLOURS[number]}" stroke-width="3"/>')
        parts.append(f'<text x="{x + 26}" y="316">{stage}</text>')
    return "\n".join([*parts, "</svg>\n"])


def _panel(left: int, title: str, curves: dict[str, list[tuple[int, float]]]) -> list[str]:
    values = [value for curve in curves.values() for _, value in curve]
    sizes = [size for curve in curves.values() for size, _ in curve]
    low, high = (math.floor(math.log10(min(values))), math.ceil(math.log10(max(values))))
    first, last = (math.floor(math.log10(min(sizes))), math.ceil(math.log10(max(sizes))))

    def at(size: float, value: float) -> tuple[float, float]:
        x = left + 300 * (math.log10(size) - first) / (last - first)
        return round(x, 1), round(270 - 220 * (math.log10(value) - low) / (high - low), 1)

    parts = [f'<text x="{left}" y="30" font-weight="bold">{title}</text>']
    for power in range(low, high + 1):
        y = at(10**first, 10.0**power)[1]
        parts.append(f'<line x1="{left}" y1="{y}" x2="{left + 300}" y2="{y}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{10.0**power:,.10g}</text>')
    for power in range(first, last + 1):
        x = at(10**power, 10.0**low)[0]
        parts.append(f'<line x1="{x}" y1="50" x2="{x}" y2="270" stroke="#ddd"/>')
        parts.append(f'<text x="{x}" y="288" text-anchor="middle">{10**power:,}</text>')
    for colour, curve in zip(_COLOURS, curves.values(), strict=False):
        corners = " ".join(f"{x},{y}" for x, y in (at(*point) for point in curve))
        parts.append(f'<polyline points="{corners}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in (at(*point) for point in curve)]
    return parts


if __name__ == "__main__":
    main()
