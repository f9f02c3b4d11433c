"""How long reconciliation takes, and how much memory, for made-up facts in growing numbers.

    python benchmarks/reconcile.py [FACTS ...]

The facts name events in variants, dates, places and trade figures of 200 countries at random (seeded): a tenth as many
articles as facts, one in ten of them a copy, and far more disagreement than news has.
"""

import resource
import sys
import time
from datetime import date

import numpy as np
import polars as pl

from pipelines.reconcile import reconcile
from pipelines.tables import TABLES

_HEADS = ["Reef", "River", "Coral", "Delta", "Island", "Harbour", "Forest", "Mountain"]
_EDITIONS = ["", "second ", "2nd ", "third ", "2023 "]


def synthetic(facts: int, seed: int = 1) -> dict[str, pl.DataFrame]:
    """The frames that `reconcile` takes, with so many facts. The same numbers give the same frames."""
    rng = np.random.default_rng(seed)
    articles, events, countries = max(10, facts // 10), max(10, facts // 20), 200

    def some(below: int, size: int = facts) -> pl.Series:
        return pl.Series(rng.integers(0, below, size))

    def one_of(words: list[str], size: int = facts) -> pl.Series:
        return pl.Series(words).gather(some(len(words), size))

    number = pl.Series(range(articles))
    documents = pl.DataFrame({"number": number}).select(
        doc_id=pl.format("doc-{}", "number"),
        source_path=pl.format("{}.txt", "number"),
        source_paths=pl.concat_list(pl.format("{}.txt", "number")),
        sha256=pl.format("{}", "number"),
        language=pl.lit("en"),
        characters=pl.lit(1),
        cluster_id=pl.format(
            "cluster-{}", pl.when(some(10, articles) == 0).then(some(articles, articles)).otherwise("number")
        ),
        published=pl.lit(date(2020, 1, 1)) + pl.duration(days=some(1500, articles)),
    )
    names = pl.DataFrame(
        {"edition": one_of(_EDITIONS, events), "a": some(400, events), "head": one_of(_HEADS, events)}
    ).select(name=pl.format("{}Town{} {} Summit", "edition", "a", "head"))
    entities = pl.concat(
        [
            names.with_row_index("i").select(entity_id=pl.format("event:{}", "i"), type=pl.lit("event"), name="name",
                                             country_code=pl.lit(None, pl.String), origin=pl.lit("discovered")),
            *(
                pl.select(i=pl.int_range(countries)).select(
                    entity_id=pl.format(f"{type_}:{{}}", "i"), type=pl.lit(type_), name=pl.format(f"{name}{{}}", "i"),
                    country_code=pl.format("K{}", "i"), origin=pl.lit("registry"))
                for type_, name in (("country", "Country"), ("place", "Harbour"))
            ),
        ]
    )  # fmt: skip
    kind, day = some(20), pl.lit(date(2023, 1, 1)) + pl.duration(days=some(700))
    event, place, phrase = some(events), some(countries), some(3)
    one, other = pl.format("Country{}", some(countries)), pl.format("Country{}", some(countries))
    is_date, is_place, is_party, is_trade = kind < 3, kind < 6, kind < 10, kind < 15
    stated = pl.select(
        fact_id=pl.format("fact-{}", pl.int_range(facts)),
        doc_id=pl.format("doc-{}", some(articles)),
        predicate=pl.when(is_date).then(pl.lit("held_on")).when(is_place).then(pl.lit("held_at"))
        .when(is_party).then(pl.lit("attended_by")).when(is_trade).then(pl.lit("amount")).otherwise(pl.lit("said")),
        subject_id=pl.when(is_party).then(pl.format("event:{}", event))
        .when(~is_trade).then(pl.format("country:{}", place)),
        subject=pl.when(is_party).then(pl.lit("an event"))
        .when(phrase == 0).then(pl.format("{}'s trade with {}", one, other))
        .when(phrase == 1).then(pl.format("{}-{} trade", one, other))
        .otherwise(pl.format("trade between {} and {}", one, other)),
        object_id=pl.when(is_date).then(None).when(is_place).then(pl.format("place:{}", place))
        .when(is_party).then(pl.format("country:{}", place)),
        object=pl.when(~is_trade).then(pl.format("We hold that {} is so.", some(50_000))),
        date_start=pl.when(is_date).then(day), date_end=pl.when(is_date).then(day),
        date_precision=pl.when(is_date).then(pl.lit("day")),
        value=pl.when(~is_party & is_trade).then(pl.Series(rng.lognormal(20, 1, facts)).round()),
        unit=pl.when(~is_party & is_trade).then(pl.lit("USD")),
        approx=one_of(["exact", "exact", "about", "more_than"]),
        period_start=pl.when(~is_party & is_trade).then(date(2024, 1, 1)),
        status=one_of(["done"] * 8 + ["planned", "denied"]),
        evidence=pl.lit("made up"),
    )  # fmt: skip
    mentions = stated.drop_nulls("subject_id").select(
        mention_id=pl.format("mention-{}", "fact_id"), doc_id="doc_id", entity_id="subject_id", surface="subject",
        start=pl.int_range(pl.len()), end=pl.int_range(pl.len()) + 1,
    )  # fmt: skip
    frames = {"documents": documents, "entities": entities, "mentions": mentions, "facts": stated}
    return {name: TABLES[name].conform(frame) for name, frame in frames.items()}


def main() -> None:
    print(f"{'facts':>10}{'seconds':>10}{'claims':>10}{'contested':>10}{'peak MB':>10}")
    for facts in [int(n) for n in sys.argv[1:]] or [20_000, 200_000]:
        frames = synthetic(facts)
        start = time.perf_counter()
        claims = reconcile(**frames).claims
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{facts:10}{seconds:10.2f}{len(claims):10}{len(claims.filter(status='contested')):10}{peak:10.0f}")


if __name__ == "__main__":
    main()
