"""Text in several languages, and the fallback rule for a missing language."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

from pydantic_core import PydanticCustomError, core_schema

from prospectus.model.values.markdown_marks import find_crowded_paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator, KeysView, Mapping, Sequence

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
    from pydantic.json_schema import JsonSchemaValue

TEXT_SYNTAX = "{zh: …, en: …}"
FOLDER = "folder"
"""The key, in the context of a validation, of the folder in which the texts are written."""


class TextForm(Enum):
    """What the words of a text may hold."""

    LINE = "line"
    """Plain words."""
    INLINE = "inline"
    """Inline Markdown: one paragraph with bold words, emphasis, code, links and the like."""
    BLOCKS = "blocks"
    """Markdown with paragraphs, lists, tables and quotations."""


class Phrase(NamedTuple):
    """A text as one reader sees it, with the language that it is actually in."""

    text: str
    language: str


class Text:
    """The same text in several languages, keyed by language (`zh`, `en`); never empty.

    The fields of models have one of the classes below, which declare what the text may hold.
    """

    __slots__ = ("_by_language", "folder")
    form: ClassVar[TextForm] = TextForm.LINE
    folder: str
    """The folder of the file that holds the text, relative to the root: its relative links begin there. Empty if that is not known."""

    def __init__(self, by_language: Mapping[str, str], folder: str = "") -> None:
        self._by_language = dict(by_language)
        self.folder = folder

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_language)

    def __contains__(self, language: str) -> bool:
        return language in self._by_language

    def __getitem__(self, language: str) -> str:
        return self._by_language[language]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self._by_language == other._by_language

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._by_language.items())))

    def __repr__(self) -> str:
        return f"Text({self._by_language!r})"

    @property
    def languages(self) -> KeysView[str]:
        """The languages in which the text exists."""
        return self._by_language.keys()

    def as_dict(self) -> dict[str, str]:
        """Return the text by language, in the order in which it was written."""
        return dict(self._by_language)

    def within(self, languages: Sequence[str]) -> Phrase:
        """Return the text in the first of `languages` that exists, else in the language written first. This is the only fallback rule."""
        for language in languages:
            if language in self._by_language:
                return Phrase(self._by_language[language], language)
        language, text = next(iter(self._by_language.items()))
        return Phrase(text, language)

    @classmethod
    def of(cls, text: Text) -> Self:
        """Return the same words as a text of this class."""
        return cls(text.as_dict(), text.folder)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(
            cls._validate, serialization=core_schema.plain_serializer_function_ser_schema(cls.as_dict)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        words: dict[str, str | int] = {"type": "string", "minLength": 1}
        if cls.form is not TextForm.LINE:
            words["contentMediaType"] = "text/markdown"
        return {
            "type": "object",
            "description": f"The text in each language: {TEXT_SYNTAX}",
            "additionalProperties": words,
            "minProperties": 1,
        }

    @classmethod
    def _validate(cls, value: object, info: ValidationInfo) -> Self:
        if isinstance(value, Text):
            return value if type(value) is cls else cls.of(value)
        if not isinstance(value, dict) or not value:
            raise PydanticCustomError("text_form", "must give the text in each language")
        for language, text in value.items():
            if not isinstance(language, str) or not isinstance(text, str) or not text.strip():
                raise PydanticCustomError("text_words", "must be words", {"language": str(language)})
            if cls.form is not TextForm.LINE and (crowded := find_crowded_paragraph(text)):
                raise PydanticCustomError("text_marks", "must have fewer marks", {"language": language, "mark": crowded[1]})
        return cls(value, (info.context or {}).get(FOLDER, ""))


class LineText(Text):
    """Plain words, without Markdown: titles, names and labels."""

    __slots__ = ()


class InlineText(Text):
    """Inline Markdown: one paragraph."""

    __slots__ = ()
    form = TextForm.INLINE


class BlockText(Text):
    """Markdown of any number of paragraphs, lists and tables."""

    __slots__ = ()
    form = TextForm.BLOCKS
