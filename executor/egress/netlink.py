"""Routes and addresses as rtnetlink spells them (rtnetlink(7), linux/rtnetlink.h). No I/O.

Owns the bytes of the few requests that we make, and what is read of the answers. It must not know sockets,
nor why a route is wanted.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from typing import Final

from warmhook.executor.egress.addresses import Address, Network

_HEADER: Final = struct.Struct("=IHHII")
_ROUTE: Final = struct.Struct("=BBBBBBBBI")
_LINK: Final = struct.Struct("=BxHiII")
_ATTRIBUTE: Final = struct.Struct("=HH")
_ERROR: Final = struct.Struct("=i")

_NLMSG_ERROR, _NLMSG_DONE = 2, 3
_RTM_NEWLINK, _RTM_NEWADDR, _RTM_GETADDR, _RTM_NEWROUTE = 16, 20, 22, 24
_REQUEST, _ACK, _DUMP, _EXCLUSIVE, _CREATE = 1, 4, 0x300, 0x200, 0x400
_AF_INET, _AF_INET6 = 2, 10
_TABLE_LOCAL, _PROTOCOL_BOOT, _SCOPE_UNIVERSE, _SCOPE_HOST = 255, 3, 0, 254
_TYPE_LOCAL, _TYPE_PROHIBIT = 2, 8
_ATTRIBUTE_DESTINATION, _ATTRIBUTE_OUTPUT = 1, 4
_IFA_ADDRESS, _IFA_LOCAL = 1, 2
_LOOPBACK_INDEX: Final = 1
_UP: Final = 1


def loopback_up() -> bytes:
    body = _LINK.pack(0, 0, _LOOPBACK_INDEX, _UP, _UP)
    return _message(_RTM_NEWLINK, _REQUEST | _ACK, body)


def local_route(network: Network) -> bytes:
    """All addresses of the network are this namespace's own: what connects to them arrives here."""
    output = _attribute(_ATTRIBUTE_OUTPUT, struct.pack("=I", _LOOPBACK_INDEX))
    return _route(network, _SCOPE_HOST, _TYPE_LOCAL, output)


def prohibit_route(network: Network) -> bytes:
    """Whoever connects to an address of the network hears EACCES at once."""
    return _route(network, _SCOPE_UNIVERSE, _TYPE_PROHIBIT, b"")


def addresses_request() -> bytes:
    """Asks for all addresses of this machine."""
    return _message(_RTM_GETADDR, _REQUEST | _DUMP, struct.pack("=BBBBI", 0, 0, 0, 0, 0))


def numbered(messages: Sequence[bytes]) -> bytes:
    """Many requests as one; each is acknowledged by its number, from 1."""
    return b"".join(
        message[:8] + struct.pack("=I", number) + message[12:]
        for number, message in enumerate(messages, start=1)
    )


def acknowledged(data: bytes) -> Iterator[tuple[int, int]]:
    """(number, errno) of each acknowledgement; errno 0 is success."""
    for kind, number, body in _messages(data):
        if kind == _NLMSG_ERROR:
            yield number, -_ERROR.unpack_from(body)[0]


def read_addresses(data: bytes) -> tuple[list[Address], bool]:
    """The addresses in a piece of the answer, and whether it was the last one."""
    found: list[Address] = []
    for kind, _, body in _messages(data):
        if kind in (_NLMSG_DONE, _NLMSG_ERROR):
            return found, True
        if kind == _RTM_NEWADDR:
            found += [ip_address(value) for attribute, value in _attributes(body[8:]) if attribute in _OWN]
    return found, False


# Of a point-to-point link the first is the peer's; the second is always ours. Neither may be reached.
_OWN: Final = (_IFA_ADDRESS, _IFA_LOCAL)


def _route(network: Network, scope: int, kind: int, attributes: bytes) -> bytes:
    family = _AF_INET if network.version == 4 else _AF_INET6
    body = _ROUTE.pack(
        family, network.prefixlen, 0, 0, _TABLE_LOCAL, _PROTOCOL_BOOT, scope, kind, 0
    ) + _attribute(_ATTRIBUTE_DESTINATION, network.network_address.packed)
    return _message(_RTM_NEWROUTE, _REQUEST | _ACK | _CREATE | _EXCLUSIVE, body + attributes)


def _message(kind: int, flags: int, body: bytes) -> bytes:
    return _HEADER.pack(_HEADER.size + len(body), kind, flags, 0, 0) + body


def _attribute(kind: int, value: bytes) -> bytes:
    return _ATTRIBUTE.pack(_ATTRIBUTE.size + len(value), kind) + value


def _messages(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    while len(data) >= _HEADER.size:
        length, kind, _, number, _ = _HEADER.unpack_from(data)
        yield kind, number, data[_HEADER.size : length]
        data = data[_aligned(length) :]


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    while len(data) >= _ATTRIBUTE.size:
        length, kind = _ATTRIBUTE.unpack_from(data)
        yield kind, data[_ATTRIBUTE.size : length]
        data = data[_aligned(length) :]


def _aligned(length: int) -> int:
    return max(length + 3 & ~3, 4)
