"""Converting Markdown: words that readers see, and nothing else."""

from __future__ import annotations

import pytest

from prospectus.conversion.markdown import convert_markdown
from prospectus.text.script_conversion import ScriptConverter

CONVERT = ScriptConverter("s2tw", {}).convert


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("期货 `期货` 期货", "期貨 `期货` 期貨"),
        ("```\n期货\n```\n\n期货", "```\n期货\n```\n\n期貨"),
        ("期货\n\n    期货\n\n期货", "期貨\n\n    期货\n\n期貨"),
        ("成本 $期货_1$ 元与期货", "成本 $期货_1$ 元與期貨"),
        ("[费用](guide:fees)与[表](../附件/费用.docx)", "[費用](guide:fees)與[表](../附件/费用.docx)"),
        ("[费用](guide:fees#费用怎么算)", "[費用](guide:fees#費用怎麼算)"),
        ("[费用](#费用怎么算)", "[費用](#費用怎麼算)"),
        ("[费用](https://example.com/费用#费用)", "[費用](https://example.com/费用#费用)"),
        ("见 https://example.com/期货 的期货", "見 https://example.com/期货 的期貨"),
        ('![曲线](../图/曲线.png "走势图")', '![曲線](../图/曲线.png "走勢圖")'),
        ('<img src="曲线.png" alt="曲线" class="图">', '<img src="曲线.png" alt="曲線" class="图">'),
        ('<a href="#费用" title="费用">费用</a>', '<a href="#費用" title="費用">費用</a>'),
        ("## 费用 { #费用 }", "## 費用 { #費用 }"),
        ('<span lang="zh-Hans">费用</span>与费用', '<span lang="zh-Hans">费用</span>與費用'),
        ("<!-- 给编辑看的 -->费用", "<!-- 给编辑看的 -->費用"),
        ("[费用][标签]\n\n[标签]: ../费用/ '费用'", "[費用][標籤]\n\n[標籤]: ../费用/ '費用'"),
        ("费用[^注]\n\n[^注]: 费用见[这里](../费用/)与 `费用`", "費用[^注]\n\n[^注]: 費用見[這裡](../费用/)與 `费用`"),
        ("| 项目 | 费用 |\n|---|---|\n| 开户 | 0 |", "| 項目 | 費用 |\n|---|---|\n| 開戶 | 0 |"),
        ('!!! note "说明"\n    费用', '!!! note "說明"\n    費用'),
        ("*[仓单]: 标准仓单\n\n仓单", "*[倉單]: 標準倉單\n\n倉單"),
        ("若 a<b，则费用", "若 a<b，則費用"),
        (r"\*费用\*", r"\*費用\*"),
        ("", ""),
    ],
)
def test_words_are_converted_and_nothing_else(text: str, expected: str) -> None:
    assert convert_markdown(text, CONVERT) == expected
