"""What a page says of itself in its head: a title of its own, and what is shown where its address is shared."""

from __future__ import annotations

from collections import Counter

import pytest

from html_reader import read_head
from prospectus.builder.incremental import BuildResult
from tiny import SiteFactory, build_to


@pytest.mark.parametrize("site", ["full", "repository"])
def test_no_two_pages_have_the_same_title(site: str, request: pytest.FixtureRequest) -> None:
    built: BuildResult = request.getfixturevalue(site)
    heads = {path: read_head(path) for path in sorted(built.folder.rglob("*.html"))}
    titles = Counter((head.language, head.title) for head in heads.values() if head.indexed)
    assert len(titles) > 20
    assert [title for title, count in titles.items() if count > 1] == []


def test_a_shared_page_says_what_it_is_in_its_language(full: BuildResult) -> None:
    head = read_head(full.folder / "en/lessons/barley-margin/index.html")
    assert head.properties["og:title"] == head.heading
    assert head.properties["og:description"] == head.description
    assert head.properties["og:url"] == head.canonical
    assert (head.properties["og:type"], head.properties["og:locale"]) == ("article", "en")
    assert head.title.startswith(f"{head.heading} · ")
    home = read_head(full.folder / "index.html")
    assert (home.properties["og:type"], home.properties["og:locale"], home.properties["og:locale:alternate"]) == ("website", "zh_CN", "en")


def test_pages_that_are_not_indexed_are_not_offered_for_sharing(full: BuildResult) -> None:
    for name in ("404.html", "offline/index.html"):
        head = read_head(full.folder / name)
        assert not head.indexed
        assert not [name for name in head.properties if name.startswith("og:")]


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("mailto:editors@learn.example", "mailto:editors@learn.example?subject="),
        ("https://learn.example/report?page={url}&about={title}", "https://learn.example/report?page=http"),
    ],
)
def test_a_report_names_the_page(tiny: SiteFactory, tmp_path_factory: pytest.TempPathFactory, address: str, form: str) -> None:
    root = tiny("minimal")
    site = root / "content/site.yml"
    site.write_text(site.read_text(encoding="utf-8") + f"report_to: {address}\n", encoding="utf-8")
    head = read_head(build_to(root, tmp_path_factory.mktemp("built")).folder / "calendar/index.html")
    (link,) = [href for href in head.links if href.startswith(form)]
    assert "{" not in link
    assert head.canonical.replace(":", "%3A").replace("/", "%2F") in link
