"""The catalogue: a page with all releases of the outputs, the newest first, written anew whenever one is published."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.publish.site.pages import STATIC
from pipelines.publish.site.render import environment


def catalogue(manifests: Sequence[Mapping[str, Any]], about: Mapping[str, Any]) -> dict[str, bytes]:
    """Its files, which lie in `site/` beside `releases/`, the page last; `manifests` are oldest first."""
    style = {f"static/{name}": (STATIC / name).read_bytes() for name in ("site.css", "icon.svg")}
    page = environment().get_template("catalogue.html").render(up="", manifests=list(reversed(manifests)), about=about)
    return {**style, "index.html": page.encode()}
