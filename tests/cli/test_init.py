"""Tests of the command init: what it asks at a terminal, what it refuses, and that it never waits without a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from prospectus.cli import init as init_module
from prospectus.cli import questions


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> object:
    """Return a function that sets the answers of a person at a terminal; it returns the list of what is asked."""

    def set_answers(answers: Sequence[str | None]) -> list[str]:
        asked: list[str] = []
        remaining = iter(answers)

        def ask(question: str) -> str | None:
            asked.append(question)
            return next(remaining)

        monkeypatch.setattr(init_module, "can_ask", lambda: True)
        monkeypatch.setattr(questions, "ask_line", ask)
        return asked

    return set_answers


def test_terminal_is_asked_in_its_language_and_again_for_what_does_not_fit(answer, run, tmp_path: Path) -> None:
    asked = answer(
        ["9", "2", "zh,zh", "zh-Hans,en", "湖城债券业协会", "Lake Bonds", "lake.example", "https://lake.example/", "#ff8800", "#a15600"]
    )
    result = run("init", str(tmp_path / "site"), "--lang", "zh", folder=tmp_path)
    assert result.code == 0, result.err
    assert (len(asked), "哪一种机构" in asked[0], "对比度" in result.err + result.out, "#a15600" in result.err + result.out) == (
        10,
        True,
        True,
        True,
    )
    site = (tmp_path / "site/content/site.yml").read_text(encoding="utf-8")
    assert "title: {zh: 湖城债券业协会, en: Lake Bonds}" in site
    assert 'colour: "#a15600"' in site


def test_end_of_input_writes_nothing(answer, run, tmp_path: Path) -> None:
    answer(["1", None])
    result = run("init", str(tmp_path / "site"), folder=tmp_path)
    assert (result.code, (tmp_path / "site").exists()) == (1, False)


@pytest.mark.parametrize(
    "options",
    [
        ["--kind", "bank"],
        ["--languages", "ja"],
        ["--languages", "zh,zh-Hans"],
        ["--url", "lake.example"],
        ["--colour", "green"],
        ["--colour", "#ff8800"],
        ["--name", "fr=Lac"],
        ["--languages", "zh,en", "--name", "zh=湖城债券业协会"],
        ["--languages", "zh,zh-Hant", "--name", "zh-Hant=湖城債券業協會"],  # the texts are converted from the name that is missing
    ],
)
def test_wrong_options_are_refused_and_nothing_is_written(run, tmp_path: Path, options: list[str]) -> None:
    result = run("init", str(tmp_path / "site"), *options, folder=tmp_path)
    assert (result.code, (tmp_path / "site").exists()) == (2, False)


def test_words_says_where_each_comes_from(run, tmp_path: Path) -> None:
    run("init", str(tmp_path / "site"), "--languages", "ja,en", "--kind", "fund", folder=tmp_path)
    result = run("words", "--language", "ja", "--missing", "--lang", "en", folder=tmp_path / "site")
    assert result.code == 0
    assert "home.title [ja, missing, shown in en] Home" in result.out
    english = run("words", "--language", "en", folder=tmp_path / "site")
    assert "zone [en, this site] " in english.out
    assert "home.title [en, theme] Home" in english.out


def test_second_script_of_chinese_is_neither_asked_for_nor_told_to_be_written(answer, run, tmp_path: Path) -> None:
    asked = answer(["湖城债券业协会", "", ""])
    result = run("init", str(tmp_path / "site"), "--kind", "association", "--languages", "zh,zh-Hant", "--lang", "en", folder=tmp_path)
    assert (result.code, len(asked), "no texts in zh-Hant" in result.err + result.out) == (0, 3, False)
    assert "Texts that are not written in zh-Hant are converted from zh." in result.err + result.out
