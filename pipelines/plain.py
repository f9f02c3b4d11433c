"""Text that articles and file names bring along, made safe to show to a person, on a terminal or in a page.

Markup is for whoever writes the markup to escape.
"""

import unicodedata

_UNSEEN = ("Cc", "Cf", "Co", "Cs")


def plain(text: str) -> str:
    """The text with characters that cannot be seen, which could hide or reorder others or steer a terminal, spelt out.

    Line breaks and tabs stay.
    """
    return "".join(f"\\u{ord(c):04x}" if c not in "\n\t" and unicodedata.category(c) in _UNSEEN else c for c in text)
