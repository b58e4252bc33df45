"""Print the milliseconds that this Python takes for a little work, its version and its path; fail if it cannot build Prospectus.

How an interpreter was compiled makes a third of the time of a build. It does not always say so: Debian's is built with a profile and does
not tell. So it is measured.
"""

from __future__ import annotations

import ensurepip  # noqa: F401  (a part of Python that Debian has in a package of its own)
import re
import sys
import time
from platform import python_version

RUNS = 40
_WORD = re.compile(r"(\w+)-(\w+)|<[^>]*>")


def work() -> str:
    """Return a text, made as pages are: with dictionaries, small functions and patterns."""
    fields = {f"name-{number}": number for number in range(400)}
    pieces = [f"<b>{name}</b> {value * 3}" for name, value in sorted(fields.items(), key=lambda field: -field[1])]
    return "".join(_WORD.sub(lambda match: (match[1] or "").title(), piece) for piece in pieces * 8)


def measure() -> float:
    """Return the CPU time of the fastest of some runs, in milliseconds."""
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times) * 1000


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036  (any Python may run this)
        sys.exit(1)
    sys.stdout.write(f"{measure():.2f} {python_version()} {sys.executable}\n")
