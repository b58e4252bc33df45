"""Which record a Markdown file holds the text of, by its path."""

from __future__ import annotations

import pytest

from prospectus.model.text_files import record_of_text


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("content/guides/fees.md", ("guide", "fees")),
        ("content/guides/fees.zh.md", ("guide", "fees")),
        ("content/guides/fees.zh-Hant.md", ("guide", "fees")),
        ("courses/lessons/first.en.md", ("lesson", "first")),
        ("content/guides/fees.yml", None),
        ("content/glossary/margin.zh.md", ("term", "margin")),
        ("calendar/2025/spring-talk.zh.md", ("event", "spring-talk")),
        ("content/sources/e1.md", None),
        ("README.md", None),
    ],
)
def test_record_is_named_by_the_file_of_its_text(path: str, key: tuple[str, str] | None) -> None:
    assert record_of_text(path) == key
