"""Problem messages, compared with their exact text. Each folder `cases/problems/CODE-what-is-wrong/` is one test case.

The files of a case are copied over the minimal site. `expected.txt` is the expected report, `expected.zh.txt` the same in Chinese, and
`now.txt` the time of the check, if it matters; with `present.txt`, the content is compared with that time and with the last build in
`site/`. A case with a folder `built/` is a built site, checked with `prospectus verify`; one with `import.csv` is a sheet of March 2025 to
import, and one with `feed.xml` an archived feed to read. Cases that cannot be committed as files are created in this module.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from archived_feeds import archive_feed
from problem_pages import render_problem_page
from prospectus import clock
from prospectus.pipeline import check
from prospectus.problems import Problem, make_problem
from prospectus.problems.codes import CODES
from prospectus.problems.explanations import read_explanations
from prospectus.problems.formats import PROBLEM_FORMATS, to_text
from prospectus.scheduling.calendar_files import Requirement, read_site
from prospectus.scheduling.feeds.pull import pull
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet.import_month import import_file
from prospectus.verify import verify
from tiny import HERE, NOW, REPOSITORY, SiteFactory, read_files, write_files

EXPECTED = {"en": "expected.txt", "zh": "expected.zh.txt"}
CASES = sorted(path for path in (HERE / "cases" / "problems").iterdir() if path.is_dir())


def link_to_nothing(root: Path) -> str:
    (root / "content/site.yml").unlink()
    (root / "content/site.yml").symlink_to("nowhere.yml")
    return """\
content/site.yml:1:1: error PR001 A file must be readable: No such file or directory.
    Right form: a file that can be opened
1 problem: 1 error, 0 warnings, 0 info.
"""


def ten_megabytes(root: Path) -> str:
    (root / "content/institutions/all.yml").write_bytes(b"#" * 10_000_000)
    return """\
content/institutions/all.yml:1:1: error PR004 A content file must be at most 1000000 bytes; this file has 10000000.
    Found: 10000000
    Right form: several smaller files
1 problem: 1 error, 0 warnings, 0 info.
"""


def file_linked_from_outside(root: Path) -> str:
    write_files(root.parent, {"elsewhere/all.yml": "- {id: secret, title: {zh: 密, en: Secret}}\n"})
    (root / "content/institutions/secret.yml").symlink_to("../../../elsewhere/all.yml")
    return """\
content/institutions/secret.yml:1:1: error PR005 A symbolic link must point to a file inside the site's folder; this link points outside it.
    Found: ../../../elsewhere/all.yml
    Right form: a file inside the site's folder
1 problem: 1 error, 0 warnings, 0 info.
"""


def folder_linked_from_outside(root: Path) -> str:
    write_files(root.parent, {"elsewhere/all.yml": "- {id: secret, title: {zh: 密, en: Secret}}\n"})
    (root / "content/sources").symlink_to("../../elsewhere", target_is_directory=True)
    return """\
content/sources:1:1: error PR005 A symbolic link must point to a file inside the site's folder; this link points outside it.
    Found: ../../elsewhere
    Right form: a file inside the site's folder
1 problem: 1 error, 0 warnings, 0 info.
"""


def site_without_its_record(root: Path) -> str:
    (root / "content/site.yml").unlink()
    return """\
content/site.yml:1:1: error PR014 A site must have a site record.
    Right form: content/site.yml with title, locales, tagline …
1 problem: 1 error, 0 warnings, 0 info.
"""


GENERATED_CASES = {
    link_to_nothing: "PR001",
    ten_megabytes: "PR004",
    file_linked_from_outside: "PR005",
    folder_linked_from_outside: "PR005",
    site_without_its_record: "PR014",
}

NETWORK_CODES = {"PR642", "PR643", "PR404", "PR405", "PR406", "PR407", "PR408"}
"""Codes that occur only with network access; `scheduling/feeds/test_pull.py`, `test_deployed_site.py` and `outgoing_links/` test them."""

LONG_FEED_CODES = {"PR651"}
"""Codes that occur only with long feeds; `scheduling/feeds/test_feed_cases.py` tests them."""


WORKBOOK_CODES = {"PR611", "PR621", "PR625"}
"""Codes that occur only with XLSX files; `scheduling/spreadsheet/` tests them."""

EDITING_CODES = {"PR540", "PR541", "PR542", "PR543", "PR544"}
"""Codes that occur only while a command edits files; `scheduling/edits/` and `cli/test_changes.py` test them."""

RENDERING_CODES = {"PR308"}
"""Codes that occur only when pages are rendered; `builder/test_missing_words.py` tests them."""


def _theme_folders(root: Path) -> tuple[Path, ...]:
    return tuple(folder for folder in (root / "theme", REPOSITORY / "theme") if folder.is_dir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_reports_exactly_the_expected_text(tiny: SiteFactory, case: Path) -> None:
    files = read_files(case)
    expected = {language: files.pop(name).decode() for language, name in EXPECTED.items() if name in files}
    now = clock.read(files.pop("now.txt").decode().strip()) if "now.txt" in files else None
    present = clock.read(files.pop("present.txt").decode().strip()) if "present.txt" in files else None
    if (case / "built").is_dir():
        problems = verify(case / "built")
    elif "import.csv" in files:
        root = tiny("minimal", files)
        problems = import_file(read_site(root, Requirement.READABLE), root / "import.csv", Month(2025, 3)).problems
    elif "feed.xml" in files:
        archive_feed(root := tiny("minimal"), case)
        problems = pull(write_files(root, {name: body for name, body in files.items() if "/" in name}), (), now=NOW, fetch=None).problems
    else:
        problems = check(root := tiny("minimal", files), now=now, theme_folders=_theme_folders(root), present=present).problems
    assert {language: to_text(problems, language) for language in expected} == expected
    assert "en" in expected


@pytest.mark.parametrize("make_case", GENERATED_CASES, ids=lambda make: make.__name__)
def test_generated_case_reports_exactly_the_expected_text(tiny: SiteFactory, make_case: Callable[[Path], str]) -> None:
    root = tiny("minimal")
    expected = make_case(root)
    assert to_text(check(root).problems) == expected


def test_minimal_site_and_full_site_have_no_problem() -> None:
    assert [check(HERE / "sites" / name).problems for name in ("minimal", "full")] == [(), ()]


OTHER_TESTED_CODES = {"PR026", "PR027"}
"""Codes of very long files and of links, tested in `problems/test_limit.py` and `load/test_theme_links.py`."""


def test_every_code_has_a_case_and_every_case_is_named_after_its_code() -> None:
    case_codes = {case.name[:5] for case in CASES if case.name.startswith("PR")}
    assert case_codes | set(
        GENERATED_CASES.values()
    ) | NETWORK_CODES | LONG_FEED_CODES | WORKBOOK_CODES | EDITING_CODES | OTHER_TESTED_CODES | RENDERING_CODES == set(CODES)
    for case in CASES:
        reported_codes = set(
            re.findall(r"^\S+ (?:error|warning|info) (PR\d{3}) ", (case / "expected.txt").read_text(encoding="utf-8"), re.MULTILINE)
        )
        assert not case.name.startswith("PR") or reported_codes == {case.name[:5]}, case.name


def test_every_code_is_explained_and_documented_in_order() -> None:
    assert list(read_explanations("en")) == list(CODES) == sorted(CODES)
    assert [code for code, explanation in read_explanations("en").items() if not explanation] == []
    for language, name in (("en", "problems.md"), ("zh", "problems.zh.md")):
        assert (REPOSITORY / "docs" / name).read_text(encoding="utf-8") == render_problem_page(language)


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


def test_problems_are_sorted_and_not_duplicated(tiny: SiteFactory) -> None:
    records = "- {id: b, titel: x}\n- {id: a, titel: x, status: x}\n"
    root = tiny("minimal", {"content/sources/all.yml": records, "content/audiences/all.yml": records})
    problems = [(reported.path, reported.line, reported.code) for reported in check(root).problems]
    assert problems == [
        (f"content/{kind}/all.yml", line, code)
        for kind in ("audiences", "sources")
        for line, code in ((1, "PR101"), (2, "PR101"), (2, "PR104"))
    ]


def test_thousands_of_problems_in_one_file_are_all_reported(tiny: SiteFactory) -> None:
    root = tiny("minimal", {"content/audiences/all.yml": "".join(f"- {{id: a{n}, title: {{zh: 甲, en: A}}, x: 1}}\n" for n in range(3000))})
    assert [(reported.line, reported.code) for reported in check(root).problems] == [(n, "PR101") for n in range(1, 3001)]


def test_report_of_one_problem_in_chinese() -> None:
    missing_translation = make_problem("content/a.yml", 3, 5, "PR301", "en", language="en", came="农户", form="en: …")
    assert to_text([missing_translation], "zh") == (
        "content/a.yml:3:5: 警告 PR301 [语言 en] 每段文字必须具备站点的各种语言；缺少 en。\n"
        "    实际：农户\n    正确写法：en: …\n共 1 个问题：错误 0，警告 1，提示 0。\n"
    )


def test_value_found_is_shortened_and_on_one_line() -> None:
    long_value = make_problem("a.yml", 1, 1, "PR103", field="title", came="x\ny" * 100, form="text")
    assert long_value.came is not None
    assert (len(long_value.came), long_value.came[:4], long_value.came[-1]) == (120, "x yx", "…")


@pytest.fixture
def two_problems() -> list[Problem]:
    return [
        make_problem("content/a,b.yml", 3, 5, "PR102", field="title", kind="term", form="title: 100%\n{…}"),
        make_problem("content/c.yml", 0, 0, "PR301", "en", language="en", came="农户: 一"),
    ]


def test_json_has_one_object_per_problem(two_problems: list[Problem]) -> None:
    rows = json.loads(PROBLEM_FORMATS["json"].render(two_problems, "en"))
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


def test_github_annotations_escape_special_characters(two_problems: list[Problem]) -> None:
    assert PROBLEM_FORMATS["github"].render(two_problems, "en") == (
        "::error file=content/a%2Cb.yml,line=3,col=5,title=PR102 missing-field::"
        "The term must have the field title.%0ARight form: title: 100%25 {…}\n"
        "::warning file=content/c.yml,line=1,col=1,title=PR301 missing-translation::"
        "Every text must exist in each language of the site; en is missing.%0AFound: 农户: 一\n"
    )


def test_sarif_has_rules_and_locations(two_problems: list[Problem]) -> None:
    log = json.loads(PROBLEM_FORMATS["sarif"].render(two_problems, "en"))
    (run,) = log["runs"]
    assert (log["version"], [rule["id"] for rule in run["tool"]["driver"]["rules"]]) == ("2.1.0", ["PR102", "PR301"])
    assert [(result["ruleId"], result["level"]) for result in run["results"]] == [("PR102", "error"), ("PR301", "warning")]
    locations = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert locations == [
        {"artifactLocation": {"uri": "content/a,b.yml"}, "region": {"startLine": 3, "startColumn": 5}},
        {"artifactLocation": {"uri": "content/c.yml"}, "region": {"startLine": 1, "startColumn": 1}},
    ]
