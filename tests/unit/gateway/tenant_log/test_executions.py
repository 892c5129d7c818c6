"""Following executions: what is kept, who reads what, and who is given up."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from warmhook.gateway.errors import HookFailure
from warmhook.gateway.hooks.values import Accepted, ConsoleLine, Denied, Failed, HookResult, HookRun
from warmhook.gateway.model import Hook, TriggerId
from warmhook.gateway.oauth.claims import Dropped, DropReason
from warmhook.gateway.tenant_log.executions import Execution, Executions, Reader, SlowReaderError

HOOK = Hook("01A", "add-claim", TriggerId.CREDENTIALS_EXCHANGE, "…", secrets={"KEY": "s3cret"})
OTHER = Hook("01B", "other", TriggerId.PASSWORD_EXCHANGE, "…")


def an_execution(
    number: int = 0, *, hook: Hook = HOOK, text: str = "hello\n", result: HookResult | None = None
) -> Execution:
    run = HookRun(
        result=result or Accepted({}),
        queued_us=1,
        startup_us=2,
        run_us=3,
        cold=False,
        console=(ConsoleLine("stdout", text),),
    )
    return Execution(1_700_000_000.0, f"r{number}", "abc", hook, run)


async def rest(reader: Reader) -> list[str]:
    """What it gets until the end."""
    found: list[str] = []
    while (execution := await reader.next()) is not None:
        found.append(execution.request_id)
    return found


async def read(executions: Executions, tenant: str = "acme", hook_id: str | None = None) -> list[str]:
    with executions.reader(tenant, hook_id=hook_id, follow=False) as reader:
        return await rest(reader)


async def test_the_recent_executions_are_there_for_who_comes_later() -> None:
    executions = Executions()
    for number in range(3):
        executions.publish("acme", an_execution(number))
    assert await read(executions) == ["r0", "r1", "r2"]


async def test_a_tenant_never_sees_anothers() -> None:
    executions = Executions()
    executions.publish("acme", an_execution(1))
    with executions.reader("other", hook_id=None, follow=True) as reader:
        executions.publish("acme", an_execution(2))
        executions.end()
        assert await rest(reader) == []


async def test_one_hook_can_be_followed_alone() -> None:
    executions = Executions()
    executions.publish("acme", an_execution(1))
    executions.publish("acme", an_execution(2, hook=OTHER))
    assert await read(executions, hook_id="01B") == ["r2"]


async def test_only_so_many_are_kept_and_only_so_much_output() -> None:
    executions = Executions()
    for number in range(150):
        executions.publish("acme", an_execution(number))
    assert await read(executions) == [f"r{number}" for number in range(50, 150)]
    for number in range(150, 155):
        executions.publish("acme", an_execution(number, text="x" * 400_000))
    assert await read(executions) == ["r153", "r154"]


PIECES: dict[str, Execution] = {
    "lines of one character": replace(
        an_execution(), run=replace(an_execution().run, console=(ConsoleLine("stdout", "x"),) * 5_000)
    ),
    "names that were dropped": replace(an_execution(), dropped=(Dropped("x", DropReason.NOT_A_URL),) * 5_000),
}


@pytest.mark.parametrize("case", PIECES)
async def test_many_small_pieces_count_for_what_they_take(case: str) -> None:
    executions = Executions()
    for _ in range(10):
        executions.publish("acme", PIECES[case])
    assert await read(executions) == ["r0"]


async def test_a_follower_gets_what_comes_until_the_gateway_stops() -> None:
    executions = Executions()
    seen: list[str] = []

    async def follow() -> None:
        with executions.reader("acme", hook_id=None, follow=True) as reader:
            seen.extend(await rest(reader))

    following = asyncio.create_task(follow())
    for number in range(3):
        await asyncio.sleep(0)
        executions.publish("acme", an_execution(number))
    executions.end()
    await following
    assert seen == ["r0", "r1", "r2"]


async def test_who_comes_after_the_end_is_not_kept_waiting() -> None:
    executions = Executions()
    executions.end()
    with executions.reader("acme", hook_id=None, follow=True) as reader:
        assert await rest(reader) == []


async def test_a_slow_reader_is_told_that_it_missed_some() -> None:
    executions = Executions()
    with executions.reader("acme", hook_id=None, follow=True) as reader:
        for number in range(1_001):
            executions.publish("acme", an_execution(number))
        with pytest.raises(SlowReaderError):
            await reader.next()


async def test_a_reader_that_left_is_not_fed() -> None:
    executions = Executions()
    with executions.reader("acme", hook_id=None, follow=True) as reader:
        pass
    executions.publish("acme", an_execution(1))
    executions.end()
    reader.end()
    assert await rest(reader) == []


RESULTS: dict[str, tuple[HookResult, str, object]] = {
    "an answer": (Accepted({"https://a/b": "private"}), "accepted", None),
    "a denial, its message masked": (
        Denied("InvalidScopeError", "no s3cret"),
        "denied",
        {"name": "InvalidScopeError", "message": "no ********"},
    ),
    "a failure of which no more is known": (Failed(HookFailure.TIMED_OUT), "timed_out", None),
    "a failure, its stack masked": (
        Failed(HookFailure.THREW, "Error: s3cret\n    at x"),
        "threw",
        {"name": None, "message": "Error: ********\n    at x"},
    ),
}


@pytest.mark.parametrize("case", RESULTS)
def test_a_document_says_how_it_ended_and_never_a_secret(case: str) -> None:
    result, outcome, error = RESULTS[case]
    document = an_execution(text="using s3cret\n", result=result).document()
    assert document["outcome"] == outcome
    assert document.get("error") == error
    assert document["console"] == [{"stream": "stdout", "text": "using ********\n"}]
    assert "s3cret" not in repr(document)
    assert "private" not in repr(document)


def test_a_document_names_what_the_claim_rules_dropped() -> None:
    execution = an_execution()
    dropped = (Dropped("favourite", DropReason.NOT_A_URL),)
    document = Execution(
        execution.date, execution.request_id, None, execution.hook, execution.run, dropped
    ).document()
    assert document["dropped"] == [{"name": "favourite", "reason": "name_not_a_url"}]
