"""Numbers that are no amounts: dates, times, years, labels, telephone numbers, marks of lists, parts of names.

What the dates mean belongs to `times`; here they are only passed over. The word lists are in `quantities.yaml`.
"""

import re

from pipelines.extract.amounts import Amount, attached_code
from pipelines.extract.counted import is_plural_ahead, noun_phrase
from pipelines.extract.numerals import GAP, KNOWLEDGE, Numeral

_LABELS = KNOWLEDGE["labels"]
_WORDS, _MONTHS = frozenset(_LABELS["words"]), frozenset(_LABELS["months"])
_YEARS_BEFORE, _ZONES = frozenset(_LABELS["years_before"]), frozenset(_LABELS["zones"])
_GROUPS = tuple(_LABELS["groups"])
_PEOPLE = frozenset(KNOWLEDGE["counted"]["irregular"]) | frozenset(KNOWLEDGE["scales"]["million_before"])
_BOUNDS = frozenset({"than", "least"}).union(*KNOWLEDGE["approximators"]["before"].values())

_LETTER = r"[^\W\d_]"
_DASHES = "-‐‑–—"
_PASSED = re.compile(
    r"""(?![0-9]{1,3}(?:\.[0-9]{3}){2,4}(?![0-9.]))[0-9]{1,14}(?:[-/.–][0-9]{1,14}){2,}+(?![0-9])    # 2025-06-17
    |[0-9]{1,4}(?:[ .-]\(?[0-9]{2,4}\)?){1,4}[ .-][0-9]{4}(?![0-9])|[0-9]{3}\)\s?[0-9]{3}-[0-9]{4}    # telephone
    |[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\ ?[ap]\.?m\b\.?)?    # 10:30
    |[0-9]{1,2}(?:\.[0-9]{2})?\ ?(?:[ap]\.m\.|[ap]m\b|o['’]clock)
    |(?:1[5-9]|20)[0-9]{2}\ ?[-–—/]\ ?(?:(?:1[5-9]|20)[0-9]{2}|[0-9]{2})(?![0-9%])    # 2024-25, 2019/20
    |(?:1[0-9]|20)?[0-9]0['’]?s\b    # 1980s
    |[0-9]{1,4}\+[0-9]{1,4}    # 2+2
    |9/11\b|24/7\b|50[-/]50\b""",
    re.VERBOSE | re.IGNORECASE,
)
_TOKEN_REST = re.compile(r"(?:\w|[-./:@_,](?=\w))*+")
_WORD_REST = re.compile(r"\w*+")
_SHORT_YEAR = re.compile(r"[0-9]{2}(?![\w.,]?[0-9])")
_YEAR = re.compile(r"(?:1[5-9]|20)[0-9]{2}")
_ORDINAL_END = re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)
_JOINED = re.compile(r"\w|-(?=\w)")
_NEXT = re.compile(rf"{GAP}({_LETTER}+)")
_SUBSECTION = re.compile(r"\([a-z0-9]{1,4}\)|\s(?:U\.?S\.?C|C\.?F\.?R|U\.S\. Code)\b")
_LIST_START = re.compile(r"(?:^|\n)[ \t]*[(\[]?$")
_LIST_END = re.compile(r"\s?[.)\]]\s")
_DAY_LINK = rf"(?:[{_DASHES}&]|to|and|or|through|until)"
_MONTH_DAY = re.compile(rf"({_LETTER}{{3,9}})\.?\s[0-9]{{1,2}}(?:st|nd|rd|th)?(?:,\s[0-9]{{1,2}})?,?\s?{_DAY_LINK}\s?$")
_DAY_MONTH = re.compile(rf"(?:st|nd|rd|th)?\s?(?:,|{_DAY_LINK})\s?[0-9]{{1,2}}(?:st|nd|rd|th)?\s({_LETTER}{{3,9}})\b")
_DAY_BEHIND = re.compile(r"\s(?:[0-9]|that\b|this\b|of\b)|[,.;)]|$")
_NAME_BEFORE = re.compile(r"(?<=[a-z,] )[A-Z]\w*[ ]$|(?:^|(?<=\W))[A-Z&]{2,6}[ :]{1,2}$")
_MODEL_BEFORE = re.compile(r"(?:^|(?<=\W))[a-z]{1,3}[A-Z]\w*[ ]$")
_CAPITAL_BEFORE = re.compile(r"(?:^|(?<=\W))[A-Z][a-z]+[ ]$")
_RUNNING = re.compile(r"[a-z,][ ]$")


def token_end(text: str, pos: int) -> int:
    """Where the run of letters, digits and joining signs ends."""
    match = _TOKEN_REST.match(text, pos)
    return max(match.end() if match else pos, pos + 1)


def pass_over(text: str, start: int) -> int:
    """Where to go on if what starts at `start` is part of a name, address, date or time; 0 if it may be an amount."""
    before = text[start - 1 : start]
    joined = start > 1 and text[start - 2].isalnum()
    if not text[start].isdigit():
        match = _WORD_REST.match(text, start) if joined and before in ("-", "‐", "‑", "/") else None
        return match.end() if match else 0
    if before.isalpha() and attached_code(text, start):
        return 0
    if before.isalnum() or (before and (before in "_@#&=%?\\" or (joined and before in "-‐‑–/.+'’"))):
        return token_end(text, start)
    if before in ("'", "’") and _SHORT_YEAR.match(text, start):
        return start + 2
    match = _PASSED.match(text, start)
    return match.end() if match else 0


def goes_on(text: str, amount: Amount) -> bool:
    """Whether the digits of an amount go on as a date, an ordinal or a name."""
    numeral = amount.numeral
    if not numeral.plain:
        return False
    if _ORDINAL_END.match(text, numeral.end) or _PASSED.match(text, numeral.start):
        return True
    return amount.unit is None and _JOINED.match(text, amount.end) is not None


def ordinal_end(text: str, numeral: Numeral) -> int:
    """Where the ending of an ordinal in digits ("2nd") ends; 0 if there is none."""
    match = _ORDINAL_END.match(text, numeral.end) if numeral.plain else None
    return match.end() if match else 0


def is_year_like(text: str, amount: Amount) -> bool:
    """Whether the number has the form of a year, 1500 to 2099."""
    return amount.numeral.plain and _YEAR.fullmatch(text, amount.numeral.start, amount.numeral.end) is not None


def is_dated(text: str, amount: Amount, before: list[str]) -> bool:
    """Whether a number that "to" follows is a day or a year on its own ("grew in 2020 to 5 million")."""
    if amount.unit is not None or not amount.numeral.plain or not before:
        return False
    if before[-1].rstrip(".,") in _MONTHS:
        return amount.value <= 31
    return before[-1] in ("in", "since", "during", "by", "until") and is_year_like(text, amount)


def is_month(word: str) -> bool:
    return word.lower().rstrip(".,") in _MONTHS


def is_name(text: str, numeral: Numeral) -> bool:
    """ "Five Eyes", "Group of Seven": a number that is part of a name."""
    before = text[max(0, numeral.start - 12) : numeral.start].lower()
    if before.rstrip().endswith(_GROUPS) and numeral.value < 100:
        return not is_plural_ahead(text, numeral.end)
    if not numeral.words or not text[numeral.start].isupper():
        return False
    if _CAPITAL_BEFORE.search(text, max(0, numeral.start - 24), numeral.start):
        return True
    follows = _NEXT.match(text, numeral.end)
    capital = follows is None or follows[1][0].isupper()
    return capital and _RUNNING.search(text, max(0, numeral.start - 3), numeral.start) is not None


def is_label(text: str, amount: Amount, before: list[str], *, alone: bool) -> bool:
    """Whether a number without a unit is a date, a year, a label or a mark of a list; `alone`: it is no range."""
    numeral = amount.numeral
    last = before[-1] if before else ""
    bare = re.split(f"[{_DASHES}/]", last.rstrip(".,:"))[-1].replace(".", "")
    labelled = bare in _WORDS and not last.endswith(",")
    if numeral.words:
        return labelled and numeral.value <= 20 and noun_phrase(text, amount.end) is None
    digits = text[numeral.start : numeral.end]
    if not numeral.plain:
        return labelled and numeral.scale == 1.0 and "," not in digits
    if labelled or (len(digits) > 1 and digits[0] == "0"):
        return True
    behind = _NEXT.match(text, amount.end)
    following = behind[1].lower() if behind else ""
    if following in _ZONES and len(digits) == 4:
        return True
    if numeral.value <= 31 and _is_day(text, amount, bare, last, behind):
        return True
    if _is_mark(text, amount) or _SUBSECTION.match(text, amount.end):
        return True
    lead = max(0, amount.start - 24)
    if _MODEL_BEFORE.search(text, lead, amount.start):
        return True
    if _NAME_BEFORE.search(text, lead, amount.start) and not is_plural_ahead(text, amount.end):
        return True
    return alone and is_year_like(text, amount) and _is_year(text, amount, bare, following)


def _is_day(text: str, amount: Amount, bare: str, last: str, behind: re.Match[str] | None) -> bool:
    if bare in _MONTHS and not (last.endswith(",") and is_plural_ahead(text, amount.end)):
        return True
    if behind and is_month(behind[1]):
        certain = behind[1][0].isupper() or behind[1] not in ("may", "march")
        return certain or _DAY_BEHIND.match(text, behind.end()) is not None
    left = _MONTH_DAY.search(text, max(0, amount.start - 30), amount.start)
    right = _DAY_MONTH.match(text, amount.numeral.end)
    return (left is not None and is_month(left[1])) or (right is not None and is_month(right[1]))


def _is_mark(text: str, amount: Amount) -> bool:
    """ "1." or "(1)" at the start of a line, "2 )" and "[3]" anywhere."""
    before, after = text[max(0, amount.start - 6) : amount.start], text[amount.end : amount.end + 3]
    if _LIST_END.match(after) and _LIST_START.search(before):
        return True
    if before[-1:] in ("(", "[") and after[:1] in (")", "]"):
        return True
    return amount.value < 20 and after.lstrip()[:1] == ")" and "(" not in text[max(0, amount.start - 60) : amount.start]


def _is_year(text: str, amount: Amount, bare: str, following: str) -> bool:
    if bare in _YEARS_BEFORE:
        return True
    if bare in _BOUNDS or amount.value < 1800:
        return False
    counts = following in _PEOPLE or (amount.value % 100 == 0 and is_plural_ahead(text, amount.end))
    return not counts or bare in ("the", "of")
