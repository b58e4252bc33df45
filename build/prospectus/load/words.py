"""The words of the interface, by language, from the `words/` folders of the theme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from prospectus.errors import WrongUse
from prospectus.load import yaml

Words = Mapping[str, Mapping[str, str]]
"""By language, then by key."""


def load_words(folders: Iterable[Path]) -> Words:
    """Read `LANGUAGE.yml` from each folder; words of later folders replace those of earlier ones. Raises WrongUse."""
    words: dict[str, dict[str, str]] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.yml")):
            words.setdefault(path.stem, {}).update(_flat(path))
    return words


def _flat(path: Path) -> dict[str, str]:
    try:
        tree = yaml.parse(path.read_text(encoding="utf-8"))
    except (yaml.Unreadable, UnicodeDecodeError):
        raise WrongUse(f"{path} must be a YAML file of interface words") from None
    return dict(_leaves(tree or {}, ""))


def _leaves(tree: object, prefix: str) -> Iterable[tuple[str, str]]:
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from _leaves(value, f"{prefix}.{key}" if prefix else str(key))
    else:
        yield prefix, str(tree)
