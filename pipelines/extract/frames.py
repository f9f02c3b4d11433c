"""Verb frames: `frames.yaml` compiled, and applied to clauses to give statements.

A frame names verbs, and for each predicate which argument of the clause is subject and object. Nothing here knows a
particular predicate; how arguments turn into entities and values is in `arguments.py`.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.knowledge import load_yaml
from pipelines.rule_files import frame_problems, refuse

FRAMES = Path(__file__).with_name("frames.yaml")
PARTY = frozenset({"country", "person", "organisation", "group", "role", "name", "demonym", "pronoun", "place"})


@dataclass(frozen=True, slots=True)
class Slot:
    """Where an argument stands (`roles`: agent, patient, noun, time, value, or prepositions) and what it must be."""

    roles: tuple[str, ...]
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One fact that a frame states."""

    predicate: str
    subject: Slot
    object: Slot
    voice: str | None
    tense: str | None
    verbs: frozenset[str]
    bare: bool
    """Only where the verb has no object."""
    alone: bool | None
    """Only where one does it with nobody else, or only where several do."""


@dataclass(frozen=True, slots=True)
class Frame:
    id: str
    verbs: frozenset[str]
    nouns: frozenset[str]
    patterns: tuple[Pattern, ...]
    confidence: float
    status: dict[str, str]
    """What a verb says of what it is about: what is announced is not yet done."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything in `frames.yaml`: frames by verb lemma, and the words of lists, constructions, speech, positions."""

    frames: tuple[Frame, ...]
    by_verb: dict[str, tuple[Frame, ...]]
    phrasal: dict[str, dict[tuple[str, ...], str]]
    """The words behind a verb, and the verb that they are read as together."""
    lists: list[dict[str, Any]]
    constructions: dict[str, dict[str, Any]]
    speech: dict[str, Any]
    positions: dict[str, Any]


def _slot(text: str) -> Slot:
    roles, _, kinds = text.partition(" ")
    wanted: set[str] = set()
    for kind in kinds.split("/") if kinds else ():
        wanted |= PARTY if kind == "party" else {kind}
    return Slot(tuple(roles.split("/")), frozenset(wanted))


@cache
def rules(path: Path = FRAMES) -> Rules:
    """The compiled rules of a file, with `predicates.yaml` and `lexicon.yaml` beside it.

    Raises KnowledgeError, with file and line, for a key that is missing or unknown, and for a predicate, verb, role or
    kind that does not exist.
    """
    refuse(frame_problems(path))
    raw = load_yaml(path)
    frames = []
    for entry in raw["frames"]:
        patterns = tuple(
            Pattern(
                fact["predicate"],
                _slot(fact["subject"]),
                _slot(fact["object"]),
                fact.get("voice"),
                fact.get("tense"),
                frozenset(fact.get("verbs", entry["verbs"])),
                bool(fact.get("bare")),
                fact.get("alone"),
            )
            for fact in entry["facts"]
        )
        frames.append(
            Frame(
                entry["id"],
                frozenset(entry["verbs"]),
                frozenset(entry.get("noun", ())),
                patterns,
                entry["confidence"],
                entry.get("status", {}),
            )
        )
    by_verb: dict[str, list[Frame]] = {}
    for frame in frames:
        for verb in sorted(frame.verbs):
            by_verb.setdefault(verb, []).append(frame)
    return Rules(
        tuple(frames),
        {v: tuple(f) for v, f in by_verb.items()},
        {verb: {tuple(words.split()): one for words, one in of.items()} for verb, of in raw["phrasal"].items()},
        raw["lists"],
        raw["constructions"],
        raw["speech"],
        raw["positions"],
    )
