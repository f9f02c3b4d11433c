"""The tables as Dagster assets, grouped by the stage that makes them, and the release.

Every asset is a call of its stage; what a stage does belongs to its folder. Stages are imported when they run, so that
Dagster knows the assets within a second or two.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Literal

import dagster as dg
import polars as pl
from pydantic import Field

from pipelines.compute import Compute
from pipelines.metadata import column_schema, describe, markdown, markdown_rows
from pipelines.storage import Project
from pipelines.tables import TABLES

KEYS = {name: dg.AssetKey(name) for name in TABLES}
"""Keys of the tables that are validated and published."""

Tables = Iterator[dg.Output[pl.DataFrame]]


def _out(table: str, group: str, *, extracted: bool = False) -> dg.AssetOut:
    known = TABLES[table]
    return dg.AssetOut(
        key=["extracted", table] if extracted else table,
        dagster_type=pl.DataFrame,
        description=f"{known.meaning} As extracted, before reconciliation." if extracted else known.meaning,
        group_name=group,
        metadata={"dagster/column_schema": column_schema(known)},
        kinds={"polars", "parquet"},
    )


def _output(table: str, frame: pl.DataFrame, name: str | None = None) -> dg.Output[pl.DataFrame]:
    return dg.Output(frame, output_name=name or table, metadata=describe(table, frame))


class IngestConfig(dg.Config):
    """How the corpus is read."""

    max_bytes: int = Field(
        default=10_000_000,
        gt=0,
        description="Largest file of one article, and largest line or row of a file of many, in bytes; what is larger "
        "is refused.",
    )


@dg.multi_asset(outs={table: _out(table, "ingest") for table in ("documents", "rejections")})
def ingest(config: IngestConfig, project: Project) -> Tables:
    """Read the corpus; what cannot be read becomes a rejection."""
    from pipelines import ingest as stage

    found = stage.ingest(project.corpus_path, stage.IngestOptions(max_bytes=config.max_bytes))
    yield _output("documents", found.documents)
    yield _output("rejections", found.rejections)


@dg.multi_asset(outs={"segments": _out("segments", "segment")})
def segment(context: dg.AssetExecutionContext, project: Project, compute: Compute, documents: pl.DataFrame) -> Tables:
    """Cut articles into sentences, and tell body from teasers and boilerplate."""
    found = compute.run_stage(context, project, "segment", {"documents": documents})
    yield _output("segments", found["segments"])


@dg.multi_asset(
    outs={f"extracted_{table}": _out(table, "extract", extracted=True) for table in ("entities", "mentions", "facts")}
)
def extract(
    context: dg.AssetExecutionContext,
    project: Project,
    compute: Compute,
    documents: pl.DataFrame,
    segments: pl.DataFrame,
) -> Tables:
    """Read names and statements out of sentences, article by article."""
    found = compute.run_stage(context, project, "extract", {"documents": documents, "segments": segments})
    for table, frame in found.items():
        yield _output(table, frame, f"extracted_{table}")


@dg.multi_asset(
    ins={f"extracted_{table}": dg.AssetIn(["extracted", table]) for table in ("entities", "mentions", "facts")},
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


class ReleaseConfig(dg.Config):
    """How the tables are published."""

    publish_text: Literal["evidence", "full"] = Field(
        default="evidence",
        description="`evidence` publishes the sentences that facts were read from; `full` whole articles, which only "
        "some licences allow.",
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
        )
    ],
    ins={table: dg.AssetIn(key) for table, key in KEYS.items()},
)
def publish(
    context: dg.AssetExecutionContext, config: ReleaseConfig, project: Project, **tables: pl.DataFrame
) -> dg.MaterializeResult:
    """Publish exactly the tables that passed validation, in this run or in an earlier one."""
    from pipelines import publish as stage
    from pipelines.digest import tables_digest

    validated = project.find_validation(context.run.run_id, tables_digest(tables))
    if validated is None:
        raise dg.Failure("Nothing is published: these tables were never validated. Launch the job `release`.")
    folder, validation = validated
    published = stage.publish(
        tables,
        project.outputs_path,
        run=stage.Run(context.run.run_id, _started(context), _inputs(tables["documents"])),
        validation=validation,
        data_docs=folder / "data_docs",
        publish_text=config.publish_text,
    )
    rows = pl.DataFrame({"table": list(tables), "rows": [frame.height for frame in tables.values()]})
    return dg.MaterializeResult(
        metadata={
            "version": published.version,
            "release": dg.MetadataValue.path(published.path),
            "digest": published.manifest["digest"],
            "report": dg.MetadataValue.path(published.path / "data_docs" / "index.html"),
            "articles": tables["documents"].height,
            "facts": tables["facts"].height,
            "claims": tables["claims"].height,
            "warnings": len(validation.warnings),
            "tables": markdown(rows),
            "changes": _changes(published.manifest["changes"]),
        }
    )


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
