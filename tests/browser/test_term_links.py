"""Links from terms in texts and in the glossary to the pages of the terms; old fragments of the glossary still work."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["", "en/"], ids=["zh", "en"])
@pytest.mark.parametrize("address", ["guides/membership/", "guides/measures/"])
def test_first_uses_link_to_the_pages_of_the_terms(visiting: Any, language: str, address: str) -> None:
    with visiting(390) as visit:
        visit.open(language + address)
        links = visit.page.locator("#main a.term").evaluate_all("links => links.map(link => [link.pathname, link.textContent.trim()])")
        assert 2 < len(links) < 40
        assert len({path for path, _ in links}) == len(links)
        for path, words in links[:4]:
            assert path.startswith(f"/{language}glossary/")
            visit.open(path.removeprefix("/"))
            written = " ".join(visit.page.locator("h1, .wordings").all_inner_texts())
            assert words.lower().removesuffix("s") in written.lower()
        assert visit.all_complaints() == []


def test_term_links_have_a_dotted_underline(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("en/guides/membership/")
        style = "link => [link, link.parentElement].map(each => getComputedStyle(each)).map(each => [each.color, each.textDecorationStyle])"
        (colour, line), (around, _) = visit.page.locator("#main p > a.term").first.evaluate(style)
        assert (colour, line) == (around, "dotted")
        assert visit.page.locator("#main").locator("h1, h2, h3, th, button, summary, nav, .card").locator("a.term").count() == 0


def test_pages_listed_as_uses_of_a_term_contain_it(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("en/glossary/overseas-special-participant/")
        used = visit.page.locator("section[aria-labelledby=uses] a").evaluate_all("links => links.map(link => link.pathname)")
        assert used
        for path in used[:3]:
            visit.open(path.removeprefix("/"))
            assert "overseas special participant" in visit.page.locator("#main").text_content().lower()


def test_old_fragment_leads_to_the_glossary_entry_which_links_to_the_page(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("glossary/#self-trade")
        visit.page.locator("#self-trade a").click()
        visit.page.wait_for_url("**/glossary/self-trade/")
        assert "自成交" in visit.page.locator("h1").inner_text()
