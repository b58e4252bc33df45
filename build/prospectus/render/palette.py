"""The colours of what is drawn and not styled by the site's stylesheet: cards, books and hand-outs. They follow the brand."""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass
from functools import cache

from prospectus.model.values.colour import make_deep, mix

PALE_SHARE, MOTIF_SHARE = 0.18, 0.88
"""The share of the colour in `pale` and in `motif`; the rest is white."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The shades of one colour."""

    colour: str
    """Of headings, lines and marks, on paper."""
    deep: str
    """Of the band behind a title."""
    pale: str
    """Of small words on that band."""
    motif: str
    """Of the drawing on that band."""

    def recolour(self, stylesheet: str) -> str:
        """Return a stylesheet of the theme in these shades instead of its own."""
        shades = dict(zip(astuple(THEME), astuple(self), strict=True))
        return re.sub("|".join(shades), lambda match: shades[match[0]], stylesheet)


THEME = Palette("#1c5a48", "#123d31", "#d5e5dd", "#2b6653")
"""The shades of a site without a colour of its own."""


@cache
def palette_of(colour: str) -> Palette:
    """Return the shades of a colour; those of the theme for none, and for the colour of the theme."""
    if colour.lower() in ("", THEME.colour):
        return THEME
    deep = make_deep(colour)
    return Palette(colour, deep, mix(colour, "#ffffff", PALE_SHARE), mix(deep, "#ffffff", MOTIF_SHARE))
