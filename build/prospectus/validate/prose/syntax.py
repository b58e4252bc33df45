"""Checks Markdown for syntax of other programs, which this site shows as typed. Each row of the table is one syntax.

A row has markers without which its pattern cannot match, so that prose without such syntax costs a few searches for short strings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prospectus.patterns import lazy_pattern
from prospectus.problems import Message, Problem
from prospectus.validate.prose.source import MASK, ProseSource

RightForm = Callable[[re.Match[str]], "str | Message"]


@dataclass(frozen=True, slots=True)
class Syntax:
    """One syntax that is not supported."""

    name: Message
    """What it is called."""
    markers: tuple[str, ...]
    """The strings of which a text that uses it has at least one."""
    pattern: re.Pattern[str]
    form: RightForm
    """Returns what to write instead."""
    is_certain: bool = False
    """Whether the right form can replace what was written without a look at it."""


QUOTE = '"'
EMOJI = {
    "smile": "😄", "smiley": "😃", "grin": "😁", "wink": "😉", "heart": "❤️", "star": "⭐", "warning": "⚠️",
    "tada": "🎉", "rocket": "🚀", "bulb": "💡", "memo": "📝", "book": "📖", "books": "📚", "calendar": "📅",
    "date": "📅", "bell": "🔔", "question": "❓", "exclamation": "❗", "x": "❌", "white_check_mark": "✅",
    "heavy_check_mark": "✔️", "thumbsup": "👍", "moneybag": "💰", "phone": "📞", "email": "📧", "link": "🔗",
    "point_right": "👉", "new": "🆕", "fire": "🔥", "eyes": "👀", "chart_with_upwards_trend": "📈", "bar_chart": "📊",
}  # fmt: skip
_ICON_SETS = ("material", "fontawesome", "octicons", "simple")


def _write(template: str) -> RightForm:
    """Return a function that fills the groups of a match into a template."""
    return lambda match: match.expand(template).strip()


def _indent_lines(first_line: str) -> Message:
    return Message(f"{first_line}, with the lines below it indented by four spaces", f"{first_line}，下面各行缩进四格")


def _rewrite_alert(match: re.Match[str]) -> str:
    """Return a block of GitHub as a block of ours: the lines without their marks, indented by four spaces."""
    title = match["title"].strip().replace('"', "'")
    lines = [re.sub(r"^[ ]{0,3}>[ ]?", "", line).rstrip() for line in match["block"].split("\n")[1:]]
    body = "".join(f"\n    {line}" if line else "\n" for line in lines).rstrip()
    return f"!!! {match['name'].lower()}" + (f' "{title}"' if title else "") + body


def _show_lines(text: str) -> Message:
    """Return several lines on one, with their ends and indents visible."""
    shown = re.sub(r"^ +", lambda indent: "␣" * len(indent[0]), text, flags=re.MULTILINE).replace("\n", " ⏎ ")
    return Message(f"{shown} (⏎ is a new line, ␣ a space)", f"{shown}（⏎ 表示换行，␣ 表示空格）")


def _name_keys(match: re.Match[str]) -> str:
    return "+".join(f"<kbd>{key.strip().capitalize()}</kbd>" for key in match["keys"].split("+"))


def _name_emoji(match: re.Match[str]) -> str | Message:
    name = match["name"]
    if name.startswith(_ICON_SETS):
        return Message("nothing, or an emoji: there are no icons in prose", "删去，或改用表情符号：正文不支持图标")
    return EMOJI.get(name) or Message("the emoji itself, such as 😄", "直接输入表情符号，如 😄")


def _name_formula(match: re.Match[str]) -> str | Message:
    formula = match["formula"].strip()
    if "\\" in formula:
        return Message("the formula in words or with signs, such as a × b ÷ c", "用文字或符号写出公式，如 a × b ÷ c")
    formula = re.sub(r"\^\{?([^\s{}^_]+?)\}?(?![^\s{}^_+*/=()-])", r"<sup>\1</sup>", formula)
    return re.sub(r"_\{?([^\s{}^_]+?)\}?(?![^\s{}^_+*/=()<-])", r"<sub>\1</sub>", formula)


_TASK_MARKS = {" ": "☐", "x": "☑", "X": "☑"}
_MATH = r"[A-Za-z][A-Za-z0-9]{0,2}(?:[ ]*[-+*/=<>][ ]*[A-Za-z0-9.]+)*"

SYNTAXES = (
    Syntax(
        Message("a foldable block (???)", "折叠块（???）"),
        ("???",),
        lazy_pattern(r"^(?P<indent>[ ]*)\?\?\?\+?[ ]+(?P<rest>[\w-]+[^\n]*|\"[^\n]*)", re.MULTILINE),
        lambda match: f"!!! {'note ' if match['rest'].startswith(QUOTE) else ''}{match['rest']}",
        is_certain=True,
    ),
    Syntax(
        Message("tabs (===)", "选项卡（===）"),
        ("===",),
        lazy_pattern(r"^[ ]*===[+!]?[ ]+[\"“](?P<title>[^\n\"”]*)[\"”]", re.MULTILINE),
        lambda match: Message(f"### {match['title']}, with its lines not indented", f"### {match['title']}，下面各行不缩进"),
    ),
    Syntax(
        Message("a GitHub alert", "GitHub 提示块"),
        ("[!",),
        lazy_pattern(
            r"^[ ]{0,3}>[ ]?\[!(?P<name>\w+)\][-+]?[ \t]*(?P<title>[^\n]*)(?P<block>(?:\n[ ]{0,3}>[^\n]*)*)(?P<lazy>\n[ \t]*[^\s>])?",
            re.MULTILINE,
        ),
        lambda match: _rewrite_alert(match) if match["block"] and not match["lazy"] else _indent_lines(f"!!! {match['name'].lower()}"),
        is_certain=True,
    ),
    Syntax(
        Message("a container (:::)", "容器块（:::）"),
        (":::",),
        lazy_pattern(r"^[ ]*:::+[ ]*(?P<name>[\w-]+)[^\n]*", re.MULTILINE),
        lambda match: _indent_lines(f"!!! {match['name'].lower()}"),
    ),
    Syntax(
        Message("marked text (==)", "高亮（==）"),
        ("==",),
        lazy_pattern(r"(?<![=A-Za-z0-9!<>])==(?=[^\s=])(?P<words>[^=\n]*[^\s=])==(?!=)"),
        _write(r"<mark>\g<words></mark>"),
        is_certain=True,
    ),
    Syntax(
        Message("struck-out text (~~)", "删除线（~~）"),
        ("~~",),
        lazy_pattern(r"(?<!~)~~(?=[^\s~])(?P<words>[^~\n]*[^\s~])~~(?!~)"),
        _write(r"<del>\g<words></del>"),
        is_certain=True,
    ),
    Syntax(
        Message("struck-out text (~)", "删除线（~）"),
        ("~",),
        lazy_pattern(r"(?<![^\s(（])~(?=[^\s~])(?P<words>[^~\n]*[^\s~])~(?![\w~])"),
        _write(r"<del>\g<words></del>"),
        is_certain=True,
    ),
    Syntax(
        Message("a heading with spaces before it", "前面有空格的小标题"),
        (" #", "\t#"),
        lazy_pattern(r"^[ ]{1,3}(?=#{1,6}[ \t])(?P<heading>#[^\n]*)", re.MULTILINE),
        lambda match: Message(f"{match['heading']}, without the spaces before it", f"{match['heading']}，前面不空格"),
    ),
    Syntax(
        Message("subscript (~)", "下标（~）"),
        ("~",),
        lazy_pattern(r"(?<=[A-Za-z)])~(?P<words>[0-9]{1,3}[+-]?|[a-z]{1,3})~(?![0-9~])"),
        _write(r"<sub>\g<words></sub>"),
        is_certain=True,
    ),
    Syntax(
        Message("superscript (^)", "上标（^）"),
        ("^",),
        lazy_pattern(r"(?<=[\w)])\^(?P<words>[^\s^~\[\](){}]{1,12})\^"),
        _write(r"<sup>\g<words></sup>"),
        is_certain=True,
    ),
    Syntax(
        Message("a note within the line (^[…])", "行内脚注（^[…]）"),
        ("^[",),
        lazy_pattern(r"\^\[(?P<words>[^\[\]\n]+)\]"),
        _write(r"[^1]"),
    ),
    Syntax(
        Message("keys (++)", "按键（++）"),
        ("++",),
        lazy_pattern(r"(?<![+\w{])\+\+(?P<keys>[A-Za-z0-9][\w-]*(?:\+[\w-]+)*)\+\+(?!\+)"),
        _name_keys,
        is_certain=True,
    ),
    Syntax(
        Message("an icon or emoji by its name", "图标或表情的名称"),
        (":",),
        lazy_pattern(r":(?<![\w:/.]:)(?P<name>\+1|-1|[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*):(?![\w:/])"),
        _name_emoji,
    ),
    Syntax(
        Message("a number with a bracket (1))", "带括号的序号（1)）"),
        (") ", ")\t"),
        lazy_pattern(r"^(?P<indent>[ >]*)(?P<number>\d{1,9})\)(?=[ \t]+\S)", re.MULTILINE),
        lambda match: f"{int(match['number'])}.",
        is_certain=True,
    ),
    Syntax(
        Message("a task list", "任务列表"),
        ("[ ]", "[x]", "[X]"),
        lazy_pattern(r"^(?P<item>[ >]*(?:[-*+]|\d+[.)])[ ]+)\[(?P<mark>[ xX])\](?=[ ]+\S)", re.MULTILINE),
        lambda match: f"{match['item'].lstrip()}{_TASK_MARKS[match['mark']]}",
        is_certain=True,
    ),
    Syntax(
        Message("a formula ($$)", "公式（$$）"),
        ("$$",),
        lazy_pattern(r"\$\$(?P<formula>(?:(?!\$\$|\n[ \t]*\n).)+)\$\$", re.DOTALL),
        _name_formula,
    ),
    Syntax(
        Message("a formula ($)", "公式（$）"),
        ("$",),
        lazy_pattern(rf"(?<![\w$\\])\$(?P<formula>(?=[^\s$])(?:[^$\n]*(?:[\\^_{{}}]|[A-Za-z)\]]\s*=)[^$\n]*|{_MATH}))(?<!\s)\$(?![\w$])"),
        _name_formula,
    ),
    Syntax(
        Message("a formula (\\(…\\))", "公式（\\(…\\)）"),
        ("\\(", "\\["),
        lazy_pattern(r"\\[(\[](?P<formula>[^\n]*?\\[a-zA-Z]{2,}[^\n]*?)\\[)\]]"),
        _name_formula,
    ),
    Syntax(
        Message("a comment of Obsidian (%%)", "Obsidian 注释（%%）"),
        ("%%",),
        lazy_pattern(r"%%(?P<words>(?:(?!%%|\n[ \t]*\n).)*)(?:%%|$)", re.DOTALL),
        lambda _: Message("nothing, or the words without %%", "删去，或去掉 %% 只留文字"),
    ),
    Syntax(
        Message("a placeholder of templates", "模板占位符"),
        ("{{", "{%"),
        lazy_pattern(r"\{\{(?P<words>[^{}\n]*)\}\}|\{%[^\n]*?%\}"),
        lambda _: Message("the value itself", "直接写出内容"),
    ),
    Syntax(
        Message("an editor's mark ({++, {--, {==)", "修订标记（{++、{--、{==）"),
        ("{++", "{--", "{==", "{~~", "{>>"),
        lazy_pattern(
            r"\{(?:\+\+(?P<added>[^{}\n]*)\+\+|--[^{}\n]*--|==(?P<kept>[^{}\n]*)==|~~[^{}\n]*~>(?P<new>[^{}\n]*)~~|>>[^{}\n]*<<)\}"
        ),
        lambda match: match["added"] or match["kept"] or match["new"] or Message("nothing: the words are to be removed", "删去"),
    ),
    Syntax(
        Message("a table of contents", "目录标记"),
        ("toc]", "TOC]", "Toc]", "TOC_]", "toc_]"),
        lazy_pattern(r"^[ ]{0,3}@?\[\[?_?(?i:toc)_?\]\]?(?<!^\[TOC\])[ ]*$", re.MULTILINE),
        lambda _: Message("[TOC], or nothing: a page lists its headings anyway", "[TOC]，或删去：页面本来就有目录"),
    ),
)


def check_syntax(source: ProseSource) -> Iterator[Problem]:
    """Markdown must not use syntax that this site does not render."""
    for syntax in SYNTAXES:
        if source.has_any(syntax.markers) and syntax.pattern.search(source.text):  # masks the text only if it may have a problem
            yield from _find(source, syntax)
    if "<" in source.characters and "markdown" in source.text:
        yield from _check_markdown_in_html(source)


def _find(source: ProseSource, syntax: Syntax) -> Iterator[Problem]:
    searched = source.without_code if syntax.markers[0].startswith("\\") else source.running_text
    for match in syntax.pattern.finditer(searched):
        if "block" in match.re.groupindex and (whole := match.re.match(source.text, match.start())):
            match = whole  # noqa: PLW2901  (with its code, which the searched text masks)
        came = source.text[match.start() : match.end()]
        form = syntax.form(match)
        start = match.end("indent") if "indent" in syntax.pattern.groupindex else match.start() + len(came) - len(came.lstrip())
        is_certain = syntax.is_certain and isinstance(form, str) and MASK not in match[0]
        fix = ((start, match.end(), form),) if is_certain and isinstance(form, str) else ()
        if isinstance(form, str) and MASK in form:
            form = Message("the words without the marks", "去掉标记，只留文字")
        if isinstance(form, str) and "\n" in form:
            form = _show_lines(form)
        yield source.problem_at(start, "PR257", came=came.strip().partition("\n")[0], syntax=syntax.name, form=form, fix=fix)


_MARKDOWN_ATTRIBUTE = lazy_pattern(r"\s+markdown(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?(?=[\s/>]|$)", re.IGNORECASE)


def _check_markdown_in_html(source: ProseSource) -> Iterator[Problem]:
    for bracket in source.brackets:
        attribute = _MARKDOWN_ATTRIBUTE.search(bracket.attributes)
        if attribute:
            came = source.text[bracket.start : bracket.end]
            name = Message("Markdown within HTML", "HTML 标签里的 Markdown")
            form = Message("the text without the tag; an empty line separates it", "去掉标签，内容单独成段")
            yield source.problem_at(bracket.start, "PR257", came=came, syntax=name, form=form)
