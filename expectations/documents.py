"""What is expected of articles, beyond their structure."""

from functools import partial

import polars as pl

from expectations.expectation import Expectation, Tables
from expectations.terms import both_or_neither, dates_within_reason

_expect = partial(Expectation, "documents")


def _characters_are_those_of_text(tables: Tables) -> pl.Series:
    return tables["documents"].select(pl.col("characters") == pl.col("text").str.len_chars()).to_series()


def _names_its_doc_in(table: str, tables: Tables) -> pl.Series:
    named = tables[table].get_column("doc_id").unique().implode()
    return tables["documents"].get_column("doc_id").is_in(named)


DOCUMENTS = (
    _expect(
        "any_article",
        "At least one article was read.",
        type="ExpectTableRowCountToBeBetween",
        arguments={"min_value": 1},
    ),
    _expect(
        "characters_counted",
        "characters is the length of the text in Unicode code points.",
        holds=_characters_are_those_of_text,
        columns=("source_path", "characters"),
    ),
    _expect(
        "sha256_is_one",
        "sha256 is 64 hexadecimal digits.",
        type="ExpectColumnValuesToMatchRegex",
        arguments={"column": "sha256", "regex": "^[0-9a-f]{64}$"},
    ),
    _expect(
        "source_path_among_paths",
        "source_paths are sorted, different, below the corpus folder, and source_path is the first.",
        holds=(pl.col("source_paths") == pl.col("source_paths").list.unique().list.sort())
        & (pl.col("source_paths").list.first() == pl.col("source_path"))
        & ~pl.col("source_path").str.contains(r"^/|(^|/)\.\.(/|$)"),
    ),
    dates_within_reason("documents", "published"),
    *(
        _expect(
            f"{column}_has_source",
            f"Where the {column} was read from is given exactly when there is one.",
            holds=both_or_neither(column, f"{column}_source"),
            columns=("source_path", column, f"{column}_source"),
        )
        for column in ("title", "author", "publisher", "published")
    ),
    _expect(
        "has_segments",
        "Every article has segments.",
        holds=partial(_names_its_doc_in, "segments"),
        columns=("source_path", "title"),
    ),
    _expect(
        "has_published",
        "Nine articles of ten have a publication date; without one, relative dates stay unresolved.",
        severity="warning",
        type="ExpectColumnValuesToNotBeNull",
        arguments={"column": "published"},
        mostly=0.9,
        columns=("source_path", "title"),
    ),
    _expect(
        "has_facts",
        "Half of the articles yield a fact; if fewer do, the rules may not fit the corpus.",
        severity="warning",
        holds=partial(_names_its_doc_in, "facts"),
        mostly=0.5,
        columns=("source_path", "title"),
    ),
)
