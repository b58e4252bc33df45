"""Exchanges texts with translators as PO files, which their tools read and write. Babel reads and writes the format.

Each text is one message: its context is the record and the place (`guide:margin answer`), the Markdown of a record is one text. A stale
translation is marked as fuzzy.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import PurePosixPath

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as PoMessage
from babel.messages.pofile import read_po, write_po

from prospectus.errors import UsageError
from prospectus.load.translation_store import AcceptedText
from prospectus.problems import Message
from prospectus.refactoring.record_edits import RecordEdits
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.scheduling.yaml_edit import newline_of
from prospectus.text.translations import hash_source, is_stale
from prospectus.translations.accept import add_accepted, set_written_hash
from prospectus.translations.report import JudgedText, judge_translations
from prospectus.validate.references import CheckedRecord
from prospectus.validate.translations import PROSE, State

NOT_PO = Message("{file} is not a PO file in UTF-8: {reason}", "{file} 不是 UTF-8 编码的 PO 文件：{reason}")
NO_LANGUAGE = Message(
    "{file} does not say its language. It must have a header with Language: {languages}.",
    "{file} 没有写明语言。文件头应有 `Language`：{languages}。",
)
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")


class Refusal(Enum):
    """Why a translation is not imported."""

    NO_TEXT = Message("there is no such text", "没有这处文字")
    CHANGED = Message("its source has changed since it was exported", "导出之后原文已有改动")
    UNFINISHED = Message("it is marked as fuzzy", "标为待定（`fuzzy`）")
    PLACEHOLDERS = Message("its placeholders differ from those of the source", "占位符与原文不一致")
    NO_FILE = Message("the file of its language does not exist", "该语言的文件不存在")


@dataclass(slots=True)
class Import:
    """What is written when translations are imported."""

    texts: dict[str, str | None] = field(default_factory=dict)
    """The new text of each file, by path."""
    imported: list[str] = field(default_factory=list)
    """The contexts of the texts that get another translation."""
    refused: list[tuple[str, Refusal]] = field(default_factory=list)
    """The contexts of the others, without those that are unchanged or empty, and why."""


@dataclass(slots=True)
class _NewProse:
    """The new Markdown of a record in one language, whose title may be its first heading."""

    checked: CheckedRecord
    language: str
    body: str | None = None
    title: str | None = None

    def render(self, before: str) -> str:
        """Return the new text of the file; what stands above its Markdown, between the lines `---`, stays."""
        raw, present = self.checked.raw, self.checked.raw.prose.get(self.language)
        body = self.body if self.body is not None else present.text if present else ""
        if not any("title" in part.data for part in raw.parts):
            title = self.title or self.checked.record.title.as_dict().get(self.language)
            body = f"# {title}\n\n" + body.lstrip("\n") if title else body
        newline = newline_of(before)
        head = "".join(line + newline for line in before.replace("\r\n", "\n").split("\n")[: present.first_line - 1 if present else 0])
        return head + (body if body.endswith("\n") else f"{body}\n").replace("\n", newline)


def render_po(source: SourceCalendar, language: str, states: Iterable[State]) -> bytes:
    """Return the texts of a language that have one of some states, as a PO file. Raises UsageError for an unknown language."""
    chosen = frozenset(states)
    catalog = Catalog(locale=None, project=str(source.site.title.within((source.languages[0],)).text), charset="utf-8", fuzzy=False)
    catalog.header_comment = ""
    catalog.mime_headers = [
        ("Language", language),
        ("X-Source-Language", source.languages[0]),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
    ]
    for text in judge_translations(source, (language,)).texts:
        if text.state in chosen:
            _add(catalog, text)
    stream = io.BytesIO()
    write_po(stream, catalog, width=0, sort_output=False)
    return stream.getvalue()


def _add(catalog: Catalog, text: JudgedText) -> None:
    path, line = text.locate()
    flags = ("fuzzy",) if text.state is State.STALE else ()
    catalog.add(text.text.source, text.text.translation or "", [(path, line)], flags, context=_context(text))


def _context(text: JudgedText) -> str:
    return f"{':'.join(text.checked.key)} {text.text.place}"


def plan_import(source: SourceCalendar, content: bytes, file: str) -> Import:
    """Return what must be written to import a PO file: the texts whose source is as it was exported. They are accepted, too.

    Raises UsageError when the file cannot be read.
    """
    catalog = _parse(content, file)
    language = _language_of(catalog, source, file)
    present = {_context(text): text for text in judge_translations(source, (language,)).texts}
    planned, edits, prose = Import(), RecordEdits(), dict[str, _NewProse]()
    accepted: list[tuple[str, str, str, AcceptedText]] = []
    for message in catalog:
        if not message.id or not message.string or not isinstance(message.string, str):
            continue
        context = str(message.context or "")
        text = _find(present, source, context)
        refusal = _refuse(message, text)
        if refusal is None and text is not None and text.text.translation != message.string:
            refusal = _set_text(text, message.string, language, edits, prose)
            if refusal is None:
                planned.imported.append(context)
        if refusal is not None:
            planned.refused.append((context or str(message.id)[:40], refusal))
        elif text is not None:
            row = AcceptedText(text.text.place, hash_source(text.text.source), hash_source(message.string))
            accepted.append((language, *text.checked.key, row))
            if is_stale(text.text.source_hash, text.text.source):
                set_written_hash(text.checked, language, row.source, edits)
    planned.texts |= {path: new.render(source.text_of(path)) for path, new in prose.items()}
    planned.texts |= {path: edits.apply_to(planned.texts.get(path) or source.text_of(path), path) for path in edits.paths}
    planned.texts |= add_accepted(source, accepted)
    return planned


def _parse(content: bytes, file: str) -> Catalog:
    try:
        return read_po(io.BytesIO(content), abort_invalid=True, charset="utf-8")
    except Exception as error:  # besides PoFileError, what its codecs and its own mistakes raise
        raise UsageError(NOT_PO.fill(file=file, reason=str(error))) from None


def _language_of(catalog: Catalog, source: SourceCalendar, file: str) -> str:
    """Return the key of the language of a file, from its header."""
    headers = {name.lower(): value for name, value in catalog.mime_headers}
    stated = str(headers.get("language", "")).replace("_", "-").lower()
    languages = source.all_languages[1:]
    if stated not in languages:
        raise UsageError(NO_LANGUAGE.fill(file=file, languages=Message(", ".join(languages), "、".join(languages))))
    return stated


def _find(present: Mapping[str, JudgedText], source: SourceCalendar, context: str) -> JudgedText | None:
    """Return the text of a context, also after its record was renamed."""
    if context in present:
        return present[context]
    key, _, place = context.partition(" ")
    kind, _, record_id = key.partition(":")
    renamed = (checked for checked in source.checked.records if checked.raw.kind.name == kind and record_id in checked.record.formerly)
    return next((present.get(f"{kind}:{checked.record.id} {place}") for checked in renamed), None)


def _refuse(message: PoMessage, text: JudgedText | None) -> Refusal | None:
    if text is None:
        return Refusal.NO_TEXT
    if message.fuzzy:
        return Refusal.UNFINISHED
    if str(message.id) != text.text.source:
        return Refusal.CHANGED
    if text.text.field_path != PROSE and sorted(_PLACEHOLDER.findall(str(message.id))) != sorted(_PLACEHOLDER.findall(str(message.string))):
        return Refusal.PLACEHOLDERS
    return None


def _set_text(text: JudgedText, translation: str, language: str, edits: RecordEdits, prose: dict[str, _NewProse]) -> Refusal | None:
    """Set a translation in its file; return why that is not possible, or None."""
    raw, path, name = text.checked.raw, text.text.field_path, str(text.text.field_path[0])
    having = [part for part in raw.parts if name in part.data]
    if path == PROSE or (name == "title" and not having):
        new = prose.setdefault(_prose_path(text.checked, language), _NewProse(text.checked, language))
        new.body, new.title = (translation, new.title) if path == PROSE else (new.body, translation)
        return None
    if any(isinstance(part.data[name], str) for part in having):
        part = next((part for part in raw.parts if part.language == language), None)
        if part is None:
            return Refusal.NO_FILE
        edits.set_field(part, (name,), translation)
        return None
    for part in having:
        edits.set_field(part, (*path, language), translation)
    return None


def _prose_path(checked: CheckedRecord, language: str) -> str:
    """Return the path of the Markdown of a record in a language, whether there is one yet or not."""
    prose = checked.raw.prose
    if language in prose:
        return prose[language].path
    path = PurePosixPath(next(iter(prose.values())).path)
    return str(path.with_name(f"{path.name.partition('.')[0]}.{language}.md"))
