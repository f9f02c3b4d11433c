"""Kinds of paragraphs: layouts of many newsrooms, and the shared gold."""

from pathlib import Path

import pytest

from pipelines.segment.stage import stretches

Article = tuple[str, list[tuple[str, str]]]


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
    text, expected = "", []
    for kind, line in LAYOUTS[name]:
        dateline, mark, rest = line.rpartition("‖")
        if mark:
            expected.append(("dateline", dateline.strip()))
        if line:
            expected.append((kind, rest.strip()))
        text += line.replace("‖", "") + "\n"
    found = stretches(text)
    read = []
    for kind, line in expected:
        start = text.index(line, text.index(read[-1][1]) if read else 0)
        end = start + len(line)
        covered = {k: 0 for _, _, _, k in found} | {None: 0}
        for _, a, b, k in found:
            covered[k] += max(0, min(b, end) - max(a, start))
        read.append((max(covered, key=lambda k: covered[k]), line))
    assert read == expected
