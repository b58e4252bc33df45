"""The forms of a site as Word documents. A document is rendered again only when its form has changed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from prospectus.derive.desk import Desk
from prospectus.derive.pages import Views
from prospectus.memo import Memo, digest
from prospectus.model import address
from prospectus.model.form import Form
from prospectus.model.kinds import BY_NAME
from prospectus.render.artifact import Artifact


def documents(views: Views, memo: Memo) -> Iterator[Artifact]:
    """Yield the Word document of every form in every locale."""
    forms = [record for record in views.reading.all("form") if isinstance(record, Form)]
    for desk in views.desks:
        for record in forms:
            below = address.within(desk.locale, str(address.of_record(BY_NAME["form"], record.id)))
            tags = tuple(map(desk.resolver.tag_of, (*desk.resolver.languages, record.language)))
            key = digest(tags, desk.site.t.print, views.reading.print_of(("record", "form", record.id)))
            yield Artifact(f"{below}{record.id}.docx", memo.of("word", key, partial(_written, desk, record)))


def _written(desk: Desk, record: Form) -> bytes:
    from prospectus.render.docx import written  # noqa: PLC0415  (python-docx is slow to import)

    form = desk.view("form", record)
    return written(form, desk.t("form.send", to=form.submission.to, subject=form.submission.subject))
