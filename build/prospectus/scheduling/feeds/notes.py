"""What a feed says that could not be taken as it is: each note becomes a problem at the feed's entry in `content/feeds.yml`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from prospectus.problems.message import Message
from prospectus.scheduling.feeds.decode import Basis, DecodedText
from prospectus.scheduling.feeds.feed_document import FeedDocument

MAX_REASONS = 5
"""How many different reasons for unclear dates are told per feed."""
_NAMES = {
    "big5": "Big5", "euc-jp": "EUC-JP", "euc-kr": "EUC-KR", "gb18030": "GB18030", "iso-2022-jp": "ISO-2022-JP", "shift_jis": "Shift_JIS",
    "utf-8": "UTF-8",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FeedNote:
    """A note on a feed: a problem code, and the values for the placeholders of its sentence."""

    code: str
    params: Mapping[str, str | Message] = field(default_factory=dict)


def iter_decoding_notes(decoded: DecodedText) -> Iterator[FeedNote]:
    """Yield notes on the encoding of a feed, and on bytes that could not be read in it."""
    name = _NAMES.get(decoded.encoding, decoded.encoding)
    stated = decoded.stated
    if decoded.basis is Basis.CONTRADICTED:
        reason = Message(f"it states {stated}, but was read as {name}", f"它声明为 {stated}，但实际按 {name} 读取")
        yield FeedNote("PR645", {"reason": reason, "came": stated, "form": f'encoding="{name}"'})
    elif decoded.basis is Basis.DETECTED and stated:
        reason = Message(f"{stated} is not known; it was read as {name}", f"不认识 {stated}，已按 {name} 读取")
        yield FeedNote("PR645", {"reason": reason, "came": stated, "form": f'encoding="{name}"'})
    elif decoded.basis is Basis.DETECTED:
        reason = Message(f"it states none, and was read as {name}", f"它没有声明编码，已按 {name} 读取")
        yield FeedNote("PR645", {"reason": reason, "form": f'encoding="{name}"'})
    elif decoded.basis is Basis.UNKNOWN:
        english, chinese = "it states none that is known, and none fits", "它没有声明可识别的编码，也推断不出"
        reason = Message(f"{english}; characters that could not be read: {decoded.lost}", f"{chinese}，有 {decoded.lost} 个字符无法读取")
        yield FeedNote("PR645", {"reason": reason} | ({"came": stated} if stated else {}))
    if decoded.lost and decoded.basis is not Basis.UNKNOWN:
        yield FeedNote("PR644", {"count": str(decoded.lost), "encoding": name})


def note_removed_characters(count: int, example: str) -> FeedNote:
    """Return a note on characters that were removed; `example` is the first title with some, in which they can be seen, or empty."""
    return FeedNote("PR653", {"count": str(count)} | ({"came": example} if example else {}))


def iter_document_notes(document: FeedDocument) -> Iterator[FeedNote]:
    """Yield notes on what stands before and after a feed."""
    for text, place in ((document.before, Message("before", "之前")), (document.after, Message("after", "之后"))):
        if text:
            yield FeedNote("PR648", {"place": place, "count": str(len(text)), "came": text[:200]})


def iter_date_notes(doubts: Iterable[tuple[str, Message]]) -> Iterator[FeedNote]:
    """Yield a note per reason for dates that are not certain; `doubts` are the dates as they are written, each with its reason."""
    counts: Counter[Message] = Counter()
    examples: dict[Message, str] = {}
    for text, reason in doubts:
        counts[reason] += 1
        examples.setdefault(reason, text)
    reasons = list(counts)
    for reason in reasons[:MAX_REASONS]:
        yield FeedNote("PR646", {"reason": reason, "count": str(counts[reason]), "came": examples[reason]})
    if len(reasons) > MAX_REASONS:
        rest = sum(counts[reason] for reason in reasons[MAX_REASONS:])
        yield FeedNote(
            "PR646", {"reason": Message("other reasons", "其他原因"), "count": str(rest), "came": examples[reasons[MAX_REASONS]]}
        )


def note_unread_entries(count: int, limit: int) -> FeedNote:
    """Return a note on entries that were not read because the feed has too many."""
    return FeedNote("PR651", {"limit": str(limit), "count": str(count)})
