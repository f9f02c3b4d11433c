"""The Data Docs as pages that stand alone: what Great Expectations writes, without what it fetches from elsewhere.

Its pages load scripts, styles, fonts and a picture from a dozen servers, and its index stays empty without them. What
the other pages say is left as it is.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path

from lxml import html
from lxml.html.builder import CLASS, E

STYLE = Path(__file__).with_name("data_docs.css")

_FETCHES_OR_NEEDS_SCRIPT = (
    "//script | //link | //style | //img | //footer | //a[@data-toggle] | //*[contains(@class, 'modal')]"
    " | //div[contains(@class, 'card')][.//input]"
)


def stand_alone(folder: Path, suites: Mapping[str, tuple[int, int]]) -> None:
    """Rewrite the pages of a folder in place, with an index of the suites: expectations judged, and failed."""
    shutil.rmtree(folder / "static", ignore_errors=True)
    shutil.copyfile(STYLE, folder / STYLE.name)
    for path in folder.rglob("*.html"):
        page = html.fromstring(path.read_bytes())
        for element in page.xpath(_FETCHES_OR_NEEDS_SCRIPT):
            element.drop_tree()
        up = "../" * (len(path.relative_to(folder).parts) - 1)
        page.find("head").append(E.link(rel="stylesheet", href=up + STYLE.name))
        path.write_bytes(_bytes(page))
    (folder / "index.html").write_bytes(_bytes(_index(folder, suites)))


def _index(folder: Path, suites: Mapping[str, tuple[int, int]]) -> html.HtmlElement:
    rows = []
    for name, (judged, failed) in suites.items():
        pages = sorted(path.relative_to(folder).as_posix() for path in (folder / "validations" / name).rglob("*.html"))
        link = E.a(name, href=pages[-1]) if pages else name
        status = E.td("failed", CLASS("text-danger")) if failed else E.td("passed", CLASS("text-success"))
        rows.append(E.tr(E.td(link), E.td(str(judged)), E.td(str(failed)), status))
    return E.html(
        E.head(
            E.meta(charset="utf-8"),
            E.meta(name="viewport", content="width=device-width, initial-scale=1"),
            E.title("Validation report"),
            E.link(rel="stylesheet", href=STYLE.name),
        ),
        E.body(
            E.h1("Validation report"),
            E.p("What was expected of each table, and which rows failed. The suites named ", E.code("_columns"),
                " are about the columns themselves."),
            E.table(
                E.thead(E.tr(*(E.th(head) for head in ("suite", "expectations", "failed", "")))),
                E.tbody(*rows),
            ),
        ),
        lang="en",
    )  # fmt: skip


def _bytes(page: html.HtmlElement) -> bytes:
    return html.tostring(page, doctype="<!DOCTYPE html>", encoding="utf-8") + b"\n"
