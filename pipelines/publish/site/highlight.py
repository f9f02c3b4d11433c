"""Marking what was read in a text: spans that may overlap become pieces in a row, and hidden characters become visible.

Offsets are code points. How a piece looks belongs to the templates.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from pipelines.plain import Spelling


@dataclass(frozen=True)
class Span:
    """A stretch of text that means something: `kind` is its CSS class, `key` what it is, `label` what a reader sees."""

    start: int
    end: int
    kind: str
    key: str
    label: str


@dataclass(frozen=True)
class Piece:
    """A stretch that the same spans cover, and those that begin here."""

    text: str
    spans: tuple[Span, ...]
    begins: tuple[Span, ...]

    @property
    def kinds(self) -> str:
        return " ".join(sorted({span.kind for span in self.spans}))

    @property
    def label(self) -> str:
        return "; ".join(dict.fromkeys(span.label for span in self.spans))

    @property
    def html(self) -> Markup:
        return visible(self.text)


def pieces(text: str, offset: int, spans: Iterable[Span]) -> Iterator[Piece]:
    """The text, which starts at `offset`, in pieces; spans are clipped to it and may overlap in any way."""
    end = offset + len(text)
    inside = sorted(
        (span for span in spans if span.start < end and span.end > offset),
        key=lambda span: (span.start, -span.end, span.kind, span.key),
    )
    cuts = sorted({offset, end, *(min(max(cut, offset), end) for s in inside for cut in (s.start, s.end))})
    for start, stop in pairwise(cuts):
        covering = tuple(span for span in inside if span.start <= start and span.end >= stop)
        begins = tuple(span for span in covering if max(span.start, offset) == start)
        yield Piece(text[start - offset : stop - offset], covering, begins)


def visible(text: str) -> Markup:
    """The text as HTML in which control, format and direction characters are written out, so that none can act."""
    return Markup(str(escape(text)).translate(_SPELLING))


def _spelt_out(character: str) -> Markup:
    name = unicodedata.name(character, "control character").lower()
    return Markup('<span class="hidden" title="{}">U+{:04X}</span>').format(name, ord(character))


_SPELLING = Spelling(("Cc", "Cf", "Co", "Cs", "Zl", "Zp"), _spelt_out)
