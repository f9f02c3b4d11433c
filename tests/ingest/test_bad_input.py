"""What cannot be read is a row of `rejections` that names file, line, reason and cure, and the rest is read."""

import gzip
import json
import os
from pathlib import Path

import polars as pl
import pytest

from pipelines.ingest import CorpusError, NothingToReadError, ingest
from pipelines.tables import TABLES

TEXT = "The council of the harbour towns met on Monday and chose Lena Okafor as its chair for the next two years."
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    + bytes(60)
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with one good article."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "good.txt").write_text(TEXT)
    return folder


def _rejected(corpus: Path) -> dict[str, object]:
    found = ingest(corpus)
    assert "good.txt" in found.documents["source_path"].to_list(), "the good article is read all the same"
    assert found.rejections.schema == TABLES["rejections"].schema
    assert found.rejections["stage"].to_list() == ["ingest"]
    return found.rejections.row(0, named=True)


@pytest.mark.parametrize(
    ("name", "data", "reason", "cure"),
    [
        ("picture.txt", PNG, "binary", "convert"),
        ("nul.txt", TEXT.encode() + b"\x00" + TEXT.encode(), "binary", "NUL"),
        ("control.txt", bytes(range(1, 32)) * 20 + b"\xff", "binary", "control characters"),
        ("empty.txt", b"", "empty", "remove"),
        ("blank.txt", " \r\n\t\u200b\ufeff".encode(), "empty", "remove"),
        ("mixed.txt", "Ça va à Málaga — né".encode() * 5 + b"\xff\xfe" + TEXT.encode(), "undecodable", "UTF-8"),
        ("odd.txt", "Málaga".encode("utf-16")[:-1], "undecodable", "utf-16"),
        ("large.txt", b"word " * 2_100_000, "too_large", "split"),
        ("report.pdf", b"%PDF-1.4", "unknown_format", ".jsonl"),
        ("page.html", b"<html><head><title>x</title></head><body></body></html>", "unreadable", "No main text"),
        ("broken.parquet", b"PAR1 and nothing else", "unreadable", "whole"),
        ("broken.jsonl.gz", b"no gzip at all", "unreadable", "fetch"),
        ("cut.jsonl.gz", gzip.compress(json.dumps({"text": TEXT}).encode())[:-12], "unreadable", "fetch"),
        ("empty.jsonl", b"", "empty", "remove"),
        ("blank.jsonl", b"\n\n \n", "empty", "remove"),
        ("wide.jsonl", json.dumps({"text": TEXT}).encode("utf-16"), "undecodable", "UTF-8"),
        ("long.jsonl", b'{"text": "' + b"a" * 20_000_000 + b'"}', "too_large", "--max-bytes"),
    ],
)  # fmt: skip
def test_a_bad_file(corpus: Path, name: str, data: bytes, reason: str, cure: str) -> None:
    (corpus / name).write_bytes(data)
    rejected = _rejected(corpus)
    assert (rejected["source_path"], rejected["reason"]) == (name, reason)
    assert cure in str(rejected["detail"])


@pytest.mark.parametrize(
    ("line", "reason", "cure"),
    [
        (b'{"text": "half a record', "broken_json", "one JSON object a line"),
        (b'["a", "list"]', "broken_json", "list"),
        (b"[" * 100_000, "broken_json", "JSON"),
        (b'{"text": ' + b"9" * 5000 + b"}", "broken_json", "JSON"),
        (b'{"text": "one", "text": "two"}', "duplicate_keys", "'text'"),
        (b'{"title": "x", "body": "y"}', "no_text", "title, body"),
        (b'{"text": 7}', "no_text", "string"),
        (b'{"text": " \\n "}', "empty", "remove"),
        (b'{"text": "nul \\u0000 byte"}', "binary", "NUL"),
        (b'{"text": "half \\ud800 a pair"}', "undecodable", "surrogate"),
        ('{"text": "M\u00e1laga"}'.encode("latin-1"), "undecodable", "UTF-8"),
    ],
)
def test_a_bad_line_among_good_ones(corpus: Path, line: bytes, reason: str, cure: str) -> None:
    good = [json.dumps({"text": f"{TEXT} Vote {n}."}).encode() for n in range(2)]
    (corpus / "many.jsonl").write_bytes(b"\n".join([good[0], line, good[1]]))
    rejected = _rejected(corpus)
    assert (rejected["source_path"], rejected["line"], rejected["reason"]) == ("many.jsonl", 2, reason)
    assert cure in str(rejected["detail"])
    assert str(rejected["record"]).startswith(line[:5].decode())
    assert len(str(rejected["record"])) <= 220
    assert ingest(corpus).documents.height == 3


def test_a_table_without_a_text_column(corpus: Path) -> None:
    pl.DataFrame({"title": ["x"], "content": ["y"]}).write_parquet(corpus / "a.parquet")
    rejected = _rejected(corpus)
    assert rejected["reason"] == "no_text"
    assert "title, content" in str(rejected["detail"])


def test_a_row_without_text(corpus: Path) -> None:
    pl.DataFrame({"text": [None, f"{TEXT} Twice."]}).write_parquet(corpus / "a.parquet")
    rejected = _rejected(corpus)
    assert (rejected["line"], rejected["reason"]) == (1, "no_text")


GERMAN = (
    "Die Minister der fünf Staaten haben am Dienstag in der Hauptstadt einen Vertrag über den Fischfang unterzeichnet. "
    "Er tritt im nächsten Jahr in Kraft, wie der Vorsitzende des Rates mitteilte, und gilt für zehn Jahre."
)
FRENCH = (
    "Les ministres des cinq États ont signé mardi un accord sur la pêche, a annoncé le président du conseil. "
    "Il entrera en vigueur dans un an, après le vote des parlements. La prochaine réunion est prévue au printemps."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (GERMAN, "de"),
        (FRENCH, "fr"),
        ("El consejo de los puertos eligió el lunes a su nueva presidenta para los próximos dos años.", "es"),
        ("五国部长星期二在首都签署了渔业协定，理事会主席在会后表示，该协定将于明年生效。", "zh"),
        ("Министры пяти государств подписали во вторник соглашение о рыболовстве. Оно вступит в силу через год.", "ru"),
    ],
)
def test_another_language(corpus: Path, text: str, language: str) -> None:
    (corpus / "other.txt").write_text(text)
    rejected = _rejected(corpus)
    assert (rejected["source_path"], rejected["reason"]) == ("other.txt", "language_not_english")
    assert repr(language) in str(rejected["detail"])
    assert str(rejected["record"]) == text[:200]


@pytest.mark.parametrize(
    "text",
    [
        "Xi, Tokayev meet in Astana.",
        "Vizepräsident Müller said that the summit in Görlitz was over.",
        TEXT + " " + "Ассамблея народов и глав государств Центральной Азии " * 3 + TEXT * 6,
    ],
)
def test_short_texts_and_foreign_names_get_the_benefit_of_the_doubt(corpus: Path, text: str) -> None:
    (corpus / "short.txt").write_text(text)
    assert ingest(corpus).documents.height == 2


def test_a_folder_that_cannot_be_opened(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (corpus / "secret").mkdir()
    walk = os.scandir

    def scandir(path: Path) -> object:
        if str(path).endswith("secret"):
            raise PermissionError(13, "Permission denied", str(path))
        return walk(path)

    monkeypatch.setattr(os, "scandir", scandir)
    rejected = _rejected(corpus)
    assert (rejected["source_path"], rejected["reason"]) == ("secret", "unreadable")
    assert "Permission denied" in str(rejected["detail"])


def test_a_file_that_cannot_be_opened(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (corpus / "secret.txt").write_text(TEXT + " Secret.")
    open_ = Path.open

    def open_path(path: Path, *args: object, **options: object) -> object:
        if path.name == "secret.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return open_(path, *args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", open_path)
    rejected = _rejected(corpus)
    assert (rejected["source_path"], rejected["reason"]) == ("secret.txt", "unreadable")


def test_links_that_lead_nowhere_and_links_to_folders(corpus: Path) -> None:
    (corpus / "dangling.txt").symlink_to(corpus / "missing.txt")
    (corpus / "loop").symlink_to(corpus)
    found = ingest(corpus).rejections.sort("source_path")
    assert found.select("source_path", "reason").rows() == [("dangling.txt", "unreadable"), ("loop", "unreadable")]


def test_a_pipe_is_not_waited_for(corpus: Path) -> None:
    os.mkfifo(corpus / "pipe.txt")
    assert _rejected(corpus)["reason"] == "unreadable"


@pytest.mark.parametrize(
    "name", ["with space.txt", "quo\"te's, comma.txt", "new\nline.txt", "naïve 会.txt", "a#7.txt", "=cmd.txt"]
)
def test_odd_file_names(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXT)
    assert ingest(tmp_path).documents["source_path"].to_list() == [name]


def test_a_file_name_that_is_not_utf8(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))).write_text(TEXT)
    assert ingest(tmp_path).documents["source_path"].to_list() == ["caf\\xe9.txt"]


def test_no_corpus_says_where_and_how_to_cure_it(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"nowhere does not exist; give a file or a folder"):
        ingest(tmp_path / "nowhere")
    (tmp_path / ".hidden").write_text(TEXT)
    with pytest.raises(CorpusError, match=r"holds no file; put articles there"):
        ingest(tmp_path)


def test_nothing_readable_is_an_error_that_lists_the_reasons(tmp_path: Path) -> None:
    for n in range(7):
        (tmp_path / f"{n}.txt").write_bytes(PNG)
    with pytest.raises(NothingToReadError) as error:
        ingest(tmp_path)
    message = str(error.value)
    assert "0.txt: binary: Byte 8 is NUL" in message
    assert "4.txt" in message and "5.txt" not in message
    assert message.endswith("and 2 more")


def test_the_same_corpus_gives_the_same_rejections(corpus: Path) -> None:
    for n in range(3):
        (corpus / f"{n}.txt").write_bytes(PNG)
    first, second = ingest(corpus), ingest(corpus)
    assert first.rejections.equals(second.rejections)
    assert first.documents.equals(second.documents)
