"""The language of the command line: English or Chinese, chosen once per run, and the help texts in both."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from prospectus.errors import UsageError
from prospectus.problems import Message
from prospectus.problems.language import language_of_environment, language_of_tag

Function = TypeVar("Function", bound=Callable[..., object])
METAVARS = {
    "ARGS": "参数",
    "BASE": "祖先版本",
    "CODE": "代码",
    "COLOUR": "颜色",
    "COMMAND": "命令",
    "COMMIT": "提交",
    "DATE": "日期",
    "DIR": "目录",
    "FILE": "文件",
    "FIELD": "字段",
    "FORMAT": "格式",
    "KIND": "种类",
    "LANGUAGE": "语言",
    "LANGUAGES": "语言",
    "MINUTES": "分钟数",
    "NAME": "名称",
    "NUMBER": "数字",
    "OPTIONS": "选项",
    "OURS": "本分支版本",
    "PATH": "路径",
    "RECORD": "记录",
    "TAG": "语言标签",
    "TAGS": "语言标签",
    "TEXT": "文字",
    "THEIRS": "另一分支版本",
    "TIME": "时间",
    "VALUE": "值",
    "ZONE": "时区",
}
"""The Chinese form of the words that stand for a value. `ID`, `URL` and patterns such as `YYYY-MM` are the same in both languages."""
_METAVAR = re.compile(r"(?<![A-Z:-])[A-Z_]+(?![A-Z:-])")
_chinese_by_english: dict[str, str] = {}
"""The Chinese form of every help text, by the English one, which is what Typer is given."""


def both(en: str, zh: str) -> str:
    """Return the English form of a help text, and register the Chinese one, in which `in_language` shows it."""
    _chinese_by_english[inspect.cleandoc(en)] = zh
    return en


def in_chinese(zh: str) -> Callable[[Function], Function]:
    """Register the Chinese form of the help of a command, whose English form is the docstring of its function."""

    def register(function: Function) -> Function:
        both(function.__doc__ or "", zh)
        return function

    return register


def in_language(english: str, language: str) -> str:
    """Return a help text in a language; one without a Chinese form stays English, which a test reports."""
    return _chinese_by_english.get(inspect.cleandoc(english), english) if language == "zh" else english


def translate_metavars(text: str, language: str) -> str:
    """Return a text in which the words that stand for a value, such as PATH, are in a language."""
    return _METAVAR.sub(lambda match: METAVARS.get(match[0], match[0]), text) if language == "zh" else text


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return `zh` or `en`: from the option `--lang`, else from the environment, else `en`.

    A language that we do not have is left to the command: `plan --lang ja` may be right, since it names the language of a file.
    """
    return language_of_tag(_find_option(arguments) or "") or language_of_environment(environment)


class UnsupportedLanguage(UsageError):
    """The command line has no such language. Reported in every language, since whoever asks for another may read any."""


def parse_language(text: str) -> str:
    """Return `zh` or `en` for a tag such as `zh-CN`. Raises UnsupportedLanguage for any other."""
    language = language_of_tag(text)
    if language is None:
        raise UnsupportedLanguage(Message(f"--lang must be en or zh; got {text!r}.", f"--lang 只能是 en 或 zh；现在是 {text!r}。"))
    return language


def _find_option(arguments: Sequence[str]) -> str | None:
    """Return the value of the last `--lang` on the command line, before a `--`, or None."""
    value = None
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith("--lang="):
            value = argument.removeprefix("--lang=")
        elif argument == "--lang" and position + 1 < len(arguments):
            value = arguments[position + 1]
    return value
