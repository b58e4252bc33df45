"""Interface words whose keys have another name now."""

from __future__ import annotations

FORMER_KEYS = {"home.doors": "home.audiences"}
"""The present keys by their former ones. Sites and themes that still use a former one are right."""
