"""Applying corrections: each to the rows that it names, once it is sure that they still say what was corrected.

Which names are one is decided on what was read, before any correction: a corrected fact changes no name and no id, and
what a curator merges or splits changes those entities alone.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from pipelines import reconcile as stage
from pipelines.correct.file import Correction
from pipelines.correct.guards import expected
from pipelines.correct.names import Docs, Done, merge, split
from pipelines.knowledge import KnowledgeError
from pipelines.reconcile import Named, Reconciled
from pipelines.rule_files import OVERRIDABLE
from pipelines.tables import TABLES

_KINDS: dict[object, type | tuple[type, ...]] = {pl.String: str, pl.Float64: (int, float), pl.Date: date}


class Corrected(NamedTuple):
    """What reconciliation makes of corrected facts, and the table of corrections."""

    reconciled: Reconciled
    corrections: pl.DataFrame


def correct(
    documents: pl.DataFrame,
    entities: pl.DataFrame,
    mentions: pl.DataFrame,
    facts: pl.DataFrame,
    corrections: Sequence[Correction],
) -> Corrected:
    """Reconcile what was read as curators have corrected it; none of the frames is changed in place.

    A correction none of whose articles is in `documents` does not apply. Raises KnowledgeError, with file and line,
    where an article is there and the target is not, or does not say what the correction expects.
    """
    articles = documents.select("doc_id", path="source_paths").explode("path")
    docs: Docs = {
        c.correction_id: articles.filter(pl.col("path").is_in(c.source))["doc_id"].unique().to_list()
        for c in corrections
    }
    present = [c for c in corrections if docs[c.correction_id]]
    named, done = stage.bring_together(documents, entities, mentions, facts), dict[str, Done]()
    for c in _of(present, "override", "drop"):
        if c.table == "facts":
            change = _override if c.action == "override" else _drop_fact
            named, done[c.correction_id] = change(c, named, docs[c.correction_id])
    named, merged = merge(_of(present, "merge"), named)
    named, splits = split(_of(present, "split"), docs, named)
    done |= merged | splits
    found = stage.with_claims(documents, mentions, named)
    if dropped := [c for c in _of(present, "drop") if c.table == "claims"]:
        for c in dropped:
            named, done[c.correction_id] = _drop_claim(c, named, found, docs[c.correction_id])
        found = stage.with_claims(documents, mentions, named)
    for c in _of(present, "accept"):
        found, done[c.correction_id] = _accept(c, found, docs[c.correction_id])
    rows = (_row(c, done.get(c.correction_id)) for c in corrections)
    return Corrected(found, TABLES["corrections"].frame(rows))


def _of(corrections: Iterable[Correction], *actions: str) -> list[Correction]:
    return [c for c in corrections if c.action in actions]


# facts ------------------------------------------------------------------------------------------------------------


def _override(c: Correction, named: Named, docs: Sequence[str]) -> tuple[Named, Done]:
    row = expected(c, named.facts.filter(pl.col("doc_id").is_in(docs)), "fact_id")
    new: dict[str, Any] = dict(c.value)
    for column, value in c.value.items():
        kind = _KINDS[TABLES["facts"].column(column).dtype]
        if value is not None and (not isinstance(value, kind) or isinstance(value, bool)):
            raise KnowledgeError(f"{c.where}: {column} of {c.target} cannot be {value!r}; it is another kind of value")
        if column in ("subject", "object"):
            new[f"{column}_id"] = _id_of(named.entities, str(value) if value else None)
    if "object_id" in new and row["place_id"] == row["object_id"] is not None:
        new["place_id"] = new["object_id"]
    original = {column: row[column] for column in c.value}
    new |= {"correction_id": c.correction_id, "original": _json(original)}
    here = pl.col("fact_id") == c.target
    facts = named.facts.with_columns(
        pl.when(here).then(pl.lit(value, dtype=named.facts.schema[column])).otherwise(column).alias(column)
        for column, value in new.items()
    )
    return named._replace(facts=facts), Done(original, 1)


def _drop_fact(c: Correction, named: Named, docs: Sequence[str]) -> tuple[Named, Done]:
    row = expected(c, named.facts.filter(pl.col("doc_id").is_in(docs)), "fact_id")
    original = {name: row[name] for name in (*OVERRIDABLE, "evidence") if row[name] is not None}
    return named._replace(facts=named.facts.filter(pl.col("fact_id") != c.target)), Done(original, 1)


# claims -----------------------------------------------------------------------------------------------------------


def _drop_claim(c: Correction, named: Named, found: Reconciled, docs: Sequence[str]) -> tuple[Named, Done]:
    row = _expected_claim(c, found, docs)
    behind = found.facts.filter(pl.col("claim_id") == c.target).get_column("fact_id")
    facts = named.facts.filter(~pl.col("fact_id").is_in(behind.implode()))
    return named._replace(facts=facts), Done(_said(row), len(behind))


def _accept(c: Correction, found: Reconciled, docs: Sequence[str]) -> tuple[Reconciled, Done]:
    row = _expected_claim(c, found, docs)
    if row["status"] != "contested":
        raise KnowledgeError(
            f"{c.where}: {c.target} is not contested any more ({row['status']}); remove the correction"
        )
    answers = found.claims.filter(question_id=row["question_id"]).get_column("accepted_by")
    if answers.null_count() < len(answers):
        raise KnowledgeError(f"{c.where}: another answer to the question of {c.target} is accepted; keep one of them")
    accepted = pl.when(pl.col("claim_id") == c.target).then(pl.lit(c.correction_id)).otherwise("accepted_by")
    return found._replace(claims=found.claims.with_columns(accepted_by=accepted)), Done(_said(row), row["n_facts"])


def _expected_claim(c: Correction, found: Reconciled, docs: Sequence[str]) -> dict[str, Any]:
    of_articles = pl.col("doc_ids").list.set_intersection(pl.lit([*docs])).list.len() > 0
    return expected(c, found.claims.filter(of_articles), "claim_id")


# what the release tells ---------------------------------------------------------------------------------------------


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in OVERRIDABLE if row.get(name) is not None}


def _id_of(entities: pl.DataFrame, name: str | None) -> str | None:
    """The one entity of that name, if there is one and only one."""
    of_name = (pl.col("name") == name) | pl.col("aliases").list.contains(name)
    found = entities.filter(of_name).get_column("entity_id").to_list() if name else []
    return found[0] if len(found) == 1 else None


def _row(c: Correction, done: Done | None) -> dict[str, Any]:
    value = _json(c.value) if isinstance(c.value, dict) else c.value
    return {
        "correction_id": c.correction_id,
        "action": c.action,
        "target": c.target,
        "outcome": "applied" if done else "no_such_article",
        "source_paths": sorted(c.source),
        "original": _json(done.original if done else c.expect),
        "corrected": value,
        "n_facts": done.n_facts if done else 0,
        "reason": c.reason,
        "who": c.who,
        "date": c.date,
    }


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, default=str)
