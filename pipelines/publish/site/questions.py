"""The pages of questions: each answer that articles give, with the sentences that it was read from.

What is on them is made from frames of rows about these questions alone, so that a page can be kept under the hash of
those. Which questions have a page, and where pages are kept, does not belong here.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from pipelines import wording
from pipelines.publish.site import charts
from pipelines.publish.site.highlight import Span, pieces
from pipelines.publish.site.render import cut_short

Row = dict[str, Any]
Frames = Mapping[str, pl.DataFrame]

_EVIDENCE, _OF_ONE = 120, 20
"""Sentences beside the answers to one question, and to one answer of it."""

_CITED = 110
"""Characters of publisher, date and title of an article beside a sentence of it."""

_PICTURED = 24
"""Answers in a picture of one question."""

_FACTS = (
    "claim_id", "question_id", "fact_id", "predicate", "evidence_start", "evidence_end", "original", "alt_value",
    "alt_unit", "sentence", "sentence_start", "page", "article", "speaker",
)  # fmt: skip


def rows_of_questions(frames: Frames, questions: pl.DataFrame, sentences: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """What is on the pages of the questions, each frame with `question_id`.

    `questions` has their `question_id`, and `sentences` is as from `articles.published_sentences`.
    """
    claims = frames["claims"].join(questions, on="question_id", how="semi")
    claims = claims.sort(["n_independent", "claim_id"], descending=[True, False])
    sources = claims.select("question_id", doc_id="doc_ids").explode("doc_id").drop_nulls().unique()
    facts = frames["facts"].join(claims.select("claim_id", "question_id"), on="claim_id")
    cited = frames["documents"].filter(pl.col("doc_id").is_in([*{*facts["doc_id"], *sources["doc_id"]}]))
    cited = cited.select("doc_id", "publisher", "published", "title", "source_path")
    articles = cited.select(
        "doc_id",
        who=pl.coalesce("publisher", "title", "source_path"),
        article=pl.Series(
            [cut_short(wording.article(row), _CITED) for row in cited.iter_rows(named=True)], dtype=pl.String
        ),
    )
    words = frames["segments"].select("segment_id", sentence="text", sentence_start="start")
    facts = (
        facts.join(words, on="segment_id", how="left")
        .join(sentences.select("segment_id", "page"), on="segment_id", how="left")
        .join(articles, on="doc_id", how="left")
        .join(frames["entities"].select(speaker_id="entity_id", speaker="name"), on="speaker_id", how="left")
    )
    return {
        "claims": claims,
        "facts": facts.sort("doc_id", "evidence_start", "fact_id").select(_FACTS),
        "sources": sources.join(articles, on="doc_id").select("question_id", "doc_id", "who").sort(pl.all()),
    }


def question_blocks(rows: Frames) -> dict[str, Row]:
    """What is said of each question of `rows_of_questions`, or of some of them."""
    claims: dict[str, list[Row]] = defaultdict(list)
    for claim in rows["claims"].iter_rows(named=True):
        claims[claim["question_id"]].append(claim)
    facts: dict[str, list[Row]] = defaultdict(list)
    for fact in rows["facts"].iter_rows(named=True):
        facts[fact["claim_id"]].append(fact)
    who = {(question, doc_id): name for question, doc_id, name in rows["sources"].iter_rows()}
    return {question_id: _block(question_id, answers, facts, who) for question_id, answers in claims.items()}


def question_pages(rows: Frames) -> Iterator[tuple[str, str, Row]]:
    """Path, template and content of the page of each question of `rows_of_questions`, or of some of them."""
    for question_id, question in question_blocks(rows).items():
        yield f"claims/{question_id}.html", "question.html", {"question": question}


def _block(
    question_id: str, claims: Sequence[Row], facts: Mapping[str, list[Row]], who: Mapping[tuple[str, str], str]
) -> Row:
    room = max(_EVIDENCE - len(claims), 0)
    answers = []
    for claim in claims[:_EVIDENCE]:
        behind = facts[claim["claim_id"]]
        evidence = [_evidence(fact) for fact in behind[: 1 + min(room, _OF_ONE - 1)]]
        room -= len(evidence) - 1
        more = len(behind) - len(evidence)
        answers.append({"claim": claim, "words": wording.answer(claim), "evidence": evidence, "more": more})
    numbers = _in_one_unit(claims[:_PICTURED], facts, who)
    return {
        "id": question_id,
        "words": wording.question(claims[0]),
        "status": claims[0]["status"],
        "predicate": claims[0]["predicate"],
        "apart": wording.apart(claims),
        "answers": answers,
        "more": len(claims) - len(answers),
        "picture": charts.contested_values(numbers) if len(numbers) > 1 else None,
    }


def _in_one_unit(
    claims: Sequence[Row], facts: Mapping[str, list[Row]], who: Mapping[tuple[str, str], str]
) -> list[charts.Answer]:
    """The numbers of all claims in a unit that each is given in, by its own article; empty where there is none."""
    given = [_amounts(claim, facts[claim["claim_id"]]) for claim in claims]
    shared = sorted(set.intersection(*(set(amounts) for amounts in given)))
    if not shared:
        return []
    unit = shared[0]
    answers = []
    for claim, amounts in zip(claims, given, strict=True):
        names = ", ".join(dict.fromkeys(who[claim["question_id"], doc_id] for doc_id in claim["doc_ids"]))
        answers.append(charts.Answer(amounts[unit], f"{wording.number(amounts[unit])} {unit}: {names}"))
    return answers


def _amounts(claim: Row, facts: Sequence[Row]) -> dict[str, float]:
    """Values by unit, as the claim and a second currency in its facts give them."""
    if claim["value"] is None:
        return {}
    second = {fact["alt_unit"]: fact["alt_value"] for fact in facts if fact["alt_unit"]}
    return second | {claim["unit"] or "": claim["value"]}


def _evidence(fact: Row) -> Row:
    span = Span(fact["evidence_start"], fact["evidence_end"], "fact", fact["fact_id"], "evidence")
    return {
        "pieces": list(pieces(fact["sentence"], fact["sentence_start"], [span])),
        "article": fact["article"],
        "href": f"{fact['page']}#{fact['fact_id']}" if fact["page"] else None,
        "speaker": fact["speaker"] if fact["predicate"] != "said" else None,
        "corrected": json.loads(fact["original"]) if fact["original"] else {},
    }
