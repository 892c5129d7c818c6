"""The gateway's channel to the executor: which line it takes, and what is sent again."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import grpc
import orjson
import pytest
from fakes.executor import EMPTY, KEY_FILE, FakeExecutor, accepting, fake_executor, local_executor
from live import another_user

from warmhook.gateway.dispatch.client import ExecutorClient
from warmhook.gateway.dispatch.link import NoAnswerError
from warmhook.protos import executor_pb2 as pb
from warmhook.protos.digest import hook_digest
from warmhook.protos.limits import REQUEST_MAX_BYTES

SQUATTER = """
import socket, sys
with socket.socket(socket.AF_UNIX) as listener:
    listener.bind("\\0" + sys.argv[1])
    listener.listen()
    print("listening", flush=True)
    with listener.accept()[0] as caller:
        heard = b""
        try:
            caller.sendall(bytes(4))
            heard = caller.recv(100)
        except ConnectionError:
            pass
        print(heard)
"""

Serve = Callable[[FakeExecutor], AbstractAsyncContextManager[FakeExecutor]]


@pytest.fixture(params=[fake_executor, local_executor], ids=["gRPC", "local socket"])
def serve(request: pytest.FixtureRequest) -> Serve:
    """Makes an executor that is reached over either line."""
    made: Serve = request.param
    return made


@pytest.fixture
async def executor(serve: Serve) -> AsyncIterator[FakeExecutor]:
    async with serve(FakeExecutor(accepting({}))) as running:
        yield running


@pytest.fixture
async def channel(executor: FakeExecutor) -> AsyncIterator[ExecutorClient]:
    channel = ExecutorClient(executor.target, KEY_FILE)
    yield channel
    await channel.close()


def order(request_id: str) -> pb.ExecuteHookRequest:
    digest = hook_digest("", {}, {})
    return pb.ExecuteHookRequest(request_id=request_id, hook=pb.Hook(tenant="acme", digest=digest, source=""))


async def execute(channel: ExecutorClient, request_id: str, seconds: float = 10) -> str:
    response = await channel.execute(order(request_id), time.monotonic() + seconds)
    return response.request_id


async def echoing(request: pb.ExecuteHookRequest) -> pb.ExecuteHookResponse:
    return pb.ExecuteHookResponse(accepted=pb.Accepted(claims_json=orjson.dumps(request.request_id).decode()))


async def test_requests_of_one_moment_share_messages_and_get_each_its_own_answer(
    executor: FakeExecutor, channel: ExecutorClient
) -> None:
    executor.script = echoing
    responses = await asyncio.gather(
        *(channel.execute(order(f"r{n}"), time.monotonic() + 10) for n in range(200))
    )
    assert [response.accepted.claims_json for response in responses] == [f'"r{n}"' for n in range(200)]
    if not executor.local_socket:
        assert sum(executor.batches) == 200
        assert max(executor.batches) > 100


async def test_an_answer_as_large_as_an_executor_may_allow_arrives(
    executor: FakeExecutor, channel: ExecutorClient
) -> None:
    claims = "x" * 20 * 1024 * 1024

    async def large(_: pb.ExecuteHookRequest) -> pb.ExecuteHookResponse:
        return pb.ExecuteHookResponse(accepted=pb.Accepted(claims_json=claims))

    executor.script = large
    response = await channel.execute(order("r"), time.monotonic() + 30)
    assert response.accepted.claims_json == claims


async def test_large_requests_of_one_moment_travel_in_several_messages(
    executor: FakeExecutor, channel: ExecutorClient
) -> None:
    large = [order(f"r{n}") for n in range(12)]
    for request in large:
        request.context.body_json = "x" * 1_000_000
    await asyncio.gather(*(channel.execute(request, time.monotonic() + 10) for request in large))
    assert len(executor.executed) == 12
    assert executor.batches == ([] if executor.local_socket else [1] * 12)


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

    async def serve_locally(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.ends_left:
            self.ends_left -= 1
            writer.write(EMPTY)
            await reader.readexactly(4)
            writer.write(EMPTY)
            writer.close()
        else:
            await super().serve_locally(reader, writer)


async def test_what_a_line_ended_in_good_order_has_not_answered_is_sent_once_more(serve: Serve) -> None:
    async with serve(EndsInGoodOrder(accepting({}))) as executor:
        channel = ExecutorClient(executor.target, KEY_FILE)
        assert await asyncio.gather(execute(channel, "a"), execute(channel, "b")) == ["a", "b"]
        assert [request.request_id for request in executor.executed] == ["a", "b"]
        await channel.close()


async def test_and_no_more_than_once(serve: Serve) -> None:
    ending = EndsInGoodOrder(accepting({}))
    ending.ends_left = 2
    async with serve(ending) as executor:
        channel = ExecutorClient(executor.target, KEY_FILE)
        with pytest.raises(NoAnswerError, match="two connections ended before it was begun"):
            await execute(channel, "a")
        assert executor.executed == []
        assert await execute(channel, "b") == "b"
        await channel.close()


async def test_an_answer_that_comes_too_late_is_nobodys(
    executor: FakeExecutor, channel: ExecutorClient
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


async def test_a_caller_that_gives_up_is_not_missed(executor: FakeExecutor, channel: ExecutorClient) -> None:
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
    channel = ExecutorClient(f"127.0.0.1:{port}", KEY_FILE)
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
    channel = ExecutorClient(executor.target, KEY_FILE)
    call = asyncio.create_task(execute(channel, "a"))
    await started.wait()
    await channel.close()
    with pytest.raises(NoAnswerError):
        await call


# --- which line ---------------------------------------------------------------------


async def test_an_executor_on_the_same_machine_is_reached_by_its_local_socket() -> None:
    async with local_executor(accepting({})) as executor:
        channel = ExecutorClient(executor.target, KEY_FILE)
        assert [await execute(channel, name) for name in "abc"] == ["a", "b", "c"]
        assert (executor.local_callers, executor.batches) == (1, [])
        await channel.close()


async def test_one_that_is_elsewhere_is_reached_over_grpc() -> None:
    async with fake_executor(accepting({})) as executor:
        executor.local_socket = "nothing-of-this-name-is-here"
        channel = ExecutorClient(executor.target, KEY_FILE)
        assert await execute(channel, "a") == "a"
        assert executor.batches == [1]
        await channel.close()


class LetsNobodyIn(FakeExecutor):
    """As one of another user does."""

    async def serve_locally(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del reader
        self.local_callers += 1
        writer.close()


async def test_one_whose_local_socket_lets_nobody_in_is_reached_over_grpc() -> None:
    async with local_executor(LetsNobodyIn(accepting({}))) as executor:
        channel = ExecutorClient(executor.target, KEY_FILE)
        assert await execute(channel, "a") == "a"
        assert (executor.local_callers, executor.batches) == (1, [1])
        await channel.close()


class BreaksOff(FakeExecutor):
    """It reads a request, and is gone."""

    async def serve_locally(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(EMPTY)
        await reader.readexactly(4)
        writer.close()


async def test_what_was_sent_on_a_local_socket_that_breaks_may_have_run_and_is_not_sent_again() -> None:
    async with local_executor(BreaksOff(accepting({}))) as executor:
        channel = ExecutorClient(executor.target, KEY_FILE)
        with pytest.raises(NoAnswerError, match="broke") as failed:
            await execute(channel, "a")
        assert failed.value.passing
        assert executor.received == []
        await channel.close()


async def test_a_request_that_no_executor_takes_fails_alone(
    executor: FakeExecutor, channel: ExecutorClient
) -> None:
    huge = order("huge")
    huge.context.body_json = "x" * REQUEST_MAX_BYTES
    most = order("most")
    most.context.body_json = "x" * (REQUEST_MAX_BYTES - 200)

    async def too_large() -> None:
        with pytest.raises(NoAnswerError, match=f"the limit is {REQUEST_MAX_BYTES}") as failed:
            await channel.execute(huge, time.monotonic() + 10)
        assert not failed.value.passing

    answers = asyncio.gather(execute(channel, "a"), channel.execute(most, time.monotonic() + 10))
    await too_large()
    await answers
    assert {request.request_id for request in executor.executed} == {"a", "most"}


@another_user.needed
async def test_a_local_socket_of_another_user_is_told_nothing() -> None:
    """Whoever takes the name of an executor that is ending."""
    async with fake_executor(accepting({})) as executor:
        executor.local_socket = f"fake-executor-{secrets.token_hex(8)}"
        squatter = await asyncio.create_subprocess_exec(
            *another_user.program(SQUATTER, executor.local_socket),
            stdout=asyncio.subprocess.PIPE,
            **another_user.OPTIONS,
        )
        assert squatter.stdout is not None
        assert await squatter.stdout.readline() == b"listening\n"
        channel = ExecutorClient(executor.target, KEY_FILE)
        assert await execute(channel, "a") == "a"
        assert executor.batches == [1]
        await channel.close()
        assert await squatter.stdout.readline() == b"b''\n"
        assert await squatter.wait() == 0


async def tried(target: str, key_file: Path | None) -> str:
    """What becomes of one request: its id, or the reason why there is no answer."""
    channel = ExecutorClient(target, key_file)
    try:
        return await execute(channel, "r", seconds=3)
    except NoAnswerError as error:
        return str(error)
    finally:
        await channel.close()


IMPOSTORS: dict[str, tuple[str | None, str | None, str]] = {
    "nobody has a key": (None, None, "there is no key by which the executor could prove itself"),
    "it has none": (None, "a" * 32, "the executor did not prove itself: it has no key"),
    "it has another": ("b" * 32, "a" * 32, "the executor did not prove itself: it has another key"),
    "only it has one": ("a" * 32, None, "there is no key by which the executor could prove itself"),
}


@pytest.mark.parametrize("case", IMPOSTORS)
async def test_an_executor_elsewhere_that_cannot_prove_itself_is_sent_nothing(
    case: str, tmp_path: Path
) -> None:
    *keys, expected = IMPOSTORS[case]
    theirs, ours = (
        _key_file(tmp_path / name, key) for name, key in zip(("theirs", "ours"), keys, strict=True)
    )
    async with fake_executor(FakeExecutor(accepting({})), key_file=theirs) as impostor:
        assert await tried(impostor.target, ours) == expected
        assert impostor.received == []


async def test_whoever_takes_the_address_of_an_executor_that_has_gone_proves_itself_anew(
    tmp_path: Path,
) -> None:
    async with fake_executor(FakeExecutor(accepting({}))) as executor:
        channel = ExecutorClient(executor.target, KEY_FILE)
        assert await execute(channel, "first") == "first"
        target = executor.target
    try:
        async with fake_executor(FakeExecutor(accepting({})), target=target, key_file=None) as impostor:
            with pytest.raises(NoAnswerError):
                await execute(channel, "second", seconds=3)
            assert impostor.received == []
        async with fake_executor(FakeExecutor(accepting({})), target=target):
            assert await execute(channel, "third", seconds=5) == "third"
    finally:
        await channel.close()


async def test_a_key_is_read_anew_for_each_connection(tmp_path: Path) -> None:
    ours = _key_file(tmp_path / "ours", "a" * 32)
    async with fake_executor(FakeExecutor(accepting({}))) as executor:
        assert "another key" in await tried(executor.target, ours)
        (tmp_path / "ours").write_bytes(KEY_FILE.read_bytes())
        assert await tried(executor.target, ours) == "r"


async def test_an_executor_of_our_own_user_on_this_machine_needs_no_key() -> None:
    async with local_executor(FakeExecutor(accepting({}))) as executor:
        assert await tried(executor.target, None) == "r"


def _key_file(path: Path, key: str | None) -> Path | None:
    if key is None:
        return None
    path.write_text(key)
    return path
