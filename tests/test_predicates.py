"""The predicates' file and its loader."""

from pathlib import Path

import pytest

from pipelines.knowledge import KnowledgeError
from pipelines.predicates import load_predicates

NAMES = [
    "held_at",
    "held_on",
    "hosted_by",
    "attended_by",
    "signed_by",
    "signed_on",
    "signed_at",
    "established_by",
    "established_on",
    "member",
    "recurs",
    "amount",
    "change",
    "pledged",
    "poll_share",
    "holds_position",
    "said",
    "has_principle",
    "has_priority",
    "designated",
    "partnership_with",
    "project_status",
]

ENTRY = """\
measured:
  meaning: How long something is.
  domain: [project]
  range: [value]
  functional: true
  tolerance: 0.01
  question: How long is {subject}?
  sentence: "{subject} is {object} long."
  example: The pier is 40 m long.
  counter_example: The pier opened 40 days ago.
"""


def test_every_predicate_of_the_design_is_there_and_no_other() -> None:
    assert list(load_predicates()) == NAMES


@pytest.mark.parametrize(
    "name", ["held_at", "held_on", "signed_on", "signed_at", "established_on", "amount", "change", "poll_share"]
)
def test_what_has_one_answer_is_functional(name: str) -> None:
    assert load_predicates()[name].functional


@pytest.mark.parametrize(
    "name", ["attended_by", "said", "signed_by", "has_principle", "member", "pledged", "hosted_by"]
)
def test_what_has_several_answers_is_not_functional(name: str) -> None:
    assert not load_predicates()[name].functional


def test_two_roundings_of_one_amount_are_within_its_tolerance_and_two_amounts_are_not() -> None:
    tolerance = load_predicates()["amount"].tolerance
    assert tolerance is not None
    assert abs(94.81 - 94.8) / 94.8 <= tolerance < abs(96.3 - 94.8) / 96.3


def test_templates_can_be_filled() -> None:
    for predicate in load_predicates().values():
        filled = predicate.sentence.format(subject="S", object="O", value="V")
        assert "S" in filled and "O" in filled
        assert "S" in predicate.question.format(subject="S", object="O")


def test_examples_and_counter_examples_are_all_different() -> None:
    texts = [text for p in load_predicates().values() for text in (p.example, p.counter_example)]
    assert len(set(texts)) == len(texts)


def test_an_entry_is_read_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "predicates.yaml"
    path.write_text(ENTRY)
    measured = load_predicates(path)["measured"]
    assert (measured.domain, measured.range, measured.tolerance) == (("project",), ("value",), 0.01)
    assert not measured.per_object and not measured.of_one_occurrence


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  meaning: How long something is.\n", "", "lacks meaning"),
        ("functional: true", "functional: maybe", "functional must be true or false"),
        ("domain: [project]", "domain: [bridge]", "'bridge' is not known; use country"),
        ("domain: [project]", "domain: project", "domain must be a list"),
        ("range: [value]", "range: [value, value]", "twice"),
        ("range: [value]", "range: [text]", "remove it"),
        ("  tolerance: 0.01\n", "", "a share between 0 and 1"),
        ("tolerance: 0.01", "tolerance: 5", "a share between 0 and 1"),
        ("How long is {subject}?", "How long is it?", "question: must have {subject}"),
        ("{object} long", "{length} long", "sentence: must have {object}, {subject}"),
        ("{object} long", "{object long", "sentence: "),
        ("functional: true", "functional: true\n  inverse: is_length_of", "unknown key inverse"),
    ],
)
def test_a_wrong_entry_is_refused_with_file_and_entry(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "predicates.yaml"
    path.write_text(ENTRY.replace(old, new))
    with pytest.raises(KnowledgeError) as raised:
        load_predicates(path)
    assert f"{path}: measured" in str(raised.value) and says in str(raised.value)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "predicates.yaml"
    path.write_text("")
    with pytest.raises(KnowledgeError, match="no predicates"):
        load_predicates(path)
