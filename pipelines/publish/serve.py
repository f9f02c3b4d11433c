"""Releases, and the site where there is one, over HTTP: range requests, ETags, media types, and nothing else.

/<version>/<file>   a file of a release, for ever the same; also at /releases/<version>/<file>, where pages look for it
/latest/<file>      redirects to the file of the newest release
/latest.json        which release that is
/site/<page>        a page of the catalogue, to which / redirects; without one, lists of what there is
"""

import os
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from pipelines.publish.catalogue import Outputs, is_remote
from pipelines.publish.local import FolderStore
from pipelines.publish.media import media_type
from pipelines.publish.store import LATEST, ReleaseError, latest_version
from pipelines.publish.versions import is_version

_FOR_EVER = {"cache-control": "public, max-age=31536000, immutable"}
_ASK_ANEW = {"cache-control": "no-cache"}


class _Published(StaticFiles):
    """The files below a folder, but hidden ones, and those that `..` or a link leads out of it to."""

    def __init__(self, folder: Path, headers: Mapping[str, str]) -> None:
        super().__init__(directory=folder, html=True, check_dir=False)
        self._folder = folder
        self._headers = {**headers, "x-content-type-options": "nosniff"}

    async def respond(self, path: str, request: Request) -> Response:
        if not self._folder.is_dir():
            raise HTTPException(404)
        return await self.get_response(os.path.normpath(path), request.scope)

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        found, status = super().lookup_path(path)
        below = () if status is None else Path(found).relative_to(self._folder.resolve()).parts
        return ("", None) if any(part.startswith(".") for part in below) else (found, status)

    def file_response(self, full_path: Any, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(full_path, *args, **kwargs)
        response.headers.update(self._headers)
        if "content-type" in response.headers:
            response.headers["content-type"] = media_type(str(full_path))
        return response


def application(out: Outputs) -> Starlette:
    """The ASGI application over a folder of outputs. Raises ReleaseError for outputs that are no folder."""
    if is_remote(out):
        raise ReleaseError(f"only a folder is served; the objects of {out} have addresses of their own")
    store, site = FolderStore(Path(out)), Path(out) / "site"

    def redirect(request: Request) -> Response:
        version = latest_version(store)
        if version is None or not store.has(version):
            raise HTTPException(404)
        below = quote(f"{version}/{request.path_params.get('path', '')}")
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{request.scope.get('root_path', '')}/{below}{query}", headers=_ASK_ANEW)

    async def respond(request: Request) -> Response:
        path = request.path_params["path"].removeprefix("releases/")
        version, _, file = path.partition("/")
        if path == LATEST:
            return await _Published(store.path, _ASK_ANEW).respond(path, request)
        if path == "" and site.is_dir():
            return RedirectResponse(f"{request.scope.get('root_path', '')}/site/", headers=_ASK_ANEW)
        if path == "":
            return _list("Releases", (f"{each}/" for each in reversed(store.versions())))
        if version == site.name:
            return await _Published(site, _ASK_ANEW).respond(file, request)
        if not is_version(version):
            raise HTTPException(404)
        folder = store.path / version
        if folder.is_symlink():
            raise HTTPException(404)
        if file == "" and folder.is_dir() and not (folder / "index.html").is_file():
            return _list(f"Release {version}", (f"{version}/{each}" for each in _entries(folder)))
        return await _Published(folder, _FOR_EVER).respond(file, request)

    return Starlette(
        routes=[Route("/latest", redirect), Route("/latest/{path:path}", redirect), Route("/{path:path}", respond)]
    )


def _entries(folder: Path) -> list[str]:
    """The files of a release, and the first page of each folder in it."""
    found = (path for path in (*folder.glob("*"), *folder.glob("*/index.html")) if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _list(title: str, paths: Iterable[str]) -> HTMLResponse:
    items = "".join(f'<li><a href="/{quote(path)}">{escape(path)}</a></li>' for path in paths)
    return HTMLResponse(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1><ul>{items}</ul>',
        headers={**_ASK_ANEW, "content-security-policy": "default-src 'none'"},
    )
