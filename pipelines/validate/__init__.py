"""Validate: the gate in front of publication.

The expectations themselves, as plain data, are in the package `expectations`; here they are run by Great Expectations
(`suites`), and their outcome is kept (`outcome`) with a digest of the very tables that were judged (`digest`). The same
tables are judged once (`kept`).
"""

from pipelines.digest import tables_digest
from pipelines.validate.gate import validate
from pipelines.validate.kept import validate_once
from pipelines.validate.outcome import Result, Validation, write_failures
from pipelines.validate.quarantine import Quarantined, QuarantineError, Read, quarantine

__all__ = [
    "QuarantineError",
    "Quarantined",
    "Read",
    "Result",
    "Validation",
    "quarantine",
    "tables_digest",
    "validate",
    "validate_once",
    "write_failures",
]
