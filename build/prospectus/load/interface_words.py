"""Loads the words of the interface, by language, from the `words/` folders of the theme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from prospectus.cache.cache import BuildCache, digest
from prospectus.errors import UsageError
from prospectus.load import yaml
from prospectus.problems import Message

WordsByLanguage = Mapping[str, Mapping[str, str]]
"""By language, then by key."""


def load_words(folders: Iterable[Path], cache: BuildCache | None = None) -> WordsByLanguage:
    """Return the words in `LANGUAGE.yml` of each folder; words of later folders override those of earlier ones.

    `cache` caches parsed files by their text. Raises UsageError when a file is not valid YAML or not UTF-8.
    """
    words: dict[str, dict[str, str]] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.yml")):
            words.setdefault(path.stem, {}).update(_read_words(path, cache or BuildCache()))
    return words


def _read_words(path: Path, cache: BuildCache) -> dict[str, str]:
    try:
        text = path.read_text(encoding="utf-8")
        return cache.get_or_compute("words", digest(text), lambda: dict(_flatten(yaml.parse(text) or {}, "")))
    except (yaml.YamlError, UnicodeDecodeError):
        raise UsageError(
            Message(f"{path} must be a YAML file of interface words in UTF-8.", f"{path} 必须是 UTF-8 编码的界面用语 YAML 文件。")
        ) from None


def _flatten(tree: object, prefix: str) -> Iterable[tuple[str, str]]:
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from _flatten(value, f"{prefix}.{key}" if prefix else str(key))
    else:
        yield prefix, str(tree)
