"""Whether a site is built as it should be, for monitors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from prospectus.builder.last_build import LastBuild
from prospectus.problems import Message

NEVER_BUILT = Message("No build has published this site.", "尚未成功生成过站点。")
FOLDER_GONE = Message("The folder of the site is gone: {folder}", "站点目录已不存在：{folder}")
TOO_OLD = Message("The last build is {age} hours old; at most {limit} are allowed.", "最近一次生成已过 {age} 小时；上限为 {limit} 小时。")
CONTENT_ERRORS = Message(
    "The content has errors ({count}), so the next build will publish nothing.", "内容有 {count} 个错误，下次生成不会发布。"
)
HEALTHY = Message("The site is in order.", "站点正常。")
BUILT = Message("Built for {time}: {pages} pages in {folder}", "生成时间 {time}：{folder} 共 {pages} 个页面")
NEXT_CHANGE = Message("A page changes next at {time}.", "下一次页面变化在 {time}。")
CHANGED_SINCE = Message("Pages have changed since {time}; the next build updates them.", "{time} 起页面已有变化，下次生成时更新。")
OVERDUE = Message("Overdue: {count}. prospectus due lists them.", "逾期事项：{count} 项，用 prospectus due 列出。")


@dataclass(frozen=True, slots=True)
class Health:
    """The state of a site at a time."""

    now: datetime
    last_build: LastBuild | None
    faults: tuple[tuple[str, Message], ...]
    """What is wrong, each with a name for programs; empty if the site is in order."""
    overdue: Sequence[dict[str, object]]
    """The overdue obligations, as `prospectus due --format json` lists them."""

    @property
    def next_change(self) -> datetime | None:
        """The next instant at which a page changes; None if none does."""
        if self.last_build is None or self.last_build.valid_until >= datetime.max.replace(tzinfo=UTC) - timedelta(days=2):
            return None
        return self.last_build.valid_until

    @property
    def is_outdated(self) -> bool:
        """Whether a page has changed since the last build."""
        return self.next_change is not None and self.next_change <= self.now


def assess(last_build: LastBuild | None, now: datetime, max_hours: int, errors: int, overdue: Sequence[dict[str, object]]) -> Health:
    """Return the state of a site. Its last build may be `max_hours` old; `errors` is the number of errors in the content."""
    return Health(now, last_build, tuple(_iter_faults(last_build, now, max_hours, errors)), overdue)


def _iter_faults(last_build: LastBuild | None, now: datetime, max_hours: int, errors: int) -> Iterator[tuple[str, Message]]:
    if last_build is None:
        yield "never-built", NEVER_BUILT
    else:
        if not Path(last_build.folder).is_dir():
            yield "folder-gone", FOLDER_GONE.fill(folder=last_build.folder)
        age = now - last_build.built_for
        if age > timedelta(hours=max_hours):
            yield "too-old", TOO_OLD.fill(age=age // timedelta(hours=1), limit=max_hours)
    if errors:
        yield "content-errors", CONTENT_ERRORS.fill(count=errors)


def to_json(health: Health, language: str) -> str:
    """Return the state as a JSON object."""
    build = health.last_build
    value = {
        "status": "failing" if health.faults else "ok",
        "faults": [{"name": name, "message": message.in_language(language)} for name, message in health.faults],
        "folder": build and build.folder,
        "built_for": build and build.built_for.isoformat(),
        "age_seconds": build and int((health.now - build.built_for).total_seconds()),
        "pages": build and build.pages,
        "problems": build and build.problems,
        "next_change": health.next_change and health.next_change.isoformat(),
        "outdated": health.is_outdated,
        "overdue": list(health.overdue),
    }
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n"


def to_text(health: Health, language: str) -> str:
    """Return the state in sentences, a line each."""
    lines = [message for _, message in health.faults] or [HEALTHY]
    if health.last_build is not None:
        build = health.last_build
        lines.append(BUILT.fill(time=build.built_for.isoformat(), pages=build.pages, folder=build.folder))
    if health.next_change is not None:
        lines.append((CHANGED_SINCE if health.is_outdated else NEXT_CHANGE).fill(time=health.next_change.isoformat()))
    if health.overdue:
        lines.append(OVERDUE.fill(count=len(health.overdue)))
    return "".join(f"{line.in_language(language)}\n" for line in lines)
