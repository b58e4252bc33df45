"""The names under which a server of previews answers. Another site could resolve a name of its own to this machine (DNS rebinding)."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True)
class ListeningHost:
    """The host that a server listens on."""

    host: str
    """A name or an address; empty, `0.0.0.0` or `::` for all addresses of this machine."""
    other_names: frozenset[str] = frozenset()
    """Further names under which it answers."""

    @property
    def name(self) -> str:
        """The name or address under which the server answers, as in a URL; for all addresses of this machine, that of the loopback."""
        if self.is_wildcard:
            return "[::1]" if ":" in self.host else "127.0.0.1"
        return f"[{self.host}]" if ":" in self.host else self.host.lower()

    @property
    def is_wildcard(self) -> bool:
        """Whether the server listens on all addresses of this machine."""
        address = _parse_address(self.host)
        return self.host == "" or (address is not None and address.is_unspecified)

    @property
    def is_shared(self) -> bool:
        """Whether somebody chose an address of this machine in a network."""
        return not self.is_wildcard and not is_loopback(self.host)

    @property
    def names(self) -> frozenset[str]:
        """The names of this machine and of the server, without those of the network."""
        return LOOPBACK_NAMES | {self.name}

    def allows(self, host_header: str) -> bool:
        """Return whether to answer a request for this `Host`, with or without a port.

        A server that others may reach answers under each of its addresses: nobody can resolve an address to another machine.
        """
        name = read_name(host_header)
        is_address = _parse_address(name.strip("[]")) is not None
        return name in self.names | self.other_names or (is_address and (self.is_wildcard or self.is_shared))


def read_name(host_header: str) -> str:
    """Return the name or address in a `Host`, in small letters and without its port."""
    return re.sub(r":[0-9]*\Z", "", host_header).lower()


def is_loopback(host: str) -> bool:
    """Return whether a name or an address is that of this machine for itself."""
    address = _parse_address(host)
    return host == "localhost" or (address is not None and address.is_loopback)


def _parse_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
