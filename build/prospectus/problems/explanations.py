"""The explanation of each problem code, in English and Chinese: what usually causes the problem, and how to correct it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_SECTION = re.compile(r"^## (PR\d{3})$", re.MULTILINE)


@cache
def read_explanations(language: str) -> dict[str, str]:
    """Return the Markdown of each explanation by code, from `explanations.LANGUAGE.md`: Chinese if `language` starts with `zh`."""
    file = Path(__file__).with_name(f"explanations.{'zh' if language.startswith('zh') else 'en'}.md")
    _, *parts = _SECTION.split(file.read_text(encoding="utf-8"))
    return {code: text.strip() for code, text in zip(parts[::2], parts[1::2], strict=True)}
