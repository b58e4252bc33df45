"""Tests of the colours of a brand: their contrast with the surfaces of the theme, and the shades that are made from them."""

from __future__ import annotations

import re

import pytest

from prospectus.model.branding import Filings
from prospectus.model.values.colour import (
    DARK_SURFACES,
    LEAST_CONTRAST,
    LIGHT_SURFACES,
    contrast,
    least_contrast,
    nearest_sufficient,
)
from tiny import REPOSITORY

SURFACE_TOKENS = ("paper", "surface", "shade")


def read_tokens() -> list[dict[str, str]]:
    """Return the tokens of the stylesheet: of the light scheme, and twice of the dark one."""
    css = (REPOSITORY / "theme/assets/site.css").read_text(encoding="utf-8")
    blocks = [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block)) for block in re.findall(r"\{([^{}]*)\}", css)]
    return [block for block in blocks if "paper" in block]


def test_surfaces_are_those_of_the_stylesheet() -> None:
    light, *dark = read_tokens()
    assert tuple(light[name] for name in SURFACE_TOKENS) == LIGHT_SURFACES
    assert [tuple(tokens[name] for name in SURFACE_TOKENS) for tokens in dark] == [DARK_SURFACES, DARK_SURFACES]


def test_contrast_is_that_of_wcag() -> None:
    assert (contrast("#000000", "#ffffff"), contrast("#ffffff", "#000000"), contrast("#777777", "#777777")) == (21, 21, 1)
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("colour", ["#ff8800", "#ffff00", "#c8102e", "#000080", "#808080", "#ffffff", "#000000"])
@pytest.mark.parametrize("dark", [False, True])
def test_proposed_shade_suffices_and_a_sufficient_colour_stays(colour: str, *, dark: bool) -> None:
    proposed = nearest_sufficient(colour, dark=dark)
    assert least_contrast(proposed, dark=dark) >= LEAST_CONTRAST
    assert (proposed == colour) == (least_contrast(colour, dark=dark) >= LEAST_CONTRAST)


def test_filing_with_the_police_leads_to_its_own_page() -> None:
    assert Filings(police="京公网安备 11010102000001号").police_url == "https://beian.mps.gov.cn/#/query/webSearch?code=11010102000001"
    assert Filings(police="11010102000001").police_url == ""
