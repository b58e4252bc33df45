"""The theme folders: the site's own overrides first, then the theme that comes with Prospectus."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from prospectus.errors import ProspectusError, UsageError
from prospectus.problems import Message
from prospectus.publish.asset_names import LOADING_SUFFIXES, HashedAsset, hash_assets
from prospectus.render.artifact import Artifact

IGNORED_FILES = (".DS_Store", "Thumbs.db")
ASSETS = "assets/"
_LINK = re.compile(r"(\{\{-?\s*base\s*-?\}\}/assets/)([\w./-]+)")
"""A link in a template to a file in `assets/`."""
TEMPLATE_PATTERNS = ("*.html", "book/*.css", "book/*.opf", "book/*.xml", "print/*.css")
"""Patterns of templates: for pages, parts of books and print."""

NOT_UTF_8 = Message("The template {path} must be UTF-8.", "模板 {path} 必须是 UTF-8 编码。")


def packaged_folder() -> Path:
    """Return the theme folder that comes with Prospectus, from the wheel or the checkout; raises ProspectusError if there is none."""
    here = Path(__file__).resolve()
    for folder in (here.parents[1] / "theme", here.parents[3] / "theme"):
        if (folder / "main.html").is_file():
            return folder
    raise ProspectusError(
        Message("The theme of Prospectus is not installed; install the package again.", "缺少 Prospectus 自带的主题；请重新安装软件包。")
    )


def find_folders(custom: str | None) -> tuple[Path, ...]:
    """Return the theme folders, the one with the highest priority first; `custom` is the site's own theme folder."""
    packaged_theme = packaged_folder()
    if custom is None or Path(custom).resolve() == packaged_theme:
        return (packaged_theme,)
    return (Path(custom).resolve(), packaged_theme)


def load_templates(theme_folders: tuple[Path, ...]) -> dict[str, str]:
    """Return the text of our templates by path; a template of an earlier folder overrides one of a later folder."""
    return {
        path.relative_to(folder).as_posix(): _read_template(path)
        for folder in reversed(theme_folders)
        for pattern in TEMPLATE_PATTERNS
        for path in sorted(folder.rglob(pattern))
    }


def _read_template(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise UsageError(NOT_UTF_8.fill(path=path)) from None


@dataclass(frozen=True, slots=True)
class Assets:
    """The files in `assets/` of the theme."""

    files: tuple[Artifact, ...]
    """Each file under its own name, and styles, scripts and what they load under a name with a hash as well."""
    hashed_names: Mapping[str, str]
    """The names of styles and scripts with their hash, by their own name; both relative to `assets/`."""


def load_assets(theme_folders: tuple[Path, ...]) -> Assets:
    """Return the assets of the theme folders, styles and scripts minified."""
    files = {artifact.path.removeprefix(ASSETS): artifact.body for artifact in _iter_files(theme_folders)}
    hashed = _hash_assets(tuple(files.items()))
    names = {name: asset.name for name, asset in hashed.items() if name.endswith(LOADING_SUFFIXES)}
    plain = (Artifact(f"{ASSETS}{name}", body) for name, body in files.items())
    return Assets((*plain, *(Artifact(f"{ASSETS}{asset.name}", asset.body) for asset in hashed.values())), names)


@lru_cache(maxsize=2)
def _hash_assets(files: tuple[tuple[str, bytes], ...]) -> dict[str, HashedAsset]:
    return hash_assets(dict(files))


def name_assets(templates: Mapping[str, str], hashed_names: Mapping[str, str]) -> dict[str, str]:
    """Return templates in which links to styles and scripts of the theme have the names with a hash."""
    return {
        name: _LINK.sub(lambda match: f"{match[1]}{hashed_names.get(match[2], match[2])}", source) if name.endswith(".html") else source
        for name, source in templates.items()
    }


def _iter_files(theme_folders: tuple[Path, ...]) -> Iterator[Artifact]:
    """Yield the files in `assets/`, styles and scripts minified; a file of an earlier folder overrides one of a later folder."""
    seen: set[str] = set()
    for folder in theme_folders:
        for path in sorted((folder / "assets").rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and name not in seen and path.name not in IGNORED_FILES:
                seen.add(name)
                yield Artifact(name, _minify(path.suffix, path.read_bytes()))


@cache
def _minify(suffix: str, body: bytes) -> bytes:
    """Return a style sheet or a script without comments and needless space; comments that begin with `!`, such as licences, stay."""
    minify = _load_minifiers().get(suffix)
    return minify(body, keep_bang_comments=True) if minify else body


@cache
def _load_minifiers() -> dict[str, Callable[..., bytes]]:
    """Return the functions that minify, by file name suffix. Imported late: a build with nothing to do has no use for them."""
    from rcssmin import cssmin  # noqa: PLC0415
    from rjsmin import jsmin  # noqa: PLC0415

    return {".css": cssmin, ".js": jsmin}
