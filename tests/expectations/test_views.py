"""The suites of views on rows that hold together, and with one thing wrong."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from view_rows import reconciled_tables

from expectations import EXPECTATIONS
from pipelines.views import Views, build_views

BY_NAME = {(e.table, e.name): e for e in EXPECTATIONS if e.table in Views._fields}


@pytest.fixture
def tables() -> dict[str, pl.DataFrame]:
    frames = reconciled_tables()
    return frames | build_views(**frames)._asdict()


def test_rows_of_views_hold(tables: dict[str, pl.DataFrame]) -> None:
    judged = [e for e in BY_NAME.values() if e.holds is not None]
    assert len(judged) > 100
    assert [(e.table, e.name) for e in judged if not e.flags(tables).all()] == []


@pytest.mark.parametrize(
    ("table", "name", "values"),
    [
        ("events", "has_claims", {"claim_ids": []}),
        ("events", "sources_are_those_of_claims", {"n_documents": 7}),
        ("events", "sources_are_those_of_claims", {"n_independent": 7}),
        ("events", "date_start_from_claims", {"date_start": date(2020, 1, 1)}),
        ("events", "place_id_from_claims", {"place_id": "country:FJ"}),
        ("events", "party_ids_from_claims", {"party_ids": ["country:FJ", "country:WS"]}),
        ("events", "hosts_as_many_as_ids", {"hosts": ["Fiji", "Samoa", "Tonga"]}),
        ("events", "dates_in_order", {"date_end": date(2020, 1, 1)}),
        ("events", "date_has_precision", {"date_precision": None}),
        ("events", "is_an_event", {"entity_id": "country:FJ"}),
        ("events", "dated_or_placed", {"date_start": None, "place": None}),
        ("events", "first_reported_in_order", {"first_reported": date(2030, 1, 1)}),
        ("agreements", "date_start_from_claims", {"date_start": date(2025, 6, 17)}),
        ("agreements", "is_an_agreement", {"agreement_id": "country:FJ"}),
        ("agreements", "at_an_event", {"at_event_id": "country:FJ"}),
        ("institutions", "frequency_from_claims", {"frequency": "every day"}),
        ("institutions", "member_ids_from_claims", {"member_ids": ["country:FJ"]}),
        ("institutions", "no_member_of_itself", {"member_ids": ["institution:reef-centre"]}),
        ("figures", "contested_has_several_values", {"status": "contested", "values": [1.0]}),
        ("figures", "contested_has_several_values", {"status": "contested", "value": 1.0}),
        ("figures", "contested_has_several_values", {"status": "single_source", "value": None}),
        ("figures", "value_is_one_of_values", {"value": 11.0}),
        ("figures", "values_have_units_and_sources", {"units": []}),
        ("figures", "spread_is_a_share", {"spread": 2.0}),
        ("pledges", "says_what_its_claim_says", {"value": 1.0}),
        ("pledges", "pledges_something", {"pledge": None, "value": None}),
        ("positions", "is_a_person", {"person_id": "country:FJ"}),
        ("positions", "office_of_a_body", {"organisation_id": "person:ana-ravel"}),
        ("positions", "organisation_has_name", {"organisation": None, "organisation_id": "country:WS"}),
        ("positions", "corroborated_by_two", {"status": "corroborated", "n_independent": 1}),
        ("positions", "first_seen_in_order", {"first_seen": date(2030, 1, 1)}),
        ("quotes", "says_what_its_claim_says", {"quote": "the reef is yours"}),
        ("timeline", "says_what_its_claim_says", {"date_start": date(1999, 1, 1)}),
        ("timeline", "in_order_of_time", {"date_start": None}),
    ],
)
def test_one_wrong_value_is_found(
    tables: dict[str, pl.DataFrame], table: str, name: str, values: dict[str, Any]
) -> None:
    frame, here = tables[table], pl.int_range(pl.len()) == 0
    tables[table] = frame.with_columns(
        pl.when(here).then(pl.lit(value, dtype=frame.schema[column])).otherwise(column).alias(column)
        for column, value in values.items()
    )
    assert BY_NAME[table, name].flags(tables).not_().arg_true().to_list() == [0]
