"""Which sentences are worth parsing: those with a word without which no rule states anything.

Words are looked for as they are written in `frames.yaml` and `lexicon.yaml`, all at once and without regard to word
boundaries at their end, so that a sentence more is parsed rather than one too few.
"""

from functools import cache

import polars as pl

from pipelines.extract.frames import rules
from pipelines.extract.lexicon import lexicon

_KINDS = frozenset(("event", "agreement", "institution", "measure", "concept"))

_VERBS = tuple(
    "lending giving verbs sharing flows provided phrasal raising joining admitting cutting equipping tallied tallying "
    "turning_up moving operating".split()
)
"""Where constructions keep verbs that need a noun or a number beside them."""

_LISTED = (" (", ":", " –", " -", ", including", ", namely")
"""What stands between a group and its members."""


@cache
def _words() -> tuple[list[str], list[str], list[str]]:
    """Words that are enough (speech, titles, what announces a list, quotation marks), verbs, and nouns for those."""
    known, all_rules = lexicon(), rules()
    promising = all_rules.constructions["pledge"]["promising"]
    speech = {*all_rules.speech["clause"], *all_rules.speech["action"], *promising}
    constructions = all_rules.constructions.values()
    verbs = {*all_rules.by_verb} | {v for c in constructions for key in _VERBS for v in c.get(key, ())}
    nouns = {head for head, kinds in known.heads.items() if _KINDS.intersection(kinds)}
    nouns |= {noun for entry in (*all_rules.lists, *constructions) for noun in entry.get("nouns", ())}
    nouns |= {noun for named in all_rules.constructions["act"]["named"].values() for noun in named}
    nouns |= {wording for c in constructions for wording in c.get("wordings", ())}
    spoken = {form for form, (lemma, _) in known.verbs.items() if lemma in speech}
    acted = {form for form, (lemma, _) in known.verbs.items() if lemma in verbs}
    acted |= {word for word, tag in known.tags.items() if tag in "AV"}
    announced = {trigger.split(" … ")[0] for entry in all_rules.lists for trigger in entry["triggers"]} - {"of", ":"}
    acted |= {w.split()[0] for w in all_rules.constructions["membership"]["wordings"] if w[0].isalpha()}
    alone = {v for f in all_rules.frames for p in f.patterns if p.bare for v in p.verbs} - {"take"} | {"meet"}
    announced |= {form for form, (lemma, _) in known.verbs.items() if lemma in alone} | {"took part", "taking part"}
    announced |= {*all_rules.constructions["partnership"]["nouns"], *all_rules.constructions["project"]["nouns"]}
    titles = {title for title in known.title_heads | known.honorifics if len(title) > 1}
    groups = {f"{head}{mark}" for head, kinds in known.heads.items() if "group" in kinds for mark in _LISTED}
    felt = {f"{feeling} that" for feeling in all_rules.speech["feelings"]} | {"according to", "as saying"}
    enough = {f" {word}" for word in spoken | titles | announced | groups | felt} | {'"', "“", "”"}
    return sorted(enough), sorted(f" {verb}" for verb in acted), sorted(nouns)


def worth_parsing(text: pl.Expr) -> pl.Expr:
    """Whether a sentence holds speech, a title, or a verb of a rule beside a noun of a rule or a number."""
    enough, verbs, nouns = _words()

    def holds(words: list[str]) -> pl.Expr:
        return pl.concat_str(pl.lit(" "), text).str.contains_any(words, ascii_case_insensitive=True)

    return holds(enough) | (holds(verbs) & (holds(nouns) | text.str.contains(r"\d|percent|million|billion|trillion")))
