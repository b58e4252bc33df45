"""The registries of output formats: looking up a value of an option, help texts, and Markdown tables for the documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Protocol, TypeVar

import typer

from prospectus.cli.language import both
from prospectus.cli.options import refuse_choice
from prospectus.problems.formats import PROBLEM_FORMATS

FormatT = TypeVar("FormatT")
HEADINGS: Mapping[str, tuple[str, str, str]] = {"en": ("format", "file", "contents"), "zh": ("格式", "文件", "内容")}
"""The headings of the tables, by language."""


class DescribedFormat(Protocol):
    """A row of a registry of formats."""

    @property
    def description(self) -> Mapping[str, str]:
        """One sentence on the contents, by language."""


def get_format(formats: Mapping[str, FormatT], name: str, option: str) -> FormatT:
    """Return the format with a name. Raises InvalidUse, with the names of all formats, when there is none."""
    if name not in formats:
        refuse_choice(option, name, list(formats))
    return formats[name]


def list_formats(formats: Mapping[str, DescribedFormat], language: str = "en") -> list[tuple[str, str]]:
    """Return the name and the sentence of each format, for a list in the help of a command."""
    return [(name, row.description[language]) for name, row in formats.items()]


def join_formats(formats: Mapping[str, DescribedFormat], language: str = "en") -> str:
    """Return the names and sentences of all formats as running text, for the help of an option."""
    if language == "zh":
        return "".join(f"{name}：{sentence}" for name, sentence in list_formats(formats, language))
    return " ".join(f"{name}: {sentence}" for name, sentence in list_formats(formats, language))


ProblemFormatName = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="|".join(PROBLEM_FORMATS),
        help=both(f"Output format. {join_formats(PROBLEM_FORMATS)}", f"输出格式。{join_formats(PROBLEM_FORMATS, 'zh')}"),
    ),
]
"""The option of commands that print problems."""


def render_problem_table(language: str) -> str:
    """Return the Markdown table of the formats of `check --format`."""
    name_heading, _, contents_heading = HEADINGS[language]
    rows = ((f"`{name}`", sentence) for name, sentence in list_formats(PROBLEM_FORMATS, language))
    return render_markdown_table((name_heading, contents_heading), rows)


def render_export_table(language: str) -> str:
    """Return the Markdown table of the formats of `export --to`."""
    from prospectus.scheduling.export_formats import EXPORT_FORMATS, describe_with_needs  # noqa: PLC0415  (imports every renderer)

    formats = EXPORT_FORMATS.items()
    rows = ((f"`{name}`", f"`YYYY-MM.{row.extension}`", describe_with_needs(row).in_language(language)) for name, row in formats)
    return render_markdown_table(HEADINGS[language], rows)


def render_markdown_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table, one line per row."""
    lines = (headings, ("---",) * len(headings), *rows)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def render_field_table(language: str) -> str:
    """Return the Markdown table of the fields that take Markdown."""
    from prospectus.cli.field_tables import FIELD_HEADINGS, iter_field_rows  # noqa: PLC0415  (imports every model)

    return render_markdown_table(FIELD_HEADINGS[language], iter_field_rows(language))


DOCUMENT_TABLES: Mapping[str, Callable[[str], str]] = {
    "export-formats": render_export_table,
    "problem-formats": render_problem_table,
    "text-fields": render_field_table,
}
"""The tables in the documents, by their marker: `<!-- NAME -->`, the table, `<!-- /NAME -->`."""
_TABLE = re.compile(rf"(?<=^<!-- )({'|'.join(DOCUMENT_TABLES)})( -->\n).*?(?=^<!-- /\1 -->$)", re.DOTALL | re.MULTILINE)


def update_tables(text: str, language: str) -> str:
    """Return a document in which every table between markers is replaced by the table of its registry."""
    return _TABLE.sub(lambda match: f"{match[1]}{match[2]}{DOCUMENT_TABLES[match[1]](language)}", text)
