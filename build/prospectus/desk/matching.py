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

from prospectus.desk.instants import days_in
from prospectus.desk.parsing import Entry

Why = Literal["id", "date-and-title", "title", "date"]
"""The reason for a match."""
Doubt = Literal["title-alone", "date-alone", "several-talks", "several-recordings", "one-link", "not-held-yet", "cancelled"]
"""Why a match is not certain."""

MARGIN = 5
"""Percentage points by which the best match must exceed the next one to be chosen."""
WITHIN = 95
"""Similarity, in percent, of a title that contains the whole title of the talk."""
LEAST = {"ideographs": 4, "letters": 12}
"""Minimum length of a title, in ideographs or in all characters, for its occurrence within another title to count."""
SHORTEST_ID = 8
"""Minimum length of an id that is searched for in URLs, ids and titles of recordings."""
NOISE = re.compile(r"\[sample\]|【示例】|回放|录播|录像|视频|完整版|replay|recording|full video|video", re.IGNORECASE)
"""Words that titles of recordings add to titles of talks; ignored in comparisons."""
_ORDINAL = re.compile(r"第\s?([一二三四五六七八九十]{1,3}|\d{1,4})\s?[期讲场次课集]")
_DIGITS = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Held:
    """A talk that recordings can be matched to, reduced to the fields that matching needs."""

    key: str
    """Kind and id: `talk:ID`."""
    titles: tuple[str, ...]
    day: date | None
    """The day on which it is held, in the site's zone; None if not known."""
    series: str | None = None
    state: Literal["held", "not-held-yet", "cancelled"] = "held"
    replay: str | None = None
    """URL of its replay, if it already has one."""


@dataclass(frozen=True, slots=True)
class Recording:
    """An entry of a feed of recordings, with the matching settings of that feed.

    `days` is the maximum distance between recording and talk in days, `likeness` the minimum similarity of titles in percent. `series`
    restricts the match to the talks of one series.
    """

    feed: str
    entry: Entry
    series: str | None = None
    days: int = 1
    likeness: int = 85


@dataclass(frozen=True, slots=True)
class Match:
    """A recording and the talk that it may belong to."""

    talk: str
    """Kind and id of the talk: `talk:ID`."""
    recording: Recording
    why: Why
    confidence: int
    """Confidence in percent."""
    doubt: Doubt | None = None
    """Why a person has to decide; None when the match is certain."""


def match(recordings: Sequence[Recording], talks: Sequence[Held], now: datetime) -> list[Match]:
    """Return at most one match per recording, certain or in doubt; talks and recordings that are already linked are left out."""
    taken = {talk.replay for talk in talks if talk.replay}
    links = Counter(each.entry.link for each in recordings)
    by_title = _by_title(talks)
    found = []
    for each in recordings:
        if each.entry.link and each.entry.link not in taken:
            best = _best(_fits(each, talks, by_title, now))
            if best is not None:
                found.append(_doubted(best, "one-link") if links[each.entry.link] > 1 else best)
    replayed = {talk.key for talk in talks if talk.replay}
    return [each for each in _settled(found) if each.talk not in replayed]


def _fits(recording: Recording, talks: Sequence[Held], by_title: Mapping[str, Sequence[Held]], now: datetime) -> list[Match]:
    """Return a match for every talk that the recording may belong to, from the first of these rules that yields any.

    1. The id of the talk occurs in the recording. 2. Date and title fit. 3. The titles are the same. 4. Only the date fits.
    """
    own = [talk for talk in talks if recording.series in (None, talk.series)]
    named = [talk for talk in own if _names(recording.entry, talk.key.partition(":")[2])]
    if named:
        return [Match(talk.key, recording, "id", 100, _state(talk)) for talk in named]
    days = _days(recording.entry, now)
    near = [talk for talk in own if talk.day and any(abs((day - talk.day).days) <= recording.days for day in days)]
    scored = [(talk, max((likeness(recording.entry.title, title) for title in talk.titles), default=0)) for talk in near]
    like = [Match(talk.key, recording, "date-and-title", score, _state(talk)) for talk, score in scored if score >= recording.likeness]
    if like:
        return like
    same = [talk for talk in by_title.get(_normal(recording.entry.title), ()) if talk in own and _not_before(days, talk)]
    if same:
        return [Match(talk.key, recording, "title", 100, "title-alone") for talk in same]
    return [Match(talk.key, recording, "date", score, "date-alone") for talk, score in scored if talk.state == "held"]


def _state(talk: Held) -> Doubt | None:
    return None if talk.state == "held" else talk.state


def _not_before(days: Sequence[date], talk: Held) -> bool:
    """Return whether a recording can be of a talk: it must not be older than the talk."""
    return not days or talk.day is None or max(days) >= talk.day


def _best(fits: Sequence[Match]) -> Match | None:
    """Return the best match, in doubt when another is about as good; None if there is none, or only a tie on the date."""
    if not fits:
        return None
    first, *others = sorted(fits, key=lambda each: (-each.confidence, each.talk))
    if others and others[0].confidence > first.confidence - MARGIN:
        return None if first.why == "date" else _doubted(first, "several-talks")
    return first


def _doubted(found: Match, doubt: Doubt) -> Match:
    return Match(found.talk, found.recording, found.why, found.confidence, found.doubt or doubt)


def _settled(found: Iterable[Match]) -> Iterator[Match]:
    """Yield matches with at most one certain recording per talk; entries with the same link count as one recording."""
    by_talk: dict[str, list[Match]] = defaultdict(list)
    for each in found:
        by_talk[each.talk].append(each)
    for matches in by_talk.values():
        first, *others = sorted(matches, key=lambda each: (each.doubt is not None, each.why != "id", -each.confidence))
        rivals = [each for each in others if each.recording.entry.link != first.recording.entry.link]
        equal = any(not each.doubt and each.why == first.why and each.confidence > first.confidence - MARGIN for each in rivals)
        yield _doubted(first, "several-recordings") if equal else first
        yield from (_doubted(each, "several-recordings") for each in rivals if equal or each.why != "date")


# Criteria


def _names(entry: Entry, talk: str) -> bool:
    """Return whether the whole id of a talk occurs in the link, the id or the title of a recording."""
    if len(talk) < SHORTEST_ID or "-" not in talk:
        return False
    texts = [text for text in (entry.link or "", entry.id, entry.title) if talk in text]
    return any(re.search(rf"(?<![a-z0-9-]){re.escape(talk)}(?![a-z0-9-])", text) for text in texts)


def _days(entry: Entry, now: datetime) -> list[date]:
    """Return the possible days of a recording: the dates in its title, or else the day on which it was published."""
    named = list(days_in(entry.title, now))
    return named or ([entry.published.date()] if entry.published else [])


def likeness(recording: str, talk: str) -> int:
    """Return the similarity of two titles in percent; 0 when their numbers contradict each other."""
    one, other = _normal(recording), _normal(talk)
    if not one or not other or _conflict(recording, talk):
        return 0
    if one == other:
        return 100
    if other in one and _is_long(other):
        return WITHIN
    return min(99, round(100 * SequenceMatcher(None, one, other, autojunk=False).ratio()))


def _normal(title: str) -> str:
    """Return the letters and digits of a title, NFKC-normalised and case-folded, without the words of recordings."""
    folded = NOISE.sub("", unicodedata.normalize("NFKC", title)).casefold()
    return "".join(each for each in folded if each.isalnum())


def _is_long(title: str) -> bool:
    ideographs = sum(unicodedata.category(each) == "Lo" for each in title)
    return ideographs >= LEAST["ideographs"] or len(title) >= LEAST["letters"]


def _conflict(recording: str, talk: str) -> bool:
    """Return whether a recording has numbers but lacks one of the talk's: it belongs to another year or another session."""
    here, there = (_numbers(unicodedata.normalize("NFKC", each)) for each in (recording, talk))
    return bool(here) and not there <= here


def _numbers(title: str) -> set[int]:
    ordinals = {_count(match[1]) for match in _ORDINAL.finditer(title)}
    return ordinals | {int(each) for each in re.findall(r"\d{1,8}", title, re.ASCII)}


def _count(text: str) -> int:
    """Return a number up to 99 written in digits or in Chinese numerals."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (10 * (_DIGITS.find(tens) + 1 or 1) if ten else 0) + (_DIGITS.find(ones) + 1 if ones else 0)


def _by_title(talks: Iterable[Held]) -> Mapping[str, Sequence[Held]]:
    found: dict[str, list[Held]] = defaultdict(list)
    for talk in talks:
        for title in {_normal(title) for title in talk.titles if _is_long(_normal(title))}:
            found[title].append(talk)
    return found
