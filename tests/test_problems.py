"""Problem messages, compared with their exact text. Each folder `cases/problems/CODE-what-is-wrong/` is one test case.

The files of a case are copied over the minimal site. `expected.txt` is the expected report, `expected.zh.txt` the same in Chinese, and
`now.txt` the time of the check, if it matters. A case with a folder `built/` is a built site, checked with `prospectus verify`; one with
`import.csv` is a sheet of March 2025 to import. Cases that cannot be committed as files are created in this module.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from prospectus import clock
from prospectus.desk.entries import read
from prospectus.desk.importing import from_file
from prospectus.desk.month import Month
from prospectus.pipeline import check
from prospectus.problems import Problem, problem
from prospectus.problems.codes import CODES
from prospectus.problems.formats import FORMATS, text
from prospectus.verify import verify
from tiny import HERE, REPOSITORY, Tiny, files_of, laid_over

EXPECTED = {"en": "expected.txt", "zh": "expected.zh.txt"}
CASES = sorted(path for path in (HERE / "cases" / "problems").iterdir() if path.is_dir())


def link_to_nothing(root: Path) -> str:
    (root / "content/site.yml").unlink()
    (root / "content/site.yml").symlink_to("nowhere.yml")
    return """\
content/site.yml:1:1: error PR001 A file must be readable: No such file or directory.
    Right form: a file that can be opened
1 problem: 1 error, 0 warning, 0 info.
"""


def ten_megabytes(root: Path) -> str:
    (root / "content/institutions/all.yml").write_bytes(b"#" * 10_000_000)
    return """\
content/institutions/all.yml:1:1: error PR004 A content file must be at most 1000000 bytes; this file has 10000000.
    Found: 10000000
    Right form: several smaller files
1 problem: 1 error, 0 warning, 0 info.
"""


def file_linked_from_outside(root: Path) -> str:
    laid_over(root.parent, {"elsewhere/all.yml": "- {id: secret, title: {zh: 密, en: Secret}}\n"})
    (root / "content/institutions/secret.yml").symlink_to("../../../elsewhere/all.yml")
    return """\
content/institutions/secret.yml:1:1: error PR005 A symbolic link must point to a file inside the site's folder; this link points outside it.
    Found: ../../../elsewhere/all.yml
    Right form: a file inside the site's folder
1 problem: 1 error, 0 warning, 0 info.
"""


def folder_linked_from_outside(root: Path) -> str:
    laid_over(root.parent, {"elsewhere/all.yml": "- {id: secret, title: {zh: 密, en: Secret}}\n"})
    (root / "content/sources").symlink_to("../../elsewhere", target_is_directory=True)
    return """\
content/sources:1:1: error PR005 A symbolic link must point to a file inside the site's folder; this link points outside it.
    Found: ../../elsewhere
    Right form: a file inside the site's folder
1 problem: 1 error, 0 warning, 0 info.
"""


def site_without_its_record(root: Path) -> str:
    (root / "content/site.yml").unlink()
    return """\
content/site.yml:1:1: error PR014 A site must have a site record.
    Right form: content/site.yml with title, locales, tagline …
1 problem: 1 error, 0 warning, 0 info.
"""


MADE = {
    link_to_nothing: "PR001",
    ten_megabytes: "PR004",
    file_linked_from_outside: "PR005",
    folder_linked_from_outside: "PR005",
    site_without_its_record: "PR014",
}

PULLED = {"PR642", "PR643"}
"""Codes that occur only with network access; `desk/test_pull.py` tests them."""


SAVED = {"PR611"}
"""Codes that occur only with XLSX files; `desk/test_sheet.py` tests them."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_gives_exactly_the_expected_text(tiny: Tiny, case: Path) -> None:
    given = files_of(case)
    expected = {language: given.pop(name).decode() for language, name in EXPECTED.items() if name in given}
    now = clock.read(given.pop("now.txt").decode().strip()) if "now.txt" in given else None
    if (case / "built").is_dir():
        found = verify(case / "built")
    elif "import.csv" in given:
        root = tiny("minimal", given)
        found = from_file(read(root), root / "import.csv", Month(2025, 3)).problems
    else:
        found = check(tiny("minimal", given), now=now).problems
    assert {language: text(found, language) for language in expected} == expected
    assert "en" in expected


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_case_that_cannot_be_a_file_gives_exactly_the_expected_text(tiny: Tiny, make: Callable[[Path], str]) -> None:
    root = tiny("minimal")
    expected = make(root)
    assert text(check(root).problems) == expected


def test_least_site_and_full_site_have_no_problem() -> None:
    assert [check(HERE / "sites" / name).problems for name in ("minimal", "full")] == [(), ()]


def test_every_code_has_a_case_and_every_case_is_named_for_what_it_gives() -> None:
    named = {case.name[:5] for case in CASES if case.name.startswith("PR")}
    assert named | set(MADE.values()) | PULLED | SAVED == set(CODES)
    for case in CASES:
        given = set(
            re.findall(r"^\S+ (?:error|warning|info) (PR\d{3}) ", (case / "expected.txt").read_text(encoding="utf-8"), re.MULTILINE)
        )
        assert not case.name.startswith("PR") or given == {case.name[:5]}, case.name


def test_every_code_is_documented_in_order() -> None:
    headings = re.findall(r"^## (PR\d{3}) ", (REPOSITORY / "docs/problems.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == list(CODES) == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_sentence_states_the_rule_with_must_in_both_languages(code: str) -> None:
    english, chinese = CODES[code].sentence("en"), CODES[code].sentence("zh-CN")
    assert " must " in english
    assert english.endswith(".")
    assert re.search("必须|不得|只能|不能|须", chinese)
    assert chinese.endswith("。")
    assert set(re.findall(r"\{\w+\}", english)) == set(re.findall(r"\{\w+\}", chinese))


def test_names_of_codes_are_unique_kebab_case() -> None:
    names = [code.name for code in CODES.values()]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []


def test_problems_come_sorted_and_each_once(tiny: Tiny) -> None:
    slip = "- {id: b, titel: x}\n- {id: a, titel: x, status: x}\n"
    root = tiny("minimal", {"content/sources/all.yml": slip, "content/audiences/all.yml": slip})
    found = [(each.path, each.line, each.code) for each in check(root).problems]
    assert found == [
        (f"content/{kind}/all.yml", line, code)
        for kind in ("audiences", "sources")
        for line, code in ((1, "PR101"), (2, "PR101"), (2, "PR104"))
    ]


def test_thousands_of_problems_in_one_file_are_all_told(tiny: Tiny) -> None:
    root = tiny("minimal", {"content/audiences/all.yml": "".join(f"- {{id: a{n}, title: {{zh: 甲, en: A}}, x: 1}}\n" for n in range(3000))})
    assert [(each.line, each.code) for each in check(root).problems] == [(n, "PR101") for n in range(1, 3001)]


def test_whole_report_of_one_problem_in_chinese() -> None:
    problem_ = problem("content/a.yml", 3, 5, "PR301", "en", language="en", came="农户", form="en: …")
    assert text([problem_], "zh") == (
        "content/a.yml:3:5: warning PR301 [语言 en] 每段文字必须具备站点的各种语言；缺少 en。\n"
        "    实际: 农户\n    正确写法: en: …\n共 1 个问题：错误 0，警告 1，提示 0。\n"
    )


def test_what_came_is_abridged_and_kept_on_one_line() -> None:
    found = problem("a.yml", 1, 1, "PR103", field="title", came="x\ny" * 100, form="text")
    assert found.came is not None
    assert (len(found.came), found.came[:4], found.came[-1]) == (120, "x yx", "…")


@pytest.fixture
def two() -> list[Problem]:
    return [
        problem("content/a,b.yml", 3, 5, "PR102", field="title", kind="term", form="title: 100%\n{…}"),
        problem("content/c.yml", 0, 0, "PR301", "en", language="en", came="农户: 一"),
    ]


def test_json_is_one_object_a_problem(two: list[Problem]) -> None:
    rows = json.loads(FORMATS["json"](two, "en"))
    assert [row["code"] for row in rows] == ["PR102", "PR301"]
    assert rows[0] == {
        "path": "content/a,b.yml",
        "line": 3,
        "column": 5,
        "code": "PR102",
        "name": "missing-field",
        "severity": "error",
        "language": None,
        "message": "The term must have the field title.",
        "came": None,
        "form": "title: 100% {…}",
    }


def test_github_annotations_escape_what_would_end_them(two: list[Problem]) -> None:
    assert FORMATS["github"](two, "en") == (
        "::error file=content/a%2Cb.yml,line=3,col=5,title=PR102 missing-field::"
        "The term must have the field title.%0ARight form: title: 100%25 {…}\n"
        "::warning file=content/c.yml,line=1,col=1,title=PR301 missing-translation::"
        "Every text must exist in each language of the site; en is missing.%0AFound: 农户: 一\n"
    )


def test_sarif_names_rules_and_places(two: list[Problem]) -> None:
    log = json.loads(FORMATS["sarif"](two, "en"))
    (run,) = log["runs"]
    assert (log["version"], [rule["id"] for rule in run["tool"]["driver"]["rules"]]) == ("2.1.0", ["PR102", "PR301"])
    assert [(each["ruleId"], each["level"]) for each in run["results"]] == [("PR102", "error"), ("PR301", "warning")]
    places = [each["locations"][0]["physicalLocation"] for each in run["results"]]
    assert places == [
        {"artifactLocation": {"uri": "content/a,b.yml"}, "region": {"startLine": 3, "startColumn": 5}},
        {"artifactLocation": {"uri": "content/c.yml"}, "region": {"startLine": 1, "startColumn": 1}},
    ]
