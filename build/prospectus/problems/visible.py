"""Makes text from files safe to print: what a terminal or a build service would take for a command becomes visible."""

from __future__ import annotations

import re

from prospectus.patterns import lazy_pattern

_UNSAFE = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
)
"""Control characters except tab and newline; characters that are invisible or change the direction of text; lone surrogates."""
_NAMES = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}
_CONTROL = lazy_pattern(f"[{_UNSAFE}]")
_CONTROL_OR_LINE_END = lazy_pattern(f"[{_UNSAFE}\t\n]")
_CREDENTIALS = lazy_pattern(r"(?<=://)(?!…@)[^\s/@]+(?=@)")
"""The user name and the password in a URL; an ellipsis stands for some that are hidden already."""
_BUILD_COMMAND = lazy_pattern(r"^([^\S\n]*):(?=:)|#(?=#(?:\[|vso\[|teamcity\[))", re.MULTILINE)
"""Commands of GitHub Actions (`::name` that begins a line, `##[name]` anywhere), Azure Pipelines and TeamCity."""


def make_visible(text: str) -> str:
    """Return a text of one or more lines in which control characters are escapes, and no line is a command of a build service.

    The section markers of GitLab begin with an escape character, so they are covered too.
    """
    return break_build_commands(_CONTROL.sub(_escape, text))


def escape_controls(text: str) -> str:
    """Return a text on one line, in which control characters, tabs and line ends are escapes."""
    return _CONTROL_OR_LINE_END.sub(_escape, text)


def escape_in_json(text: str) -> str:
    """Return a JSON document in which the same characters and commands are written with JSON escapes. All are within its strings."""
    escaped = _CONTROL.sub(_escape_for_json, text)
    return _BUILD_COMMAND.sub(_escape_for_json, escaped) if "##" in escaped else escaped


def break_build_commands(text: str) -> str:
    """Return a text in which no line is a command of a build service."""
    if ":" not in text and "##" not in text:
        return text
    return _BUILD_COMMAND.sub(lambda match: rf"{match[1]}\x3a" if match[1] is not None else r"\x23", text)


def hide_credentials(text: str) -> str:
    """Return a text in which user names and passwords in URLs are asterisks, as many as they have characters."""
    return _CREDENTIALS.sub(lambda match: "*" * len(match[0]), text) if "@" in text else text


def _escape(match: re.Match[str]) -> str:
    code_point = ord(match[0])
    if match[0] in _NAMES:
        return _NAMES[match[0]]
    return rf"\x{code_point:02x}" if code_point < 0x100 else rf"\u{code_point:04x}" if code_point < 0x10000 else rf"\U{code_point:08x}"


def _escape_for_json(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(rf"\u{units[index]:02x}{units[index + 1]:02x}" for index in range(0, len(units), 2))
