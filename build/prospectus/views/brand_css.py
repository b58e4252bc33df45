"""The stylesheet with the look of a site: it sets some of the tokens at the top of the theme's stylesheet, and may take away drawings."""

from __future__ import annotations

from prospectus.model.kinds.site import Site
from prospectus.model.urls import add_hash
from prospectus.model.values.colour import DARK_SURFACES, make_deep, make_wash, mix

ADDRESS = "assets/brand.css"
NO_DRAWINGS = "html .site-footer::before,html .hero>.wrap::after{content:none}@media screen{html .has-forest{padding-block-end:64px}}"
"""The rules that take away the drawings of the theme, and the space that they have. They must count more than those of the theme."""
DARK_DEEPER = 0.78
"""The share of the colour in `--pine-deep` of the dark scheme; the rest is white."""


def build_brand_css(site: Site) -> bytes:
    """Return the stylesheet of the brand; empty if the site states no colour and keeps the drawings."""
    brand = site.brand
    if brand is None or (brand.colour is None and brand.colour_dark is None and brand.drawings):
        return b""
    light = _tokens(brand.colour, dark=False) if brand.colour else ""
    dark = _tokens(brand.dark_colour, dark=True) if brand.dark_colour else ""
    rules = [
        f":root{{{light}}}" if light else "",
        f'@media screen and (prefers-color-scheme:dark){{html:not([data-scheme="light"]){{{dark}}}}}' if dark else "",
        f'@media screen{{html[data-scheme="dark"]{{{dark}}}}}' if dark else "",
        "" if brand.drawings else NO_DRAWINGS,
    ]
    return ("".join(rules) + "\n").encode()


def find_brand_css(site: Site) -> str:
    """Return the address of the stylesheet of the brand, with a hash in its name; empty if there is none."""
    body = build_brand_css(site)
    return add_hash(ADDRESS, body) if body else ""


def _tokens(colour: str, *, dark: bool) -> str:
    deep = mix(colour, "#ffffff", DARK_DEEPER) if dark else make_deep(colour)
    on_colour = DARK_SURFACES[0] if dark else "#ffffff"
    return f"--pine:{colour};--pine-deep:{deep};--pine-wash:{make_wash(colour, dark=dark)};--on-pine:{on_colour}"
