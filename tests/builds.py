"""Builds with `prospectus build`: with the cache, and from scratch to compare with."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from jinja2 import Environment

from prospectus.builder.command import BuildOptions, BuildReport, run_build
from tiny import NOW, read_files


@dataclass(frozen=True)
class BuiltSite:
    """A site that was built once with the cache, and what the build reported."""

    root: Path
    site: Path
    report: BuildReport


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
        with compiling_templates_once():
            run_build(replace(make_options(root, site, now), use_cache=False, jobs=1))
        files = read_files(site)
        unfinished = self.folder / f"{saved.name}.{os.getpid()}"
        unfinished.write_bytes(zlib.compress(pickle.dumps(files), 1))
        unfinished.rename(saved)
        return files


_COMPILED: dict[tuple[object, ...], Any] = {}


@contextmanager
def compiling_templates_once() -> Iterator[None]:
    """Let all environments of Jinja in this process share compiled templates: a fourth of a small build without the cache is compiling."""
    compile_template = Environment.compile

    def compile_once(env: Environment, source: str, name: str | None = None, filename: str | None = None, *args: bool) -> Any:
        key = (
            env.code_generator_class,
            tuple(sorted(env.filters)),
            callable(env.autoescape) and env.autoescape(name),
            source,
            name,
            filename,
            *args,
        )
        if key not in _COMPILED:
            _COMPILED[key] = compile_template(env, source, name, filename, *args)
        return _COMPILED[key]

    with patch.object(Environment, "compile", compile_once):
        yield


def make_options(root: Path, site: Path, now: datetime = NOW) -> BuildOptions:
    """Return build options that use the cache."""
    return BuildOptions(root / "mkdocs.yml", site, now)
