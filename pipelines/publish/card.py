"""The dataset card of a release (README.md): what it is, how to read it, what every column and predicate means.

Derived from the registry of tables and from the predicates; which run made the release stands in `manifest.json`.
"""

from collections.abc import Iterable, Mapping

import polars as pl

from pipelines.predicates import load_predicates
from pipelines.tables import CHANGES, TABLES, Column, Table

_INTRODUCTION = """\
# Summit Facts

Facts from news about summits, one row each, with the words that they were read from, reconciled across articles into
claims that say whether sources agree (`corroborated`), stand alone (`single_source`) or disagree (`contested`).

Each table is there as Parquet (canonical, with the meaning of every column in its schema) and as CSV (UTF-8, RFC 4180,
ISO dates, lists as JSON, an empty cell for null). A cell of text may begin with `=`, `+`, `-` or `@`: import the CSV as
text into a spreadsheet, do not double-click it.

`manifest.json` says which run, code and inputs made this release, and how its validation went; `data_docs/`, where it
is there, is the full report. `sha256sum --check SHA256SUMS` tells whether the files are as they were published.
"""

_RIGHTS = {
    "evidence": """\
## Rights

The articles belong to their publishers. This release quotes them, and does not copy them: it gives the sentences that
facts were read from (`segments.text`, `facts.evidence`), with offsets into the article, and leaves `documents.text` and
all other sentences empty. `documents` says where each article is from.
""",
    "full": """\
## Rights

This release contains whole articles (`documents.text`, `segments.text`). They keep the licence of their publishers;
`documents` says where each article is from. Pass the release on only where that licence allows it.
""",
}


_TYPES: dict[object, str] = {pl.String: "text", pl.Int32: "integer", pl.Float64: "number", pl.Date: "date"}
_LISTS = {"text": "list of text", "integer": "list of integers", "number": "list of numbers"}


def dataset_card(rows: Mapping[str, int], publish_text: str) -> str:
    """The card as Markdown, for a release with that many rows a table."""
    overview = _grid(
        ("table", "rows", "a row is"),
        ((f"[`{table.name}`](#{table.name})", f"{rows[table.name]:,}", table.meaning) for table in TABLES.values()),
    )
    predicates = _grid(
        ("predicate", "meaning", "subject", "answer", "has one answer"),
        (
            (f"`{p.name}`", p.meaning, ", ".join(p.domain), ", ".join(p.range), "yes" if p.functional else "")
            for p in load_predicates().values()
        ),
    )
    return "\n".join(
        [
            _INTRODUCTION,
            "## Tables\n",
            overview,
            _RIGHTS[publish_text],
            "## Predicates\n",
            "Of a predicate that has one answer, two different answers to the same question contest each other.\n",
            predicates,
            "## Data dictionary\n",
            *map(_describe_table, (*TABLES.values(), CHANGES)),
        ]
    )


def _describe_table(table: Table) -> str:
    columns = _grid(
        ("column", "type", "null", "meaning"),
        ((f"`{c.name}`", _type(c), "yes" if c.nullable else "", _meaning(c)) for c in table.columns),
    )
    return f"### {table.name}\n\n{table.meaning} Key: `{table.key}`.\n\n{columns}"


def _type(column: Column) -> str:
    return _LISTS[_TYPES[column.dtype.inner]] if isinstance(column.dtype, pl.List) else _TYPES[column.dtype]


def _meaning(column: Column) -> str:
    parts = [column.meaning]
    if column.unit:
        parts.append(f"In {column.unit}.")
    if column.values:
        parts.append(f"One of {', '.join(f'`{value}`' for value in column.values)}.")
    if column.references:
        parts.append(f"Found in `{column.references}`.")
    if column.predicate:
        parts.append(f"From claims with `{column.predicate}`.")
    return " ".join(parts)


def _grid(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)
