"""The commands language add and language remove, over all files of a site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from prospectus.cli.editing import edit_site
from prospectus.cli.help import BilingualTyper
from prospectus.cli.language import both, in_chinese
from prospectus.cli.options import Language, Root, need_site
from prospectus.cli.output import print_message, print_result
from prospectus.cli.theme_folders import find_theme
from prospectus.problems import Message

app = BilingualTyper()
languages = BilingualTyper(help=both("Add a language to the site, or remove one.", "为站点增加或移除一种语言。"))
app.add_typer(languages, name="language")
THEME_FOLDER = "theme"
"""The folder of the site's own theme, if its settings name none yet."""
UNTRANSLATED = Message("{kind}: texts to translate: {count}", "{kind}：{count} 处文字待译")
WORDS = Message("interface: words to translate: {count}", "界面：{count} 条用语待译")
CONVERTED = Message(
    "Texts that are not written in {language} are converted from {source}. Words that should be written otherwise: content/conversion.yml",
    "没有写 {language} 的文字由 {source} 转换而来。另有写法的词语写在 content/conversion.yml",
)
NOT_READ_YET = Message(
    "{path} is read once mkdocs.yml has the line custom_dir: theme under theme:.",
    "在 mkdocs.yml 的 `theme:` 下写上 `custom_dir: theme` 之后，才会读取 {path}。",
)
ADDED = Message("The site has the language {language}. Written: {paths}.", "站点已增加语言 {language}。已写入：{paths}。")
WOULD_ADD = Message(
    "Nothing was written. Without --dry-run, the site gets the language {language}: {paths}.",
    "没有写入任何内容。不加 --dry-run 则为站点增加语言 {language}：{paths}。",
)
GOES = Message("{path}: the whole file", "{path}：整个文件")
LOSES = Message("{path}: texts: {count}", "{path}：{count} 处文字")
STAYS = Message(
    "{path}: says that something is in {language}, and stays ({count})", "{path}：写明所用语言是 {language}，保持不变（{count} 处）"
)
STATED = Message(
    "The site has no texts in {language} any more. What is spoken or written in {language}, such as an event, stays so; change it where it "
    "is not so.",
    "站点不再有 {language} 的文字。活动等内容所用的语言照旧写明是 {language}；如有不符，请另行改正。",
)
REMOVED = Message(
    "The site no longer has the language {language}. Changed files: {changed}, removed files: {removed}.",
    "站点已移除语言 {language}。改动 {changed} 个文件，删去 {removed} 个文件。",
)
WOULD_REMOVE = Message(
    "Nothing was written. Without --dry-run, the language {language} is removed. Changed files: {changed}, removed files: {removed}.",
    "没有写入任何内容。不加 --dry-run 则移除语言 {language}：改动 {changed} 个文件，删去 {removed} 个文件。",
)
DryRun = Annotated[bool, typer.Option("--dry-run", help=both("Only show the changes; write nothing.", "只显示改动，不写入。"))]


@languages.callback()
def _language_options(lang: Language = "") -> None:
    pass


@languages.command("add")
@in_chinese("为站点增加一种语言：写入站点记录和界面用语的模板，并列出各类内容还有多少处待译。")
def add_language(
    tag: Annotated[
        str, typer.Argument(metavar="TAG", help=both("Its language tag, such as ja or zh-Hant.", "语言标签，例如 ja 或 zh-Hant。"))
    ],
    title: Annotated[
        str,
        typer.Option(metavar="NAME", help=both("What it calls itself. Default: its usual name.", "这种语言对自己的称呼。默认为通用名称。")),
    ] = "",
    fallback: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="LANGUAGE",
            help=both("The language that readers see where a text is missing.", "缺少译文时显示哪种语言。默认为站点的默认语言。"),
        ),
    ] = "",
    no_conversion: Annotated[
        bool,
        typer.Option(
            "--no-conversion",
            help=both(
                "Write the texts by hand. Otherwise Chinese is converted from its other script, if the site has that.",
                "文字全部由人书写。不加此项时，若站点已有另一种字体的中文，就由它转换。",
            ),
        ),
    ] = False,
    root: Root = Path(),
    dry_run: DryRun = False,
    lang: Language = "",
) -> None:
    """Add a language: its entry in the record of the site, a template of the interface words, and a list of what is to be translated."""
    from prospectus.cache.cache import BuildCache  # noqa: PLC0415
    from prospectus.load.interface_words import load_words  # noqa: PLC0415
    from prospectus.refactoring.add_language import AddedLanguage, plan_language  # noqa: PLC0415
    from prospectus.scheduling.calendar_files import SourceCalendar  # noqa: PLC0415

    need_site(root)
    folders = find_theme(root.resolve(), BuildCache())
    words = load_words([folder / "words" for folder in reversed(folders)])
    words_path, is_read = _find_words_path(root, folders)

    def plan(source: SourceCalendar) -> AddedLanguage:
        return plan_language(source, tag, title=title, fallback=fallback, words=words, words_path=words_path, converts=not no_conversion)

    added = edit_site(root, "language add", plan, lang, dry_run=dry_run)
    _print_untranslated(added, lang)
    if added.converted_from:
        print_message(CONVERTED.fill(language=added.language, source=added.converted_from), lang)
    if not is_read and len(added.texts) > 1:
        print_message(NOT_READ_YET.fill(path=f"{words_path}/{added.language}.yml"), lang)
    paths = Message(", ".join(added.texts), "、".join(added.texts))
    print_message((WOULD_ADD if dry_run else ADDED).fill(language=added.language, paths=paths), lang)


@languages.command("remove")
@in_chinese(
    "移除站点的一种语言：删去各文件中这种语言的文字、Markdown 文件、界面用语和设置，注释和其他内容不动。\n\n"
    "先用 `--dry-run` 查看会失去什么。已发布的日程版本保持原样。"
)
def remove_language(
    language: Annotated[
        str, typer.Argument(metavar="LANGUAGE", help=both("The key of its texts, such as en.", "书写文字所用的键，例如 en。"))
    ],
    default: Annotated[
        str,
        typer.Option(
            metavar="LANGUAGE",
            help=both("The new default language, if the default one is removed.", "移除默认语言时，由哪种语言接替。"),
        ),
    ] = "",
    root: Root = Path(),
    dry_run: DryRun = False,
    lang: Language = "",
) -> None:
    """Remove a language: its texts in all files, its Markdown files, its interface words and its settings. Comments and all else stay.

    See with --dry-run first what would be lost. Releases stay as they were published.
    """
    from prospectus.cache.cache import BuildCache  # noqa: PLC0415
    from prospectus.refactoring.remove_language import RemovedLanguage, plan_language_removal  # noqa: PLC0415
    from prospectus.scheduling.calendar_files import SourceCalendar  # noqa: PLC0415

    need_site(root)
    words_path, is_own = _find_words_path(root, find_theme(root.resolve(), BuildCache()))
    own_words = words_path if is_own else ""

    def plan(source: SourceCalendar) -> RemovedLanguage:
        return plan_language_removal(source, language, default=default, words_path=own_words)

    removed = edit_site(root, "language remove", plan, lang, dry_run=dry_run)
    print_result("".join(f"{LOSES.fill(path=path, count=count).in_language(lang)}\n" for path, count in removed.lost.items()))
    print_result("".join(f"{GOES.fill(path=path).in_language(lang)}\n" for path in removed.files))
    stays = (STAYS.fill(path=path, language=language, count=count) for path, count in removed.stated.items())
    print_result("".join(f"{line.in_language(lang)}\n" for line in stays))
    if removed.stated:
        print_message(STATED.fill(language=language), lang)
    summary = WOULD_REMOVE if dry_run else REMOVED
    print_message(summary.fill(language=language, changed=len(removed.lost), removed=len(removed.files)), lang)


def _find_words_path(root: Path, folders: tuple[Path, ...]) -> tuple[str, bool]:
    """Return the folder of the site's own interface words, and whether its settings name that theme."""
    own = next((folder for folder in folders if folder.is_relative_to(root.resolve())), None)
    return f"{own.relative_to(root.resolve()).as_posix() if own else THEME_FOLDER}/words", own is not None


def _print_untranslated(added: object, lang: str) -> None:
    from prospectus.model.kind_names import describe_kind  # noqa: PLC0415
    from prospectus.refactoring.add_language import AddedLanguage  # noqa: PLC0415

    assert isinstance(added, AddedLanguage)  # noqa: S101  (imported only here)
    lines = [UNTRANSLATED.fill(kind=describe_kind(kind), count=count) for kind, count in added.untranslated.items()]
    lines += [WORDS.fill(count=added.words)] if added.words else []
    print_result("".join(f"{line.in_language(lang)}\n" for line in lines))
