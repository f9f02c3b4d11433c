"""What the project runs on: the versions of Python and of the libraries that it depends on directly."""

import platform
import re
from importlib import metadata
from importlib.util import find_spec

PROJECT = "summit-facts"

_READERS = ("fastwarc",)
"""Of extras: what articles are read from depends on them."""


def stack_versions() -> dict[str, str]:
    """Versions of Python and of everything the project depends on directly, readers of an extra where installed."""
    required = [line for line in metadata.requires(PROJECT) or [] if "extra ==" not in line]
    names = sorted(re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in required)
    names += [name for name in _READERS if find_spec(name) is not None]
    return {"python": platform.python_version(), **{name: metadata.version(name) for name in names}}
