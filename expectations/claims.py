"""What is expected of claims, beyond their structure: the sources that they count, and what their status promises."""

from collections.abc import Collection
from functools import partial

import polars as pl

from expectations.expectation import Expectation, Tables
from expectations.predicates import predicate_expectations
from expectations.terms import statements
from expectations.views import reported_in_order
from pipelines.reconcile.sources import passages, sources
from pipelines.tables import CONTESTING, DIFFERENCES

_expect = partial(Expectation, "claims")


def _counts_are_those_of_facts(tables: Tables) -> pl.Series:
    """Claims whose counts, articles and days of publication are those of the facts that name them.

    Without the texts of the articles, which a release may leave out, copied sentences cannot be told: then as many
    articles as there are clusters may be independent, or fewer.
    """
    clusters = (
        tables["documents"]
        .unique("doc_id", keep="first")
        .select("doc_id", "cluster_id", "published", textless=pl.col("text").is_null())
    )
    questions = tables["claims"].unique("claim_id", keep="first").select("claim_id", "question_id")
    facts = tables["facts"].join(clusters, on="doc_id", how="left").join(questions, on="claim_id", how="left")
    in_several = facts.filter(pl.col("cluster_id").n_unique().over("question_id") > 1)
    told = passages(in_several, tables["documents"].unique("doc_id", keep="first").lazy())
    facts = facts.join(told.unique("fact_id", keep="first"), on="fact_id", how="left")
    behind = (
        facts.join(sources(facts), on="fact_id", how="left")
        .group_by("claim_id")
        .agg(
            facts=pl.len(),
            documents=pl.col("doc_id").n_unique(),
            independent=pl.col("source").n_unique(),
            clusters=pl.col("cluster_id").n_unique(),
            textless=pl.col("textless").any(),
            ids=pl.col("doc_id").unique().sort(),
            first=pl.col("published").min(),
            last=pl.col("published").max(),
        )
    )
    claims = tables["claims"].join(behind, on="claim_id", how="left", maintain_order="left")
    return claims.select(
        (pl.col("n_facts") == pl.col("facts"))
        & (pl.col("n_documents") == pl.col("documents"))
        & (
            (pl.col("n_independent") == pl.col("independent"))
            | (pl.col("textless") & pl.col("n_independent").is_between(1, "clusters"))
        )
        & (pl.col("doc_ids") == pl.col("ids"))
        & pl.col("first_reported").eq_missing(pl.col("first"))
        & pl.col("last_reported").eq_missing(pl.col("last"))
    ).to_series()


def _any_of(reasons: Collection[str]) -> pl.Expr:
    return pl.col("why").list.set_intersection([*reasons]).list.len() > 0


CLAIMS = (
    _expect(
        "counts_match_facts",
        "Facts, articles, independent articles and days of publication are those of the facts that name the claim.",
        holds=_counts_are_those_of_facts,
        columns=(
            "predicate",
            "subject",
            "object",
            "value",
            "n_facts",
            "n_documents",
            "n_independent",
            "first_reported",
        ),
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
        "contested_says_why",
        "A contested claim says what contests it, and no other claim does; every reason is a known one.",
        holds=((pl.col("status") == "contested") == _any_of(CONTESTING))
        & (pl.col("why").list.set_difference([*DIFFERENCES]).list.len() == 0),
        columns=("question_id", "status", "why"),
    ),
    _expect(
        "apart_where_contested",
        "Only contested claims are apart: numbers by a share of the largest, dates by days.",
        holds=(pl.col("status") == "contested") | pl.all_horizontal(pl.col("spread", "days_apart").is_null()),
        columns=("status", "spread", "days_apart"),
    ),
    _expect(
        "one_answer_is_accepted",
        "A curator accepts one answer of a contested question.",
        holds=pl.col("accepted_by").is_null()
        | ((pl.col("status") == "contested") & (pl.col("accepted_by").count().over("question_id") == 1)),
        columns=("question_id", "status", "accepted_by"),
    ),
    reported_in_order("claims"),
    *predicate_expectations("claims"),
    *statements("claims"),
)
