"""Sentences that rules could read are read, and what is passed over would have stated nothing."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.extract import extract, kernel
from pipelines.extract.examples import examples
from pipelines.extract.parse import Sentence, fold, tokenise
from pipelines.extract.prefilter import NAMES_ALONE, READERS, Readers, what_to_read, worth_parsing
from pipelines.segment import segment
from pipelines.tables import TABLES

ARTICLES = Path(__file__).parents[1] / "gold" / "articles"


def worth(*sentences: str) -> list[bool]:
    return pl.DataFrame({"text": list(sentences)}).select(worth_parsing(pl.col("text"))).to_series().to_list()


def test_every_example_that_states_something_is_parsed() -> None:
    texts = [example.text for example in examples() if example.gives]
    assert all(worth(*texts))


@pytest.mark.parametrize(
    "idle", ["It rained all night.", "Nobody knew why the lights had gone out again.", "A long night."]
)
def test_what_no_rule_could_read_is_passed_over(idle: str) -> None:
    assert worth(idle) == [False]


def facts(texts: Sequence[str]) -> pl.DataFrame:
    rows = [{"doc_id": f"doc-{n}", "text": text, "published": date(2019, 6, 20)} for n, text in enumerate(texts)]
    documents = TABLES["documents"].frame(rows)
    return extract(documents, segment(documents)).facts


def facts_of_every_reader(texts: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> pl.DataFrame:
    def everything(sentences: Sequence[Sentence], text: str) -> list[Readers | None]:
        return [READERS] * len(sentences)

    monkeypatch.setattr(kernel, "what_to_read", everything)
    return facts(texts)


def test_readers_that_are_left_out_would_state_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [example.text for example in examples() if example.gives]
    texts += [path.read_text(encoding="utf-8") for path in sorted(ARTICLES.glob("*.txt"))]
    found = facts(texts)
    left_out = facts_of_every_reader(texts, monkeypatch).join(found, on="fact_id", how="anti")
    assert left_out.get_column("evidence").to_list() == []


def readers(*sentences: str) -> list[Readers | None]:
    text, spans = fold(" ".join(sentences)), []
    for sentence in sentences:
        start = text.index(fold(sentence))
        spans.append(tokenise(text, start, start + len(sentence), "segment", [], [], []))
    return what_to_read(spans, text)


def test_a_sentence_is_for_the_readers_of_its_words() -> None:
    assert readers("The rain in Oslo stopped.") == [None]
    assert readers("Mayor Solveig Dahl likes cats.") == [NAMES_ALONE]
    assert readers("Dahl said that the rain had stopped.") == [{"speech"}]
    assert readers("Lars opened the fourth summit.") == [{"events", "frames", "attendance", "participation"}]


def test_those_present_are_no_speakers_that_a_text_names() -> None:
    assert readers("I have always said that Oslo is cold.") == [None]
    assert readers("Lars has always said that Oslo is cold.") == [{"speech"}]
    assert readers("Lars may say that Oslo is cold.") == [None]


def test_what_a_pronoun_stands_for_is_parsed() -> None:
    sentences = ("Rain for the bloc.", "The sky cleared.", "It praised the harbour.", "It hosted the third summit.")
    assert [found is not None for found in readers(*sentences)] == [False, True, True, True]
