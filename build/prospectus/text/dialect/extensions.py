"""The extensions of Python-Markdown that make up the dialect, with what they share. Imported only where Markdown is converted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markdown import Markdown
from markdown.extensions import Extension
from pymdownx.keys import KeysExtension

from prospectus.text.dialect.admonitions import AdmonitionExtension
from prospectus.text.dialect.alerts import AlertsExtension
from prospectus.text.dialect.captions import CaptionsExtension
from prospectus.text.dialect.code import CodeExtension
from prospectus.text.dialect.fragments import Fragments
from prospectus.text.dialect.icons import IconsExtension
from prospectus.text.dialect.inline_marks import InlineMarksExtension
from prospectus.text.dialect.mathematics import MathematicsExtension
from prospectus.text.dialect.tabs import TabsExtension
from prospectus.text.dialect.tasks import TasksExtension


class ProseParser(Markdown):
    """A parser with the fragments of the text that it has converted last."""

    def __init__(self, fragments: Fragments, extensions: Sequence[str | Extension]) -> None:
        self.fragments = fragments
        super().__init__(extensions=extensions, output_format="html")

    def reset(self) -> ProseParser:
        """Forget the last text."""
        self.fragments.reset()
        super().reset()
        return self


def create_extensions(fragments: Fragments, title_mark: str, restore: Callable[[str], str]) -> tuple[Extension, ...]:
    """Return the extensions.

    `title_mark` stands before the type of an admonition without a title; `restore` returns a part of the text as it was written.
    """
    return (
        AdmonitionExtension(title_mark),
        AlertsExtension(title_mark),
        CaptionsExtension(),
        CodeExtension(restore),
        IconsExtension(fragments),
        InlineMarksExtension(),
        KeysExtension(strict=True),
        MathematicsExtension(fragments, restore),
        TabsExtension(fragments),
        TasksExtension(fragments),
    )
