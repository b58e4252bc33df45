"""The command init: asks what a new site is called, in which languages and for whom it is, or takes it from options, and creates it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prospectus.cli.help import BilingualTyper
from prospectus.cli.invocation import change_folder, own_command
from prospectus.cli.language import both, in_chinese
from prospectus.cli.languages import CONVERTED
from prospectus.cli.options import Language
from prospectus.cli.output import can_ask, print_message
from prospectus.cli.questions import Stopped, ask_until
from prospectus.cli.usage_errors import InvalidUse, refuse_value
from prospectus.errors import UsageError
from prospectus.problems import Message

if TYPE_CHECKING:
    from prospectus.starter.languages import SiteLanguage

app = BilingualTyper()
KIND_NAMES = {
    "exchange": Message("an exchange", "交易所"),
    "association": Message("an association", "协会"),
    "broker": Message("a broker", "证券公司等经营机构"),
    "fund": Message("a fund house", "基金公司"),
}
"""What each kind of institution is called, by its name in `starter/kinds.yml`."""
SITE_CREATED = Message("A new site stands in {folder}. Next: {next}", "新站点已建在 {folder}。下一步：{next}")
ZONE_OF_SITE = Message(
    "The times of the site are in the time zone {zone}. To change it, edit `timezone` and `words.zone` in content/site.yml.",
    "站点的时间一律按 {zone} 时区。如需更改，请修改 content/site.yml 中的 `timezone` 和 `words.zone`。",
)
UNWRITTEN = Message(
    "There are no texts in {tag} yet: its pages show those in {shown}, with a notice, and `prospectus check` lists what is missing. "
    "Write {key}: … beside the other languages. For the words of the interface, `prospectus words --language {key} --missing` "
    "lists them, and theme/words/{key}.yml holds them, with custom_dir: theme in mkdocs.yml.",
    "{tag} 还没有文字：各页先显示{shown}并加以说明，`prospectus check` 会列出缺什么。请在其他语言旁边写上 `{key}: …`。"
    "界面用语由 `prospectus words --language {key} --missing` 列出，写进 theme/words/{key}.yml，并在 mkdocs.yml 中写 `custom_dir: theme`。",
)
NOT_A_ZONE = Message(
    "must be a name of the IANA time zone database, such as Europe/Berlin; got {came!r}",
    "必须是 Asia/Shanghai 这样的时区名；现在是 {came!r}",
)
NOT_A_KIND = Message("must be one of {kinds}; got {came!r}", "必须是 {kinds} 之一；现在是 {came!r}")
NOT_AN_ADDRESS = Message(
    "must be an address that begins with https:// and ends with /; got {came!r}", "必须以 `https://` 开头、以 `/` 结尾；现在是 {came!r}"
)
NOT_A_NAME = Message(
    "must be a name, or LANGUAGE=NAME for a language of the site; got {came!r}", "必须是名称，或“站点语言=名称”；现在是 {came!r}"
)
NAME_SOURCE_MISSING = Message(
    "must be given in {language} as well, from which the other script of Chinese is converted: --name {key}=…",
    "还必须写明{language}名称，另一种字形的文字由它转换：`--name {key}=…`",
)
NAME_MISSING = Message(
    "must be given in {language} as well, since the other name is Chinese: --name {key}=…",
    "中文名称之外，还必须写明{language}名称：`--name {key}=…`",
)
NOT_A_COLOUR = Message("must be a colour such as #1c5a48; got {came!r}", "必须是颜色，例如 #1c5a48；现在是 {came!r}")
TOO_PALE = Message(
    "must have a contrast of at least 4.5 with the background; {came} has {ratio}, and the nearest shade that suffices is {form}",
    "与背景的对比度必须不低于 4.5；{came} 为 {ratio}，最接近的合格颜色是 {form}",
)
ASK_COLOUR = Message("Which colour for links and buttons? (empty: that of the theme)", "链接和按钮用什么颜色？（直接回车则用主题的颜色）")
ASK_KIND = Message("What is the institution?", "是哪一种机构？")
ASK_LANGUAGES = Message(
    "In which languages? BCP 47 tags with commas, the main one first (empty: {default})",
    "用哪些语言？写语言标签（例如 `zh-Hant`），用逗号隔开，主要语言在前（直接回车则用 {default}）",
)
ASK_NAME = Message(
    "What is the institution called in {language}? (empty: an invented name)", "机构的{language}名称？（直接回车则用虚构的名称）"
)
ASK_URL = Message(
    "At which address will the site be published? (empty: later, in SITE_URL)", "站点将发布在哪个网址？（直接回车则以后用 `SITE_URL` 写明）"
)
STOPPED = Message("Stopped; nothing was written.", "已停止，没有写入任何内容。")


@dataclass(slots=True)
class _Answers:
    """What was typed on the command line or at the terminal; empty if it was not."""

    kind: str
    languages: str
    names: list[str]
    url: str
    colour: str


@app.command()
@in_chinese("新建一个可直接生成的示例站点。在终端会询问机构、语言、名称、网址和颜色；不在终端时不提问，用选项写明，没有写的取默认值。")
def init(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR",
            help=both("Folder of the new site. It must not exist yet, or be empty.", "新站点的目录，必须尚不存在或是空目录。"),
        ),
    ],
    kind: Annotated[
        str,
        typer.Option(
            metavar="KIND",
            help=both(
                "The kind of institution: exchange, association, broker or fund. Default: exchange.",
                "机构的种类：`exchange`（交易所）、`association`（协会）、`broker`（经营机构）或 `fund`（基金公司）。默认为 `exchange`。",
            ),
        ),
    ] = "",
    languages: Annotated[
        str,
        typer.Option(
            metavar="TAGS",
            help=both(
                "Languages of the site, the main one first, such as zh-Hans,zh-Hant,en. Default: zh,en; when asked in English, en.",
                "站点的语言，主要语言在前，例如 `zh-Hans,zh-Hant,en`。默认为 `zh,en`；用英文提问时默认为 `en`。",
            ),
        ),
    ] = "",
    name: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help=both(
                "Name of the institution, or LANGUAGE=NAME for one language. Can be repeated.",
                "机构的名称，或“语言=名称”。可以多次使用。",
            ),
        ),
    ] = None,
    url: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help=both("Address at which the site will be published.", "站点将发布在哪个网址。"),
        ),
    ] = "",
    colour: Annotated[
        str,
        typer.Option(
            metavar="COLOUR",
            help=both(
                "Colour of links and buttons. Default: that of the theme.",
                "链接和按钮的颜色。默认为主题的颜色。",
            ),
        ),
    ] = "",
    timezone: Annotated[
        str,
        typer.Option(
            metavar="ZONE",
            help=both(
                "Time zone of the site, such as Europe/Berlin. Default: that of this machine.",
                "站点的时区，例如 Asia/Shanghai。默认为本机的时区。",
            ),
        ),
    ] = "",
    no_input: Annotated[bool, typer.Option("--no-input", help=both("Ask nothing, also at a terminal.", "在终端也不提问。"))] = False,
    lang: Language = "",
) -> None:
    """Create a small example site, ready to build.

    At a terminal it asks for the institution, the languages, the names, the address and the colour. Without one nothing is asked: give
    options, or take the defaults.
    """
    from prospectus.starter import SiteOptions, check_target, create_site  # noqa: PLC0415  (loads what other commands do not need)
    from prospectus.starter.zone import choose_zone  # noqa: PLC0415

    _check_zone(timezone)
    answers = _Answers(kind, languages, name or [], url, colour)
    if can_ask() and not no_input:
        check_target(folder.resolve())
        try:
            _ask(answers, lang)
        except Stopped:
            print_message(STOPPED, lang)
            raise typer.Exit(1) from None
    _check_kind(answers.kind)
    _check_url(answers.url)
    _check_colour(answers.colour)
    site_languages = _parse_languages(answers.languages)
    zone = timezone or choose_zone(is_chinese=lang.startswith("zh"))
    options = SiteOptions(
        site_languages, answers.kind or "exchange", _parse_names(answers.names, site_languages), answers.url, answers.colour
    )
    create_site(folder, zone=zone, options=options)
    print_message(ZONE_OF_SITE.fill(zone=zone), lang)
    for language in site_languages:
        if language.converted_from:
            print_message(CONVERTED.fill(language=language.tag, source=language.converted_from), lang)
        elif not language.is_written:
            shown = next(other.name for other in site_languages if other.is_written)
            print_message(UNWRITTEN.fill(tag=language.tag, key=language.key, shown=shown), lang)
    print_message(SITE_CREATED.fill(folder=folder.resolve(), next=f"{change_folder(folder)}{own_command()} build"), lang)


def _ask(answers: _Answers, lang: str) -> None:
    """Ask for what the command line does not say."""
    if not answers.kind:
        lines = [f"  {number} {KIND_NAMES[key].in_language(lang)} ({key})" for number, key in enumerate(KIND_NAMES, start=1)]
        question = "\n".join([ASK_KIND.in_language(lang), *lines, "> "])
        answers.kind = _kind_of(ask_until(question, lambda answer: _raise_for(_check_kind, _kind_of(answer)), lang, "exchange"))
    if not answers.languages:
        default = "zh,en" if lang.startswith("zh") else "en"
        question = f"{ASK_LANGUAGES.fill(default=default).in_language(lang)}\n> "
        answers.languages = ask_until(question, lambda answer: _raise_for(_parse_languages, answer), lang, default)
    if not answers.names:
        for language in (each for each in _parse_languages(answers.languages) if not each.converted_from):
            question = f"{ASK_NAME.fill(language=language.name).in_language(lang)}\n> "
            if answer := ask_until(question, partial(_raise_for, partial(_check_name, answers.names, language)), lang, ""):
                answers.names.append(f"{language.key}={answer}")
    if not answers.url:
        answers.url = ask_until(f"{ASK_URL.in_language(lang)}\n> ", lambda answer: _raise_for(_check_url, answer), lang, "")
    if not answers.colour:
        question = f"{ASK_COLOUR.in_language(lang)}\n> "
        answers.colour = ask_until(question, lambda answer: _raise_for(_check_colour, answer), lang, "")


def _kind_of(answer: str) -> str:
    """Return the kind that an answer means: by its number or its name."""
    kinds = list(KIND_NAMES)
    return kinds[int(answer) - 1] if answer.isascii() and answer.isdigit() and 0 < int(answer) <= len(kinds) else answer


def _raise_for(check: Callable[[str], object], answer: str) -> None:
    """Raise UsageError for what the command line would refuse, so that it is asked again."""
    try:
        check(answer)
    except InvalidUse as refused:
        raise UsageError(refused.explanation) from None


def _check_zone(zone: str) -> None:
    from prospectus.starter.zone import is_zone  # noqa: PLC0415

    if zone and not is_zone(zone):
        refuse_value("--timezone", NOT_A_ZONE.fill(came=zone))


def _check_kind(kind: str) -> None:
    if kind and kind not in KIND_NAMES:
        refuse_value("--kind", NOT_A_KIND.fill(came=kind, kinds=Message(", ".join(KIND_NAMES), "、".join(KIND_NAMES))))


def _check_url(url: str) -> None:
    if url and not (url.startswith(("https://", "http://")) and url.endswith("/") and not set(url) & set(" \"'<>\\")):
        refuse_value("--url", NOT_AN_ADDRESS.fill(came=url))


def _check_colour(colour: str) -> None:
    """Refuse what is no colour, or a colour without enough contrast, with the nearest one that suffices."""
    from prospectus.model.values.colour import LEAST_CONTRAST, is_colour, least_contrast, nearest_sufficient  # noqa: PLC0415

    if colour and not is_colour(colour):
        refuse_value("--colour", NOT_A_COLOUR.fill(came=colour))
    if colour and (ratio := least_contrast(colour, dark=False)) < LEAST_CONTRAST:
        refuse_value("--colour", TOO_PALE.fill(came=colour, ratio=f"{ratio:.2f}", form=nearest_sufficient(colour, dark=False)))


def _parse_languages(text: str) -> tuple[SiteLanguage, ...]:
    from prospectus.starter.languages import parse_languages  # noqa: PLC0415

    return parse_languages([tag.strip() for tag in (text or "zh,en").replace("，", ",").split(",") if tag.strip()])


def _parse_names(names: list[str], languages: tuple[SiteLanguage, ...]) -> Mapping[str, str] | None:
    """Return the names by language key; a name without a language has the empty key."""
    by_language: dict[str, str] = {}
    keys = {alias: language.key for language in languages for alias in (language.key, language.tag.lower())}
    for stated in names:
        tag, equals, value = stated.partition("=")
        key = keys.get(tag.strip().lower()) if equals else ""
        text = (value if equals else stated).strip()
        if key is None or not text or set(text) & set('\n"{}[]#'):
            refuse_value("--name", NOT_A_NAME.fill(came=stated))
        by_language[key] = text
    sources = {language.converted_from for language in languages if language.key in by_language}
    for language in languages:
        if language.key in sources and not {language.key, ""} & by_language.keys():
            refuse_value("--name", NAME_SOURCE_MISSING.fill(language=language.name, key=language.key))
        if language.key not in by_language and language.is_written:
            _check_name(list(by_language.values()), language, "")
    return by_language or None


def _check_name(others: Sequence[str], language: SiteLanguage, name: str) -> None:
    """Refuse a site that would show a Chinese name of the institution on its pages in another language."""
    from prospectus.text.language_tags import has_han, is_han_language  # noqa: PLC0415

    if not name and others and all(map(has_han, others)) and not is_han_language(language.key):
        refuse_value("--name", NAME_MISSING.fill(language=language.name, key=language.key))
