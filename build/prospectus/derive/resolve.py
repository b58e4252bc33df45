"""Turns records into views for one locale: selects texts, formats dates, and follows references to the required depth."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from prospectus.derive.dates import in_words
from prospectus.derive.kept import Kept
from prospectus.derive.reading import Reading
from prospectus.derive.tongues import HAN, Foreign, Mixed, has_islands
from prospectus.derive.view import Interface, Link, View
from prospectus.load.words import Words
from prospectus.memo import Memo, digest
from prospectus.model import address
from prospectus.model.kinds import BY_NAME
from prospectus.model.library import Key
from prospectus.model.moment import Moment
from prospectus.model.record import Record
from prospectus.model.shape import Shape, shapes
from prospectus.model.site import Locale
from prospectus.model.text import Text

WHOLE, BRIEF, NAME = 0, 1, 2
"""How much of a record is resolved: everything; its fields, with only the titles of referenced records; its own title only."""


class Resolver:
    """Turns records into views for one locale. Views that many pages use are cached."""

    def __init__(self, reading: Reading, locale: Locale, words: Words, memo: Memo | None = None) -> None:
        self.reading = reading
        self.locale = locale
        self.languages = (locale.language, *(each.language for each in reading.site.locales if each != locale))
        self.t = Interface(_own(reading.site.words, self.languages), *(words[language] for language in self.languages if language in words))
        self._tags = {each.language: each.tag for each in reading.site.locales}
        self.han = "" if locale.language in HAN else next((tag for language, tag in self._tags.items() if language in HAN), "")
        """The language tag for Han characters on a page in another script; empty if none is needed."""
        ground = digest(reading.print_of(("record", "site", reading.site.id)), self.t.print, locale.tag)
        self.kept = Kept(reading, memo or Memo(), ground)
        """Views that were already resolved, shared by all pages."""

    def words(self, text: Text) -> str:
        """Return the text in the locale's language; else in another language, tagged with that language."""
        phrase = text.within(self.languages)
        if phrase.language == self.locale.language:
            return self._marked(phrase.text)
        return Foreign.of(phrase.text, self._tags.get(phrase.language, phrase.language))

    def _marked(self, words: str) -> str:
        return Mixed.of(words, self.han) if self.han and has_islands(words) else words

    def tag_of(self, language: str) -> str:
        """Return the BCP 47 tag under which a language is published; the language itself if no locale has it."""
        return self._tags.get(language, language)

    def href(self, kind: str, key: str) -> str:
        """Return the address of a record in this locale, relative to the site root; empty if it has none."""
        found = address.of_place(BY_NAME[kind], key)
        return address.within(self.locale, found) if found else ""

    def link(self, target: str) -> Link:
        """Return a link to a target, such as `notice:ID`, `list:KIND` or `page:calendar`, with its title."""
        kind, _, key = target.partition(":")
        if kind == "page":
            return Link(self.t(f"{key}.title"), address.within(self.locale, "" if key == "home" else f"{key}/"))
        if kind == "list":
            return Link(self.t(f"list.{key}.title"), address.within(self.locale, address.of_listing(BY_NAME[key]) or ""))
        record = self.reading.record(kind, key)
        return Link(self.words(record.title) if record else key, self.href(kind, key))

    def record(self, kind: str, key: str, depth: int = WHOLE) -> View | None:
        """Return the view of a record; None if it is hidden or does not exist."""
        found = self.reading.record(kind, key)
        return self.view_of(kind, found, depth) if found is not None else None

    def view_of(self, kind: str, record: Record, depth: int = WHOLE) -> View:
        """Return the view of a record that is already loaded."""
        if depth == WHOLE:
            return self._resolved(kind, record, depth)
        return self.kept.of((kind, record.id, depth), self._resolved, kind, record, depth)

    def records(self, keys: tuple[Key, ...], depth: int = BRIEF) -> tuple[View, ...]:
        """Return the views of several records. Hidden records are left out."""
        return tuple(view for kind, key in keys if (view := self.record(kind, key, depth)) is not None)

    def _resolved(self, kind: str, record: Record, depth: int) -> View:
        self.reading.note(("record", kind, record.id))
        own = {
            "kind": kind,
            "id": record.id,
            "href": self.href(kind, record.id),
            "title": self.words(record.title),
            "status": record.status,
        }
        if depth >= NAME:
            return View(**own)
        return View(**{**self._fields(record, depth), **own})

    def _fields(self, noun: BaseModel, depth: int) -> dict[str, Any]:
        return {name: self._value(value, shape, depth) if (value := getattr(noun, name)) else value for name, shape in shapes(type(noun))}

    def _value(self, value: Any, shape: Shape, depth: int) -> Any:
        """Return the value of a field as templates show it. Empty fields are left as they are by the caller."""
        match shape.what:
            case "plain" | "moment" | "url":
                return self._plain(value)
            case "text":
                return self.words(value) if isinstance(value, Text) else value
            case "ref":
                return self.record(str(shape.kind), value, depth + 1)
            case "target" | "shown":
                return self.link(value)
            case "list" if shape.item is not None:
                found = [self._value(each, shape.item, depth) for each in value]
                return tuple([each for each in found if each is not None])
            case "mapping" if shape.item is not None:
                return {key: self._value(each, shape.item, depth) for key, each in value.items()}
            case "noun":
                return View(**self._fields(value, depth))

    def _plain(self, value: Any) -> Any:
        if isinstance(value, Moment):
            return in_words(value, self.locale.tag)
        if isinstance(value, str):
            return self._marked(value)
        return in_words(Moment.on(value), self.locale.tag) if isinstance(value, date) else value


def _own(words: Mapping[str, Text], languages: tuple[str, ...]) -> dict[str, str]:
    return {key: text.within(languages).text for key, text in words.items()}
