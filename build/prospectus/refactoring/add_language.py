"""Adds a language to a site: its locale, a file for the words of the interface, and a count of what is to be translated."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel import Locale, UnknownLocaleError

from prospectus.errors import UsageError
from prospectus.load.interface_words import WordsByLanguage
from prospectus.model.kinds.site import Site
from prospectus.model.registry import KINDS
from prospectus.problems import Message
from prospectus.scheduling import yaml_edit
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.text.script_conversion import choose_configuration
from prospectus.validate.references import CheckedRecord, check_locales

NOT_A_TAG = Message(
    "{tag} is no language tag (BCP 47) such as ja, fr or zh-Hant.", "{tag} 不是语言标签（`BCP 47`），例如 `ja`、`fr`、`zh-Hant`。"
)
HAS_IT = Message("The site has the language {language} already ({path}).", "站点已有语言 {language}（{path}）。")
NO_SUCH = Message("The site has no language {language}; it has {languages}.", "站点没有语言 {language}；已有 {languages}。")
FOLDER_TAKEN = Message("The folder /{path}/ of the new language belongs to another page.", "新语言的目录 /{path}/ 已属于别的页面。")
WORDS_HEAD = (
    "# The interface words in {name}. Take away the # in front of a line, and translate what follows the colon; {{…}} are placeholders.\n"
    "# {name}的界面用语。删去行首的 # 号，再翻译冒号后面的文字；{{…}} 是占位符。\n"
)
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")


@dataclass(frozen=True, slots=True)
class AddedLanguage:
    """What is written for a new language, and what is left to do."""

    texts: Mapping[str, str | None]
    language: str
    """The key under which its texts are written."""
    untranslated: Mapping[str, int]
    """By kind, how many texts the language lacks; the Markdown of a record counts as one."""
    words: int
    """How many words of the interface the language lacks."""
    converted_from: str = ""
    """The language from which its texts are converted; empty if they are written."""


def plan_language(
    source: SourceCalendar,
    tag: str,
    *,
    title: str = "",
    fallback: str = "",
    words: WordsByLanguage,
    words_path: str,
    converts: bool = True,
) -> AddedLanguage:
    """Return what must be written to add a language. Raises UsageError when that is not possible.

    `words` are those of the theme; `words_path` is the folder, relative to the root, in which the site has its own.
    With `converts`, Chinese is converted from its other script.
    """
    name = title or _name_of(tag)
    language = _choose_key(source.site, tag)
    _check_free(source.site, language, tag)
    if fallback and fallback not in source.all_languages:
        raise UsageError(NO_SUCH.fill(language=fallback, languages=_join(source.all_languages)))
    locale: dict[str, Any] = {"tag": tag, "language": language, "name": name, "path": language}
    converted_from = _find_other_script(source.site, tag) if converts and not fallback else ""
    if fallback:
        locale["fallback"] = [fallback]
    if converted_from:
        locale["converted_from"] = converted_from
    site = next(checked for checked in source.checked.records if checked.record is source.site)
    _check_folder(site, locale)
    path = site.raw.path
    place = (*site.raw.parts[0].prefix, "locales", len(source.site.locales))
    texts: dict[str, str | None] = {path: yaml_edit.set_fields(source.text_of(path), {place: locale})}
    if converted_from:
        return AddedLanguage(texts, language, {}, 0, converted_from)
    model = words.get(fallback or source.languages[0]) or words.get("en", {})
    missing = {key: text for key, text in model.items() if key not in words.get(language, {}) and key not in source.site.words}
    words_file = f"{words_path}/{language}.yml"
    if missing and not (source.root / words_file).exists():
        texts[words_file] = _render_words(name, missing)
    return AddedLanguage(texts, language, count_texts(source), len(missing))


def count_texts(source: SourceCalendar) -> dict[str, int]:
    """Return how many texts records have, by kind, in the order of the kinds; those kept as published are left out."""
    counts: Counter[str] = Counter()
    for checked in source.checked.records:
        if not checked.raw.kind.frozen:
            counts[checked.raw.kind.name] += sum(1 for _ in checked.texts) + bool(checked.raw.prose)
    return {kind.name: counts[kind.name] for kind in KINDS if counts[kind.name]}


def _name_of(tag: str) -> str:
    """Return what a language calls itself. Raises UsageError for a tag that is none."""
    if _TAG.fullmatch(tag) is None:
        raise UsageError(NOT_A_TAG.fill(tag=tag))
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        raise UsageError(NOT_A_TAG.fill(tag=tag)) from None
    return str(locale.get_display_name() or tag)


def _choose_key(site: Site, tag: str) -> str:
    """Return the key of a language: `ja` for `ja-JP`, `zh-hant` for `zh-Hant`, `en-gb` for `en-GB` beside `en`."""
    if _TAG.fullmatch(tag) is None:
        raise UsageError(NOT_A_TAG.fill(tag=tag))
    primary, *rest = tag.lower().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), None)
    key = f"{primary}-{script}" if script else primary
    taken = {locale.language for locale in site.locales}
    return f"{primary}-{rest[-1]}" if rest and key in taken else key


def _find_other_script(site: Site, tag: str) -> str:
    """Return the first written language that can be converted into that of a tag; empty if there is none."""
    written = (locale for locale in site.locales if locale.converted_from is None)
    return next((locale.language for locale in written if choose_configuration(locale.tag, tag)), "")


def _check_free(site: Site, language: str, tag: str) -> None:
    for locale in site.locales:
        if locale.language == language or locale.tag.lower() == tag.lower():
            raise UsageError(HAS_IT.fill(language=language, path="content/site.yml"))


def _check_folder(site: CheckedRecord, locale: Mapping[str, Any]) -> None:
    record = site.record
    assert isinstance(record, Site)  # noqa: S101  (the record of the site)
    added = type(record.locales[0]).model_validate(
        {name: tuple(value) if isinstance(value, list) else value for name, value in locale.items()}
    )
    with_it = record.model_copy(update={"locales": (*record.locales, added)})
    if any(problem.code == "PR204" for problem in check_locales(site.raw, with_it)):
        raise UsageError(FOLDER_TAKEN.fill(path=locale["path"]))


def _render_words(name: str, words: Mapping[str, str]) -> str:
    lines = (f"# {line}\n" for line in yaml_edit.format_fields(dict(words), 0))
    return WORDS_HEAD.format(name=name) + "".join(lines)


def _join(names: tuple[str, ...]) -> Message:
    return Message(", ".join(names), "、".join(names))
