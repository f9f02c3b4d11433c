"""The knowledge of reconciliation: its file, and the names that it says are one or not."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.knowledge import KnowledgeError
from pipelines.reconcile.keys import base, is_bare, marks, name_key, text_key
from pipelines.reconcile.rules import PATH, load_rules

PARTIES = {"fijian": "fiji"}


def key(name: str, type_: str | None = None) -> str:
    frame = pl.DataFrame({"name": [name], "type": [type_]}, schema={"name": pl.String, "type": pl.String})
    return frame.select(name_key(pl.col("name"), pl.col("type"), PARTIES)).item()


@pytest.mark.parametrize(("type_", "one", "other"), load_rules().same)
def test_examples_of_one_name_have_one_key(type_: str, one: str, other: str) -> None:
    assert one != other and key(one, type_) == key(other, type_)


@pytest.mark.parametrize(("type_", "one", "other"), load_rules().different)
def test_examples_of_two_names_have_two_keys(type_: str, one: str, other: str) -> None:
    assert key(one, type_) != key(other, type_)


def test_a_demonym_is_its_country_within_a_measure_only() -> None:
    assert key("Fijian trade with Samoa", "measure") == key("Samoa-Fiji trade", "measure")
    assert key("Fijian Trade Centre", "institution") != key("Fiji Trade Centre", "institution")


@pytest.mark.parametrize("name", ["", "—", "中国", "…", "ʻ"])
def test_names_without_latin_letters_keep_apart(name: str) -> None:
    assert key(name, "event") == (name if name != "" else "")


def test_marks_and_base_take_an_edition_apart() -> None:
    frame = pl.DataFrame({"key": [key("the 2024 second Reef Summit", "event"), key("Reef Summit", "event")]})
    assert frame.select(marks(pl.col("key")))["key"].to_list() == ["#2 2024", ""]
    assert frame.select(base(pl.col("key")))["key"].to_list() == ["reef summit", "reef summit"]


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("the agreement", True),
        ("second joint statement", True),
        ("the six countries", True),
        ("three cooperation centres", True),
        ("Reef Agreement", False),
        ("Fiji", False),
    ],
)
def test_names_of_common_words_are_bare(name: str, bare: bool) -> None:
    assert pl.DataFrame({"name": [name]}).select(is_bare(text_key(pl.col("name")))).item() is bare


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("news_days: 7", "news_days: soon", "news_days must be a whole number"),
        ("news_days: 7", "weeks: 1", "the top must have exactly the keys"),
        ("articles: [the, a, an]", "articles: [The]", "'The'"),
        ("articles: [the, a, an]", "articles: the", "articles must be a list"),
        ("about: 0.05, ", "", "reach must have exactly the keys about, less_than, more_than"),
        ("about: 0.05", "about: near", "reach: about: 'near'"),
        ("[person, Li Wen, Li Weng]", "[persona, Li Wen, Li Weng]", "must be a type of entity and two names"),
        ("tens: {twenty: 20", "tens: {twenty: x", "tens: twenty: 'x'"),
    ],
)
def test_a_wrong_file_is_refused_with_file_and_section(tmp_path: Path, old: str, new: str, says: str) -> None:
    content = PATH.read_text()
    assert old in content
    path = tmp_path / "reconcile.yaml"
    path.write_text(content.replace(old, new))
    with pytest.raises(KnowledgeError) as raised:
        load_rules(path)
    assert str(path) in str(raised.value) and says in str(raised.value)
