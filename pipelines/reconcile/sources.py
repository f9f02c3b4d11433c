"""Then sources: how many of the articles behind an answer have it from each other.

Whole copies share a cluster since `ingest`; here it is seen that a passage was copied into an article that is otherwise
another one.
"""

import polars as pl

_LONG = 40
"""Letters outside names from which on a passage is seldom written twice; lists of names are."""

_REACH = 600
"""Characters around the evidence in which its sentence is looked for."""

_BATCH = 5_000
"""Articles whose sentences are read at once."""

_NO_TEXT = pl.lit(None, pl.String)


def passages(facts: pl.DataFrame, documents: pl.LazyFrame) -> pl.DataFrame:
    """fact_id and the `passage` that each fact is read from, as a hash of its letters; null where it is short.

    It is the sentence of the evidence, or where the articles have no text, the evidence. Of documents that are yet to
    be read, the texts of some are in memory at a time. Only facts of questions that several clusters answer need one.
    """
    told = facts.select("fact_id", "doc_id", "evidence", "evidence_start", "evidence_end")
    texts = documents.select("doc_id", "text")
    made = [_passages(told.join(texts.select("doc_id").collect(), on="doc_id", how="anti").with_columns(text=_NO_TEXT))]
    for start in range(0, texts.select(pl.len()).collect().item(), _BATCH):
        made.append(_passages(told.join(texts.slice(start, _BATCH).collect(), on="doc_id")))
    return pl.concat(made)


def _passages(told: pl.DataFrame) -> pl.DataFrame:
    letters = pl.col("words").str.replace_all(r"\b\p{Lu}\p{Ll}\w*|[\W\d_]+", "").str.len_chars()
    bare = pl.col("words").str.to_lowercase().str.replace_all(r"[\W_]+", "")
    words = told.select("fact_id", words=pl.coalesce(_sentence(), "evidence"))
    return words.select("fact_id", passage=pl.when(letters >= _LONG).then(bare.hash()))


def sources(facts: pl.DataFrame) -> pl.DataFrame:
    """fact_id and the `source` of each fact: clusters that give one passage for one question are one source of it.

    `facts` has fact_id, question_id, cluster_id and passage. A source is named after its first cluster.
    """
    told = facts.select("fact_id", "question_id", "cluster_id", "passage")
    shared = (
        told.drop_nulls("passage")
        .select("question_id", "cluster_id", "passage")
        .unique()
        .filter(pl.len().over("question_id", "passage") > 1)
    )
    first = shared.select("question_id", "cluster_id", source="cluster_id").unique()
    while True:
        spread = (
            shared.join(first, on=["question_id", "cluster_id"])
            .with_columns(source=pl.col("source").min().over("question_id", "passage"))
            .group_by("question_id", "cluster_id")
            .agg(pl.col("source").min())
        )
        settled = spread.sort(pl.all()).equals(first.sort(pl.all()))
        first = spread
        if settled:
            break
    return told.join(first, on=["question_id", "cluster_id"], how="left").select(
        "fact_id", source=pl.coalesce("source", "cluster_id")
    )


def _sentence() -> pl.Expr:
    """The words of the article's text from the start to the end of the sentence, or sentences, of the evidence."""
    text, start, end = pl.col("text"), pl.col("evidence_start"), pl.col("evidence_end")
    first = (start - _REACH).clip(0)
    before = text.str.slice(first, start - first).str.replace(r"(?s)^.*(?:[.!?][\"'”’)\]]*\s|\n)", "")
    after = text.str.slice(end, _REACH).str.extract(r"(?s)^(.*?)(?:[.!?](?:[\"'”’)\]]*\s|$)|\n|$)")
    return pl.concat_str(before, text.str.slice(start, end - start), after)
