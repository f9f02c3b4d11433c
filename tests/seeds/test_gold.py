"""The bundled articles and both gold sets: every gold row can be found in the article that it is about."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.ingest import ingest
from pipelines.predicates import load_predicates

ROOT = Path(__file__).parents[2]
ARTICLES = ROOT / "seeds" / "articles"
SETS = {
    "seeds": (ARTICLES, ROOT / "seeds" / "gold" / "facts.jsonl"),
    "tests": (ROOT / "tests" / "gold" / "articles", ROOT / "tests" / "gold" / "facts.jsonl"),
}
KEYS = {"doc", "predicate", "subject", "object", "value", "unit", "date", "qualifiers", "evidence", "optional"}


def read_gold(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def texts(folder: Path) -> dict[str, str]:
    """The text of every article by file stem; the articles of one file together."""
    found: dict[str, str] = {}
    for document in ingest(folder).documents.iter_rows(named=True):
        stem = Path(document["source_path"]).name.split(".")[0]
        found[stem] = found.get(stem, "") + "\n" + document["text"]
    return found


@pytest.mark.parametrize("name", SETS)
def test_gold_rows_are_grounded(name: str) -> None:
    folder, gold = SETS[name]
    articles, predicates = texts(folder), load_predicates()
    rows = read_gold(gold)
    assert {row["doc"] for row in rows} == set(articles)
    for row in rows:
        assert set(row) == KEYS, row
        assert row["predicate"] in predicates, row
        assert row["evidence"] in articles[row["doc"]], row
        assert row["subject"] and all(row["subject"]), row
        assert any(row[key] is not None for key in ("object", "value", "date")), row
        assert (row["value"] is None) == (row["unit"] is None), row
        if row["predicate"] == "said":
            assert row["object"][0] in articles[row["doc"]], row
            assert row["qualifiers"]["mode"] in ("direct", "indirect"), row


@pytest.mark.parametrize("name", SETS)
def test_gold_rows_are_there_once(name: str) -> None:
    rows = [
        json.dumps([row[key] for key in ("doc", "predicate", "subject", "object", "value", "unit", "date")])
        for row in read_gold(SETS[name][1])
        if not row["optional"]
    ]
    assert len(rows) == len(set(rows))


def test_the_bundled_articles_show_what_ingest_does() -> None:
    ingested = ingest(ARTICLES)
    documents, rejections = ingested.documents, ingested.rejections
    assert documents.height == 13
    assert sorted(rejections["reason"]) == ["broken_json", "language_not_english"]
    twice = [paths for paths in documents["source_paths"].to_list() if len(paths) > 1]
    assert twice == [["steppe-courier-treaty.txt", "treaty - steppe courier.txt"]]
    assert {Path(path).suffix.split("#")[0] for path in documents["source_path"]} == {".txt", ".md", ".html", ".jsonl"}
