"""`python -m gateway` as an operator runs it: its own process, its signals, and what it prints."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fakes.executor import KEY_FILE, accepting, fake_executor, held, replying, until_executing
from live.gateway_process import HOST, REQUEST, running, started
from live.raw_http import Raw
from samples.tenants import HOOK, RING, RING_TEXT, Acme, key

from warmhook.gateway.model import SigningAlg
from warmhook.gateway.store.sql.migrate import migrate
from warmhook.gateway.store.sql.store import SqlStore
from warmhook.protos import executor_pb2 as pb

ANSWER_HEADERS = [
    "date",
    "content-type",
    "cache-control",
    "pragma",
    "x-auth0-requestid",
    "content-length",
]

LIVE = b"GET /health/live HTTP/1.1\r\nhost: any\r\n\r\n"
LIVE_ANSWER = b'{"status":"live"}'


@pytest.fixture
async def environment(tmp_path: Path) -> dict[str, str]:
    """A database with the tenant in it, and the settings that name it."""
    url = f"sqlite:///{tmp_path}/warmhook.db"
    key_file = tmp_path / "secret.key"
    key_file.write_text(RING_TEXT)
    key_file.chmod(0o600)
    await asyncio.to_thread(migrate, url)
    variables = {
        "WARMHOOK_GATEWAY_LISTEN": "127.0.0.1:0",
        "WARMHOOK_GATEWAY_SHUTDOWN_DELAY_MS": "0",
        "WARMHOOK_DATABASE_URL": url,
        "WARMHOOK_KEY_FILE": str(key_file),
        "WARMHOOK_EXECUTOR_TARGET": "127.0.0.1:1",
        "WARMHOOK_EXECUTOR_KEY_FILE": str(KEY_FILE),
    }
    await _store(variables, Acme(hooks=(HOOK,)))
    return variables


async def test_it_serves_tokens_and_logs_them_as_json(environment: dict[str, str]) -> None:
    async with fake_executor(accepting({"https://foo.com/claim": "bar"})) as executor:
        settings = environment | {"WARMHOOK_EXECUTOR_TARGET": executor.target}
        async with running(settings) as gateway:
            answer = await gateway.token()
            assert answer.status_code == 200
            assert [name.decode() for name, _ in answer.headers.raw] == ANSWER_HEADERS
            assert (await gateway.client.get("/health/ready")).json()["status"] == "ready"
            status, logged = await gateway.stopped()
    assert status == 0
    (line,) = [line for line in logged if line["event"] == "token_request"]
    assert (line["outcome"], line["hook_outcome"], line["level"]) == ("issued", "accepted", "info")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_request_that_is_running_is_answered_before_it_ends(
    environment: dict[str, str], number: int
) -> None:
    go_on = asyncio.Event()

    async with fake_executor(held(go_on)) as executor:
        settings = environment | {"WARMHOOK_EXECUTOR_TARGET": executor.target}
        async with running(settings) as gateway:
            call = asyncio.create_task(gateway.token())
            await until_executing(executor)
            gateway.process.send_signal(number)
            await asyncio.sleep(0.3)
            assert gateway.process.returncode is None
            go_on.set()
            answer = await call
            assert (answer.status_code, answer.headers["connection"]) == (200, "close")
            await asyncio.wait_for(gateway.process.communicate(), 30)
            assert gateway.process.returncode == 0


# --- how it ends: load balancers are told first, and nobody is turned away ------------------


async def test_sigterm_turns_readiness_off_and_goes_on_serving(environment: dict[str, str]) -> None:
    async with fake_executor(accepting({})) as executor:
        settings = {
            **environment,
            "WARMHOOK_EXECUTOR_TARGET": executor.target,
            "WARMHOOK_GATEWAY_SHUTDOWN_DELAY_MS": "1500",
        }
        async with running(settings) as gateway:
            assert (await gateway.token()).headers.get("connection") is None
            begun = time.monotonic()
            gateway.process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(10):
                while (ready := await gateway.client.get("/health/ready")).status_code != 503:
                    pass
            assert (ready.json()["status"], ready.json()["executor"]) == ("draining", "SERVING")
            async with httpx.AsyncClient(base_url=gateway.client.base_url) as newcomer:
                answer = await newcomer.post("/oauth/token", json=REQUEST, headers=HOST)
                assert (answer.status_code, answer.headers["connection"]) == (200, "close")
                assert (await newcomer.get("/health/live")).status_code == 200
            assert await asyncio.wait_for(gateway.process.wait(), 30) == 0
            assert time.monotonic() - begun >= 1.5


@pytest.mark.parametrize("numbers", [[signal.SIGINT], [signal.SIGTERM] * 2, [signal.SIGTERM, signal.SIGINT]])
async def test_ctrl_c_and_a_second_signal_leave_out_the_waiting(
    environment: dict[str, str], numbers: list[int]
) -> None:
    async with running(environment | {"WARMHOOK_GATEWAY_SHUTDOWN_DELAY_MS": "600000"}) as gateway:
        for number in numbers:
            gateway.process.send_signal(number)
            # Two at once may be one to the kernel.
            await asyncio.sleep(0.2)
        assert await asyncio.wait_for(gateway.process.wait(), 30) == 0


async def test_a_connection_that_is_kept_is_closed_with_its_next_answer(environment: dict[str, str]) -> None:
    go_on = asyncio.Event()
    async with fake_executor(held(go_on)) as executor:
        settings = {
            **environment,
            "WARMHOOK_EXECUTOR_TARGET": executor.target,
            "WARMHOOK_GATEWAY_SHUTDOWN_DELAY_MS": "600000",
        }
        async with running(settings) as gateway:
            idle = await Raw.to(gateway.client)
            await idle.send(LIVE)
            assert b"connection: close" not in await idle.head()
            await idle.content(LIVE_ANSWER)
            call = asyncio.create_task(gateway.token())
            await until_executing(executor)
            # The date of answers is renewed every second; this one was begun with an older one.
            await asyncio.sleep(1.1)
            gateway.process.send_signal(signal.SIGTERM)
            await asyncio.sleep(0.2)
            await idle.send(LIVE)
            assert b"\r\nconnection: close\r\n" in await idle.head()
            assert await idle.rest() == LIVE_ANSWER
            go_on.set()
            assert (await call).headers["connection"] == "close"
            # The next second's headers say it too.
            await asyncio.sleep(1.1)
            assert (await gateway.client.get("/health/live")).headers["connection"] == "close"
            await idle.close()
            assert (await gateway.stopped())[0] == 0


async def test_a_request_is_answered_whose_connection_was_made_before_the_end(
    environment: dict[str, str],
) -> None:
    async with running(environment) as gateway:
        early = await Raw.to(gateway.client)
        gateway.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            with contextlib.suppress(ConnectionRefusedError):
                while True:
                    await (await Raw.to(gateway.client)).close()
        await early.send(LIVE)
        assert b" 200 OK\r\n" in await early.head()
        assert await early.rest() == LIVE_ANSWER
        await early.close()
        assert await asyncio.wait_for(gateway.process.wait(), 30) == 0


async def test_it_starts_without_an_executor_and_works_once_there_is_one(
    environment: dict[str, str],
) -> None:
    async with fake_executor(accepting({})) as executor:
        target = executor.target
    async with running(environment | {"WARMHOOK_EXECUTOR_TARGET": target}) as gateway:
        assert (await gateway.token()).status_code == 503
        async with fake_executor(accepting({}), target):
            assert (await gateway.token()).status_code == 200
        assert (await gateway.stopped())[0] == 0


async def _store(environment: Mapping[str, str], tenant: Acme) -> None:
    store = SqlStore(environment["WARMHOOK_DATABASE_URL"], RING)
    await store.open()
    await store.update_tenant("acme", lambda _: tenant.records(), author="tests")
    await store.close()


async def test_a_change_in_the_database_is_served_without_a_restart(environment: dict[str, str]) -> None:
    denied = pb.ExecuteHookResponse(denied=pb.Denied(message="no"))
    async with fake_executor(replying(denied)) as executor:
        settings = environment | {"WARMHOOK_EXECUTOR_TARGET": executor.target}
        async with running(settings) as gateway, asyncio.timeout(10):
            assert (await gateway.token()).status_code == 500
            await _store(environment, Acme(hooks=()))
            while (await gateway.token()).status_code != 200:  # noqa: ASYNC110 - it is in another process
                await asyncio.sleep(0.05)


async def test_a_fault_is_logged_with_its_traceback_and_without_what_variables_held(
    environment: dict[str, str],
) -> None:
    wrong = replace(key(SigningAlg.ES256), alg=SigningAlg.RS256)
    await _store(environment, Acme(keys=(wrong,)))
    async with running(environment) as gateway:
        assert (await gateway.token()).status_code == 500
        _, logged = await gateway.stopped()
    (line,) = [line for line in logged if line["event"] == "token_request_failed"]
    assert "KeyUnusableError" in str(line["exception"])
    assert "machine-secret" not in str(logged)


async def _refused(environment: Mapping[str, str]) -> tuple[int | None, str]:
    process = await started(environment)
    printed, complained = await asyncio.wait_for(process.communicate(), 30)
    assert printed == b""
    return process.returncode, complained.decode()


async def test_settings_that_cannot_be_used_are_all_named(environment: dict[str, str]) -> None:
    wrong = environment | {"WARMHOOK_GATEWAY_LISTEN": "nowhere", "WARMHOOK_LOG_LEVEL": "loud"}
    status, complaint = await _refused(wrong)
    assert status == 2
    assert "WARMHOOK_GATEWAY_LISTEN" in complaint
    assert "WARMHOOK_LOG_LEVEL" in complaint
    assert "Traceback" not in complaint


async def test_a_database_that_is_not_there_is_a_sentence(
    environment: dict[str, str], tmp_path: Path
) -> None:
    status, complaint = await _refused(
        environment | {"WARMHOOK_DATABASE_URL": f"sqlite:///{tmp_path}/other.db"}
    )
    assert status == 1
    assert "warmhook migrate" in complaint
    assert "Traceback" not in complaint


async def test_a_port_that_is_taken_is_a_sentence(environment: dict[str, str]) -> None:
    async with running(environment) as gateway:
        taken = f"127.0.0.1:{gateway.client.base_url.port}"
        status, complaint = await _refused(environment | {"WARMHOOK_GATEWAY_LISTEN": taken})
    assert status == 1
    assert complaint.startswith("warmhook gateway: ")
    assert "Traceback" not in complaint
