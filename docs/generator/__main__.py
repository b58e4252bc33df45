"""Writes the generated parts of the documents: `python docs/generator`, or `scripts/docs`. The tests compare them with fresh ones."""

from __future__ import annotations

from pathlib import Path

from commands import insert_commands
from picture import draw_architecture

DOCS = Path(__file__).resolve().parents[1]


def main() -> None:
    """Write the picture of the architecture and the table of commands in the README."""
    (DOCS / "architecture.svg").write_text(draw_architecture(), encoding="utf-8")
    readme = DOCS.parent / "README.md"
    readme.write_text(insert_commands(readme.read_text(encoding="utf-8")), encoding="utf-8")


main()
