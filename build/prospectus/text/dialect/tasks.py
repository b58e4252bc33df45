"""Task lists (`- [x] done`), as `pymdownx.tasklist` finds them. A mark with a word replaces the check box, which would do nothing."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from pymdownx.tasklist import RE_CHECKBOX, TasklistTreeprocessor

from prospectus.text.dialect.fragments import WORD_MARK, Fragments


class TasksExtension(Extension):
    """Adds task lists to Python-Markdown."""

    def __init__(self, fragments: Fragments) -> None:
        super().__init__()
        self._fragments = fragments

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        """Register the processor."""
        processor = _Tasks(md, self._fragments)
        processor.config = {"custom_checkbox": False, "clickable_checkbox": False}  # type: ignore[attr-defined]
        md.treeprocessors.register(processor, "tasks", 25)


class _Tasks(TasklistTreeprocessor):
    def __init__(self, md: Markdown, fragments: Fragments) -> None:
        super().__init__(md)
        self._fragments = fragments

    def inline(self, li: Element) -> bool:
        """Replace the box at the start of an item, or of its first paragraph, with a mark; return whether there is one."""
        match = RE_CHECKBOX.match(li.text or "")
        if match is None:
            return False
        is_done = match["state"] != " "
        name, sign = ("done", "\u2611") if is_done else ("open", "\u2610")
        mark = f'<span class="task-mark task-{name}" role="img" aria-label="{WORD_MARK}prose.task.{name}">{sign}</span> '
        li.text = self._fragments.add(mark) + match["line"]
        return True

    def sub_paragraph(self, li: Element) -> bool:
        """Do the same in the first paragraph of an item."""
        return len(li) > 0 and li[0].tag == "p" and self.inline(li[0])
