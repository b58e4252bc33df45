"""Finds the feed in a text: where its document begins and ends, and whether it may be parsed. Nothing here is a parser.

Servers put things around a feed: warnings of PHP before it, scripts and times of generation after it. They are cut off and told. A feed
without an end is refused, and so is one that declares entities, or is too deep or too large.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from prospectus.problems.message import Message

MAX_DEPTH = 200
"""Maximum nesting depth of elements."""
MAX_TAGS = 100_000
"""Maximum number of tags."""
MAX_TAG_LENGTH = 5_000
"""Maximum length of a tag with its attributes, in characters: parsing time is quadratic in it."""
MAX_PROLOG_LENGTH = 20_000
"""Number of characters in which the start of the feed must be."""
ROOT_ELEMENTS = ("rss", "feed", "rdf")
_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[\]]*>)*", re.DOTALL | re.IGNORECASE)
_ENTITIES = re.compile("<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ROOT = re.compile(r"<((?:[\w.-]{1,40}:)?(\w{1,40}))")
_FEED_START = re.compile(r"<\?xml\s|<(?:[\w.-]{1,40}:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_HTML_PAGE = re.compile("<(?:!doctype|!entity|html|head|body|opml|soap)", re.IGNORECASE)
_MARKUP_START = re.compile(r"<(?:(!--)|(!\[CDATA\[)|(\?)|(!)|(/?)[A-Za-z_])")
_MARKUP_ENDS = ("-->", "]]>", "?>", ">")
_MISCELLANEOUS = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
"""What XML allows after the end of a document (XML 1.0, 2.1)."""
_TAG_NAME = re.compile(r"</?([\w:.-]{1,80})")
CUT_OFF = Message("it is cut off", "内容不完整，没有结尾")


class NotAFeed(Exception):
    """The bytes are not a feed, or one that must not be parsed; the message gives the reason as half a sentence."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """The text of a feed from its root element to its end."""

    text: str
    before: str = ""
    """What stands before it and is no part of an XML document."""
    after: str = ""
    """What stands after it and is no part of an XML document."""


def find_xml_document(text: str) -> FeedDocument:
    """Return the feed in a text, without XML declaration and document type. Raises NotAFeed."""
    document = text[_prolog_end(text) :]
    root, before = _ROOT.match(document), ""
    if _ENTITIES.match(document):
        raise NotAFeed(Message("it declares entities", "其中声明了实体"))
    if root is None or root[2].lower() not in ROOT_ELEMENTS:
        before, document = _skip_to_feed(document, root)
    end = _find_end(document)
    after = document[end:]
    allowed = _MISCELLANEOUS.match(after)
    return FeedDocument(document[:end], before.strip(), after[allowed.end() if allowed else 0 :].strip())


def _prolog_end(text: str) -> int:
    prolog = _PROLOG.match(text[:MAX_PROLOG_LENGTH])
    return prolog.end() if prolog else 0


def _skip_to_feed(text: str, root: re.Match[str] | None) -> tuple[str, str]:
    """Return what stands before the feed, and the text from its root element on. Raises NotAFeed if there is none in the text."""
    start = _FEED_START.search(text[:MAX_PROLOG_LENGTH])
    if start is None or _HTML_PAGE.search(text[: start.start()]):
        if root:
            raise NotAFeed(Message(f"it starts with <{root[2]}>", f"开头是 <{root[2]}>"))
        raise NotAFeed(Message("it is neither XML nor JSON", "既不是 XML，也不是 JSON"))
    before, document = text[: start.start()], text[start.start() :]
    document = document[_prolog_end(document) :]
    if _ENTITIES.match(document):
        raise NotAFeed(Message("it declares entities", "其中声明了实体"))
    inner_root = _ROOT.match(document)
    if inner_root is None or inner_root[2].lower() not in ROOT_ELEMENTS:
        name = inner_root[2] if inner_root else "?"
        raise NotAFeed(Message(f"it starts with <{name}>", f"开头是 <{name}>"))
    return before, document


def _find_end(text: str) -> int:
    """Return the offset at which the root element ends. Checks the number, depth and length of tags on the way; raises NotAFeed.

    When tags within are not closed, the root element ends with its last end tag.
    """
    root = _ROOT.match(text)
    root_name = root[1].lower() if root else ""
    position, tags, depth, last_end = 0, 0, 0, -1
    while markup := _MARKUP_START.search(text, position):
        comment, cdata, instruction, declaration, closing = markup.groups()
        end = _MARKUP_ENDS[0 if comment else 1 if cdata else 2 if instruction else 3]
        position = text.find(end, markup.end())
        if declaration or position < 0:
            if last_end >= 0:
                return last_end
            raise NotAFeed(Message("it declares something in its midst", "正文中间有声明") if declaration else CUT_OFF)
        if end == ">":
            tags += 1
            depth += -1 if closing else text[position - 1] != "/"
            _check_tag(position - markup.start(), tags, depth)
        position += len(end)
        if closing and _is_end_of(text[markup.start() : markup.start() + 90], root_name):
            last_end = position
            if depth <= 0:
                return last_end
    if last_end < 0:
        raise NotAFeed(CUT_OFF)
    return last_end


def _is_end_of(tag: str, root_name: str) -> bool:
    name = _TAG_NAME.match(tag)
    return name is not None and name[1].lower() == root_name


def _check_tag(length: int, tags: int, depth: int) -> None:
    if length > MAX_TAG_LENGTH:
        raise NotAFeed(
            Message(f"one of its tags is longer than {MAX_TAG_LENGTH:,} characters", f"有一个标签超过 {MAX_TAG_LENGTH:,} 个字符")
        )
    if tags > MAX_TAGS:
        raise NotAFeed(Message(f"it has more than {MAX_TAGS:,} elements", f"元素超过 {MAX_TAGS:,} 个"))
    if depth > MAX_DEPTH:
        raise NotAFeed(Message(f"its elements stand more than {MAX_DEPTH} deep", f"元素嵌套超过 {MAX_DEPTH} 层"))
