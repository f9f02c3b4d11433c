"""Where sentences begin and end: exact spans in Unicode code points.

Candidates are found by one regular expression and decided by the word before and after them, with the lists of
sentences.yaml. What a paragraph is about (title, teaser, …) is decided in layout.py.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from pipelines.knowledge import load_yaml

_KNOWLEDGE = load_yaml(Path(__file__).with_name("sentences.yaml"))
_BEFORE_NAME = frozenset(_KNOWLEDGE["before_name"])
_BEFORE_NUMBER = frozenset(_KNOWLEDGE["before_number"])
_AFTER_NAME = frozenset(_KNOWLEDGE["after_name"])
_OPENERS = frozenset(_KNOWLEDGE["openers"])
_MARKED_NAMES = frozenset(_KNOWLEDGE["marked_names"])

_LINE_END = r"\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_LINE = re.compile(rf"[^\s{_LINE_END}][^{_LINE_END}]*")
_OPEN = r"[\"'“‘«(\[¿¡]"
_CLOSE = r"[\"'”’»)\]]"
_END = re.compile(
    rf"[.!?…]+{_CLOSE}*(?:\[\d+\])*\s+(?=[^a-z\s,;:])"
    rf"|(?<=[a-z][a-z])[.!?][\"”’)]?(?={_OPEN}?[A-Z][a-z]+[ ,])"
    r"|[。！？]"
)
_NEXT_WORD = re.compile(rf"{_OPEN}*(\w[\w’'\-]*)?")
_QUOTED_NAME = re.compile(rf"[A-Z][\w’'\-]+(?: [A-Z][\w’'\-]+){{0,3}} (?:{'|'.join(_KNOWLEDGE['reporting'])})\b")
_ACRONYM = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")
_TIME_OF_DAY = re.compile(r"[ap]\.m", re.IGNORECASE)
_BULLET = re.compile(r"[•⁃▪●◦‣∙]")
_MARKER = re.compile(r"(?:(?<=\s)|^)(?:[•⁃] ?)?(?:(\d{1,2})|([a-z]))(\.\)|\)|\.)(?=\s)")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, in order, without outer white space; a paragraph's end always ends one."""
    return [span for start, end in paragraph_spans(text) for span in split_paragraph(text, start, end)]


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each paragraph, trimmed: a line, or the lines of a paragraph that was wrapped to a width."""
    lines = []
    for match in _LINE.finditer(text):
        lines.append((match.start(), match.start() + len(match[0].rstrip())))
    return _unwrapped(text, lines)


def _unwrapped(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in lines:
        if joined and text[start].islower() and _is_cut(text, joined[-1], start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _is_cut(text: str, line: tuple[int, int], following: int) -> bool:
    """Whether a line stops in mid-sentence at the width of a page, and the next one is right below."""
    start, end = line
    return (
        end - start >= 40
        and (text[end - 1].isalnum() or text[end - 1] in ",-–—")
        and text.count("\n", end, following) <= 1
        and following - end <= 6
    )


def split_paragraph(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of the sentences between two offsets, which hold one paragraph."""
    begin = start
    for cut in _cuts(text, start, end):
        stop, resume = cut
        if stop > begin:
            yield begin, stop
        begin = resume
    if end > begin:
        yield begin, end


def _cuts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where a sentence stops, and where the next one begins."""
    items = _item_starts(text, start, end)
    begin = start
    for match in _END.finditer(text, start, end):
        resume = match.end()
        while items and items[0] <= resume:
            item = items.pop(0)
            if item < resume or item > match.start():
                stop = _rstrip(text, begin, item)
                yield stop, item
                begin = item
        if begin <= match.start() and resume > begin and _ends(text, begin, match):
            stop = _rstrip(text, begin, resume)
            yield stop, resume
            begin = resume
    for item in items:
        yield _rstrip(text, begin, item), item
        begin = item


def _rstrip(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _item_starts(text: str, start: int, end: int) -> list[int]:
    """Where the second and later items of a list that was run into one paragraph begin."""
    first = text[start]
    if _BULLET.match(first):
        return [match.start() for match in _BULLET.finditer(text, start + 1, end) if match[0] == first]
    if not (first.isdigit() or (first.islower() and text[start + 1 : start + 2] in ").")):
        return []
    markers = list(_MARKER.finditer(text[start:end]))
    if len(markers) < 2 or markers[0].start() != 0:
        return []
    starts, style = [], markers[0][3]
    expected = _ordinal(markers[0])
    for marker in markers:
        if marker[3] == style and _ordinal(marker) == expected:
            starts.append(start + marker.start())
            expected += 1
    return starts[1:]


def _ordinal(marker: re.Match[str]) -> int:
    return int(marker[1]) if marker[1] else ord(marker[2])


def _ends(text: str, begin: int, match: re.Match[str]) -> bool:
    """Whether the marks matched end the sentence that begins at `begin`."""
    at, resume = match.span()
    mark = text[at]
    following = _NEXT_WORD.match(text, resume)
    assert following is not None
    word_after = following[1] or ""
    if word_after[:1].islower():
        return False
    if mark != ".":
        word = text[max(begin, text.rfind(" ", begin, at) + 1) : at + 1]
        if word in _MARKED_NAMES:
            return word_after in _OPENERS
        quoted = any(character in "\"”’'»" for character in text[at:resume].rstrip())
        return not (quoted and _QUOTED_NAME.match(text, resume))
    dots = text[at:resume].rstrip()
    word_start = max(text.rfind(" ", begin, at), text.rfind("\n", begin, at), begin - 1) + 1
    word = text[word_start:at].lstrip("\"'“‘«([")
    if text[resume] == ".":  # a spaced ellipsis: . . .
        return bool(word) and len(re.match(r"(?:\. ?)+", text[resume:])[0].replace(" ", "")) >= 3 and word_after == ""  # type: ignore[index]
    if not word:
        chain = re.search(r"(?:\. ?)+$", text[begin:resume])
        return chain is not None and chain.start() > 0 and chain[0].count(".") >= 4
    if len(dots.rstrip("\"'”’»)]")) > 1:
        return text[at - 1] != "[" or word_after in _OPENERS
    if any(character in '"”»' for character in dots):
        return True
    if word in _BEFORE_NAME:
        return False
    if word in _BEFORE_NUMBER:
        return not word_after[:1].isdigit()
    if word_start == begin and (word.isdigit() or len(word) == 1):
        return False
    if _TIME_OF_DAY.fullmatch(word):
        return text.count(" ", begin, at) >= 4
    if word in _AFTER_NAME or (len(word) == 1 and word.isalpha()) or _ACRONYM.fullmatch(word):
        return word_after in _OPENERS
    return True
