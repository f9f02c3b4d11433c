"""Every predicate is stated by its example, and not by its counter-example."""

import pytest

from pipelines.extract.examples import statements
from pipelines.predicates import Predicate, load_predicates


@pytest.mark.parametrize("predicate", load_predicates().values(), ids=lambda p: p.name)
def test_example_states_the_predicate(predicate: Predicate) -> None:
    assert predicate.name in {name for name, _ in statements(predicate.example)}
    assert predicate.name not in {name for name, _ in statements(predicate.counter_example)}
