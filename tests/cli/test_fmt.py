"""The command fmt, in both languages."""

from __future__ import annotations

from tiny import RunCommand, SiteFactory, read_files

UNTIDY = "-   title: {en: 'All',zh: 众}  # everybody\r\n    id: all\r\n"
TIDY = "- id: all\n  title: {zh: 众, en: All}  # everybody\n"
PATH = "content/audiences/all.yml"


def test_files_are_formatted_and_undone_to_the_byte(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("minimal", {PATH: UNTIDY})
    before = read_files(root)
    check = run("fmt", "--check", "--root", root)
    assert (check.code, check.out, "To be formatted: 1." in check.err) == (1, f"{PATH}\n", True)
    shown = run("fmt", "--dry-run", "--root", root, "--lang", "zh")
    assert (shown.code, "+- id: all\n" in shown.out, "没有写入任何内容。需要整理 1 个文件" in shown.err) == (0, True, True)
    assert read_files(root) == before
    assert run("fmt", "--root", root).code == 0
    assert (root / PATH).read_text(encoding="utf-8") == TIDY
    assert run("fmt", "--check", "--root", root).code == 0
    assert run("undo", "--root", root).code == 0
    assert read_files(root) == before


def test_file_with_mistakes_is_left_and_named(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("minimal", {PATH: UNTIDY, "content/audiences/broken.yml": "- {id: x\n"})
    result = run("fmt", "--root", root, "--lang", "zh")
    assert (result.code, "content/audiences/broken.yml：未整理；请先改正其中的错误" in result.err) == (1, True)
    assert (root / PATH).read_text(encoding="utf-8") == TIDY


def test_languages_of_fixed_words_stand_in_the_order_of_the_site(tiny: SiteFactory, run: RunCommand) -> None:
    path = "content/conversion.yml"
    root = tiny("minimal", {path: "en: {x: 'y'}\n\n\n# ours\nzh:\n    b: '二'\n    a: 一\n"})
    assert run("fmt", "--root", root).out == f"{path}\n"
    assert (root / path).read_text(encoding="utf-8") == "# ours\nzh:\n  b: 二\n  a: 一\nen: {x: 'y'}\n"


def test_only_what_is_named_is_formatted(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("minimal", {PATH: UNTIDY, "content/audiences/other.yml": UNTIDY.replace("id: all", "id: other")})
    assert run("fmt", root / "content/audiences/other.yml", "--root", root).out == "content/audiences/other.yml\n"
    assert (root / PATH).read_bytes() == UNTIDY.encode()
    missing = run("fmt", root / "content/none", "--root", root)
    assert (missing.code, "there is no content file at" in missing.err) == (2, True)
