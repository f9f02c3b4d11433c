"""Tables are judged once, and again as soon as anything that the verdict depends on is not what it was."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from frames import small_tables

from expectations import EXPECTATIONS
from pipelines.validate import Validation, kept

Tables = dict[str, pl.DataFrame]
JUDGED_BY = [e for e in EXPECTATIONS if e.name in ("few_rejections", "columns_as_declared", "evidence_is_verbatim")]


class Judge:
    """Counts how often tables were judged."""

    def __init__(self, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.cache, self.times = cache, 0
        real = kept.validate

        def counted(*arguments: object) -> Validation:
            self.times += 1
            return real(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(kept, "validate", counted)

    def __call__(self, tables: Tables, docs: str, **options: object) -> Validation:
        expectations = options.get("expectations", JUDGED_BY)
        return kept.validate_once(tables, self.cache / docs, self.cache, expectations)  # type: ignore[arg-type]


@pytest.fixture
def judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    return Judge(tmp_path, monkeypatch)


@pytest.fixture
def broken() -> Tables:
    tables = small_tables()
    return tables | {"facts": tables["facts"].with_columns(evidence=pl.lit("other words"))}


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}


def test_the_same_tables_are_judged_once_and_told_alike(judge: Judge, broken: Tables) -> None:
    first, again = judge(broken, "first"), judge(dict(reversed(broken.items())), "again")
    assert judge.times == 1
    assert again == first and len(again.failures) == 1
    for one, other in zip(first.results, again.results, strict=True):
        assert other.rows.equals(one.rows) and other.rows.schema == one.rows.schema
    assert again.failures[0].rows.height == 3
    assert files(judge.cache / "again") == files(judge.cache / "first") != {}


@pytest.mark.parametrize(
    "change",
    [
        lambda tables: tables | {"facts": tables["facts"].with_columns(evidence=pl.lit("other word"))},
        lambda tables: tables | {"facts": tables["facts"].with_columns(pl.col("value").cast(pl.Float32))},
        lambda tables: tables | {"rejections": tables["rejections"].clear()},
    ],
)
def test_other_tables_are_judged_anew(judge: Judge, broken: Tables, change: Callable[[Tables], Tables]) -> None:
    judge(broken, "first")
    judge(change(broken), "again")
    assert judge.times == 2


def test_other_code_and_other_expectations_judge_anew(
    judge: Judge, broken: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge(broken, "first")
    assert [r.name for r in judge(broken, "fewer", expectations=JUDGED_BY[-1:]).results] == [JUDGED_BY[-1].name]
    monkeypatch.setattr(kept, "code_digest", lambda package: f"another {package}")
    judge(broken, "again")
    assert judge.times == 3


def test_what_is_damaged_is_judged_anew(judge: Judge, broken: Tables) -> None:
    first = judge(broken, "first")
    (results,) = judge.cache.glob("validate/*/results.parquet")
    data = bytearray(results.read_bytes())
    data[len(data) // 2] ^= 1
    results.write_bytes(data)
    assert judge(broken, "again") == first
    assert judge.times == 2
    judge(broken, "mended")
    assert judge.times == 2


def test_what_could_not_be_judged_is_tried_again(judge: Judge, broken: Tables) -> None:
    broken["facts"] = broken["facts"].drop("evidence")
    for docs in ("first", "again"):
        assert any(result.error for result in judge(broken, docs).results)
    assert judge.times == 2


def test_the_verdict_depends_on_expectations_rules_of_predicates_and_libraries() -> None:
    from pipelines.shards.code import _ROOT, _closure

    of = {file.relative_to(_ROOT).as_posix() for package in kept._DEPENDS_ON for file in _closure(package, _ROOT)}
    assert {"expectations/facts.py", "pipelines/validate/suites.py", "pipelines/extract/__init__.py"} <= of
    assert (_ROOT / "pipelines" / "extract" / "predicates.yaml").is_file()
