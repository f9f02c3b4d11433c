"""The ingest stage: a file or folder of news in, the tables `documents` and `rejections` out."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.ids import content_id
from pipelines.ingest.describe import describe
from pipelines.ingest.readers import Article, Read, Refusal, read_files
from pipelines.ingest.syndication import cluster_ids
from pipelines.tables import TABLES


@dataclass(frozen=True)
class IngestOptions:
    """What a maintainer may set."""

    max_bytes: int = 10_000_000
    """Largest file of one article, and largest line or row of a file of many, in bytes."""
    cache: Path | None = None
    """Folder in which is kept what was told of articles; nothing is kept where it is None."""


@dataclass(frozen=True)
class Ingested:
    """The tables `documents` and `rejections`."""

    documents: pl.DataFrame
    rejections: pl.DataFrame


class CorpusError(Exception):
    """There is no corpus to read; the message names the path and the cure."""


class NothingToReadError(CorpusError):
    """Every single thing in the corpus was refused; the message shows the first reasons."""


def ingest(
    corpus: Path,
    options: IngestOptions = IngestOptions(),
    *,
    on_file: Callable[[int, int], None] = lambda done, files: None,
) -> Ingested:
    """Read a file, or everything below a folder; what cannot be read is a row of `rejections`.

    `on_file` is told after each file how many are read, and how many there are.
    Raises CorpusError if there is no file, and NothingToReadError if none of them gave an article.
    """
    files, refusals = corpus_files(corpus)
    reads: list[Read] = [*refusals]
    for done, file in enumerate(files, start=1):
        reads += read_files([file], options.max_bytes)
        on_file(done, len(files))
    found = tables_of(reads, options.cache)
    if found.documents.is_empty():
        raise NothingToReadError(_nothing(corpus, found.rejections))
    return Ingested(found.documents.with_columns(cluster_ids(found.documents, options.cache)), found.rejections)


def tables_of(reads: Iterable[Read], cache: Path | None = None) -> Ingested:
    """The tables of what was read; which articles are copies of others is not told (`cluster_id` is null)."""
    articles: dict[str, list[Article]] = {}
    refusals = []
    for read in reads:
        if isinstance(read, Refusal):
            refusals.append(read)
        else:
            articles.setdefault(read.sha256, []).append(read)
    for copies in articles.values():
        copies.sort(key=lambda article: article.source_path)
    described = describe(articles.values(), cache)
    for sha256, language in described.languages.iter_rows():
        refusals.extend(_not_english(article, language) for article in articles[sha256])
    texts = [articles[sha256][0].text for sha256 in described.documents["sha256"]]
    documents = described.documents.with_columns(text=pl.Series(texts, dtype=pl.String))
    return Ingested(TABLES["documents"].conform(documents), TABLES["rejections"].frame(map(_rejection, refusals)))


def corpus_files(corpus: Path) -> tuple[list[tuple[str, Path]], list[Refusal]]:
    """Files with their names below the corpus, sorted; hidden ones are passed over. Refusals are unreadable folders."""
    if not corpus.exists():
        raise CorpusError(f"{corpus} does not exist; give a file or a folder of articles")
    if not corpus.is_dir():
        return [(_readable(corpus.name), corpus)], []
    found: list[Path] = []
    refusals: list[Refusal] = []

    def refuse(path: Path, why: str) -> None:
        refusals.append(Refusal(_below(corpus, path), None, "unreadable", why))

    def refuse_folder(error: OSError) -> None:
        refuse(Path(error.filename), f"{error.strerror}; open the folder for reading.")

    for root, folders, names in os.walk(corpus, onerror=refuse_folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for folder in folders:
            if Path(root, folder).is_symlink():
                refuse(Path(root, folder), "Links to folders are not followed; put the folder itself here.")
        found += [Path(root, name) for name in names if not name.startswith(".")]
    if not found and not refusals:
        raise CorpusError(f"{corpus} holds no file; put articles there (.txt, .md, .html, .jsonl, .parquet, .warc)")
    return sorted((_below(corpus, path), path) for path in found), refusals


def _below(corpus: Path, path: Path) -> str:
    return _readable(path.relative_to(corpus).as_posix())


def _readable(name: str) -> str:
    """A file name that is not UTF-8 with its odd bytes escaped."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _not_english(article: Article, language: str) -> Refusal:
    detail = f"The text reads as {language!r}, and only English is understood; translate it, or take it out."
    return Refusal(article.file, article.line, "language_not_english", detail, article.text[:200])


def _rejection(refusal: Refusal) -> dict[str, object]:
    return {
        "rejection_id": content_id("rejection", "ingest", refusal.file, refusal.line, refusal.reason),
        "stage": "ingest",
        "source_path": refusal.file,
        "line": refusal.line,
        "reason": refusal.reason,
        "detail": refusal.detail,
        "record": refusal.record,
    }


def _nothing(corpus: Path, rejections: pl.DataFrame) -> str:
    in_order = rejections.sort("source_path", "line").select("source_path", "line", "reason", "detail")
    first = "".join(
        f"\n  {file}{f', line {line}' if line else ''}: {reason}: {detail}"
        for file, line, reason, detail in in_order.head(5).iter_rows()
    )
    more = f"\n  and {len(rejections) - 5} more" if len(rejections) > 5 else ""
    return f"Nothing in {corpus} could be read:{first}{more}"
