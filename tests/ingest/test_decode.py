"""Text is decoded, and otherwise left exactly as it is."""

from pathlib import Path

import pytest

from pipelines.ingest import ingest
from pipelines.ingest.decode import decode

TEXT = "The harbour towns – Málaga, Aarhus, São Tomé – “agreed” on Monday; it costs £5 or €6 each.\r\n\r\nThat’s all.\r"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "gb18030"])
def test_text_comes_back_as_it_was(encoding: str) -> None:
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    assert decode(mark + TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize(
    "text",
    ["The Málaga summit.", "A café in Zürich hosted José Muñoz and François Élie.", "At 20 °C ± 3 it was «fine»."],
)
def test_short_western_texts_are_not_taken_for_eastern_ones(text: str) -> None:
    assert decode(text.encode("latin-1")) == text


def test_what_is_declared_goes_before_what_is_guessed() -> None:
    assert decode("Łódź, Kraków".encode("iso-8859-2"), "iso-8859-2") == "Łódź, Kraków"
    assert decode("Málaga".encode("latin-1"), "no-such-charset") == "Málaga"


def test_characters_that_do_not_show_are_kept(tmp_path: Path) -> None:
    text = (
        "The summit\u200b of \u202bالرياض\u202c opened\u00ad on\u2066 Monday\u2069, said Dr\u2028Doe "
        "\U0001f1f0\U0001f1ff.\r\nIt closed\ufeff."
    )
    (tmp_path / "a.txt").write_bytes(text.encode())
    article = ingest(tmp_path).documents.row(0, named=True)
    assert article["text"] == text
    assert article["characters"] == len(text)
