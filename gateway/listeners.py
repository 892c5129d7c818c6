"""The sockets that a gateway listens on: its own, or handed over by the program that started it.

Owns systemd's protocol for handing over (sd_listen_fds(3)), what each socket is for, and how one is
closed so that nobody who has connected is turned away. It must not know what is served.
"""

from __future__ import annotations

import ctypes
import os
import socket
import struct
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from warmhook.gateway.config import Address, Settings

_FIRST_DESCRIPTOR: Final = 3
# Of asm-generic/socket.h; Python has no name for it.
_SO_ATTACH_FILTER: Final = 26
# A classic BPF program over the TCP header: packets with SYN are dropped, all others kept.
_DROP_SYN: Final = (
    (0x30, 0, 0, 13),  # load the byte with the flags
    (0x45, 0, 1, 0x02),  # SYN?
    (0x06, 0, 0, 0),  # drop
    (0x06, 0, 0, 0xFFFFFFFF),  # keep
)


class ListenersError(Exception):
    """What was handed over cannot be listened on; the message is for the operator."""


class Purpose(StrEnum):
    """A socket's name in the protocol, too."""

    GATEWAY = "gateway"
    MANAGEMENT = "management"


@dataclass(frozen=True, slots=True)
class Listener:
    purpose: Purpose
    socket: socket.socket
    # Its giver has it too, and may give it to others.
    handed_over: bool

    @property
    def port(self) -> int:
        port: int = self.socket.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        host: str = self.socket.getsockname()[0]
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def ignore_new_connections(self) -> None:
        """Let handshakes that have begun be finished, and have the kernel ignore all others.

        A socket that closes resets what is in its queue, and with it a request that may be there already.
        After this the queue only gets shorter. Whoever is ignored asks again a second later, and then
        finds the port closed, or another process. A socket that was handed over stays open elsewhere, and
        its queue with it, so it is left as it is.
        """
        if self.handed_over:
            return
        program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in _DROP_SYN))
        # Without it, on another kernel, the socket closes as sockets do.
        with suppress(OSError):
            self.socket.setsockopt(
                socket.SOL_SOCKET,
                _SO_ATTACH_FILTER,
                struct.pack("HP", len(_DROP_SYN), ctypes.addressof(program)),
            )


@contextmanager
def open_listeners(settings: Settings, environment: Mapping[str, str], pid: int) -> Iterator[list[Listener]]:
    """Those that were handed over, and for a purpose without any the one of the settings.

    `pid` is ours. Raises `ListenersError`, and `OSError` where an address cannot be had.
    """
    own: dict[Purpose, Address | None] = {
        Purpose.GATEWAY: settings.listen,
        Purpose.MANAGEMENT: settings.management_listen,
    }
    with ExitStack() as stack:
        listeners = [
            Listener(purpose, stack.enter_context(_taken(descriptor)), handed_over=True)
            for descriptor, purpose in handed_over(environment, pid).items()
        ]
        for purpose, address in own.items():
            if address is not None and purpose not in {listener.purpose for listener in listeners}:
                bound = stack.enter_context(_bound(*address))
                listeners.append(Listener(purpose, bound, handed_over=False))
        _check_ports(listeners)
        yield listeners


def handed_over(environment: Mapping[str, str], pid: int) -> dict[int, Purpose]:
    """Purpose by descriptor, of those that were handed over to the process `pid`.

    Sockets that all have one name are the gateway's, whatever the name is: systemd calls a socket after its
    unit. Raises `ListenersError` for names that leave open what is what.
    """
    if environment.get("LISTEN_PID") != str(pid):
        return {}
    count = environment.get("LISTEN_FDS", "")
    if not count.isdecimal():
        raise ListenersError(f"LISTEN_FDS must be a number, not {count!r}")
    names = environment.get("LISTEN_FDNAMES", "").split(":")
    descriptors = range(_FIRST_DESCRIPTOR, _FIRST_DESCRIPTOR + int(count))
    if len(set(names)) == 1 and names[0] != Purpose.MANAGEMENT:
        return dict.fromkeys(descriptors, Purpose.GATEWAY)
    if len(names) != len(descriptors) or not set(names) <= set(Purpose):
        raise ListenersError(
            f"{len(descriptors)} sockets were handed over with the names {', '.join(names)}; "
            f"each must be named {' or '.join(Purpose)} (FileDescriptorName= in its unit)"
        )
    return {number: Purpose(name) for number, name in zip(descriptors, names, strict=True)}


def _taken(descriptor: int) -> socket.socket:
    try:
        taken = socket.socket(fileno=descriptor)
        is_listening = taken.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    except OSError as error:
        raise ListenersError(f"descriptor {descriptor} was handed over as a socket: {error}") from error
    if not is_listening or taken.family not in (socket.AF_INET, socket.AF_INET6):
        raise ListenersError(f"descriptor {descriptor} was handed over and is no TCP socket that listens")
    os.set_inheritable(descriptor, False)  # noqa: FBT003 - its only argument
    taken.setblocking(False)  # noqa: FBT003 - as above
    return taken


def _bound(host: str, port: int) -> socket.socket:
    """The address is ours, and nobody can connect yet: the server begins to listen when it can serve.

    Until then a balancer is refused and asks another gateway, and loses nothing if this one cannot start.
    """
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if bound.family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise OSError(error.errno, f"cannot listen on {host}:{port}: {error.strerror}") from error
    bound.setblocking(False)  # noqa: FBT003 - its only argument
    return bound


def _check_ports(listeners: list[Listener]) -> None:
    """Requests are told apart by the port that they came to."""
    public = {listener.port for listener in listeners if listener.purpose is Purpose.GATEWAY}
    management = {listener.port for listener in listeners if listener.purpose is Purpose.MANAGEMENT}
    if len(management) > 1 or management & public:
        raise ListenersError("the management sockets must have one port, and another one than the gateway's")
