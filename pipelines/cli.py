"""The command line, `summit-facts`: arguments in, text and an exit code out.

What it prints of a release is in `report`, what it runs in `definitions`. Both are heavy, and imported by the commands
that need them, so that `--help` answers at once.
"""

from pathlib import Path
from typing import Annotated, Any

import typer
import typer.core
from rich.console import Console


class _PlainErrors(typer.core.TyperGroup):
    """Tells a failure that a person can cure in its own words, without a traceback, and exits with 1."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            if not _is_plain(error):
                raise
            Console(stderr=True, soft_wrap=True).print(f"error: {error}", style="red", markup=False, highlight=False)
            raise typer.Exit(1) from error


def _is_plain(error: Exception) -> bool:
    from pipelines.ingest import CorpusError
    from pipelines.knowledge import KnowledgeError
    from pipelines.publish import ReleaseError

    return isinstance(error, ReleaseError | CorpusError | KnowledgeError | OSError)


app = typer.Typer(
    cls=_PlainErrors,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="From a pile of summit news to a validated, versioned dataset of facts, each with the words it was read from.",
)

Out = Annotated[Path, typer.Option(help="Folder of outputs; releases are in its `releases`.")]
ReleaseVersion = Annotated[str, typer.Option("--release", help="Version of the release.")]
_OUTPUTS = Path("outputs")


@app.command()
def releases(out: Out = _OUTPUTS) -> None:
    """List the releases, the newest first."""
    from pipelines import publish, report

    known = publish.releases(out)
    if not known:
        raise publish.ReleaseError(f"there is no release in {out / 'releases'}; make one with `summit-facts build`")
    Console().print(report.release_list(known))


@app.command()
def verify(
    version: Annotated[str, typer.Argument(help="Version of the release.")] = "latest", out: Out = _OUTPUTS
) -> None:
    """Check that a release is whole, unchanged and true to itself: checksums, columns, references, evidence."""
    from pipelines import publish

    release = publish.open_release(out, version)
    problems = publish.verify(release.path)
    if not problems:
        files = sum(1 for path in release.path.rglob("*") if path.is_file())
        Console(soft_wrap=True).print(
            f"release {release.version} is sound: {files} files, nothing missing, nothing changed"
        )
        return
    console = Console(stderr=True, soft_wrap=True)
    console.print(f"release {release.version} is not sound: {len(problems)} problems in {release.path}", style="red")
    for problem in problems:
        console.print(f"  {problem}", markup=False, highlight=False)
    raise typer.Exit(1)


@app.command()
def show(
    fact_id: Annotated[str, typer.Argument(help="Id of the fact, or its beginning.")],
    release: ReleaseVersion = "latest",
    out: Out = _OUTPUTS,
) -> None:
    """Show a fact in its sentence, with its article, and what other articles say to the same question."""
    from pipelines import publish, report

    opened = publish.open_release(out, release)
    Console().print(report.fact_in_its_sentence(opened, report.find_fact(opened, fact_id)))
