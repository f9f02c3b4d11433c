"""Where a run finds its articles and leaves its tables: the folders, and Dagster's reading and writing of Parquet.

A run's tables are below `outputs/runs/<run id>/tables/`; they hold whole articles and are not published. What a release
looks like on disk belongs to `publish`.
"""

import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import dagster as dg
import polars as pl
from pydantic import Field

if TYPE_CHECKING:
    from pipelines.publish import Outputs
    from pipelines.validate import Read, Validation

OUTPUTS_VARIABLE = "SUMMIT_FACTS_OUTPUTS"
"""Variable of the environment that says where outputs go, where nothing else does."""

ROOT = Path(__file__).parents[1]
"""The project's folder; relative paths in the configuration are below it."""

VALIDATION = "validation.json"
"""Outcome of a validation, in the folder of its run."""

QUARANTINE = "quarantine"
"""Below the folder of a run: the tables without what was set aside, and their validation and report."""

READ = {name: ["extracted", name] for name in ("entities", "mentions", "facts")}
"""Keys of the assets that hold what extraction read, by table."""

RUN_DAYS, RUNS_KEPT = 30, 20
"""What a run leaves is kept for so many days, and what the newest so many runs left for ever."""

CORPUS_TAG, OUTPUTS_TAG = "summit-facts/corpus", "summit-facts/outputs"
"""Tags of a run in Dagster: what it reads, and below which folder it publishes."""


def article_files(corpus: Path) -> Iterator[Path]:
    """The file, or the files below the folder; hidden ones and those below links to folders do not count.

    Raises OSError for a folder that cannot be read: its articles are not gone.
    """
    if corpus.is_file():
        yield corpus
    for root, folders, names in os.walk(corpus, onerror=_raise):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(root, name) for name in names if not name.startswith("."))


def _raise(error: OSError) -> None:
    raise error


class Project(dg.ConfigurableResource):
    """Folders of a run: the articles that it reads, and where it leaves what it makes."""

    corpus: str = Field(
        default=os.environ.get("SUMMIT_FACTS_CORPUS") or "seeds/articles",
        description="A file, or a folder of articles (.txt, .md, .html, .jsonl[.gz, .zst], .parquet, .warc[.gz]); "
        "relative to the project's folder. The default is that of $SUMMIT_FACTS_CORPUS.",
    )
    outputs: str = Field(
        default=os.environ.get(OUTPUTS_VARIABLE) or "outputs",
        description="Folder for releases (`releases/`) and for what runs leave (`runs/`), relative to the project's "
        "folder; or `s3://bucket/prefix` for releases, and what runs leave stays in the project's `outputs`. The "
        f"default is that of ${OUTPUTS_VARIABLE}.",
    )
    signing_key: str = Field(
        default=os.environ.get("SUMMIT_FACTS_SIGNING_KEY", ""),
        description="SSH key that signs releases; none where it is empty. The default is $SUMMIT_FACTS_SIGNING_KEY.",
    )

    site: str = Field(
        default=os.environ.get("SUMMIT_FACTS_SITE", ""),
        description="Address (http or https) where people find the releases, as `summit-facts serve` gives them: for "
        "the link from a release in Dagster to its pages. The default is $SUMMIT_FACTS_SITE.",
    )
    corrections: str = Field(
        default="seeds/corrections.yaml",
        description="What curators have corrected; relative to the project's folder.",
    )

    gold: str = Field(
        default="seeds/gold/facts.jsonl",
        description="What careful readers find in articles; relative to the project's folder. Articles of the corpus "
        "that are among these are scored, in the table `quality`.",
    )

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Tag the run, so that runs on other articles or into other outputs can be told apart in the UI."""
        if context.run is not None and context.instance is not None:
            tags = {CORPUS_TAG: _shown(self.corpus_path), OUTPUTS_TAG: _shown(self.releases_below)}
            context.instance.add_run_tags(context.run.run_id, tags)

    @property
    def corpus_path(self) -> Path:
        return ROOT / self.corpus

    @property
    def corrections_path(self) -> Path:
        return ROOT / self.corrections

    @property
    def gold_path(self) -> Path:
        return ROOT / self.gold

    @property
    def releases_below(self) -> "Outputs":
        """Where releases go: a folder, or the address in an object store."""
        return self.outputs if "://" in self.outputs else ROOT / self.outputs

    @property
    def outputs_path(self) -> Path:
        """The folder of what runs leave, on this machine in any case."""
        return ROOT / ("outputs" if "://" in self.outputs else self.outputs)

    def run_folder(self, run_id: str) -> Path:
        return self.outputs_path / "runs" / run_id

    def remove_old_runs(self) -> None:
        """Remove what runs left more than a month ago, but for the newest runs: tables may still be read from there."""
        with suppress(OSError):  # another run removes the same
            by_age = sorted(self.outputs_path.glob("runs/*"), key=lambda folder: folder.stat().st_mtime)
            oldest = time.time() - RUN_DAYS * 24 * 3600
            for folder in by_age[:-RUNS_KEPT]:
                if folder.stat().st_mtime < oldest:
                    shutil.rmtree(folder, ignore_errors=True)

    def last_table(self, name: str) -> pl.DataFrame | None:
        """A table of the newest release; None where there is no release, or it has no such table that can be read."""
        from pipelines.publish import ReleaseError, releases

        with suppress(OSError, ReleaseError, pl.exceptions.PolarsError):
            for release in releases(self.releases_below)[-1:]:
                return release.table(name)
        return None

    def save_cleared(self, run_id: str, tables: Mapping[str, pl.DataFrame], validation: "Validation") -> None:
        """Keep the tables without what was set aside for the step that publishes."""
        folder = self.run_folder(run_id) / QUARANTINE
        (folder / "tables").mkdir(parents=True, exist_ok=True)
        for name, frame in tables.items():
            frame.write_parquet(folder / "tables" / f"{name}.parquet")
        validation.save(folder / VALIDATION)

    def cleared(self, run_id: str, tables: Mapping[str, pl.DataFrame]) -> "Cleared | None":
        """What may be published of the tables: they themselves, or what was left when some of them was set aside.

        None where they were not validated, in this run or an earlier one.
        """
        from pipelines.digest import tables_digest
        from pipelines.validate import Validation

        found = self._find_validation(run_id, tables_digest(tables))
        if found is None:
            return None
        folder, validation = found
        aside = folder / QUARANTINE
        if validation.ok or not (aside / VALIDATION).exists():
            return Cleared(dict(tables), validation, folder / "data_docs")
        left = {name: pl.read_parquet(aside / "tables" / f"{name}.parquet") for name in tables}
        return Cleared(left, Validation.load(aside / VALIDATION), aside / "data_docs")

    def _find_validation(self, run_id: str, digest: str) -> "tuple[Path, Validation] | None":
        """The validation of the tables with that digest, and the folder of its run: this run, else the latest one."""
        from pipelines.validate import Validation

        records = sorted(self.outputs_path.glob(f"runs/*/{VALIDATION}"), key=lambda p: p.stat().st_mtime, reverse=True)
        for record in (self.run_folder(run_id) / VALIDATION, *records):
            with suppress(FileNotFoundError, ValueError):
                validation = Validation.load(record)
                if validation.digest == digest:
                    return record.parent, validation
        return None


class Cleared(NamedTuple):
    """Tables that were judged, their validation, and the folder of its report."""

    tables: dict[str, pl.DataFrame]
    validation: "Validation"
    data_docs: Path


def _shown(path: "Outputs") -> str:
    """Relative to the project's folder where it is below it."""
    return str(path.relative_to(ROOT) if isinstance(path, Path) and path.is_relative_to(ROOT) else path)


class TableStore(dg.ConfigurableIOManager):
    """Tables as Parquet, one file an asset, in the folder of the run that made them."""

    project: dg.ResourceDependency[Project]

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame) -> None:
        path = self._path(context.asset_key, context.run_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        obj.write_parquet(path)
        context.add_output_metadata({"table": dg.MetadataValue.path(path)})

    def load_input(self, context: dg.InputContext) -> pl.DataFrame:
        """The table of this run, else of the latest materialisation. Raises dg.Failure where it was never made."""
        run_id = context.step_context.run_id
        frame = self.load(context.asset_key, run_id, context.instance)
        if frame is None:
            raise dg.Failure(
                f"There is no table {context.asset_key.to_user_string()} yet. Materialise it first, or launch the job "
                "`release`, which makes all of them."
            )
        return frame

    def load(self, key: dg.AssetKey, run_id: str, instance: dg.DagsterInstance) -> pl.DataFrame | None:
        """The table of that run, else of the latest materialisation; None where there is neither."""
        path = self._path(key, run_id)
        if not path.exists():
            event = instance.get_latest_materialization_event(key)
            materialization = event.asset_materialization if event else None
            if materialization is None or "table" not in materialization.metadata:
                return None
            path = Path(str(materialization.metadata["table"].value))
        return pl.read_parquet(path) if path.exists() else None

    def load_read(self, run_id: str, instance: dg.DagsterInstance) -> "Read":
        """What was read of articles, before reconciliation. Raises dg.Failure where it is gone."""
        from pipelines.validate import Read

        keys = {name: dg.AssetKey(READ.get(name, [name])) for name in Read._fields}
        found = self.load_all(keys, run_id, instance)
        if missing := keys.keys() - found.keys():
            raise dg.Failure(f"Nothing can be set aside: {', '.join(sorted(missing))} as read is not there any more.")
        return Read(**found)

    def load_all(
        self, keys: Mapping[str, dg.AssetKey], run_id: str, instance: dg.DagsterInstance
    ) -> dict[str, pl.DataFrame]:
        """Those of the tables that there are, by name."""
        found = {name: self.load(key, run_id, instance) for name, key in keys.items()}
        return {name: frame for name, frame in found.items() if frame is not None}

    def _path(self, key: dg.AssetKey, run_id: str) -> Path:
        return self.project.run_folder(run_id).joinpath("tables", *key.path).with_suffix(".parquet")
