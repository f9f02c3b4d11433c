"""What differs between two releases, one changed cell a row, and how to get from one to the other.

A cell is compared, and told, as the text that it has in CSV: numbers in the shortest form, ISO dates, lists as JSON.
When a release is compared, and with which, belongs to `release`.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from pipelines.ids import content_id
from pipelines.publish.write import as_text
from pipelines.tables import CHANGES, TABLES, Table

Frames = Mapping[str, pl.DataFrame]

_CELLS = ("key", "field", "old", "new")


def diff(old: Frames, new: Frames, *, rules_differ: bool = True) -> pl.DataFrame:
    """The rows of `changes` that lead from the tables of an old release to those of a new one.

    `new` has the tables and columns of the registry; `old` may lack some, and have others. A cell changed with the
    `schema` where its column or table is only in one of them; with `corrections` where its row is a correction that is
    only in one of them, or what that corrects; else with the `source` where its row has to do with an article that is
    only in one of them; else with `corrections` where it has to do with what those correct. What is left changed with
    the `rules`, or where these are the same, with what else differs.
    """
    articles, corrected = _of_articles(old, new), _of_corrections(old, new)
    if rules_differ:
        rest = "rules"
    elif _differing(old, new, "corrections") and not articles.get("documents.doc_id"):
        rest = "corrections"
    else:
        rest = "source"
    parts = []
    for name, table in TABLES.items():
        was, is_ = old.get(name), new[name]
        key = pl.col("key")
        cause = (
            pl.when(_is_schema(table, was)).then(pl.lit("schema"))
            .when(key.is_in([*corrected.get(f"{name}.{table.key}", ())])).then(pl.lit("corrections"))
            .when(key.is_in(_keys_of(table, was, is_, articles, entities=False))).then(pl.lit("source"))
            .when(key.is_in(_keys_of(table, was, is_, corrected, entities=True))).then(pl.lit("corrections"))
            .otherwise(pl.lit(rest))
        )  # fmt: skip
        parts.append(_cells(table, was, is_).with_columns(table=pl.lit(name), cause=cause))
    changed = pl.concat(parts)
    ids = [content_id("change", *row) for row in changed.select("table", "key", "field").iter_rows()]
    return CHANGES.conform(changed.with_columns(pl.Series("change_id", ids, dtype=pl.String)))


def apply_changes(old: Frames, changes: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The tables of the new release, from those of the old one and `changes` alone."""
    return {
        name: _applied(table, old.get(name), changes.filter(pl.col("table") == name)) for name, table in TABLES.items()
    }


def change_counts(changes: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Rows that were inserted, deleted and updated, by table, of those tables that changed."""
    rows = changes.select("table", "key", "op").unique().group_by("table", "op").len().sort("table", "op")
    counts: dict[str, dict[str, int]] = {}
    for table, op, n in rows.iter_rows():
        counts.setdefault(table, {})[op] = n
    return counts


def _cells(table: Table, old: pl.DataFrame | None, new: pl.DataFrame) -> pl.DataFrame:
    """key, field, old, new and op of every cell that differs; the cells of rows that came or went, too, but nulls."""
    before, after = map(as_text, _not_shared(_comparable(table, old), new, table.key))
    long = [
        frame.unpivot(index="row", variable_name="field", value_name=name).rename({"row": "key"}).drop_nulls(name)
        for name, frame in (
            ("old", before.with_columns(row=table.key)),
            ("new", after.with_columns(row=table.key)),
        )
    ]
    cells = long[0].join(long[1], on=["key", "field"], how="full", coalesce=True)
    was, is_ = (pl.col("key").is_in(frame[table.key].implode()) for frame in (before, after))
    return cells.filter(pl.col("old").ne_missing(pl.col("new"))).select(
        *_CELLS, op=pl.when(~was).then(pl.lit("insert")).when(~is_).then(pl.lit("delete")).otherwise(pl.lit("update"))
    )


def _comparable(table: Table, old: pl.DataFrame | None) -> pl.DataFrame:
    """The old table; without rows where it is not there, or has another key."""
    return table.empty() if old is None or table.key not in old.columns else old


def _not_shared(old: pl.DataFrame, new: pl.DataFrame, key: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of each frame that the other one has not, or has with other cells.

    Values are compared as they are, which takes a fraction of the time that their texts would, and is asked of all
    rows, of which few differ.
    """
    numbered = [frame.select(key).with_row_index(name) for frame, name in ((old, "old"), (new, "new"))]
    both = numbered[0].join(numbered[1], on=key).select("old", "new")
    same = both.filter(~_differ(old, new, both["old"], both["new"]))
    before, after = (
        frame.filter(pl.repeat(True, frame.height, eager=True).scatter(rows, False))
        for frame, rows in ((old, same["old"]), (new, same["new"]))
    )
    return before, after


def _differ(old: pl.DataFrame, new: pl.DataFrame, of_old: pl.Series, of_new: pl.Series) -> pl.Series:
    """Whether these rows of the frames, pair by pair, differ in a cell; a column that one has not is empty there."""
    differ = pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(of_old))
    for name in {*old.columns, *new.columns}:
        cells = [frame[name].gather(rows) for frame, rows in ((old, of_old), (new, of_new)) if name in frame.columns]
        if len(cells) == 1:
            differ |= cells[0].is_not_null()
        elif cells[0].dtype == cells[1].dtype:
            differ |= cells[0].ne_missing(cells[1])
        else:
            texts = [as_text(column.to_frame()).to_series() for column in cells]
            differ |= texts[0].ne_missing(texts[1])
    return differ


def _is_schema(table: Table, old: pl.DataFrame | None) -> pl.Expr:
    if old is None or table.key not in old.columns:
        return pl.lit(True)
    both = [name for name in table.names if name in old.columns]
    return ~pl.col("field").is_in(both) & (pl.col("op") == "update")


def _of_articles(old: Frames, new: Frames) -> dict[str, set[str]]:
    """Ids of what has to do with articles that are only in one of the releases, by the column that names them."""
    if "documents" not in old:
        return {}
    had, has = set(old["documents"]["doc_id"]), set(new["documents"]["doc_id"])
    docs = had ^ has
    claims, entities = set[str](), set[str]()
    for frames in (old, new):
        if "claims" in frames:
            of_docs = pl.col("doc_ids").list.eval(pl.element().is_in(sorted(docs))).list.any()
            claims |= set(frames["claims"].filter(of_docs)["claim_id"])
        if "mentions" in frames:
            entities |= set(frames["mentions"].filter(pl.col("doc_id").is_in(sorted(docs)))["entity_id"])
    return {"documents.doc_id": docs, "claims.claim_id": claims, "entities.entity_id": entities}


def _differing(old: Frames, new: Frames, name: str) -> set[str]:
    """Keys of the rows that only one of the releases has, or that say something else."""
    table, frames = TABLES[name], [frames[name] for frames in (old, new) if name in frames]
    if len(frames) < 2:
        return {key for frame in frames for key in frame[table.key]}
    return {key for part in _not_shared(frames[0], frames[1], table.key) for key in part[table.key]}


def _of_corrections(old: Frames, new: Frames) -> dict[str, set[str]]:
    """Ids of corrections that are only in one of the releases, and of what they correct, by the column that names it.

    These are the facts that they name, with the claims of these and the other answers to their questions, and what
    they merge or split, with the entity that it became.
    """
    differing = _differing(old, new, "corrections")
    if not differing:
        return {}
    ids = pl.Series(sorted(differing)).implode()
    both = [frames for frames in (old, new) if {"corrections", "facts", "claims", "merges"} <= frames.keys()]
    named = {
        target
        for frames in both
        for row in frames["corrections"].filter(pl.col("correction_id").is_in(ids)).iter_rows(named=True)
        for target in (row["target"], row["corrected"] if row["action"] == "merge" else None)
        if target is not None
    }
    targets = pl.Series(sorted(named), dtype=pl.String).implode()
    facts, claims, questions = set[str](), set[str](), set[str]()
    for frames in both:
        corrected = frames["facts"].filter(
            pl.col("fact_id").is_in(targets) | pl.col("claim_id").is_in(targets) | pl.col("correction_id").is_in(ids)
        )
        facts |= {*corrected["fact_id"]}
    for frames in both:
        behind = frames["facts"].filter(pl.col("fact_id").is_in(sorted(facts)))["claim_id"]
        claims |= {*behind, *frames["claims"].filter(pl.col("accepted_by").is_in(ids))["claim_id"]}
        claims |= {target for target in named if target.startswith("claim-")}
    for frames in both:
        questions |= {*frames["claims"].filter(pl.col("claim_id").is_in(sorted(claims)))["question_id"]}
    for frames in both:
        claims |= {*frames["claims"].filter(pl.col("question_id").is_in(sorted(questions)))["claim_id"]}
    entities = {target for target in named if not target.startswith(("fact-", "claim-"))}
    for frames in both:
        apart = frames["merges"].filter(pl.col("into_id").is_in(sorted(entities)), decision="apart")
        entities |= {*apart["entity_id"]}
    return {
        "corrections.correction_id": differing,
        "facts.fact_id": facts,
        "claims.claim_id": claims,
        "entities.entity_id": entities,
    }


def _keys_of(
    table: Table, old: pl.DataFrame | None, new: pl.DataFrame, touched: Mapping[str, set[str]], *, entities: bool
) -> pl.Series:
    """The keys of the table's rows that name something touched, in the old or the new release, as one list.

    Unless `entities`, naming an entity says nothing: every article names the same few.
    """
    keys = list[str]()
    for frame in (old, new):
        if frame is None or table.key not in frame.columns:
            continue
        if table.name == "rejections" and not entities:
            keys += frame[table.key].to_list()
            continue
        for column in table.columns:
            target = column.references or (f"{table.name}.{column.name}" if column.name == table.key else None)
            ids = touched.get(target or "", set())
            says_nothing = not entities and column.references == "entities.entity_id"
            if column.name not in frame.columns or not ids or says_nothing:
                continue
            is_in = (
                pl.col(column.name).list.eval(pl.element().is_in(sorted(ids))).list.any()
                if isinstance(frame.schema[column.name], pl.List)
                else pl.col(column.name).is_in(sorted(ids))
            )
            keys += frame.filter(is_in)[table.key].to_list()
    return pl.Series("keys", sorted(set(keys)), dtype=pl.String).implode()


def _applied(table: Table, old: pl.DataFrame | None, changes: pl.DataFrame) -> pl.DataFrame:
    rows = as_text(_comparable(table, old))
    rows = rows.select(
        pl.col(name) if name in rows.columns else pl.lit(None, pl.String).alias(name) for name in table.names
    )
    gone = changes.filter(pl.col("op") == "delete").get_column("key").unique()
    rows = rows.filter(~pl.col(table.key).is_in(gone.implode()))
    updates = changes.filter(pl.col("op") == "update")
    for (field,), cells in updates.group_by("field"):
        if field not in table.names:
            continue
        new = cells.select(pl.col("key").alias(table.key), "new", changed=True)
        rows = (
            rows.join(new, on=table.key, how="left")
            .with_columns(pl.when("changed").then("new").otherwise(field).alias(str(field)))
            .drop("new", "changed")
        )
    inserted = changes.filter(pl.col("op") == "insert")
    if inserted.height:
        made = inserted.pivot("field", index="key", values="new").drop("key")
        rows = pl.concat([rows, made], how="diagonal")
    return table.conform(rows.select(_typed(rows, name, dtype) for name, dtype in table.schema.items()))


def _typed(rows: pl.DataFrame, name: str, dtype: Any) -> pl.Expr:
    if name not in rows.columns:
        return pl.lit(None, dtype).alias(name)
    if isinstance(dtype, pl.List):
        return pl.col(name).str.json_decode(dtype)
    if dtype == pl.Date:
        return pl.col(name).str.to_date("%Y-%m-%d")
    return pl.col(name).cast(dtype)
