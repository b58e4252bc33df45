"""The id of a new record: whether it is free, and one made from the title."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prospectus.errors import UsageError
from prospectus.model import urls
from prospectus.model.kind_names import describe_kind
from prospectus.model.registry import KINDS, Kind
from prospectus.model.values.reference import ID_PATTERN
from prospectus.problems import Message
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.text.pinyin import read_syllables
from prospectus.validate.references import CheckedRecord

MAX_ID_LENGTH = 80
PROPOSED_LENGTH = 40
"""The longest id that is proposed; it is part of an address that people copy."""
SMALL_WORDS = frozenset("a an and at for from how in is of on or the to what with".split())
"""English words that a proposed id leaves out."""
NOT_AN_ID = Message(
    "An id must consist of lower-case letters, digits and single hyphens, at most 80 characters; got {id}.{proposal}",
    "标识只能由小写字母、数字和单个连字符组成，最多 80 个字符；现在是 {id}。{proposal}",
)
INSTEAD = Message(" For example: {id}", "例如：{id}")
TAKEN = Message(
    "The id {id} belongs to another {kind} ({place}). Choose another one{proposal}.",
    "标识 {id} 已属于另一条{kind}（{place}）。请另选一个{proposal}。",
)
FORMER = Message(
    "The id {id} is a former id of {kind}:{other} ({place}), whose old address leads there. Choose another one{proposal}.",
    "{id} 是 {kind}:{other}（{place}）从前的标识，旧地址会转到那里。请另选一个{proposal}。",
)
ADDRESS_TAKEN = Message(
    "The address {address} belongs to {owner}. Choose another id{proposal}.", "地址 {address} 已属于{owner}。请另选一个标识{proposal}。"
)
SUCH_AS = Message(", such as {id}", "，例如 {id}")
A_LIST = Message("the list of {kind}", "{kind}的列表页")
A_SECTION = Message("the section {id}", "栏目 {id}")
A_FOLDER = Message("the site itself", "站点自身")


def check_new_id(source: SourceCalendar, kind: Kind, record_id: str) -> None:
    """Raise UsageError, with an id that is free, if a new record of a kind cannot have an id: its form, its owner, or its address."""
    parts = record_id.split("/") if kind.nested else [record_id]
    if not all(map(ID_PATTERN.fullmatch, parts)) or len(record_id) > MAX_ID_LENGTH:
        proposal = propose_id(source, kind, {"en": record_id, "zh": record_id})
        raise UsageError(NOT_AN_ID.fill(id=record_id, proposal=INSTEAD.fill(id=proposal) if proposal else Message("", "")))
    if refusal := _explain_taken(source, kind, record_id):
        raise UsageError(refusal.fill(proposal=SUCH_AS.fill(id=_make_free(source, kind, record_id))))


def propose_id(source: SourceCalendar, kind: Kind, title: Mapping[str, str]) -> str:
    """Return a free id made from an English title, or else from the pinyin of a Chinese one; empty when neither has any words."""
    others = sorted(title, key=lambda language: (language.partition("-")[0] != "en", language.startswith("zh")))
    for language in others:
        words = [word for word in read_syllables(title[language], language) if word.isascii() and word.isalnum()]
        telling = [word for word in words if word not in SMALL_WORDS] or words
        if telling:
            return _make_free(source, kind, _shorten(telling))
    return ""


def _shorten(words: list[str]) -> str:
    record_id = words[0][:PROPOSED_LENGTH]
    for word in words[1:]:
        if len(record_id) + 1 + len(word) > PROPOSED_LENGTH:
            break
        record_id += f"-{word}"
    return record_id


def _make_free(source: SourceCalendar, kind: Kind, record_id: str) -> str:
    candidates = (record_id, *(f"{record_id[: MAX_ID_LENGTH - 4]}-{number}" for number in range(2, 1000)))
    return next(candidate for candidate in candidates if _explain_taken(source, kind, candidate) is None)


def _explain_taken(source: SourceCalendar, kind: Kind, record_id: str) -> Message | None:
    """Return who has an id or its address, with a placeholder for a proposal; None if both are free."""
    for raw in source.loaded.raw_records:
        if raw.kind is kind and record_id == raw.data.get("id", raw.key):
            return TAKEN.fill(id=record_id, kind=describe_kind(kind.name), place=raw.path, proposal="{proposal}")
    for checked in source.checked.records:
        if checked.raw.kind is kind and record_id in checked.record.formerly:
            return FORMER.fill(id=record_id, kind=kind.name, other=checked.record.id, place=checked.raw.path, proposal="{proposal}")
    address = urls.record_url(kind, record_id)
    owner = dict(_iter_addresses(source, kind)).get(address) if address is not None else None
    return ADDRESS_TAKEN.fill(address=f"/{address}", owner=owner, proposal="{proposal}") if owner is not None else None


def _iter_addresses(source: SourceCalendar, kind: Kind) -> Iterator[tuple[str, Message]]:
    """Yield the addresses of the site that a record of a kind could have as well, each with its owner."""
    for other in KINDS:
        for page in (other.listing, other.progress_page, other.comparison):
            if page:
                yield f"{page}/", A_LIST.fill(kind=describe_kind(other.name))
    yield from ((f"{folder}/", A_FOLDER) for folder in urls.FIXED_FOLDERS)
    yield from ((urls.section_url(section.id), A_SECTION.fill(id=section.id)) for section in source.site.sections)
    yield from ((f"{locale.path}/", A_FOLDER) for locale in source.site.locales if locale.path)
    for checked in source.checked.records:
        yield from _iter_own_addresses(checked, kind)


def _iter_own_addresses(checked: CheckedRecord, kind: Kind) -> Iterator[tuple[str, Message]]:
    if checked.raw.kind.page == kind.page:
        for record_id in (checked.record.id, *checked.record.formerly):
            if address := urls.record_url(checked.raw.kind, record_id):
                key = ":".join(checked.key)
                yield address, Message(key, f" {key}")
