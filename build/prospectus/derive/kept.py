"""What many pages show is made once, and counts as read by each of them with all that was read for it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from prospectus.derive.reading import Read, Reading
from prospectus.derive.view import View


class Kept:
    """Views by what they are of."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._views: dict[Hashable, tuple[View, frozenset[Read]]] = {}

    def of(self, key: Hashable, make: Callable[..., View], *given: Any) -> View:
        """Return the view of `key`; it is made of what is given when there is none yet."""
        kept = self._views.get(key)
        if kept is None:
            with self._reading.noted() as reads:
                view = make(*given)
            kept = self._views[key] = (view, frozenset(reads))
        else:
            self._reading.note(*kept[1])
        return kept[0]

    def forget(self) -> None:
        """Let go of all of them."""
        self._views.clear()
