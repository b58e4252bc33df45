"""The versions of libraries with which our shortcuts were tested. With any other version the library runs without the shortcut.

A shortcut relies on private names of a library, which may change in any release. Before a version is added here, run the tests that compare
the shortcut with the library: `tests/text/test_markdown_fast.py` and `tests/render/html/test_jinja_fast.py`.
"""

from __future__ import annotations

TESTED_VERSIONS = {
    "jinja2": frozenset("3.1.0 3.1.1 3.1.2 3.1.3 3.1.4 3.1.5 3.1.6".split()),
    "markdown": frozenset("3.8 3.8.1 3.8.2 3.9 3.10 3.10.1 3.10.2 3.10.3 3.11 3.11.1 3.11.2 3.11.3".split()),
}
"""By distribution: each version with which the tests of its shortcut passed."""


def version(distribution: str) -> str:
    """Return the installed version of a distribution."""
    import importlib.metadata  # noqa: PLC0415  (takes longer than all else here, and most commands ask for no version)

    return importlib.metadata.version(distribution)


def is_tested(distribution: str) -> bool:
    """Return whether the installed version of a distribution was tested with our shortcut."""
    return version(distribution) in TESTED_VERSIONS[distribution]


def list_untested() -> list[str]:
    """Return the distributions, with their versions, that run without our shortcut, such as `markdown 4.0`."""
    return [f"{name} {version(name)}" for name in TESTED_VERSIONS if not is_tested(name)]
