"""Addresses of other hosts: which URLs may be asked for, and which IP addresses belong to the public internet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin, urlsplit

from prospectus.problems.message import Message

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_URL_LENGTH = 2_000
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_SPECIAL_IPV6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
"""Special ranges within 2000::/3: Teredo and other protocols, documentation, 6to4. NAT64 and IPv4-mapped addresses are outside of it."""
_SPECIAL_IPV4 = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
"""IPv4 ranges reserved for protocols, among them 6to4 relays."""
_URL_CHARACTERS = "/%:@!$&'()*+,;=~-._"


class FetchError(Exception):
    """The URL could not be fetched; the message gives the reason as half a sentence."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.en)
        self.reason = reason


class UnknownHostError(FetchError):
    """The name of the host does not exist."""


@dataclass(frozen=True, slots=True)
class ParsedUrl:
    """A URL split into its parts and accepted as one that may be requested."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def host_header(self) -> str:
        """The value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def parse_url(url: str, ports: tuple[int, ...] = ()) -> ParsedUrl:
    """Split and check a URL; an empty `ports` allows any port. Raises FetchError."""
    if len(url) > MAX_URL_LENGTH or re.search(r"[\x00-\x20\x7f-\xa0\\]", url):
        raise FetchError(Message("its address is too long or holds characters that no address has", "网址过长，或含有网址不能有的字符"))
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or ""), parts.port
        host = host if host.isascii() else host.encode("idna").decode()
    except ValueError:
        raise FetchError(Message(f"{escape_url(url)} is no address", f"{escape_url(url)} 不是网址")) from None
    if parts.scheme not in DEFAULT_PORTS or not host:
        raise FetchError(Message(f"{escape_url(url)} is not of the web", f"{escape_url(url)} 不是网页地址"))
    if "@" in parts.netloc:
        raise FetchError(Message("its address holds a name or a password", "网址含有用户名或密码"))
    port = port or DEFAULT_PORTS[parts.scheme]
    if ports and port not in ports:
        raise FetchError(Message(f"{escape_url(url)} leads to the port {port}", f"{escape_url(url)} 指向端口 {port}"))
    target = quote(parts.path or "/", safe=_URL_CHARACTERS) + (f"?{quote(parts.query, safe=_URL_CHARACTERS + '?')}" if parts.query else "")
    return ParsedUrl(parts.scheme, host, port, target)


def join_url(url: str, location: str) -> str:
    """Return where a redirect from `url` leads; raises FetchError."""
    try:
        return urljoin(url, location)
    except ValueError:
        raise FetchError(Message(f"{escape_url(location)} is no address", f"{escape_url(location)} 不是网址")) from None


def escape_url(url: str) -> str:
    """Return a URL for printing, cut to 200 characters; characters that are not allowed in URLs are percent-encoded."""
    return quote(url[:200], safe=_URL_CHARACTERS + "?#[]")


def is_public_ip(address: str) -> bool:
    """Return whether an IP address belongs to the public internet and does not embed another address (6to4, NAT64, IPv4-mapped)."""
    ip = ip_address(address)
    if isinstance(ip, IPv4Address):
        return ip.is_global and not (ip.is_multicast or ip.is_reserved or any(ip in network for network in _SPECIAL_IPV4))
    return ip in _GLOBAL_UNICAST and not any(ip in network for network in _SPECIAL_IPV6)


def is_loopback(address: str) -> bool:
    """Return whether an IP address is one of this machine, and not an IPv6 address with an IPv4 address in it."""
    ip = ip_address(address)
    return ip.is_loopback and not (isinstance(ip, IPv6Address) and ip.ipv4_mapped)
