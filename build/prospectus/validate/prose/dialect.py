"""Checks the syntax that Material users know where it is used wrongly: formulas, names, blocks without a body, and marks that stay open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import zip_longest

from prospectus.patterns import lazy_pattern
from prospectus.problems import Message, Problem
from prospectus.text.dialect.types import ADMONITION_TYPES
from prospectus.validate.prose.source import MASK, ProseSource

_BLOCK = lazy_pattern(
    r"^(?P<indent>[ ]*)(?P<line>(?:!!!|\?\?\?\+?)[ ]*(?P<name>[A-Za-z][\w-]*)?[^\n]*|===[+!]*[ ]+\"[^\n]*)$", re.MULTILINE
)
_ALERT = lazy_pattern(r"^[ ]*(?:>[ ]?)+\[!(?P<name>[A-Za-z][\w-]*)\]", re.MULTILINE)
_ANNOTATION = lazy_pattern(r"\(\d+\)!")
_ANNOTATED = lazy_pattern(r"\{[^{}\n]*\.annotate\b[^{}\n]*\}")
_ANNOTATED_FORM = Message("nothing: the numbers and the list stay", "删去：编号和列表照常显示")
_CAPTION = lazy_pattern(r"^ {0,3}(?P<mark>/{3,})[ ]*caption\b[^\n]*$", re.MULTILINE)
_CAPTION_END = lazy_pattern(r"^ {0,3}(/{3,})[ ]*$", re.MULTILINE)
_CAPTION_FORM = Message("/// on a line of its own, below the words of the caption", "图题写完后，另起一行写 `///`")
_KEYS = lazy_pattern(r"(?<![+\w{])\+\+(?P<keys>[A-Za-z0-9][\w-]*(?:\+[\w-]+)*)\+\+(?!\+)")
_NAME = lazy_pattern(r":(?<![\w:/.]:)(?P<name>\+1|-1|[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*):(?![\w:/])")
_CLOSING = r"|(?<=[^\s=~]){}(?=$|[\s，。；：！？、])"
"""A mark that closes nothing."""
_PAIRS = (
    (
        "==",
        lazy_pattern(
            r"(?<![=A-Za-z0-9!<>])==(?=[^\s=])(?P<words>(?:(?!\n[ \t]*\n|==).)*)(?P<end>(?<=[^\s=])==(?!=))?" + _CLOSING.format("=="),
            re.DOTALL,
        ),
    ),
    (
        "~~",
        lazy_pattern(
            r"(?<!~)~~(?=[^\s~])(?P<words>(?:(?!\n[ \t]*\n|~~).)*)(?P<end>(?<=[^\s~])~~(?!~))?" + _CLOSING.format("~~"), re.DOTALL
        ),
    ),
    ("^^", lazy_pattern(r"(?<!\^)\^\^(?=[^\s^])(?P<words>(?:(?!\n[ \t]*\n|\^\^).)*)(?P<end>(?<=[^\s^])\^\^(?!\^))?", re.DOTALL)),
    ("$$", lazy_pattern(r"(?<![\\$])\$\$(?!\$)(?P<words>(?:(?!\n[ \t]*\n|\$\$).)*)(?P<end>\$\$)?", re.DOTALL)),
)
"""The marks that must be closed in their paragraph."""
_TITLE = lazy_pattern(r"\"[^\"\n]*\"")
_ICON_FORM = Message("an icon by its name, such as :material-home:", "图标的名称，如 :material-home:")
_EMOJI_FORM = Message("the emoji itself, such as 😄", "直接输入表情符号，如 😄")
_LATEX_REASONS = {
    "braces": Message("each {{ needs its }}", "{{ 和 }} 必须成对"),
    "command": Message("{command} is not known or has no place in a page", "{command} 无法识别，或不能用于网页"),
    "empty": Message("there is nothing between its marks", "标记之间没有内容"),
    "length": Message("it is longer than 2,000 characters", "超过2000个字符"),
    "syntax": Message("it cannot be read as LaTeX", "不是正确的 LaTeX"),
}


def check_dialect(source: ProseSource) -> Iterator[Problem]:
    """Formulas must be LaTeX, names must exist, and each block and each mark must be complete."""
    if source.formulas:
        yield from _check_formulas(source)
    if source.has_any(("!!!", "???", "===")):
        yield from _check_blocks(source)
    if source.has_any(("[!",)):
        yield from _check_alerts(source)
    if source.has_any(("++",)):
        yield from _check_keys(source)
    if ":" in source.characters and _NAME.search(source.text):
        yield from _check_icons(source)
    if source.has_any((")!", ".annotate")):
        yield from _check_annotations(source)
    if source.has_any(("///",)):
        yield from _check_captions(source)
    for mark, pattern in _PAIRS:
        if source.has_any((mark,)):
            yield from _check_pairs(source, mark, pattern)


def _check_formulas(source: ProseSource) -> Iterator[Problem]:
    from prospectus.text.dialect.mathematics import LatexError, convert_latex  # noqa: PLC0415  (imports a library)

    for formula in source.formulas:
        try:
            convert_latex(formula.latex.strip())
        except LatexError as error:
            came = source.text[formula.start :].partition("\n")[0] if "\n" in formula.latex else formula.latex
            reason = _LATEX_REASONS[error.reason].fill(command=error.command)
            form = Message("LaTeX such as \\frac{a}{b} or x_1^2", "LaTeX 写法，如 `\\frac{a}{b}` 或 `x_1^2`")
            yield source.problem_at(formula.start, "PR231", came=came, reason=reason, form=form)


def _check_blocks(source: ProseSource) -> Iterator[Problem]:
    """An admonition, a fold or a tab needs indented lines below its first line, and a type that has a title if none is written."""
    for match in _BLOCK.finditer(source.without_code):
        start, line = match.start("line"), source.text[match.start("line") : match.end("line")].rstrip()
        below = next(filter(str.strip, source.text[match.end() :].split("\n")), "")
        if len(below) - len(below.lstrip(" ")) < len(match["indent"]) + 4 and not below.startswith("\t"):
            form = Message("the lines below it, indented by four spaces", "下面各行缩进四格")
            yield source.problem_at(start, "PR233", came=line, form=form)
        if match["name"] and not _TITLE.search(line):
            yield from _check_type(source, source.text.index(match["name"], start), match["name"])


def _check_alerts(source: ProseSource) -> Iterator[Problem]:
    for match in _ALERT.finditer(source.without_code):
        yield from _check_type(source, match.start("name"), match["name"])


def _check_type(source: ProseSource, offset: int, name: str) -> Iterator[Problem]:
    if name.lower() not in ADMONITION_TYPES:
        close = get_close_matches(name.lower(), sorted(ADMONITION_TYPES), 1, 0.6)
        form = close[0] if close else Message("note, tip, warning or another type", "`note`、`tip`、`warning` 等类型")
        kind = Message("a type of note", "提示块类型")
        fix = ((offset, offset + len(name), close[0]),) if close else ()
        yield source.problem_at(offset, "PR232", came=name, kind=kind, form=form, fix=fix)


def _check_annotations(source: ProseSource) -> Iterator[Problem]:
    """An annotation opens nothing: its number and the list of explanations are shown."""
    text, without_code = source.text, source.without_code
    for match in _ANNOTATION.finditer(text):
        if without_code[match.start()] == MASK:
            fix = ((match.end() - 1, match.end(), ""),)
            yield source.problem_at(match.start(), "PR265", came=match[0], form=match[0][:-1], fix=fix)
    for match in _ANNOTATED.finditer(source.running_text):
        yield source.problem_at(match.start(), "PR265", came=text[match.start() : match.end()], form=_ANNOTATED_FORM)


def _check_captions(source: ProseSource) -> Iterator[Problem]:
    """A caption must end, or the rest of the text belongs to it."""
    text = source.without_code
    starts = list(_CAPTION.finditer(text))
    for start, following in zip_longest(starts, starts[1:]):
        body = text[start.end() : following.start() if following is not None else len(text)]
        if start["mark"] not in _CAPTION_END.findall(body):
            yield source.problem_at(start.start("mark"), "PR259", came=start[0].strip(), form=_CAPTION_FORM)


def _check_keys(source: ProseSource) -> Iterator[Problem]:
    from pymdownx.keymap_db import aliases, keymap  # noqa: PLC0415  (needed only by texts with keys)

    for match in _KEYS.finditer(source.running_text):
        for key in match["keys"].split("+"):
            if key not in keymap and key not in aliases:
                close = get_close_matches(key.lower(), [*keymap, *aliases], 1, 0.6)
                form = close[0] if close else f'"{key}"'
                yield source.problem_at(match.start(), "PR232", came=key, kind=Message("a key", "按键"), form=form)


def _check_icons(source: ProseSource) -> Iterator[Problem]:
    from prospectus.text.dialect.icons import SETS, find_emoji, find_icon, find_similar  # noqa: PLC0415  (imports a library)

    for match in _NAME.finditer(source.running_text):
        name = match["name"]
        if find_icon(name) is None and find_emoji(name) is None:
            close = find_similar(name)
            kind = Message("an icon", "图标") if name.startswith(SETS) else Message("an emoji", "表情")
            form = f":{close}:" if close else _ICON_FORM if name.startswith(SETS) else _EMOJI_FORM
            fix = ((match.start(), match.end(), form),) if isinstance(form, str) else ()
            yield source.problem_at(match.start(), "PR232", came=match[0], kind=kind, form=form, fix=fix)


def _check_pairs(source: ProseSource, mark: str, pattern: re.Pattern[str]) -> Iterator[Problem]:
    """A mark that is opened must be closed in the same paragraph."""
    for match in pattern.finditer(source.running_text):
        if match["end"] is None:
            line = source.text[match.start() :].partition("\n")[0]
            form = Message(
                f"{mark}words{mark}, closed in the same paragraph, or \\{mark[0]}\\{mark[0]} for the signs",
                f"{mark}文字{mark}，在同一段内成对书写；要显示符号则写 \\{mark[0]}\\{mark[0]}",
            )
            yield source.problem_at(match.start(), "PR259", came=line.replace(MASK, ""), form=form)
