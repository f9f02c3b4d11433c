"""What is expected of pledges, beyond their structure."""

from functools import partial

import polars as pl

from expectations.expectation import Expectation
from expectations.terms import both_or_neither, in_order, unit_is_known
from expectations.views import of_pairs, one_claim, reported_in_order

_expect = partial(Expectation, "pledges")

PLEDGES = (
    *one_claim("pledges", party_id="subject_id", party="subject", pledge="object", value="value", unit="unit"),
    *of_pairs("pledges", ("beneficiary_ids", "beneficiaries")),
    _expect(
        "pledges_something",
        "A pledge says what is pledged.",
        holds=pl.any_horizontal(pl.col("pledge", "value").is_not_null()),
        columns=("party", "pledge", "value"),
    ),
    _expect(
        "unit_is_known",
        "Units are ISO 4217 currencies, percent, percentage points, or the thing counted.",
        holds=unit_is_known(),
    ),
    _expect("alt_value_has_unit", "A second amount has its currency.", holds=both_or_neither("alt_value", "alt_unit")),
    in_order("pledges", "period_in_order", "period_start", "period_end"),
    reported_in_order("pledges"),
)
