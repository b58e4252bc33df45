"""Run as a program of its own: feedparser on standard input, its entries as JSON on standard output.

A parser that hangs or grows on what it is fed takes nothing down but this process. Nothing of Prospectus is imported here.
"""

from __future__ import annotations

import io
import json
import sys

FIELDS = ("id", "title", "link", "published", "created", "updated")
SECONDS = 10
"""How long it may work."""
MEMORY = 1_500_000_000
"""How many bytes it may take."""


def main(url: str, entries: int, longest: int) -> None:
    """Read bytes that declare nothing and are UTF-8; write the form of the feed and its first entries."""
    import feedparser  # noqa: PLC0415  (whoever imports the bounds goes without it)

    _limit()
    given = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    stream = io.BytesIO(sys.stdin.buffer.read())
    found = feedparser.parse(stream, response_headers=given, sanitize_html=False, resolve_relative_uris=False)
    rows = [{name: str(row[name])[:longest] for name in FIELDS if dict.__contains__(row, name)} for row in found["entries"][:entries]]
    json.dump({"version": found.get("version"), "entries": rows}, sys.stdout)


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415  (not there on Windows)
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
