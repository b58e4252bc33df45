"""Builds around a rollback: the next build notices it, and styles of earlier releases stay in a site that is else as a full build."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from builds import make_options
from edits import own_theme
from prospectus.builder.command import run_build
from prospectus.publish.release_store import ReleaseStore
from prospectus.publish.rollback import roll_back
from prospectus.render.manifest import build_manifest, parse_manifest
from prospectus.verify import verify
from tiny import SiteFactory, read_files


def read_own_files(site: Path) -> dict[str, bytes]:
    """Return the files of the release that is published, without those of earlier ones."""
    files = read_files(site)
    manifest = parse_manifest(files["manifest.json"])
    own = {path: body for path, body in files.items() if path not in manifest.earlier}
    return {**own, "manifest.json": build_manifest(manifest.own_files).body}


def test_build_after_a_rollback_publishes_the_content_again(
    tiny: SiteFactory, tmp_path: Path, cache_dir: Path, monkeypatch: pytest.MonkeyPatch, build_from_scratch: Callable[..., dict[str, bytes]]
) -> None:
    root, site = tiny("minimal"), tmp_path / "site"
    monkeypatch.setattr("prospectus.cache.fingerprint.RECENT_NANOSECONDS", 0)
    run_build(make_options(root, site))
    first = read_files(site)
    own_theme("assets/site.css", "body { color: black }")(root)
    run_build(make_options(root, site))
    second = read_files(site)
    earlier = parse_manifest(second["manifest.json"]).earlier
    assert {path.split(".")[0] for path in earlier} == {"assets/site", "assets/pines"}  # the style sheet and the picture that it loads
    assert all(second[path] == first[path] for path in earlier)
    assert read_own_files(site) == build_from_scratch(root)
    roll_back(ReleaseStore(site), None, 3, print)
    assert read_own_files(site) == first
    assert verify(site) == []
    run_build(make_options(root, site))
    assert read_own_files(site) == build_from_scratch(root)
    assert verify(site) == []
