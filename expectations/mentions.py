"""What is expected of mentions, beyond their structure."""

from functools import partial

from expectations.expectation import Expectation
from expectations.terms import inside_segment, verbatim

_expect = partial(Expectation, "mentions")

MENTIONS = (
    _expect(
        "surface_is_verbatim",
        "The surface is what the article has at the mention's offsets, in code points.",
        holds=verbatim("mentions", "start", "end", "surface"),
        columns=("doc_id", "start", "end", "surface"),
    ),
    _expect(
        "inside_its_segment",
        "A mention lies inside the segment that it names, in the same article.",
        holds=inside_segment("mentions", "start", "end"),
        columns=("doc_id", "segment_id", "start", "end", "surface"),
    ),
)
