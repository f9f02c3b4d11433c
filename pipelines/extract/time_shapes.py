"""The machinery that finds expressions of time: a text as class codes, and the shapes of `times.yaml` over them.

The text is cut into words once, and every word is replaced by one character that stands for its class. Around the words
of which every expression has one, the shapes that can start with a class are matched over that string. Repeats are
bounded, so the cost is linear in the text. What a shape means is in `time_dates.py` and `time_lengths.py`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, repeat
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.knowledge import KnowledgeError, line_of, load_yaml

KNOWLEDGE = Path(__file__).with_name("times.yaml")

_TOKEN = re.compile(
    r"[^\W\d]\w*|\s+|\d{1,4}(?=(?:[AaPp][Mm]|hrs?|h)?(?!\w))|\w+|,\d{3}(?![\d,])|\.\d{1,2}(?!\w)|['’]s(?!\w)|.",
    re.DOTALL,
)
_BLANKS = (" ", "\n", "\t", "\xa0", "\u202f", "\u2009", "  ", " \n", "\n ", "\r\n", " \r\n", "   ", "\n  ", "\n    ")
_UNKNOWN = "~"
_ALPHABET = "".join(chr(c) for c in range(ord("0"), 0x250) if chr(c).isalnum())
_PIECE = re.compile(
    r"<(?:(?P<label>\w+):)?(?P<name>\w+)>|(?P<word>[a-z]+)|(?P<syntax>\{\d,\d\}|[()|?])|(?P<sign>.)",
    re.DOTALL,
)
_FORMS: dict[str, Callable[[str], tuple[str, ...]]] = {
    "any": lambda word: (word, word.capitalize(), word.upper()),
    "title": lambda word: (word.capitalize(), word.upper()),
    "upper": lambda word: (word.upper(),),
    "lower": lambda word: (word,),
}


class Rule(NamedTuple):
    name: str
    reader: str
    shape: re.Pattern[str]
    labels: dict[str, list[str]]
    """The named groups of the shape for every label."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """`times.yaml`, compiled: the code of every word, the codes of every class, the shapes."""

    codes: dict[str, str]
    values: dict[str, dict[str, Any]]
    classes: dict[str, frozenset[str]]
    cues: dict[str, int]
    """1 for words that look ahead, -1 for words that look back."""
    small: frozenset[str]
    """Words that no date describes."""
    heads: re.Pattern[str]
    rules: dict[str, tuple[Rule, ...]]
    """The rules that can start with a code, in order."""


def _numerals() -> dict[str, dict[str, Any]]:
    """The groups that nobody wants to type: numbers by how they are written, and signs."""
    suffix = {1: "st", 2: "nd", 3: "rd"}
    return {
        "digits": {str(n): n for n in range(10_000)} | {f"{n:02d}": n for n in range(10)},
        "day": {str(n): n for n in range(1, 32)} | {f"{n:02d}": n for n in range(1, 10)},
        "two": {f"{n:02d}": n for n in range(100)},
        "year": {str(n): n for n in range(1000, 2101)},
        "nth": {f"{n}{'th' if n // 10 == 1 else suffix.get(n % 10, 'th')}": n for n in range(1, 100)},
        "decade": {f"{n}s": n for n in range(1000, 2100, 10)},
        "short_decade": {f"{n}s": n for n in range(10, 1000, 10)},
        "thousands": {f",{n:03d}": n for n in range(1000)},
        "decimals": {f".{n}": n for n in range(10)} | {f".{n:02d}": n for n in range(100)},
        "fiscal_code": {f"fy{n}": n for n in range(1950, 2101)} | {f"fy{n:02d}": 2000 + n for n in range(100)},
        "quarter_code": {f"q{n}": ("quarter", n) for n in range(1, 5)},
        "half_code": {f"h{n}": ("half", n) for n in range(1, 3)},
        "possessive": dict.fromkeys(("'s", "’s")),
        "apostrophe": dict.fromkeys("'’‘"),
        "dash": dict.fromkeys("-–—‐‑−"),
        "blank": dict.fromkeys(_BLANKS),
        "stop": dict.fromkeys(".!?;"),
    }


@cache
def grammar(path: Path = KNOWLEDGE) -> Grammar:
    """The compiled shapes of a file; KnowledgeError, with file and line, for a pattern that cannot be one."""
    knowledge = load_yaml(path)
    values = _numerals()
    kinds: dict[str, set[str]] = {}
    for name, words in values.items():
        for word in words:
            for form in (word, word.upper()):
                kinds.setdefault(form, set()).add(name)
    for name, group in knowledge["groups"].items():
        words = group["words"]
        values[name] = words if isinstance(words, dict) else dict.fromkeys(words)
        for word in values[name]:
            for form in _FORMS[group.get("case", "any")](word):
                kinds.setdefault(form, set()).add(name)

    patterns = [*knowledge["phrases"].values(), *(rule["pattern"] for rule in knowledge["rules"].values())]
    for pattern in patterns:
        for piece in _PIECE.finditer(pattern):
            literal = piece["word"] or piece["sign"]
            if literal and literal not in " -":
                for form in _FORMS["any"](literal):
                    kinds.setdefault(form, set()).add(f"={literal}")

    letters: dict[tuple[str, ...], str] = {}
    classes: dict[str, frozenset[str]] = {}
    for kind in sorted({tuple(sorted(kind)) for kind in kinds.values()}):
        if len(letters) == len(_ALPHABET):
            raise KnowledgeError(f"{path}: too many kinds of words; put words that only patterns use in one group")
        letters[kind] = _ALPHABET[len(letters)]
        for name in kind:
            classes[name] = classes.get(name, frozenset()) | {letters[kind]}

    parts = {name: _Part(_charset(codes), codes, False) for name, codes in classes.items()}
    for name, pattern in knowledge["phrases"].items():
        parts[name] = _compile(_Owner(path, "phrases", name), pattern, parts, {})
    rules: dict[str, tuple[Rule, ...]] = {}
    for name, rule in knowledge["rules"].items():
        labels: dict[str, list[str]] = {}
        part = _compile(_Owner(path, "rules", name), rule["pattern"], parts, labels)
        compiled = Rule(name, rule["read"], re.compile(part.regex), labels)
        for letter in part.first:
            rules[letter] = (*rules.get(letter, ()), compiled)
    heads = frozenset[str]()
    for head in knowledge["heads"]:
        if head not in classes and f"={head}" not in classes:
            raise KnowledgeError(f"{path}: heads: the head {head!r} is neither group nor word of a pattern; remove it")
        heads |= classes.get(head) or classes[f"={head}"]
    codes = {form: letters[tuple(sorted(kind))] for form, kind in kinds.items()}
    cues = dict.fromkeys(knowledge["cues"]["ahead"], 1) | dict.fromkeys(knowledge["cues"]["back"], -1)
    return Grammar(
        codes, values, classes, cues, frozenset(knowledge["cues"]["small"]), re.compile(_charset(heads)), rules
    )


class _Owner(NamedTuple):
    """Whose pattern it is."""

    path: Path
    section: str
    name: str

    def error(self, wrong: str) -> KnowledgeError:
        line = line_of(self.path, (self.section, self.name, "pattern"))
        return KnowledgeError(f"{self.path}, line {line}: {self.name} {wrong}")


class _Part(NamedTuple):
    """A pattern or part of one as a regular expression over class codes."""

    regex: str
    first: frozenset[str]
    """The codes that it can start with."""
    empty: bool
    """Whether it can be left out."""


def _compile(owner: _Owner, pattern: str, parts: dict[str, _Part], labels: dict[str, list[str]]) -> _Part:
    """A pattern as a regular expression; its labels become named groups, entered in `labels`.

    `parts` are the groups and the phrases so far: a phrase can only use phrases that stand before it.
    """
    pieces = _PIECE.finditer(pattern)

    def alternatives(nested: bool) -> _Part:
        options: list[list[_Part]] = [[]]
        closed = not nested
        for piece in pieces:
            match piece["syntax"]:
                case ")":
                    if not nested:
                        raise owner.error("closes a bracket that it does not open; remove it")
                    closed = True
                    break
                case "|":
                    options.append([])
                case "(":
                    options[-1].append(alternatives(nested=True))
                case None:
                    options[-1].append(_atom(owner, piece, parts, labels))
                case repeat:
                    if not options[-1]:
                        raise owner.error(f"has {repeat} with nothing before it; remove it")
                    regex, first, empty = options[-1].pop()
                    if repeat != "?" and (empty or "{" in regex):
                        raise owner.error("repeats a part that repeats or can be empty, which can run away; unfold it")
                    options[-1].append(_Part(regex + repeat, first, empty or repeat[:2] in ("?", "{0")))
        if not closed:
            raise owner.error("opens a bracket that it does not close; close it")
        sequences = [_sequence(option) for option in options]
        return _Part(
            f"(?:{'|'.join(sequence.regex for sequence in sequences)})",
            frozenset[str]().union(*(sequence.first for sequence in sequences)),
            any(sequence.empty for sequence in sequences),
        )

    return alternatives(nested=False)


def _sequence(parts: list[_Part]) -> _Part:
    first, empty = frozenset[str](), True
    for part in parts:
        if empty:
            first |= part.first
        empty = empty and part.empty
    return _Part("".join(part.regex for part in parts), first, empty)


def _atom(owner: _Owner, piece: re.Match[str], parts: dict[str, _Part], labels: dict[str, list[str]]) -> _Part:
    """A group, a phrase or a literal word or sign."""
    label, name, sign = piece["label"], piece["name"], piece["sign"]
    if sign and sign in "*+":
        raise owner.error(f"repeats without end; write {{0,4}} instead of {sign}")
    if not name:
        literal = f"={piece['word'] or sign}"
        return parts[{"= ": "blank", "=-": "dash"}.get(literal, literal)]
    if name not in parts:
        raise owner.error(f"uses <{name}>, which is neither group nor phrase before it; correct it")
    if not label:
        return parts[name]
    names = labels.setdefault(label, [])
    names.append(f"{label}_{len(names)}")
    return parts[name]._replace(regex=f"(?P<{names[-1]}>{parts[name].regex})")


def _charset(letters: frozenset[str]) -> str:
    return f"[{''.join(sorted(letters))}]" if len(letters) > 1 else "".join(letters)


class Document:
    """A text cut into words and blanks, and the class code of each."""

    def __init__(self, text: str) -> None:
        self.grammar = grammar()
        self.tokens = _TOKEN.findall(text)
        self.codes = "".join(map(self.grammar.codes.get, self.tokens, repeat(_UNKNOWN)))

    @cached_property
    def offsets(self) -> list[int]:
        """Where every token starts, in code points, and the end of the text."""
        return [0, *accumulate(map(len, self.tokens))]

    def sentence(self, first: int, last: int, reach: int) -> tuple[int, int]:
        """The tokens around [first, last) within `reach` and within the sentence."""
        start, end = first, last
        while start > 0 and first - start < reach and not self._is_stop(start - 1):
            start -= 1
        while end < len(self.tokens) and end - last < reach and not self._is_stop(end):
            end += 1
        return start, end

    def _is_stop(self, i: int) -> bool:
        return self.codes[i] in self.grammar.classes["stop"] or (self.codes[i] == _UNKNOWN and self.tokens[i].isspace())

    def between(self, first: int, last: int) -> str:
        """The text of the tokens [first, last), in lower case, without outer blanks."""
        return "".join(self.tokens[first:last]).strip().lower()

    def hits(self) -> Iterator["Hit"]:
        """Matches of the shapes in every run of known words that holds a head."""
        codes, grammar, end = self.codes, self.grammar, 0
        for head in grammar.heads.finditer(codes):
            if head.start() < end:
                continue
            start = codes.rfind(_UNKNOWN, 0, head.start()) + 1
            end = codes.find(_UNKNOWN, head.start())
            end = len(codes) if end < 0 else end
            while start < end:
                for rule in grammar.rules.get(codes[start], ()):
                    if match := rule.shape.match(codes, start, end):
                        yield Hit(self, rule, match)
                        start = match.end()
                        break
                else:
                    start += 1


class Word(NamedTuple):
    at: int
    """Number of the token."""
    text: str
    """In lower case."""


class Hit:
    """One match of a shape, [first, last) in tokens, with its words by group and label."""

    def __init__(self, document: Document, rule: Rule, match: re.Match[str]) -> None:
        self.document, self.rule, self._match = document, rule, match
        self.first, self.last = match.span()
        self.words = [
            Word(i, token.lower())
            for i, token in enumerate(document.tokens[self.first : self.last], self.first)
            if not token.isspace()
        ]
        self.texts = [word.text for word in self.words]

    def of(self, group: str) -> list[tuple[int, Any]]:
        """Token number and value of every word of a group."""
        letters, values = self.document.grammar.classes[group], self.document.grammar.values[group]
        return [(w.at, values[w.text]) for w in self.words if self.document.codes[w.at] in letters]

    def one(self, *groups: str) -> Any:
        """The value of the first word of the first group that has one; None without."""
        for group in groups:
            if found := self.of(group):
                return found[0][1]
        return None

    def says(self, *words: str) -> bool:
        """Whether one of the words is in the match."""
        return any(word in self.texts for word in words)

    def label(self, name: str) -> tuple[int, int] | None:
        """The tokens of a labelled part."""
        for group in self.rule.labels.get(name, ()):
            if self._match.start(group) >= 0:
                return self._match.span(group)
        return None

    def before(self) -> str:
        """The word or sign before, in lower case; "" at the start of a line."""
        return self._neighbour(self.first - 1, -1).lower()

    def after(self) -> str:
        """The word or sign after, as written; "" at the end of a line."""
        return self._neighbour(self.last, 1)

    def _neighbour(self, i: int, step: int) -> str:
        tokens = self.document.tokens
        while 0 <= i < len(tokens):
            if not tokens[i].isspace():
                return str(tokens[i])
            if "\n" in tokens[i]:
                return ""
            i += step
        return ""
