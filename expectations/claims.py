"""What is expected of claims, beyond their structure: the sources that they count, and what their status promises."""

from functools import partial

import polars as pl

from expectations.expectation import Expectation, Tables
from expectations.predicates import predicate_expectations
from expectations.terms import statements
from pipelines.reconcile.sources import sources

_expect = partial(Expectation, "claims")


def _counts_are_those_of_facts(tables: Tables) -> pl.Series:
    """Claims whose counts and articles are those of the facts that name them."""
    clusters = tables["documents"].unique("doc_id", keep="first").select("doc_id", "cluster_id")
    questions = tables["claims"].unique("claim_id", keep="first").select("claim_id", "question_id")
    facts = tables["facts"].join(clusters, on="doc_id", how="left").join(questions, on="claim_id", how="left")
    behind = (
        facts.join(sources(facts), on="fact_id", how="left")
        .group_by("claim_id")
        .agg(
            facts=pl.len(),
            documents=pl.col("doc_id").n_unique(),
            independent=pl.col("source").n_unique(),
            ids=pl.col("doc_id").unique().sort(),
        )
    )
    claims = tables["claims"].join(behind, on="claim_id", how="left", maintain_order="left")
    return claims.select(
        (pl.col("n_facts") == pl.col("facts"))
        & (pl.col("n_documents") == pl.col("documents"))
        & (pl.col("n_independent") == pl.col("independent"))
        & (pl.col("doc_ids") == pl.col("ids"))
    ).to_series()


CLAIMS = (
    _expect(
        "counts_match_facts",
        "Facts, articles and independent articles are counted from the facts that name the claim, copies once.",
        holds=_counts_are_those_of_facts,
        columns=("predicate", "subject", "object", "value", "n_facts", "n_documents", "n_independent"),
    ),
    _expect(
        "corroborated_by_two",
        "Corroborated claims have two independent articles or more behind them, claims of a single source have one.",
        holds=pl.col("status")
        .replace_strict({"corroborated": True, "single_source": False}, default=None)
        .eq(pl.col("n_independent") >= 2)
        .fill_null(True),
        columns=("predicate", "subject", "status", "n_documents", "n_independent"),
    ),
    _expect(
        "contested_has_answers",
        "A contested question has two answers or more.",
        holds=(pl.col("status") != "contested") | (pl.len().over("question_id") >= 2),
        columns=("question_id", "predicate", "subject", "object", "value"),
    ),
    _expect(
        "one_answer_is_accepted",
        "A curator accepts one answer of a contested question.",
        holds=pl.col("accepted_by").is_null()
        | ((pl.col("status") == "contested") & (pl.col("accepted_by").count().over("question_id") == 1)),
        columns=("question_id", "status", "accepted_by"),
    ),
    *predicate_expectations("claims"),
    *statements("claims"),
)
