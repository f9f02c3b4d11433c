"""Extraction on gold: figures that must not fall. Measured ones are in benchmarks/README.md."""

from pathlib import Path

import pytest
import quality

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def on_real_articles(shared: Path) -> dict[str, dict[str, float]]:
    return quality.fact_scores(shared / "articles", shared / "gold" / "facts.jsonl", shared)


def test_facts_of_real_articles(on_real_articles: dict[str, dict[str, float]]) -> None:
    first = on_real_articles["FIRST"]
    assert first["precision"] >= 0.95
    assert first["recall"] >= 0.90
    assert on_real_articles["ALL"]["f1"] >= 0.93


@pytest.mark.parametrize(
    ("articles", "gold", "precision", "recall"),
    [("seeds/articles", "seeds/gold", 0.95, 0.70), ("tests/gold/articles", "tests/gold", 0.88, 0.48)],
)
def test_facts_of_other_summits(shared: Path, articles: str, gold: str, precision: float, recall: float) -> None:
    found = quality.fact_scores(ROOT / articles, ROOT / gold / "facts.jsonl", shared)["ALL"]
    assert found["precision"] >= precision
    assert found["recall"] >= recall
