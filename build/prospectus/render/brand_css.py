"""The stylesheet with the colours of a site: it sets some of the tokens at the top of the theme's stylesheet."""

from __future__ import annotations

from collections.abc import Iterator

from prospectus.model.kinds.site import Site
from prospectus.model.values.colour import DARK_SURFACES, make_deep, make_wash, mix
from prospectus.render.artifact import Artifact

ADDRESS = "assets/brand.css"
DARK_DEEPER = 0.78
"""The share of the colour in `--pine-deep` of the dark scheme; the rest is white."""


def iter_brand_css(site: Site) -> Iterator[Artifact]:
    """Yield the stylesheet of the brand, if the site states a colour."""
    brand = site.brand
    if brand is None or (brand.colour is None and brand.colour_dark is None):
        return
    light = _tokens(brand.colour, dark=False) if brand.colour else ""
    dark = _tokens(brand.dark_colour, dark=True) if brand.dark_colour else ""
    rules = [
        f":root{{{light}}}" if light else "",
        f'@media screen and (prefers-color-scheme:dark){{html:not([data-scheme="light"]){{{dark}}}}}' if dark else "",
        f'@media screen{{html[data-scheme="dark"]{{{dark}}}}}' if dark else "",
    ]
    yield Artifact(ADDRESS, ("".join(rules) + "\n").encode())


def _tokens(colour: str, *, dark: bool) -> str:
    deep = mix(colour, "#ffffff", DARK_DEEPER) if dark else make_deep(colour)
    on_colour = DARK_SURFACES[0] if dark else "#ffffff"
    return f"--pine:{colour};--pine-deep:{deep};--pine-wash:{make_wash(colour, dark=dark)};--on-pine:{on_colour}"
