"""`python -m gateway` as an operator runs it: its own process, its signals, and what it prints."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.executor import accepting, fake_executor, held, replying, until_executing
from live.gateway_process import running, started
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
