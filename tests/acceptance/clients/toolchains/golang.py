"""Builds the programs in go/ with Debian's Go and its libraries, and runs them.

Owns the compiler's environment: GOPATH mode, as Debian's libraries want it, and no network.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from live import debian
from live.stack import ROOT

from clients.machines import AskForMachine
from clients.outcome import outcome
from clients.service import Account, Service
from clients.verifiers.api import Verify, running
from clients.verifiers.libraries import Verifier

_SOURCES = Path(__file__).parent / "go"
_PROTO = "warmhook/protos/executor.proto"
_PACKAGE = "warmhook/executor"
_BUILD_SECONDS = 300


class Go:
    """The programs, built into a folder when they are first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._built: dict[str, Path] = {}

    def token(self, method: str) -> AskForMachine:
        """`method` is one of those in token/main.go."""

        def ask(service: Service, account: Account, audience: str) -> str:
            token: str = self.run(
                "token",
                service,
                tokenURL=service.token_url,
                clientID=account.client_id,
                clientSecret=account.client_secret,
                audience=audience,
                method=method,
            )
            return token

        return ask

    def verifier(self) -> Verifier:
        def verify(service: Service, audience: str) -> AbstractContextManager[Verify]:
            task = {"issuer": service.issuer, "audience": audience}
            return running([self.build("api"), json.dumps(task)], _environment(service))

        return verify

    def run(self, program: str, service: Service, **task: object) -> Any:
        """Raises `RefusedError`."""
        return outcome([self.build(program), json.dumps(task)], _environment(service))

    def generate_contract(self) -> None:
        """The contract's Go package, where programs import it from."""
        package = self._folder / "src" / _PACKAGE
        package.mkdir(parents=True)
        mapping = f"M{_PROTO}={_PACKAGE}"
        subprocess.run(
            [
                sys.executable,
                *("-m", "grpc_tools.protoc", f"-I{ROOT / '.venv/src'}"),
                f"--plugin={debian.program('usr/bin/protoc-gen-go', debian.TOOLCHAINS)}",
                f"--plugin={debian.program('usr/bin/protoc-gen-go-grpc', debian.TOOLCHAINS)}",
                *(f"--go_out={self._folder / 'src'}", f"--go_opt={mapping}"),
                *(f"--go-grpc_out={self._folder / 'src'}", f"--go-grpc_opt={mapping}"),
                _PROTO,
            ],
            check=True,
        )

    def build(self, name: str) -> Path:
        """The program."""
        if name not in self._built:
            environment = {
                "GO111MODULE": "off",
                # The last has what the machine had already, which was not unpacked.
                "GOPATH": f"{self._folder}:{debian.TOOLCHAINS}/usr/share/gocode:/usr/share/gocode",
                # Beside the compiler, so that the next run is quicker.
                "GOCACHE": str(debian.TOOLCHAINS / ".cache"),
                "CGO_ENABLED": "0",
            }
            go = debian.program("usr/bin/go", debian.TOOLCHAINS)
            built = self._folder / name
            subprocess.run(
                [go, "build", "-o", built, _SOURCES / name / "main.go"],
                env=environment,
                cwd=self._folder,
                timeout=_BUILD_SECONDS,
                check=True,
            )
            self._built[name] = built
        return self._built[name]


def _environment(service: Service) -> dict[str, str]:
    return {"SSL_CERT_FILE": str(service.authority)}
