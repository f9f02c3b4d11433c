"""What one more article costs: a rebuild with what earlier runs kept, beside a full one, stage by stage.

    python benchmarks/incremental.py CORPUS [--articles 20000]

The corpus is grown to so many articles as in `scale.py`. Three builds, each in a process of its own: all of it; one
article more on top; the same articles with nothing kept. The last two must give the same bytes. Stages are given in
CPU seconds, which a busy machine does not change; what is left of all is the start, and Dagster between the stages.
"""

import argparse
import json
import multiprocessing
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import polars as pl
from scale import grow

from pipelines.ingest import ingest

NEW = "The forty-first Altiplano Summit was held in Puno on 3 May 2019. Peru pledged 7 million dollars to Bolivia."


def build(corpus: Path, out: Path) -> tuple[str, dict[str, float], float]:
    """The digest of the release, CPU seconds by stage and of all of it, and the peak in MB."""
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


def write(documents: pl.DataFrame, path: Path) -> None:
    rows = documents.select("text", "title", "publisher", date=pl.col("published").cast(pl.String)).iter_rows(
        named=True
    )
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        write(grow(ingest(options.corpus).documents, options.articles), corpus / "articles.jsonl")
        made = {}
        for what, out in (("all", "kept"), ("one more", "kept"), ("all again, nothing kept", "fresh")):
            if what == "one more":
                (corpus / "new.txt").write_text(NEW, encoding="utf-8")
            with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
                made[what] = pool.submit(build, corpus, Path(folder) / out).result()
    stages = list(made["all"][1])
    print(f"| CPU s | {' | '.join(stages)} | peak MB |\n|" + "---|" * (len(stages) + 2))
    for what, (_, seconds, peak) in made.items():
        print(f"| {what} | {' | '.join(f'{seconds[stage]:.1f}' for stage in stages)} | {peak:,.0f} |")
    one, full = made["one more"], made["all again, nothing kept"]
    print(f"one more article: {one[1]['all'] / full[1]['all']:.0%} of the CPU time; same bytes: {one[0] == full[0]}")


if __name__ == "__main__":
    main()
