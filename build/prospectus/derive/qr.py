"""QR codes of URLs (ISO/IEC 18004), for phones to scan from a screen or from paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prospectus.derive.view import View
from prospectus.memo import Memo

QUIET = 4
"""The margin that the standard requires, in modules."""


def qr(text: str, memo: Memo) -> View:
    """Return the QR code of a text: its width in modules, margin included, and its dark modules as an SVG path."""
    size, path = memo.of("qr", text, lambda: _drawn(text))
    return View(size=size, path=path)


def _drawn(text: str) -> tuple[int, str]:
    import segno  # noqa: PLC0415  (needed only if a code is not cached)

    matrix = segno.make_qr(text, error="m").matrix
    return len(matrix) + 2 * QUIET, "".join(_rows(matrix))


def _rows(matrix: Sequence[Sequence[int]]) -> Iterator[str]:
    """Yield the dark runs of each row as strokes along the middle of the row: one absolute move, then relative ones."""
    for y, row in enumerate(matrix):
        at: int | None = None
        for start, end in _runs(row):
            yield f"M{start + QUIET} {y + QUIET}.5h{end - start}" if at is None else f"m{start - at} 0h{end - start}"
            at = end


def _runs(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each dark run, end exclusive."""
    edges = [0, *row, 0]
    changes = [place for place in range(len(row) + 1) if bool(edges[place]) != bool(edges[place + 1])]
    return zip(changes[::2], changes[1::2], strict=True)
