"""Runs `prospectus` with the arguments after the first three, and kills it with SIGKILL at a moment.

The first argument is the moment: `before-exchange`, `after-exchange`, the number of a step, or `count`, which kills nothing. A step is a
call that changes files in a folder, or looks at them; the second argument is the folder. A run that is not killed writes the number of its
steps to the file that is the third argument.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from prospectus.cli.main import main
from prospectus.publish import release_publication

STEPS = frozenset({"open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.chmod", "os.scandir", "shutil.rmtree"})
"""The audit events (PEP 578) of these calls; each comes before its call."""


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def run(moment: str, folder: str, report: str) -> None:
    count, replace, parent = 0, release_publication.replace, os.getpid()

    def replace_and_die(*arguments: Any) -> None:
        if moment == "before-exchange":
            die()
        replace(*arguments)
        if moment == "after-exchange":
            die()

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        if event in STEPS and os.getpid() == parent and any(str(argument).startswith(folder) for argument in arguments[:2]):
            if str(count) == moment:
                die()
            count += 1

    release_publication.replace = replace_and_die
    sys.addaudithook(audit)
    try:
        main()
    finally:
        Path(report).write_text(str(count), encoding="utf-8")


if __name__ == "__main__":
    at, watched, output = sys.argv[1:4]
    del sys.argv[1:4]
    run(at, watched, output)
