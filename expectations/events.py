"""What is expected of events, beyond their structure."""

import polars as pl

from expectations.expectation import Expectation
from expectations.views import dated, of_pairs, reported_in_order, summed_up, type_of

EVENTS = (
    *summed_up("events"),
    *of_pairs("events", ("host_ids", "hosts"), ("party_ids", "parties"), ("person_ids", "people")),
    *dated("events"),
    Expectation(
        "events",
        "is_an_event",
        "Every row is about an event.",
        holds=type_of("events", "entity_id", "event"),
        columns=("entity_id", "name"),
    ),
    Expectation(
        "events",
        "dated_or_placed",
        "Every event has a date or a place, or sources that contest them.",
        holds=pl.any_horizontal(pl.col("date_start", "place").is_not_null())
        | pl.any_horizontal(pl.col("contested").list.contains(p) for p in ("held_on", "held_at")),
        columns=("name", "date_start", "place", "contested"),
    ),
    reported_in_order("events"),
)
