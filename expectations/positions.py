"""What is expected of positions, beyond their structure."""

import polars as pl

from expectations.expectation import Expectation
from expectations.views import reported_in_order, summed_up, type_of

POSITIONS = (
    *summed_up("positions"),
    Expectation(
        "positions",
        "is_a_person",
        "Those who hold positions are people.",
        holds=type_of("positions", "person_id", "person"),
        columns=("person_id", "title"),
    ),
    Expectation(
        "positions",
        "office_of_a_body",
        "An office is that of a country, an organisation, an institution or a group.",
        holds=type_of("positions", "organisation_id", "country", "organisation", "institution", "group"),
        columns=("person", "title", "organisation_id"),
    ),
    Expectation(
        "positions",
        "organisation_has_name",
        "An organisation that is known has its name beside its id; one that only a title names has no id.",
        holds=pl.col("organisation_id").is_null() | pl.col("organisation").is_not_null(),
        columns=("organisation_id", "organisation"),
    ),
    Expectation(
        "positions",
        "corroborated_by_two",
        "A corroborated position has two independent articles or more behind it, one of a single source has one.",
        holds=pl.when(pl.col("status") == "contested").then(True)
        .otherwise((pl.col("status") == "corroborated") == (pl.col("n_independent") >= 2)),
        columns=("person", "title", "status", "n_independent"),
    ),
    reported_in_order("positions", "first_seen", "last_seen"),
)  # fmt: skip
