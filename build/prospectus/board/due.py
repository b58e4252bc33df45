"""The obligations of a month on the planning board: those that `prospectus due --month` lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from prospectus.board.board import BoardDue
from prospectus.board.commands import build_done, build_due_command
from prospectus.problems import Message
from prospectus.scheduling.overdue import DueItem
from prospectus.scheduling.reminders import BEGUN, describe_lateness, describe_obligation

SEVERAL_BEGUN = Message("{count} events have begun, and are still planned", "{count} 项活动已开始，仍为计划中")


def build_due(items: Sequence[DueItem]) -> tuple[BoardDue, ...]:
    """Return the obligations, in their order; what is to be done comes first. Several events of a month that have begun are one."""
    return tuple(sorted(_iter_due(items), key=lambda due: not due.is_collected))


def _iter_due(items: Sequence[DueItem]) -> Iterator[BoardDue]:
    begun: dict[str, list[DueItem]] = {}
    for item in items:
        if item.code == BEGUN and item.due_date is not None:
            begun.setdefault(f"{item.due_date:%Y-%m}", []).append(item)
    for item in items:
        members = begun.pop(f"{item.due_date:%Y-%m}", None) if item.code == BEGUN and item.due_date is not None else [item]
        if members is not None and len(members) > 1:
            what = SEVERAL_BEGUN.fill(count=len(members))
            yield BoardDue(what, _in_both(describe_lateness, item), None, True, True, build_done(f"{item.due_date:%Y-%m}"))
        elif members is not None:
            yield build_single_due(item)


def build_single_due(item: DueItem) -> BoardDue:
    """Return one obligation."""
    return BoardDue(
        what=_in_both(describe_obligation, item),
        when=_in_both(describe_lateness, item),
        rule=Message(*(item.rule_text.within((language,)).text for language in ("en", "zh"))),
        is_late=item.late,
        is_collected=not item.uncollected,
        command=build_due_command(item),
    )


def _in_both(describe: Callable[[DueItem, str], str], item: DueItem) -> Message:
    return Message(describe(item, "en"), describe(item, "zh"))
