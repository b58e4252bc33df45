"""Regular expressions that are compiled on first use. Most of ours only explain a mistake, and a check may find none.

Python compiles them anew in every process. Those of a module with a few small patterns may as well be compiled by `re.compile`.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _LazyPattern:
    """Stands for a compiled pattern and has its attributes. Each is kept after its first use, so a further one costs nothing."""

    def __init__(self, source: str, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        """Return an attribute of the compiled pattern."""
        if name == "_compiled":
            value: Any = re.compile(self._source, self._flags)
        else:
            value = getattr(self._compiled, name)
        setattr(self, name, value)
        return value


def lazy_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern that is compiled on first use, to be used by its methods. A mistake in it shows only then."""
    return cast("re.Pattern[str]", _LazyPattern(source, flags))
