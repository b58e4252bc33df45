"""QR codes of URLs (ISO/IEC 18004), for phones to scan from a screen or from paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prospectus.cache.cache import BuildCache

QUIET_ZONE = 4
"""The margin that the standard requires, in modules."""
SCREEN_MASK = 0
"""The mask of codes for a screen: a chessboard, which leaves no large areas."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code as a template draws it."""

    size: int
    """Its width in modules, margin included."""
    path: str
    """Its dark modules as an SVG path."""


def build_qr_code(text: str, cache: BuildCache, *, on_screen: bool = False) -> QrCode:
    """Return the QR code of a text. One for a screen has fewer modules: it is never dirty, so that low error correction suffices."""
    size, path = cache.get_or_compute("qr", f"{on_screen} {text}", lambda: _draw_qr_code(text, on_screen))
    return QrCode(size, path)


def _draw_qr_code(text: str, on_screen: bool) -> tuple[int, str]:
    import segno  # noqa: PLC0415  (needed only if a code is not cached)

    # Rating the eight masks takes four fifths of the time, and a scanner reads each of them.
    matrix = segno.make_qr(text, error="l", mask=SCREEN_MASK).matrix if on_screen else segno.make_qr(text, error="m").matrix
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
