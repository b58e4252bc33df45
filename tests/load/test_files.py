"""Which files are read, and how unreadable files are reported."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from prospectus.load.files import LARGEST, Found, opened, read, survey
from prospectus.load.records import FOLDERS
from prospectus.model.kinds import BY_NAME, KINDS
from prospectus.problems import Problem
from tiny import laid_over


def find(root: Path, kind: str) -> Iterator[Found | Problem]:
    yield from opened(root, BY_NAME[kind], survey(root, KINDS, FOLDERS).files[BY_NAME[kind].place], ("zh", "en"))


def found_in(root: Path, kind: str = "guide") -> list[tuple[object, ...]]:
    each = find(root, kind)
    return [(one.path, one.code) if isinstance(one, Problem) else (one.path, one.key, one.language, one.text) for one in each]


def test_files_of_a_kind_come_sorted_with_key_and_language(tmp_path: Path) -> None:
    laid_over(tmp_path, {f"content/guides/{name}": name for name in ("b.yml", "a.zh.md", "a.yml", "a.en.md", "deeper/c.yml")})
    assert found_in(tmp_path) == [
        ("content/guides/a.en.md", "a", "en", "a.en.md"),
        ("content/guides/a.yml", "a", None, "a.yml"),
        ("content/guides/a.zh.md", "a", "zh", "a.zh.md"),
        ("content/guides/b.yml", "b", None, "b.yml"),
        ("content/guides/deeper/c.yml", "c", None, "deeper/c.yml"),
    ]


def test_hidden_files_and_folders_and_pictures_are_passed_over(tmp_path: Path) -> None:
    laid_over(tmp_path, {f"content/guides/{name}": "x" for name in (".a.yml", ".git/b.yml", "c.svg", "d.yml~", "e.yml")})
    assert found_in(tmp_path) == [("content/guides/e.yml", "e", None, "x")]


def test_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert found_in(tmp_path) == []


@pytest.mark.parametrize("name", ["a.yaml", "a.json", "a.txt", "a.markdown", "a.csv", "a.zh.yml", "a.b.zh.md", "a..md"])
def test_name_with_a_mistaken_ending_is_a_problem(tmp_path: Path, name: str) -> None:
    laid_over(tmp_path, {f"content/guides/{name}": "x"})
    assert found_in(tmp_path) == [(f"content/guides/{name}", "PR010")]


@pytest.mark.parametrize("name", ["a.fr.md", "a.md", "a.ZH.md"])
def test_markdown_without_a_language_of_the_site_is_a_problem(tmp_path: Path, name: str) -> None:
    laid_over(tmp_path, {f"content/guides/{name}": "x"})
    assert found_in(tmp_path) == [(f"content/guides/{name}", "PR008")]


def test_markdown_beside_a_kind_without_prose_is_a_problem(tmp_path: Path) -> None:
    laid_over(tmp_path, {"content/notices/a.zh.md": "x"})
    assert found_in(tmp_path, "notice") == [("content/notices/a.zh.md", "PR010")]


@pytest.mark.parametrize(
    ("content", "text"),
    [("a\r\nb\r", "a\nb\n"), ("\ufeffa\n", "a\n"), ("大麦", "大麦")],
    ids=["line endings", "byte-order mark", "Chinese"],
)
def test_text_is_read_with_plain_line_ends_and_no_mark(tmp_path: Path, content: str, text: str) -> None:
    laid_over(tmp_path, {"a.yml": content.encode()})
    assert read(tmp_path, "a.yml") == text


def test_byte_that_is_not_utf_8_is_located(tmp_path: Path) -> None:
    laid_over(tmp_path, {"a.yml": "a: 1\nb: 大".encode() + b"\xb4\xf3"})
    problem = read(tmp_path, "a.yml")
    assert isinstance(problem, Problem)
    assert (problem.code, problem.line, problem.column, problem.came) == ("PR002", 2, 5, "0xb4")


@pytest.mark.parametrize(("size", "code"), [(LARGEST, None), (LARGEST + 1, "PR004")])
def test_size_is_bounded(tmp_path: Path, size: int, code: str | None) -> None:
    laid_over(tmp_path, {"a.yml": b"a" * size})
    found = read(tmp_path, "a.yml")
    assert (found.code if isinstance(found, Problem) else None) == code


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff"])
def test_file_without_words_is_empty(tmp_path: Path, content: str) -> None:
    laid_over(tmp_path, {"a.yml": content.encode()})
    found = read(tmp_path, "a.yml")
    assert isinstance(found, Problem)
    assert found.code == "PR003"


def test_link_within_the_site_is_followed_and_one_that_leads_out_is_not(tmp_path: Path) -> None:
    root = laid_over(tmp_path / "site", {"content/guides/a.yml": "inside", "b.yml": "also inside"})
    laid_over(tmp_path, {"secret.yml": "outside"})
    (root / "content/guides/in.yml").symlink_to(root / "b.yml")
    (root / "content/guides/out.yml").symlink_to(tmp_path / "secret.yml")
    (root / "content/guides/folder").symlink_to(tmp_path, target_is_directory=True)
    assert found_in(root) == [
        ("content/guides/a.yml", "a", None, "inside"),
        ("content/guides/folder", "PR005"),
        ("content/guides/in.yml", "in", None, "also inside"),
        ("content/guides/out.yml", "PR005"),
    ]


def test_link_in_a_circle_and_link_to_nothing_cannot_be_read(tmp_path: Path) -> None:
    folder = laid_over(tmp_path, {"content/guides/a.yml": "x"}) / "content/guides"
    (folder / "b.yml").symlink_to("c.yml")
    (folder / "c.yml").symlink_to("b.yml")
    (folder / "d.yml").symlink_to("nowhere.yml")
    codes = [each.code for each in find(tmp_path, "guide") if isinstance(each, Problem)]
    assert codes == ["PR001", "PR001", "PR001"]


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "content/guides").mkdir(parents=True)
    os.mkfifo(tmp_path / "content/guides/a.yml")
    assert found_in(tmp_path) == [("content/guides/a.yml", "PR001")]


def test_kind_in_a_single_file_finds_just_that_file(tmp_path: Path) -> None:
    laid_over(tmp_path, {"content/site.yml": "title: x", "content/other.yml": "x"})
    assert list(find(tmp_path, "site")) == [Found("content/site.yml", "site", None, "title: x")]


def test_each_file_is_counted_where_its_kind_has_its_place_and_others_are_astray(tmp_path: Path) -> None:
    of_events = {"calendar/2025/03.yml", "calendar/2025/deeper/x.yml"}
    of_talks = {"calendar/talks/a.yml", "calendar/talks/2025/a.zh.md"}
    astray = {"calendar/03.yml", "calendar/25/03.yml", "content/x/a.json"}
    passed_over = {"calendar/feeds/x.yml", "calendar/.x.yml", "calendar/.x/y.yml", "content/x/a.svg", "x/a.yml"}
    laid_over(tmp_path, dict.fromkeys(of_events | of_talks | astray | passed_over, "x"))
    found = survey(tmp_path, KINDS, FOLDERS)
    assert {place: set(files) for place, files in found.files.items() if files} == {"calendar": of_events, "calendar/talks": of_talks}
    assert set(found.astray) == astray


def test_state_of_a_file_is_known_once_a_change_would_show_in_it(tmp_path: Path) -> None:
    laid_over(tmp_path, {f"content/guides/{name}.yml": "x" for name in ("old", "new", "later")})
    folder = tmp_path / "content/guides"
    os.utime(folder / "old.yml", ns=(0, 7))
    os.utime(folder / "later.yml", ns=(0, 2**62))
    (folder / "linked.yml").symlink_to("old.yml")
    states = survey(tmp_path, KINDS, FOLDERS).files["content/guides"]
    assert {path.rpartition("/")[2]: state for path, state in states.items()} == {
        "old.yml": (1, 7, (folder / "old.yml").stat().st_ino),
        "new.yml": None,
        "later.yml": None,
        "linked.yml": None,
    }


def test_nothing_behind_a_link_to_one_of_the_folders_has_a_state(tmp_path: Path) -> None:
    laid_over(tmp_path, {"elsewhere/guides/a.yml": "x"})
    os.utime(tmp_path / "elsewhere/guides/a.yml", ns=(0, 7))
    (tmp_path / "content").symlink_to("elsewhere")
    assert survey(tmp_path, KINDS, FOLDERS).files["content/guides"] == {"content/guides/a.yml": None}
    assert found_in(tmp_path) == [("content/guides/a.yml", "a", None, "x")]
