"""Reads a notice, as pasted from WeChat or an email, as a proposal of events. Nothing of it is lost: what is not understood is listed.

1. A line is cut at its labels (`notice_lines`). A part without a label that begins with a date is a date.
2. An event begins with the number of an item, and wherever a title or a day is said a second time.
3. What stands before the first event, or after an empty line behind a numbered list, is said of every event.
4. An event without a title takes the text in 《》 or the first part of its own lines without a label; an only event takes that of the
   headline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from prospectus.model.written_dates import DateContext, DateTextError, parse_dates
from prospectus.problems import Message
from prospectus.scheduling.proposals.notice_lines import (
    Labelled,
    NoticeLine,
    find_date,
    iter_notice_lines,
    says_day,
    says_time,
    split_labels,
)
from prospectus.scheduling.proposals.proposal import MODERATORS, Proposal, ProposedEvent, ProposedField
from prospectus.scheduling.spreadsheet import columns
from prospectus.scheduling.spreadsheet.headings import find_types
from prospectus.scheduling.spreadsheet.reference_names import ReferenceNames
from prospectus.text.language_tags import has_han

TRANSLATED = ("title", "people", "place", "description", "reason", MODERATORS)
REPEATABLE = ("people", MODERATORS, "description")
"""The columns whose values are joined when an event has several."""
MAX_TITLE = 120
"""The most characters of a line that is taken for a title."""
_QUOTED = re.compile("[《](?P<title>[^《》]{2,80})[》]")
_MARK = re.compile(r"^\s*[【\[][^【】\[\]]{1,20}[】\]]\s*")
_BRACKETS = re.compile(r"^\s*[【\[](?P<title>[^【】\[\]]+)[】\]]\s*$")
_SENTENCE = re.compile(r"[。！!？?；;]|\.\s|\.$|^(?:各位|尊敬|欢迎|请|Dear|Hello|Hi|Please|Welcome)")
_YEAR_AND_MONTH = re.compile(r"(?<!\d)(?P<year>20\d\d)(?:\s*年\s*|[./-])(?P<month>1[0-2]|0?[1-9])(?!\d)")
_ENGLISH_MONTH = re.compile(
    r"\b(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?(?P<year>20\d\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?P<year>20\d\d)\s*年")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
QUOTED_TITLE = Message("in title marks", "书名号中的文字")
OWN_LINE = Message("line without a label", "没有标签的一行")
HEADLINE = Message("from the headline", "取自标题行")
DATE_IN_LINE = Message("at the start of line {line}", "第 {line} 行开头的日期")
OF_EVERY_EVENT = Message("line {line}, said of every event", "第 {line} 行，各场通用")
TYPE_IN_WORDS = Message("from the words of the notice", "从通知的用词看出")
LANGUAGE_OF_NOTICE = Message("assumed: the language of the notice", "推定：通知所用的语言")
YEAR_ASSUMED = Message("no year is stated: {year} is assumed", "没有写年份，推定为 {year} 年")
BOTH_REASONS = Message("{first}; {second}", "{first}；{second}")
FAR_AHEAD = 6
"""The months from that of the notice from which a day without a year may as well be of another year."""
NOT_A_CHANNEL = Message("no channel of this name is known, so it is a place", "没有这个名称的渠道，因此写作地点")


@dataclass(slots=True)
class _Draft:
    """The parts of an event as far as they have been read: each with the line it is in."""

    parts: list[tuple[NoticeLine, Labelled]] = field(default_factory=list)
    free: list[tuple[NoticeLine, str]] = field(default_factory=list)
    """The parts without a label."""
    labels: list[NoticeLine] = field(default_factory=list)
    """The lines that end with a label without a value."""
    is_item: bool = False


def find_month(text: str) -> tuple[int, int | None] | None:
    """Return the year and the month of the first date with a year in a text, None for the month of a year alone; None when it has none."""
    match = _YEAR_AND_MONTH.search(text)
    if match is not None:
        return int(match["year"]), int(match["month"])
    match = _ENGLISH_MONTH.search(text)
    if match is not None:
        return int(match["year"]), _MONTHS.index(match["name"].casefold()) + 1
    match = _YEAR.search(text)
    return (int(match["year"]), None) if match else None


def parse_notice(text: str, context: DateContext, names: ReferenceNames, languages: tuple[str, ...]) -> Proposal:
    """Return the events of a notice. Raises nothing: whatever is not understood is in `unread`.

    `context` gives the year of a day without one; where that could be another year than the one assumed, the proposal says so.
    """
    common, drafts = _split_events(list(iter_notice_lines(text)), context, languages)
    shared_type = _find_type(" ".join(line for _, line in common.free) or text, names.own_types)
    unread: list[tuple[int, str]] = []
    events = [_build_event(draft, common, len(drafts), names, languages, unread) for draft in drafts]
    taken = {field.value for event in events for field in event.fields if field.reason is HEADLINE}
    unread += [(line.number, text) for line, text in common.free if not any(value in text for value in taken)]
    if not drafts:
        unread += [(line.number, line.text) for line, _ in common.parts]
    language = "zh" if has_han(text) else "en"
    return Proposal(
        tuple(_tell_years(_add_assumptions(event, shared_type, language, languages, names.own_types), context) for event in events),
        tuple(sorted(dict.fromkeys(unread))),
    )


# Events


def _split_events(lines: Sequence[NoticeLine], context: DateContext, languages: tuple[str, ...]) -> tuple[_Draft, list[_Draft]]:
    """Return what is said of every event, and the events."""
    common, drafts = _Draft(), list[_Draft]()
    pending = _Draft()
    is_list = sum(line.is_item for line in lines) > 1
    current: _Draft | None = None
    carried = ""
    for line in lines:
        raw_parts = split_labels(line.text, languages)
        if carried and raw_parts and not raw_parts[0].column:
            raw_parts[0] = Labelled(carried, raw_parts[0].text)
        carried = raw_parts.pop().column if raw_parts and not raw_parts[-1].text else ""
        if carried:
            common.labels.append(line)
        parts = list(_read_parts(raw_parts, context))
        begins_item = is_list and line.is_item
        if current is not None and current.is_item and line.after_blank and not begins_item and not _has_core(parts):
            current = common  # behind the list
        if begins_item:
            common.parts += pending.parts
            current, pending = _start(drafts, _Draft(is_item=True)), _Draft()
        for part in parts:
            column = _event_column(part.column)
            if column in ("date", "title") and (current is None or current is common or _repeats(current, column)) and not begins_item:
                current = _start(drafts, pending)
                pending = _Draft()
            target = common if current is None and not drafts else current or common
            if not part.column:
                target.free.append((line, part.text))
            elif current is None:
                pending.parts.append((line, part))
            else:
                target.parts.append((line, part))
    common.parts += pending.parts
    common.free += [(line, line.text) for line in common.labels if not _has_next(line, lines, languages)]
    return common, drafts


def _has_next(line: NoticeLine, lines: Sequence[NoticeLine], languages: tuple[str, ...]) -> bool:
    """Return whether the line below a label without a value is its value."""
    following = next((other for other in lines if other.number > line.number), None)
    return following is not None and not split_labels(following.text, languages)[0].column


def _start(drafts: list[_Draft], draft: _Draft) -> _Draft:
    drafts.append(draft)
    return draft


def _has_core(parts: Sequence[Labelled]) -> bool:
    return any(_event_column(part.column) in ("date", "title") for part in parts)


def _repeats(draft: _Draft, column: str) -> bool:
    return any(_event_column(part.column) == column for _, part in draft.parts)


def _event_column(column: str) -> str:
    """Return the column by which an event is told from the next: days and titles."""
    return column if column in ("date", "title") else ""


def _read_parts(parts: Sequence[Labelled], context: DateContext) -> Iterator[Labelled]:
    """Yield the parts of a line. Times that name a day are dates, and a part without a label may begin with one."""
    for part in parts:
        if part.column in ("start", "date"):
            is_time = part.column == "start" and says_time(part.text, context) and not says_day(part.text, context)
            yield Labelled("start" if is_time else "date", part.text)
        elif not part.column:
            day, rest = find_date(part.text, context)
            if day:
                yield Labelled("date", day)
            if rest:
                yield Labelled("", rest)
        else:
            yield part


# Fields


def _build_event(
    draft: _Draft,
    common: _Draft,
    count: int,
    names: ReferenceNames,
    languages: tuple[str, ...],
    unread: list[tuple[int, str]],
) -> ProposedEvent:
    """Return an event from its parts and those of every event; what it has no use for is added to `unread`."""
    fields: dict[str, ProposedField] = {}
    has_title = any(part.column == "title" for _, part in draft.parts)
    for line, labelled in draft.parts:
        part = Labelled("description" if has_title else "title", labelled.text) if labelled.column == "content" else labelled
        _add_field(fields, _to_field(line, part, languages), unread)
    own = {key.partition(".")[0] for key in fields}
    for line, part in common.parts:
        if part.column == "content":
            unread.append((line.number, line.text))
            continue
        shared = _to_field(line, part, languages)
        if shared.key.partition(".")[0] not in own:
            reason = OF_EVERY_EVENT.fill(line=line.number) if count > 1 else None
            _add_field(fields, replace(shared, reason=reason), unread)
    _add_title(fields, draft, common if count == 1 else _Draft(), languages, unread)
    _name_channel(fields, names, languages, unread)
    return ProposedEvent(tuple(fields.values()))


def _to_field(line: NoticeLine, part: Labelled, languages: tuple[str, ...]) -> ProposedField:
    return ProposedField(_key_of(part.column, part.text, languages), part.text, line.number)


def _key_of(column: str, text: str, languages: tuple[str, ...]) -> str:
    """Return the key of a column; for a text in languages, with the language of the text."""
    if column not in TRANSLATED:
        return column
    language = "zh" if has_han(text) else "en"
    return f"{column}.{language if language in languages else languages[0]}"


def _add_field(fields: dict[str, ProposedField], new: ProposedField, unread: list[tuple[int, str]]) -> None:
    """Add a value; a second one is joined where there can be several, and else left out."""
    old = fields.get(new.key)
    if old is None:
        fields[new.key] = new
    elif new.key.partition(".")[0] in REPEATABLE:
        fields[new.key] = replace(old, value=f"{old.value}；{new.value}" if has_han(old.value) else f"{old.value}; {new.value}")
    elif old.value != new.value:
        unread.append((new.line, new.value))


def _add_title(
    fields: dict[str, ProposedField], draft: _Draft, common: _Draft, languages: tuple[str, ...], unread: list[tuple[int, str]]
) -> None:
    """Add a title from the parts without a label where no label says it; the other parts are left out."""
    has_title = any(key.startswith("title.") for key in fields)
    for reason, candidates in ((OWN_LINE, draft.free), (HEADLINE, common.free)):
        for line, text in candidates:
            quoted = _QUOTED.search(text)
            title = quoted["title"] if quoted else _plain_title(text)
            if has_title or not title:
                if candidates is draft.free:
                    unread.append((line.number, text))
                continue
            has_title = True
            key = _key_of("title", title, languages)
            fields[key] = ProposedField(key, title, line.number, QUOTED_TITLE if quoted else reason)
            if quoted and candidates is draft.free and (rest := _QUOTED.sub("", text).strip("，,。 ")):
                unread.append((line.number, rest))


def _plain_title(text: str) -> str:
    """Return the title that a line can be: without a mark such as 【活动预告】; empty for a sentence."""
    bracketed = _BRACKETS.match(text)
    title = bracketed["title"] if bracketed else _MARK.sub("", text)
    return "" if len(title) > MAX_TITLE or _SENTENCE.search(title) or "http" in title else title.strip()


def _name_channel(
    fields: dict[str, ProposedField], names: ReferenceNames, languages: tuple[str, ...], unread: list[tuple[int, str]]
) -> None:
    """Make a place that names a channel that channel, and a channel that is not known a place."""
    for key in [key for key in fields if key.partition(".")[0] == "place"]:
        if "channel" not in fields and names.has("channel", fields[key].value):
            fields["channel"] = replace(fields.pop(key), key="channel")
    channel = fields.get("channel")
    if channel is not None and not names.has("channel", channel.value):
        del fields["channel"]
        key = _key_of("place", channel.value, languages)
        if key in fields:
            unread.append((channel.line, channel.value))
        else:
            fields[key] = replace(channel, key=key, reason=NOT_A_CHANNEL)
    series = fields.get("series")
    if series is not None and not names.has("series", series.value):
        unread.append((series.line, fields.pop("series").value))


def _find_type(text: str, own_types: columns.OwnTypes) -> str:
    """Return the type of the events that the words of a text name; empty when they name none or several."""
    types = find_types(text, own_types)
    return next(iter(types)) if len(types) == 1 else ""


def _add_assumptions(
    event: ProposedEvent, shared_type: str, language: str, languages: tuple[str, ...], own_types: columns.OwnTypes
) -> ProposedEvent:
    """Return an event with the type that the notice names, and the language that it is in."""
    added = []
    has_series = event.find("series") is not None
    if shared_type and event.find("type") is None and not has_series:
        word = columns.get_choices("type", language, own_types)[shared_type]
        shown = Message(*(columns.get_choices("type", display, own_types)[shared_type] for display in ("en", "zh")))
        added.append(ProposedField("type", word, event.line, TYPE_IN_WORDS, shown))
    if event.find("language") is None and not has_series and language in languages:
        shown = Message(*(columns.language_name(language, display) for display in ("en", "zh")))
        added.append(ProposedField("language", shown.en, event.line, LANGUAGE_OF_NOTICE, shown))
    return ProposedEvent((*event.fields, *added))


def _tell_years(event: ProposedEvent, context: DateContext) -> ProposedEvent:
    """Return an event that says where a year is assumed which could be another: before the month of the notice, or long after it."""
    return ProposedEvent(tuple(_tell_year(field, context) if field.key in ("date", "deadline") else field for field in event.fields))


def _tell_year(field: ProposedField, context: DateContext) -> ProposedField:
    try:
        written = parse_dates(field.value, context)
    except DateTextError:
        return field
    day = written.spans[0][0] if written.spans else None
    if written.assumed_year is None or day is None or context.around is None:
        return field
    year, month = context.around
    ahead = 12 * (day.first_day.year - year) + day.first_day.month - month
    if day.first_day.year == year and 0 <= ahead < FAR_AHEAD:
        return field
    reason = YEAR_ASSUMED.fill(year=written.assumed_year)
    return replace(field, reason=reason if field.reason is None else BOTH_REASONS.fill(first=field.reason, second=reason))
