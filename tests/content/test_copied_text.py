"""No sentence of the content is copied from the sources.

`data/source-windows.bin` holds a sorted list of eight-byte hashes, one per run of 18 Chinese characters in the two source documents. The
documents themselves are not in the repository. `data/allowed-titles.txt` lists the official titles of 18 or more characters, which may
be quoted: an editor who quotes a new title adds it there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path

from tiny import REPOSITORY

HERE = Path(__file__).parent

RUN_LENGTH = 18


FOLDERS = ("content", "courses", "calendar")


def iter_content_lines() -> Iterator[tuple[str, str]]:
    """Yield every line of the content files, after its location `path:line`."""
    for folder in FOLDERS:
        for path in sorted((REPOSITORY / folder).rglob("*.*")):
            if path.suffix in (".yml", ".md"):
                for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                    yield f"{path.relative_to(REPOSITORY).as_posix()}:{number}", line


def list_runs(line: str) -> list[str]:
    """Return every run of 18 Chinese characters in a line, after all other characters are removed."""
    characters = re.sub(r"[^㐀-鿿]", "", line)
    return [characters[n : n + RUN_LENGTH] for n in range(len(characters) - RUN_LENGTH + 1)]


def find_copied_runs(line: str, hashes: frozenset[bytes], allowed: str) -> list[str]:
    return [run for run in list_runs(line) if run not in allowed and blake2b(run.encode(), digest_size=8).digest() in hashes]


@cache
def load_source_hashes() -> frozenset[bytes]:
    data = (HERE / "data" / "source-windows.bin").read_bytes()
    return frozenset(data[n : n + 8] for n in range(0, len(data), 8))


def test_no_sentence_is_copied_from_the_sources() -> None:
    allowed = (HERE / "data" / "allowed-titles.txt").read_text(encoding="utf-8")
    copies = {place: find_copied_runs(line, load_source_hashes(), allowed) for place, line in iter_content_lines()}
    assert {place: runs for place, runs in copies.items() if runs} == {}


def test_copied_text_is_detected() -> None:
    titles = (HERE / "data" / "allowed-titles.txt").read_text(encoding="utf-8").split()
    assert len(load_source_hashes()) > 7000
    assert [title for title in titles if not find_copied_runs(f"，见“{title}”。", load_source_hashes(), "")] == []
