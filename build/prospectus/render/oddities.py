"""What Material's frame does that HTML does not allow, put right in the finished page; one function an oddity."""

from __future__ import annotations

import re

_CHECKBOX = re.compile(r'(<input class="md-toggle"[^>]*?) autocomplete="off"')


def without_checkbox_autocomplete(html: str) -> str:
    """Drop `autocomplete` from the two checkboxes of base.html (9.8.1), where HTML does not allow it."""
    return _CHECKBOX.sub(r"\1", html)
