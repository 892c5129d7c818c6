"""An internet of the tests' own: two network namespaces and a wire, and every address in the world answers.

Owns the namespaces and who listens on the far side. All that is connected to there arrives, private and
metadata addresses included: what does not was kept back by us. Only root can make it.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

from live.debian import program

needed = pytest.mark.skipif(os.geteuid() != 0, reason="only root can put a wire between namespaces")

OWN = "44.44.0.2"
PORTS = (80, 443, 5432)
_CLONE_NEWNET = 0x4000_0000
_IP_FREEBIND = 15
_libc = ctypes.CDLL(None, use_errno=True)


class Internet:
    """`machine` and `far` are the namespaces' descriptors."""

    def __init__(self, machine: int, far: int) -> None:
        self.machine, self.far = machine, far
        # (address, port) of every connection that has arrived.
        self.heard: list[tuple[str, int]] = []
        # What each name resolves to now, and what was asked.
        self.names: dict[str, list[str]] = {}
        self.asked: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Says to whom it was meant once the other side has finished, and gives back what it was sent."""
        address, port = writer.get_extra_info("sockname")[:2]
        self.heard.append((address.removeprefix("::ffff:"), port))
        said = await reader.read()
        writer.write(f"{address.removeprefix('::ffff:')} ".encode() + said)
        writer.close()

    def resolve(self, listening: socket.socket) -> None:
        packet, asker = listening.recvfrom(4096)
        query = dns.message.from_wire(packet)
        [asked] = query.question
        name = asked.name.to_text(omit_final_dot=True).lower()
        self.asked.append(name)
        response = dns.message.make_response(query)
        if name not in self.names:
            response.set_rcode(dns.rcode.NXDOMAIN)
        wanted = [
            one for one in self.names.get(name, []) if (":" in one) == (asked.rdtype == dns.rdatatype.AAAA)
        ]
        if wanted and asked.rdtype in (dns.rdatatype.A, dns.rdatatype.AAAA):
            response.answer.append(dns.rrset.from_text_list(asked.name, 0, "IN", asked.rdtype, wanted))
        listening.sendto(response.to_wire(), asker)


@contextmanager
def inside(namespace: int) -> Iterator[None]:
    """For this thread, and for what it starts and opens."""
    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        assert _libc.setns(namespace, _CLONE_NEWNET) == 0
        yield
    finally:
        assert _libc.setns(before, _CLONE_NEWNET) == 0
        os.close(before)


@asynccontextmanager
async def internet() -> AsyncIterator[Internet]:
    resolver = _resolver()
    far, machine = _made(), _made()
    world = Internet(machine, far)
    _wire(machine, far)
    loop = asyncio.get_running_loop()
    with inside(far):
        listeners = [
            socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True) for port in PORTS
        ]
    with inside(machine if resolver.startswith("127.") else far):
        names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        # The asker takes an answer only from the address that it asked.
        names.setsockopt(socket.IPPROTO_IP, _IP_FREEBIND, 1)
        names.bind((resolver, 53))
    servers = [await asyncio.start_server(world.serve, sock=listener) for listener in listeners]
    loop.add_reader(names, world.resolve, names)
    try:
        yield world
    finally:
        loop.remove_reader(names)
        names.close()
        for server in servers:
            server.close()
        os.close(far)
        os.close(machine)


def _resolver() -> str:
    """The first of this machine's own: the broker will ask there."""
    lines = Path("/etc/resolv.conf").read_text().splitlines()
    return next(line.split()[1] for line in lines if line.startswith("nameserver"))


def _made() -> int:
    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        assert _libc.unshare(_CLONE_NEWNET) == 0
        return os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    finally:
        assert _libc.setns(before, _CLONE_NEWNET) == 0
        os.close(before)


def _wire(machine: int, far: int) -> None:
    # The far side has every address, but those of the wire.
    there = (
        "link set lo up",
        "link set away up",
        "addr add 44.44.0.1/24 dev away",
        "route add 44.44.0.0/24 dev away table local",
        "route add local default dev lo table local",
    )
    here = (
        "link set lo up",
        "link set wire up",
        f"addr add {OWN}/24 dev wire",
        "route add default via 44.44.0.1",
    )
    with inside(machine):
        _ip(f"link add wire type veth peer name away netns /proc/{os.getpid()}/fd/{far}", far)
    for namespace, commands in ((far, there), (machine, here)):
        with inside(namespace):
            for command in commands:
                _ip(command)


def _ip(command: str, *kept: int) -> None:
    ip = shutil.which("ip") or program("sbin/ip")
    subprocess.run([ip, *command.split()], check=True, pass_fds=kept)
