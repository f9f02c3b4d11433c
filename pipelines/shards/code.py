"""A digest of the code and knowledge that a stage depends on, so that what an older state made is not taken for new.

A stage depends on the modules that it imports, directly or not, on the knowledge beside them, and on the libraries.
"""

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pipelines.registry import FOLDER
from pipelines.stack import stack_versions

_ROOT = Path(__file__).parents[2]
_KNOWLEDGE = (".yaml", ".jsonl")


@cache
def code_digest(package: str, root: Path = _ROOT) -> str:
    """64 hexadecimal digits over what `package`, such as `pipelines.extract`, depends on below `root`."""
    modules = _closure(package, root)
    folders = {module.parent for module in modules} | {root / FOLDER.relative_to(_ROOT)}
    knowledge = {file for folder in folders for file in folder.iterdir() if file.suffix in _KNOWLEDGE}
    digest = hashlib.sha256(repr(sorted(stack_versions().items())).encode())
    for file in sorted(modules | knowledge):
        content = file.read_bytes()
        digest.update(f"\x00{file.relative_to(root).as_posix()}\x00{len(content)}\x00".encode() + content)
    return digest.hexdigest()


def _closure(package: str, root: Path) -> set[Path]:
    """The files of the project that importing a module runs, or may run later."""
    found: set[Path] = set()
    waiting = [package]
    while waiting:
        for file in _files(waiting.pop(), root):
            if file not in found:
                found.add(file)
                waiting += _imports(file.read_bytes())
    return found


def _files(module: str, root: Path) -> Iterator[Path]:
    """The file of a module, with those of the packages around it; nothing for what is none of the project's."""
    path = root
    for part in module.split("."):
        path = path / part
        for file in (path / "__init__.py", path.with_suffix(".py")):
            if file.is_file():
                yield file


@cache
def _imports(source: bytes) -> tuple[str, ...]:
    """The modules, or what is in them, that a module imports; stages share most of theirs, and parsing takes long."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            found += (f"{node.module}.{alias.name}" for alias in node.names)
    return tuple(found)
