"""Saves the files that a scheduling command changes: all of them, or none."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path


def write_files(root: Path, texts: Mapping[str, str]) -> None:
    """Write files below `root`, by path relative to it. When one of them cannot be written, the others are left as they were.

    All are written to a temporary directory before the first is moved into place.
    """
    with tempfile.TemporaryDirectory(dir=root, prefix=".prospectus-") as directory:
        targets = [(root / path).resolve() for path in texts]
        staged_files = [_stage(Path(directory, str(number)), text) for number, text in enumerate(texts.values())]
        for target in targets:
            target.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as undo:
            for staged, target in zip(staged_files, targets, strict=True):
                backup = _back_up(target, staged)
                staged.replace(target)
                undo.callback(partial(backup.replace, target) if backup else target.unlink)
            undo.pop_all()


def _stage(staged: Path, text: str) -> Path:
    staged.write_bytes(text.encode())
    return staged


def _back_up(target: Path, staged: Path) -> Path | None:
    """Copy an existing file beside the staged one, which takes over its mode; return the copy, or None for a new file."""
    if not target.exists():
        return None
    shutil.copymode(target, staged)
    return Path(shutil.copy2(target, staged.with_suffix(".backup")))
