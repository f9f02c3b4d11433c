"""Whether quality has fallen since the release before: the one check that looks beyond the tables of a run."""

import polars as pl

from pipelines.tables import ALL_PREDICATES
from pipelines.validate.outcome import Result

F1_NOT_FALLEN = "f1_not_fallen"

_SHOWN = 5
"""Corrections that a failure names."""

DESCRIPTION = (
    "F1 against gold is not lower than in the last release by more than `f1_tolerance`. Judged where both releases "
    "were compared with as much gold."
)


def f1_not_fallen(
    quality: pl.DataFrame,
    before: pl.DataFrame | None,
    tolerance: float,
    corrections: tuple[pl.DataFrame | None, pl.DataFrame] | None = None,
) -> Result:
    """Compare the table `quality` with that of the last release, None where there is none that has the table.

    F1 over all facts decides; the rows of a failure are the predicates whose F1 fell, the worst first. With the tables
    of `corrections` of the last release and of this one, a failure tells which corrections came and went.
    """
    if before is None or before.schema != quality.schema or before.is_empty() or quality.is_empty():
        return _result(found="There is nothing to compare with")
    both = quality.join(before.rename({"f1": "before"}), on="predicate")
    rows = both.rows_by_key("predicate", named=True, unique=True)
    now = rows.get(ALL_PREDICATES)
    if now is None or (now["n_gold"], now["n_articles"]) != (now["n_gold_right"], now["n_articles_right"]):
        return _result(found="The last release was compared with other gold")
    fell = both.with_columns(fell=pl.col("before") - pl.col("f1")).filter(pl.col("fell") > 0)
    worst = fell.filter(pl.col("predicate") != ALL_PREDICATES).sort("fell", "predicate", descending=[True, False])
    shown = worst.select("predicate", "n_gold", "n_found", "n_spurious", "before", "f1")
    return _result(
        success=now["before"] - now["f1"] <= tolerance,
        found=f"F1 was {now['before']:.4f} in the last release, and is {now['f1']:.4f}{_corrected(corrections)}",
        checked=both.height - 1,
        rows=shown,
    )


def _corrected(corrections: tuple[pl.DataFrame | None, pl.DataFrame] | None) -> str:
    """Which corrections came and went, in words."""
    if corrections is None or corrections[0] is None:
        return ""
    said = [
        {f"{action} of {target}" for action, target in table.select("action", "target").iter_rows()}
        for table in corrections
        if table is not None
    ]
    told = [
        f"{'came' if came else 'went'}: {', '.join(sorted(some)[:_SHOWN])}{' and others' * (len(some) > _SHOWN)}"
        for came, some in ((True, said[1] - said[0]), (False, said[0] - said[1]))
        if some
    ]
    return (
        f". Corrections have changed since ({'; '.join(told)}); one that departs from what its article says has to be "
        "made in the article's gold, too"
        if told
        else ""
    )


def _result(success: bool = True, found: str = "", checked: int = 0, rows: pl.DataFrame | None = None) -> Result:
    failing = rows if rows is not None and not success else pl.DataFrame()
    return Result(
        table="quality",
        name=F1_NOT_FALLEN,
        description=DESCRIPTION,
        severity="critical",
        success=success,
        checked=checked,
        failed=failing.height,
        found=found,
        rows=failing,
    )
