"""Compiles the programs in java/ with Debian's JDK and its libraries, and runs them."""

from __future__ import annotations

import json
import secrets
import subprocess
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12Certificate, serialize_java_truststore
from live import debian

from clients.machines import AskForMachine
from clients.service import Account, RefusedError, Service

_SOURCES = Path(__file__).parent / "java"
_HOME = "usr/lib/jvm/java-17-openjdk-amd64"
_LIBRARIES = ("httpclient5", "httpcore5", "httpcore5-h2", "slf4j-api", "slf4j-nop")
_SECONDS = 120


class Java:
    """The programs, compiled into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        libraries = [debian.program(f"usr/share/java/{name}.jar", debian.TOOLCHAINS) for name in _LIBRARIES]
        self._class_path = ":".join(map(str, (folder, *libraries)))
        compile_all = ["-Xlint:all", "-Werror", "-d", folder, *sorted(_SOURCES.glob("*.java"))]
        self._run("javac", "-cp", self._class_path, *compile_all)

    def token(self, program: str, method: str, *, tls: bool = True) -> AskForMachine:
        """`method` is "header" or "body"."""

        def ask(service: Service, account: Account, audience: str) -> str:
            url = service.token_url if tls else f"http://{service.plain}/oauth/token"
            lines = self._run(
                "java",
                *("-cp", self._class_path),
                # What they need is small, and is over soon.
                *("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                *self._trust(service),
                *(program, url, account.client_id, account.client_secret, audience, method),
            ).splitlines()
            first, second = map(json.loads, lines)
            assert first["status"] == second["status"]
            if first["status"] != 200:
                body = second["body"]
                raise RefusedError(body["error"], body["error_description"], second["status"])
            token: str = second["body"]["access_token"]
            return token

        return ask

    def _trust(self, service: Service) -> list[str]:
        store = self._folder / "trust.p12"
        password = secrets.token_hex()
        authority = x509.load_pem_x509_certificate(service.authority.read_bytes())
        store.write_bytes(
            serialize_java_truststore(
                [PKCS12Certificate(authority, b"authority")], BestAvailableEncryption(password.encode())
            )
        )
        return [f"-Djavax.net.ssl.trustStore={store}", f"-Djavax.net.ssl.trustStorePassword={password}"]

    @staticmethod
    def _run(program: str, *arguments: str | Path) -> str:
        """What it printed. It must succeed, and write no errors."""
        done = subprocess.run(
            [debian.program(f"{_HOME}/bin/{program}", debian.TOOLCHAINS), *arguments],
            env=debian.environment(debian.TOOLCHAINS),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout
