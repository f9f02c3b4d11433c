"""Rows for tests of reconciliation: facts of our own about reefs and harbours, with only what a test is about."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from pipelines.ids import content_id, slug
from pipelines.reconcile import Reconciled, reconcile
from pipelines.tables import TABLES

COUNTRIES = {"FJ": ("Fiji", "Fijian"), "WS": ("Samoa", "Samoan"), "TO": ("Tonga", "Tongan")}


def entity(name: str, type_: str = "event", *aliases: str, **more: Any) -> dict[str, Any]:
    """A discovered entity; its id is the type and the slug of the name."""
    row = {"entity_id": f"{type_}:{slug(name)}", "type": type_, "name": name, "aliases": sorted(aliases)}
    return row | {"origin": "discovered"} | more


def country(code: str) -> dict[str, Any]:
    name, demonym = COUNTRIES[code]
    return {
        "entity_id": f"country:{code}", "type": "country", "name": name, "aliases": [demonym], "country_code": code,
        "origin": "registry",
    }  # fmt: skip


def place(name: str, code: str | None) -> dict[str, Any]:
    return entity(name, "place", country_code=code, origin="registry")


def fact(doc: str, predicate: str, subject: dict[str, Any] | str, **more: Any) -> dict[str, Any]:
    """A fact of an article. `subject` and `object` are entities or texts, `on` and `year` as `days` reads them."""
    row: dict[str, Any] = {"doc_id": doc, "segment_id": f"{doc}-s", "predicate": predicate, "status": "done"}
    for column, thing in (("subject", subject), ("object", more.pop("object", None))):
        if isinstance(thing, dict):
            row |= {f"{column}_id": thing["entity_id"], column: thing["name"]}
        else:
            row[column] = thing
    if "on" in more:
        row["date_start"], row["date_end"], row["date_precision"] = days(more.pop("on"))
    if "year" in more:
        row["period_start"], row["period_end"], _ = days(str(more.pop("year")))
    row |= {"evidence": f"words of {doc} on {row['subject']}", "evidence_start": 0, "evidence_end": 1} | more
    row |= {"rule_id": "test", "extractor": "test", "confidence": 1.0}
    return {"fact_id": content_id("fact", *sorted(row.items(), key=str))} | row


def days(iso: str) -> tuple[date, date, str]:
    """First day, last day and precision of `2025`, `2025-06`, `2025-06-17` or `2025-06-17/2025-06-18`."""
    if "/" in iso:
        first, last = (date.fromisoformat(part) for part in iso.split("/"))
        return first, last, "interval"
    if len(iso) == 4:
        return date(int(iso), 1, 1), date(int(iso), 12, 31), "year"
    if len(iso) == 7:
        first = date.fromisoformat(f"{iso}-01")
        last = pl.Series([first]).dt.month_end().item()
        return first, last, "month"
    return date.fromisoformat(iso), date.fromisoformat(iso), "day"


def tables(
    facts: list[dict[str, Any]],
    entities: Sequence[dict[str, Any]] = (),
    published: dict[str, str] | None = None,
    clusters: dict[str, str] | None = None,
) -> dict[str, pl.DataFrame]:
    """The frames that `reconcile` takes: a document for every doc_id, a mention for every subject and object."""
    docs = sorted({f["doc_id"] for f in facts} | (published or {}).keys())
    mentions = {
        (f["doc_id"], f[column]): f[column.removesuffix("_id")]
        for f in facts
        for column in ("subject_id", "object_id")
        if f.get(column)
    }
    return {
        "documents": TABLES["documents"].frame(
            {
                "doc_id": doc, "source_path": f"{doc}.txt", "source_paths": [f"{doc}.txt"], "sha256": doc,
                "language": "en", "characters": 1, "cluster_id": (clusters or {}).get(doc, doc),
                "published": days((published or {})[doc])[0] if doc in (published or {}) else None,
            }
            for doc in docs
        ),
        "entities": TABLES["entities"].frame({e["entity_id"]: e for e in entities}.values()),
        "mentions": TABLES["mentions"].frame(
            {
                "mention_id": content_id("mention", *key), "doc_id": key[0], "segment_id": f"{key[0]}-s",
                "entity_id": key[1], "start": start, "end": start + 1, "surface": surface, "method": "capitals",
            }
            for start, (key, surface) in enumerate(sorted(mentions.items()))
        ),
        "facts": TABLES["facts"].frame(facts),
    }  # fmt: skip


def reconciled(*args: Any, **kwargs: Any) -> Reconciled:
    return reconcile(**tables(*args, **kwargs))
