"""A corpus that need not fit in memory: each of its files is a shard, read by one task, a batch of articles at a time.

What comes of a file is kept under a key of its content and the code: its articles, and apart from them what is read out
of them, so that a changed rule reads no page anew. A task hands around paths only; however large the file, it holds a
batch of articles in memory. Near-duplicates and claims are about all articles together, and are made elsewhere.
"""

import hashlib
import json
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from pipelines.shards.code import code_digest
from pipelines.shards.engines import Engine
from pipelines.shards.stage import Progress
from pipelines.shards.store import ShardStore
from pipelines.tables import TABLES

BATCH = 256
"""Articles that are in memory at a time."""

INGESTED = ("documents", "rejections")
EXTRACTED = ("segments", "entities", "mentions", "facts")


@dataclass(frozen=True)
class Source:
    """A file of the corpus: the name that it is known by, where it lies, and the largest article that it may hold."""

    name: str
    path: str
    sha256: str
    max_bytes: int

    @property
    def key(self) -> str:
        """Under which its articles are kept."""
        return _key("pipelines.ingest", self.name, self.sha256, str(self.max_bytes))

    @property
    def read_key(self) -> str:
        """Under which that is kept which is read out of them."""
        return _key("pipelines.extract", code_digest("pipelines.segment"), self.key)


@dataclass(frozen=True)
class Corpus:
    """What was read of a corpus, file by file, in the order of their names."""

    files: tuple[Source, ...]
    cache: Path
    refused: pl.DataFrame
    """Rejections of what is no file: folders that cannot be opened, and links."""

    def tables(self) -> Iterator[tuple[Source, dict[str, pl.LazyFrame]]]:
        """The tables of each file; an article that lies in several is in the first alone, with the paths of all.

        `cluster_id` and `claim_id` are null. Entities are those that the file names.
        """
        again, paths = self._copies()
        for number, file in enumerate(self.files):
            tables = {name: self._scan(file, name) for name in (*INGESTED, *EXTRACTED)}
            elsewhere = again.filter(pl.col("file") != number).lazy()
            once = tables["documents"].unique("doc_id", keep="first", maintain_order=True)
            united = once.join(paths.lazy(), on="doc_id", how="left", maintain_order="left").with_columns(
                source_path=pl.coalesce("first_path", "source_path"), source_paths=pl.coalesce("paths", "source_paths")
            )
            tables["documents"] = united.select(TABLES["documents"].names)
            for name in ("documents", "segments", "mentions", "facts"):
                tables[name] = tables[name].join(elsewhere, on="doc_id", how="anti", maintain_order="left")
            yield file, tables

    def write(self, folder: Path) -> dict[str, int]:
        """Write the tables of each file, `<folder>/<table>/<number>.parquet`, in place of what is there; their rows."""
        staging = folder.with_name(f".{folder.name}.{uuid.uuid4().hex}")
        for name in (*INGESTED, *EXTRACTED):
            (staging / name).mkdir(parents=True)
        for number, (_, tables) in enumerate(self.tables()):
            for name, frame in tables.items():
                frame.sink_parquet(staging / name / f"{number:06}.parquet")
        self.refused.write_parquet(staging / "rejections" / f"{len(self.files):06}.parquet")
        shutil.rmtree(folder, ignore_errors=True)
        staging.rename(folder)
        return {
            name: pl.scan_parquet(folder / name / "*.parquet").select(pl.len()).collect().item()
            for name in (*INGESTED, *EXTRACTED)
        }

    def load(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """The name of each table and what it is of all files, sorted by key; one table is in memory at a time."""
        files = [tables for _, tables in self.tables()]
        for name in (*INGESTED, *EXTRACTED):
            yield name, self._load([tables[name] for tables in files], name)

    def _load(self, files: list[pl.LazyFrame], name: str) -> pl.DataFrame:
        from pipelines.extract import unite_entities

        parts = pl.collect_all(files)
        if name == "entities":
            return unite_entities(parts)
        return TABLES[name].conform(pl.concat([*parts, self.refused] if name == "rejections" else parts))

    def _scan(self, file: Source, name: str) -> pl.LazyFrame:
        stage, key = ("ingest", file.key) if name in INGESTED else ("read", file.read_key)
        return pl.scan_parquet(self.cache / stage / key / f"{name}.parquet")

    def _copies(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The articles that are there more than once: the `file` that has each, by number; and all their paths."""
        found = pl.concat(
            self._scan(file, "documents").select("doc_id", "source_paths", file=pl.lit(number, pl.UInt32))
            for number, file in enumerate(self.files)
        )
        several = (
            found.group_by("doc_id")
            .agg("file", paths=pl.col("source_paths").explode().sort())
            .filter(pl.col("file").list.len() > 1)
            .collect(engine="streaming")
        )
        first = several.select("doc_id", file=pl.col("file").list.min())
        return first, several.select("doc_id", "paths", first_path=pl.col("paths").list.first())


def read_corpus(
    corpus: Path,
    cache: Path,
    engine: Callable[[int], Engine],
    *,
    max_bytes: int = 10_000_000,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Corpus:
    """Read every file of a corpus, those that were read before excepted.

    `engine` is called with the number of files that are to be read. Raises CorpusError if there is no file, and
    EngineError. What cannot be read is in the table `rejections`.
    """
    from pipelines.ingest.stage import corpus_files, tables_of

    files, refusals = corpus_files(corpus)
    sources = tuple(Source(name, str(path.absolute()), _sha256(path), max_bytes) for name, path in files)
    ingested, read = ShardStore(cache / "ingest"), ShardStore(cache / "read")
    tasks = read.folder / f".tasks.{uuid.uuid4().hex}"
    missing = []
    for source in sources:
        if not (ingested.has(source.key) and read.has(source.read_key)):
            task = tasks / source.read_key
            task.mkdir(parents=True)
            (task / "source.json").write_text(json.dumps(asdict(source)))
            missing.append(task)
    kept = len(sources) - len(missing)
    on_progress(Progress(kept, kept, len(sources)))
    for done, _ in enumerate(engine(len(missing)).map(read_file, missing), start=kept + 1):
        on_progress(Progress(done, kept, len(sources)))
    shutil.rmtree(tasks, ignore_errors=True)
    for store in (ingested, read):
        store.remove_unused()
    return Corpus(sources, cache, tables_of(refusals).rejections)


def read_file(task: Path) -> Path:
    """Read the file that `<cache>/read/<tasks>/<key>/source.json` names; the path of the entry that was made."""
    from pipelines.extract import extract
    from pipelines.ingest.readers import read_files
    from pipelines.ingest.stage import tables_of
    from pipelines.segment import segment

    source = Source(**json.loads((task / "source.json").read_text()))
    ingested, read = (ShardStore(task.parents[2] / stage) for stage in ("ingest", "read"))
    if not ingested.has(source.key):
        with ingested.making(source.key) as folder, _writing(folder, INGESTED) as write:
            reads = read_files([(source.name, Path(source.path))], source.max_bytes)
            while batch := list(islice(reads, BATCH)):
                found = tables_of(batch)
                write({"documents": found.documents, "rejections": found.rejections})
    if not read.has(source.read_key):
        with read.making(source.read_key) as folder, _writing(folder, EXTRACTED) as write:
            for documents in _batches(ingested.path(source.key) / "documents.parquet"):
                segments = segment(documents)
                write({"segments": segments, **extract(documents, segments)._asdict()})
    return read.path(source.read_key)


def _batches(file: Path) -> Iterator[pl.DataFrame]:
    """The documents of a file, a row group at a time; an article that was there before is left out."""
    seen: set[str] = set()
    with pq.ParquetFile(file) as stored:
        for group in range(stored.num_row_groups):
            documents = pl.DataFrame(stored.read_row_group(group))
            new = documents.filter(pl.Series([doc_id not in seen for doc_id in documents["doc_id"]], dtype=pl.Boolean))
            seen.update(new["doc_id"])
            if not new.is_empty():
                yield new


@contextmanager
def _writing(folder: Path, tables: tuple[str, ...]) -> Iterator[Callable[[Mapping[str, pl.DataFrame]], None]]:
    """Writes the rows of each call to the files of the tables, as a row group."""
    writers = {
        name: pq.ParquetWriter(folder / f"{name}.parquet", TABLES[name].empty().to_arrow().schema) for name in tables
    }

    def write(frames: Mapping[str, pl.DataFrame]) -> None:
        for name, frame in frames.items():
            if not frame.is_empty():
                writers[name].write_table(frame.to_arrow())

    try:
        yield write
    finally:
        for writer in writers.values():
            writer.close()


def _key(package: str, *parts: str) -> str:
    return hashlib.blake2b("\x00".join([code_digest(package), *parts]).encode(), digest_size=16).hexdigest()


def _sha256(path: Path) -> str:
    """The hash of the file; of one that cannot be read, a word for it."""
    if not path.is_file():
        return "no regular file"
    try:
        return _hash(path)
    except OSError:
        return "unreadable"


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
