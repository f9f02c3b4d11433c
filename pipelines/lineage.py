"""From which columns each column of a table is made, table by table, down to the text of the articles.

Names and references of the registry tell most of it; `_MADE_OF` says the rest. What a column means belongs to `tables`.
"""

from collections.abc import Iterator

import dagster as dg

from pipelines.storage import READ
from pipelines.tables import TABLES, Column

_Source = tuple[str, str]
"""Asset (with `extracted/` before the tables that extraction makes) and column."""

_STATEMENT = ("predicate", "subject", "object", "value", "unit", "date_start", "place_id")

_MADE_OF: dict[str, dict[str, tuple[str, ...]]] = {
    "segments": {"*": ("documents.text",), "kind": ("documents.text", "documents.title", "documents.author")},
    "extracted/entities": {"*": ("segments.text",)},
    "extracted/mentions": {"*": ("segments.text",)},
    "extracted/facts": {
        "*": ("segments.text",),
        **dict.fromkeys(
            ("date_start", "date_end", "date_precision", "period_start", "period_end"),
            ("segments.text", "documents.published"),
        ),
        **dict.fromkeys(("claim_id", "correction_id", "original"), ()),
    },
    "facts": {
        "claim_id": tuple(f"extracted/facts.{column}" for column in _STATEMENT),
        **dict.fromkeys(("correction_id", "original"), ()),
    },
    "claims": {
        "*": tuple(f"extracted/facts.{column}" for column in _STATEMENT),
        "claim_id": tuple(f"extracted/facts.{column}" for column in _STATEMENT),
        "modality": ("extracted/facts.status",),
        "n_facts": ("extracted/facts.fact_id",),
        **dict.fromkeys(("doc_ids", "n_documents"), ("extracted/facts.doc_id",)),
        **dict.fromkeys(("n_independent", "status"), ("extracted/facts.doc_id", "documents.cluster_id")),
        **dict.fromkeys(("first_reported", "last_reported"), ("extracted/facts.doc_id", "documents.published")),
        "accepted_by": (),
    },
    "merges": {"*": ("extracted/entities.name", "extracted/entities.aliases")},
    "views": {
        "*": ("claims.subject", "claims.object"),
        **{column: (f"facts.{column}",) for column in ("alt_value", "alt_unit", "mode")},
        "values": ("claims.value",),
        "units": ("claims.unit",),
        "supports": ("claims.n_independent",),
        **dict.fromkeys(("n_documents", "n_independent"), ("claims.doc_ids", "documents.cluster_id")),
        **dict.fromkeys(
            ("first_reported", "last_reported", "first_seen", "last_seen"), ("claims.doc_ids", "documents.published")
        ),
        "figure_id": ("claims.question_id",),
        "contested": ("claims.status", "claims.predicate"),
        "type": ("entities.type",),
    },
    "quality": {"*": ("facts.fact_id", "documents.text"), "predicate": ("facts.predicate",)},
}  # fmt: skip
"""Sources of a column, or `*` for those of the table that neither it nor the registry names."""


def column_lineage(table: str, *, extracted: bool = False) -> dg.TableColumnLineage | None:
    """The columns behind each column of a table; None for what comes from files (articles, corrections)."""
    asset = "/".join(READ[table]) if extracted else table
    deps = {column.name: list(_sources(asset, column)) for column in TABLES[table].columns}
    if not any(deps.values()):
        return None
    return dg.TableColumnLineage(
        {
            name: [dg.TableColumnDep(dg.AssetKey(source.split("/")), column) for source, column in found]
            for name, found in deps.items()
        }
    )


def _sources(asset: str, column: Column) -> Iterator[_Source]:
    table = asset.removeprefix("extracted/")
    stage = TABLES[table].stage
    made = _MADE_OF.get("views" if stage == "views" else asset, {})
    if column.name in made:
        yield from map(_split, made[column.name])
    elif same := _same(asset, column):
        yield from same
    else:
        yield from map(_split, made.get("*", ()))


def _same(asset: str, column: Column) -> list[_Source]:
    """Columns that hold the same thing in the tables that this one is made from."""
    table = TABLES[asset.removeprefix("extracted/")]
    of_claims = TABLES["claims"].names
    if asset in ("entities", "mentions", "facts"):
        return [(f"extracted/{asset}", column.name)]
    if asset == "claims":
        return [("extracted/facts", column.name)] if column.name in TABLES["facts"].names else []
    if table.stage == "views":
        if column.references == "claims.claim_id":
            return [("claims", "claim_id")]
        if column.name in of_claims:
            return [("claims", column.name)]
        if column.references == "entities.entity_id":
            return [("claims", "subject_id"), ("claims", "object_id")]
        return []
    if asset != "segments" and column.references in ("documents.doc_id", "segments.segment_id"):
        return [_split(column.references)]
    return [("documents", "doc_id")] if column.name == "doc_id" and asset != "documents" else []


def _split(source: str) -> _Source:
    asset, _, column = source.rpartition(".")
    return asset, column
