"""A private folder for sockets."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A runtime folder of the user with a short path, since that of a socket has at most 107 bytes, and no CI."""
    folder = Path(tempfile.mkdtemp(prefix="r", dir="/tmp"))  # with mode 0700
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.delenv("CI", raising=False)
    yield folder
    shutil.rmtree(folder)
