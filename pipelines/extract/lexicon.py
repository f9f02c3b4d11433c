"""The words the clause reader knows, compiled from `lexicon.yaml`: closed classes, verb forms, heads, titles."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.knowledge import load_yaml

TAGS = {
    "determiners": "D", "pronouns": "X", "relatives": "W", "be": "A", "have": "V", "do": "d", "modals": "M",
    "negations": "n", "prepositions": "I", "conjunctions": "&", "adverbs": "R",
}  # fmt: skip
"""One letter a word class. Open classes: N noun or adjective, P capitalised, B base form, Z -s form, F past,
E participle, G -ing form, Q quantity, O ordinal, T time, U utterance; t is `to`, o `of`, h `that`, S `'s`, H a
hyphen inside a name."""

ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth", "inaugural", "annual",
)  # fmt: skip


@dataclass(frozen=True)
class Lexicon:
    """Word to tag, verb form to (lemma, tag), noun to kinds, and the longest title in words."""

    tags: dict[str, str]
    verbs: dict[str, tuple[str, str]]
    noun_like: frozenset[str]
    qualifying: frozenset[str]
    """Participles that right behind a verb say of what kind its object is: `voiced renewed support`."""
    schemes: frozenset[str]
    """Texts that several adopt together: `the rebuilding plan`."""
    reduced: frozenset[str]
    """Participles that tell of the noun before them: `the treaty, struck in Oslo, holds`."""
    naming: frozenset[str]
    """Participles that give the noun before them a name: `a fund called Blue Ports`."""
    gathering: frozenset[str]
    """Nouns before what they count: `a series of pacts`."""
    heads: dict[str, tuple[str, ...]]
    named_heads: dict[str, str]
    """Nouns that give a kind to names alone: `the Reef Pledge`, not `his pledge`."""
    second_words: frozenset[str]
    """Last words of the heads of two words, such as `joint statement`."""
    titles: frozenset[str]
    title_heads: frozenset[str]
    title_words: frozenset[str]
    occupations: frozenset[str]
    """What somebody does for a living; in the plural no party, unlike a title."""
    personal_endings: tuple[str, ...]
    """Endings of nouns that are always people."""
    portfolios: frozenset[str]
    honorifics: frozenset[str]
    islands: frozenset[str]
    epithets: frozenset[str]
    """Words of praise before a title, which are no part of it."""
    sides: frozenset[str]
    """Where somebody stands in a picture."""
    caption_words: frozenset[str]
    """The sides, and what stands beside them: `second from left`."""
    pronouns: dict[str, str]
    """`he` or `she` by word of a title."""


def _regular(lemma: str) -> dict[str, str]:
    """Forms of a regular verb with their tags."""
    vowel_y = lemma.endswith("y") and lemma[-2] not in "aeiou"
    sibilant = lemma.endswith(("s", "x", "z", "ch", "sh", "o"))
    doubled = lemma in _DOUBLING
    stem = lemma[:-1] if lemma.endswith("e") and not lemma.endswith("ee") else lemma + (lemma[-1] if doubled else "")
    past = lemma[:-1] + "ied" if vowel_y else lemma + "d" if lemma.endswith("e") else stem + "ed"
    third = lemma[:-1] + "ies" if vowel_y else lemma + ("es" if sibilant else "s")
    return {lemma: "B", third: "Z", past: "F", stem + "ing": "G"}


_DOUBLING = frozenset(
    "plan commit permit refer admit ban stop step occur set put cut run get begin win sit hit ship drop stem rid "
    "wrap skip slip chat kidnap submit compel transfer concur defer allot bid top recommit shun snub "
    "confer".split()
)

_BRITISH = frozenset("total travel cancel label model signal channel level fuel initial".split())
"""Verbs that British spelling doubles: `totalled` as well as `totaled`."""


@cache
def lexicon() -> Lexicon:
    """The compiled lexicon; loaded once in a process."""
    raw: dict[str, Any] = load_yaml(Path(__file__).with_name("lexicon.yaml"))
    tags = {word: tag for group, tag in TAGS.items() for word in raw[group]}
    tags |= {"to": "t", "of": "o", "that": "h", "'s": "S", "'": "S"}
    tags |= dict.fromkeys(ORDINALS, "O")
    verbs: dict[str, tuple[str, str]] = {}
    for lemma in raw["verbs"]:
        for form, tag in _regular(lemma).items():
            verbs.setdefault(form, (lemma, tag))
        if lemma in _BRITISH:
            verbs |= {f"{lemma}led": (lemma, "F"), f"{lemma}ling": (lemma, "G")}
    for lemma, (past, participle) in raw["irregular_verbs"].items():
        regular = _regular(lemma)
        for form, tag in regular.items():
            if tag != "F":
                verbs[form] = (lemma, tag)
        verbs[past] = (lemma, "F")
        if participle != past:
            verbs[participle] = (lemma, "E")
    heads: dict[str, tuple[str, ...]] = {}
    for kind, nouns in raw["heads"].items():
        for noun in nouns:
            heads[noun] = (*heads.get(noun, ()), kind)
    titles = frozenset(raw["titles"])
    return Lexicon(
        tags=tags,
        verbs=verbs,
        noun_like=frozenset(raw["noun_like"]),
        qualifying=frozenset(raw["qualifying"]),
        schemes=frozenset(raw["schemes"]),
        reduced=frozenset(raw["reduced"]),
        naming=frozenset(raw["naming"]),
        gathering=frozenset(raw["gathering"]),
        heads=heads,
        named_heads={noun: kind for kind, nouns in raw["named_heads"].items() for noun in nouns},
        second_words=frozenset(head.split()[-1] for head in heads if " " in head),
        titles=titles | {plural(t) for t in titles},
        title_heads=frozenset(
            w for t in titles for w in (t.split(" of ")[0].split()[-1], plural(t).split(" of ")[0].split()[-1])
        )
        | frozenset(raw["occupations"]),
        title_words=frozenset(w for t in titles for w in t.split(" of ")[0].split())
        | frozenset(raw["title_modifiers"])
        | frozenset(raw["occupations"]),
        occupations=frozenset(raw["occupations"]),
        personal_endings=tuple(raw["personal_endings"]),
        portfolios=frozenset(raw["portfolios"]),
        honorifics=frozenset(raw["honorifics"]),
        islands=frozenset(raw["islands"]),
        epithets=frozenset(raw["epithets"]),
        sides=frozenset(raw["caption"]["sides"]),
        caption_words=frozenset((*raw["caption"]["sides"], *raw["caption"]["beside"])),
        pronouns={word: pronoun for pronoun, words in raw["pronoun_of_title"].items() for word in words},
    )


def plural(noun: str) -> str:
    """The plural of a title or head noun, by the regular rules; `man` becomes `men`."""
    head, *rest = noun.split(" of ", 1)
    if head.endswith("man"):
        head = head[:-3] + "men"
    elif head.endswith("y") and head[-2] not in "aeiou":
        head = head[:-1] + "ies"
    elif head.endswith(("s", "x", "ch", "sh")):
        head += "es"
    else:
        head += "s"
    return " of ".join([head, *rest])


@cache
def singular(noun: str) -> str:
    """The singular of a regular plural, unchanged where the noun is none."""
    if noun.endswith("men"):
        return noun[:-3] + "man"
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("ches", "shes", "xes", "sses")):
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun[:-1]
    return noun
