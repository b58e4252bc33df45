"""Settings of `mkdocs.yml` that pages show: where the files are edited, the repository, the notice, links elsewhere, and pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from prospectus.builder.config import load_mkdocs_config
from prospectus.mkdocs_host.configuration import read_configuration
from prospectus.model.configuration import NOTHING_STATED, Configuration
from tiny import FULL, SiteFactory, build_to

CONFIG = (FULL / "mkdocs.yml").read_text(encoding="utf-8")


def read(root: Path, settings: str, config: str = CONFIG) -> Configuration:
    (root / "mkdocs.yml").write_text(config + settings, encoding="utf-8")
    return read_configuration(load_mkdocs_config(root / "mkdocs.yml"), root.resolve())


def test_site_without_such_settings_states_nothing(tiny: SiteFactory) -> None:
    assert read(tiny("full"), "") == NOTHING_STATED


@pytest.mark.parametrize(
    ("settings", "base"),
    [
        ("repo_url: https://git.example/a/b\nedit_uri: edit/main/content/\n", "https://git.example/a/b/edit/main/"),
        ("repo_url: https://git.example/a/b/\nedit_uri: edit/main/content\n", "https://git.example/a/b/edit/main/"),
        ("repo_url: https://git.example/a/b\nedit_uri: -/edit/main/site/content/\n", "https://git.example/a/b/-/edit/main/site/"),
        ("edit_uri: https://git.example/a/b/edit/main/content/\n", "https://git.example/a/b/edit/main/"),
        ("repo_url: https://github.com/a/b\n", ""),  # MkDocs guesses a branch and a folder, which may be others
        ("edit_uri: javascript:alert(1)\n", ""),
    ],
)
def test_edit_address_is_that_of_the_folder_of_the_site(tiny: SiteFactory, settings: str, base: str) -> None:
    assert read(tiny("full"), settings).edit_base == base


@pytest.mark.parametrize(
    ("edit_uri", "base"),
    [
        ("https://github.com/a/b/edit/main/content/", "https://github.com/a/b/tree/main/"),
        ("https://gitlab.example/a/group/b/-/blob/main/content/", "https://gitlab.example/a/group/b/-/tree/main/"),
        ("https://gitea.example/a/b/_edit/main/content/", "https://gitea.example/a/b/src/branch/main/"),
        ("https://bitbucket.example/a/b/src/main/content/", "https://bitbucket.example/a/b/src/main/"),
        ("https://github.com/edit/blob/edit/edit/content/", "https://github.com/edit/blob/tree/edit/"),
        ("https://files.example/content/", ""),
    ],
)
def test_folder_address_is_that_of_the_host(tiny: SiteFactory, edit_uri: str, base: str) -> None:
    assert read(tiny("full"), f"edit_uri: {edit_uri}\n").folder_base == base


def test_social_links_have_an_icon_and_a_name(tiny: SiteFactory) -> None:
    social = """\
extra:
  social:
    - {icon: fontawesome/brands/weixin, link: https://weixin.example/lake, name: WeChat}
    - {link: "mailto:desk@lakeside.example"}
    - {icon: ../../base, link: https://elsewhere.example/lake}
    - {link: "javascript:alert(1)"}
"""
    wechat, mail, elsewhere = read(tiny("full"), social).social
    assert (wechat.title, wechat.url, wechat.icon[:4]) == ("WeChat", "https://weixin.example/lake", "<svg")
    assert (mail.title, mail.icon) == ("desk@lakeside.example", "")
    assert (elsewhere.title, elsewhere.icon) == ("elsewhere.example", "")


def test_pages_show_the_settings(tiny: SiteFactory) -> None:
    root = tiny("full", {"content/assets/lake.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"})
    config = CONFIG.replace("  font: false", "  font: false\n  logo: assets/lake.svg\n  favicon: assets/lake.svg") + (
        "repo_url: https://github.com/lake/side\nedit_uri: edit/main/content/\n"
        'copyright: "© Lakeside <a href=https://beian.example/>ICP</a><script>alert(1)</script>"\n'
        "extra: {social: [{icon: fontawesome/brands/weixin, link: https://weixin.example/lake, name: WeChat}]}\n"
    )
    (root / "mkdocs.yml").write_text(config, encoding="utf-8")
    build_to(root, root / "site")
    page = (root / "site/en/guides/margin/index.html").read_text(encoding="utf-8")
    assert (
        '<a class="tool" href="https://github.com/lake/side/edit/main/content/guides/margin.en.md" rel="external">Edit the text</a>' in page
    )
    assert (
        '<a class="tool" href="https://github.com/lake/side/edit/main/content/guides/margin.yml" rel="external">Edit the details</a>'
        in page
    )
    assert '<a href="https://github.com/lake/side" rel="external">Repository on GitHub</a>' in page
    assert '<p class="copyright">© Lakeside <a href="https://beian.example/" rel="noopener">ICP</a></p>' in page
    assert '<img class="mark" src="../../../assets/lake.svg" alt="">' in page
    assert '<link rel="icon" href="../../../assets/lake.svg">' in page
    assert "<span>WeChat</span></a>" in page
    course = (root / "site/courses/first-steps/index.html").read_text(encoding="utf-8")
    assert '/edit/main/courses/courses/first-steps.yml" rel="external">编辑本页</a>' in course
    edited = {
        page: re.findall(r'/side/((?:edit|tree)/main/[^"]+)"', (root / f"site/{page}index.html").read_text(encoding="utf-8"))
        for page in MADE_OF_MANY
    }
    assert edited == MADE_OF_MANY


MADE_OF_MANY = {
    "": ["edit/main/content/site.yml"],
    "learn/": ["edit/main/content/site.yml"],
    "glossary/": ["edit/main/content/glossary/all.yml"],
    "calendar/": ["tree/main/calendar/"],
    "calendar/2025/06/": ["edit/main/calendar/2025/06.yml"],
    "calendar/2025/": ["edit/main/calendar/years/2025.yml"],
    "calendar/coverage/": ["tree/main/calendar/series/"],
    "courses/": ["tree/main/courses/courses/"],
    "search/": [],
}
"""Pages that are made from many records, with the file or the folder that they can be edited in."""


def test_page_with_the_text_of_another_language_leads_to_that_text(tiny: SiteFactory) -> None:
    root = tiny("full")
    (root / "content/guides/margin.en.md").unlink()
    (root / "mkdocs.yml").write_text(CONFIG + "edit_uri: https://git.example/edit/content/\n", encoding="utf-8")
    build_to(root, root / "site")
    page = (root / "site/en/guides/margin/index.html").read_text(encoding="utf-8")
    assert '<a class="tool" href="https://git.example/edit/content/guides/margin.zh.md" rel="external">Edit the text</a>' in page
