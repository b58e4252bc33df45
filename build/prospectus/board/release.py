"""The preview of a release on the planning board: that of `prospectus release --dry-run`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from prospectus.board import commands
from prospectus.board.board import BlockingCode, BoardRelease
from prospectus.errors import UsageError
from prospectus.problems import Message, Problem
from prospectus.problems.codes import CODES
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.scheduling.left_out import iter_lines
from prospectus.scheduling.month import Month
from prospectus.scheduling.release import ReleasePreview, preview_release
from prospectus.scheduling.release_preview import describe_for_readers

CORRECT_FIRST = Message("It cannot be released before its errors are corrected.", "还不能定版：请先改正错误。")
SETTLE_FIRST = Message(
    "It cannot be released yet. Change these events, or accept each warning with a reason.",
    "还不能定版：请修改下列活动，或写明理由予以豁免。",
)
NOTHING_TO_RELEASE = Message("There is no event to release.", "没有可以定版的活动。")
CAN_BE_RELEASED = Message("It can be released, as number {number}.", "可以定版，为第 {number} 版。")
UNCHANGED = Message("Nothing has changed since release {number}.", "自第 {number} 版以来没有变化。")


def build_release(source: SourceCalendar, month: Month, now: datetime) -> tuple[BoardRelease, Sequence[Problem]]:
    """Return the preview of a release, and the problems that block it."""
    try:
        preview = preview_release(source, month, now=now)
    except UsageError as refused:
        message = refused.message
        return BoardRelease((), (), 0, (), (), message if isinstance(message, Message) else Message(message, message), is_blocked=True), ()
    release = BoardRelease(
        changes=tuple(describe_for_readers(change, preview) for change in preview.changes),
        left_out=tuple(iter_lines(preview.left_out, preview.month)),
        left_out_count=len(preview.left_out),
        blocking=tuple(_group_blocking(preview)),
        unchecked=preview.unchecked,
        outcome=_conclude(preview),
        is_blocked=bool(preview.blocking),
        commands=commands.build_release_commands(month) if preview.changes and not preview.blocking else (),
    )
    return release, preview.blocking


def _group_blocking(preview: ReleasePreview) -> Iterator[BlockingCode]:
    waive_commands = commands.build_waive_all(preview)
    by_code: dict[str, list[Problem]] = {}
    for problem in preview.blocking:
        by_code.setdefault(problem.code, []).append(problem)
    for code, members in by_code.items():
        records = tuple(dict.fromkeys(problem.record for problem in members if problem.record is not None))
        sentences = {Message(problem.sentence("en"), problem.sentence("zh")) for problem in members}
        rule = sentences.pop() if len(sentences) == 1 else Message(CODES[code].rule("en"), CODES[code].rule("zh"))
        yield BlockingCode(code, rule, records, len(members), waive_commands.get(code))


def _conclude(preview: ReleasePreview) -> Message:
    """Return whether a month can be released, and what to do."""
    if any(problem.severity == "error" for problem in preview.blocking):
        return CORRECT_FIRST
    if preview.blocking:
        return SETTLE_FIRST
    if preview.release is None:
        return NOTHING_TO_RELEASE
    sentence = CAN_BE_RELEASED if preview.changes else UNCHANGED
    return sentence.fill(number=preview.release.number)
