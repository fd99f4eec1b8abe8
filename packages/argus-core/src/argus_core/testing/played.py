"""Hosts on the internet, played by an HTTPS proxy of our own.

`HTTPS_PROXY` and `SSL_CERT_FILE` lead a client to it: so what is tested is the whole way out, certificates included.
"""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that a played host saw; names of headers in lower case."""

    method: str
    url: str
    headers: dict[str, str]
    body: str


@dataclass(slots=True)
class Played:
    """What the hosts answer to `METHOD host/path?query` (or without the query), and what they were asked."""

    port: int
    authority: Path
    answers: dict[str, tuple[int, Any, dict[str, str]]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead clients here."""
        return {"HTTPS_PROXY": f"http://127.0.0.1:{self.port}", "SSL_CERT_FILE": str(self.authority)}

    def answer(self, request: str, content: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        """Set an answer; bytes are sent as they are, everything else as JSON."""
        self.answers[request] = (status, content, headers or {})

    def forget(self) -> None:
        """Answer nothing and remember nothing."""
        self.answers.clear()
        self.asked.clear()


@contextmanager
def playing(hosts: Sequence[str], folder: Path) -> Iterator[Played]:
    """Play these hosts; `folder` gets the certificates."""
    server = _Proxy(("127.0.0.1", 0), _Handler)
    server.tls = _certificates(hosts, folder)
    server.played = Played(server.server_address[1], folder / "ca.pem")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.played
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Proxy(ThreadingHTTPServer):
    daemon_threads = True
    played: Played
    tls: ssl.SSLContext


class _Handler(BaseHTTPRequestHandler):
    """Answers instead of the host that it is asked to connect to."""

    protocol_version = "HTTP/1.1"
    host = ""

    def do_CONNECT(self) -> None:
        self.host = self.path.partition(":")[0]
        self.send_response(200)
        self.end_headers()
        try:
            self.connection = cast(_Proxy, self.server).tls.wrap_socket(self.connection, server_side=True)
        except (ssl.SSLError, OSError):  # somebody who does not trust the authority
            self.close_connection = True
            return
        self.rfile = cast(Any, self.connection.makefile("rb"))
        self.wfile = cast(Any, self.connection.makefile("wb", buffering=0))
        self.close_connection = False

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def _answer(self, method: str) -> None:
        played, url = cast(_Proxy, self.server).played, self.host + self.path
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        played.asked.append(Asked(method, url, {k.lower(): v for k, v in self.headers.items()}, body))
        plain = f"{method} {url.partition('?')[0]}"
        found = played.answers.get(f"{method} {url}") or played.answers.get(plain)
        status, content, headers = found or (404, {"message": "Not Found"}, {})
        sent = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(sent)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def _certificates(hosts: Sequence[str], folder: Path) -> ssl.SSLContext:
    """An authority (`ca.pem`), and the hosts' certificate of it."""
    made: dict[str, tuple[ec.EllipticCurvePrivateKey, x509.Certificate]] = {}
    now = datetime.now(UTC)
    for name in ("ca", "server"):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"argus test {name}")])
        signer, issuer = (made["ca"][0], made["ca"][1].subject) if made else (key, subject)
        builder = (
            x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=name == "ca", path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        )
        if name == "server":
            names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
            builder = builder.add_extension(names, critical=False)
        made[name] = key, builder.sign(signer, hashes.SHA256())
        _write(folder / f"{name}.pem", *made[name], with_key=name == "server")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


def _write(path: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate, *, with_key: bool) -> None:
    form = serialization.PrivateFormat.PKCS8
    private = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    path.write_bytes((private if with_key else b"") + certificate.public_bytes(serialization.Encoding.PEM))
