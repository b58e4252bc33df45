"""Turns records into views for one locale: selects texts, formats dates, and follows references to the required depth."""

from __future__ import annotations

from datetime import date
from enum import Enum
from functools import cache, partial
from typing import Any

from markupsafe import escape
from pydantic import BaseModel

from prospectus.cache.cache import BuildCache, digest
from prospectus.load.interface_words import WordsByLanguage
from prospectus.model import urls
from prospectus.model.fields import FieldInfo, attribute_infos
from prospectus.model.kinds.site import Locale
from prospectus.model.library import RecordKey
from prospectus.model.record import Record
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.model.values.partial_date import PartialDate
from prospectus.model.values.text import Phrase, Text
from prospectus.query.queries import Queries
from prospectus.query.view_cache import ViewCache
from prospectus.text.dates import format_partial_date
from prospectus.text.field_markdown import is_inline, may_have_markup
from prospectus.text.language_tags import MixedScript, OtherLanguage, has_han, is_han_language, tag_han_runs
from prospectus.text.markdown import MarkdownRenderer
from prospectus.text.rich_text import SITE_ROOT, RichText
from prospectus.text.soft_breaks import join_lines
from prospectus.views.file_links import FileLinks
from prospectus.views.interface_words import InterfaceWords, merge_words
from prospectus.views.view import FieldwiseView, Link, View


class Depth(Enum):
    """How much of a record is resolved."""

    FULL = 0
    """Everything; referenced records as summaries."""
    SUMMARY = 1
    """Each field when it is read, with only the titles of referenced records."""
    TITLE = 2
    """Its own title only."""

    @property
    def of_references(self) -> Depth:
        """The depth to which the records are resolved that a record refers to."""
        return Depth.SUMMARY if self is Depth.FULL else Depth.TITLE


TITLE_FIELDS = frozenset({"title", "status"})
"""The fields that are read at `Depth.TITLE`."""


class _CurrentResolver:
    """The resolver of the present build. Views of earlier builds of the process read fields through it, and so never old ones."""

    resolver: Resolver


def _read_field(current: _CurrentResolver, kind: str, key: str, name: str) -> Any:
    return current.resolver.read_field(kind, key, name)


class Resolver:
    """Turns records into views for one locale. Views that many pages use are cached."""

    def __init__(
        self,
        queries: Queries,
        locale: Locale,
        words: WordsByLanguage,
        cache: BuildCache | None = None,
        renderer: MarkdownRenderer | None = None,
    ) -> None:
        self.queries, build_cache = queries, cache or BuildCache()
        self._renderer = renderer or MarkdownRenderer(cache)
        self.locale = locale
        self.languages = queries.site.language_chain(locale)
        self._tags_by_language = {site_locale.language: site_locale.tag for site_locale in queries.site.locales}
        word_languages = tuple(dict.fromkeys((*self.languages, *sorted(words))))
        word_sources = (locale, word_languages, words, queries.site.own_words, self._tags_by_language)
        self.t = InterfaceWords(
            build_cache.if_changed(f"merged words {locale.tag}", word_sources, lambda: merge_words(*word_sources)),
            partial(queries.missing_word, locale.tag),
            queries.number_words,
        )
        self.han_tag = (
            ""
            if is_han_language(locale.language)
            else next((tag for language, tag in self._tags_by_language.items() if is_han_language(language)), "")
        )
        """The language tag for Han characters on a page in another script; empty if none is needed."""
        inputs_key = digest(queries.fingerprint_of(("site_settings", self.languages)), self.t.keys_fingerprint, locale.tag)
        self.view_cache = ViewCache(queries, build_cache, inputs_key)
        """Views that were already resolved, shared by all pages."""
        self._current: _CurrentResolver = build_cache.get_local("resolver", locale.tag) or _CurrentResolver()
        self._current.resolver = self
        build_cache.set_local("resolver", locale.tag, self._current)

    def localise(self, text: Text) -> str:
        """Return the text in the locale's language; else in another language, tagged with it. One with markup is a `RichText`."""
        phrase = text.within(self.languages)
        if may_have_markup(phrase.text, text.form) and (rich := self.render_phrase(phrase, text)) is not None:
            return rich
        words = join_lines(phrase.text) if "\n" in phrase.text else phrase.text
        if phrase.language == self.locale.language:
            return self._tag_han(words)
        return OtherLanguage.with_tag(words, self._tags_by_language.get(phrase.language, phrase.language))

    def words_in(self, language: str, text: Text) -> str:
        """Return a text in one of its languages, with its markup and without the tag of the language."""
        rich = self.render_phrase(Phrase(text[language], language), text) if may_have_markup(text[language], text.form) else None
        return RichText.from_html(rich.html) if rich is not None else join_lines(text[language])

    def render_phrase(self, phrase: Phrase, text: Text) -> RichText | None:
        """Return a `text` of a field in one language as it is written, with its markup; None if it turns out to be plain words."""
        resolve_files = FileLinks(self, lambda: text.folder, SITE_ROOT, phrase.language).resolve
        if is_inline(phrase.text, text.form):
            html = str(self._renderer.render_inline(phrase.text, self._resolve_target, resolve_files))
            if html == escape(join_lines(phrase.text)):
                return None
        else:
            html = str(self._renderer.render_blocks(phrase.text, self._resolve_target, self._describe_admonition, self.t, resolve_files))
        if phrase.language != self.locale.language:
            return RichText.from_html(html, self.language_tag(phrase.language))
        return RichText.from_html(tag_han_runs(html, self.han_tag) if self.han_tag else html)

    def _resolve_target(self, target: str) -> str:
        return f"{SITE_ROOT}/{self.address_of(target)}"

    def _describe_admonition(self, name: str) -> str:
        return self.t(f"admonition.{name}") if self.t.has(f"admonition.{name}") else name.capitalize()

    def _tag_han(self, text: str) -> str:
        return MixedScript.with_tag(text, self.han_tag) if self.han_tag and has_han(text) else text

    def language_tag(self, language: str) -> str:
        """Return the BCP 47 tag under which a language is published; the language itself if no locale has it."""
        return self._tags_by_language.get(language, language)

    def href_of(self, kind: str, key: str) -> str:
        """Return the address of a record in this locale, relative to the site root; empty if it has none."""
        place = urls.record_or_anchor_url(KINDS_BY_NAME[kind], key)
        return urls.localised_url(self.locale, place) if place else ""

    def link_to(self, target: str) -> Link:
        """Return a link to a target, such as `notice:ID`, `list:KIND` or `page:calendar`, with its title."""
        kind, _, key = target.partition(":")
        if target in urls.FIXED_PAGES:
            return Link(self.t(f"{key}.title"), urls.localised_url(self.locale, urls.FIXED_PAGES[target]))
        if kind == "list":
            return Link(self.t(f"list.{key}.title"), urls.localised_url(self.locale, urls.listing_url(KINDS_BY_NAME[key]) or ""))
        title = self.value_of(kind, key, "title")
        return Link(self.localise(title) if title is not None else key, self.href_of(kind, key))

    def value_of(self, kind: str, key: str, name: str) -> Any:
        """Return a field of a record as it is written, for pages that show its texts in this locale; None if there is no such record."""
        return self.queries.field_in(kind, key, name, self.languages).value

    def address_of(self, target: str) -> str:
        """Return the address of a target, relative to the site root. It follows from the target itself, so it is no dependency."""
        kind, _, key = target.partition(":")
        if target in urls.FIXED_PAGES:
            return urls.localised_url(self.locale, urls.FIXED_PAGES[target])
        if kind == "list":
            return urls.localised_url(self.locale, urls.listing_url(KINDS_BY_NAME[key]) or "")
        return self.href_of(kind, key)

    def find_view(self, kind: str, key: str, depth: Depth = Depth.FULL) -> View | None:
        """Return the view of a record; None if it is hidden or does not exist."""
        if depth is Depth.FULL:
            record = self.queries.record(kind, key)
            return self._resolve_record(kind, record) if record is not None else None
        return self._view_fields(kind, key, depth) if self.queries.exists(kind, key) else None

    def view_of(self, kind: str, record: Record, depth: Depth = Depth.FULL) -> View:
        """Return the view of a record that is already loaded."""
        if depth is Depth.FULL:
            return self._resolve_record(kind, record)
        return self._view_fields(kind, record.id, depth)

    def find_views(self, keys: tuple[RecordKey, ...], depth: Depth = Depth.SUMMARY) -> tuple[View, ...]:
        """Return the views of several records. Hidden records are left out."""
        return tuple(view for kind, key in keys if (view := self.find_view(kind, key, depth)) is not None)

    def _resolve_record(self, kind: str, record: Record) -> View:
        self.queries.record(kind, record.id)
        own = {"kind": kind, "id": record.id, "href": self.href_of(kind, record.id), "title": self.localise(record.title)}
        return View(**{**self._resolve_fields(record, Depth.FULL), **own})

    def _view_fields(self, kind: str, key: str, depth: Depth) -> View:
        """Return the view of a record that another page shows. Whoever reads a field of it depends on that field."""
        names = TITLE_FIELDS if depth is Depth.TITLE else _names_of(kind)
        read_field = partial(_read_field, self._current, kind, key)
        return FieldwiseView(read_field, names, kind=kind, id=key, href=self.href_of(kind, key))

    def read_field(self, kind: str, key: str, name: str) -> Any:
        """Return the value of a field of a record as another page shows it."""
        return self.view_cache.get_or_build((kind, key, name), self._resolve_field, kind, key, name)[0]

    def _resolve_field(self, kind: str, key: str, name: str) -> tuple[Any]:
        value = self.value_of(kind, key, name)
        info = dict(attribute_infos(KINDS_BY_NAME[kind].model))[name]
        return (self._resolve_value(value, info, Depth.SUMMARY) if value else value,)

    def _resolve_fields(self, model: BaseModel, depth: Depth) -> dict[str, Any]:
        return {
            name: self._resolve_value(value, info, depth) if (value := getattr(model, name)) else value
            for name, info in attribute_infos(type(model))
        }

    def _resolve_value(self, value: Any, info: FieldInfo, depth: Depth) -> Any:
        """Return the value of a field as templates show it. Empty fields are left as they are by the caller."""
        match info.value_type:
            case "plain" | "choice" | "moment" | "url" | "picture" | "file":
                return self._resolve_plain(value)
            case "text":
                return self.localise(value) if isinstance(value, Text) else value
            case "ref":
                return self.find_view(str(info.kind), value, depth.of_references)
            case "target" | "shown":
                return self.link_to(value)
            case "list" if info.item is not None:
                items = [self._resolve_value(item, info.item, depth) for item in value]
                return tuple([item for item in items if item is not None])
            case "mapping" if info.item is not None:
                return {key: self._resolve_value(item, info.item, depth) for key, item in value.items()}
            case "noun":
                return View(**self._resolve_fields(value, depth))

    def _resolve_plain(self, value: Any) -> Any:
        if isinstance(value, PartialDate):
            return format_partial_date(value, self.locale.tag)
        if isinstance(value, str):
            return self._tag_han(value)
        return format_partial_date(PartialDate.from_day(value), self.locale.tag) if isinstance(value, date) else value


@cache
def _names_of(kind: str) -> frozenset[str]:
    return frozenset(name for name, _ in attribute_infos(KINDS_BY_NAME[kind].model))
