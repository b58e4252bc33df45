"""Compressed copies of published files, for servers that send them as they are: `NAME.br` and `NAME.gz`.

The same bytes give the same copies with the same versions of zlib and Brotli.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath

from prospectus.render.artifact import Artifact

SUFFIXES = (".br", ".gz")
COMPRESSIBLE = frozenset(f".{suffix}" for suffix in "atom css csv html ics js json opml svg txt webmanifest xml".split())
"""The suffixes of files of text. Pictures, books and archives are compressed already."""
LEAST_BYTES = 1000
"""Smaller files fit into one packet anyway."""
QUALITY = 9
"""Of Brotli: nearly the smallest size, in a tenth of the time."""


def is_compressible(path: str) -> bool:
    """Return whether copies are made of a file. None is made of what servers read themselves."""
    return PurePosixPath(path).suffix in COMPRESSIBLE and not path.startswith("_")


def iter_copies(artifact: Artifact) -> Iterator[Artifact]:
    """Yield the compressed copies of a file that are smaller than it."""
    import brotli  # noqa: PLC0415  (needed only by sites with copies)

    if not is_compressible(artifact.path) or len(artifact.body) < LEAST_BYTES:
        return
    bodies: Mapping[str, Callable[[bytes], bytes]] = {
        ".br": lambda body: brotli.compress(body, quality=QUALITY),
        ".gz": lambda body: gzip.compress(body, mtime=0),
    }
    for suffix in SUFFIXES:
        body = bodies[suffix](artifact.body)
        if len(body) < len(artifact.body):
            yield Artifact(f"{artifact.path}{suffix}", body)
