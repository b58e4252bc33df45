"""Tests of the command line: exit code 0 without problems, 1 with problems, 2 for wrong use, and never a traceback."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from processes import Process, find_free_port, run_process, start_process, stop_process
from prospectus import __version__
from prospectus.load.yaml import parse
from tiny import FULL, HERE, CommandResult, RunCommand, SiteFactory, read_files, write_files

ERROR = {"content/audiences/all.yml": "- {id: farmers, titel: {zh: 农户, en: Farmers}}\n"}
WARNING = {"content/audiences/all.yml": "- {id: farmers, title: {zh: 农户}}\n"}


def test_release_reports_its_result_and_exits_with_0_1_or_2(run: RunCommand, tiny: SiteFactory) -> None:
    month_yaml = (FULL / "calendar/2025/06.yml").read_text(encoding="utf-8")
    root = tiny("full", {"calendar/2025/06.yml": month_yaml.replace("13:00", "13:30").replace("Summer outlook for barley", "Summer")})
    now = ("--now", "2025-03-09T09:00+08:00")
    assert run("release", "2025-06", *now, "--note", "en: A title", folder=root) == CommandResult(
        0, "", "calendar/releases/2025-06-3.yml: 2025-06 is released as number 3: 1 retitled.\n"
    )
    again = run("release", "2025-06", *now)
    assert again == CommandResult(0, "", "Nothing has changed since release 3 of 2025-06; nothing was written.\n")
    assert run("release", "2025-09", *now) == CommandResult(0, "", "There is no event in 2025-09; nothing was written.\n")
    assert run("release", "2025-6", *now).code == 2
    assert run("release", "2025-06", "--root", root / "content").code == 2
    (root / "calendar/2025/06.yml").write_text(month_yaml.replace("language: zh", "langauge: zh"), encoding="utf-8")
    refused = run("release", "2025-06", *now, "--lang", "zh")
    assert (refused.code, "PR101" in refused.err, (root / "calendar/releases/2025-06-4.yml").exists()) == (1, True, False)


def test_check_of_a_site_without_problems_prints_only_the_count(run: RunCommand) -> None:
    assert run("check", folder=FULL) == CommandResult(0, "0 problems: 0 errors, 0 warnings, 0 info.\n", "")


@pytest.mark.parametrize(("overlay", "code"), [(ERROR, "PR101"), (WARNING, "PR301")])
def test_check_of_a_site_with_an_error_or_a_warning_exits_with_1(
    run: RunCommand, tiny: SiteFactory, overlay: dict[str, str], code: str
) -> None:
    result = run("check", "--format", "json", folder=tiny("minimal", overlay))
    assert (result.code, [row["code"] for row in json.loads(result.out)], result.err) == (1, [code], "")


def test_check_of_a_site_with_only_hints_exits_with_0(run: RunCommand, tiny: SiteFactory) -> None:
    site = (HERE / "sites/minimal/content/site.yml").read_text(encoding="utf-8")
    result = run("check", folder=tiny("minimal", {**WARNING, "content/site.yml": f"{site}severities: {{PR301: info}}\n"}))
    assert (result.code, result.out.splitlines()[-1]) == (0, "1 problem: 0 errors, 0 warnings, 1 info.")


@pytest.mark.parametrize(
    ("form", "first"),
    [
        ("text", "content/audiences/all.yml:1:17: error PR101 The audience must not have the field titel."),
        ("json", "["),
        (
            "github",
            "::error file=content/audiences/all.yml,line=1,col=17,title=PR101 unknown-field::The audience must not have the field titel.",
        ),
        ("sarif", "{"),
    ],
)
def test_check_prints_in_the_requested_format(run: RunCommand, tiny: SiteFactory, form: str, first: str) -> None:
    result = run("check", "--format", form, "--root", tiny("minimal", ERROR))
    assert (result.code, result.out.splitlines()[0].partition("%0A")[0]) == (1, first)
    if first in "[{":
        json.loads(result.out)


PLANNED = {"calendar/2025/03.yml": "- {id: a, type: training, title: {zh: 训, en: T}, starts: 2025-03-20 10:00, language: zh}\n"}


def test_check_reports_overdue_obligations_only_when_a_time_is_given(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("minimal", PLANNED)
    assert run("check", folder=root) == CommandResult(0, "0 problems: 0 errors, 0 warnings, 0 info.\n", "")
    result = run("check", "--now", "2025-03-21T00:00+08:00", folder=root)
    assert (result.code, result.out.splitlines()[-1]) == (1, "1 problem: 0 errors, 1 warning, 0 info.")
    assert " PR525 " in result.out


LOOKED_AT = "Looked at everything up to {} (31 days ahead), and at what was overdue before.\n"


def test_due_exits_with_1_when_a_binding_obligation_is_overdue(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("minimal", PLANNED)
    assert run("due", "--now", "2025-03-20T09:59+08:00", folder=root) == CommandResult(
        0, f"{LOOKED_AT.format('2025-04-20')}0 owed: 0 overdue, 0 of which must be done.\n", ""
    )
    result = run("due", "--now", "2025-03-21T10:00+08:00", "--lang", "zh", folder=root)
    assert (result.code, result.out.splitlines()[0]) == (1, "要在这里办的：")
    assert result.out.splitlines()[1] == "2025-03-20  逾期 1 天 · 已开始，仍为计划中 · 训"


def test_due_says_how_much_a_filter_leaves_out_and_what_is_wrong_with_it(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("minimal", PLANNED)
    hidden = run("due", "--now", "2025-03-21T10:00+08:00", "--since", "2025-03-21", folder=root)
    assert (hidden.code, hidden.out) == (0, f"{LOOKED_AT.format('2025-04-21')}0 owed: 0 overdue, 0 of which must be done.\n")
    assert hidden.err == "1 more are outside what was asked for, and not listed.\n"
    for option, value in (("--since", "gestern"), ("--month", "2025-13"), ("--strength", "hard"), ("--series", "no-such")):
        assert run("due", option, value, folder=root).code == 2


def test_due_exits_with_0_when_only_a_usual_obligation_is_overdue(run: RunCommand, tiny: SiteFactory) -> None:
    series = (
        "title: {zh: 谈, en: Talks}\nstated: {zh: 通常。, en: Usually.}\nstrength: usual\n"
        "recurrence: {dtstart: 2025-01-01, rrule: FREQ=MONTHLY;BYMONTHDAY=1, mode: period}\n"
    )
    result = run("due", "--now", "2025-02-10", "--format", "json", folder=tiny("minimal", {"calendar/series/talks.yml": series}))
    assert (result.code, [(row["code"], row["overdue"]) for row in json.loads(result.out)]) == (0, [("PR522", 10), ("PR522", 0)])


def test_due_as_a_calendar_keeps_crlf(run: RunCommand, tiny: SiteFactory) -> None:
    result = run("due", "--now", "2025-03-21", "--format", "ics", folder=tiny("minimal", PLANNED))
    assert result.out.startswith("BEGIN:VCALENDAR\r\n")
    assert result.out.count("BEGIN:VALARM") == 1


def test_due_of_a_site_with_errors_prints_them(run: RunCommand, tiny: SiteFactory) -> None:
    result = run("due", folder=tiny("minimal", ERROR))
    assert (result.code, result.out, " PR101 " in result.err) == (1, "", True)


def test_check_in_chinese(run: RunCommand, tiny: SiteFactory) -> None:
    result = run("check", "--lang", "zh", "--root", tiny("minimal", ERROR))
    assert result.out.splitlines() == [
        "content/audiences/all.yml:1:17: 错误 PR101 读者（audience）记录不得有字段 titel。",
        "    1 | - {id: farmers, titel: {zh: 农户, en: Farmers}}",
        "      |                 ^^^^^",
        "    实际：titel",
        "    正确写法：title",
        "共 1 个问题：错误 1，警告 0，提示 0。",
    ]


def test_check_of_paths_reports_only_their_problems(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("minimal", {**ERROR, "content/sources/all.yml": "- {id: a}\n"})
    result = run("check", "content/sources", folder=root)
    assert [line.split(":")[0] for line in result.out.splitlines() if " PR" in line] == ["content/sources/all.yml"]
    assert run("check", "content/institutions/all.yml", folder=root).code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--format", "xml"],
        ["check", "nowhere"],
        ["check", "--root", "nowhere"],
        ["chek"],
        ["check", "--colour"],
        ["build", "--config", "nowhere.yml"],
        ["build", "--now", "tomorrow"],
        ["build", "--jobs", "0"],
        ["serve", "--address", "8000"],
        ["verify"],
        ["verify", "nowhere"],
        ["init"],
        ["init", "content"],
        ["plan"],
        ["plan", "2025-13"],
        ["import", "nowhere.csv", "--month", "2025-03"],
        ["import", "mkdocs.yml", "--apply"],
        ["export", "2025-03", "--to", "docx"],
        ["export", "2025-03", "--to", "csv", "--lang", "ja"],
        ["replay", "nothing", "https://lakeside.example/r"],
    ],
    ids=" ".join,
)
def test_wrong_use_exits_with_2_and_prints_a_reason(run: RunCommand, tiny: SiteFactory, arguments: list[str]) -> None:
    root = tiny("minimal")
    before = read_files(root)
    result = run(*arguments, folder=root)
    assert (result.code, result.out) == (2, "")
    assert len(result.err) > 20
    assert read_files(root) == before


@pytest.mark.parametrize("text", ["theme: [", "plugins: [nonsense]\nsite_name: x\n", "site_name: 12\ntheme: nothing\n", ""])
def test_unusable_configuration_exits_with_2(run: RunCommand, tiny: SiteFactory, text: str) -> None:
    result = run("build", folder=tiny("minimal", {"mkdocs.yml": text}))
    assert result.code == 2
    assert result.err.startswith("prospectus: mkdocs.yml cannot be used: ")


def test_site_folder_that_cannot_be_written_exits_with_2(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("minimal", {"taken": "a file stands here"})
    result = run("build", "--site-dir", "taken", folder=root)
    assert (result.code, result.err.startswith("prospectus: ")) == (2, True)
    assert (root / "taken").read_text(encoding="utf-8") == "a file stands here"


def test_source_date_epoch_that_is_not_a_number_exits_with_2(run: RunCommand, tiny: SiteFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    result = run("build", folder=tiny("minimal"))
    assert (result.code, result.err) == (2, "prospectus: SOURCE_DATE_EPOCH must be whole seconds since 1970; got 'today'\n")


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["build"],
        ["serve"],
        ["check"],
        ["due"],
        ["feeds"],
        ["feeds", "pull"],
        ["schema"],
        ["verify"],
        ["init"],
        ["plan"],
        ["import"],
        ["export"],
        ["replay"],
    ],
)
def test_every_command_has_help(run: RunCommand, command: list[str]) -> None:
    result = run(*command, "--help")
    assert (result.code, result.out.lstrip()[:7], result.err) == (0, "Usage: ", "")


def test_build_prints_one_line(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("minimal")
    first = run("build", "--now", "2025-03-10T09:00+08:00", folder=root)
    second = run("build", "--now", "2025-03-10T09:00+08:00", folder=root)
    assert (first.code, first.out, first.err.count("\n")) == (0, "", 1)
    assert first.err.startswith("34 pages")
    assert (second.code, second.out, second.err.count("\n"), " 0 files changed" in second.err) == (0, "", 1, True)


def test_now_comes_from_the_option_or_else_the_environment(run: RunCommand, tiny: SiteFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tiny("full")
    assert run("build", "--no-cache", "--site-dir", "a", "--now", "2025-03-10T09:00+08:00", folder=root).code == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1741568400")
    assert run("build", "--no-cache", "--site-dir", "b", folder=root).code == 0
    assert run("build", "--no-cache", "--site-dir", "c", "--now", "2025-04-10T09:00+08:00", folder=root).code == 0
    builds = [read_files(root / name) for name in "abc"]
    assert builds[0] == builds[1]
    assert builds[0]["index.html"] != builds[2]["index.html"]


def test_refused_build_prints_the_problems_and_exits_with_1(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("minimal", ERROR)
    result = run("build", "--lang", "zh", folder=root)
    assert (result.code, result.out, result.err.splitlines()[-2:]) == (
        1,
        "",
        ["共 1 个问题：错误 1，警告 0，提示 0。", "未发布：站点保持原样。请改正以上问题后重新生成。"],
    )
    assert not (root / "site").exists()


def test_build_with_warnings_prints_them_and_publishes_unless_strict(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("minimal", WARNING)
    strict = run("build", "--strict", folder=root)
    assert (strict.code, (root / "site").exists()) == (1, False)
    lenient = run("build", folder=root)
    assert (lenient.code, "warning PR301" in lenient.err, (root / "site/index.html").is_file()) == (0, True, True)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_build_reports_an_address_that_would_be_lost_in_the_words_of_check(run: RunCommand, tiny: SiteFactory, language: str) -> None:
    group = {"content/categories/all.yml": "- {id: basics, title: {zh: 入门, en: Basics}, groups: guide}\n"}
    root = tiny("minimal", {**group, "content/guides/fees.yml": "title: {zh: 费用, en: What it costs}\ngroup: basics\n"})
    assert run("build", "--strict", folder=root).code == 0
    (root / "content/guides/fees.yml").rename(root / "content/guides/fees-and-more.yml")
    checked = run("check", "--lang", language, folder=root)
    strict = run("build", "--strict", "--lang", language, folder=root)
    (sentence,) = [line for line in checked.out.splitlines() if " PR273 " in line]
    assert (strict.code, sentence in strict.err, (root / "site/guides/fees/index.html").exists()) == (1, True, True)
    lenient = run("build", "--lang", language, folder=root)
    assert (lenient.code, sentence in lenient.err, (root / "site/guides/fees/index.html").exists()) == (0, True, False)
    again = run("build", "--strict", "--lang", language, folder=root)
    assert (again.code, "PR273" in again.err) == (0, False)


def test_verify_accepts_a_built_site_and_reports_a_broken_one(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("full")
    assert run("build", folder=root).code == 0
    assert run("verify", "site", folder=root) == CommandResult(0, "0 problems: 0 errors, 0 warnings, 0 info.\n", "")
    (root / "site/guides/margin/index.html").unlink()
    result = run("verify", "site", folder=root)
    assert result.code == 1
    assert {line.split()[2] for line in result.out.splitlines() if " error PR" in line} == {"PR401", "PR402"}


def test_schema_is_printed_or_written_for_every_kind(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("minimal")
    schemas = json.loads(run("schema", "--root", root).out)
    assert run("schema", "--write", "--root", root).code == 0
    written = {name.removesuffix(".schema.json"): json.loads(body) for name, body in read_files(root / ".schemas").items()}
    assert written == schemas
    assert "institution" in schemas["site"]["properties"]


def test_version_is_printed(run: RunCommand) -> None:
    assert run("--version") == CommandResult(0, f"prospectus {__version__}\n", "")


def test_module_runs_like_the_command(tiny: SiteFactory) -> None:
    root = tiny("minimal", ERROR)
    result = run_process([sys.executable, "-m", "prospectus", "check"], cwd=root, env={**os.environ, "PYTHONUTF8": "1"})
    assert (result.returncode, result.stdout.splitlines()[-1]) == (1, "1 problem: 1 error, 0 warnings, 0 info.")
    assert result.stderr == "`prospectus check --fix` can correct 1 of these problems.\n"


def test_closed_pipe_gives_no_traceback(tiny: SiteFactory) -> None:
    root = tiny("minimal", {"content/audiences/all.yml": "".join(f"- {{id: a{n}, x: 1}}\n" for n in range(3000))})
    command = ["sh", "-c", f"{sys.executable} -m prospectus check | head -1"]
    result = run_process(command, cwd=root, env={**os.environ, "PYTHONUTF8": "1"})
    assert (len(result.stdout.splitlines()), "Traceback" in result.stderr) == (1, False)


def fetch_bytes(url: str) -> bytes:
    with urlopen(url, timeout=5) as response:
        return response.read()


def wait_for_text(url: str, text: bytes) -> bool:
    """Return whether the page at `url` contains `words` within half a minute."""
    for _ in range(150):
        with contextlib.suppress(OSError):
            if text in fetch_bytes(url):
                return True
        time.sleep(0.2)
    return False


IN_BACKGROUND = ["sh", "-c", "trap '' INT; exec \"$@\"", "sh"]
"""Starts a command as a script does with `&`: with SIGINT ignored."""


def caught_signals(process: Process) -> set[int]:
    """Return the signals that a process handles; the first process of a container gets no others."""
    mask = int(re.search(r"^SigCgt:\t([0-9a-f]+)", Path(f"/proc/{process.pid}/status").read_text(), re.MULTILINE)[1], 16)
    return {number for number in range(1, 32) if mask >> (number - 1) & 1}


@pytest.mark.parametrize(("stop", "host"), [(signal.SIGINT, "127.0.0.1"), (signal.SIGTERM, "0.0.0.0")])
def test_serve_rebuilds_when_a_file_changes_and_keeps_the_last_good_site(
    tiny: SiteFactory, tmp_path: Path, stop: signal.Signals, host: str
) -> None:
    root, temporary = tiny("minimal"), tmp_path / "temporary"
    temporary.mkdir()
    site = (root / "content/site.yml").read_text(encoding="utf-8")
    port = find_free_port()
    address = f"127.0.0.1:{port}"
    command = [*IN_BACKGROUND, sys.executable, "-m", "prospectus", "serve", "--address", f"{host}:{port}"]
    with start_process(command, cwd=root, env={**os.environ, "TMPDIR": str(temporary)}) as server:
        assert wait_for_text(f"http://{address}/en/", b"Learn to read barley futures")
        write_files(root, {"content/site.yml": site.replace("Learn to read", "Now read")})
        assert wait_for_text(f"http://{address}/en/", b"Now read barley futures")
        write_files(root, {"content/site.yml": "title: ["})
        time.sleep(2)
        assert b"Now read barley futures" in fetch_bytes(f"http://{address}/en/")
        assert caught_signals(server) >= {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
        errors = stop_process(server, stop)
    assert ("PR006" in errors, "Traceback" in errors, errors.splitlines()[-1]) == (True, False, "Stopped.")
    assert (server.returncode, list(temporary.iterdir())) == (0, [])
    assert (f"Warning: at {host}, others in the network" in errors) == (host == "0.0.0.0")


SHEET = "日期,时间,标题,英文标题,系列\n3月12日,15:30-16:30,大麦,Barley,大麦讲座\n3月18日,10:00,信,Letter,每月来信\n"


def test_month_is_planned_filled_in_and_published(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("full", {"sheet.csv": SHEET, "calendar/talks/spring-outlook.yml": None})
    assert run("plan", "2025-03", folder=root) == CommandResult(0, "", "calendar/2025/03.yml: 3 drafted, 0 there already\n")
    assert run("plan", "2025-03", folder=root) == CommandResult(0, "", "calendar/2025/03.yml: 0 drafted, 3 there already\n")
    filled = run("import", "sheet.csv", "--month", "2025-03", "--publish", folder=root)
    assert (filled.code, filled.err.splitlines()[0]) == (0, "calendar/2025/03.yml: 0 added, 2 changed, 0 as they were")
    assert run("import", "sheet.csv", "--month", "2025-03", folder=root).err.splitlines()[0].endswith("0 added, 0 changed, 2 as they were")
    assert run("replay", "barley-talks-2025-q1", "https://lakeside.example/r", folder=root).err == "calendar/2025/03.yml: replay set\n"
    assert run("replay", "barley-talks-2025-q1", "https://lakeside.example/r", folder=root).err == "barley-talks-2025-q1: as it was\n"
    published = parse((root / "calendar/2025/03.yml").read_text(encoding="utf-8"))
    assert [(row["id"], row["starts"]) for row in published if "status" not in row] == [
        ("monthly-letter-2025-03", "2025-03-18 10:00"),
        ("barley-talks-2025-q1", "2025-03-12 15:30"),
    ]


def test_spreadsheet_with_an_error_is_reported_and_changes_nothing(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("full", {"sheet.csv": SHEET.replace("3月18日", "3月38日")})
    before = read_files(root)
    result = run("import", "sheet.csv", "--month", "2025-03", "--lang", "zh", folder=root)
    assert (result.code, result.out, result.err.splitlines()[0]) == (
        1, "", "sheet.csv:3:1: 错误 PR606 A3：“日期”栏必须填写存在的日期或时间。"
    )  # fmt: skip
    assert read_files(root) == before


@pytest.mark.parametrize(
    ("language", "heading"),
    [("en", "calendar/2025/03.yml:5:3: warning PR530 "), ("zh", "calendar/2025/03.yml:5:3: 警告 PR530 ")],
)
def test_import_reports_implausible_times_as_check_does(run: RunCommand, tiny: SiteFactory, language: str, heading: str) -> None:
    root = tiny("full", {"sheet.csv": SHEET.replace("15:30", "02:00", 1)})
    result = run("import", "sheet.csv", "--month", "2025-03", "--publish", "--lang", language, folder=root)
    assert (result.code, result.out) == (0, "")
    reported = [line for line in result.err.splitlines() if line.startswith(heading)]
    checked = run("check", "--lang", language, folder=root)
    assert reported
    assert set(reported) <= set(checked.out.splitlines())


def test_export_does_not_overwrite_a_file_that_was_filled_in(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("full")
    assert run("export", "2025-06", "--to", "csv", folder=root) == CommandResult(0, "", "2025-06.csv: written\n")
    assert run("export", "2025-06", "--to", "csv", folder=root).err == "2025-06.csv: as it was\n"
    (root / "2025-06.csv").write_text("filled in")
    assert run("export", "2025-06", "--to", "csv", folder=root).code == 2
    assert (root / "2025-06.csv").read_text() == "filled in"
    assert run("export", "2025-06", "--to", "xlsx", "--template", "--lang", "en", "-o", "empty.xlsx", folder=root).code == 0
    assert (root / "empty.xlsx").read_bytes()[:2] == b"PK"


def test_month_is_exported_to_a_file_or_to_standard_output(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("full")
    options = ("--now", "2025-03-10T09:00+08:00", "--lang", "en")
    assert run("export", "2025-06", "--to", "text", *options, folder=root) == CommandResult(0, "", "2025-06.txt: written\n")
    standard_output = run("export", "2025-06", "--to", "text", *options, "-o", "-", folder=root)
    assert (standard_output.code, standard_output.out, standard_output.err) == (0, (root / "2025-06.txt").read_text(encoding="utf-8"), "")
    assert run("export", "2025-06", "--to", "svg", "--size", "phone", *options, "-o", "poster.svg", folder=root).code == 0
    assert "--sheet must be from 1 to 1; got 2" in run("export", "2025-06", "--to", "svg", "--sheet", "2", *options, folder=root).err


def test_month_with_errors_is_not_exported(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("full", ERROR)
    result = run("export", "2025-06", "--to", "wechat", "--lang", "zh", folder=root)
    assert (result.code, result.out, "content/audiences/all.yml:1:" in result.err) == (1, "", True)
    assert not (root / "2025-06.html").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["plan", "2025-03"],
        ["import", "sheet.csv", "--month", "2025-03"],
        ["export", "2025-03", "--to", "csv"],
        ["replay", "a", "https://a.example"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_scheduling_command_on_unreadable_content_prints_problems_and_exits_with_1(
    run: RunCommand, tiny: SiteFactory, arguments: list[str]
) -> None:
    root = tiny("minimal", {**ERROR, "sheet.csv": SHEET})
    before = read_files(root)
    result = run(*arguments, folder=root)
    assert (result.code, result.out, " PR101 " in result.err, read_files(root) == before) == (1, "", True, True)


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (MemoryError(), "ulimit -v"),
        (ImportError("resvg.so: failed to map segment from shared object"), "ulimit -v"),
        (RuntimeError("can't start new thread"), "ulimit -u"),
    ],
)
def test_what_the_system_has_too_little_of_is_one_line(
    run: RunCommand, monkeypatch: pytest.MonkeyPatch, error: Exception, remedy: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("prospectus.cli.main._run_command", fail)
    result = run("check")
    assert (result.code, result.out, result.err.count("\n"), remedy in result.err) == (2, "", 1, True)
    error = RuntimeError("a mistake of ours")
    with pytest.raises(RuntimeError, match="a mistake of ours"):
        run("check")
