"""Reads Arabic numbers, and Chinese ones up to 99: in dates and times, in ordinals, and digit by digit."""

from __future__ import annotations

CHINESE_DIGITS = {"〇": 0, "零": 0, "○": 0, **{digit: value for value, digit in enumerate("一二三四五六七八九", 1)}, "两": 2, "兩": 2}


def parse_number(text: str) -> int:
    """Return the number of Arabic digits, or of Chinese ones up to 99, read by place (二〇二六) or by value (二十六)."""
    if text.isdigit():
        return int(text)
    digits = text.replace("廿", "二十").replace("卅", "三十")
    if "十" not in digits:
        return int("".join(str(CHINESE_DIGITS[digit]) for digit in digits))
    tens, _, ones = digits.partition("十")
    return 10 * (CHINESE_DIGITS[tens] if tens else 1) + (CHINESE_DIGITS[ones] if ones else 0)
