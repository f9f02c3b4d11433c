"""From what each article says to what is known: names become one, statements that say the same become claims.

`reconcile` is the stage. It only reads frames and the knowledge in `reconcile.yaml` and `predicates.yaml`; reading
articles belongs to `extract`, judging whether tables may be published to `validate`.
"""

from typing import NamedTuple

import polars as pl

from pipelines.predicates import load_predicates
from pipelines.reconcile.claims import build_claims
from pipelines.reconcile.names import merge_names, resolve_editions, resolve_surnames
from pipelines.tables import TABLES


class Reconciled(NamedTuple):
    """Frames of the tables of that name, sorted by key."""

    entities: pl.DataFrame
    mentions: pl.DataFrame
    facts: pl.DataFrame
    claims: pl.DataFrame


def reconcile(
    documents: pl.DataFrame, entities: pl.DataFrame, mentions: pl.DataFrame, facts: pl.DataFrame
) -> Reconciled:
    """Merged entities, mentions and facts that point to them, and claims; every fact supports exactly one claim.

    The rows and their order in depend on content alone: shuffled frames give the same result. Copies of an article
    (one `cluster_id`) change no status and no number of independent articles.

    Raises ValueError for a fact whose predicate is not in `predicates.yaml` or whose article is not in `documents`,
    KnowledgeError for a knowledge file that is wrong.
    """
    predicates = load_predicates()
    tables = merge_names(documents, entities, mentions, facts)
    tables = resolve_editions(documents, *tables, predicates)
    entities, mentions, facts = resolve_surnames(*tables, predicates)
    claims, facts = build_claims(documents, entities, facts, predicates)
    return Reconciled(TABLES["entities"].conform(entities), TABLES["mentions"].conform(mentions), facts, claims)
