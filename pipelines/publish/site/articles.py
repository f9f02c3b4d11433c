"""The pages of articles: published sentences, in which facts and names are marked and lead on.

What is on them is made from frames of rows about these articles alone, so that a page can be kept under the hash of
those. Which articles have a page, and where pages are kept, does not belong here.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import polars as pl

from pipelines import wording
from pipelines.publish.site.highlight import Span, pieces
from pipelines.publish.site.render import LINE, cut_short, numbered, split

Row = dict[str, Any]
Frames = Mapping[str, pl.DataFrame]

_WEIGHT = 100_000
"""Characters of sentences and of what was read from them on one page, which keeps it light."""

_LATER = 400
"""Facts on later pages that the first one leads to."""

_KINDS = {"said": "quote"}
"""What the evidence of a predicate is marked as, where it is not marked as a fact."""


def published_sentences(frames: Frames, documents: pl.DataFrame) -> pl.DataFrame:
    """The segments of these documents whose words are published, in order, and the `page` that each stands on."""
    facts = frames["facts"].group_by("segment_id").len("facts")
    mentions = frames["mentions"].group_by("segment_id").len("mentions")
    sentences = (
        frames["segments"]
        .filter(pl.col("text").is_not_null())
        .join(documents, on="doc_id", how="semi")
        .join(facts, on="segment_id", how="left")
        .join(mentions, on="segment_id", how="left")
        .sort("doc_id", "start", "segment_id")
    )
    read = 2 * LINE * pl.col("facts").fill_null(0) + LINE * pl.col("mentions").fill_null(0)
    weighed = sentences.with_columns(weight=200 + pl.col("text").str.len_chars() + read)
    heavy = weighed.filter(pl.col("weight").sum().over("doc_id") > _WEIGHT).select("doc_id", "segment_id", "weight")
    later = [
        (segment_id, numbered(f"articles/{doc_id}", number))
        for (doc_id,), rows in heavy.group_by("doc_id")
        for number, part in enumerate(split(rows.rows(), lambda row: row[2], _WEIGHT))
        for _, segment_id, _ in part
    ]
    pages = pl.DataFrame(later, schema={"segment_id": pl.String, "page": pl.String}, orient="row")
    return (
        sentences.drop("facts", "mentions")
        .join(pages, on="segment_id", how="left", maintain_order="left")
        .with_columns(page=pl.coalesce("page", pl.format("articles/{}.html", "doc_id")))
    )


def rows_of_articles(
    frames: Frames, documents: pl.DataFrame, sentences: pl.DataFrame, questions: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """What is on the pages of the documents, each frame with `doc_id`.

    `documents` has the number of `facts` of each beside the columns of the table, `sentences` is as from
    `published_sentences`, and `questions` has `claim_id` and `question_id` of claims with a page.
    """
    names = frames["entities"].select("entity_id", "name")
    facts = frames["facts"].join(documents, on="doc_id", how="semi").join(questions, on="claim_id", how="left")
    mentions = frames["mentions"].join(documents, on="doc_id", how="semi").join(names, on="entity_id", how="left")
    return {
        "documents": documents,
        "sentences": sentences,
        "facts": facts.sort("doc_id", "evidence_start", "fact_id"),
        "mentions": mentions.join(sentences, on="segment_id", how="semi").sort("doc_id", "start", "mention_id"),
    }


def about_article(document: Row) -> Row:
    """What lists and the page say of an article."""
    address = document["url"]
    return {
        "row": document,
        "title": cut_short(document["title"] or document["source_path"]),
        "href": f"articles/{document['doc_id']}.html",
        "address": address if address and address.startswith(("https://", "http://")) else None,
        "facts": document["facts"] or 0,
    }


def article_pages(rows: Frames) -> Iterator[tuple[str, str, Row]]:
    """Path, template and content of each page of the articles of `rows_of_articles`, or of some of them."""
    sentences = _by(rows["sentences"], "doc_id")
    facts, mentions = _by(rows["facts"], "segment_id"), _by(rows["mentions"], "segment_id")
    for document in rows["documents"].iter_rows(named=True):
        yield from _pages(document, sentences[document["doc_id"]], facts, mentions)


def _pages(
    document: Row, sentences: list[Row], facts: Mapping[str, list[Row]], mentions: Mapping[str, list[Row]]
) -> Iterator[tuple[str, str, Row]]:
    gaps = [False, *(after["sentence"] > before["sentence"] + 1 for before, after in pairwise(sentences))]
    parts: dict[str, list[Row]] = {f"articles/{document['doc_id']}.html": []}
    for sentence, gap in zip(sentences, gaps, strict=False):
        read = facts[sentence["segment_id"]], mentions[sentence["segment_id"]]
        parts.setdefault(sentence["page"], []).append(_marked(sentence, gap, *read))
    first, *_ = parts
    later = [
        (fact["fact_id"], cut_short(wording.statement(fact)), sentence["page"])
        for sentence in sentences
        if sentence["page"] != first
        for fact in facts[sentence["segment_id"]]
    ]
    for number, (path, part) in enumerate(parts.items()):
        yield (
            path,
            "article.html",
            {
                "document": about_article(document),
                "sentences": part,
                "whole": document["text"] is not None,
                "part": number,
                "parts": list(parts),
                "later": later[:_LATER] if path == first else [],
            },
        )


def _marked(sentence: Row, after_gap: bool, facts: list[Row], mentions: list[Row]) -> Row:
    """A sentence with its spans, and the facts that were read from it."""
    spans = [
        Span(f["evidence_start"], f["evidence_end"], _KINDS.get(f["predicate"], "fact"), f["fact_id"], f["predicate"])
        for f in facts
    ]
    spans += [Span(m["start"], m["end"], "mention", m["mention_id"], m["name"]) for m in mentions]
    return {
        "kind": sentence["kind"],
        "after_gap": after_gap,
        "pieces": list(pieces(sentence["text"], sentence["start"], spans)),
        "facts": [{"row": f, "words": cut_short(wording.statement(f)), "href": claim_href(f)} for f in facts],
    }


def claim_href(row: Row) -> str | None:
    """The place of a claim on the page of its question; a row whose `question_id` is null has none."""
    return f"claims/{row['question_id']}.html#{row['claim_id']}" if row["question_id"] else None


def _by(frame: pl.DataFrame, column: str) -> Mapping[str, list[Row]]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in frame.iter_rows(named=True):
        rows[row[column]].append(row)
    return rows
