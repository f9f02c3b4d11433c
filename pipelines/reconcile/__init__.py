"""From what each article says to what is known: names become one, statements that say the same become claims.

`reconcile` is the stage. It only reads frames and the knowledge in `reconcile.yaml` and `predicates.yaml`; reading
articles belongs to `extract`, judging whether tables may be published to `validate`.
"""

from typing import NamedTuple

import polars as pl

from pipelines.ids import content_id
from pipelines.predicates import load_predicates
from pipelines.reconcile.claims import build_claims
from pipelines.reconcile.judgements import load_judgements
from pipelines.reconcile.names import (
    Named,
    as_read,
    mentions_of,
    merge_by_evidence,
    merge_names,
    resolve_editions,
    resolve_surnames,
)
from pipelines.tables import TABLES

__all__ = ["Named", "Reconciled", "bring_together", "reconcile", "with_claims"]

Frame = pl.DataFrame | pl.LazyFrame


class Reconciled(NamedTuple):
    """Frames of the tables of that name, sorted by key."""

    entities: pl.DataFrame
    mentions: pl.DataFrame
    facts: pl.DataFrame
    claims: pl.DataFrame
    merges: pl.DataFrame


def reconcile(documents: Frame, entities: pl.DataFrame, mentions: Frame, facts: Frame) -> Reconciled:
    """Merged entities, mentions and facts that point to them, and claims; every fact supports exactly one claim.

    The rows and their order in depend on content alone: shuffled frames give the same result. Copies of an article
    (one `cluster_id`) change no status and no number of independent articles. The largest tables may be given as lazy
    frames: each of their columns is then in memory only while it is needed.

    Raises ValueError for a fact whose predicate is not in `predicates.yaml` or whose article is not in `documents`,
    KnowledgeError for a knowledge file that is wrong.
    """
    return with_claims(documents, mentions, bring_together(documents, entities, mentions, facts))


def bring_together(documents: Frame, entities: pl.DataFrame, mentions: Frame, facts: Frame) -> Named:
    """Names first: the tables with one entity for one thing."""
    predicates, judgements = load_predicates(), load_judgements()
    articles = documents.lazy().select("doc_id", "cluster_id", "published").collect()
    tables = merge_names(as_read(articles, entities, mentions.lazy(), facts.lazy().collect().rechunk()), judgements)
    tables = resolve_editions(articles, tables, predicates, judgements)
    tables = resolve_surnames(tables, predicates, judgements)
    return merge_by_evidence(articles, tables, predicates, judgements)


def with_claims(documents: Frame, mentions: Frame, tables: Named) -> Reconciled:
    """Then statements: what was brought together, with its claims; `mentions` are those that were read."""
    claims, facts = build_claims(documents.lazy(), tables.entities, mentions.lazy(), tables.facts, load_predicates())
    return Reconciled(
        TABLES["entities"].conform(tables.entities),
        TABLES["mentions"].conform(mentions_of(tables, mentions.lazy())),
        facts,
        claims,
        _merges(tables.ranked.select("entity_id", "type", "name"), tables.decisions),
    )


def _merges(names: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    """Every decision on names, with the names as they were read."""
    named = (
        decisions.join(names, on="entity_id", how="left")
        .join(names.select(into="entity_id", into_type="type", into_name="name"), on="into", how="left")
        .with_columns(
            type=pl.coalesce("type", "into_type"), name=pl.coalesce("name", pl.col("entity_id").str.strip_prefix("~"))
        )
        .rename({"into": "into_id"})
    )
    ids = [content_id("merge", *row) for row in named.select("entity_id", "doc_id", "into_id", "decision").iter_rows()]
    return TABLES["merges"].conform(named.with_columns(pl.Series("merge_id", ids, dtype=pl.String)))
