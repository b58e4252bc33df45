"""Where the lines of a Chinese heading may end: between words that are known as such, never within one.

Chinese is written without spaces, so browsers break lines between any two characters. A heading is broken only beside a word of the
glossary, a date, a number with its unit, or one of a few words that connect others. Whatever else stands between these is kept together.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from prospectus.patterns import lazy_pattern
from prospectus.text.glossary import Glossary

_NUMBER = r"\d+(?:[.,]\d+)*"
_DATE = rf"{_NUMBER}年(?:第[一二三四1-4]季度|(?:\d+[-—–至])?\d+月(?:\d+日)?|初|末|底|度)?|\d+月(?:\d+日)?"
_UNIT = (
    "(?:个?(?:工作日|交易日|自然日)"
    "|[十百千万亿]*(?:美元|港元|元|桶|吨|手|点|个月|个|家|项|件|步|条|类|天|日|周|次|分钟|小时|人|页|场|期|讲|倍))"
)
_ORDINAL = rf"第(?:{_NUMBER}|[一二三四五六七八九十百]+)(?:季度|部分|[条章节期届次场批讲步课项款类年])?"
_QUANTITY = lazy_pattern(rf"(?:{_DATE}|{_NUMBER}[十百千万亿]*{_UNIT}?|{_ORDINAL})")
_BEFORE = (
    "为什么|(?<!没)(?:是|有)什么|是怎样|怎样|怎么|如何|哪些|是否|是?多少|以及"
    "|(?<![总共饱])和(?![解平])|(?<!参)与(?!会)|(?<![以涉普])及(?![时格])"
)
_AFTER = "(?<![目标])的(?!确)"
_CONNECTIVE = lazy_pattern(f"({_BEFORE})|({_AFTER})")
"""Words that begin a new part of a heading (first group) or end one (second group), but not within longer words."""
_IDEOGRAPH = lazy_pattern("[\u3400-\u9fff]")
_LETTER = lazy_pattern(r"[^\W_]")
_TAG = lazy_pattern("(<math\\b(?:(?!</math>).)*</math>|<[^>]*>)")


@lru_cache(maxsize=4096)
def find_word_breaks(text: str, glossary: Glossary) -> tuple[int, ...]:
    """Return the positions in a text, in order, before which a line may begin although there is neither space nor punctuation."""
    words = list(_merge_overlaps(_iter_words(text, glossary)))
    breaks = {position for word in words for position in word}
    for connective in _CONNECTIVE.finditer(text):
        allowed, forbidden = connective.span() if connective[1] else reversed(connective.span())
        breaks.add(allowed)
        breaks.discard(forbidden)
    breaks = {position for position in breaks if _joins_letters(text, position) and not any(start < position < end for start, end in words)}
    return tuple(_without_single_characters(text, sorted(breaks)))


def _iter_words(text: str, glossary: Glossary) -> Iterator[tuple[int, int]]:
    """Yield start and end of the words that stay whole. Terms of one character say nothing about the words around them."""
    yield from ((match.start, match.end) for match in glossary.iter_matches(text) if match.end - match.start > 1)
    yield from (match.span() for match in _QUANTITY.finditer(text))


def _merge_overlaps(words: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the words in order, with those that overlap as one."""
    last: tuple[int, int] | None = None
    for start, end in sorted(words):
        if last is not None and start < last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last


def _joins_letters(text: str, position: int) -> bool:
    """Return whether letters meet at a position, at least one of them Chinese. Elsewhere the browser knows what to do."""
    if not 0 < position < len(text):
        return False
    before, after = text[position - 1], text[position]
    is_chinese = bool(_IDEOGRAPH.match(before) or _IDEOGRAPH.match(after))
    return is_chinese and bool(_LETTER.match(before) and _LETTER.match(after))


def _without_single_characters(text: str, breaks: list[int]) -> Iterator[int]:
    """Yield the breaks that do not leave a single character alone: it belongs to the word before it, as 者 in 投资者."""
    part_start = 0
    for position in breaks:
        next_stop = _find_part_end(text, position, breaks)
        if position - part_start > 1 and next_stop - position > 1:
            yield position
            part_start = position


def _find_part_end(text: str, position: int, breaks: list[int]) -> int:
    """Return where the part that begins at a position ends: at the next break or at the next character that is not a letter."""
    following = next((other for other in breaks if other > position), len(text))
    return next((index for index in range(position, following) if not _LETTER.match(text[index])), following)


def mark_word_breaks(html: str, glossary: Glossary) -> str:
    """Return the HTML of a heading with `<wbr>` where a line may end. It adds no characters, so copied text stays as it was written."""
    return "".join(piece if piece.startswith("<") else _mark_text(piece, glossary) for piece in _TAG.split(html))


def _mark_text(text: str, glossary: Glossary) -> str:
    breaks = find_word_breaks(text, glossary)
    return "<wbr>".join(text[start:end] for start, end in zip((0, *breaks), (*breaks, len(text)), strict=True))
