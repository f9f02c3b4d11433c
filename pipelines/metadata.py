"""What a person sees of a table in Dagster's UI: columns and their meaning, row counts, previews, counts by kind.

Articles write part of it, so values are escaped: nothing in them is a link, a picture or markup.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg
import polars as pl

from pipelines.lineage import column_lineage
from pipelines.plain import plain
from pipelines.tables import ALL_PREDICATES, Table

PREVIEW = {
    "documents": ("source_path", "title", "publisher", "published", "characters"),
    "segments": ("kind", "text"),
    "entities": ("type", "name", "country_code", "origin", "aliases"),
    "mentions": ("surface", "entity_id", "method"),
    "facts": ("predicate", "subject", "object", "value", "unit", "date_start", "evidence"),
    "claims": ("predicate", "subject", "object", "value", "unit", "date_start", "status", "n_independent"),
    "events": ("name", "modality", "date_start", "date_end", "place", "hosts", "parties", "n_independent"),
    "agreements": ("name", "modality", "date_start", "place", "at_event", "parties", "n_independent"),
    "institutions": ("type", "name", "modality", "date_start", "founders", "members", "frequency", "n_independent"),
    "figures": ("measure", "period_start", "period_end", "status", "value", "unit", "values", "units", "supports"),
    "pledges": ("party", "pledge", "value", "unit", "beneficiaries", "status", "n_independent"),
    "positions": ("person", "title", "organisation", "first_seen", "last_seen", "n_independent"),
    "quotes": ("speaker", "quote", "mode", "first_reported", "n_independent"),
    "timeline": ("date_start", "date_end", "date_precision", "predicate", "name", "place", "modality", "status"),
    "corrections": ("action", "target", "outcome", "original", "corrected", "reason", "who", "date"),
    "merges": ("type", "decision", "name", "into_name", "score", "reason"),
    "rejections": ("source_path", "line", "reason", "detail"),
    "quality": ("predicate", "n_gold", "n_found", "n_spurious", "precision", "recall", "f1"),
}
"""Columns that a preview of a table shows."""

_CONTESTED = ("predicate", "subject", "object", "value", "unit", "date_start", "n_documents")
_ROWS = 10
_ALL_ROWS = 50
"""Rows that are shown of what is short and wanted whole."""
_CHARACTERS = 120
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_ADDRESS = re.compile(r"\b(https?|www|ftp|mailto)(?=[.:])|(?=@)", re.IGNORECASE)
"""Where an address begins, or goes on: Dagster's pages make links of what looks like one, escaped or not."""
_JOINER = "\u2060"
"""A character that takes no room, and is part of no address."""


def column_schema(table: Table, *, extracted: bool = False) -> dg.TableSchema:
    """The columns of a table, with type, meaning, unit, constraints and origin, as the UI shows them."""
    lineage = column_lineage(table.name, extracted=extracted)
    origin = {name: _origin(deps) for name, deps in lineage.deps_by_column.items()} if lineage else {}
    return dg.TableSchema(
        [
            dg.TableColumn(
                column.name,
                type=str(column.dtype),
                description=column.meaning
                + (f" In {column.unit}." if column.unit else "")
                + origin.get(column.name, ""),
                constraints=dg.TableColumnConstraints(nullable=column.nullable, unique=column.name == table.key),
            )
            for column in table.columns
        ]
    )


def _origin(deps: Sequence[dg.TableColumnDep]) -> str:
    """The lineage of a column in words: Dagster draws it in its paid version only."""
    columns: dict[str, list[str]] = {}
    for dep in deps:
        columns.setdefault(dep.asset_key.to_user_string(), []).append(dep.column_name)
    return " From " + "; ".join(f"{a}: {', '.join(c)}" for a, c in columns.items()) + "." if columns else ""


def describe(table: str, frame: pl.DataFrame, *, extracted: bool = False) -> dict[str, Any]:
    """Metadata of one materialisation of a table: row count, preview, lineage, and what its rows add up to."""
    lineage = column_lineage(table, extracted=extracted)
    return {
        "dagster/row_count": frame.height,
        **({} if lineage is None else {"dagster/column_lineage": lineage}),
        "preview": _filled(frame, PREVIEW[table], _ALL_ROWS if table == "quality" else _ROWS),
        **_totals(table, frame),
    }


def markdown(frame: pl.DataFrame) -> dg.MarkdownMetadataValue:
    """The frame as a markdown table in which every cell is plain text."""
    rows = [frame.columns, ["---"] * frame.width, *([_cell(value) for value in row] for row in frame.iter_rows())]
    return dg.MetadataValue.md("\n".join(f"| {' | '.join(row)} |" for row in rows))


def markdown_rows(rows: Sequence[Mapping[str, Any]]) -> dg.MarkdownMetadataValue:
    """Rows that have the same keys as a markdown table."""
    return markdown(pl.DataFrame(rows, strict=False, infer_schema_length=None))


def escaped(text: str) -> str:
    """Markdown that shows the text as it is, in one line."""
    return _PUNCTUATION.sub(r"\\\1", _ADDRESS.sub(rf"\g<0>{_JOINER}", plain(" ".join(text.split()))))


def _totals(table: str, frame: pl.DataFrame) -> dict[str, Any]:
    match table:
        case "documents":
            return {"without date": frame.get_column("published").null_count()}
        case "segments":
            return {"segments by kind": _count(frame, "kind")}
        case "entities":
            return {"entities by type": _count(frame, "type")}
        case "facts":
            return {"facts by predicate": _count(frame, "predicate")}
        case "claims":
            contested = frame.filter(pl.col("status") == "contested").sort("question_id", "claim_id")
            return {
                "claims by status": _count(frame, "status"),
                "contested questions": contested.get_column("question_id").n_unique(),
                "contested claims": _filled(contested, _CONTESTED, _ALL_ROWS),
            }
        case "rejections":
            return {"rejections by reason": _count(frame, "reason")}
        case "quality":
            overall = frame.filter(predicate=ALL_PREDICATES).select("precision", "recall", "f1")
            return {name: value for row in overall.iter_rows(named=True) for name, value in row.items() if value}
    return {}


def _filled(frame: pl.DataFrame, columns: Sequence[str], rows: int) -> dg.MarkdownMetadataValue:
    """The first rows, without columns that are empty in them."""
    head = frame.select(columns).head(rows)
    return markdown(head.select(column for column in head.iter_columns() if column.null_count() < max(1, head.height)))


def _count(frame: pl.DataFrame, column: str) -> dg.MarkdownMetadataValue:
    return markdown(frame.group_by(column).len("rows").sort("rows", column, descending=[True, False]))


def _cell(value: object) -> str:
    """A value as one line in which nothing is markup."""
    if value is None:
        return ""
    if isinstance(value, list):
        text = ", ".join(map(str, value))
    else:
        text = f"{value:,.15g}" if isinstance(value, int | float) else str(value)
    return escaped(text if len(text) <= _CHARACTERS else f"{text[:_CHARACTERS]} …")
