"""The commands language add and language remove, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from prospectus.load.yaml import parse
from prospectus.scheduling.yaml_edit import to_plain
from tiny import RunCommand, SiteFactory, read_files

SITE = "content/site.yml"


def errors_in(run: RunCommand, root: Path) -> list[str]:
    return [line for line in run("check", "--root", root, "--no-cache").out.splitlines() if ": error PR" in line]


def locales_of(root: Path) -> list[dict[str, object]]:
    return list(parse((root / SITE).read_text(encoding="utf-8"))["locales"])


def test_language_is_added_with_a_list_of_what_is_to_be_translated(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    before = read_files(root)
    shown = run("language", "add", "ja-JP", "--from", "en", "--dry-run", "--root", root)
    assert (shown.code, "Nothing was written." in shown.err, read_files(root) == before) == (0, True, True)
    result = run("language", "add", "ja-JP", "--from", "en", "--root", root, "--lang", "zh")
    assert result.code == 0
    assert re.search(r"^指南（guide）：\d+ 处文字待译$", result.out, re.MULTILINE)
    assert "站点已增加语言 ja" in result.err
    assert locales_of(root)[-1] == {"tag": "ja-JP", "language": "ja", "name": "日本語 (日本)", "path": "ja", "fallback": ("en",)}
    words = (root / "theme/words/ja.yml").read_text(encoding="utf-8")
    assert "\n# skip: Skip to main content\n" in words
    assert parse(words) is None
    assert errors_in(run, root) == []
    assert run("undo", "--root", root).code == 0
    assert read_files(root) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "english"), "不是语言标签"),
        (("add", "xx"), "不是语言标签"),
        (("add", "en"), "站点已有语言 en"),
        (("add", "ja", "--from", "fr"), "站点没有语言 fr；已有 zh、en。"),
        (("remove", "fr"), "站点没有语言 fr"),
        (("remove", "zh"), "请用 `--default` 写明由哪种语言接替"),
        (("remove", "zh", "--default", "fr"), "站点没有语言 fr"),
    ],
)
def test_what_is_not_possible_is_refused(tiny: SiteFactory, run: RunCommand, arguments: tuple[str, ...], words: str) -> None:
    root = tiny("full")
    before = read_files(root)
    result = run("language", *arguments, "--root", root, "--lang", "zh")
    assert (result.code, words in result.err) == (2, True), result.err
    assert read_files(root) == before


def test_language_beside_one_of_another_region(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    assert run("language", "add", "en-GB", "--title", "British English", "--root", root).code == 0
    assert locales_of(root)[-1] == {"tag": "en-GB", "language": "en-gb", "name": "British English", "path": "en-gb"}
    assert run("language", "add", "zh-Hant", "--no-conversion", "--root", root).code == 0
    assert locales_of(root)[-1] == {"tag": "zh-Hant", "language": "zh-hant", "name": "中文 (繁體)", "path": "zh-hant"}


def test_other_script_of_chinese_is_converted_and_can_be_removed(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    before = read_files(root)
    added = run("language", "add", "zh-HK", "--root", root)
    assert (added.code, added.out, "are converted from zh" in added.err) == (0, "", True)
    assert locales_of(root)[-1]["converted_from"] == "zh"
    assert changed_files(before, read_files(root)) == {SITE}
    assert errors_in(run, root) == []
    assert re.search(r"missing, \d+ converted\.$", run("translations", "--language", "zh-hk", "--root", root).err, re.MULTILINE)
    refused = run("language", "remove", "zh", "--default", "en", "--root", root)
    assert (refused.code, "zh-hk is converted from zh" in refused.err) == (2, True)
    (root / "content/conversion.yml").write_text("zh-hk:\n  大麦: 大麥\n", encoding="utf-8")
    assert run("language", "remove", "zh-hk", "--root", root).code == 0
    assert read_files(root) == before


def changed_files(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def without(value: object, language: str) -> object:
    if isinstance(value, dict):
        kept = {key: without(item, language) for key, item in value.items() if key != language}
        return {key: item for key, item in kept.items() if item != {}}
    return tuple(without(item, language) for item in value) if isinstance(value, tuple) else value


def test_language_is_removed_from_everything_and_nothing_else_changes(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    assert run("translations", "accept", "--all", "--root", root).code == 0
    before = read_files(root)
    shown = run("language", "remove", "en", "--dry-run", "--root", root, "--lang", "zh")
    assert (shown.code, "content/guides/margin.en.md：整个文件\n" in shown.out, read_files(root) == before) == (0, True, True)
    result = run("language", "remove", "en", "--root", root)
    assert (result.code, "no longer has the language en" in result.err) == (0, True), result.err
    assert "calendar/talks/spring-outlook.yml: says that something is in en, and stays (1)\n" in result.out
    assert "What is spoken or written in en, such as an event, stays so" in result.err
    assert "content/site.yml: says" not in result.out
    assert [path for path in read_files(root) if path.endswith(".en.md") or "/translations/" in path] == []
    assert [locale["language"] for locale in locales_of(root)] == ["zh"]
    after = read_files(root)
    for path in (path for path in before if path.endswith(".yml") and path != SITE and "/releases/" not in path and path in after):
        old, new = (files[path].decode() for files in (before, after))
        if path.startswith(("content/", "courses/")):
            assert to_plain(parse(new)) == to_plain(without(parse(old), "en")), path
        assert [line for line in old.splitlines() if line.strip().startswith("#")] == [
            line for line in new.splitlines() if line.strip().startswith("#")
        ], path
    assert errors_in(run, root) == []
    assert run("undo", "--root", root).code == 0
    assert read_files(root) == before


def test_text_that_has_no_other_language_must_be_translated_first(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full", {"content/audiences/more.yml": "# People\n- id: growers\n  title: {en: Growers}\n"})
    before = read_files(root)
    result = run("language", "remove", "en", "--root", root)
    assert (result.code, "translate them first: content/audiences/more.yml:3" in result.err) == (2, True)
    assert read_files(root) == before


def test_default_language_cannot_go_while_texts_are_only_in_it(tiny: SiteFactory, run: RunCommand) -> None:
    result = run("language", "remove", "zh", "--default", "en", "--root", tiny("full"), "--lang", "zh")
    assert (result.code, "content/guides/only-chinese.zh.md" in result.err) == (2, True), result.err


def test_default_language_is_removed_when_another_takes_its_place(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("minimal")
    languages = [str(locale["language"]) for locale in locales_of(root)]
    if len(languages) == 1:
        refused = run("language", "remove", languages[0], "--default", languages[0], "--root", root)
        assert (refused.code, "is the only language" in refused.err) == (2, True)
        return
    assert run("language", "remove", languages[0], "--default", languages[1], "--root", root).code == 0
    assert [locale["language"] for locale in locales_of(root)] == languages[1:]
    assert locales_of(root)[0].get("path", "") == ""
    assert errors_in(run, root) == []


def test_words_of_a_converted_language_are_not_missing(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("minimal")
    assert run("language", "add", "zh-HK", "--root", root).code == 0
    (root / "content/conversion.yml").write_text("zh-hk: {韩文: 韓語, 大麦: 大麥}\n", encoding="utf-8")
    listed = run("words", "--language", "zh-hk", "--root", root)
    assert "language.ko [zh-hk, converted from zh] 韓語\n" in listed.out
    assert re.search(r"^zh-hk: \d+ words, 0 missing\.$", listed.err, re.MULTILINE)
