"""Checks Markdown: what would be lost, shown as typed or lead nowhere, and translations that are outdated. One module per rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from prospectus.load.drafts import ProseFile, RawRecord
from prospectus.problems import Problem, make_problem
from prospectus.text.markdown import MarkdownRenderer
from prospectus.text.translations import hash_source
from prospectus.validate.known_names import KnownNames
from prospectus.validate.prose.blocks import check_blocks
from prospectus.validate.prose.definitions import check_definitions
from prospectus.validate.prose.dialect import check_dialect
from prospectus.validate.prose.fields import check_field_markdown
from prospectus.validate.prose.files import SiteFiles
from prospectus.validate.prose.headings import check_headings
from prospectus.validate.prose.html import check_html
from prospectus.validate.prose.links import check_links
from prospectus.validate.prose.marks import check_marks
from prospectus.validate.prose.source import ProseSource
from prospectus.validate.prose.syntax import check_syntax
from prospectus.validate.prose.tables import check_tables
from prospectus.validate.references import CheckedRecord


def check_prose(checked: CheckedRecord, languages: Sequence[str], names: KnownNames, files: SiteFiles) -> Iterator[Problem]:
    """Yield the problems in the Markdown of one record, except those of links to places on pages: `check_anchors` needs all records."""
    for language, prose in checked.raw.prose.items():
        if not checked.record.hidden:
            source = ProseSource(prose, language)
            yield from check_links(source, checked.raw.root, names, files)
            yield from check_markup(source)
    yield from check_field_markdown(checked, names, files, _get_renderer())
    yield from _check_freshness(checked.raw, languages[0])


def check_markup(source: ProseSource) -> Iterator[Problem]:
    """Yield the problems of a Markdown text that concern only the text itself."""
    if source.characters & {"<", "{"}:
        yield from check_html(source)
    yield from check_headings(source)
    yield from check_tables(source)
    yield from check_definitions(source)
    yield from check_syntax(source)
    yield from check_dialect(source)
    yield from check_marks(source, _get_renderer())
    yield from check_blocks(source)


@cache
def _get_renderer() -> MarkdownRenderer:
    return MarkdownRenderer()


def _check_freshness(raw: RawRecord, source_language: str) -> Iterator[Problem]:
    """A translation that records the hash of its source text must record the current hash."""
    for language in raw.stale_translations(source_language):
        prose, form = raw.prose[language], f"source_hash: {hash_source(raw.prose[source_language].text)}"
        yield make_problem(prose.path, 1, 1, "PR303", language, came=prose.source_hash, form=form)


def problem_at(prose: ProseFile, offset: int, code: str, language: str, **params: object) -> Problem:
    """Return a problem of `code` at an offset in the Markdown text."""
    return ProseSource(prose, language).problem_at(offset, code, fix=(), **params)
