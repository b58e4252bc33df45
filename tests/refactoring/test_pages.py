"""Renaming plain pages: their files get into another folder, and relative paths stay right."""

from __future__ import annotations

from pathlib import Path

import pytest

from prospectus.pipeline import check
from prospectus.refactoring.rename import plan_rename
from prospectus.scheduling.calendar_files import Requirement, read_site
from tiny import SiteFactory, write_files

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'


@pytest.fixture
def site(tiny: SiteFactory) -> Path:
    """A site with two pages, one in a folder, that show a picture and refer to each other."""
    return tiny(
        "minimal",
        {
            "content/assets/curve.svg": PICTURE,
            "content/pages/about/index.zh.md": "# 关于\n\n见[团队](team.zh.md#who)与[团队](page:about/team)。\n",
            "content/pages/about/index.en.md": "# About\n\nSee the [team](team.en.md#who).\n",
            "content/pages/about/team.zh.md": "# 团队\n\n![曲线 一](../../assets/curve.svg)\n\n## 谁 {#who}\n\n见[上一页](index.zh.md)。\n",
            "content/pages/about/team.en.md": (
                "---\nimage: {file: ../../assets/curve.svg, alt: {zh: 曲线 一, en: A curve}}\n---\n# Team\n\n"
                "![A curve](../../assets/curve.svg)\n\n## Who {#who}\n\nSee [above](index.en.md).\n"
            ),
        },
    )


@pytest.mark.parametrize("new_id", ["team", "about/people/team", "about/staff"])
def test_renamed_page_keeps_its_links_and_pictures(site: Path, new_id: str) -> None:
    assert check(site).problems == ()
    renaming = plan_rename(read_site(site, Requirement.READABLE), "page", "about/team", new_id)
    for path, text in renaming.texts.items():
        if text is None:
            (site / path).unlink()
        else:
            write_files(site, {path: text})
    assert check(site).problems == ()
    assert set(renaming.moves.values()) == {f"content/pages/{new_id}.{language}.md" for language in ("zh", "en")}
    assert f"page:{new_id}" in (site / "content/pages/about/index.zh.md").read_text(encoding="utf-8")
    assert "formerly:" in (site / f"content/pages/{new_id}.en.md").read_text(encoding="utf-8")
