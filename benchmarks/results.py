"""Keeps what was measured, so that one size can be measured without the others, and what was done is kept if a session is broken off."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter

from report import Session

RESULTS = Path(__file__).parent / "results.json"
"""The figures from which the results page is written."""
_SESSION = TypeAdapter(Session)


def continue_session(session: Session, file: Path) -> Session:
    """Return `session`, with what was measured earlier and is not measured by it yet."""
    if not file.exists():
        return session
    earlier = _SESSION.validate_json(file.read_bytes())
    return replace(earlier, labels=session.labels, load=session.load, limit=session.limit, versions=session.versions)


def save_session(session: Session, file: Path) -> None:
    """Keep what was measured."""
    file.write_bytes(_SESSION.dump_json(session, indent=1) + b"\n")
