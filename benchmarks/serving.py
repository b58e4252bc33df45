"""Measure the rebuilds of `prospectus serve` after single edits.

`serving.py CORPUS FOLDER TALKS` edits the titles of some talks, reverts each edit, and prints the times as JSON.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from pathlib import Path

from corpus import change_title
from prospectus import clock
from prospectus.builder.serve import SiteServer

EDITS = 15
"""How many talks are edited, at equal distances in the corpus."""
SUCCESS = re.compile(r"\d+ files changed in \d+ ms$")
"""The end of the message about a rebuild that succeeded."""


def measure_edits(root: Path, folder: Path, talks: int) -> dict[str, object]:
    """Return the fields of `report.ServeTimes`: the seconds of the first build, of each edit and of each revert, and the peak memory.

    `root` is a corpus with that many talks; the site is written into `folder`. The edited talks differ.
    """
    server = SiteServer(root / "mkdocs.yml", folder, clock.read)
    first_build, edits, reverts = _time_rebuild(server), [], []
    for number in range(EDITS):
        restore = change_title(root, talks * (2 * number + 1) // (2 * EDITS), f"served {number}")
        edits.append(_time_rebuild(server))
        restore()
        reverts.append(_time_rebuild(server))
    peak_memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"first_build": first_build, "edits": edits, "reverts": reverts, "peak_memory": peak_memory}


def _time_rebuild(server: SiteServer) -> float:
    """Rebuild the site and return the seconds it took."""
    time.sleep(0.3)  # the pause of an editor before the next change
    started = time.perf_counter()
    message = server.rebuild()
    seconds = time.perf_counter() - started
    assert SUCCESS.search(message), message
    server.collect_garbage()
    return seconds


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure_edits(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
