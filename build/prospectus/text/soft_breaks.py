"""Soft line breaks between Chinese characters. They are no spaces: editors break long lines of Chinese text anywhere.

The rule is that of CSS Text Level 4, 4.1.3: a break between two wide characters is removed, unless one of them is Hangul, which has spaces
between words. So is one between a wide character and a punctuation mark of ambiguous width, such as “ or —.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from prospectus.patterns import lazy_pattern

_WIDE = (
    "\u2e80-\u312f\u3190-\u31ff\u3220-\u325f\u3280-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uf900-\ufaff\ufe10-\ufe1f\ufe30-\ufe6f"
    "\uff01-\uff9f\uffe0-\uffe6\U00020000-\U0003ffff"
)
"""Ranges of wide characters: Han, Kana, Bopomofo, Yi, their punctuation and full-width forms; no Hangul."""
_AMBIGUOUS = "“”‘’—…·"
_IS_WIDE, _IS_JOINED = lazy_pattern(f"[{_WIDE}]"), lazy_pattern(f"[{_WIDE}{_AMBIGUOUS}]")
_BREAK = lazy_pattern(rf"\n[ \t]*(?=[{_WIDE}{_AMBIGUOUS}])")
_FOLD = lazy_pattern(r"""([^\s"'\\]{1,6})[ \t]*\n[ \t]*(?=([^\s"'\\]{1,6}))""")
"""A line break with up to six characters on both sides; more context makes a mistake unlikely where the words occur twice."""
_INLINE_ELEMENTS = "a|abbr|b|code|del|em|i|ins|kbd|mark|q|rp|rt|ruby|s|samp|small|span|strong|sub|sup|time|u|var"
_INLINE_TAG = lazy_pattern(rf"</?(?:{_INLINE_ELEMENTS})(?: [^<>]*)?>")
_HTML_BREAK = lazy_pattern(rf"[ \t]*\n[ \t]*(?=(?:</?(?:{_INLINE_ELEMENTS})(?: [^<>]*)?>)*([{_WIDE}{_AMBIGUOUS}]))")
_PREFORMATTED = lazy_pattern(r"<pre\b.*?</pre>", re.DOTALL)


def is_joined(before: str, after: str) -> bool:
    """Return whether a line break between two characters is no space; an empty string is no character."""
    both = _IS_JOINED.match(before) and _IS_JOINED.match(after)
    return bool(both and (_IS_WIDE.match(before) or _IS_WIDE.match(after)))


class JoinedText:
    """A text without its soft line breaks between Chinese characters, with the way back to the offsets of the source."""

    def __init__(self, source: str) -> None:
        spans = [
            match.span() for match in _BREAK.finditer(source) if is_joined(source[match.start() - 1 : match.start()], source[match.end()])
        ]
        self._removed = [end - start for start, end in spans]
        self.text = _remove(source, spans)
        self._offsets = [start - before for (start, _), before in zip(spans, accumulate(self._removed, initial=0), strict=False)]
        self._totals = [0, *accumulate(self._removed)]

    def to_source(self, offset: int) -> int:
        """Return the offset in the source of an offset in the text."""
        return offset + self._totals[bisect_right(self._offsets, offset)]


def join_lines(text: str) -> str:
    """Return a text without its soft line breaks between Chinese characters. Other line breaks stay."""
    return JoinedText(text).text if _BREAK.search(text) else text


def join_folded_lines(value: str, source: str) -> str:
    """Return the value of a YAML text in several lines without the spaces that stand for line breaks between Chinese characters.

    `source` is the text as written. YAML makes a space of each line break in it (YAML 1.2.2, 6.5).
    """
    position = 0
    for match in _FOLD.finditer(source):
        if is_joined(match[1][-1:], match[2][:1]):
            found = value.find(f"{match[1]} {match[2]}", position)
            start = found + len(match[1]) if found >= 0 else value.find(f"{match[1][-1]} {match[2][0]}", position) + 1
            if start > 0:
                value, position = value[:start] + value[start + 1 :], start
    return value


def join_html_lines(html: str) -> str:
    """Return HTML without the soft line breaks between Chinese characters in running text; tags of inline elements may stand between."""
    if not _HTML_BREAK.search(html):
        return html
    preformatted = [range(*match.span()) for match in _PREFORMATTED.finditer(html)]
    breaks = [match for match in _HTML_BREAK.finditer(html) if not any(match.start() in span for span in preformatted)]
    return _remove(html, [match.span() for match in breaks if is_joined(_last_character(html, match.start()), match[1])])


def _last_character(html: str, end: int) -> str:
    """Return the last character of running text before an offset, behind tags of inline elements; an empty string if there is none."""
    while html[end - 1 : end] == ">":
        start = html.rfind("<", 0, end)
        if start < 0 or not _INLINE_TAG.fullmatch(html, start, end):
            return ""
        end = start
    return html[end - 1 : end] if end else ""


def _remove(text: str, spans: list[tuple[int, int]]) -> str:
    """Return a text without some spans, which are in order."""
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    return "".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
