"""Writes the generated parts of the documents: `python docs/generator`, or `scripts/docs`. The tests compare them with fresh ones."""

from __future__ import annotations

from pathlib import Path

from commands import insert_commands
from picture import draw_architecture
from problem_pages import render_problem_page
from prospectus.cli.format_tables import update_tables
from site_classes import FILE as CLASSES_FILE
from site_classes import list_site_classes

DOCS = Path(__file__).resolve().parents[1]


def main() -> None:
    """Write the picture of the architecture, the pages of problems, the tables of commands and formats, and the classes of the theme."""
    (DOCS / "architecture.svg").write_text(draw_architecture(), encoding="utf-8")
    (DOCS / "problems.md").write_text(render_problem_page("en"), encoding="utf-8")
    (DOCS / "problems.zh.md").write_text(render_problem_page("zh"), encoding="utf-8")
    CLASSES_FILE.write_text(list_site_classes(), encoding="utf-8")
    readme = DOCS.parent / "README.md"
    readme.write_text(insert_commands(readme.read_text(encoding="utf-8")), encoding="utf-8")
    for page in (readme, *DOCS.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        page.write_text(update_tables(text, "zh" if ".zh." in page.name else "en"), encoding="utf-8")


main()
