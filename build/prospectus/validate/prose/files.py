"""Checks the pictures and downloads of a text: each must be there, and a picture must say what it shows."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from urllib.parse import quote, unquote

from prospectus.load.stray_files import COPY, describe_leftover
from prospectus.media.file_types import PICTURE_SUFFIXES, RUNNING_SUFFIXES, suffix_of
from prospectus.model.urls import CONTENT_FOLDER
from prospectus.patterns import lazy_pattern
from prospectus.problems import Message, Problem
from prospectus.text.relative_links import resolve_path
from prospectus.validate.prose.link import Link
from prospectus.validate.prose.source import ProseSource

MISSING = Message("there is no such file", "找不到这个文件")
CASE = Message("the file is called {name}, and capitals count", "文件名是 {name}，须区分大小写")
ELSEWHERE = Message("the file is in another folder", "文件在另一个目录")
ABSOLUTE = Message("the path must be relative to the file that holds the text", "路径须相对于所在的文件书写")
OUTSIDE = Message("it leads out of the site's folder", "它指向站点目录之外")
SAVED = Message("{link}, with the file saved as {path}", "{link}，文件存为 {path}")
NO_PICTURE = Message("no picture that browsers show", "浏览器不能显示的图片")
PICTURE_FORM = Message("a picture saved as JPEG, PNG, WebP or SVG", "另存为 JPEG、PNG、WebP 或 SVG 的图片")
NOT_PUBLISHED = Message("a PDF, a picture, an office document or an archive", "PDF、图片、办公文档或压缩包")
ALT_FORM = Message(
    "`![what the picture shows]({target})`; for one that says nothing: `![]({target}){{.decorative}}`",
    "`![图片内容]({target})`；纯装饰的图片写 `![]({target}){{.decorative}}`",
)
RIGHTS_FORM = Message("{form} after the picture", "在图片后面写 {form}")
_SIMILARITY = 0.6
_ATTRIBUTES = lazy_pattern(r""">?(?:\s+(?:"[^"\n]*"|'[^'\n]*'))?\s*\)\{([^}\n]*)\}""")
_DECORATIVE = lazy_pattern(r""">?(?:\s+(?:"[^"\n]*"|'[^'\n]*'))?\s*\)\{:?[^}\n]*\.decorative\b""")
_DECORATIVE_TAG = lazy_pattern(r"""\balt\s*=\s*(?:""|''|(?=[\s/>]))|\bclass\s*=\s*["'][^"']*\bdecorative\b""", re.IGNORECASE)
_NO_WORDS = lazy_pattern(
    r"(?:image|img|picture|pic|photo|screenshot|untitled|alt|figure|图|图片|图像|照片|截图|插图|未命名|屏幕截图)?[\s\d_()（）.:：-]*",
    re.IGNORECASE,
)
"""Alternative text that says nothing, such as `IMG_1234` and `图片 1`."""


@dataclass(frozen=True)
class SiteFiles:
    """The files of the site that are not content, to which links and pictures may lead."""

    paths: tuple[str, ...] = ()
    """Their paths relative to the root, sorted."""
    rights: tuple[str, ...] = ()
    """What each picture must state: `licence`, `source` or both."""

    @cached_property
    def known(self) -> frozenset[str]:
        """The paths, for look-ups."""
        return frozenset(self.paths)

    @cached_property
    def _by_lower_path(self) -> Mapping[str, str]:
        return {path.lower(): path for path in self.paths}

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        return {path.rpartition("/")[2].lower(): path for path in reversed(self.paths)}

    def find_meant(self, path: str) -> tuple[str, Message] | None:
        """Return the file that a path most likely means and why it does not lead there; None if there is no such file."""
        folder, _, name = path.rpartition("/")
        if found := self._by_lower_path.get(path.lower()):
            return found, CASE.fill(name=found.rpartition("/")[2])
        if found := self._by_name.get(name.lower()):
            return found, ELSEWHERE
        siblings = {known.rpartition("/")[2]: known for known in self.paths if known.rpartition("/")[0] == folder}
        close = [siblings[found] for found in get_close_matches(name, siblings, 1, _SIMILARITY)]
        close += [self._by_name[found] for found in get_close_matches(name.lower(), self._by_name, 1, 0.8)]
        return (close[0], MISSING) if close else None

    def find_published_at(self, address: str) -> str | None:
        """Return the file that is published at an address of the site, such as `assets/curve.png`."""
        return next((path for path in (f"{CONTENT_FOLDER}{address}", address) if path in self.known), None)


NO_FILES = SiteFiles()


def is_file(path: str | None, files: SiteFiles) -> bool:
    """Return whether a path leads to a file that is not content."""
    return path is not None and path in files.known


def check_file(source: ProseSource, link: Link, files: SiteFiles) -> Iterator[Problem]:
    """A link or a picture must lead to a file that is there and is published, by a path relative to the file that holds the text."""
    path = resolve_path(source.folder, link.target)
    if path is not None and path in files.known:
        if not is_for_readers(path):
            yield source.problem_at(link.offset, "PR048", came=link.target, form=NOT_PUBLISHED)
        elif link.is_picture and suffix_of(path) not in PICTURE_SUFFIXES:
            yield source.problem_at(link.offset, "PR044", came=NO_PICTURE, form=PICTURE_FORM)
        return
    meant, reason = _explain(link.target, path, files)
    right_target = f"{write_path(source.folder, meant)}{_ending_of(link.target)}" if meant else ""
    if right_target:
        form = link.with_target(right_target)
    else:
        saved = path or CONTENT_FOLDER + unquote(link.target).lstrip("./")
        form = SAVED.fill(link=link.with_target(write_path(source.folder, saved)), path=saved)
    fix = ((link.offset, link.offset + len(link.target), right_target),) if right_target and reason is not MISSING else ()
    yield source.problem_at(link.offset, "PR264", came=link.target, reason=reason, form=form, fix=fix)


def _explain(target: str, path: str | None, files: SiteFiles) -> tuple[str, Message]:
    """Return the file that is meant, or an empty string, and why the target does not lead there."""
    if target.startswith("/"):
        address = unquote(target.partition("#")[0].partition("?")[0]).lstrip("/")
        return files.find_published_at(address) or (files.find_meant(CONTENT_FOLDER + address) or ("", MISSING))[0], ABSOLUTE
    if path is None:
        found = files.find_meant(unquote(target).lstrip("./"))
        return found[0] if found else "", OUTSIDE
    return files.find_meant(path) or ("", MISSING)


def is_for_readers(path: str) -> bool:
    """Return whether a file that is referred to is published: it neither runs nor was left behind by a program."""
    return suffix_of(path) not in RUNNING_SUFFIXES and describe_leftover(path.rpartition("/")[2]) in (None, COPY)


def write_path(folder: str, path: str) -> str:
    """Return the relative path of a file as it is written in Markdown in a file of `folder`; spaces and brackets are percent-encoded."""
    relative = posixpath.relpath(path, folder or ".")
    return "".join(quote(character) if character in " ()<>%#?\"'" else character for character in relative)


def _ending_of(target: str) -> str:
    return f"#{target.partition('#')[2]}" if "#" in target else ""


def check_alternative(source: ProseSource, link: Link) -> Iterator[Problem]:
    """A picture must have alternative text that says what it shows, or say that it is decorative."""
    if not _is_decorative(source, link) and is_wordless(link.words, link.target):
        came = link.words.strip() or Message("nothing", "空")
        target = link.target if " " not in link.target else f"<{link.target}>"
        yield source.problem_at(link.offset, "PR042", came=came, form=ALT_FORM.fill(target=target))


def _is_decorative(source: ProseSource, link: Link) -> bool:
    if link.in_html:
        start = source.text.rfind("<", 0, link.offset)
        return _DECORATIVE_TAG.search(source.text[start : source.text.find(">", link.offset) + 1]) is not None
    return _DECORATIVE.match(source.text[link.offset + len(link.target) : link.offset + len(link.target) + 400]) is not None


def check_rights(source: ProseSource, link: Link, rights: tuple[str, ...]) -> Iterator[Problem]:
    """A picture must state its licence and its source, if the site asks for them."""
    if not rights:
        return
    tail = source.text[link.offset + len(link.target) :].partition("\n")[0]
    if link.in_html:
        stated = source.text[source.text.rfind("<", 0, link.offset) : source.text.find(">", link.offset)]
    else:
        attributes = _ATTRIBUTES.match(tail)
        stated = attributes[1] if attributes else ""
    missing = [name for name in rights if not re.search(rf"\b{name}\s*=\s*\S", stated)]
    if missing:
        form = "{" + " ".join(f'{name}="…"' for name in missing) + "}"
        yield source.problem_at(link.offset, "PR046", came=link.target, form=RIGHTS_FORM.fill(form=form))


def is_wordless(words: str, path: str) -> bool:
    """Return whether alternative text is missing, is the name of its file, or says nothing."""
    name = unquote(path).rpartition("/")[2].lower()
    alternative, stem = words.strip().lower(), name.rpartition(".")[0]
    return alternative == name or (alternative == stem and not stem.isalpha()) or _NO_WORDS.fullmatch(alternative) is not None
