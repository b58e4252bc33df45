"""Artifacts to a folder: only bytes that changed, each file whole or not at all, nothing that is not ours removed."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from prospectus.errors import WrongUse
from prospectus.render.artifact import Artifact
from prospectus.render.manifest import PATH as MANIFEST


@dataclass(frozen=True, slots=True)
class Written:
    """What publishing changed."""

    changed: int
    unchanged: int
    removed: int


def publish(artifacts: Sequence[Artifact], folder: Path) -> Written:
    """Write artifacts below `folder`, the manifest last; remove files that the manifest before listed and this one does not.

    Raises WrongUse when a path would leave the folder.
    """
    ordered = sorted(artifacts, key=lambda each: (each.path == MANIFEST, each.path))
    for artifact in ordered:
        _must_stay_inside(artifact.path)
    before = _listed(folder)
    changed = sum(_write(folder / artifact.path, artifact.body) for artifact in ordered)
    gone = before - {artifact.path for artifact in ordered}
    removed = sum(_remove(folder, path) for path in sorted(gone))
    return Written(changed, len(ordered) - changed, removed)


def _must_stay_inside(path: str) -> None:
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or "\\" in path or not path:
        raise WrongUse(f"A published file must stay inside the site folder; got {path!r}")


def _listed(folder: Path) -> set[str]:
    try:
        files = json.loads((folder / MANIFEST).read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {
        path for path in files if isinstance(path, str) and ".." not in PurePosixPath(path).parts and not PurePosixPath(path).is_absolute()
    }


def _write(target: Path, body: bytes) -> bool:
    try:
        if target.stat().st_size == len(body) and target.read_bytes() == body:
            return False
    except OSError:
        target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".prospectus-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


def _remove(folder: Path, path: str) -> bool:
    target = folder / path
    if not target.is_file():
        return False
    target.unlink()
    for parent in target.parents:
        if parent == folder or any(parent.iterdir()):
            break
        parent.rmdir()
    return True
