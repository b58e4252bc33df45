"""What many pages show is made once. It counts as read by each of them with all that was read for it.

A process that builds again and again goes on with it from run to run, while all of that is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from prospectus.derive.reading import Read, Reading
from prospectus.derive.view import View
from prospectus.memo import Memo


class Kept:
    """Views by what they are of."""

    def __init__(self, reading: Reading, memo: Memo, ground: str) -> None:
        """Keep views that depend on nothing but what is read for them, and on `ground`."""
        self._reading = reading
        self._views: dict[Hashable, tuple[View, frozenset[Read]]] = {}
        if memo.known("views", ground) is None:
            memo.keep("views", ground, {})
        self._lasting: dict[Hashable, tuple[View, dict[Read, str]]] | None = memo.known("views", ground)
        """Those of all runs, with what was read for them and what it was answered; None where there is but one run."""

    def of(self, key: Hashable, make: Callable[..., View], *given: Any) -> View:
        """Return the view of `key`, made of what is given where there is none yet; `key` names all of that which is not read for it."""
        kept = self._views.get(key) or self._still_good(key)
        if kept is not None:
            self._reading.note(*kept[1])
        else:
            kept = self._made(key, make, given)
        self._views[key] = kept
        return kept[0]

    def _still_good(self, key: Hashable) -> tuple[View, frozenset[Read]] | None:
        """Return a view of an earlier run; None where an answer has changed."""
        view, answers = (self._lasting or {}).get(key, (None, {}))
        if view is None or any(self._reading.print_of(read) != answer for read, answer in answers.items()):
            return None
        return view, frozenset(answers)

    def _made(self, key: Hashable, make: Callable[..., View], given: tuple[Any, ...]) -> tuple[View, frozenset[Read]]:
        with self._reading.noted() as reads:
            view = make(*given)
        if self._lasting is not None:
            self._lasting[key] = view, {read: self._reading.print_of(read) for read in reads}
        return view, frozenset(reads)

    def forget(self) -> None:
        """Let go of what this run has made so far."""
        self._views.clear()
