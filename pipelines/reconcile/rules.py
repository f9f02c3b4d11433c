"""What reconciliation knows about names and numbers, as `reconcile.yaml` states it.

How names and answers are compared with this knowledge belongs to `keys.py` and `answers.py`.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.knowledge import KnowledgeError, load_yaml
from pipelines.tables import ENTITY_TYPES

PATH = Path(__file__).with_name("reconcile.yaml")

_TOP = {
    "articles",
    "ordinals",
    "tens",
    "spellings",
    "frequencies",
    "bare",
    "measures",
    "telling",
    "speech",
    "offices",
    "evidence",
    "kinds",
    "regions",
    "editions",
    "reach",
    "news_days",
    "examples",
}
_MEASURES = {"symmetric", "forms", "ignore", "the_region"}
_TELLING = {"empty", "endings", "synonyms", "changing", "numbers"}
_EVIDENCE = set(
    "words word more_words some_words other_words letters name_order spelling other_spelling title parties two_parties "
    "party other_party date event place context same_edition named_after_place many_answers answers two_answers "
    "other_kind".split()
)
_HEDGES = {"about", "more_than", "less_than"}


class Speech(NamedTuple):
    """How many telling words two quotes must share, and which share of those of the shorter."""

    words: int
    share: float


class Evidence(NamedTuple):
    """Each piece of evidence with its weight and in words, and the sums from which on a pair is one, or is listed."""

    merge: float
    review: float
    weights: dict[str, tuple[float, str]]


@dataclass(frozen=True)
class Rules:
    """Words in lower case; a phrase has single spaces.

    `words` replaces words in every name (an article by nothing, an ordinal by `#` and its number), `heads` the forms
    of symmetric measures by their head, `forms` other forms of parties within measures; `the_region` stands there for
    the one region that an article is about. `reach` is a relative difference by kind of approximation, `news_days` how
    many days from an event an article is news of it. `same` and `different` are (entity type, name, name).
    """

    words: dict[str, str]
    bare: tuple[str, ...]
    heads: dict[str, str]
    forms: dict[str, str]
    ignore: tuple[str, ...]
    the_region: tuple[str, ...]
    empty: tuple[str, ...]
    endings: tuple[str, ...]
    synonyms: dict[str, str]
    changing: tuple[str, ...]
    numbers: frozenset[str]
    speech: Speech
    offices: tuple[str, ...]
    evidence: Evidence
    kinds: dict[str, str]
    regions: tuple[str, ...]
    editions: tuple[str, ...]
    reach: dict[str, float]
    news_days: int
    same: tuple[tuple[str, str, str], ...]
    different: tuple[tuple[str, str, str], ...]


@cache
def load_rules(path: Path = PATH) -> Rules:
    """The rules of a file; cached. Raises KnowledgeError, naming file and section, for anything out of place."""
    content = load_yaml(path)
    _keys(path, "the top", content, _TOP)
    measures = content["measures"]
    _keys(path, "measures", measures, _MEASURES)
    ordinals = _mapping(path, "ordinals", content["ordinals"], int)
    tens = _mapping(path, "tens", content["tens"], int)
    compounds = {f"{ten} {unit}": a + b for ten, a in tens.items() for unit, b in ordinals.items() if b < 10}
    telling = content["telling"]
    _keys(path, "telling", telling, _TELLING)
    speech = content["speech"]
    _keys(path, "speech", speech, set(Speech._fields))
    evidence = content["evidence"]
    _keys(path, "evidence", evidence, set(Evidence._fields))
    _keys(path, "evidence: weights", evidence["weights"], _EVIDENCE)
    reach = _mapping(path, "reach", content["reach"], float)
    _keys(path, "reach", reach, _HEDGES)
    days = content["news_days"]
    if isinstance(days, bool) or not isinstance(days, int) or days < 0:
        raise KnowledgeError(f"{path}: news_days must be a whole number of days; {days!r} is not")
    examples = content["examples"]
    _keys(path, "examples", examples, {"same", "different"})
    return Rules(
        words={
            **dict.fromkeys(_words(path, "articles", content["articles"]), ""),
            **{word: f"#{number}" for word, number in {**ordinals, **compounds}.items()},
            **_mapping(path, "spellings", content["spellings"], str),
            **_mapping(path, "frequencies", content["frequencies"], str),
        },
        bare=_words(path, "bare", content["bare"]),
        heads={form: head for head, forms in measures["symmetric"].items() for form in _words(path, head, forms)},
        forms=_mapping(path, "measures: forms", measures["forms"], str),
        ignore=_words(path, "measures: ignore", measures["ignore"]),
        the_region=_words(path, "measures: the_region", measures["the_region"]),
        empty=_words(path, "telling: empty", telling["empty"]),
        endings=_words(path, "telling: endings", telling["endings"]),
        synonyms=_mapping(path, "telling: synonyms", telling["synonyms"], str),
        changing=_words(path, "telling: changing", telling["changing"]),
        numbers=frozenset(_words(path, "telling: numbers", telling["numbers"])),
        speech=Speech(**speech),
        offices=_words(path, "offices", content["offices"]),
        evidence=Evidence(
            evidence["merge"],
            evidence["review"],
            {name: (w, words) for name, (w, words) in evidence["weights"].items()},
        ),
        kinds=_mapping(path, "kinds", content["kinds"], str),
        regions=_words(path, "regions", content["regions"]),
        editions=_words(path, "editions", content["editions"]),
        reach=reach,
        news_days=days,
        same=_pairs(path, "examples: same", examples["same"]),
        different=_pairs(path, "examples: different", examples["different"]),
    )


def _keys(path: Path, where: str, value: Any, expected: set[str]) -> None:
    if not isinstance(value, dict) or value.keys() != expected:
        raise KnowledgeError(f"{path}: {where} must have exactly the keys {', '.join(sorted(expected))}")


def _words(path: Path, where: str, values: Any) -> tuple[str, ...]:
    for value in values if isinstance(values, list) else [values]:
        if not isinstance(values, list) or not isinstance(value, str) or value != value.lower():
            raise KnowledgeError(f"{path}: {where} must be a list of words in lower case; {value!r} is not one")
    return tuple(values)


def _mapping(path: Path, where: str, values: Any, type_: type) -> dict[str, Any]:
    if not isinstance(values, dict):
        raise KnowledgeError(f"{path}: {where} must have the form `word: {type_.__name__}`")
    for key, value in values.items():
        if not isinstance(key, str) or key != key.lower() or not isinstance(value, type_) or isinstance(value, bool):
            raise KnowledgeError(f"{path}: {where}: {key}: {value!r} must be a word and its {type_.__name__}")
    return values


def _pairs(path: Path, where: str, values: list[list[str]]) -> tuple[tuple[str, str, str], ...]:
    for value in values:
        if len(value) != 3 or value[0] not in ENTITY_TYPES:
            raise KnowledgeError(f"{path}: {where}: {value!r} must be a type of entity and two names")
    return tuple((type_, one, other) for type_, one, other in values)
