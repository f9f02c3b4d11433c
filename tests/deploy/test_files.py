"""The files of `deploy/` against what they rest on: each other, Dagster's schema, the programs, systemd."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from dagster._core.instance.config import dagster_instance_config
from typer.testing import CliRunner

from pipelines.cli import app

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SETTINGS = yaml.safe_load((DEPLOY / "dagster.yaml").read_text())


def named(value: Any) -> set[str]:
    """The variables that a part of a `dagster.yaml` takes from the environment."""
    if isinstance(value, dict):
        return {value["env"]} if value.keys() == {"env"} else set().union(*map(named, value.values()))
    return set()


@pytest.mark.parametrize("folder", [ROOT, DEPLOY])
def test_dagster_knows_every_setting(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in named(SETTINGS):
        monkeypatch.setenv(name, "1")
    settings, _ = dagster_instance_config(str(folder))
    assert settings["run_retries"]["enabled"]


def test_machines_and_containers_are_run_alike() -> None:
    of_machine = yaml.safe_load((ROOT / "dagster.yaml").read_text())
    stored = ("storage", "local_artifact_storage", "compute_logs")
    assert of_machine.keys() == SETTINGS.keys()
    assert {k: v for k, v in of_machine.items() if k not in stored} == {
        k: v for k, v in SETTINGS.items() if k not in stored
    }


def test_every_variable_is_given() -> None:
    services = COMPOSE["services"].values()
    dagster = [service for service in services if service.get("image") == "summit-facts"]
    image = dict(re.findall(r"(\w+)=(\S+)", re.search(r"^ENV (.*)$", (DEPLOY / "Dockerfile").read_text(), re.M)[1]))
    assert len(dagster) == 3
    for service in dagster:
        assert named(SETTINGS) <= service["environment"].keys() | image.keys()
    asked = set(re.findall(r"\$\{(\w+):\?\}", (DEPLOY / "compose.yaml").read_text()))
    known = set(re.findall(r"^(\w+)=", (DEPLOY / "env.example").read_text(), re.M))
    assert asked and asked <= known
    taken = set(re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text()))
    assert known <= taken


def test_services_and_volumes_that_are_named_are_there() -> None:
    services = COMPOSE["services"]
    for service in services.values():
        waits = service.get("depends_on", {})
        assert waits.keys() <= services.keys()
        for name, wait in waits.items():
            assert wait["condition"] != "service_healthy" or "healthcheck" in services[name]
        volumes = {volume.partition(":")[0] for volume in service.get("volumes", ())}
        assert {name for name in volumes if name.isalpha()} <= COMPOSE["volumes"].keys()
    workspace = yaml.safe_load((DEPLOY / "workspace.yaml").read_text())
    (server,) = (entry["grpc_server"] for entry in workspace["load_from"])
    assert server["host"] in services and f"--port {server['port']}" in services[server["host"]]["command"]


def commands() -> list[str]:
    of_units = [
        m for unit in UNITS for m in re.findall(r"^ExecStart=/opt/summit-facts/.venv/bin/(.*)$", unit.read_text(), re.M)
    ]
    of_services = [s["command"] for s in COMPOSE["services"].values() if s.get("image") == "summit-facts"]
    return [*of_units, *of_services]


@pytest.mark.parametrize("command", commands())
def test_programs_know_their_options(command: str) -> None:
    program, *arguments = command.split()
    words = [word for word in arguments if not word.startswith("-")][: 2 if program == "dagster" else 1]
    given = [words[0], words[1]] if program == "dagster" else [w for w in words if w in ("run", "serve")]
    told = subprocess.run(
        [str(Path(sys.executable).with_name(program)), *given, "--help"], capture_output=True, text=True, check=True
    )
    for option in (word for word in arguments if word.startswith("--")):
        assert option in told.stdout


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-ray.lock"])
def test_the_image_is_made_of_what_is_there(lock: str) -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text().replace("${LOCK}", lock)
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", dockerfile, re.M)
    let_in = (DEPLOY / "Dockerfile.dockerignore").read_text().split()
    for source in " ".join(copied).split():
        assert (ROOT / source).exists()
        assert any(f"!{part}" in let_in for part in (source, *map(str, Path(source).parents)))
    pins = (DEPLOY / lock).read_text()
    of_lock = ("ray",) if lock == "requirements-ray.lock" else ("dagster-postgres", "psycopg2-binary", "obstore")
    for name in ("dagster", "hatchling", *of_lock):
        assert re.search(rf"^{name}==", pins, re.M)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text().replace("/opt/summit-facts/.venv/bin", str(Path(sys.executable).parent))
        (tmp_path / unit.name).write_text(text)
    units = [str(tmp_path / unit.name) for unit in UNITS]
    told = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")


def test_the_ray_job_runs_a_command_in_the_version_that_its_image_has() -> None:
    job = yaml.safe_load((DEPLOY / "ray.yaml").read_text())["spec"]
    program, command, *arguments = job["entrypoint"].split()
    assert program == "summit-facts"
    assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0
    cluster = job["rayClusterSpec"]
    lock = (DEPLOY / "requirements-ray.lock").read_text()
    assert re.search(rf"^ray==({re.escape(cluster['rayVersion'])}) ", lock, re.M)
    assert "fastwarc==" in lock
    groups = [cluster["headGroupSpec"], *cluster["workerGroupSpecs"]]
    for group in groups:
        node = group["template"]["spec"]
        (container,) = node["containers"]
        mounted = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
        assert {arguments[0], arguments[2]} == mounted.keys()
        assert {*mounted.values()} == {volume["name"] for volume in node["volumes"]}
