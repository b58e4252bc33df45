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
    """Read a UTF-8 feed without a DTD from standard input; write what `parse` returns as JSON to standard output."""
    import feedparser  # noqa: F401, PLC0415  (imported before the limits are set)

    _set_resource_limits()
    json.dump(parse(sys.stdin.buffer.read(), url, max_entries, max_length), sys.stdout)


def parse(body: bytes, url: str, max_entries: int, max_length: int) -> dict[str, object]:
    """Return the format of a feed, the number of its entries, and the first entries.

    `url` is the base of relative links, `max_entries` the number of entries to return, `max_length` the length of a field in characters.
    """
    import feedparser  # noqa: PLC0415  (not needed by modules that import only the limits)

    response_headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    feed = feedparser.parse(io.BytesIO(body), response_headers=response_headers, sanitize_html=False, resolve_relative_uris=False)
    rows = [
        {name: str(entry[name])[:max_length] for name in ENTRY_FIELDS if dict.__contains__(entry, name)}
        | {"title_type": str(dict(entry.get("title_detail") or {}).get("type"))}
        for entry in feed["entries"][:max_entries]
    ]
    return {"version": feed.get("version"), "count": len(feed["entries"]), "entries": rows}


def _set_resource_limits() -> None:
    try:
        import resource  # noqa: PLC0415  (not available on Windows)
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
