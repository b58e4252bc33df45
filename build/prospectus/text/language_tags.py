"""Strings tagged with a language other than the page's; in HTML they get a `lang` attribute."""

from __future__ import annotations

from typing import Any, Self

from markupsafe import Markup, escape

from prospectus.patterns import lazy_pattern

HAN_LANGUAGES = frozenset({"ja", "ko", "zh"})
"""The languages written in Han characters, by primary subtag."""
_HAN = lazy_pattern("[\u3400-\u9fff]")
_IDEOGRAPH = lazy_pattern("[\u3400-\u9fff\uf900-\ufaff]")
_HAN_RUN = lazy_pattern(
    r"<math\b(?:(?!</math>).)*</math>|<[^>]*>"
    r"|[\u3000-\u303f\uff00-\uffef]*[\u3400-\u9fff\uf900-\ufaff][\u3000-\u9fff\uf900-\ufaff\uff00-\uffef]*"
)


class _TaggedString(str):
    """A string with a BCP 47 language tag."""

    __slots__ = ("tag",)
    tag: str

    @classmethod
    def with_tag(cls, text: str, tag: str) -> Self:
        """Return `text` with a BCP 47 tag."""
        tagged = cls(text)
        tagged.tag = tag
        return tagged

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str.__repr__(self)}, {self.tag!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).with_tag, (str.__str__(self), self.tag)


class OtherLanguage(_TaggedString):
    """Text in another language than the page. In HTML all of it has a `lang` attribute."""

    __slots__ = ()

    def __html__(self) -> Markup:
        return Markup('<span lang="{}">{}</span>').format(self.tag, str.__str__(self))


class MixedScript(_TaggedString):
    """Text with Han characters on a page in another script. In HTML the runs of Han characters have a `lang` attribute."""

    __slots__ = ()

    def __html__(self) -> Markup:
        return Markup(tag_han_runs(str(escape(str.__str__(self))), self.tag))  # noqa: S704  (escaped)


def capitalise(text: str) -> str:
    """Return a text with a capital as its first letter, and with its language tag, if it has one."""
    words = text[:1].upper() + text[1:]
    return type(text).with_tag(words, text.tag) if isinstance(text, _TaggedString) else words


def tag_han_runs(html: str, tag: str) -> str:
    """Return HTML with each run of Han characters outside of tags and formulas in a `span` with the `lang` attribute `tag`."""
    if not _IDEOGRAPH.search(html):
        return html
    return _HAN_RUN.sub(lambda match: match[0] if match[0].startswith("<") else f'<span lang="{tag}">{match[0]}</span>', html)


def is_han_language(language: str) -> bool:
    """Return whether a language is written in Han characters, in any of its variants, such as `zh-hant`."""
    return language.partition("-")[0] in HAN_LANGUAGES


def has_han(text: str) -> bool:
    """Return whether a text has Han characters."""
    return _HAN.search(text) is not None
