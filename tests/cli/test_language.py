"""The language of the command line, and its help, usage errors and results in both."""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest
from typer.main import get_command

from processes import run_process
from prospectus.cli.language import METAVARS, choose_language, in_language
from prospectus.cli.main import app
from test_messages import HAN, find_english_words, find_half_width_marks
from tiny import CommandResult, RunCommand, SiteFactory


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "C.UTF-8"}, "en"),
        ([], {"LANG": "de_DE.UTF-8"}, "en"),
        ([], {"LC_MESSAGES": "zh_TW", "LANG": "en_US.UTF-8"}, "zh"),
        ([], {"LC_ALL": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN", "LANG": "zh_CN"}, "en"),
        ([], {"LC_ALL": "", "LANG": "zh_CN"}, "zh"),
        ([], {"PROSPECTUS_LANG": "zh", "LC_ALL": "en_GB.UTF-8"}, "zh"),
        (["check", "--lang", "zh"], {"PROSPECTUS_LANG": "en"}, "zh"),
        (["check", "--lang=en"], {"LANG": "zh_CN.UTF-8"}, "en"),
        (["--lang", "zh-Hans", "check"], {}, "zh"),
        (["check", "--lang", "zh", "--lang", "en"], {}, "en"),
        (["check", "--lang"], {"LANG": "zh_CN"}, "zh"),
        (["check", "--", "--lang=zh"], {}, "en"),
        (["plan", "2026-03", "--lang", "ja"], {"LANG": "zh_CN"}, "zh"),
        (["check", "--lang", "zhuang"], {}, "en"),
    ],
)
def test_language_comes_from_the_option_or_else_the_environment(arguments: list[str], environment: dict[str, str], language: str) -> None:
    assert choose_language(arguments, environment) == language


def iter_commands(command: Any, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    """Return each command and group with its path."""
    return [
        (path, command),
        *(item for name, sub in getattr(command, "commands", {}).items() for item in iter_commands(sub, (*path, name))),
    ]


COMMANDS = iter_commands(get_command(app))


@pytest.mark.parametrize("path", [path for path, _ in COMMANDS], ids=" ".join)
def test_help_is_complete_in_both_languages(run: RunCommand, path: tuple[str, ...]) -> None:
    english, chinese = run(*path, "--help", "--lang", "en"), run(*path, "--help", "--lang", "zh")
    assert (english.code, chinese.code, english.err, chinese.err) == (0, 0, "", "")
    assert english.out.startswith("Usage: ")
    assert chinese.out.startswith("用法：")
    assert re.findall(HAN, english.out) == []
    usage, _, description = chinese.out.partition("\n")
    names = {name for name, _ in ((command.name, command) for _, command in COMMANDS)} | {"xlsx", "csv", "wechat", "poster", "svg", "pdf"}
    names |= {"schedule", "phone", "json", "github", "sarif", "changes", "reminder", "speakers", "qr", "merge"}
    assert [word for word in find_english_words(description) if word not in names] == []
    assert [word for word in re.findall(r"[A-Z]{2,}", usage) if word not in ("YYYY", "MM", "ID", "URL")] == []
    assert find_half_width_marks(re.sub(r"\s+", " ", description)) == []


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=lambda item: " ".join(item) if isinstance(item, tuple) else "")
def test_every_option_has_the_word_for_its_value_and_help_in_chinese(path: tuple[str, ...], command: Any) -> None:
    assert in_language(command.help, "zh") != command.help
    for parameter in command.params:
        assert in_language(parameter.help, "zh") != parameter.help, parameter.name
        if parameter.param_type_name == "argument" or not parameter.is_flag:
            assert parameter.metavar, parameter.name
            words = re.findall(r"(?<![A-Z:-])[A-Z_]+(?![A-Z:-])", parameter.metavar)
            assert [word for word in words if word not in {*METAVARS, "ID", "URL"}] == []


@pytest.mark.parametrize("path", [path for path, command in COMMANDS], ids=" ".join)
def test_every_command_takes_a_language(run: RunCommand, path: tuple[str, ...]) -> None:
    assert "--lang" in run(*path, "--help").out


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        (["chek"], "There is no command 'chek'. Did you mean check", "没有命令 'chek'。是否想写 check"),
        (["check", "--langg", "zh"], "There is no option --langg. Did you mean --lang?", "没有选项 --langg。是否想写 --lang？"),
        (["serve", "--port", "8001"], "There is no option --port. Did you mean --address?", "没有选项 --port。是否想写 --address？"),
        (["check", "--port", "8001"], "There is no option --port.", "没有选项 --port。"),
        (["check", "-z"], "There is no option -z.", "没有选项 -z。"),
        (["verify"], "The argument DIR|URL must be given.", "必须写明参数 目录|URL。"),
        (["export", "2026-03"], "The option --to must be given.", "必须写明选项 --to。"),
        (["build", "--config"], "The option --config must have a value.", "选项 --config 必须带有值。"),
        (["build", "--strict=1"], "The option --strict must have no value.", "选项 --strict 不带值。"),
        (["plan", "2026-03", "x"], "There must be no further arguments; got x.", "参数过多；多出的是 x。"),
        (
            ["build", "--jobs", "none"],
            "Invalid value for --jobs: must be a whole number of at least 1; got 'none'",
            "--jobs 的值无效：必须是不小于 1 的整数；现在是 'none'",
        ),
        (
            ["replay", "a", "https://a.example", "--minutes", "9999"],
            "Invalid value for --minutes: must be a whole number from 1 to 1440; got '9999'",
            "--minutes 的值无效：必须是 1 至 1440 的整数；现在是 '9999'",
        ),
        (
            ["due", "--format", "xml"],
            "Invalid value for --format: must be one of text, json, ics; got 'xml'",
            "--format 的值无效：必须是 text、json、ics 之一；现在是 'xml'",
        ),
        (["explain", "PR999"], "There is no code 'PR999'.", "没有代码 'PR999'。"),
        (["serve", "--address", "8000"], "must be HOST:PORT", "必须写成 HOST:PORT"),
        (["feeds", "pul"], "There is no command 'pul'. Did you mean pull?", "没有命令 'pul'。是否想写 pull？"),
        (["plan", "2026/3"], "A month must be written as 2026-03; got '2026/3'.", "月份必须写成 2026-03；现在是 '2026/3'。"),
        (["export", "2026年3月", "--to", "csv"], "must be written as 2026-03", "必须写成 2026-03"),
        (["build", "--now", "soon"], "--now must be a time", "--now 必须是时间"),
        (["replay", "x", "https://a.example"], "There is no event or talk with the id 'x'.", "没有标识为 'x' 的活动或讲座。"),
        (["export", "2025-03", "--to", "csv", "--lang", "ja"], "must be a language of the site: zh, en", "必须是站点的语言之一：zh、en"),
        (["plan", "2025-03", "--lang", "ja"], "must be a language of the site: zh, en", "必须是站点的语言之一：zh、en"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use_is_reported_in_both_languages(
    run: RunCommand, tiny: SiteFactory, monkeypatch: pytest.MonkeyPatch, arguments: list[str], english: str, chinese: str
) -> None:
    root = tiny("minimal")
    for language, expected in (("en", english), ("zh", chinese)):
        monkeypatch.setenv("PROSPECTUS_LANG", language)
        result = run(*arguments, folder=root)
        assert (result.code, result.out) == (2, "")
        assert expected in result.err


@pytest.mark.parametrize("command", [["check"], ["--lang", "fr", "check"], ["build"], ["due"], ["explain"]], ids=" ".join)
def test_language_that_we_do_not_have_is_reported_in_both(run: RunCommand, tiny: SiteFactory, command: list[str]) -> None:
    assert run(*command, *([] if "--lang" in command else ["--lang", "fr"]), folder=tiny("minimal")) == CommandResult(
        2, "", "prospectus: --lang must be en or zh; got 'fr'.\nprospectus：--lang 只能是 en 或 zh；现在是 'fr'。\n"
    )


def test_folder_that_is_no_site_is_reported_in_both_languages(run: RunCommand, tmp_path: object) -> None:
    assert "there is no folder content/ in" in run("check", "--root", tmp_path).err
    assert "中没有 content/ 目录" in run("check", "--root", tmp_path, "--lang", "zh").err


@pytest.mark.parametrize(
    ("command", "heavy"),
    [
        (["--help"], {"mkdocs", "pydantic", "jinja2", "yaml", "ruamel", "openpyxl", "icalendar", "rich"}),
        (["due"], {"mkdocs", "jinja2", "ruamel", "openpyxl", "icalendar", "rich", "babel", "markdown"}),
    ],
    ids=["help", "due"],
)
def test_command_does_not_import_heavy_modules(tiny: SiteFactory, command: list[str], heavy: set[str]) -> None:
    code = (
        f"import sys\nsys.argv = ['prospectus', *{command!r}]\nfrom prospectus.cli.main import main\n"
        f"try: main()\nexcept SystemExit: pass\nprint({heavy!r} & set(sys.modules))"
    )
    assert run_process([sys.executable, "-c", code], check=True, cwd=tiny("minimal")).stdout.splitlines()[-1] == "set()"


RESULTS = [
    (["schema", "--write"], "files written", "写入"),
    (["build", "--now", "2025-03-10"], "34 pages in ", "共 34 个页面"),
    (["plan", "2025-03"], "calendar/2025/03.yml: 0 drafted", "calendar/2025/03.yml：起草 0 条"),
    (["export", "2025-03", "--to", "csv"], "2025-03.csv: written", "2025-03.csv：已写入"),
    (["release", "2025-03"], "There is no event in 2025-03", "2025-03 没有活动"),
    (["due", "--now", "2025-03-10"], "0 owed", "共 0 项"),
]


@pytest.mark.parametrize(("arguments", "english", "chinese"), RESULTS, ids=lambda value: value[0] if isinstance(value, list) else "")
def test_results_are_in_both_languages(
    run: RunCommand, tiny: SiteFactory, monkeypatch: pytest.MonkeyPatch, arguments: list[str], english: str, chinese: str
) -> None:
    root = tiny("minimal")
    monkeypatch.setenv("PROSPECTUS_LANG", "en")
    first = run(*arguments, folder=root)
    assert english in first.out + first.err
    assert re.findall(HAN, first.out + first.err) == []
    monkeypatch.setenv("PROSPECTUS_LANG", "zh")
    second = run(*arguments, *(["-o", "other.csv"] if arguments[0] == "export" else []), folder=root)
    assert chinese.replace("2025-03.csv", "other.csv") in second.out + second.err
