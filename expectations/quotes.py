"""What is expected of quotes, beyond their structure."""

from expectations.views import one_claim, reported_in_order

QUOTES = (
    *one_claim("quotes", speaker_id="subject_id", speaker="subject", quote="object"),
    reported_in_order("quotes"),
)
