"""The guard of a correction: what it corrects must still be there, and say what it said."""

import math
from collections.abc import Mapping
from typing import Any

import polars as pl

from pipelines.correct.file import Correction
from pipelines.knowledge import KnowledgeError


def expected(c: Correction, rows: pl.DataFrame, key: str) -> dict[str, Any]:
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
    for column, value in c.expect.items():
        if not _same(row[column], value):
            raise KnowledgeError(
                f"{c.where}: {column} of {c.target} was {value!r} when it was corrected, and is {row[column]!r} "
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
