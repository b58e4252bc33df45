"""`feeds pull`: download feeds, archive the responses, and propose replays and drafts of notices for a person to accept.

Pulling writes only the archived response, and only when it is a feed. Replays and drafts are written by `apply`, on request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from prospectus.desk.edit import save
from prospectus.desk.entries import read
from prospectus.desk.fetching import Answer, Unfetched
from prospectus.desk.matching import Held, Match, Recording, match
from prospectus.desk.parsing import Entry, NotAFeed, read_feed
from prospectus.desk.proposing import Known, Proposal, propose
from prospectus.desk.replay import set_replay, with_replay
from prospectus.desk.saved import Saved, keep_answer, load_answer
from prospectus.errors import ContentRefused, WrongUse
from prospectus.load.drafts import Draft
from prospectus.load.records import Loaded, load
from prospectus.model.event import Event
from prospectus.model.feed import Feed
from prospectus.model.kinds import BY_NAME
from prospectus.model.moment import Precision
from prospectus.problems import Problem
from prospectus.validate.check import Verdict, validate

Came = Literal["new", "unchanged", "saved", "failed"]
"""Result of pulling a feed: new bytes, no new bytes, read from the archive only, or no usable response."""
UNRECORDED = ("bulletin", "campaign")
"""Types of events that are never recorded."""


class Fetch(Protocol):
    """A function that fetches a URL, such as `http.fetch`."""

    def __call__(self, url: str, *, etag: str | None, last_modified: str | None) -> Answer:
        """Return the response; raises FetchError."""


@dataclass(frozen=True, slots=True)
class Source:
    """A feed that was pulled, with its result and its entries."""

    feed: Feed
    came: Came
    entries: tuple[Entry, ...] = ()


@dataclass(slots=True)
class Pulled:
    """The pulled feeds, the proposals that follow from them, and the problems."""

    sources: list[Source] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    notices: list[Proposal] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def sure(self) -> list[Match]:
        """The certain matches, which can be written."""
        return [each for each in self.matches if each.doubt is None]


def pull(root: Path, ids: Sequence[str], *, now: datetime, fetch: Fetch | None) -> Pulled:
    """Pull the feeds `ids` of the site in `root`, or all active ones if `ids` is empty; without `fetch`, read their archived responses.

    Raises ContentRefused when the content has errors, because nothing can be matched to it then, and WrongUse for an unknown id.
    """
    loaded = load(root)
    verdict = validate(loaded)
    if verdict.site is None or verdict.refused:
        raise ContentRefused(verdict.problems)
    zone = ZoneInfo(verdict.site.timezone)
    pulled = Pulled()
    for feed, draft in _chosen(verdict, ids):
        source, problems = _pulled(root, feed, draft, fetch, zone, now)
        pulled.sources.append(source)
        pulled.problems.extend(problems)
    severities = verdict.site.severities
    pulled.problems = sorted(each.at_severity(severities.get(each.code, each.severity)) for each in pulled.problems)
    pulled.matches = match(list(_recordings(pulled.sources)), list(_held(verdict, zone, now)), now)
    pulled.notices = list(propose(_announced(pulled.sources), _known(root, loaded)))
    return pulled


def apply(root: Path, pulled: Pulled) -> list[str]:
    """Write the replays of certain matches and the drafts of notices; return the keys of the talks and the paths of the drafts.

    Raises WrongUse, and writes nothing, when a replay cannot be inserted into the file of its talk.
    """
    desk = read(root)
    for each in pulled.sure:
        with_replay(desk, each.talk, {"url": each.recording.entry.link})
    for each in pulled.sure:
        set_replay(root, each.talk, str(each.recording.entry.link))
    save(root, {each.path: each.text for each in pulled.notices})
    return [*(each.talk for each in pulled.sure), *(each.path for each in pulled.notices)]


def _chosen(verdict: Verdict, ids: Sequence[str]) -> list[tuple[Feed, Draft]]:
    """Return the selected feeds with their raw records; raises WrongUse for an id that is not listed or not active."""
    every = {each.record.id: (each.record, each.draft) for each in verdict.checked if isinstance(each.record, Feed)}
    active = {key: each for key, each in every.items() if each[0].active and each[0].exported}
    for key in ids:
        if key not in active:
            there = ", ".join(active) or "none"
            said = "is not active" if key in every else f"is not in {BY_NAME['feed'].place}"
            raise WrongUse(f"The feed {key} {said}; feeds that can be pulled: {there}.")
    return [active[key] for key in dict.fromkeys(ids)] or list(active.values())


# One feed


def _pulled(root: Path, feed: Feed, draft: Draft, fetch: Fetch | None, zone: ZoneInfo, now: datetime) -> tuple[Source, list[Problem]]:
    """Pull one feed. Whatever fails, the response archived before is kept and used."""
    saved, came = load_answer(root, feed.id), "saved"
    problems = []
    if fetch is not None:
        try:
            came, saved = _renewed(root, feed, saved, fetch, zone, now)
        except Unfetched as failure:
            came = "failed"
            problems.append(draft.problem(("url",), "PR642", None, came=feed.url, reason=failure))
        except NotAFeed as failure:
            came = "failed"
            problems.append(draft.problem(("url",), "PR643", None, came=feed.url, reason=failure))
    try:
        entries = read_feed(saved.body, saved.content_type, saved.url, zone=zone, now=now) if saved else ()
    except NotAFeed as failure:
        entries = ()
        problems.append(draft.problem(("url",), "PR643", None, came=saved.path if saved else None, reason=failure))
    return Source(feed, came, entries), problems  # type: ignore[arg-type]


def _renewed(root: Path, feed: Feed, saved: Saved | None, fetch: Fetch, zone: ZoneInfo, now: datetime) -> tuple[Came, Saved | None]:
    """Request a feed; return the result and the response to read. Raises FetchError, or NotAFeed when the new bytes are not a feed."""
    known = saved if saved and saved.url == feed.url else None
    answer = fetch(feed.url, etag=known.etag if known else None, last_modified=known.last_modified if known else None)
    if not answer.changed or (known and sha256(answer.body).digest() == sha256(known.body).digest()):
        return "unchanged", saved
    read_feed(answer.body, answer.content_type, feed.url, zone=zone, now=now)
    return "new", keep_answer(root, feed.id, feed.url, answer, now)


# Proposals


def _wanted(feed: Feed, entry: Entry) -> bool:
    """Return whether an entry passes the filters of its feed: one of `only` in the title, and none of `never` in title or link."""
    title = entry.title.casefold()
    held = not feed.only or any(word.casefold() in title for word in feed.only)
    return held and not any(word.casefold() in title or word in (entry.link or "") for word in feed.never)


def _recordings(sources: Iterable[Source]) -> Iterator[Recording]:
    for each in sources:
        if each.feed.gives == "recordings":
            for entry in (entry for entry in each.entries if _wanted(each.feed, entry)):
                yield Recording(each.feed.id, entry, each.feed.series, each.feed.days, each.feed.likeness)


def _announced(sources: Iterable[Source]) -> Iterator[tuple[Feed, Entry]]:
    for each in sources:
        if each.feed.gives == "notices":
            yield from ((each.feed, entry) for entry in each.entries if _wanted(each.feed, entry))


def _held(verdict: Verdict, zone: ZoneInfo, now: datetime) -> Iterator[Held]:
    """Yield the events of which there may be a recording."""
    local = now.astimezone(zone).replace(tzinfo=None)
    for event, kind in ((each.record, each.draft.kind) for each in verdict.checked):
        if isinstance(event, Event) and event.exported and event.type not in UNRECORDED:
            day = event.starts.first_day if event.starts.precision >= Precision.DAY else None
            state = "cancelled" if event.state == "cancelled" else "not-held-yet" if event.starts.start > local else "held"
            replay = event.replay.url if event.replay else None
            yield Held(f"{kind.name}:{event.id}", tuple(event.title.as_dict().values()), day, event.series, state, replay)  # type: ignore[arg-type]


def _known(root: Path, loaded: Loaded) -> Iterator[Known]:
    """Yield every existing notice, finished or not. A file that cannot be read is yielded by its name alone."""
    yield from (Known(path.name.partition(".")[0]) for path in sorted((root / BY_NAME["notice"].place).glob("*")))
    for draft in loaded.drafts:
        if draft.kind.name == "notice":
            exchanges = draft.data.get("exchanges")
            url, period = draft.data.get("url"), draft.data.get("period")
            known = tuple(map(str, exchanges)) if isinstance(exchanges, tuple) else ()
            yield Known(str(draft.data.get("id", draft.key)), url and str(url), period and str(period), known)
