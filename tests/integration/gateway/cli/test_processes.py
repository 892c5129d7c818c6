"""`warmhook serve`: both processes as one."""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from live.executor import wait_until

WARMHOOK = str(Path(sys.executable).with_name("warmhook"))


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    environment = {
        **os.environ,
        "WARMHOOK_DATABASE_URL": f"sqlite:///{tmp_path / 'warmhook.db'}",
        "WARMHOOK_KEYS": base64.b64encode(bytes(32)).decode(),
        "WARMHOOK_GATEWAY_LISTEN": "127.0.0.1:0",
        "WARMHOOK_GATEWAY_SHUTDOWN_DELAY_MS": "0",
    }
    subprocess.run([WARMHOOK, "migrate"], env=environment, check=True, capture_output=True)
    return environment


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command, and the gateway's address."""
    with subprocess.Popen(
        [WARMHOOK, "serve"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found is not None
            yield process, found[0]
        finally:
            process.terminate()
            process.wait(30)


def children(process: subprocess.Popen[str]) -> dict[str, int]:
    """Ids of the two processes, by name."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(process.pid)], capture_output=True, text=True, check=True
    )
    found = re.findall(r"^\s*(\d+) .* -m warmhook\.(executor|gateway)$", listed.stdout, re.MULTILINE)
    return {name: int(pid) for pid, name in found}


def test_one_command_serves_and_ends_all_it_started(environment: dict[str, str]) -> None:
    with serving(environment) as (process, address):
        with urllib.request.urlopen(f"{address}/health/ready", timeout=30) as response:
            assert json.load(response)["executor"] == "SERVING"
        pids = children(process)
        assert set(pids) == {"executor", "gateway"}
        process.terminate()
        assert process.wait(30) == 0
    assert not [pid for pid in pids.values() if Path(f"/proc/{pid}").exists()]


def test_sigterm_leaves_both_serving_until_load_balancers_have_noticed(environment: dict[str, str]) -> None:
    with serving(environment | {"WARMHOOK_GATEWAY_SHUTDOWN_DELAY_MS": "1500"}) as (process, address):
        wait_until(lambda: readiness(address) == (200, "ready", "SERVING"), "it is ready")
        process.terminate()
        wait_until(lambda: readiness(address) == (503, "draining", "SERVING"), "it drains")
        assert process.wait(30) == 0


@pytest.mark.parametrize(
    "numbers", [[signal.SIGINT], [signal.SIGTERM, signal.SIGTERM]], ids=["ctrl-c", "twice"]
)
def test_ctrl_c_and_a_second_signal_wait_for_nobody(environment: dict[str, str], numbers: list[int]) -> None:
    with serving(environment | {"WARMHOOK_GATEWAY_SHUTDOWN_DELAY_MS": "600000"}) as (process, address):
        for number in numbers:
            wait_until(lambda: readiness(address)[0], "it answers")
            process.send_signal(number)
            time.sleep(0.3)
        assert process.wait(30) == 0


def readiness(address: str) -> tuple[int, str, str]:
    answer = httpx.get(f"{address}/health/ready", timeout=30)
    body = answer.json()
    return answer.status_code, body["status"], body["executor"]


@pytest.mark.parametrize("victim", ["executor", "gateway"])
def test_if_one_process_ends_the_other_does_too(victim: str, environment: dict[str, str]) -> None:
    with serving(environment) as (process, _):
        pids = children(process)
        os.kill(pids[victim], signal.SIGKILL)
        assert process.wait(30) == 1
    assert not [pid for pid in pids.values() if Path(f"/proc/{pid}").exists()]
