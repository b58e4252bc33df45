"""Sizes of files in words."""

from __future__ import annotations

import pytest

from prospectus.text.file_sizes import format_size


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "1 B"),
        (317, "317 B"),
        (999, "999 B"),
        (1000, "1 KB"),
        (24_400, "24 KB"),
        (999_499, "999 KB"),
        (999_500, "1 MB"),
        (1_240_000, "1.2 MB"),
        (12_000_000, "12 MB"),
        (99_960_000, "100 MB"),
        (2_500_000_000, "2.5 GB"),
    ],
)
def test_size_has_two_or_three_digits_and_a_unit(size: int, words: str) -> None:
    assert format_size(size) == words.replace(" ", "\u00a0")
