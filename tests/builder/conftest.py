"""A build cache for each test."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def cache_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A separate build cache for the test."""
    monkeypatch.setenv("PROSPECTUS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"
