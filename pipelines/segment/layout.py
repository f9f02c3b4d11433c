"""Which kind each paragraph of an article has: title, byline, dateline, metadata, heading, body, teaser, boilerplate.

Three steps: what a line says of itself (the word lists of layout.yaml, bylines, datelines), what stands before the
first and after the last paragraph of prose, and the zones that headers of related links and notices open.
"""

import re
from pathlib import Path

from pipelines.ingest.furniture import is_headline, read_byline, read_date_line, read_dateline, read_metadata
from pipelines.knowledge import load_yaml

_LISTED = 400
_EDGE = " \t\"'.:;,!|»›→«<>()[]{}【】「」*#=_~-–—•※▼▶►◆■●"


def _bare(line: str) -> str:
    return " ".join(line.strip(_EDGE).casefold().split())


class _Lists:
    """The word lists of one kind, ready to match."""

    def __init__(self, lists: dict[str, list[str]]) -> None:
        self.headers = frozenset(_bare(str(phrase)) for phrase in lists["headers"])
        self._openers = _compiled(lists["openers"], "")
        self._phrases = _compiled(lists["phrases"], ".*")

    def match(self, line: str) -> bool:
        return bool(self._openers.match(line) or self._phrases.match(line))


def _compiled(phrases: list[str], before: str) -> re.Pattern[str]:
    any_of = "|".join(re.escape(phrase.casefold()) for phrase in sorted(phrases, key=lambda p: (-len(p), p)))
    return re.compile(rf"{before}(?:{any_of or '(?!)'})(?<!\w)|{before}(?:{any_of or '(?!)'})(?!\w)")


_KINDS = {kind: _Lists(lists) for kind, lists in load_yaml(Path(__file__).with_name("layout.yaml")).items()}

_STOP = re.compile(r"[.!?…][\"'”’»)\]]*(?:\[\d+\])*$")
_SPEAKER = re.compile(r"(?:[A-Z][A-Z.’'\- ]{2,60}|\(\(.{1,40}\)\)) ?:|\(\(")
_ITEM = re.compile(r"[•⁃▪●◦‣∙*–—-] |\(?(?:\d{1,2}|[a-z]|[ivx]+)[.)] ")
_RULE = re.compile(r"[\W_]*(?:30|END|end)?[\W_]*")
_NAME = re.compile(r"(?:[A-ZÀ-ÞĀ-Ž][\w.’'\-]*)(?: (?:[A-ZÀ-ÞĀ-Ž][\w.’'\-]*|and|de|da|van|von|bin|al)){1,4}")
_LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+", re.IGNORECASE)
_PLACE_LINE = re.compile(
    r"[A-Z][\w.’'\-]+(?: [A-Z][\w.’'\-]+){0,3}(?:, [A-Z][\w.’'\-]+(?: [A-Z][\w.’'\-]+){0,3}){1,2}\.?"
)
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?)?(?: [A-Z]{2,5})?", re.IGNORECASE)


def kinds_of(lines: list[str], title: str | None = None, author: str | None = None) -> list[str]:
    """The kind of each paragraph of one article; `title` and `author` are what is known of it otherwise."""
    own = [_own_kind(line) for line in lines]
    kinds = [kind for kind, _ in own]
    prose = [kind is None and _is_prose(line) for line, kind in zip(lines, kinds, strict=True)]
    first = next((i for i, it in enumerate(prose) if it), len(lines))

    _mark_titles(lines, kinds, title)
    _mark_head(lines, kinds, first, author)
    _mark_zones(lines, kinds, [header for _, header in own], prose)
    _mark_tail(lines, kinds, prose, author)
    _mark_piped(lines, kinds, first)
    _mark_headings(lines, kinds, prose)
    return [kind or "body" for kind in kinds]


def _own_kind(line: str) -> tuple[str | None, bool]:
    """The kind that a line's own words give it, and whether it is a header that opens a zone."""
    if read_metadata(line) is not None:
        return "metadata", False
    if len(line) > _LISTED:
        return None, False
    bare = _bare(line)
    for kind, lists in _KINDS.items():
        if bare in lists.headers:
            return kind, True
    if _RULE.fullmatch(line):
        return "boilerplate", False
    folded = line.casefold().lstrip(_EDGE.replace("(", "").replace("©", ""))
    for kind, lists in _KINDS.items():
        if lists.match(folded):
            return kind, False
    if _LINK.fullmatch(line):
        return "boilerplate", False
    if read_date_line(line):
        return "dateline", False
    if not _STOP.search(line) and read_byline(line):
        return "byline", False
    return None, False


def _is_prose(line: str) -> bool:
    return len(line) >= 160 or (len(line) >= 50 and bool(_STOP.search(line)))


def _mark_titles(lines: list[str], kinds: list[str | None], title: str | None) -> None:
    known = _bare(title) if title else None
    for i, line in enumerate(lines[:6]):
        if kinds[i] is None and known and _bare(line) == known:
            kinds[i] = "title"
    if "title" not in kinds and title is None:
        for i, line in enumerate(lines[:4]):
            if kinds[i] is None:
                if is_headline(line, lines[i + 1 : i + 8]) and not read_dateline(line):
                    kinds[i] = "title"
                break


def _mark_head(lines: list[str], kinds: list[str | None], first: int, author: str | None) -> None:
    """Short lines before the first paragraph of prose."""
    known = _bare(author) if author else None
    for i, line in enumerate(lines[:first]):
        if kinds[i] is not None or _SPEAKER.match(line):
            continue
        if known and _bare(line) == known:
            kinds[i] = "byline"
        elif _CLOCK.fullmatch(line):
            kinds[i] = "metadata"
        elif _PLACE_LINE.fullmatch(line):
            kinds[i] = "dateline"


def _mark_zones(lines: list[str], kinds: list[str | None], headers: list[bool], prose: list[bool]) -> None:
    """What follows a header of related links or notices has its kind, until the body goes on."""
    zone: str | None = None
    for i in range(len(lines)):
        if headers[i] and any(prose[:i]):
            zone = kinds[i]
        elif zone and _resumes(lines, prose, i):
            zone = None
        elif zone:
            kinds[i] = zone


def _resumes(lines: list[str], prose: list[bool], i: int) -> bool:
    """Whether the body goes on here: three paragraphs of prose in a row, or two long ones."""
    run = 0
    while i + run < len(lines) and prose[i + run] and "|" not in lines[i + run]:
        run += 1
    return run >= 3 or (run == 2 and len(lines[i]) + len(lines[i + 1]) >= 500)


def _mark_piped(lines: list[str], kinds: list[str | None], first: int) -> None:
    """Lists of headline, `|` and summary: two or more such bars after the body."""
    bars = [i for i, line in enumerate(lines) if i > first and line.endswith("|") and len(line) < 60]
    if len(bars) >= 2:
        start = bars[0]
        while start > first + 1 and kinds[start - 1] is None and not _is_prose(lines[start - 1]):
            start -= 1
        for i in range(start, len(lines)):
            if kinds[i] is None:
                kinds[i] = "teaser"


def _mark_tail(lines: list[str], kinds: list[str | None], prose: list[bool], author: str | None) -> None:
    """Short lines after the last paragraph of the body."""
    last = max((i for i, it in enumerate(prose) if it and kinds[i] is None), default=-1)
    if last < 0:
        return
    known = _bare(author) if author else None
    tail = [i for i in range(last + 1, len(lines)) if kinds[i] is None and not _STOP.search(lines[i])]
    for i in tail:
        if (known and _bare(lines[i]) == known) or (i == last + 1 and _NAME.fullmatch(lines[i])):
            kinds[i] = "byline"
    headlines = [i for i in tail if kinds[i] is None and len(lines[i].split()) >= 5 and not _ITEM.match(lines[i])]
    if len(headlines) >= 2 and not lines[last].endswith(":"):
        for i in headlines:
            kinds[i] = "teaser"


def _mark_headings(lines: list[str], kinds: list[str | None], prose: list[bool]) -> None:
    """Short lines without a full stop, right above a paragraph of prose."""
    for i, line in enumerate(lines[:-1]):
        above_prose = prose[i + 1] and kinds[i + 1] is None
        if kinds[i] is None and above_prose and len(line) <= 120 and _is_heading(line):
            kinds[i] = "heading"


def _is_heading(line: str) -> bool:
    return line[0].isupper() and line[-1] not in '.!…:;,—–-"”' and not _SPEAKER.match(line) and not _ITEM.match(line)
