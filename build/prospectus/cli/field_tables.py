"""The table of the fields that take Markdown, for the editors' guides. It is made from the models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from prospectus.model.fields import FieldInfo, field_infos
from prospectus.model.kind_names import CHINESE_NAMES
from prospectus.model.registry import KINDS
from prospectus.model.values.text import TextForm

FIELD_HEADINGS: Mapping[str, tuple[str, str, str]] = {
    "en": ("kind", "Markdown with paragraphs, lists and tables", "inline Markdown"),
    "zh": ("种类", "可分段、可写列表和表格的 Markdown", "行内 Markdown"),
}
COMMON_FIELDS = frozenset({"summary"})
"""The fields of every kind, which the text above the table names."""


def list_text_fields(model: type[BaseModel], form: TextForm) -> list[str]:
    """Return the fields of a model, nested ones included, whose texts may hold something: `tables.rows`, without the name in a list."""
    return list(dict.fromkeys(".".join(path) for path, found in _iter_fields(model, ()) if found is form))


def _iter_fields(model: type[BaseModel], ancestors: tuple[type[BaseModel], ...]) -> Iterator[tuple[tuple[str, ...], TextForm | None]]:
    for name, info in field_infos(model):
        part: FieldInfo | None = info
        while part is not None and part.item is not None:
            part = part.item
        if part is not None and part.value_type == "text":
            yield (name,), part.form
        elif part is not None and part.model is not None and part.model not in (*ancestors, model):
            yield from (((name, *path), form) for path, form in _iter_fields(part.model, (*ancestors, model)))


def iter_field_rows(language: str) -> Iterator[tuple[str, str, str]]:
    """Yield the kind, the fields with blocks and those with inline Markdown, of each kind with such fields besides the common ones."""
    for kind in KINDS:
        blocks, inline = (
            [name for name in list_text_fields(kind.model, form) if name not in COMMON_FIELDS]
            for form in (TextForm.BLOCKS, TextForm.INLINE)
        )
        if (blocks or inline) and not kind.frozen:
            name = CHINESE_NAMES[kind.name] if language == "zh" else kind.name
            yield name, _join(blocks, language), _join(inline, language)


def _join(names: list[str], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(f"`{name}`" for name in names)
