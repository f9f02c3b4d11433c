from hypothesis import given
from hypothesis import strategies as st

from pipelines.publish.site.highlight import Span, pieces, visible


def span(start: int, end: int, kind: str = "fact") -> Span:
    return Span(start, end, kind, f"{kind}-{start}-{end}", f"{kind} {start}")


def test_overlapping_spans_become_pieces_in_a_row() -> None:
    found = list(pieces("Peru and Chile met", 100, [span(100, 114), span(109, 118, "quote")]))
    assert [(p.text, p.kinds) for p in found] == [("Peru and ", "fact"), ("Chile", "fact quote"), (" met", "quote")]
    assert [[s.key for s in p.begins] for p in found] == [["fact-100-114"], ["quote-109-118"], []]


def test_spans_are_clipped_to_the_text() -> None:
    found = list(pieces("Lima", 10, [span(0, 12), span(40, 50)]))
    assert [(p.text, p.kinds) for p in found] == [("Li", "fact"), ("ma", "")]
    assert found[0].begins == (span(0, 12),)


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6))
def test_pieces_are_the_text(text: str, ends: list[tuple[int, int]]) -> None:
    spans = [span(min(a, b), max(a, b) + 1) for a, b in ends]
    found = list(pieces(text, 5, spans))
    assert "".join(piece.text for piece in found) == text
    at = 5
    for piece in found:
        assert set(piece.spans) == {s for s in spans if s.start <= at and s.end >= at + len(piece.text)}
        at += len(piece.text)


def test_hidden_characters_are_written_out() -> None:
    assert visible("a\u202eb<c>\n") == (
        'a<span class="hidden" title="right-to-left override">U+202E</span>b&lt;c&gt;\n'
    )
