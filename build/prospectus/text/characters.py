"""Finds the characters that a text must not contain: one rule for records, Markdown, file names, sheets, feeds and interface words.

Five groups, each with a problem code:

- PR016: characters that no text may contain: control characters, noncharacters, surrogates, tag characters, overrides and embeddings of
  the writing direction, isolates of it that are not closed in their line, and a byte-order mark within a text (Unicode 16.0, 23.1 to 23.8).
- PR017: characters that cannot be seen, in names and titles. Joiners are allowed in emoji and in the scripts that need them, marks of
  direction in text that runs from right to left, variation selectors outside names.
- PR018: text that is not in the composed form (Unicode Standard Annex 15, NFC): it looks like another text, and is not equal to it.
- PR019: private-use characters, which each font shows as something else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from prospectus.patterns import lazy_pattern
from prospectus.problems import Message

_FORBIDDEN = (
    "\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\u202a-\u202e\u2066-\u206f\U000e0000-\U000e007f"
    + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0x10000, 0x110000, 0x10000))
)
_INVISIBLE = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028\u2029\u2060-\u2065\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef"
)
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_SUSPECT = lazy_pattern(f"[{_FORBIDDEN}{_INVISIBLE}{_PRIVATE}]")
_SUSPECT_NEAR = lazy_pattern(
    "".join(["[", *(part for part in re.findall("(?s).(?:-.)?", f"{_FORBIDDEN}{_INVISIBLE}{_PRIVATE}") if part < "\U00010000"), "]"])
)
"""The suspect characters of the Basic Multilingual Plane. The others make a pattern slow, and are rare."""
_FAR = lazy_pattern("[\U00010000-\U0010ffff]")
_SUSPECT_ASCII = lazy_pattern("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WORD = lazy_pattern(rf"""[^\s"'{_FORBIDDEN}{_INVISIBLE}]+""")
"""What is composed as a whole. Characters with a correction of their own are not part of it, so that corrections do not overlap."""
_FORBIDDEN_CHARACTER = lazy_pattern(f"[{_FORBIDDEN}]")
_PRIVATE_CHARACTER = lazy_pattern(f"[{_PRIVATE}]")
_RIGHT_TO_LEFT = lazy_pattern("[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_JOINING_SCRIPT = lazy_pattern(
    "[\u0600-\u0dff\u0f00-\u109f\u1780-\u18af\u1a20-\u1aaf\u1b00-\u1bff\ua840-\ua87f\ua8e0-\ua8ff\ufb50-\ufdcf\ufe70-\ufefc\U00010a00-\U00011fff]"
)
"""Scripts in which a joiner or non-joiner changes the shape of a letter: Arabic, Syriac, those of India, Tibetan, Burmese, Mongolian …"""
_EMOJI = lazy_pattern("[\u00a9\u00ae\u203c-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff\ufe0f\U000e0020-\U000e007f]")
_FLAG = lazy_pattern("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
"""The flag of a region, such as Scotland: a black flag, followed by tag characters (Unicode Technical Standard 51, ED-14a)."""
_ISOLATE_STARTS, _ISOLATE_END = "\u2066\u2067\u2068", "\u2069"
_SPACES = "\u2028\u2029\u000b\u000c\u0085"
"""Characters that end a line or a page, and are replaced by a space."""
_ENTITY = lazy_pattern(r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z]{2,31});")
_INVISIBLE_ENTITIES = {
    "shy": "\xad", "zwj": "\u200d", "zwnj": "\u200c", "lrm": "\u200e", "rlm": "\u200f", "NoBreak": "\u2060", "ZeroWidthSpace": "\u200b",
    "NegativeThinSpace": "\u200b", "NegativeMediumSpace": "\u200b", "NegativeThickSpace": "\u200b", "NegativeVeryThinSpace": "\u200b",
    "ApplyFunction": "\u2061", "af": "\u2061", "InvisibleTimes": "\u2062", "it": "\u2062", "InvisibleComma": "\u2063", "ic": "\u2063",
}  # fmt: skip
"""The named character references of HTML that stand for a character of these groups (HTML Standard, 13.5)."""
_CHINESE_NAMES = {
    "\0": "空字符", "\x07": "响铃符", "\x08": "退格符", "\x0b": "垂直制表符", "\x0c": "换页符",
    "\x1b": "转义符", "\x7f": "删除符", "\x85": "下一行符", "\xad": "软连字符", "\u034f": "组合用字形连接符",
    "\u061c": "阿拉伯文字方向标记", "\u180e": "蒙古文元音分隔符", "\u200b": "零宽空格", "\u200c": "零宽不连字", "\u200d": "零宽连字",
    "\u200e": "从左至右标记", "\u200f": "从右至左标记", "\u2028": "行分隔符", "\u2029": "段分隔符", "\u202a": "从左至右嵌入",
    "\u202b": "从右至左嵌入", "\u202c": "方向格式结束符", "\u202d": "从左至右强制", "\u202e": "从右至左强制", "\u2060": "文字连接符",
    "\u2061": "函数应用符", "\u2062": "不可见乘号", "\u2063": "不可见分隔符", "\u2064": "不可见加号", "\u2066": "从左至右隔离",
    "\u2067": "从右至左隔离", "\u2068": "自动方向隔离", "\u2069": "方向隔离结束符", "\u3164": "谚文填充符", "\ufeff": "字节顺序标记",
    "\uffa0": "半角谚文填充符",
}  # fmt: skip
_ENGLISH_NAMES = {
    "\0": "null", "\x07": "bell", "\x08": "backspace", "\x0b": "line tabulation", "\x0c": "form feed", "\x1b": "escape", "\x7f": "delete",
    "\x85": "next line", "\ufeff": "byte-order mark",
}  # fmt: skip

_GENERAL_NAMES = {
    "Cc": Message("control character", "控制字符"),
    "Cn": Message("noncharacter", "非字符"),
    "Cs": Message("surrogate", "代理码位"),
    "Co": Message("private-use character", "私用区字符"),
    "Cf": Message("format character", "格式字符"),
    "Mn": Message("variation selector", "异体字选择符"),
}


class Use(Enum):
    """What a text is used for, which decides how strict the rule is."""

    NAME = "name"
    """An id, a reference, a link target, a file name, a code: no invisible character at all."""
    TITLE = "title"
    """A title, and other text of one line that is compared, sorted and searched for: no invisible character without a function."""
    PROSE = "prose"
    """Longer text: a zero-width space or a soft hyphen may say where a line may break."""


@dataclass(frozen=True, slots=True)
class CharacterViolation:
    """One reason why a text must not stay as it is: a problem code, the parameters of its message, and the correction."""

    code: str
    character: str
    """The first character that must not be there."""
    start: int
    """The offset of that character in the text."""
    params: dict[str, Message | str]
    """`character`, the name of the character; `came`, the text with the characters made visible; `form`, the corrected text, if any."""
    replacements: tuple[tuple[int, int, str], ...]
    """What corrects the text: start offset, end offset and the text between them. Empty when the correction is not certain."""


def is_suspect(text: str) -> bool:
    """Return whether a text may contain a violation. Cheap: False for nearly all text."""
    if text.isascii():
        return _SUSPECT_ASCII.search(text) is not None
    if _SUSPECT_NEAR.search(text) or (_FAR.search(text) and _SUSPECT.search(text)):
        return True
    return not unicodedata.is_normalized("NFC", text)


def find_violations(text: str, use: Use = Use.TITLE) -> list[CharacterViolation]:
    """Return the violations in a text: one per character that must not be in it, and one if it is not in the composed form."""
    if not is_suspect(text):
        return []
    positions: dict[tuple[str, str], list[int]] = {}
    allowed = set() if use is Use.NAME else set(_iter_allowed(text))
    for match in _SUSPECT.finditer(text):
        if match.start() not in allowed and (code := _classify(text, match.start(), use)):
            positions.setdefault((code, match[0]), []).append(match.start())
    violations = [_build_violation(text, code, character, starts) for (code, character), starts in positions.items()]
    if decomposed := _find_decomposed(text):
        violations.append(decomposed)
    return violations


def clean_text(text: str, use: Use = Use.TITLE) -> str:
    """Return a text without the characters that it must not contain, in the composed form. Private-use characters stay."""
    if not is_suspect(text):
        return text
    violations = [violation for violation in find_violations(text, use) if violation.code != "PR018"]
    new_by_offset = {start: new for violation in violations for start, _, new in violation.replacements}
    cleaned = unicodedata.normalize("NFC", "".join(new_by_offset.get(offset, character) for offset, character in enumerate(text)))
    # Without its neighbour, a character may have lost its function.
    return cleaned if cleaned == text else clean_text(cleaned, use)


def name_character(character: str) -> Message:
    """Return the code point of a character and its name in both languages, such as `U+200B (zero width space)`."""
    point, category = f"U+{ord(character):04X}", unicodedata.category(character)
    general = _GENERAL_NAMES.get(category, Message("character that cannot be seen", "不可见字符"))
    english = _ENGLISH_NAMES.get(character) or unicodedata.name(character, "").lower() or general.en
    return Message(f"{point} ({english})", f"{point}（{_CHINESE_NAMES.get(character, general.zh)}）")


def show_characters(text: str, character: str | None = None) -> str:
    """Return a text in which forbidden and invisible characters, or only `character`, are written as `[U+200B]`."""
    return _SUSPECT.sub(lambda match: f"[U+{ord(match[0]):04X}]" if character in (None, match[0]) else match[0], text)


def decode_entities(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start offset, end offset and character of each HTML character reference in a text that stands for a suspect character."""
    for match in _ENTITY.finditer(text) if "&" in text else ():
        character = _decode_entity(match[0][1:-1])
        if character is not None and _SUSPECT.match(character):
            yield match.start(), match.end(), character


def _decode_entity(name: str) -> str | None:
    if not name.startswith("#"):
        return _INVISIBLE_ENTITIES.get(name)
    point = int(f"0{name[1:]}", 0) if name[1] in "xX" else int(name[1:])
    return chr(point) if 0 < point <= 0x10FFFF else None


def _iter_allowed(text: str) -> Iterator[int]:
    """Yield the offsets of characters that are allowed as parts of a longer sequence: flags, and isolates that are closed."""
    for match in _FLAG.finditer(text):
        yield from range(*match.span())
    opened: list[int] = []
    for offset, character in enumerate(text):
        if character in _ISOLATE_STARTS:
            opened.append(offset)
        elif character == _ISOLATE_END and opened:
            yield from (opened.pop(), offset)
        elif character == "\n":
            opened.clear()


def _classify(text: str, offset: int, use: Use) -> str | None:
    """Return the code of the violation at an offset, or None if the character is allowed there."""
    character = text[offset]
    if _FORBIDDEN_CHARACTER.match(character):
        return "PR016"
    if _PRIVATE_CHARACTER.match(character):
        return "PR019"
    return "PR017" if use is Use.NAME or not _has_function(text, offset, use) else None


def _has_function(text: str, offset: int, use: Use) -> bool:
    """Return whether an invisible character does something where it stands, so that it is allowed outside names."""
    character, before, after = text[offset], text[offset - 1 : offset], text[offset + 1 : offset + 2]
    if character in "\u200c\u200d" and before:
        return bool(_JOINING_SCRIPT.match(before)) or (character == "\u200d" and bool(_EMOJI.match(before) and _EMOJI.match(after)))
    if character in "\u200e\u200f\u061c":
        return _RIGHT_TO_LEFT.search(text) is not None
    if unicodedata.category(character) == "Mn" and character != "\u034f":
        return bool(before) and not before.isspace()
    return use is Use.PROSE


def _build_violation(text: str, code: str, character: str, starts: list[int]) -> CharacterViolation:
    params: dict[str, Message | str] = {"character": name_character(character), "came": show_characters(text, character)}
    if code == "PR019":
        return CharacterViolation(code, character, starts[0], params, ())
    replacement = _replacement(character)
    params["form"] = "".join(replacement if offset in set(starts) else written for offset, written in enumerate(text))
    return CharacterViolation(code, character, starts[0], params, tuple((start, start + 1, replacement) for start in starts))


def _replacement(character: str) -> str:
    return " " if character in _SPACES else ""


def _find_decomposed(text: str) -> CharacterViolation | None:
    """Return one violation for all words that are not in the composed form, or None."""
    words = [(match, unicodedata.normalize("NFC", match[0])) for match in _WORD.finditer(text)]
    replacements = tuple((*match.span(), composed) for match, composed in words if match[0] != composed)
    if not replacements:
        return None
    start, end, composed = replacements[0]
    params: dict[str, Message | str] = {"came": _show_decomposed(text[start:end]), "form": composed}
    return CharacterViolation("PR018", text[start], start, params, replacements)


def _show_decomposed(word: str) -> str:
    """Return a word in which combining marks, and characters that have a composed equivalent, are written as `[U+0301]`."""
    return "".join(
        f"[U+{ord(character):04X}]"
        if unicodedata.combining(character) or unicodedata.normalize("NFC", character) != character
        else character
        for character in word
    )
