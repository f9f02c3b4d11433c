"""Terms that the suites of views share: every cell can be traced to claims, and the sources are theirs.

What is expected of one view alone belongs to the module named after it.
"""

from collections.abc import Callable, Mapping
from functools import partial

import polars as pl

from expectations.expectation import Expectation, Tables
from expectations.terms import both_or_neither, dates_within_reason, in_order
from pipelines.tables import TABLES


def summed_up(table: str) -> tuple[Expectation, ...]:
    """What holds for rows that sum up several claims (`claim_ids`)."""
    expect = partial(Expectation, table)
    return (
        expect(
            "has_claims",
            "Every row sums up claims.",
            holds=pl.col("claim_ids").list.len() > 0,
        ),
        expect(
            "sources_are_those_of_claims",
            "Articles and independent articles are counted from the claims of the row.",
            holds=partial(_counted_from_claims, table),
            columns=("claim_ids", "n_documents", "n_independent"),
        ),
        *(
            expect(
                f"{column.name}_from_claims",
                f"{column.name} is what its claims with `{column.predicate}` say, of contested ones the accepted.",
                holds=partial(_from_claims, table, column.name, str(column.predicate)),
                columns=(column.name, "contested", "claim_ids"),
            )
            for column in TABLES[table].columns
            if column.predicate and (column.references or column.name in ("date_start", "frequency"))
        ),
    )


def one_claim(table: str, **same: str) -> tuple[Expectation, ...]:
    """What holds for rows that show one claim: the columns named are `same` as the claim's of the other name."""
    columns = same | {"status": "status", "n_documents": "n_documents", "n_independent": "n_independent"}
    return (
        Expectation(
            table,
            "says_what_its_claim_says",
            f"{', '.join(columns)} are those of the claim.",
            holds=partial(_same_as_claim, table, columns),
            columns=("claim_id", *columns),
        ),
    )


def reported_in_order(table: str, first: str = "first_reported", last: str = "last_reported") -> Expectation:
    return in_order(table, f"{first}_in_order", first, last)


def of_pairs(table: str, *pairs: tuple[str, str]) -> tuple[Expectation, ...]:
    """Lists in which every id has its name."""
    return tuple(
        Expectation(
            table,
            f"{names}_as_many_as_ids",
            f"There are as many {names} as {ids}.",
            holds=pl.col(ids).list.len() == pl.col(names).list.len(),
        )
        for ids, names in pairs
    )


def dated(table: str) -> tuple[Expectation, ...]:
    return (
        dates_within_reason(table, "date_start", "date_end"),
        in_order(table, "dates_in_order", "date_start", "date_end"),
        Expectation(
            table,
            "date_has_precision",
            "A date says how exact it is.",
            holds=both_or_neither("date_start", "date_precision"),
        ),
    )


def _behind(tables: Tables, table: str) -> pl.DataFrame:
    """The rows of the view, numbered, each with the claims that it sums up."""
    claims = tables["claims"].unique("claim_id", keep="first").rename(lambda name: f"claim.{name}")
    rows = tables[table].select(pl.int_range(pl.len()).alias("row"), "claim_ids").explode("claim_ids")
    return rows.join(claims, left_on="claim_ids", right_on="claim.claim_id")


def _counted_from_claims(table: str, tables: Tables) -> pl.Series:
    clusters = tables["documents"].unique("doc_id", keep="first").select("doc_id", "cluster_id")
    counted = (
        _behind(tables, table)
        .select("row", doc_id="claim.doc_ids")
        .explode("doc_id")
        .join(clusters, on="doc_id")
        .group_by("row")
        .agg(documents=pl.col("doc_id").n_unique(), independent=pl.col("cluster_id").n_unique())
    )
    rows = tables[table].with_row_index("row").cast({"row": pl.Int64}).join(
        counted, on="row", how="left", maintain_order="left"
    )  # fmt: skip
    return rows.select(
        (pl.col("n_documents") == pl.col("documents")) & (pl.col("n_independent") == pl.col("independent"))
    ).to_series()


def _from_claims(table: str, column: str, predicate: str, tables: Tables) -> pl.Series:
    answer = {"date_start": "claim.date_start", "frequency": "claim.object"}.get(column, "claim.object_id")
    given = (
        _behind(tables, table)
        .filter(
            pl.col("claim.predicate") == predicate,
            (pl.col("claim.status") != "contested") | pl.col("claim.accepted_by").is_not_null(),
        )
        .select("row", answer=answer)
        .unique()
    )
    cells = tables[table].select(pl.int_range(pl.len()).alias("row"), answer=column)
    if isinstance(tables[table].schema[column], pl.List):
        cells = cells.explode("answer", empty_as_null=False)
    invented = cells.drop_nulls("answer").join(given, on=["row", "answer"], how="anti").get_column("row")
    return ~pl.int_range(tables[table].height, eager=True).is_in(invented.implode())


def _same_as_claim(table: str, columns: Mapping[str, str], tables: Tables) -> pl.Series:
    claims = tables["claims"].unique("claim_id", keep="first").rename(lambda name: f"claim.{name}")
    rows = tables[table].join(
        claims, left_on="claim_id", right_on="claim.claim_id", how="left", maintain_order="left"
    )  # fmt: skip
    return rows.select(
        pl.all_horizontal(pl.col(mine).eq_missing(pl.col(f"claim.{theirs}")) for mine, theirs in columns.items())
    ).to_series()


def type_of(table: str, column: str, *types: str) -> Callable[[Tables], pl.Series]:
    """Rows whose entity of that column, where there is one, is of one of the types."""

    def holds(tables: Tables) -> pl.Series:
        known = tables["entities"].filter(pl.col("type").is_in(types)).get_column("entity_id")
        ids = tables[table].get_column(column)
        return ids.is_in(known.implode()).fill_null(True)

    return holds
