"""A mail server for tests: real SMTP on this machine, with STARTTLS and a certificate of its own."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

HOST = "127.0.0.1"
USER, PASSWORD = "argus", "mail-password"


@dataclass(slots=True)
class Delivery:
    """A mail that was taken: its envelope and its content."""

    sender: str
    recipients: list[str]
    message: EmailMessage
    encrypted: bool
    user: str | None


@dataclass(slots=True)
class MailServer:
    """Takes mails from whoever is encrypted and logged in, but for addresses that begin with `refused`."""

    certificate: Path
    port: int = 0
    starttls: bool = True
    deliveries: list[Delivery] = field(default_factory=list)
    connections: int = 0

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One conversation."""
        self.connections += 1
        try:
            await _Conversation(self, reader, writer).run()
        except (ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
            pass  # the client hung up
        finally:
            writer.close()


class _Conversation:
    def __init__(self, server: MailServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server = server
        self.reader = reader
        self.writer = writer
        self.encrypted = False
        self.user: str | None = None
        self.sender = ""
        self.recipients: list[str] = []

    async def say(self, *lines: str) -> None:
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await self.writer.drain()

    async def run(self) -> None:
        await self.say("220 mail.test")
        while line := (await self.reader.readline()).decode().strip():
            verb, _, rest = line.partition(" ")
            if verb.upper() == "QUIT":
                await self.say("221 bye")
                return
            await self.answer(verb.upper(), rest)

    async def answer(self, verb: str, rest: str) -> None:
        if verb == "EHLO":
            offered = ["250-AUTH PLAIN LOGIN"] if self.encrypted else ["250-STARTTLS"] if self.server.starttls else []
            await self.say("250-mail.test", *offered, "250 SIZE 50000000")
        elif verb == "STARTTLS":
            await self.say("220 go on")
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.server.certificate)
            await self.writer.start_tls(context)
            self.encrypted = True
        elif verb == "AUTH":
            await self.log_in(rest)
        elif self.user is None:
            await self.say("530 log in first")
        elif verb == "MAIL":
            self.sender, self.recipients = _address(rest), []
            await self.say("250 ok")
        elif verb == "RCPT" and _address(rest).startswith("refused"):
            await self.say("550 nobody here")
        elif verb == "RCPT":
            self.recipients.append(_address(rest))
            await self.say("250 ok")
        elif verb == "DATA":
            await self.take()
        else:
            await self.say("250 ok")

    async def log_in(self, rest: str) -> None:
        _, _, encoded = rest.partition(" ")
        _, user, password = base64.b64decode(encoded).decode().split("\0")
        if (user, password) != (USER, PASSWORD):
            await self.say("535 no")
            return
        self.user = user
        await self.say("235 welcome")

    async def take(self) -> None:
        await self.say("354 go on")
        lines = []
        while (line := await self.reader.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.deliveries.append(Delivery(self.sender, self.recipients, message, self.encrypted, self.user))
        await self.say("250 taken")


def _address(rest: str) -> str:
    return rest.partition("<")[2].partition(">")[0]


@asynccontextmanager
async def mail_server(folder: Path, *, starttls: bool = True) -> AsyncIterator[MailServer]:
    """A server on a free port. Whoever shall trust it needs `SSL_CERT_FILE` to name its certificate."""
    server = MailServer(self_signed_certificate(folder / "mail.pem"), starttls=starttls)
    listening = await asyncio.start_server(server.handle, HOST, 0)
    server.port = int(listening.sockets[0].getsockname()[1])
    try:
        yield server
    finally:
        listening.close()
        await listening.wait_closed()


def self_signed_certificate(path: Path) -> Path:
    """A file with a key and a certificate for this machine, valid for an hour."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
