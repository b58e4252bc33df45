"""Asks the search of a built site, with the scripts of the theme in Node, and samples queries from its pages."""

from __future__ import annotations

import json
import random
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from processes import run_process
from tiny import REPOSITORY

SKIPPED = {"script", "style", "template", "svg", "nav", "form", "footer", "button", "aside"}
SKIPPED_CLASSES = {"visually-hidden", "parallel-tool", "toc", "facets", "filter", "subscribe", "pager", "jump", "family", "print-only"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Answer(NamedTuple):
    """What search answers to a query."""

    query: str
    bytes: int
    """How much the first query loads, compressed: what is read ahead and what the query needs."""
    waits: int
    """How often it waits for files before its results can be shown; those asked for at once are waited for once."""
    shards: int
    """How many parts of the dictionary it reads."""
    loose: bool
    """Whether the results hold only some of the words."""
    corrected: list[str]
    hrefs: list[str]


def ask(site: Path, queries: Sequence[str], folder: str = "search/data") -> list[Answer]:
    """Return the answers of the index in a folder of a built site."""
    command = [Path(sys.executable).parent / "node", REPOSITORY / "tests/search_queries.mjs", REPOSITORY / "theme/assets", site / folder]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as asked:
        json.dump(queries, asked)
        asked.seek(0)
        result = run_process(command, stdin=asked, check=True)
    return [Answer(**answer) for answer in json.loads(result.stdout)]


@dataclass
class PageWords:
    """The words of a page as a reader sees them."""

    title: str = ""
    headings: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects title, headings and paragraphs within `#main`."""

    def __init__(self) -> None:
        super().__init__()
        self.words = PageWords()
        self.stack: list[tuple[str, bool]] = []
        self.block = ""
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag in VOID or (not self.stack and attributes.get("id") != "main"):
            return
        classes = set((attributes.get("class") or "").split())
        hidden = tag in SKIPPED or bool(classes & SKIPPED_CLASSES) or "popover" in attributes or "data-unsearched" in attributes
        self.stack.append((tag, hidden or bool(self.stack and self.stack[-1][1])))
        if tag in ("h1", "h2", "h3", "p", "li", "td"):
            self.block, self.text = tag, ""

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or tag in VOID:
            return
        _, hidden = self.stack.pop()
        if tag == self.block:
            words = " ".join(self.text.split())
            if words and not hidden:
                self._take(tag, words)
            self.block, self.text = "", ""

    def _take(self, tag: str, words: str) -> None:
        if tag == "h1":
            self.words.title = words
        else:
            (self.words.headings if tag in ("h2", "h3") else self.words.lines).append(words)

    def handle_data(self, data: str) -> None:
        if self.stack and not self.stack[-1][1]:
            self.text += data


def read_pages(site: Path, prefix: str = "") -> dict[str, PageWords]:
    """Return the words of each page of a locale that search finds, by address; `prefix` is the folder of the locale."""
    manifest = json.loads((site / prefix / "search/data/manifest.json").read_bytes())
    pages = {}
    for number in range(-(-manifest["count"] // manifest["rowsPerFile"])):
        for href, *_ in json.loads((site / prefix / f"search/data/rows/{number}.json").read_bytes())["content"]:
            if "#" not in href:
                reader = _Reader()
                html = (site / href / "index.html").read_text(encoding="utf-8")
                reader.feed(re.sub(r"(</\w+>)(<(?:span|time)\b)", r"\1 \2", html))  # set side by side, not joined to one word
                pages[href] = reader.words
    return pages


def iter_parts(text: str, chance: random.Random, count: int, longest: int = 8) -> Iterator[str]:
    """Yield `count` parts of two or more letters of a text, with none of its marks at their ends."""
    for _ in range(count):
        length = chance.randint(2, longest)
        start = chance.randint(0, max(len(text) - length, 0))
        part = text[start : start + length].strip()
        if len(part) >= 2 and part[0].isalnum() and part[-1].isalnum():
            yield part


def iter_words(text: str, chance: random.Random, longest: int = 4) -> Iterator[str]:
    """Yield up to `longest` words in a row of a text, the last one as far as it is typed."""
    words = re.findall(r"[^\W\d_]{2,}(?: [^\W\d_]{2,})*", text)
    if words:
        row = chance.choice(words).split()
        start = chance.randrange(len(row))
        *whole, last = row[start : start + chance.randint(1, longest)]
        yield " ".join([*whole, last[: chance.randint(min(4, len(last)), len(last))]])
