"""Escapes colons within YAML flow collections: `[19:30, list:term]` is valid YAML 1.2, but libyaml 0.1 rejects it.

The colons are replaced by private-use characters while libyaml parses the text, which avoids the slow parser in Python. The same is done
with question marks, which libyaml reads as key indicators there, as in `{url: https://lakeside.example/?a=b}`. Texts that the two parsers
might read differently for other reasons are left to the parser in Python.
"""

from __future__ import annotations

import re
from typing import Any

ERROR_MESSAGE = "found unexpected ':'"
"""The error message of libyaml for such a colon."""
_COLON, _QUESTION_MARK = "\uf8f0", "\uf8f1"
"""The replacements: private-use code points, which are ordinary characters to YAML."""
_IN_WORD = re.compile(r":(?<=[^ \n\[\]{},]:)(?=[^ \n])")
_AMBIGUOUS = re.compile(
    rf"""(?mx)
    : (?<![^ \n\[\]{{}},]:) [^ \n]                              # a colon that starts a word
    | [&!?] (?<![^ \n\[\]{{}},:?"'].)                           # an anchor, a tag, a key of several lines
    | [\t\r\x85\u2028\u2029\ufeff{_COLON}{_QUESTION_MARK}]      # other spaces and line breaks
    | ^(?:[ ]+$ | \.\.\.)                                       # lines of spaces alone, and the end of a document
    """
)


def escape(text: str) -> str | None:
    """Return `text` with colons and question marks within words escaped, or None where the two parsers might read it differently."""
    return None if _AMBIGUOUS.search(text) else _IN_WORD.sub(_COLON, text).replace("?", _QUESTION_MARK)


def unescape(value: Any) -> Any:
    """Return a value parsed from an escaped text, with the original characters restored in keys and values."""
    if isinstance(value, str):
        return value.replace(_COLON, ":").replace(_QUESTION_MARK, "?")
    if isinstance(value, tuple):
        return tuple(map(unescape, value))
    return {unescape(key): unescape(item) for key, item in value.items()} if isinstance(value, dict) else value
