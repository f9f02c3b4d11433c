"""From bytes to text, without changing a character of it: line ends stay, only a byte order mark goes."""

import codecs
import re

from charset_normalizer import from_bytes

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; those of UTF-32 before those of UTF-16, which they begin with."""

_WESTERN = "cp1252"
_ODD = re.compile(  # what English text read as Western by mistake is full of: `M‡laga`, `£ód`, `¡°`
    r"[^\W\d_][^\w\x00-\x7f’‘–—…“”»®™°ªº\xa0][^\W\d_]|[a-zß-ÿ][À-ÞŠŒŽŸ]|[¡¿](?![^\W\d_])|[£¥](?![\d\s])|[¢¤¦¨¬¯¶¸¹†‡ˆ‰‹›\x80-\x9f]"
)


class Undecodable(ValueError):
    """The bytes are not text that can be read; `reason` is the code of the rejection."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def decode(data: bytes, declared: str | None = None) -> str:
    """The text: by byte order mark, else UTF-8, else as `declared`, else as detected; raises Undecodable."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    if (position := data.find(b"\x00")) >= 0:
        raise Undecodable("binary", f"Byte {position} is NUL, so this is no plain text; convert the file.")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        broken = error
    if declared:
        try:
            return data.decode(declared)
        except (LookupError, UnicodeDecodeError):
            pass
    if _mostly_utf8(data):
        raise Undecodable(
            "undecodable", f"Byte {broken.start} breaks the UTF-8 of the rest; save the file as UTF-8 again."
        )
    return _detected(data)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Undecodable(
            "undecodable", f"The byte order mark says {encoding}, but byte {error.start} is not; save it as UTF-8."
        ) from error
    if "\x00" in text:
        raise Undecodable("binary", f"Character {text.index(chr(0))} is NUL, so this is no plain text; remove it.")
    return text


def _mostly_utf8(data: bytes) -> bool:
    """Whether more characters beyond ASCII are whole UTF-8 than broken."""
    text = data.decode(errors="replace")
    beyond = sum(not character.isascii() for character in text)
    return beyond > 2 * text.count("\ufffd")


def _detected(data: bytes) -> str:
    """The text in the Western encoding that most English files are in, where that makes sense, else as detected."""
    start = data[:4096]
    if sum(byte < 32 and byte not in b"\t\n\v\f\r\x1b" for byte in start) > len(start) // 100:
        raise Undecodable("binary", "There are too many control characters for a text; convert the file to plain text.")
    try:
        western = data.decode(_WESTERN)
    except UnicodeDecodeError:
        western = None
    if western and not _ODD.search(western):
        return western
    best = from_bytes(data, cp_exclusion=[_WESTERN, "latin_1", "iso8859_15"] if western else []).best()
    if best is None:
        raise Undecodable("undecodable", "No known encoding fits; save the file as UTF-8.")
    return str(best)
