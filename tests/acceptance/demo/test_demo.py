"""`make run`, without make: the demo starts, gives a token, keeps its credentials and stops cleanly."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import jwt
import pytest

ROOT = Path(__file__).resolve().parents[3]
DEMO = ROOT / "examples" / "demo"

START_SECONDS = 60.0


class Run:
    """One start of the demo."""

    def __init__(self, state: Path, port: int) -> None:
        self.state = state
        self.output = state.with_name(f"output-{port}.txt")
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, DEMO / "run.py", "--port", str(port), "--state", state],
                stdout=output,
                stderr=output,
            )

    @property
    def text(self) -> str:
        return self.output.read_text()

    @property
    def env(self) -> dict[str, str]:
        """demo.env as a shell reads it."""
        script = f"set -a; . {shlex.quote(str(self.state / 'demo.env'))}; env -0"
        shell = subprocess.run(
            ["sh", "-c", script], env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True
        )
        pairs = (pair.partition("=") for pair in shell.stdout.split("\0"))
        return {name: value for name, _, value in pairs}

    def until(self, text: str) -> Run:
        deadline = time.monotonic() + START_SECONDS
        while text not in self.text:
            assert self.process.poll() is None, self.text
            assert time.monotonic() < deadline, self.text
            time.sleep(0.05)
        return self

    def children(self) -> dict[str, int]:
        """Process ids of executor and gateway."""
        ids = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=True,
        )
        found = re.findall(r"^\s*(\d+) .*-m warmhook\.(executor|gateway)$", ids.stdout, re.MULTILINE)
        return {name: int(pid) for pid, name in found}

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)


Start = Callable[[int], Run]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    runs: list[Run] = []

    def start(port: int) -> Run:
        runs.append(Run(tmp_path / "state", port))
        return runs[-1]

    yield start
    for run in runs:
        if run.process.poll() is None:
            run.stop()


@pytest.fixture
def port() -> int:
    return free_port()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def token(env: dict[str, str], **form: str) -> dict[str, object]:
    """The verified claims of a token for the demo's client."""
    fixed = {
        "client_id": env["CLIENT_ID"],
        "client_secret": env["CLIENT_SECRET"],
        "audience": env["AUDIENCE"],
    }
    with httpx.Client(trust_env=False) as client:
        response = client.post(env["TOKEN_URL"], data={**fixed, **form})
        assert response.status_code == 200, response.text
        keys = jwt.PyJWKSet.from_dict(client.get(f"{env['ISSUER']}.well-known/jwks.json").json())
    encoded = response.json()["access_token"]
    key = keys[jwt.get_unverified_header(encoded)["kid"]]
    claims: dict[str, object] = jwt.decode(
        encoded, key, algorithms=["RS256"], audience=env["AUDIENCE"], issuer=env["ISSUER"]
    )
    return claims


def test_the_demo_gives_tokens_through_its_hooks_until_it_is_stopped(start: Start, port: int) -> None:
    run = start(port).until("Running until Ctrl-C.")
    assert f"POST http://127.0.0.1:{port}/oauth/token" in run.text
    assert run.text.count('"https://foo.com/claim": "bar"') == 2
    assert '"alg": "RS256"' in run.text

    env = run.env
    assert stat.S_IMODE((run.state / "demo.env").stat().st_mode) == 0o600
    assert env["CLIENT_SECRET"] not in run.text
    assert env["PASSWORD"] not in run.text

    machine = token(env, grant_type="client_credentials")
    assert machine["https://foo.com/claim"] == "bar"
    assert machine["scope"] == "read:data extra"
    assert machine["sub"] == f"{env['CLIENT_ID']}@clients"

    person = token(env, grant_type="password", username=env["USERNAME"], password=env["PASSWORD"])
    assert re.fullmatch(r"[0-9a-f]{64}", str(person["https://foo.com/pseudonym"]))
    assert person["https://foo.com/roles"] == ["analyst"]

    children = run.children()
    assert set(children) == {"executor", "gateway"}
    assert run.stop(signal.SIGINT) == 0
    for pid in children.values():
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_second_start_on_another_port_keeps_credentials_and_pseudonyms(start: Start, port: int) -> None:
    def pseudonym(env: dict[str, str]) -> object:
        user = {"username": env["USERNAME"], "password": env["PASSWORD"]}
        return token(env, grant_type="password", **user)["https://foo.com/pseudonym"]

    first = start(port).until("Running until Ctrl-C.")
    before, pseudonym_before = first.env, pseudonym(first.env)
    first.stop()
    other = free_port()
    second = start(other).until("Running until Ctrl-C.")
    after = second.env
    same = {"CLIENT_ID", "CLIENT_SECRET", "AUDIENCE", "USERNAME", "PASSWORD"}
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert after["ISSUER"] == f"http://127.0.0.1:{other}/"
    assert after["TOKEN_URL"] == f"http://127.0.0.1:{other}/oauth/token"
    assert pseudonym(after) == pseudonym_before


def test_a_taken_port_is_named_with_the_remedy(start: Start, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        run = start(port)
        assert run.process.wait(30) == 1
    assert run.text.strip() == f"Port {port} is in use. Choose another one: make run PORT={port + 1}"


@pytest.mark.parametrize("name", ["executor", "gateway"])
def test_a_process_that_dies_is_named_with_its_last_words_and_ends_the_demo(
    start: Start, port: int, name: str
) -> None:
    run = start(port).until("Running until Ctrl-C.")
    children = run.children()
    os.kill(children[name], signal.SIGKILL)
    assert run.process.wait(60) == 1
    ending = run.text.partition("Running until Ctrl-C.")[2]
    assert f"The {name} ended with status -9. Its last words, in {run.state / name}.log:" in ending
    assert "listening" in ending or "serving" in ending or "token_request" in ending
    for pid in children.values():
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_lost_credentials_are_explained(start: Start, port: int) -> None:
    first = start(port).until("Running until Ctrl-C.")
    first.stop()
    (first.state / "demo.env").unlink()
    run = start(port)
    assert run.process.wait(30) == 1
    assert f"Start over with: rm -r {run.state}" in run.text


def test_nothing_secret_is_in_the_files() -> None:
    hooks = [json.loads(file.read_text()) for file in (DEMO / "hooks").glob("*.json")]
    clients = [json.loads(file.read_text()) for file in (DEMO / "clients").glob("*.json")]
    assert {value for hook in hooks for value in hook["secrets"].values()} == {"_VALUE_NOT_SHOWN_"}
    assert not any({"client_id", "client_secret"} & client.keys() for client in clients)


def test_each_exchange_has_one_enabled_hook() -> None:
    hooks = [json.loads(file.read_text()) for file in (DEMO / "hooks").glob("*.json")]
    assert sorted((hook["triggerId"], hook["name"]) for hook in hooks if hook["enabled"]) == [
        ("credentials-exchange", "add-claim-and-scope"),
        ("password-exchange", "pseudonym"),
    ]
