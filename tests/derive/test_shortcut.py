"""The shortcut through Python-Markdown changes how long it takes and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from prospectus.derive.prose import EXTENSIONS
from prospectus.derive.shortcut import shorten

WORDS = ["期货", "basis ", "a", " ", "  \n", "\n", "\n\n", "\t", "    "]
MARKUP = [
    "*",
    "**",
    "_",
    "`",
    "[",
    "](x)",
    "](term:y)",
    "!",
    "<b>",
    "</b>",
    "<",
    ">",
    "&amp;",
    "&",
    "\\",
    "\\*",
    "<http://x>",
    "[^1]",
    "[^1]: ",
]
BLOCKS = ["# ", "- ", "1. ", "| ", "|\n|---|\n", "{ #x }", ": ", "!!! note\n    "]
PIECES = st.sampled_from([*WORDS, *MARKUP, *BLOCKS])


@given(st.lists(PIECES, max_size=30).map("".join))
def test_shortcut_gives_what_the_library_gives(text: str) -> None:
    assert shorten(Markdown(extensions=list(EXTENSIONS))).convert(text) == Markdown(extensions=list(EXTENSIONS)).convert(text)
