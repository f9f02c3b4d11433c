"""Identifiers derived from content: the same content has the same id on every machine, in any order.

Nothing here may depend on a clock, a counter, a path or a process.
"""

import hashlib
import re
import unicodedata

_SEPARATOR = "\x1f"


def content_id(prefix: str, *parts: object) -> str:
    """`prefix` and 16 hex digits of a BLAKE2b over the parts; None and "" are told apart."""
    joined = _SEPARATOR.join("\x00" if part is None else str(part) for part in parts)
    return f"{prefix}-{hashlib.blake2b(joined.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"


def slug(name: str, limit: int = 64) -> str:
    """A readable ASCII form of a name: lower case, words joined by hyphens; long names end in a hash of the whole."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", folded.replace("'", "")))
    if not words:
        return content_id("x", name)
    if len(words) <= limit:
        return words
    return f"{words[: limit - 9].rstrip('-')}-{content_id('', name)[1:9]}"
