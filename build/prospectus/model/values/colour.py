"""Colours, and the contrast between them (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import StringConstraints

COLOUR_PATTERN = r"^#[0-9A-Fa-f]{6}$"
Colour = Annotated[str, StringConstraints(pattern=COLOUR_PATTERN)]
"""A colour: `#1c5a48`."""
LEAST_CONTRAST = 4.5
"""The least contrast of text with what is behind it (WCAG 2.2, 1.4.3, level AA)."""
LIGHT_SURFACES = ("#fbfaf6", "#ffffff", "#f4f4ee")
DARK_SURFACES = ("#0e1613", "#16211d", "#121c18")
"""What is behind text in the light and the dark scheme: `--paper`, `--surface` and `--shade` of the stylesheet."""
DEEP_SHARE = 0.72
"""The share of the colour in `--pine-deep`; the rest is black."""
LIGHT_WASH, DARK_WASH = 0.1, 0.16
"""The share of the colour in `--pine-wash`; the rest is the paper."""


def is_colour(text: str) -> bool:
    """Return whether a text is a colour."""
    return re.fullmatch(COLOUR_PATTERN, text) is not None


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def list_surfaces(colour: str, *, dark: bool) -> tuple[str, ...]:
    """Return what is behind text in a colour of the brand: the surfaces of the theme, and the wash that is made from the colour."""
    surfaces = DARK_SURFACES if dark else LIGHT_SURFACES
    return (*surfaces, make_wash(colour, dark=dark))


def make_wash(colour: str, *, dark: bool) -> str:
    """Return the pale background that is made from a colour."""
    paper, share = (DARK_SURFACES[0], DARK_WASH) if dark else (LIGHT_SURFACES[0], LIGHT_WASH)
    return mix(colour, paper, share)


def make_deep(colour: str) -> str:
    """Return the darker shade of a colour, for what is behind white words."""
    return mix(colour, "#000000", DEEP_SHARE)


def least_contrast(colour: str, *, dark: bool) -> float:
    """Return the contrast of a colour with the surface on which it is least."""
    return min(contrast(colour, surface) for surface in list_surfaces(colour, dark=dark))


def nearest_sufficient(colour: str, *, dark: bool) -> str:
    """Return the colour of the same hue that is nearest in lightness and has enough contrast: darker, or lighter for the dark scheme."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    for step in range(256):
        changed = min(1.0, lightness + step / 255) if dark else max(0.0, lightness - step / 255)
        candidate = _to_hex(colorsys.hls_to_rgb(hue, changed, saturation))
        if least_contrast(candidate, dark=dark) >= LEAST_CONTRAST:
            return candidate
    return "#ffffff" if dark else "#000000"


def mix(colour: str, other: str, share: float) -> str:
    """Return a mixture of two colours with `share` of the first."""
    return _to_hex([one * share + two * (1 - share) for one, two in zip(_channels(colour), _channels(other), strict=True)])


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _to_hex(channels: Sequence[float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    red, green, blue = (channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
