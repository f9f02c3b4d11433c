"""Facts against gold: what agrees, what does not, which articles are scored; and that the figures are the scorer's."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.knowledge import KnowledgeError
from pipelines.score import GoldFact, load_gold, score
from pipelines.tables import TABLES

TEXT = "The Andean Summit was held in Quito on 4 June 2018. Trade reached 1.5 billion yuan ($209 million)."


def gold(**row: Any) -> GoldFact:
    empty = {"doc": "andes", "object": None, "value": None, "unit": None, "date": None, "qualifiers": {}}
    given = empty | {"evidence": "held in Quito", "optional": False} | row
    return GoldFact.model_validate_json(json.dumps(given))


def made(*facts: dict[str, Any], path: str = "old/andes.txt", text: str = TEXT) -> tuple[pl.DataFrame, ...]:
    documents = TABLES["documents"].frame([{"doc_id": "doc-1", "source_paths": [path], "text": text}])
    entities = TABLES["entities"].frame([{"entity_id": QUITO, "name": "Quito", "aliases": ["San Francisco de Quito"]}])
    rows = [{"fact_id": f"fact-{n}", "doc_id": "doc-1", "evidence": "held in Quito"} | f for n, f in enumerate(facts)]
    return documents, entities, TABLES["facts"].frame(rows)


QUITO = "place:quito"
HELD = {"predicate": "held_at", "subject": "Andean Summit", "object": "Quito"}
AMOUNT = {"predicate": "amount", "subject": "trade", "value": 1.5e9, "unit": "CNY"}
DATED = {"predicate": "held_on", "subject": "the Andean Summit", "date_start": date(2018, 6, 4)}
MONTH = {"date_start": date(2018, 6, 1), "date_end": date(2018, 6, 30)}


@pytest.mark.parametrize(
    ("fact", "row", "agrees"),
    [
        (HELD, {"subject": ["Andean Summit"], "object": ["Quito"]}, True),
        (HELD | {"subject": "Summit of the Andes"}, {"subject": ["Ica", "Andes summit"], "object": ["Quito"]}, True),
        (HELD | {"object_id": QUITO}, {"subject": ["Andean Summit"], "object": ["San Marino"]}, False),
        (HELD | {"object": "", "object_id": QUITO}, {"subject": ["Andean Summit"], "object": ["Quito"]}, True),
        (HELD | {"object": "Lima"}, {"subject": ["Andean Summit"], "object": ["Quito"]}, False),
        (HELD, {"subject": ["Nordic Council"], "object": ["Quito"]}, False),
        (AMOUNT, {"subject": ["trade"], "value": 1.5e9, "unit": "CNY"}, True),
        (AMOUNT, {"subject": ["trade"], "value": 1.502e9, "unit": "CNY"}, False),
        (AMOUNT, {"subject": ["trade"], "value": 1.5e9, "unit": "USD"}, False),
        (AMOUNT | {"alt_value": 2e8, "alt_unit": "USD"}, {"subject": ["trade"], "value": 2e8, "unit": "USD"}, True),
        (DATED, {"subject": ["Andean Summit"], "date": "2018-06-04"}, True),
        (DATED | MONTH | {"date_precision": "month"}, {"subject": ["Andean Summit"], "date": "2018-06"}, True),
        (DATED | MONTH, {"subject": ["Andean Summit"], "date": "2018-06-01/2018-06-30"}, True),
        (DATED, {"subject": ["Andean Summit"], "date": "2018-06-05"}, False),
    ],
)  # fmt: skip
def test_what_agrees(fact: dict[str, Any], row: dict[str, Any], agrees: bool) -> None:
    quality = score(*made(fact), [gold(predicate=fact["predicate"], **row)])
    counts = (1, 0, 0) if agrees else (0, 1, 1)
    assert quality.select("n_found", "n_missed", "n_spurious").rows() == [counts] * 2
    assert quality["f1"].to_list() == [float(agrees)] * 2
    assert quality["predicate"].to_list() == sorted(["all", fact["predicate"]])


def test_a_collective_is_met_by_its_members_and_a_repetition_is_no_error() -> None:
    row = gold(
        predicate="attended_by",
        subject=["Andean Summit"],
        object=["the two states"],
        qualifiers={"members": ["Peru", "Ecuador"]},
    )
    came = [{"predicate": "attended_by", "subject": "Andean Summit", "object": name} for name in ("Peru", "Ecuador")]
    whole = score(*made(*came, came[0]), [row]).row(0, named=True)
    assert (whole["n_found"], whole["n_missed"], whole["n_spurious"]) == (1, 0, 0)
    half = score(*made(came[0]), [row]).row(0, named=True)
    assert (half["n_found"], half["n_missed"], half["n_spurious"]) == (0, 1, 0)


def test_optional_gold_counts_neither_for_nor_against() -> None:
    row = gold(predicate="held_at", subject=["Andean Summit"], object=["Quito"], optional=True)
    for facts in ((HELD,), ()):
        rows = score(*made(*facts), [row]).rows(named=True)
        assert all((r["n_gold"], r["n_spurious"], r["f1"]) == (0, 0, None) for r in rows)


@pytest.mark.parametrize(
    ("path", "text", "scored"),
    [
        ("andes.txt", TEXT, True),
        ("a.b/andes.en.jsonl#3", TEXT, True),
        ("andes2.txt", TEXT, False),
        ("andes.txt", "Another article of that name.", False),
    ],
)
def test_an_article_is_known_by_its_name_and_its_words(path: str, text: str, scored: bool) -> None:
    row = gold(predicate="held_at", subject=["Andean Summit"], object=["Quito"])
    assert score(*made(HELD, path=path, text=text), [row]).is_empty() == (not scored)


def test_gold_that_is_broken_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "facts.jsonl"
    assert load_gold(file) == ()
    good = gold(predicate="held_at", subject=["Andean Summit"], object=["Quito"]).model_dump_json()
    file.write_text(f"{good}\n{good.replace('optional', 'maybe')}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"facts\.jsonl, line 2: .*optional"):
        load_gold(file)
