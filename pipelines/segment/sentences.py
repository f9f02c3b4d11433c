"""Where sentences begin and end: exact spans in Unicode code points.

Candidates are found by one regular expression and decided by the words before and after them, with the lists of
sentences.yaml. What a paragraph is (title, teaser, …) is decided in layout.py.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from pipelines.ingest.datelines import read_dateline
from pipelines.knowledge import load_yaml

Span = tuple[int, int]

_KNOWLEDGE: dict[str, list[str]] = load_yaml(Path(__file__).with_name("sentences.yaml"))
_INSIDE = frozenset(_KNOWLEDGE["inside"])
_BEFORE_NUMBER = frozenset(_KNOWLEDGE["before_number"])
_AFTER_NAME = frozenset(_KNOWLEDGE["after_name"])
_AFTER_TIME = frozenset(_KNOWLEDGE["after_time"])
_OPENERS = frozenset(_KNOWLEDGE["openers"])
_MARKED_NAMES = frozenset(_KNOWLEDGE["marked_names"])

_LINE_END = r"\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_LINE = re.compile(rf"[^\s{_LINE_END}][^{_LINE_END}]*")

_OPEN = r"[\"'“‘„«(\[¿¡]"
_CANDIDATE = re.compile(  # begins with a set of characters, which the engine skims fastest
    r"[.!?…。！？](?:(?<=\.)(?: \.)+|[.!?…]*)"
    r"(?P<closers>[\"'”’“»)\]]*)(?:\[\d+\])*"
    rf"(?:(?P<gap>\s+)(?=[^a-z\s,;:])|(?={_OPEN}?[A-Z][a-z]+[ ,])|(?<=[。！？]))"
)
_CREDIT = re.compile(rf"(?:{'|'.join(_KNOWLEDGE['credits'])}): (?=[A-Z])")
_WORD_AFTER = re.compile(rf"{_OPEN}*(\w[\w’'\-]*)?")
_SPEAKER_AFTER = re.compile(
    rf"[A-Z][\w’'\-]+(?: [A-Z][\w’'\-]+){{0,3}} (?:{'|'.join(_KNOWLEDGE['reporting'])})\b",
)
_ACRONYM = re.compile(r"(?:\w\.)+\w|[A-Za-z]")
_NUMERAL = re.compile(r"[A-Za-z]|[IVX]+|\d+")
_TIME_OF_DAY = re.compile(r"[ap]\.?m", re.IGNORECASE)
_BULLET = re.compile(r"[•⁃▪●◦‣∙]")
_ITEM = re.compile(
    r"(?<!\S)(?P<bullet>[•⁃▪●◦‣∙] ?)?(?:(?P<number>\d{1,3})|(?P<letter>[a-z]))(?P<style>\.\)|[.)])(?=\s)"
)


def sentence_spans(text: str) -> list[Span]:
    """Start and end of each sentence, in order, without outer white space.

    A paragraph's end always ends a sentence, and a dateline before a sentence stands for itself.
    """
    spans: list[Span] = []
    for start, end in paragraph_spans(text):
        dateline, start = split_dateline(text, start, end)
        spans += [dateline] if dateline else []
        spans += split_paragraph(text, start, end)
    return spans


def split_dateline(text: str, start: int, end: int) -> tuple[Span | None, int]:
    """The dateline that a paragraph begins with, if any, and where its first sentence begins."""
    dateline = read_dateline(text[start : min(end, start + 150)])
    if dateline is None or start + dateline.end >= end:
        return None, start
    stop = start + dateline.end
    return (start, stop), stop + len(text[stop:end]) - len(text[stop:end].lstrip())


def paragraph_spans(text: str) -> list[Span]:
    """Start and end of each paragraph, trimmed: a line, or the lines of a paragraph that was wrapped to a width."""
    lines = [(match.start(), match.start() + len(match[0].rstrip())) for match in _LINE.finditer(text)]
    joined: list[Span] = []
    for block in _blocks(text, lines):
        width = _width(text, block)
        joined.append(block[0])
        for before, line in pairwise(block):
            full = before[1] - before[0] >= 0.7 * width and not _ITEM.match(text, *line)
            if (width and full) or (text[line[0]].islower() and _is_cut(text, *before)):
                joined[-1] = (joined[-1][0], line[1])
            else:
                joined.append(line)
    return joined


def _blocks(text: str, lines: list[Span]) -> Iterator[list[Span]]:
    """Runs of lines with no blank line between them."""
    block = lines[:1]
    for before, line in pairwise(lines):
        gap = text[before[1] : line[0]]
        if max(gap.count("\n"), gap.count("\r")) > 1:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _width(text: str, block: list[Span]) -> int:
    """The width of the page that the lines were wrapped to; 0 if they were not.

    Wrapped lines are mostly alike in length and often go on in lower case.
    """
    if len(block) < 3:
        return 0
    lengths = [end - start for start, end in block[:-1]]
    width = max(lengths)
    full = sum(length >= 0.7 * width for length in lengths)
    continued = sum(text[start].islower() for start, _ in block[1:])
    return width if 40 <= width <= 120 and full * 5 >= len(lengths) * 3 and continued * 3 >= len(lengths) else 0


def _is_cut(text: str, start: int, end: int) -> bool:
    """Whether a line stops in mid-sentence."""
    return end - start >= 10 and (text[end - 1].isalnum() or text[end - 1] in ",-–—’")


def split_paragraph(text: str, start: int, end: int) -> Iterator[Span]:
    """Spans of the sentences between two offsets, which hold one paragraph."""
    for begin, stop in pairwise([start, *_item_starts(text, start, end), end]):
        stop = _trimmed(text, begin, stop)
        marker = _ITEM.match(text, begin, stop)
        for match in _CANDIDATE.finditer(text, marker.end() if marker else begin, stop):
            cut = _cut(text, begin, match)
            if cut and cut > begin:
                yield begin, cut
                begin = cut + len(text[cut : match.end()]) - len(text[cut : match.end()].lstrip())
        if stop > begin:
            yield begin, stop


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _item_starts(text: str, start: int, end: int) -> list[int]:
    """Where the second and later items of a list that was run into one paragraph begin, or the credit of a caption."""
    bullet = _BULLET.match(text, start, end)
    if bullet:
        return [match.start() for match in _BULLET.finditer(text, start + 1, end) if match[0] == bullet[0]]
    first = _ITEM.match(text, start, end)
    if first is None:
        credits = [match.start() for match in _CREDIT.finditer(text, start + 1, end)]
        return [credit for credit in credits if text[credit - 1].isspace()]
    starts, expected = [], _ordinal(first) + 1
    for marker in _ITEM.finditer(text, first.end(), end):
        if marker["style"] == first["style"] and _ordinal(marker) == expected:
            starts.append(marker.start())
            expected += 1
    return starts


def _ordinal(item: re.Match[str]) -> int:
    return int(item["number"]) if item["number"] else ord(item["letter"]) - 10_000


def _cut(text: str, begin: int, match: re.Match[str]) -> int | None:
    """The offset at which the sentence that starts at `begin` ends, if it does so at this candidate."""
    at, resume = match.span()
    stop = match.start("gap") if match["gap"] else resume
    mark = text[at : match.start("closers")]
    word = _word_before(text, begin, at)
    if match["gap"] is None:
        return stop if mark[0] in "。！？" or (word.isalpha() and word.islower() and len(word) > 1) else None
    following = _WORD_AFTER.match(text, resume)
    after = (following[1] if following else None) or ""
    if after[:1].islower():
        return None
    if " " in mark:  # `word. . . . Next` ends at the first dot, `word . . . . Next` at the last; three end nothing
        return None if mark.count(".") < 4 else at + 1 if word else stop
    if mark == ".":
        return stop if word and _full_stop_ends(text, begin, at, word, match["closers"], after) else None
    if set(mark) <= {".", "…"}:
        return stop if (word or text[at - 1] == "[") and after and text[resume] not in "([" else None
    if f"{word}{mark}" in _MARKED_NAMES:
        return stop if after in _OPENERS else None
    quoted = any(character in "\"'”’»" for character in match["closers"])
    return None if quoted and _SPEAKER_AFTER.match(text, resume) else stop


def _word_before(text: str, begin: int, at: int) -> str:
    """The word that ends at an offset, without what opens it; empty after white space."""
    if at <= begin or text[at - 1].isspace():
        return ""
    return text[max(begin, at - 40) : at].rsplit(None, 1)[-1].lstrip("\"'“‘„«[")


def _full_stop_ends(text: str, begin: int, at: int, word: str, closers: str, after: str) -> bool:
    """Whether a single full stop ends the sentence: by the word before it, what closes after it, and the next word."""
    if any(character in '"”“»' for character in closers):
        return True
    opener = re.split("[’']", after)[0] in _OPENERS
    if len(word) == at - begin and _NUMERAL.fullmatch(word):
        return False
    word = re.split(r"[(\-–—/]", word)[-1]
    if word in _INSIDE or (word.isupper() and len(word) > 1 and word.title() in _INSIDE):
        return False
    if word in _BEFORE_NUMBER:
        return not after[:1].isdigit()
    if _TIME_OF_DAY.fullmatch(word):
        return after not in _AFTER_TIME and text.count(" ", begin, at) >= 4
    if word in _AFTER_NAME or _ACRONYM.fullmatch(word):
        return opener
    return True
