"""A running SDK, and the calls that a case makes with it.

Owns the driver's process. It must not know which calls there are, or what they should give.
"""

from __future__ import annotations

import contextlib
import json
import select
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import httpx

from sdk.stand import MANAGER, READER, Site
from sdk.versions import Sdk, environment

_SECONDS = 60


@dataclass(frozen=True)
class Refused(Exception):
    """What the SDK's own exception says of our answer; None where it does not say."""

    status: int
    code: str | None
    message: str | None


@dataclass
class Session:
    """What a case is given."""

    sdk: Sdk
    site: Site
    process: subprocess.Popen[str]
    diagnostics: Path
    is_connected: bool = False

    def connect(self) -> None:
        """Once, before the first call."""
        self._answer()
        self.is_connected = True

    def call(self, name: str, *arguments: object, by: str = MANAGER) -> Any:
        """What the SDK gave. Raises `Refused`; fails where the SDK failed."""
        line = json.dumps({"name": name, "arguments": arguments, "by": by})
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        answer = self._answer()
        if refused := answer.get("refused"):
            raise Refused(refused["status"], refused.get("code"), refused.get("message"))
        assert "failed" not in answer, f"{name}: {answer['failed']}"
        return answer.get("result")

    def refusal(self, name: str, *arguments: object, by: str = MANAGER) -> Refused:
        """What the SDK says of a call that we must refuse."""
        try:
            given = self.call(name, *arguments, by=by)
        except Refused as refused:
            return refused
        raise AssertionError(f"{name} was not refused; it gave {given}")

    def token(self, client: dict[str, Any], audience: str) -> httpx.Response:
        """The token endpoint's answer to a client, without any SDK."""
        return self.site.token(client["client_id"], client["client_secret"], audience)

    def close(self) -> None:
        """The pipes, once the process has ended."""
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            # What was written to a process that had ended by itself goes nowhere.
            with contextlib.suppress(BrokenPipeError):
                pipe.close()

    @contextlib.contextmanager
    def made(self, kind: str, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Something that is there for a while: {"client_id": …} of `clients`, {"id": …} of most."""
        record = self.call(f"{kind}.create", body)
        try:
            yield record
        finally:
            with contextlib.suppress(Refused):
                self.call(f"{kind}.delete", identity(record))

    def _answer(self) -> dict[str, Any]:
        """The next line. The first one says that the SDK is connected."""
        output = self.process.stdout
        assert output is not None
        line = output.readline() if _is_ready(output) else ""
        assert line, f"{self.sdk.name} said nothing:\n{self.diagnostics.read_text()[-4000:]}"
        answer: dict[str, Any] = json.loads(line)
        return answer


def identity(record: dict[str, Any]) -> str:
    """What a record is asked for by. A grant has its own id besides its client's."""
    found: str = record.get("user_id") or record.get("id") or record["client_id"]
    return found


def _is_ready(output: IO[str]) -> bool:
    """Each call gives one line, so nothing is left in the reader's buffer."""
    readable, _, _ = select.select([output], [], [], _SECONDS)
    return bool(readable)


@contextlib.contextmanager
def session(sdk: Sdk, site: Site, folder: Path) -> Iterator[Session]:
    """The SDK, about to connect to the tenant."""
    accounts = {
        who: {"client_id": account.client_id, "client_secret": account.client_secret}
        for who, account in ((MANAGER, site.manager), (READER, site.reader))
    }
    task = {**sdk.task, "domain": site.domain, "accounts": accounts}
    diagnostics = folder / f"{sdk.name.replace(' ', '-').replace(',', '')}.log"
    with diagnostics.open("w") as errors:
        process = subprocess.Popen(
            [*sdk.command, json.dumps(task)],
            env=environment(site.authority) | sdk.environment,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    started = Session(sdk, site, process, diagnostics)
    try:
        yield started
    finally:
        process.kill()
        process.wait()
        started.close()
