"""The commands refs and rename, in both languages."""

from __future__ import annotations

import pytest

from tiny import RunCommand, SiteFactory


def test_references_are_listed_with_their_places(tiny: SiteFactory, run: RunCommand) -> None:
    result = run("refs", "rule:margin-rule", "--root", tiny("full"))
    assert result.code == 0
    assert "content/guides/margin.yml:18:9: guide:margin What margin is\n" in result.out
    assert result.err.splitlines()[-1] == "rule:margin-rule: referred to in 4 places."


@pytest.mark.parametrize(
    ("key", "words"),
    [("margin", "必须写成"), ("gide:margin", "正确写法：guide"), ("guide:margn", "相近的标识：margin")],
)
def test_unknown_record_is_refused_with_what_is_meant(tiny: SiteFactory, run: RunCommand, key: str, words: str) -> None:
    result = run("refs", key, "--root", tiny("full"), "--lang", "zh")
    assert (result.code, words in result.err) == (2, True)


def test_rename_says_what_it_writes(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    preview = run("rename", "guide:margin", "what-margin-is", "--root", root, "--dry-run")
    assert (preview.code, (root / "content/guides/margin.yml").exists()) == (0, True)
    assert "Nothing was written." in preview.err
    result = run("rename", "guide:margin", "what-margin-is", "--root", root, "--lang", "zh")
    assert (result.code, (root / "content/guides/margin.yml").exists()) == (0, False)
    assert "content/guides/margin.zh.md → content/guides/what-margin-is.zh.md\n" in result.err
    assert "已改名为 guide:what-margin-is" in result.err


def test_removal_says_what_becomes_of_the_address(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    preview = run("remove", "guide:margin", "--instead", "only-chinese", "--root", root, "--dry-run")
    assert (preview.code, (root / "content/guides/margin.yml").exists()) == (0, True)
    assert "its address and " in preview.err
    result = run("remove", "guide:margin", "--root", root, "--lang", "zh")
    assert result.code == 0
    assert "guide:margin 已撤下：页面保留并注明" in result.err
    refused = run("remove", "audience:farmers", "--root", root, "--lang", "zh")
    assert (refused.code, "移除后将无处可指" in refused.err) == (2, True)
