"""Reading the YAML files that curators edit: strict, with the file and line of whatever is wrong.

What the files mean belongs to the module that uses them, their shapes to `rule_files`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


class KnowledgeError(ValueError):
    """A knowledge file is wrong; the message names file, line and cure."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a knowledge file; `line` counts from 1, and `message` holds the cure."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.message}"


class _StrictLoader(yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader):  # type: ignore[misc]
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise KnowledgeError(
                    f"{key_node.start_mark.name}, line {key_node.start_mark.line + 1}: "
                    f"{key!r} is there twice; keep one of the two"
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


for _tag in "yYnNoO":  # `no` is Norway and `on` a preposition, not booleans
    _StrictLoader.yaml_implicit_resolvers = {
        **_StrictLoader.yaml_implicit_resolvers,
        _tag: [r for r in _StrictLoader.yaml_implicit_resolvers.get(_tag, []) if r[0] != "tag:yaml.org,2002:bool"],
    }


def load_yaml(path: Path) -> Any:
    """The content of a YAML file; duplicate keys and syntax errors raise KnowledgeError with file and line."""
    with path.open(encoding="utf-8") as stream:
        try:
            return yaml.load(stream, Loader=_StrictLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise KnowledgeError(f"{path}, line {line}: {error.problem}") from error


def line_of(path: Path, keys: Sequence[str | int], quoted: str | None = None) -> int:
    """The line where a value stands: under `keys` (names in mappings, places in lists) as far as they lead.

    With `quoted`, the first text below that is spelt so, if there is one.
    """
    with path.open(encoding="utf-8") as stream:
        node = yaml.compose(stream, Loader=_StrictLoader)
    line = node.start_mark.line if node is not None else 0
    for key in keys:
        below = _child(node, key)
        if below is None:
            break
        line, node = below
    spelt = (n for n in _nodes(node) if isinstance(n, yaml.ScalarNode) and n.value == quoted)
    found = next(spelt, None) if quoted is not None else None
    return (found.start_mark.line if found is not None else line) + 1


def _child(node: yaml.Node | None, key: str | int) -> tuple[int, yaml.Node] | None:
    """Line and node of what stands under a key."""
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key].start_mark.line, node.value[key]
    if isinstance(node, yaml.MappingNode):
        for key_node, value in node.value:
            if key_node.value == str(key):
                return key_node.start_mark.line, value
    return None


def _nodes(node: yaml.Node | None) -> Iterator[yaml.Node]:
    """The node and all below it, in the order of the file."""
    if node is None:
        return
    yield node
    for child in node.value if not isinstance(node, yaml.ScalarNode) else ():
        for part in child if isinstance(child, tuple) else (child,):
            yield from _nodes(part)


_WITH_LINE = re.compile(r"(?P<path>.+?), line (?P<line>\d+): (?P<message>.*)", re.DOTALL)
_QUOTED = re.compile(r"'([^']+)'")


def problem_of(error: KnowledgeError, folder: Path) -> Problem:
    """What an error says, with its line; `folder` where the error names no file of its own.

    A message without a line has the form `path: key: key: what is wrong with 'this'`, which leads there.
    """
    if match := _WITH_LINE.fullmatch(str(error)):
        return Problem(Path(match["path"]), int(match["line"]), match["message"])
    name, _, message = str(error).partition(": ")
    path, quoted = Path(name), _QUOTED.search(message)
    if not path.is_file():
        return Problem(folder, 1, str(error))
    if path.suffix != ".yaml":
        return Problem(path, 1, message)
    return Problem(path, line_of(path, message.split(": "), quoted[1] if quoted else None), message)
