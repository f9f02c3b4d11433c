"""Reconciled tables from facts of our own in which every view has rows, for tests of views and what they must hold."""

from typing import Any

import polars as pl
from reconcile_rows import country, entity, fact, place, tables

from pipelines.reconcile import reconcile
from pipelines.tables import TABLES
from pipelines.views import Views, build_views

FIJI, SAMOA, TONGA = country("FJ"), country("WS"), country("TO")
APIA, SUVA = place("Apia", "WS"), place("Suva", "FJ")
SUMMIT, FORUM = entity("second Reef Summit"), entity("Coral Forum")
TREATY = entity("Reef Treaty", "agreement")
CENTRE = entity("Reef Centre", "institution")
RAVEL, MOANA = entity("Ana Ravel", "person"), entity("Tui Moana", "person")
ENTITIES = [FIJI, SAMOA, TONGA, APIA, SUVA, SUMMIT, FORUM, TREATY, CENTRE, RAVEL, MOANA]
PUBLISHED = {"a": "2025-06-18", "b": "2025-06-20", "c": "2024-03-02"}

FACTS = [
    fact("a", "held_on", SUMMIT, on="2025-06-17"),
    fact("b", "held_on", SUMMIT, on="2025-06-17"),
    fact("a", "held_at", SUMMIT, object=APIA),
    fact("a", "hosted_by", SUMMIT, object=SAMOA),
    fact("a", "attended_by", SUMMIT, object=TONGA),
    fact("b", "attended_by", SUMMIT, object=FIJI),
    fact("b", "attended_by", SUMMIT, object=RAVEL),
    fact("a", "held_on", FORUM, on="2025-02-03"),
    fact("c", "held_on", FORUM, on="2024-03-01"),
    fact("c", "held_at", FORUM, object=SUVA),
    fact("a", "signed_by", TREATY, object=FIJI),
    fact("b", "signed_by", TREATY, object=TONGA),
    fact("b", "signed_by", TREATY, object=RAVEL),
    fact("a", "signed_at", TREATY, object=SUMMIT),
    fact("a", "signed_on", TREATY, on="2025-06-17"),
    fact("b", "signed_on", TREATY, on="2025-06-18"),
    fact("a", "established_by", CENTRE, object=SAMOA, status="announced"),
    fact("a", "established_on", CENTRE, on="2025", status="announced"),
    fact("b", "member", CENTRE, object=TONGA),
    fact("b", "recurs", CENTRE, object="every two years"),
    fact("a", "amount", "Fiji's trade with Samoa", value=100.0, unit="USD", approx="exact", year=2024),
    fact("b", "amount", "trade between Samoa and Fiji", value=300.0, unit="FJD", approx="exact", year=2024,
         alt_value=120.0, alt_unit="USD"),
    fact("a", "amount", "reef area", value=7.0, unit="hectares", approx="more_than"),
    fact("a", "pledged", FIJI, object="5 million dollars for the reef", value=5e6, unit="USD", status="planned",
         beneficiary_id=TONGA["entity_id"]),
    fact("a", "said", RAVEL, object="the reef is ours to keep", mode="indirect"),
    fact("b", "said", RAVEL, object="the reef is ours to keep", mode="direct"),
]  # fmt: skip


def titled(doc: str, person: dict[str, Any], title: str, body: dict[str, Any] | None = None, surface: str = "") -> Any:
    """A fact that gives a person a title, and the mention of the country or organisation in it."""
    row = fact(doc, "holds_position", person, object=title)
    row |= {"evidence": title, "evidence_start": 100, "evidence_end": 100 + len(title)}
    at = 100 + title.index(surface)
    mention = body and {
        "mention_id": f"mention-{doc}-{title}", "doc_id": doc, "segment_id": f"{doc}-s", "start": at,
        "end": at + len(surface), "entity_id": body["entity_id"], "surface": surface, "method": "registry",
    }  # fmt: skip
    return row, mention


TITLES = [
    titled("a", RAVEL, "Samoan president", SAMOA, "Samoan"),
    titled("b", RAVEL, "president of Samoa", SAMOA, "Samoa"),
    titled("c", RAVEL, "president"),
    titled("a", MOANA, "president"),
    titled("b", MOANA, "researcher for Samoa studies", SAMOA, "Samoa"),
]


def reconciled_tables() -> dict[str, pl.DataFrame]:
    """documents, entities, mentions, facts and claims of what is above."""
    frames = tables([*FACTS, *(row for row, _ in TITLES)], ENTITIES, PUBLISHED)
    named = TABLES["mentions"].frame(mention for _, mention in TITLES if mention)
    frames["mentions"] = pl.concat([frames["mentions"], named])
    found = reconcile(**frames)._asdict()
    return {"documents": frames["documents"], **{name: found[name] for name in found if name != "merges"}}


def view_rows(*facts: dict[str, Any], published: dict[str, str] | None = None) -> Views:
    """The views of these facts alone; their subjects are entities."""
    known = {e["entity_id"] for e in ENTITIES}
    named = {f["subject_id"]: f["subject"] for f in facts if f.get("subject_id") and f["subject_id"] not in known}
    others = [entity(name, entity_id.partition(":")[0]) for entity_id, name in named.items()]
    frames = tables([*facts], [*ENTITIES, *others], published)
    return build_views(frames["documents"], *reconcile(**frames)[:4])
