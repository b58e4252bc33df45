"""A site with markup in every text of every record that may have it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from prospectus.assemble import assemble
from prospectus.cache.cache import BuildCache
from prospectus.load.records import load
from prospectus.load.theme import load_theme
from prospectus.model.fields import FieldInfo, attribute_infos
from prospectus.model.values.text import BlockText, InlineText, Text, TextForm
from prospectus.pipeline import SiteSource
from prospectus.render.epub.book_cache import BuiltBook, build_books
from prospectus.validate.references import CheckedRecord
from prospectus.validate.run import validate
from prospectus.views.books import plan_books
from prospectus.views.locale_views import build_contexts, prepare_view_inputs
from prospectus.views.pages import Views, build_views
from tiny import NOW

Model = TypeVar("Model", bound=BaseModel)
INLINE = "F{n}F **bold{n}** *soft{n}* [link{n}](guide:margin) <b>tag{n}</b> `code{n}` & 5 < 6 2*3*4 s_{n}_t"
"""Inline Markdown, with a number by which its words are found again."""
BLOCKS = f"{INLINE}\n\n- **item{{n}}**\n- [more{{n}}](term:barley)"
WORDS = ("bold", "soft", "link", "tag", "code")
"""The words that must stand wherever a text stands, each followed by its number."""


class TextMarker:
    """Replaces each text that may have markup with one that has."""

    def __init__(self) -> None:
        self.numbers = count(1000)
        self.places: dict[str, str] = {}
        """The kind, the field and the language of each text, by its number."""

    def mark(self, instance: Model, place: str) -> Model:
        """Return a model with markup in all its texts, those that it lacks included."""
        changes = {
            name: self._mark_value(getattr(instance, name), info, f"{place}.{name}") for name, info in attribute_infos(type(instance))
        }
        return instance.model_copy(update=changes)

    def _mark_value(self, value: Any, info: FieldInfo, place: str) -> Any:
        if info.value_type == "text" and info.form is not TextForm.LINE and (value is None or isinstance(value, Text)):
            return self._build_text(info.form, place)
        if isinstance(value, BaseModel):
            return self.mark(value, place)
        if isinstance(value, tuple) and info.item is not None:
            return tuple(self._mark_value(item, info.item, place) for item in value)
        return value

    def _build_text(self, form: TextForm | None, place: str) -> Text:
        texts = {}
        for language in ("zh", "en"):
            number = str(next(self.numbers))
            self.places[number] = f"{place} {language}"
            texts[language] = (BLOCKS if form is TextForm.BLOCKS else INLINE).replace("{n}", number)
        return BlockText(texts) if form is TextForm.BLOCKS else InlineText(texts)


class MarkedSite(NamedTuple):
    """A site ready to be rendered."""

    views: Views
    books: tuple[BuiltBook, ...]
    places: Mapping[str, str]
    """The kind, the field and the language of each text, by its number."""


def prepare_marked_site(source: SiteSource) -> MarkedSite:
    """Return a site with markup in all its texts."""
    cache, marker = BuildCache(), TextMarker()
    theme = load_theme(source.root, source.theme_folders, cache)
    result = validate(load(source.root, cache), cache, theme=theme)
    assert result.site is not None
    records = [CheckedRecord(marker.mark(checked.record, checked.raw.kind.name), checked.raw) for checked in result.records]
    site = next(checked.record for checked in records if checked.raw.kind.name == "site")
    library = assemble(replace(result, records=records, site=site), cache, now=NOW)  # type: ignore[arg-type]
    inputs = prepare_view_inputs(library, theme.words, url=source.url, now=NOW, cache=cache)
    contexts = build_contexts(inputs, cache)
    books = build_books(plan_books(contexts), source.templates, cache)
    views = build_views(inputs, contexts, {book.path: book.size for book in books}, cache)
    return MarkedSite(views, books, marker.places)
