"""An address as a QR code (ISO/IEC 18004), for telephones to read off a screen or a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prospectus.derive.view import View
from prospectus.memo import Memo

QUIET = 4
"""The margin that the standard asks for, in modules."""


def qr(text: str, memo: Memo) -> View:
    """Return the QR code of a text: how many modules wide it is with its margin, and its dark modules as the path of an SVG."""
    size, path = memo.of("qr", text, lambda: _drawn(text))
    return View(size=size, path=path)


def _drawn(text: str) -> tuple[int, str]:
    import segno  # noqa: PLC0415  (needed only when a code is not yet known)

    matrix = segno.make_qr(text, error="m").matrix
    return len(matrix) + 2 * QUIET, "".join(_rows(matrix))


def _rows(matrix: Sequence[Sequence[int]]) -> Iterator[str]:
    """Yield the dark runs of each row as strokes along its middle: a move, a length, then relative ones."""
    for y, row in enumerate(matrix):
        at: int | None = None
        for start, end in _runs(row):
            yield f"M{start + QUIET} {y + QUIET}.5h{end - start}" if at is None else f"m{start - at} 0h{end - start}"
            at = end


def _runs(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield where each dark run starts, and where it is over."""
    edges = [0, *row, 0]
    changes = [place for place in range(len(row) + 1) if bool(edges[place]) != bool(edges[place + 1])]
    return zip(changes[::2], changes[1::2], strict=True)
