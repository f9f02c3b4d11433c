"""Reading the YAML files that curators edit: strict, with the file and line of whatever is wrong.

What the files mean belongs to the module that uses them.
"""

from pathlib import Path
from typing import Any

import yaml


class KnowledgeError(ValueError):
    """A knowledge file is wrong; the message names file, line and cure."""


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
