"""A Markdown file beside a record of every kind with a page: the page shows it, with its headings, and search finds it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment, PackageLoader

from prospectus.load.records import load
from prospectus.model import urls
from prospectus.model.registry import KINDS, Kind
from prospectus.render.html.blocks import CONTAINER, render_blocks
from prospectus.render.html.pages import prepare_environment
from prospectus.render.search.entries import build_entries
from tiny import FULL, PageViews, SiteFactory, build_page_views, site_source

WITH_PAGE = tuple(kind for kind in KINDS if kind.page is not None and not kind.titled_by_heading)
"""The kinds with pages; a plain page consists of nothing but a text, and has tests of its own."""
TEXT = {
    "zh": "## 由来\n\n一段**文字**，见[保证金](guide:margin)。\n\n## 用处\n\n第二节。\n",
    "en": "## Origin\n\nSome **words**, see [margin](guide:margin).\n",
}


def first_ids() -> Mapping[str, tuple[str, str]]:
    """Return by kind the id and the folder of a record of the full site that has no text of its own yet, or else of any."""
    found: dict[str, tuple[str, str]] = {}
    for raw in sorted(load(FULL).raw_records, key=lambda raw: bool(raw.prose)):
        key = raw.key or str(raw.data["id"])
        if raw.data.get("status", "published") == "published":
            found.setdefault(raw.kind.name, (key, raw.path.rpartition("/")[0]))
    return found


FIRST_IDS = first_ids()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> PageViews:
    root = tmp_path_factory.mktemp("texts") / "site"
    shutil.copytree(FULL, root)
    for kind in WITH_PAGE:
        if kind.name in FIRST_IDS:
            key, folder = FIRST_IDS[kind.name]
            for language, text in TEXT.items():
                (root / folder / f"{key}.{language}.md").write_text(text, encoding="utf-8")
    return build_page_views(root)


@pytest.fixture(scope="module")
def env() -> Environment:
    templates = dict(site_source(FULL).templates)
    env = Environment(loader=ChoiceLoader([DictLoader(templates), PackageLoader("material", "templates")]), auto_reload=False)
    env.filters |= {"url": str, "script_tag": str}
    return prepare_environment(env, frozenset(templates))


@pytest.mark.parametrize("kind", WITH_PAGE, ids=lambda kind: kind.name)
def test_page_shows_the_text(kind: Kind, pages: PageViews, env: Environment) -> None:
    if kind.name not in FIRST_IDS:
        pytest.skip("the site has no record of this kind")
    address = f"{urls.record_url(kind, FIRST_IDS[kind.name][0])}"
    content = render_blocks(env, pages[address])[CONTAINER]
    assert content.count("<strong>文字</strong>") == 1
    assert content.count('id="由来"') == 1
    assert content.count('guides/margin/" rel="noopener">保证金</a>') == 1
    assert "由来" in content[content.index('id="由来"') - 400 :]
    english = render_blocks(env, pages[f"en/{address}"])[CONTAINER]
    assert "Some <strong>words</strong>" in english
    assert any("第二节。" in entry.text for entry in build_entries(pages[address], content))


def test_text_of_a_list_joins_its_record(tiny: SiteFactory) -> None:
    root = tiny("full", {"content/glossary/barley.zh.md": "---\nsource_hash: 12ab34cd\n---\n正文。\n"})
    term = next(raw for raw in load(root).raw_records if raw.kind.name == "term" and raw.data["id"] == "barley")
    assert term.key is None
    assert term.path == "content/glossary/all.yml"
    assert (term.prose["zh"].text.strip(), term.prose["zh"].source_hash) == ("正文。", "12ab34cd")
    assert [part.path for part in term.parts] == ["content/glossary/all.yml", "content/glossary/barley.zh.md"]


def test_fields_of_the_front_matter_join_the_record(tiny: SiteFactory) -> None:
    root = tiny("full", {"content/glossary/barley.zh.md": "---\nlong: 较长的说明。\n---\n正文。\n"})
    term = next(raw for raw in load(root).raw_records if raw.kind.name == "term" and raw.data["id"] == "barley")
    assert term.data["long"]["zh"] == "较长的说明。"
