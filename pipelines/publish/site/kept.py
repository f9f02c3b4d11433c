"""Pages that are kept from one release to the next, under a hash of all that is on them.

A page is rendered from rows of a few articles, or a few questions, and from nothing else: the name of the dataset
apart, only its version tells it from the same page of another release, and that is put in when the page is written.
How entries are kept and their damage noticed belongs to `pipelines.shards`.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from markupsafe import Markup, escape

from pipelines.predicates import PATH as PREDICATES
from pipelines.publish.site.render import TEMPLATES, environment, up
from pipelines.shards.kept import kept

Frames = Mapping[str, pl.DataFrame]
Pages = Callable[[Frames], Iterator[tuple[str, str, dict[str, Any]]]]

_VERSION = Markup("\ue000")
"""Stands where the version goes: nothing else on a page can be this character, which is spelt out everywhere else."""

_IN_A_SHARD = 64
"""Articles, or questions, whose pages are kept together."""


def kept_pages(
    rows: Frames, of: str, by: str, pages: Pages, title: str, version: str, cache: Path | None
) -> Iterator[tuple[str, str]]:
    """Path and HTML of the pages that `pages` makes of `rows`, whose frames all have the column `by`.

    Frame `of` says which ids of that column there are. Below `cache`, where it is given, what was rendered before is
    looked up and kept.
    """
    shown = str(escape(version))
    folder = None if cache is None else cache / "pages" / of
    depends_on = ("pipelines.publish.site", _knowledge(), title)

    def make(shard: Frames) -> dict[str, pl.DataFrame]:
        return _rendered(shard, pages, title)

    for made in kept(make, rows, folder, depends_on, of=of, by=by, articles=_IN_A_SHARD):
        for path, page in made["pages"].iter_rows():
            yield path, page.replace(_VERSION, shown)


def _rendered(shard: Frames, pages: Pages, title: str) -> dict[str, pl.DataFrame]:
    """The templates get no more of the release than is in the key: to ask for anything else is an error."""
    known = {"manifest": {"version": _VERSION}, "about": {"title": title}}
    rows = [
        (path, environment().get_template(template).render(up=up(path), **known, **content))
        for path, template, content in pages(shard)
    ]
    return {"pages": pl.DataFrame(rows, schema={"path": pl.String, "page": pl.String}, orient="row")}


@cache
def _knowledge() -> str:
    """A digest of the files that decide, beside the code, what pages look like and say."""
    digest = hashlib.sha256()
    for file in (PREDICATES, *sorted(TEMPLATES.iterdir())):
        content = file.read_bytes()
        digest.update(f"{file.name}\x00{len(content)}\x00".encode() + content)
    return digest.hexdigest()
