"""A small set of tables that hold together: three short articles of our own, their facts and claims."""

from collections.abc import Mapping
from datetime import date
from functools import cache

import polars as pl

from pipelines.ids import content_id
from pipelines.tables import TABLES
from pipelines.validate import Result, Validation, tables_digest
from pipelines.views import build_views

ARTICLES = {
    "harbour-gazette.txt": (
        "Lakeside trade grows",
        ["Trade between the two lakeside states reached 94.8 billion dollars in 2024.", "It rained all week."],
    ),
    "north wind.txt": (
        "Trade figures | published",
        ["Officials put the trade of the two states at 96.3 billion dollars in 2024.", "“Good,” said Ms Örn, «=1+1»."],
    ),
    "quarry's post.txt": (
        "States trade more",
        ["According to the ministry, 94.8 billion dollars were traded in 2024.", "More follows."],
    ),
}
"""File name to title and sentences; the first sentence carries a fact."""

_VALUES = {"harbour-gazette.txt": 94.8, "north wind.txt": 96.3, "quarry's post.txt": 94.8}


def small_tables() -> dict[str, pl.DataFrame]:
    """Valid tables of the registry: three documents, three facts, two claims that contest one question."""
    return dict(_small_tables())


@cache
def _small_tables() -> dict[str, pl.DataFrame]:
    documents, segments, facts, mentions = [], [], [], []
    measure = {"entity_id": "measure:lakeside-trade", "type": "measure", "name": "lakeside trade", "aliases": ["trade"]}
    statement = {"predicate": "amount", "subject_id": measure["entity_id"], "subject": measure["name"], "unit": "USD"}
    period = {"period_start": date(2024, 1, 1), "period_end": date(2024, 12, 31)}
    for path, (title, sentences) in ARTICLES.items():
        text = "\n".join([title, *sentences])
        doc_id = content_id("doc", text)
        documents.append(
            {
                "doc_id": doc_id,
                "source_path": path,
                "source_paths": [path],
                "sha256": content_id("", text)[1:] * 4,
                "title": title,
                "title_source": "first line",
                "published": date(2025, 6, 17),
                "published_source": "record",
                "language": "en",
                "characters": len(text),
                "cluster_id": content_id("cluster", doc_id),
                "text": text,
            }
        )
        at = 0
        for number, words in enumerate([title, *sentences]):
            segments.append(
                {
                    "segment_id": content_id("seg", doc_id, at),
                    "doc_id": doc_id,
                    "kind": "title" if number == 0 else "body",
                    "paragraph": number,
                    "sentence": number,
                    "start": at,
                    "end": at + len(words),
                    "text": words,
                }
            )
            at += len(words) + 1
        sentence = next(s for s in segments if s["doc_id"] == doc_id and s["sentence"] == 1)
        value = round(_VALUES[path] * 1e9)
        value_text = f"{_VALUES[path]} billion dollars"
        start = text.index(value_text)
        facts.append(
            statement
            | period
            | {
                "fact_id": content_id("fact", doc_id, value),
                "claim_id": content_id("claim", value),
                "doc_id": doc_id,
                "segment_id": sentence["segment_id"],
                "value": float(value),
                "value_text": value_text,
                "approx": "exact",
                "status": "done",
                "evidence_start": start,
                "evidence_end": start + len(value_text),
                "evidence": value_text,
                "rule_id": "amount.reached",
                "extractor": "test 1",
                "confidence": 0.9,
            }
        )
        named = text.lower().index("trade", sentence["start"])
        mentions.append(
            {
                "mention_id": content_id("mention", doc_id, named),
                "doc_id": doc_id,
                "segment_id": sentence["segment_id"],
                "entity_id": measure["entity_id"],
                "start": named,
                "end": named + len("trade"),
                "surface": text[named : named + len("trade")],
                "method": "head_noun",
            }
        )
    claims = []
    for value in sorted({fact["value"] for fact in facts}):
        behind = [fact for fact in facts if fact["value"] == value]
        claims.append(
            statement
            | period
            | {
                "claim_id": behind[0]["claim_id"],
                "question_id": content_id("question", measure["name"], 2024),
                "value": value,
                "approx": "exact",
                "modality": "done",
                "status": "contested",
                "why": ["numbers"],
                "spread": 1.5 / 96.3,
                "n_facts": len(behind),
                "n_documents": len(behind),
                "n_independent": len(behind),
                "doc_ids": sorted(fact["doc_id"] for fact in behind),
                "first_reported": date(2025, 6, 17),
                "last_reported": date(2025, 6, 17),
            }
        )
    merges = [
        {
            "merge_id": content_id("merge", measure["entity_id"]),
            "type": "measure",
            "decision": "review",
            "entity_id": "measure:turnover",
            "name": "turnover",
            "into_id": measure["entity_id"],
            "into_name": measure["name"],
            "score": 6.0,
            "reason": "the telling words of the names are the same (+6)",
        }
    ]
    rejections = [
        {
            "rejection_id": content_id("rejection", "empty.txt"),
            "stage": "ingest",
            "source_path": "empty.txt",
            "reason": "empty",
            "detail": "The file has no text.",
        }
    ]
    rows = {
        "documents": documents,
        "segments": segments,
        "entities": [measure | {"origin": "discovered"}],
        "mentions": mentions,
        "facts": facts,
        "claims": claims,
        "merges": merges,
        "rejections": rejections,
    }
    tables = {name: TABLES[name].frame(rows[name]) for name in rows}
    tables["corrections"] = TABLES["corrections"].empty()
    tables["quality"] = TABLES["quality"].empty()
    of_views = ("documents", "entities", "mentions", "facts", "claims")
    tables |= build_views(**{name: tables[name] for name in of_views})._asdict()
    return {name: tables[name] for name in TABLES}


def validation_of(tables: Mapping[str, pl.DataFrame], success: bool = True) -> Validation:
    """A validation of these tables by one expectation that held, or did not."""
    result = Result(
        "facts", "evidence_is_verbatim", "Evidence is verbatim.", "critical", success, 3, 0 if success else 3
    )
    return Validation(tables_digest(tables), (result,))
