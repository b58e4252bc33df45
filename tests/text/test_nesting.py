"""Markdown that is nested too deeply is found before it is converted."""

from __future__ import annotations

import pytest

from prospectus.errors import UnreadableMarkdown
from prospectus.pipeline import check
from prospectus.text.markdown import MarkdownRenderer
from prospectus.text.nesting import MAX_LEVELS, find_deep_block
from tiny import SiteFactory


def nest(levels: int, indent: str = "    ") -> str:
    return "\n".join(f"{indent * level}- a" for level in range(levels))


def test_deep_list_is_found_and_shallow_one_is_not() -> None:
    assert find_deep_block(nest(MAX_LEVELS)) is None
    for indent in ("    ", "\t", "  \t"):
        text = nest(MAX_LEVELS + 2, indent)
        offset = find_deep_block(text)
        assert offset is not None
        assert text[offset:].startswith("- a\n")
        assert text.count("\n", 0, offset) == MAX_LEVELS
    assert find_deep_block("```\n" + nest(30) + "\n```\n") is None
    assert find_deep_block(" " * 200 + "words") is None


def test_converter_that_fails_is_told_and_can_go_on() -> None:
    renderer = MarkdownRenderer()
    renderer.render("- a", str)
    with pytest.raises(UnreadableMarkdown, match="RecursionError"):
        renderer.render(nest(400), str)
    assert renderer.render("- b", str).text == MarkdownRenderer().render("- b", str).text


def test_deep_list_in_a_field_is_a_problem_there(tiny: SiteFactory) -> None:
    block = "\n".join(f"      {line}" for line in nest(25).split("\n"))
    fields = "  title: {zh: 甲, en: A}\n  group: words\n  standing: ours\n  short: {zh: 一句。, en: One.}\n  long:\n    en: A.\n    zh: |\n"
    record = f"- id: x\n{fields}{block}\n"
    problems = [problem for problem in check(tiny("minimal", {"content/glossary/a.yml": record})).problems if problem.code == "PR024"]
    assert [(problem.path, problem.line) for problem in problems] == [("content/glossary/a.yml", 29)]
