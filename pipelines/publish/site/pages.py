"""The pages of one release: which there are, and what is on those that are about all of it.

Reads the tables as they are published, so a page never shows more of an article than the release does. Every page
stands alone: it works from disk and without JavaScript, and fetches nothing from elsewhere. The pages of single
articles and questions are in the modules of these names.
"""

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any, Literal

import polars as pl

from pipelines import wording
from pipelines.predicates import load_predicates
from pipelines.publish.site import charts
from pipelines.publish.site.articles import (
    about_article,
    article_pages,
    claim_href,
    published_sentences,
    rows_of_articles,
)
from pipelines.publish.site.kept import kept_pages
from pipelines.publish.site.questions import question_blocks, question_pages, rows_of_questions
from pipelines.publish.site.render import cut_short, environment, numbered, split, up
from pipelines.tables import PUBLISHED, Table

STATIC = Path(__file__).parent / "static"

PAGES = 5_000
"""Articles, and questions, that have a page of their own: those with most facts, and contested ones first."""

_LISTED = 400
"""Lines of a list on one page."""

_ANSWERS = 4
"""Answers to a question that a list gives."""

_EVIDENCE = 120
"""Sentences beside answers on one page of questions."""

_FIRST_ROWS = 20
_CELL = 90
"""Characters of a cell in the first rows of a table."""

_LINKS = {
    "facts": ("predicate", "articles/{doc_id}.html#{fact_id}"),
    "claims": ("predicate", "claims/{question_id}.html#{claim_id}"),
    "documents": ("source_path", "articles/{doc_id}.html"),
}
"""Of the rows of a table: the column whose values lead on, and to which page."""

_TABLES = {table.name: table for table in PUBLISHED}

Frames = Mapping[str, pl.DataFrame]


def write_site(
    folder: Path, frames: Frames, manifest: Mapping[str, Any], about: Mapping[str, Any], cache: Path | None = None
) -> None:
    """Write the pages of a release into `folder`, which lies inside the release.

    `manifest` is the release's; `about` has what the dataset is (`title`, `description`) and how to cite it
    (`citation`). Pages of articles and questions are kept below `cache`, where it is given.
    """
    for part in ("static", "tables", "articles", "claims"):
        (folder / part).mkdir(parents=True)
    for file in sorted(STATIC.iterdir()):
        shutil.copyfile(file, folder / "static" / file.name)
    site = _Site(frames)
    for path, template, content in site.pages():
        page = environment().get_template(template).render(up=up(path), manifest=manifest, about=about, **content)
        (folder / path).write_text(page, encoding="utf-8")
    release = about["title"], manifest["version"], cache
    for rows, of, by, pages in (
        (site.articles, "documents", "doc_id", article_pages),
        (site.questions, "claims", "question_id", question_pages),
    ):
        for path, page in kept_pages(rows, of, by, pages, *release):
            (folder / path).write_text(page, encoding="utf-8")


@dataclass(frozen=True)
class _Site:
    frames: Frames

    def pages(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Path below the site's folder, template, and what the template shows, of pages about all of the release."""
        yield "index.html", "release.html", self._overview()
        for name in _TABLES:
            yield f"tables/{name}.html", "table.html", self._table(name)
        yield "validation.html", "validation.html", {}
        yield from self._lists("contested", "contested.html", self._blocks(self._contested), _shown, _EVIDENCE)
        yield from self._lists("timeline", "timeline.html", self._timeline())
        listed = [about_article(document) for document in self._documents.iter_rows(named=True)]
        yield from self._lists("articles/index", "articles.html", listed, left_out=self._left_out("articles"))
        lines, left_out = self._claim_lines(), self._left_out("questions")
        yield from self._lists("claims/index", "claims.html", lines, left_out=left_out)

    @property
    def articles(self) -> dict[str, pl.DataFrame]:
        """What is on the pages of articles."""
        return rows_of_articles(self.frames, self._documents, self._sentences, self._claims_with_page)

    @property
    def questions(self) -> dict[str, pl.DataFrame]:
        """What is on the pages of questions."""
        return rows_of_questions(self.frames, self._question_pages, self._sentences)

    # Which pages there are

    @cached_property
    def _documents(self) -> pl.DataFrame:
        """Articles with a page, the newest first."""
        facts = self.frames["facts"].group_by("doc_id").len("facts")
        documents = self.frames["documents"].join(facts, on="doc_id", how="left")
        chosen = documents.sort(["facts", "doc_id"], descending=[True, False], nulls_last=True).head(PAGES)
        return chosen.sort(["published", "source_path"], descending=[True, False], nulls_last=True)

    @cached_property
    def _sentences(self) -> pl.DataFrame:
        return published_sentences(self.frames, self._documents)

    def _left_out(self, what: Literal["articles", "questions"]) -> int:
        """How many of them have no page."""
        if what == "articles":
            return self.frames["documents"].height - self._documents.height
        return self.frames["claims"]["question_id"].n_unique() - self._question_pages.height

    @cached_property
    def _question_pages(self) -> pl.DataFrame:
        """`question_id` of questions with a page: contested ones, then those with most sources; and its `rank`."""
        claims = self.frames["claims"].sort(["n_independent", "claim_id"], descending=[True, False])
        first = claims.unique("question_id", keep="first", maintain_order=True)
        ranked = first.sort(
            pl.col("status") != "contested", "n_independent", "question_id", descending=[False, True, False]
        )
        return ranked.head(PAGES).select("question_id").with_row_index("rank")

    @cached_property
    def _claims_with_page(self) -> pl.DataFrame:
        claims = self.frames["claims"].join(self._question_pages, on="question_id", how="semi")
        return claims.select("claim_id", "question_id")

    @cached_property
    def _contested(self) -> list[str]:
        contested = self.frames["claims"].filter(pl.col("status") == "contested")
        return self._question_pages.join(contested, on="question_id", how="semi").sort("rank")["question_id"].to_list()

    # What is on them

    def _overview(self) -> dict[str, Any]:
        claims, facts, documents = self.frames["claims"], self.frames["facts"], self.frames["documents"]
        return {
            "tables": list(PUBLISHED),
            "numbers": {
                "articles": documents.height,
                "facts": facts.height,
                "claims": claims.height,
                "corroborated": claims.filter(pl.col("status") == "corroborated").height,
                "contested questions": len(self._contested),
            },
            "questions": split(self._blocks(self._contested[:3]), _shown, _EVIDENCE)[0],
            "pictures": [
                ("How far sources agree: claims per predicate", charts.agreement(claims)),
                (
                    "What was read: facts per article and predicate, the darker the more",
                    charts.facts_per_article(facts, documents),
                ),
            ]
            if facts.height
            else [],
        }

    def _table(self, name: str) -> dict[str, Any]:
        table, frame = _TABLES[name], self.frames[name]
        of: Literal["articles", "questions"] = "questions" if name == "claims" else "articles"
        column, link = _LINKS.get(name, (None, "")) if not self._left_out(of) else (None, "")
        shown = _reading_order(table, frame)
        rows = [
            [(_cell(row[each]), link.format_map(row) if each == column else None) for each in shown]
            for row in frame.head(_FIRST_ROWS).iter_rows(named=True)
        ]
        heads = [(each, frame.schema[each].is_numeric()) for each in shown]
        return {"table": table, "heads": heads, "rows": rows, "height": frame.height, "column": column, "link": link}

    def _blocks(self, questions: Sequence[str]) -> list[dict[str, Any]]:
        asked = pl.DataFrame({"question_id": questions}, schema={"question_id": pl.String})
        blocks = question_blocks(rows_of_questions(self.frames, asked, self._sentences))
        return [blocks[question_id] for question_id in questions]

    def _claim_lines(self) -> list[dict[str, Any]]:
        """One line a question, by predicate and words, that with most sources first."""
        known = load_predicates()
        order = {name: i for i, name in enumerate(known)}
        claims: dict[str, list[dict[str, Any]]] = defaultdict(list)
        shown = self.frames["claims"].join(self._question_pages, on="question_id", how="semi")
        for claim in shown.sort(["n_independent", "claim_id"], descending=[True, False]).iter_rows(named=True):
            claims[claim["question_id"]].append(claim)
        lines = [
            {
                "predicate": answers[0]["predicate"],
                "meaning": known[answers[0]["predicate"]].meaning if answers[0]["predicate"] in known else None,
                "words": cut_short(wording.question(answers[0])),
                "answer": _short(answers),
                "status": answers[0]["status"],
                "sources": sum(claim["n_independent"] for claim in answers),
                "href": f"claims/{question_id}.html",
            }
            for question_id, answers in claims.items()
        ]
        return sorted(
            lines,
            key=lambda line: (
                order.get(line["predicate"], len(order)),
                *itemgetter("predicate", "words")(line),
                -line["sources"],
                *itemgetter("answer", "href")(line),
            ),
        )

    def _timeline(self) -> list[dict[str, Any]]:
        """The rows of the table of that name; each leads to its question, or to the words that it was read from."""
        pages = self._sentences.select("segment_id", "page")
        words = self.frames["facts"].join(pages, on="segment_id").sort("doc_id", "evidence_start", "fact_id")
        first = words.unique("claim_id", keep="first").select("claim_id", words=pl.format("{}#{}", "page", "fact_id"))
        rows = (
            self.frames["timeline"]
            .join(self._claims_with_page, on="claim_id", how="left", maintain_order="left")
            .join(first, on="claim_id", how="left", maintain_order="left")
        )
        return [
            {
                "row": row | {"name": cut_short(row["name"])},
                "year": row["date_start"].year,
                "when": wording.days(row["date_start"], row["date_end"], row["date_precision"]),
                "href": claim_href(row) or row["words"],
            }
            for row in rows.iter_rows(named=True)
        ]

    def _lists(
        self,
        path: str,
        template: str,
        lines: Sequence[dict[str, Any]],
        weight: Callable[[dict[str, Any]], int] = lambda _: 1,
        most: int = _LISTED,
        left_out: int = 0,
    ) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """A list over as many pages as it needs; it says how many have no page and are left out."""
        parts = split(lines, weight, most)
        for number, part in enumerate(parts):
            context = {"lines": part, "part": number, "parts": [numbered(path, i) for i in range(len(parts))]}
            yield numbered(path, number), template, context | {"left_out": left_out}


def _short(claims: Sequence[dict[str, Any]]) -> str:
    """The first answers to a question, in one line."""
    said = " / ".join(map(wording.answer, claims[:_ANSWERS]))
    more = f" and {len(claims) - _ANSWERS} more" if len(claims) > _ANSWERS else ""
    return cut_short(said) + more


def _shown(question: dict[str, Any]) -> int:
    """How many sentences stand beside the answers to a question."""
    return sum(len(answer["evidence"]) for answer in question["answers"])


def _reading_order(table: Table, frame: pl.DataFrame) -> list[str]:
    """The columns as people read them: at the end identifiers and offsets, which are for joins, and what is empty."""
    technical = [c.name for c in table.columns if c.name.endswith(("_id", "_ids")) or c.unit == "Unicode code points"]
    empty = [name for name in table.names if name not in technical and frame[name].null_count() == frame.height > 0]
    return [name for name in table.names if name not in {*technical, *empty}] + technical + empty


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = ", ".join(map(_item, value)) if isinstance(value, list) else _item(value)
    return text if len(text) <= _CELL else f"{text[: _CELL - 1]}…"


def _item(value: object) -> str:
    """As CSV and the preview write it: no exponent, and a whole number without a fraction."""
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)
