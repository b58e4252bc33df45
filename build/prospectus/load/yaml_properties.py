"""Explains the anchors and tags of a YAML text, which content does not use: each with its line as it should be written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from prospectus.load.yaml_diagnosis import diagnose
from prospectus.load.yaml_parser import Fault, Property, YamlSyntaxError
from prospectus.load.yaml_repair import quote
from prospectus.load.yaml_violation import YamlViolation
from prospectus.patterns import lazy_pattern
from prospectus.problems import Message

ANCHOR, TAG = (
    Message("the name mark (anchor) {mark}", "名称标记（锚点）{mark}"),
    Message("the type mark (tag) {mark}", "类型标记（标签）{mark}"),
)
BLOCK_BELOW = Message("{line}, and the lines below it as they are", "{line}，下面各行不变")
VALUE_AGAIN = Message("{line}, and the value itself wherever {alias} stands", "{line}，并把各处的 {alias} 换成该内容本身")
_FURTHER_PROPERTIES = lazy_pattern(r"(?:[ \t]+[&!][^\s,\[\]{}]*)*[ \t]*")
_TEXT_IN_BRACKETS, _TEXT_OF_LINE = lazy_pattern(r"[^,\[\]{}\n]*"), lazy_pattern(r"[^\n]*?(?=[ \t]+#|[ \t\r]*(?:\n|$))")


def explain_properties(text: str, properties: Sequence[Property]) -> list[YamlViolation]:
    """Return one violation per anchor, tag, and alias without an anchor, which is rather a text that starts with an asterisk."""
    anchors = {item.text[1:] for item in properties if item.text.startswith("&")}
    aliases = {item.text[1:] for item in properties if item.text.startswith("*")}
    violations = []
    for item in properties:
        if not item.text.startswith("*") and not item.follows_another:
            form = _find_form(text, item, is_used=item.text.startswith("&") and item.text[1:] in aliases)
            mark = (TAG if item.text.startswith("!") else ANCHOR).fill(mark=item.text)
            violations.append(YamlViolation("PR011", *_position(text, item.offset), {"came": mark, "form": form}))
        elif item.text.startswith("*") and item.text[1:] not in anchors:
            violations.append(diagnose(text, YamlSyntaxError(Fault.FIRST_CHARACTER, item.offset)))
    return violations


def _find_form(text: str, item: Property, *, is_used: bool) -> str | Message:
    """Return the line of a property without it; or with its text in quotation marks, if the property is rather the start of a text."""
    begin, stop = text.rfind("\n", 0, item.offset) + 1, (text + "\n").index("\n", item.offset)
    before, rest = text[begin : item.offset], text[item.offset + len(item.text) : stop].rstrip()
    in_brackets = before.count("{") + before.count("[") > before.count("}") + before.count("]")
    has_block = not rest.strip() and _indent(text[stop + 1 :]) > _indent(before)
    if _is_text(item.text, rest.strip()) and not has_block:
        match = (_TEXT_IN_BRACKETS if in_brackets else _TEXT_OF_LINE).match(text, item.offset)
        written = match[0].rstrip() if match else item.text
        return f"{before}{quote(written)}{text[item.offset + len(written) : stop]}".strip()
    further = _FURTHER_PROPERTIES.match(rest)
    line = f"{before}{rest[further.end() if further else 0 :]}".strip()
    if has_block:
        return BLOCK_BELOW.fill(line=line)
    return VALUE_AGAIN.fill(line=line, alias=f"*{item.text[1:]}") if is_used else line


def _is_text(mark: str, rest: str) -> bool:
    """Return whether a mark is rather the start of a text: nothing follows it, or after an exclamation mark plain text does."""
    if not rest or rest[0] in ",]}#":
        return True
    return mark.startswith("!") and not mark.startswith(("!!", "!<")) and re.match(r"[\[{\"'|>&!]", rest) is None


def _indent(lines: str) -> int:
    """Return the indentation of the first line that is not blank, with its hyphens."""
    match = re.match(r"(?:[ \t]*\r?\n)*([ ]*)", lines)
    return len(match[1]) if match and match.end() < len(lines) else -1


def _position(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
