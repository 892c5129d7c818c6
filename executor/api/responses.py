"""A `Report` as an ExecuteHookResponse.

Owns the reply's wire form. No I/O; it must not know gRPC.
"""

from __future__ import annotations

from typing import assert_never

from warmhook.executor import model
from warmhook.executor.errors import STATUS_CODES, Refusal
from warmhook.protos import executor_pb2 as pb

_STREAMS = {
    model.Stream.STDOUT: pb.ConsoleOutput.Stream.STDOUT,
    model.Stream.STDERR: pb.ConsoleOutput.Stream.STDERR,
}


def report_response(request_id: str, report: model.Report) -> pb.ExecuteHookResponse:
    response = pb.ExecuteHookResponse(
        request_id=request_id,
        console_truncated=report.console_truncated,
        timing=pb.Timing(
            queued_us=report.timing.queued_us,
            startup_us=report.timing.startup_us,
            run_us=report.timing.run_us,
        ),
        cold=report.cold,
    )
    for written in report.console:
        response.console.add(stream=_STREAMS[written.stream], text=written.text)
    _set_outcome(response, report.outcome)
    return response


def refused_response(request_id: str, refusal: Refusal) -> pb.ExecuteHookResponse:
    """The message on a stream that stands in for a unary call's status."""
    refused = pb.Refused(
        status_code=STATUS_CODES[refusal.code],
        code=refusal.code.value,
        message=refusal.message,
        retry_after_ms=refusal.retry_after_ms,
    )
    return pb.ExecuteHookResponse(request_id=request_id, refused=refused)


def _set_outcome(response: pb.ExecuteHookResponse, outcome: model.Outcome) -> None:
    match outcome:
        case model.Accepted(claims_json):
            response.accepted.CopyFrom(pb.Accepted(claims_json=claims_json))
        case model.Denied(error, properties_json):
            denied = pb.Denied(
                name=error.name, message=error.message, stack=error.stack, properties_json=properties_json
            )
            response.denied.CopyFrom(denied)
        case model.Threw(error, uncaught):
            threw = pb.Threw(name=error.name, message=error.message, stack=error.stack, uncaught=uncaught)
            response.threw.CopyFrom(threw)
        case model.DoesNotCompile(error):
            response.does_not_compile.CopyFrom(
                pb.DoesNotCompile(name=error.name, message=error.message, stack=error.stack)
            )
        case model.TimedOut(limit_ms, cpu_ms, waited_ms):
            timed_out = pb.TimedOut(limit_ms=limit_ms, cpu_ms=cpu_ms, waited_ms=waited_ms)
            response.timed_out.CopyFrom(timed_out)
        case model.OutOfMemory(limit_mb):
            response.out_of_memory.CopyFrom(pb.OutOfMemory(limit_mb=limit_mb))
        case model.LimitExceeded(limit, allowed):
            response.limit_exceeded.CopyFrom(pb.LimitExceeded(limit=limit, allowed=allowed))
        case model.Died(message, exit_code, signal):
            response.died.CopyFrom(pb.Died(message=message, exit_code=exit_code, signal=signal))
        case model.UnusableResult(message):
            response.unusable_result.CopyFrom(pb.UnusableResult(message=message))
        case _:
            assert_never(outcome)
