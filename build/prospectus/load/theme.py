"""Loads from the theme folders what is checked together with the content: interface words and the paths of templates."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from prospectus.cache.cache import BuildCache
from prospectus.load.character_check import check_yaml
from prospectus.load.interface_words import WordsByLanguage, load_words
from prospectus.problems import Message, Problem, make_problem

OWN_FILE = Message("a copy of the file in the folder of the theme", "把文件复制到主题目录中")


@dataclass(frozen=True)
class ThemeSources:
    """The interface words of the theme, and templates of the site that nothing uses."""

    words: WordsByLanguage
    unused_templates: tuple[tuple[str, str], ...] = ()
    """Templates of the site's own theme that are named as page templates were named earlier: the path of each, and the right one."""
    own_words: WordsByLanguage = field(default_factory=dict)
    """Those of them that the site's own theme has."""
    problems: tuple[Problem, ...] = ()
    """What must not be in the site's own theme: links that lead out of it, and some characters in its interface words."""


def load_theme(root: Path, theme_folders: Sequence[Path], cache: BuildCache | None = None) -> ThemeSources:
    """Return the sources of the theme in `theme_folders`, the folder with the highest priority first; paths are relative to `root`."""
    own_folders = theme_folders[:-1]
    words, own_words = (load_words([folder / "words" for folder in reversed(folders)], cache) for folders in (theme_folders, own_folders))
    problems = (*_iter_link_problems(root, own_folders), *_iter_word_problems(root, own_folders))
    return ThemeSources(words, tuple(_find_unused_templates(root, theme_folders)), own_words, problems)


def _iter_link_problems(root: Path, own_folders: Sequence[Path]) -> Iterator[Problem]:
    """Yield a problem for each symbolic link in the site's own theme that leads out of its folder."""
    for folder in own_folders:
        for place, folders, files in os.walk(folder):
            for path in (Path(place, name) for name in sorted((*folders, *files))):
                if path.is_symlink() and not _resolve(path).is_relative_to(folder.resolve()):
                    yield make_problem(_to_site_path(root, path), 1, 1, "PR027", came=path.readlink(), form=OWN_FILE)


def _resolve(path: Path) -> Path:
    """Return where a link leads; the root of the file system if it leads in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return Path(path.anchor)


def _iter_word_problems(root: Path, own_folders: Sequence[Path]) -> Iterator[Problem]:
    """Yield the problems of the characters in the interface words of the site's own theme."""
    for path in sorted(path for folder in own_folders for path in folder.glob("words/*.yml")):
        for violation in check_yaml(path.read_text(encoding="utf-8"), ("words",))[1]:
            problem = make_problem(
                _to_site_path(root, path), violation.line, violation.column, violation.code, None, **violation.list_params()
            )
            yield replace(problem, fix=violation.fix)


def _find_unused_templates(root: Path, theme_folders: Sequence[Path]) -> list[tuple[str, str]]:
    """Return the templates beside the folder `pages/` of the site's own theme that have the name of a page template."""
    *own_folders, packaged_folder = theme_folders
    page_templates = {path.name for path in (packaged_folder / "pages").glob("*.html")}
    return [
        (_to_site_path(root, path), _to_site_path(root, folder / "pages" / path.name))
        for folder in own_folders
        for path in sorted(folder.glob("*.html"))
        if path.name in page_templates
    ]


def _to_site_path(root: Path, path: Path) -> str:
    """Return a path relative to the root of the site; the whole path if it is elsewhere."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
