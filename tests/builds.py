"""Builds with `prospectus build`: with the cache, and from scratch to compare with."""

from __future__ import annotations

import copy
import hashlib
import os
import pickle
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import resvg_py
import segno
from jinja2 import Environment
from pydantic import BaseModel

from prospectus.builder.command import BuildOptions, BuildReport, run_build
from prospectus.builder.serve import SiteServer
from tiny import FULL, NOW, read_files


@dataclass(frozen=True)
class BuiltSite:
    """A site that was built once with the cache, and what the build reported."""

    root: Path
    site: Path
    report: BuildReport


@dataclass(frozen=True)
class ServedSite:
    """A copy of the full site and the server that builds it again and again."""

    root: Path
    server: SiteServer

    def rebuild(self) -> dict[str, bytes]:
        """Let the server build what changed; return all files of the site."""
        self.server.rebuild()
        return read_files(self.server.folder)

    def revert(self) -> None:
        """Undo all edits: every file is written anew."""
        shutil.rmtree(self.root)
        shutil.copytree(FULL, self.root)


class ScratchBuilds:
    """The files of full builds by the content they were built from, in a folder that all processes of a test session share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def build(self, root: Path, now: datetime = NOW) -> dict[str, bytes]:
        """Return the files of a full build without the cache, in one process. The same content and time are built once per session."""
        saved = self.folder / hashlib.sha256(repr((sorted(read_files(root).items()), now)).encode()).hexdigest()
        if saved.exists():
            files: dict[str, bytes] = pickle.loads(zlib.decompress(saved.read_bytes()))
            return files
        site = root.parent / "cold"
        shutil.rmtree(site, ignore_errors=True)
        run_build(replace(make_options(root, site, now), use_cache=False, jobs=1))
        files = read_files(site)
        unfinished = self.folder / f"{saved.name}.{os.getpid()}"
        unfinished.write_bytes(zlib.compress(pickle.dumps(files), 1))
        unfinished.rename(saved)
        return files


@contextmanager
def computing_once() -> Iterator[None]:
    """Let all builds of this process share what depends on its arguments alone: more than half of a small build without the cache."""
    with (
        patch.object(Environment, "compile", _compile_once),
        patch.object(resvg_py, "svg_to_bytes", _once(resvg_py.svg_to_bytes)),
        patch.object(segno, "make_qr", _once(segno.make_qr)),
        patch.object(BaseModel, "model_json_schema", classmethod(_build_schema_once)),
    ):
        yield


_RESULTS: dict[object, Any] = {}
_compile_template = Environment.compile
_build_schema = BaseModel.model_json_schema.__func__  # type: ignore[attr-defined]


def _once(function: Callable[..., Any]) -> Callable[..., Any]:
    def compute(*args: object, **options: object) -> Any:
        key = (function, args, tuple(sorted(options.items())))
        if key not in _RESULTS:
            _RESULTS[key] = function(*args, **options)
        return _RESULTS[key]

    return compute


def _compile_once(env: Environment, source: str, name: str | None = None, filename: str | None = None, *args: bool) -> Any:
    escaping = callable(env.autoescape) and env.autoescape(name)
    key = (env.code_generator_class, frozenset(env.filters.items()), escaping, source, name, filename, *args)
    if key not in _RESULTS:
        _RESULTS[key] = _compile_template(env, source, name, filename, *args)
    return _RESULTS[key]


def _build_schema_once(model: type[BaseModel], **options: Any) -> dict[str, Any]:
    key = (model, tuple(options.items()))
    if key not in _RESULTS:
        _RESULTS[key] = _build_schema(model, **options)
    return copy.deepcopy(_RESULTS[key])


def make_options(root: Path, site: Path, now: datetime = NOW) -> BuildOptions:
    """Return build options that use the cache."""
    return BuildOptions(root / "mkdocs.yml", site, now)
