"""A site that is served while it is edited: how long an edit takes, from the first look at the files to the last file in place.

`serving.py CORPUS FOLDER TALKS` edits the titles of some talks, takes each edit back, and prints as JSON what that took.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from corpus import retitled
from prospectus import clock
from prospectus.builder.serve import SiteServer

EDITED = 15
"""How many talks are edited, spread over the years."""


def measured(root: Path, folder: Path, talks: int) -> dict[str, object]:
    """Return the seconds of the first build, of edits of talks not touched before, and of taking those back; and the peak in bytes."""
    bench = SiteServer(root / "mkdocs.yml", folder, clock.read)
    first, fresh, again = _rebuilt(bench), [], []
    for number in range(EDITED):
        restore = retitled(root, talks * (2 * number + 1) // (2 * EDITED), f"served {number}")
        fresh.append(_rebuilt(bench))
        restore()
        again.append(_rebuilt(bench))
    return {"first": first, "fresh": fresh, "again": again, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def _rebuilt(bench: SiteServer) -> float:
    time.sleep(0.3)  # as an editor pauses; what was changed just now is not trusted by its time alone
    begun = time.perf_counter()
    said = bench.rebuild()
    took = time.perf_counter() - begun
    assert " pages made, " in said, said
    bench.collect_garbage()
    return took


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
