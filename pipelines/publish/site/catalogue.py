"""The catalogue: a page with all releases in a folder, the newest first, written anew whenever one is published."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.publish.site.pages import STATIC, environment


def write_catalogue(folder: Path, manifests: Sequence[Mapping[str, Any]], about: Mapping[str, Any]) -> None:
    """Write `index.html` and its style into `folder`, a sibling of `releases/`; `manifests` are oldest first."""
    (folder / "static").mkdir(parents=True, exist_ok=True)
    for name in ("site.css", "icon.svg"):
        shutil.copyfile(STATIC / name, folder / "static" / name)
    page = environment().get_template("catalogue.html").render(up="", manifests=list(reversed(manifests)), about=about)
    new = folder / ".index.html"
    new.write_text(page, encoding="utf-8")
    new.replace(folder / "index.html")
