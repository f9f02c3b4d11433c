import io
from datetime import date

import polars as pl
import pytest
from frames import small_tables

from pipelines.digest import tables_digest

FRAME = pl.DataFrame(
    {
        "text": ["x", "", None, "yé"],
        "items": [["a", "b"], [], None, ["c", None]],
        "day": [date(2024, 1, 1), None, date(1999, 1, 1), date(2000, 1, 1)],
        "value": [1.5, None, float("nan"), -0.0],
    }
)


def test_layout_in_memory_does_not_matter() -> None:
    stream = io.BytesIO()
    FRAME.write_parquet(stream)
    expected = tables_digest({"t": FRAME})
    assert tables_digest({"t": pl.concat([FRAME[:1], FRAME[1:3], FRAME[3:]], rechunk=False)}) == expected
    assert tables_digest({"t": pl.read_parquet(stream.getvalue())}) == expected


def test_order_of_tables_does_not_matter() -> None:
    tables = small_tables()
    assert tables_digest(dict(reversed(tables.items()))) == tables_digest(tables)


@pytest.mark.parametrize(
    "other",
    [
        FRAME.reverse(),
        FRAME.head(3),
        FRAME.select(reversed(FRAME.columns)),
        FRAME.with_columns(pl.col("text").fill_null("")),
        FRAME.with_columns(text=pl.Series(["x", None, "", "yé"])),
        FRAME.with_columns(pl.col("value").fill_nan(None)),
        FRAME.with_columns(items=pl.Series([["a"], ["b"], None, ["c", None]])),
        FRAME.with_columns(pl.col("value").cast(pl.Float32)),
        FRAME.rename({"day": "date"}),
    ],
)
def test_any_difference_shows(other: pl.DataFrame) -> None:
    assert tables_digest({"t": other}) != tables_digest({"t": FRAME})


def test_text_does_not_run_from_one_cell_into_the_next() -> None:
    one, two = pl.DataFrame({"a": ["ab", "c"]}), pl.DataFrame({"a": ["a", "bc"]})
    assert tables_digest({"t": one}) != tables_digest({"t": two})
