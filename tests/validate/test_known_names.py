"""The targets that links can name are the pages that a build makes."""

from __future__ import annotations

import pytest

from prospectus.cache.cache import BuildCache
from prospectus.load.records import load
from prospectus.model.registry import KINDS
from prospectus.validate.known_names import collect_names
from tiny import FULL, SiteFactory, prepare_site


@pytest.mark.parametrize(("site", "has_contracts"), [("minimal", True), ("full", True), ("fund", False), ("newcomer-association", False)])
def test_list_can_be_linked_if_it_has_a_page(site: str, *, has_contracts: bool) -> None:
    root = FULL.with_name(site)
    names, queries = collect_names(load(root), BuildCache()), prepare_site(root).views.queries
    linked = {kind.name for kind in KINDS if names.resolves(f"list:{kind.name}")}
    assert linked == {kind.name for kind in KINDS if kind.listing and queries.has_list(kind.name)}
    assert ("guide" in linked, "contract" in linked) == (True, has_contracts)


def test_list_can_be_linked_where_a_section_places_it(tiny: SiteFactory) -> None:
    section = "sections:\n- {{id: learn, title: {{zh: 学, en: Learn}}, kinds: {kinds}, links: {links}}}\n"
    site = (FULL.with_name("minimal") / "content/site.yml").read_text(encoding="utf-8")
    root = tiny("minimal")
    for kinds, links, expected in (("[talk]", "[page:calendar]", (True, False)), ("[]", "[list:term]", (False, True))):
        (root / "content/site.yml").write_text(site + section.format(kinds=kinds, links=links), encoding="utf-8")
        names = collect_names(load(root), BuildCache())
        assert (names.resolves("list:talk"), names.resolves("list:term")) == expected
        assert not names.resolves("list:release")
