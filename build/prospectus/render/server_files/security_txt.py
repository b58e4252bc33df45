"""`/.well-known/security.txt`: where to report a weakness of the site (RFC 9116)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

PATH = ".well-known/security.txt"
MONTHS = 6
"""How long the file is valid at least. It must state an end (RFC 9116, 2.5.5), and a site that is not built any more should not vouch
for its contacts."""


def build_security_txt(contacts: Sequence[str], url: str, languages: Sequence[str], now: datetime) -> str:
    """Return the file as of `now`. Its end is the beginning of a month, so that the file changes once a month."""
    lines = [f"Contact: {contact}" for contact in contacts]
    expires = add_months(now, MONTHS + 1)
    lines += [f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}", f"Canonical: {url}{PATH}", f"Preferred-Languages: {', '.join(languages)}"]
    return "".join(f"{line}\n" for line in lines)


def add_months(now: datetime, months: int) -> datetime:
    """Return the beginning of a later month, in UTC."""
    at = now.astimezone(UTC)
    years, month = divmod(at.month - 1 + months, 12)
    return datetime(at.year + years, month + 1, 1, tzinfo=UTC)
