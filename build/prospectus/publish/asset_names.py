"""Names with a hash for styles and scripts, and for what they load, so that a page always gets those that it was made with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from prospectus.model.urls import add_hash

LOADING_SUFFIXES = (".css", ".js")
"""The suffixes of the files that load others."""
FIXED = "service-worker"
"""The beginning of names that never have a hash: browsers look for a service worker at the same address for ever."""
_REFERENCE = re.compile(rb"""(["'(])(\./)?([\w-][\w./-]*\.\w+)(?=["')])""")
"""What may be the name of a file in a style sheet or a script: `url(pines.svg)`, `import "./search.js"`, `new URL("search.css", …)`."""


class HashedAsset(NamedTuple):
    """A file whose name has its hash."""

    name: str
    body: bytes


def hash_assets(files: Mapping[str, bytes]) -> dict[str, HashedAsset]:
    """Return styles, scripts and the files that they load, by their own name, with names that have a hash.

    The body of each has the names of the others in it, so a change of one changes the names of all that load it. Scripts that load each
    other are left out: none of them can have the hash of the other.
    """
    hashed: dict[str, HashedAsset] = {}
    for name in _sort_by_references(files):
        body = _name_references(name, files[name], hashed)
        hashed[name] = HashedAsset(add_hash(name, body), body)
    return hashed


def _sort_by_references(files: Mapping[str, bytes]) -> list[str]:
    """Return styles, scripts and what they load, each after all that it loads itself."""
    graph = {name: set(_iter_references(name, files)) for name in files if name.endswith(LOADING_SUFFIXES) and not _is_fixed(name)}
    while True:
        try:
            return [*TopologicalSorter(graph).static_order()]
        except CycleError as error:
            cycle = set(error.args[1])
            graph = {name: loaded - cycle for name, loaded in graph.items() if name not in cycle}


def _iter_references(name: str, files: Mapping[str, bytes]) -> Iterator[str]:
    for match in _REFERENCE.finditer(files[name]):
        target = _folder_of(name) + match[3].decode()
        if target in files and not _is_fixed(target):
            yield target


def _name_references(name: str, body: bytes, hashed: Mapping[str, HashedAsset]) -> bytes:
    """Return a style sheet or a script in which the files that it loads have the names with a hash."""
    folder = _folder_of(name)

    def rename(match: re.Match[bytes]) -> bytes:
        asset = hashed.get(folder + match[3].decode())
        return match[0] if asset is None else match[1] + (match[2] or b"") + asset.name.removeprefix(folder).encode()

    return _REFERENCE.sub(rename, body) if name.endswith(LOADING_SUFFIXES) else body


def _folder_of(name: str) -> str:
    return name[: name.rfind("/") + 1]


def _is_fixed(name: str) -> bool:
    return name.startswith(FIXED)
