"""File sizes in words: `340 KB`, `1.2 MB`. The units are those of the SI, as file managers and IEC 80000-13 use them."""

from __future__ import annotations

STEP = 1000
UNITS = ("B", "KB", "MB", "GB")
NO_BREAK = "\u00a0"
"""Keeps the number and its unit on one line."""


def format_size(size: int) -> str:
    """Return a size in bytes with two or three digits and a unit."""
    amount, unit = float(size), 0
    while round(amount) >= STEP and unit < len(UNITS) - 1:
        amount, unit = amount / STEP, unit + 1
    digits = f"{amount:.1f}".removesuffix(".0") if unit > 1 and amount < 100 else f"{max(round(amount), 1)}"
    return f"{digits}{NO_BREAK}{UNITS[unit]}"
