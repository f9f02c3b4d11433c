"""The Data Docs as pages that stand alone: what Great Expectations writes, without what it fetches from elsewhere.

Its pages load scripts, styles, fonts and a picture from a dozen servers, and its index stays empty without them. What
the other pages say is left as it is, but that a warning looks like one.
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lxml import html
from lxml.html.builder import CLASS, E

STYLE = Path(__file__).with_name("data_docs.css")

_FETCHES_OR_NEEDS_SCRIPT = (
    "//script | //link | //style | //img | //footer | //a[@data-toggle] | //*[contains(@class, 'modal')]"
    " | //div[contains(@class, 'card')][.//input]"
)

_STATUS = "//i[preceding-sibling::*[normalize-space() = 'Status:']]"
_NO_ASSET = "//br[contains(following-sibling::text()[1], 'Data asset: None')]"
_FAILING_ROWS = "//tr[td[1]//i[contains(@class, 'text-danger')]]"
_COUNT = ".//strong[contains(@class, 'text-danger')]"

State = Literal["holds", "fails", "warns"]


@dataclass(frozen=True)
class Line:
    """One expectation of a suite as the report has it: its description, how it came out, what was found."""

    description: str
    state: State
    found: str | None = None
    """What was found, in words, in place of the count of failing rows."""


def stand_alone(folder: Path, suites: Mapping[str, Sequence[Line]]) -> None:
    """Rewrite the pages of a folder in place, with an index of the suites."""
    shutil.rmtree(folder / "static", ignore_errors=True)
    shutil.copyfile(STYLE, folder / STYLE.name)
    for path in folder.rglob("*.html"):
        page = html.fromstring(path.read_bytes())
        for element in page.xpath(_FETCHES_OR_NEEDS_SCRIPT):
            element.drop_tree()
        if path.is_relative_to(folder / "validations"):
            _tell_states(page, suites[path.relative_to(folder).parts[1]])
        up = "../" * (len(path.relative_to(folder).parts) - 1)
        page.find("head").append(E.link(rel="stylesheet", href=up + STYLE.name))
        path.write_bytes(_bytes(page))
    (folder / "index.html").write_bytes(_bytes(_index(folder, suites)))


def _tell_states(page: html.HtmlElement, lines: Sequence[Line]) -> None:
    """Have the page of a run say which failures only warn, and nothing of a data asset, which it has not."""
    for element in page.xpath(_NO_ASSET):
        element.getparent().remove(element)
    for row in page.xpath(_FAILING_ROWS):
        line = next((line for line in lines if line.description in row.text_content()), None)
        if line is None:
            continue
        for count in row.xpath(_COUNT) if line.found else ():
            count.text, count[:] = line.found, []
        for element in row.xpath(".//*[contains(@class, 'text-danger')]") if line.state == "warns" else ():
            element.set("class", "text-warning warns")
    for status in page.xpath(_STATUS):
        status.tail = None
        if _worst(lines) == "warns":
            status.set("class", "text-warning warns")


def _worst(lines: Sequence[Line]) -> State:
    states = {line.state for line in lines}
    return "fails" if "fails" in states else "warns" if "warns" in states else "holds"


_WORDS: dict[State, tuple[str, str]] = {
    "holds": ("passed", "text-success"),
    "warns": ("passed, with warnings", "text-warning"),
    "fails": ("failed", "text-danger"),
}


def _index(folder: Path, suites: Mapping[str, Sequence[Line]]) -> html.HtmlElement:
    rows = []
    for name, lines in suites.items():
        pages = sorted(path.relative_to(folder).as_posix() for path in (folder / "validations" / name).rglob("*.html"))
        link = E.a(name, href=pages[-1]) if pages else name
        words, style = _WORDS[_worst(lines)]
        counts = (len(lines), *(sum(line.state == state for line in lines) for state in ("fails", "warns")))
        rows.append(E.tr(E.td(link), *(E.td(str(count)) for count in counts), E.td(words, CLASS(style))))
    return E.html(
        E.head(
            E.meta(charset="utf-8"),
            E.meta(name="viewport", content="width=device-width, initial-scale=1"),
            E.title("Validation report"),
            E.link(rel="stylesheet", href=STYLE.name),
        ),
        E.body(
            E.h1("Validation report"),
            E.p("What was expected of the rows of each table, and of the columns of all, and what failed."),
            E.table(
                E.thead(E.tr(*(E.th(head) for head in ("suite", "expectations", "failed", "warnings", "")))),
                E.tbody(*rows),
            ),
        ),
        lang="en",
    )  # fmt: skip


def _bytes(page: html.HtmlElement) -> bytes:
    return html.tostring(page, doctype="<!DOCTYPE html>", encoding="utf-8") + b"\n"
