"""Colons within brackets: `[19:30, list:term]` is YAML 1.2, and libyaml 0.1 refuses it.

Other characters stand in for them while libyaml reads, so that the slow parser in Python need not; and for question marks, which
libyaml takes for keys there, as in `{url: https://lakeside.example/?a=b}`. What the two parsers take differently for other reasons is
left to the one in Python.
"""

from __future__ import annotations

import re
from typing import Any

REFUSAL = "found unexpected ':'"
"""What libyaml says of such a colon."""
_COLON, _QUESTION_MARK = "\uf8f0", "\uf8f1"
"""What stands in: of private use, and characters like any other to YAML."""
_WITHIN_A_WORD = re.compile(r":(?<=[^ \n\[\]{},]:)(?=[^ \n])")
_DOUBTFUL = re.compile(
    rf"""(?mx)
    : (?<![^ \n\[\]{{}},]:) [^ \n]                              # a colon that starts a word
    | [&!?] (?<![^ \n\[\]{{}},:?"'].)                           # an anchor, a tag, a key of several lines
    | [\t\r\x85\u2028\u2029\ufeff{_COLON}{_QUESTION_MARK}]      # other spaces and line breaks
    | ^(?:[ ]+$ | \.\.\.)                                       # lines of spaces alone, and the end of a document
    """
)


def hidden(text: str) -> str | None:
    """Return `text` with stand-ins for what stands within words; None where the parsers might differ."""
    return None if _DOUBTFUL.search(text) else _WITHIN_A_WORD.sub(_COLON, text).replace("?", _QUESTION_MARK)


def shown(value: Any) -> Any:
    """Return a value that was read from a text with stand-ins, as it was written."""
    if isinstance(value, str):
        return value.replace(_COLON, ":").replace(_QUESTION_MARK, "?")
    if isinstance(value, tuple):
        return tuple(map(shown, value))
    return {shown(key): shown(each) for key, each in value.items()} if isinstance(value, dict) else value
