"""Links to files of the content lead to the pages that show them, and to downloads, from Markdown files and from fields."""

from __future__ import annotations

import json
from pathlib import Path

from tiny import SiteFactory, build_to

TEXTS = {
    "content/guides/only-chinese.zh.md": "[甲](margin.md) [乙](../guides/margin.en.md#why)\n",
    "content/faq/forms.yml": """
- id: which-form
  title: {zh: 用哪张表？, en: Which form is it?}
  group: money
  answer:
    zh: 用[登记表](../guides/weighing-form.pdf)，见[保证金](../guides/margin.md)。
    en: |
      The [form](../guides/weighing-form.pdf), in a table of [lots](../downloads/lots.csv).

      - See [margin](../guides/margin.en.md).
  sources: [{source: handbook}]
""",
}


def test_link_to_a_file_leads_to_its_page_or_to_the_download(tiny: SiteFactory, tmp_path: Path) -> None:
    site = tmp_path / "site"
    build_to(tiny("full", TEXTS), site)
    for page, prefix in (("guides/only-chinese", "../.."), ("en/guides/only-chinese", "../../..")):
        html = (site / page / "index.html").read_text(encoding="utf-8")
        assert f'<a href="{prefix}/{"en/" if page.startswith("en/") else ""}guides/margin/" rel="noopener">' in html
    chinese, english = ((site / page / "index.html").read_text(encoding="utf-8") for page in ("faq", "en/faq"))
    assert '<a href="../guides/weighing-form.pdf" rel="noopener">登记表</a><small class="file-about">（PDF，' in chinese
    assert '<a href="../guides/margin/" rel="noopener">保证金</a>' in chinese
    assert '<a href="../../guides/weighing-form.pdf" rel="noopener">form</a> <small class="file-about">(PDF, ' in english
    assert '<a href="../../downloads/lots.csv" rel="noopener" download>lots</a> <small class="file-about">(CSV, ' in english
    assert '<a href="../../en/guides/margin/" rel="noopener">margin</a>' in english
    graph = json.loads(english.partition('<script type="application/ld+json">')[2].partition("</script>")[0])["@graph"]
    questions = next(node for node in graph if node["@type"] == "FAQPage")["mainEntity"]
    words = next(node["acceptedAnswer"]["text"] for node in questions if node["name"] == "Which form is it?")
    assert words.startswith("The form (PDF, ")
    assert words.endswith("• See margin.")
