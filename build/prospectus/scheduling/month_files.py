"""Render a month for readers: the content is checked and prepared as for a build, then one month is rendered in one format.

All formats render the same `MonthExport`; they are listed in `export_formats.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Literal, get_args

from prospectus.pipeline import SiteSource, add_missing_words, run_pipeline
from prospectus.problems import Message, Problem
from prospectus.publish import theme
from prospectus.query.missing_words import find_missing_words
from prospectus.render.month.poster import render_poster, render_poster_sheets
from prospectus.scheduling.month import Month
from prospectus.scheduling.output_language import choose_output_language
from prospectus.views.locale_views import LocaleContext
from prospectus.views.month_changes import ChangesExport, build_changes_export
from prospectus.views.month_export import MonthExport, build_month_export
from prospectus.views.subscribe import is_public

FOOTER_PICTURE = "assets/pines.svg"
"""The theme file with the picture at the foot of a poster's band; a site's own theme may replace it."""
SheetSize = Literal["a3", "phone"]


@dataclass(frozen=True)
class RenderContext:
    """The inputs of every format."""

    export: MonthExport
    context: LocaleContext
    theme_folders: tuple[Path, ...]
    """The theme folders, the one with the highest priority first."""
    size: SheetSize = "a3"
    """The paper or screen that a poster is laid out for."""
    sheet: int = 1
    """Which sheet of a poster to render, from 1."""

    @property
    def name(self) -> str:
        """The month as file names begin with it: `2026-12`."""
        return f"{self.export.year}-{self.export.month:02}"

    @property
    def poster_svg(self) -> bytes:
        """The poster as SVG."""
        return render_poster(self.export, self.size, self.sheet, self._read_footer_picture())

    @cached_property
    def poster_sheets(self) -> Mapping[SheetSize, tuple[bytes, ...]]:
        """All sheets of the poster as SVG, in both sizes."""
        picture = self._read_footer_picture()
        return {size: render_poster_sheets(self.export, size, picture) for size in get_args(SheetSize)}

    @property
    def changes(self) -> ChangesExport | None:
        """What the latest release of the month changes; None if the month has no release."""
        return build_changes_export(self.context, self.export.year, self.export.month)

    def _read_footer_picture(self) -> bytes:
        brand = self.context.queries.site.brand
        if brand is not None and not brand.drawings:
            return b""
        return next((path.read_bytes() for folder in self.theme_folders if (path := folder / FOOTER_PICTURE).is_file()), b"")


@dataclass(frozen=True, slots=True)
class MonthFile:
    """The file of a month in one format."""

    body: bytes
    has_local_urls: bool
    """Whether its URLs work only on this machine."""
    problems: tuple[Problem, ...] = ()
    """The interface words that it needs and no language has."""


def render_month(
    root: Path,
    month: Month,
    render: Callable[[RenderContext], bytes],
    *,
    site_url: str,
    theme_folders: tuple[Path, ...],
    now: datetime,
    language: str | None = None,
    size: SheetSize = "a3",
    sheet: int = 1,
) -> MonthFile:
    """Return a month of the site in `root`, rendered by `render`; `language` defaults to the first language of the site.

    `site_url` is the base URL of the site, ending in a slash. `theme_folders` has the folder with the highest priority first.
    Raises ContentError when the content has errors, and UsageError for an unknown language, a sheet that does not exist or an extra that is
    not installed.
    """
    source = SiteSource(root, theme_folders, theme.load_templates(theme_folders), site_url)
    views = run_pipeline(source, attrgetter("views"), now=now, with_books=False)
    languages = [context.locale.language for context in views.contexts]
    context = views.contexts[languages.index(choose_output_language(language, languages))]
    with context.queries.recording() as reads:
        inputs = RenderContext(build_month_export(context, month.year, month.month), context, theme_folders, size, sheet)
        body = render(inputs)
    name = Message(f"the export of {month}", f"{month} 的导出文件")
    missing_words = dict.fromkeys(find_missing_words([("", reads)]), name)
    problems = add_missing_words((), context.queries.site, missing_words, strict=False)
    return MonthFile(body, not is_public(inputs.export.url), problems)
