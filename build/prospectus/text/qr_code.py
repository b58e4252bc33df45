"""QR codes of URLs (ISO/IEC 18004), for phones to scan from a screen or from paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from prospectus.cache.cache import BuildCache

QUIET_ZONE = 4
"""The margin that the standard requires, in modules."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code as a template draws it."""

    size: int
    """Its width in modules, margin included."""
    path: str
    """Its dark modules as an SVG path."""


def build_qr_code(text: str, cache: BuildCache, *, error: Literal["l", "m"] = "m") -> QrCode:
    """Return the QR code of a text. `error` is the least level of error correction: low suffices on a screen, and makes smaller codes."""
    size, path = cache.get_or_compute("qr", f"{error} {text}", lambda: _draw_qr_code(text, error))
    return QrCode(size, path)


def _draw_qr_code(text: str, error: str) -> tuple[int, str]:
    import segno  # noqa: PLC0415  (needed only if a code is not cached)

    matrix = segno.make_qr(text, error=error).matrix
    return len(matrix) + 2 * QUIET_ZONE, "".join(_iter_strokes(matrix))


def _iter_strokes(matrix: Sequence[Sequence[int]]) -> Iterator[str]:
    """Yield the dark runs of each row as strokes along the middle of the row: one absolute move, then relative ones."""
    for y, row in enumerate(matrix):
        pen_x: int | None = None
        for start, end in _iter_dark_runs(row):
            yield f"M{start + QUIET_ZONE} {y + QUIET_ZONE}.5h{end - start}" if pen_x is None else f"m{start - pen_x} 0h{end - start}"
            pen_x = end


def _iter_dark_runs(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each dark run, end exclusive."""
    padded = [0, *row, 0]
    boundaries = [x for x in range(len(row) + 1) if bool(padded[x]) != bool(padded[x + 1])]
    return zip(boundaries[::2], boundaries[1::2], strict=True)
