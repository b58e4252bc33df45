"""Content tabs (`=== "Title"`), as the extension `pymdownx.tabbed` reads them, with HTML that needs no script and loses nothing.

Each panel follows its title, so that print, books and browsers without style sheets show title and panel one after the other. The titles
are labels of radio buttons: the keyboard works as it does for any choice, and the style sheet shows the panel of the one that is chosen.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.tabbed import TabbedExtension

from prospectus.text.dialect.fragments import NAMESPACE, WORD_MARK, Fragments


class TabsExtension(Extension):
    """Adds content tabs to Python-Markdown."""

    def __init__(self, fragments: Fragments) -> None:
        super().__init__()
        self._fragments = fragments

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        """Register the block processor, and one that rearranges its elements before their words are read."""
        tabbed = TabbedExtension(alternate_style=True)
        tabbed.extendMarkdown(md)
        md.treeprocessors.register(_Tabs(md, self._fragments), "tabs", 26)


class _Tabs(Treeprocessor):
    """Sets each title before its panel, with the token of a radio button."""

    def __init__(self, md: Markdown, fragments: Fragments) -> None:
        super().__init__(md)
        self._fragments = fragments

    def run(self, root: Element) -> None:
        groups = [element for element in root.iter("div") if element.get("class") == "tabbed-set tabbed-alternate"]
        for number, group in enumerate(groups, 1):
            inputs = group.findall("input")
            labels = group.findall("div[@class='tabbed-labels']/label")
            panels = group.findall("div[@class='tabbed-content']/div")
            group.clear()
            group.set("class", "tabs")
            group.text = AtomicString(self._fragments.add("", "", f' role="radiogroup" aria-label="{WORD_MARK}prose.tabs"'))
            for button, label, panel in zip(inputs, labels, panels, strict=True):
                checked = " checked" if "checked" in button.attrib else ""
                start = f'<label><input type="radio" name="tabs-{NAMESPACE}-{number}"{checked}>'
                title = SubElement(group, "div", {"class": "tab-title"})
                words = SubElement(title, "span")
                words.text = label.text
                title.text, words.tail = AtomicString(self._fragments.add(start)), self._fragments.add("</label>")
                panel.set("class", "tab")
                group.append(panel)
