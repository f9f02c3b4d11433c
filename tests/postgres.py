"""A PostgreSQL server of its own on loopback, for as long as a block runs."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SECONDS = 60


def binaries() -> Path | None:
    """The folder of PostgreSQL's programs: Debian keeps those of the server off the path."""
    found = shutil.which("pg_ctl")
    return Path(found).resolve().parent if found else max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@contextmanager
def postgres() -> Iterator[dict[str, str]]:
    """The environment by which `deploy/dagster.yaml` finds the server; its files are removed at the end."""
    programs = binaries()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="summit-facts-postgres-"))
    folder.chmod(0o755)
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = os.environ | {"PGPASSWORD": "not-secret"}
    (folder / "password").write_text("not-secret")
    (folder / "password").chmod(0o644)

    def run(program: str, *arguments: str, user: list[str] = as_user) -> None:
        command = [*user, str(programs / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, env=environment, timeout=_SECONDS)

    login = ["--auth=scram-sha-256", "--username=dagster", f"--pwfile={folder / 'password'}"]
    run("initdb", f"--pgdata={folder / 'data'}", *login)
    serve = [*as_user, str(programs / "postgres"), "-D", str(folder / "data"), "-h", "127.0.0.1", "-p", port]
    server = subprocess.Popen([*serve, "-k", str(folder), "-c", "fsync=off"], cwd=folder, stderr=subprocess.DEVNULL)
    try:
        at = ["-h", "127.0.0.1", "-p", port]
        _wait([str(programs / "pg_isready"), "-q", *at])
        run("createdb", *at, "-U", "dagster", "dagster", user=[])
        yield {
            "DAGSTER_POSTGRES_HOST": "127.0.0.1",
            "DAGSTER_POSTGRES_PORT": port,
            "DAGSTER_POSTGRES_DB": "dagster",
            "DAGSTER_POSTGRES_USER": "dagster",
            "DAGSTER_POSTGRES_PASSWORD": "not-secret",
        }
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        shutil.rmtree(folder)


def _wait(ready: list[str]) -> None:
    for _ in range(_SECONDS):
        if subprocess.run(ready, check=False).returncode == 0:
            return
        time.sleep(1)
    raise TimeoutError(f"PostgreSQL is not ready after {_SECONDS} s")
