"""A program that makes RSA signatures, for the gateway that started it (`process`).

Owns the messages between the two, on the socket that it has as its standard input, and
ends with that socket. It must not know tokens, tenants or which key is whose: each request
brings its key. It imports nothing that it does not need, so that it is there soon.

A request is two lengths, the key (PKCS #8, PEM) and what to sign. Answers come in the
order of requests, each as `protos.framing` has it: the signature, or an empty one where none could be made.
One empty answer comes before all, when the program is ready.
"""

from __future__ import annotations

import functools
import signal
import socket
import struct
import sys
from typing import Final

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from warmhook.protos.framing import with_length

REQUEST: Final = struct.Struct("!II")

# Some hundred requests, read at once.
_READ_BYTES: Final = 256 * 1024
# Tenants that have tokens signed at the same time. To parse a key again takes as long as a signature.
_KEYS_MAX: Final = 128


def rs256(key: rsa.RSAPrivateKey, data: bytes) -> bytes:
    """RFC 7518 section 3.3."""
    return key.sign(data, padding.PKCS1v15(), hashes.SHA256())


@functools.lru_cache(_KEYS_MAX)
def _parsed(pem: bytes) -> rsa.RSAPrivateKey:
    # The gateway has checked it when it loaded it.
    key = serialization.load_pem_private_key(pem, password=None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, rsa.RSAPrivateKey), "only RSA keys are sent"
    return key


def _answer(pem: bytes, data: bytes) -> bytes:
    try:
        signature = rs256(_parsed(pem), data)
    except Exception:  # noqa: BLE001 - the gateway tries itself, and reports what it finds.
        signature = b""
    return with_length(signature)


def _serve(gateway: socket.socket) -> None:
    gateway.sendall(with_length(b""))
    with gateway.makefile("rb", buffering=_READ_BYTES) as requests:
        while len(head := requests.read(REQUEST.size)) == REQUEST.size:
            key_length, data_length = REQUEST.unpack(head)
            pem = requests.read(key_length)
            gateway.sendall(_answer(pem, requests.read(data_length)))


def main() -> int:
    # Signals to the whole process group are for the gateway, which needs signatures until it ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with socket.socket(fileno=sys.stdin.fileno()) as gateway:
            _serve(gateway)
    except ConnectionError:
        # The gateway ended without closing the socket in good order.
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
