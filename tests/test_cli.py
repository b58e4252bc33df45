"""Tests of the command line: exit code 0 without problems, 1 with problems, 2 for wrong use, and never a traceback."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest

from prospectus.load.yaml import parse
from tiny import FULL, HERE, Ran, Run, Tiny, files_of, laid_over

SLIP = {"content/audiences/all.yml": "- {id: farmers, titel: {zh: 农户, en: Farmers}}\n"}
WARNING = {"content/audiences/all.yml": "- {id: farmers, title: {zh: 农户}}\n"}


def test_release_says_what_it_did_and_ends_with_0_1_or_2(run: Run, tiny: Tiny) -> None:
    sheet = (FULL / "calendar/2025/06.yml").read_text(encoding="utf-8")
    root = tiny("full", {"calendar/2025/06.yml": sheet.replace("13:00", "13:30").replace("Summer outlook for barley", "Summer")})
    now = ("--now", "2025-03-09T09:00+08:00")
    assert run("release", "2025-06", *now, "--note", "en: A title", folder=root) == Ran(
        0, "", "calendar/releases/2025-06-3.yml: release 3 of 2025-06: 1 retitled.\n"
    )
    again = run("release", "2025-06", *now)
    assert again == Ran(0, "", "Nothing has changed since release 3 of 2025-06; nothing was written.\n")
    assert run("release", "2025-09", *now) == Ran(0, "", "There is no event in 2025-09; nothing was written.\n")
    assert run("release", "2025-6", *now).code == 2
    assert run("release", "2025-06", "--root", root / "content").code == 2
    (root / "calendar/2025/06.yml").write_text(sheet.replace("language: zh", "langauge: zh"), encoding="utf-8")
    refused = run("release", "2025-06", *now, "--lang", "zh")
    assert (refused.code, "PR101" in refused.err, (root / "calendar/releases/2025-06-4.yml").exists()) == (1, True, False)


def test_check_of_a_clean_site_is_silent_but_for_the_count(run: Run) -> None:
    assert run("check", folder=FULL) == Ran(0, "0 problems: 0 error, 0 warning, 0 info.\n", "")


@pytest.mark.parametrize(("overlay", "code"), [(SLIP, "PR101"), (WARNING, "PR301")])
def test_check_of_a_site_with_an_error_or_a_warning_ends_with_1(run: Run, tiny: Tiny, overlay: dict[str, str], code: str) -> None:
    ran = run("check", "--format", "json", folder=tiny("minimal", overlay))
    assert (ran.code, [row["code"] for row in json.loads(ran.out)], ran.err) == (1, [code], "")


def test_check_of_a_site_with_hints_alone_ends_with_0(run: Run, tiny: Tiny) -> None:
    site = (HERE / "sites/minimal/content/site.yml").read_text(encoding="utf-8")
    ran = run("check", folder=tiny("minimal", {**WARNING, "content/site.yml": f"{site}severities: {{PR301: info}}\n"}))
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "1 problem: 0 error, 0 warning, 1 info.")


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
def test_check_prints_in_the_format_asked_for(run: Run, tiny: Tiny, form: str, first: str) -> None:
    ran = run("check", "--format", form, "--root", tiny("minimal", SLIP))
    assert (ran.code, ran.out.splitlines()[0].partition("%0A")[0]) == (1, first)
    if first in "[{":
        json.loads(ran.out)


PLANNED = {"calendar/2025/03.yml": "- {id: a, type: training, title: {zh: 训, en: T}, starts: 2025-03-20 10:00, language: zh}\n"}


def test_check_tells_what_is_overdue_only_when_a_time_is_given(run: Run, tiny: Tiny) -> None:
    root = tiny("minimal", PLANNED)
    assert run("check", folder=root) == Ran(0, "0 problems: 0 error, 0 warning, 0 info.\n", "")
    ran = run("check", "--now", "2025-03-21T00:00+08:00", folder=root)
    assert (ran.code, ran.out.splitlines()[-1]) == (1, "1 problem: 0 error, 1 warning, 0 info.")
    assert " PR525 " in ran.out


def test_due_ends_with_1_when_something_that_must_be_is_overdue(run: Run, tiny: Tiny) -> None:
    root = tiny("minimal", PLANNED)
    assert run("due", "--now", "2025-03-20T09:59+08:00", folder=root) == Ran(0, "0 owed: 0 overdue, 0 of which must be done.\n", "")
    ran = run("due", "--now", "2025-03-21T10:00+08:00", "--lang", "zh", folder=root)
    assert (ran.code, ran.out.splitlines()[0]) == (1, "2025-03-20  逾期 1 天 · 已开始，仍为计划中 · 训")


def test_due_ends_with_0_when_only_what_is_usual_is_overdue(run: Run, tiny: Tiny) -> None:
    series = (
        "title: {zh: 谈, en: Talks}\nstated: {zh: 通常。, en: Usually.}\nstrength: usual\n"
        "recurrence: {dtstart: 2025-01-01, rrule: FREQ=MONTHLY;BYMONTHDAY=1, mode: period}\n"
    )
    ran = run("due", "--now", "2025-02-10", "--format", "json", folder=tiny("minimal", {"calendar/series/talks.yml": series}))
    assert (ran.code, [(row["code"], row["overdue"]) for row in json.loads(ran.out)]) == (0, [("PR522", 10), ("PR522", 0)])


def test_due_as_a_calendar_keeps_its_line_ends(run: Run, tiny: Tiny) -> None:
    ran = run("due", "--now", "2025-03-21", "--format", "ics", folder=tiny("minimal", PLANNED))
    assert ran.out.startswith("BEGIN:VCALENDAR\r\n")
    assert ran.out.count("BEGIN:VALARM") == 1


def test_due_of_a_site_with_errors_prints_them(run: Run, tiny: Tiny) -> None:
    ran = run("due", folder=tiny("minimal", SLIP))
    assert (ran.code, ran.out, " PR101 " in ran.err) == (1, "", True)


def test_check_in_chinese(run: Run, tiny: Tiny) -> None:
    ran = run("check", "--lang", "zh", "--root", tiny("minimal", SLIP))
    assert ran.out.splitlines() == [
        "content/audiences/all.yml:1:17: error PR101 audience 记录不得有字段 titel。",
        "    实际: titel",
        "    正确写法: title",
        "共 1 个问题：错误 1，警告 0，提示 0。",
    ]


def test_check_of_paths_reports_just_those(run: Run, tiny: Tiny) -> None:
    root = tiny("minimal", {**SLIP, "content/sources/all.yml": "- {id: a}\n"})
    ran = run("check", "content/sources", folder=root)
    assert [line.split(":")[0] for line in ran.out.splitlines() if " PR" in line] == ["content/sources/all.yml"]
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
        ["import", "mkdocs.yml"],
        ["export", "2025-03", "--to", "docx"],
        ["export", "2025-03", "--to", "csv", "--lang", "ja"],
        ["replay", "nothing", "https://lakeside.example/r"],
    ],
    ids=" ".join,
)
def test_wrong_use_ends_with_2_and_says_what_is_wrong(run: Run, tiny: Tiny, arguments: list[str]) -> None:
    root = tiny("minimal")
    before = files_of(root)
    ran = run(*arguments, folder=root)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err) > 20
    assert files_of(root) == before


@pytest.mark.parametrize("text", ["theme: [", "plugins: [nonsense]\nsite_name: x\n", "site_name: 12\ntheme: nothing\n", ""])
def test_configuration_that_cannot_be_used_ends_with_2(run: Run, tiny: Tiny, text: str) -> None:
    ran = run("build", folder=tiny("minimal", {"mkdocs.yml": text}))
    assert ran.code == 2
    assert ran.err.startswith("prospectus: mkdocs.yml cannot be used: ")


def test_site_folder_that_cannot_be_written_ends_with_2(run: Run, tiny: Tiny) -> None:
    root = tiny("minimal", {"taken": "a file stands here"})
    ran = run("build", "--site-dir", "taken", folder=root)
    assert (ran.code, ran.err.startswith("prospectus: ")) == (2, True)
    assert (root / "taken").read_text(encoding="utf-8") == "a file stands here"


def test_source_date_epoch_that_is_no_number_ends_with_2(run: Run, tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    ran = run("build", folder=tiny("minimal"))
    assert (ran.code, ran.err) == (2, "prospectus: SOURCE_DATE_EPOCH must be whole seconds since 1970; got 'today'\n")


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
def test_every_command_has_help(run: Run, command: list[str]) -> None:
    ran = run(*command, "--help")
    assert (ran.code, ran.out.lstrip()[:7], ran.err) == (0, "Usage: ", "")


def test_build_says_what_it_did_and_nothing_more(run: Run, tiny: Tiny) -> None:
    root = tiny("minimal")
    first = run("build", "--now", "2025-03-10T09:00+08:00", folder=root)
    second = run("build", "--now", "2025-03-10T09:00+08:00", folder=root)
    assert (first.code, first.out, first.err.count("\n")) == (0, "", 1)
    assert first.err.startswith("30 pages")
    assert (second.code, second.out, second.err.count("\n"), " 0 files changed" in second.err) == (0, "", 1, True)


def test_now_is_told_by_the_option_then_by_the_environment(run: Run, tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tiny("full")
    assert run("build", "--no-cache", "--site-dir", "a", "--now", "2025-03-10T09:00+08:00", folder=root).code == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1741568400")
    assert run("build", "--no-cache", "--site-dir", "b", folder=root).code == 0
    assert run("build", "--no-cache", "--site-dir", "c", "--now", "2025-04-10T09:00+08:00", folder=root).code == 0
    built = [files_of(root / name) for name in "abc"]
    assert built[0] == built[1]
    assert built[0]["index.html"] != built[2]["index.html"]


def test_refused_build_prints_the_problems_and_ends_with_1(run: Run, tiny: Tiny) -> None:
    root = tiny("minimal", SLIP)
    ran = run("build", "--lang", "zh", folder=root)
    assert (ran.code, ran.out, ran.err.splitlines()[-1]) == (1, "", "共 1 个问题：错误 1，警告 0，提示 0。")
    assert not (root / "site").exists()


def test_build_with_warnings_tells_them_and_publishes_unless_strict(run: Run, tiny: Tiny) -> None:
    root = tiny("minimal", WARNING)
    strict = run("build", "--strict", folder=root)
    assert (strict.code, (root / "site").exists()) == (1, False)
    usual = run("build", folder=root)
    assert (usual.code, "warning PR301" in usual.err, (root / "site/index.html").is_file()) == (0, True, True)


def test_verify_of_a_built_site_is_clean_and_of_a_broken_one_is_not(run: Run, tiny: Tiny) -> None:
    root = tiny("full")
    assert run("build", folder=root).code == 0
    assert run("verify", "site", folder=root) == Ran(0, "0 problems: 0 error, 0 warning, 0 info.\n", "")
    (root / "site/guides/margin/index.html").unlink()
    ran = run("verify", "site", folder=root)
    assert ran.code == 1
    assert {line.split()[2] for line in ran.out.splitlines() if " error PR" in line} == {"PR401", "PR402"}


def test_schema_is_printed_or_written_for_every_kind(run: Run, tiny: Tiny) -> None:
    root = tiny("minimal")
    schemas = json.loads(run("schema", "--root", root).out)
    assert run("schema", "--write", "--root", root).code == 0
    written = {name.removesuffix(".schema.json"): json.loads(body) for name, body in files_of(root / ".schemas").items()}
    assert written == schemas
    assert "institution" in schemas["site"]["properties"]


def test_module_runs_as_the_command_does(tiny: Tiny) -> None:
    root = tiny("minimal", SLIP)
    ran = subprocess.run(
        [sys.executable, "-m", "prospectus", "check"], cwd=root, capture_output=True, text=True, env={**os.environ, "PYTHONUTF8": "1"}
    )
    assert (ran.returncode, ran.stdout.splitlines()[-1], ran.stderr) == (1, "1 problem: 1 error, 0 warning, 0 info.", "")


def test_output_cut_off_by_a_pipe_is_no_traceback(tiny: Tiny) -> None:
    root = tiny("minimal", {"content/audiences/all.yml": "".join(f"- {{id: a{n}, x: 1}}\n" for n in range(3000))})
    shell = f"{sys.executable} -m prospectus check | head -1"
    ran = subprocess.run(shell, shell=True, cwd=root, capture_output=True, text=True, env={**os.environ, "PYTHONUTF8": "1"})
    assert (len(ran.stdout.splitlines()), "Traceback" in ran.stderr) == (1, False)


def fetched(url: str) -> bytes:
    with urlopen(url, timeout=5) as answer:
        return answer.read()


def awaited(url: str, words: bytes) -> bool:
    """Return whether the page at `url` contains `words` within half a minute."""
    for _ in range(150):
        with contextlib.suppress(OSError):
            if words in fetched(url):
                return True
        time.sleep(0.2)
    return False


def test_serve_builds_again_when_a_file_changes_and_keeps_the_last_good_site(tiny: Tiny) -> None:
    root = tiny("minimal")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    site = (root / "content/site.yml").read_text(encoding="utf-8")
    command = [sys.executable, "-m", "prospectus", "serve", "--address", address]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert awaited(f"http://{address}/en/", b"Learn to read barley futures")
            laid_over(root, {"content/site.yml": site.replace("Learn to read", "Now read")})
            assert awaited(f"http://{address}/en/", b"Now read barley futures")
            laid_over(root, {"content/site.yml": "title: ["})
            time.sleep(2)
            assert b"Now read barley futures" in fetched(f"http://{address}/en/")
        finally:
            server.send_signal(signal.SIGINT)
            said = server.communicate(timeout=20)[1]
    assert ("PR006" in said, "Traceback" in said, said.splitlines()[-1]) == (True, False, "Stopped.")


SHEET = "日期,时间,标题,英文标题,系列\n3月12日,15:30-16:30,大麦,Barley,大麦讲座\n3月18日,10:00,信,Letter,每月来信\n"


def test_month_is_planned_filled_in_and_published(run: Run, tiny: Tiny) -> None:
    root = tiny("full", {"sheet.csv": SHEET, "calendar/talks/spring-outlook.yml": None})
    assert run("plan", "2025-03", folder=root) == Ran(0, "", "calendar/2025/03.yml: 3 drafted, 0 there already\n")
    assert run("plan", "2025-03", folder=root) == Ran(0, "", "calendar/2025/03.yml: 0 drafted, 3 there already\n")
    filled = run("import", "sheet.csv", "--month", "2025-03", "--publish", folder=root)
    assert (filled.code, filled.err.splitlines()[0]) == (0, "calendar/2025/03.yml: 0 added, 2 changed, 0 as they were")
    assert run("import", "sheet.csv", "--month", "2025-03", folder=root).err.splitlines()[0].endswith("0 added, 0 changed, 2 as they were")
    assert run("replay", "barley-talks-2025-q1", "https://lakeside.example/r", folder=root).err == "calendar/2025/03.yml: replay set\n"
    assert run("replay", "barley-talks-2025-q1", "https://lakeside.example/r", folder=root).err == "barley-talks-2025-q1: as it was\n"
    published = parse((root / "calendar/2025/03.yml").read_text(encoding="utf-8"))
    assert [(row["id"], row["starts"]) for row in published if "status" not in row] == [
        ("barley-talks-2025-q1", "2025-03-12 15:30"),
        ("monthly-letter-2025-03", "2025-03-18 10:00"),
    ]


def test_sheet_with_a_mistake_is_told_and_changes_nothing(run: Run, tiny: Tiny) -> None:
    root = tiny("full", {"sheet.csv": SHEET.replace("3月18日", "3月38日")})
    before = files_of(root)
    ran = run("import", "sheet.csv", "--month", "2025-03", "--lang", "zh", folder=root)
    assert (ran.code, ran.out, ran.err.splitlines()[0]) == (
        1, "", "sheet.csv:3:1: error PR606 A3：“日期”栏必须填写存在的日期或时间。"
    )  # fmt: skip
    assert files_of(root) == before


def test_month_is_exported_once_and_not_over_a_file_that_was_filled_in(run: Run, tiny: Tiny) -> None:
    root = tiny("full")
    assert run("export", "2025-06", "--to", "csv", folder=root) == Ran(0, "", "2025-06.csv: written\n")
    assert run("export", "2025-06", "--to", "csv", folder=root).err == "2025-06.csv: as it was\n"
    (root / "2025-06.csv").write_text("filled in")
    assert run("export", "2025-06", "--to", "csv", folder=root).code == 2
    assert (root / "2025-06.csv").read_text() == "filled in"
    assert run("export", "2025-06", "--to", "xlsx", "--template", "--lang", "en", "-o", "empty.xlsx", folder=root).code == 0
    assert (root / "empty.xlsx").read_bytes()[:2] == b"PK"


def test_month_is_handed_out_as_a_file_or_printed(run: Run, tiny: Tiny) -> None:
    root = tiny("full")
    at = ("--now", "2025-03-10T09:00+08:00", "--lang", "en")
    assert run("export", "2025-06", "--to", "text", *at, folder=root) == Ran(0, "", "2025-06.txt: written\n")
    printed = run("export", "2025-06", "--to", "text", *at, "-o", "-", folder=root)
    assert (printed.code, printed.out, printed.err) == (0, (root / "2025-06.txt").read_text(encoding="utf-8"), "")
    assert run("export", "2025-06", "--to", "svg", "--size", "phone", *at, "-o", "poster.svg", folder=root).code == 0
    assert "--sheet must be from 1 to 1; got 2" in run("export", "2025-06", "--to", "svg", "--sheet", "2", *at, folder=root).err


def test_month_with_errors_is_not_handed_out(run: Run, tiny: Tiny) -> None:
    root = tiny("full", SLIP)
    ran = run("export", "2025-06", "--to", "wechat", "--lang", "zh", folder=root)
    assert (ran.code, ran.out, "content/audiences/all.yml:1:" in ran.err) == (1, "", True)
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
def test_desk_of_a_site_that_cannot_be_read_prints_why_and_ends_with_1(run: Run, tiny: Tiny, arguments: list[str]) -> None:
    root = tiny("minimal", {**SLIP, "sheet.csv": SHEET})
    before = files_of(root)
    ran = run(*arguments, folder=root)
    assert (ran.code, ran.out, " PR101 " in ran.err, files_of(root) == before) == (1, "", True, True)
