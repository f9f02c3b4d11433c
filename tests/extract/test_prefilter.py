"""Sentences that rules could read are parsed, and only few others."""

import polars as pl
import pytest

from pipelines.extract.examples import examples
from pipelines.extract.prefilter import worth_parsing


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
