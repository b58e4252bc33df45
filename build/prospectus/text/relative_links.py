"""Resolves relative links between files of the content, as Markdown editors write them: relative to the file that holds the text."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

from markupsafe import escape

from prospectus.patterns import lazy_pattern

_LINK = lazy_pattern(r'<a\b([^<>]*?) href="([^"#:/?][^":]*)"([^<>]*)>(.*?)</a>', re.DOTALL)
"""A link whose address has neither a scheme nor a slash in front."""


@dataclass(frozen=True, slots=True)
class FileLink:
    """Where a link to a file of the content leads on a page."""

    href: str
    """The address, absolute or relative to the page."""
    attributes: str = ""
    """Further attributes of the link, as HTML with a space in front."""
    after: str = ""
    """What follows the link, as HTML."""


FindFile = Callable[[str, str], "FileLink | None"]
"""Returns where the link to a file leads, given its path relative to the root and the fragment of the link; None if it leads nowhere."""


def resolve_path(folder: str, link: str) -> str | None:
    """Return the path, relative to the root of the site, of the file that a link in a file of `folder` means.

    The link may be percent-encoded, and have a query and a fragment. None if it is not relative or leads out of the root.
    """
    path = unquote(link.partition("#")[0].partition("?")[0])
    if not path or path.startswith("/") or "\\" in path or "\0" in path:
        return None
    resolved = posixpath.normpath(posixpath.join(folder, path))
    return None if resolved.startswith(("../", "/")) or resolved in ("..", ".") else resolved


def resolve_links(html: str, folder: str, find: FindFile) -> str:
    """Return sanitised HTML in which each relative link leads to where `find` says; `folder` is that of the text."""

    def replace(match: re.Match[str]) -> str:
        link = unescape(match[2])
        path = resolve_path(folder, link)
        found = find(path, link.partition("#")[2]) if path is not None else None
        if found is None:
            return match[0]
        return f'<a{match[1]} href="{escape(found.href)}"{match[3]}{found.attributes}>{match[4]}</a>{found.after}'

    return _LINK.sub(replace, html) if "<a " in html else html
