"""Going on without what fails: what critical expectations refuse is set aside, and what depends on it is made anew.

Nothing is cut out of a table that other rows count on. A failing row is traced to the articles, facts and mentions that
it comes from; those are taken out of what was read, the later stages run again on the rest, and the result must pass
all expectations. Who decides that a run may go on like this, and where the rows are kept, does not belong here.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import polars as pl

from pipelines.ids import content_id
from pipelines.tables import TABLES
from pipelines.validate.outcome import Result, Validation
from pipelines.validate.trace import articles_behind, facts_behind

Tables = Mapping[str, pl.DataFrame]

_ROUNDS = 3
"""Times that rows are set aside before what still fails is given up on."""

_SHOWN = 200
"""Characters of a record that a rejection shows."""


class Read(NamedTuple):
    """What was read of articles, before reconciliation: what rows are taken out of."""

    documents: pl.DataFrame
    segments: pl.DataFrame
    entities: pl.DataFrame
    mentions: pl.DataFrame
    facts: pl.DataFrame


class Quarantined(NamedTuple):
    """Tables that pass, their validation, and how much was set aside."""

    tables: dict[str, pl.DataFrame]
    validation: Validation
    articles: int
    facts: int
    """Facts that are not there any more, those of articles that were set aside included."""


class QuarantineError(RuntimeError):
    """What fails cannot be set aside; the message says why."""


def quarantine(
    read: Read,
    tables: Tables,
    validation: Validation,
    remake: Callable[[Read], Tables],
    judge: Callable[[Tables], Validation],
    most: float,
) -> Quarantined:
    """Set aside what fails, at most the share `most` of articles and of facts, and give tables that pass.

    `remake` gives the tables of the later stages for what is left of `read`, `judge` validates. Each thing that was set
    aside is a row of `rejections`. Raises QuarantineError where a failure is not one of rows that come from articles
    (columns, corrections, a check that could not be judged), where more than the share fails, or where the rest fails
    again and again.
    """
    before, rejections = read, tables["rejections"]
    now, outcome = tables, validation
    for _ in range(_ROUNDS):
        gone = [_set_aside(failure, now) for failure in outcome.failures]
        rejections = pl.concat(
            [rejections, *(_rejections(f, g, now) for f, g in zip(outcome.failures, gone, strict=True))]
        )
        read = _without(read, gone)
        articles = before.documents.height - read.documents.height
        facts = before.facts.height - read.facts.height
        for what, removed, of in (("articles", articles, before.documents), ("facts", facts, before.facts)):
            if removed > most * of.height:
                raise QuarantineError(
                    f"{removed:,} of {of.height:,} {what} would have to be set aside, which is more than {most:.0%}"
                )
        made = TABLES["rejections"].conform(rejections.unique("rejection_id", keep="first"))
        now = {**remake(read), "documents": read.documents, "segments": read.segments, "rejections": made}
        outcome = judge(now)
        if outcome.ok:
            return Quarantined(now, outcome, articles, facts)
    still = ", ".join(f"{failure.table}: {failure.name}" for failure in outcome.failures)
    raise QuarantineError(f"what is left after setting rows aside {_ROUNDS} times fails still ({still})")


class _Gone(NamedTuple):
    """Ids of what one failure sets aside."""

    documents: pl.Series
    facts: pl.Series
    mentions: pl.Series
    entities: pl.Series


def _set_aside(failure: Result, tables: Tables) -> _Gone:
    table, key = failure.table, TABLES[failure.table].key
    if failure.error is not None or failure.rows.is_empty() or key not in failure.rows.columns:
        raise QuarantineError(f"{table}: {failure.name} is no failure of single rows, and these cannot be set aside")
    failing = pl.col(key).is_in(failure.rows.get_column(key).implode())
    rows = tables[table].filter(failing)
    none = pl.Series([], dtype=pl.String)
    if table in ("documents", "segments"):
        return _Gone(rows.get_column("doc_id").unique(), none, none, none)
    if table == "mentions":
        return _Gone(none, none, rows.get_column(key), none)
    facts = facts_behind(table, rows, tables).get_column("fact_id").unique()
    if table != "entities":
        if facts.is_empty():
            raise QuarantineError(f"{table}: {failure.name} fails for rows that come from no fact")
        return _Gone(none, facts, none, none)
    merged = tables["merges"].filter(pl.col("into_id").is_in(rows[key].implode()), decision="merged")
    mentions = tables["mentions"].join(rows, on=key, how="semi").get_column("mention_id")
    return _Gone(none, facts, mentions, pl.concat([rows[key], merged[key]]).unique())


def _without(read: Read, gone: list[_Gone]) -> Read:
    documents, facts, mentions, entities = (pl.concat(ids).implode() for ids in zip(*gone, strict=True))
    there = ~pl.col("doc_id").is_in(documents)
    return Read(
        read.documents.filter(there),
        read.segments.filter(there),
        read.entities.filter(~pl.col("entity_id").is_in(entities)),
        read.mentions.filter(there, ~pl.col("mention_id").is_in(mentions)),
        read.facts.filter(there, ~pl.col("fact_id").is_in(facts)),
    )


def _rejections(failure: Result, gone: _Gone, tables: Tables) -> pl.DataFrame:
    """A row for each article, fact and mention that was set aside for the failure."""
    rows = []
    for table, ids, words in (
        ("documents", gone.documents, "title"),
        ("facts", gone.facts, "evidence"),
        ("mentions", gone.mentions, "surface"),
    ):
        key = TABLES[table].key
        frame = tables[table].filter(pl.col(key).is_in(ids.implode())).unique(key, keep="first", maintain_order=True)
        paths = articles_behind(table, frame, tables).to_list()
        for (id_, text), path in zip(frame.select(key, words).iter_rows(), paths, strict=True):
            rows.append(
                {
                    "rejection_id": content_id("rejection", "validate", table, id_),
                    "stage": "validate",
                    "source_path": path[0] if path else id_,
                    "reason": failure.name,
                    "detail": f"{id_} was set aside: {failure.description} ({failure.table}) Mend the rule or the "
                    "article, or correct the fact.",
                    "record": text[:_SHOWN] if text else None,
                }
            )
    return TABLES["rejections"].frame(rows)
