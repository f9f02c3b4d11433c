"""F1 must not fall against the last release, as far as the two can be compared."""

from datetime import date

import polars as pl
import pytest

from pipelines.tables import TABLES
from pipelines.validate.regression import f1_not_fallen

COUNTS = {"n_articles": 2, "n_missed": 0, "n_spurious": 0, "n_found": 9, "precision": 1.0, "recall": 1.0}


def quality(overall: float, amount: float, n_gold: int = 10) -> pl.DataFrame:
    shares = {"all": overall, "amount": amount, "said": 1.0}
    return TABLES["quality"].frame(COUNTS | {"predicate": p, "f1": f1, "n_gold": n_gold} for p, f1 in shares.items())


@pytest.mark.parametrize(("now", "success"), [(0.95, True), (0.9, True), (0.896, True), (0.894, False), (0.1, False)])
def test_f1_may_fall_by_the_tolerance_and_no_further(now: float, success: bool) -> None:
    result = f1_not_fallen(quality(now, 0.5), quality(0.9, 0.8), tolerance=0.005)
    assert result.success == success
    assert result.severity == "critical" and result.blocks != success
    if not success:
        assert result.rows["predicate"].to_list() == ["amount"]
        assert str(result).startswith(
            f"quality: f1_not_fallen fails: F1 was 0.9000 in the last release, and is {now:.4f}."
        )


@pytest.mark.parametrize(
    "before",
    [None, TABLES["quality"].empty(), quality(0.9, 0.8, n_gold=11), pl.DataFrame({"predicate": ["all"]})],
)
def test_what_cannot_be_compared_does_not_fail(before: pl.DataFrame | None) -> None:
    assert f1_not_fallen(quality(0.1, 0.1), before, tolerance=0).success
    assert f1_not_fallen(TABLES["quality"].empty(), before, tolerance=0).success


def test_a_fall_tells_which_corrections_came_and_went() -> None:
    def corrections(*targets: str) -> pl.DataFrame:
        signed = {"source_paths": ["a.txt"], "n_facts": 1, "reason": "so", "who": "Ana Ravel", "date": date(2026, 1, 2)}
        rows = {"action": "drop", "outcome": "applied", "original": "{}"} | signed
        return TABLES["corrections"].frame(rows | {"correction_id": f"c-{t}", "target": t} for t in targets)

    def found(before: pl.DataFrame | None, now: pl.DataFrame) -> str:
        return f1_not_fallen(quality(0.5, 0.5), quality(0.9, 0.9), 0.005, (before, now)).found

    assert found(corrections("fact-1", "fact-2"), corrections("fact-2", "fact-3")).startswith(
        "F1 was 0.9000 in the last release, and is 0.5000. Corrections have changed since (came: drop of fact-3; went: "
        "drop of fact-1)"
    )
    many = corrections(*(f"fact-{n}" for n in range(7)))
    assert "fact-4 and others" in found(corrections(), many) and "fact-5" not in found(corrections(), many)
    for before in (many, None):
        assert found(before, many) == "F1 was 0.9000 in the last release, and is 0.5000"
