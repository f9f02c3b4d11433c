"""What a release says about the run that made it. All of it goes into `manifest.json`, none of it into a table."""

import hashlib
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

from pipelines.stack import PROJECT

_ROOT = Path(__file__).parents[2]
_CURATED = ("registry/*", "judgements.yaml", "gold/*.jsonl")


@dataclass(frozen=True)
class Run:
    """One run of the pipeline: its id, when it started (with a time zone), and the SHA-256 of each file it read."""

    run_id: str
    started: datetime
    inputs: Mapping[str, str]


def code_version() -> dict[str, str | None]:
    """The project's version, and the git revision where it runs from a checkout (`-dirty` where it was changed)."""
    revision = None
    if (_ROOT / ".git").exists():
        described = subprocess.run(
            ["git", "-C", str(_ROOT), "describe", "--always", "--dirty", "--abbrev=12", "--match="],
            capture_output=True,
            text=True,
            check=False,
        )
        revision = described.stdout.strip() or None
    return {"version": metadata.version(PROJECT), "revision": revision}


def rules_digest() -> str:
    """A digest of what decides, beside articles and corrections, what the tables say: code, rules, curators' files.

    Corrections are a table of every release.
    """
    files = [path for path in (_ROOT / "pipelines").rglob("*") if path.suffix in (".py", ".yaml")]
    files += [path for part in _CURATED for path in (_ROOT / "seeds").glob(part)]
    whole = hashlib.sha256()
    for path in sorted(file for file in files if file.is_file()):
        content = path.read_bytes()
        whole.update(f"{path.relative_to(_ROOT).as_posix()}\x00{len(content)}\x00".encode() + content)
    return f"sha256:{whole.hexdigest()}"
