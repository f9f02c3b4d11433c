"""From bytes to text, without changing a character of it: line ends stay, only a byte order mark goes."""

import codecs

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Undecodable(ValueError):
    """The bytes are not text that can be read; `reason` is the code of the rejection."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def decode(data: bytes, declared: str | None = None) -> str:
    """The text: by byte order mark, else UTF-8, else as `declared`, else as detected; raises Undecodable."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    if (position := data.find(b"\x00")) >= 0:
        raise Undecodable(
            "binary", f"Byte {position} is NUL, so this is no plain text; remove it, or convert the file."
        )
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
    broken = text.count("\ufffd")
    return sum(not character.isascii() for character in text) > 2 * broken


def _detected(data: bytes) -> str:
    if sum(byte < 32 and byte not in b"\t\n\v\f\r\x1b" for byte in data[:4096]) > len(data[:4096]) // 100:
        raise Undecodable("binary", "Too many control characters for a text; convert the file to plain text.")
    best = from_bytes(data).best()
    if best is None:
        raise Undecodable("undecodable", "No known encoding fits; save the file as UTF-8.")
    return str(best)
