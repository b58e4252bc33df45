"""A month as an article for WeChat, to be pasted into its editor: one HTML fragment with inline styles, no links and no images.

The editor removes classes, ids, scripts, style sheets and links to other sites; the tags used here are in `TAGS`. Its dark mode converts
each colour by rules of its own. These work best if text and background colours are plain and set on the same element, so few are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree

from prospectus.render.month.plain_text import format_deadline, format_moved_away, iter_facts, iter_undated
from prospectus.render.palette import palette_of
from prospectus.render.xml import Element, element, strip_invalid_xml
from prospectus.views.month_export import ExportedEvent, MonthExport

TAGS = frozenset({"section", "p", "span", "strong"})
"""The tags that are used here; the editor keeps more."""
AMBER, RUST, SOFT, LINE = "#9a5b00", "#a33a1c", "#5b6b64", "#dfe4df"
ARTICLE_STYLE = (
    "max-width:677px;margin:0 auto;padding:0 8px;font-size:15px;line-height:1.75;color:#16211d;text-align:left;word-break:break-word;"
)
"""The style of the whole article. 677 px is its width on a computer; phones are narrower."""
CARD_STYLE = f"margin:16px 0 0;padding:0 0 16px;border-bottom:1px solid {LINE};"
ISOLATE_STYLE = "unicode-bidi:isolate;"
"""Isolates right-to-left text, so that it does not reorder its surroundings."""


def heading_colour(export: MonthExport) -> str:
    """Return the colour of headings: that of the brand."""
    return palette_of(export.colour).colour


def render_article(export: MonthExport) -> bytes:
    """Return the article of a month as an HTML fragment in UTF-8."""
    root = element("section", *_iter_elements(export), style=ARTICLE_STYLE)
    return (ElementTree.tostring(root, encoding="unicode", method="html") + "\n").encode()


def _iter_elements(export: MonthExport) -> Iterator[Element]:
    t = export.t
    yield build_text("p", f"margin:0;font-size:13px;color:{SOFT};", export.site)
    yield build_strong("margin:0;font-size:24px;line-height:1.4;", export.title, heading_colour(export))
    yield build_text(
        "p", f"margin:4px 0 0;font-size:13px;color:{SOFT};", t("list.separator").join([export.zone_label, *export.status_lines])
    )
    if export.has_samples:
        yield build_text("p", f"margin:4px 0 0;font-size:13px;color:{AMBER};", t("handout.samples"))
    if not export.items:
        yield element("section", build_text("p", "margin:0;", t("month.no-dates")), style=CARD_STYLE)
    for events in export.days:
        yield element("section", *_iter_day_elements(events, export), style=CARD_STYLE)
    yield from _iter_list(t("handout.moved-away"), (format_moved_away(event, export) for event in export.moved_away), export)
    yield from _iter_list(t("handout.deadlines"), (format_deadline(deadline, export) for deadline in export.deadlines), export)
    yield from _iter_list(t("handout.undated"), iter_undated(export), export)
    yield from _iter_list(t("handout.notes"), (f"{note.day} {note.title}" for note in export.notes), export)
    yield build_text("p", f"margin:20px 0 0;font-size:13px;color:{SOFT};", f"{t('handout.online')}{t('colon')}{export.url}")
    yield build_text("p", f"margin:4px 0 0;font-size:13px;color:{SOFT};", export.disclaimer)


def _iter_day_elements(events: Sequence[ExportedEvent], export: MonthExport) -> Iterator[Element]:
    """Yield the elements of the events of one day; the day itself is given once."""
    if len(events) > 1:
        yield build_strong("margin:0 0 8px;font-size:16px;", events[0].day_and_weekday, heading_colour(export))
    for number, event in enumerate(events):
        when = event.hours if len(events) > 1 else event.when
        yield element("section", *_iter_event_elements(event, when, export), style="margin:14px 0 0;" if number else "margin:0;")


def _iter_event_elements(event: ExportedEvent, when: str, export: MonthExport) -> Iterator[Element]:
    labels = [build_text("span", "", event.type)]
    if event.sample:
        labels.append(build_text("span", f"color:{AMBER};", export.t("sample")))
    time_line = element("p", style=f"margin:0;font-size:14px;color:{heading_colour(export)};")
    time_line.extend(_separate([*([build_text("strong", "", when)] if when else []), *labels]))
    yield time_line
    strike_style = f"text-decoration:line-through;color:{SOFT};" if event.event_state == "cancelled" else ""
    yield build_strong(f"margin:2px 0 4px;font-size:17px;line-height:1.5;{strike_style}", event.title)
    for label, text in iter_facts(event, export):
        is_change = label in (export.t("event.moved.from"), export.t("event.reason"))
        colour = {"cancelled": RUST, "moved": AMBER}.get(event.event_state, SOFT) if is_change else SOFT
        row = element("p", style="margin:0;font-size:14px;")
        head = build_text("span", f"color:{colour};", f"{label}{export.t('colon')}" if text else label)
        row.extend([head, build_text("span", ISOLATE_STYLE, text)] if text else [head])
        yield row


def _iter_list(title: str, rows: Iterable[str], export: MonthExport) -> Iterator[Element]:
    entries = list(rows)
    if entries:
        yield build_strong("margin:20px 0 4px;font-size:15px;", title, heading_colour(export))
        yield from (build_text("p", "margin:0;font-size:14px;", f"· {entry}") for entry in entries)


def _separate(parts: list[Element]) -> list[Element]:
    for part in parts[:-1]:
        part.tail = " · "
    return parts


def build_strong(style: str, text: str, colour: str = "") -> Element:
    """Return a paragraph in bold type."""
    return element("p", build_text("strong", ISOLATE_STYLE + (f"color:{colour};" if colour else ""), text), style=style)


def build_text(name: str, style: str, text: str) -> Element:
    """Return an element with a style and a text."""
    node = element(name, text=strip_invalid_xml(text))
    if style:
        node.set("style", style)
    return node
