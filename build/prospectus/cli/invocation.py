"""How this program was started, so that it can print commands that work as they stand."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import prospectus

if TYPE_CHECKING:
    from prospectus.builder.command import BuildReport

PROGRAM = "prospectus"


@dataclass(frozen=True, slots=True)
class Invocation:
    """How a command was called, besides its arguments: the `obj` of its context."""

    language: str
    """`zh` or `en`."""
    run_build: Callable[..., BuildReport] | None = None
    """Makes the build instead of `builder.command.run_build`: the resident builder to which it was handed over."""


def own_command() -> str:
    """Return the words with which a shell starts this program again, in any folder, quoted where necessary.

    That is `prospectus` only if the shell finds this very program under that name.
    """
    if Path(sys.argv[0]).name == "__main__.py":  # python -m prospectus
        return f"{_search_path_prefix()}{_own_python()} -m {PROGRAM}"
    script = Path(sys.argv[0]).resolve()
    on_path = shutil.which(PROGRAM)
    return PROGRAM if on_path is not None and Path(on_path).resolve() == script else shlex.quote(str(script))


def change_folder(folder: Path) -> str:
    """Return the start of a shell command that runs in `folder`: empty if that is the current folder."""
    if folder.resolve() == Path.cwd():
        return ""
    name = str(folder)
    return f"cd {shlex.quote(f'./{name}' if name.startswith('-') else name)} && "


def _own_python() -> str:
    """Return the interpreter by the name under which the shell finds it, else by its path. A link to it has another environment."""
    name = Path(sys.executable).name
    return name if shutil.which(name) == sys.executable else shlex.quote(sys.executable)


def _search_path_prefix() -> str:
    """Return the setting of PYTHONPATH without which the package is not found in another folder; mostly empty."""
    package_folder = Path(prospectus.__file__).resolve().parents[1]
    entries = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    is_relative = any(not Path(entry).is_absolute() and Path(entry).resolve() == package_folder for entry in (*entries, ""))
    return f"PYTHONPATH={shlex.quote(str(package_folder))} " if is_relative else ""
