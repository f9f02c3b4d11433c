"""Annotation of single texts: every layer points at the right words, bad lines lose nothing, the command streams."""

import json
import re
import shlex
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import pipelines.annotate
from pipelines.annotate import BATCH, LAYERS, annotate, annotate_lines, parse_layers
from pipelines.cli import app
from pipelines.extract import extract
from pipelines.ingest import ingest
from pipelines.segment import segment

README = Path(__file__).parents[1] / "README.md"
REPORT = (
    "Peruvian President Ada Quispe met Chilean President Luis Rojas in Arica on Monday. “We need rail links,” Quispe "
    "said, adding that trade reached some 20 billion yuan ($3.2 billion) in 2018. “Ports matter,” said Rojas, “and so "
    "do roads.” Talks ran from May 2 to May 4, 2019."
)
RECORD = {"id": "wire-1", "date": "2019-06-19", "text": REPORT}


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    (annotated,) = annotate([RECORD])
    return annotated


def words(row: dict[str, Any]) -> str:
    return REPORT[row["start"] : row["end"]]


def command(*arguments: str, lines: str) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["annotate", *arguments], input=lines)


def test_layers_come_in_order_after_the_id(report: dict[str, Any]) -> None:
    assert list(report) == ["id", *LAYERS]
    assert report["id"] == "wire-1"


def test_segments(report: dict[str, Any]) -> None:
    assert [list(row) for row in report["segments"]] == [["kind", "start", "end"]] * 4
    assert [words(row).split()[0] for row in report["segments"]] == ["Peruvian", "“We", "“Ports", "Talks"]


def test_a_second_currency_is_an_entry_of_its_own(report: dict[str, Any]) -> None:
    first, second = report["quantities"]
    assert (words(first), words(second)) == ("20 billion yuan", "$3.2 billion")
    assert (first["value"], first["unit"], first["name"], first["approx"]) == (2e10, "CNY", "chinese yuan", "about")
    assert (second["value"], second["unit"], second["name"], second["kind"]) == (3.2e9, "USD", "dollar", "money")


def test_ranges_have_an_upper_end() -> None:
    (annotated,) = annotate([{"text": "It needs 8 to 10 tonnes."}], ["quantities"])
    assert [(q["value"], q["upper"], q["unit"]) for q in annotated["quantities"]] == [(8.0, 10.0, "metric ton")]


def test_times_lean_on_the_date_and_give_interval_ends_apart(report: dict[str, Any]) -> None:
    assert [(words(t), t["type"], t["value"]) for t in report["times"]] == [
        ("Monday", "DATE", "2019-06-17"),
        ("2018", "DATE", "2018"),
        ("May 2", "DATE", "2019-05-02"),
        ("May 4, 2019", "DATE", "2019-05-04"),
    ]


def test_quotes_join_the_stretches_of_one_cue(report: dict[str, Any]) -> None:
    found = [(q["speaker"], q["cue"], q["mode"], [words(c) for c in q["content"]]) for q in report["quotes"]]
    assert found == [
        ("Ada Quispe", "said", "direct", ["We need rail links"]),
        ("Ada Quispe", "adding", "indirect", ["trade reached some 20 billion yuan ($3.2 billion) in 2018"]),
        ("Luis Rojas", "said", "direct", ["Ports matter", "and so do roads"]),
    ]
    assert report["quotes"][0]["speaker_id"] == "person:ada-quispe"


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("According to Ada Quispe, the port has reopened.", "According to"),
        ("The port has reopened, according to Ada Quispe.", "according to"),
        ("Ada Quispe told reporters that the port has reopened.", "told"),
        ("“The port has reopened,” shrugged Ada Quispe.", None),
    ],
)
def test_cues(text: str, cue: str | None) -> None:
    (annotated,) = annotate([{"text": text}], ["quotes"])
    (quote,) = annotated["quotes"]
    assert quote["cue"] == cue
    (content,) = quote["content"]
    assert text[content["start"] : content["end"]].lower() == "the port has reopened"


def test_a_quotation_of_two_sentences_has_one_cue() -> None:
    text = "Ada Quispe said: “The port has reopened at last. The railway line will follow in spring.” Nobody clapped."
    (annotated,) = annotate([{"text": text}], ["quotes"])
    (quote,) = annotated["quotes"]
    assert quote["cue"] == "said"
    assert [text[c["start"] : c["end"]] for c in quote["content"]] == [
        "The port has reopened at last",
        "The railway line will follow in spring",
    ]


def test_mentions_name_their_entities(report: dict[str, Any]) -> None:
    assert [list(row) for row in report["mentions"][:1]] == [["start", "end", "entity_id", "type", "name", "method"]]
    found = [(words(m), m["entity_id"], m["type"], m["name"]) for m in report["mentions"]]
    assert ("Peruvian", "country:PE", "country", "Peru") in found
    assert ("Quispe", "person:ada-quispe", "person", "Ada Quispe") in found


def test_facts_are_the_ones_of_a_release(tmp_path: Path) -> None:
    text = f"ARICA, June 19, 2019 (Xinhua) — {REPORT}"
    (tmp_path / "wire.txt").write_text(text, encoding="utf-8")
    documents = ingest(tmp_path).documents
    expected = extract(documents, segment(documents)).facts
    (annotated,) = annotate([{"text": text}], ["facts"])
    assert all(text[f["evidence_start"] : f["evidence_end"]] == f["evidence"] for f in annotated["facts"])
    keys = ("predicate", "subject", "object", "value", "alt_unit", "evidence_start", "status")
    found = [tuple(fact.get(key) for key in keys) for fact in annotated["facts"]]
    assert sorted(found, key=repr) == sorted(expected.select(keys).rows(), key=repr)
    assert "2019-06-17" in [fact.get("date_start") for fact in annotated["facts"]]
    assert {fact["doc_id"] for fact in annotated["facts"]} == {annotated["id"]}


def test_only_literals_cost_no_segmenting_and_no_extraction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipelines.annotate, "segment", None)
    monkeypatch.setattr(pipelines.annotate, "extract", None)
    (annotated,) = annotate([RECORD], ["quantities", "times"])
    assert list(annotated) == ["id", "quantities", "times"]
    with pytest.raises(TypeError):
        annotate([RECORD], ["segments"])


def test_only_segments_cost_no_extraction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipelines.annotate, "extract", None)
    assert len(annotate([RECORD], ["segments"])[0]["segments"]) == 4


def test_layers_are_parsed() -> None:
    assert parse_layers("times, quantities") == ("quantities", "times")
    with pytest.raises(ValueError, match="'dates', 'where' is unknown; name some of segments,quantities,times,quotes"):
        parse_layers("where,facts,dates")


def test_texts_do_not_depend_on_their_batch(report: dict[str, Any]) -> None:
    other = {"id": "other", "text": "Peru signed the Quito Charter on 4 June 2018, said Luis Rojas."}
    lines = [json.dumps(record).encode() for record in (other, RECORD, RECORD | {"id": "again"}, other)]
    together = [it for batch in annotate_lines(lines) for it in batch]
    alone = [it for batch in annotate_lines(lines, batch=1) for it in batch]
    assert together == alone
    assert together[1] == report
    assert together[0] == together[3]


def test_the_same_id_with_two_texts_is_two_documents() -> None:
    texts = ["It cost $5.", "It cost $7."]
    found = annotate([{"id": 1, "text": text} for text in texts], ["segments", "quantities"])
    assert [(it["id"], it["quantities"][0]["value"]) for it in found] == [(1, 5.0), (1, 7.0)]


def test_ids_come_from_content_where_none_is_given() -> None:
    first, second, other = annotate([{"text": "One."}, {"text": "One.", "id": ""}, {"text": "Two."}], ["times"])
    assert first["id"] == second["id"] != other["id"]
    assert re.fullmatch("doc-[0-9a-f]{16}", first["id"])


BAD = [
    ("{", {"line": 2}, "this is no JSON"),
    ("[" * 100_000, {"line": 2}, "this is no JSON"),
    ('"text"', {"line": 2}, "the record is a str"),
    ('{"body": "x", "title": "t"}', {"line": 2}, "`text` is missing or no string (there is: body, title)"),
    ('{"id": 7, "text": null}', {"id": 7}, "`text` is missing"),
    ('{"id": "a", "text": "x \\ud800"}', {"id": "a"}, "`text` holds half a character"),
    ('{"id": "a", "text": "x", "date": "2025-02-30"}', {"id": "a"}, "`date` is '2025-02-30', which is no certain day"),
    ('{"text": "x", "date": 20250617}', {"line": 2}, "`date` is 20250617"),
    ('{"text": "x", "title": ["t"]}', {"line": 2}, "`title` is ['t']"),
    ('{"id": {"a": 1}, "text": "x"}', {"line": 2}, "`id` is {'a': 1}"),
    ('{"id": "\\ud800", "text": "x"}', {"line": 2}, "`id` is '\\ud800'"),
]


@pytest.mark.parametrize(("line", "name", "error"), BAD)
def test_a_bad_line_has_an_error_in_its_place(line: str, name: dict[str, object], error: str) -> None:
    good = json.dumps({"id": "good", "text": "It cost $5."})
    result = command("--only", "quantities", lines="\n".join([good, line, "", good]))
    first, bad, last = map(json.loads, result.stdout.splitlines())
    assert result.exit_code == 1
    assert first == last and first["id"] == "good"
    assert bad.pop("error").startswith(error)
    assert bad == name


def test_a_line_that_is_not_utf8_has_an_error() -> None:
    ((bad,),) = annotate_lines([b'{"text": "caf\xe9"}'])
    assert bad == {"line": 1, "error": "byte 13 of the line is not UTF-8; save the file as UTF-8"}


def test_texts_without_words_are_no_error() -> None:
    result = command(lines='\ufeff{"text": ""}\n{"text": "\\u0000 \\n"}\n')
    assert result.exit_code == 0
    assert [len(json.loads(line)) for line in result.stdout.splitlines()] == [7, 7]


def test_nothing_in_nothing_out() -> None:
    result = command(lines="")
    assert (result.exit_code, result.stdout) == (0, "")


def test_an_unknown_layer_is_refused_with_the_known_ones() -> None:
    result = command("--only", "dates", lines="")
    assert result.exit_code == 2
    assert "'dates' is unknown; name some of segments,quantities,times,quotes,mentions,facts" in result.stderr


def test_lines_are_taken_by_the_batch() -> None:
    batches = annotate_lines((json.dumps({"text": f"${n}"}).encode() for n in range(5)), ["quantities"], batch=2)
    assert [len(batch) for batch in batches] == [2, 2, 1]


def test_the_command_is_light_flushes_each_batch_and_survives_a_reader_who_leaves() -> None:
    code = (
        "import atexit, sys\n"
        "heavy = ('dagster', 'great_expectations', 'pandas', 'trafilatura')\n"
        "atexit.register(lambda: print([m for m in heavy if m in sys.modules], file=sys.stderr))\n"
        "from pipelines.cli import app\n"
        "app(['annotate', '--only', 'quantities'])"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], text=True, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin and process.stdout and process.stderr
        patience = threading.Timer(60, process.kill)
        patience.start()
        process.stdin.write('{"text": "It cost $5."}\n' * BATCH)
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["quantities"][0]["value"] == 5.0
        process.stdout.close()
        process.stdin.write('{"text": "It cost $6."}\n')
        process.stdin.close()
        assert process.stderr.read() == "[]\n"
        assert process.wait() == 1
        patience.cancel()


def test_readme() -> None:
    section = README.read_text(encoding="utf-8").split("## Single texts")[1].split("\n## ")[0]
    example, shown = re.findall(r"^```\w+\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    echo, line, pipe, _, *arguments = shlex.split(example.replace("\\\n", ""))
    assert (echo, pipe) == ("echo", "|")
    result = CliRunner().invoke(app, arguments, input=line)
    assert json.loads(result.stdout) == json.loads(shown)
    assert all(f"`{layer}`" in section for layer in LAYERS)
