"""Tests of the ways through the built site: every page is near the home page, and more than one page leads to it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from prospectus.builder.incremental import BuildResult

HREF = re.compile(r'<a\b[^>]*?\bhref="([^"#][^"]*)"')
TEMPLATE = re.compile(r'class="main page-([a-z0-9-]+)')
UNLINKED = ("moved", "offline")
"""The templates of pages that no link leads to: redirects, and the page that stands in for others without a network."""
ROOT = "https://site.example/"
MAX_STEPS_TO_A_KIND = 2
MAX_STEPS = 3


@cache
def read_links(folder: Path, language: str) -> Mapping[str, frozenset[str]]:
    """Return the pages that each page of a language leads to, by address; `language` is `zh` or `en`."""
    pages = {
        path.parent.relative_to(folder).as_posix().removeprefix(".") + "/": path.read_text(encoding="utf-8")
        for path in folder.rglob("index.html")
    }
    pages = {
        address.removeprefix("/"): text for address, text in pages.items() if (match := TEMPLATE.search(text)) and match[1] not in UNLINKED
    }
    own = {address: text for address, text in pages.items() if address.startswith("en/") == (language == "en")}
    links: dict[str, frozenset[str]] = {}
    for address, text in own.items():
        targets = (urlsplit(urldefrag(urljoin(ROOT + address, href)).url) for href in HREF.findall(text))
        links[address] = frozenset(target.path.lstrip("/") for target in targets if target.path.lstrip("/") in own) - {address}
    return links


def template_of(folder: Path, address: str) -> str:
    match = TEMPLATE.search((folder / address / "index.html").read_text(encoding="utf-8"))
    assert match is not None
    return match[1]


def count_steps(links: Mapping[str, frozenset[str]], home: str) -> dict[str, int]:
    """Return the number of steps from the home page to each page that can be reached."""
    steps, front = {home: 0}, [home]
    while front:
        reached = [(target, steps[address] + 1) for address in front for target in links[address] if target not in steps]
        steps.update(reached)
        front = list(dict(reached))
    return steps


@pytest.mark.parametrize(("language", "home"), [("zh", ""), ("en", "en/")])
def test_every_page_is_near_the_home_page(repository: BuildResult, language: str, home: str) -> None:
    links = read_links(repository.folder, language)
    steps = count_steps(links, home)
    assert sorted(set(links) - set(steps)) == []
    nearest: dict[str, int] = defaultdict(lambda: MAX_STEPS + 1)
    for address, count in steps.items():
        template = template_of(repository.folder, address)
        nearest[template] = min(nearest[template], count)
    assert {template: count for template, count in nearest.items() if count > MAX_STEPS_TO_A_KIND} == {}
    assert {address: count for address, count in steps.items() if count > MAX_STEPS} == {}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_can_be_reached_from_several_pages(repository: BuildResult, language: str) -> None:
    links = read_links(repository.folder, language)
    inbound: dict[str, set[str]] = {address: set() for address in links}
    for address, targets in links.items():
        for target in targets:
            inbound[target].add(address)
    assert {address: sorted(sources) for address, sources in inbound.items() if len(sources) < 2} == {}
