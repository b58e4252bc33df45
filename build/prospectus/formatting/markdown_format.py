"""Formats a Markdown file: its front matter like YAML, and in the text only the ends of lines. Lines are never wrapped anew."""

from __future__ import annotations

import re

from prospectus.formatting.key_order import KeyOrder
from prospectus.formatting.yaml_format import MeaningChangedError, format_yaml
from prospectus.scheduling.front_matter import split_front_matter
from prospectus.scheduling.yaml_edit import YamlEditError
from prospectus.text.markdown import MarkdownRenderer

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_PREFORMATTED = re.compile(r"(<pre.*?</pre>)", re.DOTALL)
_BLOCKS = (
    "address|article|aside|blockquote|br|d[dlt]|details|div|figcaption|figure|h[1-6r]|li|ol|p|section|summary|table|t[dhr]|tbody|thead|ul"
)
_BEFORE_BLOCK = re.compile(rf" (?=</?(?:{_BLOCKS})\b)")
HARD_BREAK = "  "
"""Two spaces at the end of a line within a paragraph break it there."""


def format_markdown(text: str, order: KeyOrder | None = None) -> str:
    """Return the formatted text of a Markdown file with LF line ends. Raises UnreadableTextError and MeaningChangedError."""
    try:
        opening, fields, rest = split_front_matter(text)
    except YamlEditError:
        return _format_body(text)
    fence, newline, body = rest.partition("\n")
    return opening + format_yaml(fields, order) + fence.rstrip() + newline + _format_body(body)


def _format_body(body: str) -> str:
    """Return a text without white space that means nothing. Raises MeaningChangedError when it would be shown differently."""
    if not body.strip():
        return body
    formatted = "\n".join(_strip_lines(body.split("\n"))).rstrip("\n") + "\n"
    if formatted != body:
        renderer = MarkdownRenderer()
        if _show(renderer, formatted) != _show(renderer, body):
            raise MeaningChangedError
    return formatted


def _show(renderer: MarkdownRenderer, text: str) -> list[str]:
    """Return what readers see of a text: its HTML, without the white space that browsers do not show outside code."""
    html = str(renderer.render_unresolved(text)[0])
    return [part if part.startswith("<pre") else _BEFORE_BLOCK.sub("", " ".join(part.split())) for part in _PREFORMATTED.split(html)]


def _strip_lines(lines: list[str]) -> list[str]:
    """Return lines without white space at their ends, except in code and where it breaks a line."""
    stripped: list[str] = []
    fence = ""
    for number, line in enumerate(lines):
        match = _FENCE.match(line)
        if fence:
            stripped.append(line)
            fence = "" if match and match[1].startswith(fence) and not line.strip(" `~") else fence
            continue
        if match:
            fence = match[1]
        following = lines[number + 1] if number + 1 < len(lines) else ""
        stripped.append(_strip_line(line, following))
    return stripped


def _strip_line(line: str, following: str) -> str:
    bare = line.rstrip()
    if not bare or not line.startswith(("    ", "\t")):
        is_break = bare and following.strip() and line.endswith(HARD_BREAK)
        return bare + HARD_BREAK if is_break else bare
    return line  # it may be code
