"""The text of YAML as it is written in a file, which messages point into. It is read and parsed once for all problems of a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path

from yaml import Node

from prospectus.load import yaml
from prospectus.model.fields import FieldPath


class YamlSource:
    """The YAML of a file, or the front matter of one in Markdown."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def lines(self) -> list[str]:
        """Its lines, without line ends."""
        return self.text.split("\n")

    @cached_property
    def root(self) -> Node | None:
        """Its nodes, with their places. Raises YamlError."""
        return yaml.compose_document(self.text)

    @cached_property
    def _item_starts(self) -> list[tuple[int, int]]:
        """The offsets at which items of a list may start, which are hyphens at the start of a line, and the lines before each."""
        starts, lines, end = [], 0, 0
        for match in re.finditer(r"^- ", self.text, re.MULTILINE):
            lines += self.text.count("\n", end, match.start())
            end = match.start()
            starts.append((end, lines))
        return starts

    def extract_item(self, prefix: FieldPath, data: Mapping[str, object]) -> tuple[int, str]:
        """Return the number of lines before the list item at `prefix`, and the text of the item; an empty text when it is not `data`.

        With it, a list of many records with problems is not parsed for each of them.
        """
        starts = self._item_starts
        if len(prefix) != 1 or not isinstance(prefix[0], int) or prefix[0] >= len(starts):
            return 0, ""
        start, lines = starts[prefix[0]]
        end = starts[prefix[0] + 1][0] if prefix[0] + 1 < len(starts) else None
        item = self.text[start:end]
        try:
            return (lines, item) if yaml.parse(item) == (data,) else (0, "")
        except yaml.YamlError:
            return 0, ""


def read_source(path: Path, first_line: int, *, is_front_matter: bool) -> YamlSource:
    """Return the YAML that starts on a line of a file. Raises OSError and UnicodeDecodeError."""
    status = path.stat()
    return _read(path, first_line, is_front_matter, (status.st_mtime_ns, status.st_size, status.st_ino))


@lru_cache(maxsize=4)
def _read(path: Path, first_line: int, is_front_matter: bool, _: tuple[int, int, int]) -> YamlSource:
    """Return the source of a file in one state: its time, its size and its inode."""
    text = path.read_text(encoding="utf-8-sig")
    text = "\n".join(text.split("\n")[first_line - 1 :]) if first_line > 1 else text
    return YamlSource(text.split("\n---", 1)[0] + "\n" if is_front_matter else text)
