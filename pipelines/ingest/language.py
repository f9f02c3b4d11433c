"""Which language an article is in."""

from functools import cache
from pathlib import Path

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from pipelines.knowledge import load_yaml

_SAMPLE = 1000
_SHORT = 200
_ENGLISH_WORDS = frozenset(load_yaml(Path(__file__).with_name("english.yaml"))["words"])


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(text: str) -> str:
    """The ISO 639-1 code of the language, judged by the start of the text, and by more of it before English is denied.

    Short texts, and those in which English function words abound, get the benefit of the doubt.
    """
    language, _ = _identifier().classify(text[:_SAMPLE])
    if language == "en":
        return "en"
    words = text[: 20 * _SAMPLE].casefold().split()
    english = sum(word in _ENGLISH_WORDS for word in words)
    if english * 12 > len(words) or (english and sum(map(str.isalpha, text)) < _SHORT):
        return "en"
    return str(language)
