"""Registries of formats: their rows, and the help and the documents that are generated from them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from prospectus.cli.due import DueFormat
from prospectus.cli.format_tables import DOCUMENT_TABLES, update_tables
from prospectus.problems.formats import PROBLEM_FORMATS
from prospectus.scheduling.export_formats import EXPORT_FORMATS
from prospectus.scheduling.reminders import DUE_FORMATS
from tiny import REPOSITORY, RunCommand

DOCUMENTS = sorted([*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md")])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_tables_of_a_document_are_those_of_the_registries(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert text == update_tables(text, "zh" if ".zh." in document.name else "en")


def test_readme_has_the_table_of_export_formats() -> None:
    assert "<!-- export-formats -->" in (REPOSITORY / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", DOCUMENT_TABLES)
def test_table_between_markers_is_replaced_and_the_rest_stays(name: str) -> None:
    before, after = f"# Formats\n\n<!-- {name} -->\n", f"<!-- /{name} -->\n\nThe end\n"
    table = DOCUMENT_TABLES[name]("zh")
    assert table.startswith(("| 格式 | ", "| 种类 | "))
    assert update_tables(f"{before}| old |\n{after}", "zh") == before + table + after
    assert update_tables(f"`<!-- {name} -->` in a sentence", "zh") == f"`<!-- {name} -->` in a sentence"


@pytest.mark.parametrize("formats", [EXPORT_FORMATS, PROBLEM_FORMATS], ids=["export", "problems"])
def test_every_format_has_a_sentence_in_both_languages(formats: dict[str, object]) -> None:
    for name, row in formats.items():
        english, chinese = row.description["en"], row.description["zh"]  # type: ignore[attr-defined]
        assert re.fullmatch(r"[A-Zi].*\.", english), name
        assert re.fullmatch(r".*[\u4e00-\u9fff].*。", chinese), name
        assert "|" not in english + chinese


def test_help_and_refusal_name_every_export_format(run: RunCommand, tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    listed = run("export", "--help").out.partition("Formats:\n")[2]
    assert re.findall(r"^  (\w+)", listed, re.MULTILINE) == list(EXPORT_FORMATS)
    refused = run("export", "2025-03", "--to", "docx", folder=tmp_path)
    assert (refused.code, f"must be one of {', '.join(EXPORT_FORMATS)}; got 'docx'" in refused.err) == (2, True)


def test_help_and_refusal_name_every_format_of_problems(run: RunCommand, tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    assert "|".join(PROBLEM_FORMATS) in run("check", "--help").out
    refused = run("check", "--format", "xml", folder=tmp_path)
    assert (refused.code, f"must be one of {', '.join(PROBLEM_FORMATS)}; got 'xml'" in refused.err) == (2, True)


def test_due_offers_the_formats_that_it_has() -> None:
    assert list(DueFormat) == list(DUE_FORMATS)
