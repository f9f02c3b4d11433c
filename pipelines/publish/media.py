"""Media types of the files of a release and its pages, as servers and buckets tell them."""

from pathlib import PurePosixPath

_TYPES = {
    ".cff": "text/plain; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".png": "image/png",
    ".sig": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
    "": "text/plain; charset=utf-8",
}


def media_type(path: str) -> str:
    """Media type by the end of the name; a file without one is text, as SHA256SUMS is."""
    return _TYPES.get(PurePosixPath(path).suffix.lower(), "application/octet-stream")
