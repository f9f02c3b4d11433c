"""What is expected of agreements, beyond their structure."""

from expectations.expectation import Expectation
from expectations.views import dated, of_pairs, reported_in_order, summed_up, type_of

AGREEMENTS = (
    *summed_up("agreements"),
    *of_pairs("agreements", ("party_ids", "parties"), ("person_ids", "people")),
    *dated("agreements"),
    Expectation(
        "agreements",
        "is_an_agreement",
        "Every row is about an agreement.",
        holds=type_of("agreements", "agreement_id", "agreement"),
        columns=("agreement_id", "name"),
    ),
    Expectation(
        "agreements",
        "at_an_event",
        "What an agreement is signed at is an event.",
        holds=type_of("agreements", "at_event_id", "event"),
        columns=("name", "at_event_id"),
    ),
    reported_in_order("agreements"),
)
