"""Kinds of paragraphs: the layouts of many newsrooms, and the shared gold."""

import time
from pathlib import Path

import pytest
from segments import kinds_of_lines, score_kinds

from pipelines.segment.stage import stretches


def _layouts() -> dict[str, list[tuple[str, str]]]:
    articles: dict[str, list[tuple[str, str]]] = {}
    for row in Path(__file__).with_name("layouts.txt").read_text(encoding="utf-8").splitlines():
        if row.startswith("=== "):
            articles[row[4:]] = lines = []
        elif not row.startswith("#") and articles:
            kind, _, text = row.partition(" ")
            lines.append((kind, text.strip()))
    return articles


LAYOUTS = _layouts()


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_line_of_a_layout_has_its_kind(name: str) -> None:
    lines = LAYOUTS[name]
    text = "\n".join(line.replace("‖", "") for _, line in lines)
    kinds = kinds_of_lines(text)
    assert [(kinds.get(n), line) for n, (_, line) in enumerate(lines, 1)] == [
        (kind or None, line) for kind, line in lines
    ]
    found = [text[start:end] for _, start, end, kind in stretches(text) if kind == "dateline"]
    assert found == [line.partition("‖")[0].strip() for kind, line in lines if "‖" in line or kind == "dateline"]


def test_the_shared_gold(shared: Path) -> None:
    score = score_kinds(shared / "articles", shared / "gold" / "segments.jsonl")
    assert score.lines == 112
    assert score.accuracy >= 0.98, score.wrong
    assert score.teasers_in_body == 0, score.wrong


@pytest.mark.parametrize("dropped", [["TIN LIÊN QUAN"], ["TIN LIÊN QUAN", "|"]])
def test_teasers_are_told_without_their_header_and_bars(shared: Path, dropped: list[str]) -> None:
    article = (shared / "articles" / "000_fec64866185cbb2f.txt").read_text(encoding="utf-8")
    lines = [
        line for line in article.split("\n") if line not in dropped and not (line.endswith(" |") and "|" in dropped)
    ]
    kinds = kinds_of_lines("\n".join(lines))
    first = next(n for n, line in enumerate(lines, 1) if "airport" in line)
    assert set(list(kinds.values())[: list(kinds).index(first)]) <= {"title", "byline", "body", "teaser", "heading"}
    assert {kind for n, kind in kinds.items() if n >= first} == {"teaser"}


def test_known_title_and_author_are_found_in_the_text() -> None:
    text = "World\nLake states limit fishing\nAda Brenn, Chair\nFive lake states agreed on Monday to limit fishing."
    kinds = [kind for *_, kind in stretches(text, "Lake states limit fishing | Alpine Post", "Ada Brenn, Chair")]
    assert kinds == ["heading", "title", "byline", "body"]


@pytest.mark.parametrize("text", ["China signed a treaty with Norland on June 17, 2031", "Leaders met.", "Yes", "12"])
def test_a_text_of_one_line_is_body(text: str) -> None:
    expected = "body" if any(map(str.isalpha, text)) else "boilerplate"
    assert [kind for *_, kind in stretches(text)] == [expected]


@pytest.mark.parametrize("text", ["", " \n\t\r\n ", "\u2028"])
def test_a_blank_text_has_no_stretch(text: str) -> None:
    assert stretches(text) == []


@pytest.mark.parametrize(
    "line",
    ["a > " * 70, "A.B.C.D " * 18 + "--", "By " + "Aa " * 48, "Aa, " * 30, "Mr. " * 40, "home" + "/" * 200, "(AP" * 40,
     "1:" * 90, "May 5, " * 20, "date 2031-01-01 " * 8, "Aa and " * 40, "aa-" * 40, "photo / " * 9, ". " * 100,
     "1. a " * 40],
)  # fmt: skip
def test_hostile_lines_do_not_run_away(line: str) -> None:
    started = time.process_time()
    stretches(f"{line}\n" * 200)
    assert time.process_time() - started < 2
