"""Processes of the deployed pipeline, for as long as a block runs, in a copy of the project."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
WAIT = 1800
"""Seconds after which what is waited for will not come."""


def copy_project(folder: Path) -> Path:
    """The project in a folder of its own, with an empty corpus, so that what runs leave is not left in this one."""
    for part in ("pipelines", "expectations", "seeds"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "corpus").mkdir()
    (folder / "home").mkdir()
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(address: str) -> bool:
    """Whether something answers there as it should."""
    try:
        return bool(urlopen(address, timeout=5).status == 200)
    except (URLError, TimeoutError):
        return False


class Service:
    """A process, and what it says."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.process = process
        self.log = log

    def wait(self, done: Callable[[], object]) -> None:
        """Wait until it is done; fail where the process ends before that, or it takes too long."""
        end = time.monotonic() + WAIT
        while not done():
            assert self.process.poll() is None and time.monotonic() < end, self.log.read_text()[-3000:]
            time.sleep(2)


@contextmanager
def service(program: str, *arguments: str, project: Path, environment: Mapping[str, str]) -> Iterator[Service]:
    """A program of the virtual environment; it and all that it starts are gone at the end."""
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    path = os.pathsep.join([str(project), os.environ.get("PYTHONPATH", "")])
    settings = os.environ | {"PYTHONPATH": path, "DAGSTER_HOME": str(project / "home")} | environment
    log = project / f"{program}.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command, cwd=project, env=settings, stdout=stream, stderr=stream, start_new_session=True
        )
        try:
            yield Service(process, log)
            process.send_signal(signal.SIGTERM)
            process.wait(60)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
