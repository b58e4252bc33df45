"""The ids of sections that `page_anchors` knows are those of the templates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from prospectus.validate.prose.page_anchors import EVERY_PAGE, GENERATED, LISTINGS, SECTIONS
from tiny import REPOSITORY

THEME = REPOSITORY / "theme"
PARTS_OF_EVERY_PAGE = frozenset({"parts/macros.html"})
"""Templates with ids that appear only where a page calls one of their macros."""
SHOWN_IN_LISTS_ONLY = frozenset({"behaviours", "measures", "subscribe"})


def list_templates(name: str, seen: set[str]) -> set[str]:
    """Return a template and all that it extends or includes, by name."""
    if name not in seen and (THEME / name).is_file() and name not in PARTS_OF_EVERY_PAGE:
        seen.add(name)
        for other in re.findall(r'{%-? (?:extends|include) "([^"]+)"', (THEME / name).read_text(encoding="utf-8")):
            list_templates(other, seen)
    return seen


def find_ids(templates: set[str]) -> set[str]:
    """Return the ids in templates that are the same on every page."""
    html = "".join((THEME / template).read_text(encoding="utf-8") for template in templates)
    return set(re.findall(r'\bid="([a-z0-9-]+)"', html))


@pytest.mark.parametrize("kind", SECTIONS)
def test_sections_of_a_page_are_known(kind: str) -> None:
    ids = find_ids(list_templates(f"pages/{kind}.html", set())) - SHOWN_IN_LISTS_ONLY - {*EVERY_PAGE}
    assert {anchor for anchor in ids if not GENERATED.fullmatch(anchor)} <= SECTIONS[kind].keys()


def test_every_known_section_is_in_some_template() -> None:
    ids = find_ids({path.relative_to(THEME).as_posix() for path in Path(THEME).rglob("*.html")})
    assert {anchor for sections in SECTIONS.values() for anchor in sections} | {*EVERY_PAGE, *LISTINGS} <= ids
