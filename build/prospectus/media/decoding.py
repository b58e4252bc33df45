"""Finds pictures that are damaged in the middle, which only decoding shows. Each is decoded once, however often it is moved or copied."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from prospectus.cache.cache import BuildCache
from prospectus.media.inspection import MAX_PIXELS, hash_file, state_of

if TYPE_CHECKING:
    from PIL.Image import Image

BY_STATE, BY_CONTENT = "decoded", "decoded content"
"""The names under which the cache holds whether a picture can be decoded: by path, size and time, and by a hash of its bytes."""


def iter_damaged(root: Path, paths: Iterable[str], cache: BuildCache) -> Iterator[str]:
    """Yield the pictures at `paths`, relative to the root, that cannot be decoded, in their order. New ones are decoded in threads.

    Raises OSError if a file cannot be read.
    """
    states = {path: state_of(root, path) for path in paths}
    hashes = {path: hash_file(root / path) for path, state in states.items() if cache.get(BY_STATE, state) is None}
    examples = {sha256: path for path, sha256 in hashes.items()}
    unknown = [sha256 for sha256 in examples if cache.get(BY_CONTENT, sha256) is None]
    known = {sha256: cache.get(BY_CONTENT, sha256) for sha256 in examples}
    if unknown:
        with ThreadPoolExecutor() as threads:  # the decoders of Pillow work without the lock of the interpreter
            known |= zip(unknown, threads.map(partial(_can_read, root), [examples[sha256] for sha256 in unknown]), strict=True)
    cache.add({(BY_CONTENT, sha256): known[sha256] for sha256 in unknown})
    cache.add({(BY_STATE, states[path]): known[sha256] for path, sha256 in hashes.items()})
    for path, state in states.items():
        if not (known[hashes[path]] if path in hashes else cache.get(BY_STATE, state)):
            yield path


def _can_read(root: Path, path: str) -> bool:
    return can_decode((root / path).read_bytes())


def can_decode(body: bytes) -> bool:
    """Return whether Pillow decodes a picture whole; of an animation, the frames that come first.

    Not all damage is found: some bytes mean another picture to the decoders of JPEG and lossy WebP, and are wrong to the eye alone.
    """
    from PIL import Image, ImageFile  # noqa: PLC0415  (not needed by a site without pictures)

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint sets it for the whole process
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _decode(Image.open(io.BytesIO(body)))
    except Exception:  # a damaged file can raise any exception in a decoder
        return False
    return True


def _decode(image: Image) -> None:
    """Decode the frames of a picture, `MAX_PIXELS` in all. A JPEG is read whole and decoded at an eighth of its size."""
    if image.format == "JPEG":
        image.draft(None, (1, 1))
    frame, pixels = 0, 0
    while frame < getattr(image, "n_frames", 1) and pixels <= MAX_PIXELS:
        image.seek(frame)
        image.load()
        frame, pixels = frame + 1, pixels + image.width * image.height
