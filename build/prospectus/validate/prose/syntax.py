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


def _write(template: str) -> RightForm:
    """Return a function that fills the groups of a match into a template."""
    return lambda match: match.expand(template).strip()


def _indent_lines(first_line: str) -> Message:
    return Message(f"{first_line}, with the lines below it indented by four spaces", f"{first_line}，下面各行缩进四格")


def _write_placeholder(match: re.Match[str]) -> Message:
    if match[0].startswith("{{<"):
        return Message("Markdown, or the words alone", "用 Markdown 写法，或只写文字")
    return Message("the value itself", "直接写出内容")


_LINE = re.MULTILINE

SYNTAXES = (
    Syntax(
        Message("tabs without a title in quotation marks", "标题不在半角引号内的选项卡"),
        ("===",),
        lazy_pattern(r"^(?P<indent>[ ]*)===(?P<sign>[+!]*)[ ]+(?!\")[“”']?(?P<title>[^\s=“”'\n](?:[^\n“”]*[^\s“”'])?)[“”']?[ ]*$", _LINE),
        lambda match: f'==={match["sign"]} "{match["title"]}"',
        is_certain=True,
    ),
    Syntax(
        Message("a container (:::)", "容器块（:::）"),
        (":::",),
        lazy_pattern(r"^[ ]*:::+[ ]*\{?\.?(?P<name>[A-Za-z][\w-]*)[^\n]*", _LINE),
        lambda match: _indent_lines(f"!!! {match['name'].lower()}"),
    ),
    Syntax(
        Message("a block of PyMdown (///)", "PyMdown 块（///）"),
        ("///",),
        lazy_pattern(r"^[ ]*/{3,}[ ]*(?!caption[ ]*(?:\||$))(?P<name>[a-z][\w-]*)[^\n]*", _LINE),
        lambda match: "/// caption" if match["name"].endswith("-caption") else _indent_lines(f"!!! {match['name']}"),
    ),
    Syntax(
        Message("a directive (.. name::)", "指令（.. name::）"),
        (".. ",),
        lazy_pattern(r"^[ ]*\.\.[ ]+(?P<name>[a-z][\w-]*)::[^\n]*", _LINE),
        lambda match: _indent_lines(f"!!! {match['name']}"),
    ),
    Syntax(
        Message("a quotation between lines >>>", "两行 >>> 之间的引文"),
        (">>>",),
        lazy_pattern(r"^[ ]{0,3}>>>[ ]*$", _LINE),
        lambda _: Message("> before each line", "每行前写 >"),
    ),
    Syntax(
        Message("a file to include (--8<--)", "引入文件（--8<--）"),
        ("8<-",),
        lazy_pattern(r"^[ ]*-+8<-+[^\n]*", _LINE),
        lambda _: Message("the text itself", "直接写出内容"),
    ),
    Syntax(
        Message("a line of a program", "程序语句"),
        ("import ", "export "),
        lazy_pattern(r"^(?:import[ ][\w{}*,$ ]+[ ]from[ ][\"'][^\"'\n]+[\"'];?|export[ ](?:default|const)[ ][^\n]*)[ ]*$", _LINE),
        lambda _: Message("nothing: prose runs no programs", "删去：正文不运行程序"),
    ),
    Syntax(
        Message("struck-out text (~)", "删除线（~）"),
        ("~",),
        lazy_pattern(r"(?<![^\s(（])~(?=[^\s~])(?P<words>[^~\n]*[^\s~])~(?![\w~])"),
        _write(r"~~\g<words>~~"),
        is_certain=True,
    ),
    Syntax(
        Message("a heading with spaces before it", "前面有空格的小标题"),
        (" #", "\t#"),
        lazy_pattern(r"^[ ]{1,3}(?=#{1,6}[ \t])(?P<heading>#[^\n]*)", _LINE),
        lambda match: Message(f"{match['heading']}, without the spaces before it", f"{match['heading']}，前面不空格"),
    ),
    Syntax(
        Message("a note within the line (^[…])", "行内脚注（^[…]）"),
        ("^[",),
        lazy_pattern(r"\^\[(?P<words>[^\[\]\n]+)\]"),
        _write(r"[^1]"),
    ),
    Syntax(
        Message("a number with a bracket (1))", "带括号的序号（1)）"),
        (") ", ")\t"),
        lazy_pattern(r"^(?P<indent>[ >]*)(?P<number>\d{1,9})\)(?=[ \t]+\S)", _LINE),
        lambda match: f"{int(match['number'])}.",
        is_certain=True,
    ),
    Syntax(
        Message("a task that is neither open nor done", "既非待办也非完成的任务"),
        ("[/]", "[-]", "[>]", "[<]", "[!]", "[?]", "[*]"),
        lazy_pattern(r"^(?P<indent>[ >]*)(?P<item>[-*+]|\d+\.)[ ]+\[[/\-><!?*]\](?=[ ]+\S)", _LINE),
        lambda match: f"{match['item']} [ ]",
    ),
    Syntax(
        Message("a formula ($$) within a line", "行内的 $$ 公式"),
        ("$$",),
        lazy_pattern(r"(?<!\n\n)(?<!\A)(?<![$\n >])[ ]?\$\$(?P<formula>[^$\n]+)\$\$|^[ ]*\$\$(?P<first>[^$\n]+)\$\$(?=[ ]*[^\s$])", _LINE),
        lambda match: f"${(match['formula'] or match['first']).strip()}$",
        is_certain=True,
    ),
    Syntax(
        Message("a formula within code ($`…`$)", "代码里的公式（$`…`$）"),
        ("$`", "`$"),
        lazy_pattern(rf"\$(?:`[^`\n]+`|{MASK}+)\$"),
        lambda _: "$…$",
    ),
    Syntax(
        Message("a comment of Obsidian (%%)", "Obsidian 注释（%%）"),
        ("%%",),
        lazy_pattern(r"%%(?P<words>(?:(?!%%|\n[ \t]*\n).)*)(?:%%|$)", re.DOTALL),
        lambda _: Message("nothing, or the words without %%", "删去，或去掉 %% 只留文字"),
    ),
    Syntax(
        Message("an anchor of Obsidian (^id)", "Obsidian 锚点（`^id`）"),
        (" ^",),
        lazy_pattern(r"(?<=[^\s])[ ]\^[a-z0-9][a-z0-9-]{3,}[ ]*$", _LINE),
        lambda _: Message("nothing: links lead to headings, guide:ID#heading", "删去：链接指向小标题，如 `guide:ID#heading`"),
    ),
    Syntax(
        Message("a placeholder of templates", "模板占位符"),
        ("{{", "{%"),
        lazy_pattern(r"\{\{(?P<words>[^{}\n]*)\}\}|\{%[^\n]*?%\}"),
        _write_placeholder,
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
        Message("a role ({name}`…`)", "角色标记（{name}`…`）"),
        ("}`",),
        lazy_pattern(rf"\{{(?P<name>[a-z][\w:+-]*)\}}(?:`[^`\n]+`|{MASK}+)"),
        lambda _: Message("a link, or the words alone", "链接，或只写文字"),
    ),
    Syntax(
        Message("options of Kramdown ({::…})", "Kramdown 选项（{::…}）"),
        ("{::",),
        lazy_pattern(r"\{::[^{}\n]*\}"),
        lambda _: Message("nothing", "删去"),
    ),
    Syntax(
        Message("words in brackets with attributes ([…]{…})", "带属性的方括号文字（[…]{…}）"),
        ("]{",),
        lazy_pattern(r"(?<!\!)\[(?P<words>[^\[\]\n]+)\]\{[:.#][^{}\n]*\}"),
        _write(r"<span>\g<words></span>"),
    ),
    Syntax(
        Message("a progress bar ([=…%])", "进度条（[=…%]）"),
        ("[=",),
        lazy_pattern(r"\[=[ ]*(?P<value>\d[\d.]*(?:%|/\d+))[^\]\n]*\]"),
        _write(r"\g<value>"),
    ),
    Syntax(
        Message("a target of MyST ((name)=)", "MyST 锚点（`(name)=`）"),
        (")=",),
        lazy_pattern(r"^\((?P<name>[\w-]+)\)=[ ]*$", _LINE),
        lambda match: Message(f"{{#{match['name']}}} at the end of the heading", f"小标题末尾的 {{#{match['name']}}}"),
    ),
    Syntax(
        Message("a table of contents", "目录标记"),
        ("toc]", "TOC]", "Toc]", "TOC_]", "toc_]", "toc}"),
        lazy_pattern(r"^[ ]{0,3}(?:@?\[\[?_?(?i:toc)_?\]\]?(?<!^\[TOC\])|\{:toc\})[ ]*$", _LINE),
        lambda _: Message("[TOC], or nothing: a page lists its headings anyway", "[TOC]，或删去：页面本来就有目录"),
    ),
)
_PROGRAMS_IN_CODE = lazy_pattern(
    r"^[ \t>]*(?:`{3,}|~{3,})[ ]*\{?\.?(?P<language>mermaid|plantuml|puml|dot|graphviz|d2|vega-lite|wavedrom|math"
    r"|latex-math|[a-z-]+(?=\}))\b[^\n]*$",
    _LINE,
)
"""The first line of a fenced block that another program shows as a picture, a formula or a block."""
_FORMULA_LANGUAGES = frozenset({"math", "latex-math"})


def _check_programs_in_code(source: ProseSource) -> Iterator[Problem]:
    """A diagram in a fenced block is shown as its code."""
    for match in _PROGRAMS_IN_CODE.finditer(source.text):
        language, line = match["language"], match[0].strip()
        if "{" in line and f"{{{language}}}" not in line.replace(" ", ""):
            continue  # `{ .python }` is the language of code
        if f"{{{language}}}" in line.replace(" ", ""):
            name, form = Message("a directive (```{name})", "指令（```{name}）"), _indent_lines(f"!!! {language}")
        elif language in _FORMULA_LANGUAGES:
            name, form = (
                Message("a formula in a block of code", "代码块里的公式"),
                Message("$$ before and after the formula", "公式前后各写一行 $$"),
            )
        else:
            name = Message("a diagram in code", "代码写成的图")
            form = Message("a picture of the diagram", "图的图片")
        yield source.problem_at(match.start() + len(match[0]) - len(match[0].lstrip()), "PR257", came=line, syntax=name, form=form)


def check_syntax(source: ProseSource, *, inline: bool = False) -> Iterator[Problem]:
    """Markdown must not use syntax that this site does not render. With `inline`, syntax that begins a line is plain words."""
    for syntax in SYNTAXES:
        if inline and syntax.pattern.pattern.startswith("^"):
            continue
        if source.has_any(syntax.markers) and syntax.pattern.search(source.text):  # masks the text only if it may have a problem
            yield from _find(source, syntax)
    if source.has_any(("```", "~~~")):
        yield from _check_programs_in_code(source)


def _find(source: ProseSource, syntax: Syntax) -> Iterator[Problem]:
    for match in syntax.pattern.finditer(source.running_text):
        came = source.text[match.start() : match.end()]
        form = syntax.form(match)
        start = match.end("indent") if "indent" in syntax.pattern.groupindex else match.start() + len(came) - len(came.lstrip())
        is_certain = syntax.is_certain and MASK not in match[0]
        fix = ((start, match.end(), form),) if is_certain and isinstance(form, str) else ()
        if isinstance(form, str) and MASK in form:
            form = Message("the words without the marks", "去掉标记，只留文字")
        yield source.problem_at(start, "PR257", came=came.strip().partition("\n")[0], syntax=syntax.name, form=form, fix=fix)
