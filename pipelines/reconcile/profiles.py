"""What the tables know of each thing that may have several names, drawn together for `evidence.py` to compare.

An entity is one thing wherever it is named, unless its name consists of common words ("the treaty") or of a kind and a
place ("the Suva summit"): that means something within one article only.
"""

from collections.abc import Iterable, Iterator
from typing import Any, cast

import polars as pl

from pipelines.predicates import Predicate, Predicates, where
from pipelines.reconcile.evidence import Thing
from pipelines.reconcile.keys import base, common, is_bare, kind, marks, name_key, regions, telling, text_key
from pipelines.tables import ENTITY_TYPES

_KNOWN_OTHERWISE = ("country", "place", "group", "measure", "office", "other")
"""Types that the registry, a list of members or the words themselves tell apart."""

COMPARED = tuple(type_ for type_ in ENTITY_TYPES if type_ not in _KNOWN_OTHERWISE)
_THING = ["entity_id", "in_doc"]
_EXACT = ("day", "interval")
_word = pl.element()
_TOLD = [
    "doc_id", "predicate", "subject_id", "subject", "object_id", "object", "status",
    "date_start", "date_end", "date_precision",
]  # fmt: skip


def things(
    documents: pl.DataFrame, entities: pl.DataFrame, mentions: pl.DataFrame, facts: pl.DataFrame, predicates: Predicates
) -> list[Thing]:
    """Every thing that may be another, as the tables describe it."""
    facts = facts.select(_TOLD)
    names = _names(entities)
    told = facts.filter(pl.col("status").ne_missing("denied"))
    subjects = _subjects(told, names, predicates)
    named = _named_in(mentions, told).join(names.select("entity_id", "within"), on="entity_id")
    named = named.with_columns(in_doc=pl.when("within").then("doc_id"))
    scattered = pl.concat(
        [named.select("entity_id", "doc_id", "in_doc"), subjects.select("entity_id", "doc_id", "in_doc")]
    )
    events = _events(entities, facts, predicates).join(named.select("entity_id", "doc_id"), on="entity_id")
    about = facts.join(
        pl.concat([named.select("doc_id", "in_doc", subject_id="entity_id")]).unique(), on=["doc_id", "subject_id"]
    ).rename({"subject_id": "entity_id"}).filter(pl.col("status").ne_missing("denied"))  # fmt: skip
    described = (
        scattered.select(_THING)
        .unique()
        .join(scattered.group_by(_THING).agg(docs=pl.col("doc_id").unique()), on=_THING, nulls_equal=True)
        .join(
            scattered.join(events.select("doc_id", event="entity_id"), on="doc_id")
            .group_by(_THING)
            .agg(context=pl.col("event").unique()),
            on=_THING, how="left", nulls_equal=True,
        )
    )  # fmt: skip
    for part in (
        _parties(about, entities, predicates),
        _dates(about, predicates),
        _places(about, entities, predicates),
        _titles(about, predicates),
        _answers(pl.concat([about, subjects.select(about.columns)]), predicates),
    ):
        described = described.join(part, on=_THING, how="left", nulls_equal=True)
    texts = subjects.select("entity_id", name="subject", kind=kind(pl.col("subject_key"))).unique(
        "entity_id", keep="any"
    )
    described = described.join(pl.concat([names, texts], how="diagonal"), on="entity_id").sort(_THING, nulls_last=False)
    known: dict[Any, Any] = {}
    return [_thing(row, known) for row in described.iter_rows(named=True)]


def _thing(row: dict[str, Any], known: dict[Any, Any]) -> Thing:
    """A row as a thing; sets that many have, such as the empty one, are the same object, which `known` has."""

    def same(items: Iterable[Any]) -> frozenset[Any]:
        made = frozenset(items)
        return cast("frozenset[Any]", known.setdefault(made, made))

    def words(column: str) -> frozenset[str]:
        return same(word for word in row[column] or () if word is not None)

    def sets(column: str) -> frozenset[frozenset[str]]:
        return same(map(same, row[column] or ()))

    return Thing(
        entity_id=row["entity_id"],
        name=row["name"],
        type=row["type"],
        kind=row["kind"] or "",
        doc_id=row["in_doc"],
        registry=row["origin"] == "registry",
        marks=row["marks"] or "",
        keys=words("keys"),
        names=sets("words"),
        sides=words("sides"),
        code=row["country_code"],
        parties=words("parties"),
        dates=same((d["first"], d["last"], d["exact"]) for d in row["dates"] or ()),
        places=words("places"),
        place_words=sets("place_words"),
        events=words("events"),
        context=words("context"),
        docs=words("docs"),
        titles=words("titles"),
        answers=same((a["predicate"], same(a["words"])) for a in row["answers"] or ()),
    )


def _names(entities: pl.DataFrame) -> pl.DataFrame:
    """Entities of the types that are compared, with the words of their names and whether they mean one thing `within`
    an article only."""
    places = entities.filter(pl.col("type").is_in(["place", "country"]))
    place_words = {*_words(places)}
    party_words = {*_words(entities.filter(type="country"))} | regions()
    left_out = common() | party_words
    key = name_key(pl.col("name"), pl.col("type"), {})
    known = entities.filter(pl.col("type").is_in(COMPARED)).with_columns(key=key)
    words = (
        known.select(
            "entity_id", "type", preferred="name", name=pl.concat_list("name", pl.col("aliases").fill_null([]))
        )
        .explode("name")
        .with_columns(key=key)
        .with_columns(telling=telling(base(pl.col("key"))))
        .with_columns(
            words=pl.when(pl.col("type") == "event")
            .then("telling")
            .otherwise(pl.col("telling").list.eval(_word.filter(~_word.is_in(sorted(left_out)))))
            .list.unique()
            .list.sort(),
            sides=pl.col("telling").list.eval(_word.filter(_word.is_in(sorted(party_words)))),
        )
        .filter(~is_bare(pl.col("key")) | (pl.col("name") == pl.col("preferred")))
        .group_by("entity_id")
        .agg(
            keys=pl.col("key").unique().sort(),
            words=pl.col("words").unique(),
            sides=pl.col("sides").list.explode(keep_nulls=False, empty_as_null=False).unique(),
        )
    )
    own = telling(base(pl.col("key"))).list.set_difference(sorted(common()))
    after_place = (pl.col("type") == "event") & own.list.len().gt(0)
    after_place &= own.list.eval(_word.is_in(sorted(place_words))).list.all()
    return (
        known.join(words, on="entity_id")
        .with_columns(
            marks=marks(pl.col("key")),
            kind=kind(pl.col("key")),
        )
        .with_columns(
            within=(is_bare(pl.col("key")) | (after_place & (pl.col("marks") == ""))) & (pl.col("origin") != "registry")
        )
        .select(
            "entity_id", "name", "type", "kind", "origin", "marks", "keys", "words", "sides", "country_code", "within"
        )
    )


def _words(entities: pl.DataFrame) -> Iterator[str]:
    """Telling words of the names of entities."""
    names = entities.select(name=pl.concat_list("name", pl.col("aliases").fill_null([]))).explode("name")
    yield from names.select(telling(text_key(pl.col("name"))).explode(empty_as_null=True)).to_series().drop_nulls()


def _named_in(mentions: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """doc_id, entity_id of all that articles name, or make statements about."""
    stated = [facts.select("doc_id", entity_id=column) for column in ("subject_id", "object_id")]
    return pl.concat([mentions.select("doc_id", "entity_id"), *stated]).drop_nulls().unique()


def _subjects(facts: pl.DataFrame, names: pl.DataFrame, predicates: Predicates) -> pl.DataFrame:
    """Facts in words about a subject that is no entity and whose name consists of common words, under its key."""
    key = text_key(pl.col("subject"))
    return (
        facts.filter(where(predicates, _in_words), pl.col("subject_id").is_null())
        .with_columns(subject_key=key)
        .filter(is_bare(pl.col("subject_key")))
        .with_columns(entity_id=pl.format("~{}", "subject_key"), in_doc="doc_id")
    )


def _in_words(predicate: Predicate) -> bool:
    """Whether what is said of a subject in words tells what it is: a list of principles does, speech does not."""
    return predicate.range == ("text",) and not predicate.functional and "concept" in predicate.domain


def _events(entities: pl.DataFrame, facts: pl.DataFrame, predicates: Predicates) -> pl.DataFrame:
    """entity_id of events that are one occurrence: numbered, or dated to the day."""
    key = pl.col("key")
    dated = facts.filter(
        where(predicates, lambda p: p.of_one_occurrence and "date" in p.range), pl.col("date_precision").is_in(_EXACT)
    )["subject_id"]
    events = entities.filter(type="event").with_columns(key=name_key(pl.col("name"), pl.col("type"), {}))
    return events.filter(
        (marks(key) != "") | pl.col("entity_id").is_in(dated.drop_nulls().unique().implode()),
        ~is_bare(key) | (pl.col("origin") == "registry"),
    ).select("entity_id")


def _parties(about: pl.DataFrame, entities: pl.DataFrame, predicates: Predicates) -> pl.DataFrame:
    """Who signed, founded, hosted or attended it, as countries."""
    countries = entities.select(
        object_id="entity_id",
        party=pl.when(pl.col("type").is_in(["country", "person"])).then(pl.format("country:{}", "country_code")),
    ).drop_nulls()
    party = where(
        predicates, lambda p: not p.functional and p.domain[0] != "country" and {"country", "person"} <= {*p.range}
    )
    return (
        about.filter(party)
        .join(countries, on="object_id")
        .group_by(_THING)
        .agg(parties=pl.col("party").unique().sort())
    )


def _dates(about: pl.DataFrame, predicates: Predicates) -> pl.DataFrame:
    when = where(predicates, lambda p: p.functional and p.range == ("date",))
    return (
        about.filter(when, pl.col("date_start").is_not_null())
        .select(
            *_THING,
            dates=pl.struct(
                first="date_start",
                last=pl.coalesce("date_end", "date_start"),
                exact=pl.col("date_precision").is_in(_EXACT).fill_null(False),
            ),
        )
        .group_by(_THING)
        .agg(pl.col("dates").unique())
    )


def _places(about: pl.DataFrame, entities: pl.DataFrame, predicates: Predicates) -> pl.DataFrame:
    """Where it took place or was signed: places, with the words of their names, and events."""
    taking = about.filter(where(predicates, lambda p: p.functional and "place" in p.range))
    known = (
        entities.select("type", "name", object_id="entity_id")
        .join(taking, on="object_id", how="semi")
        .with_columns(words=telling(text_key(pl.col("name"))).list.unique().list.sort())
    )
    is_event = pl.col("type") == "event"
    return (
        taking.join(known, on="object_id")
        .group_by(_THING)
        .agg(
            places=pl.col("object_id").filter(~is_event).unique(),
            place_words=pl.col("words").filter(~is_event).unique(),
            events=pl.col("object_id").filter(is_event).unique(),
        )
    )


def _titles(about: pl.DataFrame, predicates: Predicates) -> pl.DataFrame:
    titled = where(predicates, lambda p: p.domain == ("person",) and "office" in p.range)
    held = about.filter(titled).select(*_THING, "object").drop_nulls("object").unique()
    titles = held.select("object").unique().with_columns(titles=text_key(pl.col("object")))
    return held.join(titles, on="object").group_by(_THING).agg(pl.col("titles").unique())


def _answers(about: pl.DataFrame, predicates: Predicates) -> pl.DataFrame:
    words = about.filter(where(predicates, _in_words), pl.col("object").is_not_null()).select(
        *_THING, "predicate", words=telling(text_key(pl.col("object"))).list.unique().list.sort()
    )
    return words.group_by(_THING).agg(answers=pl.struct("predicate", "words").unique())
