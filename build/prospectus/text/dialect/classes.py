"""The classes that editors may write: those of Material's dialect and their own, but none that the style sheets of the site give a meaning.

`site_classes.txt` lists the classes of the style sheets; `scripts/docs` writes it. With one of them, an editor could hide words or give
them the look of something that they are not.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from prospectus.patterns import lazy_pattern
from prospectus.text.dialect.types import ADMONITION_TYPES

DIALECT_CLASSES = ADMONITION_TYPES | frozenset(
    (
        "admonition admonition-title align-center align-left align-right annotate card cards end filename footnote footnote-backref "
        "footnote-ref formula formula-source grid highlight hll icon-in-text inline keys lg linenos md-button md-button--primary middle "
        "tab tab-title tabs task-list task-list-item toc toctitle"
    ).split()
)
"""The classes that the dialect makes or gives a meaning."""
_MADE_BY_LIBRARIES = lazy_pattern(r"[a-z][a-z]?[0-9a-z]?|(?:language|key)-[\w#.+-]+|[lp]-[A-Za-z-]+")
"""Classes of Pygments, of the language of code and of keys."""
_MATERIAL = "md-"
_SITE_CLASSES = Path(__file__).with_name("site_classes.txt")
_CLASS = lazy_pattern(r' class="([^"]*)"')


@cache
def _read_site_classes() -> frozenset[str]:
    return frozenset(_SITE_CLASSES.read_text(encoding="utf-8").split())


def is_own_class(name: str) -> bool:
    """Return whether editors may write a class."""
    if name in DIALECT_CLASSES or _MADE_BY_LIBRARIES.fullmatch(name):
        return True
    return not name.startswith(_MATERIAL) and name not in _read_site_classes()


def remove_site_classes(html: str) -> str:
    """Return sanitised HTML without the classes that editors may not write."""
    return _CLASS.sub(_keep_own, html) if ' class="' in html else html


def _keep_own(match: re.Match[str]) -> str:
    names = match[1].split()
    kept = [name for name in names if is_own_class(name)]
    if len(kept) == len(names):
        return match[0]
    return f' class="{" ".join(kept)}"' if kept else ""
