"""The languages of a new site: their BCP 47 tags, the keys of their texts, their names and folders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from babel import Locale, UnknownLocaleError

from prospectus.errors import UsageError
from prospectus.problems import Message

TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
TRADITIONAL = re.compile(r"zh-(hant|tw|hk|mo)\b", re.IGNORECASE)
WRITTEN_LANGUAGES = ("zh", "en", "zh-hant")
"""The keys of the languages in which the new site has texts."""
NAMES = {"zh": "中文", "zh-hant": "繁體中文", "en": "English"}
NO_TAG = Message(
    "--languages takes BCP 47 tags, such as zh, zh-Hant or en, with commas between them; got {came!r}",
    "`--languages` 须写语言标签，例如 `zh`、`zh-Hant`、`en`，用逗号隔开；现在是 {came!r}",
)
TWICE = Message("{first} and {came} are the same language.", "{first} 和 {came} 是同一种语言。")
NO_TEXTS = Message(
    "The new site has texts in Chinese and English, and none in {came}. Add one of them, such as --languages {came},en: "
    "pages without a text in {came} then show it in the other language, with a notice, until you write it.",
    "新站点备有中文和英文的文字，没有 {came} 的。请再加一种，例如 `--languages {came},en`："
    "尚无 {came} 文字的页面先显示另一种语言并加以说明，写好以后就换过来。",
)


@dataclass(frozen=True, slots=True)
class SiteLanguage:
    """One language of a new site."""

    tag: str
    """Its BCP 47 tag, such as `zh-Hant`."""
    key: str
    """The key of its texts, such as `zh-hant`."""
    name: str
    """What it calls itself."""
    path: str
    """The folder of its pages; empty for the first."""
    converted_from: str = ""
    """The key of the language from which its texts are converted; empty if they are written."""

    @property
    def is_written(self) -> bool:
        """Whether the new site has texts in it."""
        return self.key in WRITTEN_LANGUAGES and not self.converted_from


def parse_languages(tags: Sequence[str]) -> tuple[SiteLanguage, ...]:
    """Return the languages of tags in their order, the first as the default. Raises UsageError.

    Of the two scripts of Chinese, the second is converted from the first.
    """
    languages: list[SiteLanguage] = []
    for tag in tags:
        if not TAG.fullmatch(tag):
            raise UsageError(NO_TAG.fill(came=tag))
        key = _key_of(tag)
        first = next((language.tag for language in languages if language.key == key), None)
        if first is not None:
            raise UsageError(TWICE.fill(first=first, came=tag))
        other_script = next((language.key for language in languages if language.key.startswith("zh") and key.startswith("zh")), "")
        languages.append(SiteLanguage(_normalise(tag), key, "", key if languages else "", other_script))
    if not languages:
        raise UsageError(NO_TAG.fill(came=""))
    if not any(language.is_written for language in languages):
        raise UsageError(NO_TEXTS.fill(came=languages[0].tag))
    has_traditional = any(language.key == "zh-hant" for language in languages)
    return tuple(replace(each, name=_name_of(each, simplified=has_traditional)) for each in languages)


def _key_of(tag: str) -> str:
    """Return the key of the texts of a tag: the two scripts of Chinese have one each, other languages that of their main part."""
    base = tag.partition("-")[0].lower()
    return "zh-hant" if TRADITIONAL.match(tag) else base


def _normalise(tag: str) -> str:
    """Return a tag in the usual case (RFC 5646, 2.1.1): `zh-Hant-TW`. Plain `zh` is that of mainland China."""
    parts = tag.split("-")
    named = [part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part.lower() for part in parts[1:]]
    return "zh-CN" if tag.lower() == "zh" else "-".join([parts[0].lower(), *named])


def _name_of(language: SiteLanguage, *, simplified: bool) -> str:
    if language.key in NAMES:
        return "简体中文" if language.key == "zh" and simplified else NAMES[language.key]
    try:
        name = Locale.parse(language.tag, sep="-").get_display_name()
    except (UnknownLocaleError, ValueError):
        name = None
    return (name or language.tag)[:1].upper() + (name or language.tag)[1:]
