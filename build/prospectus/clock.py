"""The only module that reads the current time."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from prospectus.errors import UsageError
from prospectus.problems import Message


def read(text: str | None = None) -> datetime:
    """Return the current time in UTC: from `text` (ISO 8601), else `SOURCE_DATE_EPOCH` (Unix seconds), else the system clock.

    A `text` without an offset is in UTC. Raises UsageError when `text` or the variable is not a valid time.
    """
    if text is not None:
        return _from_text(text)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is not None:
        return _from_epoch(epoch)
    return datetime.now(UTC).replace(microsecond=0)


def _from_text(text: str) -> datetime:
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            Message(
                f"--now must be a time such as 2026-11-21T09:00+08:00; got {text!r}",
                f"--now 必须是时间，例如 2026-11-21T09:00+08:00；现在是 {text!r}。",
            )
        ) from None
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)


def _from_epoch(text: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            Message(
                f"SOURCE_DATE_EPOCH must be whole seconds since 1970; got {text!r}",
                f"SOURCE_DATE_EPOCH 必须是自 1970 年起的整秒数；现在是 {text!r}。",
            )
        ) from None
