"""A month as an article for WeChat, to be pasted into its editor: one HTML fragment with inline styles, no links and no images.

The editor removes classes, ids, scripts, style sheets and links to other sites; the tags used here are in `TAGS`. Its dark mode converts
each colour by rules of its own. These work best if text and background colours are plain and set on the same element, so few are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from prospectus.derive.timetable import Item, Timetable
from prospectus.render.markup import Element, clean, element
from prospectus.render.plaintext import cutoff, facts, undated

TAGS = frozenset({"section", "p", "span", "strong"})
"""The tags that are used here; the editor keeps more."""
PINE, AMBER, RUST, SOFT, LINE = "#1c5a48", "#9a5b00", "#a33a1c", "#5b6b64", "#dfe4df"
WHOLE = "max-width:677px;margin:0 auto;padding:0 8px;font-size:15px;line-height:1.75;color:#16211d;text-align:left;word-break:break-word;"
"""The style of the whole article. 677 px is its width on a computer; phones are narrower."""
CARD = f"margin:16px 0 0;padding:0 0 16px;border-bottom:1px solid {LINE};"
ISOLATED = "unicode-bidi:isolate;"
"""Isolates right-to-left text, so that it does not reorder its surroundings."""


def article(table: Timetable) -> bytes:
    """Return the article of a month as an HTML fragment in UTF-8."""
    root = element("section", *_parts(table), style=WHOLE)
    return (ElementTree.tostring(root, encoding="unicode", method="html") + "\n").encode()


def _parts(table: Timetable) -> Iterator[Element]:
    t = table.t
    yield _text("p", f"margin:0;font-size:13px;color:{SOFT};", table.site)
    yield _strong("margin:0;font-size:24px;line-height:1.4;", table.title, PINE)
    yield _text("p", f"margin:4px 0 0;font-size:13px;color:{SOFT};", t("list.separator").join([t("zone"), *table.standing]))
    if table.has_samples:
        yield _text("p", f"margin:4px 0 0;font-size:13px;color:{AMBER};", t("handout.samples"))
    if not table.items:
        yield element("section", _text("p", "margin:0;", t("month.no-dates")), style=CARD)
    for item in table.items:
        yield element("section", *_item(item, table), style=CARD)
    yield from _list(t("handout.deadlines"), (cutoff(each, table) for each in table.deadlines))
    yield from _list(t("handout.undated"), undated(table))
    yield from _list(t("handout.notes"), (f"{each.day} {each.title}" for each in table.notes))
    yield _text("p", f"margin:20px 0 0;font-size:13px;color:{SOFT};", f"{t('handout.online')}{t('colon')}{table.url}")
    yield _text("p", f"margin:4px 0 0;font-size:13px;color:{SOFT};", table.disclaimer)


def _item(item: Item, table: Timetable) -> Iterator[Element]:
    marks = [_text("span", "", item.type)]
    if item.sample:
        marks.append(_text("span", f"color:{AMBER};", table.t("sample")))
    when = element("p", style=f"margin:0;font-size:14px;color:{PINE};")
    when.extend(_apart([_text("strong", "", item.when), *marks]))
    yield when
    struck = f"text-decoration:line-through;color:{SOFT};" if item.standing == "cancelled" else ""
    yield _strong(f"margin:2px 0 4px;font-size:17px;line-height:1.5;{struck}", item.title)
    for term, words in facts(item, table):
        colour = {"cancelled": RUST, "moved": AMBER}.get(item.standing, SOFT) if term == item.stands else SOFT
        row = element("p", style="margin:0;font-size:14px;")
        head = _text("span", f"color:{colour};", f"{term}{table.t('colon')}" if words else term)
        row.extend([head, _text("span", ISOLATED, words)] if words else [head])
        yield row


def _list(title: str, rows: Iterable[str]) -> Iterator[Element]:
    found = list(rows)
    if found:
        yield _strong("margin:20px 0 4px;font-size:15px;", title, PINE)
        yield from (_text("p", "margin:0;font-size:14px;", f"· {each}") for each in found)


def _apart(parts: list[Element]) -> list[Element]:
    for each in parts[:-1]:
        each.tail = " · "
    return parts


def _strong(style: str, words: str, colour: str = "") -> Element:
    return element("p", _text("strong", ISOLATED + (f"color:{colour};" if colour else ""), words), style=style)


def _text(name: str, style: str, words: str) -> Element:
    made = element(name, text=clean(words))
    if style:
        made.set("style", style)
    return made
