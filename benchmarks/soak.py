"""Scheduled runs, one after the other: do they all succeed, and what do they leave behind?

    python benchmarks/soak.py [--runs 50]

A code server and a daemon, as they are deployed on one machine, run the schedule every minute on a copy of the bundled
articles; before every fifth run an article changes, so that some runs publish and some find nothing new. A line tells,
between two runs, how many have succeeded and failed, the memory and open files of both services, and what lies in the
folder for temporary files, half-made below `outputs`, in the cache, in the folders of runs and in Dagster's state.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from pipelines.publish import releases

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tests"))

CHANGED_EVERY = 5
SERVICES = (b"code-server", b"api\0grpc", b"dagster-daemon")
HEAD = ("ended", "succeeded", "failed", "releases", "code server MB", "files", "daemon MB", "files", "temporary files",
        "half-made", "cache MB", "runs MB", "state MB")  # fmt: skip


def processes(session: int) -> Iterator[Path]:
    """The folders below /proc of the processes of a service, but not those of the runs that it has started."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(") ")[2].split()
            command = (folder / "cmdline").read_bytes()
            if int(fields[3]) == session and any(program in command for program in SERVICES):
                yield folder
        except OSError:
            continue


def memory(session: int) -> tuple[float, int]:
    """Resident megabytes, and open files."""
    kilobytes = files = 0
    for folder in processes(session):
        try:
            status = (folder / "status").read_text()
            files += len(list((folder / "fd").iterdir()))
        except OSError:
            continue
        kilobytes += sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    return kilobytes / 1024, files


def megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def table_row(cells: tuple[object, ...]) -> str:
    shown = (f"{cell:.1f}" if isinstance(cell, float) else str(cell) for cell in cells)
    return f"| {' | '.join(shown)} |"


def main() -> None:
    from services import copy_project, free_port, service

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=50)
    wanted = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        project = copy_project(Path(folder))
        shutil.copy(ROOT / "dagster.yaml", project / "home")
        shutil.copytree(ROOT / "seeds" / "articles", project / "corpus", dirs_exist_ok=True)
        (temporary := project / "tmp").mkdir()
        os.chdir(project)  # Dagster's state is in .dagster, below the folder in which its services run
        settings = {
            "SUMMIT_FACTS_CORPUS": str(project / "corpus"),
            "SUMMIT_FACTS_SCHEDULE": "* * * * *",
            "TMPDIR": str(temporary),
        }
        port = str(free_port())
        serve = ("dagster", "code-server", "start", "--port", port, "--module-name", "pipelines.definitions")
        tick = ("dagster-daemon", "run", "--grpc-port", port)
        print(table_row(HEAD), table_row(("---",) * len(HEAD)), sep="\n", flush=True)
        with (
            service(*serve, project=project, environment=settings) as server,
            service(*tick, project=project, environment=settings) as daemon,
            dg.DagsterInstance.from_config(str(project / "home")) as instance,
        ):
            told = changed = 0
            while told < wanted:
                time.sleep(1)
                states = Counter(run.status for run in instance.get_runs())
                failed = states[dg.DagsterRunStatus.FAILURE]
                ended = states[dg.DagsterRunStatus.SUCCESS] + failed
                if ended // CHANGED_EVERY > changed:
                    changed += 1
                    article = f"The {changed + 20}th Andean Summit was held in Quito on 4 June {2000 + changed}."
                    (project / "corpus" / "andean.txt").write_text(article)
                if ended == told:
                    continue
                told, outputs = ended, project / "outputs"
                half_made = [path for path in outputs.rglob(".*") if path.is_dir()]
                sizes = map(megabytes, (outputs / "cache", outputs / "runs", project / ".dagster"))
                services = (*memory(server.process.pid), *memory(daemon.process.pid))
                left = (len(list(temporary.iterdir())), len(half_made), *sizes)
                counts = (told, ended - failed, failed, len(releases(outputs)))
                print(table_row((*counts, *services, *left)), flush=True)


if __name__ == "__main__":
    main()
