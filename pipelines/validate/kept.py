"""What was found of tables, kept under a key of all that it depends on, so that the same tables are judged once.

Starting Great Expectations takes longer than all else that a run does which finds nothing new. How tables are judged
belongs to `gate`, how entries are kept and their damage noticed to `pipelines.shards.store`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path

import polars as pl

from expectations import EXPECTATIONS, Expectation
from pipelines.digest import tables_digest
from pipelines.shards.code import code_digest
from pipelines.shards.store import ShardStore
from pipelines.validate.gate import validate
from pipelines.validate.outcome import Result, Validation

_DEPENDS_ON = ("pipelines.validate", "pipelines.extract")
"""Packages whose modules and knowledge decide, beside the tables, what is found: the second one has the predicates."""

_RESULTS, _REPORT = "results", "report"


def validate_once(
    tables: Mapping[str, pl.DataFrame],
    docs_dir: Path,
    cache: Path,
    expectations: Sequence[Expectation] = EXPECTATIONS,
) -> Validation:
    """What `validate` finds and reports, taken from below `cache` where the same tables were judged by the same code.

    The report says when they were judged. Raises what `validate` raises.
    """
    store = ShardStore(cache / "validate")
    key = _key(tables, expectations)
    if store.has(key):
        kept = store.read(key)
        for path, content in kept.pop(_REPORT).iter_rows():
            (docs_dir / path).parent.mkdir(parents=True, exist_ok=True)
            (docs_dir / path).write_bytes(content)
        results = [Result(**row) for row in kept.pop(_RESULTS).iter_rows(named=True)]
        found = [replace(it, rows=kept.get(f"{it.table}.{it.name}", it.rows)) for it in results]
        return Validation(tables_digest(tables), tuple(found))
    validation = validate(tables, docs_dir, expectations)
    if all(result.error is None for result in validation.results):  # else what went wrong may go well the next time
        store.write(key, _entry(validation, docs_dir))
        store.remove_unused()
    return validation


def _key(tables: Mapping[str, pl.DataFrame], expectations: Sequence[Expectation]) -> str:
    parts = [tables_digest(tables), *map(code_digest, _DEPENDS_ON), *(f"{e.table}.{e.name}" for e in expectations)]
    return hashlib.blake2b(" ".join(parts).encode(), digest_size=16).hexdigest()


def _entry(validation: Validation, docs_dir: Path) -> dict[str, pl.DataFrame]:
    """The results, the files of the report, and the failing rows of each expectation that has some, as tables."""
    files = sorted(path for path in docs_dir.rglob("*") if path.is_file())
    columns = [field.name for field in fields(Result) if field.name != "rows"]
    results = [[getattr(result, name) for name in columns] for result in validation.results]
    return {
        _RESULTS: pl.DataFrame(results, schema=columns, orient="row", infer_schema_length=None),
        _REPORT: pl.DataFrame(
            {
                "path": [path.relative_to(docs_dir).as_posix() for path in files],
                "content": [*map(Path.read_bytes, files)],
            },
            schema={"path": pl.String, "content": pl.Binary},
        ),
        **{f"{it.table}.{it.name}": it.rows for it in validation.results if it.rows.width},
    }
