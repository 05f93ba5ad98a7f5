"""Fetch a document that a credential names: JSON over HTTPS from the public network, within limits.

Whoever writes a credential chooses its URLs, so a fetch is a request that a stranger makes from inside our
network. Nothing here runs unless a caller makes a ``Fetcher``. Neither contexts nor images are ever fetched.
"""

from __future__ import annotations

import http.client
import ipaddress
import logging
import re
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import SplitResult, urljoin

from skillmap.domain.verification import CheckEvidence
from skillmap.errors import FormatError, SkillmapError
from skillmap.formats.json_text import load_json
from skillmap.resources import sha256_of
from skillmap.verification.addresses import (
    Address,
    AddressError,
    is_public,
    parsed_url,
    public_addresses,
)
from skillmap.verification.fetched_files import FetchedFiles, Kept

log = logging.getLogger(__name__)

MOST_REDIRECTS = 3
GONE = 410

_FOUND = 200
_REDIRECTIONS = frozenset({301, 302, 303, 307, 308})
_JSON_TYPE = re.compile(r"application/(?:[a-z0-9.+-]+\+)?json", re.IGNORECASE)
_TOKEN_TYPE = re.compile(r"application/(?:[a-z0-9.+-]+\+)?jwt", re.IGNORECASE)
_TOKEN = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_HEADERS = {
    "Accept": "application/json, application/ld+json, application/jwt, application/vc+jwt",
    # An answer that was packed could unpack to more than was read.
    "Accept-Encoding": "identity",
    "User-Agent": "skillmap",
    "Connection": "close",
}
_MOST_HOSTS = 1_000
_MINUTE = 60.0


class FetchError(SkillmapError):
    """A document that was not fetched; the message names the host and path, and why."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        """The HTTP status, where that is why."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered."""

    url: str
    """The URL that was asked for, without its fragment."""
    content: bytes
    """Empty for a document that is gone."""
    value: Any
    """The JSON value, or the text of a compact token (JWT); None for a document that is gone."""
    status: int
    """200, or 410 for a document that is gone."""
    evidence: CheckEvidence


@dataclass(frozen=True, slots=True)
class FetchRules:
    """What may be fetched, and how long it may take."""

    seconds: float = 5.0
    """From the first question to the last byte, redirections included."""
    most_bytes: int = 1 << 20
    keep_seconds: float = 900.0
    """How long an answer is kept and given again."""
    per_minute: int = 30
    """Requests to one host in a minute."""
    port: int = 443
    """Where connections go; a URL may name no other port than 443."""
    resolve: Callable[[str, float], tuple[str, ...]] = public_addresses
    """Gives every address of a host name, within some seconds."""
    may_connect: Callable[[Address], bool] = is_public
    """Whether an address may be connected to; one that may not refuses the whole host."""
    make_tls: Callable[[], ssl.SSLContext] = ssl.create_default_context
    """Gives the certificates that are trusted."""


class Fetcher:
    """Fetches documents under rules and keeps them for a while; safe to share between threads."""

    def __init__(self, rules: FetchRules | None = None) -> None:
        self._rules = rules or FetchRules()
        self._files = FetchedFiles(self._rules.keep_seconds)
        self._asked: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def fetch_json(self, url: str, *, redirects: int = 0) -> Fetched:
        """Return the JSON document, or the compact token, that stands at a URL.

        Args:
            url: an https URL.
            redirects: how many redirections are followed, at most ``MOST_REDIRECTS``.

        Raises:
            FetchError: the URL may not be fetched, or did not answer with such a document in time.
        """
        parts = _parsed(url)
        address = parts.geturl()
        kept = self._files.find(address, most_redirects=redirects)
        if kept is None:
            kept = self._ask(parts, min(redirects, MOST_REDIRECTS))
            value = _value(parts, kept)
            self._files.keep(address, kept)
        else:
            value = _value(parts, kept)
        evidence = CheckEvidence("fetched document", address, sha256_of(kept.content), kept.obtained)
        return Fetched(address, kept.content, value, kept.status, evidence)

    def _ask(self, parts: SplitResult, redirects: int) -> Kept:
        """Return the answer at the end of all redirections; each hop is checked like the first."""
        ends = time.monotonic() + self._rules.seconds
        for hop in range(redirects + 1):
            self._count(parts)
            with _said_plainly(parts):
                answer = _Request(parts, self._rules, self._tls, ends).answer()
            log.info("asked %s: %s, %s bytes", _shown(parts), answer.status, len(answer.content))
            if answer.location is None:
                now = datetime.now(UTC)
                return Kept(answer.status, answer.content, answer.is_token, hop, now)
            parts = _redirected(parts, answer.location)
        raise FetchError(f"{_shown(parts)}: redirected more than the {redirects} times that are followed")

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        tls = self._rules.make_tls()
        tls.sslsocket_class = _TimedSocket
        return tls

    def _count(self, parts: SplitResult) -> None:
        """Refuse a request to a host that was asked too often in the last minute."""
        now, host = time.monotonic(), str(parts.hostname)
        with self._lock:
            if len(self._asked) > _MOST_HOSTS:
                self._asked = {
                    one: times for one, times in self._asked.items() if times and times[-1] > now - _MINUTE
                }
            times = self._asked.setdefault(host, deque())
            while times and times[0] <= now - _MINUTE:
                times.popleft()
            if len(times) >= self._rules.per_minute:
                raise FetchError(f"{_shown(parts)}: {host} was asked {len(times)} times in the last minute")
            times.append(now)


def _parsed(url: str) -> SplitResult:
    try:
        return parsed_url(url)
    except AddressError as error:
        raise FetchError(str(error)) from error


def _redirected(parts: SplitResult, location: str) -> SplitResult:
    if not location:
        raise FetchError(f"{_shown(parts)}: redirected to nowhere")
    try:
        return parsed_url(urljoin(parts.geturl(), location))
    except (AddressError, ValueError) as error:
        raise FetchError(f"{_shown(parts)}: redirected to where nothing is fetched ({error})") from error


def _shown(parts: SplitResult) -> str:
    """Return a URL as it may be logged: host and path, since a query can name a person or hold a secret."""
    return f"https://{parts.hostname}{parts.path or '/'}"


def _value(parts: SplitResult, kept: Kept) -> Any:
    if kept.status == GONE:
        return None
    if kept.is_token:
        if not _TOKEN.fullmatch(token := kept.content.strip()):
            raise FetchError(f"{_shown(parts)}: answered with something that is no compact token")
        return token.decode("ascii")
    try:
        return load_json(_shown(parts), kept.content)
    except FormatError as error:
        raise FetchError(str(error)) from error


@contextmanager
def _said_plainly(parts: SplitResult) -> Iterator[None]:
    try:
        yield
    except AddressError as error:
        raise FetchError(f"{_shown(parts)}: {error}") from error
    except TimeoutError as error:
        raise FetchError(f"{_shown(parts)}: no whole answer in time") from error
    except ssl.SSLCertVerificationError as error:
        raise FetchError(
            f"{_shown(parts)}: its certificate is not trusted ({error.verify_message})"
        ) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        said = getattr(error, "strerror", None) or type(error).__name__
        raise FetchError(f"{_shown(parts)}: the connection failed ({said})") from error


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    content: bytes = b""
    is_token: bool = False
    location: str | None = None
    """Where a redirection leads."""


class _TimedSocket(ssl.SSLSocket):
    """A connection that ends at a given moment, however slowly its bytes come."""

    ends: float

    def recv_into(self, *arguments: Any, **options: Any) -> int:
        """Receive into a buffer; raise TimeoutError when the moment has passed."""
        self.settimeout(_left(self.ends))
        return super().recv_into(*arguments, **options)


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Request:
    """One question to one host, answered before a given moment."""

    def __init__(self, parts: SplitResult, rules: FetchRules, tls: ssl.SSLContext, ends: float) -> None:
        self._parts = parts
        self._host = str(parts.hostname)
        self._rules = rules
        self._tls = tls
        self._ends = ends

    def answer(self) -> _Answer:
        with closing(self._connected()) as connection:
            host = f"[{self._host}]" if ":" in self._host else self._host
            target = (self._parts.path or "/") + (f"?{self._parts.query}" if self._parts.query else "")
            asking = http.client.HTTPConnection(host)
            asking.sock = connection
            asking.putrequest("GET", target, skip_host=True, skip_accept_encoding=True)
            for name, value in {"Host": host, **_HEADERS}.items():
                asking.putheader(name, value)
            asking.endheaders()
            with asking.getresponse() as response:
                return self._read(response)

    def _connected(self) -> _TimedSocket:
        """Return a connection to one of the host's addresses, all of which were looked at."""
        addresses = self._allowed_addresses()
        failure: OSError = TimeoutError()
        for address in addresses:
            try:
                plain = socket.create_connection((address, self._rules.port), timeout=_left(self._ends))
            except OSError as error:
                failure = error
                continue
            try:
                secure = self._tls.wrap_socket(plain, server_hostname=self._host)
            except (OSError, ValueError):
                plain.close()
                raise
            secure.ends = self._ends  # type: ignore[attr-defined]
            return secure  # type: ignore[return-value]
        raise failure

    def _allowed_addresses(self) -> tuple[str, ...]:
        addresses = self._rules.resolve(self._host, _left(self._ends))
        for address in addresses:
            if not self._rules.may_connect(ipaddress.ip_address(address)):
                raise AddressError(f"{self._host} has an address outside the public network")
        return addresses

    def _read(self, response: http.client.HTTPResponse) -> _Answer:
        if response.status in _REDIRECTIONS:
            return _Answer(response.status, location=response.headers.get("Location") or "")
        if response.status == GONE:
            return _Answer(GONE)
        if response.status != _FOUND:
            problem = f"{_shown(self._parts)}: answered with HTTP status {response.status}"
            raise FetchError(problem, status=response.status)
        media = response.headers.get("Content-Type", "").partition(";")[0].strip()
        is_token = _TOKEN_TYPE.fullmatch(media) is not None
        if not is_token and not _JSON_TYPE.fullmatch(media):
            raise FetchError(f"{_shown(self._parts)}: answered with {media[:60]!r}, expected JSON")
        packing = response.headers.get("Content-Encoding", "identity").strip().lower()
        if packing != "identity":
            raise FetchError(
                f"{_shown(self._parts)}: answered packed ({packing[:20]!r}), which was not asked for"
            )
        return _Answer(_FOUND, self._body(response), is_token)

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        most = self._rules.most_bytes
        content = response.read(most + 1)
        if len(content) > most:
            raise FetchError(f"{_shown(self._parts)}: answered with more than {most} bytes")
        if response.length:
            raise FetchError(f"{_shown(self._parts)}: the answer was cut off")
        return content
