"""Follows the examples in the documents: writes the files they show, runs the commands they show, and compares the output.

Of a Markdown page, these fenced blocks are read. The file of a block is the last path in backticks on the line before it, if that line ends
with a colon: "Write `content/site.yml`:".

- `console`: lines that begin with `$ ` are commands; the lines after a command are its output. A line `…` stands for any lines, and
  `…` in a line for any text.
- `diff`: lines of the file to remove (`-`), to add (`+`) and to keep (` `).
- `csv`: the whole file. Any other block with a file is appended to it, or is a new file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PATH = re.compile(r"`([\w./-]*[./][\w./-]*)`[^`]*[:：]$")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the file it belongs to (or None), its text, and its line on the page."""

    language: str
    path: str | None
    text: str
    line: int


def iter_blocks(page: str) -> Iterator[Block]:
    for match in FENCE.finditer(page):
        lines_before = page[: match.start()].rstrip().splitlines()
        path_match = PATH.search(lines_before[-1]) if lines_before else None
        yield Block(match[1], path_match[1] if path_match else None, match[2], page[: match.start()].count("\n") + 1)


def follow(page: str, folder: Path, execute: Callable[[str], str]) -> None:
    """Do in `folder` what a page shows. `execute` runs a command and returns its output."""
    for block in iter_blocks(page):
        if block.language == "console":
            for command, expected in split_commands(block.text):
                actual = execute(command)
                assert output_matches(expected, actual), f"line {block.line}: $ {command}\n{actual}"
        elif block.path is not None:
            write_block(block, folder / block.path)


def write_block(block: Block, file: Path) -> None:
    old_text = file.read_text(encoding="utf-8") if file.exists() else ""
    file.parent.mkdir(parents=True, exist_ok=True)
    if block.language != "diff":
        file.write_text(("" if block.language == "csv" else old_text) + block.text, encoding="utf-8")
        return
    lines = block.text.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -\n")
    after = "".join(line[1:] for line in lines if line[0] in " +\n")
    assert f"\n{old_text}".count(f"\n{before}") == 1, f"line {block.line}: these lines must occur once in {block.path}:\n{before}"
    file.write_text(f"\n{old_text}".replace(f"\n{before}", f"\n{after}")[1:], encoding="utf-8")


def split_commands(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a console block with its expected output."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def output_matches(expected: str, actual: str) -> bool:
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line).replace("…", ".*") for line in expected.splitlines(keepends=True)
    )
    return re.fullmatch(pattern, actual if actual.endswith("\n") or not actual else f"{actual}\n") is not None
