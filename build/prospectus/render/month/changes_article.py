"""What changed in a month since the release before, as an article for WeChat; see `wechat.py` for what its editor keeps."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from prospectus.errors import UsageError
from prospectus.problems import Message
from prospectus.render.month.wechat import AMBER, ARTICLE_STYLE, CARD_STYLE, RUST, SOFT, build_strong, build_text, heading_colour
from prospectus.render.xml import Element, element
from prospectus.views.month_changes import ChangeGroup, ChangesExport, ExportedChange
from prospectus.views.month_export import MonthExport

COLOURS = {"cancelled": RUST, "gone": RUST, "moved": AMBER}
"""The colours of headings, by type of change; the others are green."""
NOT_RELEASED = Message(
    "There is nothing to compare, because {month} is not released yet: prospectus release {month}.",
    "{month} 尚未定版，没有可比较的内容：prospectus release {month}。",
)
ONE_RELEASE = Message("There is nothing to compare, because {month} has one release only.", "{month} 只有一版，没有可比较的内容。")
NOTHING_CHANGED = Message("Release {number} changes nothing for readers of this language.", "第 {number} 版对这种语言的读者没有变化。")


def render_changes_article(export: MonthExport, changes: ChangesExport | None) -> bytes:
    """Return the article as an HTML fragment in UTF-8. Raises UsageError if there is no release before, or no change to tell of."""
    month = f"{export.year}-{export.month:02}"
    if changes is None:
        raise UsageError(NOT_RELEASED.fill(month=month))
    if not changes.previous:
        raise UsageError(ONE_RELEASE.fill(month=month))
    if not changes.groups:
        raise UsageError(NOTHING_CHANGED.fill(number=changes.number))
    root = element("section", *_iter_elements(export, changes), style=ARTICLE_STYLE)
    return (ElementTree.tostring(root, encoding="unicode", method="html") + "\n").encode()


def _iter_elements(export: MonthExport, changes: ChangesExport) -> Iterator[Element]:
    t, small = export.t, f"margin:4px 0 0;font-size:13px;color:{SOFT};"
    yield build_text("p", f"margin:0;font-size:13px;color:{SOFT};", export.site)
    yield build_strong("margin:0;font-size:24px;line-height:1.4;", t("handout.changes.title", month=export.name), heading_colour(export))
    status = t("list.separator").join([export.zone_label, *export.status_lines])
    yield build_text("p", small, status)
    yield build_text("p", small, f"{t('changes.against')}{changes.previous}")
    if changes.note:
        yield build_text("p", "margin:12px 0 0;", changes.note)
    for group in changes.groups:
        yield element("section", *_iter_group_elements(group, export), style=CARD_STYLE)
    yield build_text("p", f"margin:20px 0 0;font-size:13px;color:{SOFT};", f"{t('handout.online')}{t('colon')}{export.url}")
    yield build_text("p", small, export.disclaimer)


def _iter_group_elements(group: ChangeGroup, export: MonthExport) -> Iterator[Element]:
    yield build_strong("margin:0;font-size:15px;", group.heading, COLOURS.get(group.change_type, heading_colour(export)))
    for change in group.changes:
        strike = f"text-decoration:line-through;color:{SOFT};" if group.change_type in ("cancelled", "gone") else ""
        yield build_strong(f"margin:8px 0 0;font-size:17px;line-height:1.5;{strike}", change.title)
        yield from (build_text("p", "margin:0;font-size:14px;", line) for line in _iter_lines(change, group.change_type, export))


def _iter_lines(change: ExportedChange, change_type: str, export: MonthExport) -> Iterator[str]:
    """Yield the facts of a change: the old and the new values, or else the day; then the place, the people and the reason."""
    t = export.t
    if change_type != "moved" or not change.pairs:
        yield change.when
    for old, new in change.pairs:
        yield f"{t('changes.formerly')}{t('colon')}{old or t('not-stated-short')}"
        yield f"{t('changes.became')}{t('colon')}{new or t('not-stated-short')}"
    if change_type == "moved" and all(change.where not in pair for pair in change.pairs):
        yield from filter(None, (change.where,))
    if change_type == "new":
        yield from filter(None, (change.where, change.people))
    if change.fields:
        yield f"{t('changes.fields')}{t('list.comma').join(change.fields)}"
    if change.reason:
        yield f"{t('changes.why')}{change.reason}"
    if change.replay:
        yield f"{t('talk.replay')}{t('colon')}{change.replay}"
