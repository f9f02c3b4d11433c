"""The extraction kernel: articles and their segments in, entities, mentions and facts out.

A pure function of its arguments: no I/O beyond the knowledge that is loaded once, no state between articles, no order
between them. Whatever runs it (in process, in a pool, on a cluster) gets the same rows.
"""

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple, TypeVar

import polars as pl

from pipelines.extract.clauses import read_clauses
from pipelines.extract.frames import rules
from pipelines.extract.names import Article, hits
from pipelines.extract.parse import Hit, Sentence, fold, tokenise
from pipelines.extract.phrases import read_phrases
from pipelines.extract.positions import read_positions, read_titles
from pipelines.extract.prefilter import NAMES_ALONE, Readers, what_to_read, worth_parsing
from pipelines.extract.quantities import Quantity, find_quantities
from pipelines.extract.speech import read_speech, read_subject, turns_of
from pipelines.extract.statements import Reader
from pipelines.extract.times import Time, find_times
from pipelines.ids import content_id
from pipelines.registry import load_registry
from pipelines.tables import TABLES

EXTRACTOR = "frames-1"


class Extracted(NamedTuple):
    """What the articles name and state; facts have no claim yet."""

    entities: pl.DataFrame
    mentions: pl.DataFrame
    facts: pl.DataFrame


class Literals(NamedTuple):
    """The times and quantities of an article."""

    times: list[Time]
    quantities: list[Quantity]


def extract(
    documents: pl.DataFrame, segments: pl.DataFrame, literals: Mapping[str, Literals] | None = None
) -> Extracted:
    """Entities, mentions and facts of the body sentences of `documents` (one row an article, with `text`).

    The three frames have the columns of their tables; `facts.claim_id` is null. `literals` are those of each article by
    `doc_id`, where they have been read already.
    """
    with _no_collector():
        return _extract(documents, segments, literals)


def _extract(documents: pl.DataFrame, segments: pl.DataFrame, literals: Mapping[str, Literals] | None) -> Extracted:
    body = segments.filter(pl.col("kind") == "body").sort("doc_id", "start")
    body = body.with_columns(worth=worth_parsing(pl.col("text")))
    spans: dict[str, list[_Span]] = {}
    for doc_id, *span in body.select("doc_id", "segment_id", "start", "end", "worth").iter_rows():
        spans.setdefault(doc_id, []).append(_Span(*span))
    found = _registry_spans(documents)
    entities: dict[str, dict[str, Any]] = {}
    mentions: list[dict[str, Any]] = []
    facts: list[dict[str, Any]] = []
    for doc_id, text, published, dateline in documents.select(
        "doc_id", "text", "published", "dateline_place"
    ).iter_rows():
        article = Article(doc_id, text, fold(text), published, load_registry(), dateline)
        if literals is not None:
            times, quantities = literals[doc_id]
        else:
            times, quantities = find_times(text, published), find_quantities(text)
        reader = _read(article, spans.get(doc_id, []), found.get(doc_id, []), Literals(times, quantities))
        _collect(article, reader, entities, mentions, facts)
    rows = [{**e, "aliases": sorted(e["aliases"] - {e["name"]})} for e in entities.values()]
    return Extracted(
        TABLES["entities"].frame(rows),
        TABLES["mentions"].frame(mentions).unique("mention_id", keep="first", maintain_order=True),
        TABLES["facts"].frame(facts).unique("fact_id", keep="first", maintain_order=True),
    )


def unite_entities(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The entities of all articles from those of some: parts in the order of their articles, each sorted by id."""
    names = pl.col("aliases").list.concat(pl.col("name"))
    united = (
        pl.concat(parts)
        .with_columns(names=names)
        .group_by("entity_id", maintain_order=True)
        .agg(pl.col("type", "country_code", "origin").first(), pl.col("name").min(), pl.col("names").explode().unique())
    )
    aliases = (
        united.select("entity_id", "name", alias="names").explode("alias").filter(pl.col("alias") != pl.col("name"))
    )
    listed = aliases.group_by("entity_id").agg(aliases=pl.col("alias").sort())
    rows = united.join(listed, on="entity_id", how="left").with_columns(pl.col("aliases").fill_null([]))
    return TABLES["entities"].conform(rows)


@cache
def _surfaces() -> tuple[str, ...]:
    """Registry surfaces, the longest first, as a leftmost-first automaton wants them."""
    return tuple(sorted((a.surface for a in load_registry().aliases), key=lambda surface: (-len(surface), surface)))


@contextmanager
def _no_collector() -> Iterator[None]:
    """Does without the garbage collector, which else spends a sixth of the time, most of it on the knowledge.

    What is read of an article goes as soon as it is done with: hardly anything of it refers to itself.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _registry_spans(documents: pl.DataFrame) -> dict[str, list[tuple[int, int, str]]]:
    """Registry surfaces in each article as (start, end, surface), in code points, on word boundaries, in order."""
    surfaces = pl.col("text").str.extract_many(list(_surfaces()), leftmost=True)
    rows = documents.select("doc_id", "text", surfaces.alias("surfaces")).iter_rows()
    return {doc_id: list(_on_word_boundaries(text, surfaces)) for doc_id, text, surfaces in rows}


def _on_word_boundaries(text: str, surfaces: list[str]) -> Iterator[tuple[int, int, str]]:
    """The surfaces, which come in the order of the text and do not overlap, where they are names of their own."""
    end = 0
    for surface in surfaces:
        before = end
        start = text.index(surface, end)
        end = start + len(surface)
        alone = (start == 0 or not text[start - 1].isalnum()) and (end == len(text) or not text[end].isalnum())
        if alone and not (before < start - 1 and _is_cut(text, start, surface)):
            yield start, end, surface


def _is_cut(text: str, start: int, surface: str) -> bool:
    """Whether it is the end of a longer name that a hyphen joins, as `African Union` is in `Euro-African Union`."""
    if " " not in surface or not _JOINED.search(text, max(start - _LONGEST_WORD, 0), start):
        return False
    registry = load_registry()
    return registry.entries[registry.by_surface[surface].entity_id].type not in ("country", "place", "person")


_JOINED = re.compile(r"\b[A-Z][^\W\d_]+-$")
_LONGEST_WORD = 30
_MID_SENTENCE_CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][^\W\d_]+")


class _Span(NamedTuple):
    """A sentence of the body, and whether a rule could read it."""

    segment_id: str
    start: int
    end: int
    worth: bool


def _read(article: Article, spans: list[_Span], found: list[tuple[int, int, str]], literals: Literals) -> Reader:
    reader = Reader(article, rules())
    known = _within(spans, hits(article, found))
    times, quantities = _within(spans, literals.times), _within(spans, literals.quantities)
    names = frozenset(_MID_SENTENCE_CAPITAL.findall(article.folded))
    dated = article.published is not None

    def tagged(k: int) -> Sentence:
        segment_id, start, end, _ = spans[k]
        return tokenise(article.folded, start, end, segment_id, times[k], quantities[k], known[k], names, dated)

    sentences = {k: s for k, span in enumerate(spans) if span.worth and (s := tagged(k)).words}
    readers = dict(zip(sentences, what_to_read([*sentences.values()], article.folded), strict=True))
    turns = turns_of(article.text)
    for k, span in enumerate(spans):
        while turns and turns[-1] <= span.start:
            turns.pop()
            reader.new_turn()
        for hit in known[k]:
            article.entity(hit.entity_id, "", article.text[hit.start : hit.end])
            method = "acronym" if hit.kind == "acronym" else "registry"
            article.mentions.append((hit.entity_id, span.segment_id, hit.start, hit.end, method))
        wanted = readers.get(k)
        if reader.quoting or reader.waiting:
            wanted = (wanted or frozenset()) | {"speech"}
        if wanted is None and k in sentences and _names_somebody(sentences[k], article):
            wanted = NAMES_ALONE
        if wanted is None:
            reader.pass_over()
        elif s := sentences.get(k) or tagged(k):
            _read_sentence(reader, s, wanted)
    reader.settle_years()
    reader.settle_names()
    return reader


def _names_somebody(s: Sentence, article: Article) -> bool:
    """Whether one of its names is of a person whom the article has named."""
    return any(low in article.surnames for low, tag in zip(s.lower, s.tags, strict=True) if tag == "P")


def _read_sentence(reader: Reader, s: Sentence, readers: Readers) -> None:
    read_phrases(s, reader.article)
    read_titles(reader, s)
    if readers == NAMES_ALONE:
        reader.read_names(s)
        reader.pass_over()
        return
    read_clauses(s)
    if "positions" in readers:
        read_positions(reader, s)
    reader.read_names(s)
    reader.read(s, readers)
    if "speech" in readers:
        read_speech(reader, s)
    else:
        reader.last_direct = None
    read_subject(reader, s)
    reader.remember(s)


_P = TypeVar("_P", Hit, Time, Quantity)


def _within(spans: list[_Span], items: Sequence[_P]) -> list[Sequence[_P]]:
    """The items that each sentence holds; both come in order."""
    out = []
    i = 0
    for _, start, end, _ in spans:
        while i < len(items) and items[i].start < start:
            i += 1
        j = i
        while j < len(items) and items[j].end <= end:
            j += 1
        out.append(items[i:j])
    return out


def _collect(
    article: Article,
    reader: Reader,
    entities: dict[str, dict[str, Any]],
    mentions: list[dict[str, Any]],
    facts: list[dict[str, Any]],
) -> None:
    for e in article.entities.values():
        known = entities.setdefault(
            e.entity_id,
            {
                "entity_id": e.entity_id,
                "type": e.type,
                "name": e.name,
                "aliases": set(),
                "country_code": e.country_code,
                "origin": e.origin,
            },
        )
        known["aliases"].update(a for a in (*e.aliases, e.name) if a)
        known["name"] = min(known["name"], e.name)  # articles that write it otherwise, in whatever order they come
    doc_id = article.doc_id
    for entity_id, segment_id, start, end, method in article.mentions:
        mentions.append(
            {
                "mention_id": content_id("mention", doc_id, start, end, entity_id),
                "doc_id": doc_id,
                "segment_id": segment_id,
                "entity_id": entity_id,
                "start": start,
                "end": end,
                "surface": article.text[start:end],
                "method": method,
            }
        )
    for row in reader.rows:
        evidence = article.text[row["evidence_start"] : row["evidence_end"]]
        stated = [row.get(k) for k in ("predicate", "subject", "object", "value", "unit", "date_start", "date_end")]
        facts.append(
            row
            | {
                "fact_id": content_id("fact", doc_id, row["evidence_start"], row["evidence_end"], *stated),
                "doc_id": doc_id,
                "evidence": evidence,
                "extractor": EXTRACTOR,
            }
        )
