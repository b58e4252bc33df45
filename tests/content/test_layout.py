"""The layout of the content files is that of `prospectus fmt`."""

from __future__ import annotations

from prospectus.formatting.format_files import plan_formatting
from prospectus.load.records import load
from tiny import REPOSITORY


def test_content_has_the_layout_of_the_formatter() -> None:
    """Run `prospectus fmt` when this fails."""
    formatting = plan_formatting(load(REPOSITORY, keep_contents=True))
    assert (sorted(formatting.texts), formatting.unreadable, formatting.left) == ([], (), ())
    assert formatting.unchanged > 200
