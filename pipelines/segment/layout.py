"""Which kind each paragraph of an article has: title, byline, dateline, metadata, heading, body, teaser, boilerplate.

A paragraph is judged by its own words (the lists of layout.yaml, bylines, datelines, metadata lines), then by where
it stands: before the first or behind the last paragraph of prose, or in a list of links or notices.
How a line is read for what it says is in furniture.py of the ingest stage.
"""

import re
from pathlib import Path

from pipelines.ingest.datelines import AGENCY, read_place_line
from pipelines.ingest.furniture import (
    STOP,
    find_announcement,
    find_headline,
    is_prose,
    read_byline,
    read_credit,
    read_date_line,
    read_imprint,
    read_metadata,
)
from pipelines.knowledge import load_yaml

_SIGNS = " \t\"'|»›→«<>[]【】「」*_~-–—•※▼▶►◆■●"
_EDGE = _SIGNS + ".:;,!?(){}=#"
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
        self.header_openers = _any_of([phrase for phrase in lists["headers"] if phrase.endswith("…")])
        self.lines = frozenset(map(_bare, lists["lines"]))
        self.openers = _any_of(lists["openers"])
        self.endings = _any_of(lists["endings"])


_KNOWLEDGE = load_yaml(Path(__file__).with_name("layout.yaml"))
_KINDS = {kind: _Lists(_KNOWLEDGE[kind]) for kind in ("teaser", "boilerplate", "metadata")}
_CLOSERS = _any_of(_KNOWLEDGE["closers"])
_BUTTONS = frozenset(_KNOWLEDGE["buttons"])
_HEADLINE_VERBS = frozenset(_KNOWLEDGE["headline_verbs"])

_INNER_STOP = re.compile(r"[a-z][.!?] ")
_SPEAKER = re.compile(r"[A-Z][A-Z.’'\- ]{2,60}: |\(\(|(?:Q|A): ")
_LABEL = re.compile(r"[A-Z][\w.’'\- ]{2,40}: ")
_ITEM = re.compile(r"[•⁃▪●◦‣∙*–—-] ?|\(?(?:\d{1,2}|[a-z]|[ivx]+)[.)] ")
_LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+", re.IGNORECASE)
_CRUMBS = re.compile(r"(?:you are here:|home\b).{0,100}[>»›/].{0,80}|[\w ]{2,30}(?:[>»›]+[\w ]{2,30})+", re.IGNORECASE)
_NAME = re.compile(r"[A-ZÀ-ÞĀ-Ž][\w.’'\-]*(?: (?:[A-ZÀ-ÞĀ-Ž][\w.’'\-]*|and|de|da|van|von|bin|al)){1,4}")
_INITIALS = re.compile(r"(?:[a-z]{2,5}-)?[a-z]{2,4}(?:[-/][a-z]{2,4})+")
_SIGNATURE = re.compile(r"(?:All )?[–—-] ?[A-Z].{2,60}")
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?)?(?: \(?[A-Z]{2,5}\)?)?", re.IGNORECASE)
_NOTICE = re.compile(r"【.{1,60}】")
_BAR = re.compile(r"\|$|\w \| \w")
_PICTURE = re.compile(
    rf"[\[(/]? ?(?i:(?:file )?(?:photo|image|picture|credit)s?|{AGENCY}|getty(?: images)?)(?: ?[/:].{{0,60}}|[\])])$"
)
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

Kinds = list[str | None]


def kinds_of(lines: list[str], title: str | None = None, author: str | None = None) -> list[str]:
    """The kind of each paragraph of one article; `title` and `author` are what is known of it otherwise."""
    headers: dict[int, str] = {}
    kinds: Kinds = [_own_kind(line, i, headers) for i, line in enumerate(lines)]
    prose = [kind is None and is_prose(line.rstrip(" |")) for line, kind in zip(lines, kinds, strict=True)]
    transcript = sum(bool(_SPEAKER.match(line)) for line in lines) >= 4

    _mark_known(lines, kinds, title, author)
    _mark_head(lines, kinds)
    _mark_zones(lines, kinds, prose, headers, transcript)
    _mark_tail(lines, kinds, prose, author)
    _mark_headings(lines, kinds, prose, transcript)
    return [kind or "body" for kind in kinds]


def kind_of_sentence(sentence: str) -> str:
    """`body`, or `boilerplate` for what is only the credit of a picture or has no letter and no figure."""
    if len(sentence) < 80 and (_PICTURE.match(sentence) or not any(map(str.isalnum, sentence))):
        return "boilerplate"
    return "body"


def _own_kind(line: str, i: int, headers: dict[int, str]) -> str | None:
    """The kind that a line's own words give it; where it opens a list of links or notices, `headers` is added to."""
    folded = line.casefold().lstrip(_SIGNS) if len(line) <= _LISTED else ""
    if folded and _CLOSERS.match(folded):
        headers[i + 1] = "boilerplate"
    if read_byline(line) or read_credit(line):
        return "byline"
    if read_metadata(line) is not None:
        return "metadata"
    if not folded:
        return None if len(line) > _LISTED else "boilerplate"
    bare = _bare(line) or line
    for kind, lists in _KINDS.items():
        if len(bare) < 60 and line[-1] not in ".,;—–":
            if bare in lists.headers or lists.header_openers.match(bare):
                headers[i] = kind
                return kind
            if bare in lists.lines:
                return kind
        if lists.openers.match(folded):
            return kind
    if _NOTICE.fullmatch(line):
        headers[i] = "boilerplate"
        return "boilerplate"
    if len(line) < 100 and (_LINK.fullmatch(line) or _BUTTONS.issuperset(_WORDS.findall(folded))):
        return "boilerplate"
    if _CRUMBS.fullmatch(line):
        return "metadata"
    if read_date_line(line):
        return "dateline"
    return "byline" if _INITIALS.fullmatch(line) else None


def _mark_known(lines: list[str], kinds: Kinds, title: str | None, author: str | None) -> None:
    """Lines near the start that repeat the known title or author, or are about the article itself.

    Without a known title, the line that reads like one.
    """
    known, names = _bare(title or ""), _bare(author or "")
    if announcement := find_announcement(lines[:12]):
        kinds[announcement[0]] = "metadata"
    for i, line in enumerate(lines[:12]):
        if kinds[i] is None and len(line) < 200:
            bare = _bare(line)
            if names and bare in names and len(bare) * 4 >= len(names):
                kinds[i] = "byline"
            elif known and (bare == known or _is_variant(bare, known)):
                kinds[i] = "title"
    if "title" not in kinds and not known:
        unknown = [i for i, kind in enumerate(kinds[:16]) if kind is None]
        headline = find_headline([lines[i] for i in unknown])
        if headline is not None:
            found = _bare(lines[unknown[headline]])
            for i in unknown:
                if _bare(lines[i]) == found:
                    kinds[i] = "title"


def _is_variant(bare: str, title: str) -> bool:
    """Whether a line is the title with a word or two changed, or with the name of the site behind it."""
    words, known = bare.split(), title.split()
    shared = len(set(words) & set(known))
    contained = title.startswith(f"{bare} ") or bare.startswith(f"{title} ")
    return shared * 4 >= max(len(words), len(known)) * (2 if contained else 3)


def _mark_head(lines: list[str], kinds: Kinds) -> None:
    """Lines without a full stop before the first sentence: where, when and by whom; anything else is a heading."""
    first = next((i for i, line in enumerate(lines[:16]) if kinds[i] is None and _is_text(line)), 0)
    for i, line in enumerate(lines[:first]):
        if kinds[i] is not None:
            continue
        if _CLOCK.fullmatch(line) or read_imprint(line):
            kinds[i] = "metadata"
        elif read_place_line(line):
            kinds[i] = "dateline"
        elif _NAME.match(line.partition(",")[0]) and (i == 0 or kinds[i - 1] in ("title", "byline")) and len(line) < 80:
            kinds[i] = "byline"
        else:
            kinds[i] = _ending(line) or "heading"


def _is_text(line: str) -> bool:
    return (
        len(line) >= 160
        or line[-1] in ":;,—"
        or bool(STOP.search(line) or _SPEAKER.match(line) or _LABEL.match(line) or _ITEM.match(line))
    )


def _mark_zones(lines: list[str], kinds: Kinds, prose: list[bool], headers: dict[int, str], transcript: bool) -> None:
    """Lists of links and notices behind the first prose, each until the next one begins or the body goes on."""
    first = next((i for i, it in enumerate(prose) if it), len(lines))
    starts = {i: kind for i, kind in headers.items() if i > first}
    for start in (_first_bar(lines, kinds, prose, first), _first_pair(lines, kinds, prose)):
        if start is not None:
            starts.setdefault(start, "teaser")
    zone: str | None = None
    for i, line in enumerate(lines):
        if i in starts:
            zone = starts[i]
        elif zone and kinds[i] is None and (_resumes(lines, prose, i) or (transcript and _SPEAKER.match(line))):
            zone = None
        if zone and (kinds[i] in (None, "byline") or not any(map(str.isalnum, line))):
            kinds[i] = zone


def _first_bar(lines: list[str], kinds: Kinds, prose: list[bool], first: int) -> int | None:
    """Where a list of headline, `|` and summary begins: two such bars behind the prose, each with its headline."""
    bars = [
        i
        for i in range(first + 1, len(lines))
        if _BAR.search(lines[i]) and not prose[i] and (" | " in lines[i] or not STOP.search(lines[i - 1].rstrip(" |")))
    ]
    if len(bars) < 2:
        return None
    start = bars[0]
    while start > first + 1 and kinds[start - 1] is None and not prose[start - 1]:
        start -= 1
    return start


def _first_pair(lines: list[str], kinds: Kinds, prose: list[bool]) -> int | None:
    """Where the article is closed by three or more pairs of headline and summary, one sentence each."""
    start = end = max((i for i, kind in enumerate(kinds) if kind is None), default=-1) + 1
    while start >= 2 and _is_summary(lines[start - 1]) and not prose[start - 2]:
        if kinds[start - 2] is not None or not _is_heading(lines[start - 2]):
            break
        start -= 2
    pairs = range(start, end, 2)
    verbal, told = sum(_is_verbal(lines[i]) for i in pairs), sum(prose[i + 1] for i in pairs)
    likely = len(pairs) >= 3 and verbal * 2 >= len(pairs) and told * 3 >= len(pairs) * 2
    return start if likely and any(prose[:start]) else None


def _is_verbal(headline: str) -> bool:
    return not _HEADLINE_VERBS.isdisjoint(_WORDS.findall(headline.casefold()))


def _is_summary(line: str) -> bool:
    return 40 <= len(line) < 250 and not _INNER_STOP.search(line)


def _resumes(lines: list[str], prose: list[bool], i: int) -> bool:
    """Whether the body goes on here: three paragraphs of prose in a row, or two long ones."""
    run = 0
    while i + run < len(lines) and prose[i + run] and not _BAR.search(lines[i + run]):
        run += 1
    return run >= 3 or (run == 2 and len(lines[i]) + len(lines[i + 1]) >= 500)


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
    listed = lines[end - 1].endswith(":")
    rest = [i for i in range(end, len(lines)) if kinds[i] is None and not STOP.search(lines[i])]
    for i in rest:
        signed = i == end and not listed and (_NAME.fullmatch(lines[i]) or _SIGNATURE.fullmatch(lines[i]))
        if signed or _bare(lines[i]) in known:
            kinds[i] = "byline"
    headlines = [i for i in rest if kinds[i] is None and len(lines[i].split()) >= 4]
    verbal = [i for i in headlines if _is_verbal(lines[i])]
    if not listed and len(verbal) >= 2 and len(verbal) * 3 >= len(headlines) * 2:
        for i in range(headlines[0], len(lines)):
            kinds[i] = kinds[i] or "teaser"


def _ending(line: str) -> str | None:
    """The kind that a line has behind the body; a single word of the lists is not enough to deny a whole sentence."""
    if len(line) > 200 or (len(line) > 120 and _INNER_STOP.search(line)):
        return None
    folded, sentence = line.casefold(), bool(STOP.search(line))
    for kind, lists in _KINDS.items():
        found = lists.endings.search(folded)
        if found and not (sentence and (kind == "metadata" or found[0].isalpha())):
            return kind
    return None


def _mark_headings(lines: list[str], kinds: Kinds, prose: list[bool], transcript: bool) -> None:
    """Short lines without a full stop, right above a paragraph of prose, and not in a list that a colon announced."""
    listed = False
    for i, line in enumerate(lines[:-1]):
        short = kinds[i] is None and not prose[i]
        if short and not listed and prose[i + 1] and kinds[i + 1] is None and _is_heading(line):
            kinds[i] = "body" if transcript and line.endswith("?") else "heading"
        listed = line.endswith(":") or (listed and short and not STOP.search(line))


def _is_heading(line: str) -> bool:
    return (
        len(line) <= 120
        and (line[0].isupper() or line[0].isdigit() or line[0] in "#“\"‘'")
        and line[-1] not in ".!…:;,—–-|"
        and not (STOP.search(line) and line[-1] != "?")
        and not _INNER_STOP.search(line)
        and not _SPEAKER.match(line)
        and not _ITEM.match(line)
    )
