"""Calendar versions: `2026.11.22`, then `2026.11.22.1`, `2026.11.22.2`, … They sort, and only go forward."""

import re
from collections.abc import Iterable
from datetime import date

_VERSION = re.compile(r"(\d{4})\.(\d{2})\.(\d{2})(?:\.([1-9]\d*))?", re.ASCII)


def is_version(text: str) -> bool:
    return _VERSION.fullmatch(text) is not None


def order(version: str) -> tuple[int, ...]:
    """Sort key: year, month, day, run of the day. Raises ValueError for what is no version."""
    match = _VERSION.fullmatch(version)
    if match is None:
        raise ValueError(f"{version!r} is no version; versions look like 2026.11.22 or 2026.11.22.1")
    return tuple(int(part or 0) for part in match.groups())


def next_version(taken: Iterable[str], day: date) -> str:
    """The version of the day, or the next one after all that are taken, also where the clock went back."""
    newest = max(map(order, taken), default=(0, 0, 0, 0))
    if (day.year, day.month, day.day, 0) > newest:
        return f"{day:%Y.%m.%d}"
    return "{:04}.{:02}.{:02}.{}".format(*newest[:3], newest[3] + 1)
