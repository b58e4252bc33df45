"""Exported months: an ordinary one, and a hostile one whose titles contain markup and control characters."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from prospectus.load import character_check
from tiny import FULL, HERE, prepare_month_export, write_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prospectus.views.month_export import MonthExport

LANGUAGES = ("zh", "en")


@pytest.fixture(scope="session")
def june() -> Mapping[str, MonthExport]:
    """June of the full tiny site, by language."""
    return {language: prepare_month_export(FULL, language=language) for language in LANGUAGES}


@pytest.fixture(scope="session")
def july(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, MonthExport]:
    """The hostile July, by language."""
    root = tmp_path_factory.mktemp("july") / "site"
    shutil.copytree(FULL, root)
    write_files(root, {f"calendar/2025/{month}.yml": (HERE / f"data/handouts/{month}.yml").read_text("utf-8") for month in ("07", "08")})
    return {language: prepare_month_export(root, "2025-07", language) for language in LANGUAGES}


@pytest.fixture
def any_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let content hold any character: what is rendered must stay well-formed even if a check misses one."""
    monkeypatch.setattr(character_check, "find_violations", lambda *_: [])
