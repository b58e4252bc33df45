"""What the fonts of this machine can show. A picture in a language without a font has blanks or boxes instead of words."""

from __future__ import annotations

SAMPLES = {"zh": "中", "ja": "あ", "ko": "가"}
"""A character of each language that not every font has."""
LATIN_SAMPLE = "A"
UNASSIGNED = "\U0010fffd"
"""A character that no font has."""
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><text y="24" font-size="24" font-family="sans-serif">{}</text></svg>'


def has_font(language: str) -> bool:
    """Return whether a font shows the writing of a language: its sample looks different from a character that no font has."""
    return _draw(SAMPLES.get(language, LATIN_SAMPLE)) != _draw(UNASSIGNED)


def _draw(character: str) -> bytes:
    from resvg_py import svg_to_bytes  # noqa: PLC0415  (loads the fonts of the system)

    return svg_to_bytes(svg_string=_SVG.format(character), sans_serif_family="Noto Sans CJK SC")
