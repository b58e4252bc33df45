"""The command words: lists the words of the interface by language, and where each comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prospectus.cli.help import BilingualTyper
from prospectus.cli.language import both, in_chinese
from prospectus.cli.options import Language, Root, need_site, refuse
from prospectus.cli.output import print_data, print_message, print_result
from prospectus.cli.usage_errors import refuse_value
from prospectus.problems import Message
from prospectus.problems.visible import escape_in_json

if TYPE_CHECKING:
    from prospectus.model.kinds.site import Site
    from prospectus.views.word_report import WordEntry

app = BilingualTyper()
ORIGINS = {
    "site": Message("this site", "本站"),
    "own theme": Message("this site's theme", "本站主题"),
    "theme": Message("theme", "主题"),
    "fallback": Message("missing, shown in {language}", "缺少，显示的是 {language}"),
    "converted": Message("converted from {language}", "由 {language} 转换"),
}
"""Where words come from, by the names in `views/word_report.py`."""
TOTAL = Message("{language}: {count} words, {missing} missing.", "{language}：共 {count} 条，缺 {missing} 条。")
WHERE_TO_WRITE = Message(
    "Write missing words into theme/words/{language}.yml, with custom_dir: theme in mkdocs.yml, or under words in content/site.yml.",
    "缺少的用语写进 theme/words/{language}.yml（`mkdocs.yml` 中写 `custom_dir: theme`），或写在 `content/site.yml` 的 `words` 下。",
)
NOT_A_LANGUAGE = Message("must be a language of the site: {languages}; got {came!r}", "必须是站点的语言：{languages}；现在是 {came!r}")
FORMATS = ("text", "json")
NOT_A_FORMAT = Message("must be text or json; got {came!r}", "必须是 `text` 或 `json`；现在是 {came!r}")


@app.command()
@in_chinese("列出界面用语：各语言的文字，以及来自本站、主题还是其他语言。")
def words(
    language: Annotated[
        str,
        typer.Option(metavar="TAG", help=both("Only this language of the site. Default: all.", "只列站点的这一种语言。默认列出全部。")),
    ] = "",
    missing: Annotated[bool, typer.Option("--missing", help=both("Only what a language lacks.", "只列某种语言缺少的用语。"))] = False,
    output_format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=both("text or json. Default: text.", "`text` 或 `json`。默认为 `text`。"))
    ] = "text",
    root: Root = Path(),
    lang: Language = "",
) -> None:
    """List the words of the interface: the text in each language, and whether it is the site's, the theme's or another language's."""
    from prospectus.views.word_report import report_words  # noqa: PLC0415

    need_site(root)
    if output_format not in FORMATS:
        refuse_value("--format", NOT_A_FORMAT.fill(came=output_format))
    site = _read_site(root, lang)
    keys = [locale.language for locale in site.locales]
    chosen = next((locale.language for locale in site.locales if language.lower() in (locale.language, locale.tag.lower())), "")
    if language and not chosen:
        refuse_value("--language", NOT_A_LANGUAGE.fill(came=language, languages=Message(", ".join(keys), "、".join(keys))))
    report = report_words(site, _load_layers(root), _convert_words(root, site))
    entries = [entry for entry in report if not chosen or entry.language == chosen]
    shown = [entry for entry in entries if entry.is_missing or not missing]
    if output_format == "json":
        fields = [
            {"key": entry.key, "language": entry.language, "text": entry.text, "origin": entry.origin, "text_language": entry.text_language}
            for entry in shown
        ]
        print_data(escape_in_json(json.dumps(fields, ensure_ascii=False, indent=1)) + "\n")
        return
    print_result("".join(f"{_format_entry(entry, lang)}\n" for entry in shown))
    for key in [chosen] if chosen else keys:
        of_language = [entry for entry in entries if entry.language == key]
        count = sum(entry.is_missing for entry in of_language)
        print_message(TOTAL.fill(language=key, count=len(of_language), missing=count), lang)
        if count:
            print_message(WHERE_TO_WRITE.fill(language=key), lang)


def _format_entry(entry: WordEntry, lang: str) -> str:
    origin = ORIGINS[entry.origin].fill(language=entry.text_language or "–").in_language(lang)
    return f"{entry.key} [{entry.language}, {origin}] {entry.text}"


def _read_site(root: Path, lang: str) -> Site:
    from prospectus.cache.cache import BuildCache  # noqa: PLC0415
    from prospectus.errors import ContentError  # noqa: PLC0415
    from prospectus.scheduling.calendar_files import Requirement, read_site  # noqa: PLC0415

    try:
        return read_site(root, Requirement.READABLE, cache=BuildCache()).site
    except ContentError as refused:
        refuse(refused.problems, lang, root)


def _convert_words(root: Path, site: Site) -> dict[str, dict[str, str]]:
    """Return the words of the converted languages as readers see them, by language: those of the site, and of the theme for the others."""
    from prospectus.builder.config import read_url_and_theme  # noqa: PLC0415  (imports MkDocs)
    from prospectus.cache.cache import BuildCache  # noqa: PLC0415
    from prospectus.conversion.interface_words import convert_interface_words, convert_site_words  # noqa: PLC0415
    from prospectus.load.conversion_words import read_conversion_words  # noqa: PLC0415
    from prospectus.load.theme import load_theme  # noqa: PLC0415

    own = read_conversion_words(root)
    words = convert_interface_words(load_theme(root, read_url_and_theme(root / "mkdocs.yml")[1]), site, own, BuildCache())
    return {language: {**words[language], **by_key} for language, by_key in convert_site_words(site, own).items()}


def _load_layers(root: Path) -> list[tuple[str, dict[str, dict[str, str]]]]:
    """Return the words of each theme folder with their origin, those of the site's own theme first."""
    from prospectus.builder.config import read_url_and_theme  # noqa: PLC0415  (imports MkDocs)
    from prospectus.load.interface_words import load_words  # noqa: PLC0415
    from prospectus.publish.theme import packaged_folder  # noqa: PLC0415
    from prospectus.views.word_report import OWN_THEME, THEME  # noqa: PLC0415

    packaged = packaged_folder()
    folders = read_url_and_theme(root / "mkdocs.yml")[1]
    return [
        (THEME if folder == packaged else OWN_THEME, {key: dict(words) for key, words in load_words([folder / "words"]).items()})
        for folder in folders
    ]
