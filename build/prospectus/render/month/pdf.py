"""A month as an A4 PDF, rendered by WeasyPrint from a template of the theme. It fits one sheet unless the type would be too small."""

from __future__ import annotations

import logging
import shlex
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from jinja2 import DictLoader, Environment

from prospectus.errors import UsageError
from prospectus.problems import Message
from prospectus.render.html.pages import prepare_environment
from prospectus.render.month.plain_text import format_change, format_deadline, format_moved_away, iter_people, iter_undated
from prospectus.render.palette import palette_of
from prospectus.views.month_export import ExportedEvent, MonthExport

TEMPLATE, STYLE = "print/month.html", "print/month.css"
REQUIREMENT = "weasyprint>=66"
"""As in the extra `pdf` of pyproject.toml."""
SYSTEM_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk"
NO_WEASYPRINT = Message(
    "A PDF needs WeasyPrint, which is not installed: {python} -m pip install '{requirement}'.",
    "PDF 需要 WeasyPrint，本机未安装：`{python} -m pip install '{requirement}'`。",
)
NO_PANGO = Message(
    "A PDF needs Pango and Chinese fonts, and WeasyPrint does not find Pango: sudo apt-get install {packages} "
    "(on macOS: brew install pango). ({reason})",
    "PDF 需要 Pango 和中文字体，而 WeasyPrint 找不到 Pango：`sudo apt-get install {packages}`（macOS：`brew install pango`）。（{reason}）",
)
DENSITIES = (0, 1, 2, 3)
"""The layout densities to try, from the most generous to the closest that is still readable."""


def render_pdf(export: MonthExport, templates: Mapping[str, str]) -> bytes:
    """Return the PDF of a month. Raises UsageError if WeasyPrint or a library that it needs is not installed."""
    html_class, css_class = _import_weasyprint()
    style = css_class(string=palette_of(export.colour).recolour(templates[STYLE]))
    env = Environment(loader=DictLoader(dict(templates)), auto_reload=False)  # noqa: S701  (prepare_environment enables escaping)
    template = prepare_environment(env, frozenset(templates)).get_template(TEMPLATE)
    variables = {
        "table": export,
        "palette": palette_of(export.colour),
        "t": export.t,
        "lists": list(_iter_lists(export)),
        "iter_people": partial(_iter_people, export),
        "format_change": partial(_format_change, export),
    }
    document = None
    for density in DENSITIES:
        page_html = template.render(density=density, **variables)
        document = html_class(string=page_html, url_fetcher=_refuse_url).render(stylesheets=[style])
        if len(document.pages) == 1:
            break
    assert document is not None  # noqa: S101  (DENSITIES is not empty)
    pdf: bytes = document.write_pdf(pdf_identifier=export.url.encode())
    return pdf


def _import_weasyprint() -> tuple[Any, Any]:
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415  (an optional extra)
    except ImportError:
        raise UsageError(NO_WEASYPRINT.fill(python=shlex.quote(sys.executable), requirement=REQUIREMENT)) from None
    except OSError as error:  # the package is installed, but Pango is not
        raise UsageError(NO_PANGO.fill(packages=SYSTEM_PACKAGES, reason=str(error).splitlines()[0])) from None
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)  # their warnings concern the stylesheet of the theme, not the month
    return HTML, CSS


def _refuse_url(url: str, *_: Any, **__: Any) -> Any:
    """Refuse every URL: raises ValueError. The template needs no other files."""
    raise ValueError(f"A timetable asks for no other file, such as {url}")


def _iter_people(export: MonthExport, event: ExportedEvent) -> Iterator[str]:
    return iter_people(event, export)


def _format_change(export: MonthExport, event: ExportedEvent) -> str:
    return format_change(event, export)


def _iter_lists(export: MonthExport) -> Iterator[tuple[str, list[str]]]:
    """Yield the lists below the table, each as its heading and its rows. Empty lists are left out."""
    t = export.t
    for title, rows in (
        (t("handout.moved-away"), [format_moved_away(event, export) for event in export.moved_away]),
        (t("handout.deadlines"), [format_deadline(deadline, export) for deadline in export.deadlines]),
        (t("handout.undated"), list(iter_undated(export))),
        (t("handout.notes"), [f"{note.day} {note.title}" for note in export.notes]),
    ):
        if rows:
            yield title, rows
