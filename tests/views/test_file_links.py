"""Links to files of the content lead to the pages that show them."""

from __future__ import annotations

from pathlib import Path

from tiny import SiteFactory, build_to


def test_link_to_the_file_of_a_text_leads_to_its_page_in_each_language(tiny: SiteFactory, tmp_path: Path) -> None:
    texts = {"content/guides/only-chinese.zh.md": "[甲](margin.md) [乙](../guides/margin.en.md#why)\n"}
    site = tmp_path / "site"
    build_to(tiny("full", texts), site)
    for page, prefix in (("guides/only-chinese", "../.."), ("en/guides/only-chinese", "../../..")):
        html = (site / page / "index.html").read_text(encoding="utf-8")
        assert f'<a href="{prefix}/{"en/" if page.startswith("en/") else ""}guides/margin/" rel="noopener">' in html
