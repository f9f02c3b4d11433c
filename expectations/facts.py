"""What is expected of facts, beyond their structure: evidence, sources, units, dates, predicates."""

from functools import partial

import polars as pl

from expectations.expectation import Expectation, Tables
from expectations.predicates import predicate_expectations
from expectations.terms import CURRENCIES, both_or_neither, inside_segment, statements, verbatim, with_segment

_expect = partial(Expectation, "facts")


def _from_body(tables: Tables) -> pl.Series:
    return with_segment(tables, "facts").select(pl.col("segment.kind") == "body").to_series()


def _says_what_its_claim_says(tables: Tables) -> pl.Series:
    claims = tables["claims"].unique("claim_id", keep="first").select("claim_id", claimed="predicate")
    facts = tables["facts"].join(claims, on="claim_id", how="left", maintain_order="left")
    return facts.select(pl.col("predicate") == pl.col("claimed")).to_series()


FACTS = (
    _expect(
        "evidence_is_verbatim",
        "The evidence is what the article has at its offsets, in code points.",
        holds=verbatim("facts", "evidence_start", "evidence_end", "evidence"),
        columns=("doc_id", "evidence_start", "evidence_end", "evidence"),
    ),
    _expect(
        "evidence_inside_its_segment",
        "The evidence lies inside the segment that the fact names, in the same article.",
        holds=inside_segment("facts", "evidence_start", "evidence_end"),
        columns=("doc_id", "segment_id", "evidence_start", "evidence_end", "evidence"),
    ),
    _expect(
        "from_body",
        "Facts come from the body; no title, teaser or boilerplate yields one.",
        holds=_from_body,
        columns=("doc_id", "segment_id", "evidence"),
    ),
    *predicate_expectations("facts"),
    *statements("facts"),
    _expect(
        "alt_unit_is_money",
        "The second currency is ISO 4217.",
        arguments={"column": "alt_unit", "value_set": CURRENCIES},
    ),
    _expect(
        "alt_value_has_unit",
        "The amount in a second currency has its currency, and stands beside a first one.",
        holds=both_or_neither("alt_value", "alt_unit")
        & (pl.col("alt_value").is_null() | pl.col("value").is_not_null()),
    ),
    _expect(
        "confidence_is_a_share",
        "Confidence lies between 0 and 1.",
        type="ExpectColumnValuesToBeBetween",
        arguments={"column": "confidence", "min_value": 0, "max_value": 1},
        columns=("rule_id", "confidence"),
    ),
    _expect(
        "same_predicate_as_claim",
        "A fact states what the claim that it supports states.",
        holds=_says_what_its_claim_says,
        columns=("claim_id", "predicate"),
    ),
    _expect(
        "original_beside_correction",
        "A fact that a curator gave other values keeps what was read.",
        holds=both_or_neither("correction_id", "original"),
        columns=("correction_id", "original"),
    ),
    _expect(
        "not_about_itself",
        "A statement relates two different things.",
        severity="warning",
        holds=(pl.col("subject_id") != pl.col("object_id")).fill_null(True),
        columns=("predicate", "subject", "object", "evidence"),
    ),
)
