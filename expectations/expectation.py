"""What an expectation is, as plain data: declared without Great Expectations, judged by it.

Every expectation is one Great Expectations expectation on one table. The simple ones name its type and arguments. The
others say in polars which rows hold, and Great Expectations asserts that all do.
What is expected of a table belongs to the module named after it; how expectations are run, to `pipelines.validate`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

Severity = Literal["critical", "warning"]
Tables = Mapping[str, pl.DataFrame]
Key = tuple[str, str]
"""Table and name of an expectation."""
Holds = pl.Expr | Callable[[Tables], pl.Series]
"""Which rows of the table hold: an expression over it, or a function of all tables that gives one boolean a row."""


@dataclass(frozen=True)
class Expectation:
    """One thing that is expected of one table. A critical one that fails stops publication, a warning does not."""

    table: str
    name: str
    """Letters, digits and underscores, unique within the table: the name of the check, for years."""
    description: str
    severity: Severity = "critical"
    holds: Holds | None = None
    """Rows where this is false or null do not hold. None: Great Expectations judges by `type` and `arguments`."""
    type: str = "ExpectColumnValuesToBeInSet"
    arguments: Mapping[str, object] = field(default_factory=dict)
    mostly: float = 1.0
    """Share of the rows that must hold."""
    columns: tuple[str, ...] = ()
    """Columns that tell, beside the key, why a row fails; if none are named, those that the expectation reads."""
    found: Callable[[Tables], str] | None = None
    """What was found, in words, where a count of failing rows would mislead."""
    of: Literal["rows", "columns"] = "rows"
    """What is judged: the rows of the table, or the list of its columns (`<table> declared`, `<table> found`)."""

    @property
    def key(self) -> Key:
        return self.table, self.name

    @property
    def arguments_columns(self) -> tuple[str, ...]:
        """The columns that `arguments` name."""
        return tuple(str(value) for key, value in self.arguments.items() if key.startswith("column"))

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns that tell, beside the key, why a row fails."""
        roots = self.holds.meta.root_names() if isinstance(self.holds, pl.Expr) else ()
        return self.columns or tuple(dict.fromkeys(roots)) or self.arguments_columns

    def flags(self, tables: Tables) -> pl.Series:
        """One boolean a row of the table. Raises what the polars expression raises, and TypeError for anything else."""
        frame = tables[self.table]
        if isinstance(self.holds, pl.Expr):
            flags = frame.select(pl.repeat(True, pl.len()) & self.holds).to_series()
        elif self.holds is not None:
            flags = self.holds(tables)
        else:
            raise TypeError(f"{self.name} does not say which rows hold; {self.type} does")
        if flags.dtype != pl.Boolean or len(flags) != frame.height:
            raise TypeError(
                f"{self.name} gave {len(flags)} {flags.dtype}, not a boolean for each of {frame.height} rows"
            )
        return flags.fill_null(False)
