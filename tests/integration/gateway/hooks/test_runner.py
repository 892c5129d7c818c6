"""The gateway's side of the gRPC call, against a real server."""

from __future__ import annotations

import asyncio
import gc
import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import grpc
import pytest
from fakes.executor import KEY_FILE, FakeExecutor, accepting, fake_executor, hanging, refusing, replying
from samples.tenants import API, APP, HOOK, MACHINE, TENANT, USER

from warmhook.gateway.errors import HookFailure
from warmhook.gateway.hooks import runner
from warmhook.gateway.hooks.call import HookCall
from warmhook.gateway.hooks.runner import HookRunner
from warmhook.gateway.hooks.values import (
    Accepted,
    ExecutorRefusedError,
    ExecutorUnavailableError,
    Failed,
    HookRun,
)
from warmhook.gateway.model import Hook, TriggerId
from warmhook.protos import executor_pb2 as pb

MACHINES = HookCall(
    request_id="r-1",
    tenant=TENANT,
    hook=HOOK,
    client=MACHINE,
    user=None,
    audience=API.identifier,
    scope=("read:data", "write:data"),
    body={"client_id": "machine", "client_secret": "s3cret", "userId": 7, "password": "s3cret"},
    headers={"user-agent": "test/1", "authorization": "s3cret", "cookie": "s3cret", "x-a": "é"},
    query={"q": "1", "client_secret": "s3cret"},
    ip="203.0.113.9",
    user_agent="test/1",
)
JANES = replace(MACHINES, hook=replace(HOOK, trigger_id=TriggerId.PASSWORD_EXCHANGE), client=APP, user=USER)


@pytest.fixture
async def client(executor: FakeExecutor) -> AsyncIterator[HookRunner]:
    client = HookRunner(executor.target, KEY_FILE)
    yield client
    await client.close()


async def run(client: HookRunner, call: HookCall = MACHINES) -> HookRun:
    return await client.run(call)


async def test_a_hook_that_has_been_replaced_is_not_kept(client: HookRunner) -> None:
    for number in range(5):
        await run(client, replace(MACHINES, hook=replace(HOOK, id=f"replaced-{number}")))
    gc.collect()
    kept = [kept.id for kept in gc.get_objects() if isinstance(kept, Hook) and "replaced" in kept.id]
    assert len(kept) <= 1, kept


async def test_a_machines_hook_gets_auth0s_arguments(executor: FakeExecutor, client: HookRunner) -> None:
    await run(client)
    (request,) = executor.executed
    exchange = request.credentials_exchange
    assert (exchange.client.tenant, exchange.client.id, exchange.client.name) == (
        "acme",
        "machine",
        "A machine",
    )
    assert json.loads(exchange.client.metadata_json) == {"plan": "full"}
    assert list(exchange.scope.values) == ["read:data", "write:data"]
    assert exchange.audience == API.identifier
    assert request.request_id == "r-1"
    # The hook's time, and a second for the executor to say that it is over.
    assert 20_000 < request.timeout_ms <= 21_000


async def test_a_persons_hook_gets_the_user_as_well(executor: FakeExecutor, client: HookRunner) -> None:
    await run(client, JANES)
    (request,) = executor.executed
    user = request.password_exchange.user
    assert (user.tenant, user.id, user.display_name) == ("acme", "auth0|1234", "Jane Doe")
    assert json.loads(user.user_metadata_json) == {"colour": "red"}
    assert json.loads(user.app_metadata_json) == {"roles": ["admin"]}
    assert request.password_exchange.client.id == "app"


async def test_a_hook_without_granted_scopes_gets_undefined(
    executor: FakeExecutor, client: HookRunner
) -> None:
    await run(client, replace(MACHINES, scope=()))
    assert not executor.executed[0].credentials_exchange.HasField("scope")


async def test_the_context_has_the_request_and_none_of_its_credentials(
    executor: FakeExecutor, client: HookRunner
) -> None:
    await run(client)
    (request,) = executor.executed
    context = request.context
    assert (context.ip, context.user_agent) == ("203.0.113.9", "test/1")
    assert json.loads(context.body_json) == {"client_id": "machine", "userId": 7}
    assert dict(context.headers) == {"user-agent": "test/1", "x-a": "é"}
    assert dict(context.query) == {"q": "1"}
    assert b"s3cret" not in request.SerializeToString()


async def test_a_hook_that_checks_its_callers_is_shown_the_secret_it_expects(
    executor: FakeExecutor, client: HookRunner
) -> None:
    await run(client, replace(MACHINES, hook=replace(HOOK, secrets={"auth0-extension-secret": "shared"})))
    assert executor.executed[0].context.headers["authorization"] == "Bearer shared"


async def test_a_hook_is_sent_whole_once_and_by_name_from_then_on(
    executor: FakeExecutor, client: HookRunner
) -> None:
    for _ in range(3):
        await run(client)
    assert [request.hook.HasField("source") for request in executor.received] == [False, True, False, False]
    assert [request.hook.HasField("source") for request in executor.executed] == [True, False, False]
    whole = executor.executed[0].hook
    assert (whole.tenant, whole.id, whole.source) == ("acme", "hook-1", HOOK.script)
    assert dict(whole.secrets) == {"FOO": "bar"}


async def test_a_changed_hook_is_another_hook(executor: FakeExecutor, client: HookRunner) -> None:
    await run(client)
    await run(client, replace(MACHINES, hook=replace(HOOK, secrets={"FOO": "changed"})))
    digests = {request.hook.digest for request in executor.executed}
    assert len(digests) == 2


async def test_an_executor_that_lost_its_memory_is_told_again(
    executor: FakeExecutor, client: HookRunner
) -> None:
    await run(client)
    executor.known.clear()
    await run(client)
    assert len(executor.executed) == 2


CLAIMS: dict[str, tuple[str | None, Any]] = {
    "an object": ('{"a":[1,"ü",null]}', {"a": [1, "ü", None]}),
    "a string": ('"x"', "x"),
    "null": ("null", None),
    "nothing": (None, None),
    "a number beyond 64 bits": ("100000000000000000000", 1e20),
}


@pytest.mark.parametrize("case", CLAIMS)
async def test_what_a_hook_accepts_with_comes_back_as_json(
    executor: FakeExecutor, client: HookRunner, case: str
) -> None:
    text, claims = CLAIMS[case]
    executor.script = replying(pb.ExecuteHookResponse(accepted=pb.Accepted(claims_json=text)))
    assert (await run(client)).result == Accepted(claims)


@pytest.mark.parametrize("text", ['"\\ud800"', "[" * 5000 + "]" * 5000, "{", ""])
async def test_claims_that_cannot_be_read_are_the_hooks_failure(
    executor: FakeExecutor, client: HookRunner, text: str
) -> None:
    executor.script = replying(pb.ExecuteHookResponse(accepted=pb.Accepted(claims_json=text)))
    assert (await run(client)).result == Failed(HookFailure.UNUSABLE_RESULT)


async def test_what_an_execution_took_comes_back(executor: FakeExecutor, client: HookRunner) -> None:
    timing = pb.Timing(queued_us=1, startup_us=2, run_us=3)
    executor.script = replying(pb.ExecuteHookResponse(threw=pb.Threw(), timing=timing, cold=True))
    done = await run(client)
    assert done == HookRun(Failed(HookFailure.THREW), queued_us=1, startup_us=2, run_us=3, cold=True)


@pytest.mark.parametrize(
    ("status", "retry_after_ms", "retry_after"),
    [
        (grpc.StatusCode.UNAVAILABLE, None, 1),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, None, 1),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, 2500, 3),
        (grpc.StatusCode.DEADLINE_EXCEEDED, None, 1),
    ],
)
async def test_an_executor_that_cannot_now_says_when_to_come_back_and_is_not_asked_twice(
    executor: FakeExecutor,
    client: HookRunner,
    status: grpc.StatusCode,
    retry_after_ms: int | None,
    retry_after: int,
) -> None:
    executor.script = refusing(status, "queue_full", retry_after_ms)
    with pytest.raises(ExecutorUnavailableError, match="queue_full") as refused:
        await run(client)
    assert refused.value.retry_after == retry_after
    assert len(executor.executed) == 1


@pytest.mark.parametrize(
    "status",
    [
        grpc.StatusCode.INVALID_ARGUMENT,
        grpc.StatusCode.UNAUTHENTICATED,
        grpc.StatusCode.INTERNAL,
        grpc.StatusCode.FAILED_PRECONDITION,
    ],
)
async def test_an_executor_that_never_will_is_a_fault_of_ours(
    executor: FakeExecutor, client: HookRunner, status: grpc.StatusCode
) -> None:
    executor.script = refusing(status, "no_way")
    with pytest.raises(ExecutorRefusedError, match="no_way"):
        await run(client)
    assert len(executor.executed) == 1


async def test_an_answer_without_an_outcome_is_a_fault_of_ours(
    executor: FakeExecutor, client: HookRunner
) -> None:
    executor.script = replying(pb.ExecuteHookResponse())
    with pytest.raises(ExecutorRefusedError):
        await run(client)


async def test_an_executor_that_is_not_there_is_noticed_soon() -> None:
    client = HookRunner("127.0.0.1:1", KEY_FILE)
    started = time.monotonic()
    with pytest.raises(ExecutorUnavailableError):
        await run(client)
    assert time.monotonic() - started < 3
    await client.close()


async def test_an_executor_that_hangs_is_given_up_on_after_the_hooks_time(
    executor: FakeExecutor, client: HookRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "TIME_LIMIT_SECONDS", 0.2)
    monkeypatch.setattr(runner, "_MARGIN_SECONDS", 0.1)
    executor.script = hanging
    with pytest.raises(ExecutorUnavailableError, match="DEADLINE_EXCEEDED"):
        await run(client)


async def test_a_restarted_executor_is_found_again(client: HookRunner, executor: FakeExecutor) -> None:
    del executor
    async with fake_executor(accepting({})) as first:
        target = first.target
        found = HookRunner(target, KEY_FILE)
        await run(found)
    with pytest.raises(ExecutorUnavailableError):
        await run(found)
    async with fake_executor(accepting({}), target):
        assert (await run(found)).result == Accepted({})
    await found.close()


async def test_an_executor_that_dies_while_a_hook_runs_does_not_run_it_again() -> None:
    async with fake_executor(hanging) as first:
        target = first.target
        client = HookRunner(target, KEY_FILE)
        call = asyncio.create_task(run(client))
        while not first.executed:  # noqa: ASYNC110 - a fake that is looked at, not waited for
            await asyncio.sleep(0.005)
    async with fake_executor(accepting({}), target) as second:
        with pytest.raises(ExecutorUnavailableError):
            await call
        assert second.received == []
    await client.close()


async def test_health_is_the_executors_own_word(client: HookRunner) -> None:
    assert await client.health() == "SERVING"
    nobody = HookRunner("127.0.0.1:1", KEY_FILE)
    assert await nobody.health() == "UNREACHABLE"
    await nobody.close()


DETAILS = {
    "an error with a stack": (
        pb.ExecuteHookResponse(threw=pb.Threw(message="m", stack="Error: m\n    at x")),
        "Error: m\n    at x",
    ),
    "an error without": (pb.ExecuteHookResponse(threw=pb.Threw(message="m")), "m"),
    "an error without a word": (pb.ExecuteHookResponse(threw=pb.Threw()), None),
    "a script that does not compile": (
        pb.ExecuteHookResponse(does_not_compile=pb.DoesNotCompile(message="Unexpected token")),
        "Unexpected token",
    ),
    "a hook that came too late": (
        pb.ExecuteHookResponse(timed_out=pb.TimedOut(limit_ms=20_000, cpu_ms=3)),
        "no answer within 20000 ms, 3 ms of them on a processor",
    ),
    "a hook that took too much": (
        pb.ExecuteHookResponse(limit_exceeded=pb.LimitExceeded(limit="cpu_time_ms", allowed=10)),
        "cpu_time_ms above 10",
    ),
}


@pytest.mark.parametrize("case", DETAILS)
async def test_a_failure_comes_with_what_its_author_needs(
    case: str, executor: FakeExecutor, client: HookRunner
) -> None:
    response, detail = DETAILS[case]
    executor.script = replying(response)
    done = await run(client)
    assert isinstance(done.result, Failed)
    assert done.result.detail == detail
