"""Texts that answer a question: which of them say the same in other words.

Short texts (a principle, a priority, a title) say the same when one contains the telling words of the other; speech,
which papers quote, shorten and translate each in its own way, when most telling words are shared and no name or number
of both differs. Nothing is decided by meaning, so what says the same in wholly different words stays apart.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipelines.reconcile.keys import changing
from pipelines.reconcile.rules import load_rules

_NAMES_AND_NUMBERS = re.compile(r"(?<=[\w,;:)”\"’–—-] )[A-Z]\w+|\d[\d.,]*\d|\d")
_COMMON = 200
"""A word of more texts than these does not lead from one to another."""


class Said(NamedTuple):
    """One text, with the articles that have it."""

    key: str
    words: tuple[str, ...]
    """Telling words, as `keys.telling` gives them, in their order."""
    docs: frozenset[str]
    text: str = ""


def alike(texts: Sequence[Said], speech: bool) -> dict[str, str]:
    """The key of the text that stands for each text, by key; the order of the texts makes no difference."""
    ordered = sorted(texts, key=lambda said: (len(set(said.words)), sorted(set(said.words)), said.key))
    return _speech(ordered) if speech else _contained(ordered)


def _contained(texts: Sequence[Said]) -> dict[str, str]:
    """Each text goes to the longest one that it contains; of several, to the one that it says first.

    A single word that several texts take further in different ways stands alone ("cooperation"), and so does a text
    with a word that changes the sense ("deputy minister"). Two texts of one article are two answers, unless one of them
    contains the other.
    """
    sets = [frozenset(said.words) for said in texts]
    below = list(_inclusions(sets))
    above: dict[int, list[int]] = defaultdict(list)
    for i, inside in enumerate(below):
        for j in inside:
            if sets[j] < sets[i]:
                above[j].append(i)
    vague = {
        j
        for j, wider in above.items()
        if len(sets[j]) == 1 and len({sets[i] for i in wider if not any(sets[k] < sets[i] for k in wider)}) > 1
    }
    label = list(range(len(texts)))
    members: dict[int, list[int]] = {i: [i] for i in label}
    for i, inside in enumerate(below):
        fitting = [j for j in inside if j not in vague and not (sets[i] - sets[j]) & changing()]
        longest = [j for j in fitting if not any(sets[j] < sets[k] for k in fitting)]
        for j in sorted(longest, key=lambda j: (_completed(texts[i].words, sets[j]), label[j])):
            group = members[label[j]]
            if all(sets[i] <= sets[k] or sets[k] <= sets[i] or not texts[i].docs & texts[k].docs for k in group):
                label[i] = label[j]
                group.append(i)
                break
    return {said.key: texts[label[i]].key for i, said in enumerate(texts)}


def _inclusions(sets: Sequence[frozenset[str]]) -> Iterator[list[int]]:
    """For each set the earlier ones that it contains; sets are sorted by size."""
    by_word: dict[str, list[int]] = defaultdict(list)
    for i, words in enumerate(sets):
        candidates = sorted({j for word in words for j in by_word[word]})
        yield [j for j in candidates if sets[j] <= words]
        if words:
            by_word[min(words)].append(i)


def _completed(words: Sequence[str], part: frozenset[str]) -> int:
    """Where in a text the last of some of its words comes first."""
    return max(words.index(word) for word in part)


def _speech(texts: Sequence[Said]) -> dict[str, str]:
    """Texts of different articles are joined pair by pair, those with most telling words in common first."""
    rules = load_rules().speech
    sets = [frozenset(said.words) for said in texts]
    named = [_names_and_numbers(said.text) for said in texts]
    by_word: dict[str, list[int]] = defaultdict(list)
    pairs: list[tuple[int, int, int]] = []
    for i, words in enumerate(sets):
        shared: dict[int, int] = defaultdict(int)
        for word in words:
            for j in by_word[word][:_COMMON]:
                shared[j] += 1
            by_word[word].append(i)
        pairs += [
            (-n, j, i)
            for j, n in shared.items()
            if n >= rules.words
            and n >= rules.share * min(len(sets[i]), len(sets[j]))
            and sets[i] & changing() == sets[j] & changing()
            and (_held(named[i], texts[j]) or _held(named[j], texts[i]))
        ]
    label = list(range(len(texts)))
    docs = {i: texts[i].docs for i in label}
    for _, j, i in sorted(pairs):
        one, other = sorted((label[i], label[j]))
        if one != other and not docs[one] & docs[other]:
            docs[one] |= docs.pop(other)
            label = [one if k == other else k for k in label]
    return {said.key: texts[label[i]].key for i, said in enumerate(texts)}


def _names_and_numbers(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _NAMES_AND_NUMBERS.findall(text)) | _words(text) & load_rules().numbers


def _held(names: frozenset[str], said: Said) -> bool:
    return names <= _words(said.text)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+(?:[.,]\d+)*", text.lower()))
