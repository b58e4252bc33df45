"""The sitemap: every indexed page with its translations."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from prospectus.builder.incremental import BuildResult
from tiny import URL, read_files

SITEMAP, XHTML = "{http://www.sitemaps.org/schemas/sitemap/0.9}", "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def entries(full_data_files: dict[str, bytes]) -> dict[str, ElementTree.Element]:
    root = ElementTree.fromstring(full_data_files["sitemap.xml"])
    return {str(url.findtext(f"{SITEMAP}loc")): url for url in root}


def read_alternates(entry: ElementTree.Element) -> dict[str, str]:
    return {str(link.get("hreflang")): str(link.get("href")) for link in entry.findall(f"{XHTML}link")}


def test_page_is_listed_with_all_its_translations_itself_included(entries: dict[str, ElementTree.Element]) -> None:
    translations = {"zh-CN": f"{URL}notices/lx-2025-03/", "en": f"{URL}en/notices/lx-2025-03/"}
    assert [read_alternates(entries[address]) for address in translations.values()] == [translations, translations]


def test_translations_refer_to_each_other(entries: dict[str, ElementTree.Element]) -> None:
    for address, entry in entries.items():
        for alternate in read_alternates(entry).values():
            assert read_alternates(entries[alternate]) == read_alternates(entry), address
            assert address in read_alternates(entry).values()


def test_page_without_a_translation_is_listed_once_and_has_no_alternate(entries: dict[str, ElementTree.Element]) -> None:
    addresses = [address for address in entries if "only-chinese" in address]
    assert (addresses, read_alternates(entries[addresses[0]])) == ([f"{URL}guides/only-chinese/"], {})


def test_pages_that_are_not_indexed_are_not_listed(entries: dict[str, ElementTree.Element], full: BuildResult) -> None:
    published = {URL + path.removesuffix("index.html") for path in read_files(full.folder) if path.endswith(".html")}
    hidden = {address.removeprefix(URL) for address in published - entries.keys()}
    samples = {"talks/sample-talk/", "guides/old-rule/"}
    tools = {"offline/", "search/", "learning-record/"}  # they show what readers do, and say nothing themselves
    assert hidden == {
        f"{language}{relative_path}" for language in ("", "en/") for relative_path in ("404.html", "guides/deposit/", *samples, *tools)
    } | {"en/guides/only-chinese/"}
    assert entries.keys() <= published


def test_address_is_dated_with_the_day_of_the_last_review(entries: dict[str, ElementTree.Element]) -> None:
    assert entries[f"{URL}guides/margin/"].findtext(f"{SITEMAP}lastmod") == "2025-02-01"
    assert entries[f"{URL}guides/only-chinese/"].findtext(f"{SITEMAP}lastmod") is None


def test_robots_txt_refers_to_the_sitemap(full_data_files: dict[str, bytes]) -> None:
    assert full_data_files["robots.txt"].decode() == f"User-agent: *\nAllow: /\n\nSitemap: {URL}sitemap.xml\n"
