"""Reads the head of a published page as a crawler does."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path


@dataclass
class Head:
    """What a page says of itself, and the links on it."""

    language: str = ""
    title: str = ""
    heading: str = ""
    """The text of its first heading."""
    description: str = ""
    canonical: str = ""
    indexed: bool = True
    properties: dict[str, str] = field(default_factory=dict)
    """The Open Graph properties; of several with one name, the last."""
    links: list[str] = field(default_factory=list)


def read_head(path: Path) -> Head:
    """Return the head of the page in a file."""
    parser = _HeadParser()
    parser.feed(path.read_text(encoding="utf-8"))
    return parser.head


class _HeadParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.head = Head()
        self._target = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.head.language = values.get("lang", "")
        elif tag == "meta" and "property" in values:
            self.head.properties[values["property"]] = values["content"]
        elif tag == "meta" and values.get("name") == "description":
            self.head.description = values["content"]
        elif tag == "meta" and values.get("name") == "robots":
            self.head.indexed = "noindex" not in values["content"]
        elif tag == "link" and values.get("rel") == "canonical":
            self.head.canonical = values["href"]
        elif tag == "a":
            self.head.links.append(values.get("href", ""))
        if tag == "title" or (tag == "h1" and not self.head.heading):
            self._target = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._target:
            self._target = ""

    def handle_data(self, data: str) -> None:
        if self._target == "title":
            self.head.title += data
        elif self._target == "h1":
            self.head.heading += data
