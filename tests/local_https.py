"""A server for the tests: HTTPS on the loopback, with a certificate of an authority made for the test."""

from __future__ import annotations

import http.server
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOSTS = ("issuer.test", "other.test")

Handler = http.server.BaseHTTPRequestHandler
Route = Callable[[Handler], None]


@dataclass
class Authority:
    """A certificate authority that lives as long as a test run."""

    folder: Path
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "throw-away authority of a test")])
        self.certificate = self._signed(self.name, self.key, is_authority=True)
        self.file = self._written("authority.pem", self.certificate)

    def trust(self) -> ssl.SSLContext:
        """Return a client's context that trusts this authority and no other."""
        return ssl.create_default_context(cafile=str(self.file))

    def server(self, hosts: tuple[str, ...] = HOSTS) -> ssl.SSLContext:
        """Return a server's context with a certificate for some host names."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])])
        file = self._written(f"{hosts[0]}.pem", self._signed(subject, key, hosts=hosts), key)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _signed(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        *,
        hosts: tuple[str, ...] = (),
        is_authority: bool = False,
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
            )
        )
        if hosts:
            names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def _written(
        self, name: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey | None = None
    ) -> Path:
        content = certificate.public_bytes(serialization.Encoding.PEM)
        if key is not None:
            form = serialization.PrivateFormat.PKCS8
            content += key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
        path = self.folder / name
        path.write_bytes(content)
        return path


@dataclass
class Site:
    """A running server, and what it was asked."""

    port: int
    routes: dict[str, Route]
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    """Host, path and headers of each request."""


@contextmanager
def serving(tls: ssl.SSLContext) -> Iterator[Site]:
    """Give a site on a free port of 127.0.0.1 for as long as the block runs."""
    site = Site(0, {})

    class Answering(Handler):
        timeout = 5

        def do_GET(self) -> None:
            site.asked.append((self.headers["Host"], self.path, dict(self.headers.items())))
            site.routes[self.path.partition("?")[0]](self)

        def log_message(self, *arguments: object) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def get_request(self):
            # In the thread that answers, so that one bad handshake does not stop the server.
            connection, address = super().get_request()
            connection.settimeout(5)
            return tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a client that hangs up is what some tests are about

    server = Server(("127.0.0.1", 0), Answering)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def answer(content: bytes, *, status: int = 200, **headers: str) -> Route:
    """Return a route that answers with some bytes, as JSON unless a header says otherwise."""

    def route(handler: Handler) -> None:
        sent = {"Content_Type": "application/json", "Content_Length": str(len(content)), **headers}
        handler.send_response(status)
        for name, value in sent.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return route


def redirect(target: str, *, status: int = 302) -> Route:
    """Return a route that sends the client elsewhere."""
    return answer(b"", status=status, Location=target)
