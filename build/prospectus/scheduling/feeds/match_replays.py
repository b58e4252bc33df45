"""Match recordings to talks. A recording that fits two talks equally well is not assigned to either; a person decides."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Literal

from prospectus.model.values.numerals import parse_number
from prospectus.scheduling.feeds.dates import iter_dates
from prospectus.scheduling.feeds.parse import FeedEntry

MatchReason = Literal["id", "date-and-title", "title", "date"]
"""The reason for a match."""
Doubt = Literal["title-alone", "date-alone", "several-talks", "several-recordings", "one-link", "not-held-yet", "cancelled"]
"""Why a match is not certain."""

MIN_MARGIN = 5
"""Percentage points by which the best match must exceed the next one to be chosen."""
CONTAINED_SIMILARITY = 95
"""Similarity, in percent, of a title that contains the whole title of the talk."""
MIN_TITLE_LENGTH = {"ideographs": 4, "letters": 12}
"""Minimum length of a title, in ideographs or in all characters, for its occurrence within another title to count."""
MIN_ID_LENGTH = 8
"""Minimum length of an id that is searched for in URLs, ids and titles of recordings."""
NOISE_WORDS = re.compile(r"\[sample\]|【示例】|回放|录播|录像|视频|完整版|replay|recording|full video|video", re.IGNORECASE)
"""Words that titles of recordings add to titles of talks; ignored in comparisons."""
_ORDINAL = re.compile(r"第\s?([一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]|\d{1,4})\s?[期讲场次课集]")


@dataclass(frozen=True, slots=True)
class TalkCandidate:
    """A talk that recordings can be matched to, reduced to the fields that matching needs."""

    key: str
    """Kind and id: `talk:ID`."""
    titles: tuple[str, ...]
    day: date | None
    """The day on which it is held, in the site's zone; None if not known."""
    series: str | None = None
    state: Literal["held", "not-held-yet", "cancelled"] = "held"
    replay_url: str | None = None
    """URL of its replay, if it already has one."""


@dataclass(frozen=True, slots=True)
class Recording:
    """An entry of a feed of recordings, with the matching settings of that feed.

    `days` is the maximum distance between recording and talk in days, `likeness` the minimum similarity of titles in percent. `series`
    restricts the match to the talks of one series.
    """

    feed_id: str
    entry: FeedEntry
    series: str | None = None
    days: int = 1
    likeness: int = 85


@dataclass(frozen=True, slots=True)
class Match:
    """A recording and the talk that it may belong to."""

    talk_key: str
    """Kind and id of the talk: `talk:ID`."""
    recording: Recording
    reason: MatchReason
    confidence: int
    """Confidence in percent."""
    doubt: Doubt | None = None
    """Why a person has to decide; None when the match is certain."""


def match_recordings(recordings: Sequence[Recording], talks: Sequence[TalkCandidate], now: datetime) -> list[Match]:
    """Return at most one match per recording, certain or in doubt; talks and recordings that are already linked are left out."""
    replay_urls = {talk.replay_url for talk in talks if talk.replay_url}
    link_counts = Counter(recording.entry.link for recording in recordings)
    talks_by_title = _index_by_title(talks)
    matches = []
    for recording in recordings:
        if recording.entry.link and recording.entry.link not in replay_urls:
            best_match = _choose_best(_find_candidates(recording, talks, talks_by_title, now))
            if best_match is not None:
                matches.append(_with_doubt(best_match, "one-link") if link_counts[recording.entry.link] > 1 else best_match)
    replayed_keys = {talk.key for talk in talks if talk.replay_url}
    return [candidate for candidate in _resolve_rivals(matches) if candidate.talk_key not in replayed_keys]


def _find_candidates(
    recording: Recording, talks: Sequence[TalkCandidate], talks_by_title: Mapping[str, Sequence[TalkCandidate]], now: datetime
) -> list[Match]:
    """Return a match for every talk that the recording may belong to, from the first of these rules that yields any.

    1. The id of the talk occurs in the recording. 2. Date and title fit. 3. The titles are the same. 4. Only the date fits.
    """
    own_talks = [talk for talk in talks if recording.series in (None, talk.series)]
    id_talks = [talk for talk in own_talks if _contains_id(recording.entry, talk.key.partition(":")[2])]
    if id_talks:
        return [Match(talk.key, recording, "id", 100, _doubt_from_state(talk)) for talk in id_talks]
    days = _possible_days(recording.entry, now)
    nearby_talks = [talk for talk in own_talks if talk.day and any(abs((day - talk.day).days) <= recording.days for day in days)]
    scored = [(talk, max((title_similarity(recording.entry.title, title) for title in talk.titles), default=0)) for talk in nearby_talks]
    similar = [
        Match(talk.key, recording, "date-and-title", score, _doubt_from_state(talk))
        for talk, score in scored
        if score >= recording.likeness
    ]
    if similar:
        return similar
    same_title_talks = [
        talk for talk in talks_by_title.get(_normalise_title(recording.entry.title), ()) if talk in own_talks and _is_not_older(days, talk)
    ]
    if same_title_talks:
        return [Match(talk.key, recording, "title", 100, "title-alone") for talk in same_title_talks]
    return [Match(talk.key, recording, "date", score, "date-alone") for talk, score in scored if talk.state == "held"]


def _doubt_from_state(talk: TalkCandidate) -> Doubt | None:
    return None if talk.state == "held" else talk.state


def _is_not_older(days: Sequence[date], talk: TalkCandidate) -> bool:
    """Return whether a recording can be of a talk: it must not be older than the talk."""
    return not days or talk.day is None or max(days) >= talk.day


def _choose_best(candidates: Sequence[Match]) -> Match | None:
    """Return the best match, in doubt when another is about as good; None if there is none, or only a tie on the date."""
    if not candidates:
        return None
    first, *others = sorted(candidates, key=lambda candidate: (-candidate.confidence, candidate.talk_key))
    if others and others[0].confidence > first.confidence - MIN_MARGIN:
        return None if first.reason == "date" else _with_doubt(first, "several-talks")
    return first


def _with_doubt(candidate: Match, doubt: Doubt) -> Match:
    return Match(candidate.talk_key, candidate.recording, candidate.reason, candidate.confidence, candidate.doubt or doubt)


def _resolve_rivals(candidates: Iterable[Match]) -> Iterator[Match]:
    """Yield matches with at most one certain recording per talk; entries with the same link count as one recording."""
    by_talk: dict[str, list[Match]] = defaultdict(list)
    for candidate in candidates:
        by_talk[candidate.talk_key].append(candidate)
    for matches in by_talk.values():
        first, *others = sorted(
            matches, key=lambda candidate: (candidate.doubt is not None, candidate.reason != "id", -candidate.confidence)
        )
        rivals = [candidate for candidate in others if candidate.recording.entry.link != first.recording.entry.link]
        is_tie = any(
            not candidate.doubt and candidate.reason == first.reason and candidate.confidence > first.confidence - MIN_MARGIN
            for candidate in rivals
        )
        yield _with_doubt(first, "several-recordings") if is_tie else first
        yield from (_with_doubt(candidate, "several-recordings") for candidate in rivals if is_tie or candidate.reason != "date")


# Criteria


def _contains_id(entry: FeedEntry, talk_id: str) -> bool:
    """Return whether the whole id of a talk occurs in the link, the id or the title of a recording."""
    if len(talk_id) < MIN_ID_LENGTH or "-" not in talk_id:
        return False
    texts = [text for text in (entry.link or "", entry.id, entry.title) if talk_id in text]
    return any(re.search(rf"(?<![a-z0-9-]){re.escape(talk_id)}(?![a-z0-9-])", text) for text in texts)


def _possible_days(entry: FeedEntry, now: datetime) -> list[date]:
    """Return the possible days of a recording: the dates in its title, or else the day on which it was published."""
    title_days = list(iter_dates(entry.title, now))
    return title_days or ([entry.published.date()] if entry.published else [])


def title_similarity(recording_title: str, talk_title: str) -> int:
    """Return the similarity of two titles in percent; 0 when their numbers contradict each other."""
    recording_text, talk_text = _normalise_title(recording_title), _normalise_title(talk_title)
    if not recording_text or not talk_text or _numbers_conflict(recording_title, talk_title):
        return 0
    if recording_text == talk_text:
        return 100
    if talk_text in recording_text and _is_long_enough(talk_text):
        return CONTAINED_SIMILARITY
    return min(99, round(100 * SequenceMatcher(None, recording_text, talk_text, autojunk=False).ratio()))


def _normalise_title(title: str) -> str:
    """Return the letters and digits of a title, NFKC-normalised and case-folded, without the words of recordings."""
    folded = NOISE_WORDS.sub("", unicodedata.normalize("NFKC", title)).casefold()
    return "".join(character for character in folded if character.isalnum())


def _is_long_enough(title: str) -> bool:
    ideographs = sum(unicodedata.category(character) == "Lo" for character in title)
    return ideographs >= MIN_TITLE_LENGTH["ideographs"] or len(title) >= MIN_TITLE_LENGTH["letters"]


def _numbers_conflict(recording_title: str, talk_title: str) -> bool:
    """Return whether a recording has numbers but lacks one of the talk's: it belongs to another year or another session."""
    recording_numbers, talk_numbers = (_extract_numbers(unicodedata.normalize("NFKC", title)) for title in (recording_title, talk_title))
    return bool(recording_numbers) and not talk_numbers <= recording_numbers


def _extract_numbers(title: str) -> set[int]:
    ordinals = {parse_number(match[1]) for match in _ORDINAL.finditer(title)}
    return ordinals | {int(digits) for digits in re.findall(r"\d{1,8}", title, re.ASCII)}


def _index_by_title(talks: Iterable[TalkCandidate]) -> Mapping[str, Sequence[TalkCandidate]]:
    talks_by_title: dict[str, list[TalkCandidate]] = defaultdict(list)
    for talk in talks:
        for title in {_normalise_title(title) for title in talk.titles if _is_long_enough(_normalise_title(title))}:
            talks_by_title[title].append(talk)
    return talks_by_title
