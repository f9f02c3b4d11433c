"""What is expected of entities, beyond their structure."""

from functools import partial

import polars as pl

from expectations.expectation import Expectation
from expectations.terms import COUNTRIES

_expect = partial(Expectation, "entities")

ENTITIES = (
    _expect(
        "country_code_is_iso",
        "country_code is an ISO 3166-1 alpha-2 code, or XK for Kosovo, which has none.",
        arguments={"column": "country_code", "value_set": [*COUNTRIES, "XK"]},
        columns=("type", "name", "country_code"),
    ),
    _expect(
        "country_has_code",
        "Every country has its code.",
        holds=(pl.col("type") != "country") | pl.col("country_code").is_not_null(),
        columns=("name", "country_code"),
    ),
    _expect(
        "country_is_registered",
        "Countries come from the registry; no article invents one.",
        holds=(pl.col("type") != "country") | (pl.col("origin") == "registry"),
        columns=("name", "origin"),
    ),
    _expect(
        "aliases_sorted",
        "Aliases are sorted and different.",
        holds=pl.col("aliases") == pl.col("aliases").list.unique().list.sort(),
        columns=("name", "aliases"),
    ),
    _expect(
        "name_is_trimmed",
        "Names neither start nor end with white space, and are one line.",
        holds=~pl.col("name").str.contains(r"^\s|\s$|[\r\n]"),
    ),
)
