"""A month as a PDF of A4 sheets, set by WeasyPrint from the theme's own template: on one sheet wherever that can be read."""

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
"""From the most generous to the closest that can be read."""


def paper(table: Timetable, templates: Mapping[str, str]) -> bytes:
    """Return the PDF; raises WrongUse when WeasyPrint is not installed, or not what it needs."""
    html, css = _weasyprint()
    style = css(string=templates[STYLE])
    env = Environment(loader=DictLoader(dict(templates)), auto_reload=False)  # noqa: S701  (prepare switches escaping on)
    template = prepare(env, frozenset(templates)).get_template(TEMPLATE)
    shown = {"table": table, "t": table.t, "lists": list(_lists(table)), "named": partial(_named, table), "told": partial(_told, table)}
    document = None
    for density in DENSITIES:
        page = template.render(density=density, **shown)
        document = html(string=page, url_fetcher=_nothing).render(stylesheets=[style])
        if len(document.pages) == 1:
            break
    assert document is not None  # noqa: S101  (there are densities)
    written: bytes = document.write_pdf(pdf_identifier=table.url.encode())
    return written


def _weasyprint() -> tuple[Any, Any]:
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415  (an optional extra)
    except (ImportError, OSError) as error:  # OSError: the package is there, Pango is not
        needs = "pip install 'prospectus[pdf]' and apt-get install libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk"
        raise WrongUse(f"A PDF needs WeasyPrint, Pango and Chinese fonts: {needs}. ({str(error).splitlines()[0]})") from None
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)  # its warnings are about the style of the theme, not about the month
    return HTML, CSS


def _nothing(url: str, *_: Any, **__: Any) -> Any:
    """Fetch nothing, from nowhere."""
    raise ValueError(f"A timetable asks for no other file, such as {url}")


def _named(table: Timetable, person: Participant) -> str:
    return named(person.name, person.affiliation, table)


def _told(table: Timetable, item: Item) -> str:
    return told(item, table)


def _lists(table: Timetable) -> Iterator[tuple[str, list[str]]]:
    """Yield what stands below the table, each under its heading."""
    t = table.t
    for title, rows in (
        (t("handout.deadlines"), [cutoff(each, table) for each in table.deadlines]),
        (t("handout.undated"), list(undated(table))),
        (t("handout.notes"), [f"{each.day} {each.title}" for each in table.notes]),
    ):
        if rows:
            yield title, rows
