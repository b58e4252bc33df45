"""Checks the links and pictures of Markdown: each must lead to a page of this site or to a full address."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from prospectus.model.registry import KINDS_BY_NAME
from prospectus.model.text_files import record_of_text
from prospectus.model.values.reference import URL_SCHEMES
from prospectus.patterns import lazy_pattern
from prospectus.problems import Message, Problem
from prospectus.text.angle_brackets import ATTRIBUTE, Bracket, Role
from prospectus.text.markdown import MarkdownRenderer
from prospectus.text.relative_links import resolve_path
from prospectus.validate.known_names import KnownNames
from prospectus.validate.prose.files import SiteFiles, check_alternative, check_file, check_rights, is_file, write_path
from prospectus.validate.prose.link import Link
from prospectus.validate.prose.source import MASK, ProseSource, Replacement

_SPACES = r"[ \t]+(?=[^\s\"'()<>][^()<>\n\"']*\))"
INLINE_LINK = rf"\](?<!\\\])\(\s*<?((?<=<)[^<>\n]+(?=>)|(?:[^\s()>]|\([^\s()<>]*\)|\(|{_SPACES})+)"
"""A target may hold brackets and, as the library reads it, spaces; but what follows spaces and begins with a quotation mark is a title."""
REFERENCE_LINK = r"\[(?:(?<=^\[)|(?<=^ \[)|(?<=^  \[)|(?<=^   \[))(?!\^)[^\]]+\]:\s*<?((?<=<)[^<>\n]+(?=>)|[^\s>]+)"
LINK = lazy_pattern(f"{INLINE_LINK}|{REFERENCE_LINK}", re.MULTILINE)
"""The two ways to write a link in Markdown, besides HTML.

Each alternative begins with a literal character, followed by a lookbehind for what must precede it. This lets the regex engine skip to
positions where a link may begin.
"""
SAVED_PICTURE = Message(
    "{picture}, with the picture saved as {path}; or a link to it: {link}", "{picture}，图片存为 {path}；也可以改用链接：{link}"
)
PICTURE_FOLDER = "content/assets"
"""Where pictures are kept that several texts show."""
LINK_FORMS = Message("[words](notice:ID) or [words](https://…)", "[文字](notice:ID) 或 [文字](https://…)")
_ID = lazy_pattern(r'\bid="([^"]*)"')
_OTHER_HOST = lazy_pattern(r"(?:https?:|[/\\]{2})", re.IGNORECASE)
_FILE = lazy_pattern(r"\.(?!(?:md|markdown|html?|ya?ml)$)[A-Za-z][A-Za-z0-9]{1,4}$", re.IGNORECASE)
_WIKI_LINK = lazy_pattern(r"!?\[\[(?P<target>(?!_?toc_?\])[^\[\]\n|]+)(?:\|(?P<words>[^\[\]\n]*))?\]\](?!\()", re.IGNORECASE)


def iter_links(source: ProseSource) -> Iterator[Link]:
    """Yield the links and pictures of a text that are neither in code nor in comments."""
    if "](" in source.text or "]:" in source.text:
        text = source.without_comments
        for match in LINK.finditer(text):
            group = match.lastindex or 0
            target = source.text[slice(*match.span(group))]
            if "）" not in target or text[match.end() : match.end() + 1] == ")":  # else no link: its bracket is full-width
                yield Link(match.start(group), target, *(_find_words(text, match) if group == 1 else _find_use(text, match)))
    for bracket in source.brackets:
        if bracket.role is Role.TAG and bracket.name in ("a", "img") and bracket.attributes:
            yield from _iter_html_links(bracket)


def _find_words(text: str, match: re.Match[str]) -> tuple[str, bool]:
    """Return the words of an inline link, and whether it is a picture."""
    depth = 0
    for offset in range(match.start(), max(-1, match.start() - 500), -1):
        depth += {"]": 1, "[": -1}.get(text[offset], 0)
        if depth == 0:
            return text[offset + 1 : match.start()].replace(MASK, ""), text[offset - 1 : offset] == "!"
    return "", False


def _find_use(text: str, match: re.Match[str]) -> tuple[str, bool]:
    """Return the alternative text of the picture that uses a definition, and whether there is one."""
    name = re.escape(match[0][1 : match[0].index("]:")])
    picture = re.search(rf"!\[([^\]\n]*)\]\[{name}\]|!\[({name})\](?![(\[])", text, re.IGNORECASE) if "![" in text else None
    return ((picture[1] or picture[2]), True) if picture else ("", False)


def _iter_html_links(tag: Bracket) -> Iterator[Link]:
    values = {match[1].lower(): match for match in ATTRIBUTE.finditer(tag.attributes) if match[2]}
    match = values.get("href" if tag.name == "a" else "src")
    if match is not None:
        offset = tag.start + len("<") + len(tag.name) + match.start(2) + (match[2][0] in "\"'")
        alt = values["alt"][2].strip("\"'") if "alt" in values else ""
        yield Link(offset, unescape(match[2].strip("\"'")).strip(), alt, tag.name == "img", in_html=True)


def check_links(source: ProseSource, root: Path, names: KnownNames, files: SiteFiles) -> Iterator[Problem]:
    """A link must lead to an existing page of this site, to a file or to a full address, and a picture must be the site's own."""
    for link in iter_links(source):
        scheme, colon, _ = link.target.partition(":")
        if link.is_picture:
            yield from _check_picture(source, link, files)
        elif ":" not in link.target and is_file(resolve_path(source.folder, link.target), files):
            yield from check_file(source, link, files)
        elif link.target.startswith("#") or (colon and scheme.lower() in URL_SCHEMES) or not link.target:
            continue
        elif link.in_html and colon and scheme not in (*KINDS_BY_NAME, "list", "page"):
            continue  # the check of HTML reports schemes that are not published
        elif not names.resolves(resolve_target(source, link.target)):
            yield from _report_target(source, link, root, names, files)
    if "[[" in source.text:
        yield from _check_wiki_links(source, names)


def resolve_target(source: ProseSource, link: str) -> str:
    """Return the target of a link in a text, without its fragment: `guide:fees` for a link to the file `fees.md`, others as written."""
    target = link.partition("#")[0]
    if not target.endswith(".md") or ":" in target:
        return target
    file = resolve_path(posixpath.dirname(source.file.path), target)
    key = record_of_text(file) if file is not None else None
    return ":".join(key) if key is not None else target


def _report_target(source: ProseSource, link: Link, root: Path, names: KnownNames, files: SiteFiles) -> Iterator[Problem]:
    target, _, fragment = link.target.partition("#")
    meant = _find_target(source, target, names)
    if meant is None and _is_file(source, target, root):
        yield from check_file(source, link, files)
        return
    if meant is not None and fragment in _list_headings(_find_file(source, target, root)):
        meant = f"{meant}#{fragment}"
    similar = _find_similar_text(source, target, names) if meant is None else None
    meant = meant or (f"{similar}#{fragment}" if similar is not None and fragment else similar)
    suggestion = meant or names.suggest_target(target)
    form: str | Message = LINK_FORMS
    if meant is not None and meant.partition(":")[0] != target.partition(":")[0]:
        form = meant  # another notation, such as the path of a file
    elif isinstance(suggestion, str):
        form = Message(f"[words]({suggestion})", f"[文字]({suggestion})")
    fix: tuple[Replacement, ...] = ((link.offset, link.offset + len(link.target), meant),) if meant is not None else ()
    yield source.problem_at(link.offset, "PR203", came=link.target, target=target, form=form, fix=fix)


def _find_target(source: ProseSource, target: str, names: KnownNames) -> str | None:
    """Return the target that is meant; a relative path is read from the folder of the text first."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(source.file.path), target)) if not re.search("[:：]", target) else ""
    return (names.find_target(path) if path and not target.startswith("/") else None) or names.find_target(target)


def _find_similar_text(source: ProseSource, target: str, names: KnownNames) -> str | None:
    """Return the path, as it is written, of the text that is most like the one that a link to a Markdown file names; None if none is."""
    kind, _, key = resolve_target(source, target).partition(":")
    suggestion = names.suggest_id(kind, key) if key and target.endswith(".md") else None
    name = PurePosixPath(target).name
    if not isinstance(suggestion, str) or not name.startswith(key):
        return None
    return target[: len(target) - len(name)] + suggestion + name[len(key) :]


def _list_headings(file: Path | None) -> tuple[str, ...]:
    """Return the ids of the headings of a Markdown file."""
    if file is None or file.suffix != ".md":
        return ()
    return tuple(map(unescape, _ID.findall(MarkdownRenderer().render_unresolved(file.read_text(encoding="utf-8", errors="replace"))[0])))


def _check_picture(source: ProseSource, link: Link, files: SiteFiles) -> Iterator[Problem]:
    """A picture must be one of this site's own, and must say what it shows."""
    if _OTHER_HOST.match(link.target):
        yield source.problem_at(link.offset, "PR263", came=link.target, form=_describe_saved(source, link))
    elif ":" in link.target:
        if not link.in_html:  # the check of HTML reports schemes that are not published
            yield source.problem_at(link.offset, "PR203", came=link.target, target=link.target, form=LINK_FORMS)
    else:
        yield from check_file(source, link, files)
        yield from check_alternative(source, link)
        yield from check_rights(source, link, files.rights)


def _describe_saved(source: ProseSource, link: Link) -> Message:
    """Return how a picture of another host becomes one of the site's own."""
    name = link.target.partition("?")[0].partition("#")[0].rpartition("/")[2] or "picture.png"
    path = f"{PICTURE_FOLDER}/{name}"
    picture = link.with_target(write_path(source.folder, path))
    return SAVED_PICTURE.fill(picture=picture, path=path, link=link._replace(is_picture=False).with_target(link.target))


def _is_file(source: ProseSource, target: str, root: Path) -> bool:
    """Return whether a target is a file, by its name or because it exists."""
    path = target.partition("?")[0]
    return ":" not in path and (bool(_FILE.search(path)) or _find_file(source, path, root) is not None)


def _find_file(source: ProseSource, target: str, root: Path) -> Path | None:
    """Return the file that a relative path means, as seen from the text, from its page or from the folders of content; else None."""
    path = unquote(target.partition("?")[0].partition("#")[0]).lstrip("/")
    try:
        places = (root / source.file.path).parent, root / "content", root
        files = [(place / seen).resolve() for place in places for seen in (path, path.lstrip("./"))]
        return next((file for file in files if file.is_file() and file.is_relative_to(root.resolve())), None)
    except (OSError, ValueError):
        return None


def _check_wiki_links(source: ProseSource, names: KnownNames) -> Iterator[Problem]:
    """A link between double brackets is shown as typed."""
    for match in _WIKI_LINK.finditer(source.running_text):
        if MASK in match[0]:
            continue
        target = names.find_target(match["target"].strip())
        words = (match["words"] or match["target"]).strip()
        form: str | Message = f"[{words}]({target})" if target else Message(f"[{words}](guide:ID)", f"[{words}](guide:标识)")
        if match[0].startswith("!"):
            form = Message(f"![alternative text]({words})", f"![替代文字]({words})")
        syntax = Message("a link of a wiki ([[…]])", "维基链接（[[…]]）")
        fix = ((match.start(), match.end(), form),) if isinstance(form, str) else ()
        yield source.problem_at(match.start(), "PR257", came=match[0], syntax=syntax, form=form, fix=fix)
