"""The command line, `summit-facts`: arguments in, text and an exit code out.

What it prints of a release is in `report`, what it runs in `definitions`. Both are heavy, and imported by the commands
that need them, so that `--help` answers at once.
"""

import json
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
import typer.core
from rich.console import Console

from pipelines.plain import plain

if TYPE_CHECKING:
    from pipelines.publish import Release
    from pipelines.run import ReleaseRun, Step


class _PlainErrors(typer.core.TyperGroup):
    """Tells a failure that a person can cure in its own words, without a traceback, and exits with 1."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            if not _is_plain(error):
                raise
            Console(stderr=True, soft_wrap=True).print(
                f"error: {plain(str(error))}", style="red", markup=False, highlight=False
            )
            raise typer.Exit(1) from error


def _is_plain(error: Exception) -> bool:
    from pipelines.ingest import CorpusError
    from pipelines.knowledge import KnowledgeError
    from pipelines.publish import ReleaseError
    from pipelines.shards.engines import EngineError

    return isinstance(error, ReleaseError | KnowledgeError | CorpusError | EngineError | OSError)


app = typer.Typer(
    cls=_PlainErrors,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="From a pile of summit news to a validated, versioned dataset of facts, each with the words it was read from.",
)

rules = typer.Typer(cls=_PlainErrors, no_args_is_help=True, help="The rule files that curators edit.")
app.add_typer(rules, name="rules")

Out = Annotated[
    str,
    typer.Option(
        envvar="SUMMIT_FACTS_OUTPUTS",
        help="Folder of outputs, or s3://bucket/prefix; releases are in its `releases`.",
    ),
]
Workers = Annotated[int | None, typer.Option(min=1, help="Processes of a pool.", show_default="one for each processor")]
ReleaseVersion = Annotated[str, typer.Option("--release", help="Version of the release.")]
_OUTPUTS = "outputs"


@app.command()
def build(
    corpus: Annotated[Path, typer.Argument(help="A file or folder of articles.")] = Path("seeds/articles"),
    out: Out = _OUTPUTS,
    publish_text: Annotated[
        Literal["evidence", "full"],
        typer.Option(help="Publish the sentences that facts were read from, or whole articles where you may."),
    ] = "evidence",
    csv: Annotated[
        Literal["auto", "all", "none"],
        typer.Option(help="Tables that are there as CSV too: those that a spreadsheet can hold, all, or none."),
    ] = "auto",
    publish_unchanged: Annotated[
        bool, typer.Option("--publish-unchanged", help="Publish even where nothing has changed since the last release.")
    ] = False,
    on_invalid: Annotated[
        Literal["fail", "quarantine"],
        typer.Option(
            help="Publish nothing where critical expectations fail, or set aside what fails, up to a twentieth."
        ),
    ] = "fail",
    f1_tolerance: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            show_default="0.005",
            help="How far F1 against gold may fall below that of the last release; 1 lets everything pass.",
        ),
    ] = None,
    max_bytes: Annotated[
        int | None,
        typer.Option(
            min=1,
            show_default="10000000",
            help="Largest file of one article, and largest line or row of a file of many, in bytes.",
        ),
    ] = None,
    corrections: Annotated[
        Path | None,
        typer.Option(help="What curators have corrected.", show_default="seeds/corrections.yaml of the project"),
    ] = None,
    engine: Annotated[
        Literal["auto", "in_process", "pool", "ray"],
        typer.Option(help="Read articles in this process or in several; `auto` takes several for many articles."),
    ] = "auto",
    workers: Workers = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Show Dagster's log.")] = False,
) -> None:
    """Make a release: read articles, extract facts, reconcile and validate them, publish."""
    log_level = "INFO" if verbose else "CRITICAL"
    console = Console()
    _tell_damage(out)
    with console.status("starting Dagster …") as status:

        def on_step(step: "Step") -> None:
            if step.state == "started":
                status.update(f"{step.stage} …")
            else:
                console.print(report.step(step))

        from pipelines import report
        from pipelines.run import run_release

        run = run_release(
            corpus,
            out,
            publish_text=publish_text,
            csv=csv,
            publish_unchanged=publish_unchanged,
            on_invalid=on_invalid,
            f1_tolerance=f1_tolerance,
            max_bytes=max_bytes,
            corrections=corrections,
            engine=engine,
            workers=workers,
            on_step=on_step,
            log_level=log_level,
        )
    if run.release is None:
        _tell_failure(run, out)
        raise typer.Exit(1)
    if run.unchanged:
        told = f"Nothing has changed since {run.release.version}, and nothing was published (see --publish-unchanged)."
        console.print(told, soft_wrap=True)
        return
    console.print(report.summary(run.release, run.validation))
    console.print(report.how_to_open(run.release), soft_wrap=True)


def _tell_damage(out: str) -> None:
    """Say that `latest.json` is damaged, where it is; releases can be listed and made all the same."""
    from pipelines.publish import ReleaseError, check_latest

    try:
        check_latest(out)
    except ReleaseError as error:
        console = Console(stderr=True, soft_wrap=True)
        console.print(f"warning: {plain(str(error))}", style="yellow", markup=False, highlight=False)


def _tell_failure(run: "ReleaseRun", out: str) -> None:
    from pipelines.publish import releases

    console = Console(stderr=True, soft_wrap=True, highlight=False)
    if run.validation is not None and run.validation.failures:
        failed = len(run.validation.failures)
        expectations = "expectation" if failed == 1 else "expectations"
        console.print(f"\nnot published: {failed} critical {expectations} failed", style="red")
        for failure in run.validation.failures:
            console.print(f"  {plain(str(failure))}", markup=False)
        console.print(f"The failing rows are in {run.folder}", markup=False)
    else:
        console.print(f"\nerror: {plain(run.error or '')}", style="red", markup=False)
    known = releases(out)
    if known and _is_of(known[-1], run):
        return
    latest = [release.version for release in known if release.latest]
    state = f"{latest[0]} is still the latest release" if latest else "no release is marked as the latest"
    console.print(f"Nothing was published; {state if known else 'there is no release yet'}.")


def _is_of(release: "Release", run: "ReleaseRun") -> bool:
    """Whether the run published the release and failed after that, as its error says."""
    from pipelines.publish import ReleaseError

    try:
        return bool(release.manifest.get("run_id") == run.run_id)
    except ReleaseError:
        return False


@app.command()
def extract(
    corpus: Annotated[Path, typer.Argument(help="A file or folder of articles.")],
    out: Annotated[Path, typer.Option(help="Folder of outputs; the tables are in its `extracted`.")] = Path(_OUTPUTS),
    max_bytes: Annotated[
        int, typer.Option(min=1, help="Largest file of one article, and largest line or row of a file of many.")
    ] = 10_000_000,
    engine: Annotated[
        Literal["auto", "in_process", "pool", "ray"],
        typer.Option(help="Read files in this process or in several; `auto` takes several for many files."),
    ] = "auto",
    workers: Workers = None,
) -> None:
    """Extract facts file by file, from a corpus that need not fit in memory; nothing is reconciled or published.

    A file is read by one process, which holds some hundred articles. Of each file there is one Parquet file a table.
    """
    from pipelines.shards.corpus import read_corpus
    from pipelines.shards.engines import engine_for
    from pipelines.shards.stage import Progress

    console = Console()
    with console.status("reading …") as status:

        def tell(progress: Progress) -> None:
            status.update(f"{progress.done:,} of {progress.shards:,} files are read")

        read = read_corpus(
            corpus,
            out / "cache",
            lambda files: engine_for(engine, workers, files),
            max_bytes=max_bytes,
            on_progress=tell,
        )
        rows = read.write(out / "extracted")
    console.print(", ".join(f"{count:,} {table}" for table, count in rows.items()), highlight=False)
    console.print(f"The tables are in {plain(str(out / 'extracted'))}", soft_wrap=True, markup=False, highlight=False)


@app.command()
def annotate(
    only: Annotated[
        str | None,
        typer.Option(help="Layers, with commas between: segments, quantities, times, quotes, mentions, facts."),
    ] = None,
) -> None:
    """Annotate texts: JSON lines with `text` (and `id`, `date`, `title`) in, one line each with what it holds out.

    What cannot be read has a line with `error` in its place, and the exit code is 1.
    """
    from pipelines.annotate import LAYERS, annotate_lines, parse_layers

    try:
        layers = LAYERS if only is None else parse_layers(only)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--only") from error
    failed = False
    try:
        for batch in annotate_lines(sys.stdin.buffer, layers):
            failed |= any("error" in annotated for annotated in batch)
            lines = (json.dumps(annotated, ensure_ascii=False, allow_nan=False) + "\n" for annotated in batch)
            sys.stdout.buffer.write("".join(lines).encode())
            sys.stdout.buffer.flush()
    except BrokenPipeError:  # the reader has enough; what is left in the buffer must not fail at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        failed = True
    if failed:
        raise typer.Exit(1)


@app.command()
def releases(out: Out = _OUTPUTS) -> None:
    """List the releases, the newest first."""
    from pipelines import publish, report

    known = publish.releases(out)
    if not known:
        publish.open_release(out)
    Console().print(report.release_list(known))
    _tell_damage(out)


@app.command()
def verify(
    version: Annotated[str, typer.Argument(help="Version of the release.")] = "latest",
    out: Out = _OUTPUTS,
    allowed_signers: Annotated[
        Path | None,
        typer.Option(
            envvar="SUMMIT_FACTS_ALLOWED_SIGNERS",
            help="Who may sign releases, as ssh-keygen reads it; the release must be signed by one of them.",
        ),
    ] = None,
) -> None:
    """Check that a release is whole, unchanged and true to itself: checksums, signature, columns, evidence."""
    from pipelines import publish

    release = publish.open_release(out, version)
    with release.folder() as folder:
        problems = publish.verify(folder, allowed_signers)
        files = sum(1 for path in folder.rglob("*") if path.is_file())
    if not problems:
        Console(soft_wrap=True).print(
            f"release {release.version} is sound: {files} files, nothing missing, nothing changed"
        )
        return
    console = Console(stderr=True, soft_wrap=True)
    found = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    console.print(f"release {release.version} is not sound: {found} in {release.address}", style="red")
    for problem in problems:
        console.print(f"  {plain(str(problem))}", markup=False, highlight=False)
    raise typer.Exit(1)


@app.command()
def show(
    fact_id: Annotated[str, typer.Argument(help="Id of the fact, or its beginning; or id of a claim.")],
    release: ReleaseVersion = "latest",
    out: Out = _OUTPUTS,
) -> None:
    """Show a fact in its sentence, with its article, and what other articles say to the same question."""
    from pipelines import publish, report

    opened = publish.open_release(out, release)
    Console().print(report.fact_in_its_sentence(opened, report.find_fact(opened, fact_id)))


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="Version of a release.")],
    new: Annotated[str, typer.Argument(help="Version of a later one.")] = "latest",
    table: Annotated[str | None, typer.Option(help="Show the cells of this table that changed.")] = None,
    rows: Annotated[int, typer.Option(min=1, help="How many of them.")] = 20,
    out: Out = _OUTPUTS,
) -> None:
    """Tell what differs between two releases: rows that came, went and changed; with --table, the cells of one."""
    from pipelines import publish, report
    from pipelines.tables import TABLES

    before, after = publish.open_release(out, old), publish.open_release(out, new)
    if table is not None and table not in TABLES:
        raise typer.BadParameter(f"there is no table {table}; there are {', '.join(TABLES)}", param_hint="--table")
    changes, versions = publish.changes_between(before, after), (before.version, after.version)
    told = (
        report.changes(changes, *versions) if table is None else report.changed_cells(changes, *versions, table, rows)
    )
    Console().print(told)


@app.command()
def why(
    entity_id: Annotated[str, typer.Argument(help="Id of the entity, or of a name that became one.")],
    release: ReleaseVersion = "latest",
    out: Out = _OUTPUTS,
) -> None:
    """Show why names are one entity: every name merged into it, the evidence, and what waits for a curator."""
    from pipelines import publish, report

    Console().print(report.why(publish.open_release(out, release), entity_id))


@app.command()
def serve(
    out: Out = _OUTPUTS,
    host: Annotated[str, typer.Option(help="Address to listen on; the default is reached from this machine only.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
) -> None:
    """Serve the releases, and the site where there is one, over HTTP."""
    import uvicorn

    from pipelines.publish import releases
    from pipelines.publish.serve import application

    _require_free(host, port)
    served = application(out)
    at = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    newest = f"the newest facts are {at}/latest/facts.parquet" if releases(out) else "there is no release in it yet"
    Console(soft_wrap=True).print(f"{at}/ serves {out}; {newest}", markup=False)
    uvicorn.run(served, host=host, port=port, log_level="warning", server_header=False)


def _require_free(host: str, port: int) -> None:
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        raise typer.BadParameter(f"{host}:{port} cannot be listened on ({error.strerror}); try another") from error


@app.command()
def gc(out: Out = _OUTPUTS) -> None:
    """Remove what killed publications left; never anything that is published."""
    from pipelines import publish

    removed = publish.open_store(out).remove_stale()
    for name in removed:
        print(f"removed {name}")
    if not removed:
        print("nothing is stale")


@rules.command(name="check")
def check_rules() -> None:
    """Check every rule file: its shape, the names it uses, its patterns, its examples and counter-examples."""
    from rich import box
    from rich.table import Table

    from pipelines.rules_check import check, checked

    problems = check()
    if not problems:
        table = Table(box=box.SIMPLE_HEAD, title="All rule files are sound.", title_justify="left")
        table.add_column("file")
        table.add_column("words", justify="right")
        table.add_column("examples run", justify="right")
        for path, words, examples in checked():
            table.add_row(str(path), f"{words:,}", str(examples or "-"))
        Console().print(table)
        return
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    console.print(f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'} in the rule files", style="red")
    for problem in problems:
        near = problem.path.relative_to(Path.cwd()) if problem.path.is_relative_to(Path.cwd()) else problem.path
        console.print(f"  {near}, line {problem.line}: {plain(problem.message)}", markup=False)
    raise typer.Exit(1)
