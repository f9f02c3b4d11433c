"""The pages of one release: which there are, what is on them, and how they link to each other.

Reads the tables as they are published, so a page never shows more of an article than the release does. Every page
stands alone: it works from disk and without JavaScript, and fetches nothing from elsewhere.
"""

import json
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

import jinja2
import polars as pl
from markupsafe import Markup, escape

from pipelines import wording
from pipelines.plain import plain
from pipelines.predicates import load_predicates
from pipelines.publish.site import charts
from pipelines.publish.site.highlight import Span, pieces
from pipelines.tables import PUBLISHED, Table

_HERE = Path(__file__).parent
STATIC = _HERE / "static"

PAGES = 5_000
"""Articles, and questions, that have a page of their own: those with most facts, and contested ones first."""

_WEIGHT = 100_000
"""Characters of sentences and of what was read from them on one page, which keeps it light."""

_LISTED = 400
"""Lines of a list on one page."""

_LINE = 200
"""Characters of a statement, question or answer in a list."""

_ANSWERS = 4
"""Answers to a question that a list gives."""

_EVIDENCE = 120
"""Sentences beside the answers to one question, and on one page of questions; of one answer at most 20."""

_PICTURED = 24
"""Answers in a picture of one question."""

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

Row = dict[str, Any]
Frames = Mapping[str, pl.DataFrame]


@cache
def environment() -> jinja2.Environment:
    """Templates in which every value is escaped, and hidden characters spelt out, unless it is markup already."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
    )
    filters: dict[str, Callable[..., Any]] = {
        "size": wording.size,
        "thousands": lambda n: f"{n:,}",
        "code": _code,
        "runs": _runs,
        "first_sentence": lambda text: text.partition(". ")[0].rstrip(".") + ".",
        "changed": wording.changed,
        "changed_in_short": wording.changed_in_short,
    }
    env.filters |= filters
    return env


def write_site(folder: Path, frames: Frames, manifest: Mapping[str, Any], about: Mapping[str, Any]) -> None:
    """Write the pages of a release into `folder`, which lies inside the release.

    `manifest` is the release's; `about` has what the dataset is (`title`, `description`) and how to cite it
    (`citation`).
    """
    folder.mkdir()
    (folder / "static").mkdir()
    for file in sorted(STATIC.iterdir()):
        shutil.copyfile(file, folder / "static" / file.name)
    env = environment()
    site = _Site(frames, manifest)
    for path, template, context in site.pages():
        file = folder / path
        file.parent.mkdir(exist_ok=True)
        up = "../" * (len(Path(path).parts) - 1)
        page = env.get_template(template).render(up=up, manifest=manifest, about=about, **context)
        file.write_text(page, encoding="utf-8")


@dataclass(frozen=True)
class _Site:
    frames: Frames
    manifest: Mapping[str, Any]

    def pages(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Path below the site's folder, template, and what the template shows."""
        yield "index.html", "release.html", self._overview()
        for name in _TABLES:
            yield f"tables/{name}.html", "table.html", self._table(name)
        yield "validation.html", "validation.html", {}
        yield from self._lists("contested", "contested.html", self._questions(self._contested), _shown, _EVIDENCE)
        yield from self._lists("timeline", "timeline.html", self._timeline())
        yield from self._lists("articles/index", "articles.html", [self._document(d) for d in self._documents])
        yield from self._lists("claims/index", "claims.html", self._claim_lines())
        for question_id in self._question_pages:
            (question,) = self._questions([question_id])
            yield f"claims/{question_id}.html", "question.html", {"question": question}
        for document in self._documents:
            yield from self._article(document)

    # Which pages there are

    @cached_property
    def _documents(self) -> list[Row]:
        """Articles with a page, the newest first."""
        facts = self.frames["facts"].group_by("doc_id").len("facts")
        documents = self.frames["documents"].join(facts, on="doc_id", how="left")
        chosen = documents.sort(["facts", "doc_id"], descending=[True, False], nulls_last=True).head(PAGES)
        return chosen.sort(["published", "source_path"], descending=[True, False], nulls_last=True).to_dicts()

    @cached_property
    def _all_have_pages(self) -> bool:
        return self.frames["documents"].height <= PAGES and len(self._claims) <= PAGES

    @cached_property
    def _claims(self) -> dict[str, list[Row]]:
        """Claims by question, that with most sources first."""
        ordered = self.frames["claims"].sort(["n_independent", "claim_id"], descending=[True, False])
        by: dict[str, list[Row]] = defaultdict(list)
        for claim in ordered.iter_rows(named=True):
            by[claim["question_id"]].append(claim)
        return by

    @cached_property
    def _question_pages(self) -> dict[str, None]:
        """Questions with a page: contested ones, then those with most sources."""
        rank = {
            question: (claims[0]["status"] != "contested", -claims[0]["n_independent"], question)
            for question, claims in self._claims.items()
        }
        return dict.fromkeys(sorted(rank, key=rank.__getitem__)[:PAGES])

    @cached_property
    def _contested(self) -> list[str]:
        return [q for q in self._question_pages if any(c["status"] == "contested" for c in self._claims[q])]

    @cached_property
    def _facts_of_claims(self) -> dict[str, list[Row]]:
        by: dict[str, list[Row]] = defaultdict(list)
        for fact in self.frames["facts"].sort("doc_id", "evidence_start", "fact_id").iter_rows(named=True):
            by[fact["claim_id"]].append(fact)
        return by

    @cached_property
    def _names(self) -> dict[str, str]:
        return dict(self.frames["entities"].select("entity_id", "name").iter_rows())

    @cached_property
    def _by_id(self) -> dict[str, Row]:
        return {d["doc_id"]: d for d in self.frames["documents"].iter_rows(named=True)}

    @cached_property
    def _sentences(self) -> dict[str, list[Row]]:
        """Published sentences by article, in order."""
        by: dict[str, list[Row]] = defaultdict(list)
        given = self.frames["segments"].filter(pl.col("text").is_not_null()).sort("doc_id", "start")
        for segment in given.iter_rows(named=True):
            by[segment["doc_id"]].append(segment)
        return by

    @cached_property
    def _sentence(self) -> dict[str, Row]:
        return {segment["segment_id"]: segment for rows in self._sentences.values() for segment in rows}

    @cached_property
    def _page_of(self) -> dict[str, str]:
        """The page on which a sentence stands, by its id, of articles that have one."""
        return {
            segment["segment_id"]: _numbered(f"articles/{document['doc_id']}", number)
            for document in self._documents
            for number, part in enumerate(self._parts(document["doc_id"]))
            for segment in part
        }

    def _parts(self, doc_id: str) -> list[list[Row]]:
        """The sentences of an article, in parts of which each has a page."""

        def weight(sentence: Row) -> int:
            facts = self._facts_of_sentences[sentence["segment_id"]]
            mentions = self._mentions_of_sentences[sentence["segment_id"]]
            return 200 + len(sentence["text"]) + (2 * _LINE) * len(facts) + _LINE * len(mentions)

        return _split(self._sentences[doc_id], weight, _WEIGHT)

    @cached_property
    def _facts_of_sentences(self) -> dict[str, list[Row]]:
        return self._by_sentence("facts", "evidence_start")

    @cached_property
    def _mentions_of_sentences(self) -> dict[str, list[Row]]:
        return self._by_sentence("mentions", "start")

    def _by_sentence(self, table: str, order: str) -> dict[str, list[Row]]:
        """Rows of a table by the sentence that they stand in, of articles that have a page."""
        paged = pl.col("doc_id").is_in([document["doc_id"] for document in self._documents])
        by: dict[str, list[Row]] = defaultdict(list)
        for row in self.frames[table].filter(paged).sort("doc_id", order).iter_rows(named=True):
            by[row["segment_id"]].append(row)
        return by

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
            "questions": _split(self._questions(self._contested[:3]), _shown, _EVIDENCE)[0],
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
        column, link = _LINKS.get(name, (None, "")) if self._all_have_pages else (None, "")
        shown = _reading_order(table, frame)
        rows = [
            [(_cell(row[each]), link.format_map(row) if each == column else None) for each in shown]
            for row in frame.head(_FIRST_ROWS).iter_rows(named=True)
        ]
        heads = [(each, frame.schema[each].is_numeric()) for each in shown]
        return {"table": table, "heads": heads, "rows": rows, "height": frame.height, "column": column, "link": link}

    def _questions(self, ids: Iterable[str]) -> list[dict[str, Any]]:
        return [self._question(question_id) for question_id in ids]

    def _question(self, question_id: str) -> dict[str, Any]:
        claims = self._claims[question_id]
        most = max(1, min(20, _EVIDENCE // len(claims)))
        answers = []
        for claim in claims[:_EVIDENCE]:
            facts = self._facts_of_claims[claim["claim_id"]]
            evidence = [self._evidence(fact) for fact in facts[:most]]
            answers.append(
                {
                    "claim": claim,
                    "words": wording.answer(claim),
                    "evidence": evidence,
                    "more": len(facts) - len(evidence),
                }
            )
        words = wording.question(claims[0])
        numbers = self._in_one_unit(claims[:_PICTURED])
        return {
            "id": question_id,
            "words": words,
            "status": claims[0]["status"],
            "predicate": claims[0]["predicate"],
            "apart": wording.apart(claims),
            "answers": answers,
            "more": len(claims) - len(answers),
            "picture": charts.contested_values(numbers) if len(numbers) > 1 else None,
        }

    def _in_one_unit(self, claims: Sequence[Row]) -> list[charts.Answer]:
        """The numbers of all claims in a unit that each is given in, by its own article; empty where there is none."""
        given = [self._amounts(claim) for claim in claims]
        shared = sorted(set.intersection(*(set(amounts) for amounts in given)))
        if not shared:
            return []
        unit = shared[0]
        return [
            charts.Answer(amounts[unit], f"{wording.number(amounts[unit])} {unit}: {self._who(claim)}")
            for claim, amounts in zip(claims, given, strict=True)
        ]

    def _amounts(self, claim: Row) -> dict[str, float]:
        """Values by unit, as the claim and a second currency in its facts give them."""
        if claim["value"] is None:
            return {}
        second = {f["alt_unit"]: f["alt_value"] for f in self._facts_of_claims[claim["claim_id"]] if f["alt_unit"]}
        return second | {claim["unit"] or "": claim["value"]}

    def _who(self, claim: Row) -> str:
        """The publishers behind a claim; of articles without one, the title, or else the file."""
        documents = (self._by_id[doc_id] for doc_id in claim["doc_ids"])
        return ", ".join(dict.fromkeys(d["publisher"] or d["title"] or d["source_path"] for d in documents))

    def _evidence(self, fact: Row) -> dict[str, Any]:
        segment = self._sentence[fact["segment_id"]]
        span = Span(fact["evidence_start"], fact["evidence_end"], "fact", fact["fact_id"], "evidence")
        page = self._page_of.get(fact["segment_id"])
        return {
            "fact": fact,
            "pieces": list(pieces(segment["text"], segment["start"], [span])),
            "article": wording.article(self._by_id[fact["doc_id"]]),
            "href": f"{page}#{fact['fact_id']}" if page else None,
            "speaker": self._names.get(fact["speaker_id"]) if fact["predicate"] != "said" else None,
            "corrected": json.loads(fact["original"]) if fact["original"] else {},
        }

    def _document(self, document: Row) -> dict[str, Any]:
        address = document["url"]
        return {
            "row": document,
            "title": _cut(document["title"] or document["source_path"]),
            "href": f"articles/{document['doc_id']}.html",
            "address": address if address and address.startswith(("https://", "http://")) else None,
            "facts": document["facts"] or 0,
        }

    def _article(self, document: Row) -> Iterator[tuple[str, str, dict[str, Any]]]:
        path = f"articles/{document['doc_id']}"
        sentences = self._sentences[document["doc_id"]]
        after_gap = {
            sentence["segment_id"]
            for before, sentence in pairwise(sentences)
            if sentence["sentence"] > before["sentence"] + 1
        }
        parts = self._parts(document["doc_id"])
        later = [
            (fact["fact_id"], _cut(wording.statement(fact)), self._page_of[sentence["segment_id"]])
            for part in parts[1:]
            for sentence in part
            for fact in self._facts_of_sentences[sentence["segment_id"]]
        ]
        for number, part in enumerate(parts):
            yield (
                _numbered(path, number),
                "article.html",
                {
                    "document": self._document(document),
                    "sentences": [
                        self._marked(sentence) | {"after_gap": sentence["segment_id"] in after_gap} for sentence in part
                    ],
                    "whole": document["text"] is not None,
                    "part": number,
                    "parts": [_numbered(path, i) for i in range(len(parts))],
                    "later": later[:_LISTED] if number == 0 else [],
                },
            )

    def _marked(self, sentence: Row) -> dict[str, Any]:
        """A sentence with its spans, and the facts that were read from it."""
        facts = self._facts_of_sentences[sentence["segment_id"]]
        spans = [
            Span(f["evidence_start"], f["evidence_end"], "quote" if f["predicate"] == "said" else "fact", f["fact_id"],
                 f["predicate"])
            for f in facts
        ]  # fmt: skip
        spans += [
            Span(m["start"], m["end"], "mention", m["mention_id"], self._names[m["entity_id"]])
            for m in self._mentions_of_sentences[sentence["segment_id"]]
        ]
        return {
            "kind": sentence["kind"],
            "pieces": list(pieces(sentence["text"], sentence["start"], spans)),
            "facts": [
                {"row": f, "words": _cut(wording.statement(f)), "href": self._claim_href(f["claim_id"])} for f in facts
            ],
        }

    @cached_property
    def _question_of(self) -> dict[str, str]:
        return dict(self.frames["claims"].select("claim_id", "question_id").iter_rows())

    def _claim_href(self, claim_id: str) -> str | None:
        question = self._question_of[claim_id]
        return f"claims/{question}.html#{claim_id}" if question in self._question_pages else None

    def _claim_lines(self) -> list[dict[str, Any]]:
        """One line a question, by predicate and words, that with most sources first."""
        known = load_predicates()
        order = {name: i for i, name in enumerate(known)}
        lines = [
            {
                "predicate": claims[0]["predicate"],
                "meaning": known[claims[0]["predicate"]].meaning if claims[0]["predicate"] in known else None,
                "words": _cut(wording.question(claims[0])),
                "answer": _short(claims),
                "status": claims[0]["status"],
                "sources": sum(claim["n_independent"] for claim in claims),
                "href": f"claims/{question}.html",
            }
            for question, claims in ((q, self._claims[q]) for q in self._question_pages)
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
        """The rows of the table of that name."""
        return [
            {
                "row": row | {"name": _cut(row["name"])},
                "year": row["date_start"].year,
                "when": wording.days(row["date_start"], row["date_end"], row["date_precision"]),
                "href": self._claim_href(row["claim_id"]),
            }
            for row in self.frames["timeline"].iter_rows(named=True)
        ]

    def _lists(
        self,
        path: str,
        template: str,
        lines: Iterable[dict[str, Any]],
        weight: Callable[[dict[str, Any]], int] = lambda _: 1,
        most: int = _LISTED,
    ) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """A list over as many pages as it needs."""
        parts = _split(lines, weight, most)
        for number, part in enumerate(parts):
            context = {"lines": part, "part": number, "parts": [_numbered(path, i) for i in range(len(parts))]}
            yield _numbered(path, number), template, context


def _short(claims: Sequence[Row]) -> str:
    """The first answers to a question, in one line."""
    said = " / ".join(map(wording.answer, claims[:_ANSWERS]))
    more = f" and {len(claims) - _ANSWERS} more" if len(claims) > _ANSWERS else ""
    return _cut(said) + more


def _cut(text: str) -> str:
    return text if len(text) <= _LINE else f"{text[: _LINE - 1].rstrip()}…"


def _shown(question: Row) -> int:
    """How many sentences stand beside the answers to a question."""
    return sum(len(answer["evidence"]) for answer in question["answers"])


def _split(lines: Iterable[Row], weight: Callable[[Row], int], most: int) -> list[list[Row]]:
    """Lines in parts of at most that weight, or of one line; no lines are one part."""
    parts: list[list[Row]] = [[]]
    total = 0
    for line in lines:
        heavy = weight(line)
        if parts[-1] and total + heavy > most:
            parts.append([])
            total = 0
        parts[-1].append(line)
        total += heavy
    return parts


def _runs(lines: Iterable[Row], key: str) -> list[tuple[Any, list[Row]]]:
    """Lines that follow each other and have the same under the key, together."""
    return [(value, list(same)) for value, same in groupby(lines, key=itemgetter(key))]


def _code(text: str) -> Markup:
    """The text with what stands between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(plain(text)))))


def _numbered(path: str, number: int) -> str:
    return f"{path}.html" if number == 0 else f"{path}-{number + 1}.html"


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
