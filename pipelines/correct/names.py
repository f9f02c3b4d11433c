"""Corrections of names: entities that are one, and entities that are another one in some articles.

Targets are the ids that a release prints; the id of a name that became another entity stands for that one.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from pipelines.correct.file import Correction
from pipelines.correct.guards import expected
from pipelines.ids import slug
from pipelines.knowledge import KnowledgeError
from pipelines.reconcile import Named
from pipelines.reconcile.keys import name_key
from pipelines.reconcile.names import REFERENCES, move_everywhere
from pipelines.tables import TABLES


class Done(NamedTuple):
    """What a correction found and how many facts it concerns."""

    original: Mapping[str, Any]
    n_facts: int


Docs = Mapping[str, Sequence[str]]
"""The articles of a correction, by its id."""


def merge(corrections: Sequence[Correction], named: Named) -> tuple[Named, dict[str, Done]]:
    """The tables with entities merged into others, whatever the order of the corrections."""
    done: dict[str, Done] = {}
    into: dict[str, str] = {}
    by: dict[str, Correction] = {}
    for c in corrections:
        row = _expected(c, named)
        gone, stays = _now(named, c.target), _now(named, c.value)
        other = named.entities.filter(entity_id=stays)
        if other.is_empty() or c.value == c.target:
            raise KnowledgeError(f"{c.where}: {c.value} is no other entity; merge {c.target} into one that is there")
        if other["type"].item() != row["type"]:
            raise KnowledgeError(f"{c.where}: {c.target} and {c.value} are things of two types, and cannot be one")
        if into.get(gone, stays) != stays:
            raise KnowledgeError(f"{c.where}: {c.target} is merged into {into[gone]}, too; keep one of the two")
        if gone != stays:
            into[gone], by[gone] = stays, c
        about = pl.any_horizontal(pl.col(REFERENCES).eq_missing(pl.lit(gone)))
        done[c.correction_id] = Done({"name": row["name"], "aliases": row["aliases"]}, named.facts.filter(about).height)
    ends = {gone: _end(gone, into, by) for gone in into}
    moves = pl.DataFrame(
        {"entity_id": [*ends], "into": [*ends.values()]}, schema_overrides=dict.fromkeys(_PAIR, pl.String)
    )
    pairs = pl.concat([moves, moves.select(entity_id="into", into="entity_id")])
    decided = moves.with_columns(
        doc_id=pl.lit(None, pl.String),
        decision=pl.lit("merged"),
        score=pl.lit(None, pl.Float64),
        reason=pl.Series([_reason(by[gone]) for gone in ends], dtype=pl.String),
    )
    decisions = named.decisions.join(pairs, on=_PAIR, how="anti")
    return move_everywhere(named, moves)._replace(
        decisions=pl.concat([decisions, decided.select(decisions.columns)])
    ), done


def split(corrections: Sequence[Correction], docs: Docs, named: Named) -> tuple[Named, dict[str, Done]]:
    """The tables with entities that are other ones in some articles.

    The id of what is left stays. Each of the two has the names that its own articles give it.
    """
    if not corrections:
        return named, {}
    done: dict[str, Done] = {}
    before = named
    for c in corrections:
        named, done[c.correction_id] = _split(c, docs[c.correction_id], named)
    targets = {_now(before, c.target) for c in corrections}
    return _with_own_names(before, named, targets), done


_PAIR = ["entity_id", "into"]


def _reason(c: Correction) -> str:
    return f"{c.reason} ({c.who}, {c.date.isoformat()})"


def _expected(c: Correction, named: Named) -> dict[str, Any]:
    """The row of the target as a release prints it, or where it became another entity, as it was read."""
    gone = named.ranked.join(named.entities, on="entity_id", how="anti")
    return expected(c, pl.concat([named.entities, gone.select(named.entities.columns)]), "entity_id")


def _now(named: Named, entity_id: str) -> str:
    """What the entity of that id has become."""
    there = set(named.entities["entity_id"])
    merged = named.decisions.filter(pl.col("decision") == "merged").select("entity_id", "into").unique()
    became = dict(merged.filter(pl.len().over("entity_id") == 1).iter_rows())
    while entity_id not in there and entity_id in became:
        entity_id = became[entity_id]
    return entity_id


def _end(entity_id: str, into: Mapping[str, str], by: Mapping[str, Correction]) -> str:
    first = entity_id
    while entity_id in into:
        entity_id = into[entity_id]
        if entity_id == first:
            raise KnowledgeError(f"{by[first].where}: {first} would become itself by the merges there; remove one")
    return entity_id


def _split(c: Correction, docs: Sequence[str], named: Named) -> tuple[Named, Done]:
    row = _expected(c, named)
    target = _now(named, c.target)
    other = _other(c, target, named.entities)
    here = pl.col("doc_id").is_in(docs)
    names_it = here & (pl.col("entity_id") == target)
    of_it = here & pl.any_horizontal(pl.col(REFERENCES).eq_missing(pl.lit(target)))
    about = named.facts.filter(of_it)
    if about.is_empty() and named.mentions.filter(names_it).is_empty():
        raise KnowledgeError(f"{c.where}: {', '.join(c.source)} does not name {c.target} any more; remove the split")
    facts = pl.concat([named.facts.filter(~of_it), _facts_of_another(c, about, target, other)])
    entities = named.entities
    if entities.filter(entity_id=other).is_empty():
        kind = entities.filter(entity_id=target)["type"].item()
        new = {"entity_id": other, "type": kind, "name": c.value, "aliases": [], "origin": "discovered"}
        entities = pl.concat([entities, TABLES["entities"].frame([new]).select(entities.columns)])
    apart = pl.DataFrame(
        [(other, doc_id, target, "apart", None, _reason(c)) for doc_id in sorted(docs)],
        schema=named.decisions.schema,
        orient="row",
    )
    decided = named.decisions.filter(
        ~(pl.col("doc_id").is_in(docs).fill_null(False) & (pl.col("into") == target) & (pl.col("decision") != "apart"))
    )
    mentions = named.mentions.with_columns(entity_id=pl.when(names_it).then(pl.lit(other)).otherwise("entity_id"))
    split = named._replace(entities=entities, mentions=mentions, facts=facts, decisions=pl.concat([decided, apart]))
    if named.ranked.filter(entity_id=other).is_empty():
        new_row = entities.filter(entity_id=other).select(named.ranked.columns)
        split = split._replace(ranked=pl.concat([named.ranked, new_row]))
    return split, Done({"name": row["name"]}, about.height)


def _other(c: Correction, target: str, entities: pl.DataFrame) -> str:
    """The id of what has the name of the correction: a known thing of the type, or else a new one."""
    row = entities.row(by_predicate=pl.col("entity_id") == target, named=True)
    keys = pl.DataFrame({"name": [row["name"], c.value]}).select(name_key(pl.col("name"), pl.lit(row["type"]), {}))
    known = entities.filter(
        pl.col("type") == row["type"],
        pl.col("entity_id") != target,
        (pl.col("name") == c.value) | pl.col("aliases").list.contains(c.value),
    )
    other: str = known["entity_id"].item() if known.height == 1 else f"{row['type']}:{slug(c.value)}"
    if keys.to_series().n_unique() == 1 or other == target:
        raise KnowledgeError(
            f"{c.where}: by their names {c.value!r} and {target} are one; give a name that tells them apart"
        )
    return other


def _facts_of_another(c: Correction, facts: pl.DataFrame, target: str, other: str) -> pl.DataFrame:
    """The facts about the target as facts about the other thing, each with what it said before."""
    rows = []
    for fact in facts.iter_rows(named=True):
        changed: dict[str, str] = {}
        for column in REFERENCES:
            if fact[column] == target:
                changed[column] = other
                name = column.removesuffix("_id")
                if name in ("subject", "object") and fact[name] != c.value:
                    changed[name] = c.value
        original = {column: fact[column] for column in changed}
        original |= json.loads(fact["original"] or "{}")
        rows.append(
            fact
            | changed
            | {
                "correction_id": fact["correction_id"] or c.correction_id,
                "original": json.dumps(original, ensure_ascii=False, default=str),
            }
        )
    return pl.DataFrame(rows, schema=facts.schema)


def _with_own_names(before: Named, named: Named, targets: set[str]) -> Named:
    """The tables with the names of split entities, and of what they became, at those whose articles give them.

    A discovered entity whose preferred name went keeps its id, and has the first of the names that are left; one that
    no article names any more goes.
    """
    had, has = _read_as(before), _read_as(named)
    known = {row["entity_id"]: row for row in named.ranked.iter_rows(named=True)}
    rank = {entity_id: number for number, entity_id in enumerate(known)}
    used = {*named.mentions["entity_id"], *(id_ for column in REFERENCES for id_ in named.facts[column])}

    def names(ids: set[str]) -> set[str]:
        return {name for id_ in ids if id_ in known for name in (known[id_]["name"], *(known[id_]["aliases"] or ()))}

    rows, lost = [], list[tuple[str, str]]()
    for row in named.entities.iter_rows(named=True):
        id_ = row["entity_id"]
        came = has.get(id_, set()) - had.get(id_, set())
        gone = had.get(id_, set()) - has.get(id_, set())
        if id_ in targets and id_ not in used and row["origin"] != "registry":
            continue
        if id_ in targets:
            left = has.get(id_, set()) | ({id_} if row["origin"] == "registry" or not has.get(id_) else set())
            own = names(left)
            if row["name"] not in own:
                row["name"] = known[min(left, key=rank.__getitem__)]["name"]
            aliases = {*(row["aliases"] or ()), *own} - (names(gone | {id_}) - own)
            row["aliases"] = sorted(aliases - {row["name"]})
            lost += [(other, id_) for other in gone]
        elif came:
            row["aliases"] = sorted({*(row["aliases"] or ()), *names(came)} - {row["name"]})
        rows.append(row)
    gone_pairs = pl.DataFrame(lost, schema=dict.fromkeys(_PAIR, pl.String), orient="row")
    return named._replace(
        entities=pl.DataFrame(rows, schema=named.entities.schema),
        decisions=pl.concat(
            [
                named.decisions.filter(decision="apart"),
                named.decisions.filter(pl.col("decision") != "apart").join(gone_pairs, on=_PAIR, how="anti"),
            ]
        ),
    )


def _read_as(named: Named) -> dict[str, set[str]]:
    """As which entities the mentions of each entity were read."""
    pairs = named.mentions.group_by("entity_id").agg(pl.col("read").unique())
    return {entity_id: set(ids) for entity_id, ids in pairs.iter_rows()}
