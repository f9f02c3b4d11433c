"""What is expected of segments, beyond their structure."""

from functools import partial

import polars as pl

from expectations.expectation import Expectation, Tables
from expectations.terms import verbatim

_expect = partial(Expectation, "segments")


def _in_reading_order(tables: Tables) -> pl.Series:
    """Rows that follow the one before them in their article: numbered on, and without overlap."""
    placed = tables["segments"].select("doc_id", "sentence", "start", "end").with_row_index("row")
    segments = placed.sort("doc_id", "sentence", "start", maintain_order=True)
    before = pl.col("end").shift(1).over("doc_id")
    number = pl.int_range(pl.len()).over("doc_id")
    ordered = segments.with_columns(holds=(pl.col("sentence") == number) & (pl.col("start") >= before).fill_null(True))
    return ordered.sort("row").get_column("holds")


SEGMENTS = (
    _expect(
        "text_is_verbatim",
        "The text is what the article has at the segment's offsets, in code points.",
        holds=verbatim("segments", "start", "end", "text"),
        columns=("doc_id", "kind", "start", "end", "text"),
    ),
    _expect(
        "in_reading_order",
        "The segments of an article are numbered from 0 in reading order and do not overlap.",
        holds=_in_reading_order,
        columns=("doc_id", "sentence", "start", "end", "text"),
    ),
    _expect(
        "paragraph_is_a_number",
        "Paragraphs are numbered from 0.",
        type="ExpectColumnValuesToBeBetween",
        arguments={"column": "paragraph", "min_value": 0},
    ),
)
