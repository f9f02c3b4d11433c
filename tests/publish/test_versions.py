from datetime import date

import pytest

from pipelines.publish.versions import is_version, next_version, order

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ([], "2026.11.22"),
        (["2026.11.21.7"], "2026.11.22"),
        (["2026.11.22"], "2026.11.22.1"),
        (["2026.11.22.9", "2026.11.22.10", "2026.11.22"], "2026.11.22.11"),
        (["2027.01.01"], "2027.01.01.1"),  # the clock was set back
    ],
)
def test_next_version_only_goes_forward(taken: list[str], expected: str) -> None:
    assert next_version(taken, TODAY) == expected
    assert all(order(expected) > order(version) for version in taken)


@pytest.mark.parametrize(
    "text", ["latest", "2026.11.22.0", "2026.11.22.1.1", "2026.1.2", "../2026.11.22", "２026.11.22"]
)
def test_what_is_no_version(text: str) -> None:
    assert not is_version(text)
    with pytest.raises(ValueError, match="versions look like"):
        order(text)
