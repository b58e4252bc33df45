"""Chinese headings on a phone: a line never ends within a word of the glossary, a date or a number with its unit."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from prospectus.builder.incremental import BuildResult

pytestmark = pytest.mark.browser

QUANTITY = re.compile(r"\d+年(?:\d+月(?:\d+日)?)?|\d+月\d+日|\d+[万亿]?(?:元|桶|手|个工作日)")
READ_LINES = """async (addresses) => {
  const heading = document.querySelector(".page-head h1");
  const lines = {};
  for (const address of addresses) {
    const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    heading.innerHTML = page.querySelector("h1").innerHTML;
    const text = heading.firstChild && document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
    const rows = new Map();
    while (text.nextNode()) {
      for (let index = 0; index < text.currentNode.length; index++) {
        const range = document.createRange();
        range.setStart(text.currentNode, index);
        range.setEnd(text.currentNode, index + 1);
        const top = Math.round(range.getBoundingClientRect().bottom);
        rows.set(top, (rows.get(top) ?? "") + range);
      }
    }
    lines[address] = [...rows.values()];
  }
  return lines;
}"""
"""Shows the heading of each page in place of the heading of the open page, and returns its lines by address."""


def list_words(folder: Path) -> list[str]:
    """Return the Chinese names of all terms that fit into a line, without notes in brackets."""
    terms = json.loads((folder / "data/term.json").read_text(encoding="utf-8"))["records"]
    names = [re.sub(r"\s*[(（].*", "", term["title"]["zh"]).strip("“”") for term in terms]
    return [name for name in names if 2 <= len(name) <= 10 and "/" not in name]


def find_split_words(lines: list[str], words: list[str]) -> list[str]:
    """Return the words and quantities in a heading that no line holds as a whole. Longer words may contain a shorter one by chance."""
    heading = "".join(lines)
    expected = [*(word for word in words if word in heading), *QUANTITY.findall(heading)]
    return [word for word in expected if not any(word in line for line in lines)]


def test_headings_of_guides_lessons_and_notices_break_between_words(visiting: Any, repository: BuildResult) -> None:
    folder = repository.folder
    addresses = [
        f"/{page.parent.relative_to(folder)}/" for kind in ("guides", "lessons", "notices") for page in folder.glob(f"{kind}/*/index.html")
    ]
    with visiting(390) as visit:
        visit.open("notices/")
        lines = visit.page.evaluate(READ_LINES, addresses)
    wrapped = {address: rows for address, rows in lines.items() if len(rows) > 1}
    assert len(wrapped) > 20
    words = list_words(folder)
    assert {address: split for address, rows in wrapped.items() if (split := find_split_words(rows, words))} == {}
    assert {address: rows for address, rows in wrapped.items() if any(len(row.strip()) < 2 for row in rows)} == {}
