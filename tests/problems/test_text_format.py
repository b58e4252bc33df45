"""Reports of problems as text: the line of the file, consequences, limits, colours."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prospectus.problems import Message, Problem, TextEdit, make_problem
from prospectus.problems.excerpt import WIDTH, build_excerpt
from prospectus.problems.text_format import TextStyle, to_text


def at(line: int, column: int, came: str | None = None, code: str = "PR101", path: str = "content/a.yml") -> Problem:
    return make_problem(path, line, column, code, kind="guide", field="title", came=came)


def mark(text: str, column: int, came: str | None = None, fix: tuple[TextEdit, ...] = ()) -> list[str]:
    """Return the excerpt of a problem in line 1, without the line number."""
    excerpt = build_excerpt(replace(at(1, column, came), fix=fix), text)
    assert excerpt is not None
    assert excerpt.line[:8] == "    1 | "
    assert excerpt.mark[:8] == "      | "
    return [excerpt.line[8:], excerpt.mark[8:]]


def test_value_found_is_marked() -> None:
    assert mark("titel: Fees", 1, "titel") == ["titel: Fees", "^^^^^"]


def test_wide_characters_take_two_columns() -> None:
    assert mark("{zh: 费用, titel: x}", 10, "titel") == ["{zh: 费用, titel: x}", "           ^^^^^"]
    assert mark("费用：高", 3, "：") == ["费用：高", "    ^^"]


def test_correction_is_marked_if_there_is_one() -> None:
    assert mark("minutes: 30 minutes", 10, fix=(TextEdit(1, 10, 1, 20, "30"),)) == ["minutes: 30 minutes", "         ^^^^^^^^^^"]


def test_tabs_and_control_characters_are_shown_and_keep_the_mark_in_place() -> None:
    assert mark("\ttitel: x", 2, "titel") == ["→titel: x", " ^^^^^"]
    assert mark("a\x1b[2Kb: x", 6, "b") == [r"a\x1b[2Kb: x", "        ^"]
    assert mark("e\u0301t: x", 3, "t") == ["e\u0301t: x", " ^"]


def test_problem_at_the_end_of_a_line_is_marked_after_it() -> None:
    assert mark("title: [a", 10) == ["title: [a", "         ^"]


def test_problem_beyond_the_line_or_on_an_empty_line_has_no_excerpt() -> None:
    assert build_excerpt(at(1, 40), "title: x") is None
    assert build_excerpt(at(1, 1), "   ") is None


@pytest.mark.parametrize("character", ["x", "费"])
@pytest.mark.parametrize("column", [1, 30, 300, 590])
def test_long_line_is_shortened_around_the_problem(character: str, column: int) -> None:
    text = character * (column - 1) + "WRONG" + character * (600 - column)
    line, marks = mark(text, column, "WRONG")
    columns = [2 if other == "费" else 1 for other in line]
    assert sum(columns) <= WIDTH
    assert sum(columns[: line.index("WRONG")]) == marks.index("^")
    assert (line[0] == "…") == ((column - 1) * (2 if character == "费" else 1) > 40)


def test_user_name_and_password_in_a_url_are_not_shown() -> None:
    line, marks = mark("url: https://name:secret@example.com/feed.xml", 6)
    assert (line, marks.index("^")) == ("url: https://***********@example.com/feed.xml", 5)
    assert "secret" not in to_text([at(1, 6, "https://name:secret@example.com/")])


def lines_of(problems: list[Problem], language: str = "en", **style: object) -> list[str]:
    return to_text(problems, language, TextStyle(**style)).splitlines()  # type: ignore[arg-type]


def test_excerpt_stands_below_the_sentence() -> None:
    assert lines_of([at(2, 1, "titel")], read_lines=lambda _: ["id: a", "titel: x"]) == [
        "content/a.yml:2:1: error PR101 The guide must not have the field titel.",
        "    2 | titel: x",
        "      | ^^^^^",
        "    Found: titel",
        "1 problem: 1 error, 0 warnings, 0 info.",
    ]


def test_problem_of_a_whole_file_or_of_a_file_that_cannot_be_read_has_no_excerpt() -> None:
    assert len(lines_of([at(1, 1, code="PR003")], read_lines=lambda _: ["x"])) == 2
    assert len(lines_of([at(5, 1, "x")], read_lines=lambda _: [])) == 3


CAUSE = replace(
    make_problem("content/guides/fees.yml", 1, 1, "PR109", came="fees", form="charges"),
    consequences=tuple(make_problem("content/faq/all.yml", line, 5, "PR203", came="guide:fees") for line in range(1, 8)),
)


def test_consequences_are_listed_under_their_cause_and_not_counted() -> None:
    lines = lines_of([CAUSE], most_consequences=2)
    assert lines[3:] == [
        "    From the same cause:",
        "      content/faq/all.yml:1:5: PR203 A link within this site must lead to an existing page. Found: guide:fees",
        "      content/faq/all.yml:2:5: PR203 A link within this site must lead to an existing page. Found: guide:fees",
        "      … and 5 more",
        "1 problem: 1 error, 0 warnings, 0 info.",
    ]
    assert lines_of([CAUSE], "zh", most_consequences=2)[3:7] == [
        "    同一原因引起：",
        "      content/faq/all.yml:1:5: PR203 站内链接必须指向存在的页面。 实际：guide:fees",
        "      content/faq/all.yml:2:5: PR203 站内链接必须指向存在的页面。 实际：guide:fees",
        "      ……另有 5 处",
    ]
    assert len(lines_of([CAUSE])) == 3 + 1 + 7 + 1


def test_problems_of_one_code_are_limited_and_the_rest_counted() -> None:
    problems = [at(line, 1, path=f"content/{line:02}.yml") for line in range(1, 31)]
    lines = lines_of(problems, most_per_code=2)
    assert lines == [
        "content/01.yml:1:1: error PR101 The guide must not have the field ….",
        "content/02.yml:2:1: error PR101 The guide must not have the field ….",
        "Not shown: 28 more (PR101 × 28), in content/03.yml and 27 more. Show all: prospectus check --all",
        "30 problems: 30 errors, 0 warnings, 0 info.",
    ]
    assert lines_of(problems, "zh", most_per_code=2)[-2:] == [
        "另有 28 个未显示（PR101 × 28），在 content/03.yml 等 28 个文件中。全部显示：prospectus check --all",
        "共 30 个问题：错误 30，警告 0，提示 0。",
    ]


def test_gravest_problems_of_a_file_are_shown_first_and_in_their_order() -> None:
    problems = [at(1, 1, code="PR301"), at(2, 1, code="PR301"), at(3, 1), at(4, 1)]
    lines = lines_of(problems, most_per_file=3)
    assert [line.split(":")[1] for line in lines[:3]] == ["1", "3", "4"]
    assert lines[3] == "Not shown: 1 more (PR301 × 1), in content/a.yml. Show all: prospectus check --all"
    assert lines_of(problems, "zh", most_per_file=3)[3] == (
        "另有 1 个未显示（PR301 × 1），在 content/a.yml。全部显示：prospectus check --all"
    )


def test_name_of_a_file_cannot_begin_a_command_or_a_line() -> None:
    lines = lines_of([at(1, 1, "\x1b[31m", path="::add-path::evil\n::error::.yml")])
    assert lines[0].startswith(r"\x3a:add-path::evil\n::error::.yml:1:1: error PR101 ")
    assert lines[1] == r"    Found: \x1b[31m"


def test_colours_are_used_only_if_wanted() -> None:
    plain = to_text([CAUSE, at(2, 1, "titel")], style=TextStyle(read_lines=lambda _: ["id: a", "titel: x"]))
    colored = to_text([CAUSE, at(2, 1, "titel")], style=TextStyle(read_lines=lambda _: ["id: a", "titel: x"], with_color=True))
    assert "\x1b" not in plain
    assert "\x1b[31;1merror\x1b[0m" in colored
    for code in ("31;1", "32;1", "1", "0"):
        colored = colored.replace(f"\x1b[{code}m", "")
    assert colored == plain


def test_message_fills_in_other_messages_in_the_same_language() -> None:
    inner = Message("a file", "文件")
    assert Message("{what} of {n}", "{n} 的{what}").fill(what=inner, n=3) == Message("a file of 3", "3 的文件")
