"""The segment stage: the table `documents` in, the table `segments` out."""

from collections.abc import Iterator

import polars as pl

from pipelines.ids import content_id
from pipelines.ingest.furniture import split_stamp
from pipelines.segment.layout import kind_of_sentence, kinds_of
from pipelines.segment.sentences import paragraph_spans, split_dateline, split_paragraph
from pipelines.tables import TABLES

_FILED = 3
"""Paragraphs of the body, from the first, that may begin with a dateline."""


def segment(documents: pl.DataFrame) -> pl.DataFrame:
    """The stretches of each article: one row a sentence in the body, one row a paragraph elsewhere.

    Needs the columns doc_id and text, uses title and author where they are there. Sorted by segment_id, as every
    table by its key; `doc_id, sentence` is the order of reading.
    """
    known = [pl.col(name) if name in documents.columns else pl.lit(None).alias(name) for name in ("title", "author")]
    columns: dict[str, list[object]] = {name: [] for name in TABLES["segments"].names}
    for doc_id, text, title, author in documents.select("doc_id", "text", *known).iter_rows():
        for number, (paragraph, start, end, kind) in enumerate(stretches(text, title, author)):
            columns["segment_id"].append(content_id("seg", doc_id, start, end))
            columns["doc_id"].append(doc_id)
            columns["kind"].append(kind)
            columns["paragraph"].append(paragraph)
            columns["sentence"].append(number)
            columns["start"].append(start)
            columns["end"].append(end)
            columns["text"].append(text[start:end])
    table = TABLES["segments"]
    return table.conform(pl.DataFrame(columns, schema=table.schema))


def stretches(text: str, title: str | None = None, author: str | None = None) -> list[tuple[int, int, int, str]]:
    """Paragraph number, start, end and kind of every stretch of one article, in order."""
    found = []
    parts = list(_parts(text))
    kinds = kinds_of([text[start:end] for _, start, end in parts], title, author)
    bodies = 0
    for (number, start, end), kind in zip(parts, kinds, strict=True):
        if kind != "body":
            found.append((number, start, end, kind))
            continue
        bodies += 1
        if bodies <= _FILED:
            dateline, start = split_dateline(text, start, end)
            if dateline:
                found.append((number, *dateline, "dateline"))
        found += [(number, *span, kind_of_sentence(text[slice(*span)])) for span in split_paragraph(text, start, end)]
    return found


def _parts(text: str) -> Iterator[tuple[int, int, int]]:
    """Number, start and end of each paragraph; what it says of its date before it begins is a part of its own."""
    for number, (start, end) in enumerate(paragraph_spans(text)):
        if stamp := split_stamp(text[start : min(end, start + 100)]):
            yield number, start, start + stamp
            start += stamp + len(text[start + stamp : end]) - len(text[start + stamp : end].lstrip())
        yield number, start, end
