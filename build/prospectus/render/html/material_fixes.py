"""Workarounds for invalid HTML in the base template of Material, applied to the rendered page: one function per problem."""

from __future__ import annotations

import re

_CHECKBOX = re.compile(r'(<input class="md-toggle"[^>]*?) autocomplete="off"')


def remove_checkbox_autocomplete(html: str) -> str:
    """Return a page without `autocomplete` on the two checkboxes of base.html (9.8.1), where HTML does not allow it."""
    return _CHECKBOX.sub(r"\1", html)
