"""Which kind each paragraph of an article has: title, byline, dateline, metadata, heading, body, teaser, boilerplate.

A paragraph is judged by its own words (the lists of layout.yaml, bylines, datelines, metadata lines), then by where
it stands: before the first or after the last paragraph of prose, or behind a header of related links or of a notice.
How a line is read for what it says is in furniture.py of the ingest stage.
"""

import re
from pathlib import Path

from pipelines.ingest.furniture import is_headline, is_place, read_byline, read_date_line, read_dateline, read_metadata
from pipelines.knowledge import load_yaml

_EDGE = " \t\"'.:;,!?|»›→«<>()[]{}【】「」*=_~-–—•※▼▶►◆■●"
_LISTED = 300
"""Characters beyond which a paragraph is not looked up in the lists."""


def _bare(line: str) -> str:
    return " ".join(line.strip(_EDGE).casefold().replace("’", "'").split())


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    """The phrases, up to a word's end, unless they end in `…`."""
    folded = sorted({phrase.casefold() for phrase in phrases}, key=lambda phrase: (-len(phrase), phrase))
    escaped = [re.escape(p.removesuffix("…")) + (r"(?!\w)" if p[-1].isalnum() else "") for p in folded]
    return re.compile("|".join(escaped) or "(?!)")


class _Lists:
    """The word lists of one kind, ready to match."""

    def __init__(self, lists: dict[str, list[str]]) -> None:
        self.headers = frozenset(_bare(phrase) or phrase for phrase in lists["headers"])
        self.lines = frozenset(map(_bare, lists["lines"]))
        self.openers = _any_of(lists["openers"])
        self.endings = _any_of(lists["endings"])


_KNOWLEDGE = load_yaml(Path(__file__).with_name("layout.yaml"))
_KINDS = {kind: _Lists(_KNOWLEDGE[kind]) for kind in ("teaser", "boilerplate", "metadata")}
_HEADLINE_VERBS = frozenset(_KNOWLEDGE["headline_verbs"])

_STOP = re.compile(r"[.!?…。！？][\"'”’»)\]]*(?:\[\d+\])*$")
_INNER_STOP = re.compile(r"[a-z][.!?] ")
_SPEAKER = re.compile(r"(?:[A-Z][A-Z.’'\- ]{2,60}|[A-Z][\w. ]{2,40}|\(\(.{1,40}\)\)) ?: |\(\(")
_ITEM = re.compile(r"[•⁃▪●◦‣∙*–—-] |\(?(?:\d{1,2}|[a-z]|[ivx]+)[.)] ")
_RULE = re.compile(r"[\W_]+")
_LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+", re.IGNORECASE)
_NAME = re.compile(r"[A-ZÀ-ÞĀ-Ž][\w.’'\-]*(?: (?:[A-ZÀ-ÞĀ-Ž][\w.’'\-]*|and|de|da|van|von|bin|al)){1,4}")
_INITIALS = re.compile(r"(?:[a-z]{2,5}-)?[a-z]{2,4}(?:[-/][a-z]{2,4})+")
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?)?(?: \(?[A-Z]{2,5}\)?)?", re.IGNORECASE)
_NOTICE = re.compile(r"【.{1,60}】")
_BAR = re.compile(r"\|$|\w \| \w")

Kinds = list[str | None]


def kinds_of(lines: list[str], title: str | None = None, author: str | None = None) -> list[str]:
    """The kind of each paragraph of one article; `title` and `author` are what is known of it otherwise."""
    headers: set[int] = set()
    kinds: Kinds = [_own_kind(line, i, headers) for i, line in enumerate(lines)]
    prose = [kind is None and is_prose(line) for line, kind in zip(lines, kinds, strict=True)]

    _mark_known(lines, kinds, title, author)
    _mark_head(lines, kinds)
    _mark_zones(lines, kinds, prose, headers)
    _mark_tail(lines, kinds, prose, author)
    _mark_headings(lines, kinds, prose)
    return [kind or "body" for kind in kinds]


def is_prose(line: str) -> bool:
    """Whether a line is running text, by its length and its full stop."""
    return len(line) >= 160 or (len(line) >= 40 and bool(_STOP.search(line)))


def _own_kind(line: str, i: int, headers: set[int]) -> str | None:
    """The kind that a line's own words give it; adds its number to `headers` if it opens a zone."""
    if read_byline(line):
        return "byline"
    if read_metadata(line) is not None:
        return "metadata"
    if len(line) > _LISTED:
        return None
    bare = _bare(line) or line
    if len(bare) < 50:
        for kind, lists in _KINDS.items():
            if bare in lists.headers and line[-1] not in ".,;—–":
                headers.add(i)
                return kind
            if bare in lists.lines:
                return kind
    if _NOTICE.fullmatch(line):
        headers.add(i)
        return "boilerplate"
    folded = line.casefold().lstrip(" \t\"'|»›→«<>[【「*_~-–—•※▼▶►◆■●")
    for kind, lists in _KINDS.items():
        if lists.openers.match(folded):
            return kind
    if _RULE.fullmatch(line) or _LINK.fullmatch(line):
        return "boilerplate"
    if read_date_line(line):
        return "dateline"
    if _INITIALS.fullmatch(line):
        return "byline"
    return None


def _mark_known(lines: list[str], kinds: Kinds, title: str | None, author: str | None) -> None:
    """Lines near the start that repeat the known title or author; without a title, a first line built like one."""
    known, names = _bare(title or ""), _bare(author or "")
    for i, line in enumerate(lines[:8]):
        if kinds[i] is None and len(line) < 200:
            bare = _bare(line)
            if names and bare in names and len(bare) * 4 >= len(names):
                kinds[i] = "byline"
            elif known and (bare == known or _is_variant(bare, known)):
                kinds[i] = "title"
    if "title" not in kinds and not known:
        first = next((i for i, kind in enumerate(kinds[:4]) if kind is None), None)
        if first is not None and is_headline(lines[first], lines[first + 1 : first + 8]):
            kinds[first] = "title"


def _is_variant(bare: str, title: str) -> bool:
    """Whether a line is the title with a word or two changed, or with the name of the site behind it."""
    words, known = bare.split(), title.split()
    shared = len(set(words) & set(known))
    contained = title.startswith(f"{bare} ") or bare.startswith(f"{title} ")
    return shared * 4 >= max(len(words), len(known)) * (2 if contained else 3)


def _mark_head(lines: list[str], kinds: Kinds) -> None:
    """Lines without a full stop before the first sentence: where, when and by whom; anything else is a heading."""
    first = next((i for i, line in enumerate(lines[:12]) if kinds[i] is None and _is_text(line)), 0)
    for i, line in enumerate(lines[:first]):
        if kinds[i] is not None:
            continue
        if _CLOCK.fullmatch(line):
            kinds[i] = "metadata"
        elif _is_place_line(line):
            kinds[i] = "dateline"
        elif _NAME.match(line.partition(",")[0]) and (i == 0 or kinds[i - 1] in ("title", "byline")) and len(line) < 80:
            kinds[i] = "byline"
        else:
            kinds[i] = "heading"


def _is_text(line: str) -> bool:
    return (
        len(line) >= 160 or bool(_STOP.search(line) or _SPEAKER.match(line) or _ITEM.match(line)) or line[-1] in ":;,—"
    )


def _is_place_line(line: str) -> bool:
    if len(line) > 80 or _STOP.search(line.removesuffix("D.C.")):
        return False
    dateline = read_dateline(f"{line} - A")
    return bool(dateline and dateline.day) or any(is_place(part) for part in line.split(", "))


def _mark_zones(lines: list[str], kinds: Kinds, prose: list[bool], headers: set[int]) -> None:
    """Lists of links and notices behind the first prose, each until the next one begins or the body goes on."""
    starts = {i: kinds[i] for i in headers if any(prose[:i])}
    for start in (_first_bar(lines, kinds, prose), _first_pair(lines, kinds, prose)):
        if start is not None:
            starts.setdefault(start, "teaser")
    zone: str | None = None
    for i, line in enumerate(lines):
        if i in starts:
            zone = starts[i]
        elif zone and _resumes(lines, prose, i):
            zone = None
        if zone and (kinds[i] in (None, "byline") or _RULE.fullmatch(line)):
            kinds[i] = zone


def _first_bar(lines: list[str], kinds: Kinds, prose: list[bool]) -> int | None:
    """Where a list of headline, `|` and summary begins: above the first of two bars behind the prose."""
    first = next((i for i, it in enumerate(prose) if it), len(lines))
    bars = [i for i, line in enumerate(lines) if i > first and _BAR.search(line) and not prose[i]]
    if len(bars) < 2:
        return None
    start = bars[0]
    while start > first + 1 and kinds[start - 1] is None and not prose[start - 1]:
        start -= 1
    return start


def _first_pair(lines: list[str], kinds: Kinds, prose: list[bool]) -> int | None:
    """Where the article is closed by three or more pairs of headline and summary, one sentence each."""
    start = end = max((i for i, kind in enumerate(kinds) if kind is None), default=-1) + 1
    while start >= 2 and prose[start - 1] and _is_summary(lines[start - 1]) and not prose[start - 2]:
        if kinds[start - 2] is not None or not _is_heading(lines[start - 2]):
            break
        start -= 2
    return start if end - start >= 6 and any(prose[:start]) else None


def _is_summary(line: str) -> bool:
    return len(line) < 250 and not _INNER_STOP.search(line)


def _resumes(lines: list[str], prose: list[bool], i: int) -> bool:
    """Whether the body goes on here: three paragraphs of prose in a row, two long ones, or speech of a transcript."""
    run = 0
    while i + run < len(lines) and prose[i + run] and not _BAR.search(lines[i + run]):
        run += 1
    return run >= 3 or (run == 2 and len(lines[i]) + len(lines[i + 1]) >= 500) or bool(_SPEAKER.match(lines[i]))


def _mark_tail(lines: list[str], kinds: Kinds, prose: list[bool], author: str | None) -> None:
    """Lines behind the last paragraph of the body: names of authors, notices, headlines of other articles."""
    end = len(lines)
    while end and (kinds[end - 1] is not None or not prose[end - 1] or _ending(lines[end - 1])):
        end -= 1
    if end == 0:
        return
    for i in range(end, len(lines)):
        if kinds[i] is None:
            kinds[i] = _ending(lines[i])
    bylines = {_bare(line) for line, kind in zip(lines, kinds, strict=True) if kind == "byline"}
    known = bylines | ({_bare(author)} if author else set())
    rest = [i for i in range(end, len(lines)) if kinds[i] is None and not _STOP.search(lines[i])]
    for i in rest:
        if _bare(lines[i]) in known or (i == end and _NAME.fullmatch(lines[i]) and not lines[end - 1].endswith(":")):
            kinds[i] = "byline"
    headlines = [i for i in rest if kinds[i] is None and len(lines[i].split()) >= 4 and not _ITEM.match(lines[i])]
    verbal = [i for i in headlines if not _HEADLINE_VERBS.isdisjoint(_bare(lines[i]).split())]
    if len(verbal) >= 2 and len(verbal) * 3 >= len(headlines) * 2:
        for i in range(headlines[0], len(lines)):
            kinds[i] = kinds[i] or "teaser"


def _ending(line: str) -> str | None:
    """The kind that a line has behind the body; a single word of the lists is not enough to deny a whole sentence."""
    if len(line) > 200 or (len(line) > 120 and _INNER_STOP.search(line)):
        return None
    folded, sentence = line.casefold(), bool(_STOP.search(line))
    for kind, lists in _KINDS.items():
        found = lists.endings.search(folded)
        if found and not (sentence and (kind == "metadata" or found[0].isalpha())):
            return kind
    return None


def _mark_headings(lines: list[str], kinds: Kinds, prose: list[bool]) -> None:
    """Short lines without a full stop, right above a paragraph of prose."""
    transcript = sum(bool(_SPEAKER.match(line)) for line in lines) >= 3
    for i, line in enumerate(lines[:-1]):
        above_prose = prose[i + 1] and kinds[i + 1] is None
        if kinds[i] is None and above_prose and _is_heading(line) and not (transcript and line.endswith("?")):
            kinds[i] = "heading"


def _is_heading(line: str) -> bool:
    return (
        len(line) <= 120
        and (line[0].isupper() or line[0].isdigit() or line[0] in "#“\"‘'")
        and line[-1] not in ".!…:;,—–-|"
        and not (_STOP.search(line) and line[-1] != "?")
        and not _INNER_STOP.search(line)
        and not _SPEAKER.match(line)
        and not _ITEM.match(line)
    )
