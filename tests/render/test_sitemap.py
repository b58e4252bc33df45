"""The sitemap: every indexed page with its translations."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from prospectus.builder import Built
from tiny import URL, files_of

SITEMAP, XHTML = "{http://www.sitemaps.org/schemas/sitemap/0.9}", "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def entries(full_machine: dict[str, bytes]) -> dict[str, ElementTree.Element]:
    root = ElementTree.fromstring(full_machine["sitemap.xml"])
    return {str(url.findtext(f"{SITEMAP}loc")): url for url in root}


def alternates(entry: ElementTree.Element) -> dict[str, str]:
    return {str(link.get("hreflang")): str(link.get("href")) for link in entry.findall(f"{XHTML}link")}


def test_page_is_listed_with_all_its_translations_itself_included(entries: dict[str, ElementTree.Element]) -> None:
    both = {"zh-CN": f"{URL}notices/lx-2025-03/", "en": f"{URL}en/notices/lx-2025-03/"}
    assert [alternates(entries[address]) for address in both.values()] == [both, both]


def test_translations_name_one_another(entries: dict[str, ElementTree.Element]) -> None:
    for address, entry in entries.items():
        for other in alternates(entry).values():
            assert alternates(entries[other]) == alternates(entry), address
            assert address in alternates(entry).values()


def test_page_without_a_translation_is_listed_once_and_has_no_alternate(entries: dict[str, ElementTree.Element]) -> None:
    found = [address for address in entries if "only-chinese" in address]
    assert (found, alternates(entries[found[0]])) == ([f"{URL}guides/only-chinese/"], {})


def test_pages_not_to_be_found_are_not_listed(entries: dict[str, ElementTree.Element], full: Built) -> None:
    published = {URL + path.removesuffix("index.html") for path in files_of(full.folder) if path.endswith(".html")}
    hidden = {address.removeprefix(URL) for address in published - entries.keys()}
    samples = {"talks/sample-talk/", "guides/old-rule/"}
    assert hidden == {f"{language}{each}" for language in ("", "en/") for each in ("404.html", "guides/deposit/", *samples)} | {
        "en/guides/only-chinese/"
    }
    assert entries.keys() <= published


def test_address_is_dated_with_the_day_of_the_last_review(entries: dict[str, ElementTree.Element]) -> None:
    assert entries[f"{URL}guides/margin/"].findtext(f"{SITEMAP}lastmod") == "2025-02-01"
    assert entries[f"{URL}guides/only-chinese/"].findtext(f"{SITEMAP}lastmod") is None


def test_robots_are_pointed_to_the_sitemap(full_machine: dict[str, bytes]) -> None:
    assert full_machine["robots.txt"].decode() == f"User-agent: *\nAllow: /\n\nSitemap: {URL}sitemap.xml\n"
