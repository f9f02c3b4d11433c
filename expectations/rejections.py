"""What is expected of rejections, beyond their structure."""

from functools import partial

import polars as pl

from expectations.expectation import Expectation, Tables

_expect = partial(Expectation, "rejections")

_MOST = 0.2


def _few(tables: Tables) -> pl.Series:
    """All rows, or none where more than a fifth of what was offered was refused."""
    refused, read = _refused(tables), tables["documents"].height
    return pl.repeat(refused <= _MOST * (refused + read), tables["rejections"].height, eager=True)


def _refused(tables: Tables) -> int:
    """Articles that could not be read; what was set aside later is no article as a rule."""
    return tables["rejections"].filter(stage="ingest").height


def _share(tables: Tables) -> str:
    refused, read = _refused(tables), tables["documents"].height
    return f"{refused:,} of {refused + read:,} refused ({refused / max(1, refused + read):.0%}), {read:,} read"


REJECTIONS = (
    _expect(
        "few_rejections",
        "At most a fifth of what was offered is refused.",
        severity="warning",
        holds=_few,
        found=_share,
        columns=("source_path", "line", "reason"),
    ),
    _expect(
        "reason_is_a_code",
        "The reason is a code of lower-case words, so that it can be counted.",
        type="ExpectColumnValuesToMatchRegex",
        arguments={"column": "reason", "regex": "^[a-z][a-z0-9_]*$"},
    ),
    _expect(
        "line_counts_from_one",
        "Lines are counted from 1.",
        holds=(pl.col("line") >= 1).fill_null(True),
        columns=("source_path", "line"),
    ),
)
