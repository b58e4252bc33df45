"""Which files are read, and how unreadable files are reported."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from prospectus.load.files import MAX_BYTES, SourceFile, iter_source_files, read_file, scan_files
from prospectus.load.records import FOLDERS
from prospectus.model.registry import KINDS, KINDS_BY_NAME
from prospectus.problems import Problem
from tiny import write_files


def iter_files(root: Path, kind: str) -> Iterator[SourceFile | Problem]:
    yield from iter_source_files(
        root, KINDS_BY_NAME[kind], scan_files(root, KINDS, FOLDERS).files[KINDS_BY_NAME[kind].source_path], ("zh", "en")
    )


def list_files(root: Path, kind: str = "guide") -> list[tuple[object, ...]]:
    items = iter_files(root, kind)
    return [(item.path, item.code) if isinstance(item, Problem) else (item.path, item.key, item.language, item.text) for item in items]


def test_files_of_a_kind_come_sorted_with_key_and_language(tmp_path: Path) -> None:
    write_files(tmp_path, {f"content/guides/{name}": name for name in ("b.yml", "a.zh.md", "a.yml", "a.en.md", "deeper/c.yml")})
    assert list_files(tmp_path) == [
        ("content/guides/a.en.md", "a", "en", "a.en.md"),
        ("content/guides/a.yml", "a", None, "a.yml"),
        ("content/guides/a.zh.md", "a", "zh", "a.zh.md"),
        ("content/guides/b.yml", "b", None, "b.yml"),
        ("content/guides/deeper/c.yml", "c", None, "deeper/c.yml"),
    ]


def test_hidden_files_and_folders_and_pictures_are_ignored(tmp_path: Path) -> None:
    write_files(tmp_path, {f"content/guides/{name}": "x" for name in (".a.yml", ".git/b.yml", "c.svg", "d.yml~", "e.yml")})
    assert list_files(tmp_path) == [("content/guides/e.yml", "e", None, "x")]


def test_missing_folder_has_no_files(tmp_path: Path) -> None:
    assert list_files(tmp_path) == []


@pytest.mark.parametrize("name", ["a.yaml", "a.json", "a.txt", "a.markdown", "a.csv", "a.zh.yml", "a.b.zh.md", "a..md"])
def test_name_with_a_mistaken_ending_is_a_problem(tmp_path: Path, name: str) -> None:
    write_files(tmp_path, {f"content/guides/{name}": "x"})
    assert list_files(tmp_path) == [(f"content/guides/{name}", "PR010")]


@pytest.mark.parametrize("name", ["a.fr.md", "a.md", "a.ZH.md"])
def test_markdown_without_a_language_of_the_site_is_a_problem(tmp_path: Path, name: str) -> None:
    write_files(tmp_path, {f"content/guides/{name}": "x"})
    assert list_files(tmp_path) == [(f"content/guides/{name}", "PR008")]


def test_markdown_beside_a_kind_without_prose_is_a_problem(tmp_path: Path) -> None:
    write_files(tmp_path, {"content/faq/a.zh.md": "x"})
    assert list_files(tmp_path, "faq") == [("content/faq/a.zh.md", "PR143")]


@pytest.mark.parametrize(
    ("content", "text"),
    [("a\r\nb\r", "a\nb\n"), ("\ufeffa\n", "a\n"), ("大麦", "大麦")],
    ids=["line endings", "byte-order mark", "Chinese"],
)
def test_text_is_read_with_lf_line_endings_and_no_byte_order_mark(tmp_path: Path, content: str, text: str) -> None:
    write_files(tmp_path, {"a.yml": content.encode()})
    assert read_file(tmp_path, "a.yml") == text


def test_byte_that_is_not_utf_8_is_located(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.yml": "a: 1\nb: 大".encode() + b"\xb4\xf3"})
    problem = read_file(tmp_path, "a.yml")
    assert isinstance(problem, Problem)
    assert (problem.code, problem.line, problem.column, problem.came) == ("PR002", 2, 5, "0xb4")


@pytest.mark.parametrize(("size", "code"), [(MAX_BYTES, None), (MAX_BYTES + 1, "PR004")])
def test_size_is_bounded(tmp_path: Path, size: int, code: str | None) -> None:
    write_files(tmp_path, {"a.yml": b"a" * size})
    result = read_file(tmp_path, "a.yml")
    assert (result.code if isinstance(result, Problem) else None) == code


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff"])
def test_blank_file_is_a_problem(tmp_path: Path, content: str) -> None:
    write_files(tmp_path, {"a.yml": content.encode()})
    result = read_file(tmp_path, "a.yml")
    assert isinstance(result, Problem)
    assert result.code == "PR003"


def test_link_within_the_site_is_followed_and_one_that_leads_out_is_not(tmp_path: Path) -> None:
    root = write_files(tmp_path / "site", {"content/guides/a.yml": "inside", "b.yml": "also inside"})
    write_files(tmp_path, {"secret.yml": "outside"})
    (root / "content/guides/in.yml").symlink_to(root / "b.yml")
    (root / "content/guides/out.yml").symlink_to(tmp_path / "secret.yml")
    (root / "content/guides/folder").symlink_to(tmp_path, target_is_directory=True)
    assert list_files(root) == [
        ("content/guides/a.yml", "a", None, "inside"),
        ("content/guides/folder", "PR005"),
        ("content/guides/in.yml", "in", None, "also inside"),
        ("content/guides/out.yml", "PR005"),
    ]


def test_circular_and_broken_links_cannot_be_read(tmp_path: Path) -> None:
    folder = write_files(tmp_path, {"content/guides/a.yml": "x"}) / "content/guides"
    (folder / "b.yml").symlink_to("c.yml")
    (folder / "c.yml").symlink_to("b.yml")
    (folder / "d.yml").symlink_to("nowhere.yml")
    codes = [item.code for item in iter_files(tmp_path, "guide") if isinstance(item, Problem)]
    assert codes == ["PR001", "PR001", "PR001"]


def test_named_pipe_does_not_block(tmp_path: Path) -> None:
    (tmp_path / "content/guides").mkdir(parents=True)
    os.mkfifo(tmp_path / "content/guides/a.yml")
    assert list_files(tmp_path) == [("content/guides/a.yml", "PR001")]


def test_kind_in_a_single_file_finds_just_that_file(tmp_path: Path) -> None:
    write_files(tmp_path, {"content/site.yml": "title: x", "content/other.yml": "x"})
    assert list(iter_files(tmp_path, "site")) == [SourceFile("content/site.yml", "site", None, "title: x")]


def test_each_file_is_assigned_to_its_kind_and_others_are_unclaimed(tmp_path: Path) -> None:
    event_files = {"calendar/2025/03.yml", "calendar/2025/deeper/x.yml"}
    talk_files = {"calendar/talks/a.yml", "calendar/talks/2025/a.zh.md"}
    unclaimed = {"calendar/03.yml", "calendar/25/03.yml", "content/x/a.json"}
    ignored = {"calendar/feeds/x.yml", "calendar/.x.yml", "calendar/.x/y.yml", "content/x/a.svg", "x/a.yml"}
    write_files(tmp_path, dict.fromkeys(event_files | talk_files | unclaimed | ignored, "x"))
    result = scan_files(tmp_path, KINDS, FOLDERS)
    assert {source_path: set(files) for source_path, files in result.files.items() if files} == {
        "calendar": event_files,
        "calendar/talks": talk_files,
    }
    assert set(result.unclaimed) == unclaimed


def test_stat_of_a_file_is_known_once_a_change_would_alter_it(tmp_path: Path) -> None:
    write_files(tmp_path, {f"content/guides/{name}.yml": "x" for name in ("old", "new", "later")})
    folder = tmp_path / "content/guides"
    os.utime(folder / "old.yml", ns=(0, 7))
    os.utime(folder / "later.yml", ns=(0, 2**62))
    (folder / "linked.yml").symlink_to("old.yml")
    states = scan_files(tmp_path, KINDS, FOLDERS).files["content/guides"]
    assert {path.rpartition("/")[2]: state for path, state in states.items()} == {
        "old.yml": (1, 7, (folder / "old.yml").stat().st_ino),
        "new.yml": None,
        "later.yml": None,
        "linked.yml": None,
    }


def test_nothing_behind_a_link_to_one_of_the_folders_has_a_stat(tmp_path: Path) -> None:
    write_files(tmp_path, {"elsewhere/guides/a.yml": "x"})
    os.utime(tmp_path / "elsewhere/guides/a.yml", ns=(0, 7))
    (tmp_path / "content").symlink_to("elsewhere")
    assert scan_files(tmp_path, KINDS, FOLDERS).files["content/guides"] == {"content/guides/a.yml": None}
    assert list_files(tmp_path) == [("content/guides/a.yml", "a", None, "x")]
