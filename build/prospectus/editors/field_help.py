"""The help of fields and kinds in both languages: the docstrings of the models, and their Chinese from `help.zh.yml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from prospectus.load import yaml
from prospectus.model.values.text import TextForm
from prospectus.problems import Message

HELP_FILE = Path(__file__).with_name("help.zh.yml")


FORM_HELP = {
    TextForm.LINE: Message("Plain words, without Markdown.", "纯文字，不能用 Markdown。"),
    TextForm.INLINE: Message(
        "Inline Markdown: **bold**, `code`, [links](guide:ID).", "可用行内 Markdown：**粗体**、`代码`、[链接](guide:标识)。"
    ),
    TextForm.BLOCKS: Message(
        "Markdown: paragraphs, lists, tables, [links](guide:ID). Write | and the text below it.",
        "可用 Markdown：段落、列表、表格、[链接](guide:标识)。先写 |，正文另起一行。",
    ),
}
"""What the texts of a field may hold, in the words that text editors show."""


def describe(docstring: str | None, form: TextForm | None = None) -> str:
    """Return the help for a docstring and what the text of its field may hold: first in Chinese, where there is any, then in English."""
    english = " ".join((docstring or "").split("\n\n")[0].split())
    chinese = read_chinese_help().get(english)
    if form is not None:
        english = f"{english} {FORM_HELP[form].en}".strip()
        chinese = f"{chinese}{FORM_HELP[form].zh}" if chinese else chinese
    return f"{chinese}\n{english}" if chinese else english


@cache
def read_chinese_help() -> dict[str, str]:
    """Return the Chinese help by the English sentence."""
    return {" ".join(english.split()): chinese for english, chinese in yaml.parse(HELP_FILE.read_text(encoding="utf-8")).items()}
