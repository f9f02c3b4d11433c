"""Which language an article is in."""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.knowledge import load_yaml

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_SAMPLE = 1000
_SHORT = 200
"""Letters below which a text may be too short to tell."""

_ENGLISH_WORDS = frozenset(load_yaml(Path(__file__).with_name("english.yaml"))["words"])
_LATIN = re.compile(r"[a-zA-ZªºÀ-ÖØ-öø-ɏḀ-ỿ]")


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # slow to import, and segmenting needs none of it

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(text: str) -> str:
    """The ISO 639-1 code of the language, judged by the start of the text, and by more of it before English is denied.

    A text that is full of English function words is English whatever else it quotes, and one that is short and in the
    Latin script gets the benefit of the doubt.
    """
    language, certainty = _identifier().classify(text[:_SAMPLE])
    if language == "en":
        return "en"
    more = text[: 20 * _SAMPLE].casefold()
    words = more.split()
    english = sum(word in _ENGLISH_WORDS for word in words)
    if english * 12 > len(words):
        return "en"
    letters = sum(map(str.isalpha, more))
    in_doubt = english or certainty < 0.9 or len(words) < 8
    if letters < _SHORT and in_doubt and len(_LATIN.findall(more)) * 2 > letters:
        return "en"
    return str(language)
