"""What must hold of the tables before they are published: the suites that Great Expectations judges, as plain data.

One module a table for what its rows mean; `structure` for what follows from the registry of tables, `views` for what
views have in common. Importing this
package does not import Great Expectations. Running the suites belongs to `pipelines.validate`.
"""

from expectations.agreements import AGREEMENTS
from expectations.claims import CLAIMS
from expectations.corrections import CORRECTIONS
from expectations.documents import DOCUMENTS
from expectations.entities import ENTITIES
from expectations.events import EVENTS
from expectations.expectation import Expectation
from expectations.facts import FACTS
from expectations.figures import FIGURES
from expectations.institutions import INSTITUTIONS
from expectations.mentions import MENTIONS
from expectations.pledges import PLEDGES
from expectations.positions import POSITIONS
from expectations.quality import QUALITY
from expectations.quotes import QUOTES
from expectations.rejections import REJECTIONS
from expectations.segments import SEGMENTS
from expectations.structure import structure
from expectations.timeline import TIMELINE
from pipelines.tables import TABLES

MEANING = (
    *DOCUMENTS, *SEGMENTS, *ENTITIES, *MENTIONS, *FACTS, *CLAIMS,
    *EVENTS, *AGREEMENTS, *INSTITUTIONS, *FIGURES, *PLEDGES, *POSITIONS, *QUOTES, *TIMELINE,
    *CORRECTIONS, *REJECTIONS, *QUALITY,
)  # fmt: skip
"""The meaning suites of all tables."""

EXPECTATIONS: tuple[Expectation, ...] = tuple(
    expectation
    for table in TABLES.values()
    for expectation in (*structure(table), *(e for e in MEANING if e.table == table.name))
)
"""Every expectation, table by table."""

__all__ = ["EXPECTATIONS", "MEANING", "Expectation", "structure"]
