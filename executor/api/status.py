"""What GetStatus says.

Owns the reading of the executor's state into the message. It changes nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Final

from warmhook.executor import __version__
from warmhook.executor.sandbox.policy import Isolation
from warmhook.executor.sandbox.probe import Found
from warmhook.executor.scheduling.plan import Phase
from warmhook.executor.scheduling.supervisor import Supervisor
from warmhook.protos import executor_pb2 as pb

_ISOLATION: Final = {
    Isolation.NONE: pb.GetStatusResponse.Isolation.NONE,
    Isolation.LANDLOCK: pb.GetStatusResponse.Isolation.LANDLOCK,
    Isolation.NAMESPACES: pb.GetStatusResponse.Isolation.NAMESPACES,
}


@dataclass(frozen=True, slots=True)
class Status:
    supervisor: Supervisor
    node_version: str
    found: Found
    max_queue: int
    local_socket: str
    started_at: float = field(default_factory=time.monotonic)

    def message(self) -> pb.GetStatusResponse:
        pool = self.supervisor.pool
        return pb.GetStatusResponse(
            version=__version__,
            node_version=self.node_version,
            uptime_ms=int((time.monotonic() - self.started_at) * 1000),
            draining=pool.draining,
            isolation=_ISOLATION[self.found.isolation],
            isolation_detail=self.found.detail,
            workers=pb.Workers(
                starting=pool.count(Phase.STARTING),
                spare=pool.count(Phase.SPARE),
                idle=pool.count(Phase.IDLE),
                busy=pool.count(Phase.BUSY),
                maximum=pool.limits.max_workers,
            ),
            queue=pb.Queue(waiting=pool.waiting_total, maximum=self.max_queue),
            spawning=self._spawning(),
            executions=self._executions(),
            # Anybody may take the socket's name once it is closed.
            local_socket="" if pool.draining else self.local_socket,
        )

    def _spawning(self) -> pb.Spawning:
        starting, spawning = self.supervisor.pool.starting, self.supervisor.spawning
        failures = starting.consecutive_failures
        backoff = max(starting.next_spawn_at - time.monotonic(), 0.0) if failures else 0.0
        return pb.Spawning(
            started=spawning.started,
            failed=spawning.failed,
            consecutive_failures=failures,
            last_error=spawning.last_error,
            backoff_ms=int(backoff * 1000),
        )

    def _executions(self) -> pb.Executions:
        counts = self.supervisor.counts
        return pb.Executions(
            accepted=counts["Accepted"],
            denied=counts["Denied"],
            threw=counts["Threw"],
            does_not_compile=counts["DoesNotCompile"],
            timed_out=counts["TimedOut"],
            out_of_memory=counts["OutOfMemory"],
            limit_exceeded=counts["LimitExceeded"],
            died=counts["Died"],
            unusable_result=counts["UnusableResult"],
            refused=counts["Refused"],
            cancelled=counts["Cancelled"],
        )
