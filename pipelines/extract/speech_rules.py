"""The words of speech in `frames.yaml`, and the patterns that are made of them."""

import re
from dataclasses import dataclass
from functools import cache

from pipelines.extract.frames import rules
from pipelines.extract.lexicon import lexicon


@dataclass(frozen=True, slots=True)
class Cues:
    """The lists under `speech`, as `frames.yaml` explains them."""

    clause: frozenset[str]
    needs_that: frozenset[str]
    addressing: frozenset[str]
    clause_or_whom: frozenset[str]
    action: frozenset[str]
    persuading: frozenset[str]
    accusing: frozenset[str]
    describing: frozenset[str]
    voicing: frozenset[str]
    feelings: frozenset[str]
    weighing: frozenset[str]
    judging: frozenset[str]
    chained: frozenset[str]
    quoting: frozenset[str]
    to_say: frozenset[str]
    speakers: frozenset[str]
    people: frozenset[str]
    individuals: frozenset[str]
    insiders: frozenset[str]
    documents: frozenset[str]
    views: frozenset[str]
    nouns: frozenset[str]
    announcing: frozenset[str]


@cache
def cues() -> Cues:
    lists = {key: frozenset(rules().speech[key]) for key in Cues.__dataclass_fields__}
    return Cues(**lists | {"speakers": lists["speakers"] | lists["people"]})


@cache
def chained() -> re.Pattern[str]:
    """What ends the words of a cue because the speaker goes on: `, noting that`, `and stressed that`, `and urged`."""
    adding, added = _forms(cues().chained, "G"), _forms(cues().clause, "FE")
    weighing, weighed = _forms(cues().weighing | cues().judging, "G"), _forms(cues().weighing, "FE")
    return re.compile(
        rf"(?:,\"?|\"|\s(?:and|but|while))\s+(?:also\s+|further\s+)?(?:{adding})[,:]?\s+(?:that\s+)?"
        rf"|\s+(?:also\s+|further\s+)?(?:{adding})\s+that\s+"
        rf"|(?:,\"?|\"|,?\s(?:and|but|while))\s+(?:also\s+|further\s+)?(?=(?:{weighing})\s)"
        r"|,?\"?\s+(?:and added|but added|and said),?\s+(?:that\s+)?"
        rf"|,?\"?\s+(?:and|but|while)\s+(?:also\s+|further\s+)?(?:{added})\s+that\s+"
        r"|,?\"?\s+(?:and|but|while)\s+(?:also\s+|further\s+)?(?=(?:urged|(?:called|appealed)\s+(?:for|on|upon|to)|"
        r"demanded|recommended|advocated|encouraged|implored|suggested|proposed)\s)"
        rf"|,?\"?\s+(?:and|but|while)\s+(?:also\s+|further\s+)?(?=(?:{weighed})\s)"
    )


def _forms(lemmas: frozenset[str], tags: str) -> str:
    """The forms of verbs with one of the tags, as alternatives; `point` is one with `out`."""
    forms = sorted(form for form, (lemma, tag) in lexicon().verbs.items() if lemma in lemmas and tag in tags)
    return "|".join(f"{form} out" if form.startswith("point") else form for form in forms)
