"""`feeds pull`: download feeds, archive the responses, and propose replays and drafts of notices for a person to accept.

Pulling writes only the archived response, and only when it is a feed. The texts of replays and drafts are written on request, all at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from prospectus.errors import UsageError
from prospectus.load.drafts import RawRecord
from prospectus.model.kinds.feed import Feed
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.model.values.partial_date import Precision
from prospectus.problems import Message, Problem
from prospectus.scheduling.calendar_files import Requirement, SourceCalendar, read_site
from prospectus.scheduling.feeds.archive import ArchivedResponse, UnusableArchive, load_response, save_response
from prospectus.scheduling.feeds.http import FeedResponse
from prospectus.scheduling.feeds.match_replays import Match, Recording, TalkCandidate, match_recordings
from prospectus.scheduling.feeds.parse import FeedEntry, NotAFeed, ParsedFeed, parse_feed, read_feed
from prospectus.scheduling.feeds.propose_notices import KnownNotice, Proposal, propose_notices
from prospectus.scheduling.replay import build_replay_edits
from prospectus.validate.references import CheckedRecord
from prospectus.web.addresses import FetchError

PullStatus = Literal["new", "unchanged", "saved", "failed"]
"""Result of pulling a feed: new bytes, no new bytes, read from the archive only, or no usable response."""
UNRECORDED_TYPES = ("bulletin", "campaign")
"""Types of events that are never recorded."""


class Fetcher(Protocol):
    """A function that fetches a URL, such as `http.fetch`."""

    def __call__(self, url: str, *, etag: str | None, last_modified: str | None) -> FeedResponse:
        """Return the response; raises FetchError."""


@dataclass(frozen=True, slots=True)
class PulledFeed:
    """A feed that was pulled, with its result and its entries."""

    feed: Feed
    status: PullStatus
    entries: tuple[FeedEntry, ...] = ()

    @property
    def filtered_count(self) -> int:
        """How many entries `only` and `never` leave out."""
        return sum(not _is_wanted(self.feed, entry) for entry in self.entries)


@dataclass(frozen=True, slots=True)
class PullResult:
    """The pulled feeds, the proposals that follow from them, and the problems."""

    source: SourceCalendar
    """The content that the proposals were made for."""
    feeds: tuple[PulledFeed, ...]
    matches: tuple[Match, ...]
    notices: tuple[Proposal, ...]
    problems: tuple[Problem, ...]

    @property
    def certain_matches(self) -> list[Match]:
        """The certain matches, which can be written."""
        return [candidate for candidate in self.matches if candidate.doubt is None]

    def build_texts(self) -> dict[str, str]:
        """Return the new text of each file, by path, when the replays of certain matches and the drafts of notices are written.

        Raises UsageError when a replay cannot be inserted into the file of its talk.
        """
        edits = [
            edit
            for candidate in self.certain_matches
            for edit in build_replay_edits(self.source, candidate.talk_key, {"url": candidate.recording.entry.link})
        ]
        return {**self.source.edit_fields(edits), **{notice.path: notice.text for notice in self.notices}}


def pull(root: Path, ids: Sequence[str], *, now: datetime, fetch: Fetcher | None) -> PullResult:
    """Pull the feeds `ids` of the site in `root`, or all active ones if `ids` is empty; without `fetch`, read their archived responses.

    Raises ContentError when the content has errors, because nothing can be matched to it then, and UsageError for an unknown id.
    """
    source = read_site(root, Requirement.VALID)
    zone, severities = ZoneInfo(source.site.timezone), source.site.severities
    feeds: list[PulledFeed] = []
    problems: list[Problem] = []
    for feed, raw in _select_feeds(source.checked.records, ids):
        pulled_feed, feed_problems = _pull_feed(root, feed, raw, fetch, zone, now)
        feeds.append(pulled_feed)
        problems.extend(problem.at_severity(severities.get(problem.code, problem.severity)) for problem in feed_problems)
    matches = match_recordings(list(_iter_recordings(feeds)), list(_iter_candidates(source, zone, now)), now)
    notices = propose_notices(_iter_announcements(feeds), _iter_known_notices(source))
    return PullResult(source, tuple(feeds), tuple(matches), tuple(notices), tuple(sorted(problems)))


NOT_ACTIVE, NOT_LISTED = Message("is not active", "未启用"), Message("is not in {path}", "不在 {path} 中")
CANNOT_PULL = Message(
    "The feed {key} {complaint}; feeds that can be pulled: {available}.", "信息源 {key} {complaint}；可下载的有：{available}。"
)


def _select_feeds(records: Iterable[CheckedRecord], ids: Sequence[str]) -> list[tuple[Feed, RawRecord]]:
    """Return the selected feeds with their raw records; raises UsageError for an id that is not listed or not active."""
    all_feeds = {
        checked_record.record.id: (checked_record.record, checked_record.raw)
        for checked_record in records
        if isinstance(checked_record.record, Feed)
    }
    active = {key: pair for key, pair in all_feeds.items() if pair[0].active and pair[0].exported}
    for key in ids:
        if key not in active:
            available = Message(", ".join(active) or "none", "、".join(active) or "无")
            complaint = NOT_ACTIVE if key in all_feeds else NOT_LISTED.fill(path=KINDS_BY_NAME["feed"].source_path)
            raise UsageError(CANNOT_PULL.fill(key=key, complaint=complaint, available=available))
    return [active[key] for key in dict.fromkeys(ids)] or list(active.values())


# One feed


def _pull_feed(
    root: Path, feed: Feed, raw: RawRecord, fetch: Fetcher | None, zone: ZoneInfo, now: datetime
) -> tuple[PulledFeed, list[Problem]]:
    """Pull one feed. Whatever fails, the response archived before is kept and used."""
    archived, status, problems = None, "saved", []
    unusable = None
    try:
        archived = load_response(root, feed.id)
    except UnusableArchive as error:
        unusable = raw.problem((), "PR654", None, came=error.path, reason=error.reason)
    if fetch is not None:
        try:
            status, archived = _refresh(root, feed, archived, fetch, zone, now)
        except FetchError as error:
            status = "failed"
            problems.append(raw.problem(("url",), "PR642", None, came=feed.url, reason=error.reason))
        except NotAFeed as error:
            status = "failed"
            problems.append(raw.problem(("url",), "PR643", None, came=feed.url, reason=error.reason))
    if unusable and archived is None:
        problems.append(unusable)
    try:
        parsed = _read_archived(feed, archived, zone, now) if archived else ParsedFeed((), ())
    except NotAFeed as error:
        parsed = ParsedFeed((), ())
        problems.append(raw.problem(("url",), "PR643", None, came=archived.path if archived else None, reason=error.reason))
    problems += [raw.problem(("url",), note.code, None, **note.params) for note in parsed.notes]
    return PulledFeed(feed, status, parsed.entries), problems  # type: ignore[arg-type]


def _read_archived(feed: Feed, archived: ArchivedResponse, zone: ZoneInfo, now: datetime) -> ParsedFeed:
    stated_zone = ZoneInfo(feed.timezone) if feed.timezone else None
    return read_feed(archived.body, archived.content_type, archived.url, zone=zone, now=now, stated_zone=stated_zone)


def _refresh(
    root: Path, feed: Feed, archived: ArchivedResponse | None, fetch: Fetcher, zone: ZoneInfo, now: datetime
) -> tuple[PullStatus, ArchivedResponse | None]:
    """Request a feed; return the result and the response to read. Raises FetchError, or NotAFeed when the new bytes are not a feed."""
    current = archived if archived and archived.url == feed.url else None
    response = fetch(feed.url, etag=current.etag if current else None, last_modified=current.last_modified if current else None)
    if not response.changed or (current and sha256(response.body).digest() == sha256(current.body).digest()):
        return "unchanged", archived
    parse_feed(response.body, response.content_type, feed.url, zone=zone, now=now)
    return "new", save_response(root, feed.id, feed.url, response, now)


# Proposals


def _is_wanted(feed: Feed, entry: FeedEntry) -> bool:
    """Return whether an entry passes the filters of its feed: one of `only` in the title, and none of `never` in title or link."""
    title = entry.title.casefold()
    is_included = not feed.only or any(word.casefold() in title for word in feed.only)
    return is_included and not any(word.casefold() in title or word in (entry.link or "") for word in feed.never)


def _iter_recordings(feeds: Iterable[PulledFeed]) -> Iterator[Recording]:
    for pulled_feed in feeds:
        if pulled_feed.feed.gives == "recordings":
            for entry in (entry for entry in pulled_feed.entries if _is_wanted(pulled_feed.feed, entry)):
                yield Recording(pulled_feed.feed.id, entry, pulled_feed.feed.series, pulled_feed.feed.days, pulled_feed.feed.likeness)


def _iter_announcements(feeds: Iterable[PulledFeed]) -> Iterator[tuple[Feed, FeedEntry]]:
    for pulled_feed in feeds:
        if pulled_feed.feed.gives == "notices":
            yield from ((pulled_feed.feed, entry) for entry in pulled_feed.entries if _is_wanted(pulled_feed.feed, entry))


def _iter_candidates(source: SourceCalendar, zone: ZoneInfo, now: datetime) -> Iterator[TalkCandidate]:
    """Yield the events of which there may be a recording."""
    local_now = now.astimezone(zone).replace(tzinfo=None)
    for event, kind in ((entry.event, entry.kind) for entry in source.entries):
        if event.exported and source.site.base_type(event.type) not in UNRECORDED_TYPES:
            day = event.starts.first_day if event.starts.precision >= Precision.DAY else None
            state = "cancelled" if event.state == "cancelled" else "not-held-yet" if event.starts.start > local_now else "held"
            replay_url = event.replay.url if event.replay else None
            yield TalkCandidate(f"{kind}:{event.id}", tuple(event.title.as_dict().values()), day, event.series, state, replay_url)  # type: ignore[arg-type]


def _iter_known_notices(source: SourceCalendar) -> Iterator[KnownNotice]:
    """Yield every existing notice, finished or not. A file that cannot be read is yielded by its name alone."""
    folder = source.root / KINDS_BY_NAME["notice"].source_path
    yield from (KnownNotice(path.name.partition(".")[0]) for path in sorted(folder.glob("*")))
    for raw in source.loaded.raw_records:
        if raw.kind.name == "notice":
            exchanges = raw.data.get("exchanges")
            url, period = raw.data.get("url"), raw.data.get("period")
            exchange_ids = tuple(map(str, exchanges)) if isinstance(exchanges, tuple) else ()
            yield KnownNotice(str(raw.data.get("id", raw.key)), url and str(url), period and str(period), exchange_ids)
