"""views: the tables that analysts open first, one module each, summed up from claims by polars alone.

Nothing is decided here that reconciliation has not decided: a row brings together claims about one thing, and names
them, so that every cell can be traced. What sources contest is shown as contested, or left to `claims`.
"""

from typing import NamedTuple

import polars as pl

from pipelines.tables import TABLES
from pipelines.views.agreements import agreements
from pipelines.views.events import events
from pipelines.views.figures import figures
from pipelines.views.institutions import institutions
from pipelines.views.known import known
from pipelines.views.pledges import pledges
from pipelines.views.positions import positions
from pipelines.views.quotes import quotes
from pipelines.views.timeline import timeline

__all__ = ["Views", "build_views"]

Frame = pl.DataFrame | pl.LazyFrame


class Views(NamedTuple):
    """Frames of the tables of that name, sorted by key."""

    events: pl.DataFrame
    agreements: pl.DataFrame
    institutions: pl.DataFrame
    figures: pl.DataFrame
    pledges: pl.DataFrame
    positions: pl.DataFrame
    quotes: pl.DataFrame
    timeline: pl.DataFrame


def build_views(documents: Frame, entities: pl.DataFrame, mentions: Frame, facts: Frame, claims: pl.DataFrame) -> Views:
    """All views of reconciled tables. The rows depend on content alone, whatever the order of the rows given.

    Of the largest tables few columns are needed: as lazy frames they need not be in memory.
    """
    found = known(documents.lazy(), entities, mentions.lazy(), facts.lazy(), claims)
    happened, agreed, founded = events(found), agreements(found), institutions(found)
    made = Views(
        events=happened,
        agreements=agreed,
        institutions=founded,
        figures=figures(found),
        pledges=pledges(found),
        positions=positions(found),
        quotes=quotes(found),
        timeline=timeline(found, happened, agreed, founded),
    )
    return Views(**{name: TABLES[name].conform(frame) for name, frame in made._asdict().items()})
