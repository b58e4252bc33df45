"""Strings tagged with a language other than the page's; in HTML they get a `lang` attribute."""

from __future__ import annotations

import re
from typing import Any, Self

from markupsafe import Markup, escape

HAN = frozenset({"ja", "ko", "zh"})
"""The languages written in Han characters."""
_HAN = re.compile("[\u3400-\u9fff]")
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_ISLAND = re.compile(r"<[^>]*>|[\u3000-\u303f\uff00-\uffef]*[\u3400-\u9fff\uf900-\ufaff][\u3000-\u9fff\uf900-\ufaff\uff00-\uffef]*")


class _Tagged(str):
    """A string with a BCP 47 language tag."""

    __slots__ = ("tag",)
    tag: str

    @classmethod
    def of(cls, words: str, tag: str) -> Self:
        """Return `text` with a BCP 47 tag."""
        tagged = cls(words)
        tagged.tag = tag
        return tagged

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str.__repr__(self)}, {self.tag!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).of, (str.__str__(self), self.tag)


class Foreign(_Tagged):
    """Text in another language than the page. In HTML all of it has a `lang` attribute."""

    __slots__ = ()

    def __html__(self) -> Markup:
        return Markup('<span lang="{}">{}</span>').format(self.tag, str.__str__(self))


class Mixed(_Tagged):
    """Text with Han characters on a page in another script. In HTML the runs of Han characters have a `lang` attribute."""

    __slots__ = ()

    def __html__(self) -> Markup:
        return Markup(islands(str(escape(str.__str__(self))), self.tag))  # noqa: S704  (escaped)


def islands(html: str, tag: str) -> str:
    """Return HTML with each run of Han characters outside of tags in a `span` with the `lang` attribute `tag`."""
    if not _IDEOGRAPH.search(html):
        return html
    return _ISLAND.sub(lambda found: found[0] if found[0].startswith("<") else f'<span lang="{tag}">{found[0]}</span>', html)


def has_islands(words: str) -> bool:
    """Return whether a text has Han characters."""
    return _HAN.search(words) is not None
