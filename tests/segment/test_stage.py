"""The table `segments`: exact, in order, and the same whatever the order of the articles."""

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.ingest import ingest
from pipelines.segment import segment
from pipelines.segment.stage import stretches
from pipelines.tables import SEGMENT_KINDS, TABLES

TEXT = (
    "Lake states limit fishing\r\nBy Ada Brenn\r\n\r\n  HOCHFELD, May 6 (Xinhua) -- Five lake states agreed on Monday. "
    "They met for \u202bساعتين\u202c hours\u200b. \U0001f1f0\U0001f1ff \r\n\r\nRelated Posts\r\n"
)


def _documents(*texts: str) -> pl.DataFrame:
    return pl.DataFrame({"doc_id": [f"doc-{n}" for n in range(len(texts))], "text": texts})


def test_the_rows_of_an_article() -> None:
    segments = segment(_documents(TEXT)).sort("sentence")
    assert segments.schema == TABLES["segments"].schema
    assert segments.select("kind", "paragraph", "text").rows() == [
        ("title", 0, "Lake states limit fishing"),
        ("byline", 1, "By Ada Brenn"),
        ("dateline", 2, "HOCHFELD, May 6 (Xinhua) --"),
        ("body", 2, "Five lake states agreed on Monday."),
        ("body", 2, "They met for \u202bساعتين\u202c hours\u200b."),
        ("boilerplate", 2, "\U0001f1f0\U0001f1ff"),
        ("teaser", 3, "Related Posts"),
    ]
    assert all(TEXT[row["start"] : row["end"]] == row["text"] for row in segments.to_dicts())
    assert segments["segment_id"].n_unique() == segments.height


def test_neither_the_order_nor_the_company_of_articles_matters() -> None:
    documents = _documents(TEXT, TEXT + "More came.", "One sentence here. Another one there.")
    together = segment(documents)
    assert segment(documents.reverse()).equals(together)
    alone = pl.concat([segment(documents[n : n + 1]) for n in range(3)])
    assert TABLES["segments"].conform(alone).equals(together)


def test_no_article_gives_no_row() -> None:
    assert segment(_documents().cast({"text": pl.String})).equals(TABLES["segments"].empty())


@settings(max_examples=150)
@given(
    st.text(alphabet=st.sampled_from("Aa bC.!?\n\r|,:-—“”\"'(12)•\u2028\u200bÉ中é"), max_size=300)
    | st.text(max_size=200)
)
def test_stretches_are_trimmed_ordered_and_cover_every_character(text: str) -> None:
    found = stretches(text)
    position = 0
    for _, start, end, kind in found:
        assert text[position:start].strip() == ""
        assert text[start:end] == text[start:end].strip() != ""
        assert kind in SEGMENT_KINDS
        position = end
    assert text[position:].strip() == ""


def test_bulk_text_is_covered(shared: Path) -> None:
    documents = ingest(shared / "corpus" / "wikinews.jsonl").documents
    segments = segment(documents).join(documents.select("doc_id", whole="text"), on="doc_id").sort("doc_id", "sentence")
    cut = pl.col("whole").str.slice(pl.col("start"), pl.col("end") - pl.col("start"))
    assert segments.filter(cut != pl.col("text")).height == 0
    lengths = documents.select(pl.col("text").str.replace_all(r"\s", "").str.len_chars().sum()).item()
    assert segments.select(pl.col("text").str.replace_all(r"\s", "").str.len_chars().sum()).item() == lengths
    assert segments.filter(kind="body").height > 0.9 * segments.height


@pytest.mark.parametrize("key", ["title", "author"])
def test_title_and_author_may_be_missing(key: str) -> None:
    row = {
        "doc_id": "doc-1",
        "text": "Lake states limit fishing\nFive lake states agreed on Monday to limit it.",
        key: None,
    }
    assert segment(pl.DataFrame([row], schema_overrides={key: pl.String})).height == 2


def test_json_texts_of_the_bulk_corpus_are_mostly_body(shared: Path) -> None:
    with (shared / "corpus" / "state_department.jsonl").open(encoding="utf-8") as lines:
        texts = [json.loads(next(lines)) for _ in range(100)]
    body = sum(
        end - start for row in texts for *_, start, end, kind in stretches(row["text"], row["title"]) if kind == "body"
    )
    assert body > 0.95 * sum(len(row["text"]) for row in texts)
