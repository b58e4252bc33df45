"""Finds the source text that a stale translation was made from, in the history of git. Only its hash is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from prospectus.load import yaml
from prospectus.load.git import run_git
from prospectus.text.translations import hash_source

MAX_REVISIONS = 40
"""The most revisions of a file that are looked at, the newest first."""


class FormerSources:
    """The former texts of the files of a site, by hash. Nothing is read before it is asked for."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._texts: dict[str, Mapping[str, str]] = {}

    def find(self, path: str, source_hash: str) -> str | None:
        """Return the text with a hash that a file once held; None if git does not know it."""
        if path not in self._texts:
            revisions = (self._run_git("log", "--format=%H", f"--max-count={MAX_REVISIONS}", "--", path) or "").split()
            contents = (self._run_git("show", f"{revision}:./{path}") for revision in reversed(revisions))
            self._texts[path] = {
                hash_source(text): text for content in contents if content is not None for text in _iter_texts(path, content)
            }
        return self._texts[path].get(source_hash)

    def _run_git(self, *arguments: str) -> str | None:
        """Return what git prints; None if it fails, is not installed, or prints something else than UTF-8."""
        printed = run_git(self._root, *arguments)
        try:
            return printed.decode() if printed is not None else None
        except UnicodeDecodeError:
            return None


def _iter_texts(path: str, content: str) -> Iterator[str]:
    """Yield the texts of a file: its Markdown, and every text in its YAML."""
    content = content.removeprefix("\ufeff").replace("\r\n", "\n")
    if path.endswith(".md"):
        front, _, body = content.partition("\n---\n") if content.startswith("---\n") else ("", "", content)
        yield body
        _, newline, after_heading = body.lstrip("\n").partition("\n")
        if newline and body.lstrip("\n").startswith("# "):  # the title of a plain page
            yield after_heading
        content = front.removeprefix("---\n")
    try:
        yield from _iter_strings(yaml.parse(content))
    except yaml.YamlError:
        return


def _iter_strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _iter_strings(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _iter_strings(item)
