"""`make run`: the demo starts, does what the README says, and ends without a trace.

What it prints, what it keeps from one start to the next, and how it fails, is in tests/acceptance/demo.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from live.stack import ROOT, assert_all_end, descendants_of

START_SECONDS = 60.0
END_SECONDS = 40.0


class Demo:
    """examples/demo/run.py in a terminal of its own, in a directory of its own."""

    def __init__(self, directory: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.directory = directory
        self.output = directory / "output"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    ROOT / "examples/demo/run.py",
                    "--port",
                    str(port),
                    "--state",
                    directory / ".warmhook",
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_running(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while "Running until Ctrl-C." not in (printed := self.output.read_text()):
            assert self.process.poll() is None, printed
            assert time.monotonic() < deadline, printed
            time.sleep(0.05)

    def press_ctrl_c(self) -> int:
        """Its exit status. A terminal sends the signal to the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(END_SECONDS)

    def variables(self) -> dict[str, str]:
        """Those of demo.env, as a shell reads them."""
        names = re.findall(r"^(\w+)=", (self.directory / ".warmhook/demo.env").read_text(), re.MULTILINE)
        script = ". .warmhook/demo.env\n" + "\n".join(f'printf "%s\\0" "${name}"' for name in names)
        return dict(zip(names, self.shell(script).split("\0"), strict=False))

    def shell(self, script: str) -> str:
        done = subprocess.run(
            ["sh", "-euc", script],
            cwd=self.directory,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextlib.contextmanager
def demo_in(directory: Path) -> Iterator[Demo]:
    demo = Demo(directory)
    try:
        demo.wait_until_running()
        yield demo
    finally:
        if demo.process.poll() is None:
            demo.process.terminate()
            demo.process.wait(END_SECONDS)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo_in(tmp_path_factory.mktemp("demo")) as demo:
        yield demo


def readme_commands() -> list[str]:
    """The README's blocks that ask for a token, as somebody pastes them."""
    blocks = re.findall(r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    return [block for block in blocks if "curl" in block]


def verified(variables: dict[str, str], token: str) -> dict[str, Any]:
    key = jwt.PyJWKClient(f"{variables['ISSUER']}.well-known/jwks.json").get_signing_key_from_jwt(token)
    claims: dict[str, Any] = jwt.decode(
        token, key, algorithms=["RS256"], audience=variables["AUDIENCE"], issuer=variables["ISSUER"]
    )
    return claims


def assert_machine(claims: dict[str, Any], variables: dict[str, str]) -> None:
    """What the hook of the documentation says, and what the client is."""
    assert claims.pop("exp") - claims.pop("iat") == 86400
    assert claims == {
        "https://foo.com/claim": "bar",
        "iss": variables["ISSUER"],
        "sub": f"{variables['CLIENT_ID']}@clients",
        "aud": variables["AUDIENCE"],
        "azp": variables["CLIENT_ID"],
        "scope": "read:data extra",
        "gty": "client-credentials",
    }


def assert_person(claims: dict[str, Any]) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", claims["https://foo.com/pseudonym"])
    assert claims["https://foo.com/roles"] == ["analyst"]
    assert (claims["gty"], claims["sub"].partition("|")[0]) == ("password", "auth0")


def test_demo_env_is_all_that_an_application_needs(demo: Demo) -> None:
    variables = demo.variables()
    asked = {
        "client_id": variables["CLIENT_ID"],
        "client_secret": variables["CLIENT_SECRET"],
        "audience": variables["AUDIENCE"],
    }
    user = {"username": variables["USERNAME"], "password": variables["PASSWORD"]}
    machine = httpx.post(variables["TOKEN_URL"], data=asked | {"grant_type": "client_credentials"}).json()
    assert_machine(verified(variables, machine["access_token"]), variables)
    person = httpx.post(variables["TOKEN_URL"], data=asked | user | {"grant_type": "password"}).json()
    assert_person(verified(variables, person["access_token"]))
    host, _, port = variables["EXECUTOR_TARGET"].rpartition(":")
    socket.create_connection((host, int(port)), timeout=5).close()


def test_the_readmes_commands_work_as_pasted(demo: Demo) -> None:
    """Where there is no curl, the test above has made the same requests."""
    machine, person = readme_commands()
    assert ". .warmhook/demo.env" in machine
    if shutil.which("curl") is None:
        return
    variables = demo.variables()
    token = json.loads(demo.shell(machine))["access_token"]
    assert_machine(verified(variables, token), variables)
    # The same terminal has read the variables.
    token = json.loads(demo.shell(f". .warmhook/demo.env\n{person}"))["access_token"]
    assert_person(verified(variables, token))


def test_no_credential_is_in_its_logs(demo: Demo) -> None:
    variables = demo.variables()
    logs = "".join(file.read_text() for file in (demo.directory / ".warmhook").glob("*.log"))
    assert "token_request" in logs
    assert variables["CLIENT_SECRET"] not in logs
    assert variables["PASSWORD"] not in logs


def test_ctrl_c_ends_every_process(tmp_path: Path) -> None:
    with demo_in(tmp_path) as demo:
        started = descendants_of(demo.process.pid)
        assert len(started) > 2
        assert demo.press_ctrl_c() == 0
        assert_all_end(started)
        assert "Traceback" not in demo.output.read_text()
