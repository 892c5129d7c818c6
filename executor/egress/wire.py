"""What the executor and the broker tell each other. No I/O.

Owns the messages and their JSON. Each is one message of a SOCK_SEQPACKET socket; descriptors travel beside
it. It must not know sockets. Both ends are the same version of the same program, so nothing is checked here
twice.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from warmhook.executor.egress.policy import Bounds, Grant, parse_bounds, parse_policy

MESSAGE_BYTES: Final = 256 * 1024
# 16 ports and DNS twice.
MOST_DESCRIPTORS: Final = 18


@dataclass(frozen=True, slots=True)
class Setup:
    """The first message to a broker. Lists as in the settings; empty `source_*`: the kernel's choice."""

    mode: str
    allow: str
    private: str
    source_ipv4: str = ""
    source_ipv6: str = ""

    def bounds(self) -> Bounds:
        """Raises PolicyError."""
        return parse_bounds(self.mode, self.allow, self.private)


@dataclass(frozen=True, slots=True)
class PolicyText:
    mode: str
    allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A worker's door is open. Beside it: a listening socket for each port, UDP 53 and TCP 53."""

    worker: int
    tenant: str
    hook: str
    policies: tuple[PolicyText, ...]
    ports: tuple[int, ...]

    def grant(self, bounds: Bounds) -> Grant:
        return Grant(bounds, tuple(parse_policy(policy.mode, policy.allow) for policy in self.policies))


@dataclass(frozen=True, slots=True)
class Running:
    """The worker runs this execution now; None: none."""

    worker: int
    execution: str | None


@dataclass(frozen=True, slots=True)
class Gone:
    """The worker has ended. All that it had open closes."""

    worker: int


@dataclass(frozen=True, slots=True)
class Record:
    """What came of a connection, or of a question for a name that was not answered (then `port` is 0).

    `verdict`: "allowed", "reported", "denied", or "failed" where the far side could not be reached.
    `reason` says why it was not plainly allowed. Bytes as the hook sees them.
    """

    worker: int
    tenant: str
    hook: str
    execution: str | None
    name: str | None
    address: str | None
    port: int
    verdict: str
    reason: str | None = None
    sent_bytes: int = 0
    received_bytes: int = 0
    ms: int = 0

    def line(self) -> str | None:
        """What the author of the hook reads on its stderr; None where nothing was denied."""
        if self.verdict != "denied":
            return None
        if not self.port:
            return f"network: {self.name} is not resolved: {self.reason}\n"
        host = self.name or (f"[{self.address}]" if ":" in str(self.address) else self.address)
        return f"network: connect to {host}:{self.port} is not allowed: {self.reason}\n"


Order = Setup | Opened | Running | Gone
_ORDERS: Final[dict[str, type[Order]]] = {order.__name__: order for order in (Setup, Opened, Running, Gone)}


def encode(message: Order | Record) -> bytes:
    return json.dumps({"is": type(message).__name__, **asdict(message)}).encode()


def decode_order(data: bytes) -> Order:
    """Raises ValueError, KeyError or TypeError for what is none."""
    fields: dict[str, Any] = json.loads(data)  # Any: JSON from the executor, which is trusted
    order = _ORDERS[fields.pop("is")](**fields)
    if isinstance(order, Opened):
        return replace(order, policies=_policies(order.policies), ports=tuple(order.ports))
    return order


def decode_record(data: bytes) -> Record:
    """Raises ValueError, KeyError or TypeError for what is none."""
    fields: dict[str, Any] = json.loads(data)  # Any: JSON from the broker, our own program
    del fields["is"]
    return Record(**fields)


def _policies(fields: Sequence[Any]) -> tuple[PolicyText, ...]:  # Any: decoded JSON
    return tuple(PolicyText(policy["mode"], tuple(policy["allow"])) for policy in fields)
