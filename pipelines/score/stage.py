"""The score stage: articles, entities, facts and gold in, the table `quality` out."""

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from pipelines.score.gold import GoldFact
from pipelines.score.matching import Outcome, Said, compare
from pipelines.tables import ALL_PREDICATES, TABLES

_CUT = {"year": 4, "month": 7}
"""Characters that an ISO date of that precision has."""


def score(
    documents: pl.DataFrame, entities: pl.DataFrame, facts: pl.DataFrame, gold: Sequence[GoldFact]
) -> pl.DataFrame:
    """How well the facts of the articles that gold is there for agree with it; no row where there is none.

    An article is known by the name of its file and by the gold's evidence, some of which must stand in it: another
    article of that name is not scored.
    """
    docs = _with_gold(documents, gold)
    scored = set(docs["doc"])
    here = [row for row in gold if row.doc in scored]
    outcome = compare(here, _said(facts.join(docs, on="doc_id"), entities))
    return TABLES["quality"].frame(_rows(here, outcome))


def _with_gold(documents: pl.DataFrame, gold: Sequence[GoldFact]) -> pl.DataFrame:
    """doc_id, and `doc`, the name by which the gold knows the article; articles of one file share it."""
    evidence: dict[str, list[str]] = {}
    for row in gold:
        evidence.setdefault(row.doc, []).append(row.evidence)
    stem = pl.col("source_paths").str.extract(r"([^/.]*)[^/]*$").alias("doc")
    named = documents.select("doc_id", "text", "source_paths").explode("source_paths").select("doc_id", stem, "text")
    named = named.filter(pl.col("doc").is_in([*evidence])).unique(["doc_id", "doc"], maintain_order=True)
    grounded = {doc for _, doc, text in named.iter_rows() if any(words in text for words in evidence[doc])}
    return named.select("doc_id", "doc").filter(pl.col("doc").is_in([*grounded]))


def _said(facts: pl.DataFrame, entities: pl.DataFrame) -> Iterator[Said]:
    names: dict[str, list[str]] = {
        entity_id: [name, *aliases]
        for entity_id, name, aliases in entities.select("entity_id", "name", "aliases").iter_rows()
    }
    for fact in facts.iter_rows(named=True):
        yield Said(
            fact_id=fact["fact_id"],
            doc=fact["doc"],
            predicate=fact["predicate"],
            subjects=_names(fact["subject"], names.get(fact["subject_id"])),
            objects=_names(fact["object"], names.get(fact["object_id"])),
            speakers=_names(None, names.get(fact["speaker_id"])),
            amounts=[
                (value, unit or "")
                for value, unit in ((fact["value"], fact["unit"]), (fact["alt_value"], fact["alt_unit"]))
                if value is not None
            ],
            dates=_dates(fact),
            evidence=fact["evidence"],
        )


def _names(stated: str | None, known: list[str] | None) -> list[str]:
    return [name for name in (stated, *(known or ())) if name]


def _dates(fact: dict[str, Any]) -> frozenset[str]:
    """The ways in which a date may be written: at its precision, and as an interval of days."""
    start, end = fact["date_start"], fact["date_end"]
    if start is None:
        return frozenset()
    cut = _CUT.get(fact["date_precision"], 10)
    days = start.isoformat(), (end or start).isoformat()
    return frozenset({days[0][:cut], _interval(days[0][:cut], days[1][:cut]), _interval(*days)})


def _interval(start: str, end: str) -> str:
    return start if start == end else f"{start}/{end}"


def _rows(gold: Sequence[GoldFact], outcome: Outcome) -> Iterator[dict[str, object]]:
    """One row a predicate, and one of all."""
    counted = (outcome.hits, outcome.misses, outcome.spurious)
    for predicate in sorted({predicate for counter in counted for predicate in counter}):
        docs = {row.doc for row in gold if row.predicate == predicate}
        yield _row(predicate, len(docs), *(counter[predicate] for counter in counted))
    if gold:
        yield _row(ALL_PREDICATES, len({row.doc for row in gold}), *(counter.total() for counter in counted))


def _row(predicate: str, articles: int, hits: int, misses: int, spurious: int) -> dict[str, object]:
    return {
        "predicate": predicate,
        "n_articles": articles,
        "n_gold": hits + misses,
        "n_found": hits,
        "n_missed": misses,
        "n_spurious": spurious,
        "precision": _share(hits, hits + spurious),
        "recall": _share(hits, hits + misses),
        "f1": _share(2 * hits, 2 * hits + misses + spurious),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
