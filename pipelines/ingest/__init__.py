"""Ingest: from a file or folder of news to the tables `documents` and `rejections`."""

from pipelines.ingest.stage import CorpusError, Ingested, IngestOptions, NothingToReadError, ingest

__all__ = ["CorpusError", "IngestOptions", "Ingested", "NothingToReadError", "ingest"]
