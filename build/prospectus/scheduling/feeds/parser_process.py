"""Parse a feed in a separate process: the feed on standard input, its entries as JSON on standard output.

feedparser may hang or use too much memory on hostile input; then only this process is killed. This module imports nothing from Prospectus.
"""

from __future__ import annotations

import io
import json
import sys

ENTRY_FIELDS = ("id", "title", "link", "published", "created", "updated")
MAX_CPU_SECONDS = 10
"""Limit of the CPU time of the process, in seconds."""
MAX_MEMORY_BYTES = 1_500_000_000
"""Limit of the address space of the process, in bytes."""


def main(url: str, max_entries: int, max_length: int) -> None:
    """Read a UTF-8 feed without a DTD from standard input; write JSON to standard output.

    The JSON has the format of the feed, the number of its entries, and the first entries.
    `url` is the base of relative links, `max_entries` the number of entries to write, `max_length` the length of a field in characters.
    """
    import feedparser  # noqa: PLC0415  (not needed by modules that import only the limits)

    _set_resource_limits()
    response_headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    stream = io.BytesIO(sys.stdin.buffer.read())
    feed = feedparser.parse(stream, response_headers=response_headers, sanitize_html=False, resolve_relative_uris=False)
    rows = [
        {name: str(entry[name])[:max_length] for name in ENTRY_FIELDS if dict.__contains__(entry, name)}
        | {"title_type": str(dict(entry.get("title_detail") or {}).get("type"))}
        for entry in feed["entries"][:max_entries]
    ]
    json.dump({"version": feed.get("version"), "count": len(feed["entries"]), "entries": rows}, sys.stdout)


def _set_resource_limits() -> None:
    try:
        import resource  # noqa: PLC0415  (not available on Windows)
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
