"""Applying corrections: each to the rows that it names, once it is sure that they still say what was corrected."""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from pipelines import reconcile as stage
from pipelines.correct.file import Correction
from pipelines.ids import content_id, slug
from pipelines.knowledge import KnowledgeError
from pipelines.reconcile import Reconciled
from pipelines.rule_files import OVERRIDABLE
from pipelines.tables import TABLES

_REFERENCES = [c.name for c in TABLES["facts"].columns if c.references == "entities.entity_id"]
_Docs = Mapping[str, Sequence[str]]
"""The articles of a correction, by its id."""
_KINDS: dict[object, type | tuple[type, ...]] = {pl.String: str, pl.Float64: (int, float), pl.Date: date}


class Corrected(NamedTuple):
    """What reconciliation makes of corrected facts, and the table of corrections."""

    reconciled: Reconciled
    corrections: pl.DataFrame


class _Read(NamedTuple):
    """What was read, before reconciliation."""

    entities: pl.DataFrame
    mentions: pl.DataFrame
    facts: pl.DataFrame


class _Done(NamedTuple):
    """What a correction found and how many facts it concerns."""

    original: Mapping[str, Any]
    n_facts: int


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
    docs = {
        c.correction_id: articles.filter(pl.col("path").is_in(c.source))["doc_id"].unique().to_list()
        for c in corrections
    }
    present = [c for c in corrections if docs[c.correction_id]]
    read, done = _Read(entities, mentions, facts), dict[str, _Done]()
    for c in _of(present, ("override", "drop", "merge")):
        if c.table != "claims":
            read, done[c.correction_id] = _EARLY[c.action](c, read, docs[c.correction_id])
    found = stage.reconcile(documents, *read)
    late = [c for c in _of(present, ("drop", "split")) if c.table == "claims" or c.action == "split"]
    if late:
        for c in late:
            apply = _split if c.action == "split" else _drop_claim
            read, done[c.correction_id] = apply(c, read, found, docs[c.correction_id])
        before, found = found, stage.reconcile(documents, *read)
        _check_splits(late, before, found, docs)
    for c in _of(present, ("accept",)):
        found, done[c.correction_id] = _accept(c, found, docs[c.correction_id])
    merges = TABLES["merges"].conform(pl.concat([found.merges, _merges(_of(present, ("merge",)), found, done)]))
    found = found._replace(merges=merges)
    rows = (_row(c, done.get(c.correction_id)) for c in corrections)
    return Corrected(found, TABLES["corrections"].frame(rows))


def _of(corrections: Iterable[Correction], actions: tuple[str, ...]) -> list[Correction]:
    return [c for c in corrections if c.action in actions]


# before reconciliation ------------------------------------------------------------------------------------------


def _override(c: Correction, read: _Read, docs: Sequence[str]) -> tuple[_Read, _Done]:
    row = _expected(c, read.facts.filter(pl.col("doc_id").is_in(docs)), "fact_id")
    new: dict[str, Any] = dict(c.value)
    for column, value in c.value.items():
        kind = _KINDS[TABLES["facts"].column(column).dtype]
        if value is not None and (not isinstance(value, kind) or isinstance(value, bool)):
            raise KnowledgeError(f"{c.where}: {column} of {c.target} cannot be {value!r}; it is another kind of value")
        if column in ("subject", "object"):
            new[f"{column}_id"] = _id_of(read.entities, str(value) if value else None)
    if "object_id" in new and row["place_id"] == row["object_id"] is not None:
        new["place_id"] = new["object_id"]
    original = {column: row[column] for column in c.value}
    new |= {"correction_id": c.correction_id, "original": _json(original)}
    here = pl.col("fact_id") == c.target
    facts = read.facts.with_columns(
        pl.when(here).then(pl.lit(value, dtype=read.facts.schema[column])).otherwise(column).alias(column)
        for column, value in new.items()
    )
    return read._replace(facts=facts), _Done(original, 1)


def _drop_fact(c: Correction, read: _Read, docs: Sequence[str]) -> tuple[_Read, _Done]:
    row = _expected(c, read.facts.filter(pl.col("doc_id").is_in(docs)), "fact_id")
    original = {name: row[name] for name in (*OVERRIDABLE, "evidence") if row[name] is not None}
    return read._replace(facts=read.facts.filter(pl.col("fact_id") != c.target)), _Done(original, 1)


def _merge(c: Correction, read: _Read, docs: Sequence[str]) -> tuple[_Read, _Done]:
    row = _expected(c, read.entities, "entity_id")
    into = read.entities.filter(entity_id=c.value)
    if c.value == c.target or into.is_empty():
        raise KnowledgeError(f"{c.where}: {c.value} is no other entity; merge {c.target} into one that is there")
    if into["type"].item() != row["type"]:
        raise KnowledgeError(f"{c.where}: {c.target} and {c.value} are things of two types, and cannot be one")
    names = {*into["aliases"].item(), *row["aliases"], row["name"]} - {into["name"].item()}
    entities = read.entities.filter(pl.col("entity_id") != c.target).with_columns(
        aliases=pl.when(pl.col("entity_id") == c.value).then(pl.lit(sorted(names))).otherwise("aliases")
    )
    about = read.facts.filter(pl.any_horizontal(pl.col(_REFERENCES).eq_missing(pl.lit(c.target)))).height
    renamed = {c.target: c.value}
    return _Read(
        entities,
        read.mentions.with_columns(pl.col("entity_id").replace(renamed)),
        read.facts.with_columns(pl.col(_REFERENCES).replace(renamed)),
    ), _Done({"name": row["name"], "aliases": row["aliases"]}, about)


_EARLY: dict[str, Callable[[Correction, _Read, Sequence[str]], tuple[_Read, _Done]]] = {
    "override": _override,
    "drop": _drop_fact,
    "merge": _merge,
}


# once it is known which claims and entities there are --------------------------------------------------------------


def _drop_claim(c: Correction, read: _Read, found: Reconciled, docs: Sequence[str]) -> tuple[_Read, _Done]:
    row = _expected_claim(c, found, docs)
    behind = found.facts.filter(pl.col("claim_id") == c.target).get_column("fact_id")
    facts = read.facts.filter(~pl.col("fact_id").is_in(behind.implode()))
    return read._replace(facts=facts), _Done(_said(row), len(behind))


def _split(c: Correction, read: _Read, found: Reconciled, docs: Sequence[str]) -> tuple[_Read, _Done]:
    row = _expected(c, found.entities, "entity_id")
    here = pl.col("doc_id").is_in(docs)
    named = found.mentions.filter(here, pl.col("entity_id") == c.target).get_column("mention_id")
    other = f"{row['type']}:{slug(c.value)}"
    is_named = pl.col("mention_id").is_in(named.implode())
    mentions = read.mentions.with_columns(entity_id=pl.when(is_named).then(pl.lit(other)).otherwise("entity_id"))
    facts, about = read.facts, pl.Series("fact_id", [], dtype=pl.String)
    for column in _REFERENCES:
        ids = found.facts.filter(here, pl.col(column) == c.target).get_column("fact_id")
        name = column.removesuffix("_id")
        for changed, value in ((column, other), *(((name, c.value),) if name in ("subject", "object") else ())):
            is_about = pl.col("fact_id").is_in(ids.implode())
            facts = facts.with_columns(pl.when(is_about).then(pl.lit(value)).otherwise(changed).alias(changed))
        about = about.append(ids)
    if named.is_empty() and about.is_empty():
        raise KnowledgeError(f"{c.where}: {', '.join(c.source)} does not name {c.target} any more; remove the split")
    entities = read.entities
    if entities.filter(entity_id=other).is_empty():
        new = {"entity_id": other, "type": row["type"], "name": c.value, "aliases": [], "origin": "discovered"}
        entities = pl.concat([entities, TABLES["entities"].frame([new])])
    return _Read(entities, mentions, facts), _Done({"name": row["name"]}, about.n_unique())


def _check_splits(late: Iterable[Correction], before: Reconciled, found: Reconciled, docs: _Docs) -> None:
    """Refuse names that reconciliation takes for one with that of the target."""
    for c in _of(late, ("split",)):
        here = pl.col("doc_id").is_in(docs[c.correction_id])
        named = before.mentions.filter(pl.col("entity_id") == c.target)
        now = [
            set(found.mentions.join(rows, on="mention_id", how="semi")["entity_id"])
            for rows in (named.filter(here), named.filter(~here))
        ]
        if now[0] & now[1]:
            raise KnowledgeError(
                f"{c.where}: by their names {c.value!r} and {c.target} are one; give a name that tells them apart"
            )


def _accept(c: Correction, found: Reconciled, docs: Sequence[str]) -> tuple[Reconciled, _Done]:
    row = _expected_claim(c, found, docs)
    if row["status"] != "contested":
        raise KnowledgeError(
            f"{c.where}: {c.target} is not contested any more ({row['status']}); remove the correction"
        )
    answers = found.claims.filter(question_id=row["question_id"]).get_column("accepted_by")
    if answers.null_count() < len(answers):
        raise KnowledgeError(f"{c.where}: another answer to the question of {c.target} is accepted; keep one of them")
    accepted = pl.when(pl.col("claim_id") == c.target).then(pl.lit(c.correction_id)).otherwise("accepted_by")
    return found._replace(claims=found.claims.with_columns(accepted_by=accepted)), _Done(_said(row), row["n_facts"])


# guards -----------------------------------------------------------------------------------------------------------


def _expected_claim(c: Correction, found: Reconciled, docs: Sequence[str]) -> dict[str, Any]:
    of_articles = pl.col("doc_ids").list.set_intersection(pl.lit([*docs])).list.len() > 0
    return _expected(c, found.claims.filter(of_articles), "claim_id")


def _expected(c: Correction, rows: pl.DataFrame, key: str) -> dict[str, Any]:
    """The row of the target, which says what the correction expects. Raises KnowledgeError that tells what changed."""
    if unknown := sorted(c.expect.keys() - set(rows.columns)):
        raise KnowledgeError(f"{c.where}: expect names {unknown[0]!r}, which is no column of {c.table}")
    target = rows.filter(pl.col(key) == c.target)
    if target.is_empty():
        raise KnowledgeError(
            f"{c.where}: {', '.join(c.source)} does not say {c.target} any more; {_nearest(c, rows, key)}. Read the "
            "article again, then give the new id or remove the correction"
        )
    row = target.row(0, named=True)
    for column, expected in c.expect.items():
        if not _same(row[column], expected):
            raise KnowledgeError(
                f"{c.where}: {column} of {c.target} was {expected!r} when it was corrected, and is {row[column]!r} "
                "now. Read the article again, then change or remove the correction"
            )
    return row


def _nearest(c: Correction, rows: pl.DataFrame, key: str) -> str:
    """The row that has most of what is expected, and something in most of the columns, in words."""

    def likeness(row: Mapping[str, Any]) -> tuple[int, int]:
        return sum(_same(row[k], v) for k, v in c.expect.items()), sum(row[k] is not None for k in c.expect)

    best = max(rows.sort(key).iter_rows(named=True), key=likeness, default=None)
    if best is None or not likeness(best)[0]:
        return "nothing like it is said there"
    return f"the nearest is {best[key]}, with " + ", ".join(f"{k} {best[k]!r}" for k in c.expect)


def _same(found: Any, expected: Any) -> bool:
    if isinstance(found, float) and isinstance(expected, int | float):
        return math.isclose(found, expected, rel_tol=1e-9)
    return bool(found == expected)


def _merges(merged: Iterable[Correction], found: Reconciled, done: Mapping[str, _Done]) -> pl.DataFrame:
    """The decisions of curators to merge, as rows of `merges`; into what the entity that stays has become since."""
    merged = [*merged]
    everywhere = found.merges.filter(pl.col("doc_id").is_null(), decision="merged")
    became = dict(everywhere.select("entity_id", "into_id").iter_rows()) | {c.target: c.value for c in merged}
    entities = {row["entity_id"]: row for row in found.entities.iter_rows(named=True)}
    rows = []
    for c in merged:
        stays = c.value
        while stays in became:
            stays = became[stays]
        into = entities[stays]
        rows.append(
            {
                "merge_id": content_id("merge", c.target, None, into["entity_id"], "merged"),
                "type": into["type"],
                "decision": "merged",
                "entity_id": c.target,
                "name": done[c.correction_id].original["name"],
                "into_id": into["entity_id"],
                "into_name": into["name"],
                "reason": f"{c.reason} ({c.who}, {c.date.isoformat()})",
            }
        )
    return TABLES["merges"].frame(rows)


# what the release tells ---------------------------------------------------------------------------------------------


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in OVERRIDABLE if row.get(name) is not None}


def _id_of(entities: pl.DataFrame, name: str | None) -> str | None:
    """The one entity of that name, if there is one and only one."""
    of_name = (pl.col("name") == name) | pl.col("aliases").list.contains(name)
    found = entities.filter(of_name).get_column("entity_id").to_list() if name else []
    return found[0] if len(found) == 1 else None


def _row(c: Correction, done: _Done | None) -> dict[str, Any]:
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
