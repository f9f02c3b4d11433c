"""From a row of any table to the facts and articles behind it, along the references that the registry declares.

What is done about such rows does not belong here.
"""

from collections.abc import Mapping

import polars as pl

from pipelines.tables import TABLES

Tables = Mapping[str, pl.DataFrame]


def facts_behind(table: str, rows: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """`row` (the number of the row in `rows`), `fact_id`: the facts that a row is, sums up, or is about."""
    facts = tables["facts"]
    if table == "facts":
        return rows.select(row=_number(), fact_id="fact_id")
    if table == "entities":
        named = [pl.col(name) for name in _referring("facts", "entities.entity_id")]
        about = facts.select("fact_id", entity_id=pl.concat_list(named)).explode("entity_id")
        return rows.select(row=_number(), entity_id="entity_id").join(about, on="entity_id").select("row", "fact_id")
    by = "claim_id" if table == "claims" else next(iter(_referring(table, "claims.claim_id")), None)
    if by is None:
        return pl.DataFrame(schema={"row": pl.Int64, "fact_id": pl.String})
    claims = _exploded(rows, by, "claim_id")
    return claims.join(facts.select("claim_id", "fact_id"), on="claim_id").select("row", "fact_id")


def articles_behind(table: str, rows: pl.DataFrame, tables: Tables) -> pl.Series:
    """For each of the rows the paths of the articles that it comes from, sorted; empty where none is known."""
    if "source_path" in rows.columns:
        paths = rows.select(row=_number(), path="source_path")
    elif "source_paths" in rows.columns:
        paths = _exploded(rows, "source_paths", "path")
    else:
        documents = tables["documents"].select("doc_id", path="source_path")
        paths = _documents(table, rows, tables).join(documents, on="doc_id").select("row", "path")
    found = paths.drop_nulls().group_by("row").agg(pl.col("path").unique().sort())
    numbered = rows.select(row=_number()).join(found, on="row", how="left", maintain_order="left")
    return numbered.get_column("path").fill_null([]).alias("articles")


def _documents(table: str, rows: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """`row`, `doc_id`."""
    direct = "doc_id" if table == "documents" else next(iter(_referring(table, "documents.doc_id")), None)
    if direct is not None and rows.get_column(direct).null_count() == 0:
        return _exploded(rows, direct, "doc_id")
    of_facts = facts_behind(table, rows, tables).join(tables["facts"].select("fact_id", "doc_id"), on="fact_id")
    thing = {"entities": "entity_id", "merges": "into_id"}.get(table)
    if thing is None:
        return of_facts.select("row", "doc_id")
    mentions = tables["mentions"].select("entity_id", "doc_id")
    named = rows.select(row=_number(), entity_id=thing).join(mentions, on="entity_id")
    return pl.concat([of_facts.select("row", "doc_id"), named.select("row", "doc_id")])


def _referring(table: str, target: str) -> list[str]:
    return [column.name for column in TABLES[table].columns if column.references == target]


def _exploded(rows: pl.DataFrame, column: str, name: str) -> pl.DataFrame:
    numbered = rows.select(_number().alias("row"), pl.col(column).alias(name))
    return numbered.explode(name) if isinstance(numbered.schema[name], pl.List) else numbered


def _number() -> pl.Expr:
    return pl.int_range(pl.len(), dtype=pl.Int64)
