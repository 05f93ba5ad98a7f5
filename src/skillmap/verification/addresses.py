"""Which addresses of the network may be asked for a document that a stranger's file names."""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

from skillmap.errors import SkillmapError

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST_URL = 2_000
_VISIBLE_ASCII = re.compile(r"[\x21-\x7e]+")
# Blocks of special purpose (IANA registries, RFC 6890) that not every version of Python knows. Of IPv6 only
# 2000::/3 is given out for public use; a part of it leads to IPv4 addresses through others (Teredo, RFC 4380;
# 6to4, RFC 3056), as do translated and mapped addresses (RFC 6052, RFC 8215, RFC 4291), which lie outside it.
_SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
_PUBLIC_IPV6 = ipaddress.IPv6Network("2000::/3")


class AddressError(SkillmapError):
    """A URL that may not be fetched, or a host that does not resolve to public addresses."""


def is_public(address: Address) -> bool:
    """Return True for an address of the public Internet that belongs to one host."""
    if isinstance(address, ipaddress.IPv6Address) and address not in _PUBLIC_IPV6:
        return False
    if any(address in network for network in _SPECIAL):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def parsed_url(url: str) -> SplitResult:
    """Return the parts of a URL that may be fetched as far as its text says; the fragment is dropped.

    Raises:
        AddressError: not https, a port other than 443, a user name, or not a URL in plain ASCII.
    """
    if len(url) > LONGEST_URL or not _VISIBLE_ASCII.fullmatch(url) or "\\" in url:
        raise AddressError("a URL to be fetched is too long, or holds characters that URLs do not have")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressError("a URL to be fetched is malformed") from error
    if parts.scheme != "https":
        raise AddressError(f"{parts.scheme or 'a URL without scheme'} is not fetched, only https is")
    if not host or len(host) > 253:
        raise AddressError("a URL to be fetched names no host")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise AddressError(f"https://{host}: a URL with a user name is not fetched")
    if port not in (None, 443):
        raise AddressError(f"https://{host}: port {port} is not fetched, only 443 is")
    return parts._replace(fragment="")


def public_addresses(host: str, seconds: float) -> tuple[str, ...]:
    """Return every address that a host name stands for, as the system's resolver gives them.

    Raises:
        AddressError: the name does not resolve, or not in time.
    """
    found: list[str] = []
    failures: list[BaseException] = []

    def resolve() -> None:
        try:
            infos = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(info[4][0]) for info in infos))
        except (OSError, ValueError) as error:
            failures.append(error)

    # The system's resolver knows no time limit of ours, and cannot be stopped.
    asking = threading.Thread(target=resolve, daemon=True)
    asking.start()
    asking.join(seconds)
    if asking.is_alive():
        raise AddressError(f"{host}: the name was not resolved in time")
    if failures or not found:
        raise AddressError(f"{host}: the name does not resolve")
    return tuple(found)
