"""What is expected of institutions, beyond their structure."""

import polars as pl

from expectations.expectation import Expectation
from expectations.views import dated, of_pairs, reported_in_order, summed_up

INSTITUTIONS = (
    *summed_up("institutions"),
    *of_pairs("institutions", ("founder_ids", "founders"), ("member_ids", "members")),
    *dated("institutions"),
    Expectation(
        "institutions",
        "no_member_of_itself",
        "Nothing is its own member.",
        holds=~pl.col("member_ids").list.contains(pl.col("institution_id")),
        columns=("institution_id", "name", "members"),
    ),
    reported_in_order("institutions"),
)
