"""The tables as Dagster assets, grouped by the stage that makes them, and the release.

Every asset is a call of its stage; what a stage does belongs to its folder. Stages are imported when they run, so that
Dagster knows the assets within a second or two.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import dagster as dg
import polars as pl
from pydantic import Field

from pipelines.compute import Compute, tenths
from pipelines.metadata import column_schema, describe, markdown, markdown_rows
from pipelines.storage import READ, Project
from pipelines.tables import TABLES

KEYS = {name: dg.AssetKey(name) for name in TABLES}
"""Keys of the tables that are validated and published."""

OWNERS = ["team:maintainers"]
"""Who answers for what the pipeline makes."""

CURATORS = ["team:curators"]
CURATED = ("corrections", "merges", "rejections", "quality")
"""Tables that curators act on, beside."""

Tables = Iterator[dg.Output[pl.DataFrame]]


def _out(table: str, group: str, *, extracted: bool = False) -> dg.AssetOut:
    known = TABLES[table]
    return dg.AssetOut(
        key=READ[table] if extracted else table,
        dagster_type=pl.DataFrame,
        description=f"{known.meaning} As extracted, before reconciliation." if extracted else known.meaning,
        group_name=group,
        metadata={"dagster/column_schema": column_schema(known, extracted=extracted)},
        kinds={"polars", "parquet"},
        owners=OWNERS + (CURATORS if table in CURATED else []),
    )


def _output(
    table: str, frame: pl.DataFrame, *, extracted: bool = False, work: Mapping[str, Any] | None = None
) -> dg.Output[pl.DataFrame]:
    """An output with what there is to say of the table, and of the work that it took."""
    name = f"extracted_{table}" if extracted else table
    metadata = describe(table, frame, extracted=extracted) | dict(work or {})
    return dg.Output(frame, output_name=name, metadata=metadata)


class IngestConfig(dg.Config):
    """How the corpus is read."""

    max_bytes: int = Field(
        default=10_000_000,
        gt=0,
        description="Largest file of one article, and largest line or row of a file of many, in bytes; what is larger "
        "is refused.",
    )


@dg.multi_asset(outs={table: _out(table, "ingest") for table in ("documents", "rejections")})
def ingest(context: dg.AssetExecutionContext, config: IngestConfig, project: Project) -> Tables:
    """Read the corpus; what cannot be read becomes a rejection."""
    from pipelines import ingest as stage

    options = stage.IngestOptions(config.max_bytes, project.outputs_path / "cache")
    found = stage.ingest(project.corpus_path, options, on_file=tenths(context, "ingest", "files"))
    yield _output("documents", found.documents)
    yield _output("rejections", found.rejections)


@dg.multi_asset(outs={"segments": _out("segments", "segment")})
def segment(context: dg.AssetExecutionContext, project: Project, compute: Compute, documents: pl.DataFrame) -> Tables:
    """Cut articles into sentences, and tell body from teasers and boilerplate."""
    found, work = compute.run_stage(context, project, "segment", {"documents": documents})
    yield _output("segments", found["segments"], work=work)


@dg.multi_asset(outs={f"extracted_{table}": _out(table, "extract", extracted=True) for table in READ})
def extract(
    context: dg.AssetExecutionContext,
    project: Project,
    compute: Compute,
    documents: pl.DataFrame,
    segments: pl.DataFrame,
) -> Tables:
    """Read names and statements out of sentences, article by article."""
    found, work = compute.run_stage(context, project, "extract", {"documents": documents, "segments": segments})
    for table, frame in found.items():
        yield _output(table, frame, extracted=True, work=work)


@dg.multi_asset(
    ins={f"extracted_{table}": dg.AssetIn(key) for table, key in READ.items()},
    outs={
        table: _out(table, "reconcile")
        for table in ("entities", "mentions", "facts", "claims", "corrections", "merges")
    },
)
def reconcile(
    project: Project,
    documents: pl.DataFrame,
    extracted_entities: pl.DataFrame,
    extracted_mentions: pl.DataFrame,
    extracted_facts: pl.DataFrame,
) -> Tables:
    """Bring together what articles say about the same things, as curators have corrected it, and mark where they
    disagree."""
    from pipelines.correct import correct, load_corrections

    found, corrections = correct(
        documents,
        extracted_entities,
        extracted_mentions,
        extracted_facts,
        load_corrections(project.corrections_path),
    )
    yield _output("entities", found.entities)
    yield _output("mentions", found.mentions)
    yield _output("facts", found.facts)
    yield _output("claims", found.claims)
    yield _output("corrections", corrections)
    yield _output("merges", found.merges)


@dg.multi_asset(outs={table.name: _out(table.name, "views") for table in TABLES.values() if table.stage == "views"})
def views(
    documents: pl.DataFrame, entities: pl.DataFrame, mentions: pl.DataFrame, facts: pl.DataFrame, claims: pl.DataFrame
) -> Tables:
    """Sum up claims into the tables that analysts open first: one row an event, an agreement, a figure, and so on."""
    from pipelines import views as stage

    for table, frame in stage.build_views(documents, entities, mentions, facts, claims)._asdict().items():
        yield _output(table, frame)


@dg.multi_asset(name="score", outs={"quality": _out("quality", "score")})
def measure(project: Project, documents: pl.DataFrame, entities: pl.DataFrame, facts: pl.DataFrame) -> Tables:
    """Compare the facts of articles that have gold with it."""
    from pipelines import score as stage

    yield _output("quality", stage.score(documents, entities, facts, stage.load_gold(project.gold_path)))


DUE, LATE = timedelta(hours=26), timedelta(hours=50)
"""After which time without a run that published, or found nothing to publish, the release is due, and late.

The schedule runs every 24 hours.
"""


class ReleaseConfig(dg.Config):
    """How the tables are published."""

    publish_text: Literal["evidence", "full"] = Field(
        default="evidence",
        description="`evidence` publishes the sentences that facts were read from; `full` whole articles, which only "
        "some licences allow.",
    )
    csv: Literal["auto", "all", "none"] = Field(
        default="auto",
        description="Which tables are there as CSV too: those of no more rows than a spreadsheet can hold (`auto`, "
        "1,048,575), `all`, or `none`.",
    )
    publish_unchanged: bool = Field(
        default=False,
        description="Publish a release even where all its tables say what those of the last one say.",
    )


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            "release",
            deps=list(KEYS.values()),
            group_name="publish",
            description="All tables, validated, as an immutable, versioned release: Parquet, CSV, manifest, checksums, "
            "report of the validation.",
            kinds={"parquet", "csv"},
            owners=OWNERS,
            freshness_policy=dg.FreshnessPolicy.time_window(fail_window=LATE, warn_window=DUE),
        )
    ],
    ins={table: dg.AssetIn(key) for table, key in KEYS.items()},
)
def publish(
    context: dg.AssetExecutionContext, config: ReleaseConfig, project: Project, **tables: pl.DataFrame
) -> dg.MaterializeResult:
    """Publish exactly the tables that passed validation, in this run or in an earlier one."""
    from pipelines import publish as stage

    cleared = project.cleared(context.run.run_id, tables)
    if cleared is None:
        raise dg.Failure("Nothing is published: these tables were never validated. Launch the job `release`.")
    tables, validation, data_docs = cleared
    same = (
        None
        if config.publish_unchanged or not validation.ok
        else stage.unchanged(tables, project.releases_below, config.publish_text, config.csv)
    )
    if same is not None:
        context.log.info(f"Nothing is published: all tables say what those of {same.version} say.")
    published = same or stage.publish(
        tables,
        project.releases_below,
        run=stage.Run(context.run.run_id, _started(context), _inputs(tables["documents"])),
        validation=validation,
        data_docs=data_docs,
        publish_text=config.publish_text,
        csv=config.csv,
        signing_key=Path(project.signing_key).expanduser() if project.signing_key else None,
        cache=project.outputs_path / "cache",
    )
    project.remove_old_runs()
    rows = pl.DataFrame({"table": list(tables), "rows": [frame.height for frame in tables.values()]})
    return dg.MaterializeResult(
        metadata={
            "version": published.version,
            "published": same is None,
            **_pages(project.site, published.version),
            "changes": _changes(published.manifest["changes"]) if same is None else _nothing_new(same.version),
            "articles": tables["documents"].height,
            "facts": tables["facts"].height,
            "claims": tables["claims"].height,
            "warnings": len(validation.warnings),
            "set aside": tables["rejections"].filter(stage="validate").height,
            "tables": markdown(rows),
            "release": dg.MetadataValue.path(published.address),
            "report": dg.MetadataValue.path(f"{published.address}/data_docs/index.html"),
            "digest": published.manifest["digest"],
        }
    )


def _pages(site: str, version: str) -> dict[str, dg.MetadataValue]:
    """The link to the pages of a release, where it is known under which address they are."""
    if not site.startswith(("http://", "https://")):
        return {}
    return {"pages": dg.MetadataValue.url(f"{site.rstrip('/')}/{version}/site/")}


def _nothing_new(version: str) -> dg.MetadataValue:
    return dg.MetadataValue.text(f"Nothing has changed, and nothing was published: {version} says all of it.")


def _changes(changes: dict[str, Any]) -> dg.MetadataValue:
    """Rows that came, went and changed since the release before, by table."""
    if changes["since"] is None:
        return dg.MetadataValue.text("There is no release before to compare with.")
    if not changes["counts"]:
        return dg.MetadataValue.text(f"Nothing differs from {changes['since']['version']}.")
    empty = {"insert": 0, "delete": 0, "update": 0}
    return markdown_rows([{"table": table} | empty | counts for table, counts in changes["counts"].items()])


def _started(context: dg.AssetExecutionContext) -> datetime:
    record = context.instance.get_run_record_by_id(context.run.run_id)
    started = record and (record.start_time or record.create_timestamp.timestamp())
    return datetime.fromtimestamp(started, UTC) if started else datetime.now(UTC)


def _inputs(documents: pl.DataFrame) -> dict[str, str]:
    """The SHA-256 of what was read, by path."""
    return dict(documents.select("source_paths", "sha256").explode("source_paths").iter_rows())
