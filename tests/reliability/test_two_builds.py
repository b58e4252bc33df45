"""Two builds at once into one folder: one waits for the other, and the site is whole, of the one that came last."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from processes import fork, wait_for_fork
from site_versions import IS_LONG, assert_no_leftovers, publish_version, read_version

PAIRS = 30 if IS_LONG else 4


def test_two_publications_at_once_never_mix(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    target = tmp_path / "site"
    publish_version(0, target)
    for pair in range(1, 2 * PAIRS, 2):
        children = [fork(lambda version=version: publish_version(version, target) or 0) for version in (pair, pair + 1)]  # type: ignore[misc]
        assert [wait_for_fork(child) for child in children] == [0, 0]
        assert read_version(target) in {pair, pair + 1}
        assert_no_leftovers(target)
    record_property("pairs", PAIRS)
