"""The one registry of tables: name, meaning, columns, keys and references of everything a release contains.

Parquet schemas, CSV order, structural expectations, the data dictionary and Dagster's column metadata are derived
from here, so a column is added in one place. What a value means to the pipeline (rules, predicates) does not belong
here; what it means to a reader does.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

Dtype = pl.DataType | type[pl.DataType]

_ARROW: dict[Dtype, pa.DataType] = {
    pl.String: pa.string(),
    pl.Int32: pa.int32(),
    pl.Float64: pa.float64(),
    pl.Date: pa.date32(),
    pl.List(pl.String): pa.list_(pa.string()),
    pl.List(pl.Float64): pa.list_(pa.float64()),
    pl.List(pl.Int32): pa.list_(pa.int32()),
}
"""Arrow types with 32-bit offsets, which every reader of Parquet knows."""

_WORDS: dict[object, str] = {pl.String: "text", pl.Int32: "integer", pl.Float64: "number", pl.Date: "date"}
_PLURALS: dict[object, str] = {pl.String: "text", pl.Int32: "integers", pl.Float64: "numbers"}

SEGMENT_KINDS = ("title", "byline", "dateline", "metadata", "heading", "body", "teaser", "boilerplate")
"""What a stretch of an article can be; only `body` yields facts."""

ENTITY_TYPES = (
    "country", "place", "person", "organisation", "group", "event", "agreement", "institution", "concept", "measure",
    "project", "office", "other",
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column: its type, what it means to a reader, and what an expectation may hold it to."""

    name: str
    dtype: Dtype
    meaning: str
    nullable: bool = False
    unit: str | None = None
    values: tuple[str, ...] | None = None
    references: str | None = None
    """`table.column` that every non-null value (every item, for a list) must be found in."""
    predicate: str | None = None
    """Of a row that sums up several claims: the predicate of those that fill this column."""

    @property
    def type(self) -> str:
        """The type in words: text, integer, list of numbers, …"""
        return f"list of {_PLURALS[self.dtype.inner]}" if isinstance(self.dtype, pl.List) else _WORDS[self.dtype]


@dataclass(frozen=True)
class Table:
    """One table of a release: the stage that makes it, its columns in order, and its key."""

    name: str
    stage: str
    meaning: str
    key: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)

    @property
    def names(self) -> list[str]:
        return [c.name for c in self.columns]

    @property
    def schema(self) -> pl.Schema:
        """The polars schema, in column order."""
        return pl.Schema({c.name: c.dtype for c in self.columns})

    @property
    def arrow_schema(self) -> pa.Schema:
        """The Arrow schema with the meaning and unit of each column as field metadata."""
        return pa.schema(
            pa.field(
                column.name,
                _ARROW[column.dtype],
                nullable=column.nullable,
                metadata={"meaning": column.meaning} | ({"unit": column.unit} if column.unit else {}),
            )
            for column in self.columns
        )

    def empty(self) -> pl.DataFrame:
        return pl.DataFrame(schema=self.schema)

    def frame(self, rows: Iterable[dict[str, object]]) -> pl.DataFrame:
        """Rows as a frame of this table; keys that are no column raise, missing ones are null."""
        rows = list(rows)
        unknown = {key for row in rows for key in row} - set(self.names)
        if unknown:
            raise ValueError(f"{self.name} has no column {', '.join(sorted(unknown))}")
        return self.conform(pl.DataFrame(rows, schema=self.schema))

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with this table's columns, types and order, sorted by key, in one chunk.

        Missing columns become null. Columns that the table does not have are dropped.
        """
        present = [
            pl.col(c.name).cast(c.dtype) if c.name in frame.columns else pl.lit(None, dtype=c.dtype).alias(c.name)
            for c in self.columns
        ]
        made = frame.select(present)
        return (made if made[self.key].is_sorted() else made.sort(self.key, maintain_order=True)).rechunk()


def _id(name: str, meaning: str, references: str | None = None, nullable: bool = False) -> Column:
    return Column(name, pl.String, meaning, nullable=nullable, references=references)


def _text(name: str, meaning: str, nullable: bool = True, values: tuple[str, ...] | None = None) -> Column:
    return Column(name, pl.String, meaning, nullable=nullable, values=values)


def _offset(name: str, meaning: str) -> Column:
    return Column(name, pl.Int32, meaning, unit="Unicode code points")


def _date(name: str, meaning: str) -> Column:
    return Column(name, pl.Date, meaning, nullable=True)


DATE_PRECISIONS = ("day", "month", "quarter", "year", "interval")
APPROXIMATIONS = ("exact", "about", "more_than", "less_than")
MODALITIES = ("done", "planned", "announced", "proposed", "denied")
DECISIONS = ("merged", "review", "apart")
CLAIM_STATUSES = ("corroborated", "single_source", "contested")
CONTESTING = {
    "denial": "one source denies what another states",
    "numbers": "the numbers differ",
    "second_amount": "the numbers differ in the second currency that a source gives",
    "bound": "a number lies where “more than”, “less than” or “about” leaves no room for it",
    "dates": "the dates do not meet",
    "names": "other places, things or words are named",
}
"""What makes two answers contest a question."""

DIFFERENCES = CONTESTING | {
    "intended": "one is of what is announced or planned, the other of what is done",
    "open_bound": "“more than”, “less than” or “about” leaves room for the other number",
    "units": "the numbers have no unit in common",
    "one_source": "one source gives them all",
}
"""What sets the answers to one question apart, be it a conflict or not."""

METADATA_SOURCES = ("record", "metadata line", "html metadata", "dateline", "byline", "first line", "file name")

_DOCUMENTS = Table(
    "documents",
    "ingest",
    "One article. The same bytes in several files are one document.",
    "doc_id",
    (
        _id("doc_id", "Id of the article, from the hash of its content."),
        _text("source_path", "Path of the article below the corpus folder; `path#line` for a line of a larger file.",
              nullable=False),
        Column("source_paths", pl.List(pl.String), "Every path where the same content lies, sorted."),
        _text("sha256", "SHA-256 of the bytes that were read (of the line, for a line of a larger file).",
              nullable=False),
        _text("url", "Address that the source gives for the article."),
        _text("title", "Title."),
        _text("title_source", "Where the title was read from.", values=METADATA_SOURCES),
        _text("author", "Author, as the byline or the metadata names them."),
        _text("author_source", "Where the author was read from.", values=METADATA_SOURCES),
        _text("publisher", "Publisher or news agency."),
        _text("publisher_source", "Where the publisher was read from.", values=METADATA_SOURCES),
        _text("dateline_place", "Place that the dateline names, as written."),
        _date("published", "Publication date; relative dates in the text are resolved against it."),
        _text("published_source", "Where the publication date was read from.", values=METADATA_SOURCES),
        _text("language", "Language, ISO 639-1.", nullable=False),
        Column("characters", pl.Int32, "Length of the text.", unit="Unicode code points"),
        _text("cluster_id", "Copies of an article, shortened or edited too, share a cluster and count once as source.",
              nullable=False),
        _text("text", "The article's text. A release that publishes evidence only leaves it empty."),
    ),
)  # fmt: skip

_SEGMENTS = Table(
    "segments",
    "segment",
    "One stretch of an article, in order: a sentence of the body, or a title, byline, dateline, teaser and so on.",
    "segment_id",
    (
        _id("segment_id", "Id of the stretch, from its article and offsets."),
        _id("doc_id", "Article.", references="documents.doc_id"),
        _text("kind", "What the stretch is. Facts come from `body` alone.", nullable=False, values=SEGMENT_KINDS),
        Column("paragraph", pl.Int32, "Number of the paragraph in the article, from 0."),
        Column("sentence", pl.Int32, "Number of the stretch in the article, from 0."),
        _offset("start", "Where the stretch starts in the article's text."),
        _offset("end", "Where it ends (exclusive)."),
        _text("text", "Its words. A release that publishes evidence only gives them where a fact was read."),
    ),
)

_ENTITIES = Table(
    "entities",
    "reconcile",
    "One thing in the world that articles name.",
    "entity_id",
    (
        _id("entity_id", "Id, readable: the type and the name, or the ISO code for a country."),
        _text("type", "What kind of thing it is.", nullable=False, values=ENTITY_TYPES),
        _text("name", "Preferred name.", nullable=False),
        Column("aliases", pl.List(pl.String), "Other names that are known or were read, sorted."),
        _text("country_code", "ISO 3166-1 alpha-2 code, for countries and for places whose country is known."),
        _text("origin", "Where it was learnt.", nullable=False, values=("registry", "discovered")),
    ),
)

_MENTIONS = Table(
    "mentions",
    "reconcile",
    "One place where an article names an entity.",
    "mention_id",
    (
        _id("mention_id", "Id, from article, offsets and entity."),
        _id("doc_id", "Article.", references="documents.doc_id"),
        _id("segment_id", "Stretch of the article.", references="segments.segment_id"),
        _id("entity_id", "What is named.", references="entities.entity_id"),
        _offset("start", "Where the name starts in the article's text."),
        _offset("end", "Where it ends (exclusive)."),
        _text("surface", "The name as written.", nullable=False),
        _text("method", "How it was recognised.", nullable=False,
              values=("registry", "title", "head_noun", "acronym", "capitals", "reference")),
    ),
)  # fmt: skip

_STATEMENT = (
    _id("subject_id", "Entity that the statement is about.", references="entities.entity_id", nullable=True),
    _text("subject", "Its preferred name in this article.", nullable=False),
    _id("object_id", "Entity that the subject is related to.", references="entities.entity_id", nullable=True),
    _text("object", "Its preferred name in this article, or the text that answers the predicate."),
    Column("value", pl.Float64, "Number, fully scaled (94.8 billion is 94800000000).", nullable=True),
    _text("unit", "Unit of the number: ISO 4217 for money, `percent`, or the thing counted."),
)

_FACTS = Table(
    "facts",
    "reconcile",
    "One atomic statement as one article makes it, with the words that it was read from.",
    "fact_id",
    (
        _id("fact_id", "Id, from article, evidence and statement."),
        _id("claim_id", "Claim that this statement supports.", references="claims.claim_id"),
        _id("doc_id", "Article.", references="documents.doc_id"),
        _id("segment_id", "Sentence that holds the evidence.", references="segments.segment_id"),
        _text("predicate", "What is stated; see the predicates in the data dictionary.", nullable=False),
        *_STATEMENT,
        _text("value_text", "The number as written, with its unit."),
        _text("approx", "How exact the number is.", values=APPROXIMATIONS),
        Column("alt_value", pl.Float64, "The same amount in a second currency that the article gives.", nullable=True),
        _text("alt_unit", "That second currency, ISO 4217."),
        _date("date_start", "Date that answers the predicate, or on which it happened; first day of it."),
        _date("date_end", "Last day of it (the same day for a single day)."),
        _text("date_precision", "How exactly the article gives the date.", values=DATE_PRECISIONS),
        _date("period_start", "First day of the period that a number is about."),
        _date("period_end", "Last day of that period."),
        _id("place_id", "Where it happened.", references="entities.entity_id", nullable=True),
        _id("beneficiary_id", "For whom it was pledged.", references="entities.entity_id", nullable=True),
        _text("status", "Whether it is done, planned, announced, proposed or denied.", values=MODALITIES),
        _id("speaker_id", "Who says so, where the article attributes it.", references="entities.entity_id",
            nullable=True),
        _text("mode", "Whether speech is quoted or reported.", values=("direct", "indirect")),
        _offset("evidence_start", "Where the evidence starts in the article's text."),
        _offset("evidence_end", "Where it ends (exclusive)."),
        _text("evidence", "The words that the fact was read from, verbatim.", nullable=False),
        _text("rule_id", "Rule that read it.", nullable=False),
        _text("extractor", "Extractor and its version.", nullable=False),
        Column("confidence", pl.Float64, "Share of such readings that are expected to be right, 0 to 1."),
        _id("correction_id", "Correction by which a curator gave it other values.", nullable=True,
            references="corrections.correction_id"),
        _text("original", "What those columns said before, as they were read: a JSON object."),
    ),
)  # fmt: skip

_CLAIMS = Table(
    "claims",
    "reconcile",
    "One statement across articles, with the sources behind it.",
    "claim_id",
    (
        _id("claim_id", "Id, from the statement."),
        _id("question_id", "Claims that answer the same question share it; a contested question has several answers."),
        _text("predicate", "What is stated.", nullable=False),
        *_STATEMENT,
        _text("scope", "Part of the question, where the subject's name alone does not tell which one is meant: the "
              "year, of an event whose name has none; the group of copies (cluster_id), of a name of common words "
              "and of a measure without a name of anybody or any place."),
        _text("approx", "How exact the number is: that of the most exact source.", values=APPROXIMATIONS),
        _date("date_start", "Date that answers the predicate, first day."),
        _date("date_end", "Last day."),
        _text("date_precision", "How exactly it is known.", values=DATE_PRECISIONS),
        _date("period_start", "First day of the period that a number is about."),
        _date("period_end", "Last day of that period."),
        _text("modality", "Whether it happened: `done` if one source says so, else what most say.", values=MODALITIES),
        _text("status", "Whether sources agree, stand alone or disagree.", nullable=False, values=CLAIM_STATUSES),
        Column("why", pl.List(pl.String), "What sets it apart from the other answers to its question, sorted: "
               + "; ".join(f"`{name}`, {meaning}" for name, meaning in DIFFERENCES.items()) + ". The last "
               "four are no conflict; nor is a month a conflict with a day in it. Empty where there is one answer."),
        Column("spread", pl.Float64, "How far the contested numbers are apart, as a share of the largest, in a unit "
               "that all of them have; the same for all answers.", nullable=True),
        Column("days_apart", pl.Int32, "How far the first days of the contested dates are apart.", nullable=True,
               unit="days"),
        _id("accepted_by", "Correction by which a curator accepts this answer of a contested question.",
            references="corrections.correction_id", nullable=True),
        Column("n_facts", pl.Int32, "Facts behind the claim."),
        Column("n_documents", pl.Int32, "Articles behind it."),
        Column("n_independent", pl.Int32, "Articles behind it, copies counted once."),
        Column("doc_ids", pl.List(pl.String), "Those articles, sorted.", references="documents.doc_id"),
        _date("first_reported", "Publication date of the first of them, as far as these are known."),
        _date("last_reported", "Publication date of the last of them."),
    ),
)  # fmt: skip


def _things(name: str, things: str, predicate: str, whose: str) -> tuple[Column, Column]:
    """The ids and the names of several things, in the same order."""
    return (
        Column(f"{name}_ids", pl.List(pl.String), f"{things}: {whose}. In the order of their names.",
               references="entities.entity_id", predicate=predicate),
        Column(things.lower(), pl.List(pl.String), "Their names, in the same order.", predicate=predicate),
    )  # fmt: skip


def _when(predicate: str, meaning: str) -> tuple[Column, ...]:
    return (
        Column("date_start", pl.Date, f"{meaning}, first day.", nullable=True, predicate=predicate),
        Column("date_end", pl.Date, "Last day (the same day for a single day).", nullable=True, predicate=predicate),
        Column("date_precision", pl.String, "How exactly it is known.", nullable=True, values=DATE_PRECISIONS,
               predicate=predicate),
    )  # fmt: skip


def _where(predicate: str, meaning: str) -> tuple[Column, ...]:
    return (
        Column("place_id", pl.String, f"{meaning}: a place or country that is known.", nullable=True,
               references="entities.entity_id", predicate=predicate),
        Column("place", pl.String, "Its name.", nullable=True, predicate=predicate),
        Column("country_code", pl.String, "ISO 3166-1 alpha-2 code of its country, where that is known.",
               nullable=True, predicate=predicate),
    )  # fmt: skip


_CLAIM_IDS = Column("claim_ids", pl.List(pl.String), "Claims that the row sums up, sorted. A cell is the object, date "
                    "or number of those that have its predicate.", references="claims.claim_id")  # fmt: skip
_CONTESTED = Column("contested", pl.List(pl.String), "Predicates about which sources disagree. What they disagree "
                    "about is in no cell, unless a curator accepted an answer; all are in `claims`.")  # fmt: skip
_SOURCES = (
    Column("n_documents", pl.Int32, "Articles behind the row."),
    Column("n_independent", pl.Int32, "Articles behind the row, copies counted once."),
    _date("first_reported", "Publication date of the first of them, as far as these are known."),
    _date("last_reported", "Publication date of the last of them."),
)
_MODALITY = _text("modality", "Whether it happened: `done` if one source says so, else what most say. What sources "
                  "only announce of a thing that is done is left out.", values=MODALITIES)  # fmt: skip
_STATUS = _text("status", "Whether sources agree, stand alone or disagree.", nullable=False, values=CLAIM_STATUSES)
_AMOUNT = (
    Column("value", pl.Float64, "Number, fully scaled.", nullable=True),
    _text("unit", "Its unit: ISO 4217 for money, `percent`, or the thing counted."),
    _text("approx", "How exact the number is.", values=APPROXIMATIONS),
    Column("alt_value", pl.Float64, "The same amount in a second currency, as the most articles give it.",
           nullable=True),
    _text("alt_unit", "That second currency, ISO 4217."),
)  # fmt: skip

_EVENTS = Table(
    "events",
    "views",
    "One summit, meeting or other event, with when, where and who. Events that no source dates or places, and those "
    "named by common words alone (“the meeting”), are in `claims` only.",
    "event_id",
    (
        _id("event_id", "Id: the entity, and after `@` its scope (see `claims`) where the name has no number or year."),
        _id("entity_id", "The event; of a name without number or year, the series.", references="entities.entity_id"),
        _text("name", "Name.", nullable=False),
        _MODALITY,
        *_when("held_on", "When it takes place"),
        *_where("held_at", "Where it takes place"),
        *_things("host", "Hosts", "hosted_by", "who hosts it"),
        *_things("party", "Parties", "attended_by", "countries, organisations and other parties that take part"),
        *_things("person", "People", "attended_by", "people who take part"),
        _CONTESTED,
        _CLAIM_IDS,
        *_SOURCES,
    ),
)

_AGREEMENTS = Table(
    "agreements",
    "views",
    "One treaty, declaration, memorandum or other agreement, with parties, date and place. Those named by common words "
    "alone (“the deal”), and mere counts of them, are in `claims` only.",
    "agreement_id",
    (
        _id("agreement_id", "The agreement.", references="entities.entity_id"),
        _text("name", "Name.", nullable=False),
        _MODALITY,
        *_things("party", "Parties", "signed_by", "countries, organisations and other parties that sign or adopt it"),
        *_things("person", "People", "signed_by", "people who sign it"),
        *_when("signed_on", "When it is signed or adopted"),
        *_where("signed_at", "Where it is signed or adopted"),
        _id("at_event_id", "Event at which it is signed or adopted.", references="entities.entity_id", nullable=True),
        _text("at_event", "Name of that event."),
        _CONTESTED,
        _CLAIM_IDS,
        *_SOURCES,
    ),
)

_INSTITUTIONS = Table(
    "institutions",
    "views",
    "One institution, mechanism, group, project or series of events: who established it and when, its members, how "
    "often it meets.",
    "institution_id",
    (
        _id("institution_id", "The institution.", references="entities.entity_id"),
        _text("type", "What kind of thing it is.", nullable=False, values=ENTITY_TYPES),
        _text("name", "Name.", nullable=False),
        _MODALITY,
        *_things("founder", "Founders", "established_by", "who launches, founds or announces it"),
        *_when("established_on", "When it comes into being"),
        *_things("member", "Members", "member", "who belongs to it"),
        Column("frequency", pl.String, "How often it takes place or meets.", nullable=True, predicate="recurs"),
        _CONTESTED,
        _CLAIM_IDS,
        *_SOURCES,
    ),
)

_FIGURES = Table(
    "figures",
    "views",
    "One measure in one period: the number on which sources agree, or all the numbers that they contest. A contested "
    "one has a value only where a curator accepted an answer (`accepted_by` in `claims`).",
    "figure_id",
    (
        _id("figure_id", "Id: the question_id of its claims."),
        _text("predicate", "Whether it is an amount, a change or a share of a poll.", nullable=False,
              values=("amount", "change", "poll_share")),
        _id("measure_id", "The measure, where it is a known thing; the pollster, of a poll.",
            references="entities.entity_id", nullable=True),
        _text("measure", "What is measured; of a poll, the share of those whom the pollster asked.", nullable=False),
        _text("proposition", "What those asked agree to, of a poll."),
        _date("period_start", "First day of the period that the number is about."),
        _date("period_end", "Last day of that period."),
        _MODALITY,
        _STATUS,
        *_AMOUNT,
        Column("values", pl.List(pl.Float64), "Every number that sources give, the best supported first; in one unit, "
               "where the articles themselves give all of them in it."),
        Column("units", pl.List(pl.String), "Units of these numbers, in the same order."),
        Column("supports", pl.List(pl.Int32), "Independent articles behind each of them, in the same order."),
        Column("spread", pl.Float64, "How far the numbers are apart, as a share of the largest; null where there is "
               "one, or no common unit.", nullable=True),
        Column("claim_ids", pl.List(pl.String), "Claims that give these numbers, in the same order.",
               references="claims.claim_id"),
        *_SOURCES,
    ),
)  # fmt: skip

_PLEDGES = Table(
    "pledges",
    "views",
    "One thing that a party commits itself to give or do.",
    "claim_id",
    (
        _id("claim_id", "The claim that the row shows.", references="claims.claim_id"),
        _id("party_id", "Who commits itself, where it is a known thing.", references="entities.entity_id",
            nullable=True),
        _text("party", "Its name.", nullable=False),
        _text("pledge", "What is pledged, in the words of an article."),
        *_AMOUNT,
        Column("beneficiary_ids", pl.List(pl.String), "For whom, in the order of their names.",
               references="entities.entity_id"),
        Column("beneficiaries", pl.List(pl.String), "Their names, in the same order."),
        _date("period_start", "First day of the period for which it is pledged."),
        _date("period_end", "Last day of that period."),
        _text("modality", "Whether it is given, planned, announced or proposed.", values=MODALITIES),
        _STATUS,
        *_SOURCES,
    ),
)  # fmt: skip

_POSITIONS = Table(
    "positions",
    "views",
    "One title or office of one person. The same title with and without its country or organisation is one row.",
    "position_id",
    (
        _id("position_id", "Id, from person, title and organisation."),
        _id("person_id", "The person.", references="entities.entity_id"),
        _text("person", "Name.", nullable=False),
        _text("title", "Title, in the words of the most articles.", nullable=False),
        _id("organisation_id", "Country or organisation whose office it is, where it is a known thing.",
            references="entities.entity_id", nullable=True),
        _text("organisation", "Its name, or that which the title gives it."),
        _STATUS,
        Column("claim_ids", pl.List(pl.String), "Claims that the row sums up, sorted.", references="claims.claim_id"),
        *_SOURCES[:2],
        _date("first_seen", "Publication date of the first article that gives the person this title."),
        _date("last_seen", "Publication date of the last one."),
    ),
)  # fmt: skip

_QUOTES = Table(
    "quotes",
    "views",
    "Words of one speaker, quoted or reported.",
    "claim_id",
    (
        _id("claim_id", "The claim that the row shows.", references="claims.claim_id"),
        _id("speaker_id", "Who says it, where it is a known thing.", references="entities.entity_id", nullable=True),
        _text("speaker", "Name of the speaker.", nullable=False),
        _text("quote", "The words, verbatim from an article.", nullable=False),
        _text("mode", "`direct` if one article quotes the words, else `indirect`.", values=("direct", "indirect")),
        _STATUS,
        *_SOURCES,
    ),
)

_TIMELINE = Table(
    "timeline",
    "views",
    "What happened, or is to happen, in order of time. Of a date that sources contest, every answer is a row.",
    "timeline_id",
    (
        _id("timeline_id", "Id: the first day and the claim, so that rows are in order of time."),
        _date("date_start", "First day."),
        _date("date_end", "Last day (the same day for a single day)."),
        _text("date_precision", "How exactly it is known.", nullable=False, values=DATE_PRECISIONS),
        _text("predicate", "What happens then.", nullable=False, values=("held_on", "signed_on", "established_on")),
        _id("entity_id", "What it happens to.", references="entities.entity_id"),
        _text("name", "Its name.", nullable=False),
        _id("place_id", "Where, as `events` and `agreements` give it.", references="entities.entity_id", nullable=True),
        _text("place", "Name of the place."),
        _text("modality", "Whether it happened.", values=MODALITIES),
        _STATUS,
        _id("claim_id", "The claim that gives the date.", references="claims.claim_id"),
        *_SOURCES,
    ),
)

CORRECTION_ACTIONS = ("drop", "override", "merge", "split", "accept")

_CORRECTIONS = Table(
    "corrections",
    "reconcile",
    "One decision of a curator that overrules what was read or reconciled.",
    "correction_id",
    (
        _id("correction_id", "Id, from action, target and articles."),
        _text("action", "What it does.", nullable=False, values=CORRECTION_ACTIONS),
        _text("target", "The fact, claim or entity that it is about.", nullable=False),
        _text("outcome", "Whether it was applied; `no_such_article` where the articles that it corrects are not here.",
              nullable=False, values=("applied", "no_such_article")),
        Column("source_paths", pl.List(pl.String), "Articles that say what is corrected, below the corpus folder."),
        _text("original", "What was read, by column: a JSON object.", nullable=False),
        _text("corrected", "What it says now: the values by column as a JSON object, an entity, or a name; null where "
              "nothing takes its place."),
        Column("n_facts", pl.Int32, "Facts that it changed, took out, or is about."),
        _text("reason", "Why.", nullable=False),
        _text("who", "Who decided it.", nullable=False),
        Column("date", pl.Date, "When."),
    ),
)  # fmt: skip

_MERGES = Table(
    "merges",
    "reconcile",
    "One decision on whether two names mean one thing, and why. What is to be reviewed is for a curator to judge.",
    "merge_id",
    (
        _id("merge_id", "Id, from the names and the decision."),
        _text("type", "Type of the thing.", nullable=False, values=ENTITY_TYPES),
        _text("decision", "Whether they are one, may be one and are left apart for review, or are judged to be two.",
              nullable=False, values=DECISIONS),
        _id("entity_id", "What was named; merged everywhere, it is no row of `entities` any more. After `~` stands a "
            "subject in common words that was no entity."),
        _text("name", "Its name.", nullable=False),
        _id("into_id", "What it is, or may be."),
        _text("into_name", "The name of that.", nullable=False),
        _id("doc_id", "The one article in which it is so; empty where it is so in all.", references="documents.doc_id",
            nullable=True),
        Column("score", pl.Float64, "Sum of the evidence, where evidence was weighed.", nullable=True, unit="bits"),
        _text("reason", "Why, in words.", nullable=False),
    ),
)  # fmt: skip

_REJECTIONS = Table(
    "rejections",
    "ingest",
    "One thing that was refused, and why. Nothing is dropped in silence.",
    "rejection_id",
    (
        _id("rejection_id", "Id, from stage, place and reason."),
        _text("stage", "Stage that refused it.", nullable=False),
        _text("source_path", "File below the corpus folder.", nullable=False),
        Column("line", pl.Int32, "Line in the file, from 1, where the file holds many articles.", nullable=True),
        _text("reason", "Why, as a code.", nullable=False),
        _text("detail", "Why, in words, and what would cure it.", nullable=False),
        _text("record", "The start of what was refused, where it is text."),
    ),
)

ALL_PREDICATES = "all"
"""What stands for the predicate in the row of all of them."""

_QUALITY = Table(
    "quality",
    "score",
    "How well the facts with one predicate agree with what careful readers find in articles (gold). Without rows where "
    "there is no gold for any article of the corpus.",
    "predicate",
    (
        _text("predicate", f"The predicate, or `{ALL_PREDICATES}` for the row of all facts.", nullable=False),
        Column("n_articles", pl.Int32, "Articles with gold for it."),
        Column("n_gold", pl.Int32, "Gold facts that are required; optional ones count neither for nor against."),
        Column("n_found", pl.Int32, "Those of them that a fact agrees with."),
        Column("n_missed", pl.Int32, "Those that none agrees with."),
        Column("n_spurious", pl.Int32, "Facts of these articles that agree with no gold fact."),
        Column("precision", pl.Float64, "Found, as a share of found and spurious; null where there are none.",
               nullable=True),
        Column("recall", pl.Float64, "Found, as a share of gold; null where no gold is required.", nullable=True),
        Column("f1", pl.Float64, "Harmonic mean of the two: twice found, as a share of twice found, missed and "
               "spurious. Null where all are 0.", nullable=True),
    ),
)  # fmt: skip

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _DOCUMENTS, _SEGMENTS, _ENTITIES, _MENTIONS, _FACTS, _CLAIMS, _MERGES,
        _EVENTS, _AGREEMENTS, _INSTITUTIONS, _FIGURES, _PLEDGES, _POSITIONS, _QUOTES, _TIMELINE,
        _CORRECTIONS, _REJECTIONS, _QUALITY,
    )
}  # fmt: skip
"""Every table of a release, in the order in which a reader meets them."""

CHANGES = Table(
    "changes",
    "publish",
    "One cell that differs from the release before. The cells of rows that came or went are there, too, unless empty. "
    "The first release has none.",
    "change_id",
    (
        _id("change_id", "Id, from table, key and field."),
        _text("table", "Table in which it is.", nullable=False),
        _text("key", "Key of the row.", nullable=False),
        _text("op", "Whether the row came, went or changed.", nullable=False, values=("insert", "delete", "update")),
        _text("field", "Column.", nullable=False),
        _text("old", "What the cell said in the release before, as in CSV: ISO dates, lists as JSON."),
        _text("new", "What it says now."),
        _text("cause", "`schema`: the column or table is new or gone. `corrections`: a curator's correction came, went "
              "or changed. `source`: other articles. `rules`: other rules or code. Where several have changed, "
              "`corrections` and `source` are what names such a correction or article, or what it is about.",
              nullable=False, values=("source", "corrections", "rules", "schema")),
    ),
)  # fmt: skip
"""A table of every release beside the others: it depends on the release before, and is no part of the digest."""

PUBLISHED = (*TABLES.values(), CHANGES)
"""What a release contains, in the order in which a reader meets it."""

KNOWN_UNITS = ("percent", "percentage points")
"""Units beside ISO 4217 codes that are written alike in every article; counted things are free text."""
