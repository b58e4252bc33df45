"""Tells HTML tags from words between `<` and `>`, such as `C<D 且 a>b`, so that no word is lost as a tag that nobody meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from prospectus.patterns import lazy_pattern

LESS_THAN = "\ufdd0"
"""Stands for a `<` that is text while Markdown is converted. Unicode never assigns this noncharacter, and no text has a use for it."""
ELEMENTS = frozenset(
    (
        "a abbr address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br button canvas caption "
        "center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font "
        "footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link listing "
        "main map mark marquee math menu menuitem meta meter nav nobr noembed noframes noscript object ol optgroup option output p param "
        "picture plaintext portal pre progress q rb rp rt rtc ruby s samp script search section select slot small source span strike "
        "strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp"
    ).split()
)
"""The elements of HTML, of today and of earlier versions."""
WITHOUT_END_TAG = frozenset(
    (
        "area base basefont bgsound body br col colgroup dd dt embed frame head hr html img input li link meta option optgroup p param rb "
        "rp rt rtc source tbody td tfoot th thead tr track wbr"
    ).split()
)
"""The elements that are complete without an end tag."""
BOOLEAN_ATTRIBUTES = frozenset(
    (
        "allowfullscreen alt async autofocus autoplay checked class compact controls default defer disabled download formnovalidate hidden "
        "href id inert ismap itemscope loop markdown multiple muted name nohref nomodule noshade novalidate nowrap open playsinline "
        "readonly required reversed selected src style title type value"
    ).split()
)
"""The attributes that may stand without a value."""
_ATTRIBUTE = r"""\s+([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
ATTRIBUTE = lazy_pattern(_ATTRIBUTE)
"""An attribute of a tag: its name and, if it has one, its value as written."""
_ATTRIBUTE_NAME = lazy_pattern(r"[A-Za-z_:@][A-Za-z0-9_:.@-]*")
_BRACKET = lazy_pattern(
    rf"<(?:(?P<comment>!--(?:>|->|.*?-->))|(?P<address>https?://[^<>]*>|[^<> !\\]+@[^@<> \\]+>)"
    rf"|(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<attributes>(?:{_ATTRIBUTE})*+)\s*/?>)?",
    re.DOTALL | re.IGNORECASE,
)
"""A `<`, with the comment, the address or the tag (CommonMark 0.31, 6.6) that it begins, if any."""

_INLINE_TARGET, _DEFINED_TARGET = lazy_pattern(r"<[^<>\n]*>"), lazy_pattern(r"<[^<>\s]*>")


class Role(Enum):
    """What a `<` begins."""

    TEXT = "text"
    TAG = "tag"
    COMMENT = "comment"
    ADDRESS = "address"
    """An address in angle brackets, also as the target of a link: `[words](<a b>)`."""


class Bracket(NamedTuple):
    """A `<` in Markdown, from `start` to the `end` of what it begins, exclusive."""

    start: int
    end: int
    role: Role
    name: str = ""
    """The name of the element of a tag, in lower case."""
    attributes: str = ""
    """The attributes of a tag as written."""
    is_end: bool = False
    """Whether a tag is an end tag."""


def iter_brackets(text: str) -> Iterator[Bracket]:
    """Yield each `<` of a Markdown text, in code too.

    `<name …>` is a tag if `name` is an element of HTML or occurs with its end tag, and if its attributes are attributes of HTML or have
    values; otherwise it is text. A tag without attributes and without its counterpart, such as `a<b>c`, is text as well.
    """
    matches = list(_BRACKET.finditer(text))
    starts, ends = _first_and_last_tags(matches)
    for match in matches:
        role = _role_of(match, starts, ends)
        if role is Role.TEXT:
            yield Bracket(match.start(), match.start() + 1, role)
        else:
            yield Bracket(match.start(), match.end(), role, (match["name"] or "").lower(), match["attributes"] or "", bool(match["end"]))


def mark_text_brackets(text: str) -> str:
    """Return Markdown in which `LESS_THAN` replaces each `<` that is text. Code may be treated alike: there all of them are text."""
    text = text.replace(LESS_THAN, "\ufffd")
    if "<" not in text:
        return text
    characters = list(text)
    for bracket in iter_brackets(text):
        if bracket.role is Role.TEXT:
            characters[bracket.start] = LESS_THAN
    return "".join(characters)


def _first_and_last_tags(matches: list[re.Match[str]]) -> tuple[dict[str, int], dict[str, int]]:
    """Return, by element, the offset of the first start tag and the offset of the last end tag."""
    starts: dict[str, int] = {}
    ends: dict[str, int] = {}
    for match in matches:
        if match["name"] and match["end"]:
            ends[match["name"].lower()] = -1 if match["attributes"].strip() else match.start()
        elif match["name"]:
            starts.setdefault(match["name"].lower(), match.start())
    return starts, ends


def _role_of(match: re.Match[str], starts: dict[str, int], ends: dict[str, int]) -> Role:
    before = match.string[max(0, match.start() - 8) : match.start()]
    if match["comment"]:
        return Role.COMMENT
    if match["address"] or _is_link_target(match.string, match.start(), before.rstrip(" ")[-2:]):
        return Role.ADDRESS
    if before.endswith("\\") and not before.endswith("\\\\"):
        return Role.TEXT
    if not match["name"]:
        return Role.TEXT
    name, attributes = match["name"].lower(), match["attributes"]
    if attributes and (match["end"] or not _are_attributes(attributes)):
        return Role.TEXT
    if name in ELEMENTS and (name in WITHOUT_END_TAG or attributes.strip()):
        return Role.TAG
    has_counterpart = starts.get(name, len(match.string)) < match.start() if match["end"] else ends.get(name, -1) > match.start()
    return Role.TAG if has_counterpart else Role.TEXT


def _is_link_target(text: str, start: int, before: str) -> bool:
    """Return whether the `<` at an offset begins the target of a link, in its place or in a definition."""
    pattern = {"](": _INLINE_TARGET, "]:": _DEFINED_TARGET}.get(before)
    return pattern is not None and pattern.match(text, start) is not None


def _are_attributes(attributes: str) -> bool:
    """Return whether these can be the attributes of a tag: each has a value, or may stand without one."""
    return all(
        _ATTRIBUTE_NAME.fullmatch(name) and (value or name.lower() in BOOLEAN_ATTRIBUTES or name.startswith("data-"))
        for name, value in ATTRIBUTE.findall(attributes)
    )
