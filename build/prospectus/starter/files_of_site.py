"""The files of a new site, made from the starter files for a kind of institution, its languages and its name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from prospectus.starter.installation import describe_requirement, read_lock
from prospectus.starter.languages import SiteLanguage
from prospectus.starter.options import SiteOptions, read_kinds
from prospectus.starter.texts import INSTITUTION_NAME, select_comments, select_languages, to_traditional
from prospectus.starter.zone import name_zone

STARTER_FOLDER = Path(__file__).with_name("files")
"""The folders that are copied, one over the other: those of the kind of institution in `kinds.yml`."""
HIDDEN_FILES = {
    "gitattributes": ".gitattributes",
    "gitignore": ".gitignore",
    "editorconfig": ".editorconfig",
    "gitlab-ci.yml": ".gitlab-ci.yml",
    "github": ".github",
}
"""Files and folders renamed on copying, because under their final name Git or a host would apply them to this repository."""
MAKEUP_DAYS = """\
#zh 调休上班的周末写成 makeup: [THIS_YEAR-01-04]
#en Weekend days worked in exchange for a holiday: makeup: [THIS_YEAR-01-04]
"""
"""The comment on days that only the calendar of mainland China has."""
CHINESE_ZONES = frozenset({"Asia/Shanghai", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "Asia/Urumqi", "Asia/Kashgar", "PRC"})
"""The time zones of mainland China."""
_PROSE = re.compile(r"(.+)\.(zh|en)\.md")


def build_files(options: SiteOptions, year: int) -> dict[str, str]:
    """Return the text of each file of a new site, by its path relative to the site."""
    folders: list[str] = read_kinds()[options.kind]["folders"]
    sources = {path: file for folder in folders for path, file in _iter_sources(STARTER_FOLDER / folder)}
    files: dict[str, str] = {}
    for path, file in sources.items():
        text = file.read_text(encoding="utf-8")
        for target, written in _iter_files(path, text, options):
            files[_fill_in_years(target, year)] = _fill_in_years(written, year)
    return files | {"requirements.txt": read_lock(), "prospectus.txt": f"{describe_requirement()}\n"}


def _iter_sources(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            relative = path.relative_to(folder)
            yield "/".join(HIDDEN_FILES.get(part, part) for part in relative.parts), path


def _iter_files(path: str, text: str, options: SiteOptions) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of what becomes of one starter file: prose is a file per language."""
    match = _PROSE.fullmatch(path)
    if match is None:
        yield path, _fill_in(_select(path, text, options), "", options)
        return
    for language in options.languages:
        if language.is_written and (language.key == "en") == (match[2] == "en"):
            translated = to_traditional(text) if language.key == "zh-hant" else text
            yield _prose_path(match[1], language, options), _fill_in(translated, language.key, options)


def _select(path: str, text: str, options: SiteOptions) -> str:
    commented = select_comments(text, options.languages)
    if not path.endswith(".yml") or path.startswith("."):
        return commented
    return select_languages(commented, options.languages, lambda value, key: _fill_in(value, key, options), options.names or ())


def _prose_path(stem: str, language: SiteLanguage, options: SiteOptions) -> str:
    """Return the path of prose; the first guide to the repository is its README."""
    first = next(each for each in options.languages if each.is_written)
    is_readme_of_the_repository = stem == "README" and language == first
    return f"{stem}.md" if is_readme_of_the_repository else f"{stem}.{language.key}.md"


def _fill_in(text: str, key: str, options: SiteOptions) -> str:
    """Return a text in a language with its tokens filled in; an empty key is that of text that is the same in all languages."""
    key = key or next(language.key for language in options.languages if language.is_written)
    for token, value in _list_tokens(key, options).items():
        text = text.replace(token, value)
    return text


def _list_tokens(key: str, options: SiteOptions) -> Mapping[str, str]:
    zone_names = name_zone(options.zone)
    subject: Mapping[str, str] = read_kinds()[options.kind]["subject"]
    written = [language.key for language in options.languages if language.is_written]
    makeup_days = select_comments(MAKEUP_DAYS, options.languages) if options.zone in CHINESE_ZONES else ""
    return {
        INSTITUTION_NAME: options.name_in(key),
        "INSTITUTION_ID": options.institution_id,
        "SUBJECT": subject["en"] if key == "en" else to_traditional(subject["zh"]) if key == "zh-hant" else subject["zh"],
        "  - SITE_LOCALES": "\n".join(_write_locale(language) for language in options.languages),
        "SITE_LANGUAGES": f"[{', '.join(written)}]",
        "MAIN_LANGUAGE": written[0],
        "brand:\n  colour: BRAND_COLOUR": f'brand:\n  colour: "{options.colour}"' if options.colour else '# brand:\n#   colour: "#1c5a48"',
        "# MAKEUP_DAYS\n": makeup_days,
        "SITE_ADDRESS": options.url or "http://127.0.0.1:8000/",
        "ZONE_NAME": options.zone,
        "ZONE_IN_CHINESE": to_traditional(zone_names.zh) if key == "zh-hant" else zone_names.zh,
        "ZONE_IN_ENGLISH": zone_names.en,
    }


def _write_locale(language: SiteLanguage) -> str:
    path = language.path or '""'
    source = f", converted_from: {language.converted_from}" if language.converted_from else ""
    return f"  - {{tag: {language.tag}, language: {language.key}, name: {language.name}, path: {path}{source}}}"


def _fill_in_years(text: str, year: int) -> str:
    return text.replace("THIS_YEAR", str(year)).replace("NEXT_YEAR", str(year + 1))
