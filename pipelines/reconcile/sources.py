"""Then sources: how many of the articles behind an answer have it from each other.

Whole copies share a cluster since `ingest`; here it is seen that a passage was copied into an article that is otherwise
another one.
"""

import polars as pl

_LONG = 40
"""Letters and figures from which on a passage is seldom written twice."""


def sources(facts: pl.DataFrame) -> pl.DataFrame:
    """fact_id and the `source` of each fact: clusters that give one passage for one question are one source of it.

    `facts` has fact_id, question_id, cluster_id and evidence. A source is named after its first cluster.
    """
    told = facts.select("fact_id", "question_id", "cluster_id", "evidence").with_columns(
        passage=pl.col("evidence").str.to_lowercase().str.replace_all(r"[\W_]+", ""), source="cluster_id"
    )
    passages = (
        told.filter(pl.col("passage").str.len_chars() >= _LONG)
        .select("question_id", "cluster_id", "passage")
        .unique()
        .filter(pl.len().over("question_id", "passage") > 1)
    )
    first = passages.select("question_id", "cluster_id", source="cluster_id").unique()
    while True:
        spread = (
            passages.join(first, on=["question_id", "cluster_id"])
            .with_columns(source=pl.col("source").min().over("question_id", "passage"))
            .group_by("question_id", "cluster_id")
            .agg(pl.col("source").min())
        )
        settled = spread.sort(pl.all()).equals(first.sort(pl.all()))
        first = spread
        if settled:
            break
    return (
        told.drop("source")
        .join(first, on=["question_id", "cluster_id"], how="left")
        .select("fact_id", source=pl.coalesce("source", "cluster_id"))
    )
