"""Names first: entities that differ only in how articles write them become one, in every table.

One are entities of a type whose names have one key (`keys.py`), an acronym and the one entity that has it as another
name, an event named without ordinal or year and the one edition that its article dates it to, a surname and the one
person whom its article means, and names that the evidence on them makes one (`evidence.py`). Two entities of the
registry are never merged, so two countries are not; full names of people are compared by letters alone. What is likely
but not certain stays apart, and every step says what it did and why. How values and dates are compared does not belong
here.

Of the ids of one thing the same one stays for as long as it can: that of the registry, else that of the name that was
published first. Later articles change neither it nor the preferred name.
"""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from pipelines.predicates import Predicates, where
from pipelines.reconcile.evidence import decide
from pipelines.reconcile.judgements import Judgement
from pipelines.reconcile.keys import base, is_bare, marks, name_key, text_key
from pipelines.reconcile.profiles import things
from pipelines.reconcile.rules import load_rules
from pipelines.tables import TABLES


class Named(NamedTuple):
    """The tables as the steps so far leave them, and their `decisions`: as `evidence.Decision`, one a row."""

    entities: pl.DataFrame
    mentions: pl.DataFrame
    """doc_id, the id of an entity that it names as it was `read`, and the `entity_id` of what that is; once each."""
    facts: pl.DataFrame
    decisions: pl.DataFrame
    ranked: pl.DataFrame
    """The entities as they were read; of those that are one, the first one stays."""


REFERENCES = [c.name for c in TABLES["facts"].columns if c.references == "entities.entity_id"]
_DECISIONS = {
    "entity_id": pl.String, "doc_id": pl.String, "into": pl.String, "decision": pl.String, "score": pl.Float64,
    "reason": pl.String,
}  # fmt: skip
_ACRONYM = r"^[A-Z][A-Z0-9&-]{1,9}$"
_BROKEN = r"\s[-–]|[-–]\s"


def as_read(documents: pl.DataFrame, entities: pl.DataFrame, mentions: pl.LazyFrame, facts: pl.DataFrame) -> Named:
    """The tables before any step.

    Entities of the registry rank first, then those whose first article was published first, undated articles last. Of
    those of one day, or of none, the shortest name does. Acronyms, and names with a space beside a hyphen, as
    translations by machine have it, come last.
    """
    published = documents.select("doc_id", "published")
    named = mentions.select("doc_id", "entity_id", read="entity_id").unique().collect(engine="streaming")
    first = named.join(published, on="doc_id").group_by("entity_id").agg(first=pl.col("published").min())
    ranked = (
        entities.join(first, on="entity_id", how="left")
        .sort(
            pl.col("origin") != "registry",
            pl.col("name").str.contains(_ACRONYM),
            pl.col("name").str.contains(_BROKEN),
            "first",
            pl.col("name").str.len_chars(),
            "name",
            "entity_id",
            nulls_last=True,
        )
        .select(entities.columns)
    )
    return Named(entities, named, facts, pl.DataFrame(schema=_DECISIONS), ranked)


def mentions_of(tables: Named, mentions: pl.LazyFrame) -> pl.DataFrame:
    """The mentions that were read, with what they name after all steps; one that merged entities share is kept once."""
    moves = tables.mentions.filter(pl.col("read") != pl.col("entity_id"))
    moves = moves.select("doc_id", entity_id="read", into="entity_id")
    named = (
        mentions.join(moves.lazy(), on=["doc_id", "entity_id"], how="left", maintain_order="left")
        .with_columns(entity_id=pl.coalesce("into", "entity_id"))
        .drop("into")
    )
    place = ["doc_id", "start", "end", "entity_id"]
    hashed = pl.struct(place).hash()
    places = named.select(place=hashed).collect(engine="streaming")["place"].sort()
    several = named.filter(hashed.is_in(places.filter(places == places.shift()).unique().implode())).collect()
    once = several.sort("mention_id").unique(place, keep="first")
    again = several.join(once, on="mention_id", how="anti")["mention_id"]
    return named.filter(~pl.col("mention_id").is_in(again.implode())).collect()


def merge_names(tables: Named, judgements: Sequence[Judgement]) -> Named:
    """The tables with merged entities under one id, and the names of those that went as aliases of it.

    What a name of common words means in one article ("next summit") is not what it means in another. A mention that
    merged entities shared is kept once. Ids of facts and mentions stay as they were read.
    """
    moves = _not_judged_apart(_moves(tables.entities, tables.ranked), tables.entities, judgements)
    return _decided(move_everywhere(tables, moves), moves)


def merge_by_evidence(
    documents: pl.DataFrame, tables: Named, predicates: Predicates, judgements: Sequence[Judgement]
) -> Named:
    """The tables with entities merged that the evidence on them, or a curator, makes one.

    A name of common words goes in its article only, and so does a subject that was no entity.
    """
    rank = {entity_id: number for number, entity_id in enumerate(tables.ranked["entity_id"])}
    found = things(documents, tables.entities, tables.mentions, tables.facts, predicates)
    decided = pl.DataFrame(decide(found, judgements, rank), schema=_DECISIONS, orient="row")
    merged = decided.filter(decision="merged")
    tables = move_everywhere(tables, merged.filter(pl.col("doc_id").is_null()))
    loose = merged.filter(pl.col("doc_id").is_not_null()).select("doc_id", "entity_id", "into")
    facts = _subjects_found(tables.facts, loose)
    loose = loose.join(tables.entities, on="entity_id", how="semi")
    for column in REFERENCES:
        facts = _in_article(facts, column, loose)
    mentions = _in_article(tables.mentions, "entity_id", loose)
    return tables._replace(
        entities=_without_unused(tables.entities, mentions, facts, loose),
        mentions=mentions,
        facts=facts,
        decisions=pl.concat([tables.decisions, decided]),
    )


def resolve_editions(
    documents: pl.DataFrame, tables: Named, predicates: Predicates, judgements: Sequence[Judgement]
) -> Named:
    """The tables with events named without ordinal or year replaced by their edition, article by article.

    "The Reef Summit" of an article is the second Reef Summit when the article dates it to days of the second one, or
    gives no date and appeared around them, when no other edition fits, and when the places do not differ. A statement
    about the series ("takes place every two years") stays with the series.
    """
    entities, mentions, facts = tables[:3]
    editions = _not_judged_apart(_editions(documents, entities, facts, predicates), entities, judgements)
    of_series = ~where(predicates, lambda p: p.of_one_occurrence)
    series = facts["subject_id"]
    for column in REFERENCES:
        facts = _in_article(facts, column, editions)
    facts = facts.with_columns(subject_id=pl.when(of_series).then(series).otherwise("subject_id"))
    mentions = _in_article(mentions, "entity_id", editions)
    reason = "it is the edition that the dates of the article, or of its publication, fit"
    entities = _without_unused(entities, mentions, facts, editions)
    tables = tables._replace(entities=entities, mentions=mentions, facts=facts)
    return _decided(tables, editions, reason)


def resolve_surnames(tables: Named, predicates: Predicates, judgements: Sequence[Judgement]) -> Named:
    """The tables with people known by a surname alone replaced by the person of that name, article by article.

    "President Ravel" of an article is Ana Ravel when of all people with that surname only she has that title, and every
    other that the article gives the surname, in some article; when her country is known and the article names it; and
    when the article names nobody else of that surname in full. A surname without a title stays, and so does one that is
    a first name or a middle name.
    """
    entities, mentions, facts = tables[:3]
    people = _not_judged_apart(_surnames(entities, mentions, facts, predicates), entities, judgements)
    for column in REFERENCES:
        facts = _in_article(facts, column, people)
    mentions = _in_article(mentions, "entity_id", people)
    reason = "of all people of that surname, this one alone has the titles that the article gives"
    tables = tables._replace(
        entities=_without_unused(entities, mentions, facts, people), mentions=mentions, facts=facts
    )
    return _decided(tables, people, reason)


def party_names(entities: pl.DataFrame) -> dict[str, str]:
    """Other names of the registry's countries, as keys, with the key of their preferred name: demonyms above all."""
    aliases = (
        entities.filter(type="country", origin="registry")
        .explode("aliases")
        .select(alias=text_key(pl.col("aliases")), name=text_key(pl.col("name")))
        .filter((pl.col("alias").str.len_chars() > 3) & (pl.col("alias") != pl.col("name")))
        .unique()
        .filter(pl.len().over("alias") == 1)
        .sort("alias")
    )
    return dict(aliases.iter_rows())


def _not_judged_apart(moves: pl.DataFrame, entities: pl.DataFrame, judgements: Sequence[Judgement]) -> pl.DataFrame:
    """The moves but for those between two names that a curator has judged to be two things."""
    different = [judgement for judgement in judgements if not judgement.same]
    if not different:
        return moves
    names = entities.select("type", "name", "entity_id")
    pairs = (
        moves.select("entity_id", "into")
        .unique()
        .join(names, on="entity_id")
        .join(names.select(into="entity_id", into_name="name"), on="into")
        .with_columns(
            key=name_key(pl.col("name"), pl.col("type"), {}), into_key=name_key(pl.col("into_name"), pl.col("type"), {})
        )
    )
    apart = [
        (row["entity_id"], row["into"])
        for row in pairs.iter_rows(named=True)
        if any(
            judgement.type == row["type"]
            and (
                {row["name"], row["into_name"]} <= {*judgement.names}
                or (row["key"] != row["into_key"] and {row["key"], row["into_key"]} <= {*judgement.keys})
            )
            for judgement in different
        )
    ]
    kept = pl.DataFrame(apart, schema={"entity_id": pl.String, "into": pl.String}, orient="row")
    return moves.join(kept, on=["entity_id", "into"], how="anti", maintain_order="left")


def _decided(tables: Named, moves: pl.DataFrame, reason: str | None = None) -> Named:
    """The tables with moves, or those of an article, among their decisions."""
    given = pl.col("reason") if reason is None else pl.lit(reason)
    doc_id = pl.col("doc_id") if "doc_id" in moves.columns else pl.lit(None, pl.String)
    made = moves.select(
        "entity_id",
        doc_id.alias("doc_id"),
        "into",
        decision=pl.lit("merged"),
        score=pl.lit(None, pl.Float64),
        reason=given,
    )
    return tables._replace(decisions=pl.concat([tables.decisions, made.select([*_DECISIONS])]))


def move_everywhere(tables: Named, moves: pl.DataFrame) -> Named:
    """The tables with entities that move in every article: their names stay as aliases."""
    moves = moves.select("entity_id", "into")
    renamed = dict(moves.iter_rows())
    return tables._replace(
        entities=_with_aliases(tables.entities, moves).join(moves, on="entity_id", how="anti"),
        mentions=tables.mentions.with_columns(pl.col("entity_id").replace(renamed)),
        facts=tables.facts.with_columns(pl.col(REFERENCES).replace(renamed)),
    )


def _subjects_found(facts: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The facts with subjects that were no entities and are found to be one; names of `profiles.py` start with `~`."""
    key = facts.select("subject").unique().with_columns(entity_id=pl.format("~{}", text_key(pl.col("subject"))))
    subjects = (
        facts.select("doc_id", "subject", "subject_id")
        .join(key, on="subject", how="left", maintain_order="left")
        .join(found, on=["doc_id", "entity_id"], how="left", maintain_order="left")
        .select(subject_id=pl.coalesce("subject_id", "into"))
    )
    return facts.with_columns(subjects["subject_id"])


def _moves(entities: pl.DataFrame, ranked: pl.DataFrame) -> pl.DataFrame:
    """entity_id of each entity that is another one, and the id that it goes `into`: the first of them in `ranked`."""
    parties = party_names(entities)
    known = entities.with_columns(key=name_key(pl.col("name"), pl.col("type"), parties))
    aliases = (
        known.explode("aliases")
        .drop_nulls("aliases")
        .with_columns(alias=name_key(pl.col("aliases"), pl.col("type"), parties))
    )
    is_registry = pl.col("origin") == "registry"

    registry = (
        pl.concat([known.filter(is_registry).select("type", "key", into="entity_id"),
                   aliases.filter(is_registry).select("type", key="alias", into="entity_id")])
        .unique()
        .filter(pl.len().over("type", "key") == 1)
    )  # fmt: skip
    discovered = known.filter(~is_registry).join(registry, on=["type", "key"], how="left").with_columns(known="into")

    is_acronym = pl.col("name").str.contains(_ACRONYM)
    acronyms = (
        aliases.filter(
            ~is_registry
            & ~is_acronym
            & pl.col("aliases").str.contains(_ACRONYM)
            & ~pl.col("type").is_in(["person", "country", "place"])
            & (marks(pl.col("key")) == "")
        )
        .select("type", key="alias", full="key")
        .unique()
        .filter(pl.len().over("type", "key") == 1)
    )
    return (
        ranked.select("entity_id")
        .join(discovered.join(acronyms, on=["type", "key"], how="left"), on="entity_id", maintain_order="left")
        .with_columns(
            group=pl.when(is_bare(pl.col("key"))).then("entity_id")
            .when(is_acronym).then(pl.coalesce("full", "key"))
            .otherwise("key"),
            acronym=is_acronym,
        )
        .with_columns(
            into=pl.coalesce(
                "into",
                pl.col("into").drop_nulls().first().over("type", "group"),
                pl.col("entity_id").first().over("type", "group"),
            )
        )
        .filter(pl.col("into") != pl.col("entity_id"))
        .with_columns(
            reason=pl.when("acronym").then(pl.lit("it is the acronym, and no other has it"))
            .when(pl.col("known").is_not_null()).then(pl.lit("the registry knows it by this name"))
            .otherwise(pl.lit("the names differ only in case, spelling, articles or the form of a word"))
        )
        .select("entity_id", "into", "reason")
        .sort("entity_id")
    )  # fmt: skip


def _editions(
    documents: pl.DataFrame, entities: pl.DataFrame, facts: pl.DataFrame, predicates: Predicates
) -> pl.DataFrame:
    """doc_id, entity_id of an event without ordinal or year, and the edition that it goes `into` in that article."""
    events = (
        entities.filter(type="event")
        .with_columns(key=name_key(pl.col("name"), pl.col("type"), {}))
        .filter(~is_bare(pl.col("key")))
        .select("entity_id", "country_code", numbered=marks(pl.col("key")) != "", series=base(pl.col("key")))
    )
    once = facts.filter(
        where(predicates, lambda p: p.of_one_occurrence), pl.col("status").ne_missing("denied")
    ).with_columns(entity_id="subject_id")

    dated = (
        once.filter(where(predicates, lambda p: "date" in p.range))
        .drop_nulls("date_start")
        .join(events, on="entity_id")
        .select("doc_id", "entity_id", "numbered", "series", "date_start", "date_end", "date_precision")
        .unique()
    )
    news = pl.duration(days=load_rules().news_days)
    undated = (
        pl.concat([facts.select("doc_id", entity_id=pl.col(column)) for column in REFERENCES])
        .unique()
        .join(events.filter(~pl.col("numbered")), on="entity_id")
        .join(dated, on=["doc_id", "entity_id"], how="anti")
        .join(documents.select("doc_id", "published"), on="doc_id")
        .drop_nulls("published")
        .select(
            "doc_id", "entity_id", "series", date_start=pl.col("published") - news, date_end=pl.col("published") + news
        )
    )
    meet = (pl.col("date_start") <= pl.col("date_end_right")) & (pl.col("date_start_right") <= pl.col("date_end"))
    exact = pl.col("date_precision").is_in(["day", "interval"])
    editions = dated.filter("numbered")
    pairs = pl.concat(
        series.join(candidates, on="series", suffix="_right")
        .filter(meet)
        .select("doc_id", "entity_id", into="entity_id_right")
        for series, candidates in ((dated.filter(~pl.col("numbered")), editions), (undated, editions.filter(exact)))
    ).unique()

    located = once.filter(where(predicates, lambda p: p.functional and "place" in p.range)).join(
        entities.select("entity_id", "country_code"), left_on="object_id", right_on="entity_id"
    )
    country = pl.coalesce("country_code", "object_id")
    here = located.group_by("doc_id", "entity_id").agg(here=country.unique())
    there = located.group_by(into="entity_id").agg(there=country.unique())
    return (
        pairs.join(here, on=["doc_id", "entity_id"], how="left")
        .join(there, on="into", how="left")
        .filter(pl.col("here").list.set_intersection("there").list.len().ne_missing(0))
        .filter(pl.len().over("doc_id", "entity_id") == 1)
        .select("doc_id", "entity_id", "into")
        .sort("doc_id", "entity_id")
    )


def _surnames(
    entities: pl.DataFrame, mentions: pl.DataFrame, facts: pl.DataFrame, predicates: Predicates
) -> pl.DataFrame:
    """doc_id, entity_id of a surname, and the person that it goes `into` in that article."""
    has_title = where(predicates, lambda p: p.domain == ("person",) and "office" in p.range)
    titles = (
        facts.filter(has_title, pl.col("status").ne_missing("denied"))
        .select("doc_id", entity_id="subject_id", title=text_key(pl.col("object")))
        .drop_nulls()
        .unique()
    )
    people = entities.filter(type="person").with_columns(surname=name_key(pl.col("name"), pl.col("type"), {}))
    alone = people.filter(~pl.col("name").str.contains(" "), pl.col("origin") != "registry")
    words = _words_of_full_names(people)
    is_known = pl.col("title").list.set_difference("known").list.len() == 0
    likely = (
        titles.join(alone.select("entity_id", "surname"), on="entity_id")
        .group_by("doc_id", "entity_id", "surname")
        .agg("title")
        .join(words, on="surname")
        .join(titles.group_by(into="entity_id").agg(known=pl.col("title").unique()), on="into")
        .filter(pl.col("title").list.set_intersection("known").list.len() > 0)
        .filter(pl.len().over("doc_id", "entity_id") == 1)
        .filter(pl.col("is_last"), is_known)
    )
    around = mentions.join(likely, on="doc_id", how="semi")
    countries = around.join(entities.filter(type="country").select("entity_id", "country_code"), on="entity_id")
    namesakes = around.join(words, left_on="entity_id", right_on="into").group_by("doc_id", "surname")
    is_only_namesake = pl.col("named").fill_null([]).list.set_difference(pl.concat_list("into")).list.len() == 0
    return (
        likely.join(countries, on=["doc_id", "country_code"], how="semi")
        .join(namesakes.agg(named=pl.col("entity_id").unique()), on=["doc_id", "surname"], how="left")
        .filter(is_only_namesake)
        .select("doc_id", "entity_id", "into")
        .sort("doc_id", "entity_id")
    )


def _words_of_full_names(people: pl.DataFrame) -> pl.DataFrame:
    """Each word of the names of several words of a person, as a possible `surname`, and whether it `is_last` in one."""
    return (
        people.select("entity_id", "country_code", "type", name=pl.concat_list("name", pl.col("aliases").fill_null([])))
        .explode("name")
        .with_columns(word=pl.col("name").str.split(" "))
        .filter(pl.col("word").list.len() > 1)
        .with_columns(last=pl.col("word").list.last())
        .explode("word")
        .group_by("country_code", into="entity_id", surname=name_key(pl.col("word"), pl.col("type"), {}))
        .agg(is_last=(pl.col("word") == pl.col("last")).any())
    )


def _in_article(frame: pl.DataFrame, column: str, moves: pl.DataFrame) -> pl.DataFrame:
    """The frame with ids of a column replaced in the articles where they move."""
    moves = moves.select("doc_id", "into", pl.col("entity_id").alias(column))
    named = frame.select("doc_id", column).join(moves, on=["doc_id", column], how="left", maintain_order="left")
    return frame.with_columns(named.select(pl.coalesce("into", column).alias(column)).to_series())


def _without_unused(
    entities: pl.DataFrame, mentions: pl.DataFrame, facts: pl.DataFrame, moves: pl.DataFrame
) -> pl.DataFrame:
    """The entities after moves in some articles: those that moved in all of them go; their names stay as aliases."""
    moves = moves.select("entity_id", "into").unique()
    used = pl.concat([mentions["entity_id"], *(facts[column] for column in REFERENCES)])
    unused = moves.filter(~pl.col("entity_id").is_in(used.unique().implode()))
    return _with_aliases(entities, moves).join(unused, on="entity_id", how="anti")


def _with_aliases(entities: pl.DataFrame, moves: pl.DataFrame) -> pl.DataFrame:
    """The entities, each with the names of those that move into it among its aliases, sorted."""
    names = pl.concat_list(pl.col("aliases").fill_null([]), "name")
    gained = entities.join(moves, on="entity_id").select(entity_id="into", gained=names).explode("gained")
    gained = gained.group_by("entity_id").agg("gained")
    every = pl.concat_list(pl.col("aliases").fill_null([]), pl.col("gained").fill_null([]))
    return (
        entities.join(gained, on="entity_id", how="left", maintain_order="left")
        .with_columns(aliases=every.list.set_difference(pl.concat_list("name")).list.unique().list.sort())
        .drop("gained")
    )
