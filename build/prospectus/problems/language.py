"""The language of messages, English or Chinese, as the environment or a language tag states it."""

from __future__ import annotations

import re
from collections.abc import Mapping

VARIABLES = ("PROSPECTUS_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
"""The environment variables that state the language; the first that is set decides."""
_SUPPORTED = re.compile(r"(zh|en)([-_.@].*)?", re.IGNORECASE)


def language_of_tag(tag: str) -> str | None:
    """Return `zh` or `en` for a language tag or the name of a locale, such as `zh-CN` or `zh_CN.UTF-8`; None for another language."""
    match = _SUPPORTED.fullmatch(tag)
    return match[1].lower() if match else None


def language_of_environment(environment: Mapping[str, str]) -> str:
    """Return the language that the environment variables state; `en` if they state another, or none."""
    stated = next((environment[name] for name in VARIABLES if environment.get(name)), "en")
    return language_of_tag(stated) or "en"
