"""One caller's executions in flight, and the answer to each.

Owns two promises: every request gets exactly one answer, even a faulty one, and an
execution that nobody waits for is stopped. It must not know how messages travel (`grpc_edge`,
`local_edge`).
"""

from __future__ import annotations

from collections.abc import Callable

import structlog

from warmhook.executor.api.intake import Intake, response
from warmhook.executor.api.responses import refused_response
from warmhook.executor.errors import INTERNAL, Refusal, invalid
from warmhook.executor.model import ExecutionId, Report
from warmhook.executor.scheduling.supervisor import Supervisor
from warmhook.protos import executor_pb2 as pb

_log = structlog.get_logger()


class InFlight:
    def __init__(
        self,
        intake: Intake,
        supervisor: Supervisor,
        answer: Callable[[pb.ExecuteHookResponse], None],
        deadline: float | None = None,
    ) -> None:
        """`answer` is called with each response when it is there; `deadline` is the whole stream's."""
        self._intake = intake
        self._supervisor = supervisor
        self._answer = answer
        self._deadline = deadline
        # By request_id.
        self._running: dict[str, ExecutionId] = {}

    def __len__(self) -> int:
        return len(self._running)

    def begin(self, message: pb.ExecuteHookRequest) -> None:
        """Run the requested hook. The answer comes when it has ended, possibly before this returns."""
        try:
            self._begin(message)
        except Refusal as refusal:
            self.refuse(message.request_id, refusal)
        # The edge: a mistake of ours reaches the caller as "internal" and the log as a traceback.
        except Exception:  # noqa: BLE001
            _log.exception("internal_error")
            begun = self._running.pop(message.request_id, None)
            self._supervisor.abandon([] if begun is None else [begun])
            self.refuse(message.request_id, INTERNAL)

    def refuse(self, request_id: str, refusal: Refusal) -> None:
        self._answer(refused_response(request_id, refusal))

    def abandon(self) -> None:
        """Nobody waits for answers any more."""
        self._supervisor.abandon(list(self._running.values()))

    def _begin(self, message: pb.ExecuteHookRequest) -> None:
        request_id = message.request_id
        if not request_id or request_id in self._running:
            problem = "is the same as that of an execution in flight" if request_id else "is missing"
            raise invalid("request_id", problem)
        execution = self._intake.execution(message, self._deadline)

        def answer(result: Report | Refusal) -> None:
            self._running.pop(request_id, None)
            if isinstance(result, Refusal):
                self.refuse(request_id, result)
            else:
                self._answer(response(request_id, execution, result))

        self._running[request_id] = execution.id
        self._supervisor.begin(execution, answer)
