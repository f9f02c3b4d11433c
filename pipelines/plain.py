"""Text that articles and file names bring along, made safe to show to a person, on a terminal or in a page.

Markup is for whoever writes the markup to escape.
"""

import unicodedata
from collections.abc import Callable

_UNSEEN = ("Cc", "Cf", "Co", "Cs")


class Spelling(dict[int, str]):
    """A table for `str.translate` in which characters of some Unicode categories are spelt out, filled as it is used.

    Line breaks and tabs stay.
    """

    def __init__(self, categories: tuple[str, ...], spell: Callable[[str], str]) -> None:
        super().__init__({ord(kept): kept for kept in "\n\t"})
        self._categories = categories
        self._spell = spell

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = self._spell(character) if unicodedata.category(character) in self._categories else character
        return self[code]


_SPELLING = Spelling(_UNSEEN, lambda character: f"\\u{ord(character):04x}")


def plain(text: str) -> str:
    """The text with characters that cannot be seen, which could hide or reorder others or steer a terminal, spelt out.

    Line breaks and tabs stay.
    """
    return text.translate(_SPELLING)
