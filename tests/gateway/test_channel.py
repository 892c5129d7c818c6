"""The gateway's stream to the executor: what shares a message, and what is sent again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import grpc
import orjson
import pytest
from fake_executor import FakeExecutor, accepting, fake_executor

from gateway.channel import ExecutorChannel, NoAnswerError
from gateway.hook_digest import hook_digest
from protos import executor_pb2 as pb


@pytest.fixture
async def channel(executor: FakeExecutor) -> AsyncIterator[ExecutorChannel]:
    channel = ExecutorChannel(executor.target)
    yield channel
    await channel.close()


def order(request_id: str) -> pb.ExecuteHookRequest:
    digest = hook_digest("", {}, {})
    return pb.ExecuteHookRequest(request_id=request_id, hook=pb.Hook(tenant="acme", digest=digest, source=""))


async def execute(channel: ExecutorChannel, request_id: str, seconds: float = 10) -> str:
    response = await channel.execute(order(request_id), time.monotonic() + seconds)
    return response.request_id


async def echoing(request: pb.ExecuteHookRequest) -> pb.ExecuteHookResponse:
    return pb.ExecuteHookResponse(accepted=pb.Accepted(claims_json=orjson.dumps(request.request_id).decode()))


async def test_requests_of_one_moment_share_messages_and_get_each_its_own_answer(
    executor: FakeExecutor, channel: ExecutorChannel
) -> None:
    executor.script = echoing
    responses = await asyncio.gather(
        *(channel.execute(order(f"r{n}"), time.monotonic() + 10) for n in range(200))
    )
    assert [response.accepted.claims_json for response in responses] == [f'"r{n}"' for n in range(200)]
    assert sum(executor.batches) == 200
    assert max(executor.batches) > 100


async def test_an_answer_as_large_as_an_executor_may_allow_arrives(
    executor: FakeExecutor, channel: ExecutorChannel
) -> None:
    claims = "x" * 20 * 1024 * 1024

    async def large(_: pb.ExecuteHookRequest) -> pb.ExecuteHookResponse:
        return pb.ExecuteHookResponse(accepted=pb.Accepted(claims_json=claims))

    executor.script = large
    response = await channel.execute(order("r"), time.monotonic() + 30)
    assert response.accepted.claims_json == claims


async def test_large_requests_of_one_moment_travel_in_several_messages(
    executor: FakeExecutor, channel: ExecutorChannel
) -> None:
    large = [order(f"r{n}") for n in range(12)]
    for request in large:
        request.context.body_json = "x" * 1_000_000
    await asyncio.gather(*(channel.execute(request, time.monotonic() + 10) for request in large))
    assert executor.batches == [1] * 12


class EndsInGoodOrder(FakeExecutor):
    """An executor that shuts down: it reads a message, begins nothing, and ends the stream."""

    ends_left = 1

    async def ExecuteHookBatches(  # noqa: N802 - the name is the protocol's
        self, requests: AsyncIterator[pb.ExecuteHookRequests], context: grpc.aio.ServicerContext
    ) -> None:
        if self.ends_left:
            self.ends_left -= 1
            await anext(requests)
        else:
            await super().ExecuteHookBatches(requests, context)


async def test_what_a_stream_ended_in_good_order_has_not_answered_is_sent_once_more() -> None:
    async with fake_executor(EndsInGoodOrder(accepting({}))) as executor:
        channel = ExecutorChannel(executor.target)
        assert await asyncio.gather(execute(channel, "a"), execute(channel, "b")) == ["a", "b"]
        assert [request.request_id for request in executor.executed] == ["a", "b"]
        await channel.close()


async def test_and_no_more_than_once() -> None:
    ending = EndsInGoodOrder(accepting({}))
    ending.ends_left = 2
    async with fake_executor(ending) as executor:
        channel = ExecutorChannel(executor.target)
        with pytest.raises(NoAnswerError, match="two streams ended before it was begun"):
            await execute(channel, "a")
        assert executor.executed == []
        assert await execute(channel, "b") == "b"
        await channel.close()


async def test_an_answer_that_comes_too_late_is_nobodys(
    executor: FakeExecutor, channel: ExecutorChannel
) -> None:
    go_on = asyncio.Event()

    async def slow(request: pb.ExecuteHookRequest) -> pb.ExecuteHookResponse:
        if request.request_id == "slow":
            await go_on.wait()
        return pb.ExecuteHookResponse(accepted=pb.Accepted())

    executor.script = slow
    with pytest.raises(NoAnswerError, match="DEADLINE_EXCEEDED"):
        await execute(channel, "slow", seconds=0.1)
    go_on.set()
    assert await execute(channel, "next") == "next"


async def test_a_caller_that_gives_up_is_not_missed(executor: FakeExecutor, channel: ExecutorChannel) -> None:
    given_up = asyncio.create_task(execute(channel, "a"))
    await asyncio.sleep(0)
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    assert await execute(channel, "b") == "b"
    assert [request.request_id for request in executor.executed] == ["b"]


async def test_an_executor_that_does_not_speak_of_batches_is_no_passing_trouble() -> None:
    server = grpc.aio.server()
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    channel = ExecutorChannel(f"127.0.0.1:{port}")
    with pytest.raises(NoAnswerError, match="UNIMPLEMENTED") as failed:
        await execute(channel, "a")
    assert not failed.value.passing
    await channel.close()
    await server.stop(grace=None)


async def test_closing_answers_whoever_waits(executor: FakeExecutor) -> None:
    started = asyncio.Event()

    async def hanging(request: pb.ExecuteHookRequest) -> pb.ExecuteHookResponse:
        del request
        started.set()
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    executor.script = hanging
    channel = ExecutorChannel(executor.target)
    call = asyncio.create_task(execute(channel, "a"))
    await started.wait()
    await channel.close()
    with pytest.raises(NoAnswerError):
        await call
