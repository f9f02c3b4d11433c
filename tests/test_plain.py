import pytest

from pipelines.plain import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ms Örn said “yes”,\n\tthen 没有", "Ms Örn said “yes”,\n\tthen 没有"),
        ("\x1b]0;title\x07\r", r"\u001b]0;title\u0007\u000d"),
        ("abc\u202edef\u200b", r"abc\u202edef\u200b"),
        ("odd\udcff.txt", r"odd\udcff.txt"),
    ],
)
def test_what_cannot_be_seen_is_spelt_out(text: str, shown: str) -> None:
    assert plain(text) == shown
