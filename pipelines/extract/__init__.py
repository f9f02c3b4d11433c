"""extract: what the sentences of an article name and state. `kernel.py` is the stage; the rest are its steps."""

from pipelines.extract.kernel import EXTRACTOR, Extracted, extract, unite_entities

__all__ = ["EXTRACTOR", "Extracted", "extract", "unite_entities"]
