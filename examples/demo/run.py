"""Starts Warmhook with the demo tenant, gets a token through its hook, and stays up.

`make run` runs this. It uses Warmhook as anybody would, by its commands and over HTTP,
and imports nothing of it. Everything it makes is in one directory, `.warmhook`:
the database, the key file, demo.env with the client's credentials, and two logs.
Removing the directory starts over.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
TENANT = "demo"
AUDIENCE = "https://api.example.com/"
USERNAME = "ada@example.com"
HOST = "127.0.0.1"
EXECUTOR_PORT = 50051

READY_SECONDS = 60.0
# Longer than both processes give the hooks that are still running.
STOP_SECONDS = 35.0


class DemoError(Exception):
    """The demo cannot go on; the message is for the person who started it."""


@dataclass(frozen=True)
class Demo:
    """Where everything is."""

    state: Path
    port: int
    executor_port: int = EXECUTOR_PORT

    @property
    def issuer(self) -> str:
        return f"http://{HOST}:{self.port}/"

    @property
    def key_ring(self) -> Path:
        return self.state / "secret.key"

    @property
    def env_file(self) -> Path:
        return self.state / "demo.env"

    def environment(self, program: str) -> dict[str, str]:
        """For one program: this demo's files and addresses, whatever else is set."""
        own = {
            "executor": {"WARMHOOK_EXECUTOR_LISTEN": f"{HOST}:{self.executor_port}"},
            "gateway": {
                "WARMHOOK_DATABASE_URL": f"sqlite:///{self.state / 'warmhook.db'}",
                "WARMHOOK_KEY_FILE": str(self.key_ring),
                "WARMHOOK_EXECUTOR_TARGET": f"{HOST}:{self.executor_port}",
                "WARMHOOK_GATEWAY_LISTEN": f"{HOST}:{self.port}",
            },
        }
        # The one program refuses settings that are the other's.
        others = {name for settings in own.values() for name in settings} - own[program].keys()
        return {name: value for name, value in {**os.environ, **own[program]}.items() if name not in others}


def main() -> int:
    parser = argparse.ArgumentParser(description="Run Warmhook with the demo tenant.")
    parser.add_argument("--port", type=int, default=8080, help="port of the gateway (default: 8080)")
    parser.add_argument("--state", type=Path, default=Path(".warmhook"), help="default: .warmhook")
    arguments = parser.parse_args()
    try:
        demo = prepare(arguments.state.resolve(), arguments.port)
        return asyncio.run(run(demo))
    except DemoError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


def prepare(state: Path, port: int) -> Demo:
    """Database, tenant and demo.env for this port. Credentials are made once and kept."""
    if not is_free(port):
        raise DemoError(f"Port {port} is in use. Choose another one: make run PORT={port + 1}")
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    demo = Demo(state, port)
    if not demo.key_ring.exists():
        write_private(demo.key_ring, base64.b64encode(secrets.token_bytes(32)).decode() + "\n")
    command(demo, "migrate")
    credentials = read_env(demo.env_file) or first_import(demo)
    # Again at every start: the port may be another, and somebody may have edited a hook.
    import_tenant(demo)
    write_env(demo, credentials)
    return demo


def write_env(demo: Demo, credentials: Mapping[str, str]) -> None:
    """demo.env: what an application needs."""
    write_private(
        demo.env_file,
        "".join(
            f"{name}={quoted(value)}\n"
            for name, value in {
                "TOKEN_URL": f"{demo.issuer}oauth/token",
                "CLIENT_ID": credentials["CLIENT_ID"],
                "CLIENT_SECRET": credentials["CLIENT_SECRET"],
                "AUDIENCE": AUDIENCE,
                "ISSUER": demo.issuer,
                "EXECUTOR_TARGET": f"{HOST}:{demo.executor_port}",
                "USERNAME": USERNAME,
                "PASSWORD": credentials["PASSWORD"],
            }.items()
        ),
    )


def first_import(demo: Demo) -> Mapping[str, str]:
    """Import with a hook secret and a password made here; answers the credentials."""
    password = secrets.token_urlsafe(18)
    supplied = demo.state / "first-secrets.json"
    made = demo.state / "first-credentials.json"
    made.unlink(missing_ok=True)
    hook_secrets = {"pseudonym": {"PSEUDONYM_KEY": secrets.token_urlsafe(32)}}
    write_private(supplied, json.dumps({"hooks": hook_secrets, "users": {USERNAME: password}}))
    try:
        import_tenant(demo, "--secrets-file", str(supplied), "--write-credentials", str(made))
        clients = json.loads(made.read_text(encoding="utf-8"))
    finally:
        supplied.unlink()
        made.unlink(missing_ok=True)
    if not clients:
        raise DemoError(
            f"{demo.env_file} is gone, and the client's secret with it: only its hash is stored.\n"
            f"Start over with: rm -r {demo.state}"
        )
    return {
        "CLIENT_ID": clients[0]["client_id"],
        "CLIENT_SECRET": clients[0]["client_secret"],
        "PASSWORD": password,
    }


def import_tenant(demo: Demo, *options: str) -> None:
    hosts = [option for host in (HOST, "localhost") for option in ("--host", host)]
    named = ["--tenant", TENANT, "--issuer", demo.issuer, *hosts]
    command(demo, "import", str(HERE), *named, *options)


def command(demo: Demo, *arguments: str) -> None:
    """Run `warmhook`, which is installed beside this Python."""
    warmhook = str(Path(sys.executable).with_name("warmhook"))
    result = subprocess.run(
        [warmhook, *arguments], env=demo.environment("gateway"), capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise DemoError(f"warmhook {arguments[0]} failed:\n{result.stderr.strip()}")


async def run(demo: Demo) -> int:
    """Both processes, from start to stop."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    # In the order in which they start; they stop in the opposite one, so that the
    # gateway's last requests still find the executor.
    processes: list[Process] = []
    stopping = asyncio.create_task(stop.wait())
    try:
        demo, executor = await start_executor(demo, stopping)
        processes.append(executor)
        processes.append(await Process.start("gateway", demo))
        ended = [asyncio.create_task(process.wait()) for process in processes]
        await until_ready(demo, [stopping, *ended])
        if not stop.is_set() and not any(task.done() for task in ended):
            show_token(demo)
            print("\nRunning until Ctrl-C.", flush=True)
        await asyncio.wait([stopping, *ended], return_when=asyncio.FIRST_COMPLETED)
        dead = [process for process in processes if process.returncode is not None]
        if dead and not stop.is_set():
            raise DemoError("\n\n".join(process.obituary() for process in dead))
        return 0
    finally:
        stopping.cancel()
        for process in reversed(processes):
            await process.stop()


async def start_executor(demo: Demo, stopping: asyncio.Task[object]) -> tuple[Demo, Process]:
    """On the usual port if it is free, and on any other one if not. demo.env says which."""
    ports = [EXECUTOR_PORT] if is_free(EXECUTOR_PORT) else []
    for port in (*ports, any_free_port()):
        demo = replace(demo, executor_port=port)
        write_env(demo, read_env(demo.env_file))
        process = await Process.start("executor", demo)
        ended = asyncio.create_task(process.wait())
        while not (ended.done() or stopping.done() or process.has_said('"event":"listening"')):
            await asyncio.wait([ended, stopping], timeout=0.1, return_when=asyncio.FIRST_COMPLETED)
        # Somebody else may have taken the port in the meantime.
        if not (ended.done() and process.has_said("cannot listen")):
            break
    return demo, process


class Process:
    """The executor or the gateway, with its output in a log file."""

    def __init__(self, name: str, log: Path, process: asyncio.subprocess.Process) -> None:
        self._name = name
        self._log = log
        self._process = process

    @classmethod
    async def start(cls, name: str, demo: Demo) -> Process:
        log = demo.state / f"{name}.log"
        write_private(log, "")
        with log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                "-m",
                f"warmhook.{name}",
                env=demo.environment(name),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # Ctrl-C is for this program, which stops the others in order.
                start_new_session=True,
            )
        return cls(name, log, process)

    @property
    def returncode(self) -> int | None:
        return self._process.returncode

    def has_said(self, text: str) -> bool:
        return text in self._log.read_text(encoding="utf-8", errors="replace")

    async def wait(self) -> int:
        return await self._process.wait()

    async def stop(self) -> None:
        if self._process.returncode is None:
            # As Ctrl-C: there is no load balancer that the gateway should wait for.
            self._process.send_signal(signal.SIGINT)
            try:
                async with asyncio.timeout(STOP_SECONDS):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
                await self._process.wait()

    def obituary(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        tail = "\n".join(f"  {line}" for line in lines[-20:])
        return (
            f"The {self._name} ended with status {self.returncode}. Its last words, in {self._log}:\n{tail}"
        )


async def until_ready(demo: Demo, instead: list[asyncio.Task[object]]) -> None:
    """Wait until the gateway says that it and its executor can serve, or one of `instead` is done."""
    deadline = time.monotonic() + READY_SECONDS
    answer = "nothing"
    while not any(task.done() for task in instead):
        try:
            await asyncio.to_thread(get, f"{demo.issuer}health/ready")
        except urllib.error.HTTPError as error:
            answer = f"{error.code} {error.read().decode(errors='replace')}"
        except OSError as error:
            answer = str(error)
        else:
            return
        if time.monotonic() > deadline:
            raise DemoError(f"Not ready after {READY_SECONDS:.0f} seconds; the gateway says: {answer}")
        await asyncio.wait(instead, timeout=0.1, return_when=asyncio.FIRST_COMPLETED)


def show_token(demo: Demo) -> None:
    """Get one token as an application would, and show what the hook made of it."""
    env = read_env(demo.env_file)
    form = {
        "grant_type": "client_credentials",
        "client_id": env["CLIENT_ID"],
        "client_secret": env["CLIENT_SECRET"],
        "audience": env["AUDIENCE"],
    }
    shown = {**form, "client_secret": "(in demo.env)"}
    print(f"\nPOST {env['TOKEN_URL']}")
    print("\n".join(f"  {name} = {value}" for name, value in shown.items()))
    try:
        response = json.loads(get(env["TOKEN_URL"], form))
    except urllib.error.HTTPError as error:
        raise DemoError(f"No token: {error.code} {error.read().decode(errors='replace')}") from error
    header, payload = (decoded(part) for part in response["access_token"].split(".")[:2])
    # A hook adds claims whose names are URLs, and decides on the scope.
    by_hook = {name: value for name, value in payload.items() if name == "scope" or name.startswith("http")}
    print("\nWhat the hook examples/demo/hooks/add-claim-and-scope.js said")
    print(indented(by_hook))
    print("\nThe access token, decoded")
    print(indented(header))
    print(indented(payload))
    here = Path.cwd()
    near = demo.env_file.is_relative_to(here)
    env_file = shlex.quote(f"./{demo.env_file.relative_to(here)}" if near else str(demo.env_file))
    print(
        f"\nTry it yourself, in another terminal:\n\n"
        f"  . {env_file}\n"
        '  curl -s "$TOKEN_URL" -d grant_type=client_credentials -d audience="$AUDIENCE" \\\n'
        '      -d client_id="$CLIENT_ID" -d client_secret="$CLIENT_SECRET"\n\n'
        "or as a user, through the password hook:\n\n"
        '  curl -s "$TOKEN_URL" -d grant_type=password -d audience="$AUDIENCE" \\\n'
        '      -d client_id="$CLIENT_ID" -d client_secret="$CLIENT_SECRET" \\\n'
        '      -d username="$USERNAME" --data-urlencode password="$PASSWORD"\n\n'
        f"Keys: {demo.issuer}.well-known/jwks.json    Logs: {demo.state}/*.log"
    )


def get(url: str, form: Mapping[str, str] | None = None) -> bytes:
    """GET, or POST of a form. Never by way of a proxy: this is loopback."""
    data = None if form is None else urllib.parse.urlencode(form).encode()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, data, timeout=30) as response:
        body: bytes = response.read()
        return body


def decoded(part: str) -> dict[str, object]:
    padded = part + "=" * (-len(part) % 4)
    value: dict[str, object] = json.loads(base64.urlsafe_b64decode(padded))
    return value


def indented(value: Mapping[str, object]) -> str:
    return "\n".join(f"  {line}" for line in json.dumps(value, indent=2).splitlines())


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: a port whose last connections still linger is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def any_free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def read_env(file: Path) -> dict[str, str]:
    """The variables of demo.env; none where there is no such file."""
    if not file.exists():
        return {}
    lines = file.read_text(encoding="utf-8").splitlines()
    return {name: shlex.split(value)[0] for name, _, value in (line.partition("=") for line in lines)}


def quoted(value: str) -> str:
    """For a POSIX shell, always between quotes."""
    return "'" + value.replace("'", "'\"'\"'") + "'"


def write_private(file: Path, text: str) -> None:
    """Replace the file as a whole, readable by its owner alone."""
    unfinished = file.with_name(f".{file.name}.new")
    descriptor = os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as output:
        output.write(text)
    unfinished.replace(file)


if __name__ == "__main__":
    sys.exit(main())
