"""TLS in front of the gateway: an authority of our own, and a proxy that ends TLS and passes bytes on.

Owns certificates and connections. It must not know HTTP: what the client sends reaches
the gateway as it is, the Host header above all.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_CHUNK = 65536


class TlsProxy:
    """Listens on a free port of loopback, in a thread of its own, by a name that is loopback's."""

    def __init__(self, directory: Path, host: str = "localhost") -> None:
        self.host = host
        # For those that must trust it.
        self.authority = directory / "authority.pem"
        self.port = 0
        # "host:port"; set it before the first connection.
        self.backend = ""
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(_write_chain(directory, self.authority, host))
        self._loop = asyncio.new_event_loop()

    @property
    def domain(self) -> str:
        """Once it is serving."""
        return f"{self.host}:{self.port}"

    @contextlib.contextmanager
    def serving(self) -> Iterator[TlsProxy]:
        thread = threading.Thread(target=self._loop.run_forever, name="tls-proxy")
        thread.start()
        try:
            server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
            try:
                yield self
            finally:
                asyncio.run_coroutine_threadsafe(_end(server), self._loop).result(10)
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()
            self._loop.close()

    async def _listen(self) -> asyncio.Server:
        server = await asyncio.start_server(self._connected, self.host, 0, ssl=self._context)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, _, port = self.backend.rpartition(":")
        try:
            upstream_reader, upstream_writer = await asyncio.open_connection(host, int(port))
            try:
                async with asyncio.TaskGroup() as both_ways:
                    both_ways.create_task(_pass_on(reader, upstream_writer))
                    both_ways.create_task(_pass_on(upstream_reader, writer))
            finally:
                upstream_writer.transport.abort()
        finally:
            # The proxy may end in the midst of it, and a peer may never say that it closes.
            writer.transport.abort()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Either side may go away at any time, without a word; then so does the other."""
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
    writer.close()
    with contextlib.suppress(ConnectionError, ssl.SSLError, TimeoutError):
        await writer.wait_closed()


async def _end(server: asyncio.Server) -> None:
    server.close()
    connections = asyncio.all_tasks() - {asyncio.current_task()}
    for connection in connections:
        connection.cancel()
    await asyncio.gather(*connections, return_exceptions=True)
    # What is aborted is closed in the loop's next turn.
    await asyncio.sleep(0)


def _write_chain(directory: Path, authority: Path, host: str) -> Path:
    """A certificate for the host with its key, and the authority that vouches for it."""
    issuer_key = ec.generate_private_key(ec.SECP256R1())
    issuer = _certificate("Warmhook tests", "Warmhook tests", issuer_key.public_key(), is_authority=True)
    authority.write_bytes(_pem(issuer.sign(issuer_key, hashes.SHA256())))
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(host, "Warmhook tests", key.public_key(), is_authority=False)
    chain = directory / "host.pem"
    chain.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + _pem(certificate.sign(issuer_key, hashes.SHA256()))
    )
    return chain


def _certificate(
    subject: str, issuer: str, public_key: ec.EllipticCurvePublicKey, *, is_authority: bool
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_alternative(subject)]), critical=False)
    )


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
