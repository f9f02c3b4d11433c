"""Then values, then sources: facts that say the same become one claim, with the sources behind it.

A question is asked by predicate, subject and period (and by what was answered, where a predicate has several true
answers); its answers are compared in `answers.py`, texts in `texts.py`, parties in `parties.py`, and which articles
have an answer from each other is seen in `sources.py`. How names become one belongs to `names.py`.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from pipelines.ids import content_id
from pipelines.predicates import Predicate, Predicates, where
from pipelines.reconcile.answers import Answer, Difference, differences, group
from pipelines.reconcile.keys import is_bare, marks, name_key, telling, text_key
from pipelines.reconcile.names import party_names
from pipelines.reconcile.parties import heads, own_words
from pipelines.reconcile.regions import with_regions
from pipelines.reconcile.rules import load_rules
from pipelines.reconcile.sources import passages, sources
from pipelines.reconcile.texts import Said, alike
from pipelines.tables import MODALITIES, TABLES

_ASKED = ["predicate", "about", "scope", "period_start", "period_end"]
_QUESTION = [*_ASKED, "given"]
_ANSWER = ["question_id", "denied", "answer"]
_OF_VALUE = ["value", "unit", "approx", "alt_value", "alt_unit"]
_OF_DATE = ["date_start", "date_end", "date_precision"]
_STATED = [
    "fact_id", "doc_id", "predicate", "subject_id", "subject", "object_id", "object", *_OF_VALUE, *_OF_DATE,
    "period_start", "period_end", "status", "evidence",
]  # fmt: skip
"""What of a fact counts for what it states."""
_FACTS = 50_000
"""Facts that are compared at once, about."""
_INTENDED = ("planned", "announced", "proposed")
_NAMED = ("country", "place", "group", "organisation", "person", "project")
"""Types of entities whose name at the head of a measure tells whose it is."""


def build_claims(
    documents: pl.LazyFrame, entities: pl.DataFrame, mentions: pl.LazyFrame, facts: pl.DataFrame, predicates: Predicates
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Claims, and facts with the claim_id of the one claim that each supports; `mentions` are those that were read.

    Raises ValueError for a predicate that `predicates` lacks and a fact of an article that is not in `documents`.
    """
    articles = documents.select("doc_id", "cluster_id", "published").collect()
    _refuse(facts, "predicate", predicates, "which predicates.yaml lacks; add it there, or mend the rule that made it")
    _refuse(facts, "doc_id", articles["doc_id"], "which is no document; extract from these documents again")
    keyed = entities.with_columns(key=name_key(pl.col("name"), pl.col("type"), {}))
    rulers = heads(entities, facts, predicates)
    told = with_regions(facts, entities, mentions, predicates)
    about = _subjects(articles, keyed, told, rulers, predicates)
    in_several = about.filter(pl.col("cluster_id").n_unique().over("predicate", "about") > 1)
    copied = passages(facts.join(in_several, on="fact_id", how="semi"), documents)
    about = about.drop("predicate").join(copied, on="fact_id", how="left", maintain_order="left")
    stated = told.select(_STATED)
    made = [
        _claimed(stated.join(some, on="fact_id", maintain_order="left"), keyed, rulers, predicates)
        for some in _parts(about)
    ]
    claims, supporting = map(pl.concat, zip(*made, strict=True))
    claim_ids = facts.select("fact_id").join(supporting, on="fact_id", how="left", maintain_order="left")["claim_id"]
    return TABLES["claims"].conform(claims), TABLES["facts"].conform(facts.with_columns(claim_ids))


def _parts(about: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The facts in parts, so that little is in memory at a time; those about one thing are in one part."""
    parts = max(1, -(-len(about) // _FACTS))
    part = about["about"].hash() % parts
    return (about.filter(part == number) for number in range(parts))


def _claimed(
    facts: pl.DataFrame, entities: pl.DataFrame, rulers: pl.DataFrame, predicates: Predicates
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The claims of all facts about some things, and the `claim_id` of each `fact_id`."""
    asked = _questions(facts, entities, rulers, predicates)
    asked = asked.join(sources(asked), on="fact_id").with_columns(may_differ=_may_differ())
    stated = asked.join(_groups(asked, predicates), on=_ANSWER)
    claims = _claims(stated, entities)
    claimed = stated.join(claims.select("question_id", "group", "claim_id"), on=["question_id", "group"])
    return TABLES["claims"].conform(claims), claimed.select("fact_id", "claim_id")


def _may_differ() -> pl.Expr:
    """Whether the answers to a question can agree, but not contest.

    There may have been two events of the name in the year; and a number without a period is that of the day, so that
    articles of different days give different ones.
    """
    published = pl.col("published")
    days_apart = (published.max() - published.min()).over("question_id") > pl.duration(days=load_rules().news_days)
    of_the_day = (pl.col("kind") == "value") & pl.col("period_start").is_null() & pl.col("period_end").is_null()
    return pl.col("in_series") | (of_the_day & days_apart.fill_null(False))


def _refuse(facts: pl.DataFrame, column: str, known: Iterable[str], why: str) -> None:
    unknown = facts.filter(~pl.col(column).is_in([*known])).sort(column, "fact_id")
    if len(unknown):
        first = unknown.row(0, named=True)
        rest = f"{len(unknown) - 1} more facts"
        raise ValueError(f"{first['fact_id']} and {rest} have {column} {first[column]!r}, {why}")


def _subjects(
    documents: pl.DataFrame, entities: pl.DataFrame, facts: pl.DataFrame, rulers: pl.DataFrame, predicates: Predicates
) -> pl.DataFrame:
    """fact_id, predicate, its `cluster_id`, when that was `published`, what it is `about`, the `scope` of that name.

    Within its scope a name means one thing.

    What a head of state commits the country to is about the country; what one says is about the person.

    A name of common words ("the agreement") means one thing in the copies of one article. An event without ordinal or
    year is taken for one thing in the year that the fact gives, or else its article, or else the article's publication;
    as there may have been two, it is `in_series`.
    """
    subjects = entities.select(
        subject_id="entity_id",
        bare=is_bare(pl.col("key")) & (pl.col("origin") != "registry"),
        in_series=(pl.col("type") == "event") & (marks(pl.col("key")) == ""),
    )
    once = where(predicates, lambda p: p.of_one_occurrence)
    dated = where(predicates, lambda p: p.of_one_occurrence and "date" in p.range)
    years = (
        facts.filter(dated & pl.col("date_start").is_not_null())
        .select("doc_id", "subject_id", year_in_article=pl.col("date_start").dt.year())
        .unique()
        .filter(pl.len().over("doc_id", "subject_id") == 1)
    )
    year = pl.coalesce(pl.col("date_start").dt.year(), "year_in_article", pl.col("published").dt.year())
    return (
        facts.select("fact_id", "doc_id", "predicate", "subject_id", "subject", "date_start")
        .join(_subject_texts(entities, facts, predicates), on=["predicate", "subject"], how="left", nulls_equal=True)
        .join(documents, on="doc_id")
        .join(subjects, on="subject_id", how="left")
        .join(years, on=["doc_id", "subject_id"], how="left")
        .join(rulers.rename({"entity_id": "subject_id"}), on="subject_id", how="left")
        .select(
            "fact_id",
            "predicate",
            "cluster_id",
            "published",
            about=pl.coalesce(
                pl.when(where(predicates, _of_commitment)).then("country"),
                "subject_id",
                pl.format("~{}", "subject_key"),
            ),
            scope=pl.when(pl.coalesce("bare", "subject_bare"))
            .then("cluster_id")
            .when(once & pl.col("in_series"))
            .then(pl.coalesce(year.cast(pl.String), "cluster_id")),
            in_series=once & pl.col("in_series").fill_null(False),
        )
    )


def _of_commitment(predicate: Predicate) -> bool:
    return predicate.domain[0] == "country" and "person" in predicate.domain


def _subject_texts(entities: pl.DataFrame, facts: pl.DataFrame, predicates: Predicates) -> pl.DataFrame:
    """predicate, subject and its key as text: as a measure, where the predicate is first of all about measures.

    `subject_bare`: it means something within its article only. So does a measure without a name in it: the turnout,
    the people arrested.
    """
    texts = facts.select("predicate", "subject").unique()
    of_measure = where(predicates, lambda p: p.domain[0] == "measure")
    key = name_key(pl.col("subject"), pl.when(of_measure).then(pl.lit("measure")), party_names(entities))
    return (
        texts.with_columns(subject_key=key, opening=text_key(pl.col("subject").str.extract(r"^(\S+)")))
        .join(_words_of_names(entities), on="opening", how="left")
        .with_columns(
            subject_bare=is_bare(pl.col("subject_key"))
            | (of_measure & ~pl.col("subject").str.contains(r"\S[\s\S]*[\p{Lu}\d]") & pl.col("of_name").is_null())
        )
        .select("predicate", "subject", "subject_key", "subject_bare")
    )


def _words_of_names(entities: pl.DataFrame) -> pl.DataFrame:
    """The words of names of entities, as keys, with which a measure may be `opening`; all are `of_name`."""
    names = pl.concat_list("name", pl.col("aliases").fill_null([])).alias("opening")
    words = entities.filter(pl.col("type").is_in(_NAMED)).select(names).explode("opening").drop_nulls()
    words = words.select(pl.col("opening").str.split(" ")).explode("opening").unique()
    keys = words.filter(pl.col("opening").str.contains(r"^\p{Lu}")).select(text_key(pl.col("opening"))).unique()
    return keys.with_columns(of_name=pl.lit(True))


def _questions(
    facts: pl.DataFrame, entities: pl.DataFrame, rulers: pl.DataFrame, predicates: Predicates
) -> pl.DataFrame:
    """The facts with `question_id`, and the `kind` and key of the `answer` that each gives.

    Columns that are no part of an answer of its kind are null.
    """
    objects = entities.select(
        object_id="entity_id",
        entity_type="type",
        country_code="country_code",
        entity_key="key",
    )
    by_date = where(predicates, lambda p: "date" in p.range) & pl.col("date_start").is_not_null()
    by_value = where(predicates, lambda p: "value" in p.range) & pl.col("value").is_not_null()
    name = pl.coalesce("object_id", pl.format("~{}", "words_key"))
    answered = (
        _with_text_key(facts.with_columns(words=pl.coalesce("object", "evidence")), "words", "words_key")
        .join(objects, on="object_id", how="left")
        .with_columns(
            kind=pl.when(by_date).then(pl.lit("date")).when(by_value).then(pl.lit("value"))
            .when(pl.col("object_id").is_not_null()).then(pl.lit("entity")).otherwise(pl.lit("text")),
            date_end=pl.coalesce("date_end", "date_start"),
            denied=pl.col("status").eq_missing("denied"),
            done=~pl.col("status").is_in(_INTENDED).fill_null(False),
        )
        .with_columns(
            *(pl.when(pl.col("kind") == "value").then(c).alias(c) for c in _OF_VALUE),
            *(pl.when(pl.col("kind") == "date").then(c).alias(c) for c in _OF_DATE),
            words_key=pl.coalesce("entity_key", "words_key"),
        )
        .with_columns(
            answer=pl.when(pl.col("kind") == "value").then(_joined(_OF_VALUE))
            .when(pl.col("kind") == "date").then(_joined(_OF_DATE)).otherwise(name),
        )
    )  # fmt: skip
    several = ~where(predicates, lambda p: p.functional or p.per_object) & (pl.col("kind") != "value")
    given = (
        pl.when(where(predicates, lambda p: p.per_object)).then(name)
        .when(several).then(pl.coalesce("same", "answer"))
    )  # fmt: skip
    same = pl.concat(
        [_same_parties(answered.filter(several), rulers, predicates),
         _same_texts(answered.filter(several, kind="text"), entities, predicates)]
    ).unique([*_ASKED, "answer"], keep="first", maintain_order=True)  # fmt: skip
    answered = answered.join(same, on=[*_ASKED, "answer"], how="left", nulls_equal=True).with_columns(given=given)
    return _identified(answered, "question", _QUESTION)


def _same_parties(answered: pl.DataFrame, rulers: pl.DataFrame, predicates: Predicates) -> pl.DataFrame:
    """For answers by parties, what the `same` answer is: the country of the one head of it that is named.

    A name of common words ("the leaders") is the one party that is named otherwise, if there is one only.
    """
    parties = (
        answered.filter(where(predicates, lambda p: {"country", "person"} <= {*p.range}))
        .select(
            *_ASKED,
            "answer",
            "object_id",
            "words_key",
            bare=pl.col("object_id").is_null() & is_bare(pl.col("words_key")),
        )
        .unique([*_ASKED, "answer"], keep="first", maintain_order=True)
        .join(rulers.rename({"entity_id": "object_id"}), on="object_id", how="left")
    )
    headed = pl.col("country").is_not_null() & (pl.col("answer").n_unique().over(*_ASKED, "country") == 1)
    parties = parties.with_columns(same=pl.when("bare").then(None).when(headed).then("country").otherwise("answer"))
    only = (
        parties.drop_nulls("same")
        .group_by(_ASKED)
        .agg(only=pl.col("same").unique())
        .filter(pl.col("only").list.len() == 1)
        .with_columns(pl.col("only").list.first())
    )
    return (
        parties.join(only, on=_ASKED, how="left", nulls_equal=True)
        .select(*_ASKED, "answer", same=pl.coalesce("same", pl.when("bare").then("only")))
        .drop_nulls("same")
        .sort(*_ASKED, "answer")
    )


def _same_texts(answered: pl.DataFrame, entities: pl.DataFrame, predicates: Predicates) -> pl.DataFrame:
    """For answers in words, which answer of the question says the `same`; titles without the person's own country."""
    of_person = where(predicates, lambda p: p.domain == ("person",))
    texts = (
        answered.group_by(*_ASKED, "answer")
        .agg(pl.col("words_key").first(), text=pl.col("words").min(), docs=pl.col("cluster_id").unique())
        .filter(pl.len().over(_ASKED) > 1)
        .join(entities.select("country_code", about="entity_id"), on="about", how="left")
        .join(own_words(entities), on="country_code", how="left")
        .with_columns(own=pl.when(of_person).then("own").fill_null([]))
        .with_columns(words=telling(pl.col("words_key")))
        .sort(*_ASKED, "answer")
    )
    rows: list[tuple[Any, ...]] = []
    for question, rows_of_it in groupby(texts.iter_rows(named=True), key=itemgetter(*_ASKED)):
        said = [
            Said(
                row["answer"],
                tuple(w for w in row["words"] if w not in row["own"]),
                frozenset(row["docs"]),
                row["text"],
            )
            for row in rows_of_it
        ]
        rows += [(*question, answer, same) for answer, same in alike(said, speech=question[0] == "said").items()]
    schema = {column: answered.schema[column] for column in (*_ASKED, "answer")} | {"same": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _groups(asked: pl.DataFrame, predicates: Predicates) -> pl.DataFrame:
    """The answers to each question, once each: which `group` says the same, and how it stands to the others.

    `vagueness` and `support`, the number of independent articles that give just this answer, rank those of a group.
    """
    firsts = [pl.col(c).first() for c in (*_OF_VALUE, *_OF_DATE, "kind", "entity_type", "country_code", "words_key")]
    answers = (
        asked.group_by(*_ANSWER, "predicate")
        .agg(*firsts, pl.col("done", "may_differ").any(), pl.col("given").first(), sources=pl.col("source").unique())
        .with_columns(support=pl.col("sources").list.len())
    )
    is_only = pl.len().over("question_id") == 1
    none = {
        "group": pl.lit(0, pl.Int64),
        "vagueness": pl.lit(0, pl.Int64),
        "contested": pl.lit(False),
        "why": pl.lit([], pl.List(pl.String)),
        "spread": pl.lit(None, pl.Float64),
        "days_apart": pl.lit(None, pl.Int32),
    }
    columns = [*_ANSWER, "support", *none]
    several = answers.filter(~is_only).sort(_ANSWER)
    compared = [
        (*(row[c] for c in _ANSWER), row["support"], *verdict)
        for _, rows in groupby(several.iter_rows(named=True), key=itemgetter("question_id"))
        for row, verdict in _compared([*rows], predicates)
    ]
    single = answers.filter(is_only).with_columns(**none).select(columns)
    return pl.concat([single, pl.DataFrame(compared, schema=single.schema, orient="row")])


def _compared(rows: list[dict[str, Any]], predicates: Predicates) -> Iterator[tuple[dict[str, Any], tuple[Any, ...]]]:
    """Each row of one question with its group, its vagueness, and what sets the group apart from others."""
    predicate = predicates[rows[0]["predicate"]]
    tolerance, reach = predicate.tolerance or 0.0, load_rules().reach
    answers = [
        Answer(
            key=row["answer"] if predicate.functional else row["given"] or row["answer"],
            sources=frozenset(row["sources"]),
            words=frozenset(row["words_key"].split(" ")),
            **{c: row[c] for c in ("kind", "denied", "done", *_OF_VALUE, *_OF_DATE, "entity_type", "country_code")},
        )
        for row in rows
    ]
    labels = group(answers, tolerance, reach)
    functional = predicate.functional and not rows[0]["may_differ"]
    apart = differences(answers, labels, functional, tolerance, reach)
    for row, answer, label in zip(rows, answers, labels, strict=True):
        vague = answer.vagueness if predicate.functional else int(answer.kind == "text")
        yield row, (label, vague, *apart.get(label, Difference()))


def _claims(stated: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """One row a group. It says what the most exact of its answers says, of several the one with most support."""
    names = entities.select("entity_id", "name")
    firsts = [c for c in TABLES["claims"].names if c in stated.columns] + ["answer", "denied"]
    claims = (
        stated.sort("question_id", "group", "vagueness", "support", "answer", "object", "subject", "fact_id",
                    descending=[False, False, False, True, False, False, False, False])
        .group_by("question_id", "group", maintain_order=True)
        .agg(
            *(pl.col(c).first() for c in firsts if c != "question_id"),
            pl.col("contested").any(),
            n_facts=pl.len(),
            n_documents=pl.col("doc_id").n_unique(),
            n_independent=pl.col("source").n_unique(),
            doc_ids=pl.col("doc_id").unique().sort(),
            first_reported=pl.col("published").min(),
            last_reported=pl.col("published").max(),
        )
        .join(_modality(stated), on=["question_id", "group"], how="left")
        .join(names.rename({"name": "subject_name"}), left_on="subject_id", right_on="entity_id", how="left")
        .join(names.rename({"name": "object_name"}), left_on="object_id", right_on="entity_id", how="left")
        .with_columns(
            subject=pl.coalesce("subject_name", "subject"),
            object=pl.coalesce("object_name", "object"),
            status=pl.when("contested").then(pl.lit("contested"))
            .when(pl.col("n_independent") > 1).then(pl.lit("corroborated")).otherwise(pl.lit("single_source")),
        )
    )  # fmt: skip
    return _identified(claims, "claim", ["question_id", "denied", "answer"])


def _modality(stated: pl.DataFrame) -> pl.DataFrame:
    """question_id, group, and the `modality` of a group whose facts have a status.

    It is `done` where one fact is, else the status in most independent articles, of several the first of MODALITIES.
    """
    modality = pl.col("status").cast(pl.Enum(MODALITIES), strict=False)
    return (
        stated.with_columns(modality=modality)
        .drop_nulls("modality")
        .group_by("question_id", "group", "modality")
        .agg(sources=pl.col("source").n_unique())
        .sort(pl.col("modality") == "done", "sources", "modality", descending=[True, True, False])
        .unique(["question_id", "group"], keep="first", maintain_order=True)
        .select("question_id", "group", "modality")
    )


def _joined(columns: list[str]) -> pl.Expr:
    return pl.concat_str(pl.col(columns).cast(pl.String).fill_null(""), separator="|")


def _with_text_key(facts: pl.DataFrame, column: str, alias: str) -> pl.DataFrame:
    keys = facts.select(column).unique().with_columns(text_key(pl.col(column)).alias(alias))
    return facts.join(keys, on=column, how="left", nulls_equal=True)


def _identified(frame: pl.DataFrame, prefix: str, columns: list[str]) -> pl.DataFrame:
    """The frame with `<prefix>_id`, from the content of some columns."""
    parts = frame.select(columns).unique()
    ids = [content_id(prefix, *row) for row in parts.iter_rows()]
    ids_of = parts.with_columns(pl.Series(f"{prefix}_id", ids, dtype=pl.String))
    return frame.join(ids_of, on=columns, how="left", nulls_equal=True)
