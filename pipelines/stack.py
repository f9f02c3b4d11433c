"""What the project runs on: the versions of Python and of the libraries that it depends on directly."""

import platform
import re
from importlib import metadata

PROJECT = "summit-facts"


def stack_versions() -> dict[str, str]:
    """Versions of Python and of everything the project depends on directly."""
    required = [line for line in metadata.requires(PROJECT) or [] if "extra ==" not in line]
    names = sorted(re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in required)
    return {"python": platform.python_version(), **{name: metadata.version(name) for name in names}}
