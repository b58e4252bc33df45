"""The handout of a month: every format in every language of the site, rendered from one preparation of the content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from pathlib import Path

from prospectus.errors import UsageError
from prospectus.model.kinds.site import Locale
from prospectus.pipeline import SiteSource, add_missing_words, run_pipeline
from prospectus.problems import Message, Problem
from prospectus.publish import theme
from prospectus.query.missing_words import find_missing_words
from prospectus.scheduling.calendar_files import Requirement, SourceCalendar, read_site
from prospectus.scheduling.export_formats import EXPORT_FORMATS, SheetFormat, SiteFormat
from prospectus.scheduling.month import Month
from prospectus.scheduling.month_files import RenderContext
from prospectus.scheduling.spreadsheet.sheet_data import build_sheet_data
from prospectus.views.month_export import build_month_export
from prospectus.views.pages import Views
from prospectus.views.subscribe import is_public


@dataclass(frozen=True, slots=True)
class HandoutGroup:
    """The files of one format."""

    name: str
    """The name of the format in `EXPORT_FORMATS`."""
    files: Mapping[str, Mapping[str, bytes]]
    """The files by language, then by path relative to the folder: `zh/2026-12.txt`."""
    left_out: Mapping[str, Message]
    """Why there is no file, by language."""

    @property
    def description(self) -> Message:
        """One sentence on the contents."""
        return describe_format(EXPORT_FORMATS[self.name])

    @property
    def count(self) -> int:
        """The number of files."""
        return sum(map(len, self.files.values()))

    @property
    def reasons(self) -> Mapping[Message, tuple[str, ...]]:
        """The languages without a file, by the reason."""
        return {
            reason: tuple(language for language, stated in self.left_out.items() if stated == reason)
            for reason in dict.fromkeys(self.left_out.values())
        }


@dataclass(frozen=True, slots=True)
class Handout:
    """All files of a month, and what could not be made."""

    month: Month
    titles: Mapping[str, str]
    """The title of the month, by language."""
    site: Mapping[str, str]
    """The name of the site, by language."""
    locales: tuple[Locale, ...]
    groups: tuple[HandoutGroup, ...]
    has_local_urls: bool
    """Whether the addresses in the files work only on this machine."""
    problems: tuple[Problem, ...] = ()
    """The interface words that the files need and no language has."""

    @property
    def files(self) -> dict[str, bytes]:
        """All files by path, without the index."""
        return {path: body for group in self.groups for files in group.files.values() for path, body in files.items()}


def describe_format(row: SheetFormat | SiteFormat) -> Message:
    """Return the sentence on the contents of a format."""
    return Message(row.description["en"], row.description["zh"])


def build_handout(root: Path, month: Month, *, site_url: str, theme_folders: tuple[Path, ...], now: datetime) -> Handout:
    """Return the handout of a month of the site in `root`. The content is checked and prepared once, for all formats and languages.

    Raises ContentError when the content has errors. A format that cannot be made is left out, with the reason.
    """
    source = SiteSource(root, theme_folders, theme.load_templates(theme_folders), site_url)
    views = run_pipeline(source, attrgetter("views"), now=now, with_books=False)
    calendar = read_site(root, Requirement.READABLE)
    with views.queries.recording() as reads:
        contexts = list(_iter_render_contexts(views, month, theme_folders))
        groups = tuple(_build_group(name, contexts, calendar, month) for name in EXPORT_FORMATS)
    exports = {inputs.export.language: inputs.export for inputs in contexts}
    name = Message(f"the handout of {month}", f"{month} 的全套文件")
    missing_words = dict.fromkeys(find_missing_words([("", reads)]), name)
    return Handout(
        month,
        {language: export.title for language, export in exports.items()},
        {language: export.site for language, export in exports.items()},
        tuple(inputs.context.locale for inputs in contexts),
        groups,
        not is_public(contexts[0].export.url),
        add_missing_words((), contexts[0].context.queries.site, missing_words, strict=False),
    )


def _iter_render_contexts(views: Views, month: Month, theme_folders: tuple[Path, ...]) -> Iterator[RenderContext]:
    for context in views.contexts:
        yield RenderContext(build_month_export(context, month.year, month.month), context, theme_folders)


def _build_group(name: str, contexts: Sequence[RenderContext], calendar: SourceCalendar, month: Month) -> HandoutGroup:
    files: dict[str, Mapping[str, bytes]] = {}
    left_out: dict[str, Message] = {}
    for inputs in contexts:
        language = inputs.export.language
        try:
            rendered = _render_format(name, inputs, calendar, month)
            files[language] = {f"{language}/{path}": body for path, body in rendered.items()}
        except UsageError as error:
            left_out[language] = error.message if isinstance(error.message, Message) else Message(error.message, error.message)
    return HandoutGroup(name, files, left_out)


def _render_format(name: str, inputs: RenderContext, calendar: SourceCalendar, month: Month) -> dict[str, bytes]:
    """Return the files of a format in one language: `NAME.EXTENSION`, or a folder `NAME/` if it has several."""
    row = EXPORT_FORMATS[name]
    if isinstance(row, SheetFormat):
        return {f"{month}.{row.extension}": row.render(build_sheet_data(calendar, month, inputs.export.language))}
    if row.render_files is not None:
        return {f"{name}/{file}": body for file, body in row.render_files(inputs).items()}
    stem = str(month) if name == row.extension else f"{month}-{name}"
    return {f"{stem}.{row.extension}": row.render(inputs)}
