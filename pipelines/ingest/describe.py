"""What is told of each article by itself: its language, title, author, publisher, place and date.

It takes most of the time of ingestion, so what was told of articles is kept under a key of all that it depends on.
How fields are read belongs to `metadata` and `language`.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipelines.ids import content_id
from pipelines.ingest.language import language_of
from pipelines.ingest.metadata import read_fields
from pipelines.ingest.readers import Article
from pipelines.shards.code import code_digest
from pipelines.shards.cut import cut
from pipelines.shards.store import ShardStore
from pipelines.tables import TABLES

Copies = Sequence[Article]
"""One article, as it lies in one file or in several, by path."""


class Described(NamedTuple):
    """What is told of articles."""

    documents: pl.DataFrame
    """Those that are in English, without their text, and without their cluster, which others decide."""
    languages: pl.DataFrame
    """`sha256` and `language` of those that are not."""


def describe(articles: Iterable[Copies], cache: Path | None = None) -> Described:
    """Tell of all articles; below `cache`, where it is given, what was told in earlier runs is looked up and kept."""
    if cache is None:
        return _describe(articles)
    store = ShardStore(cache / "describe")
    by_id = {content_id("doc", copies[0].sha256): copies for copies in articles}
    parts = []
    for shard in cut({"documents": pl.DataFrame({"doc_id": list(by_id)}, schema={"doc_id": pl.String})}):
        members = [by_id[doc_id] for doc_id in shard["documents"]["doc_id"]]
        key = _key(members)
        if not store.has(key):
            store.write(key, _describe(members)._asdict())
        parts.append(store.read(key))
    store.remove_unused()
    return Described(**{name: pl.concat([part[name] for part in parts]) for name in Described._fields})


def _key(articles: Iterable[Copies]) -> str:
    digest = hashlib.blake2b(code_digest("pipelines.ingest").encode(), digest_size=16)
    for copies in articles:
        first, paths = copies[0], [copy.source_path for copy in copies]
        digest.update(repr((first.sha256, first.fields, first.fields_source, paths, len(first.text))).encode())
        digest.update(first.text.encode())
    return digest.hexdigest()


def _describe(articles: Iterable[Copies]) -> Described:
    documents, languages = [], []
    for copies in articles:
        article, paths = copies[0], [copy.source_path for copy in copies]
        language = language_of(article.text)
        if language != "en":
            languages.append((article.sha256, language))
            continue
        documents.append(
            {
                "doc_id": content_id("doc", article.sha256),
                "source_path": paths[0],
                "source_paths": paths,
                "sha256": article.sha256,
                "language": "en",
                "characters": len(article.text),
                **read_fields(article.text, article.fields, article.fields_source, paths),
            }
        )
    return Described(
        TABLES["documents"].frame(documents),
        pl.DataFrame(languages, schema={"sha256": pl.String, "language": pl.String}, orient="row"),
    )
