"""How a page becomes HTML: the templates, and what is done to every value in them."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

import jinja2
from markupsafe import Markup, escape

from pipelines import wording
from pipelines.plain import plain

TEMPLATES = Path(__file__).parent / "templates"

LINE = 200
"""Characters of a statement, question or answer in a list."""

Line = TypeVar("Line")


@cache
def environment() -> jinja2.Environment:
    """Templates in which every value is escaped, and hidden characters spelt out, unless it is markup already."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
    )
    filters: dict[str, Callable[..., Any]] = {
        "size": wording.size,
        "thousands": lambda n: f"{n:,}",
        "code": _code,
        "runs": _runs,
        "first_sentence": lambda text: text.partition(". ")[0].rstrip(".") + ".",
        "changed": wording.changed,
        "changed_in_short": wording.changed_in_short,
    }
    env.filters |= filters
    return env


def up(path: str) -> str:
    """The way from a page to the folder of all pages."""
    return "../" * path.count("/")


def numbered(path: str, number: int) -> str:
    """The file of a part, counted from 0, of what stands on several pages."""
    return f"{path}.html" if number == 0 else f"{path}-{number + 1}.html"


def cut_short(text: str, most: int = LINE) -> str:
    """What stands in a list of a text."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def split(lines: Iterable[Line], weight: Callable[[Line], int], most: int) -> list[list[Line]]:
    """Lines in parts of at most that weight, or of one line; no lines are one part."""
    parts: list[list[Line]] = [[]]
    total = 0
    for line in lines:
        heavy = weight(line)
        if parts[-1] and total + heavy > most:
            parts.append([])
            total = 0
        parts[-1].append(line)
        total += heavy
    return parts


def _runs(lines: Iterable[Mapping[str, Any]], key: str) -> list[tuple[Any, list[Mapping[str, Any]]]]:
    """Lines that follow each other and have the same under the key, together."""
    return [(value, list(same)) for value, same in groupby(lines, key=itemgetter(key))]


def _code(text: str) -> Markup:
    """The text with what stands between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(plain(text)))))
