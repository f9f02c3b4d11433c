"""The dataset card of a release (README.md): what it is, how to read it, what every column and predicate means.

Derived from the registry of tables and from the predicates; which run made the release stands in `manifest.json`. Its
head is what Hugging Face reads: https://huggingface.co/docs/hub/datasets-cards
"""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from pipelines.predicates import load_predicates
from pipelines.publish.dataset import Dataset
from pipelines.tables import PUBLISHED, Column, Table

_INTRODUCTION = """\
# Summit Facts

Facts from news about summits, one row each, with the words that they were read from, reconciled across articles into
claims that say whether sources agree (`corroborated`), stand alone (`single_source`) or disagree (`contested`).

{files}

`manifest.json` says which run, code and inputs made this release, and how its validation went; `data_docs/`, where it
is there, is the full report. `sha256sum --check SHA256SUMS` tells whether the files are as they were published.
`datapackage.json` (Data Package), `croissant.json` (Croissant) and `dictionary.json` describe the tables to programs;
`CITATION.cff` says how to cite this version.
"""

_PARQUET = "Each table is there as Parquet, with the meaning of every column in its schema."
_CSV = """\
Each table is there as Parquet (canonical, with the meaning of every column in its schema) and as CSV (UTF-8, RFC 4180,
ISO dates, lists as JSON, an empty cell for null){without}. A cell of text may begin with `=`, `+`, `-` or `@`: import
the CSV as text into a spreadsheet, do not double-click it."""

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


def dataset_card(dataset: Dataset, contents: Mapping[str, Mapping[str, Any]], publish_text: str) -> str:
    """The card as Markdown with a head of YAML; `contents` is what the manifest says of each table's files."""
    rows = {name: content["rows"] for name, content in contents.items()}
    overview = _grid(
        ("table", "rows", "a row is"),
        ((f"[`{table.name}`](#{table.name})", f"{rows[table.name]:,}", table.meaning) for table in PUBLISHED),
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
            _head(dataset, contents),
            _INTRODUCTION.replace("{files}", _files(contents)),
            "## Tables\n",
            overview,
            _RIGHTS[publish_text],
            "## Predicates\n",
            "Of a predicate that has one answer, two different answers to the same question contest each other.\n",
            predicates,
            "## Data dictionary\n",
            *map(_describe_table, PUBLISHED),
        ]
    )


def _files(contents: Mapping[str, Mapping[str, Any]]) -> str:
    """As what the tables are there, and which of them are too large for a spreadsheet."""
    without = [f"`{table.name}`" for table in PUBLISHED if "csv" not in contents[table.name]]
    if len(without) == len(PUBLISHED):
        return _PARQUET
    return _CSV.replace("{without}", f"; {', '.join(without)} as Parquet only" if without else "")


def _head(dataset: Dataset, contents: Mapping[str, Mapping[str, Any]]) -> str:
    """One configuration a table that has rows, for Hugging Face reads no other; that of the claims is the default.

    The checksums keep apart releases of one name in the cache of `datasets`, which knows a folder by its name and card.
    """
    given = [table for table in PUBLISHED if contents[table.name]["rows"]]
    head: dict[str, object] = {
        "pretty_name": dataset.title,
        "language": ["en"],
        "tags": list(dataset.keywords),
        "configs": [
            {"config_name": table.name, "data_files": f"{table.name}.parquet"}
            | ({"default": True} if table.name == "claims" else {})
            for table in given
        ],
        "dataset_info": [
            {
                "config_name": table.name,
                "description": f"{table.meaning} SHA-256: {contents[table.name]['parquet']['sha256']}",
                "download_size": contents[table.name]["parquet"]["bytes"],
            }
            for table in given
        ],
    }
    if dataset.licence:
        head["license"] = dataset.licence.lower()
    return f"---\n{yaml.safe_dump(head, sort_keys=False, allow_unicode=True)}---\n"


def _describe_table(table: Table) -> str:
    columns = _grid(
        ("column", "type", "null", "meaning"),
        ((f"`{c.name}`", c.type, "yes" if c.nullable else "", _meaning(c)) for c in table.columns),
    )
    return f"### {table.name}\n\n{table.meaning} Key: `{table.key}`.\n\n{columns}"


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
