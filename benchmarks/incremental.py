"""What one more article costs: a rebuild with what earlier runs kept, beside a full one, stage by stage.

    python benchmarks/incremental.py FOLDER CORPUS... [--articles 2000 20000] [--again]

The articles are those of `scale.py`, files of 2,000 in FOLDER. Three builds of each size, each in a process of its own:
all of it; one article more on top; the same articles with nothing kept. The last two must give the same bytes. Stages
are given in CPU seconds, which a busy machine does not change; what is left of all is the start, and Dagster between
the stages. What was built stays in FOLDER; `--again` adds one more article to it, another one at each call.
"""

import argparse
import multiprocessing
import resource
import shutil
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from scale import FILE, write_files

NEW = "The {}th Altiplano Summit was held in Puno on 3 May 2019. Peru pledged {} million dollars to Bolivia."

Built = tuple[str, dict[str, float], float]
"""The digest of the release, CPU seconds by stage and of all of it, and the peak in MB."""


def build(corpus: Path, out: Path) -> Built:
    import dagster as dg

    from pipelines.run import Step, run_release

    seconds: dict[str, float] = {}

    def tell(step: Step) -> None:
        """A stage has the time that it started at until it is done."""
        seconds[step.stage] = time.process_time() - seconds.get(step.stage, 0.0)

    instance = dg.DagsterInstance.ephemeral()
    run = run_release(corpus, out, engine="in_process", on_step=tell, instance=instance, publish_unchanged=True)
    if run.release is None:
        raise RuntimeError(f"not published: {run.error}")
    seconds["all"] = time.process_time()
    return run.release.manifest["digest"], seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _apart(corpus: Path, out: Path) -> Built:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(build, corpus, out).result()


def _add(corpus: Path) -> None:
    number = 41 + len([*corpus.glob("*.txt")])
    (corpus / f"{number}.txt").write_text(NEW.format(number, number), encoding="utf-8")


def compare(folder: Path, articles: int) -> None:
    """Build afresh, with one more article, and afresh again."""
    shutil.rmtree(folder, ignore_errors=True)
    corpus = _linked(folder, articles)
    _show("all", _apart(corpus, folder / "kept"), f"CPU s, {articles:,} articles")
    _add(corpus)
    _show("one more", one := _apart(corpus, folder / "kept"))
    _show("all again, nothing kept", full := _apart(corpus, folder / "fresh"))
    print(f"one more article: {one[1]['all'] / full[1]['all']:.1%} of the CPU time; same bytes: {one[0] == full[0]}")


def _linked(folder: Path, articles: int) -> Path:
    """The folder of so many articles, in files that are there already."""
    (folder / "corpus").mkdir(parents=True)
    for number in range(articles // FILE):
        name = f"{number:04}.jsonl"
        (folder / "corpus" / name).hardlink_to(folder.parent / "corpus" / name)
    return folder / "corpus"


def _show(what: str, built: Built, head: str | None = None) -> None:
    _, seconds, peak = built
    if head is not None:
        print(f"\n| {head} | {' | '.join(seconds)} | peak MB |\n|{'---|' * (len(seconds) + 2)}")
    print(f"| {what} | {' | '.join(f'{spent:.1f}' for spent in seconds.values())} | {peak:,.0f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("corpora", type=Path, nargs="+")
    parser.add_argument("--articles", type=int, nargs="+", default=[2_000, 20_000], help=f"multiples of {FILE:,}")
    parser.add_argument("--again", action="store_true")
    options = parser.parse_args()
    write_files(options.corpora, options.folder / "corpus", max(options.articles) // FILE)
    for articles in options.articles:
        folder = options.folder / f"incremental-{articles}"
        if not options.again:
            compare(folder, articles)
            continue
        _add(folder / "corpus")
        _show("one more", _apart(folder / "corpus", folder / "kept"), f"CPU s, {articles:,} articles")


if __name__ == "__main__":
    main()
