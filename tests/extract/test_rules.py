"""Every rule states what its examples say, and keeps silent on its counter-examples."""

import pytest

from pipelines.extract.examples import Example, examples, problem


@pytest.mark.parametrize("example", examples(), ids=lambda e: f"{e.rule}: {e.text[:40]}")
def test_example_holds(example: Example) -> None:
    assert problem(example) is None


def test_a_rule_that_does_not_hold_is_found() -> None:
    wrong = Example("sign", "Peru and Chile signed the Lima Accord.", ("signed_by Lima Accord Brazil",), frozenset())
    silent = Example("sign", "Peru and Chile signed the Lima Accord.", (), frozenset({"signed_by"}))
    assert "does not give" in str(problem(wrong))
    assert "counter-example" in str(problem(silent))
