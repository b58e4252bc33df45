"""The stylesheet with the look of a site, as a file."""

from __future__ import annotations

from collections.abc import Iterator

from prospectus.model.kinds.site import Site
from prospectus.render.artifact import Artifact
from prospectus.views.brand_css import ADDRESS, build_brand_css, find_brand_css


def iter_brand_css(site: Site) -> Iterator[Artifact]:
    """Yield the stylesheet of the brand, if the site has one, under its own name and under that with its hash."""
    body = build_brand_css(site)
    if body:
        yield from (Artifact(address, body) for address in (ADDRESS, find_brand_css(site)))
