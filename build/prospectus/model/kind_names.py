"""What the kinds of content are called in messages, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from prospectus.problems.message import Message

CHINESE_NAMES: Mapping[str, str] = {
    "site": "站点",
    "institution": "机构",
    "source": "来源",
    "category": "分类",
    "audience": "读者",
    "channel": "渠道",
    "rule": "规则",
    "behaviour": "异常交易行为",
    "measure": "自律管理措施",
    "guide": "指南",
    "faq": "常见问题",
    "landing": "专页",
    "page": "普通页面",
    "flow": "流程",
    "contract": "合约",
    "calculator": "计算器",
    "checklist": "核对清单",
    "form": "表单",
    "notice": "公告",
    "news": "新闻",
    "publication": "出版物",
    "term": "术语",
    "brand": "品牌",
    "programme": "项目",
    "course": "课程",
    "lesson": "微课",
    "path": "学习路径",
    "book": "书",
    "person": "人物",
    "venue": "场所",
    "series": "系列",
    "milestone": "节点",
    "year": "年度日历",
    "feed": "信息源",
    "event": "活动",
    "talk": "讲座",
    "release": "日程版本",
}
"""The Chinese name of each kind, by its name in the registry."""


def describe_kind(kind: str) -> Message:
    """Return what a kind is called: its name, in Chinese after its Chinese name, as in “指南（guide）”."""
    return Message(kind, f"{CHINESE_NAMES[kind]}（{kind}）" if kind in CHINESE_NAMES else kind)
