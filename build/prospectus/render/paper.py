"""A month as an A4 PDF, rendered by WeasyPrint from a template of the theme. It fits one sheet unless the type would be too small."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from jinja2 import DictLoader, Environment

from prospectus.derive.timetable import Item, Participant, Timetable
from prospectus.errors import WrongUse
from prospectus.render.pages import prepare
from prospectus.render.plaintext import cutoff, named, told, undated

TEMPLATE, STYLE = "print/month.html", "print/month.css"
DENSITIES = (0, 1, 2, 3)
"""The layout densities to try, from the most generous to the closest that is still readable."""


def paper(table: Timetable, templates: Mapping[str, str]) -> bytes:
    """Return the PDF of a month. Raises WrongUse if WeasyPrint or a library that it needs is not installed."""
    html, css = _weasyprint()
    style = css(string=templates[STYLE])
    env = Environment(loader=DictLoader(dict(templates)), auto_reload=False)  # noqa: S701  (prepare_environment enables escaping)
    template = prepare(env, frozenset(templates)).get_template(TEMPLATE)
    shown = {"table": table, "t": table.t, "lists": list(_lists(table)), "named": partial(_named, table), "told": partial(_told, table)}
    document = None
    for density in DENSITIES:
        page = template.render(density=density, **shown)
        document = html(string=page, url_fetcher=_nothing).render(stylesheets=[style])
        if len(document.pages) == 1:
            break
    assert document is not None  # noqa: S101  (DENSITIES is not empty)
    written: bytes = document.write_pdf(pdf_identifier=table.url.encode())
    return written


def _weasyprint() -> tuple[Any, Any]:
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415  (an optional extra)
    except (ImportError, OSError) as error:  # OSError: the package is installed, but Pango is not
        needs = "pip install 'prospectus[pdf]' and apt-get install libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk"
        raise WrongUse(f"A PDF needs WeasyPrint, Pango and Chinese fonts: {needs}. ({str(error).splitlines()[0]})") from None
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)  # their warnings concern the stylesheet of the theme, not the month
    return HTML, CSS


def _nothing(url: str, *_: Any, **__: Any) -> Any:
    """Refuse every URL: raises ValueError. The template needs no other files."""
    raise ValueError(f"A timetable asks for no other file, such as {url}")


def _named(table: Timetable, person: Participant) -> str:
    return named(person.name, person.affiliation, table)


def _told(table: Timetable, item: Item) -> str:
    return told(item, table)


def _lists(table: Timetable) -> Iterator[tuple[str, list[str]]]:
    """Yield the lists below the table, each as its heading and its rows. Empty lists are left out."""
    t = table.t
    for title, rows in (
        (t("handout.deadlines"), [cutoff(each, table) for each in table.deadlines]),
        (t("handout.undated"), list(undated(table))),
        (t("handout.notes"), [f"{each.day} {each.title}" for each in table.notes]),
    ):
        if rows:
            yield title, rows
