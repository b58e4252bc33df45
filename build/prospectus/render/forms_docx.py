"""The forms of a site as Word documents. A document is rendered again only when its form has changed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from prospectus.cache.cache import BuildCache, digest
from prospectus.model import urls
from prospectus.model.kinds.form import Form
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.query.missing_words import get_or_compute
from prospectus.render.artifact import Artifact
from prospectus.views.locale_views import LocaleContext
from prospectus.views.pages import Views


def iter_form_documents(views: Views, cache: BuildCache) -> Iterator[Artifact]:
    """Yield the Word document of every form in every locale."""
    forms = [record for record in views.queries.records("form") if isinstance(record, Form)]
    for context in views.contexts:
        for record in forms:
            folder = urls.localised_url(context.locale, str(urls.record_url(KINDS_BY_NAME["form"], record.id)))
            tags = tuple(map(context.resolver.language_tag, (*context.resolver.languages, record.language)))
            key = digest(tags, context.site.t.fingerprint, views.queries.fingerprint_of(("record", "form", record.id)))
            yield Artifact(
                f"{folder}{record.id}.docx", get_or_compute(views.queries, cache, "word", key, partial(_render_document, context, record))
            )


def _render_document(context: LocaleContext, record: Form) -> bytes:
    from prospectus.render.docx import render_form  # noqa: PLC0415  (python-docx is slow to import)

    form = context.record_view("form", record)
    return render_form(form, context.t("form.send", to=form.submission.to, subject=form.submission.subject))
