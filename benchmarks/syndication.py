"""Which copies of an article share its cluster, and which articles of a corpus do that should not.

    python benchmarks/syndication.py CORPUS... [--articles N] [--list]

Copies of articles drawn by a seed are made in four ways, and looked for among the corpus: word for word under another
title; shortened to its first half; edited, with words changed in every sentence; and as one paragraph inside another
article, which must leave that one apart. The clusters of the corpus itself are listed for reading with --list.
"""

import argparse
import random
import re
from collections.abc import Callable
from pathlib import Path

import polars as pl

from pipelines.ingest import ingest
from pipelines.ingest.syndication import cluster_ids

_FILLERS = ["also", "indeed", "moreover", "this", "other", "then"]
_LENGTH = (800, 8_000)
"""Characters of the articles that are copied."""


def reprinted(text: str, rng: random.Random, other: str) -> str:
    return f"River Mirror | World\n\nFrom our partners, number {rng.randrange(1000)}\n\n{text}"


def shortened(text: str, rng: random.Random, other: str) -> str:
    end = text.find(". ", len(text) // 2)
    return text[: end + 1] if end > 0 else text


def edited(text: str, rng: random.Random, other: str) -> str:
    """A word changed in every sentence, and one in about twenty left out; names and figures stay."""
    made = []
    for sentence in _sentences(text):
        words = sentence.split()
        plain = [n for n, word in enumerate(words) if n and word.isalpha() and word.islower()]
        for n in rng.sample(plain, min(len(plain), 1 + len(words) // 25)):
            words[n] = rng.choice(_FILLERS)
        if len(words) > 20 and plain:
            del words[rng.choice(plain)]
        made.append(" ".join(words))
    return " ".join(made)


def paragraph_inside(text: str, rng: random.Random, other: str) -> str:
    sentences = _sentences(text)
    return f"{other}\n\n{' '.join(sentences[: max(1, len(sentences) // 8)])}"


COPIES: dict[str, Callable[[str, random.Random, str], str]] = {
    "reprinted": reprinted,
    "shortened to half": shortened,
    "edited in every sentence": edited,
    "a paragraph inside another article": paragraph_inside,
}


def found(documents: pl.DataFrame, how: Callable[[str, random.Random, str], str], articles: int) -> float:
    """The share of so many copies that share the cluster of their original."""
    rng = random.Random(7)
    usable = documents.filter(pl.col("text").str.len_chars().is_between(*_LENGTH)).sort("doc_id")
    drawn = usable.sample(min(2 * articles, len(usable)), seed=7, shuffle=True)
    originals, others = drawn.head(len(drawn) // 2), drawn.tail(len(drawn) // 2)
    copies = pl.DataFrame(
        {
            "doc_id": [f"copy of {doc}" for doc in originals["doc_id"]],
            "published": originals["published"],
            "text": [how(text, rng, other) for text, other in zip(originals["text"], others["text"], strict=False)],
        }
    )
    every = pl.concat([documents.select("doc_id", "published", "text"), copies])
    clusters = dict(zip(every["doc_id"], cluster_ids(every), strict=True))
    return sum(clusters[doc] == clusters[f"copy of {doc}"] for doc in originals["doc_id"]) / len(originals)


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in re.split(r"(?<=[.!?])\s+|\n+", text) if sentence.strip()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="+")
    parser.add_argument("--articles", type=int, default=200, help="how many are copied")
    parser.add_argument("--list", action="store_true", help="list the clusters of several articles")
    options = parser.parse_args()
    documents = pl.concat([ingest(corpus).documents for corpus in options.corpora]).unique("doc_id", keep="first")
    for name, how in COPIES.items():
        print(f"{name:36} in the cluster of its original: {found(documents, how, options.articles):.3f}")
    documents = documents.with_columns(cluster_ids(documents))
    several = documents.filter(pl.len().over("cluster_id") > 1).sort("cluster_id", "doc_id")
    print(f"{len(documents):,} articles, {several['cluster_id'].n_unique()} clusters of several")
    if options.list:
        for (cluster,), rows in several.group_by("cluster_id", maintain_order=True):
            print(cluster, *(f"  {row['published']} {row['title']}" for row in rows.iter_rows(named=True)), sep="\n")


if __name__ == "__main__":
    main()
