"""The Markdown of Material in the browser: a page with every syntax, read with the keyboard, without script, on a phone and on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tiny import HERE, build_to, write_files

pytestmark = pytest.mark.browser
LANGUAGES = {"zh": "", "en": "en/"}
TABS = """\
## Tabs

=== "甲 A"

    First panel.

=== "乙 B"

    ### Inside {#inside}

    Second panel.

=== "丙 C"
    Third panel.
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, serving: Any) -> Iterator[str]:
    """A site with a guide that has every syntax, in Chinese and in English."""
    root, site = tmp_path_factory.mktemp("dialect") / "minimal", tmp_path_factory.mktemp("site")
    shutil.copytree(HERE / "sites" / "minimal", root)
    cases = sorted((HERE / "cases" / "markdown").glob("*.md"))
    text = "\n".join(f"## {case.stem}\n\n{case.read_text(encoding='utf-8').replace('guide:margin', 'guide:every')}" for case in cases)
    record = "title: {zh: 写法, en: Syntax}\ngroup: basics\n"
    files = {"content/guides/every.yml": record, "content/guides/tabs.yml": record}
    texts = {"every": text.replace("[TOC]\n", ""), "tabs": TABS}
    prose = {f"content/guides/{name}.{language}.md": words for name, words in texts.items() for language in LANGUAGES}
    groups = {"content/categories/all.yml": "- {id: basics, title: {zh: 基础, en: Basics}, groups: guide}\n"}
    picture = {"content/guides/curve.png": (HERE / "fuzz/corpus/media/drawing.png").read_bytes()}
    build_to(write_files(root, {**files, **prose, **groups, **picture}), site)
    with serving(site) as url:
        yield url


def visible_panels(page: Page) -> list[str]:
    return [panel.inner_text().split()[-2] for panel in page.locator(".tabs > .tab").all() if panel.is_visible()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_with_every_syntax_fits_and_calls_nothing(visiting: Any, language: str, width: int, scheme: str) -> None:
    with visiting(width, color_scheme=scheme) as visit:
        visit.open(f"{LANGUAGES[language]}guides/every/")
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        assert visit.all_complaints() == []
        assert visit.page.locator("math").first.is_visible()
        titles = visit.page.locator(".prose .admonition-title").all_inner_texts()
        assert {"zh": "信息", "en": "Information"}[language] in titles
        assert visit.page.evaluate(
            "[...document.querySelectorAll('.prose :is(pre, div.formula)')].every(e => e.scrollWidth <= e.clientWidth || e.tabIndex === 0)"
        )


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["script", "no script"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_tabs_work_with_the_keyboard(visiting: Any, language: str, options: dict[str, bool]) -> None:
    with visiting(**options) as visit:
        page = visit.page
        page.goto(f"{visit.url}/{LANGUAGES[language]}guides/tabs/")
        assert visible_panels(page) == ["First"]
        assert page.locator(".tabs").get_attribute("aria-label") == {"zh": "选项卡", "en": "Tabs"}[language]
        page.get_by_role("radio", name="甲 A").focus()
        page.keyboard.press("ArrowRight")
        assert visible_panels(page) == ["Second"]
        page.keyboard.press("ArrowRight")
        assert visible_panels(page) == ["Third"]
        page.get_by_text("甲 A").click()
        assert visible_panels(page) == ["First"]
        box = page.locator(".tab-title label").first.bounding_box()
        assert box is not None
        assert box["height"] >= 44


def test_link_into_a_panel_shows_it(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("guides/tabs/#inside")
        assert "Second" in visible_panels(visit.page)


def test_every_panel_and_fold_is_printed(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("guides/every/")
        visit.page.emulate_media(media="print")
        assert all(panel.is_visible() for panel in visit.page.locator(".tabs > .tab").all())
        assert all(title.is_visible() for title in visit.page.locator(".tab-title").all())
        assert visit.page.evaluate("[...document.querySelectorAll('.prose details > p')].every(e => e.getBoundingClientRect().height > 0)")
