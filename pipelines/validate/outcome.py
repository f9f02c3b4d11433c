"""What a validation found: one result an expectation, and the failing rows, in memory and on disk.

How expectations are judged does not belong here, nor what is done about a failure.
"""

import json
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Self

import polars as pl

from expectations.expectation import Severity

EXAMPLES = 5
"""Failing rows that an outcome on disk or in the UI shows."""

_SHOWN = 160
"""Characters of a text that an example shows."""


@dataclass(frozen=True)
class Result:
    """The outcome of one expectation on one table."""

    table: str
    name: str
    description: str
    severity: Severity
    success: bool
    checked: int
    """Rows that were judged."""
    failed: int
    """Rows that do not hold; a success may have some where the expectation tolerates a share."""
    error: str | None = None
    """Why it could not be judged, which is a failure."""
    found: str | None = None
    """What was found, in words, where the count of failing rows would mislead."""
    rows: pl.DataFrame = field(default_factory=pl.DataFrame, compare=False, repr=False)
    """The rows that do not hold: key, and the columns that tell why. On disk, the first few."""

    @property
    def blocks(self) -> bool:
        return self.severity == "critical" and not self.success

    @property
    def examples(self) -> list[dict[str, Any]]:
        """The first failing rows as plain values of JSON, long texts cut."""
        return [
            {name: _plain(value) for name, value in row.items()}
            for row in self.rows.head(EXAMPLES).iter_rows(named=True)
        ]

    def __str__(self) -> str:
        """One line for a log: what, how many rows, an example."""
        head = f"{self.table}: {self.name}"
        if self.success:
            return f"{head} holds"
        if self.error is not None:
            return f"{head} could not be judged ({self.error})"
        if self.found is not None:
            return f"{head} fails: {self.found}. {self.description}"
        example = ", ".join(f"{k} {v!r}" for k, v in self.examples[0].items()) if self.examples else ""
        count = f" for {self.failed:,} of {self.checked:,} rows, e.g. {example}" if example else ""
        return f"{head} fails{count}. {self.description}"


@dataclass(frozen=True)
class Validation:
    """The outcome of all expectations on a set of tables, with the digest of these very tables."""

    digest: str
    results: tuple[Result, ...]

    @property
    def ok(self) -> bool:
        """Whether the tables may be published: they were judged, and no critical expectation failed."""
        return bool(self.results) and not self.failures

    @property
    def failures(self) -> tuple[Result, ...]:
        """Critical expectations that failed."""
        return tuple(result for result in self.results if result.blocks)

    @property
    def warnings(self) -> tuple[Result, ...]:
        """Other expectations that failed; they do not stop publication."""
        return tuple(result for result in self.results if not result.success and not result.blocks)

    def with_result(self, result: Result) -> Self:
        """The validation with the outcome of one more check on the same tables."""
        return replace(self, results=(*self.results, result))

    def save(self, path: Path) -> None:
        """Write it as JSON, with the first few of the failing rows."""
        results = [
            {f.name: getattr(result, f.name) for f in fields(Result) if f.name != "rows"}
            | {"examples": result.examples}
            for result in self.results
        ]
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {"digest": self.digest, "ok": self.ok, "results": results}
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote. Raises ValueError where the file is not a whole validation of this version."""
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            results = [
                Result(**{k: v for k, v in r.items() if k != "examples"}, rows=pl.DataFrame(r["examples"]))
                for r in content["results"]
            ]
            return cls(content["digest"], tuple(results))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path} is not a validation of this version; validate again") from error


def write_failures(validation: Validation, folder: Path) -> list[Path]:
    """Write all failing rows to `failing_rows.csv`, and what failed, in words, to `failures.txt`; give the files.

    A line of the CSV is one row that fails one expectation: table, expectation, severity, key, and as a JSON object the
    columns that tell why. Where nothing failed, nothing is written.
    """
    failed = [result for result in validation.results if not result.success]
    if not failed:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    rows, words = folder / "failing_rows.csv", folder / "failures.txt"
    pl.concat([_keyed(result) for result in failed]).write_csv(rows, line_terminator="\r\n")
    words.write_text("".join(f"{result.severity}: {result}\n" for result in failed), encoding="utf-8")
    return [rows, words]


def _keyed(result: Result) -> pl.DataFrame:
    rows = result.rows
    key = pl.col(rows.columns[0]).cast(pl.String) if rows.width else pl.lit(None, pl.String)
    return rows.select(
        table=pl.lit(result.table),
        expectation=pl.lit(result.name),
        severity=pl.lit(result.severity),
        key=key,
        row=pl.struct(pl.all()).struct.json_encode() if rows.width else pl.lit(None, pl.String),
    ).head(rows.height)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value[:EXAMPLES]]
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} …"
